"""The report as tables for a terminal of 120 columns."""

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.figures import BY_NAME, FIGURES, Figure, Measurement
from benchmarks.intervals import Interval
from benchmarks.report import Report, SetReport
from cleantext.labels import LABELS
from cleantext.records import NOT_CONTENT

WIDTH: Final = 120
_SHORT: Final = ("content", "advert", "subscr.", "navig.", "social", "comment", "legal", "metad.")


def print_report(report: Report, console: Console, *, is_full: bool) -> None:
    """Print all tables of a report.

    Parameters
    ----------
    report : Report
    console : Console
    is_full : bool
        With breakdowns and confusion by label.
    """
    console.print(_main_table(report))
    console.print(_legend(report))
    console.print(_worst_table(report))
    if is_full:
        for name, each in report.sets.items():
            for table in _parts_tables(name, each):
                console.print(table)
            if len(each.measurement.detail.labels) > 2 or each.confusion.n_segments[-1]:
                console.print(_confusion_table(name, each))
    for note in report.notes:
        console.print(Text(note, style="yellow"))


def _table(title: str, first: str) -> Table:
    table = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
        show_edge=False,
        header_style="bold",
    )
    table.add_column(first, no_wrap=True, vertical="top")
    table.add_column(Text("n\n(pages)", justify="right"), justify="right", no_wrap=True)
    for figure in FIGURES:
        head = figure.title.replace("recall at", "recall").replace(" ", "\n", 1)
        table.add_column(Text(head, justify="right"), justify="right", no_wrap=True)
    return table


def _main_table(report: Report) -> Table:
    drawn = f", at most {report.limit} articles of each file" if report.limit else ""
    table = _table(
        f"cleantext, model {report.model}, {report.mode} mode, threshold {report.threshold:.4f}{drawn}", "set"
    )
    for name, each in report.sets.items():
        table.add_row(*_cells(Text(name, style="bold cyan"), each.measurement))
        for title, measurement in each.peers.items():
            table.add_row(*_cells(Text(f" {title}"), measurement, is_peer=True))
        if each.peers:
            table.add_section()
    return table


def _legend(report: Report) -> Text:
    lines = [
        "n: articles. Not-content at the mode's threshold; recall at a share of content characters lost."
    ]
    if report.n_draws:
        lines.append(f"Beneath a figure: its 95% interval over pages, {report.n_draws} draws.")
    if any(each.peers for each in report.sets.values()):
        lines.append("A peer's threshold loses 0.5% of content characters on pages-dev; verdicts have none.")
    return Text(" ".join(lines) + "\n", style="dim")


def _worst_table(report: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, title_justify="left")
    table.title = Text("The article that loses most of its content", style="bold")
    for name, each in report.sets.items():
        if each.measurement.detail.worst_article:
            lost = _show(BY_NAME["worst_lost"], each.measurement.values["worst_lost"], 1)
            table.add_row(
                name, lost, Text(each.measurement.detail.worst_article, overflow="ellipsis", no_wrap=True)
            )
    return table


def _cells(first: Text, measurement: Measurement, *, is_peer: bool = False) -> list[Text]:
    """Write a row: two lines, with counts and intervals; a peer has one line only."""
    n_articles = measurement.detail.n_articles
    cells = [first, Text() if is_peer else _stack(str(n_articles), f"({measurement.n_pages})")]
    for figure in FIGURES:
        value, interval = measurement.values.get(figure.name), measurement.intervals.get(figure.name)
        shown = "" if value is None else _show(figure, value, n_articles)
        beneath = "" if is_peer or interval is None else _show_interval(figure, interval, n_articles)
        cells.append(_stack(shown, beneath))
    return cells


def _stack(figure: str, beneath: str) -> Text:
    return Text.assemble(figure, ("\n" + beneath, "dim") if beneath else "")


def _show(figure: Figure, value: float, n_articles: int) -> str:
    match figure.unit:
        case "percent":
            return f"{value:.2%}" if value < 0.1 else f"{value:.1%}"
        case "articles":
            return str(round(value * n_articles))
        case _:
            return _bare(f"{value:.3f}")


def _show_interval(figure: Figure, interval: Interval, n_articles: int) -> str:
    match figure.unit:
        case "percent":
            return "–".join(
                _bare(f"{100 * end:.2f}" if end < 0.1 else f"{100 * end:.0f}") for end in interval
            )
        case "articles":
            return "–".join(f"{end * n_articles:.0f}" for end in interval)
        case _:
            return "–".join("1" if end >= 0.995 else _bare(f"{end:.2f}") for end in interval)


def _bare(number: str) -> str:
    """Drop a leading zero: .94 for 0.94, and keep 1.000 as it is."""
    return number[1:] if number.startswith("0.") else number


def _parts_tables(name: str, report: SetReport) -> Iterator[Table]:
    for field, values in report.parts.items():
        table = _table(f"\n{name} by {field}", field)
        for value, measurement in sorted(values.items(), key=lambda pair: -pair[1].detail.n_articles):
            table.add_row(*_cells(Text(value or "(none)", style="cyan"), measurement))
        yield table


def _confusion_table(name: str, report: SetReport) -> Table:
    table = Table(
        title=Text(f"\n{name}: what a hundred segments of each label are taken for", style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
        pad_edge=False,
        show_edge=False,
    )
    table.add_column("label", no_wrap=True)
    for head in (*_SHORT, "removed", "segments", "precision", "recall", "F1"):
        table.add_column(head, justify="right", no_wrap=True)
    confusion, labels = report.confusion, report.measurement.detail.labels
    for row, label in enumerate((*LABELS, NOT_CONTENT)):
        if not confusion.n_segments[row]:
            continue
        found = labels.get(label)
        table.add_row(
            Text(label, style="cyan"),
            *(_show_hundredths(s, is_right=at == row) for at, s in enumerate(confusion.shares[row])),
            _show_hundredths(confusion.removed[row], is_right=row > 0),
            f"{confusion.n_segments[row]:,}",
            *(_bare(f"{each:.3f}") for each in ((found.precision, found.recall, found.f1) if found else ())),
        )
    return table


def _show_hundredths(share: float, *, is_right: bool) -> Text:
    shown = f"{100 * share:.1f}" if share >= 0.0005 else "·"
    return Text(shown, style="green" if is_right else "dim" if share < 0.005 else "")
