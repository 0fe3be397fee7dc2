from dataclasses import replace

import numpy as np
import pytest

from cleantext.training.calibration import LEAST_SLOPE, fit_calibration
from cleantext.training.evaluation import measure
from cleantext.training.scoring import ScoredArticles
from cleantext.verdicts import log_odds
from tests.scored import true_scores


def test_calibration_undoes_overconfidence() -> None:
    calibration = fit_calibration(true_scores(seed=0, overconfidence=2.5))
    other = true_scores(seed=1, overconfidence=2.5)
    scores = calibration.apply(other.scores.astype(np.float32))
    mended = replace(other, scores=scores)
    assert measure(other, 0.5).calibration_error > 0.05
    assert measure(mended, 0.5).calibration_error < 0.02


def test_calibration_keeps_the_order_of_scores() -> None:
    sample = true_scores(seed=2, overconfidence=0.7)
    calibration = fit_calibration(sample)
    raw = log_odds(sample.scores.astype(np.float32))
    score = 1 - calibration.apply(sample.scores.astype(np.float32))[:, 0]
    assert (np.diff(score[np.argsort(raw, kind="stable")]) >= -1e-12).all()


def test_what_is_surer_keeps_a_higher_score_also_where_dev_articles_say_otherwise() -> None:
    sample = true_scores(seed=2)
    middling = np.flatnonzero(np.abs(log_odds(sample.scores)) < 1)
    sample.codes[middling] = 3 * (np.arange(len(middling)) % 2)
    raw, calibrated = fit_calibration(sample)
    assert (np.diff(calibrated) >= LEAST_SLOPE * np.diff(raw) - 1e-9).all()
    assert (np.diff(calibrated) < 0.3 * np.diff(raw)).any(), "there is a plateau to be tilted"


def test_a_handful_of_segments_leaves_scores_as_they_are() -> None:
    few = true_scores(seed=3)
    tiny = ScoredArticles(
        few.articles[:1], few.codes[:4], few.scores[:4], few.n_characters[:4], few.article[:4], few.weight[:4]
    )
    calibrated = fit_calibration(tiny).apply(tiny.scores.astype(np.float32))
    assert calibrated[:, 0] == pytest.approx(tiny.scores[:, 0], abs=1e-6)
