from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext.labels import LABELS
from cleantext.model import MOST_COMMENTS, OPEN, PROSE, Model, doubt_comments
from cleantext.network import ROWS_AT_ONCE
from cleantext.segmenter import Segments
from tests.models import GOLDEN

COMMENT = LABELS.index("comment")


def article(*shares: tuple[int, float]) -> tuple[NDArray[np.float32], Segments, NDArray[np.int64]]:
    """Lay out paragraphs of given length and probability of being a comment; the rest is content."""
    lengths = np.array([length for length, _ in shares])
    start = np.cumsum(lengths + 1) - lengths - 1
    judged = np.zeros((len(shares), len(LABELS)), np.float32)
    judged[:, COMMENT] = [share for _, share in shares]
    judged[:, 0] = 1 - judged[:, COMMENT]
    segments = Segments(
        start, start + lengths, np.zeros(len(shares), np.int64), np.ones(len(shares), np.uint8)
    )
    return judged, segments, np.array([0])


def test_a_few_comments_under_an_article_are_not_doubted() -> None:
    judged, segments, first = article((900, 0.0), (900, 0.01), (100, 0.9), (120, 0.95))
    assert np.allclose(doubt_comments(judged, segments, first), judged, atol=1e-6)


def test_an_article_that_would_go_as_comments_is_doubted() -> None:
    judged, segments, first = article((400, 0.9), (400, 0.9), (400, 0.1))
    doubted = doubt_comments(judged, segments, first)
    share = (0.9 + 0.9 + 0.1) / 3
    odds = 9 * (share / MOST_COMMENTS) ** -4
    assert doubted[0, COMMENT] == pytest.approx(odds / (1 + odds), rel=1e-4)
    assert doubted.sum(axis=1) == pytest.approx(1)
    assert (doubted[:, 0] > judged[:, 0]).all()


def test_the_surest_comments_go_all_the_same() -> None:
    judged, segments, first = article((400, 0.99999), (400, 0.99999))
    assert doubt_comments(judged, segments, first)[:, COMMENT].min() > 0.99


def test_short_lines_are_not_doubted() -> None:
    judged, segments, first = article((400, 0.9), (400, 0.9), (PROSE - 1, 0.9))
    assert doubt_comments(judged, segments, first)[2] == pytest.approx(judged[2], abs=1e-6)


def test_one_article_does_not_make_another_doubted() -> None:
    judged, segments, _ = article((400, 0.95), (400, 0.9), (400, 0.0), (400, 0.5), (1200, 0.0))
    segments = segments._replace(article=np.array([0, 0, 1, 1, 1]))
    doubted = doubt_comments(judged, segments, np.array([0, 2]))
    assert doubted[3] == pytest.approx(judged[3], abs=1e-6)
    assert doubted[0, COMMENT] < judged[0, COMMENT]


@given(
    st.lists(st.one_of(st.integers(1, 9), st.integers(1, 200)), min_size=1, max_size=6), st.integers(0, 99)
)
@example([ROWS_AT_ONCE, 1, ROWS_AT_ONCE + 1, ROWS_AT_ONCE - 1], 0)
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
    network = shipped_model.first
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


@pytest.mark.parametrize(
    ("odds", "low", "high"), [(np.inf, 1, 1), (30, 0.99, 1), (-30, 0, 0.01), (-np.inf, 0, 0)]
)
def test_what_is_known_beforehand_draws_the_score_to_its_side(
    tiny_model: Model, odds: float, low: float, high: float
) -> None:
    def decide(segments: Segments) -> NDArray[np.float64]:
        return np.where(np.arange(len(segments.start)) == 1, odds, OPEN)

    scored = tiny_model.score([GOLDEN[1]], decide=decide)
    assert low <= 1 - scored.scores[1, 0] <= high
    assert np.allclose(scored.scores.sum(axis=1), 1)
    assert scored.decided.tolist() == [OPEN, odds, *[OPEN] * (len(scored.decided) - 2)]


def test_nothing_known_beforehand_changes_nothing(tiny_model: Model) -> None:
    scored = tiny_model.score(GOLDEN, decide=lambda segments: np.zeros(len(segments.start)))
    assert np.array_equal(scored.scores, tiny_model.score(GOLDEN).scores)
