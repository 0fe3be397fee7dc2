"""The texts that are timed: articles in a drawn order, and articles made to measure.

The same files and seed give the same texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from cleantext.records import LabelledArticle, read_articles


def read_shuffled(paths: Iterable[Path], *, seed: int = 0) -> tuple[LabelledArticle, ...]:
    """Read labelled articles in random order.

    Parameters
    ----------
    paths : iterable of Path
        Files or folders, as `cleantext.records.read_articles` takes them.
    seed : int

    Returns
    -------
    tuple of LabelledArticle

    Raises
    ------
    RecordError
        A file cannot be read, or a record in it is wrong.
    ValueError
        There is no article.
    """
    articles = tuple(read_articles(paths))
    if not articles:
        raise ValueError("there is no article to time; name a folder of labelled articles")
    return tuple(articles[index] for index in np.random.default_rng(seed).permutation(len(articles)).tolist())


def repeat(articles: Sequence[LabelledArticle], n_bytes: int) -> tuple[LabelledArticle, ...]:
    """Return articles, again and again in the same order, until they hold so many bytes.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    n_bytes : int
        In UTF-8; the last article may go beyond it.

    Returns
    -------
    tuple of LabelledArticle
        At least one.
    """
    sizes = np.cumsum([size_of(article) for article in articles])
    n_whole, rest = divmod(max(n_bytes, 1), int(sizes[-1]))
    return tuple(articles) * n_whole + tuple(articles[: int(np.searchsorted(sizes, rest)) + (rest > 0)])


def size_of(article: LabelledArticle) -> int:
    """Return the bytes of an article's text in UTF-8."""
    return len(article.text.encode())


def english(articles: Iterable[LabelledArticle]) -> list[LabelledArticle]:
    """Return the English articles, or all where none is said to be English."""
    articles = list(articles)
    return [article for article in articles if article.lang == "en"] or articles


def make_articles(
    articles: Iterable[LabelledArticle], n_bytes: int, n_articles: int
) -> tuple[LabelledArticle, ...]:
    """Make English articles of one size out of the paragraphs of others.

    Parameters
    ----------
    articles : iterable of LabelledArticle
    n_bytes : int
        Of each; the last paragraph is cut off there.
    n_articles : int

    Returns
    -------
    tuple of LabelledArticle
        Paragraphs stand in order, a blank line between two.
    """
    stream = _paragraphs(english(articles))
    return tuple(_make_article(stream, n_bytes) for _ in range(n_articles))


def divide(articles: Iterable[LabelledArticle], n_bytes: int, n_paragraphs: int) -> LabelledArticle:
    """Make one article of about so many bytes in so many paragraphs of equal length.

    Parameters
    ----------
    articles : iterable of LabelledArticle
    n_bytes : int
    n_paragraphs : int
        Fewer where there are not as many words.

    Returns
    -------
    LabelledArticle
    """
    words = _make_article(_paragraphs(english(articles)), n_bytes).text.split()
    edges = np.unique(np.linspace(0, len(words), n_paragraphs + 1).astype(int)).tolist()
    texts = [" ".join(words[start:end]) for start, end in pairwise(edges)]
    return _article(texts)


def _paragraphs(articles: Sequence[LabelledArticle]) -> Iterator[str]:
    while True:
        for article in articles:
            yield from (text for _, text in article.paragraphs)


def _make_article(paragraphs: Iterator[str], n_bytes: int) -> LabelledArticle:
    texts: list[str] = []
    n_left = n_bytes
    while n_left > 0:
        encoded = next(paragraphs).encode()[:n_left]
        texts.append(encoded.decode(errors="ignore"))
        n_left -= len(encoded) + len("\n\n")
    return _article(texts)


def _article(texts: Sequence[str]) -> LabelledArticle:
    return LabelledArticle("made", tuple(("content", text) for text in texts), "\n\n", lang="en")


def take_bytes(articles: Sequence[LabelledArticle], n_bytes: float) -> Sequence[LabelledArticle]:
    """Return as many of the first articles as hold so many bytes, at least one."""
    sizes = np.cumsum([size_of(article) for article in articles])
    return articles[: max(int(np.searchsorted(sizes, n_bytes, side="right")), 1)]
