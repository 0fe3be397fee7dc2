"""The articles that a run will clean, read beforehand.

Floor 5.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cleantext.cleaner import Cleaner
from cleantext.errors import RecordError
from cleantext.stream.plan import Plan
from cleantext.stream.processing import Outcome, Processor
from cleantext.stream.progress import PACE
from cleantext.stream.reading import Position, read_batches
from cleantext.stream.work import clean_batch
from cleantext.tally import Tally


@dataclass(frozen=True)
class _Listener(Processor):
    """Leaves articles as they are and remembers them."""

    heard: list[str] = field(default_factory=list)

    def clean(self, texts: Sequence[str], tallies: Iterable[Tally]) -> list[Outcome[str]]:  # noqa: ARG002
        self.heard.extend(texts)
        return [Outcome(text, ()) for text in texts]


def read_texts(plan: Plan, cleaner: Cleaner, name: str) -> Iterator[str]:
    """Read the articles of a run; records that the run will reject are passed over.

    Parameters
    ----------
    plan : Plan
    cleaner : Cleaner
        What the run will clean with.
    name : str
        Field of a JSON object, or column of a table, that holds the article.

    Yields
    ------
    str

    Raises
    ------
    RecordError
        A file is damaged, or a record is and the run has nowhere to put it.
    """
    for batch in read_batches(plan, Position(), PACE.batch):
        listener = _Listener(cleaner, name, annotate=False, explain=False, stops=False)
        unpacked = tuple(replace(piece, suffix="") for piece in batch.pieces)
        cleaned = clean_batch(listener, replace(batch, pieces=unpacked))
        for reject in (each for written in cleaned.pieces for each in written.rejects):
            if plan.rejects_path is None:
                raise RecordError(reject.describe(plan))
        yield from listener.heard
