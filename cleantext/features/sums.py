"""Sums over stretches of rows: what words add up to in their segment.

Floor 2. Arrays in, arrays out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SIGNS: Final = {1: np.uint64(0x8080808080808080), 2: np.uint64(0x8000800080008000)}
"""The upper bit of each value of so many bytes in a 64-bit number."""


def sum_stretches(rows: NDArray[np.int8] | NDArray[np.int16], bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up stretches of rows, exactly.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_columns), int8 or int16
    bounds : ndarray of shape (n_stretches + 1,), int64
        Row at which each stretch begins, and `n_rows`.

    Returns
    -------
    ndarray of shape (n_stretches, n_columns), int64
        Zero for empty stretches.

    Examples
    --------
    >>> rows = np.array([[1, -2], [3, 4], [5, 6]], np.int8)
    >>> sum_stretches(rows, np.array([0, 2, 2, 3])).tolist()
    [[4, 2], [0, 0], [5, 6]]
    """
    n_columns, size = rows.shape[1], rows.dtype.itemsize
    n_values = 1 << (8 * size)
    length = bounds[1:] - bounds[:-1]
    if length.max(initial=0) > n_values:
        n_pieces = np.maximum(-(-length // n_values), 1)
        first = n_pieces.cumsum() - n_pieces
        piece = np.arange(n_pieces.sum()) - first.repeat(n_pieces)
        cuts = np.append(bounds[:-1].repeat(n_pieces) + piece * n_values, bounds[-1])
        pieces: NDArray[np.int64] = np.add.reduceat(sum_stretches(rows, cuts), first, axis=0)
        return pieces
    missing = -n_columns % (8 // size)
    whole = np.pad(rows, ((0, 0), (0, missing))) if missing else rows
    # numpy adds such rows column by column. So several columns become one 64-bit number, each a
    # lane of twice its width and not negative: a lane then holds n_values rows without overflow.
    values = whole.view(np.uint64) ^ _SIGNS[size]
    lanes = values.view(f"u{size}").astype(f"u{2 * size}")
    sums = np.zeros((len(length), n_columns), np.int64)
    (filled,) = length.nonzero()
    if len(filled):
        added = np.add.reduceat(lanes.view(np.uint64), bounds.take(filled), axis=0)
        sums[filled] = added.view(lanes.dtype)[:, :n_columns]
        sums -= (length * (n_values // 2))[:, None]
    return sums
