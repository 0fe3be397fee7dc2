"""Coherence: how a segment fits the rest of its article.

Floor 2. A segment is compared with what stands around it, itself left out.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.extents import Extents

_BAND: Final = 8
"""Segments each way among which the most similar is sought."""
_REACH: Final = 3
"""Segments each way that single comparisons name."""


_PLACES: Final = range(-_REACH, _REACH + 1)
"""Where the segments stand that single comparisons name, seen from the segment itself."""
_BEFORE, _OWN, _AFTER = range(_REACH - 1, _REACH + 2)
_THREE_BEFORE, _THREE_AFTER = slice(_OWN), slice(_AFTER, None)
_NEIGHBOURS, _WITH_BEFORE, _WITH_AFTER = (
    slice(_BEFORE, _AFTER + 1),
    slice(_BEFORE, _AFTER),
    slice(_OWN, _AFTER + 1),
)
"""Segments and stretches among these; the last three stretches hold the segment itself."""
_AROUND: Final = np.array([(abs(a - b), min(a, b)) for a in _PLACES for b in _PLACES])
"""Strip and offset at which `_strips` holds how like each other the segments in `_PLACES` are."""
_NEARBY: Final = np.array([(d, low) for d in range(1, _BAND + 1) for low in (0, -d)])
"""The same for the segment and those nearby."""

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


class Similarities(NamedTuple):
    """How like each other the segments of an article are, whatever they count for.

    Attributes
    ----------
    where : Extents
    units : ndarray of shape (n_segments, n_dimensions), float64
    place : ndarray of shape (7, n_segments), int64
        Rows of the segments from three before to three after each one.
    is_there : ndarray of shape (7, n_segments), bool
        They are of the same article.
    around : ndarray of shape (7, 7, n_segments), float64
        Their inner products with each other; without meaning for those not there.
    nearby : ndarray of shape (n_segments, 3), float32
        The columns of `COHERENCE_NAMES` about what is nearby.
    """

    where: Extents
    units: NDArray[np.float64]
    place: NDArray[np.int64]
    is_there: NDArray[np.bool_]
    around: NDArray[np.float64]
    nearby: NDArray[np.float32]


def compare(units: NDArray[np.float32], where: Extents) -> Similarities:
    """Compare segments with those that stand near them.

    Parameters
    ----------
    units : ndarray of shape (n_segments, n_dimensions), float32
    where : Extents

    Returns
    -------
    Similarities
    """
    # Sums less parts of them: in float32 what should be nothing would point anywhere.
    exact = units.astype(np.float64)
    strips = _strips(exact, where)
    index = np.arange(len(exact))
    place = index + np.array(_PLACES)[:, None]
    each = _pick(strips, _NEARBY)
    n_nearby = np.minimum(index - where.first, _BAND) + np.minimum(where.last - index, _BAND)
    nearby = np.empty((len(exact), 3), np.float32)
    nearby[:, 0] = each.max(axis=0, initial=0)
    nearby[:, 1] = each[2:].max(axis=0, initial=0)
    nearby[:, 2] = each.sum(axis=0) / np.maximum(n_nearby, 1)
    return Similarities(
        where,
        exact,
        place,
        (place >= where.first) & (place <= where.last),
        _pick(strips, _AROUND).reshape(len(_PLACES), len(_PLACES), len(exact)),
        nearby,
    )


def coherence_features(
    similar: Similarities, weights: NDArray[np.float32], at: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Compare each segment with the rest of its article.

    Parameters
    ----------
    similar : Similarities
    weights : ndarray of shape (n_segments,), float32
        What each segment counts for in sums.
    at : ndarray of shape (n_compared,), int64, optional
        The segments that are compared; all where not given.

    Returns
    -------
    ndarray of shape (n_compared, len(COHERENCE_NAMES)), float32
        Cosines in [-1, 1] unless the name says otherwise.
    """
    (bounds, article, _, _), units, place, is_there, around, nearby = similar
    if not len(units):
        return np.empty((0, len(COHERENCE_NAMES)), np.float32)
    # A cosine of sums follows from the inner products of their parts, and most of these are
    # similarities that all comparisons share.
    total = np.add.reduceat(units * weights[:, None], bounds[:-1], axis=0)
    own_with_all = np.vecdot(units, total[article])
    own_square, all_square = around[_OWN, _OWN], np.vecdot(total, total)[article]
    count = weights.astype(np.float64)
    rest_square = all_square - 2 * own_with_all * count + own_square * (count * count)
    fit = _cosine(own_with_all - own_square * count, own_square, rest_square)
    mean_fit = (np.add.reduceat(fit, bounds[:-1]) / (bounds[1:] - bounds[:-1]))[article]
    counts, with_all = count.take(place, mode="clip") * is_there, own_with_all.take(place, mode="clip")
    if at is not None:
        around, counts, with_all = around.take(at, axis=2), counts.take(at, axis=1), with_all.take(at, axis=1)
        own_with_all, own_square, all_square = own_with_all.take(at), own_square.take(at), all_square.take(at)
        fit, mean_fit, weights, nearby = (
            fit.take(at),
            mean_fit.take(at),
            weights.take(at),
            nearby.take(at, axis=0),
        )
    with_own, with_all = around[_OWN] * counts, with_all * counts
    products = around * (counts[:, None] * counts)
    before, after = products[_BEFORE, _BEFORE], products[_AFTER, _AFTER]
    three_before, three_after, beside, pair_before, pair_after = (
        _add(products[stretch, stretch])
        for stretch in (_THREE_BEFORE, _THREE_AFTER, _NEIGHBOURS, _WITH_BEFORE, _WITH_AFTER)
    )
    all_beside, all_pair_before, all_pair_after = (
        _add(with_all[stretch]) for stretch in (_NEIGHBOURS, _WITH_BEFORE, _WITH_AFTER)
    )
    # For each cosine after the first, in the order of the names: the inner product of two sums,
    # and the square of each.
    compared = np.array([
        (own_with_all - _add(with_own[_NEIGHBOURS]), own_square, all_square - 2 * all_beside + beside),
        (with_own[_BEFORE], own_square, before),
        (with_own[_AFTER], own_square, after),
        (_add(with_own[_THREE_BEFORE]), own_square, three_before),
        (_add(with_own[_THREE_AFTER]), own_square, three_after),
        (products[_BEFORE, _AFTER], before, after),
        (_add(products[_THREE_BEFORE, _THREE_AFTER]), three_before, three_after),
        (all_pair_before - pair_before, pair_before, all_square - 2 * all_pair_before + pair_before),
        (all_pair_after - pair_after, pair_after, all_square - 2 * all_pair_after + pair_after),
    ])  # fmt: skip
    cosines = _cosine(*compared.swapaxes(0, 1))
    found = np.empty((len(fit), len(COHERENCE_NAMES)), np.float32)
    n_cosines, n_nearby = 1 + len(cosines), nearby.shape[1]
    found[:, 0], found[:, 1:n_cosines] = fit, cosines.T
    found[:, n_cosines : n_cosines + n_nearby] = nearby
    found[:, -3], found[:, -2] = fit - mean_fit, mean_fit
    found[:, -1] = np.log1p(weights * weights)
    return found


