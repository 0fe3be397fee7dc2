"""The small networks that judge rows of inputs.

Floor 3; numpy only.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_DEVIATIONS = np.float32(6)
"""Inputs further from their training mean are drawn in. It bounds what an
article unlike any in training can do to the network. Not tuned."""
ROWS_A_PRODUCT = 16
"""Rows of one matrix product. Longer ones are hardly faster, and so long that OpenBLAS shares them
among threads, which costs far more than it gains: benchmarks/EXPERIMENTS.md, "Speed"."""
ROWS_AT_ONCE = 128
"""Rows whose hidden units are held at a time: few enough to stay in cache."""


class Network(NamedTuple):
    """Several small networks with the same inputs, averaged.

    Attributes
    ----------
    mean, factor : ndarray of shape (n_inputs,), float32
        Inputs are standardised as `(x - mean) * factor`.
    weights : tuple of ndarray of shape (n_networks, n_in, n_out), float32
    biases : tuple of ndarray of shape (n_networks, 1, n_out), float32
    """

    mean: NDArray[np.float32]
    factor: NDArray[np.float32]
    weights: tuple[NDArray[np.float32], ...]
    biases: tuple[NDArray[np.float32], ...]

    def predict(self, rows: NDArray[np.float32], bounds: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the probability of each label for each row.

        Each matrix product is of rows of one article, counted from its start:
        how a product rounds depends on its size and on where in it a row stands,
        and a score must not depend on what else is in the batch.

        Parameters
        ----------
        rows : ndarray of shape (n_segments, n_inputs), float32
        bounds : ndarray of shape (n_articles + 1,), int64
            Row at which each article begins, and the end.

        Returns
        -------
        ndarray of shape (n_segments, n_labels), float32
        """
        logits = np.empty((len(rows), self.biases[-1].shape[-1]), np.float32)
        scratch = [
            np.empty((len(biases), ROWS_AT_ONCE, biases.shape[-1]), np.float32) for biases in self.biases
        ]
        for runs in _groups_of_runs(bounds):
            start, end = runs[0].start, runs[-1].stop
            hidden = rows[start:end] - self.mean
            hidden *= self.factor
            np.clip(hidden, -MOST_DEVIATIONS, MOST_DEVIATIONS, out=hidden)
            within = [slice(run.start - start, run.stop - start) for run in runs]
            for weights, biases, reached in zip(self.weights, self.biases, scratch, strict=True):
                if reached is not scratch[0]:
                    np.maximum(hidden, 0, out=hidden)
                for run in within:
                    np.matmul(hidden[..., run, :], weights, out=reached[:, run])
                hidden = reached[:, : end - start]
                hidden += biases
            hidden.mean(axis=0, out=logits[start:end])
        return softmax(logits)


def _groups_of_runs(bounds: NDArray[np.int64]) -> Iterator[list[slice]]:
    """Cut every article into runs of rows; yield as many at a time as stay in cache."""
    runs: list[slice] = []
    for first, end in pairwise(bounds.tolist()):
        for start in range(first, end, ROWS_A_PRODUCT):
            run = slice(start, min(start + ROWS_A_PRODUCT, end))
            if runs and run.stop - runs[0].start > ROWS_AT_ONCE:
                yield runs
                runs = []
            runs.append(run)
    if runs:
        yield runs


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
