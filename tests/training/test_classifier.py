from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from sklearn.base import BaseEstimator, clone, is_classifier
from sklearn.exceptions import NotFittedError

from cleantext import LABELS, Cleaner, ModelError, TrainingError, segment
from cleantext.model import Calibration
from cleantext.modelarrays import find_misfits, take_apart
from cleantext.modelfolder import load_model, with_manifest
from cleantext.modelsaving import save_model
from cleantext.records import read_articles
from cleantext.training.classifier import SegmentClassifier
from cleantext.training.examples import label_segments
from cleantext.training.wordtable import WordTableOptions
from tests.models import THRESHOLDS

WORDS = WordTableOptions(bits=10, n_topics=8, n_words=400, min_articles=2, n_steps=3, n_articles_a_step=8)


class Lesson(NamedTuple):
    """Articles, a label for each of their segments, and their pages."""

    X: list[str]
    y: list[list[int]]
    groups: list[str]


def small_classifier(**changes: object) -> SegmentClassifier:
    options: dict[str, Any] = {
        "wording_bits": 10, "hidden": (8,), "n_networks": 2, "n_epochs": 4, "n_folds": 2,
        "word_options": WORDS, "n_jobs": 1,
    }  # fmt: skip
    return SegmentClassifier(**{**options, **changes})


@pytest.fixture(scope="module")
def lesson(repository: Path) -> Lesson:
    articles = list(islice(read_articles([repository / "fixtures" / "sport.jsonl"]), 14))
    codes = [[min(code, len(LABELS) - 1) for code in label_segments(article)] for article in articles]
    return Lesson([article.text for article in articles], codes, [article.page for article in articles])


@pytest.fixture(scope="module")
def fitted(lesson: Lesson) -> SegmentClassifier:
    return small_classifier().fit(lesson.X, lesson.y, groups=lesson.groups)


def test_it_is_a_scikit_learn_classifier() -> None:
    assert isinstance(SegmentClassifier(), BaseEstimator)
    assert is_classifier(SegmentClassifier())


def test_parameters_are_kept_as_given_and_can_be_set() -> None:
    classifier = small_classifier(n_epochs=5)
    parameters = classifier.get_params(deep=False)
    assert parameters["n_epochs"] == 5
    assert parameters["word_options"] is WORDS
    assert classifier.set_params(n_epochs=6).n_epochs == 6
    with pytest.raises(ValueError, match="Invalid parameter 'depth'"):
        classifier.set_params(depth=3)


def test_a_clone_has_the_parameters_and_nothing_learnt(fitted: SegmentClassifier) -> None:
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "model_")


def test_nothing_can_be_predicted_before_fitting() -> None:
    for predict in (small_classifier().predict, small_classifier().predict_proba):
        with pytest.raises(NotFittedError):
            predict(["A ferry."])


def test_fit_returns_the_classifier_and_learns_a_model_that_fits_together(
    lesson: Lesson, fitted: SegmentClassifier
) -> None:
    classifier = small_classifier(n_epochs=3)
    assert classifier.fit(lesson.X, lesson.y) is classifier
    assert fitted.classes_.tolist() == list(LABELS)
    modes = {mode: {"threshold": threshold} for mode, threshold in THRESHOLDS.items()}
    assert not find_misfits(with_manifest(fitted.model_, modes=modes, golden=[]))


def test_every_segment_gets_a_probability_for_each_label(lesson: Lesson, fitted: SegmentClassifier) -> None:
    texts = [*lesson.X[:4], "", "One line."]
    for text, scores in zip(texts, fitted.predict_proba(texts), strict=True):
        assert scores.shape == (len(segment(text)), len(LABELS))
        assert scores.sum(axis=1) == pytest.approx(np.ones(len(scores)))


def test_the_likeliest_label_is_predicted(lesson: Lesson, fitted: SegmentClassifier) -> None:
    predicted, scores = fitted.predict(lesson.X), fitted.predict_proba(lesson.X)
    for labels, rows in zip(predicted, scores, strict=True):
        assert labels.tolist() == [LABELS[code] for code in rows.argmax(axis=1)]


def test_it_learns_more_than_to_call_everything_content(lesson: Lesson) -> None:
    classifier = small_classifier(n_epochs=240, hidden=(16,), wording_bits=14).fit(lesson.X, lesson.y)
    scores = np.concatenate(classifier.predict_proba(lesson.X))
    is_residue = np.concatenate(lesson.y) > 0
    share_right = ((1 - scores[:, 0] > 0.5) == is_residue).mean()
    assert share_right > 0.15 + (~is_residue).mean()


def test_two_fits_give_identical_arrays(lesson: Lesson, fitted: SegmentClassifier) -> None:
    again = small_classifier(n_jobs=2).fit(lesson.X, lesson.y, groups=lesson.groups)
    mine, other = take_apart(fitted.model_), take_apart(again.model_)
    assert mine.keys() == other.keys()
    for name, array in mine.items():
        assert array.dtype == other[name].dtype
        assert np.array_equal(array, other[name]), name


def test_another_seed_gives_another_model(lesson: Lesson, fitted: SegmentClassifier) -> None:
    other = small_classifier(random_state=1).fit(lesson.X, lesson.y, groups=lesson.groups)
    assert not np.array_equal(other.model_.first.weights[0], fitted.model_.first.weights[0])


def test_labels_may_be_names_or_columns_or_unknown(lesson: Lesson, fitted: SegmentClassifier) -> None:
    named = [[LABELS[code] for code in codes] for codes in lesson.y]
    other = small_classifier().fit(lesson.X, named, groups=lesson.groups)
    assert np.array_equal(other.model_.wording.table, fitted.model_.wording.table)
    partly = [[None, *codes[1:]] for codes in named]
    small_classifier(n_epochs=3).fit(lesson.X, partly)


