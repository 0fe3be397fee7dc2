"""Labelled articles, read from JSON lines.

Floor 1.
"""

import gzip
import json
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast
from urllib.parse import urlsplit

from cleantext.errors import RecordError
from cleantext.labels import CONTENT, LABELS
from cleantext.segmenter import Span

NOT_CONTENT: Final = "not-content"
"""Stands for one of the seven others where a source does not say which."""
SPLITS: Final = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    r"""An article whose paragraphs carry labels.

    Attributes
    ----------
    page : str
        Identity of the web page; several views of one page share it.
    paragraphs : tuple of (str or None, str)
        Label and text of each paragraph in order; None means unknown.
    separator : str
        What stands between two paragraphs in `text`.
    site : str
        Web site, or the page where no site is known: what a split must not cut.
    split : str
        ``train``, ``dev``, ``test`` or empty.
    lang, kind, view, source, licence : str
        Where it comes from; empty where not said.
    is_read : bool
        Labelled by reading this very document, not carried over from another view.

    Examples
    --------
    >>> article = LabelledArticle("p", (("content", "A."), ("legal", "©")), "\n")
    >>> article.text
    'A.\n©'
    >>> article.spans[1]
    Span(start=3, end=4)
    """

    page: str
    paragraphs: tuple[tuple[str | None, str], ...]
    separator: str = "\n"
    site: str = ""
    split: str = ""
    lang: str = ""
    kind: str = ""
    view: str = ""
    source: str = ""
    licence: str = ""
    is_read: bool = True

    @property
    def text(self) -> str:
        """The article as one string."""
        return self.separator.join(text for _, text in self.paragraphs)

    @property
    def name(self) -> str:
        """What it is called in reports: its page, and the view of it."""
        return f"{self.page} {self.view}".strip()

    @property
    def is_clean(self) -> bool:
        """Whether nothing in it is labelled as other than content."""
        return not any(map(is_residue, self.paragraphs))

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where each paragraph stands in `text`."""
        spans, start = [], 0
        for _, text in self.paragraphs:
            spans.append(Span(start, start + len(text)))
            start += len(text) + len(self.separator)
        return tuple(spans)


def is_residue(paragraph: tuple[str | None, str]) -> bool:
    """Tell whether a label, with its text, is known and not content."""
    return paragraph[0] not in (None, CONTENT)


def read_json_lines(
    path: Path, *, on_error: Callable[[RecordError], None] | None = None
) -> Iterator[tuple[int, Any]]:
    """Yield line number and value of every line that is not blank.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a mark at its beginning; gzip where the name ends in .gz.
    on_error : callable, optional
        Called with the error of each line that is not JSON or not UTF-8;
        reading goes on after it.

    Raises
    ------
    RecordError
        A line is bad and `on_error` is not given, or the archive is damaged;
        the message names file and line.
    """
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, read in enumerate(cast("IO[bytes]", lines), 1):
                line = read.removeprefix(BOM_UTF8) if number == 1 else read
                if not line or line.isspace():
                    continue
                try:
                    value = json.loads(line.decode("utf-8"))
                except UnicodeDecodeError as error:
                    _refuse(f"{path}, line {number}: not UTF-8: {error}", error, on_error)
                except (ValueError, RecursionError) as error:
                    _refuse(f"{path}, line {number}: not JSON: {error}", error, on_error)
                else:
                    yield number, value
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise RecordError(f"{path}, after line {number}: damaged gzip file: {error}") from error


def _refuse(message: str, cause: Exception, on_error: Callable[[RecordError], None] | None) -> None:
    """Raise an error, or hand it to whoever wants to go on."""
    error = RecordError(message)
    if on_error is None:
        raise error from cause
    on_error(error)


def find_record_files(paths: Iterable[Path]) -> list[Path]:
    """Return the JSON lines files among paths and inside folders, sorted within each.

    Raises
    ------
    RecordError
        A path does not exist, or a folder holds no such file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p for p in path.iterdir() if p.is_file() and p.name.endswith((".jsonl", ".jsonl.gz"))
            )
            if not inside:
                raise RecordError(f"{path}: the folder holds no .jsonl or .jsonl.gz file")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise RecordError(f"{path}: no such file or folder")
    return found


