"""Functions that clean with the model that ships with cleantext, in balanced mode.

Floor 4.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from cleantext.analysis import Analysis
from cleantext.cleaner import Cleaner


def clean(text: str) -> str:
    """Return an article without what does not belong to it.

    Uses the model that ships with cleantext in balanced mode; see `Cleaner`
    for other models, modes and options.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Raises
    ------
    TypeError
        `text` is not a str.
    """
    return default_cleaner().clean(text)


def analyze(text: str, *, explain: bool = False) -> Analysis:
    """Analyze an article as `Cleaner.analyze` does, with the default model and mode.

    Examples
    --------
    >>> analyze("").segments
    ()
    """
    return default_cleaner().analyze(text, explain=explain)


def clean_many(texts: Iterable[str], *, jobs: int = 1) -> Iterator[str]:
    """Clean articles as `Cleaner.clean_many` does, with the default model and mode."""
    return default_cleaner().clean_many(texts, jobs=jobs)


def analyze_many(texts: Iterable[str], *, jobs: int = 1, explain: bool = False) -> Iterator[Analysis]:
    """Analyze articles as `Cleaner.analyze_many` does, with the default model and mode."""
    return default_cleaner().analyze_many(texts, jobs=jobs, explain=explain)


@cache
def default_cleaner() -> Cleaner:
    """Return the cleaner with the model that ships with cleantext, read once."""
    return Cleaner()
