"""The small networks that judge rows of inputs, in whole numbers.

Inputs, weights and hidden units are rounded to steps so few that every sum of
their products is a whole number that float32 holds. So no order of adding can
change a verdict, and none of the other rows: neither the rest of the batch nor
the number of threads. Floor 3; threadpoolctl besides numpy.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_DEVIATIONS: Final = 6
"""Inputs further from their training mean are drawn in. It bounds what an
article unlike any in training can do to the network. Not tuned."""
MOST_REACHED: Final = 16
"""Hidden units are drawn in to this; of those seen none reached 8."""
STEPS: Final = 128
"""Steps of a deviation, and of a hidden unit's value. Source: benchmarks/EXPERIMENTS.md, "Whole numbers"."""
LARGEST_SUM: Final = 1 << 24
"""Float32 holds every whole number up to this."""
ROWS_AT_ONCE: Final = 256
"""Rows whose hidden units are held at a time: few enough to stay in cache."""


class Network(NamedTuple):
    """Several small networks with the same inputs, averaged.

    Attributes
    ----------
    mean, factor : ndarray of shape (n_inputs,), float32
        Inputs are standardised, in steps, as `(x - mean) * factor`.
    weights : tuple of ndarray of shape (n_networks, n_in, n_out), float32
        Whole numbers.
    scales : tuple of ndarray of shape (n_networks, 1, n_out), float32
        What each unit's weights are to be multiplied by.
    biases : tuple of ndarray of shape (n_networks, 1, n_out), float32
        In steps.
    """

    mean: NDArray[np.float32]
    factor: NDArray[np.float32]
    weights: tuple[NDArray[np.float32], ...]
    scales: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]

    @classmethod
    def rounded(
        cls, mean: NDArray[np.float32], factor: NDArray[np.float32],
        weights: Sequence[NDArray[np.float32]], biases: Sequence[NDArray[np.float32]],
    ) -> "Network":  # fmt: skip
        """Round the weights of a trained network.

        Parameters
        ----------
        mean, factor, weights, biases
            As the attributes, but the weights of any value and nothing in steps.

        Returns
        -------
        Network
        """
        whole, scales = zip(*map(_round, weights, map(most_weight, range(len(weights)))), strict=True)
        return cls(mean, factor * STEPS, whole, scales, tuple(each * STEPS for each in biases))

    def predict(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each label for each row.

        Parameters
        ----------
        rows : ndarray of shape (n_segments, n_inputs), float32

        Returns
        -------
        ndarray of shape (n_segments, n_labels), float32
        """
        n_networks, _, n_labels = self.biases[-1].shape
        logits = np.empty((len(rows), n_labels), np.float32)
        n_at_once = min(len(rows), ROWS_AT_ONCE)
        standard = np.empty((n_at_once, rows.shape[1]), np.float32)
        reached = [np.empty((n_networks, n_at_once, each.shape[-1]), np.float32) for each in self.biases]
        with _one_thread():
            for start in range(0, len(rows), ROWS_AT_ONCE):
                block = slice(start, start + ROWS_AT_ONCE)
                self._reach(rows[block], standard, reached).sum(axis=0, out=logits[block])
        logits /= STEPS * n_networks
        return softmax(logits)

    def _reach(
        self, rows: NDArray[np.float32], standard: NDArray[np.float32], reached: list[NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """Return each network's logits, in steps; `standard` and each layer's `reached` are written over."""
        values = np.subtract(rows, self.mean, out=standard[: len(rows)])
        values *= self.factor
        lowest, highest = -MOST_DEVIATIONS * STEPS, MOST_DEVIATIONS * STEPS
        for weights, scale, bias, room in zip(self.weights, self.scales, self.biases, reached, strict=True):
            np.rint(values, out=values)
            np.clip(values, lowest, highest, out=values)
            values = np.matmul(values, weights, out=room[:, : len(rows)])
            values *= scale
            values += bias
            lowest, highest = 0, MOST_REACHED * STEPS
        return values


def most_weight(layer: int) -> int:
    """Return what the whole weights of one unit of a layer may add up to, regardless of sign.

    Parameters
    ----------
    layer : int
        0 for the one that sees the inputs.
    """
    return LARGEST_SUM // (STEPS * (MOST_REACHED if layer else MOST_DEVIATIONS))


def _round(weights: NDArray[np.float32], most: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the weights of a layer in whole numbers, and what to multiply them by."""
    n_in = weights.shape[1]
    reach = np.abs(weights).sum(axis=1, keepdims=True, dtype=np.float64)
    scale = np.where(reach, reach, 1) / (most - n_in / 2)  # rounding adds at most a half to each
    return np.rint(weights / scale).astype(np.float32), scale.astype(np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep products to one thread: an article's are too small to share, and threads would only wait.

    The limit is the whole process's. While one thread holds it, others do without: two
    at a time would each restore what they found, and the last one found the limit.
    """
    if not _holds_limit.acquire(blocking=False):
        yield
        return
    try:
        with _matrix_libraries().limit(limits=1):
            yield
    finally:
        _holds_limit.release()


_holds_limit: Final = Lock()


@cache
def _matrix_libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
