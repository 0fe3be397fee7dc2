import pytest

from benchmarks.confusion import confuse
from tests.scored import random_scores


def test_the_rows_of_a_confusion_add_up_to_one():
    confusion = confuse(random_scores(), 0.5)
    present = confusion.n_segments > 0
    assert confusion.shares[present].sum(axis=1) == pytest.approx(1.0)
    assert confusion.shares[~present].sum() == 0


def test_a_confusion_counts_what_goes_at_the_threshold():
    scored = random_scores()
    assert confuse(scored, 0.0).removed[0] == pytest.approx(1.0)
    assert confuse(scored, 1.1).removed.sum() == 0
