"""Measure two axes apart: what looks like an insert, and what does not fit its article.

The same paragraph is scored in the article it belongs to and pasted into
others. Run it from the repository: ``python benchmarks/axes.py --help``.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.sets import FIXTURES_DIR
from cleantext.explain import GROUPS, GUARD, weigh
from cleantext.features.coherence import COHERENCE_NAMES, coherence_features, compare
from cleantext.features.inputs import gather_evidence
from cleantext.labels import CONTENT
from cleantext.model import MODES, Model
from cleantext.modelfolder import default_model_path, load_model
from cleantext.records import LabelledArticle, read_articles, read_json_lines

PROMOTIONAL_PATH: Final = Path(__file__).with_name("promotional.jsonl")
"""Articles about a product, with the positions of paragraphs that promote it."""
LONG: Final = 120
"""Characters of a paragraph of prose; shorter ones are scored by other things than fit."""
N_LONG: Final = 4
"""Long paragraphs of an article into which is pasted."""
ASIDES_SHARE: Final = 0.1
"""Share of content that fits its own article least: its asides."""
_SEPARATOR: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph in an article: the one at `index` of `paragraphs`."""

    paragraphs: tuple[str, ...]
    index: int

    def moved_into(self, host: Sequence[str]) -> "Place":
        """Paste the paragraph into the middle of another article."""
        middle = len(host) // 2
        return Place((*host[:middle], self.paragraphs[self.index], *host[middle:]), middle)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of a paragraph in its place.

    Attributes
    ----------
    score : float
    weights : dict of str to float
        Log-odds that each kind of evidence adds, by the names of `GROUPS` and `GUARD`.
    fit : float
        Cosine of its words with the rest of the article's.
    """

    score: float
    weights: dict[str, float]
    fit: float


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of one sort in one sort of place.

    Attributes
    ----------
    name : str
    looks : bool
        They read like an insert.
    fits : bool
        They stand in the article that they were written for.
    verdicts : list of Verdict
    """

    name: str
    looks: bool
    fits: bool
    verdicts: list[Verdict]

    def figures(self, threshold: float) -> dict[str, float]:
        """Return what is reported of the cell, at a threshold."""
        scores = np.array([each.score for each in self.verdicts])
        low, median, high = np.quantile(scores, [0.25, 0.5, 0.75]).tolist()
        return {
            "n": len(scores),
            "median_score": median,
            "lower_quartile": low,
            "upper_quartile": high,
            "removed": float((scores >= threshold).mean()),
            **{
                f"median_weight_{name}": float(np.median([each.weights[name] for each in self.verdicts]))
                for name in ("wording", "fit")
            },
        }


def score_place(model: Model, place: Place) -> Verdict:
    """Judge one paragraph in its article.

    Raises
    ------
    ValueError
        The paragraph is not one segment.
    """
    evidence = gather_evidence([_SEPARATOR.join(place.paragraphs)], model.words, model.meanings)
    starts = np.cumsum([0, *(len(each) + len(_SEPARATOR) for each in place.paragraphs)])
    start, end = starts[place.index], starts[place.index + 1] - len(_SEPARATOR)
    (rows,) = np.nonzero((evidence.segments.start == start) & (evidence.segments.end == end))
    if len(rows) != 1:
        raise ValueError(f"not one segment: {place.paragraphs[place.index][:60]!r}")
    passes = model.run_passes(evidence, np.zeros(len(evidence.segments.start)))
    weights, _ = weigh(model, passes)
    fits = coherence_features(compare(evidence.units, evidence.where), evidence.weights)
    return Verdict(
        float(1 - model.calibration.apply(passes.probabilities[rows])[0, 0]),
        dict(zip((*GROUPS, GUARD), weights[rows[0]].tolist(), strict=True)),
        float(fits[rows[0], COHERENCE_NAMES.index("fit with the rest")]),
    )


def read_unseen() -> list[LabelledArticle]:
    """Read the English fixtures that no model is trained on."""
    return [each for each in read_articles([FIXTURES_DIR]) if each.split != "train" and each.lang == "en"]


def choose_hosts(articles: Iterable[LabelledArticle]) -> list[tuple[str, ...]]:
    """Return the content of articles that have enough prose to paste into."""
    texts = [_texts_of(article, CONTENT) for article in articles]
    return [each for each in texts if sum(len(text) >= LONG for text in each) >= N_LONG]


def _texts_of(article: LabelledArticle, label: str) -> tuple[str, ...]:
    return tuple(text for each, text in article.paragraphs if each == label and "\n" not in text)


