"""Work shared among processes: in order, not far ahead, and over when it is over."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from itertools import count, islice

import pytest
from joblib.externals import loky

from cleantext.errors import WorkerError
from cleantext.workers import LOOK_AHEAD, map_in_order


@pytest.mark.parametrize("jobs", [1, 2, -1])
def test_results_come_in_order(jobs: int) -> None:
    assert list(map_in_order(lambda task: task * 2, range(50), jobs=jobs)) == list(range(0, 100, 2))


def test_tasks_are_not_taken_far_ahead_of_results() -> None:
    taken = []

    def tasks() -> Iterator[int]:
        for task in count():
            taken.append(task)
            yield task

    results = map_in_order(abs, tasks(), jobs=2)
    assert list(islice(results, 5)) == [0, 1, 2, 3, 4]
    assert len(taken) <= 5 + 2 * LOOK_AHEAD
    results.close()  # type: ignore[attr-defined]


def test_several_workers_are_other_processes_with_one_thread_each() -> None:
    seen = set(map_in_order(lambda _: (os.getpid(), os.environ["OPENBLAS_NUM_THREADS"]), range(20), jobs=2))
    assert os.getpid() not in {process for process, _ in seen}
    assert {threads for _, threads in seen} == {"1"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_work_reaches_who_asked(jobs: int) -> None:
    results = map_in_order(lambda task: 1 // task, [1, 0, 1], jobs=jobs)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_worker_that_dies_is_an_error_and_no_endless_wait() -> None:
    with pytest.raises(WorkerError, match="ended before its work did"):
        list(map_in_order(lambda _: os._exit(1), range(3), jobs=2))


def test_a_process_that_may_start_none_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    assert list(map_in_order(abs, [-1], jobs=1)) == [1]
    with pytest.raises(WorkerError, match=r"multiprocessing\.Pool, starts no processes: use jobs=1"):
        next(map_in_order(abs, [-1], jobs=2))


def test_workers_are_ended_deaf_to_a_second_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers = []
    shutdown = loky.ProcessPoolExecutor.shutdown

    def shut_down(executor: loky.ProcessPoolExecutor) -> None:
        handlers.append(signal.getsignal(signal.SIGINT))
        shutdown(executor)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(loky.ProcessPoolExecutor, "shutdown", shut_down)
    assert list(map_in_order(abs, [-1, 2], jobs=2)) == [1, 2]
    assert handlers == [signal.SIG_IGN]
    assert signal.getsignal(signal.SIGINT) == before
