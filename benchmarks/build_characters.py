"""Rebuild the character tables of cleantext/ from this Python's Unicode database.

Run only to move to a newer Unicode version: every model must be trained anew
afterwards.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from cleantext import characters as ch

WITHOUT_SPACES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007),
    (0x3031, 0x3035), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1B000, 0x1B16F), (0x20000, 0x20000),
)  # fmt: skip
"""Thai, Lao, Burmese, Khmer, kana and ideographs. Source: Unicode block names."""
STOPS = set(".!?…。！？．｡؟۔।॥‼⁇⁈⁉։።")
BREAKS = set("\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029")
JOINERS = set("\u00ad\u200c\u200d\u0640")


ALIKE = {"'": "‘’‛", '"': "“”„‟", "-": "‐‑", "–": "‒—―"}
"""Signs that one publisher writes this way and another that."""


def accented_letters() -> Iterator[tuple[int, int, int]]:
    """Yield every letter with the mark that may follow it, and the one letter that both are."""
    marks = range(int(ch.FIRST_MARK), int(ch.FIRST_MARK + ch.N_MARKS))
    for code in range(ch.N_CODES):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and parts[0][0] != "<" and int(parts[1], 16) in marks:
            letter, mark = (int(part, 16) for part in parts)
            if unicodedata.normalize("NFC", chr(letter) + chr(mark)) == chr(code):
                yield letter, mark, code


def kind_of(code: int) -> int:
    """Return the kind of one code point, by its general category."""
    char = chr(code)
    category = unicodedata.category(char)
    if char in BREAKS:
        return ch.BREAK
    if char.isspace():
        return ch.BLANK
    if char in STOPS:
        return ch.STOP
    if char in JOINERS:
        return ch.LETTER
    if category[0] in "LMN" and any(low <= code <= high for low, high in WITHOUT_SPACES):
        return ch.IDEOGRAPH
    by_category = {"Ll": ch.LOWER, "Lu": ch.UPPER, "Lt": ch.UPPER, "Nd": ch.DIGIT}
    by_group = {
        "L": ch.LETTER, "M": ch.LETTER, "N": ch.LETTER, "P": ch.PUNCTUATION, "S": ch.SYMBOL,
    }  # fmt: skip
    return by_category.get(category, by_group.get(category[0], ch.FORMAT))


def main() -> None:
    """Write the run-length coded tables next to the module that reads them."""
    runs = [(kind, len(list(codes))) for kind, codes in groupby(map(kind_of, range(ch.N_CODES + 1)))]
    folds = {code: ord(chr(code).lower()[0]) for code in range(ch.N_CODES)}
    folds |= {ord(sign): ord(plain) for plain, signs in ALIKE.items() for sign in signs}
    changed = [pair for pair in folds.items() if pair[0] != pair[1]]
    folder = Path(ch.__file__).parent
    np.save(folder / "character_kinds.npy", np.array(runs, np.uint32))
    np.save(folder / "character_folds.npy", np.array(changed, np.uint32))
    np.save(folder / "character_pairs.npy", np.array(sorted(accented_letters()), np.uint32))


if __name__ == "__main__":
    main()
