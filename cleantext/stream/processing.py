"""Articles cleaned or annotated for a run, and counted.

Floor 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Generic, NamedTuple, TypeVar

from cleantext.analysis import Analysis, Segment, find_warnings, label_codes
from cleantext.batches import in_batches
from cleantext.cleaner import Cleaner
from cleantext.labels import LABELS
from cleantext.slicing import cut
from cleantext.stream.plan import Plan
from cleantext.stream.reading import Reject
from cleantext.tally import Tally

SEGMENTS_FIELD: Final = "segments"
"""Field, or column, that annotating adds."""


Result = TypeVar("Result")


class Outcome(NamedTuple, Generic[Result]):
    """What came of an article: its text after cleaning, or its segments as plain values.

    Attributes
    ----------
    result : str or list of dict
    warnings : tuple of str
        Why a person should look.
    """

    result: Result
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """An article of which so much goes that a person should look.

    Attributes
    ----------
    source : int
    line : int
        Or row; 0 where the source is the article.
    warning : str
    """

    source: int
    line: int
    warning: str

    def describe(self, plan: Plan) -> str:
        """Name the source, the line or row, and the reason."""
        return f"{plan.sources[self.source].where(self.line)}: {self.warning}"


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
    warned : tuple of Warned
    """

    source: int
    content: bytes
    tail: bytes
    tally: Tally
    rejects: tuple[Reject, ...] = ()
    warned: tuple[Warned, ...] = ()


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

    def clean(self, texts: Sequence[str], tallies: Iterable[Tally]) -> list[Outcome[str]]:
        """Clean articles, and count what went from each in a tally, which others may share."""
        cleaned: list[Outcome[str]] = []
        tally_of_each = iter(tallies)
        for batch in in_batches(texts):
            rows, start, end, scores, is_removed, _ = self.cleaner.find_verdicts(batch)
            labels = label_codes(scores, is_removed)
            for text, row in zip(batch, rows, strict=True):
                after = cut(text, start[row], end[row], is_removed[row])
                gone = (LABELS[code] for code in labels[row][is_removed[row]].tolist())
                warnings = find_warnings(start[row], end[row], scores[row], is_removed[row])
                next(tally_of_each).add(text, after, len(start[row]), gone, is_warned=bool(warnings))
                cleaned.append(Outcome(after, warnings))
        return cleaned

    def annotated(self, texts: Sequence[str], tally: Tally) -> list[Outcome[list[dict[str, Any]]]]:
        """Return the segments of articles, and count what would go."""
        found: list[Outcome[list[dict[str, Any]]]] = []
        for analysis in self.cleaner.analyze_many(texts, explain=self.explain):
            tally.add_analysis(analysis)
            found.append(Outcome(segments_as_json(analysis), analysis.warnings))
        return found


def name_warned(source: int, lines: Iterable[int], found: Iterable[Outcome[Any]]) -> tuple[Warned, ...]:
    """Return where in a source the articles stand that a person should look at, and why."""
    every = zip(lines, found, strict=True)
    return tuple(Warned(source, line, "; ".join(each.warnings)) for line, each in every if each.warnings)


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
