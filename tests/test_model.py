import numpy as np
import pytest
from numpy.typing import NDArray

from cleantext.labels import LABELS
from cleantext.model import MOST_COMMENTS, OPEN, PROSE, Model, doubt_comments
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
