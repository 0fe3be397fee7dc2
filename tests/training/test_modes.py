import numpy as np
import pytest

from cleantext.training.evaluation import measure
from cleantext.training.modes import (
    CLEAN,
    FEW,
    FEWEST,
    HARMED,
    LOSS_OF_CLEAN,
    LOSS_OF_MODE,
    choose_modes,
    doubt_promises,
)
from cleantext.training.scoring import ScoredArticles
from tests.scored import named, true_scores


def test_modes_hold_their_promise_on_every_set() -> None:
    sets = {"pages": true_scores(seed=4), CLEAN: true_scores(seed=5, residue_share=0.02)}
    modes = choose_modes(sets)
    for mode, loss in LOSS_OF_MODE.items():
        threshold = modes[mode]["threshold"]
        assert measure(sets["pages"], threshold).content_lost <= loss
        assert measure(sets[CLEAN], threshold).content_lost <= LOSS_OF_CLEAN[mode]
        for each in sets.values():
            assert measure(each, threshold).n_harmed <= max(HARMED * len(each.articles), FEW)
    assert modes["careful"]["threshold"] >= modes["balanced"]["threshold"] >= modes["thorough"]["threshold"]
    assert modes["thorough"]["f1"] >= modes["balanced"]["f1"] >= modes["careful"]["f1"]


def test_a_promise_that_was_kept_is_not_doubted() -> None:
    assert doubt_promises(choose_modes({"pages": true_scores(seed=4)})) == ""
    assert doubt_promises({mode: {"threshold": 0.5} for mode in LOSS_OF_MODE}) == ""
    assert doubt_promises({}) == ""


def test_dev_articles_too_few_to_measure_a_promise_are_said_to_be() -> None:
    n = 60
    scores = np.zeros((n, 8))
    scores[:, 3] = np.linspace(0, 1, n)
    scores[:, 0] = 1 - scores[:, 3]
    codes = np.where(np.arange(n) % 15 == 14, 0, 3 * (np.arange(n) > 20))
    few = ScoredArticles(named(*range(12)), codes, scores, np.full(n, 100), np.arange(n) // 5, np.ones(n))
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
    codes = 3 * (np.arange(n) % 2)
    lucky = ScoredArticles(named(*range(12)), codes, scores, np.full(n, 100), np.arange(n) // 5, np.ones(n))
    modes = choose_modes({"pages": lucky})
    assert modes["careful"]["threshold"] >= 0.5
    assert modes["balanced"]["threshold"] >= 0.5
    assert modes["thorough"]["threshold"] < 0.5


def test_a_set_of_few_paragraphs_does_not_forbid_every_removal() -> None:
    pages, few = true_scores(seed=6), true_scores(seed=7)
    n = 60
    scores = np.zeros((n, 8))
    scores[:, 3] = np.append(1, np.linspace(0, 0.5, n - 1))
    scores[:, 0] = 1 - scores[:, 3]
    controls = ScoredArticles(
        few.articles[:3],
        np.zeros(n, np.int64),
        scores,
        few.n_characters[:n] * 0 + 100,
        few.article[:n],
        few.weight[:n],
    )
    with_controls = choose_modes({"pages": pages, CLEAN: controls})["balanced"]
    without = choose_modes({"pages": pages})["balanced"]
    assert without["recall"] > 0.15
    assert with_controls["recall"] == pytest.approx(without["recall"], abs=0.02)
