import json
import subprocess
import sys

import pytest

HEAVY = ("sklearn", "scipy", "joblib", "pandas")

SLOW_TO_LOAD = ("numpy.ma", "zipfile", "importlib.resources", "hashlib")
"""Modules that a first clean can do without."""


def modules_after(statements: str) -> set[str]:
    """Return what a fresh Python has loaded after a few statements."""
    script = f"{statements}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert not run.stderr
    return set(json.loads(run.stdout))


def test_import_loads_nothing_but_the_roof() -> None:
    loaded = modules_after("import cleantext")
    assert {name for name in loaded if name.split(".")[0] == "cleantext"} == {"cleantext"}
    assert not loaded & {*HEAVY, "numpy", "numpy.testing", "threadpoolctl", "click", "rich"}


@pytest.mark.parametrize(
    "statements",
    [
        "from cleantext import clean\nassert clean('A ferry.\\n\\nA goat.')",
        "import cleantext\nlist(cleantext.analyze_many(['A ferry.', '']))",
        "import cleantext\ncleantext.segment('A ferry.')",
        "import cleantext\ncleantext.clean('One line. Of 4. März, and “more.” 東京。そして')",
    ],
)
def test_cleaning_needs_numpy_and_threadpoolctl_alone(statements: str) -> None:
    loaded = modules_after(statements)
    assert "numpy" in loaded
    assert not loaded & {*HEAVY, *SLOW_TO_LOAD, "numpy.testing", "click", "rich"}
    assert not {name for name in loaded if name.startswith(("cleantext.training", "cleantext.cli"))}


def test_the_command_line_loads_no_training_library_to_show_its_help() -> None:
    loaded = modules_after("import cleantext.cli")
    assert not loaded & {*HEAVY, "threadpoolctl"}
