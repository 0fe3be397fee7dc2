"""Articles out of text files, JSON lines and standard input, one at a time."""

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

from cleantext.errors import RecordError

STDIN: Final = Path("-")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of articles, or standard input.

    Attributes
    ----------
    path : Path
        `STDIN` for standard input.
    is_jsonl : bool
        One JSON object a line instead of one article of plain text.
    """

    path: Path
    is_jsonl: bool

    @property
    def name(self) -> str:
        """What messages call it."""
        return "standard input" if self.path == STDIN else str(self.path)


@dataclass(frozen=True, slots=True)
class Record:
    """A line of JSON: as it stood in the file, and what it says."""

    line: bytes
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read; `record` is None where it is a text file's."""

    text: str
    record: Record | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.text) + (len(self.record.line) if self.record else 0)


def is_jsonl_name(path: Path) -> bool:
    """Tell whether a file holds JSON lines by its name."""
    return path.name.endswith((".jsonl", ".jsonl.gz"))


def read_articles(
    sources: Iterable[Source], field: str, *, reserved: str | None = None
) -> Iterator[Article | None]:
    """Read every article of every source, and None at the end of each source.

    Parameters
    ----------
    sources : iterable of Source
    field : str
        Where a JSON object holds the article.
    reserved : str, optional
        A field that is going to be added: no object may have it.

    Yields
    ------
    Article or None

    Raises
    ------
    RecordError
        Something is not UTF-8, not JSON, lacks the field or has the reserved one;
        the message names file and line.
    """
    for source in sources:
        if source.is_jsonl:
            yield from _read_records(source, field, reserved)
        else:
            yield read_text(source)
        yield None


def read_text(source: Source) -> Article:
    """Read a whole file as one article, line breaks as they are.

    Raises
    ------
    RecordError
        It is not UTF-8.
    """
    with _open(source) as stream:
        content = stream.read()
    try:
        return Article(content.decode())
    except UnicodeDecodeError as error:
        raise _not_utf8(source, content.count(b"\n", 0, error.start) + 1, error) from error


def _read_records(source: Source, field: str, reserved: str | None) -> Iterator[Article]:
    with _open(source) as stream:
        for number, line in enumerate(stream, 1):
            if not line.isspace():
                fields = _parse(source, number, line)
                if reserved in fields:
                    raise RecordError(
                        f"{source.name}, line {number}: there is a field {reserved!r} already; "
                        "rename or drop it first"
                    )
                yield Article(_text_of(source, number, fields, field), Record(line, fields))


def _parse(source: Source, number: int, line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise _not_utf8(source, number, error) from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{source.name}, line {number}: not JSON: {error}") from error
    if isinstance(fields, dict):
        return fields
    raise RecordError(f"{source.name}, line {number}: not a JSON object but {_kind(fields)}")


def _text_of(source: Source, number: int, fields: dict[str, Any], field: str) -> str:
    if field not in fields:
        raise RecordError(
            f"{source.name}, line {number}: no field {field!r}; the fields are "
            f"{', '.join(map(repr, fields)) or 'none'}: name the article's with --field"
        )
    text = fields[field]
    if not isinstance(text, str):
        raise RecordError(
            f"{source.name}, line {number}: field {field!r} must be a string, not {_kind(text)}"
        )
    return text


@contextmanager
def _open(source: Source) -> Iterator[IO[bytes]]:
    """Open a source for reading bytes, unpacking what is named .gz."""
    if source.path == STDIN:
        yield sys.stdin.buffer
        return
    is_packed = source.path.suffix == ".gz"
    try:
        with gzip.open(source.path) if is_packed else source.path.open("rb") as stream:
            yield cast("IO[bytes]", stream)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RecordError(f"{source.name}: damaged gzip file: {error}") from error


def _not_utf8(source: Source, number: int, error: UnicodeDecodeError) -> RecordError:
    met = error.object[error.start]
    return RecordError(
        f"{source.name}, line {number}: not UTF-8 (byte 0x{met:02x}); convert it first, "
        "for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    )


def _kind(value: object) -> str:
    """Say what a JSON value is, in JSON's own words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
    return "an object"
