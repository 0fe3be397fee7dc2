"""Which web site a page of the corpus is from, so that pages of one site make a collection."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from cleantext.records import LabelledArticle
from cleantext.repeats import Repeats, unite

_NAMED_AFTER: Final = {
    "fundus-tests": re.compile(r"(\w+?)_\d{4}"),
    "parser-fixtures": re.compile(r"(?:www\.)?(.+?)(?:--|\.html)"),
    "readability-test-pages": re.compile(r"(.+?)-?\d*$"),
    "goose-tests": re.compile(r"test_(.+?)[\d_]*\.html"),
}
"""How file names say the site, by source. Source: the test pages' own naming."""


def site_of(article: LabelledArticle) -> str:
    """Return the site of a page, or the page itself where nothing tells.

    Examples
    --------
    >>> site_of(LabelledArticle("fundus-tests/Courier_2024_04_28", (("content", "A."),)))
    'fundus-tests/Courier'
    """
    source, _, name = article.page.partition("/")
    if source in _NAMED_AFTER and (found := _NAMED_AFTER[source].match(name)):
        return f"{source}/{found.group(1)}"
    return (article.site or article.page).removeprefix("www.")


def collect(
    articles: Iterable[LabelledArticle], key: Callable[[LabelledArticle], str]
) -> dict[str, list[LabelledArticle]]:
    """Group articles into collections, leaving out those of a single page."""
    collections = defaultdict(list)
    for article in articles:
        collections[key(article)].append(article)
    return {name: each for name, each in collections.items() if len({a.page for a in each}) > 1}


def learn(articles: Iterable[LabelledArticle]) -> Repeats:
    """Return the table of a collection."""
    return unite(Repeats.of([article.text]) for article in articles)
