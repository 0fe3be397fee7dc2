"""`cleantext clean`: files, standard input or JSON lines in, the same cleaned out."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from cleantext.analysis import Analysis
from cleantext.batches import BATCH_CHARACTERS
from cleantext.cleaner import Cleaner
from cleantext.cli.options import (
    chosen_mode,
    decision_options,
    examples,
    explain_option,
    jobs_option,
    keep_option,
)
from cleantext.cli.reading import STDIN, Article, Source, is_jsonl_name, read_articles
from cleantext.cli.repeats import known_repeats, repeats_options, teach
from cleantext.cli.tally import Tally, counted
from cleantext.cli.writing import SEGMENTS_FIELD, Writer, open_output
from cleantext.errors import RecordError

ROUND_BATCHES: Final = 64
"""Batches that several workers share before the results are written: enough to keep
them busy, few enough to hold in memory."""


@click.command(
    epilog=examples(
        ("One article", "cleantext clean article.txt > cleaned.txt"),
        ("In a pipe", "some-extractor page.html | cleantext clean | wc -w"),
        ("Many files, each under its own name", "cleantext clean articles/*.txt -o cleaned/"),
        ("A corpus, bylines left in", "cleantext clean news.jsonl.gz --keep metadata -o clean.jsonl.gz"),
        ("A site, and what its articles share", "cleantext clean site.jsonl --learn-repeats -o clean.jsonl"),
        ("Verdicts instead of cuts", "cleantext clean news.jsonl --annotate -o judged.jsonl"),
    )
)
@click.argument(
    "files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR/",
    help="Write here instead of to standard output. DIR/, or a folder that exists, takes every file under "
    "its own name. A file is there only once it is complete; one named .gz is packed.",
)
@click.option("--jsonl", "is_jsonl", is_flag=True, help="Read JSON lines, whatever the input is called.")
@click.option("--field", metavar="NAME", help="Field of a JSON object that holds the article. Default: text.")
@click.option(
    "--annotate",
    is_flag=True,
    help=f"Cut nothing, but add a list `{SEGMENTS_FIELD}` to each JSON object: start, end (in code points), "
    "label, score and is_removed of every paragraph.",
)
@explain_option("With --annotate, say of every paragraph")
@decision_options
@keep_option
@repeats_options
@jobs_option(1, "Workers to share JSON lines or many files")
@click.option("-q", "--quiet", is_flag=True, help="Leave out the summary and the progress.")
def clean(
    *,
    files: tuple[Path, ...],
    output: str | None,
    is_jsonl: bool,
    field: str | None,
    annotate: bool,
    explain: bool,
    mode: str | None,
    threshold: float | None,
    model: Path | None,
    keep: tuple[str, ...],
    learn_repeats: bool,
    repeats_path: Path | None,
    jobs: int,
    quiet: bool,
) -> None:
    """Cut what does not belong to articles out of them.

    FILES are text files of one article each, or JSON lines of one article a line
    (named .jsonl or .jsonl.gz, or with --jsonl). Without FILES, or for the
    file -, standard input is read. Everything is UTF-8.

    What stays, stays to the letter, line breaks included. A JSON object keeps
    its other fields, and a line with nothing to cut comes through as it was.
    Several text files become one text with an empty line between two articles,
    unless -o names a folder.

    The articles go to standard output or -o, a summary to standard error.
    """
    sources = [Source(path, is_jsonl or is_jsonl_name(path)) for path in files or (STDIN,)]
    _check_forms(sources, only_jsonl={"--field": field is not None, "--annotate": annotate})
    if explain and not annotate:
        raise click.UsageError("--explain goes with --annotate.")
    places = _find_places(sources, output)
    is_read_here = any(source.path == STDIN for source in sources)
    if learn_repeats and is_read_here:
        raise click.UsageError("--learn-repeats reads everything twice, and standard input cannot be.")
    repeats = known_repeats(repeats_path, is_learning=learn_repeats)
    cleaner = Cleaner(model, mode=chosen_mode(mode, threshold), keep=keep, repeats=repeats)
    if is_read_here and sys.stdin.isatty():
        click.echo("Reading from the terminal; end with Ctrl-D.", err=True)
    if output is not None and _is_folder(output):
        Path(output).mkdir(parents=True, exist_ok=True)

    field = field or "text"
    if learn_repeats:
        texts = (article.text for article in read_articles(sources, field) if article)
        cleaner = teach(cleaner, texts, repeats_path)
    articles = read_articles(sources, field, reserved=SEGMENTS_FIELD if annotate else None)
    judged = _judge(cleaner, articles, jobs, explain=explain)
    tally = Tally()
    progress = _Progress(not quiet and sys.stderr.isatty() and (bool(output) or not sys.stdout.isatty()))
    with progress:
        for path, n_sources in places:
            with open_output(path) as stream:
                writer = Writer(stream, field=field, annotate=annotate)
                for _ in range(n_sources):
                    for article, analysis in iter(lambda: next(judged), None):
                        writer.write(article, analysis)
                        tally.add(analysis)
                        progress.show(tally.n_articles)
    if not quiet:
        n_articles = counted(tally.n_articles, "article")
        verdict = tally.describe("marked" if annotate else "removed")
        click.echo(f"{n_articles}: {verdict}", err=True)


def _check_forms(sources: list[Source], *, only_jsonl: dict[str, bool]) -> None:
    """Refuse options that mean nothing for text, and standard input named twice."""
    for option, is_given in only_jsonl.items():
        if is_given and not all(source.is_jsonl for source in sources):
            raise click.UsageError(f"{option} is for JSON lines; add --jsonl if that is what the input is.")
    if sum(source.path == STDIN for source in sources) > 1:
        raise click.UsageError("Standard input can be read only once.")


def _find_places(sources: list[Source], output: str | None) -> list[tuple[Path | None, int]]:
    """Return where to write (None: standard output), and how many sources each place takes."""
    if output is not None and _is_folder(output):
        if any(source.path == STDIN for source in sources):
            raise click.UsageError("Standard input has no name of its own; give -o a file.")
        counts = Counter(source.path.name for source in sources)
        name, n = counts.most_common(1)[0]
        if n > 1:
            raise click.UsageError(f"{n} files are called {name}; they cannot go into one folder.")
        return [(Path(output) / source.path.name, 1) for source in sources]
    if len({source.is_jsonl for source in sources}) > 1:
        raise click.UsageError("Text and JSON lines do not go into one output; give -o a folder.")
    return [(Path(output) if output else None, len(sources))]


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _judge(
    cleaner: Cleaner, articles: Iterator[Article | None], jobs: int, *, explain: bool
) -> Iterator[tuple[Article, Analysis] | None]:
    """Analyze articles in rounds, passing on the None at the end of each source."""
    n_bytes = BATCH_CHARACTERS if jobs == 1 else BATCH_CHARACTERS * ROUND_BATCHES
    for gathered in _rounds(articles, n_bytes):
        texts = [article.text for article in gathered if article]
        is_small = sum(map(len, texts)) <= BATCH_CHARACTERS
        # all of a round at once: workers are never left with work that no one waits for
        n_jobs = 1 if is_small else jobs
        analyses = iter(list(cleaner.analyze_many(texts, jobs=n_jobs, explain=explain)))
        for article in gathered:
            yield (article, next(analyses)) if article else None


def _rounds(articles: Iterator[Article | None], n_bytes: int) -> Iterator[list[Article | None]]:
    """Gather articles up to a size; what came before an error is still passed on."""
    gathered: list[Article | None] = []
    size = 0
    try:
        for article in articles:
            gathered.append(article)
            size += article.size if article else 0
            if size >= n_bytes:
                yield gathered
                gathered, size = [], 0
    except (RecordError, OSError):
        yield gathered
        raise
    yield gathered


class _Progress:
    """A running count on standard error, from the first second on."""

    def __init__(self, is_shown: bool) -> None:
        self._due = time.monotonic() + 1 if is_shown else float("inf")
        self._width = 0

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)

    def show(self, n_articles: int) -> None:
        """Show how many articles are done, if it is time to."""
        if time.monotonic() >= self._due:
            line = counted(n_articles, "article")
            click.echo("\r" + line, nl=False, err=True)
            self._width = len(line)
            self._due = time.monotonic() + 0.2
