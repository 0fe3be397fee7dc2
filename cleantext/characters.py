"""What kind of character each code point is, and its mixing value for hashes.

Floor 0. The table is data that ships with the package, so
results do not change with the Unicode version of the Python that runs them.
"""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.hashing import scramble

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


SOFT_HYPHEN: Final = np.uint32(0xAD)
"""Says where a word may be divided; a reader does not see it."""
FIRST_MARK, N_MARKS = np.uint32(0x300), np.uint32(0x70)
"""The accents that may follow a letter instead of being part of it."""


class CharacterTable(NamedTuple):
    """What is known of code points.

    Attributes
    ----------
    kind : ndarray of shape (N_CODES + 1,), uint8
    mix : ndarray of shape (N_CODES + 1,), uint32
        Random value of a letter, digit or sign, the same for those that count
        as one: both cases of a letter, all digits, both kinds of apostrophe; 0
        for what separates.
    accented : ndarray of shape (n_pairs,), uint64, ascending
        A letter times 2**32, and the mark that follows it.
    composed : ndarray of shape (n_pairs,), uint32
        The one letter that both are.
    """

    kind: NDArray[np.uint8]
    mix: NDArray[np.uint32]
    accented: NDArray[np.uint64]
    composed: NDArray[np.uint32]


@cache
def character_table() -> CharacterTable:
    """Load the table that ships with the package.

    Returns
    -------
    CharacterTable
    """
    folder = Path(__file__).parent
    runs = np.load(folder / "character_kinds.npy", allow_pickle=False)
    alike = np.load(folder / "character_folds.npy", allow_pickle=False)
    letters, marks, composed = np.load(folder / "character_pairs.npy", allow_pickle=False).T
    kind = np.repeat(runs[:, 0].astype(np.uint8), runs[:, 1])
    folded = np.arange(N_CODES + 1, dtype=np.uint32)
    folded[alike[:, 0]] = alike[:, 1]
    folded[kind == DIGIT] = ord("0")
    mix = scramble(folded + np.uint32(1))
    mix[(kind == BLANK) | (kind == BREAK) | (kind == FORMAT)] = 0
    return CharacterTable(kind, mix, letters.astype(np.uint64) << np.uint64(32) | marks, composed.copy())