def test_progress_is_reported_and_never_falls_back(lesson: Lesson) -> None:
    steps: list[tuple[str, float]] = []
    small_classifier(n_epochs=3).fit(lesson.X, lesson.y, on_step=lambda *step: steps.append(step))
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] <= 1.0
    assert all(name for name, _ in steps)


def test_what_was_learnt_can_be_saved_and_loaded(fitted: SegmentClassifier, tmp_path: Path) -> None:
    modes = {mode: {"threshold": threshold} for mode, threshold in THRESHOLDS.items()}
    model = with_manifest(fitted.model_, modes=modes)
    save_model(model, tmp_path / "model", card="", golden=["A ferry.\n\nShare"])
    text = "A goal in the last minute.\n\nShare this\n\nBy Ines Varga"
    assert np.array_equal(load_model(tmp_path / "model").score([text]).scores, model.score([text]).scores)


def test_the_model_is_left_uncalibrated(fitted: SegmentClassifier) -> None:
    identity = Calibration.identity()
    assert all(np.array_equal(*pair) for pair in zip(fitted.model_.calibration, identity, strict=True))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda y: y[:-1], "14 articles but labels for 13"),
        (
            lambda y: [y[0][:-1], *y[1:]],
            r"article 0 has \d+ segments but \d+ labels; give one label for each",
        ),
        (lambda y: [[0] * len(codes) for codes in y], "fewer than two different labels"),
        (lambda y: [[None] * len(codes) for codes in y], "fewer than two different labels"),
        (lambda y: [["adverts", *y[0][1:]], *y[1:]], "unknown label 'adverts'"),
    ],
)
def test_labels_it_cannot_learn_from_are_refused(lesson: Lesson, spoil: object, message: str) -> None:
    assert callable(spoil)
    with pytest.raises(TrainingError, match=message):
        small_classifier(n_epochs=3).fit(lesson.X, spoil(lesson.y))


@pytest.mark.parametrize(
    ("changes", "groups", "message"),
    [
        ({"n_epochs": 2}, None, "n_epochs must be at least 3"),
        ({"n_folds": 1}, None, "n_folds at least 2"),
        ({"n_folds": 3}, ["a"] * 7 + ["b"] * 7, "2 groups of articles cannot make 3 folds"),
    ],
)
def test_settings_that_leave_nothing_to_learn_from_are_refused(
    lesson: Lesson, changes: dict[str, int], groups: list[str] | None, message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        small_classifier(**changes).fit(lesson.X, lesson.y, groups=groups)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"groups": ["a"] * 13}, "14 articles but groups for 13"),
        ({"sample_weight": [1.0] * 15}, "14 articles but weights for 15"),
        ({"sample_weight": np.ones((14, 1))}, "one an article"),
        ({"sample_weight": [1.0] * 13 + [-1.0]}, "none negative"),
        ({"sample_weight": [1.0] * 13 + [float("nan")]}, "finite numbers"),
        ({"sample_weight": [0.0] * 14}, "not all 0"),
        ({"background": ["One."], "background_groups": []}, "1 background texts but groups for 0"),
        ({"background_groups": ["a"]}, "the groups of a background: give that too"),
    ],
)
def test_what_does_not_fit_the_articles_is_refused(
    lesson: Lesson, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        small_classifier().fit(lesson.X, lesson.y, **given)


def test_articles_may_come_from_any_iterable_and_one_alone_is_no_collection(
    lesson: Lesson, fitted: SegmentClassifier
) -> None:
    again = small_classifier().fit(iter(lesson.X), iter(lesson.y), groups=iter(lesson.groups))  # type: ignore[arg-type]
    for name, array in take_apart(again.model_).items():
        assert np.array_equal(array, take_apart(fitted.model_)[name]), name
    assert fitted.score(iter(lesson.X), iter(lesson.y)) == fitted.score(lesson.X, lesson.y)  # type: ignore[arg-type]
    for call in (fitted.predict, fitted.predict_proba):
        with pytest.raises(TypeError, match="put the text of a single article in a list"):
            call("One article.")
    with pytest.raises(TypeError, match="pass its model_"):
        Cleaner(fitted)  # type: ignore[arg-type]


def test_residue_on_one_side_of_a_fold_alone_is_refused(lesson: Lesson) -> None:
    y = [lesson.y[0], *([0] * len(codes) for codes in lesson.y[1:])]
    with pytest.raises(TrainingError, match="stands in too few pages or sites"):
        small_classifier().fit(lesson.X, y, groups=lesson.groups)


def test_its_score_is_the_share_of_segments_that_it_labels_right(
    lesson: Lesson, fitted: SegmentClassifier
) -> None:
    guess = [label for labels in fitted.predict(lesson.X) for label in labels.tolist()]
    true = [LABELS[code] for codes in lesson.y for code in codes]
    right = sum(one == other for one, other in zip(guess, true, strict=True))
    assert fitted.score(lesson.X, lesson.y) == pytest.approx(right / len(true))
    half_known = [[None] * len(lesson.y[0]), *lesson.y[1:]]
    assert fitted.score(lesson.X, half_known) != fitted.score(lesson.X, lesson.y)


def test_a_model_that_knows_no_modes_wants_a_threshold(fitted: SegmentClassifier) -> None:
    with pytest.raises(ModelError, match="no mode 'balanced'"):
        Cleaner(fitted.model_)
    assert Cleaner(fitted.model_, mode=1.0).clean("A ferry.") == "A ferry."
