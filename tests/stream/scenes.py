"""Folders of input files for runs, and what must come of them."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pyarrow
import pyarrow.parquet
from hypothesis import strategies as st

from cleantext.stream.files import FileOptions, plan_files, run_plan
from cleantext.stream.output import FileOutput
from cleantext.stream.packing import load_zstd
from cleantext.stream.progress import Pace, Summary
from cleantext.stream.run import Run
from tests.models import random_model
from tests.strategies import article_texts, wild_texts

BROKEN_LINES = (
    b"not JSON\n",
    b"[1]\n",
    b'{"title": "One."}\n',
    b'{"text": null}\n',
    b'{"text": "caf\xe9"}\n',
)
WHOLE = Pace(1 << 30, 1 << 30)
"""Everything at once, and nothing noted before the end."""
paces = st.builds(Pace, st.integers(1, 400), st.integers(1, 900))


class Scene(NamedTuple):
    """Files by name, the order they are named in, and the output."""

    files: dict[str, bytes]
    output: str


class CrashError(BaseException):
    """Stands for the end of the process."""


def pack(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(content, mtime=0)
    return bytes(load_zstd().compress(content)) if name.endswith(".zst") else content


def unpack(name: str, content: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.decompress(content)
    return bytes(load_zstd().decompress(content)) if name.endswith(".zst") else content


def write_table(path: Path, texts: list[str | None], row_group_size: int = 3) -> Path:
    table = pyarrow.table({"id": range(len(texts)), "text": pyarrow.array(texts, pyarrow.string())})
    pyarrow.parquet.write_table(table, path, row_group_size=row_group_size, compression="zstd")
    return path


def read_table(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pyarrow.parquet.ParquetFile(path).read().to_pylist()
    return rows


sound_lines = st.builds(
    lambda text, end: json.dumps({"text": text, "n": 1}).encode() + end,
    article_texts | wild_texts,
    st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"]),
)
json_lines = st.lists(st.one_of(sound_lines, sound_lines, st.sampled_from(BROKEN_LINES)), max_size=8).map(
    b"".join
)
json_lines = st.builds(lambda lines, ends: lines if ends else lines.rstrip(), json_lines, st.booleans())
plain_texts = st.one_of(article_texts.map(str.encode), st.just(b"caf\xe9"), st.just(b""))
endings = st.sampled_from(["", ".gz", ".zst"])


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw JSON lines into one file, or files of several forms in a folder."""
    first = b'{"text": "A ferry.\\n\\nShare"}\n'
    if draw(st.booleans()):
        names = [f"{number}.jsonl{draw(endings)}" for number in range(draw(st.integers(1, 3)))]
        output = f"out.jsonl{draw(endings)}"
    else:
        forms = draw(st.lists(st.sampled_from(["txt", "txt", "jsonl"]), min_size=1, max_size=5))
        names = [f"{number}.{form}{draw(endings)}" for number, form in enumerate(forms)]
        output = "out/"
    files = {}
    for number, name in enumerate(names):
        content = draw(json_lines if "jsonl" in name else plain_texts)
        files[name] = pack(name, content if number or "txt" in name else first + content)
    return Scene({"a.txt": b"A goat.", **files} if output == "out/" else files, output)


def _close(run: Run) -> None:
    for stream in (run._output, run._rejects):
        if stream:
            stream.close()


CLEANER_MODEL = random_model()


def lay_out(scene: Scene, folder: Path) -> list[Path]:
    for name, content in scene.files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in scene.files]


def run_scene(scene: Scene, folder: Path, pace: Pace, *, jobs: int = 1, resume: bool = False) -> Summary:
    from cleantext import Cleaner

    paths = [folder / name for name in scene.files]
    options = FileOptions(jobs=jobs, resume=resume)
    output = str(folder / scene.output) + ("/" if scene.output.endswith("/") else "")
    plan = plan_files(paths, output=output, options=options)
    return run_plan(plan, cleaner=Cleaner(CLEANER_MODEL, mode=0.5), options=options, pace=pace)


def results(scene: Scene, folder: Path) -> dict[str, bytes]:
    """Return every file that was not there before, unpacked."""
    return {
        path.relative_to(folder).as_posix(): unpack(path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in scene.files
    }


@contextmanager
def crashing_after(n_steps: int, *, is_killed: bool) -> Iterator[None]:
    """End a run at its n-th step that changes a file; one that is killed cannot tidy up."""
    left = n_steps

    def step(function: Any) -> Any:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                raise CrashError
            return function(*arguments, **options)

        return counted

    with (
        patch.object(os, "fsync", step(os.fsync)),
        patch.object(os, "replace", step(os.replace)),
        patch.object(os, "rename", step(os.rename)),
        patch.object(os, "unlink", step(os.unlink)),
        patch.object(FileOutput, "add", step(FileOutput.add)),
        patch.object(Run, "_fall_back", _close if is_killed else Run._fall_back),
    ):
        yield
