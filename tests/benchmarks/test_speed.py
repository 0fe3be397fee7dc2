"""The speed benchmark end to end on tiny texts: its structure, never how long anything takes."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks.gate import Gate, read_gate, write_gate
from benchmarks.speed import GATE_PATH, SECTIONS, main
from benchmarks.timing import articles, commands, stages
from benchmarks.timing.articles import measure_length
from benchmarks.timing.commands import Ran, measure_training
from benchmarks.timing.ratios import RATIOS
from cleantext.model import MODES
from cleantext.modelsaving import save_model
from tests.models import random_model

INSIDE = ["--only", "throughput,article,stages,length,paragraphs,load", "--peers", "c4,hashing"]
OUTSIDE = ["--only", "cold,stream"]


@pytest.fixture(scope="module")
def model_dir(tmp_path_factory):
    model = replace(random_model(), manifest={"modes": {mode: {"threshold": 0.5} for mode in MODES}})
    folder = tmp_path_factory.mktemp("model") / "arbitrary"
    save_model(model, folder, card="# A model of random weights\n", golden=["One.\n\nTwo."])
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Make everything that is measured small."""
    monkeypatch.setattr(articles, "N_ARTICLES", 3)
    monkeypatch.setattr(articles, "LENGTHS", (1_000, 10_000, 40_000))
    monkeypatch.setattr(articles, "AT_LEAST_BYTES", 10_000)
    monkeypatch.setattr(articles, "PARAGRAPHS", (2, 20))
    monkeypatch.setattr(articles, "PARAGRAPHS_BYTES", 5_000)
    monkeypatch.setattr(articles, "PROBE_BYTES", 2_000)
    monkeypatch.setattr(stages, "N_BYTES", 20_000)
    monkeypatch.setattr(commands, "COLD_TIMES", 1)


@pytest.fixture
def run(model_dir):
    def invoke(*arguments):
        options = ["--model", str(model_dir), "--rounds", "1", "--size", "0.02", "--stream", "0.02"]
        return CliRunner().invoke(main, [*options, *arguments])

    return invoke


def test_what_is_measured_within_stands_in_the_tables_and_in_the_json(run, tmp_path):
    path = tmp_path / "speed.json"
    result = run(*INSIDE, "--json", str(path))
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= 120
    record = json.loads(path.read_text("utf-8"))
    assert list(record["sections"]) == INSIDE[1].split(",")
    for section in record["sections"].values():
        assert section["title"].partition(",")[0] in result.stdout
        assert all(row for row in section["rows"])
    methods = [row["method"] for row in record["sections"]["throughput"]["rows"]]
    assert methods == ["cleantext", "C4 line rules", "HashingVectorizer + SGD"]
    assert record["sections"]["throughput"]["rows"][0]["cleantext is faster, x"] == 1
    assert record["sections"]["throughput"]["ratios"].keys() == {"throughput_c4", "throughput_hashing"}
    assert len(record["sections"]["length"]["rows"]) == 3
    assert [row["paragraphs"] for row in record["sections"]["paragraphs"]["rows"]] == [2, 20]


def test_what_is_measured_outside_goes_through_the_command(run, tmp_path):
    path = tmp_path / "speed.json"
    result = run(*OUTSIDE, "--json", str(path))
    assert result.exit_code == 0, result.output
    sections = json.loads(path.read_text("utf-8"))["sections"]
    assert "cleantext clean article.txt" in [row["program"] for row in sections["cold"]["rows"]]
    assert sections["cold"]["ratios"]["cold_numpy"] > 0
    assert sections["stream"]["rows"][0]["processes"] == 1
    assert sections["stream"]["rows"][0]["MB"] >= 0.02
    assert sections["stream"]["ratios"]["peak_memory"] > 1


def test_a_larger_file_shows_the_memory(run, monkeypatch, tmp_path):
    monkeypatch.setattr("benchmarks.speed.FULL_BYTES", 60_000)
    path = tmp_path / "speed.json"
    assert run("--only", "stream", "--full", "--json", str(path)).exit_code == 0
    section = json.loads(path.read_text("utf-8"))["sections"]["stream"]
    assert section["rows"][-1]["MB"] >= 0.06
    assert section["ratios"]["peak_memory"] == section["rows"][-1]["peak of the largest, MB"]


