"""fastText: word bigrams and subwords of the paragraph alone.

Source: Joulin et al. 2017, Bojanowski et al. 2017. Articles' weights are not used:
fastText knows none.
"""

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import Lesson, Paragraphs, Peer

SETTINGS: Final = {
    "wordNgrams": 2, "minn": 3, "maxn": 5, "dim": 32, "bucket": 500_000, "lr": 0.5, "epoch": 5,
    "minCount": 2, "seed": 0, "thread": 1, "verbose": 0,
}  # fmt: skip
"""One thread: several do not give the same model twice."""
_SIGN: Final = re.compile(r"[^\w\s]|_")
_RESIDUE, _CONTENT = "__label__residue", "__label__content"


class FastText:
    """A supervised fastText model on single paragraphs."""

    title = "fastText"
    is_ranking = True
    is_trained = True

    def __init__(self) -> None:
        self._fasttext: Any = import_module("fasttext")
        self._model: Any = None

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Train on every labelled paragraph."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "paragraphs.txt"
            with path.open("w", encoding="utf-8") as lines:
                for article, is_residue, is_known, _ in lessons:
                    for text, gone, known in zip(article.texts, is_residue, is_known, strict=True):
                        if known:
                            lines.write(f"{_RESIDUE if gone else _CONTENT} {_spaced(text)}\n")
            self._model = self._fasttext.train_supervised(str(path), **SETTINGS)

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(residue) of every paragraph."""
        texts = [_spaced(text) for article in articles for text in article.texts]
        labels, shares = self._model.predict(texts, k=2)
        return np.array(
            [
                float(dict(zip(names, each, strict=True)).get(_RESIDUE, 0.0))
                for names, each in zip(labels, shares, strict=True)
            ]
        ).clip(0, 1)


def _spaced(text: str) -> str:
    """Lower-case a text and set its signs apart, as fastText splits at spaces only."""
    return " ".join(_SIGN.sub(r" \g<0> ", text.lower()).split())


def make_peer() -> Peer:
    """Make the peer."""
    return FastText()
