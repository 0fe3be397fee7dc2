"""Labelled articles as the segmenter sees them, and articles made from others.

Floor 5: imports records, segmenter and labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cleantext.labels import CONTENT, LABELS
from cleantext.records import Advertiser, LabelledArticle
from cleantext.segmenter import Span, segment

UNKNOWN: Final = -1
"""Label code of a segment that nobody labelled."""
NOT_CONTENT_CODE: Final = len(LABELS)
"""Label code of residue of an unnamed kind."""
_CODES: Final = {label: code for code, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Example:
    """One article as the classifier is trained on it.

    Attributes
    ----------
    text : str
    labels : tuple of int
        Column in LABELS for every segment of `text`, or `UNKNOWN`.
    group : str
        What must not be on both sides of a fold.
    weight : float
        What each of its segments counts for.
    """

    text: str
    labels: tuple[int, ...]
    group: str
    weight: float = 1.0


def label_segments(article: LabelledArticle, spans: Sequence[Span] | None = None) -> list[int]:
    """Return the label code of every segment: that of the larger part of its text.

    Parameters
    ----------
    article : LabelledArticle
    spans : sequence of Span, optional
        The segments of `article.text`; found anew where not given.

    Returns
    -------
    list of int
        Columns in LABELS, `NOT_CONTENT_CODE` or `UNKNOWN`.
    """
    if spans is None:
        spans = segment(article.text)
    paragraphs = article.spans
    codes: list[int] = []
    at = 0
    for start, end in spans:
        while at < len(paragraphs) and paragraphs[at].end <= start:
            at += 1
        shares: dict[int, int] = {}
        here = at
        while here < len(paragraphs) and paragraphs[here].start < end:
            overlap = min(end, paragraphs[here].end) - max(start, paragraphs[here].start)
            label = article.paragraphs[here][0]
            code = UNKNOWN if label is None else _CODES.get(label, NOT_CONTENT_CODE)
            shares[code] = shares.get(code, 0) + overlap
            here += 1
        codes.append(max(shares, key=lambda code: shares[code]) if shares else UNKNOWN)
    return codes


def make_example(article: LabelledArticle, group: str, weight: float) -> Example:
    """Segment a labelled article for training."""
    return Example(article.text, tuple(label_segments(article)), group, weight)


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How articles for training are made from others.

    Attributes
    ----------
    copies : int
        Articles with inserts made from every host.
    foreign_share : float
        Share of inserts that are another article's content instead of an advert.
    flat_share : float
        Share of articles laid out as one long line.
    excerpt_share : float
        Share of articles made from a few paragraphs of their host, as short articles
        are; three of ten of them have no insert.
    """

    copies: int = 3
    foreign_share: float = 0.12
    flat_share: float = 0.12
    excerpt_share: float = 0.6


