"""What tells paragraphs apart, and articles, where they are looked up by hash."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext.fingerprints import hash_articles, hash_paragraphs, sort_pairs
from cleantext.segmenter import segment_batch
from cleantext.tokens import encode
from tests.strategies import batches


def paragraphs_of(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    encoded = encode(texts)
    return hash_paragraphs(encoded, segment_batch(encoded))


def articles_of(texts: Sequence[str]) -> list[int]:
    """Return the hash of each article; 0 where it has no paragraph."""
    encoded = encode(texts)
    segments = segment_batch(encoded)
    found = hash_articles(*hash_paragraphs(encoded, segments), segments.article)
    return [max(found[segments.article == n].tolist(), default=0) for n in range(len(texts))]


def n_distinct(texts: Sequence[str]) -> int:
    return len(set(paragraphs_of(texts)[0].tolist()))


@given(batches)
def test_a_hash_depends_on_its_paragraph_alone(articles: list[str]) -> None:
    together = paragraphs_of(articles)
    alone = [paragraphs_of([each]) for each in articles]
    for number in (0, 1):
        assert together[number].tolist() == [value for each in alone for value in each[number].tolist()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Share this story", "SHARE  THIS\tSTORY"),
        ("Updated at 9:05", "Updated at 12:30"),
        ("3 comments", "1984 comments"),
        ("Größer", "GRÖßER"),
        ("\u200bShare this story\ufeff", "Share this story"),
    ],
)
def test_case_white_space_and_numbers_do_not_tell_paragraphs_apart(one: str, other: str) -> None:
    assert n_distinct([one, other]) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Share this story", "Share this story."),
        ("No comments", "1 comments"),
        ("ab", "ba"),
        ("aab", "aba"),
        ("東京", "京東"),
        ("e", "é"),
    ],
)
def test_letters_signs_and_their_order_do(one: str, other: str) -> None:
    assert n_distinct([one, other]) == 2


@given(batches)
def test_an_article_is_known_by_itself_alone(articles: list[str]) -> None:
    assert articles_of(articles) == [articles_of([each])[0] for each in articles]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The lamp.\n\nThe pier.", "The pier.\n\nTHE LAMP.", True),
        ("The lamp.\n\nThe lamp.", "The lamp.", True),
        ("The lamp.\n\n* * *", "The lamp.", True),
        ("The lamp.", "The lamp.\n\nThe pier.", False),
    ],
)
def test_an_article_is_the_set_of_its_paragraphs_with_letters(one: str, other: str, is_same: bool) -> None:
    known_by = articles_of([one, other])
    assert (known_by[0] == known_by[1]) == is_same


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_pairs_are_sorted_and_none_comes_twice(pairs: list[tuple[int, int]]) -> None:
    columns = np.array(pairs, np.uint64).reshape(-1, 2)
    one, other = sort_pairs(columns[:, 0], columns[:, 1])
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == sorted(set(pairs))
