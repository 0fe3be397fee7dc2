"""Neighbourhood: what stands before and after a segment in its article.

Floor 2. Arrays in, arrays out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleantext.features.extents import Extents


def neighbours(
    rows: NDArray[np.float32],
    where: Extents,
    offsets: Sequence[int],
    at: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Set the rows of several neighbours side by side.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_columns), float32
    where : Extents
    offsets : sequence of int
        Places after the segment; negative looks backwards.
    at : ndarray of shape (n_seen_from,), int64, optional
        The segments whose neighbours are wanted; all where not given.

    Returns
    -------
    ndarray of shape (n_seen_from, len(offsets) * n_columns), float32
        Zero where the article has no such segment.

    Examples
    --------
    >>> from cleantext.features.extents import extents
    >>> rows = np.array([[1], [2], [3]], np.float32)
    >>> neighbours(rows, extents(np.array([0, 0, 1])), [1]).ravel().tolist()
    [2.0, 0.0, 0.0]
    """
    n_segments, n_columns = rows.shape
    index, first, last = _seen_from(at, where)
    place = index[:, None] + np.array(offsets)
    place[(place < first[:, None]) | (place > last[:, None])] = n_segments
    padded = np.concatenate([rows, np.zeros((1, n_columns), np.float32)])
    seen: NDArray[np.float32] = padded.take(place, axis=0).reshape(len(index), len(offsets) * n_columns)
    return seen


def _seen_from(
    at: NDArray[np.int64] | None, where: Extents
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of segments, and of the first and last of their articles."""
    if at is None:
        return np.arange(len(where.article)), where.first, where.last
    return at, where.first.take(at), where.last.take(at)


def article_means(
    rows: NDArray[np.float32],
    weights: NDArray[np.float32],
    where: Extents,
    at: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Return for each segment the weighted mean rows of its article.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_columns), float32
    weights : ndarray of shape (n_segments, n_means), float32
        Not negative; a mean for each column.
    where : Extents
    at : ndarray of shape (n_seen_from,), int64, optional
        The segments whose article's means are wanted; all where not given.

    Returns
    -------
    ndarray of shape (n_seen_from, n_means * n_columns), float32
    """
    n_segments, n_columns = rows.shape
    weighted = (rows[:, None] * weights[:, :, None]).reshape(n_segments, weights.shape[1] * n_columns)
    if not n_segments:
        return weighted
    total = np.maximum(np.add.reduceat(weights, where.bounds[:-1], axis=0), np.float32(1e-6))
    means = np.add.reduceat(weighted, where.bounds[:-1], axis=0)
    means /= total.repeat(n_columns, axis=1)
    return means.take(where.article if at is None else where.article.take(at), axis=0)


def stretch_means(
    rows: NDArray[np.float32],
    where: Extents,
    sizes: Sequence[int],
    at: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Return mean rows of stretches that end before, and begin after, each segment.

    Sums run over whole numbers, so that they do not depend on the rest of the batch.

    Parameters
    ----------
    rows : ndarray of shape (n_segments, n_columns), float32
        Rounded to 1/1024.
    where : Extents
    sizes : sequence of int
        Segments in a stretch; 0 for all there are.
    at : ndarray of shape (n_seen_from,), int64, optional
        The segments around which they are wanted; all where not given.

    Returns
    -------
    ndarray of shape (n_seen_from, 2 * len(sizes), n_columns), float32
        Before and after, for each size; zero where there is no segment.

    Examples
    --------
    >>> from cleantext.features.extents import extents
    >>> rows = np.array([[1], [2], [4]], np.float32)
    >>> stretch_means(rows, extents(np.array([0, 0, 0])), [0])[:, :, 0].tolist()
    [[0.0, 3.0], [1.0, 4.0], [1.5, 0.0]]
    """
    sums = np.zeros((len(rows) + 1, rows.shape[1]), np.int64)
    np.add.accumulate(np.rint(rows * np.float32(1024)).astype(np.int64), axis=0, out=sums[1:])
    index, first, last = _seen_from(at, where)
    start, end = np.empty((2, len(index), 2 * len(sizes)), np.int64)
    for column, size in enumerate(sizes):
        start[:, 2 * column] = np.maximum(index - size, first) if size else first
        end[:, 2 * column] = index
        start[:, 2 * column + 1] = index + 1
        end[:, 2 * column + 1] = np.minimum(index + size, last) + 1 if size else last + 1
    totals = sums.take(end, axis=0)
    totals -= sums.take(start, axis=0)
    count = np.maximum(end - start, 1)[:, :, None]
    means: NDArray[np.float32] = (totals / (count * 1024)).astype(np.float32)
    return means
