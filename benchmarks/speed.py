"""Measure how fast cleantext is, beside its peers on the same texts.

Run it from the repository: ``python benchmarks/speed.py --help``.
"""

import json
import os
import platform
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click
import numpy as np
from rich.console import Console
from threadpoolctl import threadpool_limits

from benchmarks.gate import hold, read_gate
from benchmarks.peers import PEERS
from benchmarks.progress import show_steps
from benchmarks.sets import FIXTURES_DIR
from benchmarks.timing.articles import (
    MB,
    Bench,
    measure_article,
    measure_length,
    measure_load,
    measure_paragraphs,
    measure_throughput,
)
from benchmarks.timing.commands import (
    ONE_THREAD,
    ProgramError,
    measure_cold,
    measure_stream,
    measure_training,
)
from benchmarks.timing.methods import make_methods
from benchmarks.timing.plot import draw, read_quality
from benchmarks.timing.report import Report, Section
from benchmarks.timing.stages import measure_stages
from benchmarks.timing.tables import WIDTH, print_report
from benchmarks.timing.texts import read_shuffled, size_of
from cleantext import Cleaner
from cleantext.errors import CleantextError
from cleantext.modelfolder import default_model_path

GATE_PATH: Final = Path(__file__).parent / "speed-gate.json"
FULL_BYTES: Final = 1_000 * MB
SECTIONS: Final[Mapping[str, Callable[[Bench], Section]]] = MappingProxyType({
    "throughput": measure_throughput,
    "article": measure_article,
    "stages": measure_stages,
    "length": measure_length,
    "paragraphs": measure_paragraphs,
    "load": measure_load,
    "cold": measure_cold,
    "stream": measure_stream,
    "training": measure_training,
})  # fmt: skip
_WITH_PEERS: Final = {"throughput", "article"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--only", default="", metavar="A,B", help=f"Only these sections of: {', '.join(SECTIONS)}.")
@click.option("--peers", default=",".join(PEERS), metavar="A,B", show_default=True,
              help="Peers to time; an empty string for none.")  # fmt: skip
@click.option("--texts", "paths", type=click.Path(path_type=Path, exists=True), multiple=True,
              help="Labelled articles to time, not the fixtures; may be given several times.")  # fmt: skip
@click.option(
    "--model", "model_dir", type=click.Path(path_type=Path), help="Model folder; else the shipped one."
)
@click.option("--rounds", "n_rounds", type=click.IntRange(min=1), default=5, show_default=True,
              help="Rounds that the medians are over.")  # fmt: skip
@click.option("--size", type=click.FloatRange(min=0, min_open=True), default=2, show_default=True,
              help="MB of articles to time.")  # fmt: skip
@click.option("--stream", "stream_size", type=click.FloatRange(min=0, min_open=True), default=300,
              show_default=True, help="MB of JSON lines to clean with the command.")  # fmt: skip
@click.option("--full", "is_full", is_flag=True, help="Measure memory on 1 GB of JSON lines.")
@click.option("--seed", default=0, show_default=True, help="Of the order of the articles.")
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures to this file.")
@click.option("--plot", "plot_path", type=click.Path(path_type=Path),
              help="Draw throughput against quality into this file; needs --quality.")  # fmt: skip
@click.option("--quality", "quality_path", type=click.Path(path_type=Path, exists=True),
              help="What `benchmarks/quality.py --peers --json` wrote.")  # fmt: skip
@click.option("--quality-set", default="pages-dev", show_default=True, help="The set to draw.")
@click.option(
    "--gate", "gate_path", type=click.Path(path_type=Path), default=GATE_PATH, help="The gate file."
)
@click.option("--check", "is_check", is_flag=True, help="Fail where a ratio is worse than the gate allows.")
@click.option("--raise", "is_raise", is_flag=True, help="Tighten the gate to what was measured.")
def main(
    only: str, peers: str, paths: tuple[Path, ...], model_dir: Path | None, n_rounds: int, size: float,
    stream_size: float, is_full: bool, seed: int, json_path: Path | None, plot_path: Path | None,
    quality_path: Path | None, quality_set: str, gate_path: Path, is_check: bool, is_raise: bool,
) -> None:  # fmt: skip
    """Time cleantext and its peers: tables, JSON, a plot and a gate.

    Everything runs on one core but what names two processes. Peers that are not
    installed are skipped with a line.
    """
    try:
        chosen = _choose(only, SECTIONS, "section") or list(SECTIONS)
        peer_names = _choose(peers, PEERS, "peer") if _WITH_PEERS & set(chosen) else []
        if plot_path and not (quality_path and "throughput" in chosen):
            raise ValueError("--plot needs --quality and the section throughput")
        quality = read_quality(quality_path, quality_set) if quality_path else {}
        gate = read_gate(gate_path)
        articles = read_shuffled(paths or (FIXTURES_DIR,), seed=seed)
        model_path = model_dir or default_model_path()
        cleaner = Cleaner(model_path)
    except (CleantextError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    os.environ.update(ONE_THREAD)
    names = ", ".join(path.name for path in paths) or "the fixtures"
    n_paragraphs = sum(len(article.paragraphs) for article in articles)
    mean = sum(map(size_of, articles)) / n_paragraphs
    report = Report(_describe_machine(), f"articles of {names}, {mean:.0f} bytes a paragraph")
    stream_bytes = int(stream_size * MB)
    with show_steps() as step:
        methods, report.notes[:] = make_methods(peer_names, cleaner, step=step)
        bench = Bench(
            articles, cleaner, methods, model_path, model_dir is None, n_rounds, int(size * MB), stream_bytes,
            max(FULL_BYTES, stream_bytes) if is_full else stream_bytes, step=step,
        )  # fmt: skip
        try:
            with threadpool_limits(1):
                for name in chosen:
                    report.sections[name] = SECTIONS[name](bench)
                    if json_path:  # after each, for a run that is broken off
                        json_path.write_text(json.dumps(report.as_dict(), indent=1) + "\n", encoding="utf-8")
        except ProgramError as error:
            raise click.ClickException(str(error)) from error
    console = Console()
    print_report(report, console if console.is_terminal else Console(width=WIDTH), limits=gate.limits)
    if plot_path:
        try:
            draw(report, quality, quality_set, plot_path)
        except ImportError as error:
            raise click.ClickException(f"{error}; pip install -e '.[peers]' installs it") from error
    hold(gate, gate_path, report.figures, is_check=is_check, is_raise=is_raise)


def _choose(names: str, known: Iterable[str], kind: str) -> list[str]:
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := set(chosen) - set(known):
        raise ValueError(f"no {kind} is called {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return [name for name in known if name in chosen]


def _describe_machine() -> dict[str, str]:
    """Say what ratios may depend on."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": f"{os.cpu_count()} cores",
        "python": f"Python {platform.python_version()}",
        "numpy": f"numpy {np.__version__}",
    }


if __name__ == "__main__":
    main()
