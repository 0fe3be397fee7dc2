import math
from itertools import groupby

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext.features.coherence import COHERENCE_NAMES, coherence_features, compare
from cleantext.features.extents import extents
from cleantext.features.inputs import gather_evidence
from tests.models import random_meanings, random_words
from tests.strategies import batches

WORDS, MEANINGS = random_words(), random_meanings()
Vector = NDArray[np.float64]


def cosine(left: Vector, right: Vector) -> float:
    lengths = math.sqrt(left @ left) * math.sqrt(right @ right)
    return float(left @ right) / lengths if lengths > 1e-12 else 0.0


def coherence_of(units: list[Vector], weights: list[float]) -> list[dict[str, float]]:
    """Compare each paragraph of one article with the others, sum by sum."""
    n = len(units)
    zero = np.zeros_like(units[0])
    own = [unit * weight for unit, weight in zip(units, weights, strict=True)]

    def total(*indices: int) -> Vector:
        return sum((own[index] for index in indices if 0 <= index < n), zero)

    def others(*left_out: int) -> Vector:
        return total(*(index for index in range(n) if index not in left_out))

    fits = [cosine(units[i], others(i)) for i in range(n)]
    rows = []
    for i in range(n):
        near = {j: float(units[i] @ units[j]) for j in range(max(0, i - 8), min(n, i + 9)) if j != i}
        rows.append({
            "fit with the rest": fits[i],
            "fit with the rest beyond its neighbours": cosine(units[i], others(i - 1, i, i + 1)),
            "fit with the one before": cosine(units[i], total(i - 1)),
            "fit with the one after": cosine(units[i], total(i + 1)),
            "fit with the three before": cosine(units[i], total(i - 1, i - 2, i - 3)),
            "fit with the three after": cosine(units[i], total(i + 1, i + 2, i + 3)),
            "fit of the neighbours with each other": cosine(total(i - 1), total(i + 1)),
            "fit of the three before with the three after": cosine(
                total(i - 1, i - 2, i - 3), total(i + 1, i + 2, i + 3)
            ),
            "fit of it and the one before with the rest": cosine(total(i, i - 1), others(i, i - 1)),
            "fit of it and the one after with the rest": cosine(total(i, i + 1), others(i, i + 1)),
            "most similar nearby": max(0.0, *near.values(), 0.0),
            "most similar nearby beyond its neighbours": max(
                [0.0, *(value for j, value in near.items() if abs(i - j) > 1)]
            ),
            "mean similarity nearby": sum(near.values()) / max(len(near), 1),
            "fit against the article's mean fit": fits[i] - sum(fits) / n,
            "mean fit in the article": sum(fits) / n,
            "log known words": math.log(1 + weights[i] ** 2),
        })  # fmt: skip
    return rows


@given(batches)
@example(["Ferry and goat.\n\nGoat and ferry.", "A ferry.\nThe goat.\nA ferry with a goat."])
def test_coherence_of_texts_equals_the_slow_reference(batch: list[str]) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    check_coherence(evidence.units, evidence.weights, evidence.segments.article)


@st.composite
def articles(draw: st.DrawFn) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]:
    """Draw directions, weights and article indices of a batch."""
    sizes = draw(st.lists(st.integers(0, 12), min_size=1, max_size=4))
    article = np.repeat(np.arange(len(sizes)), sizes)
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    units = rng.normal(size=(len(article), 5)) + draw(st.sampled_from([0, 1, 5]))
    units[rng.random(len(article)) < 0.1] = 0
    units /= np.maximum(np.linalg.norm(units, axis=1, keepdims=True), 1e-9)
    n_words = rng.integers(0, 300, len(article)) * units.any(axis=1)
    return units.astype(np.float32), np.sqrt(n_words).astype(np.float32), article


@given(articles())
def test_coherence_of_any_directions_equals_the_slow_reference(
    drawn: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]],
) -> None:
    check_coherence(*drawn)


def check_coherence(
    units: NDArray[np.float32], weights: NDArray[np.float32], article: NDArray[np.int64]
) -> None:
    found = coherence_features(compare(units, extents(article)), weights)
    assert found.shape == (len(units), len(COHERENCE_NAMES))
    expected = []
    for _, indices in groupby(range(len(units)), key=lambda index: int(article[index])):
        rows = list(indices)
        expected += coherence_of([units[row].astype(float) for row in rows], weights[rows].tolist())
    for row, by_name in zip(found.tolist(), expected, strict=True):
        assert set(by_name) == set(COHERENCE_NAMES)
        for name, value in zip(COHERENCE_NAMES, row, strict=True):
            assert value == pytest.approx(by_name[name], rel=1e-3, abs=1e-3), name


@given(articles())
def test_coherence_does_not_depend_on_the_rest_of_the_batch(
    drawn: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]],
) -> None:
    units, weights, article = drawn
    whole = coherence_features(compare(units, extents(article)), weights)
    for index in np.unique(article):
        mine = np.flatnonzero(article == index)
        alone = coherence_features(compare(units[mine], extents(article[mine])), weights[mine])
        assert np.array_equal(whole[mine], alone)


def test_a_paragraph_about_something_else_fits_worst() -> None:
    units = np.array([[1, 0], [0.9, 0.1], [0, 1], [1, 0.1], [0.8, 0]], np.float32)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    similar = compare(units, extents(np.zeros(5, np.int64)))
    found = coherence_features(similar, np.ones(5, np.float32))
    assert found[:, COHERENCE_NAMES.index("fit with the rest")].argmin() == 2
