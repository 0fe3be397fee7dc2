import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks.gate import Gate, read_gate, write_gate
from benchmarks.quality import main
from benchmarks.sets import SETS
from cleantext.model import MODES
from cleantext.modelsaving import save_model
from tests.models import random_model

FAST = ["--sets", "fixtures-test,fixtures-controls", "--bootstrap", "20"]


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory):
    """Save a model that removes about half of everything."""
    modes = {mode: {"threshold": 0.035} for mode in MODES}
    model = replace(random_model(), manifest={"modes": modes})
    folder = tmp_path_factory.mktemp("model") / "arbitrary"
    save_model(model, folder, card="# A model of random weights\n", golden=["One.\n\nTwo."])
    return folder


@pytest.fixture
def run(model_dir, tmp_path):
    """Run the benchmark on fixtures only, where no corpus is."""

    def invoke(*arguments):
        options = ["--model", str(model_dir), "--corpus", str(tmp_path / "no corpus"), *arguments]
        return CliRunner().invoke(main, options)

    return invoke


@pytest.fixture
def gate_path(tmp_path):
    path = tmp_path / "gate.json"
    write_gate(Gate("balanced", {"f1": 0.0, "content_lost": 0.0}), path)
    return path


def test_the_table_names_every_set_and_fits_its_width(run):
    result = run(*FAST)
    assert result.exit_code == 0, result.output
    assert "fixtures-test" in result.stdout
    assert "fixtures-controls" in result.stdout
    assert "…" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 120


def test_everything_in_the_table_is_in_the_json(run, tmp_path):
    path = tmp_path / "figures.json"
    assert run(*FAST, "--full", "--json", str(path)).exit_code == 0
    record = json.loads(path.read_text())
    fixtures = record["sets"]["fixtures-test"]
    assert record["model"] == "arbitrary"
    assert fixtures["figures"].keys() >= {"average_precision", "f1", "recall_at_0.2%", "content_lost"}
    assert fixtures["intervals"]["f1"][0] <= fixtures["figures"]["f1"] <= fixtures["intervals"]["f1"][1]
    assert "news" in fixtures["parts"]["kind"]
    assert fixtures["confusion"]["content"]["removed"] >= 0
    assert fixtures["worst_article"]


def test_sets_that_are_not_there_are_skipped_with_a_line(run):
    result = run("--bootstrap", "0")
    assert result.exit_code == 0
    skipped = {each.layout.file for each in SETS if each.layout.file}
    assert all(f"{file} skipped" in " ".join(result.stdout.split()) for file in skipped)


def test_peers_stand_under_the_set_they_were_measured_on(run):
    result = run(*FAST, "--peers", "c4")
    assert result.exit_code == 0, result.output
    assert "C4 line rules" in result.stdout


def test_peers_learn_from_the_fixtures_where_there_is_no_corpus(run):
    result = run("--sets", "fixtures-test", "--bootstrap", "0", "--peers", "hashing", "--peer-articles", "40")
    assert result.exit_code == 0, result.output
    assert "HashingVectorizer + SGD" in result.stdout
    assert "no corpus: peers learn from the fixtures" in result.stdout


def test_an_unknown_set_or_peer_is_an_error(run):
    assert "no set is called web" in run("--sets", "web").output
    assert "no peer is called magic" in run(*FAST, "--peers", "magic").output


def test_raising_pins_what_was_measured_and_checking_then_passes(run, gate_path):
    assert run(*FAST, "--raise", "--gate", str(gate_path)).exit_code == 0
    assert read_gate(gate_path).limits.keys() == {"fixtures-test", "fixtures-controls"}
    result = run(*FAST, "--check", "--gate", str(gate_path))
    assert result.exit_code == 0, result.output
    assert "3 limits hold" in result.stderr


def test_checking_fails_and_names_the_figure_below_its_floor(run, gate_path):
    write_gate(
        Gate("balanced", {}, {"fixtures-test": {"f1": 0.999}}, {"fixtures-test": {"f1": 0.999}}), gate_path
    )
    result = run(*FAST, "--check", "--gate", str(gate_path))
    assert result.exit_code == 1
    assert "fixtures-test f1" in result.stderr
    assert "below its floor 0.9990" in result.stderr


@pytest.mark.parametrize("options", [["--limit", "5"], ["--mode", "careful"]])
def test_a_gate_is_not_checked_on_other_terms(run, gate_path, options):
    result = run(*FAST, *options, "--check", "--gate", str(gate_path))
    assert result.exit_code == 1
    assert "the gate holds for balanced mode and all articles" in result.output
