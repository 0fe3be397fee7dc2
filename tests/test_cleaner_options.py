"""What a caller may hand to a cleaner, and what it says to the rest."""

import dataclasses
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import LABELS, Cleaner, Model, segment
from cleantext.modelfolder import default_model_path
from tests.models import THRESHOLDS
from tests.strategies import texts

ARTICLE = "A ferry.\n\nNobody has seen a goat since Monday.\n\nSign up for our newsletter\n"


@pytest.fixture(scope="module")
def tiny(tiny_model: Model) -> Cleaner:
    return Cleaner(tiny_model)


def test_modes_stand_for_the_thresholds_in_the_manifest(tiny_model: Model) -> None:
    assert Cleaner(tiny_model).threshold == THRESHOLDS["balanced"]
    for mode, threshold in THRESHOLDS.items():
        assert Cleaner(tiny_model, mode=mode).threshold == threshold  # type: ignore[arg-type]


def test_the_shipped_careful_mode_is_no_less_sure_than_the_balanced_one(shipped_model: Model) -> None:
    assert 0 < Cleaner(shipped_model).threshold <= Cleaner(shipped_model, mode="careful").threshold <= 1


@pytest.mark.parametrize("mode", [0, 1, 0.5, 1.0])
def test_a_number_is_the_threshold_itself(tiny_model: Model, mode: float) -> None:
    assert Cleaner(tiny_model, mode=mode).threshold == mode


def test_a_threshold_of_zero_removes_everything(tiny_model: Model) -> None:
    assert Cleaner(tiny_model, mode=0).clean(ARTICLE) == "\n"


