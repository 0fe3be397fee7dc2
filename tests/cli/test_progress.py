"""The progress bar: on a terminal, after a moment, with what there is to know."""

import os
import sys

import pytest

from cleantext.cli import progress
from cleantext.stream.progress import Progress

pty = pytest.importorskip("pty", reason="needs terminals")


def seen_on_a_terminal(monkeypatch: pytest.MonkeyPatch, *reports: Progress) -> str:
    """Return what a terminal gets that standard error goes to."""
    reader, writer = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with os.fdopen(writer, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        with progress.show_progress(True) as tell:
            assert tell
            for report in reports:
                tell(report)
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
    with progress.show_progress(False) as tell:
        assert tell is None
