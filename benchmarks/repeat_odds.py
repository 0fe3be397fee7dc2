"""Measure how much more often what repeats is not content, given what a model says already.

Run it from the repository: ``python benchmarks/repeat_odds.py --help``. It takes some
ten minutes of one core: two small models are trained, each on half of the sites.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression

from benchmarks.sets import CORPUS_DIR, Layout, read_layout
from benchmarks.sites import collect, learn, site_of
from cleantext.fingerprints import hash_articles, hash_paragraphs
from cleantext.model import Model
from cleantext.records import LabelledArticle
from cleantext.repeats import LONG, MOST_COPIED
from cleantext.tokens import encode
from cleantext.training.classifier import SegmentClassifier
from cleantext.training.examples import label_segments
from cleantext.training.wordtable import WordTableOptions
from cleantext.verdicts import log_odds

VIEWS_TRAINED: Final = 2
VIEWS_AT_LARGE: Final = ("trafilatura-recall", "resiliparse-all")
"""Views whose pages of all sites make one collection each."""
LETTERS: Final = (1, 6, 16, 31, 61, 1 << 40)
OTHERS: Final = (1, 2, 4, 10, 1 << 40)
"""Edges of the cells, half-open."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Labelled segments of collections of one kind, in arrays of one length.

    `said` is the log-odds of the model that has not seen the site; `weight` makes
    each page count once.
    """

    said: NDArray[np.float64]
    is_residue: NDArray[np.bool_]
    n_others: NDArray[np.int64]
    n_letters: NDArray[np.int64]
    weight: NDArray[np.float64]


def train_halves(articles: Sequence[LabelledArticle], seed: int) -> tuple[dict[str, int], list[Model]]:
    """Train one model on the sites of each half; return the half of each site, too."""
    rng = np.random.default_rng(seed)
    sites = sorted({site_of(article) for article in articles})
    half_of = dict(zip(sites, (rng.permutation(len(sites)) % 2).tolist(), strict=True))
    models = []
    for half in (0, 1):
        chosen: dict[str, list[LabelledArticle]] = {}
        for index in rng.permutation(len(articles)).tolist():
            views = chosen.setdefault(articles[index].page, [])
            if half_of[site_of(articles[index])] == half and len(views) < VIEWS_TRAINED:
                views.append(articles[index])
        drawn = [(article, 1 / len(views)) for views in chosen.values() for article in views]
        classifier = SegmentClassifier(
            wording_bits=17, hidden=(48,), n_networks=2, n_epochs=8, n_folds=2, random_state=seed, n_jobs=1,
            word_options=WordTableOptions(bits=16, n_topics=16, n_steps=150),
        ).fit(
            [article.text for article, _ in drawn], [label_segments(article) for article, _ in drawn],
            groups=[site_of(article) for article, _ in drawn],
            sample_weight=[weight for _, weight in drawn],
        )  # fmt: skip
        models.append(classifier.model_)
    return half_of, models


def gather(
    collections: Iterable[list[LabelledArticle]], half_of: dict[str, int], models: list[Model]
) -> Rows:
    """Score every article with the model of the other half, and look its paragraphs up."""
    parts: list[tuple[NDArray[np.float64], ...]] = []
    pages: dict[str, int] = {}
    names = []
    for collection in collections:
        table = learn(collection)
        for article in collection:
            segments, scores, _ = models[1 - half_of.get(site_of(article), 1)].score([article.text])
            codes = np.array(label_segments(article))
            paragraphs, n_letters = hash_paragraphs(encode([article.text]), segments)
            articles = hash_articles(paragraphs, n_letters, segments.article)
            n_others = table.count_others(paragraphs, articles)
            prose = n_letters * (n_letters >= LONG)
            is_known = (codes >= 0) & (n_letters > 0)
            if (prose * (n_others > 0)).sum() <= MOST_COPIED * prose.sum():
                kept = (log_odds(scores), codes > 0, n_others, n_letters)
                parts.append(tuple(each[is_known] for each in kept))
                names.append(article.page)
                pages[article.page] = pages.get(article.page, 0) + 1
    weights = [np.full(len(part[0]), 1 / pages[name]) for name, part in zip(names, parts, strict=True)]
    return Rows(*(np.concatenate(each) for each in zip(*parts, strict=True)), np.concatenate(weights))


def fit_odds(kinds: Sequence[Rows]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit what each cell adds to what the model says, which is rescaled for each kind.

    Returns
    -------
    odds, error : ndarray of shape (n_others, n_letters), float64
        Log-odds and their standard error; drawn in a little, so that empty cells are 0.
    """
    n_cells = (len(OTHERS) - 1) * (len(LETTERS) - 1)
    inputs = []
    for number, rows in enumerate(kinds):
        said = np.zeros((len(rows.said), 2 * len(kinds)))
        said[:, 2 * number], said[:, 2 * number + 1] = rows.said, 10
        inputs.append(np.hstack([said, _cells(rows).reshape(len(rows.said), n_cells)]))
    X = np.concatenate(inputs)
    y, weight = (np.concatenate([getattr(rows, name) for rows in kinds]) for name in ("is_residue", "weight"))
    model = LogisticRegression(C=2.0, fit_intercept=False, max_iter=1000, tol=1e-6).fit(X, y, weight)
    chance = model.predict_proba(X)[:, 1]
    spread = (X * (weight * chance * (1 - chance))[:, None]).T @ X + np.eye(X.shape[1]) / 2.0
    error = np.sqrt(np.diag(np.linalg.inv(spread)))
    shape = (len(OTHERS) - 1, len(LETTERS) - 1)
    return model.coef_[0, -n_cells:].reshape(shape), error[-n_cells:].reshape(shape)


