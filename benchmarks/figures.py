"""The figures that are reported and pinned, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.intervals import Interval, find_intervals
from cleantext.training.evaluation import LOSSES, Figures, measure
from cleantext.training.scoring import ScoredArticles

Unit = Literal["share", "percent", "articles"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a set.

    Attributes
    ----------
    name : str
    title : str
        Heads its column.
    is_ceiling : bool
        Lower is better.
    needs_residue : bool
        Says nothing where nothing is to be removed.
    needs_ranking : bool
        Says nothing of a method that only says yes or no.
    unit : {"share", "percent", "articles"}
        How it is shown; its value is a share in [0, 1] always.
    """

    name: str
    title: str
    is_ceiling: bool = False
    needs_residue: bool = False
    needs_ranking: bool = False
    unit: Unit = "share"


FIGURES: Final = (
    Figure("average_precision", "AP", needs_residue=True, needs_ranking=True),
    Figure("f1", "F1", needs_residue=True),
    Figure("best_f1", "best F1", needs_residue=True, needs_ranking=True),
    *(
        Figure(f"recall_at_{loss:.1%}", f"recall at {loss:.1%}", needs_residue=True, needs_ranking=True)
        for loss in LOSSES
    ),
    Figure("character_f1", "char. F1", needs_residue=True),
    Figure("content_lost", "content lost", is_ceiling=True, unit="percent"),
    Figure("harmed", "lose over 5%", is_ceiling=True, unit="articles"),
    Figure("worst_lost", "worst loses", is_ceiling=True, unit="percent"),
    Figure("calibration_error", "calibr. error", is_ceiling=True, needs_ranking=True),
)
"""In the order in which they are reported."""
MIN_PAGES: Final = 8
"""Fewer pages say nothing of how much pages differ."""
BY_NAME: Final = {figure.name: figure for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured of one method on one set.

    Attributes
    ----------
    values : mapping of str to float
        By the names of `FIGURES`; a figure that says nothing is left out.
    intervals : mapping of str to Interval
        95 % intervals over pages, for those figures that have one.
    n_pages : int
    detail : Figures
        Everything else, with figures by label.
    """

    values: Mapping[str, float]
    intervals: Mapping[str, Interval]
    n_pages: int
    detail: Figures

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "n_articles": self.detail.n_articles,
            "n_pages": self.n_pages,
            "threshold": self.detail.threshold,
            "figures": dict(self.values),
            "intervals": {name: list(interval) for name, interval in self.intervals.items()},
            "precision": self.detail.precision,
            "recall": self.detail.recall,
            "worst_article": self.detail.worst_article,
        }


def take_figures(
    scored: ScoredArticles, threshold: float, *, n_draws: int = 0, seed: int = 0, is_ranking: bool = True
) -> Measurement:
    """Measure a method on a set.

    Parameters
    ----------
    scored : ScoredArticles
    threshold : float
    n_draws : int
        Draws of pages for the intervals; 0 for no intervals.
    seed : int
    is_ranking : bool
        The method gives scores, not only verdicts.

    Returns
    -------
    Measurement
    """
    figures = measure(scored, threshold)
    every = {
        "average_precision": figures.average_precision,
        "f1": figures.f1,
        "best_f1": figures.best_f1,
        **{f"recall_at_{loss}": recall for loss, recall in figures.recall_at_loss.items()},
        "character_f1": figures.character_f1,
        "content_lost": figures.content_lost,
        "harmed": figures.n_harmed / figures.n_articles,
        "worst_lost": figures.worst_lost,
        "calibration_error": figures.calibration_error,
    }
    values = {
        figure.name: every[figure.name]
        for figure in FIGURES
        if (is_ranking or not figure.needs_ranking) and (scored.has_residue or not figure.needs_residue)
    }
    n_pages = len(set(scored.pages))
    found: dict[str, Interval] = {}
    if n_draws and n_pages >= MIN_PAGES:
        found = find_intervals(scored, threshold, n_draws=n_draws, seed=seed)
    return Measurement(
        values,
        {name: interval for name, interval in found.items() if name in values},
        n_pages,
        figures,
    )
