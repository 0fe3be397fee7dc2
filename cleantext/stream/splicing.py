"""JSON objects with one field changed or added; everything else stays to the letter.

Floor 5.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

BLANK: Final = re.compile(r"[ \t\r\n]*")
DECODER: Final = json.JSONDecoder(parse_int=float)
"""Whole numbers may have any length: int has a limit."""


def replace_field(line: bytes, name: str, text: str) -> bytes:
    """Write another string into a field of a JSON object.

    Parameters
    ----------
    line : bytes
        An object as `json.loads` reads it, with a string in that field.
    name : str
        Where the object has it several times, the last counts, as for `json.loads`.
    text : str

    Returns
    -------
    bytes

    Examples
    --------
    >>> replace_field(b'{"n": 1.50, "text" : "A ferry.", "n": 2}', "text", "A goat.")
    b'{"n": 1.50, "text" : "A goat.", "n": 2}'
    """
    whole = line.decode()
    start, end = [span for key, *span in _members(whole) if key == name][-1]
    return (whole[:start] + _as_json(text, is_ascii=whole[start:end].isascii()) + whole[end:]).encode()


def add_field(line: bytes, name: str, value: object) -> bytes:
    """Write a further field behind the last of a JSON object that has some.

    Parameters
    ----------
    line : bytes
    name : str
    value : object

    Returns
    -------
    bytes

    Examples
    --------
    >>> add_field(b'{"n": 1.50}', "text", "A ferry.")
    b'{"n": 1.50, "text": "A ferry."}'
    """
    whole = line.decode()
    last = len(whole[: whole.rindex("}")].rstrip())
    return f"{whole[:last]}, {_as_json(name)}: {_as_json(value)}{whole[last:]}".encode()


def _members(whole: str) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each field, and where its value starts and ends."""
    at = whole.index("{") + 1
    while whole[at - 1] != "}":
        name, at = DECODER.raw_decode(whole, _after_blank(whole, at))
        start = _after_blank(whole, _after_blank(whole, at) + 1)
        _, end = DECODER.raw_decode(whole, start)
        yield name, start, end
        at = _after_blank(whole, end) + 1


def _after_blank(whole: str, at: int) -> int:
    found = BLANK.match(whole, at)
    return found.end() if found else at


def _as_json(value: object, *, is_ascii: bool = False) -> str:
    """Write a value with letters as they are, unless they were escaped or only an escape can carry them."""
    written = json.dumps(value, ensure_ascii=is_ascii)
    try:
        written.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return json.dumps(value)
    return written
