"""`clean_files`: files of articles in, the same files cleaned out.

Floor 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cleantext.arguments import as_jobs
from cleantext.cleaner import Cleaner
from cleantext.errors import RecordError, ResumeError
from cleantext.shortcuts import default_cleaner
from cleantext.stream.checkpoint import Notebook, alone, describe_settings, in_the_way
from cleantext.stream.plan import Plan, make_plan
from cleantext.stream.processing import Processor
from cleantext.stream.progress import PACE, Pace, Progress, Summary
from cleantext.stream.run import Run
from cleantext.stream.sources import STANDARD


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How files are cleaned.

    Attributes
    ----------
    field : str
        Field of a JSON object, or column of a table, that holds the article.
    is_jsonl : bool
        Read every file as JSON lines, whatever it is called, also in folders.
    annotate : bool
        Cut nothing, but add a list ``segments`` to every record: start, end (in
        code points), label, score and is_removed of every paragraph.
    explain : bool
        With `annotate`, add what each score comes from; twenty to forty times the work.
    jobs : int
        Processes to use; -1 for one a core.
    resume : bool
        Go on where an interrupted run with the same files, model and options
        stopped; begin anew where there is none. Rules of the cleaner must be
        patterns or functions of a module: no others can be compared.
    rejects : Path or None
        Where to write records that cannot be read, as JSON lines of file, line
        and reason; empty if there are none. By default ``NAME.rejects.jsonl``
        beside an output file, ``cleantext.rejects.jsonl`` in an output folder, and
        none for standard output: the first such record then ends the run.
    """

    field: str = "text"
    is_jsonl: bool = False
    annotate: bool = False
    explain: bool = False
    jobs: int = 1
    resume: bool = False
    rejects: Path | None = None


def clean_files(
    paths: Sequence[str | Path],
    *,
    output: str | Path,
    cleaner: Cleaner | None = None,
    options: FileOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_warning: Callable[[str], None] | None = None,
) -> Summary:
    """Clean files of any size in little memory.

    Parameters
    ----------
    paths : sequence of str or Path
        Text files of one article each, JSON lines (.jsonl), Parquet (.parquet), or
        folders of these; texts and JSON lines may be packed (.gz, .zst). ``-`` is
        standard input.
    output : str or Path
        A folder that takes every file under its own name; or one file for all
        of them, or ``-`` for standard output. Each file has the name
        ``NAME.part`` until it is complete.
    cleaner : Cleaner, optional
        Default: the model that ships with cleantext, in balanced mode.
    options : FileOptions, optional
    on_progress : callable, optional
        Told now and then how far the run is.
    on_warning : callable, optional
        Told of each article of which so much goes that a person should look: file, line or row, and why;
        after an interruption of some again. `Summary.tally` has their number.

    Returns
    -------
    Summary

    Raises
    ------
    RecordError
        A record cannot be read and there is no file for rejects; none could be
        read at all; or a file is damaged. Of several files the others are cleaned
        before that is raised, and the damage is among the rejects.
    ResumeError
        An interrupted run is in the way or cannot be continued, or another run
        writes there now.
    TypeError
        `paths` is a single path.
    MissingLibraryError
        A file needs a library that is not installed.
    WorkerError
        A worker process ended before its work did.
    ValueError
        Paths, output and options do not go together.
    OSError
        A file cannot be read or written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     article = Path(folder, "article.txt")
    ...     _ = article.write_text("The ferry left at six.")
    ...     clean_files([article], output=Path(folder, "cleaned.txt")).tally.n_articles
    1
    """
    options = FileOptions() if options is None else options
    for name, value, kind in (("options", options, FileOptions), ("cleaner", cleaner, Cleaner | None)):
        if not isinstance(value, kind):
            raise TypeError(f"{name} must be a {kind}, not {value!r}")
    plan = plan_files(paths, output=output, options=options)
    summary = run_plan(
        plan,
        cleaner=cleaner or default_cleaner(),
        options=options,
        on_progress=on_progress,
        on_warning=on_warning,
    )
    if summary.damage:
        raise RecordError(f"all other files were cleaned, but {'; '.join(summary.damage)}")
    return summary


def plan_files(paths: Sequence[str | Path], *, output: str | Path, options: FileOptions) -> Plan:
    """Find what `clean_files` would read and write, and whether that goes together.

    Raises
    ------
    RecordError
        A folder holds nothing to read.
    TypeError
        `paths` is a single path.
    ValueError
        Paths, output and options do not go together.
    """
    if isinstance(paths, str | Path):
        raise TypeError(f"clean_files takes a sequence of paths: write [{str(paths)!r}]")
    as_jobs(options.jobs)
    plan = make_plan(
        [Path(path) for path in paths],
        output=Path(output),
        is_folder=str(output).endswith(("/", "\\")),
        is_jsonl=options.is_jsonl,
        rejects=options.rejects,
    )
    if options.annotate and any(source.form == "text" for source in plan.sources):
        raise ValueError("Annotations need records to go into: JSON lines or Parquet, not text.")
    if sum(source.form == "parquet" for source in plan.sources) > 1 and not plan.is_folder:
        from cleantext.stream.parquet import check_columns

        check_columns(plan)
    if options.explain and not options.annotate:
        raise ValueError("Reasons stand in annotations: explain goes with annotate.")
    return plan


def run_plan(
    plan: Plan,
    *,
    cleaner: Cleaner,
    options: FileOptions,
    on_progress: Callable[[Progress], None] | None = None,
    on_warning: Callable[[str], None] | None = None,
    pace: Pace = PACE,
) -> Summary:
    """Do what `plan_files` found, as `clean_files` describes it; the summary tells of damage."""
    processor = Processor(
        cleaner, options.field, options.annotate, options.explain, stops=plan.rejects_path is None
    )
    if plan.is_folder:
        plan.output.mkdir(parents=True, exist_ok=True)
    with alone(plan):
        notebook = _notebook(plan, cleaner, options)
        checkpoint = notebook.open(resume=options.resume) if notebook else None
        run = Run(plan, notebook, checkpoint, on_progress, on_warning or (lambda warning: None))
        return run.go(processor, jobs=options.jobs, pace=pace)


def _notebook(plan: Plan, cleaner: Cleaner, options: FileOptions) -> Notebook | None:
    """Return where the run notes how far it is; None where it cannot be continued."""
    notebook = None
    if plan.resume_path and all(source.path != STANDARD for source in plan.sources):
        settings = describe_settings(
            cleaner, plan, field=options.field, annotate=options.annotate, explain=options.explain
        )
        notebook = Notebook(plan.resume_path, plan, settings)
    elif options.resume:
        raise ResumeError("only a run from files to a file or folder can be continued; leave --resume out")
    elif plan.resume_path and plan.resume_path.exists():
        raise in_the_way(plan.resume_path)
    return notebook
