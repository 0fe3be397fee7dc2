"""Write a model's card: what it is, what it was trained on, what it was measured to do.

Floor 5.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cleantext.labels import DESCRIPTIONS, LABELS
from cleantext.records import LabelledArticle
from cleantext.tally import counted
from cleantext.training.evaluation import Figures
from cleantext.training.inserts import Advertiser, InterfaceString
from cleantext.training.modes import ModePrice, doubt_promises

MOST_LANGUAGES: Final = 16
"""Languages that the card names."""


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the card tells; `advertisers` are those inserted into `train`."""

    name: str
    licence: str
    seed: int
    train: Sequence[LabelledArticle]
    dev: Sequence[LabelledArticle]
    advertisers: Sequence[Advertiser]
    strings: Sequence[InterfaceString]
    n_examples: int
    n_segments: int
    figures: Mapping[str, Figures]
    modes: Mapping[str, ModePrice]


def write_card(card: Card) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    card : Card

    Returns
    -------
    str
    """
    pages = {article.page for article in card.train}
    labels = Counter(label for each in card.train for label, _ in each.paragraphs if label)
    doubt = doubt_promises(card.modes)
    return "\n".join(
        [
            f"# {card.name}",
            "",
            "Judges each paragraph of a web article's plain text: content, or one of seven kinds of "
            "residue. Made by `cleantext train`; numpy arrays and a manifest, nothing pickled.",
            "",
            *([f"Licence of the weights: {card.licence}.", ""] if card.licence else []),
            "## Labels",
            "",
            *_table(
                ("label", "covers", "training paragraphs"),
                ((label, DESCRIPTIONS[label], f"{labels[label]:,}") for label in LABELS),
            ),
            "",
            "## Trained on",
            "",
            f"{len(pages):,} pages in {len(card.train):,} views, from which {card.n_examples:,} training "
            f"articles with {card.n_segments:,} segments were made, some with adverts of "
            f"{len(card.advertisers):,} advertisers inserted. "
            f"Thresholds and calibration were chosen on {len({a.page for a in card.dev}):,} other pages. "
            f"Seed {card.seed}. No text of these sources is in the model, only weights learnt from it.",
            "",
            *_table(("source", "licence", "views, advertisers or strings"), _sources(card)),
            "",
            f"Languages by pages: {_languages(card.train)}.",
            "",
            "What words mean was taken from the sentence encoder all-MiniLM-L6-v2 (Apache-2.0): each word "
            "encoded once, and its vector reduced.",
            "",
            "## Measured on the dev articles, balanced mode",
            "",
            "Precision, recall and F1 are of paragraphs that are not content; lost counts characters of "
            "content; harmed articles lose more than 5 % of their content.",
            "",
            *_table(
                ("set", "articles", "precision", "recall", "F1", "average precision", "lost", "harmed",
                 "calibration error"),
                (
                    (name, f"{f.n_articles:,}",
                     *map(f.as_text, (f.precision, f.recall, f.f1, f.average_precision)),
                     f"{f.content_lost:.2%}", f.n_harmed, f"{f.calibration_error:.3f}")
                    for name, f in card.figures.items()
                ),
            ),
            "",
            "## Modes",
            "",
            *_table(
                ("mode", "threshold", "content lost", "precision", "recall", "harmed articles"),
                (
                    (mode, f"{price['threshold']:.4f}", f"{price['content_lost']:.3%}",
                     f"{price['precision']:.3f}", f"{price['recall']:.3f}",
                     f"{price['n_harmed']} of {price['n_articles']:,}")
                    for mode, price in card.modes.items()
                ),
            ),
            *(["", doubt] if doubt else []),
            "",
            "## When not to use it",
            "",
            "For text that is not an article (chat logs, source code, tables of data), for languages and "
            "kinds of page that the tables above do not show, and where losing a paragraph now and then "
            "is not acceptable without looking: read the scores of `analyze` there.",
            "",
        ]
    )  # fmt: skip


def _languages(articles: Sequence[LabelledArticle]) -> str:
    pages = Counter({article.page: article.lang for article in articles}.values())
    named = [f"{language or 'not said'} {n:,}" for language, n in pages.most_common(MOST_LANGUAGES)]
    n_others = len(pages) - len(named)
    return ", ".join(named) + (f" and {counted(n_others, 'other')}" if n_others else "")


def _sources(card: Card) -> list[tuple[object, ...]]:
    counts: Counter[tuple[str, str]] = Counter()
    for article in card.train:
        counts[article.source or "not said", article.licence or "not said"] += 1
    for advertiser in card.advertisers:
        source = f"adverts: {advertiser.source or 'not said'}"
        counts[source, advertiser.licence or "not said"] += 1
    for string in card.strings:
        counts[f"strings: {string.source or 'not said'}", string.licence or "not said"] += 1
    return [(source, licence, f"{n:,}") for (source, licence), n in sorted(counts.items())]


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(map(str, row))} |" for row in rows),
    ]
