"""`cleantext clean`: files, folders or standard input in, the same cleaned out."""

import sys
from pathlib import Path

import click

from cleantext.cleaner import Cleaner
from cleantext.cli.options import (
    chosen_mode,
    decision_options,
    examples,
    explain_option,
    jobs_option,
    rule_options,
)
from cleantext.cli.progress import show_progress
from cleantext.cli.repeats import known_repeats, repeats_options, teach
from cleantext.errors import CleantextError, ResumeError
from cleantext.stream.files import FileOptions, plan_files, run_plan
from cleantext.stream.plan import Plan
from cleantext.stream.processing import SEGMENTS_FIELD
from cleantext.stream.sources import STANDARD
from cleantext.stream.texts import read_texts
from cleantext.tally import counted

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended, as shells have it."""


@click.command(
    epilog=examples(
        ("One article", "cleantext clean article.txt > cleaned.txt"),
        ("In a pipe", "some-extractor page.html | cleantext clean | wc -w"),
        ("A folder with all its folders", "cleantext clean articles/ -o cleaned/"),
        ("A corpus, bylines left in", "cleantext clean news.jsonl.gz --keep metadata -o clean.jsonl.zst"),
        ("The rest, after an interruption", "cleantext clean big.parquet -o out.parquet --jobs 2 --resume"),
        ("A site, and what its articles share", "cleantext clean site.jsonl --learn-repeats -o clean.jsonl"),
        ("A site's own plea", "cleantext clean site.jsonl --always-remove '^Friends of the Gazette'"),
        ("Verdicts instead of cuts", "cleantext clean news.jsonl --annotate -o judged.jsonl"),
    )
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR/",
    default="-",
    help="Write here instead of to standard output. DIR/, or a folder that exists, takes every file under "
    "its own name, and so does any name that ends otherwise than in .txt, .jsonl, .ndjson or .parquet where "
    "FILES hold a folder. A file is called FILE.part until it is complete; one named .gz or .zst is packed.",
)
@click.option(
    "--jsonl",
    "is_jsonl",
    is_flag=True,
    help="Read JSON lines, whatever the input is called; of a folder, every file.",
)
@click.option(
    "--field",
    metavar="NAME",
    help="Field of a JSON object, or column of a table, that holds the article. Default: text.",
)
@click.option(
    "--annotate",
    is_flag=True,
    help=f"Cut nothing, but add a list `{SEGMENTS_FIELD}` to each record: start, end (in code points), "
    "label, score and is_removed of every paragraph.",
)
@explain_option("With --annotate, say of every paragraph")
@decision_options
@rule_options
@repeats_options
@jobs_option(1, "Processes to share the work")
@click.option(
    "--resume",
    is_flag=True,
    help="Go on where the same command was interrupted; begin anew where it was not.",
)
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write records that cannot be read here, as JSON lines of file, line, reason and, of JSON lines, "
    "the record; empty if there are none. Default: FILE.rejects.jsonl beside the output, "
    "DIR/cleantext.rejects.jsonl in a folder. For standard output there is none: the first such record ends "
    "the command.",
)
@click.option(
    "--warn",
    is_flag=True,
    help="Name on standard error every article of which so much goes that a person should look, and why: "
    "most of its text, or three long paragraphs in a row.",
)
@click.option("-q", "--quiet", is_flag=True, help="Leave out the summary and the progress.")
def clean(
    *,
    files: tuple[Path, ...],
    output: str,
    is_jsonl: bool,
    field: str | None,
    annotate: bool,
    explain: bool,
    mode: str | None,
    threshold: float | None,
    model: Path | None,
    keep: tuple[str, ...],
    always_keep: tuple[str, ...],
    always_remove: tuple[str, ...],
    learn_repeats: bool,
    repeats_path: Path | None,
    jobs: int,
    resume: bool,
    rejects: Path | None,
    warn: bool,
    quiet: bool,
) -> None:
    """Cut what does not belong to articles out of them.

    FILES are text files of one article each, JSON lines of one article a line
    (named .jsonl or .ndjson, or with --jsonl), Parquet (.parquet), or folders of these.
    Texts and JSON lines may be packed (.gz, .zst). Without FILES, or for the
    file -, standard input is read. Everything is UTF-8.

    What stays, stays to the letter, line breaks included, and so do the other
    fields of a record. Only a byte order mark before JSON lines goes.
    Several text files become one text with an empty line between two articles,
    unless -o names a folder. Where -o names the input, the whole result takes its
    place once it is complete.

    The articles go to standard output or -o, a summary to standard error. Where
    one of several files is damaged, the others are cleaned, what came before
    the damage is in the common output, or FILE.part of DIR/, and the exit
    status is 1.
    """
    article_field = "text" if field is None else field
    options = FileOptions(article_field, is_jsonl, annotate, explain, jobs, resume, rejects)
    plan = _plan(files or (STANDARD,), output, options, is_field_given=field is not None)
    is_read_here = any(source.path == STANDARD for source in plan.sources)
    _check_streams(output, is_read_here=is_read_here)
    _check_repeats(plan, repeats_path, is_learning=learn_repeats)
    repeats = known_repeats(repeats_path, is_learning=learn_repeats)
    if is_read_here and sys.stdin.isatty():
        click.echo("Reading from the terminal; end with Ctrl-D.", err=True)
    if plan.n_passed_over and not quiet:
        click.echo(f"{counted(plan.n_passed_over, 'file')} of other kinds passed over", err=True)
    has_terminal = sys.stderr is not None and sys.stderr.isatty()
    is_shown = not quiet and has_terminal and (output != "-" or not sys.stdout.isatty())
    try:
        cleaner = Cleaner(
            model,
            mode=chosen_mode(mode, threshold),
            keep=keep,
            always_keep=always_keep,
            always_remove=always_remove,
            repeats=repeats,
        )
        if learn_repeats:
            cleaner = teach(cleaner, read_texts(plan, cleaner, options.field), repeats_path)
        with show_progress(is_shown) as display:
            summary = run_plan(
                plan,
                cleaner=cleaner,
                options=options,
                on_progress=display.on_progress,
                on_warning=(lambda warning: display.say(f"Warning: {warning}")) if warn else None,
            )
    except KeyboardInterrupt:
        click.echo(f"Interrupted. {_how_to_go_on(plan) or 'Nothing was kept.'}", err=True)
        sys.exit(INTERRUPTED)
    except (CleantextError, OSError) as error:
        if not isinstance(error, ResumeError):
            error.add_note(_how_to_go_on(plan))
        raise
    if summary.n_rejected:
        n_rejected = counted(summary.n_rejected, "record")
        click.echo(f"{n_rejected} could not be read: see {summary.rejects_path}", err=True)
    if not quiet:
        n_articles = counted(summary.tally.n_articles, "article")
        click.echo(f"{n_articles}: {summary.tally.describe('marked' if annotate else 'removed')}", err=True)
        if summary.tally.n_warned:
            hint = "" if warn else ": --warn names them"
            n_warned = counted(summary.tally.n_warned, "article")
            lost = "would lose" if annotate else "lost"
            click.echo(f"{n_warned} {lost} so much that a person should look{hint}", err=True)
    for damage in summary.damage:
        click.echo(f"Error: {damage}", err=True)
    if summary.damage:
        sys.exit(1)


def _check_streams(output: str, *, is_read_here: bool) -> None:
    """Refuse to read or write what the caller has closed: the next file opened would stand in its place."""
    if is_read_here and sys.stdin is None:
        raise click.UsageError("Standard input is closed; name a file.")
    if output == "-" and sys.stdout is None:
        raise click.UsageError("Standard output is closed; name a file with -o.")


def _plan(files: tuple[Path, ...], output: str, options: FileOptions, *, is_field_given: bool) -> Plan:
    """Find what to do; what cannot be meant is a usage error."""
    if not output:
        raise click.UsageError("The name of the output is empty; write - for standard output.")
    try:
        plan = plan_files(files, output=output, options=options)
    except CleantextError:
        raise
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if is_field_given and any(source.form == "text" for source in plan.sources):
        raise click.UsageError("--field is for records; add --jsonl if that is what the input is.")
    return plan


def _check_repeats(plan: Plan, path: Path | None, *, is_learning: bool) -> None:
    """Refuse to learn from what cannot be read twice, or not when an interrupted run goes on."""
    if path and path.resolve() in plan.targets:
        raise click.UsageError(f"The articles would be written over the table of repeats {path}.")
    targets = plan.targets if is_learning else frozenset()
    for source in plan.sources if is_learning else ():
        if source.path == STANDARD or (source.path.exists() and not source.path.is_file()):
            raise click.UsageError(f"--learn-repeats reads everything twice, and {source.name} cannot be.")
        if source.path.resolve() in targets:
            raise click.UsageError(
                f"--learn-repeats learns from {source.name}, which the output replaces: an interrupted run "
                "could not learn the same again. Name another output."
            )


def _how_to_go_on(plan: Plan) -> str:
    """Say what an interrupted run left, if it left anything."""
    if plan.resume_path is None or not plan.part_path.exists():
        return ""
    if not plan.resume_path.exists():
        return "" if plan.is_folder else f"What was cleaned until then is in {plan.part_path}."
    return f"What was cleaned until then is in {plan.part_path}; the same command with --resume goes on."
