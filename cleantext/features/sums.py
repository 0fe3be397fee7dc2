"""Sums over stretches of rows: what words add up to in their segment.

Floor 2: imports nothing of the package. Arrays in, arrays out.
"""

import numpy as np
from numpy.typing import NDArray


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
    sums = np.zeros((len(bounds) - 1, n_columns), np.int64)
    # numpy adds such rows column by column. So several columns become one 64-bit number, each a
    # lane of twice its width and not negative: a lane then holds n_values rows without overflow.
    lane = np.dtype(f"u{2 * size}")
    n_in_one = 8 // lane.itemsize
    lanes = np.zeros((len(rows), -(-n_columns // n_in_one) * n_in_one), lane)
    unsigned = np.dtype(f"u{size}").type
    lanes[:, :n_columns] = rows.view(unsigned) ^ unsigned(n_values // 2)

    n_pieces = -(-np.diff(bounds) // n_values)
    is_filled = n_pieces > 0
    if not is_filled.any():
        return sums
    first_piece = np.cumsum(n_pieces) - n_pieces
    start = np.repeat(bounds[:-1] - first_piece * n_values, n_pieces)
    start += np.arange(len(start)) * n_values
    added = np.add.reduceat(lanes.view(np.uint64), start, axis=0).view(lane)
    n_added = np.diff(start, append=len(rows))
    pieces = added[:, :n_columns].astype(np.int64) - n_added[:, None] * (n_values // 2)
    if len(start) > is_filled.sum():
        pieces = np.add.reduceat(pieces, first_piece[is_filled], axis=0)
    sums[is_filled] = pieces
    return sums
