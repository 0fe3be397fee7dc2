"""The installed console command, and small models and articles to run it on."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import pytest

from cleantext import Analysis, Cleaner
from cleantext.modelsaving import save_model
from tests.models import random_model

COMMAND = Path(sys.executable).with_name("cleantext")
Finished = subprocess.CompletedProcess[bytes]
Run = Callable[..., Finished]

ARTICLE = (
    "The ferry strike enters its third week\n\n"
    "Ferries to the island stood still on Monday, as crews and company blamed each other.\n\n"
    "Sign up for our newsletter to get the best stories every morning.\n\n"
    "“We cannot sail on promises,” said the union's secretary, Moira Kerr.\n\n"
    "© 2024 Harbour Post. All rights reserved.\n"
)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the installed command; the result has its exit code and the bytes it wrote."""

    def run_command(*words: object, stdin: bytes = b"", **environment: str) -> Finished:
        return subprocess.run(
            [COMMAND, *map(str, words)],
            input=stdin,
            capture_output=True,
            timeout=300,
            check=False,
            env={**os.environ, "NO_COLOR": "1", **environment},
        )

    return run_command


@pytest.fixture(scope="session")
def model_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small model whose scores are arbitrary."""
    folder = tmp_path_factory.mktemp("models") / "random"
    save_model(random_model(), folder, card="# random\n", golden=[ARTICLE])
    return folder


@pytest.fixture(scope="session")
def threshold(model_dir: Path) -> float:
    """Return a threshold at which the small model removes about half of ARTICLE."""
    return median(segment.score for segment in Cleaner(model_dir).analyze(ARTICLE).segments)


@pytest.fixture(scope="session")
def judging(model_dir: Path, threshold: float) -> tuple[object, ...]:
    """Return the options that make a command judge by the small model."""
    return "--model", model_dir, "--threshold", threshold


@pytest.fixture(scope="session")
def analyze(model_dir: Path, threshold: float) -> Callable[[str], Analysis]:
    """Return what commands under `judging` must find, from Python."""
    return Cleaner(model_dir, mode=threshold).analyze


def write_json_lines(path: Path, records: Iterable[object]) -> Path:
    content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def read_json_lines(content: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in content.splitlines()]
