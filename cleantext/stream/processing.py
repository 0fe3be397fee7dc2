"""Articles cleaned or annotated for a run, and counted.

Floor 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from cleantext.analysis import Analysis, Segment, label_codes
from cleantext.batches import in_batches
from cleantext.cleaner import Cleaner
from cleantext.labels import LABELS
from cleantext.slicing import cut
from cleantext.stream.reading import Reject
from cleantext.tally import Tally

SEGMENTS_FIELD: Final = "segments"
"""Field, or column, that annotating adds."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a piece.

    Attributes
    ----------
    source : int
    content : bytes
        To be written, packed as the target is.
    tail : bytes
        Last three bytes of it before it was packed.
    tally : Tally
    rejects : tuple of Reject
    """

    source: int
    content: bytes
    tail: bytes
    tally: Tally
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Processor:
    """Cleans articles of records; a worker has one.

    Attributes
    ----------
    cleaner : Cleaner
    field : str
        Where a JSON object, or a table, holds the article.
    annotate : bool
        Leave articles as they are and add their segments.
    explain : bool
        With reasons.
    stops : bool
        Leave out what follows a record that cannot be read.
    """

    cleaner: Cleaner
    field: str
    annotate: bool
    explain: bool
    stops: bool

    def clean(self, texts: Sequence[str], tallies: Iterable[Tally]) -> list[str]:
        """Clean articles, and count what went from each in a tally, which others may share."""
        cleaned: list[str] = []
        tally_of_each = iter(tallies)
        for batch in in_batches(texts):
            rows, start, end, scores, is_removed, _ = self.cleaner.find_verdicts(batch)
            labels = label_codes(scores, is_removed)
            for text, row in zip(batch, rows, strict=True):
                after = cut(text, start[row], end[row], is_removed[row])
                gone = (LABELS[code] for code in labels[row][is_removed[row]].tolist())
                next(tally_of_each).add(text, after, len(start[row]), gone)
                cleaned.append(after)
        return cleaned

    def annotated(self, texts: Sequence[str], tally: Tally) -> list[list[dict[str, Any]]]:
        """Return the segments of articles as plain values, and count what would go."""
        found = []
        for analysis in self.cleaner.analyze_many(texts, explain=self.explain):
            tally.add_analysis(analysis)
            found.append(segments_as_json(analysis))
        return found


def segments_as_json(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the segments as plain values, with reasons where they have some; six decimal places.

    What the caller decided weighs more than any number: JSON has null for that.
    """
    return [
        {
            "start": segment.start,
            "end": segment.end,
            "label": segment.label,
            "score": round(segment.score, 6),
            "is_removed": segment.is_removed,
        }
        | ({"reasons": _reasons_as_json(segment)} if segment.reasons else {})
        for segment in analysis.segments
    ]


def _reasons_as_json(segment: Segment) -> list[dict[str, object]]:
    return [
        {"what": reason.what, "weight": round(reason.weight, 6) if isfinite(reason.weight) else None}
        for reason in segment.reasons
    ]
