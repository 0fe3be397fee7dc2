from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext import Cleaner
from cleantext.features.inputs import gather_evidence
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.labels import LABELS
from cleantext.model import (
    CAUTION,
    FAMILIAR,
    MOST_COMMENTS,
    OPEN,
    PROSE,
    Model,
    doubt_comments,
    doubt_unfamiliar,
)
from cleantext.network import ROWS_AT_ONCE
from cleantext.records import read_articles
from cleantext.segmenter import Segments
from cleantext.training.examples import label_segments
from tests.models import GOLDEN, random_words

KNOWN = "share of known words"
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


@given(st.floats(0, 1))
def test_the_fewer_words_are_known_the_more_proof_is_asked_for(share: float) -> None:
    known, some = (
        gather_evidence(["A ferry.\n\nA goat.", "Ferry"], random_words()),
        OVERLAP_NAMES.index(KNOWN),
    )
    known.overlap[:2, some], known.overlap[2, some] = share, FAMILIAR
    shift = doubt_unfamiliar(known, np.array([0, 2, 3]))
    assert shift[0] == shift[1] == pytest.approx(-CAUTION * max(0, 1 - share / FAMILIAR))
    assert shift[2] == 0


def test_a_word_weighs_as_much_in_a_short_paragraph_as_in_a_long_one() -> None:
    evidence = gather_evidence(["A ferry sails out today.\n\nGoat"], random_words())
    evidence.overlap[:, OVERLAP_NAMES.index(KNOWN)] = 0, 1
    shift = doubt_unfamiliar(evidence, np.array([0, 2]))
    assert shift == pytest.approx([-CAUTION * (1 - 1 / 7 / FAMILIAR)] * 2)


def test_in_a_language_it_knows_little_of_the_model_removes_only_what_it_is_sure_of(
    shipped_model: Model, repository: Path
) -> None:
    articles = [
        each for each in read_articles([repository / "fixtures"]) if each.lang in {"ar", "ru", "pt", "nl"}
    ]
    cleaner = Cleaner(shipped_model)
    for article in articles:
        analysis = cleaner.analyze(article.text)
        for code, each in zip(label_segments(article), analysis.segments, strict=True):
            assert not (code == 0 and each.is_removed), each.text
