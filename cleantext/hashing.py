"""Hashes: spread values over all bits, and find rows of tables by hash.

Floor 0; numpy only. A table of `2**bits` rows keeps what is known of a hash in the row that its upper
bits name, and the lowest byte of the hash it belongs to, for other hashes name the row too.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

GOLDEN_RATIO: Final = np.uint64(0x9E3779B97F4A7C15)
"""2**64 over the golden ratio, odd: its multiples lie far apart, and no power of it vanishes."""


def scramble(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Spread values over all 32 bits, equal values to equal ones.

    Parameters
    ----------
    values : ndarray of uint32, any shape

    Returns
    -------
    ndarray of uint32, same shape
        Source: the `lowbias32` integer hash of Chris Wellons' hash-prospector
        (public domain).
    """
    mixed = values ^ (values >> np.uint32(16))
    mixed *= np.uint32(0x7FEB352D)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x846CA68B)
    mixed ^= mixed >> np.uint32(16)
    return mixed


def scramble_wide(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread values over all 64 bits, equal values to equal ones.

    Parameters
    ----------
    values : ndarray of uint64, any shape

    Returns
    -------
    ndarray of uint64, same shape
        Source: the finaliser of Sebastiano Vigna's `splitmix64` (public domain).
    """
    mixed = values + GOLDEN_RATIO
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def rows_of(hashes: NDArray[np.uint32], n_rows: int) -> NDArray[np.uint32]:
    """Return which row of a table each hash names.

    Parameters
    ----------
    hashes : ndarray of uint32, any shape
    n_rows : int
        A power of two.

    Returns
    -------
    ndarray of uint32, same shape

    Examples
    --------
    >>> rows_of(np.array([0x00FFFFFF, 0xC0000000], np.uint32), 4).tolist()
    [0, 3]
    """
    return hashes >> np.uint32(33 - n_rows.bit_length())


def check_of(hashes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the byte by which a row is known to be of a hash.

    Parameters
    ----------
    hashes : ndarray of uint32, any shape

    Returns
    -------
    ndarray of uint8, same shape
    """
    return hashes.astype(np.uint8)
