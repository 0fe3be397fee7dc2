"""Turn raw log-odds into honest probabilities, and choose thresholds.

Floor 5.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import ceil
from typing import Final

import numpy as np

from cleantext.model import Calibration
from cleantext.training.evaluation import (
    measure,
    threshold_for_best_f1,
    threshold_for_harm,
    threshold_for_loss,
)
from cleantext.training.examples import UNKNOWN
from cleantext.training.judging import Judged, join
from cleantext.verdicts import log_odds

N_KNOTS: Final = 16
"""Knots of the calibration: enough for its bend, few enough not to follow noise. Not tuned."""
LEAST_SLOPE: Final = 0.25
"""Calibrated log-odds rise at least so fast with raw ones: a plateau between knots is noise, and would hide
which of many scores is the surer. Source: benchmarks/EXPERIMENTS.md, "Plateaus"."""
LOSS_OF_MODE: Final = {"careful": 0.001, "balanced": 0.005}
"""Share of content characters a mode may lose on dev."""
LOSS_OF_CLEAN: Final = {"careful": 0.001, "balanced": 0.0015}
"""The same on articles with nothing to remove, where a loss is never the price of a find."""
HARMED: Final = 0.0175
"""Share of a dev set's articles that a mode may harm, as `evaluation` counts them. Source:
benchmarks/EXPERIMENTS.md, rows 28, 45 and 87, and "What is small"."""
CLEAN: Final = "clean"
"""Name of the dev set of articles with nothing to remove."""
FEW: Final = 2
"""Average paragraphs that a set may lose, and articles that may be harmed, however small it is: else
one odd paragraph would forbid every removal. Source: training on the fixtures, where it did."""
FEWEST: Final = ceil(FEW / HARMED)
"""Articles of which `FEW` harmed are no larger share than promised."""
LOWEST_REMOVAL_SCORE: Final = 0.2
"""No mode removes what is content four times out of five."""
EVEN_ODDS: Final = 0.5
"""Careful and balanced mode remove nothing that is likelier content, however well it went on dev articles."""


@dataclass(frozen=True, slots=True)
class ModePrice:
    """A mode's threshold, and what it costs and finds on the dev articles.

    Shares in [0, 1]; `content_lost` counts characters, `recall` and
    `precision` segments that are not content.
    """

    threshold: float
    content_lost: float
    precision: float
    recall: float
    f1: float
    n_harmed: int
    n_articles: int


def fit_calibration(judged: Judged) -> Calibration:
    """Fit a rising piecewise linear map from raw to true log-odds.

    Parameters
    ----------
    judged : Judged
        Dev articles under the identity calibration.

    Returns
    -------
    Calibration
    """
    from sklearn.isotonic import IsotonicRegression

    known = np.flatnonzero(judged.codes != UNKNOWN)
    raw = log_odds(judged.scores[known].astype(np.float32))
    is_residue, weight = judged.codes[known] != 0, judged.weight[known]
    order = np.argsort(raw, kind="stable")
    raw, is_residue, weight = raw[order], is_residue[order], weight[order]
    total = np.cumsum(weight)
    edges = np.searchsorted(total, np.linspace(0, total[-1], N_KNOTS + 1)[1:-1])
    # Equal-weight knots crowd where content is certain: half of them follow the odds instead.
    spread = np.searchsorted(raw, np.linspace(raw[0], raw[-1], N_KNOTS + 1)[1:-1])
    edges = np.unique(np.concatenate([[0], edges, spread, [len(raw)]]))
    knots, true, mass = [], [], []
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        w = weight[low:high].sum()
        if w < 5:
            continue
        rate = ((weight * is_residue)[low:high].sum() + 0.25) / (w + 0.5)
        knots.append(float(np.average(raw[low:high], weights=weight[low:high])))
        true.append(float(np.log(rate / (1 - rate))))
        mass.append(float(w))
    if len(knots) < 2:
        return Calibration.identity()
    x, first = np.unique(knots, return_index=True)
    least = LEAST_SLOPE * np.array(knots)
    rising = IsotonicRegression().fit(knots, true - least, mass).predict(knots) + least
    return Calibration(x, rising[first])


def choose_modes(dev: Mapping[str, Judged]) -> dict[str, dict[str, float]]:
    """Choose the threshold of each mode and measure its price.

    Parameters
    ----------
    dev : mapping of str to Judged
        Calibrated dev sets. A mode may lose no more than it promises on all of
        them together, nor on any one, nor harm more articles of any one; but on
        a set too small to measure that, `FEW` paragraphs may go.

    Returns
    -------
    dict
        For each mode the fields of `ModePrice`.
    """
    weighed = join(list(dev.values()))
    chosen = {}
    for mode, loss in LOSS_OF_MODE.items():
        promised = {name: LOSS_OF_CLEAN[mode] if name == CLEAN else loss for name in dev}
        needed = [_threshold(judged, promised[name]) for name, judged in dev.items()]
        needed += [threshold_for_harm(each, max(int(HARMED * len(each.names)), FEW)) for each in dev.values()]
        chosen[mode] = max(_threshold(weighed, loss), EVEN_ODDS, *needed)
    chosen["thorough"] = min(threshold_for_best_f1(weighed), chosen["balanced"])
    prices = {}
    for mode, wanted in chosen.items():
        threshold = round(min(max(wanted, LOWEST_REMOVAL_SCORE) + 5e-7, 1.0), 6)
        figures = measure(weighed, threshold)
        prices[mode] = asdict(
            ModePrice(
                threshold,
                round(figures.content_lost, 6),
                round(figures.precision, 4),
                round(figures.recall, 4),
                round(figures.f1, 4),
                figures.n_harmed,
                figures.n_articles,
            )
        )
    return prices


def doubt_promises(modes: Mapping[str, Mapping[str, float]]) -> str:
    """Say where dev articles are too few, or modes lost more on them than they promise; else nothing.

    Parameters
    ----------
    modes : mapping
        What `choose_modes` returns, or a manifest holds; a mode that nobody measured is
        not doubted.

    Returns
    -------
    str
        A sentence. `FEW` lets a mode lose more where the dev articles are few.
    """
    broken = [
        f"{mode} loses {price['content_lost']:.3%} of the content, not {LOSS_OF_MODE[mode]:.1%} at most"
        for mode, price in modes.items()
        if price.get("content_lost", 0) > LOSS_OF_MODE.get(mode, 1)
    ]
    n_articles = min((int(price.get("n_articles", FEWEST)) for price in modes.values()), default=FEWEST)
    if n_articles < FEWEST:
        broken = [f"there are {n_articles}, not {FEWEST} at least", *broken]
    return f"Too few dev articles to measure what modes promise: {'; '.join(broken)}." if broken else ""


def _threshold(judged: Judged, loss: float) -> float:
    n_content = max(int((judged.codes == 0).sum()), 1)
    return threshold_for_loss(judged, max(loss, FEW / n_content))
