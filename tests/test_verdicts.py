import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from cleantext.features.extents import Extents, extents
from cleantext.features.inputs import gather_evidence
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.labels import LABELS
from cleantext.segmenter import Segments
from cleantext.verdicts import (
    CAUTION,
    FAMILIAR,
    LONG_ARTICLE,
    MOST_OF_PROSE,
    OF_A_WORD,
    PROSE,
    SMALL,
    SUPPORT,
    doubt_bulk,
    doubt_unfamiliar,
    ease_small,
    log_odds,
    rescale,
    support_runs,
)
from tests.models import random_meanings, random_words

KNOWN = "share of known words"
COMMENT = LABELS.index("comment")


def article(
    *shares: tuple[int, float], label: str = "comment"
) -> tuple[NDArray[np.float32], Segments, Extents]:
    """Lay out paragraphs of given length and probability of a label; the rest is content."""
    lengths = np.array([length for length, _ in shares])
    start = np.cumsum(lengths + 1) - lengths - 1
    probabilities = np.zeros((len(shares), len(LABELS)), np.float32)
    probabilities[:, LABELS.index(label)] = [share for _, share in shares]
    probabilities[:, 0] = 1 - probabilities[:, LABELS.index(label)]
    segments = Segments(
        start, start + lengths, np.zeros(len(shares), np.int64), np.ones(len(shares), np.uint8)
    )
    return probabilities, segments, extents(segments.article)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_a_little_residue_under_an_article_is_not_doubted(label: str) -> None:
    probabilities, segments, where = article((900, 0.0), (900, 0.01), (100, 0.9), (120, 0.95), label=label)
    assert np.allclose(doubt_bulk(probabilities, segments, where), probabilities, atol=1e-6)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_an_article_that_would_go_for_the_most_part_is_doubted(label: str) -> None:
    probabilities, segments, where = article((400, 0.9), (400, 0.9), (400, 0.1), label=label)
    doubted = doubt_bulk(probabilities, segments, where)
    share = (0.9 + 0.9 + 0.1) / 3
    odds = 9 * (share / MOST_OF_PROSE[label]) ** -4
    assert doubted[0, LABELS.index(label)] == pytest.approx(odds / (1 + odds), rel=1e-4)
    assert doubted.sum(axis=1) == pytest.approx(1)
    assert (doubted[:, 0] > probabilities[:, 0]).all()


def test_an_article_of_which_every_other_paragraph_is_an_advert_is_not_doubted() -> None:
    probabilities, segments, where = article(
        (400, 0.9), (400, 0.1), (400, 0.9), (400, 0.1), label="advertisement"
    )
    assert np.allclose(doubt_bulk(probabilities, segments, where), probabilities, atol=1e-6)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_the_surest_go_all_the_same(label: str) -> None:
    probabilities, segments, where = article((400, 0.99999), (400, 0.99999), label=label)
    assert doubt_bulk(probabilities, segments, where)[:, LABELS.index(label)].min() > 0.99


def test_short_lines_are_not_doubted() -> None:
    probabilities, segments, where = article((400, 0.9), (400, 0.9), (PROSE - 1, 0.9))
    assert doubt_bulk(probabilities, segments, where)[2] == pytest.approx(probabilities[2], abs=1e-6)


def test_one_article_does_not_make_another_doubted() -> None:
    probabilities, segments, _ = article((400, 0.95), (400, 0.9), (400, 0.0), (400, 0.5), (1200, 0.0))
    segments = segments._replace(article=np.array([0, 0, 1, 1, 1]))
    doubted = doubt_bulk(probabilities, segments, extents(segments.article))
    assert doubted[3] == pytest.approx(probabilities[3], abs=1e-6)
    assert doubted[0, COMMENT] < probabilities[0, COMMENT]


@given(st.floats(0, 1))
def test_the_fewer_words_are_known_the_more_proof_is_asked_for(share: float) -> None:
    known, some = (
        gather_evidence(["A ferry.\n\nA goat.", "Ferry"], random_words(), random_meanings()),
        OVERLAP_NAMES.index(KNOWN),
    )
    known.overlap[:2, some], known.overlap[2, some] = share, FAMILIAR
    shift = doubt_unfamiliar(known)
    assert shift[0] == shift[1] == pytest.approx(-CAUTION * max(0, 1 - share / FAMILIAR), abs=1e-6)
    assert shift[2] == 0


def test_a_word_weighs_as_much_in_a_short_paragraph_as_in_a_long_one() -> None:
    evidence = gather_evidence(["A ferry sails out today.\n\nGoat"], random_words(), random_meanings())
    evidence.overlap[:, OVERLAP_NAMES.index(KNOWN)] = 0, 1
    shift = doubt_unfamiliar(evidence)
    assert shift == pytest.approx([-CAUTION * (1 - 1 / 7 / FAMILIAR)] * 2)


