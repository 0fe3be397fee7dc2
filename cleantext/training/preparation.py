"""Choose and make the articles that a model is trained on.

Floor 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from cleantext.errors import TrainingError
from cleantext.labels import CONTENT
from cleantext.records import LabelledArticle
from cleantext.tally import counted
from cleantext.training.augmentation import (
    Augmentation,
    clutter,
    enclose_endings,
    insert_adverts,
    insert_strings,
)
from cleantext.training.drawing import ADVERTISEMENT, AdvertPool
from cleantext.training.examples import Example, make_example
from cleantext.training.inserts import Advertiser, InterfaceString
from cleantext.training.variants import (
    content_only,
    cut_window,
    lay_out,
    mark_items,
    residue_lines,
    scatter_residue,
    thin_residue,
)

MIN_ARTICLES: Final = 20
"""Fewer articles teach a model nothing that holds elsewhere."""
GROUPS: Final = tuple(f"group {number}" for number in range(8))
"""Each page and each advertiser belongs to one: an advert is pasted into pages of its own group
alone, so that no wording on one side of a fold is known from the other."""
DEV_SHARE: Final = 0.2
"""Share of the sites held out where the records name no dev split."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """How training articles are chosen and made.

    Attributes
    ----------
    n_views : int
        Views of a page to train on, at most; those that were read come first.
    flat_share : float
        Share of articles laid out as one long line.
    made_weight : float
        What a segment counts for in articles that were made, windows among them,
        and in articles that hold nothing but content; 1 in all others.
    augmentation : Augmentation
    """

    n_views: int = 7
    flat_share: float = 0.06
    made_weight: float = 0.4
    augmentation: Augmentation = field(default_factory=Augmentation)


def split_articles(
    articles: Sequence[LabelledArticle], rng: np.random.Generator
) -> tuple[list[LabelledArticle], list[LabelledArticle]]:
    """Divide articles into those to train on and those to choose by.

    The records' own split counts where they name one, and articles of the test
    split are left out; else whole sites are drawn.

    Raises
    ------
    TrainingError
        A page is in two splits, or either side would be too small, or carry fewer than two labels.
    """
    splits: dict[str, set[str]] = {}
    for article in articles:
        splits.setdefault(article.page, set()).add(article.split or "train")
    if torn := [page for page, found in splits.items() if len(found) > 1]:
        raise TrainingError(
            f"{counted(len(torn), 'page')} in more than one split, such as {torn[0]}: "
            "what is learnt from cannot be what is measured on"
        )
    dev = [article for article in articles if article.split == "dev"]
    train = [article for article in articles if article.split not in ("dev", "test")]
    if not dev:
        sites = sorted({article.site for article in train})
        n_held_out = max(1, round(DEV_SHARE * len(sites)))
        held_out = {sites[index] for index in rng.permutation(len(sites))[:n_held_out]}
        dev = [article for article in train if article.site in held_out]
        train = [article for article in train if article.site not in held_out]
    if len(train) < MIN_ARTICLES or not dev:
        raise TrainingError(
            f"{len(train)} articles to train on and {len(dev)} to choose thresholds by are too few; "
            f"give at least {MIN_ARTICLES} and some more of other sites, for a site is on one side only"
        )
    for side, purpose in ((train, "to train on"), (dev, "to choose thresholds by")):
        labels = {label for article in side for label, _ in article.paragraphs if label is not None}
        if CONTENT not in labels or len(labels) < 2:
            raise TrainingError(
                f"the articles {purpose} carry only {', '.join(sorted(labels)) or 'no label'}; "
                "they must carry content and at least one other label"
            )
    return train, dev


def make_examples(
    articles: Sequence[LabelledArticle],
    advertisers: Sequence[Advertiser],
    strings: Sequence[InterfaceString],
    group_of: Mapping[str, str],
    options: Preparation,
    rng: np.random.Generator,
) -> list[Example]:
    """Make training examples: the articles' views, parts of these with other residue, and inserts.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    advertisers : sequence of Advertiser
        May be empty: then no article gets any. Neighbours in the list go to
        different groups.
    strings : sequence of InterfaceString
        Likewise; those that mark adverts stand before some.
    group_of : mapping of str to str
        Group of each page, as `draw_groups` draws them.
    options : Preparation
    rng : numpy Generator

    Returns
    -------
    list of Example
    """

    def example(article: LabelledArticle, group: str, weight: float) -> Example:
        return make_example(mark_items(article, options.augmentation.marked_share, rng), group, weight)

    examples = []
    for views in by_page(articles):
        others = [views[index] for index in rng.permutation(len(views))]
        chosen = sorted(others, key=lambda view: not view.is_read)[: options.n_views]
        is_clean = all(view.is_clean for view in chosen)
        weight = (options.made_weight if is_clean else 1.0) / len(chosen)
        examples += [
            example(lay_out(view, options.flat_share, rng), group_of[view.page], weight) for view in chosen
        ]
        parts = [cut_window(chosen[0], rng) for _ in range(options.augmentation.n_windows)]
        parts += [scatter_residue(chosen[0], rng) for _ in range(options.augmentation.n_scattered)]
        parts += [thin_residue(chosen[0], rng) for _ in range(options.augmentation.n_thinned)]
        examples += [
            example(lay_out(each, options.flat_share, rng), group_of[each.page], options.made_weight)
            for each in parts
            if each
        ]
    for index, group in enumerate(GROUPS):
        local = [article for article in articles if group_of[article.page] == group]
        rest = slice(index, None, len(GROUPS))
        markers = [string for string in strings[rest] if string.label == ADVERTISEMENT]
        pool = AdvertPool(advertisers[rest], markers) if advertisers[rest] else None
        made = _with_inserts(local, pool, strings[rest], options, rng)
        examples += [example(article, group, options.made_weight) for article in made]
    return examples


def _with_inserts(
    articles: Sequence[LabelledArticle],
    pool: AdvertPool | None,
    strings: Sequence[InterfaceString],
    options: Preparation,
    rng: np.random.Generator,
) -> list[LabelledArticle]:
    every_host = hosts(articles)
    if not every_host or not (pool or strings):
        return []
    lines = [(views[0].lang, line) for views in by_page(articles) for line in residue_lines(views[0])]
    lines += [(string.lang, (string.label, string.text)) for string in strings]
    enclosed = enclose_endings(every_host, lines, options.augmentation, rng)
    if not pool:
        return insert_strings(every_host, strings, options.augmentation, rng) + enclosed
    made = insert_adverts(every_host, pool, options.augmentation, rng)
    made = insert_strings(made, strings, options.augmentation, rng)
    return made + enclosed + clutter(every_host, pool, lines, options.augmentation, rng)


def gather_background(
    articles: Sequence[LabelledArticle], advertisers: Sequence[Advertiser], group_of: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Gather texts to learn words from: what articles are about, and what advertisers say.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    advertisers : sequence of Advertiser
        As `make_examples` takes them.
    group_of : mapping of str to str

    Returns
    -------
    texts, groups : list of str
        Of at least two paragraphs each.
    """
    whole = hosts(articles, 2)
    said = [
        ("\n\n".join(advertiser.paragraphs), GROUPS[index % len(GROUPS)])
        for index, advertiser in enumerate(advertisers)
        if len(advertiser.paragraphs) >= 2
    ]
    return (
        [host.text for host in whole] + [text for text, _ in said],
        [group_of[host.page] for host in whole] + [group for _, group in said],
    )


