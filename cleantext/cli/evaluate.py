"""`cleantext evaluate`: measure a model on labelled articles."""

import json
from dataclasses import replace
from pathlib import Path

import click

from cleantext.cleaner import Cleaner
from cleantext.cli.console import figures_table, labels_table, make_console, sets_table
from cleantext.cli.labelled import RECORDS, read_labelled, skip_errors_option
from cleantext.cli.options import chosen_mode, decision_options, examples
from cleantext.errors import RecordError
from cleantext.modelfolder import default_model_path
from cleantext.records import SPLITS
from cleantext.tally import counted
from cleantext.training.evaluation import measure
from cleantext.training.scoring import score_articles


@click.command(
    epilog=examples(
        ("The model that ships with cleantext", "cleantext evaluate fixtures/ --split test"),
        ("A model of your own, as JSON", "cleantext evaluate labelled.jsonl --model mymodel --json"),
        ("What another threshold would do", "cleantext evaluate labelled.jsonl --threshold 0.8"),
    )
)
@click.argument("paths", metavar="DATA...", nargs=-1, required=True, type=RECORDS)
@click.option(
    "--split",
    type=click.Choice((*SPLITS, "all")),
    metavar="NAME",
    default="all",
    show_default=True,
    help="Measure on the articles of one split only: train, dev or test.",
)
@decision_options
@skip_errors_option
@click.option("--json", "is_json", is_flag=True, help="Print JSON instead of tables.")
def evaluate(
    *,
    paths: tuple[Path, ...],
    split: str,
    mode: str | None,
    threshold: float | None,
    model: Path | None,
    skip_errors: bool,
    is_json: bool,
) -> None:
    """Measure a model on labelled articles.

    DATA are JSON lines of labelled articles, plain or .gz, or folders of such
    files. Precision, recall and F1 are of paragraphs that are not content, at the
    mode's threshold. Content lost is the share of the content's characters that
    goes; an article is harmed if it loses more than 5 % of its own. Average
    precision, and recall at a given loss, hold for any threshold.
    """
    chosen = chosen_mode(mode, threshold)
    cleaner = Cleaner(model, mode=chosen)
    articles = read_labelled(paths, skip_errors=skip_errors)
    if split != "all":
        articles = [article for article in articles if article.split == split]
        if not articles:
            raise RecordError(f"{', '.join(map(str, paths))}: no article of split {split!r}")
    scored = replace(score_articles(cleaner.model, articles), is_eased=isinstance(chosen, str))
    whole = measure(scored, cleaner.threshold)
    by_source, by_view = (
        {
            name or "not said": measure(part, cleaner.threshold)
            for name, part in parts.items()
            if len(parts) > 1
        }
        for parts in (scored.by("source"), scored.by("view"))
    )
    if is_json:
        report = {
            "model": str(model or default_model_path()),
            "mode": chosen if isinstance(chosen, str) else None,
            "split": split,
            **whole.as_dict(),
            "by_source": {name: figures.as_dict() for name, figures in by_source.items()},
            "by_view": {name: figures.as_dict() for name, figures in by_view.items()},
        }
        click.echo(json.dumps(report, indent=1))
        return
    console = make_console()
    size = f"{counted(whole.n_articles, 'article')}, {counted(whole.n_segments, 'paragraph')}"
    named = f"{chosen} mode, " if isinstance(chosen, str) else ""
    console.print(f"{size}; {named}threshold {cleaner.threshold:.4f}", style="bold", soft_wrap=True)
    console.print(figures_table(whole))
    console.print()
    console.print(labels_table(whole.labels))
    for title, sets in (("By source", by_source), ("By view", by_view)):
        if sets:
            console.print(sets_table(title, "", sets))
