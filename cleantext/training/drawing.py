"""Draw what is put into articles: an advertiser, some of its paragraphs, those of other articles.

Floor 5.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from cleantext.labels import CONTENT
from cleantext.records import LabelledArticle
from cleantext.training.inserts import Advertiser

Paragraph = tuple[str | None, str]
"""Label and text."""
Drawn = TypeVar("Drawn")
_Groups = dict[tuple[str, str], list[Advertiser]]


class AdvertPool:
    """Advertisers to draw from, each source and label by the root of its size.

    So that no source, however large, drowns the others.

    Parameters
    ----------
    advertisers : sequence of Advertiser
        At least one.
    """

    def __init__(self, advertisers: Sequence[Advertiser]) -> None:
        self._all: _Groups = {}
        self._local: dict[str, _Groups] = {}
        for advertiser in advertisers:
            for groups in (self._all, self._local.setdefault(advertiser.lang, {})):
                groups.setdefault((advertiser.source, advertiser.label), []).append(advertiser)

    def draw(self, language: str, rng: np.random.Generator) -> Advertiser:
        """Draw one, three times out of four of the language where there are such."""
        is_local = rng.random() < 0.75
        _, group = draw_group(self._local.get(language, self._all) if is_local else self._all, rng)
        return group[int(rng.integers(len(group)))]


def draw_group(
    groups: Mapping[tuple[str, str], list[Drawn]], rng: np.random.Generator
) -> tuple[tuple[str, str], list[Drawn]]:
    """Draw a group of texts by the root of its size, with its source and label."""
    shares = np.cumsum(np.sqrt([len(group) for group in groups.values()]))
    at = min(int(np.searchsorted(shares, rng.random() * shares[-1])), len(groups) - 1)
    return list(groups.items())[at]


def main_language(tag: str) -> str:
    """Return the language of a tag such as "pt-BR"."""
    return re.split("[-_]", tag)[0]


def draw_paragraphs(advertiser: Advertiser, rng: np.random.Generator, *, most: int = 4) -> list[Paragraph]:
    """Take one to four paragraphs that follow one another; short inserts are mostly taken whole."""
    n_paragraphs = int(rng.choice([1, 2, 3, 4], p=[0.3, 0.4, 0.2, 0.1]))
    if len(advertiser.paragraphs) <= 3 and rng.random() < 0.6:
        n_paragraphs = 3
    n_paragraphs = min(len(advertiser.paragraphs), n_paragraphs, most)
    first = int(rng.integers(len(advertiser.paragraphs) - n_paragraphs + 1))
    return [(advertiser.label, text) for text in advertiser.paragraphs[first : first + n_paragraphs]]


def draw_foreign(
    donors: Sequence[LabelledArticle], host: LabelledArticle, rng: np.random.Generator
) -> list[Paragraph]:
    """Take one to three running paragraphs of another site's article."""
    donor = donors[int(rng.integers(len(donors)))]
    texts = [text for label, text in donor.paragraphs if label == CONTENT and len(text) >= 80]
    if donor.site == host.site or not texts:
        return []
    n_paragraphs = min(len(texts), int(rng.choice([1, 2, 3], p=[0.45, 0.4, 0.15])))
    first = int(rng.integers(len(texts) - n_paragraphs + 1))
    return [("advertisement", text) for text in texts[first : first + n_paragraphs]]


def draw_excerpt(paragraphs: list[Paragraph], rng: np.random.Generator, *, most: int = 8) -> list[Paragraph]:
    """Take two or more paragraphs that follow one another."""
    n_paragraphs = min(int(rng.integers(2, most + 1)), len(paragraphs))
    first = int(rng.integers(len(paragraphs) - n_paragraphs + 1))
    return paragraphs[first : first + n_paragraphs]
