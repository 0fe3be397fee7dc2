"""Boilerpipe's article extractor on paragraphs wrapped in <p>: text density alone.

Source: Kohlschütter et al. 2010, in the Python port boilerpy3.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import Lesson, Paragraphs, Peer, wrap_paragraphs


class Boilerpy3:
    """Keeps what the article extractor calls content."""

    title = "boilerpy3"
    is_ranking = False
    is_trained = False

    def __init__(self) -> None:
        extractors: Any = import_module("boilerpy3.extractors")
        self._extractor = extractors.ArticleExtractor(raise_on_failure=False)

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Do nothing: the rules are fixed."""

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return 1 for every paragraph outside the extracted article, else 0."""
        return np.concatenate([self._score_one(article) for article in articles])

    def _score_one(self, article: Paragraphs) -> NDArray[np.float64]:
        verdict = np.ones(len(article.texts))
        for stretch in self._extractor.get_doc(wrap_paragraphs(article)).text_blocks:
            if stretch.is_content:
                # Its text elements are numbered from 1, and each <p> holds exactly one.
                verdict[[number - 1 for number in stretch.contained_text_elements]] = 0
        return verdict


def make_peer() -> Peer:
    """Make the peer."""
    return Boilerpy3()
