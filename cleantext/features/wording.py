"""Wording: hashed words, stems, word pairs and the tokens at both ends.

Floor 2: imports characters, tokens and sums. Inference sums rows of a weight table,
training builds a sparse matrix; both read the same buckets.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import scramble
from cleantext.features.sums import sum_stretches
from cleantext.tokens import Tokens

_PAIR_FACTOR = np.uint32(0x9E3779B1)
_END_MARK = np.uint32(0x5BD1E995)
_SALTS = np.array([0x68E31DA4, 0xB5297A4D, 0x1B56C4E9, 0x7FEB352D], np.uint32)
"""Arbitrary odd constants that keep the feature families apart."""

LARGEST_WEIGHT: Final = np.iinfo(np.int16).max // 3
"""So that the weights of a token's three hashes add up in int16."""
FAMILIES = ("word", "stem", "pair")
ENDS = ("first", "first two", "last", "last two")


class Wording(NamedTuple):
    """Hashes of what a batch's segments say.

    Attributes
    ----------
    running : ndarray of shape (n_tokens, 3), uint32
        Columns as in `FAMILIES`.
    ends : ndarray of shape (n_segments, 4), uint32
        Columns as in `ENDS`.
    bounds : ndarray of shape (n_segments + 1,), int64
        Segment i has the tokens `bounds[i]` to `bounds[i + 1]`.
    """

    running: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    bounds: NDArray[np.int64]


def wording(tokens: Tokens, bounds: NDArray[np.int64]) -> Wording:
    """Hash the words of every segment.

    Parameters
    ----------
    tokens : Tokens
    bounds : ndarray of shape (n_segments + 1,), int64
        Token index at which each segment begins, and the end.

    Returns
    -------
    Wording
    """
    n_tokens = len(tokens.word)
    n_segments = len(bounds) - 1
    running = np.empty((n_tokens, 3), np.uint32, order="F")
    ends = np.zeros((n_segments, 4), np.uint32)
    if not n_tokens:
        return Wording(running, ends, bounds)
    following = np.full(n_tokens, _END_MARK, np.uint32)
    following[:-1] = tokens.word[1:]
    has_tokens = bounds[1:] > bounds[:-1]
    last = bounds[1:][has_tokens] - 1
    following[last] = _END_MARK
    pair = scramble(tokens.word * _PAIR_FACTOR + following)
    running[:, 0] = tokens.word
    running[:, 1] = tokens.stem ^ _SALTS[3]
    running[:, 2] = pair
    first = bounds[:-1][has_tokens]
    before_last = np.maximum(last - 1, first)
    at_ends = np.array([tokens.word[first], pair[first], tokens.word[last], pair[before_last]])
    ends[has_tokens] = scramble(at_ends.T + _SALTS)
    return Wording(running, ends, bounds)


def sum_rows(
    table: NDArray[np.int16], hashes: Wording, bits: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Add up the table rows of every segment's wording.

    Parameters
    ----------
    table : ndarray of shape (2**bits, n_columns), int16
        Within `LARGEST_WEIGHT`.
    hashes : Wording
    bits : int
        A hash's upper `bits` bits are its row.

    Returns
    -------
    sums : ndarray of shape (n_segments, n_columns), float32
    n_features : ndarray of shape (n_segments,), int64
        How many rows each sum holds.
    """
    shift = np.uint32(32 - bits)
    word, stem, pair = (hashes.running >> shift).T
    rows = table.take(word, axis=0)
    rows += table.take(stem, axis=0)
    rows += table.take(pair, axis=0)
    n_tokens = hashes.bounds[1:] - hashes.bounds[:-1]
    has_tokens = n_tokens > 0
    at_ends = table.take(hashes.ends.T >> shift, axis=0).astype(np.int64).sum(axis=0)
    sums = sum_stretches(rows, hashes.bounds) + at_ends * has_tokens[:, None]
    return sums.astype(np.float32), n_tokens * len(FAMILIES) + len(ENDS) * has_tokens


def token_shares(column: NDArray[np.float64], hashes: Wording) -> NDArray[np.float64]:
    """Divide every segment's sum among its tokens.

    What a pair adds is halved between its tokens.

    Parameters
    ----------
    column : ndarray of shape (2**bits,), float64
        Weight of each hashed feature.
    hashes : Wording

    Returns
    -------
    ndarray of shape (n_tokens,), float64
        A segment's shares add up to its sum over the root of its number of features.
    """
    shift = np.uint32(33 - len(column).bit_length())
    n_tokens = np.diff(hashes.bounds)
    has_tokens = n_tokens > 0
    first, last = hashes.bounds[:-1][has_tokens], hashes.bounds[1:][has_tokens] - 1
    second, before_last = np.minimum(first + 1, last), np.maximum(last - 1, first)
    word, stem, pair = column.take(hashes.running >> shift).T
    at_ends = column.take(hashes.ends[has_tokens] >> shift)
    following = np.arange(1, len(pair) + 1)
    following[last] = last
    shares: NDArray[np.float64] = word + stem + pair / 2
    np.add.at(shares, following, pair / 2)
    for ends, (one, other) in zip(
        at_ends.T, ((first, first), (first, second), (last, last), (before_last, last)), strict=True
    ):
        np.add.at(shares, one, ends / 2)
        np.add.at(shares, other, ends / 2)
    n_features = n_tokens * len(FAMILIES) + len(ENDS)
    shares /= np.repeat(np.sqrt(n_features), n_tokens)
    return shares
