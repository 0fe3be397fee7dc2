"""What callers give a classifier to learn from, checked before any work is done.

Floor 5.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cleantext.articles import checked_articles
from cleantext.batches import in_batches
from cleantext.errors import TrainingError
from cleantext.labels import LABELS
from cleantext.records import NOT_CONTENT
from cleantext.segmenter import segment_batch
from cleantext.tokens import encode
from cleantext.training.examples import NOT_CONTENT_CODE, UNKNOWN


class Lessons(NamedTuple):
    """Articles with what is known of them.

    Attributes
    ----------
    texts : list of str
    codes : ndarray of shape (n_segments,), int64
        For every segment of all articles its column in LABELS, or `UNKNOWN`.
    groups : list of str
        One an article.
    weights : ndarray of shape (n_articles,), float64
    """

    texts: list[str]
    codes: NDArray[np.int64]
    groups: list[str]
    weights: NDArray[np.float64]


def check_lessons(
    X: Sequence[str],
    y: Sequence[Sequence[str | int | None]],
    groups: Sequence[str] | None,
    sample_weight: ArrayLike | None,
) -> Lessons:
    """Return what `SegmentClassifier.fit` is given; where not said, each article is a group and weighs 1.

    Raises
    ------
    TypeError
        `X` is no iterable of str.
    TrainingError
        Numbers do not agree, a label is unknown, or a weight is none.
    """
    texts, labels = list(checked_articles(X)), [list(each) for each in y]
    names = [f"article {n}" for n in range(len(texts))] if groups is None else list(groups)
    weights = np.ones(len(texts)) if sample_weight is None else np.asarray(sample_weight, np.float64)
    for what, n_given in (("labels", len(labels)), ("groups", len(names)), ("weights", weights.size)):
        if n_given != len(texts):
            raise TrainingError(f"{len(texts)} articles but {what} for {n_given}")
    is_weight = weights.ndim == 1 and np.isfinite(weights).all() and (weights >= 0).all() and weights.any()
    if texts and not is_weight:
        raise TrainingError("weights are finite numbers, one an article, none negative and not all 0")
    _check_segments(texts, labels)
    return Lessons(texts, as_codes(labels), names, weights)


def _check_segments(texts: list[str], labels: list[list[str | int | None]]) -> None:
    n_segments: list[int] = []
    for batch in in_batches(texts):
        article = segment_batch(encode(batch)).article
        n_segments += np.bincount(article, minlength=len(batch)).tolist()
    for index, (given, expected) in enumerate(zip(labels, n_segments, strict=True)):
        if len(given) != expected:
            raise TrainingError(
                f"article {index} has {expected} segments but {len(given)} labels; "
                "give one label for each span of cleantext.segment"
            )


def as_codes(y: Sequence[Sequence[str | int | None]]) -> NDArray[np.int64]:
    """Return the column in LABELS of all labels, or `UNKNOWN`, also for residue of an unnamed kind.

    Parameters
    ----------
    y : sequence of sequences
        For each article its segments' labels, or codes as `label_segments` returns them.

    Raises
    ------
    TrainingError
        A label is unknown.
    """
    code_of: dict[str | int | None, int] = {label: code for code, label in enumerate(LABELS)}
    code_of |= {code: code for code in range(len(LABELS))}
    code_of |= {None: UNKNOWN, UNKNOWN: UNKNOWN, NOT_CONTENT: UNKNOWN, NOT_CONTENT_CODE: UNKNOWN}
    flat = [label for labels in y for label in labels]
    for label in flat:
        if label not in code_of:
            raise TrainingError(f"unknown label {label!r}; use {', '.join(LABELS)}, or None for unknown")
    return np.array([code_of[label] for label in flat], np.int64)
