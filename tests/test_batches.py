"""Batches: everything comes out again in order, and none grows without end."""

from collections.abc import Iterator
from itertools import islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import batches as module
from cleantext.batches import in_batches


@given(st.lists(st.text(max_size=12)), st.integers(1, 30))
def test_batches_hold_every_article_in_order_and_end_once_they_are_large(
    articles: list[str], enough: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH_CHARACTERS", enough)
        batches = list(in_batches(articles))
    assert [text for batch in batches for text in batch] == articles
    for batch in batches[:-1]:
        sizes = [len(text) + 1 for text in batch]
        assert sum(sizes[:-1]) < enough <= sum(sizes)


def test_empty_articles_without_end_come_in_batches() -> None:
    assert len(next(in_batches(repeat("")))) == module.BATCH_CHARACTERS


def test_an_error_comes_behind_the_articles_before_it() -> None:
    def broken() -> Iterator[str]:
        yield "One."
        raise OSError("the disk is gone")

    batches = in_batches(broken())
    assert list(islice(batches, 1)) == [["One."]]
    with pytest.raises(OSError, match="the disk is gone"):
        next(batches)
