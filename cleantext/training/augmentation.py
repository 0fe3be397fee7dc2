"""Articles made from others, to train on: foreign paragraphs put in.

Floor 5.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cleantext.records import LabelledArticle
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
from cleantext.training.likeness import compare_subjects
from cleantext.training.variants import lay_out

_RARE: Final = 0.1
"""Share of the hosts below which a language is one that few of them have. Not tuned."""


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How articles for training are made from others.

    Attributes
    ----------
    copies : int
        Articles with inserts made from every host.
    more_copies : int
        Further ones, made from hosts in a language that few have.
    foreign_share : float
        Share of inserts that are another article's content instead of an advert.
    fitting_share : float
        Share of adverts drawn so that they fit the subject of their host.
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
    n_thinned : int
        Articles made from each such page with residue of one kind alone.
    n_cluttered : int
        Articles made from every host by putting several foreign things among its paragraphs.
    enclosed_share : float
        Share of hosts from which an article is made whose last paragraphs stand between residue.
    marked_share : float
        Share of articles whose short paragraphs are marked as lists and headings are.
    """

    copies: int = 4
    more_copies: int = 4
    foreign_share: float = 0.12
    fitting_share: float = 0.35
    flat_share: float = 0.12
    excerpt_share: float = 0.6
    string_share: float = 0.15
    n_windows: int = 2
    n_scattered: int = 1
    n_thinned: int = 1
    n_cluttered: int = 1
    enclosed_share: float = 0.5
    marked_share: float = 0.1


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
        `options.copies` for every host, or more, laid out in varying ways.
    """
    donors: dict[str, list[LabelledArticle]] = {}
    for host in hosts:
        donors.setdefault(host.lang, []).append(host)
    likeness = compare_subjects(hosts, pool.advertisers) if options.fitting_share else None
    made = []
    for index, host in enumerate(hosts):
        is_rare = len(donors[host.lang]) < _RARE * len(hosts)
        for _ in range(options.copies + is_rare * options.more_copies):
            paragraphs = list(host.paragraphs)
            n_inserts = 1 + (rng.random() < 0.3)
            if rng.random() < options.excerpt_share:
                paragraphs = draw_excerpt(paragraphs, rng)
                n_inserts = rng.random() < 0.7
            for _ in range(n_inserts):
                if rng.random() < options.foreign_share and len(donors[host.lang]) > 1:
                    insert = draw_foreign(donors[host.lang], host, rng)
                else:
                    fit = None
                    if likeness is not None and rng.random() < options.fitting_share:
                        fit = likeness[index]
                    insert = pool.draw(host.lang, rng, likeness=fit)
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
    by_language = _by_language(lines)
    made = []
    for host in hosts:
        local = by_language.get(main_language(host.lang))
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


def enclose_endings(
    hosts: Sequence[LabelledArticle],
    lines: Sequence[tuple[str, Paragraph]],
    options: Augmentation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    """Put a box of residue before the last paragraphs of articles, and a footer behind them.

    An article does not end where a newsletter box stands in it.

    Parameters
    ----------
    hosts : sequence of LabelledArticle
    lines : sequence of (str, Paragraph)
        As `clutter` takes them; what stands side by side here mostly does so on a page.
    options : Augmentation
    rng : numpy Generator

    Returns
    -------
    list of LabelledArticle
        For `options.enclosed_share` of the hosts their last three to twelve paragraphs: the box stands
        one to three before the end.
    """
    by_language = _by_language(lines)
    made = []
    for host in hosts:
        local = by_language.get(main_language(host.lang))
        if not local or not options.enclosed_share or rng.random() >= options.enclosed_share:
            continue
        paragraphs = list(host.paragraphs[-int(rng.integers(3, 13)) :])
        at = max(len(paragraphs) - int(rng.integers(1, 4)), 1)
        paragraphs[at:at] = _draw_lines(local, rng, most=5)
        for _ in range(int(rng.integers(4))):
            paragraphs += _draw_lines(local, rng, most=4)
        made.append(lay_out(replace(host, paragraphs=tuple(paragraphs)), options.flat_share, rng))
    return made


_Lines = dict[tuple[str, str], list[Paragraph]]


def _by_language(lines: Sequence[tuple[str, Paragraph]]) -> dict[str, _Lines]:
    """Group lines by language and label."""
    found: dict[str, _Lines] = {}
    for language, paragraph in lines:
        of_language = found.setdefault(main_language(language), {})
        of_language.setdefault(("", str(paragraph[0])), []).append(paragraph)
    return found


def _draw_lines(lines: _Lines, rng: np.random.Generator, *, most: int) -> list[Paragraph]:
    """Draw one or more lines of one label that follow one another."""
    _, group = draw_group(lines, rng)
    n_lines = int(rng.integers(1, most + 1))
    first = int(rng.integers(len(group)))
    return group[first : first + n_lines]
