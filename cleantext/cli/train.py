"""`cleantext train`: labelled articles in, a model folder out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from cleantext.cli.console import make_console, modes_table, sets_table
from cleantext.cli.labelled import RECORDS, read_labelled, skip_errors_option
from cleantext.cli.options import FOLDER, examples, jobs_option
from cleantext.modelsaving import check_room
from cleantext.tally import counted
from cleantext.training.inserts import read_advertisers, read_strings


@click.command(
    epilog=examples(
        ("A model from the articles that come with cleantext, in some minutes",
         "cleantext train fixtures/ --adverts fixtures/adverts -o mymodel"),
        ("See what it does", "cleantext inspect article.txt --model mymodel"),
        ("From your own articles, leaving out records that cannot be read",
         "cleantext train labelled.jsonl.gz -o mymodel --name 'My model' --skip-errors"),
    )
)  # fmt: skip
@click.argument("paths", metavar="DATA...", nargs=-1, required=True, type=RECORDS)
@click.option(
    "-o", "--output", "folder", type=FOLDER, metavar="DIR", required=True,
    help="Folder for the model: a new or empty one, or a model to replace.",
)  # fmt: skip
@click.option(
    "--adverts", type=RECORDS, metavar="PATH", multiple=True,
    help="JSON lines of adverts to insert into the articles, or a folder; can be given several times.",
)  # fmt: skip
@click.option(
    "--strings", type=RECORDS, metavar="PATH", multiple=True,
    help="JSON lines of what sites say of cookies, newsletters and the like, and of lines that mark adverts, "
    'in any language: {"label", "lang", "text"}; can be given several times.',
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
    help="The same DATA, options and seed make the same model, byte for byte.",
)  # fmt: skip
@jobs_option(2, "Parts of the training that run side by side")
@click.option(
    "--name",
    metavar="TEXT",
    default="cleantext model",
    show_default=True,
    help="What the card calls the model.",
)
@click.option("--licence", metavar="TEXT", default="", help="Licence of the weights, for the card.")
@skip_errors_option
def train(
    *,
    paths: tuple[Path, ...],
    folder: Path,
    adverts: tuple[Path, ...],
    strings: tuple[Path, ...],
    seed: int,
    jobs: int,
    name: str,
    licence: str,
    skip_errors: bool,
) -> None:
    r"""Train a model on labelled articles.

    DATA are JSON lines of labelled articles, plain or .gz, or folders of such
    files. One line is one article, at the least:

    {"page": "…", "paragraphs": [["content", "…"], ["legal", "…"]]}

    Versions of one page, as several extractors leave it, share its "page" and count
    as one article. A record may also say "site", "split" (train, dev or test),
    "separator" (what stands between paragraphs, "\n" if not said), "lang", "source"
    and "licence". Test articles are left out and dev ones choose the thresholds;
    if no record says dev, a fifth of the sites, drawn at random, is used for that.
    The folder gets the weights, a manifest and a card.
    """
    # scikit-learn takes its time to load, which the help need not wait for
    from cleantext.training.modes import doubt_promises
    from cleantext.training.train import TrainingOptions
    from cleantext.training.train import train as train_model

    check_room(folder)  # before an hour of training
    articles = read_labelled(paths, skip_errors=skip_errors)
    advertisers = list(read_advertisers(adverts))
    interface_strings = list(read_strings(strings))
    options = TrainingOptions(seed=seed, jobs=jobs, name=name, licence=licence)
    counts = [counted(len(articles), "article"), counted(len(advertisers), "advertiser")]
    counts += [counted(len(interface_strings), "interface string")] * bool(interface_strings)
    click.echo(f"Training on {', '.join(counts[:-1])} and {counts[-1]}", err=True)
    with _progress() as show:
        report = train_model(
            articles, advertisers, folder, strings=interface_strings, options=options, on_step=show
        )
    console = make_console()
    console.print(sets_table("Dev articles in balanced mode", "", report.figures))
    console.print(modes_table(report.modes))
    if doubt := doubt_promises(report.modes):
        console.print(doubt, soft_wrap=True)
    console.print(f"The model is in {folder}; read its MODEL_CARD.md.", soft_wrap=True)


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """Show steps on standard error: a bar on a terminal, else a line for each."""
    console = make_console(stderr=True)
    bar = Progress(
        TextColumn("{task.description:<20}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task("starting", total=1.0)

    def show(step: str, share: float) -> None:
        if console.is_terminal:
            bar.update(task, description=step, completed=share)
        else:
            console.print(f"{share:>4.0%} {step}")

    with bar:
        yield show
