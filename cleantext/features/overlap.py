"""Overlap: which of a segment's words its article says elsewhere, and where.

Floor 2. Arrays in, arrays out.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.extents import Extents, extents
from cleantext.features.sums import sum_stretches
from cleantext.features.words import Words

OVERLAP_NAMES: Final[tuple[str, ...]] = (
    "mean rarity",
    "share of known words",
    "share of words that recur",
    "share of words that recur beyond its neighbours",
    "share of rare words",
    "share of rare words that recur beyond its neighbours",
    "log names",
    "share of names that recur beyond its neighbours",
)
ECHO_NAMES: Final[tuple[str, ...]] = (
    "log rare words that recur in what would go",
    "log rare words that recur in what would stay",
    "most sure to go of what holds a rare word of it",
)
_RARE: Final = 140
"""Rarity, of 255, from which a word tells what an article is about."""


class Echoes(NamedTuple):
    """The rare words that several segments of an article say: names above all.

    Attributes
    ----------
    segment : ndarray of shape (n_echoes,), int64
        A segment that says the word; each but once.
    bounds : ndarray of shape (n_echoed_words + 1,), int64
        Row of `segment` at which each word's segments begin, and the end.
    """

    segment: NDArray[np.int64]
    bounds: NDArray[np.int64]


def overlap_features(
    words: Words, is_capital: NDArray[np.bool_], where: Extents
) -> tuple[NDArray[np.float32], Echoes]:
    """Measure how much of each segment's wording recurs elsewhere in its article.

    Parameters
    ----------
    words : Words
    is_capital : ndarray of shape (n_words,), bool
        Word begins with a capital.
    where : Extents

    Returns
    -------
    features : ndarray of shape (n_segments, len(OVERLAP_NAMES)), float32
        Shares weigh each word by its rarity; common words count as known ones that do not recur.
    echoes : Echoes
    """
    rarity = words.rarity
    is_rare = rarity >= _RARE
    recurs, recurs_beyond, echoes = _recurrences(words, where, is_rare)
    is_name = is_capital & (rarity >= _RARE // 2)
    measures = np.empty((len(rarity), len(OVERLAP_NAMES)), np.int16)
    measures[:, 0] = rarity
    measures[:, 1] = ~words.is_known
    np.multiply(rarity, recurs, out=measures[:, 2])
    np.multiply(rarity, recurs_beyond, out=measures[:, 3])
    np.multiply(rarity, is_rare, out=measures[:, 4])
    np.multiply(measures[:, 4], recurs_beyond, out=measures[:, 5])
    measures[:, 6] = is_name
    measures[:, 7] = is_name & recurs_beyond
    sums = sum_stretches(measures, words.bounds)
    weight, unknown, recurring, beyond, rare_weight, rare_beyond, names, names_beyond = sums.T
    some_words = np.maximum(words.n_all, 1)
    some_weight, _, _, _, some_rare, _, some_names, _ = np.maximum(sums, 1).T
    columns = [
        weight / some_words / 255,
        (words.n_all - unknown) / some_words,
        recurring / some_weight,
        beyond / some_weight,
        rare_weight / some_weight,
        rare_beyond / some_rare,
        np.log1p(names),
        names_beyond / some_names,
    ]
    return np.array(columns, np.float32).T, echoes


def echo_features(echoes: Echoes, is_content: NDArray[np.float32]) -> NDArray[np.float32]:
    """Tell whether a segment shares its rare words with what would go or with what would stay.

    Parameters
    ----------
    echoes : Echoes
    is_content : ndarray of shape (n_segments,), float32
        Probability of each segment.

    Returns
    -------
    ndarray of shape (n_segments, len(ECHO_NAMES)), float32
        Each word is judged by the other segments that hold it, the segment itself left out.
    """
    found = np.zeros((len(is_content), len(ECHO_NAMES)), np.float32)
    segment, bounds = echoes
    if not len(segment):
        return found
    goes = 1 - is_content.take(segment).astype(np.float64)
    n_holders = bounds[1:] - bounds[:-1]
    others = np.add.reduceat(goes, bounds[:-1]).repeat(n_holders) - goes
    elsewhere = others / (n_holders - 1).repeat(n_holders)
    found[:, 0] = np.bincount(segment, elsewhere, len(is_content))
    found[:, 1] = np.bincount(segment, 1 - elsewhere, len(is_content))
    np.log1p(found[:, :2], out=found[:, :2])
    np.maximum.at(found[:, 2], segment, elsewhere.astype(np.float32))
    return found


def _recurrences(
    words: Words, where: Extents, is_rare: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Echoes]:
    """Tell of each word whether another segment of its article holds it, and one not beside it."""
    n_words = len(words.hashes)
    segment_of = np.arange(len(where.article)).repeat(words.bounds[1:] - words.bounds[:-1])
    # Sorting whole numbers is several times faster than finding their order: the place of a
    # word is part of the number.
    ranked = words.hashes.astype(np.uint64) << np.uint64(32)
    ranked |= np.arange(n_words, dtype=np.uint64)
    ranked.sort()
    order = (ranked & np.uint64(0xFFFFFFFF)).astype(np.int64)
    word, segment = (ranked >> np.uint64(32)), segment_of.take(order)
    article = where.article.take(segment)
    is_new = np.ones(n_words + 1, bool)
    np.not_equal(word[1:], word[:-1], out=is_new[1:-1])
    is_new[1:-1] |= article[1:] != article[:-1]
    (edges,) = is_new.nonzero()
    count = edges[1:] - edges[:-1]
    first = segment.take(edges[:-1]).repeat(count)
    last = segment.take(edges[1:] - 1).repeat(count)
    recurs, recurs_beyond = np.empty((2, n_words), bool)
    recurs[order] = first < last
    recurs_beyond[order] = (first < segment - 1) | (last > segment + 1)
    is_echo = is_rare.take(order) & (first < last)
    is_echo[1:] &= is_new[1:-1] | (segment[1:] != segment[:-1])
    (places,) = is_echo.nonzero()
    word_of = edges[:-1].searchsorted(places, side="right")
    return recurs, recurs_beyond, Echoes(segment.take(places), extents(word_of).bounds)
