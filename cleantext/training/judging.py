"""Score labelled articles, to be measured.

Floor 5. A page with several views
shares one weight among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cleantext.batches import in_batches
from cleantext.model import Decide, Model
from cleantext.records import LabelledArticle, is_residue
from cleantext.segmenter import Span
from cleantext.training.examples import UNKNOWN, label_segments
from cleantext.verdicts import ease_small


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
    is_eased : bool
        Whether a threshold is a mode's, which asks less of what is small in its article.
    """

    codes: NDArray[np.int64]
    scores: NDArray[np.float64]
    n_characters: NDArray[np.int64]
    article: NDArray[np.int64]
    weight: NDArray[np.float64]
    names: tuple[str, ...]
    n_residue: NDArray[np.int64] | None = None
    is_eased: bool = True

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

    def part(self, chosen: NDArray[np.bool_], pages: Sequence[str]) -> "Judged":
        """Return what was judged of some articles, weighed anew: each of their pages counts once.

        Parameters
        ----------
        chosen : ndarray of shape (n_articles,), bool
        pages : sequence of str
            The page of every article.
        """
        rows = chosen[self.article]
        article = (chosen.cumsum() - 1)[self.article[rows]]
        kept = chosen.nonzero()[0].tolist()
        return replace(
            self,
            codes=self.codes[rows],
            scores=self.scores[rows],
            n_characters=self.n_characters[rows],
            article=article,
            weight=page_weights(pages[index] for index in kept)[article],
            names=tuple(self.names[index] for index in kept),
            n_residue=self.residue[rows],
        )


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
        all(part.is_eased for part in parts),
    )


def page_weights(pages: Iterable[str]) -> NDArray[np.float64]:
    """Return for each article one over the number of views of its page."""
    _, inverse, counts = np.unique(list(pages), return_inverse=True, return_counts=True)
    weights: NDArray[np.float64] = 1 / counts[inverse]
    return weights


def judge_articles(
    model: Model,
    articles: Sequence[LabelledArticle],
    *,
    decide: Decide | None = None,
) -> Judged:
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
    Judged
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
    counts = [is_residue(paragraph) for paragraph in article.paragraphs]
    total = np.concatenate([[0], np.cumsum(np.diff(starts) * counts)])
    counted = np.interp(end, starts, total) - np.interp(start, starts, total)
    rounded: NDArray[np.int64] = np.rint(counted).astype(np.int64)
    return rounded
