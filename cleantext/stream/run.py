"""One run through all sources: what is read, cleaned, written and noted, and in which order.

Floor 5: imports workers, tally, errors and the rest of stream but files.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from cleantext.errors import RecordError, ResumeError
from cleantext.stream.checkpoint import Checkpoint, Notebook
from cleantext.stream.judging import Judge, Reject, Written
from cleantext.stream.output import FileOutput, Output, is_whole, open_output
from cleantext.stream.packing import pack
from cleantext.stream.plan import Form, Plan, remove_parts
from cleantext.stream.reading import Position, read_batches, size_of
from cleantext.stream.work import Judged, judge_batch
from cleantext.tally import Tally
from cleantext.workers import map_in_order

MOST_REJECTED_AT_FIRST: Final = 100
"""Rejects without one article between, from the first record on, after which a run ends:
the field has another name, or the files are of another kind. Not tuned."""


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
    """

    tally: Tally
    n_rejected: int
    rejects_path: Path | None


class Run:
    """A run, begun anew or continued.

    Parameters
    ----------
    plan : Plan
    notebook : Notebook or None
        None where the run cannot be continued.
    checkpoint : Checkpoint or None
        Where to go on.
    on_progress : callable or None

    Raises
    ------
    ResumeError
        What was written before is not there any more.
    """

    def __init__(
        self,
        plan: Plan,
        notebook: Notebook | None,
        checkpoint: Checkpoint | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._plan = plan
        self._notebook = notebook
        self._noted = self._now = checkpoint or Checkpoint()
        self._on_progress = on_progress
        self._n_total = sum(map(size_of, plan.sources))
        self._output: Output | None = None
        self._rejects: FileOutput | None = None
        self._last_reason = ""

    def go(self, judge: Judge, *, jobs: int, pace: Pace) -> Summary:
        """Clean what is left to be cleaned.

        Parameters
        ----------
        judge : Judge
        jobs : int
        pace : Pace

        Returns
        -------
        Summary
        """
        try:
            self._open()
            n_bytes = 0
            batches = read_batches(self._plan, self._now.position, pace.batch)
            for judged in map_in_order(partial(judge_batch, judge), batches, jobs=jobs):
                self._write(judged)
                n_bytes += judged.n_bytes
                if n_bytes >= pace.checkpoint:
                    self._note()
                    n_bytes = 0
            return self._end()
        except BaseException:
            self._fall_back()
            raise

    def _open(self) -> None:
        """Open what was being written, if it was not put under its name already."""
        plan, noted = self._plan, self._noted
        is_over = noted.position.source == len(plan.sources)
        if plan.rejects_path:
            is_there = FileOutput.is_whole(plan.rejects_path, noted.rejects_mark)
            if not (is_there or (is_over and plan.rejects_path.exists())):
                raise self._missing(plan.rejects_path)
            self._rejects = FileOutput(plan.rejects_path, noted.rejects_mark) if is_there else None
        if noted.place >= 0:
            if is_whole(plan, noted.place, noted.mark):
                self._output = open_output(plan, noted.place, noted.mark)
            elif noted.position.source in plan.sources_of(noted.place) or not self._target.exists():
                raise self._missing(self._target)
            else:
                remove_parts(self._target)
        elif self._notebook:
            self._notebook.write(noted)

    def _missing(self, path: Path) -> ResumeError:
        return ResumeError(
            f"{path}: what the interrupted run wrote is not there any more; "
            f"delete {self._plan.resume_path} to begin anew"
        )

    @property
    def _target(self) -> Path:
        return self._plan.target_of(self._now.place)

    def _is_written(self, source: int) -> bool:
        """Tell whether a source goes into the target that is being written."""
        return self._now.place >= 0 and source in self._plan.sources_of(self._now.place)

    def _write(self, judged: Judged) -> None:
        """Write what came of a batch, and count it."""
        for written in judged.pieces:
            if not self._is_written(written.source):
                self._finish_output(Position(written.source))
                self._output = open_output(self._plan, written.source)
                self._now = replace(
                    self._now, place=written.source, mark=0, tail=b"", n_here=0, n_rejected_here=0
                )
            self._add(written)
            for reject in written.rejects:
                self._reject(reject)
        self._now = replace(self._now, position=judged.batch.end, tally=self._now.tally + judged.tally)
        if self._on_progress:
            now = self._now
            self._on_progress(
                Progress(now.tally.n_articles, now.n_rejected, judged.batch.n_read, self._n_total)
            )

    def _add(self, written: Written) -> None:
        if self._output is None:
            return
        tail = self._now.tail
        if written.tail:
            gap = _gap_after(tail, self._plan.sources[written.source].form)
            if gap:
                self._output.add(pack(gap, self._target.suffix))
            tail = (tail + gap + written.tail)[-3:]
        self._output.add(written.content)
        self._now = replace(self._now, tail=tail, n_here=self._now.n_here + written.n_articles)

    def _reject(self, reject: Reject) -> None:
        source = self._plan.sources[reject.source]
        self._last_reason = reject.describe(self._plan)
        if self._rejects is None:
            raise RecordError(self._last_reason)
        line = {"file": source.name, source.unit: reject.line, "reason": reject.reason}
        self._rejects.add(json.dumps(line).encode() + b"\n")
        now = self._now
        self._now = replace(now, n_rejected=now.n_rejected + 1, n_rejected_here=now.n_rejected_here + 1)
        if self._now.n_rejected == MOST_REJECTED_AT_FIRST and not now.tally.n_articles + now.n_here:
            raise self._give_up()

    def _give_up(self) -> RecordError:
        """Leave nothing behind, and say what to do."""
        n = self._now.n_rejected
        self._noted = Checkpoint()
        return RecordError(
            self._last_reason if n == 1 else f"none of {n} records can be read; the last: {self._last_reason}"
        )

    def _note(self) -> None:
        """Make sure of what was written, and note how far that is."""
        self._now = replace(
            self._now,
            mark=self._output.commit() if self._output else self._now.mark,
            rejects_mark=self._rejects.commit() if self._rejects else self._now.rejects_mark,
        )
        # before it is written: an interrupt between the two must not take the note for none
        self._noted = self._now
        if self._notebook:
            self._notebook.write(self._noted)

    def _finish_output(self, position: Position) -> None:
        """Put a target under its name; if it was noted half done, first note that it is whole."""
        if self._output is None:
            return
        if self._noted.place >= 0 and self._is_written(self._noted.position.source):
            self._now = replace(self._now, position=position)
            self._note()
        if self._now.n_rejected_here and not self._now.n_here:
            self._output.discard()
        else:
            self._output.finish()
        self._output = None

    def _end(self) -> Summary:
        now = self._now
        if now.n_rejected and not now.tally.n_articles:
            raise self._give_up()
        self._finish_output(Position(len(self._plan.sources)))
        rejects_path = self._plan.rejects_path if now.n_rejected else None
        if self._rejects and rejects_path:
            self._rejects.finish()
        elif self._rejects and self._plan.rejects_path:
            self._rejects.discard()
            self._plan.rejects_path.unlink(missing_ok=True)  # of a run before, to the same output
        if self._notebook:
            self._notebook.remove()
        return Summary(now.tally, now.n_rejected, rejects_path)

    def _fall_back(self) -> None:
        """Leave what was noted last, which is sound, and nothing else."""
        noted = self._noted
        is_noted = noted.place >= 0
        if self._output:
            self._output.close()
            if not (is_noted and noted.place == self._now.place):
                self._output.discard()
            elif noted.mark and is_whole(self._plan, noted.place, noted.mark):
                open_output(self._plan, noted.place, noted.mark).close()
        if self._rejects and self._plan.rejects_path:
            self._rejects.discard() if not is_noted else self._rejects.close()
            if is_noted and FileOutput.is_whole(self._plan.rejects_path, noted.rejects_mark):
                FileOutput(self._plan.rejects_path, noted.rejects_mark).close()
        if self._notebook and not is_noted:
            self._notebook.remove()


def _gap_after(tail: bytes, form: Form) -> bytes:
    """Return what must stand between what ends so and the next article."""
    if not tail:
        return b""
    if form == "text":
        if tail.endswith((b"\n\n", b"\n\r\n")):
            return b""
        return b"\n" if tail.endswith(b"\n") else b"\n\n"
    return b"" if tail.endswith(b"\n") else b"\n"
