"""Words: vectors of a learnt table, by hash, and what they add up to in a segment.

Floor 2: imports tokens and sums.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.sums import sum_stretches
from cleantext.tokens import Tokens


class WordTable(NamedTuple):
    """Word vectors by hash.

    Attributes
    ----------
    vectors : ndarray of shape (2**bits, n_dimensions), int8
        A word's vector, its length the word's weight; zero for unknown words.
    check : ndarray of shape (2**bits,), uint8
        Lowest byte of the hash of the word that owns the row.
    rarity : ndarray of shape (2**bits,), uint8
        Inverse document frequency, scaled to 255.
    """

    vectors: NDArray[np.int8]
    check: NDArray[np.uint8]
    rarity: NDArray[np.uint8]

    @property
    def bits(self) -> int:
        """How many upper bits of a hash name its row."""
        return len(self.check).bit_length() - 1


class Words(NamedTuple):
    """The words of a batch, looked up in a word table.

    Attributes
    ----------
    place : ndarray of shape (n_words,), int64
        Which token each is.
    hashes : ndarray of shape (n_words,), uint32
    row : ndarray of shape (n_words,), int64
        Row of the table that has its vector, if that is of this word.
    is_known : ndarray of shape (n_words,), bool
    bounds : ndarray of shape (n_segments + 1,), int64
        Word at which each segment begins, and the end.
    """

    place: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    row: NDArray[np.int64]
    is_known: NDArray[np.bool_]
    bounds: NDArray[np.int64]


def look_up(table: WordTable, tokens: Tokens, bounds: NDArray[np.int64]) -> Words:
    """Look the words among the tokens up.

    Parameters
    ----------
    table : WordTable
    tokens : Tokens
    bounds : ndarray of shape (n_segments + 1,), int64
        Token at which each segment begins, and the end.

    Returns
    -------
    Words
    """
    (place,) = tokens.is_word.nonzero()
    hashes = tokens.word.take(place)
    row = (hashes >> np.uint32(32 - table.bits)).astype(np.int64)
    is_known = table.check.take(row) == hashes.astype(np.uint8)
    return Words(place, hashes, row, is_known, place.searchsorted(bounds))


def segment_vectors(table: WordTable, words: Words) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the direction and weight of each segment's words.

    Parameters
    ----------
    table : WordTable
    words : Words

    Returns
    -------
    units : ndarray of shape (n_segments, n_dimensions), float32
        Of length one, or zero where no word is known.
    weights : ndarray of shape (n_segments,), float32
        Square root of the number of known words.
    """
    (known,) = words.is_known.nonzero()
    bounds = known.searchsorted(words.bounds)
    sums = sum_stretches(table.vectors.take(words.row.take(known), axis=0), bounds)
    return _unit(sums.astype(np.float32)), np.sqrt(bounds[1:] - bounds[:-1]).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    units: NDArray[np.float32] = vectors / np.maximum(length, np.float32(1e-6))[:, None]
    return units