def read_promotional() -> Iterator[Place]:
    """Read promotional paragraphs in articles about what they promote."""
    for _, record in read_json_lines(PROMOTIONAL_PATH):
        texts = tuple(text for _, text in record["paragraphs"])
        yield from (Place(texts, index) for index in record["promotional"])


def prose_of(hosts: Iterable[tuple[str, ...]]) -> list[Place]:
    """Return the long paragraphs of articles, but for the first and the last."""
    return [
        Place(texts, index)
        for texts in hosts
        for index in range(1, len(texts) - 1)
        if len(texts[index]) >= LONG
    ]


def measure_axes(model: Model, *, n_hosts: int = 3, limit: int = 150, seed: int = 0) -> list[Cell]:
    """Judge paragraphs where they belong, and pasted into other articles.

    Parameters
    ----------
    model : Model
    n_hosts : int
        Articles that each promotional paragraph is pasted into; others are pasted into one.
    limit : int
        Adverts and content paragraphs that are drawn.
    seed : int
        Of every draw.

    Returns
    -------
    list of Cell
        The n-th verdicts of content at home and content elsewhere are of the
        same paragraph; so are those of promotion, `n_hosts` verdicts elsewhere for one at home.
    """
    rng = np.random.default_rng(seed)
    unseen = read_unseen()
    hosts = choose_hosts(unseen)

    def elsewhere(place: Place, n_places: int) -> list[Verdict]:
        others = [host for host in hosts if host != place.paragraphs]
        chosen = rng.choice(len(others), n_places, replace=False).tolist()
        return [score_place(model, place.moved_into(others[at])) for at in chosen]

    def drawn(places: list[Place]) -> list[Place]:
        chosen = np.sort(rng.permutation(len(places))[:limit])
        return [places[at] for at in chosen.tolist()]

    promotional = list(read_promotional())
    content = drawn(prose_of(hosts))
    adverts = drawn(
        [
            Place((text,), 0)
            for article in unseen
            for text in _texts_of(article, "advertisement")
            if len(text) >= LONG
        ]
    )
    at_home = [score_place(model, place) for place in content]
    moved = [verdict for place in content for verdict in elsewhere(place, 1)]
    furthest = np.argsort([each.fit for each in at_home])[: max(1, round(ASIDES_SHARE * len(content)))]
    return [
        Cell("promotion in an article about it", True, True, [score_place(model, p) for p in promotional]),
        Cell(
            "the same in another article",
            True,
            False,
            [v for p in promotional for v in elsewhere(p, n_hosts)],
        ),
        Cell("adverts in an article", True, False, [v for p in adverts for v in elsewhere(p, 1)]),
        Cell("content in its article", False, True, at_home),
        Cell("the tenth of it that fits least", False, True, [at_home[at] for at in furthest.tolist()]),
        Cell("content in another article", False, False, moved),
    ]


def _table(cells: Sequence[Cell], threshold: float) -> Table:
    table = Table(
        title=f"What looks like an insert, and what does not fit; threshold {threshold:.3f}",
        title_justify="left",
        box=box.SIMPLE_HEAD,
    )
    table.add_column("paragraphs")
    for head in ("looks like\nan insert", "fits", "n", "median score\n(quartiles)", "removed",
                 "log-odds by\nwording", "log-odds by\nfit"):  # fmt: skip
        table.add_column(head, justify="right")
    for cell in cells:
        found = cell.figures(threshold)
        table.add_row(
            cell.name, "yes" if cell.looks else "no", "yes" if cell.fits else "no", str(found["n"]),
            f"{found['median_score']:.3f} ({found['lower_quartile']:.3f}–{found['upper_quartile']:.3f})",
            f"{found['removed']:.0%}",
            f"{found['median_weight_wording']:+.1f}", f"{found['median_weight_fit']:+.1f}",
        )  # fmt: skip
    return table


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--model", "model_dir", type=click.Path(path_type=Path), help="Model folder; else the shipped one."
)
@click.option("--mode", type=click.Choice(MODES), default="balanced", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=150, show_default=True,
              help="Adverts and content paragraphs that are drawn.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Of every draw.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures to this file.")
def main(model_dir: Path | None, mode: str, limit: int, seed: int, json_path: Path | None) -> None:
    """Judge the same paragraphs where they belong and where they do not."""
    model = load_model(model_dir or default_model_path())
    threshold = model.threshold(mode)
    cells = measure_axes(model, limit=limit, seed=seed)
    Console(width=120).print(_table(cells, threshold))
    if json_path:
        figures = [{"name": c.name, "looks": c.looks, "fits": c.fits, **c.figures(threshold)} for c in cells]
        report = {"mode": mode, "threshold": threshold, "limit": limit, "seed": seed, "cells": figures}
        json_path.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
