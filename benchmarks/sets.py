"""The sets quality is measured on: which file, which layout, which articles.

The corpus is read, never copied or changed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from cleantext.records import LabelledArticle, is_residue, read_articles
from cleantext.training.augmentation import Augmentation, clutter, enclose_endings
from cleantext.training.drawing import AdvertPool, Paragraph
from cleantext.training.inserts import read_advertisers
from cleantext.training.preparation import by_page
from cleantext.training.variants import content_only, residue_lines

FIXTURES_DIR: Final = Path(__file__).parent.parent / "fixtures"
CORPUS_DIR: Final = Path(__file__).parents[2] / "shared" / "corpus"
"""Where the corpus is unless a command is told otherwise."""
UNSEEN_DIR: Final = Path(__file__).parent / "unseen"


@dataclass(frozen=True, slots=True)
class Layout:
    """Labelled articles of one file, put together in one way.

    Attributes
    ----------
    file : str
        Name inside the corpus folder, where the articles are not the repository's own.
    separator : str
        What stands between two paragraphs; empty for each article's own. A
        space makes one long line.
    split : str
        Only articles of this split; empty for all of them.
    around : int
        Keep so many paragraphs each side of the first run of residue; 0 for all.
    is_cluttered : bool
        Keep the content alone, or some of it, and put three to six foreign things
        among it: dev adverts, and residue lines of dev pages.
    is_enclosed : bool
        Keep the last paragraphs of the content, and put residue lines of dev pages
        before the last one to three of them and behind.
    folder : Path
        The repository's fixtures, or another folder of articles in it; not read
        where there is a `file`.
    """

    file: str = ""
    separator: str = ""
    split: str = ""
    around: int = 0
    is_cluttered: bool = False
    is_enclosed: bool = False
    folder: Path = FIXTURES_DIR


def _keeps_all(_: LabelledArticle) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """A named set of labelled articles.

    Attributes
    ----------
    name : str
    note : str
        What it is, in one line.
    layout : Layout
    keeps : callable
        Tells which articles of the layout belong to the set.
    breakdown : tuple of str
        Fields of an article by which the set is also measured in parts.
    """

    name: str
    note: str
    layout: Layout
    keeps: Callable[[LabelledArticle], bool] = _keeps_all
    breakdown: tuple[str, ...] = ()


_PAGES: Final = Layout("pages-dev.jsonl.gz", "\n")
_TEST_PAGES: Final = Layout("pages-test.jsonl.gz", "\n")
_INSERTED: Final = "inserted-dev.jsonl.gz"
_FOREIGN: Final = ("de", "es", "fr", "pl")

SETS: Final = (
    MeasuredSet(
        "pages-dev",
        "real web pages as seven extractors leave them; a page counts once",
        _PAGES,
        breakdown=("view", "lang", "kind"),
    ),
    MeasuredSet(
        "pages-read",
        "of these, the documents whose every paragraph was labelled by reading",
        _PAGES,
        lambda article: article.is_read,
    ),
    MeasuredSet(
        "pages-de-es-fr-pl",
        "of these, German, Spanish, French and Polish pages",
        _PAGES,
        lambda article: article.lang in _FOREIGN,
        ("lang",),
    ),
    MeasuredSet(
        "pages-test",
        "articles of further sites, which no model is trained on or chosen by",
        _TEST_PAGES,
        lambda article: article.kind == "article",
        ("source", "view", "lang"),
    ),
    MeasuredSet(
        "pages-test-other",
        "likewise front pages, shops, forums and forms",
        _TEST_PAGES,
        lambda article: article.kind != "article",
        ("view", "lang"),
    ),
    MeasuredSet(
        "inserted-dev",
        "news and clean articles with adverts of unseen advertisers pasted in",
        Layout(_INSERTED, "\n"),
    ),
    MeasuredSet("inserted-flat", "the same, each article as one long line", Layout(_INSERTED, " ")),
    MeasuredSet(
        "inserted-short",
        "of the same articles two paragraphs before and two after the first advert",
        Layout(_INSERTED, "\n", around=2),
    ),
    MeasuredSet(
        "inserted-written",
        "plain fluent adverts pasted into articles of several languages",
        Layout("inserted-written-dev.jsonl.gz", "\n\n"),
        breakdown=("lang",),
    ),
    MeasuredSet(
        "inserted-several",
        "of their content runs with three to six foreign things of different kinds in each",
        Layout("inserted-written-dev.jsonl.gz", "\n\n", is_cluttered=True),
        breakdown=("lang",),
    ),
    MeasuredSet(
        "endings",
        "their last paragraphs, the very last of which stand between a box and a footer of residue",
        Layout("inserted-written-dev.jsonl.gz", "\n\n", is_enclosed=True),
    ),
    MeasuredSet(
        "clean-dev",
        "articles with nothing to remove but a few editor's notes and author bios",
        Layout("clean.jsonl.gz", "\n\n", "dev"),
        breakdown=("lang",),
    ),
    MeasuredSet(
        "bench-news",
        "news pages of 2008 with labels by others (L3S-GN1)",
        Layout("bench-news.jsonl.gz", "\n"),
    ),
    MeasuredSet(
        "native-ads",
        "answers of a chat system, some with an advert written into them",
        Layout("native-ads.jsonl.gz", "\n", "dev"),
    ),
    MeasuredSet(
        "fixtures-test",
        "the repository's own fixtures, test split",
        Layout(split="test"),
        breakdown=("kind",),
    ),
    MeasuredSet(
        "fixtures-controls",
        "fixtures that must come out unchanged and that no model is trained on",
        Layout(),
        lambda article: article.kind == "control" and article.split != "train",
    ),
    MeasuredSet(
        "unseen",
        "articles for the most part by other hands than the fixtures'; none is trained on",
        Layout(folder=UNSEEN_DIR),
        breakdown=("kind", "lang"),
    ),
    MeasuredSet(
        "unseen-controls",
        "of these, those that must come out unchanged",
        Layout(folder=UNSEEN_DIR),
        lambda article: article.kind == "control",
    ),
)
"""In the order in which they are reported."""


def choose_sets(names: Iterable[str]) -> tuple[MeasuredSet, ...]:
    """Return the sets of these names, in the order of `SETS`; all for no names.

    Raises
    ------
    ValueError
        There is no set of a name.
    """
    wanted = set(names)
    if unknown := wanted - {each.name for each in SETS}:
        raise ValueError(
            f"no set is called {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in SETS)}"
        )
    return tuple(each for each in SETS if not wanted or each.name in wanted)


def read_layout(
    layout: Layout, corpus_dir: Path, *, limit: int = 0, seed: int = 0
) -> tuple[LabelledArticle, ...]:
    """Read the articles of a layout.

    Parameters
    ----------
    layout : Layout
    corpus_dir : Path
    limit : int
        Draw so many articles; 0 for all.
    seed : int
        Of the draw.

    Returns
    -------
    tuple of LabelledArticle
        In the file's order. No page is named twice in one view.

    Raises
    ------
    RecordError
        The file is not there, or a record in it is bad.
    """
    path = corpus_dir / layout.file if layout.file else layout.folder
    articles = [a for a in read_articles([path]) if not layout.split or a.split == layout.split]
    if limit and len(articles) > limit:
        drawn = np.random.default_rng(seed).choice(len(articles), limit, replace=False)
        articles = [articles[index] for index in np.sort(drawn).tolist()]
    if layout.around:
        articles = [_shortened(article, layout.around) for article in articles]
    if layout.is_cluttered:
        articles = _cluttered(articles, corpus_dir, seed)
    if layout.is_enclosed:
        articles = _enclosed(articles, corpus_dir, seed)
    return tuple(_laid_out(article, layout.separator) for article in _told_apart(articles))


def _shortened(article: LabelledArticle, around: int) -> LabelledArticle:
    goes = [is_residue(paragraph) for paragraph in article.paragraphs]
    start = goes.index(True) if any(goes) else 0
    end = goes.index(False, start) if False in goes[start:] else len(goes)
    return replace(article, paragraphs=article.paragraphs[max(start - around, 0) : end + around])


def _cluttered(articles: Iterable[LabelledArticle], corpus_dir: Path, seed: int) -> list[LabelledArticle]:
    adverts = read_advertisers([corpus_dir / "adverts.jsonl.gz"])
    return clutter(
        [content_only(article) for article in articles],
        AdvertPool([each for each in adverts if each.split == "dev"]),
        _dev_lines(corpus_dir),
        Augmentation(flat_share=0.0),
        np.random.default_rng(seed),
    )


def _enclosed(articles: Iterable[LabelledArticle], corpus_dir: Path, seed: int) -> list[LabelledArticle]:
    hosts = [content_only(article) for article in articles]
    options = Augmentation(flat_share=0.0, enclosed_share=1.0)
    return enclose_endings(hosts, _dev_lines(corpus_dir), options, np.random.default_rng(seed))


def _dev_lines(corpus_dir: Path) -> list[tuple[str, Paragraph]]:
    """Return the residue lines of dev pages, with their language."""
    pages = by_page(list(read_articles([corpus_dir / "pages-dev.jsonl.gz"])))
    return [(views[0].lang, line) for views in pages for line in residue_lines(views[0])]


def _laid_out(article: LabelledArticle, separator: str) -> LabelledArticle:
    if separator == " ":
        paragraphs = tuple((label, " ".join(text.split())) for label, text in article.paragraphs)
        return replace(article, paragraphs=paragraphs, separator=separator)
    return replace(article, separator=separator) if separator else article


def _told_apart(articles: Iterable[LabelledArticle]) -> list[LabelledArticle]:
    """Number the pages that come again in the same view: another insert, another page."""
    seen: dict[tuple[str, str], int] = {}
    apart = []
    for article in articles:
        n = seen[article.page, article.view] = seen.get((article.page, article.view), 0) + 1
        apart.append(article if n == 1 else replace(article, page=f"{article.page}#{n}"))
    return apart
