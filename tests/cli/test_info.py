"""`cleantext info`: what it says, and what it finds wrong."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleantext import __version__
from cleantext.training.modes import FEWEST
from tests.cli.conftest import Run
from tests.models import THRESHOLDS


@pytest.fixture
def crowded(tmp_path: Path) -> str:
    """Return a PYTHONPATH on which another distribution has a package `cleantext`."""
    folder = tmp_path / "site" / "clean_text-0.6.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: clean-text\nVersion: 0.6.0\n")
    (folder / "RECORD").write_text("cleantext/__init__.py,,\ncleantext/clean.py,,\n")
    return os.pathsep.join(filter(None, (str(folder.parent), os.environ.get("PYTHONPATH"))))


def test_it_says_version_folder_size_and_thresholds(run: Run, model_dir: Path) -> None:
    finished = run("info", "--model", model_dir)
    shown = finished.stdout.decode()
    assert finished.returncode == 0
    for word in (__version__, str(model_dir), "MB", *(f"{value:.4f}" for value in THRESHOLDS.values())):
        assert word in shown


def test_it_says_the_same_as_json(run: Run, model_dir: Path) -> None:
    report = json.loads(run("info", "--model", model_dir, "--json").stdout)
    assert report["version"] == __version__
    assert report["model"] == str(model_dir.resolve())
    assert report["bytes"] == sum(path.stat().st_size for path in model_dir.iterdir())
    assert report["files"] == len(list(model_dir.iterdir()))
    assert report["modes"] == {mode: {"threshold": value} for mode, value in THRESHOLDS.items()}
    assert report["problems"] == []
    assert report["is_verified"] is False


def test_a_sound_model_is_verified(run: Run, model_dir: Path) -> None:
    finished = run("info", "--verify", "--model", model_dir)
    assert finished.returncode == 0, finished.stderr
    assert "1 stored article scored as stored" in finished.stdout.decode()
    assert json.loads(run("info", "--verify", "--json", "--model", model_dir).stdout)["is_verified"] is True


def test_the_model_that_ships_is_verified_and_says_what_it_was_trained_on(run: Run) -> None:
    finished = run("info", "--verify")
    assert finished.returncode == 0, finished.stderr
    assert "trained on: " in finished.stdout.decode()
    assert "content" in finished.stdout.decode()


@pytest.fixture
def measured(model_dir: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """Return the folder of a model with measured modes, and its manifest."""
    folder = Path(shutil.copytree(model_dir, tmp_path / "measured"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for price in manifest["modes"].values():
        price |= {"content_lost": 0.0004, "n_harmed": 0, "n_articles": 260}
        price |= {"precision": 0.9, "recall": 0.5, "f1": 0.6}
    manifest["training"] = {"articles": 130, "segments": 2600, "sources": {"mill": 130}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder, manifest


def test_a_mode_that_loses_more_than_it_promises_is_said_to_be_measured_on_too_little(
    run: Run, measured: tuple[Path, dict[str, Any]]
) -> None:
    folder, manifest = measured
    assert b"Too few" not in run("info", "--model", folder).stdout
    manifest["modes"]["careful"]["content_lost"] = 0.0194
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    said = "Too few dev articles to measure what modes promise: careful loses 1.940% of the content"
    assert said in run("info", "--model", folder).stdout.decode()
    assert json.loads(run("info", "--model", folder, "--json").stdout)["doubt"].startswith(said)


def test_a_model_measured_on_few_articles_is_doubted_though_nothing_was_lost(
    run: Run, measured: tuple[Path, dict[str, Any]]
) -> None:
    folder, manifest = measured
    for price in manifest["modes"].values():
        price |= {"content_lost": 0.0, "n_articles": 12}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    said = f"what modes promise: there are 12, not {FEWEST} at least."
    assert said in run("info", "--model", folder).stdout.decode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda manifest: manifest["modes"]["careful"].pop("precision"),
        lambda manifest: manifest["modes"]["balanced"].update(recall=None),
        lambda manifest: manifest["modes"]["careful"].update(content_lost="little"),
        lambda manifest: manifest["training"]["sources"].update(mill="many"),
    ],
    ids=["no precision", "no number", "a loss in words", "a count in words"],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_figures_that_cannot_be_shown_are_one_line(
    run: Run,
    measured: tuple[Path, dict[str, Any]],
    spoil: Callable[[dict[str, Any]], object],
    form: list[str],
) -> None:
    folder, manifest = measured
    spoil(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    finished = run("info", "--model", folder, *form)
    assert (finished.returncode, finished.stdout) == (1, b"")
    complaint = f"Error: {folder / 'manifest.json'}: figures of the wrong form"
    assert finished.stderr.decode().startswith(complaint)
    assert finished.stderr.count(b"\n") == 1


def test_a_changed_file_is_found(run: Run, model_dir: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(model_dir, tmp_path / "changed")
    (folder / "MODEL_CARD.md").write_text("# The best model\n")
    finished = run("info", "--verify", "--model", folder)
    assert finished.returncode == 1
    assert f"Error: {folder / 'MODEL_CARD.md'} was changed" in finished.stderr.decode()
    report = json.loads(run("info", "--verify", "--json", "--model", folder).stdout)
    assert report["is_verified"] is False
    assert len(report["problems"]) == 1


def test_another_distribution_with_the_same_package_is_found(run: Run, model_dir: Path, crowded: str) -> None:
    warned = run("info", "--model", model_dir, PYTHONPATH=crowded)
    assert warned.returncode == 0
    assert warned.stderr.decode().startswith("Warning: clean-text is installed")
    assert "pip uninstall clean-text, then install this package anew" in warned.stderr.decode()
    verified = run("info", "--model", model_dir, "--verify", PYTHONPATH=crowded)
    assert verified.returncode == 1
    assert verified.stderr.decode().startswith("Error: clean-text is installed")


def test_a_folder_that_is_no_model_is_one_line(run: Run, tmp_path: Path) -> None:
    finished = run("info", "--model", tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"Error: no model at {tmp_path}")
    assert finished.stderr.count(b"\n") == 1
