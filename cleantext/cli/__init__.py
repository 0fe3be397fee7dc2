"""The command line: one file a command, loaded when the command is used.

Floor 6: may import everything below; click and rich are imported nowhere else.
"""

import os
import sys
from importlib import import_module
from typing import Final

import click

from cleantext import __version__
from cleantext.errors import CleantextError
from cleantext.workers import ONE_THREAD

COMMANDS: Final = {
    "clean": "Cut what does not belong to articles out of them.",
    "inspect": "Show what stays in one article and what goes.",
    "evaluate": "Measure a model on labelled articles.",
    "train": "Train a model on labelled articles.",
    "info": "Say which model is used, and check the installation.",
}
"""Every command with the first line of its help; the module has the same name."""


class Commands(click.Group):
    """A group whose commands are imported on use; the signatures are click's."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command; None lets click say that there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command explains itself: cleantext COMMAND --help",
)
@click.version_option(__version__, message="cleantext %(version)s")
def cleantext() -> None:
    """Take out of articles what does not belong to them.

    Article text goes in; the same text comes out without adverts, subscription
    pleas, menus, share bars, legal lines, bylines and reader comments. What
    stays, stays to the letter.
    """


def main() -> None:
    """Run the command line: an error becomes one line on stderr and exit code 1.

    One thread for numpy's matrix products, unless the caller says otherwise: an
    article's are too small to share, and threads that wait for each other make a
    busy machine many times slower. Parallel work is for ``--jobs``.
    """
    for variable, number in ONE_THREAD.items():
        os.environ.setdefault(variable, number)
    try:
        cleantext(prog_name="cleantext")
    except (CleantextError, OSError) as error:
        click.echo("\n".join([f"Error: {error}", *filter(None, getattr(error, "__notes__", ()))]), err=True)
        sys.exit(1)
