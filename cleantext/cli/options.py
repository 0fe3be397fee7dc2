"""Options that several commands share, and what they make."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from cleantext.arguments import as_jobs
from cleantext.labels import LABELS
from cleantext.model import MODES

if TYPE_CHECKING:
    from cleantext.cleaner import Mode

Function = TypeVar("Function", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path, file_okay=False)


def _between_0_and_1(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is None or 0 <= value <= 1:
        return value
    raise click.BadParameter(f"a threshold lies between 0 and 1, not at {value}")


def decision_options(function: Function) -> Function:
    """Add ``--mode``, ``--threshold`` and ``--model``: how segments are judged."""
    for option in (
        click.option(
            "--model",
            type=FOLDER,
            metavar="DIR",
            help="Model folder that `cleantext train` wrote. Default: the model that ships with cleantext.",
        ),
        click.option(
            "--threshold",
            type=float,
            metavar="SCORE",
            callback=_between_0_and_1,
            help="Remove from this score on, between 0 (everything) and 1, instead of naming a mode.",
        ),
        click.option(
            "--mode",
            type=click.Choice(MODES),
            metavar="MODE",
            help="careful loses at most 0.1 % of the content, as measured when the model was trained; "
            "balanced, the default, at most 0.5 %; thorough finds most. careful and balanced ask less of "
            "a line of less than 4 % of its article and 200 characters. `cleantext info` has the figures.",
        ),
    ):
        function = option(function)
    return function


def rule_options(function: Function) -> Function:
    """Add ``--keep``, ``--always-keep`` and ``--always-remove``: what the caller decides.

    Each can be given several times.
    """
    for option in (
        click.option(
            "--always-remove",
            metavar="PATTERN",
            multiple=True,
            callback=_patterns,
            help="Remove every paragraph in which this regular expression is found.",
        ),
        click.option(
            "--always-keep",
            metavar="PATTERN",
            multiple=True,
            callback=_patterns,
            help="Leave every paragraph in which this regular expression is found; can be given several "
            "times. Neighbours are judged knowing the decision.",
        ),
        click.option(
            "--keep",
            type=click.Choice(LABELS[1:]),
            metavar="LABEL",
            multiple=True,
            help="Leave paragraphs of this label in; can be given several times. "
            f"Labels: {', '.join(LABELS[1:])}.",
        ),
    ):
        function = option(function)
    return function


def _patterns(_: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from cleantext.rules import as_predicates

    try:
        as_predicates(parameter.opts[0], value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return value


def explain_option(what: str) -> Callable[[Function], Function]:
    """Add ``--explain``."""
    return click.option(
        "--explain",
        is_flag=True,
        help=f"{what} what its score comes from: the strongest reasons, each with the log-odds that it adds "
        "(above 0 it speaks for removal). Takes many times as long.",
    )


def chosen_mode(mode: str | None, threshold: float | None) -> "Mode | float":
    """Return what `Cleaner` calls the mode: a name or a threshold.

    Raises
    ------
    click.UsageError
        Both are given.
    """
    if mode and threshold is not None:
        raise click.UsageError("Give --mode or --threshold, not both.")
    return cast("Mode", mode or "balanced") if threshold is None else threshold


def jobs_option(default: int, what: str) -> Callable[[Function], Function]:
    """Add ``--jobs N``."""
    return click.option(
        "--jobs",
        type=int,
        default=default,
        metavar="N",
        show_default=True,
        callback=_n_jobs,
        help=f"{what}; -1 for one a core.",
    )


def _n_jobs(_: click.Context, __: click.Parameter, value: int) -> int:
    try:
        return as_jobs(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def examples(*pairs: tuple[str, str]) -> str:
    """Return an epilog for a command's help: what one wants, and the line that does it."""
    lines = [line for purpose, command in pairs for line in (f"  {purpose}:", f"    {command}")]
    return "\n".join(["\b", "Examples:", *lines])
