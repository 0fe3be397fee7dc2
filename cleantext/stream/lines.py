"""Texts and JSON lines: what a worker makes of them.

Floor 5.
"""

import json
from codecs import BOM_UTF8
from collections.abc import Sequence
from io import BytesIO
from itertools import repeat
from typing import Any

from cleantext.stream.packing import pack
from cleantext.stream.processing import (
    SEGMENTS_FIELD,
    Outcome,
    Processor,
    Written,
    name_warned,
)
from cleantext.stream.reading import Piece, Reject, UnreadableError, decode_text
from cleantext.stream.splicing import add_field, replace_field
from cleantext.stream.unfit import not_utf8
from cleantext.tally import Tally


def write_texts(processor: Processor, pieces: Sequence[Piece]) -> list[Written]:
    """Clean texts that are files of their own.

    Parameters
    ----------
    processor : Processor
    pieces : sequence of Piece

    Returns
    -------
    list of Written
        For each piece one.
    """
    texts: list[str | Reject] = []
    for piece in pieces:
        try:
            texts.append(decode_text(piece.content))
        except UnreadableError as error:
            texts.append(error.reject(piece.source))
            if processor.stops:
                break
    sound = [text for text in texts if isinstance(text, str)]
    tallies = [Tally() for _ in sound]
    cleaned = zip(processor.clean(sound, tallies), tallies, strict=True)
    written = []
    for piece, text in zip(pieces, texts, strict=False):
        if isinstance(text, Reject):
            written.append(Written(piece.source, b"", b"", Tally(), (text,)))
        else:
            outcome, tally = next(cleaned)
            content = outcome.result.encode()
            packed, warned = pack(content, piece.suffix), name_warned(piece.source, [0], [outcome])
            written.append(Written(piece.source, packed, content[-3:], tally, warned=warned))
    return written


def write_lines(processor: Processor, piece: Piece) -> Written:
    """Clean JSON lines; all but the article, or what annotating adds, stays to the letter.

    Parameters
    ----------
    processor : Processor
    piece : Piece

    Returns
    -------
    Written
    """
    lines: list[bytes] = []
    numbers: list[int] = []
    records: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    for number, read in enumerate(BytesIO(piece.content), piece.n_before + 1):
        line = read.removeprefix(BOM_UTF8) if number == 1 else read
        if not line.strip():
            continue
        try:
            records.append(_parse(processor, line, number))
        except UnreadableError as error:
            rejects.append(error.reject(piece.source, line))
            if processor.stops:
                break
        else:
            lines.append(line)
            numbers.append(number)
    texts = [record[processor.field] for record in records]
    tally = Tally()
    found: Sequence[Outcome[Any]]
    if processor.annotate:
        found = processor.annotated(texts, tally)
        for index, (segments, _) in enumerate(found):
            lines[index] = add_field(lines[index], SEGMENTS_FIELD, segments)
    else:
        found = processor.clean(texts, repeat(tally))
        for index, (after, _) in enumerate(found):
            if after != texts[index]:
                lines[index] = replace_field(lines[index], processor.field, after)
    content = b"".join(lines)
    packed, warned = pack(content, piece.suffix), name_warned(piece.source, numbers, found)
    return Written(piece.source, packed, content[-3:], tally, tuple(rejects), warned)


def _parse(processor: Processor, line: bytes, number: int) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode(), parse_int=float)  # of any length: int has a limit
    except UnicodeDecodeError as error:
        raise UnreadableError(not_utf8(error), number) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}", number) from error
    if not isinstance(fields, dict):
        raise UnreadableError(f"not a JSON object but {_kind(fields)}", number)
    if processor.annotate and SEGMENTS_FIELD in fields:
        raise UnreadableError(
            f"there is a field {SEGMENTS_FIELD!r} already; rename or drop it first",
            number,
            has_other_fields=True,
        )
    if processor.field not in fields:
        raise UnreadableError(
            f"no field {processor.field!r}; the fields are {', '.join(map(repr, fields)) or 'none'}: "
            "name the article's with --field",
            number,
            has_other_fields=True,
        )
    if not isinstance(fields[processor.field], str):
        raise UnreadableError(
            f"field {processor.field!r} must be a string, not {_kind(fields[processor.field])}", number
        )
    return fields


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
