"""Labelled articles with scores, and parts of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cleantext.analysis import label_codes
from cleantext.labels import LABELS
from cleantext.model import Model
from cleantext.records import LabelledArticle
from cleantext.training.examples import UNKNOWN
from cleantext.training.judging import Judged, judge_articles


@dataclass(frozen=True, slots=True, eq=False)
class Judging:
    """Articles and the scores of their segments.

    Attributes
    ----------
    articles : tuple of LabelledArticle
    judged : Judged
        Its `article` is an index into `articles`.
    """

    articles: tuple[LabelledArticle, ...]
    judged: Judged

    @property
    def pages(self) -> tuple[str, ...]:
        """The page of each article."""
        return tuple(article.page for article in self.articles)

    @property
    def has_residue(self) -> bool:
        """Whether any segment is labelled as not content."""
        return bool((self.judged.codes > 0).any())

    def part(self, keeps: Callable[[LabelledArticle], bool]) -> "Judging":
        """Return the articles that are kept; each of their pages counts once."""
        is_in = np.array([keeps(article) for article in self.articles], bool)
        articles = tuple(article for article in self.articles if keeps(article))
        return Judging(articles, self.judged.part(is_in, self.pages))

    def with_scores(self, score: NDArray[np.float64]) -> "Judging":
        """Return the same segments with another method's P(not content), all held against one threshold.

        Parameters
        ----------
        score : ndarray of shape (n_segments,), float64
        """
        scores = np.zeros((len(score), len(LABELS)))
        scores[:, 0], scores[:, 1] = 1 - score, score
        return Judging(self.articles, replace(self.judged, scores=scores, is_eased=False))


def judge(model: Model, articles: Sequence[LabelledArticle]) -> Judging:
    """Score articles with a model."""
    return Judging(tuple(articles), judge_articles(model, articles))


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """What segments of each label are taken for.

    Rows are LABELS and, last, residue of an unnamed kind.

    Attributes
    ----------
    n_segments : ndarray of shape (9,), int64
        Not weighted.
    shares : ndarray of shape (9, 8), float64
        Share of a row's weight that gets each label; columns in LABELS order.
    removed : ndarray of shape (9,), float64
        Share of a row's weight that goes at the threshold.
    """

    n_segments: NDArray[np.int64]
    shares: NDArray[np.float64]
    removed: NDArray[np.float64]


def confuse(judged: Judged, threshold: float) -> Confusion:
    """Count what segments of each label are taken for."""
    known = np.flatnonzero(judged.codes != UNKNOWN)
    codes, weight = judged.codes[known], judged.weight[known]
    n_rows, n_labels = len(LABELS) + 1, len(LABELS)
    is_removed = judged.removed(threshold)[known]
    guess = label_codes(judged.scores[known], is_removed)
    counts = np.bincount(codes * n_labels + guess, weight, n_rows * n_labels).reshape(n_rows, n_labels)
    gone = np.bincount(codes, weight * is_removed, n_rows)
    total = np.maximum(counts.sum(axis=1), 1e-12)
    return Confusion(np.bincount(codes, minlength=n_rows), counts / total[:, None], gone / total)
