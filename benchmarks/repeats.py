"""Measure what `Cleaner.learn_repeats` adds on collections of labelled articles.

Run it from the repository: ``python benchmarks/repeats.py --help``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.sets import CORPUS_DIR, Layout, read_layout
from benchmarks.sites import collect, learn, site_of
from cleantext.errors import CleantextError
from cleantext.model import MODES, Model
from cleantext.modelfolder import default_model_path, load_model
from cleantext.records import LabelledArticle
from cleantext.rules import Rules
from cleantext.training.evaluation import measure
from cleantext.training.scoring import ScoredArticles, join, page_weights, score_articles


@dataclass(frozen=True, slots=True)
class Collections:
    """Articles of one file, put into collections.

    Attributes
    ----------
    name, note : str
    layout : Layout
    key : callable
        Names the collection of an article. Views of a page are in one only
        where versions of articles are the matter: each counts as an article.
    """

    name: str
    note: str
    layout: Layout
    key: Callable[[LabelledArticle], str]


COLLECTIONS: Final = (
    Collections(
        "sites", "pages-dev, sites of two or three pages", Layout("pages-dev.jsonl.gz", "\n"),
        lambda article: f"{article.view} {site_of(article)}",
    ),
    Collections(
        "pages-dev", "all its pages as one collection", Layout("pages-dev.jsonl.gz", "\n"),
        lambda article: article.view,
    ),
    Collections(
        "versions", "pages-dev, all views as one collection: each page in up to seven versions",
        Layout("pages-dev.jsonl.gz", "\n"), lambda article: "",
    ),
    Collections(
        "bench-news", "news pages of 2008, all as one collection", Layout("bench-news.jsonl.gz", "\n"),
        lambda article: "",
    ),
    Collections(
        "clean-dev", "clean articles by source, learnt from train articles too",
        Layout("clean.jsonl.gz", "\n\n"), lambda article: article.source,
    ),
)  # fmt: skip


def score_collections(
    model: Model, collections: Iterable[list[LabelledArticle]]
) -> tuple[ScoredArticles, ScoredArticles]:
    """Score the articles of collections without and with what repeats in each.

    Articles of a train split are learnt from, but not scored. Each page counts once,
    however many collections it is in.

    Parameters
    ----------
    model : Model
    collections : iterable of list of LabelledArticle

    Returns
    -------
    without, taught : ScoredArticles
    """
    without, taught = [], []
    for collection in collections:
        dev = [article for article in collection if article.split != "train"]
        if dev:
            rules = Rules((), (), learn(collection))
            without.append(score_articles(model, dev))
            taught.append(score_articles(model, dev, decide=rules))
    return _each_page_once(join(without)), _each_page_once(join(taught))


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS_DIR, help="Folder of the corpus.")
@click.option(
    "--model", "model_dir", type=click.Path(path_type=Path), help="Model folder; else the shipped one."
)
@click.option("--mode", type=click.Choice(MODES), default="balanced", show_default=True)
@click.option("--changes", is_flag=True, help="List the paragraphs whose verdict changes.")
def main(corpus: Path, model_dir: Path | None, mode: str, *, changes: bool) -> None:
    """Measure every collection without and with what repeats in it."""
    model = load_model(model_dir or default_model_path())
    threshold = model.threshold(mode)
    console = Console(width=110)
    table = Table(
        "collections", "articles", "AP", "F1", "found", "content lost", "lose over 5 %", "newly gone"
    )
    for each in COLLECTIONS:
        try:
            found = collect(read_layout(each.layout, corpus), each.key)
        except CleantextError as error:
            console.print(f"{each.name} skipped: {error}")
            continue
        without, taught = score_collections(model, found.values())
        for name, one in ((each.name, without), ("  with repeats", taught)):
            figures = measure(one, threshold)
            table.add_row(
                name, str(figures.n_articles), f"{figures.average_precision:.4f}", f"{figures.f1:.4f}",
                f"{figures.recall:.2%}", f"{figures.content_lost:.3%}", str(figures.n_harmed),
                "" if one is without else _count_changes(without, taught, threshold),
            )  # fmt: skip
        if changes:
            console.print(f"{each.name}: {each.note}", style="bold")
            for line in _list_changes(without, taught, threshold):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(table)


def _each_page_once(scored: ScoredArticles) -> ScoredArticles:
    return replace(scored, weight=page_weights(scored.pages)[scored.article])


def _count_changes(without: ScoredArticles, taught: ScoredArticles, threshold: float) -> str:
    is_new = taught.removed(threshold) & ~without.removed(threshold)
    n_residue, n_content = (int((is_new & which).sum()) for which in (taught.codes > 0, taught.codes == 0))
    return f"{n_residue} residue, {n_content} content"


def _list_changes(without: ScoredArticles, taught: ScoredArticles, threshold: float) -> list[str]:
    """Name page, place and label of every segment whose verdict changes; the text is the corpus's."""
    changed = np.flatnonzero(taught.removed(threshold) != without.removed(threshold))
    first = np.searchsorted(taught.article, np.arange(len(taught.articles)))
    return [
        f"  {taught.articles[taught.article[row]].name}, segment "
        f"{row - first[taught.article[row]]}, label {taught.codes[row]}: "
        f"{without.score[row]:.3f} -> {taught.score[row]:.3f}"
        for row in changed.tolist()
    ]


if __name__ == "__main__":
    main()
