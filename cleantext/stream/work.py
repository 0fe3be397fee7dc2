"""What a worker does with a batch.

Floor 5: imports tally and stream.judging, reading, lines and parquet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cleantext.stream.judging import Judge, Written
from cleantext.stream.lines import write_lines, write_texts
from cleantext.stream.reading import Batch, Piece
from cleantext.tally import Tally


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a batch: of each piece, and of all together.

    Attributes
    ----------
    batch : Batch
        Without its pieces, which nobody needs any more.
    n_bytes : int
        How large it was, unpacked.
    pieces : tuple of Written
    tally : Tally
    """

    batch: Batch
    n_bytes: int
    pieces: tuple[Written, ...]
    tally: Tally


def judge_batch(judge: Judge, batch: Batch) -> Judged:
    """Clean what is in a batch, and write it in the form it came in.

    Parameters
    ----------
    judge : Judge
    batch : Batch

    Returns
    -------
    Judged
    """
    tally = Tally()
    written = _write(judge, batch.pieces, tally)
    n_bytes = sum(len(piece.content) for piece in batch.pieces)
    return Judged(replace(batch, pieces=()), n_bytes, tuple(written), tally)


def _write(judge: Judge, pieces: Sequence[Piece], tally: Tally) -> list[Written]:
    match pieces[0].form:
        case "text":
            return write_texts(judge, pieces, tally)
        case "jsonl":
            return [write_lines(judge, piece, tally) for piece in pieces]
    from cleantext.stream.parquet import write_rows

    return [write_rows(judge, piece, tally) for piece in pieces]
