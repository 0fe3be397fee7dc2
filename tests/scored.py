"""Labelled articles with scores that nobody computed, to measure."""

import numpy as np

from cleantext.records import LabelledArticle
from cleantext.training.scoring import ScoredArticles, page_weights


def article(page: str, *labels: str | None, view: str = "", lang: str = "en") -> LabelledArticle:
    paragraphs = tuple((label, f"Paragraph {n} of page {page}.") for n, label in enumerate(labels))
    return LabelledArticle(page, paragraphs, "\n", view=view, lang=lang)


def random_scores(seed: int = 0, n_articles: int = 30) -> ScoredArticles:
    """Make scores of articles of one or two views a page; about a tenth of the labels are unknown."""
    rng = np.random.default_rng(seed)
    articles = tuple(
        article(f"p{n // 2 if n < 12 else n}", "content", view=f"v{n}") for n in range(n_articles)
    )
    of = np.repeat(np.arange(n_articles), rng.integers(1, 9, n_articles))
    codes = rng.choice([-1, 0, 1, 3, 8], len(of), p=[0.1, 0.6, 0.1, 0.1, 0.1])
    score = np.round(np.clip(rng.normal(0.3 + 0.4 * (codes > 0), 0.2), 0, 1), 2)
    scores = np.zeros((len(of), 8))
    scores[:, 0], scores[:, 2] = 1 - score, score
    n_characters = rng.integers(1, 400, len(of))
    residue = np.where(codes > 0, n_characters - rng.integers(0, 2, len(of)), 0)
    weight = page_weights(each.page for each in articles)[of]
    return ScoredArticles(articles, codes, scores, n_characters, of, weight, residue)


N_SEGMENTS = 20_000


def named(*numbers: int) -> tuple[LabelledArticle, ...]:
    return tuple(LabelledArticle(f"article {n}", ()) for n in numbers)


def true_scores(*, seed: int, overconfidence: float = 1.0, residue_share: float = 0.3) -> ScoredArticles:
    """Draw segments whose log-odds are true, then blown up."""
    rng = np.random.default_rng(seed)
    odds = rng.normal(np.log(residue_share / (1 - residue_share)), 2.5, N_SEGMENTS)
    score = 1 / (1 + np.exp(-odds))
    is_residue = rng.random(N_SEGMENTS) < score
    claimed = 1 / (1 + np.exp(-overconfidence * odds))
    scores = np.zeros((N_SEGMENTS, 8))
    scores[:, 0], scores[:, 3] = 1 - claimed, claimed
    article = np.arange(N_SEGMENTS) // 20
    return ScoredArticles(
        named(*range(article[-1] + 1)), is_residue * 3, scores, rng.integers(20, 400, N_SEGMENTS), article,
        np.ones(N_SEGMENTS),
    )  # fmt: skip
