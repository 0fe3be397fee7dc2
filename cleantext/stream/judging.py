"""Articles cleaned or annotated for a run, and counted.

Floor 5: imports analysis, batches, cleaner, slicing, tally and stream.plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from cleantext.analysis import Analysis, Segment
from cleantext.batches import in_batches
from cleantext.cleaner import Cleaner
from cleantext.labels import LABELS
from cleantext.slicing import cut
from cleantext.stream.plan import Plan
from cleantext.tally import Tally

SEGMENTS_FIELD: Final = "segments"
"""Field, or column, that annotating adds."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: line (or row) of its source, and why."""

    source: int
    line: int
    reason: str

    def describe(self, plan: Plan) -> str:
        """Name the source, the line or row, and the reason."""
        source = plan.sources[self.source]
        return f"{source.name}, {source.unit} {self.line}: {self.reason}"


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
    n_articles : int
    rejects : tuple of Reject
    """

    source: int
    content: bytes
    tail: bytes
    n_articles: int
    rejects: tuple[Reject, ...]


@dataclass(frozen=True)
class Judge:
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

    def clean(self, texts: Sequence[str], tally: Tally) -> list[str]:
        """Clean articles and count what went."""
        cleaned: list[str] = []
        for batch in in_batches(texts):
            rows, start, end, scores, is_removed = self.cleaner.judge_batch(batch)
            after = [
                cut(text, start[row], end[row], is_removed[row])
                for text, row in zip(batch, rows, strict=True)
            ]
            gone = np.bincount(scores[is_removed, 1:].argmax(axis=1) + 1, minlength=len(LABELS)).tolist()
            tally.n_articles += len(batch)
            tally.n_paragraphs += len(start)
            tally.n_characters += sum(map(len, batch))
            tally.n_removed_characters += sum(map(len, batch)) - sum(map(len, after))
            tally.removed.update({label: n for label, n in zip(LABELS, gone, strict=True) if n})
            cleaned += after
        return cleaned

    def annotated(self, texts: Sequence[str], tally: Tally) -> list[list[dict[str, Any]]]:
        """Return the segments of articles as plain values, and count what would go."""
        found = []
        for analysis in self.cleaner.analyze_many(texts, explain=self.explain):
            tally.add(analysis)
            found.append(segments_as_json(analysis))
        return found


def segments_as_json(analysis: Analysis) -> list[dict[str, Any]]:
    """Return the segments as plain values, with reasons where they have some; six decimal places."""
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
    return [{"what": reason.what, "weight": round(reason.weight, 6)} for reason in segment.reasons]
