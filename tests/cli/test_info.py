"""`cleantext info`: what it says, and what it finds wrong."""

import json
import shutil
from pathlib import Path

import pytest

from cleantext import __version__
from tests.cli.conftest import Run
from tests.models import THRESHOLDS


@pytest.fixture
def crowded(tmp_path: Path) -> str:
    """Return a PYTHONPATH on which another distribution has a package `cleantext`."""
    folder = tmp_path / "site" / "clean_text-0.6.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: clean-text\nVersion: 0.6.0\n")
    (folder / "RECORD").write_text("cleantext/__init__.py,,\ncleantext/clean.py,,\n")
    return str(folder.parent)


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
    assert "pip uninstall clean-text" in warned.stderr.decode()
    verified = run("info", "--model", model_dir, "--verify", PYTHONPATH=crowded)
    assert verified.returncode == 1
    assert verified.stderr.decode().startswith("Error: clean-text is installed")


def test_a_folder_that_is_no_model_is_one_line(run: Run, tmp_path: Path) -> None:
    finished = run("info", "--model", tmp_path)
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"Error: no model at {tmp_path}")
    assert finished.stderr.count(b"\n") == 1
