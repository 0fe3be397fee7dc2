"""What fixtures/README.md promises, held by the files."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cleantext import LABELS, segment
from cleantext.labels import CONTENT
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.inserts import read_advertisers, read_strings

FIXTURES = Path(__file__).parent.parent / "fixtures"
KINDS = {
    "news", "magazine", "interview", "opinion", "sport", "science", "recipe", "review", "how-to", "live-blog",
    "press-release", "company-blog", "travel", "forum", "product", "control",
}  # fmt: skip
KEYS = {
    "page", "site", "source", "licence", "lang", "split", "kind", "separator", "advertisers", "paragraphs",
}  # fmt: skip
LANGUAGES = {
    "en", "de", "fr", "es", "it", "pt", "pl", "nl", "sv", "da", "no", "fi", "cs", "ru", "uk", "ro", "hu",
    "tr", "ar", "ja", "zh", "ko", "th", "vi", "id",
}  # fmt: skip
LABELS_OF_INSERTS = ("advertisement", "subscription", "metadata", "legal", "social")

Record = dict[str, Any]


def records_of(name: str) -> list[Record]:
    return [json.loads(line) for line in (FIXTURES / name).read_text("utf-8").split("\n") if line]


ADVERT_FILES = sorted(f"adverts/{path.name}" for path in (FIXTURES / "adverts").glob("*.jsonl"))
FILES = sorted(path.name for path in FIXTURES.glob("*.jsonl")) + ADVERT_FILES
RECORDS = [
    record for name in FILES if name not in {"strings.jsonl", *ADVERT_FILES} for record in records_of(name)
]
ADVERTS = [advert for name in ADVERT_FILES for advert in records_of(name)]
STRINGS = records_of("strings.jsonl")


@pytest.fixture(scope="module")
def articles() -> list[LabelledArticle]:
    return list(read_articles([FIXTURES]))


def test_every_article_has_exactly_the_keys_of_the_schema() -> None:
    for record in RECORDS:
        assert set(record) == KEYS, record.get("page")


def test_every_article_can_be_read_and_none_twice(articles: list[LabelledArticle]) -> None:
    assert [article.page for article in articles] == [record["page"] for record in RECORDS]
    assert len({article.page for article in articles}) == len(articles)


def test_values_are_of_the_schema() -> None:
    for record in RECORDS:
        page = record["page"]
        assert page.startswith(f"{record['site']}/")
        assert record["site"].endswith(".example"), page
        assert (record["source"], record["licence"]) == ("cleantext fixtures", "MIT"), page
        assert record["split"] in {"train", "dev", "test"}, page
        assert record["kind"] in KINDS, page
        assert record["lang"] in LANGUAGES, page
        assert record["separator"] in {"\n", "\n\n", "\r\n", "\r\n\r\n", " "}, page


def test_paragraphs_have_a_label_and_no_outer_white_space() -> None:
    for record in RECORDS:
        for label, text in record["paragraphs"]:
            assert label in LABELS, record["page"]
            assert text
            assert text == text.strip(), record["page"]


def test_a_line_break_stands_inside_a_paragraph_only_between_blank_lines() -> None:
    for record in RECORDS:
        if record["separator"] not in {"\n\n", "\r\n\r\n"}:
            assert not any("\n" in text for _, text in record["paragraphs"]), record["page"]


def test_all_articles_of_a_site_and_all_adverts_of_an_advertiser_share_a_split() -> None:
    by_site, by_advertiser = defaultdict(set), defaultdict(set)
    for record in RECORDS:
        by_site[record["site"]].add(record["split"])
        for advertiser in record["advertisers"]:
            by_advertiser[advertiser].add(record["split"])
    for advert in ADVERTS:
        by_advertiser[advert["advertiser"]].add(advert["split"])
    assert not [name for name, splits in (by_site | by_advertiser).items() if len(splits) > 1]


def test_splits_have_about_the_promised_sizes() -> None:
    share = {split: n / len(RECORDS) for split, n in Counter(record["split"] for record in RECORDS).items()}
    assert 0.5 <= share["train"] <= 0.7
    assert share["dev"] >= 0.15
    assert share["test"] >= 0.15


def test_every_language_kind_and_layout_occurs_and_no_other() -> None:
    assert {record["lang"] for record in RECORDS} == LANGUAGES
    assert {record["kind"] for record in RECORDS} == KINDS
    assert {record["separator"] for record in RECORDS} >= {"\n", "\n\n", "\r\n", " "}


@pytest.mark.parametrize("label", LABELS)
def test_every_label_occurs_in_every_split(label: str) -> None:
    for split in ("train", "dev", "test"):
        mine = [record for record in RECORDS if record["split"] == split]
        assert sum(each == label for record in mine for each, _ in record["paragraphs"]) >= 20


def test_controls_are_content_from_end_to_end() -> None:
    for record in RECORDS:
        labels = {label for label, _ in record["paragraphs"]}
        assert CONTENT in labels, record["page"]
        if record["kind"] == "control":
            assert labels == {CONTENT}, record["page"]
            assert not record["advertisers"], record["page"]


@pytest.mark.parametrize("topic", ["newsletter", "cookie", "advert", "subscri", "launch"])
def test_some_controls_are_about_what_cleaners_look_for(topic: str) -> None:
    controls = [record for record in RECORDS if record["kind"] == "control"]
    assert any(topic in text.lower() for record in controls for _, text in record["paragraphs"])


def test_articles_with_advertisers_hold_adverts() -> None:
    for record in RECORDS:
        if record["advertisers"]:
            assert "advertisement" in {label for label, _ in record["paragraphs"]}, record["page"]


def test_no_paragraph_of_any_length_to_speak_of_stands_anywhere_twice() -> None:
    texts = [text for record in RECORDS for _, text in record["paragraphs"]]
    texts += [text for advert in ADVERTS for text in advert["paragraphs"]]
    assert not [text for text, n in Counter(texts).items() if n > 1 and len(text) > 40]


def test_adverts_are_well_formed() -> None:
    keys = {"advertiser", "source", "licence", "lang", "split", "paragraphs"}
    names = {name for record in RECORDS for name in record["advertisers"]}
    for advert in ADVERTS:
        assert set(advert) - {"label"} == keys, advert.get("advertiser")
        assert advert.get("label", "subscription") in LABELS_OF_INSERTS[1:]
        assert (advert["source"], advert["licence"]) == ("cleantext fixtures", "MIT")
        assert advert["split"] in {"train", "dev", "test"}
        assert 1 <= len(advert["paragraphs"]) <= 4
        assert all(text and text == text.strip() and "\n" not in text for text in advert["paragraphs"])
        assert advert["advertiser"] not in names, "an advertiser of the articles must stay unseen"
    assert len({advert["advertiser"] for advert in ADVERTS}) == len(ADVERTS)


def test_adverts_stand_in_the_file_of_their_kind() -> None:
    for name in ADVERT_FILES:
        for advert in records_of(name):
            match advert.get("label", "advertisement"), advert["lang"]:
                case "advertisement", language:
                    kind = "english" if language == "en" else "other_languages"
                case "subscription", _:
                    kind = "pleas"
                case _:
                    kind = "notes"
            assert name == f"adverts/{kind}.jsonl", advert["advertiser"]


def test_adverts_can_be_read_with_their_labels() -> None:
    read = list(read_advertisers([FIXTURES / "adverts"]))
    assert [each.name for each in read] == [advert["advertiser"] for advert in ADVERTS]
    assert {each.label for each in read} == {*LABELS_OF_INSERTS}


def test_strings_are_well_formed() -> None:
    read = list(read_strings([FIXTURES / "strings.jsonl"]))
    assert [each.text for each in read] == [string["text"] for string in STRINGS]
    for string in STRINGS:
        assert set(string) == {"label", "lang", "text", "source", "licence"}
        assert (string["source"], string["licence"]) == ("cleantext fixtures", "MIT")
    assert len({(string["lang"], string["text"]) for string in STRINGS}) == len(STRINGS)


def test_no_segment_spans_two_paragraphs(articles: list[LabelledArticle]) -> None:
    for article in articles:
        starts = {span.start for span in segment(article.text)}
        assert all(span.start in starts for span in article.spans), article.page


def test_paragraphs_of_prose_come_out_whole(articles: list[LabelledArticle]) -> None:
    for article in articles:
        if "\n" in article.separator:
            prose = {span for span in article.spans if "\n" not in article.text[slice(*span)]}
            assert prose <= set(segment(article.text)), article.page


def test_the_demo_article_has_paragraphs_to_keep_and_to_remove() -> None:
    text = (FIXTURES / "demo.txt").read_text("utf-8")
    assert len(segment(text)) >= 8
    assert all(before.end < after.start for before, after in pairwise(segment(text)))


def test_files_end_with_one_line_break_and_hold_plain_utf_8() -> None:
    for name in FILES:
        content = (FIXTURES / name).read_bytes()
        assert content.endswith(b"}\n")
        assert b"\r" not in content
        assert b"\\u00" not in content.lower()
