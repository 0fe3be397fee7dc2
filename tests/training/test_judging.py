from pathlib import Path

import numpy as np
import pytest

from cleantext.model import Model
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.examples import label_segments
from cleantext.training.judging import judge_articles, page_weights


def test_views_of_a_page_share_a_weight_of_one() -> None:
    assert page_weights(["a", "b", "a", "a", "b"]).tolist() == pytest.approx(
        [1 / 3, 1 / 2, 1 / 3, 1 / 3, 1 / 2]
    )
    assert page_weights([]).tolist() == []


def test_articles_are_judged_as_each_alone_would_be(tiny_model: Model, repository: Path) -> None:
    articles = list(read_articles([repository / "fixtures" / "sport.jsonl"]))[:12]
    views = [*articles, LabelledArticle(articles[0].page, articles[0].paragraphs, "\n", view="other")]
    found = judge_articles(tiny_model, views)
    assert found.names[0] == articles[0].page
    assert found.names[-1] == f"{articles[0].page} other"
    for index, article in enumerate(views):
        mine = found.article == index
        assert np.array_equal(found.scores[mine], tiny_model.score([article.text]).scores)
        assert found.codes[mine].tolist() == label_segments(article)
        assert set(found.weight[mine].tolist()) == {0.5 if index in {0, len(articles)} else 1.0}
    content = sum(len(text) for article in views for label, text in article.paragraphs if label == "content")
    assert (found.n_characters - found.residue).sum() == pytest.approx(content, rel=0.01)
