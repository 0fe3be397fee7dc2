"""What cannot be an article: bytes that are not UTF-8, JSON, and HTML.

Floor 5.
"""

import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

_UTF_16: Final = "UTF-16, not UTF-8; convert it first, for example with `iconv -f UTF-16 -t UTF-8`"
_SIGNATURES: Final = {
    BOM_UTF16_LE: _UTF_16,
    BOM_UTF16_BE: _UTF_16,
    b"\x1f\x8b": "gzip, not UTF-8; name the file .gz, or unpack it first with `gzip -dc`",
    b"\x28\xb5\x2f\xfd": "zstd, not UTF-8; name the file .zst, or unpack it first with `zstd -dc`",
    b"BZh": "bzip2, not UTF-8; unpack it first with `bzip2 -dc`",
    b"\xfd7zXZ": "xz, not UTF-8; unpack it first with `xz -dc`",
    b"PK\x03\x04": "a zip archive, not UTF-8; unpack it first",
}
"""What else than UTF-8 begins with such bytes."""


def is_json(text: str) -> bool:
    """Tell whether a text is JSON objects alone, or an array of them."""
    head = text.removeprefix("\ufeff").lstrip()
    if not head.startswith(("{", "[")):
        return False
    try:
        value, end = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        return False
    rest = head[end:].lstrip()
    is_records = isinstance(value, dict) or (bool(value) and all(isinstance(each, dict) for each in value))
    return is_records and (not rest or rest.startswith("{"))


def is_html(text: str) -> bool:
    """Tell whether a text is the source of a web page."""
    return text.removeprefix("\ufeff").lstrip()[:15].lower().startswith(("<!doctype html", "<html"))


def not_utf8(error: UnicodeDecodeError) -> str:
    """Say what is not UTF-8, and what to do."""
    for signature, what in _SIGNATURES.items():
        if error.object.startswith(signature):
            return what
    met = error.object[error.start]
    return (
        f"not UTF-8 (byte 0x{met:02x}); convert it first, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    )
