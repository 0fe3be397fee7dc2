"""Laws on real articles; skipped where the corpus is not there."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from cleantext import Cleaner, Model, segment
from cleantext.records import read_articles
from cleantext.training.inserts import read_advertisers
from cleantext.verdicts import ease_small

PAGES = (
    "pages-train",
    "pages-dev",
    "clean",
    "native-ads",
    "bench-news",
    "inserted-dev",
    "inserted-written-dev",
)


@pytest.mark.parametrize("name", PAGES)
def test_articles_of_the_corpus_can_be_read(corpus_dir: Path, name: str) -> None:
    for article in islice(read_articles([corpus_dir / f"{name}.jsonl.gz"]), 200):
        assert article.page
        assert article.text.strip()


def test_advertisers_of_the_corpus_can_be_read(corpus_dir: Path) -> None:
    assert len(list(read_advertisers([corpus_dir / "adverts.jsonl.gz"]))) > 1000


def test_no_segment_of_a_clean_article_holds_two_of_its_paragraphs(corpus_dir: Path) -> None:
    for article in read_articles([corpus_dir / "clean.jsonl.gz"]):
        starts = {span.start for span in segment(article.text)}
        if "\n" in article.separator:
            assert all(span.start in starts for span in article.spans), article.page


def test_laws_hold_on_real_pages(corpus_dir: Path, shipped_model: Model) -> None:
    cleaner = Cleaner(shipped_model)
    pages = islice(read_articles([corpus_dir / "pages-dev.jsonl.gz"]), 0, None, 20)
    articles = [article.text for article in pages]
    for text, found in zip(articles, cleaner.analyze_many(articles), strict=True):
        assert found == cleaner.analyze(text)
        kept = [each for each in found.segments if not each.is_removed]
        assert "".join("".join(each.text.split()) for each in kept) == "".join(found.clean_text.split())
        score = np.array([each.score for each in found.segments])
        lengths = np.array([len(each.text) for each in found.segments])
        eased = ease_small(score, lengths, np.zeros(len(score), np.int64))
        assert [each.is_removed for each in found.segments] == (eased >= cleaner.threshold).tolist()
