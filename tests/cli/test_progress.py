"""The progress bar: on a terminal, after a moment, with what there is to know."""

import os
import re
import sys

import pytest

from cleantext.cli import progress
from cleantext.stream.progress import Progress

pty = pytest.importorskip("pty", reason="needs terminals")


def seen_on_a_terminal(monkeypatch: pytest.MonkeyPatch, *reports: Progress | str) -> str:
    """Return what a terminal gets that standard error goes to."""
    reader, writer = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with os.fdopen(writer, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        with progress.show_progress(True) as display:
            assert display.on_progress
            for report in reports:
                display.say(report) if isinstance(report, str) else display.on_progress(report)
        terminal.write("END")
        terminal.flush()
        text = ""
        while not text.endswith("END"):
            text += os.read(reader, 1 << 16).decode()
    os.close(reader)
    return text


def test_a_terminal_sees_articles_share_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    reports = [Progress(500 * step, step, 750_000 * step, 4_000_000) for step in range(1, 5)]
    text = seen_on_a_terminal(monkeypatch, *reports)
    assert "2,000 articles, 4 rejected" in text
    assert "75%" in text
    assert "/s" in text
    assert "0:00:0" in text


def test_what_is_done_in_a_moment_shows_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 3600)
    assert seen_on_a_terminal(monkeypatch, Progress(10, 0, 1_000, 4_000)) == "END"


def test_nothing_is_told_where_nothing_is_shown() -> None:
    with progress.show_progress(False) as display:
        assert display.on_progress is None


def test_what_is_said_stands_on_a_line_of_its_own_with_and_without_a_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    text = seen_on_a_terminal(
        monkeypatch, "[red]Before.", Progress(10, 0, 1_000, 4_000), "Beside " + 30 * "the bar.",
    )  # fmt: skip
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n").splitlines()
    assert {"[red]Before.", "Beside " + 30 * "the bar."} <= set(lines)


def test_what_nobody_can_read_ends_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("click.echo", full)
    progress.Display(is_shown=False).say("Warning: a.txt")
