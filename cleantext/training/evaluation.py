"""Measure scores against labels, and find the thresholds that keep to a loss.

Floor 5. Every segment counts for its weight.
"""

from dataclasses import asdict, dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.analysis import label_codes
from cleantext.labels import LABELS
from cleantext.training.curve import Curve
from cleantext.training.examples import NOT_CONTENT_CODE, UNKNOWN
from cleantext.training.scoring import ScoredArticles

HARMED_SHARE: Final = 0.05
"""An article that loses more of its content characters than this is harmed."""
_OF_RESIDUE: Final = ("precision", "recall", "f1", "best_f1", "average_precision", "character_f1")
LOSSES: Final = (0.001, 0.002, 0.005)
"""Shares of content characters at whose loss recall is quoted."""


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How one label fares, named as `Segment.label` names it; `n` counts segments."""

    n: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on a set of labelled articles.

    Shares lie in [0, 1]. `precision`, `recall` and `f1` are of not-content at
    `threshold`; `best_f1` is at the threshold that suits the set best.
    `recall_at_loss` maps a share of content characters lost to the recall there. Both
    decide as a mode does at any threshold; `average_precision` is of the scores. Where
    none of the segments is residue, all these are 0 and mean nothing: see `as_text`.
    """

    n_articles: int
    n_segments: int
    n_residue: int
    threshold: float
    precision: float
    recall: float
    f1: float
    best_f1: float
    average_precision: float
    recall_at_loss: dict[str, float]
    content_lost: float
    character_f1: float
    n_harmed: int
    worst_article: str
    worst_lost: float
    calibration_error: float
    labels: dict[str, LabelFigures] = field(default_factory=dict)

    def as_text(self, share: float) -> str:
        """Return precision, recall or the like as tables show it: a dash where there is no residue."""
        return f"{share:.3f}" if self.n_residue else "–"

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON; None for what there is no residue to tell by."""
        told = asdict(self)
        if not self.n_residue:
            told |= dict.fromkeys(_OF_RESIDUE)
            told["recall_at_loss"] = dict.fromkeys(self.recall_at_loss)
        return told


def measure(scored: ScoredArticles, threshold: float) -> Figures:
    """Measure scores, and what a threshold removes.

    Parameters
    ----------
    scored : ScoredArticles
    threshold : float

    Returns
    -------
    Figures
    """
    known = np.flatnonzero(scored.codes != UNKNOWN)
    codes, score, weight = scored.codes[known], scored.score[known], scored.weight[known]
    gone = scored.removed(threshold)[known]
    is_residue = codes != 0
    residue = scored.residue[known]
    content = scored.n_characters[known] - residue
    precision, recall, f1 = _prf(gone, weight, weight * is_residue)
    lost = np.bincount(scored.article[known], content * gone, len(scored.articles))
    had = np.bincount(scored.article[known], content, len(scored.articles))
    share_lost = lost / np.maximum(had, 1)
    worst = int(share_lost.argmax()) if len(share_lost) else 0
    ranking = Curve(score, is_residue, weight, content * weight)
    decision = _curve(scored)
    return Figures(
        n_articles=len(scored.articles),
        n_segments=len(known),
        n_residue=int(is_residue.sum()),
        threshold=threshold,
        precision=precision,
        recall=recall,
        f1=f1,
        best_f1=decision.best_f1(),
        average_precision=ranking.average_precision(),
        recall_at_loss={f"{loss:.1%}": decision.recall_at(loss) for loss in LOSSES},
        content_lost=_share((content * weight)[gone].sum(), (content * weight).sum()),
        character_f1=_prf(gone, scored.n_characters[known] * weight, residue * weight)[2],
        n_harmed=int((share_lost > HARMED_SHARE).sum()),
        worst_article=scored.articles[worst].name if share_lost.any() else "",
        worst_lost=float(share_lost[worst]) if len(share_lost) else 0.0,
        calibration_error=_calibration_error(score, is_residue, weight),
        labels=_by_label(label_codes(scored.scores[known], gone), codes, weight),
    )


def threshold_for_best_f1(scored: ScoredArticles) -> float:
    """Return the threshold with the highest F1 of not-content."""
    curve = _curve(scored)
    return float(curve.thresholds[int(curve.f1().argmax())]) if len(curve.thresholds) else 0.5


def threshold_for_loss(scored: ScoredArticles, loss: float) -> float:
    """Return the lowest threshold that loses at most a share of content characters."""
    curve = _curve(scored)
    allowed = np.flatnonzero(curve.loss <= loss)
    return float(curve.thresholds[allowed[-1]]) if len(allowed) else 1.0


def threshold_for_harm(scored: ScoredArticles, n_articles: int) -> float:
    """Return the lowest threshold that harms at most so many articles."""
    decisive = scored.decisive
    order = np.lexsort((-decisive, scored.article))
    known = order[scored.codes[order] != UNKNOWN]
    article, content = scored.article[known], (scored.n_characters - scored.residue)[known]
    first = np.flatnonzero(np.diff(article, prepend=-1))
    total = np.add.reduceat(content, first) if len(first) else content
    length = np.diff(first, append=len(article))
    lost = content.cumsum() - (content.cumsum()[first] - content[first]).repeat(length)
    harms = np.flatnonzero(lost > HARMED_SHARE * total.repeat(length))
    _, last_straw = np.unique(article[harms], return_index=True)
    scores = np.sort(decisive[known[harms[last_straw]]])[::-1]
    return float(np.nextafter(scores[n_articles], 2)) if len(scores) > n_articles else 0.0


def _curve(scored: ScoredArticles) -> Curve:
    known = np.flatnonzero(scored.codes != UNKNOWN)
    weight = scored.weight[known]
    content = (scored.n_characters - scored.residue)[known]
    return Curve(scored.decisive[known], scored.codes[known] != 0, weight, content * weight)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _prf(
    gone: NDArray[np.bool_], amount: NDArray[np.float64], residue: NDArray[np.float64]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what goes; `residue` is the part of `amount` that should."""
    found = float(residue[gone].sum())
    precision = _share(found, float(amount[gone].sum()))
    recall = _share(found, float(residue.sum()))
    return precision, recall, _share(2 * precision * recall, precision + recall)


def _calibration_error(
    score: NDArray[np.float64], is_residue: NDArray[np.bool_], weight: NDArray[np.float64]
) -> float:
    """Expected calibration error over ten equal bins of the score."""
    if not len(score):
        return 0.0
    tenth = np.minimum((score * 10).astype(np.int64), 9)
    claimed = np.bincount(tenth, score * weight, 10)
    true = np.bincount(tenth, is_residue * weight, 10)
    return float(np.abs(claimed - true).sum() / weight.sum())


def _by_label(
    guess: NDArray[np.int64], codes: NDArray[np.int64], weight: NDArray[np.float64]
) -> dict[str, LabelFigures]:
    named = codes != NOT_CONTENT_CODE
    figures = {}
    for code, label in enumerate(LABELS):
        n = int((codes == code).sum())
        if n:
            precision, recall, f1 = _prf(
                guess[named] == code, weight[named], (weight * (codes == code))[named]
            )
            figures[label] = LabelFigures(n, precision, recall, f1)
    return figures
