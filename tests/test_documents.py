"""Every sample in the README and in CONTRIBUTING runs, and prints what it is shown to print."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import islice
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from cleantext import __version__
from cleantext.cli import COMMANDS
from cleantext.labels import DESCRIPTIONS
from cleantext.modelsaving import save_model
from cleantext.records import parse_article
from tests.cli.conftest import write_json_lines
from tests.models import random_model

REPOSITORY = Path(__file__).parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
FENCE = re.compile(r"^(?P<margin> *)```(?P<kind>.*)\n(?P<text>(?s:.*?))^(?P=margin)```$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
SCORE = re.compile(r"\b[01]\.\d{3}\b")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
FIXTURES_STEP = 4
"""One fixture in so many is enough to show that training runs."""
SECONDS = 600


class Fence(NamedTuple):
    """One fenced sample: what follows its fence, its text, where it stands, and what stands before it."""

    kind: str
    text: str
    place: str
    before: str


class Sample(NamedTuple):
    """What runs, where it stands, and what it is shown to print: nothing where that is not shown."""

    source: str
    place: str
    shown: str = ""


def read_fences() -> Iterator[Fence]:
    for document in DOCUMENTS:
        text = (REPOSITORY / document).read_text("utf-8")
        end = 0
        for found in FENCE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            yield Fence(found["kind"], dedent(found["text"]), f"{document}:{line}", text[end : found.start()])
            end = found.end()


def read_scripts() -> Iterator[Sample]:
    """Yield Python samples; a `text` fence with nothing between is the output of the one before it."""
    for fence, following in zip(FENCES, [*FENCES[1:], None], strict=True):
        if fence.kind == "python":
            is_shown = following and following.kind == "text" and not following.before.strip()
            yield Sample(fence.text, fence.place, following.text if following and is_shown else "")


def read_commands() -> Iterator[Sample]:
    """Yield the lines of `sh` samples, and those behind a dollar sign in `console` samples, none twice."""
    seen = set()
    for fence in FENCES:
        if fence.kind == "sh":
            parts = fence.text.splitlines()
        elif fence.kind == "console":
            parts = re.split(r"^\$ ", fence.text, flags=re.MULTILINE)[1:]
        else:
            continue
        for part in parts:
            if part not in seen:
                seen.add(part)
                command, _, shown = part.partition("\n")
                yield Sample(command, fence.place, shown)


def name_of(sample: Sample) -> str:
    return f"{sample.place} {sample.source.splitlines()[0].partition(' #')[0].strip()}"


def without_scores(text: str) -> str:
    return SCORE.sub("0.###", text.strip())


FENCES = list(read_fences())
ALL_COMMANDS = list(read_commands())
TARGETS = [sample for sample in ALL_COMMANDS if sample.source.startswith("make ")]
SCRIPTS = [sample for sample in ALL_COMMANDS if sample not in TARGETS]
PYTHON = list(read_scripts())
RECORDS = [fence for fence in FENCES if fence.kind == "json"]


@pytest.fixture(scope="session")
def some_fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a part of every file of fixtures."""
    folder = tmp_path_factory.mktemp("documents") / "fixtures"
    (folder / "adverts").mkdir(parents=True)
    for path in (REPOSITORY / "fixtures").rglob("*.jsonl"):
        with path.open(encoding="utf-8") as lines:
            some = "".join(islice(lines, 0, None, FIXTURES_STEP))
        (folder / path.relative_to(REPOSITORY / "fixtures")).write_text(some, "utf-8")
    shutil.copy(REPOSITORY / "fixtures" / "demo.txt", folder)
    return folder


@pytest.fixture
def desk(tmp_path: Path, some_fixtures: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which a sample runs, with everything that a sample names."""
    for fence in FENCES:
        if fence.kind.startswith("text "):
            (tmp_path / fence.kind.removeprefix("text ")).write_text(fence.text, "utf-8")
    article = (some_fixtures / "demo.txt").read_text("utf-8")
    (tmp_path / "articles").mkdir()
    for name in ("one.txt", "two.txt"):
        (tmp_path / "articles" / name).write_text(article, "utf-8")
    write_json_lines(tmp_path / "news.jsonl.gz", [{"id": number, "text": article} for number in range(20)])
    gone = {"start": 0, "end": 9, "label": "legal", "score": 0.9, "is_removed": True}
    write_json_lines(tmp_path / "judged.jsonl", [{"text": article, "segments": [gone]}])
    save_model(random_model(), tmp_path / "mymodel", card="# random\n", golden=[article])
    (tmp_path / "fixtures").symlink_to(some_fixtures)
    (tmp_path / "benchmarks").symlink_to(REPOSITORY / "benchmarks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("sample", PYTHON, ids=name_of)
def test_python_sample_runs(sample: Sample) -> None:
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(sample.source, sample.place, "exec"), {"__name__": "sample"})
    if sample.shown:
        assert without_scores(printed.getvalue()) == without_scores(sample.shown)


@pytest.mark.parametrize("sample", SCRIPTS, ids=name_of)
def test_command_runs(sample: Sample, desk: Path) -> None:
    commands_dir = Path(sys.executable).parent
    finished = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", sample.source],
        cwd=desk,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "PATH": f"{commands_dir}{os.pathsep}{os.environ['PATH']}"},
    )
    assert finished.returncode == 0, finished.stdout
    if sample.shown:
        assert without_scores(finished.stdout) == without_scores(sample.shown)


@pytest.mark.parametrize("sample", TARGETS, ids=name_of)
def test_make_has_the_target(sample: Sample) -> None:
    targets = [word for word in sample.source.split()[1:] if "=" not in word]
    assert targets
    assert set(targets) <= set(TARGET.findall((REPOSITORY / "Makefile").read_text("utf-8")))


@pytest.mark.parametrize("fence", RECORDS, ids=lambda fence: fence.place)
def test_record_is_a_labelled_article(fence: Fence) -> None:
    assert parse_article(json.loads(fence.text)).text


def test_no_fence_is_of_a_kind_that_nothing_checks() -> None:
    checked = {"python", "console", "sh", "json", "text"}
    assert {fence.kind.partition(" ")[0] for fence in FENCES} <= checked


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_into_the_repository_lead_somewhere(document: str) -> None:
    for target in LINK.findall((REPOSITORY / document).read_text("utf-8")):
        assert (REPOSITORY / target).exists(), target


def test_the_readme_describes_every_label() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| ([^|]+) \|$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows) == DESCRIPTIONS


def test_the_readme_shows_every_command() -> None:
    text = (REPOSITORY / "README.md").read_text("utf-8")
    assert all(f"cleantext {command} " in text for command in COMMANDS)


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## \[(.+)\]", (REPOSITORY / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == __version__
