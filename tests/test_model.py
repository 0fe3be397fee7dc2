from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext import Cleaner
from cleantext.features.inputs import gather_evidence
from cleantext.features.neighbourhood import Extents, extents
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.labels import LABELS
from cleantext.model import (
    CAUTION,
    FAMILIAR,
    MOST_OF_PROSE,
    OPEN,
    PROSE,
    SURE,
    Model,
    doubt_bulk,
    doubt_unfamiliar,
)
from cleantext.records import read_articles
from cleantext.segmenter import Segments
from cleantext.training.examples import label_segments
from tests.models import GOLDEN, random_words

KNOWN = "share of known words"
COMMENT = LABELS.index("comment")


def article(
    *shares: tuple[int, float], label: str = "comment"
) -> tuple[NDArray[np.float32], Segments, Extents]:
    """Lay out paragraphs of given length and probability of a label; the rest is content."""
    lengths = np.array([length for length, _ in shares])
    start = np.cumsum(lengths + 1) - lengths - 1
    judged = np.zeros((len(shares), len(LABELS)), np.float32)
    judged[:, LABELS.index(label)] = [share for _, share in shares]
    judged[:, 0] = 1 - judged[:, LABELS.index(label)]
    segments = Segments(
        start, start + lengths, np.zeros(len(shares), np.int64), np.ones(len(shares), np.uint8)
    )
    return judged, segments, extents(segments.article)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_a_few_comments_or_links_under_an_article_are_not_doubted(label: str) -> None:
    judged, segments, where = article((900, 0.0), (900, 0.01), (100, 0.9), (120, 0.95), label=label)
    assert np.allclose(doubt_bulk(judged, segments, where), judged, atol=1e-6)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_an_article_that_would_go_as_comments_or_links_is_doubted(label: str) -> None:
    judged, segments, where = article((400, 0.9), (400, 0.9), (400, 0.1), label=label)
    doubted = doubt_bulk(judged, segments, where)
    share = (0.9 + 0.9 + 0.1) / 3
    odds = 9 * (share / MOST_OF_PROSE[label]) ** -4
    assert doubted[0, LABELS.index(label)] == pytest.approx(odds / (1 + odds), rel=1e-4)
    assert doubted.sum(axis=1) == pytest.approx(1)
    assert (doubted[:, 0] > judged[:, 0]).all()


def test_an_article_full_of_adverts_is_not_doubted() -> None:
    judged, segments, where = article((400, 0.9), (400, 0.9), (400, 0.1), label="advertisement")
    assert np.allclose(doubt_bulk(judged, segments, where), judged, atol=1e-6)


@pytest.mark.parametrize("label", MOST_OF_PROSE)
def test_the_surest_go_all_the_same(label: str) -> None:
    judged, segments, where = article((400, 0.99999), (400, 0.99999), label=label)
    assert doubt_bulk(judged, segments, where)[:, LABELS.index(label)].min() > 0.99


def test_short_lines_are_not_doubted() -> None:
    judged, segments, where = article((400, 0.9), (400, 0.9), (PROSE - 1, 0.9))
    assert doubt_bulk(judged, segments, where)[2] == pytest.approx(judged[2], abs=1e-6)


def test_one_article_does_not_make_another_doubted() -> None:
    judged, segments, _ = article((400, 0.95), (400, 0.9), (400, 0.0), (400, 0.5), (1200, 0.0))
    segments = segments._replace(article=np.array([0, 0, 1, 1, 1]))
    doubted = doubt_bulk(judged, segments, extents(segments.article))
    assert doubted[3] == pytest.approx(judged[3], abs=1e-6)
    assert doubted[0, COMMENT] < judged[0, COMMENT]


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


def test_what_is_surely_content_at_first_sight_is_not_judged_again(
    shipped_model: Model, repository: Path
) -> None:
    evidence = gather_evidence(
        [each.text for each in read_articles([repository / "fixtures"])], shipped_model.words
    )
    passes = shipped_model.judge(evidence, np.zeros(len(evidence.segments.start)))
    verdict = shipped_model.first.predict(passes.first, evidence.where.bounds)
    is_sure = 1 - verdict[:, 0] < SURE
    assert 0.3 < is_sure.mean() < 0.7
    assert np.array_equal(passes.again, np.flatnonzero(~is_sure))
    assert len(passes.second) == len(passes.again)
    assert (1 - passes.judged[is_sure, 0]).max() <= SURE


def test_with_nothing_to_judge_again_the_first_verdict_stands(tiny_model: Model) -> None:
    every_label = (np.zeros_like(tiny_model.first.biases[-1]),)
    every_label[0][..., 0] = 50
    certain = replace(
        tiny_model, first=tiny_model.first._replace(biases=(*tiny_model.first.biases[:-1], *every_label))
    )
    assert (certain.score(GOLDEN).scores[:, 0] > 1 - SURE).all()


@given(st.floats(0, 1))
def test_the_fewer_words_are_known_the_more_proof_is_asked_for(share: float) -> None:
    known, some = (
        gather_evidence(["A ferry.\n\nA goat.", "Ferry"], random_words()),
        OVERLAP_NAMES.index(KNOWN),
    )
    known.overlap[:2, some], known.overlap[2, some] = share, FAMILIAR
    shift = doubt_unfamiliar(known)
    assert shift[0] == shift[1] == pytest.approx(-CAUTION * max(0, 1 - share / FAMILIAR))
    assert shift[2] == 0


def test_a_word_weighs_as_much_in_a_short_paragraph_as_in_a_long_one() -> None:
    evidence = gather_evidence(["A ferry sails out today.\n\nGoat"], random_words())
    evidence.overlap[:, OVERLAP_NAMES.index(KNOWN)] = 0, 1
    shift = doubt_unfamiliar(evidence)
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
