from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext.model import Model
from cleantext.network import ROWS_A_PRODUCT, ROWS_AT_ONCE


@given(
    st.lists(st.one_of(st.integers(1, 9), st.integers(1, 200)), min_size=1, max_size=6), st.integers(0, 99)
)
@example([ROWS_AT_ONCE, 1, ROWS_AT_ONCE + 1, ROWS_AT_ONCE - 1], 0)
@example([ROWS_A_PRODUCT, 1, ROWS_A_PRODUCT + 1, ROWS_A_PRODUCT - 1], 0)
def test_a_verdict_does_not_depend_on_the_other_articles_to_the_last_bit(
    shipped_model: Model, sizes: list[int], seed: int
) -> None:
    network = shipped_model.second
    bounds = np.cumsum([0, *sizes])
    rng = np.random.default_rng(seed)
    rows = rng.normal(network.mean, 1 / network.factor, (int(bounds[-1]), len(network.mean)))
    whole = network.predict(rows.astype(np.float32), bounds)
    for start, end in pairwise(bounds.tolist()):
        alone = network.predict(rows[start:end].astype(np.float32), np.array([0, end - start]))
        assert np.array_equal(whole[start:end], alone)


@given(st.integers(0, 99))
def test_verdicts_are_the_mean_of_the_networks(shipped_model: Model, seed: int) -> None:
    network = shipped_model.second  # the first pass has one network: nothing to average
    assert len(network.biases[0]) > 1
    rng = np.random.default_rng(seed)
    rows = rng.normal(network.mean, 10 / network.factor, (3, len(network.mean))).astype(np.float32)
    logits = []
    for index in range(len(network.biases[0])):
        hidden = np.clip((rows - network.mean.astype(float)) * network.factor, -6, 6)
        for weights, biases in zip(network.weights, network.biases, strict=True):
            reached = hidden @ weights[index].astype(float) + biases[index]
            hidden = np.maximum(reached, 0)
        logits.append(reached)
    powers = np.exp(np.mean(logits, axis=0))
    expected = powers / powers.sum(axis=1, keepdims=True)
    assert network.predict(rows, np.array([0, 1, 3])) == pytest.approx(expected, abs=1e-4)
