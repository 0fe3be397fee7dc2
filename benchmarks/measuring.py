"""Measure cleantext and its peers on sets, into a report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Final

from benchmarks.figures import Measurement, take_figures
from benchmarks.judging import Judging, confuse, judge
from benchmarks.peers import Lesson, Peer, cut, make_peer
from benchmarks.peers.lessons import make_lessons
from benchmarks.report import Report, SetReport
from benchmarks.sets import SETS, Layout, MeasuredSet, read_layout
from cleantext.errors import CleantextError
from cleantext.model import Model
from cleantext.records import LabelledArticle
from cleantext.training.evaluation import threshold_for_loss

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


def judge_layouts(
    model: Model, layouts: Iterable[Layout], report: Report, options: Options, step: Step
) -> dict[Layout, Judging]:
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
    dict of Layout to Judging
    """
    judged = {}
    for layout in dict.fromkeys(layouts):
        name = layout.file or layout.folder.name
        step(f"judging {name}")
        try:
            articles = read_layout(layout, options.corpus_dir, limit=options.limit, seed=options.seed)
        except CleantextError as error:
            report.notes.append(f"{name} skipped: {error}")
            continue
        if articles:
            judged[layout] = judge(model, articles)
        else:
            report.notes.append(f"{name} skipped: no article of its {layout.split} split")
    return judged


def measure_sets(
    sets: Sequence[MeasuredSet],
    judged: Mapping[Layout, Judging],
    report: Report,
    options: Options,
    step: Step,
) -> None:
    """Measure the model's scores on each set.

    Parameters
    ----------
    sets : sequence of MeasuredSet
        Those whose layout was not read are passed over.
    judged : mapping
        As `judge_layouts` returns it.
    report : Report
        Gets the sets.
    options : Options
    step : callable
    """
    for each in sets:
        if each.layout not in judged:
            continue
        part = judged[each.layout].part(each.keeps)
        if not part.articles:
            report.notes.append(f"{each.name} skipped: none of its articles was drawn")
            continue
        step(f"measuring {each.name}")
        report.sets[each.name] = SetReport(
            each,
            _take(part, report.threshold, options),
            confuse(part.judged, report.threshold),
            _break_down(part, each.breakdown, report.threshold, options) if options.is_full else {},
        )


def measure_peers(
    names: Sequence[str],
    judged: Mapping[Layout, Judging],
    report: Report,
    options: Options,
    step: Step,
) -> None:
    """Measure peers on the very segments that the model judged.

    Parameters
    ----------
    names : sequence of str
        Some of `PEERS`; one that is not installed is noted and left out.
    judged : mapping
        As `judge_layouts` returns it; thresholds are chosen on `REFERENCE`.
    report : Report
        Its sets get the peers.
    options : Options
    step : callable
    """
    cuts = {layout: [cut(article) for article in each.articles] for layout, each in judged.items()}
    lessons: list[Lesson] = []
    if names and REFERENCE not in judged:
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
        for layout, each in judged.items():
            step(f"{peer.title}: judging {layout.file or layout.folder.name}")
            whole[layout] = each.with_scores(peer.judge(cuts[layout]))
        threshold = _peer_threshold(peer, whole)
        step(f"{peer.title}: measuring")
        for each_set in report.sets.values():
            part = whole[each_set.measured.layout].part(each_set.measured.keeps)
            each_set.peers[peer.title] = _take(part, threshold, options, is_ranking=peer.is_ranking)


def _peer_threshold(peer: Peer, whole: Mapping[Layout, Judging]) -> float:
    if not peer.is_ranking or REFERENCE not in whole:
        return 0.5
    return threshold_for_loss(whole[REFERENCE].judged, PEER_LOSS)


def _take(judging: Judging, threshold: float, options: Options, *, is_ranking: bool = True) -> Measurement:
    return take_figures(judging, threshold, n_draws=options.n_draws, seed=options.seed, is_ranking=is_ranking)


def _break_down(
    judging: Judging, fields: Iterable[str], threshold: float, options: Options
) -> dict[str, dict[str, Measurement]]:
    parts: dict[str, dict[str, Measurement]] = {}
    for field in fields:
        value_of = attrgetter(field)
        for value in sorted({value_of(article) for article in judging.articles}):
            part = judging.part(partial(_has, value_of, value))
            parts.setdefault(field, {})[value] = _take(part, threshold, options)
    return parts


def _has(value_of: Callable[[LabelledArticle], str], value: str, article: LabelledArticle) -> bool:
    return value_of(article) == value
