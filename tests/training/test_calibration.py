import numpy as np
import pytest

from cleantext.training.calibration import (
    CLEAN,
    FEW,
    FEWEST,
    HARMED,
    LEAST_SLOPE,
    LOSS_OF_CLEAN,
    LOSS_OF_MODE,
    choose_modes,
    doubt_promises,
    fit_calibration,
)
from cleantext.training.evaluation import measure
from cleantext.training.judging import Judged
from cleantext.verdicts import log_odds

N_SEGMENTS = 20_000


def judged(*, seed: int, overconfidence: float = 1.0, residue_share: float = 0.3) -> Judged:
    """Draw segments whose log-odds are true, then blown up."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(np.log(residue_share / (1 - residue_share)), 2.5, N_SEGMENTS)
    score = 1 / (1 + np.exp(-odds))
    is_residue = rng.random(N_SEGMENTS) < score
    claimed = 1 / (1 + np.exp(-overconfidence * odds))
    scores = np.zeros((N_SEGMENTS, 8))
    scores[:, 0], scores[:, 3] = 1 - claimed, claimed
    article = np.arange(N_SEGMENTS) // 20
    names = tuple(f"article {n}" for n in range(article[-1] + 1))
    return Judged(
        is_residue * 3, scores, rng.integers(20, 400, N_SEGMENTS), article, np.ones(N_SEGMENTS), names
    )


def test_calibration_undoes_overconfidence() -> None:
    calibration = fit_calibration(judged(seed=0, overconfidence=2.5))
    other = judged(seed=1, overconfidence=2.5)
    scores = calibration.apply(other.scores.astype(np.float32))
    mended = Judged(other.codes, scores, other.n_characters, other.article, other.weight, other.names)
    assert measure(other, 0.5).calibration_error > 0.05
    assert measure(mended, 0.5).calibration_error < 0.02


def test_calibration_keeps_the_order_of_scores() -> None:
    sample = judged(seed=2, overconfidence=0.7)
    calibration = fit_calibration(sample)
    raw = log_odds(sample.scores.astype(np.float32))
    score = 1 - calibration.apply(sample.scores.astype(np.float32))[:, 0]
    assert (np.diff(score[np.argsort(raw, kind="stable")]) >= -1e-12).all()


def test_what_is_surer_keeps_a_higher_score_also_where_dev_articles_say_otherwise() -> None:
    sample = judged(seed=2)
    middling = np.flatnonzero(np.abs(log_odds(sample.scores)) < 1)
    sample.codes[middling] = 3 * (np.arange(len(middling)) % 2)
    raw, calibrated = fit_calibration(sample)
    assert (np.diff(calibrated) >= LEAST_SLOPE * np.diff(raw) - 1e-9).all()
    assert (np.diff(calibrated) < 0.3 * np.diff(raw)).any(), "there is a plateau to be tilted"


def test_a_handful_of_segments_leaves_scores_as_they_are() -> None:
    few = judged(seed=3)
    tiny = Judged(
        few.codes[:4], few.scores[:4], few.n_characters[:4], few.article[:4], few.weight[:4], few.names[:1]
    )
    calibrated = fit_calibration(tiny).apply(tiny.scores.astype(np.float32))
    assert calibrated[:, 0] == pytest.approx(tiny.scores[:, 0], abs=1e-6)


def test_modes_hold_their_promise_on_every_set() -> None:
    sets = {"pages": judged(seed=4), CLEAN: judged(seed=5, residue_share=0.02)}
    modes = choose_modes(sets)
    for mode, loss in LOSS_OF_MODE.items():
        threshold = modes[mode]["threshold"]
        assert measure(sets["pages"], threshold).content_lost <= loss
        assert measure(sets[CLEAN], threshold).content_lost <= LOSS_OF_CLEAN[mode]
        for each in sets.values():
            assert measure(each, threshold).n_harmed <= max(HARMED * len(each.names), FEW)
    assert modes["careful"]["threshold"] >= modes["balanced"]["threshold"] >= modes["thorough"]["threshold"]
    assert modes["thorough"]["f1"] >= modes["balanced"]["f1"] >= modes["careful"]["f1"]


def test_a_promise_that_was_kept_is_not_doubted() -> None:
    assert doubt_promises(choose_modes({"pages": judged(seed=4)})) == ""
    assert doubt_promises({mode: {"threshold": 0.5} for mode in LOSS_OF_MODE}) == ""
    assert doubt_promises({}) == ""


def test_dev_articles_too_few_to_measure_a_promise_are_said_to_be() -> None:
    n = 60
    scores = np.zeros((n, 8))
    scores[:, 3] = np.linspace(0, 1, n)
    scores[:, 0] = 1 - scores[:, 3]
    codes = np.where(np.arange(n) % 15 == 14, 0, 3 * (np.arange(n) > 20))
    few = Judged(codes, scores, np.full(n, 100), np.arange(n) // 5, np.ones(n), tuple("abcdefghijkl"))
    modes = choose_modes({"pages": few})
    lost = modes["careful"]["content_lost"]
    assert lost > LOSS_OF_MODE["balanced"]
    assert doubt_promises(modes) == (
        f"Too few dev articles to measure what modes promise: there are 12, not {FEWEST} at least; "
        f"careful loses {lost:.3%} of the content, not 0.1% at most; "
        f"balanced loses {lost:.3%} of the content, not 0.5% at most."
    )


def test_modes_remove_nothing_likelier_content_however_well_it_went_on_dev_articles() -> None:
    n = 60
    scores = np.zeros((n, 8))
    scores[:, 3] = np.where(np.arange(n) % 2, 0.3, 0.01)
    scores[:, 0] = 1 - scores[:, 3]
    codes, names = 3 * (np.arange(n) % 2), tuple("abcdefghijkl")
    lucky = Judged(codes, scores, np.full(n, 100), np.arange(n) // 5, np.ones(n), names)
    modes = choose_modes({"pages": lucky})
    assert modes["careful"]["threshold"] >= 0.5
    assert modes["balanced"]["threshold"] >= 0.5
    assert modes["thorough"]["threshold"] < 0.5


def test_a_set_of_few_paragraphs_does_not_forbid_every_removal() -> None:
    pages, few = judged(seed=6), judged(seed=7)
    n = 60
    scores = np.zeros((n, 8))
    scores[:, 3] = np.append(1, np.linspace(0, 0.5, n - 1))
    scores[:, 0] = 1 - scores[:, 3]
    controls = Judged(
        np.zeros(n, np.int64),
        scores,
        few.n_characters[:n] * 0 + 100,
        few.article[:n],
        few.weight[:n],
        few.names[:3],
    )
    with_controls = choose_modes({"pages": pages, CLEAN: controls})["balanced"]
    without = choose_modes({"pages": pages})["balanced"]
    assert without["recall"] > 0.15
    assert with_controls["recall"] == pytest.approx(without["recall"], abs=0.02)
