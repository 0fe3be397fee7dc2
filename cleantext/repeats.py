"""Paragraphs that stand in several articles of one collection: learnt, united, looked up.

Floor 2; numpy only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.articles import checked_articles
from cleantext.errors import RepeatsError, RepeatsNotFoundError
from cleantext.fingerprints import hash_articles, hash_paragraphs, sort_pairs
from cleantext.segmenter import Segments, segment_batch
from cleantext.tokens import EncodedTexts, encode

FORMAT_VERSION: Final = 2
"""Of the file. A change of the segmenter or of the hashes is one of the form, too."""
MOST_PAIRS: Final = 1 << 21
"""Pairs of paragraph and article in a table: 32 MB, of some 60,000 articles. Not tuned."""
SHORT: Final = 20
"""Letters up to which repetition says nothing: section headings repeat as menus do.
Source: benchmarks/EXPERIMENTS.md, "Repetition"."""
LONG: Final = 60
"""Letters from which it says all it can, and a paragraph is prose. Source: likewise."""
REPEATED: Final = 2.0
"""Log-odds of not being content that it adds to either verdict. Source: likewise."""
MOST_COPIED: Final = 0.33
"""Share of an article's prose that may stand elsewhere; with more it counts as a version of
another article. Source: likewise."""


@dataclass(frozen=True, eq=False, repr=False)
class Repeats:
    r"""Which paragraphs stand in which articles of a collection, as hashes.

    Case, white space and how many digits a number has do not tell paragraphs
    apart; those without letters are left out. An article is the set of its
    paragraphs: one met twice counts once. `|` makes the table of two collections
    together, and the table is the same in whatever order articles come and
    however they are divided.

    Of a collection with more than `MOST_PAIRS` pairs a sample of articles stays,
    those whose hash begins with `level` zero bits.

    Parameters
    ----------
    paragraphs, articles : ndarray of shape (n_pairs,), uint64
        The pairs, ascending, none twice.
    level : int
        One article in `2**level` is in the table.

    Examples
    --------
    >>> table = Repeats.of(["One.\n\nShare this!"]) | Repeats.of(["Two.\n\nSHARE THIS!"])
    >>> table.n_articles, len(table.paragraphs), len(set(table.paragraphs.tolist()))
    (2, 4, 3)
    """

    paragraphs: NDArray[np.uint64]
    articles: NDArray[np.uint64]
    level: int = 0

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Repeats":
        """Make the table of a batch of articles.

        Parameters
        ----------
        texts : sequence of str

        Returns
        -------
        Repeats

        Raises
        ------
        TypeError
            `texts` is a single str, or holds something that is not a str.
        """
        encoded = encode(list(checked_articles(texts)))
        segments = segment_batch(encoded)
        paragraphs, n_letters = hash_paragraphs(encoded, segments)
        articles = hash_articles(paragraphs, n_letters, segments.article)
        has_letters = n_letters > 0
        return cls(*sort_pairs(paragraphs[has_letters], articles[has_letters]))._sampled()

    def __or__(self, other: "Repeats") -> "Repeats":
        """Return the table of both collections together."""
        if not isinstance(other, Repeats):
            return NotImplemented
        level = max(self.level, other.level)
        one, two = self._sampled(level), other._sampled(level)
        paragraphs = np.concatenate([one.paragraphs, two.paragraphs])
        articles = np.concatenate([one.articles, two.articles])
        return Repeats(*sort_pairs(paragraphs, articles), level)._sampled()

    def __repr__(self) -> str:
        sample = f", one in {1 << self.level} of those seen" if self.level else ""
        return f"<Repeats: {len(self.paragraphs)} paragraphs of {self.n_articles} articles{sample}>"

    def __bool__(self) -> bool:
        """Tell whether any article is known."""
        return bool(len(self.articles))

    @cached_property
    def n_articles(self) -> int:
        """How many articles are in the table."""
        return len(np.unique(self.articles))

    def count_others(self, paragraphs: NDArray[np.uint64], articles: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return in how many articles paragraphs stand, less the one at hand where the table may hold that.

        Parameters
        ----------
        paragraphs, articles : ndarray of shape (n_segments,), uint64
            As `hash_paragraphs` and `hash_articles` return them.

        Returns
        -------
        ndarray of shape (n_segments,), int64
        """
        stop = np.searchsorted(self.paragraphs, paragraphs, "right").astype(np.int64)
        stop -= np.searchsorted(self.paragraphs, paragraphs)
        stop -= _is_of_level(articles, self.level)
        return np.maximum(stop, 0)

    def weigh(self, texts: EncodedTexts, segments: Segments) -> NDArray[np.float64]:
        """Return what repetition says of the segments of a batch.

        The articles are taken to be of the collection themselves. Nothing is
        said of an article more than `MOST_COPIED` of whose prose stands elsewhere:
        it may be a version of another, whose content repeats as everything in it
        does. So a long plea stays unknown where the article around it is short.

        Parameters
        ----------
        texts : EncodedTexts
        segments : Segments

        Returns
        -------
        ndarray of shape (n_segments,), float64
            Log-odds of not being content, to be added to the model's.
        """
        paragraphs, n_letters = hash_paragraphs(texts, segments)
        articles = hash_articles(paragraphs, n_letters, segments.article)
        is_repeated = self.count_others(paragraphs, articles) > 0
        prose = n_letters * (n_letters >= LONG)
        n_texts = len(texts.bounds) - 1
        copied = np.bincount(segments.article, prose * is_repeated, n_texts)
        is_copy = copied > MOST_COPIED * np.bincount(segments.article, prose, n_texts)
        is_repeated &= ~is_copy[segments.article]
        odds = REPEATED * np.clip((n_letters - SHORT) / (LONG - SHORT), 0, 1)
        odds[~is_repeated] = 0
        return odds

    def save(self, path: str | Path) -> None:
        """Write the table to a file, an .npz whatever its name.

        Parameters
        ----------
        path : str or Path
        """
        part = Path(f"{path}.part")
        with part.open("wb") as file:
            pairs = {"paragraphs": self.paragraphs, "articles": self.articles}
            np.savez(file, allow_pickle=False, format=FORMAT_VERSION, level=self.level, **pairs)
        part.replace(path)

    @classmethod
    def load(cls, path: str | Path) -> "Repeats":
        """Read a table that `save` wrote.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        Repeats

        Raises
        ------
        RepeatsNotFoundError, RepeatsError
            There is no file; or it is damaged, of another format version, or no table.
        """
        try:
            with Path(path).open("rb") as file, np.lib.npyio.NpzFile(file, allow_pickle=False) as stored:
                version = stored["format"].tolist()
                if version == FORMAT_VERSION:
                    table = cls(stored["paragraphs"], stored["articles"], stored["level"].tolist())
        except FileNotFoundError as error:
            raise RepeatsNotFoundError(f"no table of repeats at {path}; --learn-repeats makes one") from error
        except Exception as error:  # numpy, zipfile and tokenize raise of many kinds for damaged bytes
            raise RepeatsError(f"{path}: not a table of repeats, or damaged: {error}") from error
        if version != FORMAT_VERSION:
            raise RepeatsError(
                f"{path}: a table of format {version!r}, but this cleantext reads format "
                f"{FORMAT_VERSION}; learn it anew or install the cleantext that wrote it"
            )
        if misfit := table._find_misfit():
            raise RepeatsError(f"{path}: {misfit}; learn it anew")
        return table._sampled()

    def _find_misfit(self) -> str:
        """Say what a table that was read lacks; nothing where it is sound."""
        for name, array in (("paragraphs", self.paragraphs), ("articles", self.articles)):
            if array.dtype != np.uint64 or array.ndim != 1:
                return f"{name} are {array.dtype} of shape {array.shape}, must be a list of uint64"
        if len(self.paragraphs) != len(self.articles):
            return f"{len(self.paragraphs)} paragraphs, but {len(self.articles)} articles"
        if type(self.level) is not int or not 0 <= self.level < 64:
            return f"level {self.level!r} does not lie between 0 and 63"
        if not _is_of_level(self.articles, self.level).all():
            return f"some articles are not of level {self.level}"
        is_same = self.paragraphs[1:] == self.paragraphs[:-1]
        is_ascending = is_same & (self.articles[1:] > self.articles[:-1])
        is_ascending |= self.paragraphs[1:] > self.paragraphs[:-1]
        return "" if is_ascending.all() else "the pairs do not ascend"

    def _sampled(self, level: int = 0) -> "Repeats":
        """Keep the articles of a level, or of the first at which the table is not too large."""
        table = self
        while table.level < level or len(table.articles) > MOST_PAIRS:
            is_kept = _is_of_level(table.articles, table.level + 1)
            table = Repeats(table.paragraphs[is_kept], table.articles[is_kept], table.level + 1)
        return table


NOTHING: Final = Repeats(np.zeros(0, np.uint64), np.zeros(0, np.uint64))
"""The table of no articles."""


def unite(tables: Iterable[Repeats]) -> Repeats:
    """Return the table of many collections together.

    Tables of like size are united first, so that no pair is moved often; those
    held are together less than twice the largest.

    Parameters
    ----------
    tables : iterable of Repeats

    Returns
    -------
    Repeats
    """
    held: list[Repeats] = []
    for table in tables:
        held.append(table)
        while len(held) > 1 and len(held[-2].articles) <= 2 * len(held[-1].articles):
            held[-2:] = [held[-2] | held[-1]]
    return reduce(or_, reversed(held), NOTHING)


def _is_of_level(articles: NDArray[np.uint64], level: int) -> NDArray[np.bool_]:
    """Tell which articles' hashes begin with so many zero bits."""
    return articles >> np.uint64(64 - level) == 0 if level else np.ones(len(articles), bool)
