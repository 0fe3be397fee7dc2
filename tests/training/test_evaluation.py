import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from cleantext import LABELS
from cleantext.records import LabelledArticle
from cleantext.training.evaluation import (
    HARMED_SHARE,
    measure,
    threshold_for_best_f1,
    threshold_for_harm,
    threshold_for_loss,
)
from cleantext.training.examples import NOT_CONTENT_CODE, UNKNOWN
from cleantext.training.scoring import ScoredArticles, join
from cleantext.verdicts import LONG_ARTICLE, SMALL

N_LABELS = len(LABELS)


def scored(
    rows: list[tuple[int, float, int]], *, article: list[int] | None = None, weight: list[float] | None = None
) -> ScoredArticles:
    """Make a scored set of (label code, P(not content), characters); other labels share the score."""
    codes = np.array([code for code, _, _ in rows], np.int64)
    scores = np.zeros((len(rows), N_LABELS))
    for index, (code, score, _) in enumerate(rows):
        scores[index, 0] = 1 - score
        scores[index, code if 0 < code < N_LABELS else 1] = score
    places = np.array(article if article is not None else [0] * len(rows), np.int64)
    return ScoredArticles(
        tuple(LabelledArticle(f"article {n}", ()) for n in range(int(places.max(initial=-1)) + 1)),
        codes,
        scores,
        np.array([n for _, _, n in rows], np.int64),
        places,
        np.array(weight if weight is not None else [1.0] * len(rows)),
    )


FOUR = [(0, 0.1, 100), (1, 0.9, 50), (0, 0.8, 100), (4, 0.3, 10)]
"""Content kept, advert found, content lost, share bar missed."""


def test_figures_of_four_segments_are_those_counted_by_hand() -> None:
    figures = measure(scored(FOUR), 0.5)
    assert (figures.n_articles, figures.n_segments, figures.threshold) == (1, 4, 0.5)
    assert (figures.precision, figures.recall, figures.f1) == (0.5, 0.5, 0.5)
    assert figures.best_f1 == pytest.approx(0.8)  # at .3: three removed, both found
    assert figures.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert figures.content_lost == 0.5
    assert figures.character_f1 == pytest.approx(2 * 50 / (150 + 60))
    assert (figures.n_harmed, figures.worst_article, figures.worst_lost) == (1, "article 0", 0.5)
    assert figures.recall_at_loss == {"0.1%": 0.5, "0.2%": 0.5, "0.5%": 0.5}


def test_labels_are_counted_by_the_likeliest() -> None:
    figures = measure(scored([*FOUR, (NOT_CONTENT_CODE, 0.9, 5)]), 0.5).labels
    assert set(figures) == {"content", "advertisement", "social"}
    assert (figures["content"].n, figures["content"].precision, figures["content"].recall) == (2, 0.5, 0.5)
    assert (figures["advertisement"].precision, figures["advertisement"].recall) == (0.5, 1.0)
    assert (figures["social"].n, figures["social"].f1) == (1, 0.0)


def test_unknown_segments_count_for_nothing() -> None:
    plain, with_unknown = measure(scored(FOUR), 0.5), measure(scored([*FOUR, (UNKNOWN, 0.99, 900)]), 0.5)
    assert with_unknown.as_dict() == plain.as_dict()


def test_a_mode_lets_a_small_line_go_on_less_proof_than_a_number_does() -> None:
    whole = scored([(0, 0.1, 9_950), (1, 0.6, 50)])
    assert measure(whole, 0.65).recall == 1
    assert measure(replace(whole, is_eased=False), 0.65).recall == 0
    assert measure(whole, 0.65).best_f1 == measure(whole, 0.65).average_precision == 1


def test_an_article_is_harmed_when_it_loses_more_than_the_share() -> None:
    rows = [(0, 0.9, 5), (0, 0.1, 95), (0, 0.9, 6), (0, 0.1, 94), (0, 0.1, 100)]
    figures = measure(scored(rows, article=[0, 0, 1, 1, 2]), 0.5)
    assert HARMED_SHARE == 0.05
    assert (figures.n_harmed, figures.worst_article, figures.worst_lost) == (1, "article 1", 0.06)


