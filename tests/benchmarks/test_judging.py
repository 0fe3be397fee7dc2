import numpy as np
import pytest

from benchmarks.judging import confuse, judge
from tests.benchmarks.articles import article, random_judging


def test_in_a_part_each_page_counts_once():
    whole = random_judging()
    part = whole.part(lambda each: each.view == "v0")
    assert set(whole.judged.weight[whole.judged.article == 0]) == {0.5}
    assert set(part.judged.weight) == {1.0}


def test_a_part_keeps_its_articles_segments_in_order():
    judging = random_judging()
    part = judging.part(lambda each: each.page == "p15")
    rows = judging.judged.article == judging.pages.index("p15")
    assert part.pages == ("p15",)
    assert part.judged.names == ("p15",)
    assert part.judged.article.tolist() == [0] * rows.sum()
    assert np.array_equal(part.judged.codes, judging.judged.codes[rows])
    assert np.array_equal(part.judged.residue, judging.judged.residue[rows])


def test_a_part_of_nothing_is_empty():
    part = random_judging().part(lambda _: False)
    assert part.articles == ()
    assert len(part.judged.codes) == 0


def test_everything_is_a_part_of_itself():
    judging = random_judging()
    assert np.array_equal(judging.part(lambda _: True).judged.weight, judging.judged.weight)


def test_another_methods_scores_stand_on_the_same_segments():
    judging = random_judging()
    score = np.linspace(0, 1, len(judging.judged.codes))
    other = judging.with_scores(score).judged
    assert other.score == pytest.approx(score)
    assert np.array_equal(other.codes, judging.judged.codes)
    assert np.allclose(other.scores.sum(axis=1), 1)


def test_the_rows_of_a_confusion_add_up_to_one():
    confusion = confuse(random_judging().judged, 0.5)
    present = confusion.n_segments > 0
    assert confusion.shares[present].sum(axis=1) == pytest.approx(1.0)
    assert confusion.shares[~present].sum() == 0


def test_a_confusion_counts_what_goes_at_the_threshold():
    judged = random_judging().judged
    assert confuse(judged, 0.0).removed[0] == pytest.approx(1.0)
    assert confuse(judged, 1.1).removed.sum() == 0


def test_a_model_judges_the_segments_of_its_articles(tiny_model):
    judging = judge(tiny_model, [article("p", "content", "legal"), article("q", None)])
    assert judging.judged.codes.tolist() == [0, 6, -1]
    assert judging.pages == ("p", "q")
    assert judging.has_residue
