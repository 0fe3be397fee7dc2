"""Share work among processes: in order, and never far ahead of who takes the results.

Floor 4; joblib's loky where more than one process is asked for.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Final, TypeVar

from cleantext.errors import WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")

LOOK_AHEAD: Final = 4
"""Tasks a worker that are taken before the first result is: enough that none waits
for work, few enough to hold in memory. Not tuned."""
ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")

WATCH_SECONDS: Final = 1.0
"""Time a worker may outlive a process that was killed."""

_function: Callable[[Any], Any]
"""What this worker does; set once, when it starts."""


def map_in_order(function: Callable[[Task], Result], tasks: Iterable[Task], *, jobs: int) -> Iterator[Result]:
    """Apply a function to every task, in processes that have it from their start on.

    Parameters
    ----------
    function : callable
        Pickled once a worker, so it may hold a model.
    tasks : iterable
        Taken one by one, at most ``LOOK_AHEAD * jobs`` ahead of the results. An
        error that it raises is raised again behind the results before it.
    jobs : int
        Processes; 1 for this one, -1 for one a core.

    Yields
    ------
    object
        The result of each task, in order.

    Raises
    ------
    WorkerError
        A worker ended before its work did, or this process can start none.
    """
    if jobs == 1:
        yield from map(function, tasks)
        return
    import multiprocessing  # which takes its time to load

    if multiprocessing.current_process().daemon:
        raise WorkerError(
            "a daemon, such as a worker of multiprocessing.Pool, starts no processes: use jobs=1"
        )
    from joblib.externals import loky
    from joblib.externals.loky.process_executor import BrokenProcessPool

    n_workers = loky.cpu_count() if jobs == -1 else jobs
    executor = loky.ProcessPoolExecutor(
        n_workers, initializer=_start, initargs=(function, os.getpid()), env=ONE_THREAD
    )
    waiting: deque[Any] = deque()
    failures: list[Exception] = []
    try:
        for task in _until_failure(tasks, failures):
            with nullcontext() if waiting else _interrupts_ignored():
                waiting.append(executor.submit(_run, task))
            if len(waiting) == LOOK_AHEAD * n_workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
        if failures:
            raise failures[0]
    except BrokenProcessPool as error:
        raise WorkerError(
            "a worker process ended before its work did, perhaps for want of memory; use fewer jobs"
        ) from error
    finally:
        with _interrupts_ignored():  # a second Ctrl-C would leave workers that nobody ends
            for future in waiting:
                future.cancel()
            executor.shutdown()


def _until_failure(tasks: Iterable[Task], failures: list[Exception]) -> Iterator[Task]:
    try:
        yield from tasks
    except Exception as error:
        failures.append(error)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Be deaf to Ctrl-C, and let workers start so: a terminal sends it to all, but this process ends them."""
    if threading.current_thread() is not threading.main_thread():  # no other may say so
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(function: Callable[[Any], Any], parent: int) -> None:
    global _function  # noqa: PLW0603
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _function = function


def _leave_with(parent: int) -> None:
    """End this worker when its parent was killed, and could not end it."""
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)


def _run(task: Any) -> Any:
    return _function(task)
