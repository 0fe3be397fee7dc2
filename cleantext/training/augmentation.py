"""Articles made from others, to train on: foreign paragraphs put in, windows cut, other layouts.

Floor 5.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cleantext.labels import CONTENT
from cleantext.records import NOT_CONTENT, LabelledArticle
from cleantext.training.drawing import (
    AdvertPool,
    Paragraph,
    draw_excerpt,
    draw_foreign,
    draw_group,
    draw_place,
    main_language,
)
from cleantext.training.inserts import InterfaceString

_ATTEMPTS: Final = 8
"""Windows that are drawn before a page is given up. Not tuned."""
_SHORTEST_LINE: Final = 15
"""Characters of a line that is scattered. Not tuned."""
_FEWEST_AROUND: Final = 4
"""Paragraphs of content that a page has among which lines are scattered. Not tuned."""


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
    string_share : float
        Share of articles that get interface strings, in a language that no other
        host has; the more hosts share a language, the fewer of them.
    n_windows : int
        Windows cut from each page with residue.
    n_scattered : int
        Articles made from each such page by scattering some of its residue.
    n_cluttered : int
        Articles made from every host by putting several foreign things among its paragraphs.
    """

    copies: int = 4
    foreign_share: float = 0.12
    flat_share: float = 0.12
    excerpt_share: float = 0.6
    string_share: float = 0.15
    n_windows: int = 2
    n_scattered: int = 1
    n_cluttered: int = 1


