"""Wording: hashed words, stems and word pairs, and how a segment opens and closes.

Floor 2. Training builds sparse matrices of the
hashes, inference adds up rows of the tables of weights that come of them.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.sums import sum_stretches
from cleantext.hashing import rows_of, scramble
from cleantext.tokens import Tokens

_PAIR_FACTOR = np.uint32(0x9E3779B1)
_END_MARK = np.uint32(0x5BD1E995)
_STEM_SALT = np.uint32(0x7FEB352D)
_END_SALTS = np.array([0x68E31DA4, 0xB5297A4D, 0x2C1B3C6D, 0x1B56C4E9, 0x3D4D51CB, 0x297A2D39], np.uint32)
"""Arbitrary odd constants that keep the feature families apart."""

LARGEST_WEIGHT: Final = np.iinfo(np.int16).max // 3
"""So that the weights of a token's three hashes add up in int16."""
FAMILIES = ("word", "stem", "pair")
ENDS = ("first", "first two words", "first three words", "last", "last two", "last three")


class Wording(NamedTuple):
    """Hashes of what a batch's segments say.

    Attributes
    ----------
    running : ndarray of shape (n_tokens, 3), uint32
        Columns as in `FAMILIES`.
    ends : ndarray of shape (n_segments, 6), uint32
        Columns as in `ENDS`; what opens a segment is counted from its first word,
        past dashes, bullets and quotes, but for its very first token.
    bounds : ndarray of shape (n_segments + 1,), int64
        Segment i has the tokens `bounds[i]` to `bounds[i + 1]`.
    """

    running: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    bounds: NDArray[np.int64]


class LinearModel(NamedTuple):
    """A linear model of hashed features.

    Attributes
    ----------
    table : ndarray of shape (2**bits, n_labels), int16
        Weight of each feature for each label, within `LARGEST_WEIGHT`; a hash's
        upper `bits` bits are its row.
    scale, bias : ndarray of shape (n_labels,), float32
        A label's log-odds are the sum of weights over the root of their number,
        times its scale, and its bias.
    """

    table: NDArray[np.int16]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]

    def rows(self, hashes: NDArray[np.uint32]) -> NDArray[np.int16]:
        """Return the weights of some features for every label."""
        return self.table.take(rows_of(hashes, len(self.table)), axis=0)

    def against(self, label: int, hashes: NDArray[np.uint32]) -> NDArray[np.float64]:
        """Return what some features say against a label, in log-odds before division."""
        column = self.table[:, label] * -self.scale[label].astype(np.float64)
        shares: NDArray[np.float64] = column.take(rows_of(hashes, len(self.table)))
        return shares


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
    running = np.empty((n_tokens, len(FAMILIES)), np.uint32, order="F")
    ends = np.zeros((len(bounds) - 1, len(ENDS)), np.uint32)
    if not n_tokens:
        return Wording(running, ends, bounds)
    filled, first, opening, last = _edges(tokens.is_word, bounds)
    following = np.full(n_tokens, _END_MARK, np.uint32)
    following[:-1] = tokens.word[1:]
    following[last] = _END_MARK
    pair = scramble(tokens.word * _PAIR_FACTOR + following)
    running[:, 0] = tokens.word
    running[:, 1] = tokens.stem ^ _STEM_SALT
    running[:, 2] = pair
    second, before_last = np.minimum(opening + 1, last), np.maximum(last - 1, first)
    at_ends = (
        tokens.word[first],
        pair[opening],
        scramble(pair[opening] * _PAIR_FACTOR + pair[second]),
        tokens.word[last],
        pair[before_last],
        scramble(pair[np.maximum(last - 2, first)] * _PAIR_FACTOR + pair[before_last]),
    )
    ends[filled] = scramble(np.array(at_ends).T + _END_SALTS)
    return Wording(running, ends, bounds)


