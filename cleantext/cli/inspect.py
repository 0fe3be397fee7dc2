"""`cleantext inspect`: one article in the terminal, with what goes marked."""

from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.text import Text

from cleantext.analysis import Analysis, Segment
from cleantext.cleaner import Cleaner
from cleantext.cli.console import make_console
from cleantext.cli.options import chosen_mode, decision_options, examples, explain_option, rule_options
from cleantext.stream.reading import read_text
from cleantext.stream.sources import form_of
from cleantext.tally import Tally

LABEL_WIDTH: Final = 13
MARGIN_WIDTH: Final = LABEL_WIDTH + 10
"""Columns for mark, label and score."""
MIN_TEXT_WIDTH: Final = 20
_SHOWN: Final = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}") | {
    ord("\t"): " ",
    ord("\r"): " ",
    ord("\n"): "\n",
}
"""What stands for control characters, which an article must not send to a terminal."""


@click.command(
    epilog=examples(
        ("What would go", "cleantext inspect article.txt"),
        ("How sure the model is of every paragraph", "cleantext inspect article.txt --all"),
        ("Why it would go", "cleantext inspect article.txt --explain"),
        ("What another mode would do", "cleantext inspect article.txt --mode thorough"),
        ("Page by page, in colour", "FORCE_COLOR=1 cleantext inspect article.txt | less -R"),
    )
)
@click.argument(
    "path",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
)
@click.option("--all", "is_all", is_flag=True, help="Give label and score of what stays, too.")
@explain_option("Say beneath a paragraph that has a score")
@decision_options
@rule_options
def inspect(
    *,
    path: Path,
    is_all: bool,
    explain: bool,
    mode: str | None,
    threshold: float | None,
    model: Path | None,
    keep: tuple[str, ...],
    always_keep: tuple[str, ...],
    always_remove: tuple[str, ...],
) -> None:
    """Show what stays in one article and what goes.

    FILE is a text file, or - for standard input. Every line that `cleantext
    clean` would remove is marked with a minus; the paragraph's label and its
    score stand beside it: how likely it does not belong, from 0 to 1.
    """
    if form_of(path) != "text":
        raise click.UsageError(
            "inspect shows one article of plain text; for records see `cleantext clean --annotate`."
        )
    chosen = chosen_mode(mode, threshold)
    cleaner = Cleaner(model, mode=chosen, keep=keep, always_keep=always_keep, always_remove=always_remove)
    analysis = cleaner.analyze(read_text(path), explain=explain)
    console = make_console()
    _show(console, analysis, is_all=is_all)
    tally = Tally()
    tally.add_analysis(analysis)
    named = f"{chosen} mode, " if isinstance(chosen, str) else ""
    eased = ", less for small lines" if named and cleaner.threshold > 0.5 else ""
    console.print(
        f"{tally.describe()}; {named}threshold {cleaner.threshold:.3f}{eased}", style="bold", soft_wrap=True
    )
    for warning in analysis.warnings:
        console.print(f"Warning: {warning}", style="bold yellow", soft_wrap=True)


def _show(console: Console, analysis: Analysis, *, is_all: bool) -> None:
    """Print every paragraph, apart by an empty line where the article has one."""
    before = 0
    for segment in analysis.segments:
        gap = analysis.text[before : segment.start]
        if before and len(f"{gap}.".splitlines()) > 2:  # what follows is set in, at times
            console.print()
        with_label = is_all or segment.is_removed
        because = _because(console, segment) if with_label else []
        for line in (*_lines(console, segment, with_label=with_label), *because):
            console.print(line, soft_wrap=True)
        before = segment.end
    if analysis.segments:
        console.print()


def _because(console: Console, segment: Segment) -> list[Text]:
    """Return the reasons, one a line, set in beneath the paragraph."""
    lines = []
    for reason in segment.reasons:
        margin = " " * (MARGIN_WIDTH - 2) + "| "
        text = Text(str(reason).translate(_SHOWN), style="dim")
        for line in text.wrap(console, max(MIN_TEXT_WIDTH, console.width - MARGIN_WIDTH)):
            line.rstrip()
            lines.append(Text.assemble((margin, "dim"), line))
            margin = " " * MARGIN_WIDTH
    return lines


def _lines(console: Console, segment: Segment, *, with_label: bool) -> list[Text]:
    """Return the paragraph's lines with mark, label and score before them."""
    style = "red" if segment.is_removed else ""
    mark = "-" if segment.is_removed else " "
    label = f"{segment.label:<{LABEL_WIDTH}} {segment.score:.3f}" if with_label else ""
    margin = f"{mark} {label}".ljust(MARGIN_WIDTH)
    text = Text(segment.text.translate(_SHOWN), style=style)
    lines = []
    for line in text.wrap(console, max(MIN_TEXT_WIDTH, console.width - MARGIN_WIDTH)):
        line.rstrip()
        label_style = "bold red" if segment.is_removed else "dim"
        lines.append(Text.assemble((margin, label_style), line))
        margin = mark.ljust(MARGIN_WIDTH)
    return lines