def insert_adverts(
    hosts: Sequence[LabelledArticle],
    advertisers: Sequence[Advertiser],
    options: Augmentation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    """Paste adverts, and paragraphs of other articles, into articles.

    Parameters
    ----------
    hosts : sequence of LabelledArticle
        Articles, mostly content.
    advertisers : sequence of Advertiser
        At least one. One of the host's language is chosen where there are such,
        three times out of four.
    options : Augmentation
    rng : numpy Generator

    Returns
    -------
    list of LabelledArticle
        `options.copies` for every host, laid out in varying ways.
    """
    everyone = _Pool(advertisers)
    languages = {advertiser.lang for advertiser in advertisers}
    local = {
        language: _Pool([each for each in advertisers if each.lang == language]) for language in languages
    }
    donors: dict[str, list[LabelledArticle]] = {}
    for host in hosts:
        donors.setdefault(host.lang, []).append(host)
    made = []
    for host in hosts:
        for _ in range(options.copies):
            paragraphs = list(host.paragraphs)
            n_inserts = 1 + (rng.random() < 0.3)
            if rng.random() < options.excerpt_share:
                paragraphs = _excerpt(paragraphs, rng)
                n_inserts = rng.random() < 0.7
            for _ in range(n_inserts):
                if rng.random() < options.foreign_share and len(donors[host.lang]) > 1:
                    insert = _foreign(donors[host.lang], host, rng)
                else:
                    is_local = rng.random() < 0.75
                    pool = local.get(host.lang, everyone) if is_local else everyone
                    insert = _advert(pool.draw(rng), rng)
                at = _place(len(paragraphs), insert, rng)
                paragraphs[at:at] = insert
            made.append(lay_out(replace(host, paragraphs=tuple(paragraphs)), options.flat_share, rng))
    return made


class _Pool:
    """Advertisers to draw from, each source and label by the root of its size.

    So that no source, however large, drowns the others.
    """

    def __init__(self, advertisers: Sequence[Advertiser]) -> None:
        self._groups: dict[tuple[str, str], list[Advertiser]] = {}
        for advertiser in advertisers:
            self._groups.setdefault((advertiser.source, advertiser.label), []).append(advertiser)
        sizes = np.sqrt([len(group) for group in self._groups.values()])
        self._shares = np.cumsum(sizes / sizes.sum())

    def draw(self, rng: np.random.Generator) -> Advertiser:
        at = min(int(np.searchsorted(self._shares, rng.random())), len(self._groups) - 1)
        group = list(self._groups.values())[at]
        return group[int(rng.integers(len(group)))]


def lay_out(article: LabelledArticle, flat_share: float, rng: np.random.Generator) -> LabelledArticle:
    """Choose anew what stands between the paragraphs of an article.

    One whose paragraphs hold line breaks was laid out already and stays so.
    """
    if any("\n" in text for _, text in article.paragraphs):
        return article
    if rng.random() < flat_share:
        return replace(article, separator=" ")
    return replace(article, separator="\n" if rng.random() < 0.5 else "\n\n")


def content_only(article: LabelledArticle) -> LabelledArticle:
    """Return the article with nothing but its content, to insert into."""
    return replace(article, paragraphs=tuple(p for p in article.paragraphs if p[0] == CONTENT))


def _advert(advertiser: Advertiser, rng: np.random.Generator) -> list[tuple[str | None, str]]:
    """Take one to four paragraphs that follow one another; short inserts are mostly taken whole."""
    n_paragraphs = int(rng.choice([1, 2, 3, 4], p=[0.3, 0.4, 0.2, 0.1]))
    if len(advertiser.paragraphs) <= 3 and rng.random() < 0.6:
        n_paragraphs = 3
    n_paragraphs = min(len(advertiser.paragraphs), n_paragraphs)
    first = int(rng.integers(len(advertiser.paragraphs) - n_paragraphs + 1))
    return [(advertiser.label, text) for text in advertiser.paragraphs[first : first + n_paragraphs]]


def _foreign(
    donors: Sequence[LabelledArticle], host: LabelledArticle, rng: np.random.Generator
) -> list[tuple[str | None, str]]:
    """Take one to three running paragraphs of another site's article."""
    donor = donors[int(rng.integers(len(donors)))]
    texts = [text for label, text in donor.paragraphs if label == CONTENT and len(text) >= 80]
    if donor.site == host.site or not texts:
        return []
    n_paragraphs = min(len(texts), int(rng.choice([1, 2, 3], p=[0.45, 0.4, 0.15])))
    first = int(rng.integers(len(texts) - n_paragraphs + 1))
    return [("advertisement", text) for text in texts[first : first + n_paragraphs]]


def _excerpt(
    paragraphs: list[tuple[str | None, str]], rng: np.random.Generator
) -> list[tuple[str | None, str]]:
    """Take two to eight paragraphs that follow one another."""
    n_paragraphs = min(int(rng.integers(2, 9)), len(paragraphs))
    first = int(rng.integers(len(paragraphs) - n_paragraphs + 1))
    return paragraphs[first : first + n_paragraphs]


def _place(n_paragraphs: int, insert: Sequence[tuple[str | None, str]], rng: np.random.Generator) -> int:
    """Choose where an insert goes: mostly inside, sometimes at either end; pleas mostly last."""
    where = rng.random()
    is_plea = any(label == "subscription" for label, _ in insert)
    if where < 0.08:
        return 0
    if where < (0.6 if is_plea else 0.25):
        return n_paragraphs
    return int(rng.integers(n_paragraphs + 1))
