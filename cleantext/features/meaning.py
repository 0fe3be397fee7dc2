"""Meaning: what a segment's words are about, as directions that like words share.

Floor 2. Words that never stood in a labelled paragraph are
judged by those that mean the like.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.sums import sum_stretches
from cleantext.features.words import Words
from cleantext.hashing import check_of, rows_of

N_MEANINGS: Final = 32
"""Dimensions of a meaning. Source: benchmarks/EXPERIMENTS.md."""
MEANING_NAMES: Final = tuple(f"meaning {dimension}" for dimension in range(1, N_MEANINGS + 1))
_FIRM: Final = np.float32(100)
"""Length of a sum of word vectors that counts half; one word's is about as long. Not tuned."""


class MeaningTable(NamedTuple):
    """What words mean, by hash.

    Attributes
    ----------
    vectors : ndarray of shape (n_words + 1, N_MEANINGS), int8
        Longer for rarer words; the first is that of unknown ones, zero.
    row : ndarray of shape (2**bits,), uint16
        Where the vector of each slot stands; a slot is a row of this and of `check`.
    check : ndarray of shape (2**bits,), uint8
        Tells which word owns the slot, see `hashing.check_of`.
    """

    vectors: NDArray[np.int8]
    row: NDArray[np.uint16]
    check: NDArray[np.uint8]

    def of(self, words: NDArray[np.uint32]) -> NDArray[np.int8]:
        """Return what words mean, by their hashes; ndarray of shape (n_words, N_MEANINGS)."""
        slot = rows_of(words, len(self.check)).astype(np.int64)
        row = self.row.take(slot)
        row[self.check.take(slot) != check_of(words)] = 0
        return self.vectors.take(row, axis=0)


def meaning_features(table: MeaningTable, words: Words) -> NDArray[np.float32]:
    """Return what each segment is about.

    Parameters
    ----------
    table : MeaningTable
    words : Words
        Common ones, which tell nothing of it, left out.

    Returns
    -------
    ndarray of shape (n_segments, N_MEANINGS), float32
        A direction, the longer the more words tell it; shorter than 1.
    """
    sums = sum_stretches(table.of(words.hashes), words.bounds).astype(np.float32)
    length = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    features: NDArray[np.float32] = sums / (length + _FIRM)[:, None]
    return features
