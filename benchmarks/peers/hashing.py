"""scikit-learn for streams: HashingVectorizer of words and word pairs, then SGDClassifier.

Source: scikit-learn's user guide, "Vectorizing a large text corpus with the hashing
trick", with the settings it names.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.peers import Lesson, Paragraphs, Peer


class HashedLinear:
    """A linear model of hashed words and word pairs of single paragraphs."""

    title = "HashingVectorizer + SGD"
    is_ranking = True
    is_trained = True

    def __init__(self) -> None:
        self._pipeline: Pipeline = make_pipeline(
            HashingVectorizer(ngram_range=(1, 2), dtype=np.float32),
            SGDClassifier(loss="log_loss", random_state=0),
        )

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Train on every labelled paragraph, weighted."""
        texts = [text for lesson in lessons for text in lesson.article.texts]
        is_residue = np.concatenate([lesson.is_residue for lesson in lessons])
        known = np.flatnonzero(np.concatenate([lesson.is_known for lesson in lessons]))
        weight = np.concatenate([np.full(len(each.is_known), each.weight) for each in lessons])
        self._pipeline.fit(
            [texts[index] for index in known],
            is_residue[known],
            sgdclassifier__sample_weight=weight[known],
        )

    def judge(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(residue) of every paragraph."""
        texts = [text for article in articles for text in article.texts]
        score: NDArray[np.float64] = self._pipeline.predict_proba(texts)[:, 1].astype(np.float64)
        return score


def make_peer() -> Peer:
    """Make the peer."""
    return HashedLinear()
