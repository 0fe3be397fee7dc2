"""The meanings of words that every model starts from.

Floor 5. The file ships with the package, so that training
needs no sentence encoder; benchmarks/build_meanings.py writes it.
"""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from cleantext.features.meaning import N_MEANINGS, MeaningTable
from cleantext.hashing import check_of, rows_of

BITS: Final = 17
"""The table has `2**BITS` slots."""
FILE: Final = Path(__file__).with_name("meanings.npz")


@cache
def meaning_table() -> MeaningTable:
    """Return the meanings that ship with the package, laid out by hash."""
    with np.load(FILE, allow_pickle=False) as stored:
        words, vectors = stored["word"], stored["vectors"]
    slot = rows_of(words, 1 << BITS)
    row = np.zeros(1 << BITS, np.uint16)
    row[slot] = np.arange(1, len(words) + 1)
    check = np.zeros(1 << BITS, np.uint8)
    check[slot] = check_of(words)
    return MeaningTable(np.concatenate([np.zeros((1, N_MEANINGS), np.int8), vectors]), row, check)