def _cosine(
    both: NDArray[np.float64], left: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the cosine of vectors of which the inner product and the squares are known."""
    cosine: NDArray[np.float64] = both / np.sqrt(np.maximum(left * right, 1e-9))
    return cosine


def _add(products: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add up along all axes but the last, that of the segments."""
    sums: NDArray[np.float64] = np.add.reduce(products, axis=(0, 1)[: products.ndim - 1])
    return sums


def _strips(units: NDArray[np.float64], where: Extents) -> NDArray[np.float64]:
    """Return each segment's similarity with the one d places after it, in row d.

    Rows are as long as the batch and `_BAND` zeros at both ends. Zero where the
    article ends before.
    """
    n_segments, n_dimensions = units.shape
    padded = np.zeros((n_segments + _BAND, n_dimensions))
    padded[:n_segments] = units
    # A view of each segment with those after it: the rows overlap in memory.
    row, value = padded.strides
    onwards = np.ndarray((n_segments, _BAND + 1, n_dimensions), padded.dtype, padded, 0, (row, row, value))
    similar = np.matmul(onwards, units[:, :, None])[:, :, 0]
    similar *= np.arange(_BAND + 1) <= (where.last - np.arange(n_segments))[:, None]
    strips = np.zeros((_BAND + 1, n_segments + 2 * _BAND))
    strips[:, _BAND : _BAND + n_segments] = similar.T
    return strips


def _pick(strips: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each place, a strip and an offset, what stands there seen from every segment."""
    width = strips.shape[1]
    start = places[:, 0] * width + places[:, 1] + _BAND
    seen: NDArray[np.float64] = strips.ravel().take(start[:, None] + np.arange(width - 2 * _BAND))
    return seen
