"""What the peers of scikit-learn share: a vectoriser of single paragraphs under a linear classifier."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from benchmarks.peers import Lesson, Paragraphs


class Vectorised:
    """A linear model of the words of single paragraphs.

    Parameters
    ----------
    title : str
    vectoriser, classifier : scikit-learn estimators
        The classifier takes weights and gives probabilities.
    """

    is_ranking = True
    is_trained = True

    def __init__(self, title: str, vectoriser: Any, classifier: Any) -> None:
        self.title = title
        self._pipeline = Pipeline([("vectoriser", vectoriser), ("classifier", classifier)])

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Train on every labelled paragraph, weighted."""
        texts = [text for lesson in lessons for text in lesson.article.texts]
        is_residue = np.concatenate([lesson.is_residue for lesson in lessons])
        known = np.flatnonzero(np.concatenate([lesson.is_known for lesson in lessons]))
        weight = np.concatenate([np.full(len(each.is_known), each.weight) for each in lessons])
        self._pipeline.fit(
            [texts[index] for index in known], is_residue[known], classifier__sample_weight=weight[known]
        )

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(residue) of every paragraph."""
        texts = [text for article in articles for text in article.texts]
        score: NDArray[np.float64] = self._pipeline.predict_proba(texts)[:, 1].astype(np.float64)
        return score
