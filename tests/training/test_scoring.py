from pathlib import Path

import numpy as np
import pytest

from cleantext.model import Model
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.examples import label_segments
from cleantext.training.scoring import page_weights, score_articles
from tests.scored import random_scores


def test_views_of_a_page_share_a_weight_of_one() -> None:
    assert page_weights(["a", "b", "a", "a", "b"]).tolist() == pytest.approx(
        [1 / 3, 1 / 2, 1 / 3, 1 / 3, 1 / 2]
    )
    assert page_weights([]).tolist() == []


def test_articles_are_scored_as_each_alone_would_be(tiny_model: Model, repository: Path) -> None:
    articles = list(read_articles([repository / "fixtures" / "sport.jsonl"]))[:12]
    views = [*articles, LabelledArticle(articles[0].page, articles[0].paragraphs, "\n", view="other")]
    found = score_articles(tiny_model, views)
    assert found.articles[0].name == articles[0].page
    assert found.articles[-1].name == f"{articles[0].page} other"
    for index, article in enumerate(views):
        mine = found.article == index
        assert np.array_equal(found.scores[mine], tiny_model.score([article.text]).scores)
        assert found.codes[mine].tolist() == label_segments(article)
        assert set(found.weight[mine].tolist()) == {0.5 if index in {0, len(articles)} else 1.0}
    content = sum(len(text) for article in views for label, text in article.paragraphs if label == "content")
    assert (found.n_characters - found.residue).sum() == pytest.approx(content, rel=0.01)


def test_in_a_part_each_page_counts_once() -> None:
    whole = random_scores()
    part = whole.part(lambda each: each.view == "v0")
    assert set(whole.weight[whole.article == 0]) == {0.5}
    assert set(part.weight) == {1.0}


def test_a_part_keeps_its_articles_segments_in_order() -> None:
    scored = random_scores()
    part = scored.part(lambda each: each.page == "p15")
    rows = scored.article == scored.pages.index("p15")
    assert part.pages == ("p15",)
    assert part.article.tolist() == [0] * rows.sum()
    assert np.array_equal(part.codes, scored.codes[rows])
    assert np.array_equal(part.residue, scored.residue[rows])


def test_a_part_of_nothing_is_empty() -> None:
    part = random_scores().part(lambda _: False)
    assert part.articles == ()
    assert len(part.codes) == 0


def test_everything_is_a_part_of_itself() -> None:
    scored = random_scores()
    assert np.array_equal(scored.part(lambda _: True).weight, scored.weight)


def test_another_methods_scores_stand_on_the_same_segments() -> None:
    scored = random_scores()
    score = np.linspace(0, 1, len(scored.codes))
    other = scored.with_scores(score)
    assert other.score == pytest.approx(score)
    assert np.array_equal(other.codes, scored.codes)
    assert np.allclose(other.scores.sum(axis=1), 1)


def test_articles_apart_by_view_are_all_the_articles() -> None:
    whole = random_scores()
    parts = whole.by("view")
    assert list(parts) == sorted({article.view for article in whole.articles})
    assert sum(len(part.codes) for part in parts.values()) == len(whole.codes)
    assert all({article.view for article in part.articles} == {view} for view, part in parts.items())
