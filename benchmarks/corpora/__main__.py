"""The command that rebuilds the corpus: ``python -m benchmarks.corpora --help``."""

import gzip
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import reduce
from pathlib import Path
from typing import Final

import click
from rich.progress import track

from benchmarks.corpora.building import Builder, Tally
from benchmarks.corpora.hashes import FURTHER_LABELS_PATH, LABELS_PATH, read_page_labels
from benchmarks.corpora.sources import SOURCES, Source
from benchmarks.corpora.views import find_versions, load_extractors
from cleantext.cli.console import make_console, make_table
from cleantext.errors import CleantextError

SPLITS: Final = ("train", "dev", "test", "other")
"""To learn from, to choose by, to measure on; and front pages, shops and forms, which teach nothing more
about articles. Source: benchmarks/EXPERIMENTS.md, rows 74, 75, 78 and 79."""


def _add_sources(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for the checkout of each source."""

    def add(command: Callable[..., None], source: Source) -> Callable[..., None]:
        of_distribution = f", or {source.distribution} unpacked" if source.distribution else ""
        return click.option(
            f"--{source.option}",
            type=click.Path(path_type=Path, exists=True, file_okay=False),
            help=f"Checkout of {source.project}{of_distribution}.",
        )(command)

    return reduce(add, reversed(SOURCES), command)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@_add_sources
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              required=True, help="Folder for pages-train.jsonl.gz and the like of each split.")  # fmt: skip
@click.option("--json", "json_path", type=click.Path(path_type=Path), help="Write all figures to this file.")
def main(folder: Path, json_path: Path | None, **checkouts: Path | None) -> None:
    """Rebuild the corpus of real pages from checkouts of its public sources.

    Any of the sources will do. Pages that are not in a checkout, or are no longer
    what was read, are left out and counted.
    """
    chosen = {source: path for source in SOURCES if (path := checkouts[source.option.replace("-", "_")])}
    if not chosen:
        raise click.UsageError(f"name a checkout of at least one source: --{SOURCES[0].option} PATH, …")
    try:
        builders = {
            source.name: Builder(source, path, load_extractors(with_comments=source.with_comments))
            for source, path in chosen.items()
        }
        paths = (LABELS_PATH, FURTHER_LABELS_PATH)
        known = [each for path in paths for each in read_page_labels(path) if each.source in builders]
    except ImportError as error:
        raise click.ClickException(f"{error}; pip install -e '.[corpora]' installs it") from error
    except CleantextError as error:
        raise click.ClickException(str(error)) from error
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {split: _open(folder / f"pages-{split}.jsonl.gz", stack) for split in SPLITS}
        for each in track(known, "reading pages", console=make_console(stderr=True), transient=True):
            for row in builders[each.source].build(each):
                file = files[row["split"]]
                if row["split"] == "other":  # which is no split: whoever trains on the folder leaves it alone
                    row["split"] = "test"
                file.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
    tallies = {name: builder.tally for name, builder in builders.items()}
    if json_path:
        report = {
            "extractors": find_versions(),
            "sources": {name: tally.as_dict() for name, tally in tallies.items()},
        }
        json_path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(tallies)


def _open(path: Path, stack: ExitStack) -> gzip.GzipFile:
    """Open a gzip file that is the same, byte for byte, whenever it is written."""
    raw = stack.enter_context(path.open("wb"))
    return stack.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0))


def _print(tallies: Mapping[str, Tally]) -> None:
    """Print what became of each source."""
    table = make_table(
        "The corpus, rebuilt",
        "source",
        ("pages", "not\nthere", "changed", "built", "rows",
         "paragraphs\nread", "with\nlabel", "in other\nviews", "with\nlabel"),
    )  # fmt: skip
    for name, each in tallies.items():
        pages = (each.n_pages, len(each.missing), len(each.changed), each.n_built)
        table.add_row(
            name, *(f"{count:,}" for count in (*pages, each.n_rows, each.n_labels)),
            _share(each.n_labels_found, each.n_labels),
            f"{each.n_carried_to:,}", _share(each.n_carried, each.n_carried_to),
        )  # fmt: skip
    console = make_console()
    console.print(table)
    for failure in (failure for each in tallies.values() for failure in each.failed):
        console.print(f"left out: {failure}", soft_wrap=True)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


if __name__ == "__main__":
    main()
