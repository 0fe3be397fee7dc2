"""Small labelled articles and scores to measure."""

import numpy as np

from benchmarks.judging import Judging
from cleantext.records import LabelledArticle
from cleantext.training.judging import Judged, page_weights


def article(page: str, *labels: str | None, view: str = "", lang: str = "en") -> LabelledArticle:
    paragraphs = tuple((label, f"Paragraph {n} of page {page}.") for n, label in enumerate(labels))
    return LabelledArticle(page, paragraphs, "\n", view=view, lang=lang)


def random_judging(seed: int = 0, n_articles: int = 30) -> Judging:
    """Judge articles of one or two views a page; about a tenth of the labels are unknown."""
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
    names = tuple(each.page for each in articles)
    return Judging(articles, Judged(codes, scores, n_characters, of, weight, names, residue))
