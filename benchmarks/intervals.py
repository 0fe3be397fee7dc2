"""How sure a figure is: what it comes to when pages are drawn again.

Views of one page are drawn together.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.training.evaluation import HARMED_SHARE, LOSSES
from cleantext.training.examples import UNKNOWN
from cleantext.training.scoring import ScoredArticles

_N_BINS: Final = 10
_CELLS_AT_ONCE: Final = 1 << 21
"""Draws times segments in one array: 16 MB of float64."""
_LEVEL: Final = (2.5, 97.5)


class Interval(NamedTuple):
    """Where 95 % of the draws lie."""

    low: float
    high: float


def find_intervals(
    scored: ScoredArticles, threshold: float, *, n_draws: int = 200, seed: int = 0
) -> dict[str, Interval]:
    """Draw as many pages as there are, with replacement, again and again.

    Parameters
    ----------
    scored : ScoredArticles
    threshold : float
    n_draws : int
    seed : int

    Returns
    -------
    dict
        For each of the figures that `measure_draws` measures.
    """
    n_pages = len(set(scored.pages))
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n_pages, np.full(n_pages, 1 / n_pages), n_draws)
    figures = measure_draws(scored, threshold, drawn)
    return {name: Interval(*np.percentile(each, _LEVEL).tolist()) for name, each in figures.items()}


def measure_draws(
    scored: ScoredArticles, threshold: float, drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Measure every draw of pages as `evaluation.measure` would.

    Parameters
    ----------
    scored : ScoredArticles
    threshold : float
    drawn : ndarray of shape (n_draws, n_pages), int64
        How often each page was drawn, pages in sorted order.

    Returns
    -------
    dict of str to ndarray of shape (n_draws,), float64
        By the names of `benchmarks.figures`.
    """
    page_of_article = np.unique(scored.pages, return_inverse=True)[1]
    known = np.flatnonzero(scored.codes != UNKNOWN)
    segments = _Segments(
        scored.score[known],
        scored.decisive[known],
        scored.codes[known] != 0,
        scored.weight[known],
        (scored.residue * scored.weight)[known],
        ((scored.n_characters - scored.residue) * scored.weight)[known],
        page_of_article[scored.article[known]],
    )
    return {
        **_at_threshold(segments, threshold, drawn),
        **_harmed(scored, threshold, page_of_article, drawn),
        **_at_any_threshold(segments, segments.decisive, drawn),
        "average_precision": _at_any_threshold(segments, segments.score, drawn)["average_precision"],
    }


class _Segments(NamedTuple):
    """The segments whose label is known, and their weighted characters of either kind."""

    score: NDArray[np.float64]
    decisive: NDArray[np.float64]
    is_residue: NDArray[np.bool_]
    weight: NDArray[np.float64]
    residue: NDArray[np.float64]
    content: NDArray[np.float64]
    page: NDArray[np.int64]


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _at_threshold(
    segments: _Segments, threshold: float, drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Measure what is a sum over pages: the pages' sums, added up for every draw."""
    score, decisive, is_residue, weight, residue, content, page = segments

    def add_up(amount: NDArray[np.float64]) -> NDArray[np.float64]:
        return draws @ np.bincount(page, amount, draws.shape[1])

    def f1(amount: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        return _share(2 * add_up(wanted * gone), add_up(amount * gone) + add_up(wanted))

    draws = drawn.astype(np.float64)
    gone = decisive >= threshold
    tenth = np.minimum((score * _N_BINS).astype(np.int64), _N_BINS - 1)
    gaps = [np.abs(add_up((score - is_residue) * weight * (tenth == n))) for n in range(_N_BINS)]
    return {
        "f1": f1(weight, weight * is_residue),
        "character_f1": f1(residue + content, residue),
        "content_lost": _share(add_up(content * gone), add_up(content)),
        "calibration_error": _share(np.sum(gaps, axis=0), add_up(weight)),
    }


def _harmed(
    scored: ScoredArticles, threshold: float, page: NDArray[np.int64], drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    content = (scored.n_characters - scored.residue) * (scored.codes != UNKNOWN)
    had = np.bincount(scored.article, content, len(page))
    lost = np.bincount(scored.article, content * scored.removed(threshold), len(page))
    is_harmed = lost > HARMED_SHARE * np.maximum(had, 1)
    draws = drawn.astype(np.float64)
    n_harmed = draws @ np.bincount(page, is_harmed, draws.shape[1])
    return {"harmed": _share(n_harmed, draws @ np.bincount(page, np.ones(len(page)), draws.shape[1]))}


def _at_any_threshold(
    segments: _Segments, ranking: NDArray[np.float64], drawn: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Measure what needs an order: one sort, then weights for every draw."""
    order = np.argsort(-ranking, kind="stable")
    _, _, is_residue, weight, _, content, page = (each[order] for each in segments)
    is_last = np.append(np.diff(ranking[order]) != 0, True)
    parts: dict[str, list[NDArray[np.float64]]] = {}
    for some in _some_at_a_time(drawn, len(ranking)):
        times = some[:, page]
        found = np.cumsum(times * (weight * is_residue), axis=1)[:, is_last]
        gone = np.cumsum(times * weight, axis=1)[:, is_last]
        lost = np.cumsum(times * content, axis=1)[:, is_last]
        recall = found / np.maximum(found[:, -1:], 1e-12)
        precision = found / np.maximum(gone, 1e-12)
        loss = lost / np.maximum(lost[:, -1:], 1e-12)
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
        steps = np.diff(recall, axis=1, prepend=0.0)
        parts.setdefault("average_precision", []).append((steps * precision).sum(axis=1))
        parts.setdefault("best_f1", []).append(f1.max(axis=1))
        for allowed in LOSSES:
            within = np.where(loss <= allowed, recall, 0.0).max(axis=1)
            parts.setdefault(f"recall_at_{allowed:.1%}", []).append(within)
    return {name: np.concatenate(each) for name, each in parts.items()}


def _some_at_a_time(drawn: NDArray[np.int64], n_segments: int) -> Iterator[NDArray[np.int64]]:
    n_draws = max(1, _CELLS_AT_ONCE // n_segments)
    for start in range(0, len(drawn), n_draws):
        yield drawn[start : start + n_draws]
