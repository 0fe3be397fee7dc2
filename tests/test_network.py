from collections.abc import Iterator
from threading import Barrier, Event, Thread, current_thread

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from threadpoolctl import OpenBLASController, ThreadpoolController, threadpool_limits

from cleantext.model import Model
from cleantext.network import MOST_DEVIATIONS, MOST_REACHED, ROWS_AT_ONCE, STEPS, Network, most_weight

seeds = st.integers(0, 99)


def random_rows(network: Network, n_rows: int, seed: int, *, spread: float = 1) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    deviation = spread * STEPS / network.factor
    return rng.normal(network.mean, deviation, (n_rows, len(network.mean))).astype(np.float32)


@given(st.permutations(range(5)), st.one_of(st.integers(1, 9), st.integers(1, 2 * ROWS_AT_ONCE)), seeds)
@example([1, 0, 2, 3, 4], ROWS_AT_ONCE - 1, 0)
@example([1, 0, 2, 3, 4], ROWS_AT_ONCE + 1, 0)
def test_a_verdict_does_not_depend_on_other_rows_to_the_last_bit(
    shipped_model: Model, order: list[int], n_rows: int, seed: int
) -> None:
    network = shipped_model.second
    rows = random_rows(network, n_rows, seed)
    whole = network.predict(rows)
    parts = [np.arange(n_rows)[at::5] for at in order]
    for part in parts:
        assert np.array_equal(network.predict(rows[part]), whole[part])
    shuffled = np.concatenate(parts)
    assert np.array_equal(network.predict(rows[shuffled]), whole[shuffled])


@given(seeds)
def test_verdicts_are_those_of_exact_sums(shipped_model: Model, seed: int) -> None:
    network = shipped_model.second  # the first pass has one network: nothing to average
    assert len(network.biases[0]) > 1
    rows = random_rows(network, 3, seed, spread=10)
    logits = []
    for index in range(len(network.biases[0])):
        values, most = (rows - network.mean) * network.factor, MOST_DEVIATIONS * STEPS
        least = -most
        for weights, scales, biases in zip(network.weights, network.scales, network.biases, strict=True):
            whole = np.clip(np.rint(values), least, most).astype(np.int64)
            exact = whole @ weights[index].astype(np.int64)
            values = exact.astype(np.float32) * scales[index] + biases[index]
            least, most = 0, MOST_REACHED * STEPS
        logits.append(values)
    powers = np.exp(np.mean(logits, axis=0) / STEPS)
    expected = powers / powers.sum(axis=1, keepdims=True)
    assert network.predict(rows) == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=4), st.integers(1, 3), seeds)
def test_rounding_a_network_hardly_changes_its_verdicts(sizes: list[int], n_networks: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = [
        rng.normal(0, 1 / np.sqrt(n_in), (n_networks, n_in, n_out)).astype(np.float32)
        for n_in, n_out in zip(sizes, [*sizes[1:], 8], strict=True)
    ]
    biases = [rng.normal(0, 0.1, (n_networks, 1, each.shape[-1])).astype(np.float32) for each in weights]
    mean, factor = rng.normal(0, 1, (2, sizes[0])).astype(np.float32)
    factor = np.abs(factor) + np.float32(0.1)
    network = Network.rounded(mean, factor, weights, biases)
    for layer, whole in enumerate(network.weights):
        assert np.array_equal(whole, np.rint(whole))
        assert np.abs(whole.astype(np.int64)).sum(axis=1).max() <= most_weight(layer)
    rows = random_rows(network, 4, seed)
    values = np.clip((rows - mean) * factor, -MOST_DEVIATIONS, MOST_DEVIATIONS)
    for at, (each, bias) in enumerate(zip(weights, biases, strict=True)):
        values = np.matmul(np.maximum(values, 0) if at else values, each) + bias
    logits = values.mean(axis=0)
    found = np.log(network.predict(rows))
    apart = (found - found[:, :1]) - (logits - logits[:, :1])
    assert np.abs(apart).max() < 0.1


def test_a_unit_without_weights_is_its_bias() -> None:
    ones = np.ones((1, 1, 2), np.float32)
    network = Network.rounded(
        np.zeros(3, np.float32), np.ones(3, np.float32), [np.zeros((1, 3, 2), np.float32)], [ones * [[1, 3]]]
    )
    expected = 1 / (1 + np.exp(-2))
    assert network.predict(np.ones((2, 3), np.float32))[:, 1] == pytest.approx(expected)


def test_no_rows_have_no_verdicts(shipped_model: Model) -> None:
    network = shipped_model.first
    assert network.predict(np.empty((0, len(network.mean)), np.float32)).shape == (0, 8)


def n_threads() -> int | None:
    """Return how many threads may share a product of the library that numpy brings with it."""
    libraries = ThreadpoolController().select(user_api="blas").info()
    return next((each["num_threads"] for each in libraries if "numpy" in each["filepath"]), None)


@pytest.fixture
def three_threads() -> Iterator[None]:
    if n_threads() is None:
        pytest.skip("numpy brings no library whose threads can be set")
    with threadpool_limits(3, user_api="blas"):
        yield


@pytest.mark.usefixtures("three_threads")
def test_products_are_not_shared_among_threads(shipped_model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    multiply = np.matmul

    def watched(*arrays: NDArray[np.float32], **options: NDArray[np.float32]) -> NDArray[np.float32]:
        seen.append(n_threads())
        return multiply(*arrays, **options)

    monkeypatch.setattr(np, "matmul", watched)
    shipped_model.first.predict(random_rows(shipped_model.first, 9, 0))
    assert seen == [1] * len(shipped_model.first.weights)
    assert n_threads() == 3


@pytest.mark.usefixtures("three_threads")
def test_callers_that_overlap_leave_the_number_of_threads_as_it_was(
    shipped_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    OpenBLASController.clear_controlling_thread(force=True)  # else only this thread could change it
    both, first_is_done, multiply = Barrier(2), Event(), np.matmul

    def slow(*arrays: NDArray[np.float32], **options: NDArray[np.float32]) -> NDArray[np.float32]:
        if arrays[1] is shipped_model.first.weights[0]:
            both.wait(10)
        elif arrays[1] is shipped_model.first.weights[1] and current_thread() is second:
            first_is_done.wait(10)
        return multiply(*arrays, **options)

    def judge() -> None:
        shipped_model.first.predict(random_rows(shipped_model.first, 9, 0))

    monkeypatch.setattr(np, "matmul", slow)
    first, second = Thread(target=judge), Thread(target=judge)
    for each in (first, second):
        each.start()
    first.join()
    first_is_done.set()
    second.join()
    assert n_threads() == 3
