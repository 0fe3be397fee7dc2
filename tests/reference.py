"""A slow, plain reading of what tokens are: loops over characters, whole numbers and `re`.

Only the character table, which is data, and the spans come from the package.
"""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from cleantext import characters as ch
from cleantext.characters import character_table
from cleantext.segmenter import segment_batch
from cleantext.tokens import encode

TABLE = character_table()
HASH_BASE = 0x01000193
MASK = (1 << 32) - 1
_SIGN_OF_KIND = "_/aA0ziſ,$?"
"""One letter a kind, in the order of their numbers, so that `re` can find words."""
_TOKEN = re.compile(r"[aA0z]+|[iſ,$]")


class Token(NamedTuple):
    """A token of one text, as `cleantext.tokens.Tokens` lists them."""

    start: int
    end: int
    word: int
    stem: int
    is_word: bool


def kind_of(char: str) -> int:
    return int(TABLE.kind[min(ord(char), ch.N_CODES)])


def kinds_of(text: str) -> list[int]:
    """Return the kind of every character; the first half of CRLF does not end a line."""
    kinds = [kind_of(char) for char in text]
    for index, (char, following) in enumerate(pairwise(text + "\n")):
        if char == "\r" and following == "\n":
            kinds[index] = ch.BLANK
    return kinds


def row_of(value: int, n_rows: int) -> int:
    """Return the row that a hash names by its upper bits."""
    return value * n_rows >> 32


def scramble(value: int) -> int:
    value ^= value >> 16
    value = value * 0x7FEB352D & MASK
    value ^= value >> 15
    value = value * 0x846CA68B & MASK
    return value ^ value >> 16


def hash_of(text: str) -> int:
    """Hash the characters of a word or sign."""
    mixes = [int(TABLE.mix[min(ord(char), ch.N_CODES)]) for char in text]
    return scramble(sum(mix * HASH_BASE**power for power, mix in enumerate(mixes)) & MASK)


def as_read(text: str) -> tuple[str, list[int]]:
    """Return a text without soft hyphens, accents joined to letters, and where each character was."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char == "\u00ad":
            continue
        if letters and "\u0300" <= char < "\u0370":
            joined = unicodedata.normalize("NFC", letters[-1] + char)
            if len(joined) == 1 and unicodedata.decomposition(joined).split() == [
                f"{ord(letters[-1]):04X}",
                f"{ord(char):04X}",
            ]:
                letters[-1] = joined
                continue
        letters.append(char)
        places.append(place)
    return "".join(letters), [*places, len(text)]


def tokens_of(text: str) -> list[Token]:
    read, places = as_read(text)
    kinds = kinds_of(text)
    signs = "".join(_SIGN_OF_KIND[kinds[place]] for place in places[:-1])
    return [
        Token(
            places[found.start()],
            places[found.end()],
            hash_of(read[found.start() : found.end()]),
            hash_of(read[found.start() : found.end()][:5]),
            found.group()[0] in "aA0zi",
        )
        for found in _TOKEN.finditer(signs)
    ]


class Paragraph(NamedTuple):
    """A segment of a text, with its tokens."""

    start: int
    end: int
    text: str
    gap: int
    tokens: list[Token]


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the segments of a text; where they are is the segmenter's own test."""
    tokens = tokens_of(text)
    found = segment_batch(encode([text]))
    return [
        Paragraph(start, end, text[start:end], gap, [each for each in tokens if start <= each.start < end])
        for start, end, gap in zip(found.start.tolist(), found.end.tolist(), found.gap.tolist(), strict=True)
    ]
