"""What a worker does with a batch.

Floor 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleantext.stream.lines import write_lines, write_texts
from cleantext.stream.processing import Processor, Written
from cleantext.stream.reading import Batch, Piece


@dataclass(frozen=True, slots=True)
class CleanedBatch:
    """What came of a batch.

    Attributes
    ----------
    batch : Batch
        Without its pieces, which nobody needs any more.
    n_bytes : int
        How large it was, unpacked.
    pieces : tuple of Written
    """

    batch: Batch
    n_bytes: int
    pieces: tuple[Written, ...]


def clean_batch(processor: Processor, batch: Batch) -> CleanedBatch:
    """Clean what is in a batch, and write it in the form it came in.

    Parameters
    ----------
    processor : Processor
    batch : Batch

    Returns
    -------
    CleanedBatch
    """
    written = _write(processor, batch.pieces) if batch.pieces else []
    n_bytes = sum(len(piece.content) for piece in batch.pieces)
    return CleanedBatch(replace(batch, pieces=()), n_bytes, tuple(written))


def _write(processor: Processor, pieces: Sequence[Piece]) -> list[Written]:
    match pieces[0].form:
        case "text":
            return write_texts(processor, pieces)
        case "jsonl":
            return [write_lines(processor, piece) for piece in pieces]
    from cleantext.stream.parquet import write_rows

    return [write_rows(processor, piece) for piece in pieces]
