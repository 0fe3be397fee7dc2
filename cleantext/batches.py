"""Gather articles into batches that are scored at once.

Floor 0.
"""

from collections.abc import Iterable, Iterator
from typing import Final

BATCH_CHARACTERS: Final = 1 << 18
"""Characters scored at once: so few that most arrays stay in cache, so many that calls cost
little. Source: timed from 2**12 to 2**20."""


def in_batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield lists of articles of about `BATCH_CHARACTERS`, a line break after each counted.

    Parameters
    ----------
    texts : iterable of str
        An error that it raises is raised again behind the articles before it.

    Yields
    ------
    list of str
    """
    batch: list[str] = []
    size = 0
    failure: Exception | None = None
    try:
        for text in texts:
            batch.append(text)
            size += len(text) + 1
            if size >= BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except Exception as error:
        failure = error
    if batch:
        yield batch
    if failure:
        raise failure
