"""Choose the threshold of each mode by what it may lose, and tell its price.

Floor 5.
"""

from collections.abc import Mapping
from math import ceil
from typing import Final, TypedDict

from cleantext.training.evaluation import (
    measure,
    threshold_for_best_f1,
    threshold_for_harm,
    threshold_for_loss,
)
from cleantext.training.scoring import ScoredArticles, join

LOSS_OF_MODE: Final = {"careful": 0.001, "balanced": 0.005}
"""Share of content characters a mode may lose on dev."""
LOSS_OF_CLEAN: Final = {"careful": 0.001, "balanced": 0.0015}
"""The same on articles with nothing to remove, where a loss is never the price of a find."""
HARMED: Final = 0.0175
"""Share of a dev set's articles that a mode may harm, as `evaluation` counts them. Source:
benchmarks/EXPERIMENTS.md, rows 28, 45 and 87, and "What is small"."""
CLEAN: Final = "clean"
"""Name of the dev set of articles with nothing to remove."""
FEW: Final = 2
"""Average paragraphs that a set may lose, and articles that may be harmed, however small it is: else
one odd paragraph would forbid every removal. Source: training on the fixtures, where it did."""
FEWEST: Final = ceil(FEW / HARMED)
"""Articles of which `FEW` harmed are no larger share than promised."""
LOWEST_REMOVAL_SCORE: Final = 0.2
"""No mode removes what is content four times out of five."""
EVEN_ODDS: Final = 0.5
"""Careful and balanced mode remove nothing that is likelier content, however well it went on dev articles."""


class ModePrice(TypedDict):
    """A mode's threshold, and what it costs and finds on the dev articles.

    Shares in [0, 1]; `content_lost` counts characters, `recall` and
    `precision` segments that are not content.
    """

    threshold: float
    content_lost: float
    precision: float
    recall: float
    f1: float
    n_harmed: int
    n_articles: int


def choose_modes(dev: Mapping[str, ScoredArticles]) -> dict[str, ModePrice]:
    """Choose the threshold of each mode and measure its price.

    Parameters
    ----------
    dev : mapping of str to ScoredArticles
        Calibrated dev sets. A mode may lose no more than it promises on all of
        them together, nor on any one, nor harm more articles of any one; but on
        a set too small to measure that, `FEW` paragraphs may go.

    Returns
    -------
    dict of str to ModePrice
    """
    weighed = join(list(dev.values()))
    chosen = {}
    for mode, loss in LOSS_OF_MODE.items():
        promised = {name: LOSS_OF_CLEAN[mode] if name == CLEAN else loss for name in dev}
        needed = [_threshold(scored, promised[name]) for name, scored in dev.items()]
        needed += [
            threshold_for_harm(each, max(int(HARMED * len(each.articles)), FEW)) for each in dev.values()
        ]
        chosen[mode] = max(_threshold(weighed, loss), EVEN_ODDS, *needed)
    chosen["thorough"] = min(threshold_for_best_f1(weighed), chosen["balanced"])
    prices = {}
    for mode, wanted in chosen.items():
        threshold = round(min(max(wanted, LOWEST_REMOVAL_SCORE) + 5e-7, 1.0), 6)
        figures = measure(weighed, threshold)
        prices[mode] = ModePrice(
            threshold=threshold,
            content_lost=round(figures.content_lost, 6),
            precision=round(figures.precision, 4),
            recall=round(figures.recall, 4),
            f1=round(figures.f1, 4),
            n_harmed=figures.n_harmed,
            n_articles=figures.n_articles,
        )
    return prices


def doubt_promises(modes: Mapping[str, ModePrice]) -> str:
    """Say where dev articles are too few, or modes lost more on them than they promise; else nothing.

    Parameters
    ----------
    modes : mapping
        What `choose_modes` returns, or a manifest holds; a mode that nobody measured is
        not doubted.

    Returns
    -------
    str
        A sentence. `FEW` lets a mode lose more where the dev articles are few.
    """
    broken = [
        f"{mode} loses {price['content_lost']:.3%} of the content, not {LOSS_OF_MODE[mode]:.1%} at most"
        for mode, price in modes.items()
        if price.get("content_lost", 0) > LOSS_OF_MODE.get(mode, 1)
    ]
    n_articles = min((int(price.get("n_articles", FEWEST)) for price in modes.values()), default=FEWEST)
    if n_articles < FEWEST:
        broken = [f"there are {n_articles}, not {FEWEST} at least", *broken]
    return f"Too few dev articles to measure what modes promise: {'; '.join(broken)}." if broken else ""


def _threshold(scored: ScoredArticles, loss: float) -> float:
    n_content = max(int((scored.codes == 0).sum()), 1)
    return threshold_for_loss(scored, max(loss, FEW / n_content))
