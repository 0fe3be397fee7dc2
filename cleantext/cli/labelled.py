"""Labelled articles for `evaluate` and `train`, with records that cannot be read named."""

from collections.abc import Sequence
from pathlib import Path

import click

from cleantext.errors import RecordError
from cleantext.records import LabelledArticle, read_articles
from cleantext.tally import counted

RECORDS = click.Path(path_type=Path, exists=True)

skip_errors_option = click.option(
    "--skip-errors",
    is_flag=True,
    help="Name records that cannot be read on standard error and go on without them. "
    "Otherwise the first one ends the command.",
)


def read_labelled(paths: Sequence[Path], *, skip_errors: bool) -> list[LabelledArticle]:
    """Read every labelled article.

    Parameters
    ----------
    paths : sequence of Path
        JSON lines files, or folders of them.
    skip_errors : bool
        Say on standard error which records are left out, and why.

    Raises
    ------
    RecordError
        There is no article at all; or, unless `skip_errors`, a record cannot be read.
    """
    n_skipped = 0

    def skip(error: RecordError) -> None:
        nonlocal n_skipped
        n_skipped += 1
        click.echo(f"Skipped: {error}", err=True)

    articles = list(read_articles(paths, on_error=skip if skip_errors else None))
    if n_skipped:
        click.echo(
            f"{counted(n_skipped, 'record')} skipped, {counted(len(articles), 'article')} read", err=True
        )
    if not articles:
        raise RecordError(f"{', '.join(map(str, paths))}: no labelled article")
    return articles
