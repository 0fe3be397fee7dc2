"""Sections measured on programs of their own: cold start, streams, training.

Everything goes through the
installed command, each time in a fresh process; see `launch`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from filecmp import cmp
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.sets import FIXTURES_DIR
from benchmarks.timing import launch
from benchmarks.timing.articles import ARTICLE_BYTES, MB, Bench
from benchmarks.timing.report import Row, Section
from benchmarks.timing.rounds import ratio
from benchmarks.timing.texts import make_articles
from cleantext.records import LabelledArticle

ONE_THREAD: Final = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
"""Variables that keep numeric libraries on one core, for programs that start with them."""
COMMAND: Final = str(Path(sys.executable).with_name("cleantext"))
COLD_TIMES: Final = 3
"""Cold starts a round: they are short, and vary more than anything else."""
_CLEAN: Final = "import sys, cleantext; cleantext.clean(open(sys.argv[1], encoding='utf-8').read())"
_CLEAN_WITH: Final = (
    "import sys, cleantext; cleantext.Cleaner(sys.argv[2]).clean(open(sys.argv[1], encoding='utf-8').read())"
)


class Ran(NamedTuple):
    """What a program took.

    Attributes
    ----------
    seconds : float
    peak_bytes : int
        Most memory that it, or one of the programs it started, held at a time.
    """

    seconds: float
    peak_bytes: int


class ProgramError(RuntimeError):
    """A program that was to be timed failed."""


def run_program(*words: object) -> Ran:
    """Run a program in a fresh process on one thread a library.

    Raises
    ------
    ProgramError
        It failed; the message has the end of what it wrote to standard error.
    """
    done = subprocess.run(
        [sys.executable, launch.__file__, *map(str, words)],
        capture_output=True, text=True, check=False, env={**os.environ, **ONE_THREAD},
    )  # fmt: skip
    if done.returncode:
        raise ProgramError(f"{words[0]} failed with {done.returncode}: {done.stderr[-2000:]}")
    return Ran(**json.loads(done.stdout))


def measure_cold(bench: Bench) -> Section:
    """Time programs that import and clean one article, against one that imports numpy."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(make_articles(bench.articles, ARTICLE_BYTES, 1)[0].text, "utf-8", newline="")
        python = partial(run_program, sys.executable, "-c")
        clean = partial(python, _CLEAN, path) if bench.is_default_model else partial(
            python, _CLEAN_WITH, path, bench.model_path
        )  # fmt: skip
        programs = {
            'python -c "pass"': partial(python, "pass"),
            'python -c "import numpy"': partial(python, "import numpy"),
            'python -c "import cleantext"': partial(python, "import cleantext"),
            "the same, and clean one article": clean,
            "cleantext --version": partial(run_program, COMMAND, "--version"),
            "cleantext clean article.txt": partial(
                run_program, COMMAND, "clean", path, "--quiet", *_model(bench)
            ),
        }
        ran: dict[str, list[Ran]] = {name: [] for name in programs}
        for turn in range(bench.n_rounds * COLD_TIMES + 1):
            for name, program in programs.items():
                bench.step(f"cold start: {name}")
                if turn:
                    ran[name].append(program())
                else:
                    program()
    seconds = {name: _seconds(each) for name, each in ran.items()}
    numpy = seconds['python -c "import numpy"']
    rows: list[Row] = [
        {
            "program": name,
            "median, ms": float(np.median(each)) * 1000,
            "slowest": float(each.max()) * 1000,
            "peak, MB": max(one.peak_bytes for one in ran[name]) / MB,
            "against import numpy, x": ratio(each, numpy),
        }
        for name, each in seconds.items()
    ]
    clean_seconds = seconds["the same, and clean one article"]
    return Section("Cold start", tuple(rows), {"cold_numpy": ratio(clean_seconds, numpy)})


def measure_stream(bench: Bench) -> Section:
    """Clean JSON lines with one process and with two, and see how much memory it takes.

    Raises
    ------
    ProgramError
        The command failed, or two processes wrote something else than one.
    """
    notes, rows, ratios = [], list[Row](), {}
    n_jobs = (1, 2) if (os.cpu_count() or 1) > 1 else (1,)
    if len(n_jobs) == 1:
        notes.append("two processes skipped: there is one core only")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        n_bytes = write_articles(source, bench.articles, bench.stream_bytes)
        ran: dict[int, list[Ran]] = {jobs: [] for jobs in n_jobs}
        for turn in range(bench.n_rounds):
            for jobs in n_jobs if turn % 2 == 0 else n_jobs[::-1]:
                bench.step(f"stream: {jobs} of {max(n_jobs)} processes, round {turn + 1}")
                ran[jobs].append(_clean_file(bench, source, jobs))
        for jobs, each in ran.items():
            rows.append(_stream_row(jobs, n_bytes, each))
        if len(n_jobs) > 1:
            if not cmp(_output(source, 1), _output(source, 2), shallow=False):
                raise ProgramError("two processes wrote something else than one")
            ratios["two_jobs"] = ratio(_seconds(ran[1]), _seconds(ran[2]))
        peak = max(one.peak_bytes for one in ran[1])
        if bench.memory_bytes > bench.stream_bytes:
            bench.step("stream: peak memory")
            for old in (_output(source, jobs) for jobs in n_jobs):
                old.unlink()
            n_bytes = write_articles(source, bench.articles, bench.memory_bytes)
            large = _clean_file(bench, source, 1)
            rows.append(_stream_row(1, n_bytes, [large]))
            peak = large.peak_bytes
        ratios["peak_memory"] = peak / MB
    return Section("JSON lines through the command", tuple(rows), ratios, tuple(notes))


def write_articles(path: Path, articles: Sequence[LabelledArticle], n_bytes: int) -> int:
    """Write articles as JSON lines, again and again, until the file is so large; return its size."""
    lines = [json.dumps({"text": each.text}, ensure_ascii=False).encode() + b"\n" for each in articles]
    size = number = 0
    with path.open("wb") as file:
        while size < n_bytes:
            size += file.write(lines[number % len(lines)])
            number += 1
    return size


def measure_training(bench: Bench) -> Section:
    """Time `cleantext train` on the fixtures."""
    bench.step("training on the fixtures")
    with TemporaryDirectory() as folder:
        ran = run_program(
            COMMAND,
            "train",
            FIXTURES_DIR,
            "--adverts",
            FIXTURES_DIR / "adverts",
            "-o",
            Path(folder) / "model",
        )
    row = {"articles": "the fixtures", "seconds": ran.seconds, "peak, MB": ran.peak_bytes / MB}
    return Section("Training", (row,))


def _clean_file(bench: Bench, source: Path, jobs: int) -> Ran:
    words = ["clean", source, "-o", _output(source, jobs), "--quiet", *_model(bench)]
    return run_program(COMMAND, *words, "--jobs", jobs)


def _output(source: Path, jobs: int) -> Path:
    return source.with_name(f"cleaned-{jobs}.jsonl")


def _model(bench: Bench) -> tuple[object, ...]:
    return () if bench.is_default_model else ("--model", bench.model_path)


def _stream_row(jobs: int, n_bytes: int, ran: Sequence[Ran]) -> Mapping[str, str | float]:
    middle = float(np.median(_seconds(ran)))
    return {
        "processes": jobs,
        "MB": n_bytes / MB,
        "seconds": middle,
        "MB/s": n_bytes / MB / middle,
        "peak of the largest, MB": max(one.peak_bytes for one in ran) / MB,
    }


def _seconds(ran: Sequence[Ran]) -> NDArray[np.float64]:
    return np.array([one.seconds for one in ran])
