"""What cannot be an article: bytes that are not UTF-8, and JSON.

Floor 5.
"""

import json


def is_json(text: str) -> bool:
    """Tell whether a text is JSON objects alone, or an array of them."""
    head = text.lstrip()
    if not head.startswith(("{", "[")):
        return False
    try:
        value, end = json.JSONDecoder().raw_decode(head)
    except (ValueError, RecursionError):
        return False
    rest = head[end:].lstrip()
    is_records = isinstance(value, dict) or (bool(value) and all(isinstance(each, dict) for each in value))
    return is_records and (not rest or rest.startswith("{"))


def not_utf8(error: UnicodeDecodeError) -> str:
    """Say what is not UTF-8, and what to do."""
    met = error.object[error.start]
    return (
        f"not UTF-8 (byte 0x{met:02x}); convert it first, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    )
