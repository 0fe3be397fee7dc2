"""Pieces of files for the workers: whole texts, runs of lines, rows of a table.

Floor 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

from cleantext.errors import RecordError
from cleantext.stream.packing import DamageError, open_source
from cleantext.stream.plan import Plan
from cleantext.stream.sources import STANDARD, Form, Source
from cleantext.stream.unfit import is_html, is_json, not_utf8

STEP: Final = 1 << 16
"""Bytes read at once."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a run has read.

    Attributes
    ----------
    source : int
        Index of the source that is being read; the number of sources at the end.
    n_records : int
        Lines, or rows, read of it.
    offset : int
        Bytes of it read, unpacked.
    """

    source: int = 0
    n_records: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a source that is cleaned at once.

    Attributes
    ----------
    source : int
    form : {"text", "jsonl", "parquet"}
    suffix : str
        Last suffix of the target, which says how it is packed.
    n_before : int
        Lines, or rows, of the source that come before.
    content : bytes
        A text, lines, or one record batch as an Arrow stream.
    """

    source: int
    form: Form
    suffix: str
    n_before: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be read: line (or row) of its source, and why.

    Attributes
    ----------
    source : int
    line : int
    reason : str
    has_other_fields : bool
        The article was looked for where records of this file have none.
    record : str
        The line itself, where it is one of JSON lines; what is not UTF-8 in it is escaped.
    """

    source: int
    line: int
    reason: str
    has_other_fields: bool = False
    record: str = ""

    def describe(self, plan: Plan) -> str:
        """Name the source, the line or row, and the reason."""
        return f"{plan.sources[self.source].where(self.line)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Batch:
    """Pieces that one worker cleans, and how far the run is with them.

    Attributes
    ----------
    pieces : tuple of Piece
    end : Position
    n_read : int
        Bytes of all files read up to there, packed as they are.
    damage : Reject or None
        Why the source before `end` cannot be read on from a line; then there are no pieces.
    """

    pieces: tuple[Piece, ...]
    end: Position
    n_read: int
    damage: Reject | None = None


def read_batches(plan: Plan, start: Position, n_bytes: int) -> Iterator[Batch]:
    """Read the sources of a run from a position on.

    Parameters
    ----------
    plan : Plan
    start : Position
    n_bytes : int
        About how large a batch is; small texts are gathered.

    Yields
    ------
    Batch

    Raises
    ------
    DamageError
        A file is damaged, and the run does not outlive that; what came before was
        yielded.
    OSError
        Likewise, one cannot be read.
    """
    gathered: list[Piece] = []
    size = n_read = 0
    for index, source in enumerate(plan.sources):
        if index >= start.source:
            begin = start if index == start.source else Position(index)
            for part, end, n_of_source in _read_or_reject(plan, begin, n_bytes):
                if isinstance(part, Piece) and part.form == "text":
                    gathered.append(part)
                    size += len(part.content)
                    if size < n_bytes:
                        continue
                if gathered:
                    yield Batch(tuple(gathered), Position(gathered[-1].source + 1), n_read)
                    gathered, size = [], 0
                if isinstance(part, Reject):
                    yield Batch((), end, n_read + n_of_source, part)
                elif part.form != "text":
                    yield Batch((part,), end, n_read + n_of_source)
        n_read += size_of(source)
    if gathered:
        yield Batch(tuple(gathered), Position(len(plan.sources)), n_read)


def read_text(path: Path) -> str:
    """Read a whole file as one article, line breaks as they are.

    Parameters
    ----------
    path : Path
        `STANDARD` for standard input; unpacked where the name says so.

    Raises
    ------
    RecordError
        It is not UTF-8, or JSON; the message names file and line.
    """
    source = Source(path, "text", path.name)
    with open_source(source) as (stream, _):
        content = stream.read()
    try:
        return decode_text(content)
    except UnreadableError as error:
        raise RecordError(f"{source.name}, line {error.line}: {error}") from error


class UnreadableError(ValueError):
    """Why a record cannot be read, and on which line or row of its source; see `Reject`."""

    def __init__(self, reason: str, line: int, *, has_other_fields: bool = False) -> None:
        super().__init__(reason)
        self.line = line
        self.has_other_fields = has_other_fields

    def reject(self, source: int, record: bytes = b"") -> Reject:
        """Return what is noted of it."""
        said = record.decode(errors="backslashreplace").rstrip("\r\n")
        return Reject(source, self.line, str(self), self.has_other_fields, said)


def decode_text(content: bytes) -> str:
    """Decode an article that is a file of its own.

    Raises
    ------
    UnreadableError
        It is not UTF-8, or JSON: then what would be cut are whole records.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(not_utf8(error), content.count(b"\n", 0, error.start) + 1) from error
    if is_html(text):
        raise UnreadableError("HTML instead of text; extract the text first", 1)
    if is_json(text):
        raise UnreadableError(
            "JSON instead of an article; of JSON lines, name the file .jsonl or say --jsonl", 1
        )
    return text


