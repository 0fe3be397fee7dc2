"""What an analysis of an article is made of, and when it should be looked at.

Floor 3; numpy only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.labels import CONTENT, LABELS

MOST_REMOVED_SHARE: Final = 0.5
"""Share of an article's characters whose removal is worth a look. Source: 6 of 1,111
clean and inserted dev articles are residue by half."""
LONG: Final = 200
"""Characters of a paragraph of full prose."""
FEWEST_LONG_REMOVED: Final = 3
"""Long paragraphs in one run of removed ones that are worth a look. Source: 7 of 654 inserted
dev articles hold so long an advert."""
SHORTEST_WARNED: Final = 500
"""Characters; of less text, any share may well be residue."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What made a segment's score higher or lower.

    Attributes
    ----------
    what : str
        In plain words.
    weight : float
        Log-odds that it adds to the score; positive speaks for removal. Infinite
        where the caller decided.

    Examples
    --------
    >>> print(Reason("does not fit the article", 2.34))
    does not fit the article (+2.3)
    """

    what: str
    weight: float

    def __str__(self) -> str:
        return f"{self.what} ({self.weight:+.1f})"


@dataclass(frozen=True, slots=True)
class Segment:
    """One paragraph of an article, with the verdict on it.

    Attributes
    ----------
    start, end : int
        Half-open span in code points of the original text.
    text : str
        The slice itself.
    label : str
        One of `cleantext.LABELS`: ``content`` unless it is removed or `score` is
        over .5; then the likeliest of the other seven.
    score : float
        Calibrated probability that it is not content; with what repetition adds, and 1 or 0
        where a rule decided.
    scores : mapping of str to float
        Probability of each label; they sum to 1.
    is_removed : bool
        Whether it goes. A mode removes a line that is less than 4 % of its article
        and 200 characters on a lower score than others, but over .5.
    reasons : tuple of Reason
        The strongest first; empty where they were not asked for.
    """

    start: int
    end: int
    text: str
    label: str
    score: float
    scores: Mapping[str, float] = field(hash=False)
    is_removed: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """What was found in an article.

    Attributes
    ----------
    text : str
        The original.
    clean_text : str
        The original without the removed segments.
    segments : tuple of Segment
        In order, covering everything but white space.
    warnings : tuple of str
        Why a person should look, where much of the article would go.
    """

    text: str
    clean_text: str
    segments: tuple[Segment, ...]
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        n_removed = sum(segment.is_removed for segment in self.segments)
        return (
            f"<Analysis: {n_removed} of {len(self.segments)} segments removed, "
            f"{len(self.clean_text)} of {len(self.text)} characters stay, {len(self.warnings)} warnings>"
        )


class Verdicts(NamedTuple):
    """Verdicts on the segments of a batch, as arrays.

    Attributes
    ----------
    rows : list of slice
        Which segments are of each article.
    start, end : ndarray of shape (n_segments,), int64
        Half-open spans in code points of their own article.
    scores : ndarray of shape (n_segments, 8), float64, columns in LABELS order
    is_removed : ndarray of shape (n_segments,), bool
    decided : ndarray of shape (n_segments,), float64
        What was decided beforehand, see `cleantext.model.Scored`.
    """

    rows: list[slice]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    scores: NDArray[np.float64]
    is_removed: NDArray[np.bool_]
    decided: NDArray[np.float64]


def make_segments(
    text: str,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    scores: NDArray[np.float64],
    is_removed: NDArray[np.bool_],
    reasons: Sequence[tuple[Reason, ...]] | None = None,
) -> tuple[Segment, ...]:
    """Make segments of the arrays that hold an article's verdicts.

    Parameters
    ----------
    text : str
    start, end : ndarray of shape (n_segments,), int64
        Spans in `text`.
    scores : ndarray of shape (n_segments, 8), float64
        Probability of each label, columns in LABELS order.
    is_removed : ndarray of shape (n_segments,), bool
    reasons : sequence of tuple of Reason, optional
        For each segment.

    Returns
    -------
    tuple of Segment
    """
    label = label_codes(scores, is_removed)
    rows = zip(
        start.tolist(), end.tolist(), label.tolist(), scores.tolist(), is_removed.tolist(), strict=True
    )
    return tuple(
        Segment(
            first, last, text[first:last], LABELS[best], 1 - every[0],
            dict(zip(LABELS, every, strict=True)), gone, reasons[index] if reasons else (),
        )
        for index, (first, last, best, every, gone) in enumerate(rows)
    )  # fmt: skip


def label_codes(scores: NDArray[np.float64], is_removed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the label of each segment, as `Segment.label` tells it.

    Parameters
    ----------
    scores : ndarray of shape (n_segments, 8), float64
        Probability of each label, columns in LABELS order.
    is_removed : ndarray of shape (n_segments,), bool

    Returns
    -------
    ndarray of shape (n_segments,), int64
        Columns of LABELS.

    Examples
    --------
    >>> scores = np.array([[0.6, 0.3, 0.1, 0, 0, 0, 0, 0]])
    >>> label_codes(scores, np.array([True])), label_codes(scores, np.array([False]))
    (array([1]), array([0]))
    """
    is_residue = is_removed | (scores[:, 0] < 0.5)
    return np.where(is_residue, scores[:, 1:].argmax(axis=1) + 1, LABELS.index(CONTENT))


def find_warnings(
    start: NDArray[np.int64], end: NDArray[np.int64],
    scores: NDArray[np.float64], is_removed: NDArray[np.bool_],
) -> tuple[str, ...]:  # fmt: skip
    """Say what of a verdict is so much that a person should look.

    Parameters
    ----------
    start, end, scores, is_removed
        Of an article, as `make_segments` takes them.

    Returns
    -------
    tuple of str
        Mostly empty.
    """
    length = end - start
    total, gone = int(length.sum()), int(length[is_removed].sum())
    found = []
    if total >= SHORTEST_WARNED and gone > MOST_REMOVED_SHARE * total:
        found.append(f"{gone / total:.0%} of the text would go: is it an article?")
    if np.count_nonzero(is_removed & (length >= LONG)) >= FEWEST_LONG_REMOVED:
        found += _long_runs(start, end, label_codes(scores, is_removed), is_removed)
    return tuple(found)


def _long_runs(
    start: NDArray[np.int64], end: NDArray[np.int64],
    label: NDArray[np.int64], is_removed: NDArray[np.bool_],
) -> Iterator[str]:  # fmt: skip
    for goes, run in groupby(range(len(start)), key=is_removed.tolist().__getitem__):
        long = [index for index in run if end[index] - start[index] >= LONG]
        if goes and len(long) >= FEWEST_LONG_REMOVED:
            labels = ", ".join(sorted({LABELS[label[index]] for index in long}))
            yield (
                f"{len(long)} long paragraphs in a row would go as {labels}, "
                f"from character {start[long[0]]} to {end[long[-1]]}"
            )
