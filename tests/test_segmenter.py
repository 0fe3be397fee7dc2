import json
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext import Span, segment
from cleantext.segmenter import BLANK_LINE, NEW_LINE, SAME_LINE, segment_batch
from cleantext.tokens import encode
from tests.strategies import batches, texts

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "segmenter.jsonl").read_text("utf-8").split("\n")
    if line
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_article_falls_into_its_paragraphs(case: dict[str, object]) -> None:
    text = str(case["text"])
    assert [text[start:end] for start, end in segment(text)] == case["segments"]


@given(texts)
@example("")
@example("\ud800\n\n\U0010ffff")
@example("市議会は木曜の夜、古い給水塔を残すことを賛成多数で決めた。\n" * 5)
def test_spans_are_ordered_disjoint_and_hold_every_character_that_is_not_white_space(text: str) -> None:
    spans = segment(text)
    assert all(isinstance(span, Span) and 0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    outside = list(text)
    for start, end in reversed(spans):
        del outside[start:end]
    assert not "".join(outside).strip()


@given(texts)
def test_no_segment_begins_or_ends_with_white_space(text: str) -> None:
    for start, end in segment(text):
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


@given(batches)
def test_segments_of_a_batch_are_those_of_each_text(batch: list[str]) -> None:
    encoded = encode(batch)
    start, end, article, _ = segment_batch(encoded)
    assert (np.diff(article) >= 0).all()
    for index, text in enumerate(batch):
        mine = article == index
        found = zip(start[mine] - encoded.bounds[index], end[mine] - encoded.bounds[index], strict=True)
        assert tuple(found) == segment(text)


@given(texts, st.sampled_from(["\n", "\u00a0\r\n", "\u3000\u2028"]), st.sampled_from(["\n", " "]))
def test_outer_white_space_only_moves_the_spans(text: str, before: str, after: str) -> None:
    text = text.strip()
    moved = [(start - len(before), end - len(before)) for start, end in segment(before + text + after)]
    assert moved == [tuple(span) for span in segment(text)]


@given(batches)
def test_gaps_say_what_stands_before_a_segment(batch: list[str]) -> None:
    encoded = encode(batch)
    found = segment_batch(encoded)
    previous_end, previous_article = 0, -1
    for start, end, article, gap in zip(*(column.tolist() for column in found), strict=True):
        between = "".join(map(chr, encoded.codes[previous_end:start].tolist()))
        n_breaks = len(f"{between}x".splitlines()) - 1
        if article != previous_article or n_breaks > 1:
            assert gap == BLANK_LINE
        elif n_breaks:  # a sentence in a wrapped paragraph may begin on a new line
            assert gap in {NEW_LINE, SAME_LINE}
        else:
            assert gap == SAME_LINE
        previous_end, previous_article = end, article


words = st.sampled_from(("in", "der", "see", "hafen", "größer", "naïveté", "остаётся", "harbourmaster"))


@given(
    st.lists(st.lists(words, min_size=60, max_size=70), min_size=2, max_size=4),
    st.integers(60, 80),
    st.sampled_from(["\n", "\r\n", "\r", "\u2028", " \n"]),
)
def test_hard_wrapped_paragraphs_come_out_whole(
    paragraphs: list[list[str]], width: int, line_break: str
) -> None:
    wrapped = [line_break.join(textwrap.wrap(" ".join(each), width)) for each in paragraphs]
    text = (line_break * 2).join(wrapped)
    assert [text[start:end] for start, end in segment(text)] == wrapped


@given(
    st.lists(st.lists(words, min_size=60, max_size=70), min_size=2, max_size=5),
    st.sampled_from(["\n", "\n\n", "\r\n", "\u0085", "\f"]),
)
def test_a_long_line_is_a_paragraph_of_its_own(paragraphs: list[list[str]], separator: str) -> None:
    lines = [f"Paragraph {' '.join(each)}." for each in paragraphs]
    text = separator.join(lines)
    assert [text[start:end] for start, end in segment(text)] == lines


@given(st.lists(st.lists(words, min_size=3, max_size=30), min_size=2, max_size=12))
def test_an_article_on_one_line_falls_into_its_sentences(sentences: list[list[str]]) -> None:
    written = [f"Und {' '.join(each)} ende." for each in sentences]
    text = " ".join(written)
    assert [text[start:end] for start, end in segment(text)] == written
