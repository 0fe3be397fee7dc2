import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext.features.extents import extents
from cleantext.features.neighbourhood import article_means, neighbours, stretch_means

Rows = NDArray[np.float32]
Articles = NDArray[np.int64]


@st.composite
def batches(draw: st.DrawFn) -> tuple[Rows, Articles]:
    """Draw rows and the article each belongs to; some articles have none."""
    sizes = draw(st.lists(st.integers(0, 7), max_size=5))
    article = np.repeat(np.arange(len(sizes)), sizes)
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    return rng.normal(size=(len(article), 3)).astype(np.float32), article


def members(article: Articles, index: int) -> list[int]:
    return [other for other in range(len(article)) if article[other] == article[index]]


@given(batches(), st.lists(st.integers(-9, 9), min_size=1, max_size=4))
def test_neighbours_are_looked_up_one_by_one(batch: tuple[Rows, Articles], offsets: list[int]) -> None:
    rows, article = batch
    found = neighbours(rows, extents(article), offsets)
    assert found.shape == (len(rows), 3 * len(offsets))
    for index in range(len(rows)):
        for place, offset in enumerate(offsets):
            expected = rows[index + offset] if index + offset in members(article, index) else np.zeros(3)
            assert np.array_equal(found[index, 3 * place : 3 * place + 3], expected)


@given(batches())
def test_extents_are_those_of_each_article(batch: tuple[Rows, Articles]) -> None:
    _, article = batch
    bounds, row, first, last = extents(article)
    assert len(bounds) == len(set(article.tolist())) + 1
    for index in range(len(article)):
        own = members(article, index)
        assert (first[index], last[index]) == (own[0], own[-1])
        assert (bounds[row[index]], bounds[row[index] + 1]) == (own[0], own[-1] + 1)


@given(batches())
def test_article_means_are_weighted_sums_over_each_article(batch: tuple[Rows, Articles]) -> None:
    rows, article = batch
    weights = (np.arange(len(rows)) % 4 + 1).astype(np.float32)
    found = article_means(rows, weights[:, None], extents(article))
    assert found.shape == rows.shape
    for index in range(len(rows)):
        own = members(article, index)
        total = sum(float(weights[other]) for other in own)
        for column in range(3):
            mean = sum(float(rows[other, column]) * float(weights[other]) for other in own) / total
            assert found[index, column] == pytest.approx(mean, abs=1e-5)


def test_an_article_without_weight_has_a_mean_of_zero() -> None:
    rows = np.ones((2, 3), np.float32)
    assert not article_means(rows, np.zeros((2, 1), np.float32), extents(np.zeros(2, np.int64))).any()


@given(batches(), st.integers(0, 8))
def test_stretch_means_are_taken_over_what_stands_before_and_after(
    batch: tuple[Rows, Articles], size: int
) -> None:
    rows, article = batch
    before, after = stretch_means(rows, extents(article), [size]).swapaxes(0, 1)
    assert before.shape == after.shape == rows.shape
    for index in range(len(rows)):
        own = members(article, index)
        nearest = size or len(rows)
        for found, stretch in (
            (before, [other for other in own if index - nearest <= other < index]),
            (after, [other for other in own if index < other <= index + nearest]),
        ):
            mean = sum(rows[other].astype(float) for other in stretch) / max(len(stretch), 1)
            assert found[index] == pytest.approx(np.zeros(3) + mean, abs=1e-3)


@given(batches())
def test_nothing_depends_on_the_rest_of_the_batch(batch: tuple[Rows, Articles]) -> None:
    rows, article = batch
    weights = np.abs(rows[:, 0])

    def everything(rows: Rows, weights: Rows, article: Articles) -> Rows:
        return np.concatenate(
            [
                neighbours(rows, extents(article), [-2, 1]),
                article_means(rows, weights[:, None], extents(article)),
                stretch_means(rows, extents(article), [2, 0]).reshape(len(rows), 12),
            ],
            axis=1,
        )

    whole = everything(rows, weights, article)
    for index in np.unique(article):
        mine = article == index
        assert np.array_equal(whole[mine], everything(rows[mine], weights[mine], article[mine]))
