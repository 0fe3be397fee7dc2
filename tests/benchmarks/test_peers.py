from pathlib import Path

import numpy as np
import pytest

from benchmarks import peers
from benchmarks.measuring import Options, measure_peers
from benchmarks.peers import PEERS, Lesson, Paragraphs, cut, make_peer, wrap_paragraphs
from benchmarks.peers.c4 import is_dropped
from benchmarks.report import Report
from cleantext.records import LabelledArticle

PLEAS = ["Sign up for our weekly letter!", "Join the mailing list today!", "Get our letter every week!"]
NEWS = [
    "The council met on Tuesday evening.",
    "A bridge near Hallam was closed.",
    "Trains ran late in the rain.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Read more about the bridge",
        "It was closed.",
        "The council will meet again on...",
        "Please enable JavaScript to see this page.",
        "By going on you accept our privacy policy.",
        "This site uses cookies to work at all.",
        "Lorem ipsum dolor sit amet, said nobody.",
        "Then set the value to {name} and save.",
    ],
)
def test_c4_drops_a_line(line):
    assert is_dropped(line)


@pytest.mark.parametrize(
    "line", ["The council met on Tuesday evening.", 'She said: "We never saw it coming."']
)
def test_c4_keeps_a_line(line):
    assert not is_dropped(line)


def test_an_article_is_cut_as_the_segmenter_cuts_it():
    article = LabelledArticle("p", (("content", "One  two."), ("legal", "Three.")), "\n\n", lang="en")
    assert cut(article) == Paragraphs(("One two.", "Three."), "en")


def test_paragraphs_become_html_and_nothing_else():
    page = wrap_paragraphs(Paragraphs(("a < b & c", "\x00\u200b", "d"), "en"))
    assert page == "<html><body><p>a &lt; b &amp; c</p><p>-</p><p>d</p></body></html>"


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_gives_every_paragraph_a_score(name):
    if name == "sentences":
        pytest.skip("loading the encoder takes too long for a test")
    try:
        peer = make_peer(name)
    except ImportError as error:
        pytest.skip(f"not installed: {error}")
    lessons = [
        Lesson(
            Paragraphs((*PLEAS, *NEWS), "en"),
            np.array([True] * 3 + [False] * 3),
            np.ones(6, bool),
            1.0,
        )
    ] * 20
    peer.fit(lessons)
    articles = [Paragraphs((*NEWS, "-", "Home"), "en"), Paragraphs(("今日は雨です。", PLEAS[0]), "ja")]
    scores = peer.judge(articles)
    assert scores.shape == (7,)
    assert ((scores >= 0) & (scores <= 1)).all()
    if peer.is_trained:
        assert scores[-1] > 0.5 > scores[0]


def test_a_peer_that_is_not_installed_is_noted_and_left_out(monkeypatch, tmp_path):
    def fail(name):
        raise ImportError("No module named 'nowhere'")

    monkeypatch.setattr("benchmarks.measuring.make_peer", fail)
    report = Report("model", "balanced", 0.9, 0, 0)
    measure_peers(["justext"], {}, report, Options(tmp_path), lambda what: None)
    assert report.notes[1:] == [
        "justext skipped: No module named 'nowhere'; pip install -e '.[peers]' installs it"
    ]


def test_peers_without_pages_to_choose_a_threshold_on_are_said_so(tmp_path):
    report = Report("model", "balanced", 0.9, 0, 0)
    measure_peers(["c4"], {}, report, Options(tmp_path), lambda what: None)
    assert report.notes == ["pages-dev.jsonl.gz was not read: peers with scores are cut at .5"]


def test_every_peer_has_a_module():
    modules = {path.stem for path in Path(peers.__file__).parent.glob("*.py")}
    assert set(PEERS) == modules - {"__init__", "lessons"}
