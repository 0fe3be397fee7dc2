"""The meanings of words that every model starts from.

Floor 5: imports features. The file ships with the package, so that training
needs no sentence encoder; benchmarks/build_meanings.py writes it.
"""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from cleantext.features.meaning import N_MEANINGS, MeaningTable

BITS: Final = 16
"""The table has `2**BITS` rows."""
FILE: Final = Path(__file__).with_name("meanings.npz")


@cache
def meaning_table() -> MeaningTable:
    """Return the meanings that ship with the package, laid out by hash."""
    with np.load(FILE, allow_pickle=False) as stored:
        row = stored["word"] >> np.uint32(32 - BITS)
        vectors = np.zeros((1 << BITS, N_MEANINGS), np.int8)
        vectors[row] = stored["vectors"]
        check = np.zeros(1 << BITS, np.uint8)
        check[row] = stored["word"] & np.uint32(0xFF)
    return MeaningTable(vectors, check)
