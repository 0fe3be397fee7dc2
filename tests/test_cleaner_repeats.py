from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Cleaner, Model, Repeats
from cleantext.repeats import NOTHING, REPEATED
from tests.test_repeats import HEADING, OTHER, PLEA, collections, same

BODY = (
    "The lamp of the lighthouse was lit on Saturday, and a trawler saw it from eleven miles out at sea. Its "
    "skipper said that he had not known what it was, and had turned round to see it again from the north.",
    "Volunteers had ground salt from the brass for six winters, and had two panes of the lens cast anew. The "
    "work was paid for by raffles, in which nobody ever won anything but jam that the volunteers had made.",
    "The pilots' association asked that the light be kept out of the official list until it burns daily. It "
    "had counted on the other light, across the bay, which will now be painted and then be open to visitors.",
)
ARTICLES = [f"{HEADING}\n\n{body}\n\n{PLEA}\n\nThe {body[4:30]} again." for body in BODY]
"""One site's articles: a standing heading and a standing plea round a body of their own."""


def test_what_repeats_scores_higher_and_its_neighbours_know(tiny_model: Model) -> None:
    plain = Cleaner(tiny_model).analyze(ARTICLES[0]).segments
    taught = Cleaner(tiny_model).learn_repeats(ARTICLES).analyze(ARTICLES[0]).segments
    assert [each.text for each in plain] == [each.text for each in taught]
    assert taught[2].score > plain[2].score
    assert taught[1].score != plain[1].score
    assert taught[3].score != plain[3].score


def test_learning_makes_a_new_cleaner_and_leaves_the_old_one(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=0.7, keep={"legal"}, always_remove="lamp")
    before = cleaner.analyze(ARTICLES[0])
    taught = cleaner.learn_repeats(ARTICLES)
    assert cleaner.analyze(ARTICLES[0]) == before
    assert same(cleaner.repeats, NOTHING)
    assert (taught.model, taught.threshold) == (cleaner.model, cleaner.threshold)
    assert taught.analyze(ARTICLES[0]).segments[1].score == 1
    assert taught.repeats.n_articles == 3


@given(st.lists(collections, max_size=6), st.integers(0, 6), st.randoms())
def test_neither_order_nor_instalments_of_learning_matter(
    tiny_model: Model, articles: list[str], cut: int, random: Any
) -> None:
    at_once = Cleaner(tiny_model).learn_repeats(articles)
    shuffled = list(articles)
    random.shuffle(shuffled)
    in_parts = Cleaner(tiny_model).learn_repeats(shuffled[:cut]).learn_repeats(iter(shuffled[cut:]))
    again = in_parts.learn_repeats(shuffled)
    assert same(in_parts.repeats, at_once.repeats)
    assert same(again.repeats, at_once.repeats)
    assert in_parts.analyze(ARTICLES[0]) == at_once.analyze(ARTICLES[0])


@given(st.lists(collections, max_size=4))
def test_a_batch_is_judged_as_one_article_at_a_time(tiny_model: Model, articles: list[str]) -> None:
    taught = Cleaner(tiny_model, mode=0.5).learn_repeats([*ARTICLES, *articles])
    texts = [*articles, ARTICLES[1], ""]
    assert list(taught.analyze_many(texts)) == [taught.analyze(text) for text in texts]


def test_workers_know_what_repeats(tiny_model: Model) -> None:
    taught = Cleaner(tiny_model, mode=0.5).learn_repeats(ARTICLES)
    texts = ARTICLES * 200
    assert list(taught.clean_many(texts, jobs=2)) == list(taught.clean_many(texts))


def test_nothing_learnt_changes_nothing(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=0.5)
    for articles in ([], [""], ["12\n\n34"], ARTICLES[:1] * 3, ["A stranger.", "Another."]):
        assert cleaner.learn_repeats(articles).analyze(ARTICLES[0]) == cleaner.analyze(ARTICLES[0])


def test_rules_outweigh_repetition(tiny_model: Model) -> None:
    taught = Cleaner(tiny_model, mode=0.0, always_keep="pier", always_remove="lamp").learn_repeats(
        [f"{text}\n\n{BODY[0]}\n\n{OTHER}" for text in ARTICLES]
    )
    segments = taught.analyze(f"One.\n\n{PLEA}\n\nTwo.\n\n{BODY[0]}").segments
    assert (segments[1].score, segments[1].is_removed) == (0, False)
    assert (segments[3].score, segments[3].is_removed) == (1, True)


def test_what_was_saved_serves_another_cleaner(tiny_model: Model, tmp_path: Path) -> None:
    taught = Cleaner(tiny_model).learn_repeats(ARTICLES)
    taught.repeats.save(tmp_path / "table.npz")
    for table in (tmp_path / "table.npz", str(tmp_path / "table.npz"), taught.repeats):
        other = Cleaner(tiny_model, repeats=table)
        assert other.analyze(ARTICLES[0]) == taught.analyze(ARTICLES[0])


def test_articles_are_read_once_and_a_batch_at_a_time(tiny_model: Model) -> None:
    def stream() -> Iterator[str]:
        yield from ARTICLES

    assert Cleaner(tiny_model).learn_repeats(stream()).repeats.n_articles == 3


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ("one article", "not one str"),
        (3, "not one int"),
        ([b"bytes"], "decode it first"),
        ([None], "pass ''"),
    ],
)
def test_what_is_no_collection_is_refused(tiny_model: Model, articles: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Cleaner(tiny_model).learn_repeats(articles)


def test_what_is_no_table_is_refused(tiny_model: Model) -> None:
    with pytest.raises(TypeError, match="repeats must be a Repeats or the path of a saved one, not list"):
        Cleaner(tiny_model, repeats=ARTICLES)  # type: ignore[arg-type]


def test_headings_of_a_column_are_judged_as_before(shipped_model: Model) -> None:
    headings = ("What to know", "By the numbers", "Questions and answers")
    column = [
        "\n\n".join(
            f"{heading}\n\n{body} So it was in {month}." for heading, body in zip(headings, BODY, strict=True)
        )
        for month in ("March", "April", "May", "June", "July", "August")
    ]
    cleaner = Cleaner(shipped_model)
    taught = cleaner.learn_repeats(column)
    assert [taught.analyze(text) for text in column] == [cleaner.analyze(text) for text in column]


def test_versions_of_an_article_are_no_evidence_against_it(shipped_model: Model) -> None:
    body = "\n\n".join(BODY)
    versions = [
        f"{body}\n\nThis is version {name} of the report." for name in ("one", "two", "three", "four")
    ]
    cleaner = Cleaner(shipped_model)
    taught = cleaner.learn_repeats(versions)
    assert [taught.analyze(text) for text in versions] == [cleaner.analyze(text) for text in versions]


def test_the_table_is_public() -> None:
    assert Cleaner().repeats.n_articles == 0
    assert isinstance(Cleaner().repeats, Repeats)


def test_repetition_is_named_among_the_reasons(shipped_model: Model) -> None:
    taught = Cleaner(shipped_model).learn_repeats(ARTICLES)
    plea, own = (taught.analyze(ARTICLES[0], explain=True).segments[index].reasons for index in (2, 1))
    assert [reason.weight for reason in plea if reason.what == "stands in other articles"] == [REPEATED]
    assert [abs(reason.weight) for reason in plea] == sorted(
        (abs(each.weight) for each in plea), reverse=True
    )
    assert "stands in other articles" not in {reason.what for reason in own}
