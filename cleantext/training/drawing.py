"""Draw what is put into articles, and where: adverts, paragraphs of other articles, parts of the article.

Floor 5.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleantext.labels import CONTENT
from cleantext.records import LabelledArticle
from cleantext.training.inserts import Advertiser, InterfaceString

ADVERTISEMENT: Final = "advertisement"
MARKED: Final = 0.15
"""Share of adverts that a line which marks them stands before, where the article's language has
any. Source: benchmarks/EXPERIMENTS.md, rows 67 to 70."""
LONE: Final = 0.25
"""Share of these of which the marker alone is left, the advert being a picture. Not tuned."""
LOCAL: Final = 0.75
"""Share of adverts drawn from those in the article's language, where there are such. Not tuned."""
Paragraph = tuple[str | None, str]
"""Label and text."""
Drawn = TypeVar("Drawn")
CANDIDATES: Final = 60
"""Advertisers from whom one that fits its article is chosen. Not tuned."""
_Groups = dict[tuple[str, str], list[int]]


class AdvertPool:
    """Adverts to draw from, and the lines that mark them.

    Each source and label is drawn by the root of its size, so that none, however large, drowns the others.

    Parameters
    ----------
    advertisers : sequence of Advertiser
        At least one.
    markers : sequence of InterfaceString
    """

    def __init__(self, advertisers: Sequence[Advertiser], markers: Sequence[InterfaceString] = ()) -> None:
        self.advertisers = tuple(advertisers)
        self._all: _Groups = {}
        self._local: dict[str, _Groups] = {}
        self._markers: dict[str, list[Paragraph]] = {}
        for index, advertiser in enumerate(advertisers):
            for groups in (self._all, self._local.setdefault(advertiser.lang, {})):
                groups.setdefault((advertiser.source, advertiser.label), []).append(index)
        for marker in markers:
            of_language = self._markers.setdefault(main_language(marker.lang), [])
            of_language.append((marker.label, marker.text))

    def draw(
        self,
        language: str,
        rng: np.random.Generator,
        *,
        most: int = 4,
        likeness: NDArray[np.float32] | None = None,
    ) -> list[Paragraph]:
        """Draw paragraphs that follow one another, mostly in a language.

        Parameters
        ----------
        language : str
            Of the article that they are put into.
        rng : numpy Generator
        most : int
            Paragraphs of the advertiser, at most.
        likeness : ndarray of shape (n_advertisers,), float32, optional
            How much each of `advertisers` is about what the article is about: of several that are drawn,
            the one that fits it best is taken.

        Returns
        -------
        list of Paragraph
            A marker may stand before them, or alone.
        """
        is_local = rng.random() < LOCAL
        _, group = draw_group(self._local.get(language, self._all) if is_local else self._all, rng)
        if likeness is None:
            index = group[int(rng.integers(len(group)))]
        else:
            candidates = [group[at] for at in rng.integers(len(group), size=CANDIDATES).tolist()]
            index = candidates[int(likeness[candidates].argmax())]
        advert = _some_paragraphs(self.advertisers[index], rng, most)
        markers = self._markers.get(main_language(language))
        if not markers or advert[0][0] != ADVERTISEMENT or rng.random() >= MARKED:
            return advert
        marker = markers[int(rng.integers(len(markers)))]
        return [marker] if rng.random() < LONE else [marker, *advert]


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


def _some_paragraphs(advertiser: Advertiser, rng: np.random.Generator, most: int) -> list[Paragraph]:
    """Take one to four paragraphs that follow one another, or fewer; short inserts are mostly taken whole."""
    n_paragraphs = int(rng.choice([1, 2, 3, 4], p=[0.3, 0.4, 0.2, 0.1]))
    if len(advertiser.paragraphs) <= 3 and rng.random() < 0.6:
        n_paragraphs = 3
    n_paragraphs = min(len(advertiser.paragraphs), n_paragraphs, most)
    first = int(rng.integers(len(advertiser.paragraphs) - n_paragraphs + 1))
    return [(advertiser.label, text) for text in advertiser.paragraphs[first : first + n_paragraphs]]


def draw_foreign(
    donors: Sequence[LabelledArticle], host: LabelledArticle, rng: np.random.Generator
) -> list[Paragraph]:
    """Take up to three long paragraphs of another site's article; none if the host's own is drawn.

    They are labelled as adverts, for want of a label for what merely does not belong.
    """
    donor = donors[int(rng.integers(len(donors)))]
    texts = [text for label, text in donor.paragraphs if label == CONTENT and len(text) >= 80]
    if donor.site == host.site or not texts:
        return []
    n_paragraphs = min(len(texts), int(rng.choice([1, 2, 3], p=[0.45, 0.4, 0.15])))
    first = int(rng.integers(len(texts) - n_paragraphs + 1))
    return [(ADVERTISEMENT, text) for text in texts[first : first + n_paragraphs]]


def draw_excerpt(paragraphs: list[Paragraph], rng: np.random.Generator, *, most: int = 8) -> list[Paragraph]:
    """Take two or more paragraphs that follow one another."""
    n_paragraphs = min(int(rng.integers(2, most + 1)), len(paragraphs))
    first = int(rng.integers(len(paragraphs) - n_paragraphs + 1))
    return paragraphs[first : first + n_paragraphs]


def draw_place(n_paragraphs: int, insert: Sequence[Paragraph], rng: np.random.Generator) -> int:
    """Choose where an insert goes: adverts mostly inside, pleas and notes mostly last."""
    where = rng.random()
    is_advert = any(label == ADVERTISEMENT for label, _ in insert)
    if where < 0.08:
        return 0
    if where < (0.25 if is_advert else 0.6):
        return n_paragraphs
    return int(rng.integers(n_paragraphs + 1))
