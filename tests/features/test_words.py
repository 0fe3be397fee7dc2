import math

import numpy as np
import pytest
from hypothesis import example, given
from numpy.typing import NDArray

from cleantext.features.inputs import gather_evidence
from cleantext.features.words import COMMON
from tests import reference
from tests.models import knows, random_meanings, random_words, rarity
from tests.reference import Paragraph
from tests.strategies import batches

WORDS, MEANINGS = random_words(), random_meanings()


def direction_of(paragraph: Paragraph) -> tuple[NDArray[np.float64], float]:
    """Return the direction of a paragraph's known words but common ones, and the root of their number."""
    known = [token for token in paragraph.tokens if knows(WORDS, token) and rarity(WORDS, token) >= COMMON]
    total = np.zeros(WORDS.vectors.shape[1])
    for token in known:
        total += WORDS.vectors[reference.row_of(token.word, len(WORDS.vectors))]
    length = math.sqrt(sum(value * value for value in total))
    return (total / length if length else total), math.sqrt(len(known))


@given(batches)
@example(["", "\u200b", "Ferry.\n\n»", "ferry Ferry 東京\nFerry\n\nFERRY"])
def test_directions_and_weights_equal_the_slow_reference(batch: list[str]) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    expected = [direction_of(each) for text in batch for each in reference.paragraphs_of(text)]
    assert len(evidence.units) == len(evidence.weights) == len(expected)
    for unit, weight, (direction, root) in zip(evidence.units, evidence.weights, expected, strict=True):
        assert unit == pytest.approx(direction, abs=1e-6)
        assert weight == pytest.approx(root, rel=1e-6)
