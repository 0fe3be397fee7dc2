"""A progress bar on standard error, for what takes longer than a moment."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import click

from cleantext.tally import counted

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from cleantext.stream.progress import Progress

PATIENCE: Final = 1.0
"""Seconds without a bar; what is done by then never imports rich."""


class Display:
    """What a command says of its work on standard error while it goes on.

    Parameters
    ----------
    is_shown : bool
        Whether there is a terminal to show a bar on.

    Attributes
    ----------
    on_progress : callable or None
        To be told how far the run is; None where nothing is shown.
    """

    def __init__(self, is_shown: bool) -> None:
        self.on_progress = self._show if is_shown else None
        self._due = time.monotonic() + PATIENCE
        self._bar: Bar | None = None

    def say(self, message: str) -> None:
        """Print a line, above the bar if there is one; a run goes on where nobody can read it."""
        with suppress(OSError):
            if self._bar:
                self._bar.console.print(message, soft_wrap=True)
            else:
                click.echo(message, err=True)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()

    def _show(self, progress: "Progress") -> None:
        if self._bar is None and time.monotonic() >= self._due:
            self._bar = _make_bar()
            self._bar.add_task("", total=progress.n_total or None, completed=progress.n_read)
            self._bar.start()
        if self._bar:
            said = counted(progress.n_articles, "article")
            if progress.n_rejected:
                said += f", {progress.n_rejected:,} rejected"
            self._bar.update(self._bar.task_ids[0], completed=progress.n_read, description=said)


@contextmanager
def show_progress(is_shown: bool) -> Iterator[Display]:
    """Show how many articles are done, the rate, and the time left where the end is known."""
    display = Display(is_shown)
    try:
        yield display
    finally:
        display.stop()


def _make_bar() -> "Bar":
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from cleantext.cli.console import make_console

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=make_console(stderr=True),
        transient=True,
    )
