"""Throughput against quality as a picture."""

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.timing.methods import OURS
from benchmarks.timing.report import Report


def read_quality(path: Path, set_name: str) -> dict[str, float]:
    """Read F1 at its best threshold from what ``benchmarks/quality.py --json`` wrote.

    Parameters
    ----------
    path : Path
    set_name : str

    Returns
    -------
    dict of str to float
        By the method's title; methods that only give verdicts have one F1.

    Raises
    ------
    ValueError
        It is no such file, or the set was not measured.
    """
    try:
        record = json.loads(path.read_text("utf-8"))["sets"]
        measured = record[set_name]
        figures = {OURS: measured["figures"]} | {
            title: peer["figures"] for title, peer in measured["peers"].items()
        }
        return {title: float(each.get("best_f1", each["f1"])) for title, each in figures.items()}
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path}: no figures of {set_name}: {error!r}; write it with "
            "python benchmarks/quality.py --peers --json FILE"
        ) from error


def draw(report: Report, quality: Mapping[str, float], set_name: str, path: Path) -> None:
    """Draw every method that has both figures as a point, and write the picture.

    Parameters
    ----------
    report : Report
        With the section `throughput`.
    quality : mapping of str to float
        As `read_quality` returns it.
    set_name : str
    path : Path
        Its ending says the form: .png, .svg, .pdf.

    Raises
    ------
    ImportError
        matplotlib is not installed.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for row in report.sections["throughput"].rows:
        title = str(row["method"])
        if title in quality:
            is_ours = title == OURS
            axes.plot(row["MB/s"], quality[title], "o", color="tab:red" if is_ours else "tab:gray")
            axes.annotate(
                title, (float(row["MB/s"]), quality[title]), xytext=(6, 4), textcoords="offset points",
                weight="bold" if is_ours else "normal",
            )  # fmt: skip
    axes.set(
        xscale="log", ylim=(0, 1), xlabel="throughput, MB/s on one core (log scale)",
        ylabel=f"F1 of not-content at the best threshold, {set_name}",
        title=f"Throughput on {report.texts}",
    )  # fmt: skip
    axes.xaxis.set_major_formatter("{x:g}")
    axes.margins(x=0.25)
    axes.grid(visible=True, which="both", alpha=0.25)
    figure.savefig(path, dpi=150)
