"""Extents: where the articles of a batch begin and end among its segments.

Floor 2. Arrays in, arrays out.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Extents(NamedTuple):
    """Where the article of each segment begins and ends.

    Attributes
    ----------
    bounds : ndarray of shape (n_articles + 1,), int64
        Row at which each article that has segments begins, and the end.
    article : ndarray of shape (n_segments,), int64
        Which of these articles each segment is of, counted from 0.
    first, last : ndarray of shape (n_segments,), int64
        Rows of the article's first and last segment.
    """

    bounds: NDArray[np.int64]
    article: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def extents(article: NDArray[np.int64]) -> Extents:
    """Find where articles begin and end.

    Parameters
    ----------
    article : ndarray of shape (n_segments,), int64
        Ascending.

    Returns
    -------
    Extents

    Examples
    --------
    >>> extents(np.array([0, 0, 2])).bounds.tolist()
    [0, 2, 3]
    """
    is_edge = np.ones(len(article) + 1, bool)
    np.not_equal(article[1:], article[:-1], out=is_edge[1:-1])
    (bounds,) = is_edge.nonzero()
    number = is_edge[:-1].cumsum() - 1
    return Extents(bounds, number, bounds.take(number), bounds.take(number + 1) - 1)
