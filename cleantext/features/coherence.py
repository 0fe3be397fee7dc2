"""Coherence: how a segment fits the rest of its article.

Floor 2: imports tokens and neighbourhood. Words become vectors of a learnt
table; a segment is compared with what stands around it, itself left out.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.neighbourhood import shifted
from cleantext.tokens import Tokens

_BAND: Final = 8
"""Segments each way among which the most similar is sought."""


class WordTable(NamedTuple):
    """Word vectors by hash.

    Attributes
    ----------
    vectors : ndarray of shape (2**bits, n_dimensions), int8
        A word's vector, its length the word's weight; zero for unknown words.
    check : ndarray of shape (2**bits,), uint8
        Lowest byte of the hash of the word that owns the row.
    rarity : ndarray of shape (2**bits,), uint8
        Inverse document frequency, scaled to 255.
    """

    vectors: NDArray[np.int8]
    check: NDArray[np.uint8]
    rarity: NDArray[np.uint8]

    @property
    def bits(self) -> int:
        """How many upper bits of a hash name its row."""
        return len(self.check).bit_length() - 1


COHERENCE_NAMES: Final[tuple[str, ...]] = (
    "fit with the rest",
    "fit with the rest beyond its neighbours",
    "fit with the one before",
    "fit with the one after",
    "fit with the three before",
    "fit with the three after",
    "fit of the neighbours with each other",
    "fit of the three before with the three after",
    "fit of it and the one before with the rest",
    "fit of it and the one after with the rest",
    "most similar nearby",
    "most similar nearby beyond its neighbours",
    "mean similarity nearby",
    "fit against the article's mean fit",
    "mean fit in the article",
    "log known words",
)
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


def segment_vectors(
    table: WordTable, tokens: Tokens, bounds: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the direction and weight of each segment's words.

    Parameters
    ----------
    table : WordTable
    tokens : Tokens
    bounds : ndarray of shape (n_segments + 1,), int64

    Returns
    -------
    units : ndarray of shape (n_segments, n_dimensions), float32
        Of length one, or zero where no word is known.
    weights : ndarray of shape (n_segments,), float32
        Square root of the number of known words.
    """
    n_segments, n_dimensions = len(bounds) - 1, table.vectors.shape[1]
    sums = np.zeros((n_segments, n_dimensions), np.float32)
    n_known = np.zeros(n_segments, np.int64)
    row = tokens.word >> np.uint32(32 - table.bits)
    is_known = tokens.is_word & (table.check.take(row) == (tokens.word & np.uint32(0xFF)))
    known = np.flatnonzero(is_known)
    if len(known):
        known_bounds = np.searchsorted(known, bounds)
        n_known = np.diff(known_bounds)
        rows = table.vectors.take(row[known], axis=0)
        has_known = n_known > 0
        starts = known_bounds[:-1][has_known]
        sums[has_known] = np.add.reduceat(rows, starts, axis=0, dtype=np.float32)
    return _unit(sums), np.sqrt(n_known).astype(np.float32)


