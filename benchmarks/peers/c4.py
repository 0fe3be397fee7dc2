"""The line rules of C4, kinder than there: a rule that drops a page drops the paragraph here."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import Lesson, Paragraphs, Peer

MIN_WORDS: Final = 5
END_MARKS: Final = (".", "?", "!", '"')
"""Straight quotation mark only, as there."""
TELLTALES: Final = re.compile(
    r"javascript|lorem ipsum|\{|terms of use|privacy policy|cookie policy|uses? (of )?cookies",
    re.IGNORECASE,
)
"""Source, as for the rules above: Raffel et al. 2020, section 2.2, and the filters
of TensorFlow Datasets' c4_utils."""


class C4Rules:
    """Keeps a paragraph of five words that ends a sentence and holds no telltale phrase."""

    title = "C4 line rules"
    is_ranking = False
    is_trained = False

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Do nothing: the rules are fixed."""

    def judge(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return 1 for every paragraph that the rules drop, else 0."""
        return np.array([float(is_dropped(text)) for article in articles for text in article.texts])


def is_dropped(text: str) -> bool:
    """Tell whether the rules drop a line."""
    return (
        not text.endswith(END_MARKS)
        or text.endswith("...")
        or len(text.split()) < MIN_WORDS
        or TELLTALES.search(text) is not None
    )


def make_peer() -> Peer:
    """Make the peer."""
    return C4Rules()
