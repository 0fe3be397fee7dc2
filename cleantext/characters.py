"""What kind of character each code point is, and its mixing value for hashes.

Floor 0: imports numpy only. The table is data that ships with the package, so
results do not change with the Unicode version of the Python that runs them.
"""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BLANK: Final = 0
"""White space inside a line."""
BREAK: Final = 1
"""Ends a line: everything `str.splitlines` splits at."""
LOWER: Final = 2
UPPER: Final = 3
DIGIT: Final = 4
LETTER: Final = 5
"""A letter of a script without case, a mark, or a joiner inside a word."""
IDEOGRAPH: Final = 6
"""A letter of a script written without spaces; a token of its own."""
STOP: Final = 7
"""Ends a sentence."""
PUNCTUATION: Final = 8
SYMBOL: Final = 9
FORMAT: Final = 10
"""Invisible: neither white space nor part of a word."""
N_KINDS: Final = 11

N_CODES: Final = 0x20000
"""Code points from here on share the table's last entry."""


class CharacterTable(NamedTuple):
    """Look-up arrays over code points, each of shape (N_CODES + 1,)."""

    kind: NDArray[np.uint8]
    mix: NDArray[np.uint32]
    """Random value of the lower-cased letter, digit or sign; 0 for what separates."""


@cache
def character_table() -> CharacterTable:
    """Load the table that ships with the package.

    Returns
    -------
    CharacterTable
        `kind` uint8 and `mix` uint32, both of shape (N_CODES + 1,).
    """
    folder = Path(__file__).parent
    runs = np.load(folder / "character_kinds.npy", allow_pickle=False)
    cased = np.load(folder / "lower_case.npy", allow_pickle=False)
    kind = np.repeat(runs[:, 0].astype(np.uint8), runs[:, 1])
    folded = np.arange(N_CODES + 1, dtype=np.uint32)
    folded[cased[:, 0]] = cased[:, 1]
    folded[kind == DIGIT] = ord("0")
    mix = scramble(folded + np.uint32(1))
    mix[(kind == BLANK) | (kind == BREAK) | (kind == FORMAT)] = 0
    return CharacterTable(kind, mix)


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
