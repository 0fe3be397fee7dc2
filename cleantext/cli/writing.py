"""Cleaned or annotated articles into files and standard output."""

import gzip
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

from cleantext.analysis import Analysis, Segment
from cleantext.cli.reading import Article, Record

SEGMENTS_FIELD: Final = "segments"


@contextmanager
def open_output(path: Path | None) -> Iterator[IO[bytes]]:
    """Open a file to write, or standard output where no path is given.

    A file appears under its name only when everything is written: until then
    it has a temporary one in the same folder, and on an error nothing is left.
    """
    if path is None:  # sys.stdout.buffer may be unbuffered, and then writes less than it is given
        with open(sys.stdout.fileno(), "wb", closefd=False) as stdout:
            yield stdout
        return
    if path.exists() and not path.is_file():  # a device or a pipe, which renaming would replace
        with path.open("wb") as device:
            yield device
        return
    target = path.resolve()
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {target.parent}; make it first")
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with ExitStack() as stack:
            stream: IO[bytes] = stack.enter_context(temporary.open("xb"))
            if target.suffix == ".gz":
                packed = gzip.GzipFile("", "wb", fileobj=stream, mtime=0)
                stream = cast("IO[bytes]", stack.enter_context(packed))
            yield stream
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


class Writer:
    """Writes articles one after the other in the form they were read in.

    Parameters
    ----------
    stream : binary file
    field : str
        Where a JSON object holds the article.
    annotate : bool
        Leave the article as it is and add the segments to its JSON object.
    """

    def __init__(self, stream: IO[bytes], *, field: str, annotate: bool) -> None:
        self._stream = stream
        self._field = field
        self._annotate = annotate
        self._last = b""

    def write(self, article: Article, analysis: Analysis) -> None:
        """Write one article."""
        if article.record is not None:
            content = self._line(article.record, analysis)
            is_apart = self._last.endswith(b"\n")
            gap = b"\n"
        else:
            content = analysis.clean_text.encode()
            is_apart = self._last.endswith((b"\n\n", b"\n\r\n"))
            gap = b"\n" if self._last.endswith(b"\n") else b"\n\n"
        if not content:
            return
        if self._last and not is_apart:
            self._stream.write(gap)
        self._stream.write(content)
        self._last = content[-3:]

    def _line(self, record: Record, analysis: Analysis) -> bytes:
        if self._annotate:
            fields = {**record.fields, SEGMENTS_FIELD: segments_as_json(analysis)}
        elif analysis.clean_text == analysis.text:
            return record.line
        else:
            fields = {**record.fields, self._field: analysis.clean_text}
        return _encode(fields) + record.line[len(record.line.rstrip(b"\r\n")) :]


def segments_as_json(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the segments as plain values, with reasons where they have some; six decimal places."""
    return [
        {
            "start": segment.start,
            "end": segment.end,
            "label": segment.label,
            "score": round(segment.score, 6),
            "is_removed": segment.is_removed,
        }
        | ({"reasons": _reasons_as_json(segment)} if segment.reasons else {})
        for segment in analysis.segments
    ]


def _reasons_as_json(segment: Segment) -> list[dict[str, object]]:
    return [{"what": reason.what, "weight": round(reason.weight, 6)} for reason in segment.reasons]


def _encode(fields: Mapping[str, object]) -> bytes:
    try:
        return json.dumps(fields, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can carry
        return json.dumps(fields).encode()