def _edges(is_word: NDArray[np.bool_], bounds: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Return the segments that hold tokens; of each the first token, the first word and the last token."""
    (filled,) = (bounds[1:] > bounds[:-1]).nonzero()
    first, last = bounds.take(filled), bounds.take(filled + 1) - 1
    (words,) = is_word.nonzero()
    opening = np.append(words, len(is_word)).take(words.searchsorted(first))
    np.copyto(opening, first, where=opening > last)
    return filled, first, opening, last


def score_words(linear: LinearModel, hashes: Wording) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Say what the words of every segment say, all together and the strongest alone.

    Parameters
    ----------
    linear : LinearModel
        Of the features in `hashes.running`.
    hashes : Wording

    Returns
    -------
    logits : ndarray of shape (n_segments, n_labels), float32
        Log-odds of each label by the mean of all words.
    strongest : ndarray of shape (n_segments, n_labels), float32
        The most that any one token says for each label, before division: a few
        telling words in a long paragraph. 0 where there is none.
    """
    word, stem, pair = hashes.running.T
    rows = linear.rows(word)
    rows += linear.rows(stem)
    rows += linear.rows(pair)
    n_tokens = hashes.bounds[1:] - hashes.bounds[:-1]
    strongest = np.zeros((len(n_tokens), rows.shape[1]), np.float32)
    (filled,) = n_tokens.nonzero()
    if len(filled):
        strongest[filled] = np.maximum.reduceat(rows, hashes.bounds.take(filled), axis=0)
    sums = sum_stretches(rows, hashes.bounds).astype(np.float32)
    return _logits(linear, sums, n_tokens * len(FAMILIES)), strongest * linear.scale


def score_ends(linear: LinearModel, hashes: Wording) -> NDArray[np.float32]:
    """Say what the first and last words of every segment say.

    Parameters
    ----------
    linear : LinearModel
        Of the features in `hashes.ends`.
    hashes : Wording

    Returns
    -------
    ndarray of shape (n_segments, n_labels), float32
        Log-odds of each label.
    """
    has_tokens = hashes.bounds[1:] > hashes.bounds[:-1]
    sums = linear.rows(hashes.ends.T).sum(axis=0, dtype=np.int64) * has_tokens[:, None]
    return _logits(linear, sums.astype(np.float32), has_tokens * len(ENDS))


def _logits(
    linear: LinearModel, sums: NDArray[np.float32], n_features: NDArray[np.int64]
) -> NDArray[np.float32]:
    norm = np.sqrt(np.maximum(n_features, 1)).astype(np.float32)
    logits: NDArray[np.float32] = sums / norm[:, None] * linear.scale + linear.bias
    return logits


def token_shares(
    words: LinearModel, ends: LinearModel, label: int, hashes: Wording, is_word: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Divide what a segment's wording says against a label among its tokens.

    Parameters
    ----------
    words, ends : LinearModel
        Of the features in `hashes.running` and in `hashes.ends`.
    label : int
        Its column.
    hashes : Wording
    is_word : ndarray of shape (n_tokens,), bool

    Returns
    -------
    ndarray of shape (n_tokens,), float64
        A segment's shares add up to what both models add to their biases. What
        several tokens say together is divided evenly.
    """
    filled, first, opening, last = _edges(is_word, hashes.bounds)
    n_tokens = np.diff(hashes.bounds)
    word, stem, pair = words.against(label, hashes.running).T
    following = np.arange(1, len(pair) + 1)
    following[last] = last
    shares: NDArray[np.float64] = word + stem + pair / 2
    np.add.at(shares, following, pair / 2)
    shares /= np.repeat(np.sqrt(n_tokens * len(FAMILIES)), n_tokens)
    said = ends.against(label, hashes.ends[filled]) / np.sqrt(len(ENDS))
    openings = [np.minimum(opening + n, last) for n in range(3)]
    closings = [np.maximum(last - n, first) for n in range(3)]
    groups = ([first], openings[:2], openings, closings[:1], closings[:2], closings)
    for column, group in zip(said.T, groups, strict=True):
        for tokens in group:
            np.add.at(shares, tokens, column / len(group))
    return shares
