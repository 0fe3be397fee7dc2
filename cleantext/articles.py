"""Check what callers pass as an article, or as several, and say what to do about what is neither.

Floor 0.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from io import IOBase
from pathlib import PurePath
from typing import Final

_ADVICE: Final[dict[type | tuple[type, ...], str]] = {
    (bytes, bytearray, memoryview): "decode it first, for example text.decode('utf-8')",
    PurePath: "read it first, for example path.read_text('utf-8')",
    type(None): "pass '' for an empty article, or leave it out",
    float: "if it stands for a missing text, pass '' or leave it out",
    Mapping: "pass the field that holds its text",
    Iterable: "use clean_many or analyze_many for several articles",
}
"""What to do about what is not a str, the first that fits."""


def checked_text(text: object, *, number: int | None = None) -> str:
    """Return an article that is a str; say what to do about anything else.

    Parameters
    ----------
    text : object
    number : int, optional
        Which of several articles it is, counted from 0.

    Returns
    -------
    str

    Raises
    ------
    TypeError
        `text` is not a str.
    """
    if isinstance(text, str):
        return text
    known = (advice for kind, advice in _ADVICE.items() if isinstance(text, kind))
    advice = next(known, "pass the article's text")
    where = "" if number is None else f"article {number}, counted from 0: "
    raise TypeError(f"{where}an article is a str, not {type(text).__name__}: {advice}")


def checked_articles(texts: object) -> Iterator[str]:
    """Return several articles, each checked when it is taken; refuse one that stands alone.

    Parameters
    ----------
    texts : object

    Returns
    -------
    iterator of str

    Raises
    ------
    TypeError
        `texts` is no iterable, a single str, a mapping or table, a set or a file; or, later, something
        among them is not a str.
    """
    if isinstance(texts, Mapping) or hasattr(texts, "columns"):
        raise TypeError(
            f"several articles are an iterable of articles, not a {type(texts).__name__}: "
            "pass the column of texts"
        )
    if isinstance(texts, Set):
        raise TypeError("several articles are an iterable in an order of its own, not a set: pass a list")
    if isinstance(texts, IOBase):
        raise TypeError(
            "several articles are an iterable of articles, not a file of lines: "
            "pass [file.read()] if it is one article, or the texts that its lines hold"
        )
    if isinstance(texts, Iterable) and not isinstance(texts, str | bytes):
        return (checked_text(text, number=number) for number, text in enumerate(texts))
    raise TypeError(
        f"several articles are an iterable of articles, not one {type(texts).__name__}; "
        "put the text of a single article in a list, or use clean or analyze for it"
    )
