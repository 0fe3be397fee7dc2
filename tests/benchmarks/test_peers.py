from pathlib import Path
from types import SimpleNamespace

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


LESSONS = [
    Lesson(Paragraphs((*PLEAS, *NEWS), "en"), np.array([True] * 3 + [False] * 3), np.ones(6, bool), 1.0)
] * 20


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
        pytest.skip("has tests of its own, with a fake encoder")
    try:
        peer = make_peer(name)
    except ImportError as error:
        pytest.skip(f"not installed: {error}")
    peer.fit(LESSONS)
    articles = [Paragraphs((*NEWS, "-", "Home"), "en"), Paragraphs(("今日は雨です。", PLEAS[0]), "ja")]
    scores = peer.score(articles)
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
    assert set(PEERS) == modules - {"__init__", "lessons", "vectorised"}


class FakeEncoder:
    """Embeds a text as where its first letters stand in the alphabet."""

    def __init__(self):
        self.n_embedded = 0

    def encode(self, texts, **options):
        self.n_embedded += len(texts)
        vectors = np.array([[ord(char) % 32 for char in text[:8].ljust(8)] for text in texts], np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def encoder(monkeypatch):
    fake = FakeEncoder()
    package = SimpleNamespace(
        load_model=lambda device: fake,
        utils=SimpleNamespace(logging=SimpleNamespace(disable_progress_bar=lambda: None)),
    )
    monkeypatch.setattr("benchmarks.peers.sentences.import_module", lambda name: package)
    return fake


def test_the_embedding_peer_embeds_a_text_once_and_learns(encoder):
    peer = make_peer("sentences")
    peer.fit(LESSONS)
    assert encoder.n_embedded == len(PLEAS) + len(NEWS)
    scores = peer.score([LESSONS[0].article])
    assert scores.shape == (6,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores[:3].min() > scores[3:].max()


def test_the_embedding_peer_remembers_nothing_that_would_make_it_look_fast(encoder):
    peer = make_peer("sentences")
    peer.fit(LESSONS)
    for n_times in (1, 2):
        peer.score([LESSONS[0].article])
        assert encoder.n_embedded == (1 + n_times) * (len(PLEAS) + len(NEWS))


def test_the_embedding_peer_sees_the_neighbours_of_a_paragraph(encoder):
    peer = make_peer("sentences")
    peer.fit(LESSONS)
    alone = peer.score([Paragraphs((NEWS[0],), "en")])
    in_company = peer.score([Paragraphs((NEWS[0], *PLEAS), "en")])
    assert alone[0] != in_company[0]