def test_characters_of_residue_inside_a_segment_are_no_loss() -> None:
    mixed = replace(scored(FOUR), n_residue=np.array([0, 40, 100, 10]))
    figures = measure(mixed, 0.5)
    assert figures.content_lost == pytest.approx(10 / 110)
    assert figures.worst_lost == pytest.approx(10 / 110)


@pytest.mark.parametrize("rows", [[], [(0, 0.5, 10)], [(1, 0.5, 10)], [(UNKNOWN, 0.5, 10)]])
def test_sets_of_one_kind_or_none_have_figures_too(rows: list[tuple[int, float, int]]) -> None:
    figures = measure(scored(rows), 0.5)
    assert json.loads(json.dumps(figures.as_dict(), allow_nan=False))["n_segments"] == figures.n_segments
    assert 0 <= figures.average_precision <= 1
    assert 0 <= threshold_for_best_f1(scored(rows)) <= 1
    assert 0 <= threshold_for_loss(scored(rows), 0.001) <= 1


rows = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 1, 2, 4, 7, NOT_CONTENT_CODE, UNKNOWN]),
        st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.5, 0.7, 0.9, 1.0]),
        st.one_of(st.integers(1, 300), st.sampled_from([9_000, 50_000])),
        st.integers(0, 3),
        st.sampled_from([1.0, 0.5, 0.25]),
    ),
    min_size=1,
    max_size=25,
)
Row = tuple[int, float, int, int, float]


def set_of(drawn: list[Row]) -> ScoredArticles:
    drawn = sorted(drawn, key=lambda row: row[3])
    return scored(
        [row[:3] for row in drawn], article=[row[3] for row in drawn], weight=[row[4] for row in drawn]
    )


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def f1_of(precision: float, recall: float) -> float:
    return ratio(2 * precision * recall, precision + recall)


def eased_by_hand(drawn: list[Row]) -> list[Row]:
    """Give segments the scores that a mode holds against its threshold."""
    eased = []
    for code, score, n, place, weight in drawn:
        share = n / min(sum(row[2] for row in drawn if row[3] == place), LONG_ARTICLE)
        if share < SMALL and 0.5 < score < 1:
            odds = score / (1 - score) / (share / SMALL) ** 0.5
            eased.append((code, odds / (1 + odds), n, place, weight))
        else:
            eased.append((code, score, n, place, weight))
    return eased


def slow_figures(drawn: list[Row], threshold: float) -> dict[str, float]:
    """Count segment by segment."""
    known = [
        (code, 1 - (1 - score), n, place, weight)
        for code, score, n, place, weight in eased_by_hand(drawn)
        if code != UNKNOWN
    ]
    gone = [row for row in known if row[1] >= threshold]
    found = sum(weight for code, *_, weight in gone if code)
    precision = ratio(found, sum(row[4] for row in gone))
    recall = ratio(found, sum(weight for code, *_, weight in known if code))
    lost = sum(n * weight for code, _, n, _, weight in gone if not code)
    right = sum(n * weight for code, _, n, _, weight in gone if code)
    by_character = (
        ratio(right, sum(row[2] * row[4] for row in gone)),
        ratio(right, sum(n * weight for code, _, n, _, weight in known if code)),
    )
    worst = [
        ratio(
            sum(n for code, _, n, article, _ in gone if not code and article == place),
            sum(n for code, _, n, article, _ in known if not code and article == place),
        )
        for place in range(4)
    ]
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1_of(precision, recall),
        "content_lost": ratio(lost, sum(n * weight for code, _, n, _, weight in known if not code)),
        "character_f1": f1_of(*by_character),
        "n_harmed": sum(share > HARMED_SHARE for share in worst),
        "worst_lost": max(worst),
        "n_segments": len(known),
    }


@given(rows, st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.95, 1.0]))
def test_figures_equal_counting_segment_by_segment(drawn: list[Row], threshold: float) -> None:
    figures = measure(set_of(drawn), threshold).as_dict()
    for name, value in slow_figures(drawn, threshold).items():
        assert figures[name] == pytest.approx(value) or (figures[name] is None and value == 0), name


