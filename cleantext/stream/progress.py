"""How much a run does at once, and what it tells of itself.

Floor 5.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cleantext.tally import Tally


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is done at once, in bytes that are read.

    Attributes
    ----------
    batch, checkpoint : int
        What a worker gets at once; what is redone at most after an interruption.
    """

    batch: int
    checkpoint: int


PACE: Final = Pace(1 << 19, 1 << 22)
"""A batch is large beside the cost of passing it on, small beside the model. Not tuned."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes
    ----------
    n_articles, n_rejected : int
    n_read, n_total : int
        Bytes of the files, packed as they are; `n_total` is 0 where it is not known.
    """

    n_articles: int
    n_rejected: int
    n_read: int
    n_total: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, with what an interrupted run before it did.

    Attributes
    ----------
    tally : Tally
    n_rejected : int
    rejects_path : Path or None
        Where they are; None if there are none.
    damage : tuple of str
        Which sources are damaged, and what became of them.
    """

    tally: Tally
    n_rejected: int
    rejects_path: Path | None
    damage: tuple[str, ...]