def draw_groups(articles: Sequence[LabelledArticle], rng: np.random.Generator) -> dict[str, str]:
    """Draw each page into one of `GROUPS`, the pages of a site into the same.

    Of fewer sites than groups, each page is drawn by itself.
    """
    unit_of = {article.page: article.site for article in articles}
    if len(set(unit_of.values())) < len(GROUPS):
        unit_of = {page: page for page in unit_of}
    units = sorted(set(unit_of.values()))
    drawn = dict(zip(units, (rng.permutation(len(units)) % len(GROUPS)).tolist(), strict=True))
    return {page: GROUPS[drawn[unit]] for page, unit in unit_of.items()}


def hosts(articles: Sequence[LabelledArticle], min_paragraphs: int = 4) -> list[LabelledArticle]:
    """Return the content of each page that has enough of it, to insert into."""
    content = (content_only(views[0]) for views in by_page(articles))
    return [host for host in content if len(host.paragraphs) >= min_paragraphs]


def by_page(articles: Sequence[LabelledArticle]) -> list[list[LabelledArticle]]:
    """Group the views of each page, those that were read first."""
    pages: dict[str, list[LabelledArticle]] = {}
    for article in articles:
        pages.setdefault(article.page, []).append(article)
    return [sorted(views, key=lambda view: not view.is_read) for views in pages.values()]


def renamed(articles: Sequence[LabelledArticle]) -> list[LabelledArticle]:
    """Give each article a page of its own, so that none share a weight."""
    return [replace(article, page=f"{article.page}#{n}") for n, article in enumerate(articles)]
