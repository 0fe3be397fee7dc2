"""What each stage of cleaning costs per byte, beside what the machine could do.

Functions of the package are
wrapped while the stages are timed, by the names in `STAGES`.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.timing.articles import MB, Bench
from benchmarks.timing.report import Row, Section
from benchmarks.timing.rounds import core_seconds, time_once, time_rounds
from benchmarks.timing.texts import repeat, size_of
from cleantext.batches import BATCH_CHARACTERS
from cleantext.characters import character_table

OUTERMOST: Final = "cleantext.model:Model.score"
STAGES: Final = MappingProxyType({
    "cleantext.tokens:encode": ("encode",),
    "cleantext.segmenter:segment_batch": ("segment",),
    "cleantext.tokens:tokenize": ("tokenize",),
    "cleantext.features.wording:wording": ("wording features",),
    "cleantext.features.meaning:meaning_features": ("meaning",),
    "cleantext.features.shape:shape_features": ("shape",),
    "cleantext.features.words:segment_vectors": ("word vectors",),
    "cleantext.features.overlap:overlap_features": ("overlap",),
    "cleantext.model:Model.read": ("wording sums",),
    "cleantext.features.coherence:compare": ("coherence of both passes",),
    "cleantext.features.coherence:coherence_features": ("first pass: coherence", "second pass: coherence"),
    "cleantext.features.inputs:first_inputs": ("first pass: inputs",),
    "cleantext.features.inputs:second_inputs": ("second pass: inputs",),
    "cleantext.network:Network.predict": ("first pass: network", "second pass: network"),
    "cleantext.model:support_runs": ("calibration",),
    "cleantext.model:doubt_unfamiliar": ("calibration",),
    "cleantext.model:doubt_bulk": ("calibration",),
    "cleantext.model:Calibration.apply": ("calibration",),
    OUTERMOST: ("between the stages",),
})  # fmt: skip
"""Functions by `module:name`, and the stage that each call of them within a batch belongs to;
the last stage stands for all further calls. Time within another of them counts there alone."""
REST: Final = "decide and slice"
"""What is spent outside of `OUTERMOST`."""
N_BYTES: Final = 2_000_000
_BANDWIDTH_BYTES: Final = 1 << 26
"""Copied to see how fast memory is: more than any cache holds."""


@dataclass(slots=True)
class Stopwatch:
    """Adds up the seconds of nested stages, each without what is nested in it."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: list[float] = field(default_factory=list)
    _calls: Counter[str] = field(default_factory=Counter)

    def wrap(self, place: str, stages: Sequence[str], function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same and is timed."""

        @wraps(function)
        def timed(*arguments: Any, **options: Any) -> Any:
            if place == OUTERMOST:
                self._calls.clear()
            stage = stages[min(self._calls[place], len(stages) - 1)]
            self._calls[place] += 1
            self._inner.append(0.0)
            started = core_seconds()
            try:
                return function(*arguments, **options)
            finally:
                elapsed = core_seconds() - started
                self.seconds[stage] += elapsed - self._inner.pop()
                if self._inner:
                    self._inner[-1] += elapsed

        return timed


@contextmanager
def watch(stopwatch: Stopwatch, package: str = "cleantext") -> Iterator[list[str]]:
    """Time the functions of `STAGES` while the context lasts.

    Parameters
    ----------
    stopwatch : Stopwatch
    package : str
        A function is replaced wherever a module of this package has it by name.

    Yields
    ------
    list of str
        The functions that are not there.
    """
    replaced: list[tuple[object, str, object]] = []
    missing = []
    try:
        for place, stages in STAGES.items():
            try:
                owners, name, function = _find(place, package)
            except (ImportError, AttributeError):
                missing.append(place)
                continue
            timed = stopwatch.wrap(place, stages, function)
            for owner in owners:
                replaced.append((owner, name, function))
                setattr(owner, name, timed)
        yield missing
    finally:
        for owner, name, function in replaced:
            setattr(owner, name, function)


def _find(place: str, package: str) -> tuple[list[object], str, Callable[..., Any]]:
    """Return who holds a function, under what name, and the function."""
    module_name, _, dotted = place.partition(":")
    holder: Any = import_module(module_name)
    *path, name = dotted.split(".")
    for part in path:
        holder = getattr(holder, part)
    function = getattr(holder, name)
    if path:
        return [holder], name, function
    modules = [module for key, module in sys.modules.items() if key.partition(".")[0] == package]
    return [module for module in modules if vars(module).get(name) is function], name, function


def measure_stages(bench: Bench) -> Section:
    """Time the stages of cleaning, and the least that any of it could cost."""
    bench.step("stages")
    articles = repeat(bench.articles, N_BYTES)
    texts = [article.text for article in articles]
    n_bytes = sum(map(size_of, articles))

    def clean() -> None:
        for _ in bench.cleaner.clean_many(texts):
            pass

    clean()
    found: list[dict[str, float]] = []
    for _ in range(bench.n_rounds):
        stopwatch = Stopwatch()
        with watch(stopwatch) as missing:
            total = time_once(clean)
        found.append({**stopwatch.seconds, REST: total - sum(stopwatch.seconds.values())})
    names = dict.fromkeys(stage for stages in STAGES.values() for stage in stages if stage in found[0])
    cost = {name: float(np.median([each[name] for each in found])) / n_bytes * 1e9 for name in (*names, REST)}
    limits = _measure_limits(texts, bench.n_rounds)
    least = limits["encode"] + limits["look-up"]
    whole = sum(cost.values())
    rows: list[Row] = [
        {
            "stage": name,
            "ns/byte": each,
            "share, %": each / whole * 100,
            "of encode + look-up, x": each / least,
        }
        for name, each in cost.items()
    ]
    rows.append(
        {"stage": "all", "ns/byte": whole, "share, %": 100.0, "of encode + look-up, x": whole / least}
    )
    rows += [
        {"stage": f"limit: {title}", "ns/byte": limits[name], "of encode + look-up, x": limits[name] / least}
        for name, title in _LIMITS.items()
    ]
    notes = tuple(f"no function is called {place}: its time stands elsewhere" for place in missing)
    return Section(f"Cost of each stage, {n_bytes / MB:.1f} MB of articles", tuple(rows), notes=notes)


_LIMITS: Final = {
    "encode": "one encode to UTF-32",
    "look-up": "one table look-up a code point",
    "copy": "one copy in memory, a byte read and written",
}


def _measure_limits(texts: Sequence[str], n_rounds: int) -> dict[str, float]:
    """Return what the machine takes at least, in nanoseconds per byte of text in UTF-8."""
    joined = "\n".join(texts)
    pieces = [joined[at : at + BATCH_CHARACTERS] for at in range(0, len(joined), BATCH_CHARACTERS)]
    codes = [np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), np.uint32) for piece in pieces]
    table = character_table().kind
    source = np.ones(_BANDWIDTH_BYTES, np.uint8)
    target = np.zeros_like(source)

    def encode() -> None:
        for piece in pieces:
            piece.encode("utf-32-le", "surrogatepass")

    def look_up() -> None:
        kinds: NDArray[np.uint8] = np.empty(BATCH_CHARACTERS, np.uint8)
        for each in codes:
            table.take(each, out=kinds[: len(each)], mode="clip")

    tasks = {"encode": encode, "look-up": look_up, "copy": partial(np.copyto, target, source)}
    seconds = time_rounds(tasks, n_rounds=n_rounds)
    n_bytes = len(joined.encode("utf-8", "surrogatepass"))
    sizes = {"encode": n_bytes, "look-up": n_bytes, "copy": _BANDWIDTH_BYTES}
    return {name: float(np.median(each)) / sizes[name] * 1e9 for name, each in seconds.items()}
