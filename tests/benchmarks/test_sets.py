import gzip
import json

import pytest

from benchmarks.sets import FIXTURES_DIR, SETS, UNSEEN_DIR, Layout, choose_sets, read_layout
from cleantext.errors import RecordError
from cleantext.records import read_articles
from cleantext.segmenter import segment


@pytest.fixture
def corpus(tmp_path):
    """Two articles on one page, one elsewhere."""
    records = [
        {
            "page": page,
            "split": split,
            "lang": "en",
            "paragraphs": [["content", text], ["legal", "© Hallam Post"]],
        }
        for page, split, text in [
            ("a", "dev", "The bridge opens.\nIt is long."),
            ("a", "dev", "The ferry stops."),
            ("b", "train", "Rain is near."),
        ]
    ]
    with gzip.open(tmp_path / "some.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record) + "\n" for record in records)
    return tmp_path


def test_names_are_unique():
    assert len({each.name for each in SETS}) == len(SETS)


def test_no_name_chooses_every_set():
    assert choose_sets([]) == SETS


def test_sets_come_in_their_own_order():
    assert [each.name for each in choose_sets(["clean-dev", "pages-dev"])] == ["pages-dev", "clean-dev"]


def test_an_unknown_set_is_named():
    with pytest.raises(ValueError, match="no set is called pages; there are pages-dev"):
        choose_sets(["pages", "clean-dev"])


def test_a_page_that_comes_again_is_numbered(corpus):
    assert [a.page for a in read_layout(Layout("some.jsonl.gz", "\n"), corpus)] == ["a", "a#2", "b"]


def test_a_layout_can_take_one_split_only(corpus):
    assert [a.page for a in read_layout(Layout("some.jsonl.gz", "\n", "train"), corpus)] == ["b"]


def test_a_layout_says_what_stands_between_paragraphs(corpus):
    (article,) = read_layout(Layout("some.jsonl.gz", "\n\n", "train"), corpus)
    assert article.text == "Rain is near.\n\n© Hallam Post"


def test_a_flattened_article_is_one_line(corpus):
    first, *_ = read_layout(Layout("some.jsonl.gz", " "), corpus)
    assert first.text == "The bridge opens. It is long. © Hallam Post"


def test_a_cluttered_article_holds_adverts_and_lines_of_the_dev_split(corpus):
    with gzip.open(corpus / "adverts.jsonl.gz", "wt", encoding="utf-8") as lines:
        for split in ("train", "dev"):
            advert = {"advertiser": split, "split": split, "paragraphs": [f"Advert of {split}."]}
            lines.write(json.dumps(advert) + "\n")
    (corpus / "pages-dev.jsonl.gz").write_bytes((corpus / "some.jsonl.gz").read_bytes())
    layout = Layout("some.jsonl.gz", "\n", is_cluttered=True)
    made = read_layout(layout, corpus)
    assert made == read_layout(layout, corpus)
    for article in made:
        assert article.paragraphs[0][0] == "content"
        foreign = [text for label, text in article.paragraphs if label != "content"]
        assert len(foreign) >= 3
        assert set(foreign) <= {"Advert of dev."}  # the legal line is too short to tell


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ("ccccaaccc", "ccaacc"),
        ("acccc", "acc"),
        ("cccca", "cca"),
        ("ccaccca", "ccacc"),
        ("cccc", "cc"),
        ("aa", "aa"),
    ],
)
def test_a_short_article_is_what_stands_around_the_first_residue(tmp_path, labels, kept):
    names = {"c": "content", "a": "advertisement"}
    paragraphs = [[names[label], f"Paragraph {n}."] for n, label in enumerate(labels)]
    with gzip.open(tmp_path / "some.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"page": "a", "paragraphs": paragraphs}) + "\n")
    (article,) = read_layout(Layout("some.jsonl.gz", "\n", around=2), tmp_path)
    assert "".join(label[0] for label, _ in article.paragraphs) == kept


def test_a_limit_draws_the_same_articles_each_time(corpus):
    layout = Layout("some.jsonl.gz", "\n")
    drawn = read_layout(layout, corpus, limit=2)
    assert len(drawn) == 2
    assert drawn == read_layout(layout, corpus, limit=2)


def test_a_missing_file_is_named(corpus):
    with pytest.raises(RecordError, match=r"nowhere\.jsonl\.gz"):
        read_layout(Layout("nowhere.jsonl.gz", "\n"), corpus)


def test_fixtures_keep_their_own_layout(tmp_path):
    articles = read_layout(Layout(), tmp_path)
    assert len({article.separator for article in articles}) > 1


def test_controls_hold_nothing_but_content_and_no_model_saw_them(tmp_path):
    (controls,) = choose_sets(["fixtures-controls"])
    articles = [a for a in read_layout(controls.layout, tmp_path) if controls.keeps(a)]
    assert articles
    assert {label for a in articles for label, _ in a.paragraphs} == {"content"}
    assert "train" not in {a.split for a in articles}
    assert all(segment(a.text) for a in articles)


def test_nothing_unseen_stands_in_the_fixtures():
    unseen, fixtures = list(read_articles([UNSEEN_DIR])), list(read_articles([FIXTURES_DIR]))
    assert {each.split for each in unseen} == {"test"}
    assert not {each.site for each in unseen} & {each.site for each in fixtures}
    assert len({each.page for each in unseen}) == len(unseen)
    long_ones = [
        {" ".join(text.split()) for each in articles for _, text in each.paragraphs if len(text) > 40}
        for articles in (unseen, fixtures)
    ]
    assert not long_ones[0] & long_ones[1]
