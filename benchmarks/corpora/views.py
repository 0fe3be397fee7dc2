"""Views of a page: what each extractor leaves of its HTML."""

import gzip
import logging
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

Extract = Callable[[str], str | None]
"""HTML in, text out; None or an empty text where nothing was found."""

WHOLE_PAGE: Final = "resiliparse-all"
"""The page with menus and footers. Only kept where it was read."""
VIEWS: Final = (
    WHOLE_PAGE, "trafilatura", "trafilatura-recall", "readability", "boilerpy3", "resiliparse-main",
    "justext",
)  # fmt: skip
"""In the order in which the views of a page follow the one that was read."""
_DISTRIBUTIONS: Final = (
    "resiliparse", "trafilatura", "readability-lxml", "inscriptis", "boilerpy3", "jusText", "lxml",
)  # fmt: skip


def load_extractors(*, with_comments: bool = True) -> dict[str, Extract]:
    """Return the extractor of every view.

    Parameters
    ----------
    with_comments : bool
        The view `trafilatura` keeps readers' comments.

    Raises
    ------
    ImportError
        An extractor is not installed.
    """
    inscriptis, justext, readability, trafilatura, boilerpy3, resiliparse = _import(
        "inscriptis", "justext", "readability", "trafilatura", "boilerpy3.extractors",
        "resiliparse.extract.html2text",
    )  # fmt: skip
    # They complain of odd pages by the hundred; a view that failed is counted instead.
    for name in ("boilerpy3", "readability", "trafilatura"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    stop_list = justext.get_stoplist("English")

    extract_text = partial(resiliparse.extract_plain_text, links=False, alt_texts=False)
    return {
        WHOLE_PAGE: partial(extract_text, main_content=False),
        "trafilatura": partial(trafilatura.extract, include_comments=with_comments, include_tables=True),
        "trafilatura-recall": partial(trafilatura.extract, favor_recall=True, include_comments=True),
        "readability": lambda html: inscriptis.get_text(readability.Document(html).summary()),
        "boilerpy3": boilerpy3.ArticleExtractor(raise_on_failure=False).get_content,
        "resiliparse-main": partial(extract_text, main_content=True),
        "justext": lambda html: "\n".join(
            each.text for each in justext.justext(html, stop_list) if not each.is_boilerplate
        ),
    }


def _import(*names: str) -> list[Any]:
    return [import_module(name) for name in names]


def find_versions() -> dict[str, str]:
    """Return the versions of the installed extractors, and of the parser most of them use."""
    return {name: version(name) for name in _DISTRIBUTIONS}


def read_html(path: Path) -> str:
    """Read a page, gzip where the name ends in .gz; UTF-8, else Latin-1."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def split_paragraphs(text: str) -> list[str]:
    r"""Return the lines of a text that are not blank, stripped.

    Examples
    --------
    >>> split_paragraphs("Lamp lit\n\n  It was dark. \n")
    ['Lamp lit', 'It was dark.']
    """
    return [line.strip() for line in text.split("\n") if line.strip()]
