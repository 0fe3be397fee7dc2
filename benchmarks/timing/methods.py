"""What is timed side by side: cleantext, and the peers of the quality benchmark.

cleantext and the line rules take text
and give cleaned text; other peers get paragraphs ready cut, and only give verdicts.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

from benchmarks.peers import Paragraphs, c4, cut, make_peer
from benchmarks.peers.lessons import make_lessons
from cleantext import Cleaner
from cleantext.records import LabelledArticle

OURS: Final = "cleantext"
_FEW_LESSONS: Final = {"sentences": 20}
"""Embedding is slow, and what its network learnt from does not change how fast it is."""


class Method(NamedTuple):
    """A way to judge articles.

    Attributes
    ----------
    name : str
    title : str
    read : callable
        Turns articles into what `run` takes; not timed.
    run : callable
        Judges what `read` gave; timed.
    """

    name: str
    title: str
    read: Callable[[Sequence[LabelledArticle]], Sequence[Any]]
    run: Callable[[Sequence[Any]], object]


def make_methods(
    names: Iterable[str],
    cleaner: Cleaner,
    *,
    step: Callable[[str], None] = lambda _: None,
) -> tuple[list[Method], list[str]]:
    """Make cleantext and peers, trained on the fixtures where they learn.

    Parameters
    ----------
    names : iterable of str
        Some of `benchmarks.peers.PEERS`.
    cleaner : Cleaner
    step : callable, optional
        Called with what is being done.

    Returns
    -------
    methods : list of Method
        cleantext first.
    notes : list of str
        Which peers are not installed.
    """
    methods = [Method(OURS, OURS, _texts, partial(_clean, cleaner))]
    notes = []
    for name in names:
        step(f"{name}: starting")
        try:
            peer = make_peer(name)
        except ImportError as error:
            notes.append(f"{name} skipped: {error}; pip install -e '.[peers]' installs it")
            continue
        if peer.is_trained:
            step(f"{peer.title}: training on fixtures")
            peer.fit(make_lessons(None, n_articles=_FEW_LESSONS.get(name, 0)))
        if name == "c4":
            methods.append(Method(name, peer.title, _texts, _clean_by_rules))
        else:
            methods.append(Method(name, peer.title, _paragraphs, peer.score))
    return methods, notes


def _texts(articles: Sequence[LabelledArticle]) -> list[str]:
    return [article.text for article in articles]


def _paragraphs(articles: Sequence[LabelledArticle]) -> list[Paragraphs]:
    return [cut(article) for article in articles]


def _clean(cleaner: Cleaner, texts: Sequence[str]) -> object:
    return cleaner.clean(texts[0]) if len(texts) == 1 else list(cleaner.clean_many(texts))


def _clean_by_rules(texts: Sequence[str]) -> object:
    return [c4.clean(text) for text in texts]
