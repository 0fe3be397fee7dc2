"""The report as tables for a terminal of 120 columns."""

from collections.abc import Mapping
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.timing.ratios import RATIOS
from benchmarks.timing.report import Report, Section

WIDTH: Final = 120


def print_report(report: Report, console: Console, *, limits: Mapping[str, Mapping[str, float]]) -> None:
    """Print all tables of a report.

    Parameters
    ----------
    report : Report
    console : Console
    limits : mapping
        Floors and ceilings by section and ratio.
    """
    console.print(Text(f"{report.texts}; {', '.join(report.machine.values())}\n", style="dim"))
    for section in report.sections.values():
        console.print(Text(section.title, style="bold"))
        console.print(_table(section))
        for note in section.notes:
            console.print(Text(note, style="yellow"))
        console.print()
    if report.figures:
        console.print(Text("Pinned figures", style="bold"))
        console.print(_ratio_table(report, limits))
    for note in report.notes:
        console.print(Text(note, style="yellow"))


def _new_table() -> Table:
    return Table(
        box=box.SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, header_style="bold"
    )  # fmt: skip


def _table(section: Section) -> Table:
    table = _new_table()
    heads = list(dict.fromkeys(head for row in section.rows for head in row))
    for number, head in enumerate(heads):
        table.add_column(Text(head), justify="right" if number else "left", no_wrap=not number)
    for row in section.rows:
        table.add_row(*(show(row[head]) if head in row else "" for head in heads))
    return table


def _ratio_table(report: Report, limits: Mapping[str, Mapping[str, float]]) -> Table:
    table = _new_table()
    for head in ("figure", "measured", "limit", "aim"):
        table.add_column(head, justify="left" if head == "figure" else "right")
    for ratio in RATIOS:
        value = report.figures.get(ratio.section, {}).get(ratio.name)
        if value is None:
            continue
        limit = limits.get(ratio.section, {}).get(ratio.name)
        is_held = limit is None or (value <= limit if ratio.is_ceiling else value >= limit)
        sign = "≤" if ratio.is_ceiling else "≥"
        table.add_row(
            ratio.title,
            Text(show(value), style="" if is_held else "bold red"),
            "" if limit is None else f"{sign} {show(limit)}",
            f"{sign} {show(ratio.aim)}",
        )
    return table


def show(value: str | float) -> str:
    """Write a value with three significant digits; what is no number stays."""
    if isinstance(value, str | int):
        return f"{value:,}" if isinstance(value, int) else value
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
