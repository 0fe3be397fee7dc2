"""Check what callers pass as an article, or as several, and say what to do about what is neither.

Floor 0.
"""

from collections.abc import Iterable, Iterator, Mapping


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
    advice = {
        bytes: "decode it first, for example text.decode('utf-8')",
        bytearray: "decode it first, for example text.decode('utf-8')",
        type(None): "pass '' for an empty article, or leave it out",
        float: "if it stands for a missing text, pass '' or leave it out",
        list: "use clean_many or analyze_many for several articles",
        tuple: "use clean_many or analyze_many for several articles",
    }.get(type(text), "pass the article's text")
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
        `texts` is no iterable, a single str or a mapping; or, later, something among them is not a str.
    """
    if isinstance(texts, Mapping):
        raise TypeError(
            "several articles are an iterable of articles, not a mapping: pass the column of texts"
        )
    if isinstance(texts, Iterable) and not isinstance(texts, str | bytes):
        return (checked_text(text, number=number) for number, text in enumerate(texts))
    raise TypeError(
        f"several articles are an iterable of articles, not one {type(texts).__name__}; "
        "put a single article in a list, or use clean or analyze for it"
    )
