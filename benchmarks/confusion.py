"""What segments of each label are taken for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cleantext.analysis import label_codes
from cleantext.labels import LABELS
from cleantext.training.examples import UNKNOWN
from cleantext.training.scoring import ScoredArticles


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """What segments of each label are taken for.

    Rows are LABELS and, last, residue of an unnamed kind.

    Attributes
    ----------
    n_segments : ndarray of shape (9,), int64
        Not weighted.
    shares : ndarray of shape (9, 8), float64
        Share of a row's weight that gets each label; columns in LABELS order.
    removed : ndarray of shape (9,), float64
        Share of a row's weight that goes at the threshold.
    """

    n_segments: NDArray[np.int64]
    shares: NDArray[np.float64]
    removed: NDArray[np.float64]


def confuse(scored: ScoredArticles, threshold: float) -> Confusion:
    """Count what segments of each label are taken for."""
    known = np.flatnonzero(scored.codes != UNKNOWN)
    codes, weight = scored.codes[known], scored.weight[known]
    n_rows, n_labels = len(LABELS) + 1, len(LABELS)
    is_removed = scored.removed(threshold)[known]
    guess = label_codes(scored.scores[known], is_removed)
    counts = np.bincount(codes * n_labels + guess, weight, n_rows * n_labels).reshape(n_rows, n_labels)
    gone = np.bincount(codes, weight * is_removed, n_rows)
    total = np.maximum(counts.sum(axis=1), 1e-12)
    return Confusion(np.bincount(codes, minlength=n_rows), counts / total[:, None], gone / total)