def count_segments(rows: Rows) -> NDArray[np.float64]:
    """Count what is not content and what is, in an array of shape (2, n_others, n_letters)."""
    sides = np.stack([rows.is_residue, ~rows.is_residue]) * rows.weight
    counted: NDArray[np.float64] = np.tensordot(sides, _cells(rows), 1)
    return counted


def _cells(rows: Rows) -> NDArray[np.float64]:
    """Return which cell each row is in, as ones in an array of shape (n_rows, n_others, n_letters)."""
    others = np.array([(rows.n_others >= low) & (rows.n_others < high) for low, high in pairwise(OTHERS)])
    letters = np.array([(rows.n_letters >= low) & (rows.n_letters < high) for low, high in pairwise(LETTERS)])
    return (others[:, None] & letters[None]).transpose(2, 0, 1).astype(float)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS_DIR, help="Folder of the corpus.")
@click.option("--seed", default=0, show_default=True, help="Of the halves and the models.")
def main(corpus: Path, seed: int) -> None:
    """Fit the log-odds that repetition adds, in cells of other articles and letters.

    On training articles only: pages of one site, all pages as one collection, and
    the blogs of clean articles. A cell gives the log-odds, their standard error,
    and how many segments are not content and content (a page counts once).
    """
    pages = read_layout(Layout("pages-train.jsonl.gz", "\n"), corpus)
    clean = read_layout(Layout("clean.jsonl.gz", "\n\n", "train"), corpus)
    half_of, models = train_halves(pages, seed)
    kinds = {
        "pages of one site": collect(pages, lambda article: f"{article.view} {site_of(article)}"),
        "pages of all sites": collect((a for a in pages if a.view in VIEWS_AT_LARGE), lambda a: a.view),
        "blogs": collect((a for a in clean if a.source.startswith(("GSA/", "18F/"))), lambda a: a.source),
    }
    rows = {name: gather(each.values(), half_of, models) for name, each in kinds.items()}
    console = Console(width=120)
    for name, chosen in {**{name: [each] for name, each in rows.items()}, "all": [*rows.values()]}.items():
        odds, error = fit_odds(chosen)
        residue, content = sum(map(count_segments, chosen))
        table = Table("other articles", *(f"{low}+ letters" for low in LETTERS[:-1]), title=name)
        for row, low in enumerate(OTHERS[:-1]):
            cells = zip(odds[row], error[row], residue[row], content[row], strict=True)
            table.add_row(
                f"{low}+", *(f"{odd:+.1f} ± {around:.1f} ({n:.0f}/{m:.0f})" for odd, around, n, m in cells)
            )
        console.print(table)


if __name__ == "__main__":
    main()
