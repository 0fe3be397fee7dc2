"""Words: vectors of a learnt table, by hash, and what they add up to in a segment.

Floor 2.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.sums import sum_stretches
from cleantext.hashing import check_of, rows_of
from cleantext.tokens import Tokens

COMMON: Final = 40
"""Rarity, of 255, below which a word stands everywhere and tells nothing of what a text is about.
Source: benchmarks/EXPERIMENTS.md, "Speed"."""


RAREST: Final = np.uint8(255)
"""Rarity of a word that a table does not know."""


class WordTable(NamedTuple):
    """Word vectors by hash.

    Attributes
    ----------
    vectors : ndarray of shape (2**bits, n_dimensions), int8
        A word's vector, its length the word's weight; zero for unknown words.
    check : ndarray of shape (2**bits,), uint8
        Tells which word owns the row, see `hashing.check_of`.
    rarity : ndarray of shape (2**bits,), uint8
        Inverse document frequency of the word that owns the row, scaled to `RAREST`.
    """

    vectors: NDArray[np.int8]
    check: NDArray[np.uint8]
    rarity: NDArray[np.uint8]


class Words(NamedTuple):
    """The words of a batch that are not common ones, looked up in a word table.

    Attributes
    ----------
    place : ndarray of shape (n_words,), int64
        Which token each is.
    hashes : ndarray of shape (n_words,), uint32
    row : ndarray of shape (n_words,), int64
        Row of the table that has its vector, if that is of this word.
    rarity : ndarray of shape (n_words,), uint8
        `COMMON` or more; `RAREST` for those the table does not know.
    is_known : ndarray of shape (n_words,), bool
    bounds : ndarray of shape (n_segments + 1,), int64
        Word at which each segment begins, and the end.
    n_all : ndarray of shape (n_segments,), int64
        Words of each segment, common ones too.
    """

    place: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    row: NDArray[np.int64]
    rarity: NDArray[np.uint8]
    is_known: NDArray[np.bool_]
    bounds: NDArray[np.int64]
    n_all: NDArray[np.int64]


def look_up(table: WordTable, tokens: Tokens, bounds: NDArray[np.int64]) -> Words:
    """Look up the words among the tokens; those that stand everywhere are left out.

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
    every_bound = place.searchsorted(bounds)
    hashes = tokens.word.take(place)
    row = rows_of(hashes, len(table.check)).astype(np.int64)
    is_known = table.check.take(row) == check_of(hashes)
    rarity = np.where(is_known, table.rarity.take(row), RAREST)
    (telling,) = (rarity >= COMMON).nonzero()
    hashes, row = hashes.take(telling), row.take(telling)
    return Words(
        place.take(telling),
        hashes,
        row,
        rarity.take(telling),
        is_known.take(telling),
        telling.searchsorted(every_bound),
        every_bound[1:] - every_bound[:-1],
    )


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
        Square root of the number of known words, common ones left out.
    """
    (known,) = words.is_known.nonzero()
    bounds = known.searchsorted(words.bounds)
    sums = sum_stretches(table.vectors.take(words.row.take(known), axis=0), bounds)
    return _unit(sums.astype(np.float32)), np.sqrt(bounds[1:] - bounds[:-1]).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    units: NDArray[np.float32] = vectors / np.maximum(length, np.float32(1e-6))[:, None]
    return units
