import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.gate import GATE_PATH, Gate, GateError, read_gate, write_gate
from benchmarks.sets import SETS

MARGINS = {"f1": 0.01, "content_lost": 0.001}
shares = st.floats(0, 1)
measured = st.fixed_dictionaries({"f1": shares, "content_lost": shares})


@pytest.fixture
def gate() -> Gate:
    return Gate("balanced", MARGINS).tightened({"pages": {"f1": 0.8, "content_lost": 0.005}})


def test_a_figure_is_pinned_a_margin_away_from_what_was_measured(gate):
    assert gate.limits == {"pages": {"f1": 0.79, "content_lost": 0.006}}


def test_figures_that_reach_their_limits_pass(gate):
    assert gate.complaints({"pages": {"f1": 0.79, "content_lost": 0.006}}) == []


def test_a_figure_below_its_floor_is_named(gate):
    assert gate.complaints({"pages": {"f1": 0.7, "content_lost": 0.0}}) == [
        "pages f1: 0.7000 is below its floor 0.7900"
    ]


def test_a_figure_above_its_ceiling_is_named(gate):
    assert gate.complaints({"pages": {"f1": 0.9, "content_lost": 0.0061}}) == [
        "pages content_lost: 0.0061 is above its ceiling 0.0060"
    ]


def test_a_pinned_figure_that_is_no_longer_measured_is_named(gate):
    assert len(gate.complaints({"pages": {"f1": 0.9}})) == 1


def test_a_set_that_was_not_measured_is_passed_over(gate):
    assert gate.complaints({"clean": {"f1": 0.1}}) == []


def test_tightening_never_loosens(gate):
    worse = {"pages": {"f1": 0.5, "content_lost": 0.2}}
    assert gate.tightened(worse) == gate


def test_tightening_moves_only_the_figures_that_got_better(gate):
    mixed = gate.tightened({"pages": {"f1": 0.85, "content_lost": 0.2}})
    assert mixed.limits == {"pages": {"f1": 0.84, "content_lost": 0.006}}


def test_a_figure_without_a_margin_is_not_pinned(gate):
    assert gate.tightened({"pages": {"best_f1": 0.9}}) == gate


def test_tightening_adds_a_set_and_keeps_the_others(gate):
    wider = gate.tightened({"clean": {"content_lost": 0.0}})
    assert wider.limits == {**gate.limits, "clean": {"content_lost": 0.001}}


@given(measured, measured)
def test_the_order_of_runs_does_not_matter(first, second):
    empty = Gate("balanced", MARGINS)
    there = empty.tightened({"pages": first}).tightened({"pages": second})
    back = empty.tightened({"pages": second}).tightened({"pages": first})
    assert there == back


@given(measured)
def test_what_was_just_pinned_passes(figures):
    assert Gate("balanced", MARGINS).tightened({"pages": figures}).complaints({"pages": figures}) == []


def loosened(gate: Gate, path: Path, reason: str | None) -> Path:
    write_gate(gate, path)
    record = json.loads(path.read_text())
    record["limits"]["pages"]["f1"] = 0.5
    if reason is not None:
        record["reasons"]["pages f1"] = reason
    path.write_text(json.dumps(record))
    return path


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_limit_loosened_without_a_reason_is_refused(gate, tmp_path, reason):
    with pytest.raises(GateError, match=r"pages f1: was pinned at 0\.79, now 0\.5; say why"):
        read_gate(loosened(gate, tmp_path / "gate.json", reason))


def test_a_limit_taken_out_without_a_reason_is_refused(gate):
    with pytest.raises(GateError, match="now not"):
        Gate("balanced", MARGINS, {"pages": {"f1": 0.79}}, gate.tightest)


def test_a_limit_loosened_with_a_reason_holds(gate, tmp_path):
    loose = read_gate(loosened(gate, tmp_path / "gate.json", "the pages were labelled anew"))
    assert loose.complaints({"pages": {"f1": 0.6, "content_lost": 0.0}}) == []


def test_a_reason_goes_when_the_old_limit_is_reached_again(gate, tmp_path):
    loose = read_gate(loosened(gate, tmp_path / "gate.json", "the pages were labelled anew"))
    assert loose.tightened({"pages": {"f1": 0.7}}).reasons == loose.reasons
    assert loose.tightened({"pages": {"f1": 0.9}}).reasons == {}


def test_a_gate_comes_back_from_its_file_unchanged(gate, tmp_path):
    write_gate(gate, tmp_path / "gate.json")
    assert read_gate(tmp_path / "gate.json") == gate


def test_a_figure_nobody_measures_is_refused(gate):
    with pytest.raises(GateError, match="no figure is called 'f2'"):
        Gate("balanced", {"f2": 0.1})


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"mode": 1}', "not JSON"])
def test_a_file_that_is_no_gate_is_refused_by_name(tmp_path, text):
    path = tmp_path / "gate.json"
    path.write_text(text)
    with pytest.raises(GateError, match=r"gate\.json: not a gate file"):
        read_gate(path)


def test_a_gate_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(GateError, match="no gate file"):
        read_gate(tmp_path / "gate.json")


def test_the_gate_in_the_repository_pins_sets_that_exist():
    gate = read_gate(GATE_PATH)
    assert set(gate.limits) <= {each.name for each in SETS}
