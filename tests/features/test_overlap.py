import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext import characters as ch
from cleantext.features.inputs import gather_evidence
from cleantext.features.overlap import ECHO_NAMES, OVERLAP_NAMES, echo_features
from cleantext.features.words import COMMON
from tests import reference
from tests.models import knows, random_meanings, random_words, rarity
from tests.reference import Paragraph, Token
from tests.strategies import batches

WORDS, MEANINGS = random_words(), random_meanings()
RARE = 140


def weigh(tokens: list[Token]) -> int:
    return sum(rarity(WORDS, token) for token in tokens)


def overlap_of(text: str, paragraphs: list[Paragraph]) -> list[dict[str, float]]:
    """Look every word up in every other paragraph of one article."""
    every = [[token for token in paragraph.tokens if token.is_word] for paragraph in paragraphs]
    words = [[token for token in tokens if rarity(WORDS, token) >= COMMON] for tokens in every]
    where: dict[int, set[int]] = {}
    for index, tokens in enumerate(words):
        for token in tokens:
            where.setdefault(token.word, set()).add(index)

    rows = []
    for index, tokens in enumerate(words):
        n_words = max(len(every[index]), 1)
        weight = weigh(tokens)
        unknown = [token for token in tokens if not knows(WORDS, token)]
        recurring = [token for token in tokens if where[token.word] - {index}]
        beyond = [token for token in tokens if where[token.word] - {index - 1, index, index + 1}]
        rare = [token for token in tokens if rarity(WORDS, token) >= RARE]
        names = [
            token
            for token in tokens
            if reference.kind_of(text[token.start]) == ch.UPPER and rarity(WORDS, token) >= RARE // 2
        ]
        rows.append({
            "mean rarity": weight / n_words / 255,
            "share of known words": (len(every[index]) - len(unknown)) / n_words,
            "share of words that recur": weigh(recurring) / max(weight, 1),
            "share of words that recur beyond its neighbours": weigh(beyond) / max(weight, 1),
            "share of rare words": weigh(rare) / max(weight, 1),
            "share of rare words that recur beyond its neighbours": (
                weigh([token for token in rare if token in beyond]) / max(weigh(rare), 1)
            ),
            "log names": math.log(1 + len(names)),
            "share of names that recur beyond its neighbours": (
                sum(token in beyond for token in names) / max(len(names), 1)
            ),
        })  # fmt: skip
    return rows


@given(batches)
@example(["Ferry Goat\n\nferry\n\nFERRY goat\n\nGoat", "Goat", "»\n\n\u200b"])
def test_overlap_equals_the_slow_reference(batch: list[str]) -> None:
    found = gather_evidence(batch, WORDS, MEANINGS).overlap
    expected = [row for text in batch for row in overlap_of(text, reference.paragraphs_of(text))]
    assert len(found) == len(expected)
    for row, by_name in zip(found.tolist(), expected, strict=True):
        assert set(by_name) == set(OVERLAP_NAMES)
        for name, value in zip(OVERLAP_NAMES, row, strict=True):
            assert value == pytest.approx(by_name[name], rel=1e-5, abs=1e-6), name


def echoes_of(paragraphs: list[Paragraph], goes: list[float]) -> list[dict[str, float]]:
    """Ask of each rare word how sure to go the other paragraphs are that hold it."""
    rare = [
        {token.word for token in each.tokens if token.is_word and rarity(WORDS, token) >= RARE}
        for each in paragraphs
    ]
    rows = []
    for index, mine in enumerate(rare):
        holders = [
            [goes[n] for n, theirs in enumerate(rare) if word in theirs and n != index] for word in mine
        ]
        elsewhere = [sum(each) / len(each) for each in holders if each]
        rows.append({
            "log rare words that recur in what would go": math.log(1 + sum(elsewhere)),
            "log rare words that recur in what would stay": math.log(1 + sum(1 - each for each in elsewhere)),
            "most sure to go of what holds a rare word of it": max(elsewhere, default=0.0),
        })  # fmt: skip
    return rows


@given(batches, st.integers(0, 100))
@example(["Ferry Goat\n\nferry\n\nFERRY goat\n\nGoat", "Goat", "»\n\n\u200b"], 0)
def test_echoes_equal_the_slow_reference(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    is_content = np.random.default_rng(seed).random(len(evidence.units), np.float32)
    goes = iter((1 - is_content).tolist())
    articles = [reference.paragraphs_of(text) for text in batch]
    expected = [row for each in articles for row in echoes_of(each, [next(goes) for _ in each])]
    found = echo_features(evidence.echoes, is_content)
    for row, by_name in zip(found.tolist(), expected, strict=True):
        assert set(by_name) == set(ECHO_NAMES)
        for name, value in zip(ECHO_NAMES, row, strict=True):
            assert value == pytest.approx(by_name[name], rel=1e-5, abs=1e-6), name


@given(batches)
def test_echoes_do_not_depend_on_the_rest_of_the_batch(batch: list[str]) -> None:
    whole = gather_evidence(batch, WORDS, MEANINGS)
    is_content = np.random.default_rng(0).random(len(whole.units), np.float32)
    found = echo_features(whole.echoes, is_content)
    for index, text in enumerate(batch):
        mine = whole.segments.article == index
        alone = echo_features(gather_evidence([text], WORDS, MEANINGS).echoes, is_content[mine])
        assert np.array_equal(found[mine], alone)
