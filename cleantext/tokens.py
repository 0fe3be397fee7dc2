"""A batch of articles as one array of code points, and its hashed tokens.

Floor 1. No Python loop runs over characters or tokens.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import (
    BLANK,
    BREAK,
    FIRST_MARK,
    FORMAT,
    IDEOGRAPH,
    LETTER,
    N_MARKS,
    SOFT_HYPHEN,
    character_table,
)
from cleantext.hashing import scramble

HASH_BASE = np.uint32(0x01000193)
"""Odd, so that its powers have inverses. Source: the FNV-1a prime."""
MOST_KEPT: Final = 1 << 20
"""Powers that are kept for the next batch; those of a longer article are made for it alone."""
STEM_LENGTH = 5
"""Letters of a word that its stem keeps. Not tuned."""


class EncodedTexts(NamedTuple):
    """Texts laid end to end, a line break after each.

    Attributes
    ----------
    codes : ndarray of shape (n_characters,), uint32
        Unicode code points.
    kinds : ndarray of shape (n_characters,), uint8
        What each one is, see `cleantext.characters`.
    bounds : ndarray of shape (n_texts + 1,), int64
        Text i stands at `bounds[i]` to `bounds[i + 1] - 1`, without its break.
    """

    codes: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    bounds: NDArray[np.int64]


class Tokens(NamedTuple):
    """Words, signs and ideographs in order of appearance.

    Attributes
    ----------
    start, end : ndarray of shape (n_tokens,), int64
        Spans in the batch.
    word : ndarray of shape (n_tokens,), uint32
        Hash of the token as it is read: both cases of a letter and all digits
        alike, soft hyphens left out, accents joined to their letters.
    stem : ndarray of shape (n_tokens,), uint32
        Hash of its first `STEM_LENGTH` letters; equals `word` for shorter ones.
    is_word : ndarray of shape (n_tokens,), bool
        Made of letters or digits, not a sign.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    word: NDArray[np.uint32]
    stem: NDArray[np.uint32]
    is_word: NDArray[np.bool_]


def encode(texts: Sequence[str]) -> EncodedTexts:
    r"""Lay texts out as one array of code points.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    EncodedTexts

    Examples
    --------
    >>> encode(["ab", "c"]).codes.tolist()
    [97, 98, 10, 99, 10]
    """
    joined = "\n".join(texts) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = character_table().kind.take(codes, mode="clip")
    if "\r" in joined:
        (returns,) = (codes[:-1] == ord("\r")).nonzero()
        kinds[returns[codes[returns + 1] == ord("\n")]] = BLANK
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    bounds = np.zeros(len(texts) + 1, np.int64)
    np.add.accumulate(lengths + 1, out=bounds[1:])
    return EncodedTexts(codes, kinds, bounds)


def _powers(n_powers: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return the first powers of the base, and of its inverse modulo 2**32."""
    inverse = np.uint32(pow(int(HASH_BASE), -1, 1 << 32))
    upwards = np.full(n_powers, HASH_BASE, np.uint32)
    downwards = np.full(n_powers, inverse, np.uint32)
    upwards[0] = downwards[0] = 1
    return (
        np.multiply.accumulate(upwards, dtype=np.uint32),
        np.multiply.accumulate(downwards, dtype=np.uint32),
    )


_kept_powers = lru_cache(maxsize=2)(_powers)


def tokenize(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> Tokens:
    """Find and hash the tokens of a stretch of text.

    Parameters
    ----------
    codes : ndarray of shape (n_characters,), uint32
    kinds : ndarray of shape (n_characters,), uint8
        Both as in `EncodedTexts`; the stretch must not cut a word in two.

    Returns
    -------
    Tokens

    Examples
    --------
    >>> text = encode(["Don't panic, 東京!"])
    >>> tokens = tokenize(text.codes, text.kinds)
    >>> (tokens.end - tokens.start).tolist()
    [3, 1, 1, 5, 1, 1, 1, 1]
    """
    (caseless,) = (kinds == LETTER).nonzero()  # soft hyphens and marks are among them
    among = codes.take(caseless)
    marks = caseless[among - FIRST_MARK < N_MARKS]
    hyphens = caseless[among == SOFT_HYPHEN]
    if not len(marks) and not len(hyphens):
        return _find_tokens(codes, kinds)
    is_seen = np.ones(len(codes), bool)
    is_seen[hyphens] = False
    codes = _compose(codes, marks, is_seen)
    (at,) = is_seen.nonzero()
    tokens = _find_tokens(codes.take(at), kinds.take(at))
    at = np.append(at, len(codes))
    return tokens._replace(start=at.take(tokens.start), end=at.take(tokens.end))


def _compose(
    codes: NDArray[np.uint32], marks: NDArray[np.int64], is_seen: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    """Return the codes with marks joined to their letters; those are no longer seen."""
    table = character_table()
    codes = codes.copy()
    while len(marks):
        before = np.maximum.accumulate(np.where(is_seen, np.arange(len(codes)), 0))
        before = before.take(np.maximum(marks - 1, 0))
        pair = codes.take(before).astype(np.uint64) << np.uint64(32) | codes.take(marks)
        found = np.minimum(table.accented.searchsorted(pair), len(table.accented) - 1)
        is_letter = table.accented.take(found) == pair
        if not is_letter.any():
            break
        codes[before[is_letter]] = table.composed.take(found[is_letter])
        is_seen[marks[is_letter]] = False
        marks = marks[~is_letter]
    return codes


def _find_tokens(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> Tokens:
    n_characters = len(codes)
    in_word = (kinds > BREAK) & (kinds <= LETTER)
    is_single = (kinds >= IDEOGRAPH) & (kinds < FORMAT)
    starts_word = in_word.copy()
    starts_word[1:] &= ~in_word[:-1]
    ends_word = in_word.copy()
    ends_word[:-1] &= ~in_word[1:]
    (start,) = (starts_word | is_single).nonzero()
    end = (ends_word | is_single).nonzero()[0] + 1

    n_powers = max(1 << 16, 1 << n_characters.bit_length())
    upwards, downwards = (_kept_powers if n_powers <= MOST_KEPT else _powers)(n_powers)
    sums = np.zeros(n_characters + 1, np.uint32)
    mix = character_table().mix.take(codes, mode="clip")
    np.add.accumulate(mix * upwards[:n_characters], out=sums[1:])
    base = sums.take(start)
    shift = downwards.take(start)
    word = scramble((sums.take(end) - base) * shift)
    stem = scramble((sums.take(np.minimum(end, start + STEM_LENGTH)) - base) * shift)
    is_word = kinds.take(start) <= IDEOGRAPH
    return Tokens(start, end, word, stem, is_word)
