from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cleantext import Cleaner, ModelError
from cleantext.features.inputs import gather_evidence
from cleantext.model import OPEN, SURE, Calibration, Model
from cleantext.network import STEPS
from cleantext.records import read_articles
from cleantext.segmenter import Segments
from cleantext.training.examples import label_segments
from cleantext.verdicts import SUPPORT, log_odds
from tests.models import GOLDEN


@pytest.mark.parametrize(
    ("odds", "low", "high"), [(np.inf, 1, 1), (30, 0.99, 1), (-30, 0, 0.01), (-np.inf, 0, 0)]
)
def test_what_is_known_beforehand_draws_the_score_to_its_side(
    tiny_model: Model, odds: float, low: float, high: float
) -> None:
    def decide(_: Sequence[str], segments: Segments) -> NDArray[np.float64]:
        return np.where(np.arange(len(segments.start)) == 1, odds, OPEN)

    scored = tiny_model.score([GOLDEN[1]], decide=decide)
    assert low <= 1 - scored.scores[1, 0] <= high
    assert np.allclose(scored.scores.sum(axis=1), 1)
    assert scored.decided.tolist() == [OPEN, odds, *[OPEN] * (len(scored.decided) - 2)]


def sure_at_first_sight(model: Model, odds: float) -> Model:
    """Return the model with a first pass that calls everything content by so much."""
    weights, biases = (list(each) for each in (model.first.weights, model.first.biases))
    weights[-1], biases[-1] = np.zeros_like(weights[-1]), np.zeros_like(biases[-1])
    biases[-1][..., 0] = odds * STEPS
    return replace(model, first=model.first._replace(weights=tuple(weights), biases=tuple(biases)))


@pytest.mark.parametrize("odds", [-2.0, 1.0, 2.0])
def test_what_is_added_beforehand_is_added_once(tiny_model: Model, odds: float) -> None:
    model = sure_at_first_sight(tiny_model, 8)
    plain, moved = (
        model.score(GOLDEN, decide=lambda _, segments, odds=each: np.full(len(segments.start), odds))
        for each in (0.0, odds)
    )
    # what keeps log-odds finite, a thousand millionth, tells where a score is some millionths
    assert log_odds(moved.scores) - log_odds(plain.scores) == pytest.approx(odds, abs=5e-3)


def test_a_mode_that_was_not_measured_is_an_error(tiny_model: Model) -> None:
    with pytest.raises(ModelError, match=r"no mode 'gentle'.*name a threshold"):
        tiny_model.threshold("gentle")


def test_nothing_known_beforehand_changes_nothing(tiny_model: Model) -> None:
    scored = tiny_model.score(GOLDEN, decide=lambda _, segments: np.zeros(len(segments.start)))
    assert np.array_equal(scored.scores, tiny_model.score(GOLDEN).scores)


def test_the_identity_calibration_leaves_log_odds_as_they_are() -> None:
    share = np.linspace(0, 1, 50, dtype=np.float32)
    judged = np.column_stack([1 - share, share])
    assert Calibration.identity().log_odds(judged) == pytest.approx(log_odds(judged))


def test_what_is_surely_content_at_first_sight_is_not_judged_again(
    shipped_model: Model, repository: Path
) -> None:
    evidence = gather_evidence(
        [each.text for each in read_articles([repository / "fixtures"])],
        shipped_model.words,
        shipped_model.meanings,
    )
    passes = shipped_model.run_passes(evidence, np.zeros(len(evidence.segments.start)))
    verdict = shipped_model.first.predict(passes.first)
    is_sure = 1 - verdict[:, 0] < SURE
    assert 0.3 < is_sure.mean() < 0.7
    assert np.array_equal(passes.again, np.flatnonzero(~is_sure))
    assert len(passes.second) == len(passes.again)
    assert (1 - passes.probabilities[is_sure, 0]).max() <= SURE * np.exp(SUPPORT)


def test_with_nothing_to_judge_again_the_first_verdict_stands(tiny_model: Model) -> None:
    certain = sure_at_first_sight(tiny_model, 50)
    assert (certain.score(GOLDEN).scores[:, 0] > 1 - SURE).all()


def test_in_a_language_it_knows_little_of_the_model_removes_only_what_it_is_sure_of(
    shipped_model: Model, repository: Path
) -> None:
    articles = [
        each for each in read_articles([repository / "fixtures"]) if each.lang in {"ar", "ru", "pt", "nl"}
    ]
    cleaner = Cleaner(shipped_model)
    lost = n_content = 0
    for article in articles:
        of_content = [
            each
            for code, each in zip(
                label_segments(article), cleaner.analyze(article.text).segments, strict=True
            )
            if code == 0
        ]
        n_content += sum(len(each.text) for each in of_content)
        lost += sum(len(each.text) for each in of_content if each.is_removed)
    assert n_content > 50_000
    assert lost <= 0.003 * n_content
