import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.corpora.hashes import (
    FURTHER_LABELS_PATH,
    LABELS_PATH,
    carry_labels,
    find_labels,
    hash_text,
    read_page_labels,
)
from benchmarks.corpora.sources import SOURCES
from benchmarks.corpora.views import VIEWS
from cleantext.errors import RecordError
from cleantext.labels import LABELS
from tests.cli.conftest import write_json_lines

PARAGRAPHS = st.lists(st.tuples(st.sampled_from(LABELS), st.text(min_size=1).filter(str.strip)))


@given(st.lists(st.text(alphabet="aé本.", min_size=1)), st.sampled_from([" ", "\n", "\t ", "\u00a0"]))
def test_a_hash_does_not_depend_on_white_space(words, space):
    assert hash_text(space.join(words)) == hash_text(f" {' '.join(words)}\n")


def test_a_hash_is_the_beginning_of_the_sha_1():
    assert hash_text("The lamp  was lit") == "ca0dcdb38533"


@given(PARAGRAPHS)
def test_texts_that_were_read_find_their_labels(paragraphs):
    texts = [text for _, text in paragraphs]
    assert find_labels(texts, [(hash_text(text), label) for label, text in paragraphs]) == [
        label for label, _ in paragraphs
    ]


def test_a_text_that_was_not_read_has_no_label():
    known = [(hash_text("Home"), "navigation"), (hash_text("Lamp lit"), "content")]
    assert find_labels(["Lamp lit", "Lamp out", "Lamp lit"], known) == ["content", None, None]


@given(PARAGRAPHS)
def test_what_is_carried_is_a_label_of_the_read_view_or_none(paragraphs):
    texts = [text for _, text in paragraphs]
    carried = carry_labels(paragraphs, [*texts, "a text that stands nowhere"])
    assert None not in carried[:-1]
    assert set(carried) <= {label for label, _ in paragraphs} | {None}


@pytest.mark.parametrize(
    ("read", "text", "label"),
    [
        ([("social", "Share this")], "- SHARE this:", "social"),
        ([("content", "Sport"), ("navigation", "Sport"), ("navigation", "sport")], "Sport", "navigation"),
        ([("content", "Sport"), ("navigation", "Sport")], "Sport", "content"),
        ([("content", "a b c d e f g")], "a b c d e f", "content"),
        ([("content", "a b c d e")], "a b c d e x y", "content"),
        ([("content", "a b c d")], "a b c d x y", None),
        ([("content", "a b c d e"), ("legal", "v w x y z")], "a b c d e v w x y z", None),
        ([("content", "a b")], "a b c", None),
        ([("content", "|")], "•", "content"),
        ([(None, "Lamp lit")], "Lamp lit", None),
    ],
    ids=[
        "same words", "most frequent", "first of equals", "part of a paragraph", "just enough shared",
        "too little shared", "two labels", "fewer than three words shared", "marks only", "unknown",
    ],
)  # fmt: skip
def test_labels_are_carried(read, text, label):
    assert carry_labels(read, [text]) == [label]


def test_labels_that_are_none_are_refused_with_their_line(tmp_path):
    path = write_json_lines(tmp_path / "labels.jsonl.gz", [{"page": "a"}])
    with pytest.raises(RecordError, match=r"labels\.jsonl\.gz, line 1"):
        list(read_page_labels(path))


def test_the_labels_of_the_repository_are_of_known_sources_views_and_labels():
    corpus, further = list(read_page_labels(LABELS_PATH)), list(read_page_labels(FURTHER_LABELS_PATH))
    every = corpus + further
    assert len({each.page for each in every}) == len(every) > 1000
    assert {each.source for each in every} == {source.name for source in SOURCES}
    assert {each.view for each in every} <= set(VIEWS)
    assert {each.split for each in corpus} == {"train", "dev"}
    assert {each.split for each in further} == {"train", "test", "other"}
    assert {label for each in every for _, label in each.labels} == set(LABELS)
