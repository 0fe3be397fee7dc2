"""Score labelled articles, to be measured.

Floor 5. A page with several views
shares one weight among them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import compress
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from cleantext.batches import in_batches
from cleantext.labels import LABELS
from cleantext.model import Decide, Model
from cleantext.records import LabelledArticle, is_residue
from cleantext.segmenter import Span
from cleantext.training.examples import UNKNOWN, label_segments
from cleantext.verdicts import ease_small


@dataclass(frozen=True, slots=True, eq=False)
class ScoredArticles:
    """Labelled articles and the scores of their segments.

    Attributes
    ----------
    articles : tuple of LabelledArticle
    codes : ndarray of shape (n_segments,), int64
        Label codes as `label_segments` gives them.
    scores : ndarray of shape (n_segments, 8), float64
    n_characters : ndarray of shape (n_segments,), int64
    article : ndarray of shape (n_segments,), int64
        Index into `articles`.
    weight : ndarray of shape (n_segments,), float64
    n_residue : ndarray of shape (n_segments,), int64, optional
        Characters of each segment that are not content; all or none of them,
        by its label, where not given.
    is_eased : bool
        Whether a threshold is a mode's, which asks less of what is small in its article.
    """

    articles: tuple[LabelledArticle, ...]
    codes: NDArray[np.int64]
    scores: NDArray[np.float64]
    n_characters: NDArray[np.int64]
    article: NDArray[np.int64]
    weight: NDArray[np.float64]
    n_residue: NDArray[np.int64] | None = None
    is_eased: bool = True

    @property
    def pages(self) -> tuple[str, ...]:
        """The page of each article."""
        return tuple(article.page for article in self.articles)

    @property
    def has_residue(self) -> bool:
        """Whether any segment is labelled as not content."""
        return bool((self.codes > 0).any())

    @property
    def residue(self) -> NDArray[np.int64]:
        """Characters of each segment that are not content."""
        return self.n_characters * (self.codes > 0) if self.n_residue is None else self.n_residue

    @property
    def score(self) -> NDArray[np.float64]:
        """P(not content) of each segment."""
        return 1 - self.scores[:, 0]

    @property
    def decisive(self) -> NDArray[np.float64]:
        """The score as it is held against a threshold."""
        return ease_small(self.score, self.n_characters, self.article) if self.is_eased else self.score

    def removed(self, threshold: float) -> NDArray[np.bool_]:
        """Tell what goes at a threshold."""
        return self.decisive >= threshold

    def part(self, keeps: Callable[[LabelledArticle], bool]) -> "ScoredArticles":
        """Return the articles that are kept, weighed anew: each of their pages counts once."""
        chosen = np.array([keeps(article) for article in self.articles], bool)
        articles = tuple(compress(self.articles, chosen))
        rows = chosen[self.article]
        article = (chosen.cumsum() - 1)[self.article[rows]]
        return replace(
            self,
            articles=articles,
            codes=self.codes[rows],
            scores=self.scores[rows],
            n_characters=self.n_characters[rows],
            article=article,
            weight=page_weights(each.page for each in articles)[article],
            n_residue=self.residue[rows],
        )

    def by(self, attribute: str) -> dict[str, "ScoredArticles"]:
        """Return the articles apart by an attribute of theirs, as ``"source"``, in its order."""
        value_of = attrgetter(attribute)
        values = sorted({value_of(article) for article in self.articles})
        return {value: self.part(partial(_has, value_of, value)) for value in values}

    def with_scores(self, score: NDArray[np.float64]) -> "ScoredArticles":
        """Return the same segments with another method's P(not content), all held against one threshold.

        Parameters
        ----------
        score : ndarray of shape (n_segments,), float64
        """
        scores = np.zeros((len(score), len(LABELS)))
        scores[:, 0], scores[:, 1] = 1 - score, score
        return replace(self, scores=scores, is_eased=False)


def _has(value_of: Callable[[LabelledArticle], str], value: str, article: LabelledArticle) -> bool:
    return value_of(article) == value


def join(parts: Sequence[ScoredArticles]) -> ScoredArticles:
    """Put several scored sets together."""
    n_before = np.cumsum([0, *(len(part.articles) for part in parts)])
    return ScoredArticles(
        tuple(article for part in parts for article in part.articles),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.n_characters for part in parts]),
        np.concatenate([part.article + n for part, n in zip(parts, n_before, strict=False)]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.residue for part in parts]),
        all(part.is_eased for part in parts),
    )


def page_weights(pages: Iterable[str]) -> NDArray[np.float64]:
    """Return for each article one over the number of views of its page."""
    _, inverse, counts = np.unique(list(pages), return_inverse=True, return_counts=True)
    weights: NDArray[np.float64] = 1 / counts[inverse]
    return weights


def score_articles(
    model: Model,
    articles: Sequence[LabelledArticle],
    *,
    decide: Decide | None = None,
) -> ScoredArticles:
    """Score labelled articles; the views of one page share a weight of one.

    Parameters
    ----------
    model : Model
    articles : sequence of LabelledArticle
        At least one.
    decide : callable, optional
        Says what is known beforehand, see `Model.score`.

    Returns
    -------
    ScoredArticles
    """
    codes: list[int] = []
    residue = []
    parts = []
    n_before = 0
    texts = [article.text for article in articles]
    for batch in in_batches(texts):
        (start, end, article_of, _), scores, _ = model.score(batch, decide=decide)
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
    return ScoredArticles(
        tuple(articles),
        np.array(codes, np.int64),
        scores,
        n_characters,
        article,
        page_weights(article.page for article in articles)[article],
        np.where(np.array(codes) == UNKNOWN, 0, np.concatenate(residue)),
    )


def _count_residue(
    article: LabelledArticle, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Count the characters of each span that lie in paragraphs known not to be content."""
    starts = np.array([*(first for first, _ in article.spans), article.spans[-1].end])
    counts = [is_residue(paragraph) for paragraph in article.paragraphs]
    total = np.concatenate([[0], np.cumsum(np.diff(starts) * counts)])
    counted = np.interp(end, starts, total) - np.interp(start, starts, total)
    rounded: NDArray[np.int64] = np.rint(counted).astype(np.int64)
    return rounded
