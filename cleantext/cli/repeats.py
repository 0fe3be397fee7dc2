"""Options about what repeats in a collection, and the cleaner they make."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleantext.cleaner import Cleaner
from cleantext.errors import RepeatsError
from cleantext.repeats import Repeats

Function = TypeVar("Function", bound=Callable[..., Any])


def repeats_options(function: Function) -> Function:
    """Add ``--learn-repeats`` and ``--repeats FILE``."""
    for option in (
        click.option(
            "--repeats",
            "repeats_path",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Use what was learnt before. With --learn-repeats: add what is learnt to this file, "
            "which is made if need be.",
        ),
        click.option(
            "--learn-repeats",
            is_flag=True,
            help="Read all articles once before, to learn which paragraphs stand in several of them: "
            "these are likelier to go.",
        ),
    ):
        function = option(function)
    return function


def known_repeats(path: Path | None, *, is_learning: bool) -> Repeats | None:
    """Read the table of repeats; there need not be one yet where it is going to be learnt.

    Raises
    ------
    RepeatsError
        The table cannot be read, or what is learnt could not be written to it.
    """
    if path is not None and is_learning:  # before all articles are read
        nearest = path if path.exists() else path.absolute().parent
        if not os.access(nearest, os.W_OK):
            raise RepeatsError(f"{path} cannot be written: {nearest} is not there, or not yours to write to")
    if path is None or (is_learning and not path.exists()):
        return None
    return Repeats.load(path)


def teach(cleaner: Cleaner, texts: Iterable[str], path: Path | None) -> Cleaner:
    """Let a cleaner learn what repeats, and write that to a file if there is to be one."""
    taught = cleaner.learn_repeats(texts)
    if path is not None:
        taught.repeats.save(path)
    return taught