def read_articles(
    paths: Iterable[Path], *, on_error: Callable[[RecordError], None] | None = None
) -> Iterator[LabelledArticle]:
    """Read labelled articles from JSON lines files, plain or gzip.

    Parameters
    ----------
    paths : iterable of Path
        Files, or folders whose .jsonl and .jsonl.gz files are all read. A file
        that begins with an advertiser or an interface string (see
        `training.inserts`) is passed over.
    on_error : callable, optional
        Called with each bad record's error; reading goes on after it.

    Yields
    ------
    LabelledArticle

    Raises
    ------
    RecordError
        A record is bad and `on_error` is not given, or a file cannot be read.
    """
    for path in find_record_files(paths):
        holds_articles = False
        for number, record in read_json_lines(path, on_error=on_error):
            if not holds_articles and _is_insert(record):
                break
            holds_articles = True
            try:
                article = parse_article(record)
            except RecordError as error:
                _refuse(f"{path}, line {number}: {error}", error, on_error)
            else:
                yield article


def parse_article(record: object) -> LabelledArticle:
    """Check one record and turn it into a labelled article.

    Raises
    ------
    RecordError
        Something is missing or of the wrong kind; the message says what.
    """
    if not isinstance(record, dict):
        raise RecordError(f"a labelled article is a JSON object, not {type(record).__name__}")
    if _is_insert(record):
        raise RecordError("an advert or string among articles; put those into files of their own")
    page = record.get("page")
    if not isinstance(page, str) or not page:
        raise RecordError('"page" must be a string that names the page')
    paragraphs = record.get("paragraphs")
    if not isinstance(paragraphs, list) or not paragraphs:
        raise RecordError(f'page {page}: "paragraphs" must be a list of [label, text] pairs')
    for index, pair in enumerate(paragraphs):
        match pair:
            case [None | str(), str(text)] if text.strip():
                if pair[0] is not None and pair[0] not in (*LABELS, NOT_CONTENT):
                    raise RecordError(
                        f"page {page}, paragraph {index}: unknown label {pair[0]!r}; "
                        f"use one of {', '.join(LABELS)}, or null"
                    )
            case _:
                raise RecordError(f"page {page}, paragraph {index}: not a [label, text] pair with text in it")
    separator = record.get("separator", "\n")
    if not isinstance(separator, str) or not separator.isspace():
        raise RecordError(f'page {page}: "separator" must be white space, not {separator!r}')
    is_read = record.get("read", True)
    if not isinstance(is_read, bool):
        raise RecordError(f'page {page}: "read" must be true or false, not {is_read!r}')
    split = split_of(record)
    lang, kind, view, source, licence, site, url, page_type = string_fields(
        record, "lang", "kind", "view", "source", "licence", "site", "url", "page_type"
    )
    return LabelledArticle(
        page,
        tuple((label, text) for label, text in paragraphs),
        separator,
        site or _host_of(url) or page,
        split,
        lang,
        kind or page_type,
        view,
        source,
        licence,
        is_read,
    )


def _is_insert(record: object) -> bool:
    """Tell whether a record is an advertiser or an interface string: what is put into articles."""
    if not isinstance(record, dict) or "page" in record:
        return False
    return "advertiser" in record or {"label", "text"} <= record.keys()


def split_of(record: Mapping[str, object]) -> str:
    """Return which split a record is of, "" where it does not say.

    Raises
    ------
    RecordError
        It says something else: to train on what was meant to be held out must not go unnoticed.
    """
    (split,) = string_fields(record, "split")
    if split not in ("", *SPLITS):
        raise RecordError(f'"split" must be one of {", ".join(SPLITS)}, not {split!r}')
    return split


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def string_fields(record: Mapping[str, object], *names: str) -> list[str]:
    """Return the values of some keys, "" for one that is missing.

    Raises
    ------
    RecordError
        One is no string.
    """
    values = ["" if record.get(name) is None else record[name] for name in names]
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, str):
            raise RecordError(f'"{name}" must be a string, not {value!r}')
    return cast("list[str]", values)
