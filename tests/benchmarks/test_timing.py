"""Laws of the parts that the speed benchmark is made of."""

import json
import sys
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.peers import c4
from benchmarks.peers.lessons import make_lessons
from benchmarks.timing import rounds, stages
from benchmarks.timing.commands import ProgramError, run_program, write_articles
from benchmarks.timing.plot import draw, read_quality
from benchmarks.timing.report import Report, Section
from benchmarks.timing.rounds import ratio, time_rounds
from benchmarks.timing.stages import OUTERMOST, STAGES, Stopwatch, watch
from benchmarks.timing.tables import show
from benchmarks.timing.texts import divide, make_articles, repeat, size_of, take_bytes
from cleantext import Cleaner
from cleantext.records import LabelledArticle

words = st.lists(st.sampled_from(["a", "lamp", "Größe", "東京", "x"]), min_size=1, max_size=8).map(" ".join)
some_articles = st.lists(
    st.lists(words, min_size=1, max_size=5).map(
        lambda texts: LabelledArticle("p", tuple(("content", text) for text in texts), "\n", lang="en")
    ),
    min_size=1,
    max_size=6,
)
sizes = st.integers(1, 2000)


@given(some_articles, sizes)
def test_articles_come_again_in_order_until_they_hold_enough(articles, n_bytes):
    repeated = repeat(articles, n_bytes)
    assert all(each is articles[index % len(articles)] for index, each in enumerate(repeated))
    assert sum(map(size_of, repeated)) >= n_bytes
    assert sum(map(size_of, repeated[:-1])) < n_bytes


@given(some_articles, sizes)
def test_as_many_are_taken_as_fit(articles, n_bytes):
    taken = take_bytes(articles, n_bytes)
    assert list(taken) == articles[: len(taken)]
    assert len(taken) == 1 or sum(map(size_of, taken)) <= n_bytes
    assert len(taken) == len(articles) or sum(map(size_of, articles[: len(taken) + 1])) > n_bytes


@given(some_articles, sizes, st.integers(1, 4))
def test_made_articles_have_the_size_that_was_asked_for(articles, n_bytes, n_articles):
    made = make_articles(articles, n_bytes, n_articles)
    assert made == make_articles(articles, n_bytes, n_articles)
    assert len(made) == n_articles
    for each in made:  # a character that is cut in two is left out, and so is the last separator
        assert n_bytes - 5 <= size_of(each) <= n_bytes


@given(some_articles, sizes, st.integers(1, 30))
def test_a_divided_article_keeps_its_words_in_paragraphs_of_equal_length(articles, n_bytes, n_paragraphs):
    whole, divided = divide(articles, n_bytes, 1), divide(articles, n_bytes, n_paragraphs)
    assert divided.text.split() == whole.text.split()
    lengths = [len(text.split()) for _, text in divided.paragraphs]
    assert len(lengths) == min(n_paragraphs, len(whole.text.split()))
    assert max(lengths, default=0) - min(lengths, default=0) <= 1


def test_written_articles_are_json_lines_of_the_size_that_was_asked_for(tmp_path):
    article = LabelledArticle("p", (("content", "Größe"),), "\n")
    path = tmp_path / "articles.jsonl"
    n_bytes = write_articles(path, [article], 100)
    assert n_bytes == path.stat().st_size >= 100
    assert {json.loads(line)["text"] for line in path.read_bytes().splitlines()} == {"Größe"}


def test_every_round_runs_every_task_and_begins_with_another():
    ran = []
    tasks = {name: lambda name=name: ran.append(name) for name in "abc"}
    seconds = time_rounds(tasks, n_rounds=3, min_seconds=0)
    assert [len(each) for each in seconds.values()] == [3, 3, 3]
    assert "".join(ran) == "abc" + "abc" + "bca" + "cab"