def size_of(source: Source) -> int:
    """Return the bytes of a file as it is; 0 for standard input, pipes and devices."""
    return source.path.stat().st_size if source.path != STANDARD and source.path.is_file() else 0


def _read_or_reject(
    plan: Plan, begin: Position, n_bytes: int
) -> Iterator[tuple[Piece | Reject, Position, int]]:
    """Yield what `_read_source` does, and where it ends in damage that the run outlives, the damage."""
    end = begin
    try:
        for piece, end, n_read in _read_source(plan, begin, n_bytes):
            yield piece, end, n_read
    except (DamageError, OSError) as error:
        if not plan.outlives_damage:
            raise
        reason = error.reason if isinstance(error, DamageError) else error.strerror or str(error)
        damage = Reject(begin.source, end.n_records + 1, reason)
        yield damage, Position(begin.source + 1), size_of(plan.sources[begin.source])


def _read_source(plan: Plan, begin: Position, n_bytes: int) -> Iterator[tuple[Piece, Position, int]]:
    """Yield pieces of one source, where each ends, and how many packed bytes were read."""
    source, suffix = plan.sources[begin.source], plan.target_of(begin.source).suffix
    if source.form == "parquet":
        from cleantext.stream.tables import read_rows

        for n_before, n_rows, content, n_read in read_rows(source.path, begin.n_records, n_bytes):
            end = Position(begin.source, n_before + n_rows) if n_rows else Position(begin.source + 1)
            yield Piece(begin.source, "parquet", suffix, n_before, content), end, n_read
        return
    with open_source(source) as (stream, packed):
        if source.form == "text":
            yield Piece(begin.source, "text", suffix, 0, stream.read()), Position(begin.source + 1), 0
            return
        if begin.offset:
            stream.seek(begin.offset)
        here = begin
        for content in _read_lines(stream, n_bytes, source.path == STANDARD, is_begun=begin.offset > 0):
            piece = Piece(begin.source, "jsonl", suffix, here.n_records, content)
            n_lines = content.count(b"\n")
            here = (
                Position(begin.source, here.n_records + n_lines, here.offset + len(content))
                if content
                else Position(begin.source + 1)
            )
            yield piece, here, packed.tell() if packed.seekable() else 0


def _read_lines(stream: IO[bytes], n_bytes: int, is_eager: bool, *, is_begun: bool) -> Iterator[bytes]:
    """Yield whole lines, about so many bytes at once; of an empty source, that it is empty."""
    while True:
        content, damage = _read_some(stream, n_bytes, is_eager)
        if content or not (is_begun or damage):
            yield content
        if damage:
            raise damage
        if not content:
            return
        is_begun = True


def _read_some(stream: IO[bytes], n_bytes: int, is_eager: bool) -> tuple[bytes, Exception | None]:
    """Read whole lines, and what went wrong after them; eagerly, those that are there already."""
    parts: list[bytes] = []
    size = 0
    try:
        while size < n_bytes:
            part = cast("Any", stream).read1(min(STEP, n_bytes))  # read would lose what it has before damage
            parts.append(part)
            size += len(part)
            if not part or is_eager:
                break
        if not parts[-1].endswith(b"\n"):  # else the next line may be long in coming
            parts.append(stream.readline())
    except Exception as error:
        return b"".join(parts)[: b"".join(parts).rfind(b"\n") + 1], error
    return b"".join(parts), None
