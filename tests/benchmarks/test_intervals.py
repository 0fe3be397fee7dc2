import numpy as np
import pytest

from benchmarks.figures import FIGURES, take_figures
from benchmarks.intervals import find_intervals, measure_draws
from cleantext.training.judging import join
from tests.benchmarks.articles import random_judging


@pytest.mark.parametrize("seed", range(5))
def test_each_page_drawn_once_gives_the_figures_themselves(seed):
    judging = random_judging(seed)
    once = np.ones((1, len(set(judging.pages))), np.int64)
    drawn = measure_draws(judging.judged, judging.pages, 0.5, once)
    values = take_figures(judging, 0.5).values
    assert set(drawn) == set(values) - {"worst_lost"}
    for name, value in drawn.items():
        assert value[0] == pytest.approx(values[name]), name


def test_a_page_drawn_twice_counts_like_a_page_given_twice():
    judging = random_judging()
    doubled = join([judging.judged, judging.judged])
    pages = judging.pages + tuple(f"{page} again" for page in judging.pages)
    n_pages = len(set(pages))
    of_doubled = measure_draws(doubled, pages, 0.5, np.ones((1, n_pages), np.int64))
    of_twice = measure_draws(judging.judged, judging.pages, 0.5, np.full((1, n_pages // 2), 2))
    for name, value in of_twice.items():
        assert value == pytest.approx(of_doubled[name]), name


def test_the_views_of_a_page_are_drawn_together():
    judging = random_judging()
    without_first = np.ones((1, len(set(judging.pages))), np.int64)
    without_first[0, sorted(set(judging.pages)).index("p0")] = 0
    rest = judging.part(lambda article: article.page != "p0")
    drawn = measure_draws(judging.judged, judging.pages, 0.5, without_first)
    assert drawn["f1"][0] == pytest.approx(take_figures(rest, 0.5).values["f1"])


def test_an_interval_holds_its_figure_and_is_the_same_each_time():
    judging = random_judging()
    values = take_figures(judging, 0.5).values
    found = find_intervals(judging.judged, judging.pages, 0.5, n_draws=300)
    assert found == find_intervals(judging.judged, judging.pages, 0.5, n_draws=300)
    for name in ("f1", "average_precision", "content_lost", "character_f1"):
        assert found[name].low < values[name] < found[name].high


def test_more_pages_make_a_narrower_interval():
    few, many = random_judging(n_articles=20), random_judging(n_articles=600)
    width = [
        high - low
        for low, high in (find_intervals(each.judged, each.pages, 0.5)["f1"] for each in (few, many))
    ]
    assert width[1] < width[0] / 2


def test_verdicts_have_no_figures_that_need_an_order():
    values = take_figures(random_judging(), 0.5, is_ranking=False, n_draws=5)
    assert set(values.values) == {each.name for each in FIGURES if not each.needs_ranking}
    assert set(values.intervals) <= set(values.values)


def test_a_set_with_nothing_to_remove_has_only_figures_of_loss():
    judging = random_judging()
    judging.judged.codes[judging.judged.codes > 0] = -1
    values = take_figures(judging, 0.5).values
    assert set(values) == {"content_lost", "harmed", "worst_lost", "calibration_error"}
