import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleantext import characters as ch
from cleantext.features.inputs import gather_evidence
from cleantext.features.overlap import ECHO_NAMES, OVERLAP_NAMES, echo_features
from tests import reference
from tests.models import knows, random_words
from tests.reference import Paragraph, Token
from tests.strategies import batches

WORDS = random_words()
SHIFT = 32 - WORDS.bits
RARE = 140


def overlap_of(text: str, paragraphs: list[Paragraph]) -> list[dict[str, float]]:
    """Look every word up in every other paragraph of one article."""
    words = [[token for token in paragraph.tokens if token.is_word] for paragraph in paragraphs]
    where: dict[int, set[int]] = {}
    for index, tokens in enumerate(words):
        for token in tokens:
            where.setdefault(token.word, set()).add(index)

    def rarity(token: Token) -> int:
        return int(WORDS.rarity[token.word >> SHIFT])

    rows = []
    for index, tokens in enumerate(words):
        n_words = max(len(tokens), 1)
        weight = sum(map(rarity, tokens))
        recurring = [token for token in tokens if where[token.word] - {index}]
        beyond = [token for token in tokens if where[token.word] - {index - 1, index, index + 1}]
        rare = [token for token in tokens if rarity(token) >= 140]
        names = [
            token
            for token in tokens
            if reference.kind_of(text[token.start]) == ch.UPPER and rarity(token) >= 70
        ]
        rows.append({
            "mean rarity": weight / n_words / 255,
            "share of known words": sum(knows(WORDS, token) for token in tokens) / n_words,
            "share of words that recur": sum(map(rarity, recurring)) / max(weight, 1),
            "share of words that recur beyond its neighbours": sum(map(rarity, beyond)) / max(weight, 1),
            "share of rare words": sum(map(rarity, rare)) / max(weight, 1),
            "share of rare words that recur beyond its neighbours": (
                sum(rarity(token) for token in rare if token in beyond) / max(sum(map(rarity, rare)), 1)
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
    found = gather_evidence(batch, WORDS).overlap
    expected = [row for text in batch for row in overlap_of(text, reference.paragraphs_of(text))]
    assert len(found) == len(expected)
    for row, by_name in zip(found.tolist(), expected, strict=True):
        assert set(by_name) == set(OVERLAP_NAMES)
        for name, value in zip(OVERLAP_NAMES, row, strict=True):
            assert value == pytest.approx(by_name[name], rel=1e-5, abs=1e-6), name


def echoes_of(paragraphs: list[Paragraph], goes: list[float]) -> list[dict[str, float]]:
    """Ask of each rare word how sure to go the other paragraphs are that hold it."""
    rare = [
        {token.word for token in each.tokens if token.is_word and WORDS.rarity[token.word >> SHIFT] >= RARE}
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
    evidence = gather_evidence(batch, WORDS)
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
    whole = gather_evidence(batch, WORDS)
    is_content = np.random.default_rng(0).random(len(whole.units), np.float32)
    found = echo_features(whole.echoes, is_content)
    for index, text in enumerate(batch):
        mine = whole.segments.article == index
        alone = echo_features(gather_evidence([text], WORDS).echoes, is_content[mine])
        assert np.array_equal(found[mine], alone)
