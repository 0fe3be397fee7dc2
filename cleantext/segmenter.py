"""Article text to paragraphs, as spans of the original string.

Floor 1. Everything runs on whole batches.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.articles import checked_text
from cleantext.characters import BREAK, IDEOGRAPH, LETTER, LOWER, STOP
from cleantext.sentences import Runs, ideographic_ends, sentence_ends
from cleantext.tokens import EncodedTexts, encode

SAME_LINE: Final = 0
NEW_LINE: Final = 1
BLANK_LINE: Final = 2

MAX_WRAP_WIDTH: Final = 100
"""Characters; longer lines were not wrapped by hand or mail program. Source:
the usual widths are 65 to 80; recipes for quoted mail reach 100."""
MIN_WRAP_WIDTH: Final = 40
FULL: Final = 0.7
"""Share of the width from which a line can tell whether it was wrapped: shorter ones end paragraphs."""
MIN_WRAPPED_SHARE: Final = 0.6
"""Share of an article's lines so full, with another below, that must look wrapped before any are joined."""
MIN_JOINED_SHARE: Final = 0.25
"""Share of all its lines that must. Source of the three: benchmarks/EXPERIMENTS.md, "Wrapped lines"."""
MIN_CONTINUED_SHARE: Final = 0.3
"""Share of these that must go on in the middle of a sentence: lists of headlines
of one length do not. Source: wrapped German, with its capitals, has about 0.55."""
LONG_LINE: Final = 1200
"""Characters; a line this long that holds most of its article was flattened."""


class Span(NamedTuple):
    """Half-open range of code points in the original string."""

    start: int
    end: int


