"""Gather articles into batches that are scored at once.

Floor 4: imports arguments.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cleantext.arguments import checked_text

BATCH_CHARACTERS: Final = 1 << 16
"""Characters scored at once: so few that the arrays stay in cache. Not tuned."""


def in_batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield lists of articles of about `BATCH_CHARACTERS`.

    Raises
    ------
    TypeError
        Something among them is not a str.
    """
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(checked_text(text))
        size += len(text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
