"""Turn raw log-odds into honest probabilities.

Floor 5.
"""

from typing import Final

import numpy as np

from cleantext.model import Calibration
from cleantext.training.examples import UNKNOWN
from cleantext.training.scoring import ScoredArticles
from cleantext.verdicts import log_odds

N_KNOTS: Final = 16
"""Knots of the calibration: enough for its bend, few enough not to follow noise. Not tuned."""
LEAST_SLOPE: Final = 0.25
"""Calibrated log-odds rise at least so fast with raw ones: a plateau between knots is noise, and would hide
which of many scores is the surer. Source: benchmarks/EXPERIMENTS.md, "Plateaus"."""


def fit_calibration(scored: ScoredArticles) -> Calibration:
    """Fit a rising piecewise linear map from raw to true log-odds.

    Parameters
    ----------
    scored : ScoredArticles
        Dev articles under the identity calibration.

    Returns
    -------
    Calibration
    """
    from sklearn.isotonic import IsotonicRegression

    known = np.flatnonzero(scored.codes != UNKNOWN)
    raw = log_odds(scored.scores[known].astype(np.float32))
    is_residue, weight = scored.codes[known] != 0, scored.weight[known]
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
