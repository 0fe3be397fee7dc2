"""jusText on paragraphs wrapped in <p>: its text features alone, as no links are left.

Source: Pomikálek 2011, with the package's own settings and stop lists.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import Lesson, Paragraphs, Peer, wrap_paragraphs

STOP_LISTS: Final = {
    "ar": "Arabic", "cs": "Czech", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fr": "French", "hi": "Hindi", "it": "Italian", "ko": "Korean", "la": "Latin",
    "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "sw": "Swahili", "tr": "Turkish", "vi": "Vietnamese",
}  # fmt: skip
"""The package's names; where it has none, it judges by length alone."""
_PLACE: Final = re.compile(r"/p\[(\d+)\]")


class JusText:
    """Keeps what jusText does not call boilerplate."""

    title = "jusText"
    is_ranking = False
    is_trained = False

    def __init__(self) -> None:
        self._justext: Any = import_module("justext")
        self._stop_list = cache(self._justext.get_stoplist)
        self._names: frozenset[str] = self._justext.get_stoplists()

    def fit(self, lessons: Sequence[Lesson]) -> None:
        """Do nothing: the rules are fixed."""

    def score(self, articles: Sequence[Paragraphs]) -> NDArray[np.float64]:
        """Return 1 for every paragraph that is boilerplate, else 0."""
        return np.concatenate([self._score_one(article) for article in articles])

    def _score_one(self, article: Paragraphs) -> NDArray[np.float64]:
        page = wrap_paragraphs(article)
        name = STOP_LISTS.get(article.lang)
        if name in self._names:
            found = self._justext.justext(page, self._stop_list(name))
        else:
            found = self._justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
        verdict = np.ones(len(article.texts))
        for paragraph in found:
            place = _PLACE.search(paragraph.xpath)
            if place is not None and not paragraph.is_boilerplate:
                verdict[int(place[1]) - 1] = 0
        return verdict


def make_peer() -> Peer:
    """Make the peer."""
    return JusText()
