"""`cleantext train`: articles in, a model folder out, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest

from cleantext import Cleaner
from cleantext.training.inserts import read_advertisers
from cleantext.training.modes import doubt_promises
from tests.cli.conftest import ARTICLE, Finished, Run, write_json_lines

UNREADABLE = '{"page": "x", "paragraphs": [["spam", "Buy!"]]}\n'


@pytest.fixture(scope="module")
def articles(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of labelled articles, the last record of which cannot be read."""
    folder = tmp_path_factory.mktemp("articles")
    for name in ("news.jsonl", "sport.jsonl"):
        shutil.copy(repository / "fixtures" / name, folder)
    with (folder / "sport.jsonl").open("a") as lines:
        lines.write(UNREADABLE)
    return folder


@pytest.fixture(scope="module")
def trained(
    run: Run, repository: Path, articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Finished]:
    """Return the folder of a model trained by the command, and what the command wrote."""
    folder = tmp_path_factory.mktemp("models") / "mymodel"
    adverts = repository / "fixtures" / "adverts"
    string = {
        "label": "legal",
        "text": "Vi bruker kapsler.",
        "lang": "nb",
        "source": "Boks",
        "licence": "MIT",
    }
    strings = write_json_lines(folder.parent / "strings.jsonl", [string])
    finished = run(
        "train",
        articles,
        "--adverts",
        adverts,
        "--strings",
        strings,
        "-o",
        folder,
        "--skip-errors",
        "--name",
        "Mine",
    )
    assert finished.returncode == 0, finished.stderr
    return folder, finished


def test_the_folder_it_writes_cleans_articles(trained: tuple[Path, Finished]) -> None:
    folder, _ = trained
    assert len(Cleaner(folder).analyze(ARTICLE).segments) == 5
    card = (folder / "MODEL_CARD.md").read_text()
    assert card.startswith("# Mine\n")
    assert "| strings: Boks | MIT | 1 |" in card


def test_it_ends_with_figures_and_thresholds(trained: tuple[Path, Finished]) -> None:
    folder, finished = trained
    shown = finished.stdout.decode()
    for mode, price in json.loads((folder / "manifest.json").read_text())["modes"].items():
        assert f" {mode} " in shown
        assert f"{price['threshold']:.4f}" in shown
    for name in ("precision", "recall", "F1", "pages", str(folder)):
        assert name in shown


def test_it_says_in_a_line_where_the_dev_articles_were_too_few_to_measure_a_promise(
    trained: tuple[Path, Finished],
) -> None:
    folder, finished = trained
    doubt = doubt_promises(json.loads((folder / "manifest.json").read_text())["modes"])
    assert doubt
    assert f"\n{doubt}\n" in finished.stdout.decode()
    assert f"\n{doubt}\n" in (folder / "MODEL_CARD.md").read_text()


def test_the_card_counts_the_adverts_trained_on_and_no_others(
    trained: tuple[Path, Finished], repository: Path
) -> None:
    advertisers = list(read_advertisers([repository / "fixtures" / "adverts"]))
    n_inserted = sum(each.split == "train" for each in advertisers)
    assert n_inserted < len(advertisers)
    card = (trained[0] / "MODEL_CARD.md").read_text()
    assert f"adverts of {n_inserted:,} advertisers inserted" in card
    assert f"| adverts: cleantext fixtures | MIT | {n_inserted:,} |" in card


def test_steps_and_skipped_records_go_to_standard_error(
    trained: tuple[Path, Finished], articles: Path
) -> None:
    said = trained[1].stderr.decode()
    assert f"Skipped: {articles / 'sport.jsonl'}, line " in said
    assert "unknown label 'spam'" in said
    assert " and 1 interface string\n" in said
    assert "0% " in said
    assert "100% " in said


def test_info_says_what_it_was_trained_on(run: Run, trained: tuple[Path, Finished]) -> None:
    shown = run("info", "--verify", "--model", trained[0]).stdout.decode()
    assert "Mine, format" in shown
    assert "trained on: " in shown
    assert "cleantext fixtures" in shown


def test_an_unreadable_record_ends_the_command_where_errors_are_not_skipped(
    run: Run, articles: Path, tmp_path: Path
) -> None:
    finished = run("train", articles, "-o", tmp_path / "model")
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"Error: {articles / 'sport.jsonl'}, line ")
    assert not (tmp_path / "model").exists()


def test_articles_that_teach_nothing_are_refused(run: Run, tmp_path: Path) -> None:
    records = [{"page": f"page {n}", "paragraphs": [["content", f"Sentence {n}."]]} for n in range(60)]
    path = write_json_lines(tmp_path / "clean.jsonl", records)
    finished = run("train", path, "-o", tmp_path / "model")
    assert finished.returncode == 1
    assert "Error: the articles to train on carry only content" in finished.stderr.decode()


def test_a_folder_that_holds_something_else_is_refused_before_training(
    run: Run, articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("Years of work.")
    finished = run("train", articles, "-o", tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"Error: {tmp_path} holds files that are not a model")
    assert (tmp_path / "thesis.txt").read_text() == "Years of work."


@pytest.mark.parametrize("words", [[], ["-o", "model"], ["no-such-folder", "-o", "model"]])
def test_missing_arguments_are_usage_errors(run: Run, words: list[str]) -> None:
    assert run("train", *words).returncode == 2
