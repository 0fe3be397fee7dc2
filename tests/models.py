"""A small model of random weights: what it removes is arbitrary, but always the same."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.features.coherence import WordTable
from cleantext.features.inputs import count_inputs
from cleantext.labels import LABELS
from cleantext.model import Calibration, Model, Network

GOLDEN = ["A ferry.\n\nSubscribe to our letters!", "A goat said: “No.”\n\nShare\n\nPrint", ""]
"""Articles whose scores are stored with the saved model."""

THRESHOLDS = {"careful": 0.95, "balanced": 0.8, "thorough": 0.5}


def random_words(*, bits: int = 8, n_dimensions: int = 6, seed: int = 0) -> WordTable:
    """Make a word table in which about half of all words are known."""
    rng = np.random.default_rng(seed)
    n_rows = 1 << bits
    check = np.arange(n_rows)  # a word is known where the lowest bits agree with this
    return WordTable(
        rng.integers(-90, 90, (n_rows, n_dimensions)).astype(np.int8),
        check.astype(np.uint8),
        rng.integers(0, 256, n_rows).astype(np.uint8),
    )


def random_model(seed: int = 0) -> Model:
    """Make a model that calls about half of all segments content."""
    rng = np.random.default_rng(seed)
    words = random_words(seed=seed)
    n_first, n_second = count_inputs()
    return Model(
        rng.integers(-4000, 4000, (1 << 8, len(LABELS))).astype(np.int16),
        np.full(len(LABELS), 1e-3, np.float32),
        np.full(len(LABELS), -1, np.float32),
        words,
        _random_network(n_first, rng),
        _random_network(n_second, rng),
        Calibration(np.array([-1.0, 1.0]), np.array([-3.0, 3.0])),
        {"modes": {mode: {"threshold": threshold} for mode, threshold in THRESHOLDS.items()}},
    )


def _random_network(n_inputs: int, rng: np.random.Generator) -> Network:
    sizes = (n_inputs, 6, len(LABELS))
    biases = [np.zeros((2, 1, size), np.float32) for size in sizes[1:]]
    biases[-1][..., 0] = 1.2
    return Network(
        rng.normal(0, 0.1, n_inputs).astype(np.float32),
        np.full(n_inputs, 0.4, np.float32),
        tuple(_random_layer(n_in, n_out, rng) for n_in, n_out in pairwise(sizes)),
        tuple(biases),
    )


def _random_layer(n_in: int, n_out: int, rng: np.random.Generator) -> NDArray[np.float32]:
    return rng.normal(0, 2 / np.sqrt(n_in), (2, n_in, n_out)).astype(np.float32)