def insert_adverts(
    hosts: Sequence[LabelledArticle],
    pool: AdvertPool,
    options: Augmentation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    """Paste adverts, and paragraphs of other articles, into articles.

    Parameters
    ----------
    hosts : sequence of LabelledArticle
        Articles, mostly content.
    pool : AdvertPool
    options : Augmentation
    rng : numpy Generator

    Returns
    -------
    list of LabelledArticle
        `options.copies` for every host, laid out in varying ways.
    """
    donors: dict[str, list[LabelledArticle]] = {}
    for host in hosts:
        donors.setdefault(host.lang, []).append(host)
    made = []
    for host in hosts:
        for _ in range(options.copies):
            paragraphs = list(host.paragraphs)
            n_inserts = 1 + (rng.random() < 0.3)
            if rng.random() < options.excerpt_share:
                paragraphs = draw_excerpt(paragraphs, rng)
                n_inserts = rng.random() < 0.7
            for _ in range(n_inserts):
                if rng.random() < options.foreign_share and len(donors[host.lang]) > 1:
                    insert = draw_foreign(donors[host.lang], host, rng)
                else:
                    insert = pool.draw(host.lang, rng)
                at = draw_place(len(paragraphs), insert, rng)
                paragraphs[at:at] = insert
            made.append(lay_out(replace(host, paragraphs=tuple(paragraphs)), options.flat_share, rng))
    return made


def insert_strings(
    articles: Sequence[LabelledArticle],
    strings: Sequence[InterfaceString],
    options: Augmentation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    """Put what sites say to their visitors at the top or the end of some articles.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    strings : sequence of InterfaceString
        An article gets those of its own language, one to six of one source and label.
    options : Augmentation
    rng : numpy Generator

    Returns
    -------
    list of LabelledArticle
        As many, in the same order.
    """
    pools: dict[str, dict[tuple[str, str], list[str]]] = {}
    for string in strings:
        pool = pools.setdefault(main_language(string.lang), {})
        pool.setdefault((string.source, string.label), []).append(string.text)
    spread = Counter(main_language(article.lang) for article in articles)
    made = []
    for article in articles:
        language = main_language(article.lang)
        share = options.string_share * (1 - spread[language] / len(articles))
        if language in pools and rng.random() < share:
            (_, label), texts = draw_group(pools[language], rng)
            n_strings = min(len(texts), int(rng.choice([1, 2, 3, 4, 6])))
            drawn = [(label, texts[index]) for index in rng.choice(len(texts), n_strings, replace=False)]
            at = 0 if rng.random() < 0.4 else len(article.paragraphs)
            paragraphs = (*article.paragraphs[:at], *drawn, *article.paragraphs[at:])
            made.append(replace(article, paragraphs=paragraphs))
        else:
            made.append(article)
    return made


def clutter(
    hosts: Sequence[LabelledArticle],
    pool: AdvertPool,
    lines: Sequence[tuple[str, Paragraph]],
    options: Augmentation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    """Put three to six foreign things of different kinds among the paragraphs of articles.

    Where an article holds much that is foreign, none of it may vouch for the rest.

    Parameters
    ----------
    hosts : sequence of LabelledArticle
    pool : AdvertPool
    lines : sequence of (str, Paragraph)
        A language, and a paragraph of residue or an interface string in it.
    options : Augmentation
    rng : numpy Generator

    Returns
    -------
    list of LabelledArticle
        `options.n_cluttered` for every host, of two to twelve paragraphs of its content.
    """
    by_label: dict[str, dict[tuple[str, str], list[Paragraph]]] = {}
    for language, paragraph in lines:
        of_language = by_label.setdefault(main_language(language), {})
        of_language.setdefault(("", str(paragraph[0])), []).append(paragraph)
    made = []
    for host in hosts:
        local = by_label.get(main_language(host.lang))
        for _ in range(options.n_cluttered):
            paragraphs = draw_excerpt(list(host.paragraphs), rng, most=12)
            at = len(paragraphs)
            for _ in range(int(rng.integers(3, 7))):
                if local and rng.random() < 0.5:
                    _, group = draw_group(local, rng)
                    insert = [group[int(rng.integers(len(group)))]]
                else:
                    insert = pool.draw(host.lang, rng, most=2)
                if rng.random() < 0.7:
                    at = int(rng.integers(1, len(paragraphs) + 1))
                paragraphs[at:at] = insert
            made.append(lay_out(replace(host, paragraphs=tuple(paragraphs)), options.flat_share, rng))
    return made


def residue_lines(article: LabelledArticle) -> list[Paragraph]:
    """Return what of a page is residue of a known kind, but what is too short to tell."""
    return [
        each
        for each in article.paragraphs
        if each[0] not in (CONTENT, NOT_CONTENT, None) and len(each[1]) >= _SHORTEST_LINE
    ]


def cut_window(article: LabelledArticle, rng: np.random.Generator) -> LabelledArticle | None:
    """Cut out three to sixteen paragraphs, content and residue: a page as short as many are.

    Parameters
    ----------
    article : LabelledArticle
    rng : numpy Generator

    Returns
    -------
    LabelledArticle or None
        At least half of it content, so that one sees what it is about; None where
        no such window was found.
    """
    paragraphs = article.paragraphs
    for _ in range(_ATTEMPTS):
        n_paragraphs = min(int(rng.integers(3, 17)), len(paragraphs))
        first = int(rng.integers(len(paragraphs) - n_paragraphs + 1))
        window = paragraphs[first : first + n_paragraphs]
        content = [text for label, text in window if label == CONTENT]
        has_residue = any(label not in (CONTENT, None) for label, _ in window)
        n_characters = sum(len(text) for _, text in window)
        if has_residue and len(content) >= 2 and 2 * sum(map(len, content)) >= n_characters:
            return replace(article, paragraphs=window)
    return None


def scatter_residue(article: LabelledArticle, rng: np.random.Generator) -> LabelledArticle | None:
    """Put one to four lines that a page has around its content among it, each by itself.

    What stands at the end of one page stands amid the text of another: there its
    wording alone tells it apart.

    Parameters
    ----------
    article : LabelledArticle
    rng : numpy Generator

    Returns
    -------
    LabelledArticle or None
        Its content, or some of it, and among it the lines; None where it has too little of either.
    """
    content = [each for each in article.paragraphs if each[0] == CONTENT]
    lines = residue_lines(article)
    if len(content) < _FEWEST_AROUND or not lines:
        return None
    if rng.random() < 0.5:
        content = draw_excerpt(content, rng)
    n_lines = min(len(lines), int(rng.integers(1, 5)), len(content))
    for index in rng.choice(len(lines), n_lines, replace=False).tolist():
        content.insert(int(rng.integers(1, len(content) + 1)), lines[index])
    return replace(article, paragraphs=tuple(content))


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
