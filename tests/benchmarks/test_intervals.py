from dataclasses import replace

import numpy as np
import pytest

from benchmarks.figures import FIGURES, take_figures
from benchmarks.intervals import find_intervals, measure_draws
from cleantext.training.scoring import join
from tests.scored import random_scores


@pytest.mark.parametrize("seed", range(5))
def test_each_page_drawn_once_gives_the_figures_themselves(seed):
    scored = random_scores(seed)
    once = np.ones((1, len(set(scored.pages))), np.int64)
    drawn = measure_draws(scored, 0.5, once)
    values = take_figures(scored, 0.5).values
    assert set(drawn) == set(values) - {"worst_lost"}
    for name, value in drawn.items():
        assert value[0] == pytest.approx(values[name]), name


def test_a_page_drawn_twice_counts_like_a_page_given_twice():
    scored = random_scores()
    renamed = tuple(replace(article, page=f"{article.page} again") for article in scored.articles)
    doubled = join([scored, replace(scored, articles=renamed)])
    n_pages = len(set(doubled.pages))
    of_doubled = measure_draws(doubled, 0.5, np.ones((1, n_pages), np.int64))
    of_twice = measure_draws(scored, 0.5, np.full((1, n_pages // 2), 2))
    for name, value in of_twice.items():
        assert value == pytest.approx(of_doubled[name]), name


def test_the_views_of_a_page_are_drawn_together():
    scored = random_scores()
    without_first = np.ones((1, len(set(scored.pages))), np.int64)
    without_first[0, sorted(set(scored.pages)).index("p0")] = 0
    rest = scored.part(lambda article: article.page != "p0")
    drawn = measure_draws(scored, 0.5, without_first)
    assert drawn["f1"][0] == pytest.approx(take_figures(rest, 0.5).values["f1"])


def test_an_interval_holds_its_figure_and_is_the_same_each_time():
    scored = random_scores()
    values = take_figures(scored, 0.5).values
    found = find_intervals(scored, 0.5, n_draws=300)
    assert found == find_intervals(scored, 0.5, n_draws=300)
    for name in ("f1", "average_precision", "content_lost", "character_f1"):
        assert found[name].low < values[name] < found[name].high


def test_more_pages_make_a_narrower_interval():
    few, many = random_scores(n_articles=20), random_scores(n_articles=600)
    width = [high - low for low, high in (find_intervals(each, 0.5)["f1"] for each in (few, many))]
    assert width[1] < width[0] / 2


def test_verdicts_have_no_figures_that_need_an_order():
    values = take_figures(random_scores(), 0.5, is_ranking=False, n_draws=5)
    assert set(values.values) == {each.name for each in FIGURES if not each.needs_ranking}
    assert set(values.intervals) <= set(values.values)


def test_a_set_with_nothing_to_remove_has_only_figures_of_loss():
    scored = random_scores()
    scored.codes[scored.codes > 0] = -1
    values = take_figures(scored, 0.5).values
    assert set(values) == {"content_lost", "harmed", "worst_lost", "calibration_error"}
