"""What an interrupted run leaves beside its output, so that it can be continued.

Floor 5.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from cleantext import __version__
from cleantext.cleaner import Cleaner
from cleantext.errors import ResumeError
from cleantext.modelarrays import take_apart
from cleantext.stream.output import naming
from cleantext.stream.plan import Plan
from cleantext.stream.reading import Position
from cleantext.tally import Tally


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run is: what it has read, and what of its output belongs to that.

    Attributes
    ----------
    position : Position
    place : int
        Index of the source whose target is being written, -1 before the first.
    mark, rejects_mark : int
        Up to where target and rejects file hold.
    tail : bytes
        What the target ends with, before it was packed.
    n_here, n_rejected_here, n_rejected : int
        Articles and rejects in this target, and rejects in all.
    is_damaged : bool
        The source of this target is damaged, and has no other target.
    damage : tuple of str
        Which sources are damaged, and what became of them.
    tally : Tally
    """

    position: Position = field(default_factory=Position)
    place: int = -1
    mark: int = 0
    rejects_mark: int = 0
    tail: bytes = b""
    n_here: int = 0
    n_rejected_here: int = 0
    n_rejected: int = 0
    is_damaged: bool = False
    damage: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)

    @property
    def is_withheld(self) -> bool:
        """Whether the target, if it ended here, would not be put under its name."""
        return self.is_damaged or bool(self.n_rejected_here and not self.n_here)


def describe_settings(cleaner: Cleaner, plan: Plan, **options: object) -> dict[str, Any]:
    """Return what must be the same when a run goes on, as plain values."""
    manifest = json.dumps(dict(cleaner.model.manifest), sort_keys=True, default=str)
    model = hashlib.sha256(manifest.encode(errors="surrogatepass"))
    if "arrays" not in cleaner.model.manifest:  # never saved, so its manifest does not tell what is in it
        for array in take_apart(cleaner.model).values():
            model.update(array.tobytes())
    return {
        "version": __version__,
        "model": model.hexdigest(),
        "mode": cleaner.mode,
        "keep": sorted(cleaner.keep),
        "rules": cleaner.rules.names(),
        "inputs": plan.digest,
        **options,
    }


class Notebook:
    """The file in which a run notes how far it is.

    Parameters
    ----------
    path : Path
    plan : Plan
    settings : dict
        See `describe_settings`.
    """

    def __init__(self, path: Path, plan: Plan, settings: dict[str, Any]) -> None:
        self.path = path
        self._plan = plan
        self._settings = settings
        self._unfinished = path.with_name(path.name + ".new")
        self._stamps: dict[int, list[list[int]]] = {}

    def open(self, *, resume: bool) -> Checkpoint | None:
        """Return where an interrupted run stopped; None where there was none.

        Raises
        ------
        ResumeError
            There was one, and it is not to be continued, or cannot be.
        """
        try:
            noted = json.loads(self.path.read_bytes())
            checkpoint = _restore(noted)
            before, stamps = dict(noted["settings"]), noted["files"]
        except FileNotFoundError:
            return None
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ResumeError(f"{self.path} is damaged; delete it to begin anew: {error!r}") from error
        if not resume:
            raise in_the_way(self.path)
        self._compare(before)
        if stamps != self._stamps_of(checkpoint.position.source):
            raise self._refuse("a file that it was reading has changed since")
        return checkpoint

    def write(self, checkpoint: Checkpoint) -> None:
        """Note how far the run is; the note before is replaced at once or not at all."""
        tally = checkpoint.tally
        noted = {
            "settings": self._settings,
            "files": self._stamps_of(checkpoint.position.source),
            "position": [
                checkpoint.position.source, checkpoint.position.n_records, checkpoint.position.offset,
            ],
            "place": checkpoint.place,
            "mark": checkpoint.mark,
            "rejects_mark": checkpoint.rejects_mark,
            "tail": checkpoint.tail.decode("latin-1"),
            "n_here": checkpoint.n_here,
            "n_rejected_here": checkpoint.n_rejected_here,
            "n_rejected": checkpoint.n_rejected,
            "is_damaged": checkpoint.is_damaged,
            "damage": checkpoint.damage,
            "tally": [
                tally.n_articles, tally.n_paragraphs, tally.n_characters, tally.n_removed_characters,
                tally.n_warned, dict(tally.removed),
            ],
        }  # fmt: skip
        with naming(self._unfinished), self._unfinished.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(noted))  # at once: dump writes value by value, many times slower
            stream.flush()
            os.fsync(stream.fileno())
        self._unfinished.replace(self.path)

    def remove(self) -> None:
        """Take the note away: there is nothing to go on with."""
        for path in (self.path, self._unfinished):
            path.unlink(missing_ok=True)

    def _compare(self, before: dict[str, Any]) -> None:
        if any("" in names for names in self._settings["rules"]):
            raise self._refuse("nobody can tell whether predicates made on the spot are those it had")
        if before.get("inputs") != self._settings["inputs"]:
            raise self._refuse("it read other files, or in another order")
        for name, value in self._settings.items():
            if before.get(name) != value:
                met = "another model" if name == "model" else f"{name} {before.get(name)!r}, not {value!r}"
                raise self._refuse(f"it ran with {met}")

    def _refuse(self, why: str) -> ResumeError:
        return ResumeError(
            f"the run that left {self.path} cannot be continued: {why}. "
            "Give it what it had, or delete that file to begin anew"
        )

    def _stamps_of(self, source: int) -> list[list[int]]:
        """Return size and time of the files that share a target, as they were when first asked for."""
        if source >= len(self._plan.sources):
            return []
        shared = self._plan.sources_of(source)
        if shared.start not in self._stamps:
            self._stamps = {shared.start: [_stamp(self._plan.sources[index].path) for index in shared]}
        return self._stamps[shared.start]


@contextmanager
def alone(plan: Plan) -> Iterator[None]:
    """Keep other runs from the outputs of a plan until this one is over, however it ends.

    Raises
    ------
    ResumeError
        One writes there now.
    """
    if plan.resume_path is None or not plan.resume_path.parent.is_dir():
        yield
        return
    path = plan.resume_path.with_name(plan.resume_path.name + ".lock")
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise ResumeError(f"another run writes to {plan.output} now; wait until it is over") from error
    try:
        yield
    finally:
        try:
            with suppress(OSError):  # where open files cannot be removed, the lock does it
                path.unlink()
        finally:
            lock.release()


def _stamp(path: Path) -> list[int]:
    """Return size and time of a file; of one that cannot be read, zeros."""
    try:
        stat = path.stat()
    except OSError:
        return [0, 0]
    return [stat.st_size, stat.st_mtime_ns]


def in_the_way(path: Path) -> ResumeError:
    """Return what to say to who would begin anew where an interrupted run left its notes."""
    return ResumeError(
        f"{path} is there: a run was interrupted, or is not over yet. Continue it with --resume "
        "(in Python resume=True), or delete that file to begin anew"
    )


def _restore(noted: dict[str, Any]) -> Checkpoint:
    n_articles, n_paragraphs, n_characters, n_removed, n_warned, removed = noted["tally"]
    return Checkpoint(
        Position(*noted["position"]),
        noted["place"],
        noted["mark"],
        noted["rejects_mark"],
        noted["tail"].encode("latin-1"),
        noted["n_here"],
        noted["n_rejected_here"],
        noted["n_rejected"],
        noted["is_damaged"],
        tuple(noted["damage"]),
        Tally(n_articles, n_paragraphs, n_characters, n_removed, n_warned, Counter(removed)),
    )
