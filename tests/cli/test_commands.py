"""What holds for every command: help, errors, and what is loaded."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from cleantext import __version__
from cleantext.cli import COMMANDS
from tests.cli.conftest import Run

HEAVY = ("sklearn", "scipy", "joblib", "rich", "cleantext.training")


def loaded(stderr: bytes) -> set[str]:
    """Return the modules that PYTHONPROFILEIMPORTTIME names."""
    return {line.rpartition("|")[2].strip() for line in stderr.decode().splitlines() if "|" in line}


def test_the_help_names_every_command(run: Run) -> None:
    shown = run("--help").stdout.decode()
    for command, summary in COMMANDS.items():
        assert f"  {command} " in shown
        assert summary in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_a_commands_help_begins_as_the_list_of_commands_says_and_ends_in_examples(
    run: Run, command: str
) -> None:
    finished = run(command, "--help")
    lines = finished.stdout.decode().splitlines()
    assert finished.returncode == 0
    assert lines[2].strip() == COMMANDS[command]
    assert "Examples:" in finished.stdout.decode()
    assert f"cleantext {command} " in lines[-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_lives_in_the_module_of_its_name(command: str) -> None:
    assert getattr(import_module(f"cleantext.cli.{command}"), command).name == command


def test_the_help_loads_no_command_and_no_numpy(run: Run) -> None:
    modules = loaded(run("--help", PYTHONPROFILEIMPORTTIME="1").stderr)
    assert "cleantext.cli" in modules
    assert not {name for name in modules if name.startswith(("cleantext.cli.", "numpy", *HEAVY))}


def test_cleaning_loads_nothing_that_only_other_commands_need(run: Run, model_dir: Path) -> None:
    finished = run("clean", "--model", model_dir, stdin=b"One.\n\nTwo.", PYTHONPROFILEIMPORTTIME="1")
    modules = loaded(finished.stderr)
    assert {"cleantext.cleaner", "cleantext.stream.reading"} <= modules
    assert not {name for name in modules if name.startswith(HEAVY)}


def test_python_m_cleantext_is_the_same_command() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "cleantext", "--version"], capture_output=True, text=True, check=True
    )
    assert finished.stdout == f"cleantext {__version__}\n"


def test_an_unknown_command_is_a_usage_error(run: Run) -> None:
    finished = run("polish")
    assert finished.returncode == 2
    assert b"polish" in finished.stderr


def test_an_error_of_cleantext_is_one_line_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    finished = run("clean", "--model", tmp_path, stdin=b"One.")
    assert finished.returncode == 1
    assert finished.stdout == b""
    assert finished.stderr.decode().startswith(f"Error: no model at {tmp_path}")
    assert finished.stderr.count(b"\n") == 1
