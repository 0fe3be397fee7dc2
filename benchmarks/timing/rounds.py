"""Time several methods side by side: in rounds, one after the other, many times over.

A round runs every method once, each round begins with another,
and ratios are taken within a round, so that what slows the machine down for a
while slows all of them. Seconds are those of a core: see `core_seconds`.
"""

import gc
import math
import time
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

Task = Callable[[], object]
"""What is timed; what it returns is thrown away."""
MIN_SECONDS: Final = 0.2
"""A task is run again and again until it has taken so long, and each run counts the same.
Source: a thousand times what a switch between processes costs."""


core_seconds: Final = time.process_time
"""Reads the clock that is timed by. It stands still while other programs have the core,
and would run twice as fast if a library took a second one, so that nothing is free."""


def time_once(task: Task) -> float:
    """Return the seconds of a core that a task takes.

    Garbage is collected before, and not meanwhile: what other tasks left
    behind must cost this one nothing.
    """
    gc.collect()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        started = core_seconds()
        task()
        return core_seconds() - started
    finally:
        if was_enabled:
            gc.enable()


def time_rounds(
    tasks: Mapping[str, Task], *, n_rounds: int, min_seconds: float = MIN_SECONDS
) -> dict[str, NDArray[np.float64]]:
    """Time every task once a round.

    Parameters
    ----------
    tasks : mapping of str to callable
    n_rounds : int
        After a first one that is thrown away.
    min_seconds : float
        A shorter task is repeated within the round.

    Returns
    -------
    dict of str to ndarray of shape (n_rounds,), float64
        Seconds that a task takes once.
    """
    names = list(tasks)
    n_runs = {name: max(1, math.ceil(min_seconds / max(time_once(tasks[name]), 1e-9))) for name in names}
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(n_rounds):
        first = turn % max(len(names), 1)
        for name in names[first:] + names[:first]:
            task, n = tasks[name], n_runs[name]

            def run(task: Task = task, n: int = n) -> None:
                for _ in range(n):
                    task()

            seconds[name].append(time_once(run) / n)
    return {name: np.array(each) for name, each in seconds.items()}


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    """Return the median over rounds of one figure divided by another."""
    return float(np.median(above / below))
