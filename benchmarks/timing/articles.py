"""Sections measured within this process: throughput, one article, lengths, loading."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing.methods import OURS, Method
from benchmarks.timing.report import Row, Section
from benchmarks.timing.rounds import core_seconds, ratio, time_once, time_rounds
from benchmarks.timing.texts import divide, make_articles, repeat, size_of, take_bytes
from cleantext import Cleaner
from cleantext.modelfolder import load_model
from cleantext.records import LabelledArticle

MB: Final = 1_000_000
PROBE_BYTES: Final = 20_000
"""What each method judges first, to warm up and to see how much it gets through."""
BUDGET_SECONDS: Final = 4.0
"""A method that would take longer a round gets only the first articles of the texts."""
ARTICLE_BYTES: Final = 5_000
N_ARTICLES: Final = 50
LENGTHS: Final = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
"""Bytes of an article; the ratio is of the last against the second."""
AT_LEAST_BYTES: Final = 200_000
"""Of short articles so many are cleaned that they hold as much: one alone may be unlike the rest."""
PARAGRAPHS: Final = (16, 128, 1024, 8192)
PARAGRAPHS_BYTES: Final = 250_000


@dataclass(frozen=True, slots=True)
class Bench:
    """What the sections need.

    Attributes
    ----------
    articles : sequence of LabelledArticle
        In the order in which they are timed.
    cleaner : Cleaner
    methods : sequence of Method
        cleantext first.
    model_path : Path
    is_default_model : bool
    n_rounds : int
    n_bytes : int
        Of text for `measure_throughput`.
    stream_bytes : int
        Of JSON lines for two processes against one.
    memory_bytes : int
        Of JSON lines for peak memory.
    step : callable
        Called with what is being done.
    """

    articles: Sequence[LabelledArticle]
    cleaner: Cleaner
    methods: Sequence[Method]
    model_path: Path
    is_default_model: bool
    n_rounds: int
    n_bytes: int
    stream_bytes: int
    memory_bytes: int
    step: Callable[[str], None] = lambda _: None


def measure_throughput(bench: Bench) -> Section:
    """Time every method on the same articles; each gets all of them at once."""
    articles = repeat(bench.articles, bench.n_bytes)
    tasks, n_bytes = {}, {}
    for method in bench.methods:
        bench.step(f"{method.title}: warming up")
        share = _affordable(method, articles)
        n_bytes[method.name] = sum(map(size_of, share))
        tasks[method.name] = partial(method.run, method.read(share))
    bench.step("throughput")
    seconds = time_rounds(tasks, n_rounds=bench.n_rounds)
    speed = {name: n_bytes[name] / MB / each for name, each in seconds.items()}
    rows = [
        {
            "method": method.title,
            "MB/s": float(np.median(speed[method.name])),
            "slowest round": float(speed[method.name].min()),
            "fastest round": float(speed[method.name].max()),
            "MB timed": n_bytes[method.name] / MB,
            "cleantext is faster, x": ratio(speed[OURS], speed[method.name]),
        }
        for method in bench.methods
    ]
    ratios = {
        f"throughput_{name}": ratio(speed[OURS], speed[name])
        for name in ("justext", "hashing", "fasttext", "c4")
        if name in speed
    }
    return Section("Throughput, one core", tuple(rows), ratios)


def _affordable(method: Method, articles: Sequence[LabelledArticle]) -> Sequence[LabelledArticle]:
    """Return as many of the first articles as a method can judge within its budget."""
    few = take_bytes(articles, PROBE_BYTES)
    read = method.read(few)
    method.run(read)
    speed = sum(map(size_of, few)) / time_once(partial(method.run, read))
    return take_bytes(articles, speed * BUDGET_SECONDS)


def measure_article(bench: Bench) -> Section:
    """Time every method on single articles of 5 KB."""
    articles = make_articles(bench.articles, ARTICLE_BYTES, N_ARTICLES)
    tasks, seconds, n_each = {}, {}, {}
    for method in bench.methods:
        bench.step(f"{method.title}: warming up")
        share = _affordable(method, articles)
        seconds[method.name] = each = list[float]()
        n_each[method.name] = len(share)
        tasks[method.name] = partial(_time_each, method.run, [method.read([a]) for a in share], each)
    bench.step("one article")
    time_rounds(tasks, n_rounds=bench.n_rounds, min_seconds=0)
    # The first round only warmed up.
    kept = {name: np.array(each[n_each[name] :]) for name, each in seconds.items()}
    rows = []
    for method in bench.methods:
        middle, late, last = np.percentile(kept[method.name], (50, 95, 99)) * 1000
        rows.append(
            {
                "method": method.title,
                "median, ms": float(middle),
                "95th percentile": float(late),
                "99th percentile": float(last),
                "articles timed": len(kept[method.name]),
                "cleantext is faster, x": float(middle / np.median(kept[OURS]) / 1000),
            }
        )
    ratios = {}
    if "justext" in kept:
        ratios["article_justext"] = float(np.median(kept["justext"]) / np.median(kept[OURS]))
    return Section("One article of 5 KB", tuple(rows), ratios)


def _time_each(run: Callable[[Sequence[Any]], object], each_read: Sequence[Any], into: list[float]) -> None:
    for read in each_read:
        started = core_seconds()
        run(read)
        into.append(core_seconds() - started)


def measure_length(bench: Bench) -> Section:
    """Time cleantext on single articles of growing length."""
    bench.step("length")
    made = {
        length: make_articles(bench.articles, length, max(1, AT_LEAST_BYTES // length)) for length in LENGTHS
    }
    seconds = _time_single(bench, {str(length): articles for length, articles in made.items()})
    cost = {length: seconds[str(length)] / sum(map(size_of, articles)) for length, articles in made.items()}
    rows = [
        {
            "article": _size(length),
            "ms": float(np.median(seconds[str(length)])) * 1000 / len(made[length]),
            "ns/byte": float(np.median(cost[length])) * 1e9,
            "against 10 KB, x": ratio(cost[length], cost[LENGTHS[1]]),
        }
        for length in LENGTHS
    ]
    return Section(
        "Cost against an article's length",
        tuple(rows),
        {"length_cost": ratio(cost[LENGTHS[-1]], cost[LENGTHS[1]])},
    )


def measure_paragraphs(bench: Bench) -> Section:
    """Time cleantext on one text cut into more and more paragraphs."""
    bench.step("paragraphs")
    made = {str(n): [divide(bench.articles, PARAGRAPHS_BYTES, n)] for n in PARAGRAPHS}
    seconds = _time_single(bench, made)
    rows: list[Row] = []
    for n, (name, [article]) in zip(PARAGRAPHS, made.items(), strict=True):
        middle = float(np.median(seconds[name]))
        rows.append(
            {
                "paragraphs": n,
                "bytes each": size_of(article) // n,
                "ms": middle * 1000,
                "ns/byte": middle / size_of(article) * 1e9,
                "µs/paragraph": middle / n * 1e6,
            }
        )
    return Section(
        f"Cost against the number of paragraphs, article of {_size(PARAGRAPHS_BYTES)}", tuple(rows)
    )


def _time_single(
    bench: Bench, articles: Mapping[str, Sequence[LabelledArticle]]
) -> dict[str, NDArray[np.float64]]:
    """Time `clean` on groups of articles, one call an article."""

    def clean_each(texts: Sequence[str]) -> None:
        for text in texts:
            bench.cleaner.clean(text)

    tasks = {name: partial(clean_each, [each.text for each in group]) for name, group in articles.items()}
    return time_rounds(tasks, n_rounds=bench.n_rounds)


def measure_load(bench: Bench) -> Section:
    """Time the loading of the model from a folder that the system has read before."""
    bench.step("model load")
    seconds = time_rounds({"load": partial(load_model, bench.model_path)}, n_rounds=bench.n_rounds)["load"]
    n_bytes = sum(path.stat().st_size for path in bench.model_path.iterdir())
    return Section(
        "Model load", ({"model": bench.model_path.resolve().name, "MB": n_bytes / MB,
                        "ms": float(np.median(seconds)) * 1000},)
    )  # fmt: skip


def _size(n_bytes: int) -> str:
    return f"{n_bytes // MB} MB" if n_bytes >= MB else f"{n_bytes // 1000} KB"
