"""A small model of random weights: what it removes is arbitrary, but always the same."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.features.inputs import input_names
from cleantext.features.meaning import N_MEANINGS, MeaningTable
from cleantext.features.wording import LinearModel
from cleantext.features.words import WordTable
from cleantext.labels import LABELS
from cleantext.model import Calibration, Model
from cleantext.network import Network
from cleantext.tokens import encode, tokenize
from tests.reference import Token, row_of
from tests.strategies import WORDS

GOLDEN = ["A ferry.\n\nSubscribe to our letters!", "A goat said: “No.”\n\nShare\n\nPrint", ""]
"""Articles whose scores are stored with the saved model."""

THRESHOLDS = {"careful": 0.95, "balanced": 0.8, "thorough": 0.5}


def random_words(*, bits: int = 8, n_dimensions: int = 6, seed: int = 0) -> WordTable:
    """Make a word table that knows every other word of the texts that tests draw."""
    rng = np.random.default_rng(seed)
    n_rows = 1 << bits
    return WordTable(
        rng.integers(-90, 90, (n_rows, n_dimensions)).astype(np.int8),
        _owners(bits),
        rng.integers(0, 256, n_rows).astype(np.uint8),
    )


def knows(table: WordTable, token: Token) -> bool:
    """Tell whether a word table has a vector for a token."""
    return token.is_word and int(table.check[row_of(token.word, len(table.check))]) == token.word & 0xFF


def rarity(table: WordTable, token: Token) -> int:
    """Return how rare a word table holds a word to be, of 255."""
    return int(table.rarity[row_of(token.word, len(table.rarity))]) if knows(table, token) else 255


def random_meanings(*, bits: int = 8, seed: int = 0) -> MeaningTable:
    """Make a table of meanings for every other word of the texts that tests draw."""
    rng = np.random.default_rng(seed)
    vectors = rng.integers(-90, 90, (20, N_MEANINGS)).astype(np.int8)
    vectors[0] = 0
    return MeaningTable(vectors, rng.integers(0, 20, 1 << bits).astype(np.uint16), _owners(bits))


def _owners(bits: int) -> NDArray[np.uint8]:
    text = encode([" ".join(WORDS[::2])])
    words = tokenize(text.codes, text.kinds).word
    check = np.zeros(1 << bits, np.uint8)
    check[words >> np.uint32(32 - bits)] = words & np.uint32(0xFF)
    return check


def random_linear(*, bits: int, rng: np.random.Generator) -> LinearModel:
    """Make a linear model of wording."""
    n_labels = len(LABELS)
    return LinearModel(
        rng.integers(-4000, 4000, (1 << bits, n_labels)).astype(np.int16),
        np.full(n_labels, 1e-3, np.float32),
        np.full(n_labels, -1, np.float32),
    )


def random_model(seed: int = 0) -> Model:
    """Make a model that calls about half of all segments content."""
    rng = np.random.default_rng(seed)
    n_first, n_second = map(len, input_names())
    model = Model(
        random_linear(bits=8, rng=rng),
        random_linear(bits=7, rng=rng),
        random_words(seed=seed),
        random_meanings(seed=seed),
        _random_network(n_first, rng),
        _random_network(n_second, rng),
        Calibration.identity(),
        {"modes": {mode: {"threshold": threshold} for mode, threshold in THRESHOLDS.items()}},
    )
    sample = "\n\n".join(" ".join(WORDS[start : start + 9]) for start in range(0, len(WORDS), 2))
    content = model.score([sample]).scores[:, 0]
    middle = float(np.median(np.log(1 - content) - np.log(content)))
    return replace(model, calibration=Calibration(middle + np.array([-1, 1]), np.array([-3.0, 3.0])))


def _random_network(n_inputs: int, rng: np.random.Generator) -> Network:
    sizes = (n_inputs, 6, len(LABELS))
    return Network.rounded(
        rng.normal(0, 0.1, n_inputs).astype(np.float32),
        np.full(n_inputs, 0.4, np.float32),
        tuple(_random_layer(n_in, n_out, rng) for n_in, n_out in pairwise(sizes)),
        tuple(np.zeros((2, 1, size), np.float32) for size in sizes[1:]),
    )


def _random_layer(n_in: int, n_out: int, rng: np.random.Generator) -> NDArray[np.float32]:
    return rng.normal(0, 2 / np.sqrt(n_in), (2, n_in, n_out)).astype(np.float32)
