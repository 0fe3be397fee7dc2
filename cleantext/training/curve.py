"""Precision, recall and loss at every threshold.

Floor 5.
"""

import numpy as np
from numpy.typing import NDArray


class Curve:
    """Precision, recall and loss as the threshold falls, one point a distinct score.

    Parameters
    ----------
    score : ndarray of shape (n_segments,), float64
        P(not content), or what of it is held against a threshold.
    is_residue : ndarray of shape (n_segments,), bool
    weight : ndarray of shape (n_segments,), float64
    content : ndarray of shape (n_segments,), float64
        Weighted characters of content that go with the segment.

    Attributes
    ----------
    thresholds, recall, precision, loss : ndarray of shape (n_points,), float64
    """

    def __init__(
        self,
        score: NDArray[np.float64],
        is_residue: NDArray[np.bool_],
        weight: NDArray[np.float64],
        content: NDArray[np.float64],
    ) -> None:
        order = np.argsort(-score, kind="stable")
        is_last = np.append(np.diff(score[order]) != 0, True) if len(order) else np.zeros(0, bool)
        found = np.cumsum((weight * is_residue)[order])[is_last]
        gone = np.cumsum(weight[order])[is_last]
        lost = np.cumsum(content[order])[is_last]
        self.thresholds = score[order][is_last]
        self.recall = found / max(float((weight * is_residue).sum()), 1e-12)
        self.precision = found / np.maximum(gone, 1e-12)
        self.loss = lost / max(float(content.sum()), 1e-12)

    def average_precision(self) -> float:
        """Return the area under precision over recall, as steps."""
        return float((np.diff(self.recall, prepend=0.0) * self.precision).sum())

    def f1(self) -> NDArray[np.float64]:
        """Return F1 at every point."""
        f1: NDArray[np.float64] = (
            2 * self.precision * self.recall / np.maximum(self.precision + self.recall, 1e-12)
        )
        return f1

    def best_f1(self) -> float:
        """Return the highest F1 of any threshold."""
        return float(self.f1().max(initial=0.0))

    def recall_at(self, loss: float) -> float:
        """Return the highest recall at no more than a share of characters lost."""
        return float(self.recall[self.loss <= loss].max(initial=0.0))
