"""A progress bar on standard error, for what takes longer than a moment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cleantext.tally import counted

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from cleantext.stream.progress import Progress

PATIENCE: Final = 1.0
"""Seconds without a bar; what is done by then never imports rich."""


@contextmanager
def show_progress(is_shown: bool) -> Iterator[Callable[["Progress"], None] | None]:
    """Show how many articles are done, the rate, and the time left where the end is known.

    Parameters
    ----------
    is_shown : bool

    Yields
    ------
    callable or None
        To be told how far the run is; None where nothing is shown.
    """
    if not is_shown:
        yield None
        return
    due = time.monotonic() + PATIENCE
    bar: Bar | None = None

    def show(progress: "Progress") -> None:
        nonlocal bar
        if bar is None and time.monotonic() >= due:
            bar = _make_bar()
            bar.add_task("", total=progress.n_total or None, completed=progress.n_read)
            bar.start()
        if bar is not None:
            said = counted(progress.n_articles, "article")
            if progress.n_rejected:
                said += f", {progress.n_rejected:,} rejected"
            bar.update(bar.task_ids[0], completed=progress.n_read, description=said)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


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
