"""The public sources: where their checkouts keep pages, and what they say of them.

Imports the views.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.corpora.views import VIEWS, read_html

_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_TITLE_LENGTH: Final = 160
"""Characters of a title element that are kept."""
_APACHE: Final = "page cache of an Apache-2.0 test suite; texts belong to their publishers"
_MIT: Final = "page cache of a MIT/Apache-2.0 test suite; texts belong to their publishers"

Description = tuple[str | None, str | None]
"""Address and title of a page; None for what its source does not say."""


def _name_file(path: Path) -> str:
    return path.name.removesuffix(".gz")


def _name_stem(path: Path) -> str:
    return _name_file(path).removesuffix(".html")


def _name_folder(path: Path) -> str:
    return path.parent.name if _name_file(path) == "source.html" else ""


def _describe_by_title(path: Path) -> Description:
    found = _TITLE.search(read_html(path))
    return None, found[1].strip()[:_TITLE_LENGTH] if found else ""


def _describe_by_truth(path: Path) -> Description:
    """Read what WCXB keeps beside the folder of its pages."""
    truth_path = path.parent.parent / "ground-truth" / f"{_name_stem(path)}.json"
    if not truth_path.exists():
        return None, None
    record = json.loads(truth_path.read_text("utf-8"))
    return record.get("url") or "", record.get("ground_truth", {}).get("title") or ""


def _describe_by_annotations(path: Path) -> Description:
    """Read what trafilatura keeps in one file beside the folders of its pages."""
    annotations_path = path.parent.parent / "evaldata.json"
    if not annotations_path.exists():
        return None, None
    annotations = json.loads(annotations_path.read_text("utf-8"))
    return next((url for url, each in annotations.items() if each["file"] == path.name), None), None


@dataclass(frozen=True, slots=True)
class Source:
    """A public project that keeps web pages.

    Attributes
    ----------
    option : str
        Names its checkout on the command line.
    name : str
        In the corpus.
    project : str
        On GitHub.
    licence : str
    folders : tuple of str
        Where in the checkout its pages are.
    name_page : callable
        Returns what a page is called after: its file, or its folder. Empty for no page.
    describe : callable
        Returns what the source says of a page.
    views : tuple of str
        Those that were made of its pages.
    with_comments : bool
        Its view `trafilatura` keeps readers' comments.
    """

    option: str
    name: str
    project: str
    licence: str
    folders: tuple[str, ...]
    name_page: Callable[[Path], str] = _name_file
    describe: Callable[[Path], Description] = _describe_by_title
    views: tuple[str, ...] = VIEWS
    with_comments: bool = True


SOURCES: Final = (
    Source(
        "wcxb", "wcxb", "Murrough-Foley/web-content-extraction-benchmark", "CC BY 4.0", ("dev/html",),
        _name_stem, _describe_by_truth, with_comments=False,
    ),
    Source(
        "trafilatura", "trafilatura-eval", "adbar/trafilatura", _APACHE, ("tests/cache", "tests/eval"),
        describe=_describe_by_annotations,
        views=tuple(view for view in VIEWS if view not in {"boilerpy3", "justext"}),
    ),
    Source("parser", "parser-fixtures", "postlight/parser", _MIT, ("fixtures",)),
    Source(
        "readability", "readability-test-pages", "mozilla/readability", _MIT, ("test/test-pages",),
        _name_folder,
    ),
    Source(
        "fundus", "fundus-tests", "flairNLP/fundus", _MIT, ("tests/resources/parser/test_data",), _name_stem
    ),
    Source("goose", "goose-tests", "goose3/goose3", _MIT, ("tests/data",)),
    Source("newspaper4k", "newspaper4k-tests", "AndyTheFactory/newspaper4k", _MIT, ("tests/data",)),
)  # fmt: skip
"""In the order in which they are reported."""


def find_pages(source: Source, checkout: Path) -> dict[str, list[Path]]:
    """Return the files of every page in a checkout, or in a folder of pages alone.

    Parameters
    ----------
    source : Source
    checkout : Path
        Where it has none of the source's folders, all of it is searched.

    Returns
    -------
    dict of str to list of Path
        By page name; several files where the source has that name several times.
    """
    folders = [folder for name in source.folders if (folder := checkout / name).is_dir()] or [checkout]
    pages: defaultdict[str, list[Path]] = defaultdict(list)
    for path in (path for folder in folders for path in sorted(folder.rglob("*.html*"))):
        if path.name.endswith((".html", ".html.gz")) and (name := source.name_page(path)):
            pages[name].append(path)
    return dict(pages)