def test_a_short_task_is_repeated_and_counted_once(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(rounds, "core_seconds", lambda: next(clock))
    n_runs = []
    seconds = time_rounds({"a": lambda: n_runs.append(1)}, n_rounds=2, min_seconds=10)
    assert len(n_runs) == 1 + 2 * 10
    assert seconds["a"].tolist() == [0.1, 0.1]


def test_a_ratio_is_taken_within_rounds():
    fast, slow = np.array([1.0, 10.0, 100.0]), np.array([2.0, 20.0, 200.0])
    assert ratio(slow, fast) == 2


def make_stages(monkeypatch, ticks):
    """Put a package of three nested functions in the place of cleantext, and a clock of ours."""
    module = types.ModuleType("fake")

    def leaf():
        ticks[0] += 1

    def branch():
        module.leaf()
        ticks[0] += 10
        module.leaf()

    def root():
        ticks[0] += 100
        module.branch()
        module.leaf()

    module.leaf, module.branch, module.root = leaf, branch, root
    other = types.ModuleType("fake.other")
    other.leaf = leaf
    monkeypatch.setitem(sys.modules, "fake", module)
    monkeypatch.setitem(sys.modules, "fake.other", other)
    monkeypatch.setattr(stages, "core_seconds", lambda: ticks[0])
    monkeypatch.setattr(stages, "OUTERMOST", "fake:root")
    monkeypatch.setattr(
        stages,
        "STAGES",
        {
            "fake:leaf": ("first leaf", "later leaves"),
            "fake:branch": ("branch",),
            "fake:root": ("root",),
            "fake:gone": ("gone",),
            "nowhere:gone": ("gone",),
        },
    )
    return module, other, leaf


def test_a_stage_is_charged_without_what_is_nested_in_it(monkeypatch):
    ticks = [0]
    module, other, leaf = make_stages(monkeypatch, ticks)
    stopwatch = Stopwatch()
    with watch(stopwatch, "fake") as missing:
        assert other.leaf is module.leaf is not leaf
        module.root()
        module.root()
    assert stopwatch.seconds == {"first leaf": 2, "later leaves": 4, "branch": 20, "root": 200}
    assert sum(stopwatch.seconds.values()) == ticks[0]
    assert missing == ["fake:gone", "nowhere:gone"]
    assert other.leaf is module.leaf is leaf


def test_the_stages_of_cleaning_are_found_and_put_back(tiny_model):
    cleaner = Cleaner(tiny_model)
    text = "A ferry left at six.\n\nThe captain blamed the tide.\n\nShare this"
    stopwatch = Stopwatch()
    before = type(tiny_model).score
    with watch(stopwatch):
        found = cleaner.clean(text)
    assert found == cleaner.clean(text)
    assert type(tiny_model).score is before
    assert set(STAGES[OUTERMOST]) < set(stopwatch.seconds)
    assert set(stopwatch.seconds) <= {stage for each in STAGES.values() for stage in each}


def test_a_program_is_measured_apart_from_who_measures_it():
    ballast = np.ones(1 << 25)
    small = run_program(sys.executable, "-c", "pass")
    large = run_program(sys.executable, "-c", "text = b'x' * 100_000_000")
    assert small.peak_bytes < ballast.nbytes / 2
    assert large.peak_bytes > small.peak_bytes + 90_000_000
    assert small.seconds > 0


def test_a_program_that_fails_is_an_error_with_its_last_words():
    with pytest.raises(ProgramError, match="out of milk"):
        run_program(sys.executable, "-c", "raise SystemExit('out of milk')")


def test_c4_cleans_line_by_line():
    text = "Home\n  The council met on Tuesday evening.  \nShare this on all of your pages\n"
    assert c4.clean(text) == "The council met on Tuesday evening."


def test_peers_can_learn_from_the_fixtures():
    lessons = make_lessons(None, n_articles=5)
    assert len(lessons) == 5
    assert all(len(each.article.texts) == len(each.is_residue) for each in lessons)


QUALITY = {
    "sets": {
        "pages-dev": {
            "figures": {"f1": 0.8, "best_f1": 0.9},
            "peers": {"C4 line rules": {"figures": {"f1": 0.5}}},
        }
    }
}


def test_quality_is_read_at_the_best_threshold_where_there_is_one(tmp_path):
    path = tmp_path / "quality.json"
    path.write_text(json.dumps(QUALITY), "utf-8")
    assert read_quality(path, "pages-dev") == {"cleantext": 0.9, "C4 line rules": 0.5}


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"sets": {"web": {}}})])
def test_a_file_without_quality_is_refused_by_name(tmp_path, text):
    path = tmp_path / "quality.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"quality\.json: no figures of pages-dev"):
        read_quality(path, "pages-dev")


def test_a_picture_is_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    rows = tuple(
        {"method": name, "MB/s": speed} for name, speed in (("cleantext", 9.0), ("C4 line rules", 50.0))
    )
    report = Report({}, "articles of nowhere", {"throughput": Section("Throughput", rows)})
    path = tmp_path / "plot.svg"
    draw(report, {"cleantext": 0.9, "C4 line rules": 0.5}, "pages-dev", path)
    assert "<svg" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5, "1,234"), (12.345, "12.3"), (0.01234, "0.0123"), (8192, "8,192"), ("a", "a")],
)
def test_figures_are_shown_with_three_digits(value, shown):
    assert show(value) == shown
