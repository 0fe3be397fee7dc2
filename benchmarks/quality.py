"""Measure how well cleantext finds what does not belong, beside its peers.

Run it from the repository: ``python benchmarks/quality.py --help``.
"""

import json
from pathlib import Path

import click
from rich.console import Console

from benchmarks.gate import GATE_PATH, hold, read_gate
from benchmarks.measuring import REFERENCE, Options, measure_peers, measure_sets, score_layouts
from benchmarks.peers import PEERS
from benchmarks.progress import show_steps
from benchmarks.report import Report
from benchmarks.sets import CORPUS_DIR, SETS, choose_sets
from benchmarks.tables import WIDTH, print_report
from cleantext.errors import CleantextError
from cleantext.model import MODES
from cleantext.modelfolder import default_model_path, load_model


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--corpus", type=click.Path(path_type=Path), default=CORPUS_DIR, help="Folder of the corpus.")
@click.option(
    "--model", "model_dir", type=click.Path(path_type=Path), help="Model folder; else the shipped one."
)
@click.option("--mode", type=click.Choice(MODES), default="balanced", show_default=True)
@click.option("--sets", default="", metavar="A,B", help=f"Only these of: {', '.join(s.name for s in SETS)}.")
@click.option("--limit", type=click.IntRange(min=0), default=0, help="Draw so many articles of each file.")
@click.option("--bootstrap", "n_draws", type=click.IntRange(min=0), default=200, show_default=True,
              help="Draws of pages for the intervals; 0 for none.")  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Of every draw.")
@click.option("--full", "is_full", is_flag=True, help="Also breakdowns, and confusion by label.")
@click.option("--peers", is_flag=False, flag_value=",".join(PEERS), default="", metavar="[A,B]",
              help=f"Also these of: {', '.join(PEERS)}; all where none is named.")  # fmt: skip
@click.option("--peer-articles", "n_lessons", type=click.IntRange(min=0), default=3000, show_default=True,
              help="Articles that peers are trained on; 0 for all.")  # fmt: skip
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures to this file.")
@click.option(
    "--gate", "gate_path", type=click.Path(path_type=Path), default=GATE_PATH, help="The gate file."
)
@click.option("--check", "is_check", is_flag=True, help="Fail where a figure is worse than the gate allows.")
@click.option("--raise", "is_raise", is_flag=True, help="Tighten the gate to what was measured.")
def main(
    corpus: Path, model_dir: Path | None, mode: str, sets: str, limit: int, n_draws: int, seed: int,
    is_full: bool, peers: str, n_lessons: int, json_path: Path | None, gate_path: Path,
    is_check: bool, is_raise: bool,
) -> None:  # fmt: skip
    """Measure cleantext on the corpus and the fixtures: a table, JSON, and a gate.

    Figures are of not-content. Sets and peers that are not there are skipped
    with a line.
    """
    options = Options(corpus, limit, n_draws, seed, is_full, n_lessons)
    model_path = model_dir or default_model_path()
    peer_names = _split(peers)
    try:
        chosen = choose_sets(_split(sets))
        if unknown := set(peer_names) - set(PEERS):
            raise ValueError(f"no peer is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
        gate = read_gate(gate_path) if is_check or is_raise else None
        if gate and (limit or mode != gate.mode):
            raise ValueError(f"the gate holds for {gate.mode} mode and all articles, without --limit")
        model = load_model(model_path)
    except (CleantextError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    report = Report(model_path.resolve().name, mode, model.threshold(mode), limit, n_draws)
    layouts = [each.layout for each in chosen] + ([REFERENCE] if peer_names else [])
    with show_steps() as step:
        scored = score_layouts(model, layouts, report, options, step)
        measure_sets(chosen, scored, report, options, step)
        measure_peers(peer_names, scored, report, options, step)
    console = Console()
    print_report(report, console if console.is_terminal else Console(width=WIDTH), is_full=is_full)
    if json_path:
        json_path.write_text(json.dumps(report.as_dict(), indent=1) + "\n", encoding="utf-8")
    if gate:
        hold(gate, gate_path, report.figures, is_check=is_check, is_raise=is_raise)


if __name__ == "__main__":
    main()