class Segments(NamedTuple):
    """The segments of a batch, in order.

    Attributes
    ----------
    start, end : ndarray of shape (n_segments,), int64
        Half-open spans in the batch's code points.
    article : ndarray of shape (n_segments,), int64
        Index of the text each belongs to, ascending.
    gap : ndarray of shape (n_segments,), uint8
        What stands before it: `SAME_LINE`, `NEW_LINE` or `BLANK_LINE`.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    article: NDArray[np.int64]
    gap: NDArray[np.uint8]


def segment(text: str) -> tuple[Span, ...]:
    r"""Split one article into paragraphs.

    A paragraph ends at a blank line, or at a line's end unless the lines were
    wrapped to a fixed width. A text without line breaks, or a line of 1,200
    characters or more that holds most of its text, is split into sentences.

    Parameters
    ----------
    text : str

    Returns
    -------
    tuple of Span
        Ordered, disjoint, without outer white space; together they hold every
        character that is not white space.

    Raises
    ------
    TypeError
        `text` is not a str.

    Examples
    --------
    >>> segment("A headline\n\nAnd a paragraph.")
    (Span(start=0, end=10), Span(start=12, end=28))
    """
    found = segment_batch(encode([checked_text(text)]))
    return tuple(map(Span, found.start.tolist(), found.end.tolist()))


def segment_batch(texts: EncodedTexts) -> Segments:
    """Split a batch of articles into paragraphs.

    Parameters
    ----------
    texts : EncodedTexts
        As `cleantext.tokens.encode` makes them.

    Returns
    -------
    Segments
    """
    is_ink = texts.kinds > BREAK
    edges = (is_ink[1:] != is_ink[:-1]).nonzero()[0] + 1
    if len(is_ink) and is_ink[0]:
        edges = np.concatenate([[0], edges])
    runs = Runs(edges[0::2], edges[1::2])
    lines = _find_lines(texts, runs)
    return _split_flattened(texts, runs, _join_wrapped(texts, runs, lines))


class _Lines(NamedTuple):
    """Lines that are not blank, with the indices of their first and last run.

    `margin` is where a line itself begins, before its indentation.
    """

    margin: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    article: NDArray[np.int64]
    gap: NDArray[np.uint8]
    first_run: NDArray[np.int64]
    last_run: NDArray[np.int64]


def _find_lines(texts: EncodedTexts, runs: Runs) -> _Lines:
    (line_end,) = (texts.kinds == BREAK).nonzero()
    stop = runs.start.searchsorted(line_end)
    first, margin = np.zeros((2, len(stop)), np.int64)
    first[1:] = stop[:-1]
    np.add(line_end[:-1], 1, out=margin[1:])
    (has_ink,) = (stop > first).nonzero()
    first, last, margin = first[has_ink], stop[has_ink] - 1, margin[has_ink]
    start, end = runs.start[first], runs.end[last]
    article = texts.bounds.searchsorted(start, side="right") - 1
    is_apart = np.ones(len(has_ink), bool)
    is_apart[1:] = (has_ink[1:] > has_ink[:-1] + 1) | (article[1:] > article[:-1])
    gap = np.where(is_apart, np.uint8(BLANK_LINE), np.uint8(NEW_LINE))
    return _Lines(margin, start, end, article, gap, first, last)


def _join_wrapped(texts: EncodedTexts, runs: Runs, lines: _Lines) -> _Lines:
    """Join lines that a fixed width broke, where the article's lines look wrapped.

    A greedy wrapper breaks a line only where the next word would not have
    fitted: that is the test for each pair of neighbouring lines.
    """
    n_lines, n_articles = len(lines.start), len(texts.bounds) - 1
    if n_lines < 3:
        return lines
    length = lines.end - lines.margin
    is_short = length <= MAX_WRAP_WIDTH
    is_pair = np.zeros(n_lines, bool)
    is_pair[1:] = (lines.gap[1:] == NEW_LINE) & is_short[1:] & is_short[:-1]
    if not is_pair.any():
        return lines
    width = np.zeros(n_articles, np.int64)
    np.maximum.at(width, lines.article[is_short], length[is_short])
    first_kind = texts.kinds[lines.start]
    is_dense = (first_kind == IDEOGRAPH) | (texts.kinds[lines.start + 1] == IDEOGRAPH)
    first_word = np.where(is_dense, 1, runs.end[lines.first_run] - lines.start)
    is_one_word = (lines.first_run == lines.last_run) & ~is_dense
    is_joined = is_pair & (width >= MIN_WRAP_WIDTH)[lines.article]
    is_joined[1:] &= (length[:-1] + 1 + first_word[1:] > width[lines.article[1:]]) & ~is_one_word[:-1]
    is_continued = is_joined & np.isin(first_kind, (LOWER, LETTER, IDEOGRAPH))
    is_continued[1:] &= texts.kinds[lines.end[:-1] - 1] != STOP

    def count(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(lines.article[which], minlength=n_articles)

    is_telling = is_pair.copy()
    is_telling[1:] &= (length[:-1] >= FULL * width[lines.article[1:]]) & ~is_one_word[:-1]
    n_joined = count(is_joined)
    is_wrapped = (
        (n_joined >= 3)
        & (n_joined >= MIN_WRAPPED_SHARE * count(is_telling))
        & (n_joined >= MIN_JOINED_SHARE * np.bincount(lines.article, minlength=n_articles))
        & (count(is_continued) >= MIN_CONTINUED_SHARE * n_joined)
    )
    is_joined &= is_wrapped[lines.article]
    starts = np.flatnonzero(~is_joined)
    ends = np.append(starts[1:], n_lines) - 1
    return _Lines(
        lines.margin[starts],
        lines.start[starts],
        lines.end[ends],
        lines.article[starts],
        lines.gap[starts],
        lines.first_run[starts],
        lines.last_run[ends],
    )


def _split_flattened(texts: EncodedTexts, runs: Runs, lines: _Lines) -> Segments:
    """Split a line that holds all or most of its article into sentences."""
    whole = Segments(lines.start, lines.end, lines.article, lines.gap)
    length = lines.end - lines.start
    n_articles = len(texts.bounds) - 1
    n_lines = np.bincount(lines.article, minlength=n_articles)[lines.article]
    n_characters = np.bincount(lines.article, length, minlength=n_articles)[lines.article]
    is_flat = (n_lines == 1) | ((length >= LONG_LINE) & (2 * length > n_characters))
    if not is_flat.any():
        return whole
    flat = np.flatnonzero(is_flat)
    n_runs = lines.last_run[flat] - lines.first_run[flat] + 1
    line = np.repeat(flat, n_runs)
    run = np.arange(len(line)) + np.repeat(lines.first_run[flat] - np.cumsum(n_runs) + n_runs, n_runs)
    here = Runs(runs.start[run], runs.end[run])
    is_end = sentence_ends(texts, here, line[1:] == line[:-1])
    stops = ideographic_ends(texts, lines.start[flat], lines.end[flat])
    start = np.sort(np.concatenate([lines.start, here.start[1:][is_end], stops]))
    end = np.sort(np.concatenate([lines.end, here.end[:-1][is_end], stops]))
    line_of = np.searchsorted(lines.start, start, side="right") - 1
    is_line_start = np.diff(line_of, prepend=-1) > 0
    gap = np.where(is_line_start, lines.gap[line_of], SAME_LINE).astype(np.uint8)
    return Segments(start, end, lines.article[line_of], gap)
