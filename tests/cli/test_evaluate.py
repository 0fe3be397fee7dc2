"""`cleantext evaluate`: the figures it prints are those of the library."""

import json
from pathlib import Path

import pytest

from cleantext import load_model
from cleantext.records import read_articles
from cleantext.training.evaluation import measure
from cleantext.training.scoring import score_articles
from tests.cli.conftest import Run, write_json_lines

THRESHOLD = 0.03


def article(page: str, **entries: object) -> dict[str, object]:
    paragraphs = [
        ["content", f"The council of {page} met on Monday to talk about its bridge."],
        ["content", "It will be closed until the spring."],
        ["subscription", "Sign up for our newsletter."],
        ["legal", f"© 2024 {page} Post"],
    ]
    return {"page": page, "paragraphs": paragraphs, **entries}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Return a file of articles of two sources, two views of one page, and two splits."""
    records = [
        article("Oban", source="mill", view="raw", split="dev"),
        article("Oban", source="mill", view="trimmed", split="dev"),
        article("Leith", source="mill", view="raw", split="test"),
        article("Wick", source="pit", view="raw", split="test"),
    ]
    return write_json_lines(tmp_path / "labelled.jsonl", records)


def expected(path: Path, model_dir: Path, **wanted: str) -> dict[str, object]:
    """Return as JSON gives them the figures of the articles with these entries."""
    chosen = [
        each
        for each in read_articles([path])
        if all(getattr(each, name) == value for name, value in wanted.items())
    ]
    figures = measure(score_articles(load_model(model_dir), chosen), THRESHOLD)
    return dict(json.loads(json.dumps(figures.as_dict())))


def test_the_figures_as_json_are_those_of_the_library(run: Run, labelled: Path, model_dir: Path) -> None:
    finished = run("evaluate", labelled, "--model", model_dir, "--threshold", THRESHOLD, "--json")
    report = json.loads(finished.stdout)
    by_source, by_view = report.pop("by_source"), report.pop("by_view")
    about = {"model": str(model_dir), "mode": None, "split": "all"}
    assert report == about | expected(labelled, model_dir)
    assert by_source == {name: expected(labelled, model_dir, source=name) for name in ("mill", "pit")}
    assert by_view == {name: expected(labelled, model_dir, view=name) for name in ("raw", "trimmed")}


def test_one_split_can_be_measured_alone(run: Run, labelled: Path, model_dir: Path) -> None:
    command = (
        "evaluate",
        labelled,
        "--model",
        model_dir,
        "--threshold",
        THRESHOLD,
        "--json",
        "--split",
        "dev",
    )
    report = json.loads(run(*command).stdout)
    assert report["by_source"] == {}
    assert report["labels"] == expected(labelled, model_dir, split="dev")["labels"]


def test_the_table_names_every_figure_label_source_and_view(
    run: Run, labelled: Path, model_dir: Path
) -> None:
    finished = run("evaluate", labelled, "--model", model_dir, "--mode", "careful")
    shown = finished.stdout.decode()
    assert shown.startswith("4 articles, 16 paragraphs; careful mode, threshold 0.95")
    for name in (
        "precision", "recall", "F1", "average precision", "recall at 0.1% loss", "recall at 0.2% loss",
        "recall at 0.5% loss", "content lost", "articles harmed", "subscription", "legal", "By source",
        "By label, as Segment.label has it at the threshold",
        "mill", "pit", "By view", "raw", "trimmed",
    ):  # fmt: skip
        assert name in shown
    assert finished.stderr == b""


def test_the_worst_article_is_named(run: Run, labelled: Path, model_dir: Path) -> None:
    shown = run("evaluate", labelled, "--model", model_dir, "--threshold", 0).stdout.decode()
    assert "harmed most" in shown
    assert "Oban raw loses 100.00 %" in shown


def test_figures_that_residue_alone_defines_are_dashes_where_there_is_none(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    clean = {"page": "Ayr", "source": "pure", "paragraphs": [["content", "The council of Ayr met."]]}
    path = write_json_lines(tmp_path / "labelled.jsonl", [article("Oban", source="mill"), clean])
    shown = run("evaluate", path, "--model", model_dir).stdout.decode().splitlines()
    (mill,) = (line for line in shown if line.startswith(" mill "))
    (pure,) = (line for line in shown if line.startswith(" pure "))
    assert "–" not in mill
    assert pure.split()[:6] == ["pure", "1", *"––––"]
    alone = write_json_lines(tmp_path / "clean.jsonl", [clean])
    assert "average precision      –" in run("evaluate", alone, "--model", model_dir).stdout.decode()


def test_an_unreadable_record_ends_the_command_unless_errors_are_skipped(
    run: Run, labelled: Path, model_dir: Path
) -> None:
    labelled.write_text(labelled.read_text() + '{"page": "x", "paragraphs": [["spam", "Buy!"]]}\n')
    complaint = f"{labelled}, line 5: page x, paragraph 0: unknown label 'spam'"
    strict = run("evaluate", labelled, "--model", model_dir)
    assert strict.returncode == 1
    assert strict.stderr.decode().startswith(f"Error: {complaint}")
    lenient = run("evaluate", labelled, "--model", model_dir, "--skip-errors")
    assert lenient.returncode == 0
    assert lenient.stderr.decode().startswith(f"Skipped: {complaint}")
    assert "1 record skipped, 4 articles read" in lenient.stderr.decode()


def test_a_set_without_articles_is_refused(run: Run, labelled: Path, tmp_path: Path, model_dir: Path) -> None:
    empty = write_json_lines(tmp_path / "empty.jsonl", [])
    for words, complaint in (
        ((labelled, "--split", "train"), "no article of split 'train'"),
        ((empty,), "no labelled article"),
    ):
        finished = run("evaluate", *words, "--model", model_dir)
        assert finished.returncode == 1
        assert complaint in finished.stderr.decode()
