from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import LABELS, segment
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.examples import NOT_CONTENT_CODE, UNKNOWN, label_segments, make_example
from tests.strategies import sentences

CODE_OF = {label: code for code, label in enumerate(LABELS)} | {
    None: UNKNOWN,
    "not-content": NOT_CONTENT_CODE,
}
paragraphs = st.lists(st.tuples(st.sampled_from([*CODE_OF]), sentences), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("pairs", "separator", "codes"),
    [
        ([("content", "A ferry."), ("legal", "© 1994")], "\n", [0, 6]),
        ([("content", "A ferry."), (None, "A goat."), ("social", "Share")], "\n\n", [0, UNKNOWN, 4]),
        ([("not-content", "Share"), ("content", "A ferry.")], "\r\n", [NOT_CONTENT_CODE, 0]),
        ([("content", "A ferry. A goat."), ("legal", "All rights reserved.")], " ", [0, 0, 6]),
        ([("content", "One\nTwo\nThree"), ("legal", "©")], "\n\n", [0, 0, 0, 6]),
        ([("social", "Share"), ("content", "this long sentence about the ferry and the goats")], " ", [0]),
        ([("content", "the ferry"), ("social", "is shared and shared and shared again")], " ", [4]),
        ([("content", " \u200b ")], "\n", [0]),
    ],
)
def test_a_segment_takes_the_label_of_the_larger_part_of_its_text(
    pairs: list[tuple[str | None, str]], separator: str, codes: list[int]
) -> None:
    assert label_segments(LabelledArticle("page", tuple(pairs), separator)) == codes


@given(paragraphs, st.sampled_from(["\n", "\n\n", " ", "\r\n"]))
def test_labels_equal_a_vote_of_the_characters(pairs: list[tuple[str | None, str]], separator: str) -> None:
    article = LabelledArticle("page", tuple(pairs), separator)
    owner: list[int | None] = []
    for label, text in pairs:
        owner += [CODE_OF[label]] * len(text) + [None] * len(separator)
    found = label_segments(article)
    spans = segment(article.text)
    assert len(found) == len(spans)
    for code, (start, end) in zip(found, spans, strict=True):
        votes = [each for each in owner[start:end] if each is not None]
        assert votes.count(code) == max(map(votes.count, set(votes)))


def test_labels_can_be_asked_for_spans_found_before() -> None:
    article = LabelledArticle("page", (("content", "A ferry."), ("legal", "©")), "\n")
    assert label_segments(article, article.spans) == [0, 6]
    assert label_segments(article, []) == []


def test_an_example_has_a_label_for_every_segment(repository: Path) -> None:
    for article in read_articles([repository / "fixtures" / "news.jsonl"]):
        example = make_example(article, "group 3", 0.5)
        assert (example.text, example.group, example.weight) == (article.text, "group 3", 0.5)
        assert len(example.labels) == len(segment(article.text))


def test_labels_of_fixtures_are_those_of_their_paragraphs(repository: Path) -> None:
    for article in read_articles([repository / "fixtures"]):
        spans = segment(article.text)
        if spans == article.spans:
            assert label_segments(article) == [CODE_OF[label] for label, _ in article.paragraphs]
