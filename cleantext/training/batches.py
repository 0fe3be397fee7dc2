"""Cut long lists of articles into batches.

Floor 5.
"""

from collections.abc import Iterator, Sequence
from typing import Final

BATCH_CHARACTERS: Final = 1 << 18


def batches(texts: Sequence[str], n_characters: int = BATCH_CHARACTERS) -> Iterator[Sequence[str]]:
    """Cut a sequence of articles into batches of about so many characters."""
    start, size = 0, 0
    for index, text in enumerate(texts):
        if size and size + len(text) > n_characters:
            yield texts[start:index]
            start, size = index, 0
        size += len(text)
    if start < len(texts):
        yield texts[start:]