def test_training_is_timed_on_the_fixtures(monkeypatch):
    ran = []

    def record(*words):
        ran.append(words)
        return Ran(20.0, 5_000_000)

    monkeypatch.setattr(commands, "run_program", record)
    bench = articles.Bench([], None, [], None, True, 1, 1, 1, 1)
    section = measure_training(bench)
    assert section.rows[0]["seconds"] == 20
    assert ran[0][1] == "train"
    assert ran[0][2].is_dir()
    assert ran[0][4].is_dir()


def test_peers_that_are_not_installed_are_skipped_with_a_line(run, monkeypatch):
    def fail(name):
        raise ImportError("No module named 'nowhere'")

    monkeypatch.setattr("benchmarks.timing.methods.make_peer", fail)
    result = run("--only", "article", "--peers", "justext")
    assert result.exit_code == 0, result.output
    assert "justext skipped: No module named 'nowhere'" in result.stdout


def test_a_failing_command_ends_the_run_with_what_it_said(run, monkeypatch):
    monkeypatch.setattr(commands, "_model", lambda bench: ("--model", "nowhere"))
    result = run("--only", "stream")
    assert result.exit_code == 1
    assert "nowhere" in result.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "magic"], "no section is called magic"),
        (["--only", "article", "--peers", "magic"], "no peer is called magic"),
        (["--plot", "plot.png"], "--plot needs --quality"),
    ],
)
def test_options_that_make_no_sense_are_refused(run, options, said):
    result = run(*options)
    assert result.exit_code == 1
    assert said in result.output


def test_texts_of_ones_own_are_timed(run, tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps({"page": "p", "paragraphs": [["content", "One. " * 50]]}) + "\n", "utf-8")
    result = run("--only", "throughput", "--peers", "", "--texts", str(path))
    assert result.exit_code == 0, result.output
    assert "articles of mine.jsonl, 250 bytes a paragraph" in result.stdout


@pytest.mark.parametrize(("limit", "code"), [(0.0, 0), (1e9, 1)])
def test_checking_fails_where_a_ratio_is_below_its_floor(run, tmp_path, limit, code):
    path = tmp_path / "gate.json"
    limits = {"throughput": {"throughput_c4": limit}, "cold": {"cold_numpy": 0.0}}
    write_gate(Gate("balanced", {}, limits, limits), path)
    result = run("--only", "throughput", "--peers", "c4", "--check", "--gate", str(path))
    assert result.exit_code == code, result.output
    assert ("1 limits hold" in result.stderr) == (code == 0)
    assert ("below its floor" in result.stderr) == (code == 1)


def test_raising_pins_a_ratio_above_one(run, tmp_path):
    path = tmp_path / "gate.json"
    write_gate(Gate("balanced", {"length_cost": 100.0}), path)
    assert run("--only", "length", "--raise", "--gate", str(path)).exit_code == 0
    assert read_gate(path).limits["length"]["length_cost"] > 100


def test_every_pinned_figure_belongs_to_a_section_and_stands_in_the_gate():
    limits = read_gate(GATE_PATH).limits
    assert {ratio.section for ratio in RATIOS} <= set(SECTIONS)
    assert {(section, name) for section, each in limits.items() for name in each} == {
        (ratio.section, ratio.name) for ratio in RATIOS
    }


def test_limits_are_looser_than_aims():
    limits = read_gate(GATE_PATH).limits
    for ratio in RATIOS:
        limit = limits[ratio.section][ratio.name]
        assert limit > ratio.aim if ratio.is_ceiling else limit < ratio.aim


def test_a_length_costs_as_much_as_itself(monkeypatch, model_dir):
    from cleantext import Cleaner
    from tests.scored import article

    monkeypatch.setattr(articles, "LENGTHS", (1_000, 10_000))
    bench = articles.Bench(
        [article("p", "content", "legal")], Cleaner(model_dir), [], model_dir, False, 1, 1, 1, 1
    )
    assert measure_length(bench).ratios == {"length_cost": 1.0}
