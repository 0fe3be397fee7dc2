"""The scikit-learn classic: TF-IDF of words and word pairs, then logistic regression."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from benchmarks.peers import Lesson, Paragraphs, Peer


class TfidfRegression:
    """Logistic regression on the TF-IDF of single paragraphs."""

    title = "TF-IDF + LogReg"
    is_ranking = True
    is_trained = True

    def __init__(self) -> None:
        # The token pattern keeps single characters and signs: a pipe or an arrow says much.
        self._pipeline: Pipeline = make_pipeline(
            TfidfVectorizer(
                ngram_range=(1, 2),
                min_df=3,
                sublinear_tf=True,
                token_pattern=r"\w+|[^\w\s]",
                dtype=np.float32,
            ),
            LogisticRegression(C=10, max_iter=300, random_state=0),
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
            logisticregression__sample_weight=weight[known],
        )

    def judge(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(residue) of every paragraph."""
        texts = [text for article in articles for text in article.texts]
        score: NDArray[np.float64] = self._pipeline.predict_proba(texts)[:, 1].astype(np.float64)
        return score


def make_peer() -> Peer:
    """Make the peer."""
    return TfidfRegression()
