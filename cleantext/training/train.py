"""From labelled articles to a model folder, in one call.

Floor 5.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from threadpoolctl import threadpool_limits

from cleantext.model import Calibration, Model
from cleantext.modelfolder import with_manifest
from cleantext.modelsaving import check_room, save_model
from cleantext.records import LabelledArticle
from cleantext.training.augmentation import Augmentation, insert_adverts
from cleantext.training.calibration import fit_calibration
from cleantext.training.card import Card, write_card
from cleantext.training.classifier import SegmentClassifier
from cleantext.training.drawing import AdvertPool
from cleantext.training.evaluation import Figures, measure
from cleantext.training.inserts import Advertiser, InterfaceString
from cleantext.training.modes import CLEAN, ModePrice, choose_modes
from cleantext.training.preparation import (
    Preparation,
    draw_groups,
    gather_background,
    hosts,
    make_examples,
    renamed,
    split_articles,
)
from cleantext.training.scoring import ScoredArticles, join, score_articles
from cleantext.training.wordtable import WordTableOptions

_MIN_ROWS_FOR_LARGE: Final = 50_000
"""Segments from which the networks and word table get their full size."""
GOLDEN: Final = (
    "The ferry company said on Tuesday that two of its four boats would be out of service until "
    "May.\n\nPassengers were told to expect longer queues at both harbours.\n\n"
    "Sign up to our newsletter and never miss a story.\n\n© 2025 Harbour Post. All rights reserved.",
    "Knead the dough for ten minutes.\nLet it rise until it has doubled.\nShare on Facebook\n"
    "Related: Seven loaves for a rainy Sunday",
    "Der Rat stimmte dem Umbau des Bahnhofs zu.\n\nNewsletter abonnieren",
)
"""Articles written for the purpose, whose scores every model folder stores."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What `train` needs to know beside the articles.

    Attributes
    ----------
    seed : int
        The same articles, options and seed give the same files, byte for byte, on one kind of processor:
        on another, products of matrices are rounded otherwise.
    jobs : int
        Processes that train side by side; does not change the result.
    name : str
        What the model is called in its card.
    licence : str
        Of the weights, for the card; empty to leave it unsaid.
    """

    seed: int = 0
    jobs: int = 2
    name: str = "cleantext model"
    licence: str = ""


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What came out of training.

    Attributes
    ----------
    figures : dict of str to Figures
        Measured on each dev set in balanced mode.
    modes : dict
        Threshold and price of each mode.
    model : Model
        As read back from the folder.
    """

    figures: dict[str, Figures]
    modes: dict[str, ModePrice]
    model: Model


def train(
    articles: Sequence[LabelledArticle],
    advertisers: Sequence[Advertiser],
    folder: Path,
    *,
    strings: Sequence[InterfaceString] = (),
    options: TrainingOptions | None = None,
    on_step: Callable[[str, float], None] | None = None,
) -> TrainingReport:
    """Train a model and write its folder.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    advertisers : sequence of Advertiser
        Inserted into the articles; may be empty.
    folder : Path
    strings : sequence of InterfaceString
        Likewise.
    options : TrainingOptions, optional
    on_step : callable, optional
        Called with what is being done and the share of all work done.

    Returns
    -------
    TrainingReport

    Raises
    ------
    TrainingError
        The articles cannot train a model; the message says why.
    ModelError
        No model can be written there: see `modelsaving.check_room`.
    """
    check_room(folder)
    with threadpool_limits(1):  # how sums round must not depend on the number of cores
        return _train(
            articles, advertisers, strings, folder, options or TrainingOptions(),
            on_step or (lambda name, share: None),
        )  # fmt: skip


def _train(
    articles: Sequence[LabelledArticle],
    advertisers: Sequence[Advertiser],
    strings: Sequence[InterfaceString],
    folder: Path,
    options: TrainingOptions,
    step: Callable[[str, float], None],
) -> TrainingReport:
    rng = np.random.default_rng(options.seed)
    step("making examples", 0.0)
    train_articles, dev_articles = split_articles(articles, rng)
    group_of = draw_groups(train_articles, rng)
    inserted = [each for each in advertisers if each.split not in ("dev", "test")]
    examples = make_examples(train_articles, inserted, strings, group_of, Preparation(), rng)
    n_segments = sum(len(example.labels) for example in examples)
    background, background_groups = gather_background(train_articles, inserted, group_of)
    classifier = SegmentClassifier(random_state=options.seed, n_jobs=options.jobs, **_sizes(n_segments)).fit(
        [example.text for example in examples],
        [example.labels for example in examples],
        groups=[example.group for example in examples],
        sample_weight=[example.weight for example in examples],
        background=background,
        background_groups=background_groups,
        on_step=lambda name, share: step(name, 0.04 + 0.84 * share),
    )
    step("measuring", 0.9)
    dev = _dev_sets(dev_articles, advertisers, rng)
    scored = {name: score_articles(classifier.model_, each) for name, each in dev.items()}
    calibration = fit_calibration(join(list(scored.values())))
    scored = {name: _recalibrated(each, calibration) for name, each in scored.items()}
    modes = choose_modes(scored)
    figures = {name: measure(each, modes["balanced"]["threshold"]) for name, each in scored.items()}
    step("writing", 0.97)
    card = Card(
        options.name, options.licence, options.seed, tuple(train_articles), tuple(dev_articles),
        tuple(inserted), tuple(strings), len(examples), n_segments, figures, modes,
    )  # fmt: skip
    model = with_manifest(
        replace(classifier.model_, calibration=calibration),
        name=options.name,
        modes=modes,
        training={
            "seed": options.seed,
            "articles": len(examples),
            "segments": n_segments,
            "sources": dict(sorted(Counter(article.source for article in train_articles).items())),
        },
        figures={name: each.as_dict() for name, each in figures.items()},
    )
    model = save_model(model, folder, card=write_card(card), golden=GOLDEN)
    step("done", 1.0)
    return TrainingReport(figures, modes, model)


def _sizes(n_segments: int) -> dict[str, Any]:
    """Return settings that suit the amount of data: small sets get a small, quick model."""
    if n_segments >= _MIN_ROWS_FOR_LARGE:
        return {}
    return {
        "wording_bits": 16,
        "hidden": (32,),
        "n_epochs": 30,
        "alpha": 1.0,
        "n_networks": 8,
        "word_options": WordTableOptions(bits=15, n_topics=24, n_steps=200),
    }


def _dev_sets(
    articles: Sequence[LabelledArticle], advertisers: Sequence[Advertiser], rng: np.random.Generator
) -> dict[str, list[LabelledArticle]]:
    """Return the dev articles by kind: pages, clean ones, and ones with adverts inserted."""
    sets = {
        "pages": [each for each in articles if not each.is_clean],
        CLEAN: [each for each in articles if each.is_clean],
    }
    dev_advertisers = [each for each in advertisers if each.split == "dev"]
    if dev_advertisers:
        options = Augmentation(copies=1, more_copies=0, foreign_share=0.0, fitting_share=0.0)
        chosen = hosts(articles)
        sets["inserted"] = renamed(insert_adverts(chosen, AdvertPool(dev_advertisers), options, rng))
    return {name: each for name, each in sets.items() if each}


def _recalibrated(scored: ScoredArticles, calibration: Calibration) -> ScoredArticles:
    return replace(scored, scores=calibration.apply(scored.scores.astype(np.float32)))