def test_what_is_of_residue_alone_is_none_in_json_where_there_is_none() -> None:
    told = measure(set_of([(0, 0.3, 80, 0, 1.0)]), 0.5).as_dict()
    assert told["precision"] is told["average_precision"] is None
    assert set(told["recall_at_loss"].values()) == {None}
    assert told["content_lost"] == 0


@given(rows)
def test_curves_equal_trying_every_threshold(drawn: list[Row]) -> None:
    figures = measure(set_of(drawn), 0.5)
    scores = {row[1] for row in eased_by_hand(drawn) if row[0] != UNKNOWN}
    tried = [slow_figures(drawn, 1 - (1 - score)) for score in scores]
    assert figures.best_f1 == pytest.approx(max([0.0, *(each["f1"] for each in tried)]))
    for loss, recall in figures.recall_at_loss.items():
        allowed = float(loss.rstrip("%")) / 100
        possible = [each["recall"] for each in tried if each["content_lost"] <= allowed]
        assert recall == pytest.approx(max([0.0, *possible]))


@given(rows)
def test_average_precision_equals_scikit_learns(drawn: list[Row]) -> None:
    known = [row for row in drawn if row[0] != UNKNOWN]
    if not any(row[0] for row in known):
        return
    expected = average_precision_score(
        [row[0] != 0 for row in known],
        [1 - (1 - row[1]) for row in known],
        sample_weight=[row[4] for row in known],
    )
    assert measure(set_of(drawn), 0.5).average_precision == pytest.approx(expected)


@given(rows, st.sampled_from([0.0, 0.001, 0.01, 0.2]))
def test_the_threshold_for_a_loss_is_the_lowest_that_keeps_to_it(drawn: list[Row], loss: float) -> None:
    whole = set_of(drawn)
    threshold = threshold_for_loss(whole, loss)
    tried = set(whole.decisive[whole.codes != UNKNOWN].tolist())
    lost = {score: measure(whole, score).content_lost for score in tried}
    allowed = [score for score in tried if lost[score] <= loss]
    assert threshold == (min(allowed) if allowed else 1.0)


@given(rows, st.integers(0, 3))
def test_the_threshold_for_a_harm_is_the_lowest_that_keeps_to_it(drawn: list[Row], n_articles: int) -> None:
    whole = set_of(drawn)
    threshold = threshold_for_harm(whole, n_articles)
    assert measure(whole, threshold).n_harmed <= n_articles
    assert threshold == 0 or measure(whole, np.nextafter(threshold, 0)).n_harmed > n_articles


@given(rows)
def test_the_threshold_for_the_best_f1_reaches_it(drawn: list[Row]) -> None:
    whole = set_of(drawn)
    figures = measure(whole, threshold_for_best_f1(whole))
    assert figures.f1 == pytest.approx(figures.best_f1)


@given(rows)
def test_the_calibration_error_is_the_gap_between_claim_and_truth(drawn: list[Row]) -> None:
    known = [row for row in drawn if row[0] != UNKNOWN]
    total = sum(row[4] for row in known)
    gap = 0.0
    for tenth in range(10):
        mine = [row for row in known if min(int((1 - (1 - row[1])) * 10), 9) == tenth]
        gap += abs(sum((1 - (1 - row[1]) - (row[0] != 0)) * row[4] for row in mine))
    assert measure(set_of(drawn), 0.5).calibration_error == pytest.approx(ratio(gap, total))


@given(rows, rows)
def test_joined_sets_are_measured_as_one(one: list[Row], other: list[Row]) -> None:
    parts = [set_of(one), set_of(other)]
    whole = join(parts)
    assert whole.pages == parts[0].pages + parts[1].pages
    moved = [(*row[:3], row[3] + 4, row[4]) for row in other]
    figures, expected = measure(whole, 0.5), slow_figures([*one, *moved], 0.5)
    for name in ("precision", "recall", "content_lost", "character_f1", "n_segments"):
        assert getattr(figures, name) == pytest.approx(expected[name]), name
