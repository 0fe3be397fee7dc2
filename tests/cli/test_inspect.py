"""`cleantext inspect`: what it shows of an article."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cleantext import Analysis
from tests.cli.conftest import ARTICLE, Run

Analyze = Callable[[str], Analysis]
MARGIN = len("- advertisement 0.123  ")


def words(lines: list[str]) -> list[str]:
    return " ".join(line[MARGIN:] for line in lines).split()


@pytest.fixture(scope="module")
def shown(run: Run, judging: tuple[object, ...]) -> list[str]:
    """Return the lines that `inspect` shows of ARTICLE."""
    return run("inspect", "-", *judging, stdin=ARTICLE.encode()).stdout.decode().splitlines()


def test_every_line_that_would_go_is_marked_and_no_other(shown: list[str], analyze: Analyze) -> None:
    segments = analyze(ARTICLE).segments
    gone = " ".join(segment.text for segment in segments if segment.is_removed)
    kept = " ".join(segment.text for segment in segments if not segment.is_removed)
    assert words([line for line in shown[:-1] if line.startswith("-")]) == gone.split()
    assert words([line for line in shown[:-1] if line.startswith(" ")]) == kept.split()


def test_what_goes_has_its_label_and_score_beside_it(shown: list[str], analyze: Analyze) -> None:
    beside = [line[2:MARGIN].split() for line in shown if line.startswith("- ") and line[2] != " "]
    assert beside == [
        [segment.label, f"{segment.score:.3f}"] for segment in analyze(ARTICLE).segments if segment.is_removed
    ]


def test_all_gives_what_stays_its_label_and_score_too(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    shown = run("inspect", "--all", "-", *judging, stdin=ARTICLE.encode()).stdout.decode()
    for segment in analyze(ARTICLE).segments:
        assert f"{segment.label:<13} {segment.score:.3f}  {segment.text[:10]}" in shown


def test_the_last_line_counts(shown: list[str], analyze: Analyze, threshold: float) -> None:
    n_removed = sum(segment.is_removed for segment in analyze(ARTICLE).segments)
    assert shown[-1].startswith(f"{n_removed} of 5 paragraphs removed (")
    assert shown[-1].endswith(f"threshold {threshold:.3f}")


def test_colour_is_for_terminals_and_those_who_force_it(run: Run, judging: tuple[object, ...]) -> None:
    command = ("inspect", "-", *judging)
    assert b"\x1b[" not in run(*command, stdin=ARTICLE.encode(), NO_COLOR="").stdout
    assert b"\x1b[" in run(*command, stdin=ARTICLE.encode(), NO_COLOR="", FORCE_COLOR="1").stdout


def test_an_article_cannot_send_control_characters_to_the_terminal(run: Run, model_dir: Path) -> None:
    text = "Red \x1b[31malert\x9b0m, a bell\x07.\n\n[bold]Not markup[/bold] :smile:"
    shown = run("inspect", "-", "--model", model_dir, stdin=text.encode()).stdout.decode()
    assert not {"\x1b", "\x9b", "\x07"} & set(shown)
    assert "Red �[31malert�0m, a bell�." in shown
    assert "[bold]Not markup[/bold] :smile:" in shown


def test_explain_gives_what_goes_its_reasons_and_changes_nothing_else(
    run: Run, judging: tuple[object, ...], shown: list[str], analyze: Callable[..., Analysis]
) -> None:
    explained = run("inspect", "--explain", "-", *judging, stdin=ARTICLE.encode()).stdout.decode()
    is_reason = [line[MARGIN - 2 : MARGIN] == "| " for line in explained.splitlines()]
    for segment in analyze(ARTICLE, explain=True).segments:
        for reason in segment.reasons if segment.is_removed else ():
            assert " ".join(str(reason).split()) in " ".join(explained.split())
    n_removed = sum(segment.is_removed for segment in analyze(ARTICLE).segments)
    assert n_removed <= sum(is_reason) < len(is_reason)
    assert set(shown) <= set(explained.splitlines())


def test_reasons_cannot_send_control_characters_either(run: Run, model_dir: Path) -> None:
    text = "Buy \x1b[31mtwo\x9b0m now\x07 cheap\x1bly.\n\nA ferry."
    command = ("inspect", "-", "--explain", "--all", "--model", model_dir)
    assert not {"\x1b", "\x9b", "\x07"} & set(run(*command, stdin=text.encode()).stdout.decode())


def test_an_encoding_without_the_letters_is_no_error(run: Run, model_dir: Path) -> None:
    finished = run("inspect", "-", "--model", model_dir, stdin="“Été”".encode(), PYTHONIOENCODING="ascii")
    assert finished.returncode == 0
    assert b"?t??" in finished.stdout


@pytest.mark.parametrize(("mode", "is_eased"), [("balanced", True), ("thorough", False)])
def test_modes_that_ask_less_of_small_lines_say_so(run: Run, mode: str, is_eased: bool) -> None:
    last = run("inspect", "-", "--mode", mode, stdin=ARTICLE.encode()).stdout.splitlines()[-1]
    assert f"{mode} mode, threshold".encode() in last
    assert (b"less for small lines" in last) == is_eased


def test_an_empty_article_is_shown_as_nothing(run: Run, model_dir: Path) -> None:
    shown = run("inspect", "-", "--model", model_dir).stdout.decode()
    assert shown.startswith("0 of 0 paragraphs removed; balanced mode, threshold ")


def test_json_lines_are_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text("")
    assert run("inspect", tmp_path / "news.jsonl").returncode == 2


def test_the_demo_shows_its_advert_plea_and_copyright_line_going(run: Run, repository: Path) -> None:
    finished = run("inspect", repository / "fixtures" / "demo.txt")
    marked = [line for line in finished.stdout.decode().splitlines() if line.startswith("- ")]
    assert finished.returncode == 0
    for beginning in ("Pennant is an", "The app works", "Reporting like this", "© 2025 The Tarnby"):
        assert any(beginning in line for line in marked)
    assert not any("night train" in line.lower() for line in marked)


def test_a_line_that_is_set_in_is_not_shown_apart(run: Run, judging: tuple[object, ...]) -> None:
    shown = run("inspect", "-", *judging, stdin=b"A ferry sailed.\n  A goat stood there.\n\nA mill.")
    lines = shown.stdout.decode().splitlines()
    assert [bool(line.strip()) for line in lines[:4]] == [True, True, False, True]
