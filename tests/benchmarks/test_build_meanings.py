from collections import Counter

import numpy as np

from benchmarks.build_meanings import condense, count_words, owners
from cleantext.features.meaning import N_MEANINGS
from cleantext.tokens import encode, tokenize
from cleantext.training.meanings import BITS


def hash_of(word: str) -> int:
    encoded = encode([word])
    return int(tokenize(encoded.codes, encoded.kinds).word[0])


def test_words_are_counted_once_a_text_whatever_their_case() -> None:
    n_texts, spelling = count_words(["Goat goat, GOAT!", "The goat."])
    assert n_texts == {hash_of("goat"): 2, hash_of("the"): 1}
    assert spelling == {hash_of("goat"): "goat", hash_of("the"): "the"}


def test_the_most_widespread_word_owns_a_slot_and_rare_words_none() -> None:
    slot = 5 << (32 - BITS)
    assert owners(Counter({slot + 1: 2, slot + 2: 7, 9 << 20: 3, 1 << 30: 1})) == [slot + 2, 9 << 20]


def test_rare_words_are_longer_and_all_fit_a_byte() -> None:
    rng = np.random.default_rng(0)
    half = rng.normal(size=(300, N_MEANINGS + 8)).astype(np.float32)
    with_each = np.repeat([2, 200], 300)
    vectors = condense(np.concatenate([half, half]), with_each, 1000)
    assert vectors.shape == (600, N_MEANINGS)
    assert vectors.dtype == np.int8
    length = np.sqrt((vectors.astype(float) ** 2).sum(axis=1))
    assert (length[:300] > 2 * length[300:]).mean() > 0.95
