"""Measure scores against labels.

Floor 5: imports labels, records and segmenter. Every segment counts for its
weight; a page with several views shares one weight among them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.labels import CONTENT, LABELS
from cleantext.model import Decide, Model
from cleantext.records import LabelledArticle
from cleantext.segmenter import Span
from cleantext.training.batches import batches
from cleantext.training.curve import Curve
from cleantext.training.examples import NOT_CONTENT_CODE, UNKNOWN, label_segments

HARMED_SHARE: Final = 0.05
"""An article that loses more of its content characters than this is harmed."""
LOSSES: Final = (0.001, 0.002, 0.005)
"""Shares of content characters at whose loss recall is quoted."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The segments of labelled articles, with scores.

    Attributes
    ----------
    codes : ndarray of shape (n_segments,), int64
        Label codes as `label_segments` gives them.
    scores : ndarray of shape (n_segments, 8), float64
    n_characters : ndarray of shape (n_segments,), int64
    article : ndarray of shape (n_segments,), int64
        Index into `names`.
    weight : ndarray of shape (n_segments,), float64
    names : tuple of str
        What each article is called in reports.
    n_residue : ndarray of shape (n_segments,), int64, optional
        Characters of each segment that are not content; all or none of them,
        by its label, where not given.
    """

    codes: NDArray[np.int64]
    scores: NDArray[np.float64]
    n_characters: NDArray[np.int64]
    article: NDArray[np.int64]
    weight: NDArray[np.float64]
    names: tuple[str, ...]
    n_residue: NDArray[np.int64] | None = None

    @property
    def residue(self) -> NDArray[np.int64]:
        """Characters of each segment that are not content."""
        return self.n_characters * (self.codes > 0) if self.n_residue is None else self.n_residue

    @property
    def score(self) -> NDArray[np.float64]:
        """P(not content) of each segment."""
        return 1 - self.scores[:, 0]


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How one label fares at a threshold; `n` counts segments."""

    n: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on a set of labelled articles.

    Shares lie in [0, 1]. `precision`, `recall` and `f1` are of not-content at
    `threshold`; `best_f1` is at the threshold that suits the set best.
    `recall_at_loss` maps a share of content characters lost to the recall there.
    """

    n_articles: int
    n_segments: int
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

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return asdict(self)


def measure(judged: Judged, threshold: float, *, is_removed: NDArray[np.bool_] | None = None) -> Figures:
    """Measure scores, and what a threshold removes.

    Parameters
    ----------
    judged : Judged
    threshold : float
    is_removed : ndarray of shape (n_segments,), bool, optional
        What went; everything that reaches the threshold where not given.

    Returns
    -------
    Figures
    """
    known = np.flatnonzero(judged.codes != UNKNOWN)
    codes, score, weight = judged.codes[known], judged.score[known], judged.weight[known]
    gone = (judged.score >= threshold if is_removed is None else is_removed)[known]
    is_residue = codes != 0
    residue = judged.residue[known]
    content = judged.n_characters[known] - residue
    precision, recall, f1 = _prf(gone, weight, weight * is_residue)
    lost = np.bincount(judged.article[known], content * gone, len(judged.names))
    had = np.bincount(judged.article[known], content, len(judged.names))
    share_lost = lost / np.maximum(had, 1)
    worst = int(share_lost.argmax()) if len(share_lost) else 0
    curve = Curve(score, is_residue, weight, content * weight)
    return Figures(
        n_articles=len(judged.names),
        n_segments=len(known),
        threshold=threshold,
        precision=precision,
        recall=recall,
        f1=f1,
        best_f1=curve.best_f1(),
        average_precision=curve.average_precision(),
        recall_at_loss={f"{loss:.1%}": curve.recall_at(loss) for loss in LOSSES},
        content_lost=_share((content * weight)[gone].sum(), (content * weight).sum()),
        character_f1=_prf(gone, judged.n_characters[known] * weight, residue * weight)[2],
        n_harmed=int((share_lost > HARMED_SHARE).sum()),
        worst_article=judged.names[worst] if share_lost.any() else "",
        worst_lost=float(share_lost[worst]) if len(share_lost) else 0.0,
        calibration_error=_calibration_error(score, is_residue, weight),
        labels=_by_label(judged.scores[known], codes, weight),
    )


def threshold_for_best_f1(judged: Judged) -> float:
    """Return the threshold with the highest F1 of not-content."""
    curve = _curve(judged)
    return float(curve.thresholds[int(curve.f1().argmax())]) if len(curve.thresholds) else 0.5


def threshold_for_loss(judged: Judged, loss: float) -> float:
    """Return the lowest threshold that loses at most a share of content characters."""
    curve = _curve(judged)
    allowed = np.flatnonzero(curve.loss <= loss)
    return float(curve.thresholds[allowed[-1]]) if len(allowed) else 1.0


def _curve(judged: Judged) -> Curve:
    known = np.flatnonzero(judged.codes != UNKNOWN)
    weight = judged.weight[known]
    content = (judged.n_characters - judged.residue)[known]
    return Curve(judged.score[known], judged.codes[known] != 0, weight, content * weight)


def join(parts: Sequence[Judged]) -> Judged:
    """Put several judged sets together."""
    n_names = np.cumsum([0, *(len(part.names) for part in parts)])
    return Judged(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.n_characters for part in parts]),
        np.concatenate([part.article + n for part, n in zip(parts, n_names, strict=False)]),
        np.concatenate([part.weight for part in parts]),
        tuple(name for part in parts for name in part.names),
        np.concatenate([part.residue for part in parts]),
    )


def page_weights(pages: Iterable[str]) -> NDArray[np.float64]:
    """Return for each article one over the number of views of its page."""
    _, inverse, counts = np.unique(list(pages), return_inverse=True, return_counts=True)
    weights: NDArray[np.float64] = 1 / counts[inverse]
    return weights


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
    scores: NDArray[np.float64], codes: NDArray[np.int64], weight: NDArray[np.float64]
) -> dict[str, LabelFigures]:
    named = codes != NOT_CONTENT_CODE
    guess = scores.argmax(axis=1)
    figures = {}
    for code, label in enumerate(LABELS):
        n = int((codes == code).sum())
        if n:
            precision, recall, f1 = _prf(
                guess[named] == code, weight[named], (weight * (codes == code))[named]
            )
            figures[label] = LabelFigures(n, precision, recall, f1)
    return figures


def judge_articles(
    model: Model,
    articles: Sequence[LabelledArticle],
    *,
    decide_on: Callable[[Sequence[str]], Decide | None] = lambda texts: None,
) -> Judged:
    """Score labelled articles; the views of one page share a weight of one.

    Parameters
    ----------
    model : Model
    articles : sequence of LabelledArticle
        At least one.
    decide_on : callable
        Returns for a batch what is known beforehand, see `Model.score`.

    Returns
    -------
    Judged
    """
    codes: list[int] = []
    residue = []
    parts = []
    n_before = 0
    texts = [article.text for article in articles]
    for batch in batches(texts):
        (start, end, article_of, _), scores, _ = model.score(batch, decide=decide_on(batch))
        lengths = np.array([len(text) + 1 for text in batch])
        offset = (np.cumsum(lengths) - lengths)[article_of]
        parts.append((scores, end - start, article_of + n_before))
        edges = np.searchsorted(article_of, np.arange(len(batch) + 1))
        for index in range(len(batch)):
            row = slice(edges[index], edges[index + 1])
            spans = map(Span, (start - offset)[row].tolist(), (end - offset)[row].tolist())
            codes += label_segments(articles[n_before + index], list(spans))
            residue.append(
                _count_residue(articles[n_before + index], (start - offset)[row], (end - offset)[row])
            )
        n_before += len(batch)
    scores, n_characters, article = map(np.concatenate, zip(*parts, strict=True))
    return Judged(
        np.array(codes, np.int64),
        scores,
        n_characters,
        article,
        page_weights(article.page for article in articles)[article],
        tuple(f"{each.page} {each.view}".strip() for each in articles),
        np.where(np.array(codes) == UNKNOWN, 0, np.concatenate(residue)),
    )


def _count_residue(
    article: LabelledArticle, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Count the characters of each span that lie in paragraphs known not to be content."""
    starts = np.array([*(first for first, _ in article.spans), article.spans[-1].end])
    is_residue = [label not in (None, CONTENT) for label, _ in article.paragraphs]
    total = np.concatenate([[0], np.cumsum(np.diff(starts) * is_residue)])
    counted = np.interp(end, starts, total) - np.interp(start, starts, total)
    rounded: NDArray[np.int64] = np.rint(counted).astype(np.int64)
    return rounded
