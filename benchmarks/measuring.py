"""Measure cleantext and its peers on sets, into a report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.confusion import confuse
from benchmarks.figures import Measurement, take_figures
from benchmarks.peers import Lesson, Peer, cut, make_peer
from benchmarks.peers.lessons import make_lessons
from benchmarks.report import Report, SetReport
from benchmarks.sets import SETS, Layout, MeasuredSet, read_layout
from cleantext.errors import CleantextError
from cleantext.model import Model
from cleantext.training.evaluation import threshold_for_loss
from cleantext.training.scoring import ScoredArticles, score_articles

REFERENCE: Final = SETS[0].layout
"""Peers' thresholds are chosen on it: pages-dev."""
PEER_LOSS: Final = 0.005
"""Share of content characters that a peer's threshold may lose there: as balanced mode."""

Step = Callable[[str], None]
"""Called with what is being done."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a run measures.

    Attributes
    ----------
    corpus_dir : Path
    limit : int
        Articles drawn from each file; 0 for all.
    n_draws : int
        Draws of pages for the intervals.
    seed : int
    is_full : bool
        With breakdowns.
    n_lessons : int
        Articles that trained peers are trained on; 0 for all.
    """

    corpus_dir: Path
    limit: int = 0
    n_draws: int = 200
    seed: int = 0
    is_full: bool = False
    n_lessons: int = 3000


def score_layouts(
    model: Model, layouts: Iterable[Layout], report: Report, options: Options, step: Step
) -> dict[Layout, ScoredArticles]:
    """Read and score the articles of each layout; one that cannot be read is noted and left out.

    Parameters
    ----------
    model : Model
    layouts : iterable of Layout
    report : Report
        Gets the notes.
    options : Options
    step : callable

    Returns
    -------
    dict of Layout to ScoredArticles
    """
    scored = {}
    for layout in dict.fromkeys(layouts):
        name = layout.file or layout.folder.name
        step(f"scoring {name}")
        try:
            articles = read_layout(layout, options.corpus_dir, limit=options.limit, seed=options.seed)
        except CleantextError as error:
            report.notes.append(f"{name} skipped: {error}")
            continue
        if articles:
            scored[layout] = score_articles(model, articles)
        else:
            report.notes.append(f"{name} skipped: no article of its {layout.split} split")
    return scored


def measure_sets(
    sets: Sequence[MeasuredSet],
    scored: Mapping[Layout, ScoredArticles],
    report: Report,
    options: Options,
    step: Step,
) -> None:
    """Measure the model's scores on each set.

    Parameters
    ----------
    sets : sequence of MeasuredSet
        Those whose layout was not read are passed over.
    scored : mapping
        As `score_layouts` returns it.
    report : Report
        Gets the sets.
    options : Options
    step : callable
    """
    for each in sets:
        if each.layout not in scored:
            continue
        part = scored[each.layout].part(each.keeps)
        if not part.articles:
            report.notes.append(f"{each.name} skipped: none of its articles was drawn")
            continue
        step(f"measuring {each.name}")
        report.sets[each.name] = SetReport(
            each,
            _take(part, report.threshold, options),
            confuse(part, report.threshold),
            _break_down(part, each.breakdown, report.threshold, options) if options.is_full else {},
        )


def measure_peers(
    names: Sequence[str],
    scored: Mapping[Layout, ScoredArticles],
    report: Report,
    options: Options,
    step: Step,
) -> None:
    """Measure peers on the very segments that the model scored.

    Parameters
    ----------
    names : sequence of str
        Some of `PEERS`; one that is not installed is noted and left out.
    scored : mapping
        As `score_layouts` returns it; thresholds are chosen on `REFERENCE`.
    report : Report
        Its sets get the peers.
    options : Options
    step : callable
    """
    cuts = {layout: [cut(article) for article in each.articles] for layout, each in scored.items()}
    lessons: list[Lesson] = []
    if names and REFERENCE not in scored:
        report.notes.append(f"{REFERENCE.file} was not read: peers with scores are cut at .5")
    for name in names:
        step(f"{name}: starting")
        try:
            peer = make_peer(name)
            if peer.is_trained:
                if not lessons:
                    corpus_dir = options.corpus_dir if options.corpus_dir.is_dir() else None
                    lessons = make_lessons(corpus_dir, n_articles=options.n_lessons, seed=options.seed)
                    if not corpus_dir:
                        report.notes.append("no corpus: peers learn from the fixtures")
                step(f"{peer.title}: training on {len(lessons)} articles")
                peer.fit(lessons)
        except ImportError as error:
            report.notes.append(f"{name} skipped: {error}; pip install -e '.[peers]' installs it")
            continue
        except CleantextError as error:
            report.notes.append(f"{name} skipped: {error}")
            continue
        whole = {}
        for layout, each in scored.items():
            step(f"{peer.title}: scoring {layout.file or layout.folder.name}")
            whole[layout] = each.with_scores(peer.score(cuts[layout]))
        threshold = _peer_threshold(peer, whole)
        step(f"{peer.title}: measuring")
        for each_set in report.sets.values():
            part = whole[each_set.measured.layout].part(each_set.measured.keeps)
            each_set.peers[peer.title] = _take(part, threshold, options, is_ranking=peer.is_ranking)


def _peer_threshold(peer: Peer, whole: Mapping[Layout, ScoredArticles]) -> float:
    if not peer.is_ranking or REFERENCE not in whole:
        return 0.5
    return threshold_for_loss(whole[REFERENCE], PEER_LOSS)


def _take(
    scored: ScoredArticles, threshold: float, options: Options, *, is_ranking: bool = True
) -> Measurement:
    return take_figures(scored, threshold, n_draws=options.n_draws, seed=options.seed, is_ranking=is_ranking)


def _break_down(
    scored: ScoredArticles, fields: Iterable[str], threshold: float, options: Options
) -> dict[str, dict[str, Measurement]]:
    return {
        field: {value: _take(part, threshold, options) for value, part in scored.by(field).items()}
        for field in fields
    }