def coherence_features(
    units: NDArray[np.float32], weights: NDArray[np.float32], article: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Compare each segment with the rest of its article.

    Parameters
    ----------
    units : ndarray of shape (n_segments, n_dimensions), float32
    weights : ndarray of shape (n_segments,), float32
        What each segment counts for in the article's sum.
    article : ndarray of shape (n_segments,), int64
        Ascending.

    Returns
    -------
    ndarray of shape (n_segments, len(COHERENCE_NAMES)), float32
        Cosines in [-1, 1] unless the name says otherwise.
    """
    if not len(units):
        return np.zeros((0, len(COHERENCE_NAMES)), np.float32)
    # Sums less parts of them: in float32 what should be nothing would point anywhere.
    own = (units * weights[:, None]).astype(np.float64)
    first = np.flatnonzero(np.diff(article, prepend=-1))
    row = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(article))))
    rest = np.add.reduceat(own, first, axis=0)[row] - own
    previous, following = shifted(own, article, -1), shifted(own, article, 1)
    beyond = rest - previous - following
    before3 = previous + shifted(own, article, -2) + shifted(own, article, -3)
    after3 = following + shifted(own, article, 2) + shifted(own, article, 3)
    fit = _cosine(units, rest)
    count = np.diff(np.append(first, len(article)))
    mean_fit = (np.add.reduceat(fit, first) / count)[row]
    columns = [
        fit,
        _cosine(units, beyond),
        _cosine(units, previous),
        _cosine(units, following),
        _cosine(units, before3),
        _cosine(units, after3),
        _cosine(previous, following),
        _cosine(before3, after3),
        _cosine(own + previous, rest - previous),
        _cosine(own + following, rest - following),
        *_similar_nearby(units, article),
        fit - mean_fit,
        mean_fit,
        np.log1p(weights * weights),
    ]
    return np.stack(columns, axis=1, dtype=np.float32)


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
    n_segments = len(bounds) - 1
    segment_of = np.repeat(np.arange(n_segments), np.diff(bounds))
    words = np.flatnonzero(tokens.is_word)
    hashes, segment_of = tokens.word[words], segment_of[words]
    row = hashes >> np.uint32(32 - table.bits)
    rarity = table.rarity.take(row).astype(np.int64)
    is_known = table.check.take(row) == (hashes & np.uint32(0xFF))
    first, last = _first_and_last(article[segment_of], hashes, segment_of)
    recurs = (first < segment_of) | (last > segment_of)
    recurs_beyond = (first < segment_of - 1) | (last > segment_of + 1)
    is_rare = rarity >= _RARE
    is_name = is_capital[words] & (rarity >= _RARE // 2)

    def total(values: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.bincount(segment_of, values, minlength=n_segments).astype(np.float64)

    n_words = np.bincount(segment_of, minlength=n_segments)
    weight = total(rarity)
    rare = total(rarity * is_rare)
    names = total(is_name.astype(np.int64))
    some_weight, some_rare, some_names = (np.maximum(each, 1) for each in (weight, rare, names))
    some_words = np.maximum(n_words, 1)
    columns = [
        weight / some_words / 255,
        total(is_known.astype(np.int64)) / some_words,
        total(rarity * recurs) / some_weight,
        total(rarity * recurs_beyond) / some_weight,
        rare / some_weight,
        total(rarity * (is_rare & recurs_beyond)) / some_rare,
        np.log1p(names),
        total((is_name & recurs_beyond).astype(np.int64)) / some_names,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    units: NDArray[np.float32] = vectors / np.maximum(length, np.float32(1e-6))[:, None]
    return units


def _cosine(left: NDArray[np.floating[Any]], right: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    product = np.einsum("ij,ij->i", left, right)
    squares = np.einsum("ij,ij->i", left, left) * np.einsum("ij,ij->i", right, right)
    cosine: NDArray[np.floating[Any]] = product / np.sqrt(np.maximum(squares, np.float32(1e-9)))
    return cosine


def _similar_nearby(units: NDArray[np.float32], article: NDArray[np.int64]) -> list[NDArray[np.float32]]:
    """Return the highest, the highest but for direct neighbours, and mean similarity."""
    n_segments = len(units)
    highest = np.zeros(n_segments, np.float32)
    beyond = np.zeros(n_segments, np.float32)
    total = np.zeros(n_segments, np.float32)
    count = np.zeros(n_segments, np.float32)
    for offset in range(1, min(_BAND, n_segments - 1) + 1):
        is_same = article[offset:] == article[:-offset]
        similar = np.einsum("ij,ij->i", units[offset:], units[:-offset]) * is_same
        for part in (slice(offset, None), slice(None, -offset)):
            np.maximum(highest[part], similar, out=highest[part])
            if offset > 1:
                np.maximum(beyond[part], similar, out=beyond[part])
            total[part] += similar
            count[part] += is_same
    mean = (total / np.maximum(count, np.float32(1))).astype(np.float32)
    return [highest, beyond, mean]


def _first_and_last(
    article: NDArray[np.int64], hashes: NDArray[np.uint32], segment_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last segment of the same article that holds each word."""
    n_words = len(hashes)
    if not n_words:
        return segment_of, segment_of
    key = (article.astype(np.uint64) << np.uint64(32)) | hashes
    order = np.argsort(key, kind="stable")
    is_new = np.diff(key[order], prepend=key[order[0]] ^ np.uint64(1)) != 0
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], n_words) - 1
    group = np.cumsum(is_new) - 1
    first, last = np.empty_like(segment_of), np.empty_like(segment_of)
    first[order] = segment_of[order[starts]][group]
    last[order] = segment_of[order[ends]][group]
    return first, last
