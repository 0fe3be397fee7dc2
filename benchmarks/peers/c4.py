"""The line rules of C4, kinder than there: a rule that drops a page drops the paragraph here."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import Lesson, Paragraphs, Peer

MIN_WORDS: Final = 5
END_MARKS: Final = (".", "?", "!", '"')
"""Straight quotation mark only, as there."""
TELLTALES: Final = (
    "lorem ipsum", "javascript", "{", "terms of use", "privacy policy", "cookie policy", "uses cookies",
    "use of cookies", "use cookies",
)  # fmt: skip
"""Lower case, in the order in which they are looked for. Source, as for the rules
above: Raffel et al. 2020, section 2.2, and the filters of TensorFlow Datasets' c4_utils."""


class C4Rules:
    """Keeps a paragraph of five words that ends a sentence and holds no telltale phrase."""

    title = "C4 line rules"
    is_ranking = False
    is_trained = False

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Do nothing: the rules are fixed."""

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return 1 for every paragraph that the rules drop, else 0."""
        return np.array([float(is_dropped(text)) for article in articles for text in article.texts])


def is_dropped(text: str) -> bool:
    """Tell whether the rules drop a line; the cheap ones come first, as there."""
    if not text.endswith(END_MARKS) or text.endswith("...") or len(text.split()) < MIN_WORDS:
        return True
    lower = text.lower()
    return any(phrase in lower for phrase in TELLTALES)


def clean(text: str) -> str:
    """Return the lines that the rules keep: what a user of the rules runs, text in, text out."""
    return "\n".join(line for line in map(str.strip, text.splitlines()) if not is_dropped(line))


def make_peer() -> Peer:
    """Make the peer."""
    return C4Rules()
