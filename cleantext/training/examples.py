"""Labelled articles as the segmenter sees them.

Floor 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cleantext.labels import LABELS
from cleantext.records import LabelledArticle
from cleantext.segmenter import Span, segment

UNKNOWN: Final = -1
"""Label code of a segment that nobody labelled."""
NOT_CONTENT_CODE: Final = len(LABELS)
"""Label code of residue of an unnamed kind."""
_CODES: Final = {label: code for code, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Example:
    """One article as the classifier is trained on it.

    Attributes
    ----------
    text : str
    labels : tuple of int
        For every segment of `text` what `label_segments` returns.
    group : str
        What must not be on both sides of a fold.
    weight : float
        What each of its segments counts for.
    """

    text: str
    labels: tuple[int, ...]
    group: str
    weight: float = 1.0


def label_segments(article: LabelledArticle, spans: Sequence[Span] | None = None) -> list[int]:
    """Return the label code of every segment: that of the larger part of its text.

    Parameters
    ----------
    article : LabelledArticle
    spans : sequence of Span, optional
        The segments of `article.text`; found anew where not given.

    Returns
    -------
    list of int
        Columns in LABELS, `NOT_CONTENT_CODE` or `UNKNOWN`.
    """
    if spans is None:
        spans = segment(article.text)
    paragraphs = article.spans
    codes: list[int] = []
    at = 0
    for start, end in spans:
        while at < len(paragraphs) and paragraphs[at].end <= start:
            at += 1
        shares: dict[int, int] = {}
        here = at
        while here < len(paragraphs) and paragraphs[here].start < end:
            overlap = min(end, paragraphs[here].end) - max(start, paragraphs[here].start)
            label = article.paragraphs[here][0]
            code = UNKNOWN if label is None else _CODES.get(label, NOT_CONTENT_CODE)
            shares[code] = shares.get(code, 0) + overlap
            here += 1
        codes.append(max(shares, key=lambda code: shares[code]) if shares else UNKNOWN)
    return codes


def make_example(article: LabelledArticle, group: str, weight: float) -> Example:
    """Segment a labelled article for training."""
    return Example(article.text, tuple(label_segments(article)), group, weight)
