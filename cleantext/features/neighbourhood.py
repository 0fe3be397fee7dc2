"""Neighbourhood: what stands before and after a segment in its article.

Floor 2: imports nothing of the package. Arrays in, arrays out.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.float32, np.float64)


def shifted(rows: NDArray[Number], article: NDArray[np.int64], offset: int) -> NDArray[Number]:
    """Return for each segment the row of the one `offset` places after it.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, ...)
    article : ndarray of shape (n_segments,), int64
        Ascending.
    offset : int
        Negative looks backwards.

    Returns
    -------
    ndarray of shape (n_segments, ...), as `rows`
        Zero where the article has no such segment.

    Examples
    --------
    >>> rows = np.array([1, 2, 3], np.float32)
    >>> shifted(rows, np.array([0, 0, 1]), 1).tolist()
    [2.0, 0.0, 0.0]
    """
    there = np.zeros_like(rows)
    if offset == 0 or abs(offset) >= len(rows):
        return rows.copy() if offset == 0 else there
    here, other = (slice(-offset), slice(offset, None))
    if offset < 0:
        here, other = (slice(-offset, None), slice(offset))
    is_same = (article[here] == article[other]).reshape(-1, *[1] * (rows.ndim - 1))
    there[here] = np.where(is_same, rows[other], rows.dtype.type(0))
    return there


def neighbours(
    rows: NDArray[np.float32], article: NDArray[np.int64], offsets: Sequence[int]
) -> NDArray[np.float32]:
    """Set the rows of several neighbours side by side.

    Returns
    -------
    ndarray of shape (n_segments, len(offsets) * n_columns), float32
    """
    return np.concatenate([shifted(rows, article, offset) for offset in offsets], axis=1)


def article_means(
    rows: NDArray[np.float32], weights: NDArray[np.float32], article: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return for each segment the weighted mean row of its article.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_columns), float32
    weights : ndarray of shape (n_segments,), float32
        Not negative.
    article : ndarray of shape (n_segments,), int64
        Ascending.

    Returns
    -------
    ndarray of shape (n_segments, n_columns), float32
    """
    if not len(rows):
        return rows.copy()
    first = np.flatnonzero(np.diff(article, prepend=-1))
    row = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(article))))
    weighted = np.add.reduceat(rows * weights[:, None], first, axis=0)
    total = np.add.reduceat(weights, first)
    means = (weighted / np.maximum(total, np.float32(1e-6))[:, None]).astype(np.float32)
    return means[row]


def stretch_means(
    rows: NDArray[np.float32], article: NDArray[np.int64], sizes: Sequence[int]
) -> list[NDArray[np.float32]]:
    """Return mean rows of stretches that end before, and begin after, each segment.

    Sums run over whole numbers, so that they do not depend on the rest of the batch.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_columns), float32
        Rounded to 1/1024.
    article : ndarray of shape (n_segments,), int64
        Ascending.
    sizes : sequence of int
        Segments in a stretch; 0 for all there are.

    Returns
    -------
    list of ndarray of shape (n_segments, n_columns), float32
        Before and after, for each size; zero where there is no segment.

    Examples
    --------
    >>> rows = np.array([[1], [2], [4]], np.float32)
    >>> before, after = stretch_means(rows, np.array([0, 0, 0]), [0])
    >>> before.ravel().tolist(), after.ravel().tolist()
    ([0.0, 1.0, 1.5], [3.0, 4.0, 0.0])
    """
    n_segments = len(rows)
    sums = np.zeros((n_segments + 1, rows.shape[1]), np.int64)
    np.cumsum(np.rint(rows * np.float32(1024)).astype(np.int64), axis=0, out=sums[1:])
    index = np.arange(n_segments)
    first = np.searchsorted(article, article, side="left")
    end = np.searchsorted(article, article, side="right")
    means = []
    for size in sizes:
        low = np.maximum(index - size, first) if size else first
        high = np.minimum(index + 1 + size, end) if size else end
        for start, stop in ((low, index), (index + 1, high)):
            count = np.maximum(stop - start, 1)[:, None]
            means.append(((sums[stop] - sums[start]) / count / 1024).astype(np.float32))
    return means
