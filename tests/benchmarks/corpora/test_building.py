import gzip

import pytest

from benchmarks.corpora.views import VIEWS
from tests.benchmarks.corpora.pages import BY_OPTION, LINES, READ, build, fail, page_of


def test_a_page_becomes_its_views_the_read_one_first(checkout):
    rows, tally = build(checkout, view="readability")
    assert [row["view"] for row in rows] == [
        "readability", "trafilatura", "trafilatura-recall", "boilerpy3", "resiliparse-main", "justext",
    ]  # fmt: skip
    assert [row["read"] for row in rows] == [True, *[False] * 5]
    assert all(row["paragraphs"] == list(READ) for row in rows)
    assert (tally.n_built, tally.n_rows, tally.n_labels_found) == (1, 6, 5)
    assert (tally.n_carried_to, tally.n_carried) == (25, 25)


def test_a_row_says_where_it_comes_from(checkout):
    row = build(checkout)[0][0]
    assert {**row, "paragraphs": []} == {
        "page": "goose-tests/lamp.html", "source": "goose-tests", "licence": BY_OPTION["goose"].licence,
        "lang": "en", "url": None, "title": "Lamp lit", "page_type": "article", "split": "train",
        "view": "resiliparse-all", "read": True, "paragraphs": [],
    }  # fmt: skip


def test_the_whole_page_is_kept_only_where_it_was_read(checkout):
    views = [[row["view"] for row in build(checkout, view=view)[0]] for view in VIEWS]
    assert [VIEWS[0] in each for each in views] == [True, *[False] * (len(VIEWS) - 1)]


def test_views_that_were_not_made_of_a_source_stay_out(checkout):
    rows, _ = build(checkout, option="trafilatura")
    assert not {row["view"] for row in rows} & {"boilerpy3", "justext"}


@pytest.mark.parametrize(("n_known", "is_kept"), [(3, True), (2, False)])
def test_a_view_needs_a_label_for_three_paragraphs_of_five(checkout, n_known, is_kept):
    texts = [text for _, text in READ[:n_known]] + ["Never read"] * (5 - n_known)
    rows, _ = build(checkout, {**LINES, "justext": lambda html: "\n".join(texts)})
    assert ("justext" in {row["view"] for row in rows}) is is_kept


def test_a_view_that_is_empty_or_fails_is_left_out_and_a_failure_noted(checkout):
    extractors = {**LINES, "justext": fail, "trafilatura": lambda html: None}
    rows, tally = build(checkout, extractors)
    assert {row["view"] for row in rows} == set(VIEWS) - {"justext", "trafilatura"}
    assert tally.failed == ["goose-tests/lamp.html, justext: RecursionError('too deep')"]


def test_a_page_that_is_not_there_or_says_something_else_is_named(checkout):
    rows, tally = build(checkout, page="ferry.html")
    assert rows == []
    assert tally.missing == ["goose-tests/ferry.html"]
    next(checkout.rglob("lamp.html")).write_text(page_of("Access denied"))
    rows, tally = build(checkout)
    assert rows == []
    assert (tally.changed, tally.n_labels, tally.n_labels_found) == (["goose-tests/lamp.html"], 5, 0)


def test_of_several_files_of_one_name_the_one_that_was_read_is_taken(checkout):
    for folder in ("another", "zoo"):
        (checkout / "tests/data" / folder).mkdir()
        (checkout / "tests/data" / folder / "lamp.html").write_text(page_of("Lamp oil", "The lamp was lit"))
    rows, _ = build(checkout)
    assert rows[0]["paragraphs"] == list(READ)


@pytest.mark.parametrize(
    "content", [b"version https://git-lfs.github.com/spec/v1", gzip.compress(b"a" * 99)[:20]]
)
def test_a_damaged_file_costs_its_page_only(checkout, content):
    path = next(checkout.rglob("lamp.html"))
    path.rename(path.with_name("lamp.html.gz")).write_bytes(content)
    rows, tally = build(checkout)
    assert rows == []
    assert tally.missing == ["goose-tests/lamp.html"]
    assert tally.failed[0].startswith("goose-tests/lamp.html: ")
