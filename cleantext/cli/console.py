"""What commands show to people: the console, and tables of figures."""

import io
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from cleantext.labels import LABELS

if TYPE_CHECKING:
    from cleantext.training.evaluation import Figures, LabelFigures
    from cleantext.training.modes import ModePrice

PIPED_WIDTH: Final = 100
"""Columns where there is no terminal to ask."""


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that prints text as it is, whatever the encoding of the stream."""
    stream = (sys.stderr if stderr else sys.stdout) or io.StringIO()  # closed: nobody reads it
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    width = None if stream.isatty() else PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def make_table(title: str, names: str, numbers: Iterable[str]) -> Table:
    """Return an empty table: a column of names, then columns of numbers."""
    table = Table(
        title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    table.add_column(names, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", vertical="bottom", no_wrap=True)
    return table


def figures_table(figures: "Figures") -> Table:
    """Return a list of one set's figures, one a line."""
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for name, share in (
        ("precision", figures.precision),
        ("recall", figures.recall),
        ("F1", figures.f1),
        ("average precision", figures.average_precision),
        *((f"recall at {loss} loss", share) for loss, share in figures.recall_at_loss.items()),
    ):
        table.add_row(name, figures.as_text(share))
    table.add_row("content lost", _lost(figures.content_lost))
    table.add_row("articles harmed", f"{figures.n_harmed:,} of {figures.n_articles:,}")
    if figures.worst_article:
        table.add_row("harmed most", f"{figures.worst_article} loses {_lost(figures.worst_lost)}")
    return table


def sets_table(title: str, names: str, sets: "Mapping[str, Figures]") -> Table:
    """Return a table with one row for each set of articles."""
    columns = (
        "articles",
        "precision",
        "recall",
        "F1",
        "average\nprecision",
        "content\nlost",
        "articles\nharmed",
    )
    table = make_table(title, names, columns)
    for name, figures in sets.items():
        shares = (figures.precision, figures.recall, figures.f1, figures.average_precision)
        table.add_row(
            name, f"{figures.n_articles:,}", *map(figures.as_text, shares),
            _lost(figures.content_lost), f"{figures.n_harmed:,}",
        )  # fmt: skip
    return table


def labels_table(labels: "Mapping[str, LabelFigures]") -> Table:
    """Return a table with one row for each label that occurs."""
    table = make_table(
        "By label, as Segment.label has it at the threshold",
        "",
        ("paragraphs", "precision", "recall", "F1"),
    )
    for label in LABELS:
        if label in labels:
            found = labels[label]
            table.add_row(label, f"{found.n:,}", *map(_share, (found.precision, found.recall, found.f1)))
    return table


def modes_table(modes: Mapping[str, "ModePrice"]) -> Table:
    """Return a table of thresholds, and what each cost and found when the model was trained."""
    columns = ("threshold", "precision", "recall", "F1", "content\nlost", "articles\nharmed")
    table = make_table("Modes, as measured on the dev articles in training", "", columns)
    for mode, price in modes.items():
        if "content_lost" in price:
            shares = (price["precision"], price["recall"], price["f1"])
            harmed = f"{price['n_harmed']:,} of {price['n_articles']:,}"
            measured = [*map(_share, shares), _lost(price["content_lost"]), harmed]
        else:
            measured = []  # a model made by hand, whose thresholds nobody measured
        table.add_row(mode, f"{price['threshold']:.4f}", *measured)
    return table


def _share(value: float) -> str:
    return f"{value:.3f}"


def _lost(share: float) -> str:
    return f"{100 * share:.2f} %"
