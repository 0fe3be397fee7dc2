"""The model's card: what it counts, what it leaves out, and what it warns of."""

from collections.abc import Sequence

import numpy as np
import pytest

from cleantext.records import LabelledArticle, parse_article
from cleantext.training.card import MOST_LANGUAGES, Card, write_card
from cleantext.training.evaluation import Figures, measure
from cleantext.training.scoring import ScoredArticles

PRICE = {
    "threshold": 0.8,
    "content_lost": 0.0004,
    "precision": 0.9,
    "recall": 0.5,
    "n_harmed": 0,
    "n_articles": 260,
}


def article(number: int, lang: str) -> LabelledArticle:
    return parse_article({"page": f"page {number}", "lang": lang, "paragraphs": [["content", "A ferry."]]})


def figures(*codes: int) -> Figures:
    """Measure one article whose paragraphs have these labels and all stay."""
    n = len(codes)
    scores = np.tile(np.eye(8)[0], (n, 1))
    scored = ScoredArticles(
        (article(1, "en"),), np.array(codes), scores, np.full(n, 80), np.zeros(n, np.int64), np.ones(n)
    )
    return measure(scored, 0.5)


def card(
    *,
    languages: Sequence[str] = ("en",),
    content_lost: float = 0.0004,
    sets: dict[str, Figures] | None = None,
    licence: str = "",
) -> str:
    train = [article(number, lang) for number, lang in enumerate(languages)]
    modes = {"careful": PRICE | {"content_lost": content_lost}, "balanced": PRICE, "thorough": PRICE}
    n = len(train)
    return write_card(Card("Mine", licence, 0, train, train[:1], (), (), n, n, sets or {}, modes))


def test_it_says_under_which_licence_the_weights_are_if_that_is_said() -> None:
    assert "Licence of the weights: MIT.\n" in card(licence="MIT")
    assert "Licence of the weights" not in card()


def test_figures_that_residue_alone_defines_are_dashes_where_there_is_none() -> None:
    rows = card(sets={"pages": figures(0, 0, 3), "clean": figures(0, 0)}).splitlines()
    assert "| pages | 1 | 0.000 | 0.000 | 0.000 | 0.333 | 0.00% | 0 | 0.333 |" in rows
    assert "| clean | 1 | – | – | – | – | 0.00% | 0 | 0.000 |" in rows


@pytest.mark.parametrize(("n_more", "end"), [(0, ""), (1, " and 1 other"), (5, " and 5 others")])
def test_languages_that_are_not_named_are_counted(n_more: int, end: str) -> None:
    languages = ["en", "en", *(f"x{chr(ord('a') + number)}" for number in range(MOST_LANGUAGES - 1 + n_more))]
    last = chr(ord("a") + MOST_LANGUAGES - 2)
    assert f"x{last} 1{end}.\n" in card(languages=languages)


def test_it_says_where_the_dev_articles_were_too_few_to_measure_a_promise() -> None:
    assert "Too few dev articles" not in card()
    assert "Too few dev articles to measure what modes promise: careful loses 1.940%" in card(
        content_lost=0.0194
    )