@pytest.mark.parametrize(
    ("mode", "error", "message"),
    [
        ("ruthless", ValueError, "unknown mode 'ruthless'; use one of careful, balanced, thorough"),
        (1.1, ValueError, "between 0 and 1"),
        (-0.1, ValueError, "between 0 and 1"),
        (float("nan"), ValueError, "between 0 and 1"),
        (True, TypeError, "not bool"),
        (None, TypeError, "not NoneType"),
        (["careful"], TypeError, "not list"),
    ],
)
def test_a_mode_that_is_none_is_refused(
    tiny_model: Model, mode: float, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        Cleaner(tiny_model, mode=mode)


@given(texts, st.sets(st.sampled_from(LABELS[1:])))
def test_labels_to_keep_stay_in_and_change_nothing_else(tiny_model: Model, text: str, keep: set[str]) -> None:
    plain = Cleaner(tiny_model, mode=0.5).analyze(text)
    keeping = Cleaner(tiny_model, mode=0.5, keep=keep).analyze(text)
    for before, after in zip(plain.segments, keeping.segments, strict=True):
        assert after.is_removed == (before.is_removed and before.label not in keep)
        assert after == dataclasses.replace(before, is_removed=after.is_removed)


def test_keep_takes_any_collection_of_labels(tiny_model: Model) -> None:
    results = {
        Cleaner(tiny_model, keep=keep).clean(ARTICLE)
        for keep in (["metadata"], ("metadata",), {"metadata"}, frozenset({"metadata"}), {"metadata": 1})
    }
    assert len(results) == 1


@pytest.mark.parametrize(
    ("keep", "error", "message"),
    [
        ("metadata", TypeError, r"write keep=\{'metadata'\}"),
        (["adverts"], ValueError, "unknown label 'adverts'; use some of advertisement, subscription"),
        ([None], ValueError, "unknown label None"),
        (["legal", "content"], ValueError, "not 'content'; for less to go, raise the threshold"),
        (None, TypeError, "collection of labels"),
        (b"metadata", TypeError, "collection of labels, not bytes"),
        (iter(["metadata"]), TypeError, "collection of labels, not list_iterator"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    tiny_model: Model, keep: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        Cleaner(tiny_model, keep=keep)


@pytest.mark.parametrize("model", [7, b"models", {}, object()])
def test_what_is_no_model_is_refused(model: Model) -> None:
    with pytest.raises(TypeError, match="model must be a Model or the path of a model folder"):
        Cleaner(model)


def test_a_mode_in_place_of_the_model_is_named_as_one() -> None:
    with pytest.raises(ValueError, match=r"write Cleaner\(mode='careful'\)"):
        Cleaner("careful")


@pytest.mark.parametrize("option", ["model", "mode", "threshold", "keep", "rules", "repeats"])
def test_a_cleaner_does_not_change(tiny: Cleaner, option: str) -> None:
    with pytest.raises(AttributeError):
        setattr(tiny, option, getattr(tiny, option))


def test_a_cleaner_shows_its_options_in_a_line(tiny_model: Model) -> None:
    taught = Cleaner(tiny_model, mode=0.5, keep=["metadata", "legal"]).learn_repeats([ARTICLE])
    known = "<Repeats: 3 paragraphs of 1 articles>"
    assert repr(taught) == f"<Cleaner: {tiny_model!r}, mode 0.5, keeps legal, metadata, {known}>"
    assert repr(tiny_model) == "<Model 'without a name'>"
    found = repr(taught.analyze(ARTICLE))
    assert found.startswith("<Analysis: ")
    assert "of 3 segments removed" in found


def test_a_model_may_be_given_by_its_path(shipped_model: Model) -> None:
    path = default_model_path()
    expected = Cleaner(shipped_model).analyze(ARTICLE)
    assert Cleaner(path).analyze(ARTICLE) == Cleaner(str(path)).analyze(ARTICLE) == expected


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        (b"text", "not bytes: decode it first"),
        (bytearray(b"text"), "not bytearray: decode it first"),
        (None, "not NoneType: pass ''"),
        (["text"], "not list: use clean_many"),
        (("text",), "not tuple: use clean_many"),
        (float("nan"), "not float: if it stands for a missing text"),
        (7, "not int: pass the article's text"),
        (np.float64("nan"), "not float64: if it stands for a missing text"),
        (Path("article.txt"), r"Path: read it first, for example path.read_text\('utf-8'\)"),
        (memoryview(b"text"), "not memoryview: decode it first"),
        ({"text": "A ferry."}, "not dict: pass the field that holds its text"),
        (iter(["text"]), "not list_iterator: use clean_many"),
    ],
)
def test_the_wrong_type_is_a_type_error_that_says_what_to_do(tiny: Cleaner, wrong: str, advice: str) -> None:
    for call in (tiny.clean, tiny.analyze, segment):
        with pytest.raises(TypeError, match=advice):
            call(wrong)
    for call_many in (tiny.clean_many, tiny.analyze_many):
        with pytest.raises(TypeError, match=advice):
            list(call_many(["A ferry.", wrong]))


@pytest.mark.parametrize("wrong", ["one article", b"one article", None, 7])
def test_many_takes_an_iterable_of_articles_and_says_so_at_once(tiny: Cleaner, wrong: list[str]) -> None:
    for call in (tiny.clean_many, tiny.analyze_many):
        with pytest.raises(TypeError, match=f"iterable of articles, not one {type(wrong).__name__}"):
            call(wrong)


class Table(list[str]):
    """What iterates over the names of its columns, as a data frame does."""

    columns = ("text", "id")


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"text": ["A ferry."]}, "not a dict: pass the column of texts"),
        (Table(Table.columns), "not a Table: pass the column of texts"),
        ({"A ferry."}, "not a set: pass a list"),
        (frozenset({"A ferry."}), "not a set: pass a list"),
        (StringIO("A ferry.\n"), r"not a file of lines: pass \[file.read\(\)\]"),
    ],
)
def test_what_iterates_over_something_else_is_not_taken_for_articles(
    tiny: Cleaner, wrong: list[str], advice: str
) -> None:
    with pytest.raises(TypeError, match=advice):
        tiny.clean_many(wrong)


@pytest.mark.parametrize(
    ("jobs", "error"),
    [(0, ValueError), (-2, ValueError), (1.5, TypeError), ("2", TypeError), (None, TypeError)],
)
def test_jobs_that_cannot_be_are_refused_at_once(tiny: Cleaner, jobs: int, error: type[Exception]) -> None:
    with pytest.raises(error, match="jobs must be"):
        tiny.clean_many([], jobs=jobs)


def test_numbers_of_numpy_are_numbers(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=np.float32(0.5))  # type: ignore[arg-type]
    assert cleaner.threshold == 0.5
    assert list(cleaner.clean_many([""], jobs=np.int64(1))) == [""]  # type: ignore[arg-type]
