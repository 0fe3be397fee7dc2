"""`cleantext info`: version, model, and whether the installation is sound."""

import json
import re
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any, Final

import click

from cleantext import __version__
from cleantext.cli.console import make_console, modes_table
from cleantext.cli.options import FOLDER, examples
from cleantext.errors import ModelError
from cleantext.modelfolder import MANIFEST_NAME, default_model_path, load_model, read_manifest, verify_golden
from cleantext.tally import counted
from cleantext.training.modes import doubt_promises

DISTRIBUTION: Final = "cleantext-segments"


@click.command(
    epilog=examples(
        ("What is installed", "cleantext info"),
        ("Exit code 0 if all is sound, 1 if not", "cleantext info --verify"),
        ("What a model of your own was trained on", "cleantext info --model mymodel"),
    )
)
@click.option(
    "--model",
    type=FOLDER,
    metavar="DIR",
    help="Model folder. Default: the model that ships with cleantext.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="Read every file of the model, compare its SHA-256, score the articles whose scores it stores, "
    "and look for packages that clash with this one.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
def info(*, model: Path | None, verify: bool, is_json: bool) -> None:
    """Say which model is used, and check the installation.

    Shows the version, the model's folder and size, what it was trained on, and
    for each mode the threshold with what it costs and finds. The exit code is 1
    if the model cannot be used, or if --verify finds anything wrong.
    """
    folder = model or default_model_path()
    report = _describe(folder, read_manifest(folder))
    clashes = [_advice(name) for name in find_clashes()]
    damage, n_golden = [], 0
    try:
        loaded = load_model(folder)
        report["modes"] = loaded.manifest["modes"]
        n_golden = verify_golden(loaded) if verify else 0
    except ModelError as error:
        damage.append(str(error))
    try:
        report["doubt"] = doubt_promises(report["modes"])
        lines, table = _lines(report), modes_table(report["modes"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelError(f"{folder / MANIFEST_NAME}: figures of the wrong form: {error!r}") from error
    is_sound = not damage and not (verify and clashes)
    report |= {"is_verified": verify and is_sound, "problems": damage + clashes}
    if is_json:
        click.echo(json.dumps(report, indent=1))
    else:
        console = make_console()
        console.print("\n".join(lines), soft_wrap=True)
        if report["modes"]:
            console.print()
            console.print(table)
        if report["doubt"]:
            console.print(report["doubt"], soft_wrap=True)
        if report["is_verified"]:
            scored = counted(n_golden, "stored article")
            click.echo(
                f"Verified: every array and the card are as they were written, and {scored} scored as stored."
            )
    for problem in report["problems"]:
        click.echo(f"{'Warning' if is_sound else 'Error'}: {problem}", err=True)
    if not is_sound:
        raise SystemExit(1)


def find_clashes() -> list[str]:
    """Return the names of other installed distributions with a package `cleantext`."""
    names = set(packages_distributions().get("cleantext", ()))
    return sorted(name for name in names if re.sub(r"[-_.]+", "-", name).lower() != DISTRIBUTION)


def _advice(name: str) -> str:
    return (
        f"{name} is installed here too and has a package of the same name, so that each may overwrite the "
        f"other's files; keep one: pip uninstall {name}, then install this package anew from the clone or "
        "wheel it came from: pip install --force-reinstall --no-deps PATH"
    )


def _describe(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    files = [path for path in folder.iterdir() if path.is_file()]
    return {
        "version": __version__,
        "model": str(folder.resolve()),
        "name": manifest.get("name", ""),
        "format": manifest["format"],
        "bytes": sum(path.stat().st_size for path in files),
        "files": len(files),
        "training": manifest.get("training", {}),
        "modes": {},
    }


def _lines(report: dict[str, Any]) -> list[str]:
    rows = {
        "cleantext": report["version"],
        "model": f"{report['name'] or 'no name'}, format {report['format']}",
        "folder": report["model"],
        "size": f"{report['bytes'] / 1e6:.1f} MB in {counted(report['files'], 'file')}",
    }
    match report["training"]:
        case {"articles": int(n_articles), "segments": int(n_segments), "sources": dict(sources)}:
            size = f"{counted(n_articles, 'article')}, {counted(n_segments, 'paragraph')}"
            named = (f"{source or 'not said'} ({n:,})" for source, n in sources.items())
            rows |= {"trained on": size, "sources": ", ".join(named)}
    return [f"{name + ':':<12}{value}" for name, value in rows.items()]
