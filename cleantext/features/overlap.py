"""Overlap: which of a segment's words its article says elsewhere.

Floor 2: imports tokens, sums and coherence. Arrays in, arrays out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.features.coherence import WordTable
from cleantext.features.sums import sum_stretches
from cleantext.tokens import Tokens

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
_RARE: Final = 140
"""Rarity, of 255, from which a word tells what an article is about."""


def overlap_features(
    table: WordTable,
    tokens: Tokens,
    is_capital: NDArray[np.bool_],
    bounds: NDArray[np.int64],
    article: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Measure how much of each segment's wording recurs elsewhere in its article.

    Parameters
    ----------
    table : WordTable
    tokens : Tokens
    is_capital : ndarray of shape (n_tokens,), bool
        Token begins with a capital.
    bounds : ndarray of shape (n_segments + 1,), int64
    article : ndarray of shape (n_segments,), int64
        Ascending.

    Returns
    -------
    ndarray of shape (n_segments, len(OVERLAP_NAMES)), float32
        Shares weigh each word by its rarity.
    """
    words = np.flatnonzero(tokens.is_word)
    hashes = tokens.word[words]
    bounds = np.searchsorted(words, bounds)
    recurs, recurs_beyond = _recurrences(hashes, bounds, article)
    row = hashes >> np.uint32(32 - table.bits)
    rarity = table.rarity.take(row).astype(np.int16)
    is_known = table.check.take(row) == hashes.astype(np.uint8)
    is_rare = rarity >= _RARE
    is_name = is_capital[words] & (rarity >= _RARE // 2)
    rare = rarity * is_rare
    measures = np.stack(
        [
            rarity,
            is_known,
            rarity * recurs,
            rarity * recurs_beyond,
            rare,
            rare * recurs_beyond,
            is_name,
            is_name & recurs_beyond,
        ],
        axis=1,
        dtype=np.int16,
    )
    n_words = np.diff(bounds)
    sums = sum_stretches(measures, bounds)
    weight, known, recurring, beyond, rare_weight, rare_beyond, names, names_beyond = sums.T
    some_words, some_weight, some_rare, some_names = (
        np.maximum(each, 1) for each in (n_words, weight, rare_weight, names)
    )
    columns = [
        weight / some_words / 255,
        known / some_words,
        recurring / some_weight,
        beyond / some_weight,
        rare_weight / some_weight,
        rare_beyond / some_rare,
        np.log1p(names),
        names_beyond / some_names,
    ]
    return np.stack(columns, axis=1, dtype=np.float32)


def _recurrences(
    hashes: NDArray[np.uint32], bounds: NDArray[np.int64], article: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each word whether another segment of its article holds it, and one not beside it."""
    segment_of = np.repeat(np.arange(len(article)), np.diff(bounds))
    # Sorting whole numbers is several times faster than finding their order: the place of a
    # word is part of the number.
    ranked = (hashes.astype(np.uint64) << np.uint64(32)) | np.arange(len(hashes), dtype=np.uint64)
    ranked.sort()
    order = (ranked & np.uint64(0xFFFFFFFF)).astype(np.int64)
    word, segment = (ranked >> np.uint64(32)), segment_of[order]
    within = article[segment]
    is_new = np.ones(len(hashes) + 1, bool)
    is_new[1:-1] = (word[1:] != word[:-1]) | (within[1:] != within[:-1])
    edges = np.flatnonzero(is_new)
    count = np.diff(edges)
    first, last = np.repeat(segment[edges[:-1]], count), np.repeat(segment[edges[1:] - 1], count)
    recurs, recurs_beyond = np.empty((2, len(hashes)), bool)
    recurs[order] = (first < segment) | (last > segment)
    recurs_beyond[order] = (first < segment - 1) | (last > segment + 1)
    return recurs, recurs_beyond