def test_to_know_its_characters_is_not_to_know_a_language() -> None:
    evidence = gather_evidence(["東京の港", "A ferry"], random_words(), random_meanings())
    evidence.overlap[:, OVERLAP_NAMES.index(KNOWN)] = 1
    assert doubt_unfamiliar(evidence) == pytest.approx([-CAUTION * (1 - OF_A_WORD / FAMILIAR), 0])


def odds_of(labels: list[str], odds: list[float], article: list[int]) -> NDArray[np.float64]:
    """Return the log-odds of segments of these labels once neighbours have vouched for them."""
    share = 1 / (1 + np.exp(-np.array(odds)))
    probabilities = np.zeros((len(odds), len(LABELS)), np.float32)
    probabilities[np.arange(len(odds)), [LABELS.index(label) for label in labels]] = share
    probabilities[:, 0] = 1 - share
    supported = support_runs(probabilities, extents(np.array(article)))
    assert supported.sum(axis=1) == pytest.approx(1)
    return log_odds(supported)


def test_a_neighbour_of_the_same_kind_vouches_for_what_is_less_sure() -> None:
    found = odds_of(["advertisement"] * 3 + ["legal"], [0.5, 4.0, 3.5, 0.0], [0] * 4)
    assert found == pytest.approx([0.5 + SUPPORT, 4.0, 4.0, 0.0], abs=1e-3)


def test_another_article_does_not_vouch() -> None:
    assert odds_of(["social"] * 2, [4.0, 0.0], [0, 1]) == pytest.approx([4.0, 0.0], abs=1e-3)


@given(arrays(np.float64, st.integers(1, 12), elements=st.floats(-8, 8)))
def test_support_only_adds_and_never_more_than_the_surest_neighbour_has(odds: NDArray[np.float64]) -> None:
    found = odds_of(["comment"] * len(odds), odds.tolist(), [0] * len(odds))
    assert (found >= odds - 1e-2).all()
    assert (found <= odds + SUPPORT + 1e-2).all()
    assert found.max() == pytest.approx(odds.max(), abs=1e-2)


@given(
    arrays(np.float64, (4, len(LABELS)), elements=st.floats(0.01, 1)),
    arrays(np.float64, 4, elements=st.floats(-12, 12) | st.sampled_from([-np.inf, np.inf])),
)
def test_other_log_odds_leave_the_labels_beside_content_in_proportion(
    weights: NDArray[np.float64], odds: NDArray[np.float64]
) -> None:
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    found = rescale(probabilities, odds)
    assert found.sum(axis=1) == pytest.approx(1)
    assert 1 - found[:, 0] == pytest.approx(1 / (1 + np.exp(-odds)))
    assert found[:, 1:] * probabilities[:, 1:2] == pytest.approx(
        found[:, 1:2] * probabilities[:, 1:], abs=1e-9
    )


@given(
    arrays(np.float64, 6, elements=st.floats(0, 1)),
    arrays(np.int64, 6, elements=st.sampled_from([1, 7, 60, 400, 90_000])),
)
def test_only_what_is_small_and_likelier_residue_is_eased(
    score: NDArray[np.float64], n_characters: NDArray[np.int64]
) -> None:
    article = np.array([0, 0, 0, 0, 1, 1])
    eased = ease_small(score, n_characters, article)
    total = np.array([n_characters[:4].sum()] * 4 + [n_characters[4:].sum()] * 2)
    share = n_characters / np.minimum(total, LONG_ARTICLE)
    is_eased = (share < SMALL) & (score > 0.5)
    assert (eased[~is_eased] == score[~is_eased]).all()
    assert (eased[is_eased] >= score[is_eased]).all()
    assert (eased <= 1).all()
    for at in np.flatnonzero(is_eased & (score < 1)).tolist():
        odds = score[at] / (1 - score[at]) * (SMALL / share[at]) ** 0.5
        assert eased[at] == pytest.approx(odds / (1 + odds))


def test_the_smaller_a_segment_is_the_less_proof_it_needs() -> None:
    eased = ease_small(np.full(4, 0.6), np.array([1, 10, 100, 100_000]), np.zeros(4, np.int64))
    assert eased[0] > eased[1] > eased[2] > eased[3] == 0.6


def test_no_whole_paragraph_is_small_however_long_its_article() -> None:
    n_characters = np.full(5_000, 300)
    assert (ease_small(np.full(5_000, 0.75), n_characters, np.zeros(5_000, np.int64)) == 0.75).all()
