"""What else could be used for the job, scored on the same segments.

One file a peer; each imports what it wraps when it is made, so that a missing
package costs only that peer.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cleantext.records import LabelledArticle
from cleantext.segmenter import segment


class Paragraphs(NamedTuple):
    """One article as the segmenter cuts it.

    Attributes
    ----------
    texts : tuple of str
        White space inside each paragraph is single spaces.
    lang : str
    """

    texts: tuple[str, ...]
    lang: str


class Lesson(NamedTuple):
    """One article to train on.

    Attributes
    ----------
    article : Paragraphs
    is_residue : ndarray of shape (n_paragraphs,), bool
    is_known : ndarray of shape (n_paragraphs,), bool
        Whether anybody labelled the paragraph.
    weight : float
    """

    article: Paragraphs
    is_residue: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    weight: float


class Peer(Protocol):
    """A method that judges the paragraphs of articles.

    Attributes
    ----------
    title : str
    is_ranking : bool
        Gives scores, not only verdicts.
    is_trained : bool
        Must be fitted before it judges.
    """

    title: str
    is_ranking: bool
    is_trained: bool

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Train on labelled articles; does nothing where there is nothing to train."""

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return P(not content), or 0 and 1, of every paragraph, article after article."""


PEERS: Final = ("c4", "justext", "boilerpy3", "fasttext", "hashing", "tfidf", "sentences")
"""Modules of this package, each with a `make_peer`; in the order of the table."""


def make_peer(name: str) -> Peer:
    """Make a peer.

    Raises
    ------
    ImportError
        What it wraps is not installed.
    """
    peer: Peer = import_module(f"benchmarks.peers.{name}").make_peer()
    return peer


def cut(article: LabelledArticle) -> Paragraphs:
    """Cut an article into the segments that cleantext judges."""
    text = article.text
    return Paragraphs(tuple(" ".join(text[start:end].split()) for start, end in segment(text)), article.lang)


def wrap_paragraphs(article: Paragraphs) -> str:
    """Write an article as the plainest HTML page: one <p> a paragraph, nothing between."""
    # Control characters end an HTML parser's text; a dash keeps an emptied paragraph in its place.
    texts = (_printable(text).strip() or "-" for text in article.texts)
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts)
    return f"<html><body>{''.join(f'<p>{text}</p>' for text in escaped)}</body></html>"


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
