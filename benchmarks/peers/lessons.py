"""What trained peers are trained on: the same corpus as the model, and as much help."""

from pathlib import Path

import numpy as np

from benchmarks.peers import Lesson, Paragraphs
from benchmarks.sets import FIXTURES_DIR
from cleantext.records import read_articles
from cleantext.segmenter import segment
from cleantext.training.augmentation import Augmentation
from cleantext.training.examples import UNKNOWN
from cleantext.training.inserts import read_advertisers
from cleantext.training.preparation import Preparation, draw_groups, make_examples


def make_lessons(corpus_dir: Path | None, *, n_articles: int, seed: int = 0) -> list[Lesson]:
    """Make training articles: real pages, clean articles, and adverts inserted into both.

    Parameters
    ----------
    corpus_dir : Path or None
        None for the repository's fixtures.
    n_articles : int
        Draw so many; 0 for all.
    seed : int

    Returns
    -------
    list of Lesson
        In random order.
    """
    rng = np.random.default_rng(seed)
    if corpus_dir:
        paths = [corpus_dir / "pages-train.jsonl.gz", corpus_dir / "clean.jsonl.gz"]
        adverts_path = corpus_dir / "adverts.jsonl.gz"
    else:
        paths, adverts_path = [FIXTURES_DIR], FIXTURES_DIR / "adverts"
    articles = [article for article in read_articles(paths) if article.split == "train"]
    advertisers = [each for each in read_advertisers([adverts_path]) if each.split == "train"]
    # Peers see one paragraph at a time: another article's content would only confuse them, and what fits
    # its article, or stands in a short one, is no different to them.
    options = Preparation(
        augmentation=Augmentation(
            copies=1,
            more_copies=0,
            foreign_share=0,
            fitting_share=0,
            excerpt_share=0,
            n_windows=0,
            n_thinned=0,
            enclosed_share=0,
            marked_share=0,
        )
    )
    examples = make_examples(articles, advertisers, (), draw_groups(articles, rng), options, rng)
    drawn = rng.permutation(len(examples))[: n_articles or None]
    lessons = []
    for index in drawn.tolist():
        example = examples[index]
        codes = np.array(example.labels)
        texts = tuple(" ".join(example.text[a:b].split()) for a, b in segment(example.text))
        lessons.append(Lesson(Paragraphs(texts, ""), codes > 0, codes != UNKNOWN, example.weight))
    return lessons
