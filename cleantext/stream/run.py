"""One run through all sources: what is read, cleaned, written and noted, and in which order.

Floor 5.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from cleantext.errors import RecordError, ResumeError
from cleantext.stream.checkpoint import Checkpoint, Notebook
from cleantext.stream.output import (
    FileOutput,
    Output,
    is_whole,
    make_sure_of,
    open_output,
    open_path,
    put_aside,
    save_old,
)
from cleantext.stream.packing import pack
from cleantext.stream.plan import Plan, beside, remove_parts
from cleantext.stream.processing import Processor, Written
from cleantext.stream.progress import Pace, Progress, Summary
from cleantext.stream.reading import Position, Reject, read_batches, size_of
from cleantext.stream.rejects import Rejects
from cleantext.stream.sources import Form
from cleantext.stream.work import CleanedBatch, clean_batch
from cleantext.workers import map_in_order

MOST_REJECTED_AT_FIRST: Final = 100
"""Records, from the first of a run on, that all have other fields than those asked for;
after so many without an article between, it ends, but not at the first of several files. Not tuned."""


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
    on_warning : callable
    """

    def __init__(
        self,
        plan: Plan,
        notebook: Notebook | None,
        checkpoint: Checkpoint | None,
        on_progress: Callable[[Progress], None] | None,
        on_warning: Callable[[str], None],
    ) -> None:
        self._plan = plan
        self._notebook = notebook
        self._noted = self._now = checkpoint or Checkpoint()
        self._on_progress = on_progress
        self._on_warning = on_warning
        self._n_total = sum(map(size_of, plan.sources))
        self._output: Output | None = None
        self._rejects = Rejects(plan, None)
        self._finished: list[Path] = []
        self._n_with_other_fields = 0

    def go(self, processor: Processor, *, jobs: int, pace: Pace) -> Summary:
        """Clean what is left to be cleaned.

        Parameters
        ----------
        processor : Processor
        jobs : int
        pace : Pace

        Returns
        -------
        Summary

        Raises
        ------
        RecordError, WorkerError, OSError
            See `files.clean_files`.
        ResumeError
            What was written before is not there any more.
        """
        try:
            self._open()
            n_bytes = 0
            batches = read_batches(self._plan, self._now.position, pace.batch)
            for cleaned in map_in_order(partial(clean_batch, processor), batches, jobs=jobs):
                self._write(cleaned)
                n_bytes += cleaned.n_bytes
                if n_bytes >= pace.checkpoint:
                    self._note()
                    n_bytes = 0
            return self._end()
        except BaseException as error:
            self._fall_back()
            if self._notebook and isinstance(error, RecordError):  # which would be met again
                self._notebook.remove()
            raise

    def _open(self) -> None:
        """Open what was being written, if it was not put under its name already."""
        plan, noted = self._plan, self._noted
        is_over = noted.position.source == len(plan.sources)
        rejects, path = None, plan.rejects_path
        if path and FileOutput.is_whole(path, noted.rejects_mark):
            rejects = open_path(path, noted.rejects_mark)
        elif path and not (is_over and path.exists()):
            raise self._missing(path)
        self._rejects = Rejects(plan, rejects)
        if noted.place >= 0:
            is_read = noted.position.source not in plan.sources_of(noted.place)
            if is_whole(plan, noted.place, noted.mark):
                self._output = open_output(plan, noted.place, noted.mark)
            elif is_read and noted.is_withheld:
                self._put_aside()
            elif is_read and self._target.exists():
                remove_parts(self._target)
            else:
                raise self._missing(self._target)
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

    def _write(self, cleaned: CleanedBatch) -> None:
        """Write what came of a batch, and count it."""
        for written in cleaned.pieces:
            self._turn_to(written.source)
            self._add(written)
            for reject in written.rejects:
                self._reject(reject)
            for warned in written.warned:
                self._on_warning(warned.describe(self._plan))
        if cleaned.batch.damage:
            self._leave(cleaned.batch.damage)
        self._now = replace(self._now, position=cleaned.batch.end)
        if self._on_progress:
            now = self._now
            self._on_progress(
                Progress(now.tally.n_articles, now.n_rejected, cleaned.batch.n_read, self._n_total)
            )

    def _turn_to(self, source: int) -> None:
        """Open the target of a source, if it is another than the last one's."""
        if not self._is_written(source):
            self._finish_output(Position(source))
            self._output = open_output(self._plan, source)
            self._now = replace(
                self._now, place=source, mark=0, tail=b"", n_here=0, n_rejected_here=0, is_damaged=False
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
        n_here = self._now.n_here + written.tally.n_articles
        self._now = replace(self._now, tail=tail, n_here=n_here, tally=self._now.tally + written.tally)

    def _reject(self, reject: Reject) -> None:
        self._rejects.add(reject)
        n_rejected = self._now.n_rejected + 1
        self._now = replace(self._now, n_rejected=n_rejected, n_rejected_here=self._now.n_rejected_here + 1)
        self._n_with_other_fields += reject.has_other_fields
        is_hopeless = self._n_with_other_fields == n_rejected >= MOST_REJECTED_AT_FIRST
        is_first_of_several = reject.source == 0 and len(self._plan.sources) > 1
        if is_hopeless and not is_first_of_several and not self._now.tally.n_articles:
            raise self._give_up()

    def _leave(self, damage: Reject) -> None:
        """Note that a source cannot be read on; a target of its own is not put under its name."""
        is_alone = self._plan.is_folder
        if is_alone:
            self._turn_to(damage.source)
        self._rejects.add(damage)
        is_kept = self._now.n_here if is_alone else damage.line > 1
        place = beside(self._target, ".part") if is_alone else "the output"
        fate = f"only what came before is in {place}" if is_kept else "nothing of it was kept"
        told = (*self._now.damage, f"{self._rejects.last}; {fate}")
        self._now = replace(self._now, is_damaged=is_alone, damage=told)

    def _give_up(self) -> RecordError:
        """Leave nothing behind, and say what to do."""
        n = self._now.n_rejected + len(self._now.damage)
        self._noted = Checkpoint()
        first = self._rejects.first
        return RecordError(first if n == 1 else f"none of {n} records can be read; the first: {first}")

    def _note(self) -> None:
        """Make sure of what was written, and note how far that is."""
        for path in self._finished:
            make_sure_of(path)
        self._finished.clear()
        self._now = replace(
            self._now,
            mark=self._output.commit() if self._output else self._now.mark,
            rejects_mark=self._rejects.commit(),
        )
        # before it is written: an interrupt between the two must not take the note for none
        self._noted = self._now
        if self._notebook:
            self._notebook.write(self._noted)

    def _finish_output(self, position: Position) -> None:
        """Put a target under its name, and first note it where a run could not go on from the last note."""
        if self._output is None:
            return
        can_wait = self._can_be_made_again and position.source < len(self._plan.sources)
        if not can_wait and self._noted.position.source < position.source:
            self._now = replace(self._now, position=position)
            self._note()
        if not self._now.is_withheld:
            if self._now.n_rejected_here:
                shared = self._plan.sources_of(self._now.place)
                save_old(self._target, (self._plan.sources[index].path for index in shared))
            self._output.finish()
            if can_wait:
                self._finished.append(self._target)
        else:
            self._output.commit() if self._now.n_here else self._output.discard()
            self._output.close()
            self._put_aside()
        self._output = None

    @property
    def _can_be_made_again(self) -> bool:
        """Whether a run that goes on from what is noted makes this target from its beginning.

        So a note need not vouch for each of many small files.
        """
        is_begun = self._noted.place in (-1, self._now.place)
        return not is_begun and not self._plan.is_in_place(self._now.place)

    def _put_aside(self) -> None:
        """Let what an earlier run made of a source not look as if it were of this one."""
        put_aside(self._target, self._plan.sources[self._now.place].path)

    def _end(self) -> Summary:
        now = self._now
        is_empty = not (now.n_rejected or now.damage)
        if not is_empty and not now.tally.n_articles:
            raise self._give_up()
        self._finish_output(Position(len(self._plan.sources)))
        self._rejects.finish(is_empty=is_empty)
        if self._notebook:
            self._notebook.remove()
        return Summary(now.tally, now.n_rejected, None if is_empty else self._plan.rejects_path, now.damage)

    def _fall_back(self) -> None:
        """Leave what was noted last, which is sound, and nothing else."""
        noted = self._noted
        is_noted = noted.place >= 0
        if self._output and is_noted and noted.place == self._now.place:
            self._output.go_back(noted.mark)
        elif self._output:
            self._output.discard()
        self._rejects.go_back(noted.rejects_mark) if is_noted else self._rejects.discard()
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
