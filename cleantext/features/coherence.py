"""Coherence: how a segment fits the rest of its article.

Floor 2: imports tokens, neighbourhood and sums. Words become vectors of a learnt table; a segment is
compared with what stands around it, itself left out.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.neighbourhood import extents
from cleantext.features.sums import sum_stretches
from cleantext.tokens import Tokens

_BAND: Final = 8
"""Segments each way among which the most similar is sought."""
_REACH: Final = 3
"""Segments each way that single comparisons name."""


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


_PARTS: Final = np.eye(2 * _REACH + 3)
"""What compared vectors are sums of: the whole article, each segment from `_REACH` before
to `_REACH` after, and the direction of the segment alone."""
_ALL, _BEFORE3, _BEFORE2, _BEFORE, _OWN, _AFTER, _AFTER2, _AFTER3, _DIRECTION = _PARTS
_REST: Final = _ALL - _OWN
_COMPARED: Final = {
    "fit with the rest": (_DIRECTION, _REST),
    "fit with the rest beyond its neighbours": (_DIRECTION, _REST - _BEFORE - _AFTER),
    "fit with the one before": (_DIRECTION, _BEFORE),
    "fit with the one after": (_DIRECTION, _AFTER),
    "fit with the three before": (_DIRECTION, _BEFORE + _BEFORE2 + _BEFORE3),
    "fit with the three after": (_DIRECTION, _AFTER + _AFTER2 + _AFTER3),
    "fit of the neighbours with each other": (_BEFORE, _AFTER),
    "fit of the three before with the three after": (
        _BEFORE + _BEFORE2 + _BEFORE3,
        _AFTER + _AFTER2 + _AFTER3,
    ),
    "fit of it and the one before with the rest": (_OWN + _BEFORE, _REST - _BEFORE),
    "fit of it and the one after with the rest": (_OWN + _AFTER, _REST - _AFTER),
}
"""Pairs of vectors whose cosine is a feature."""
_N_COMPARED: Final = len(_COMPARED)

# A cosine of sums follows from the inner products of their parts, and most of these are
# similarities that all comparisons share.
_LEFT, _RIGHT = np.triu_indices(len(_PARTS))
_OFFSETS: Final = np.array([0, *range(-_REACH, _REACH + 1), 0])
"""Where each part stands, seen from the segment."""
_TO_ALL, _ALL_SQUARED = _BAND + 1, _BAND + 2
_PRODUCTS: Final = np.stack(
    [
        np.where(
            _LEFT > 0, abs(_OFFSETS[_RIGHT] - _OFFSETS[_LEFT]), np.where(_RIGHT > 0, _TO_ALL, _ALL_SQUARED)
        ),
        np.where(_LEFT > 0, np.minimum(_OFFSETS[_LEFT], _OFFSETS[_RIGHT]), _OFFSETS[_RIGHT]),
    ],
    axis=1,
)
"""Strip and offset at which `_strips` holds the inner product of each pair of parts."""
_NEARBY: Final = np.array([(d, low) for d in range(1, _BAND + 1) for low in (0, -d)])
"""The same for the similarities with the segments around."""


def _as_forms(pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return what each product of parts counts for in the inner product of each pair of sums."""
    outer = np.stack([np.outer(left, right) for left, right in pairs], axis=-1)
    forms: NDArray[np.float64] = outer[_LEFT, _RIGHT] + outer[_RIGHT, _LEFT]
    forms[_LEFT == _RIGHT] /= 2
    return forms


_FORMS: Final = _as_forms(
    [*_COMPARED.values(), *((a, a) for a, _ in _COMPARED.values()), *((b, b) for _, b in _COMPARED.values())]
)
"""Columns: the inner product of each pair, then the square of its left, then of its right."""

COHERENCE_NAMES: Final[tuple[str, ...]] = (
    *_COMPARED,
    "most similar nearby",
    "most similar nearby beyond its neighbours",
    "mean similarity nearby",
    "fit against the article's mean fit",
    "mean fit in the article",
    "log known words",
)


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
    row = tokens.word >> np.uint32(32 - table.bits)
    is_known = table.check.take(row) == tokens.word.astype(np.uint8)
    known = np.flatnonzero(is_known & tokens.is_word)
    bounds = np.searchsorted(known, bounds)
    sums = sum_stretches(table.vectors.take(row[known], axis=0), bounds)
    return _unit(sums.astype(np.float32)), np.sqrt(np.diff(bounds)).astype(np.float32)


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
    found = np.empty((len(units), len(COHERENCE_NAMES)), np.float32)
    if not len(units):
        return found
    # Sums less parts of them: in float32 what should be nothing would point anywhere.
    exact = units.astype(np.float64)
    bounds, row, first, last = extents(article)
    total = np.add.reduceat(exact * weights[:, None], bounds[:-1], axis=0)
    strips = _strips(exact, article)
    strips[_TO_ALL, _BAND:-_BAND] = np.vecdot(exact, total[row])
    strips[_ALL_SQUARED, _BAND:-_BAND] = np.vecdot(total, total)[row]

    index = np.arange(len(article))
    place = index + _OFFSETS[1:-1, None]
    is_there = (place >= first) & (place <= last)
    counts = np.ones((len(_PARTS), len(article)))
    counts[1:-1] = weights.take(place, mode="clip") * is_there
    products = _pick(strips, _PRODUCTS)
    products *= counts[_LEFT]
    products *= counts[_RIGHT]
    products = np.ascontiguousarray(products.T)
    forms = np.empty((len(article), _FORMS.shape[1]))
    for start, end in pairwise(bounds.tolist()):  # how a product rounds depends on its size
        np.matmul(products[start:end], _FORMS, out=forms[start:end])
    both, left, right = (forms[:, n : n + _N_COMPARED] for n in range(0, forms.shape[1], _N_COMPARED))
    found[:, :_N_COMPARED] = cosines = both / np.sqrt(np.maximum(left * right, 1e-9))

    nearby = _pick(strips, _NEARBY)
    n_nearby = np.minimum(index - first, _BAND) + np.minimum(last - index, _BAND)
    fit = cosines[:, 0].copy()
    mean_fit = (np.add.reduceat(fit, bounds[:-1]) / np.diff(bounds))[row]
    found[:, _N_COMPARED:] = np.stack(
        [
            nearby.max(axis=0, initial=0),
            nearby[2:].max(axis=0, initial=0),
            nearby.sum(axis=0) / np.maximum(n_nearby, 1),
            fit - mean_fit,
            mean_fit,
            np.log1p(weights * weights),
        ],
        axis=1,
    )
    return found


def _strips(exact: NDArray[np.float64], article: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each segment's similarity with the one d places after it, in row d.

    Rows are as long as the batch and `_BAND` zeros at both ends. Zero where the
    article ends before; the last two rows are left empty.
    """
    n_segments = len(exact)
    strips = np.zeros((_BAND + 3, n_segments + 2 * _BAND))
    for d in range(min(_BAND, n_segments - 1) + 1):
        similar = strips[d, _BAND : _BAND + n_segments - d]
        np.vecdot(exact[d:], exact[: n_segments - d], out=similar)
        similar *= article[d:] == article[: n_segments - d]
    return strips


def _pick(strips: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each place, a strip and an offset, what stands there seen from every segment."""
    width = strips.shape[1]
    start = places[:, 0] * width + places[:, 1] + _BAND
    seen: NDArray[np.float64] = strips.ravel().take(start[:, None] + np.arange(width - 2 * _BAND))
    return seen


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    units: NDArray[np.float32] = vectors / np.maximum(length, np.float32(1e-6))[:, None]
    return units
