"""Where a run writes: targets of the sources, and whether all goes together.

Floor 5.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Final

from cleantext.stream.sources import STANDARD, Source, find_sources, named_form

STREAMS: Final = ("/dev/", "/proc/")
"""Where files stand for what the process has open: they are written to, and never replaced."""
SHARED_MEMORY: Final = "/dev/shm/"
"""Where files are ordinary ones again, kept in memory."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sources in the order they are read, and where what comes of them goes.

    Attributes
    ----------
    sources : tuple of Source
    output : Path
        A file for all of them, a folder with a file for each, or `STANDARD`.
    is_folder : bool
    rejects_path : Path or None
        Where records go that cannot be read; None to stop at the first.
    is_rejects_named : bool
        The caller chose that path: it is written even where it stays empty.
    n_passed_over : int
        Files in folders that are not read, being of other kinds.
    """

    sources: tuple[Source, ...]
    output: Path
    is_folder: bool
    rejects_path: Path | None
    is_rejects_named: bool
    n_passed_over: int

    def target_of(self, index: int) -> Path:
        """Return where a source's articles go."""
        return self.output / self.sources[index].place if self.is_folder else self.output

    def sources_of(self, index: int) -> range:
        """Return the sources that share a target with this one."""
        return range(index, index + 1) if self.is_folder else range(len(self.sources))

    def is_in_place(self, index: int) -> bool:
        """Tell whether a source's articles go into the source itself."""
        return is_same_file(self.target_of(index), self.sources[index].path)

    @property
    def targets(self) -> frozenset[Path]:
        """Where articles go, links followed; nothing where that is standard output."""
        named = {self.target_of(index) for index in range(len(self.sources))} - {STANDARD}
        return frozenset(path.resolve() for path in named)

    @property
    def outlives_damage(self) -> bool:
        """Whether a damaged source is noted among the rejects, and the others are read."""
        return self.rejects_path is not None and (self.is_folder or len(self.sources) > 1)

    @property
    def resume_path(self) -> Path | None:
        """Where the run notes how far it is; None where it writes to no file of its own."""
        if self.is_folder:
            return self.output / "cleantext.resume"
        return beside(self.output, ".resume") if is_file_target(self.output) else None

    @property
    def part_path(self) -> Path:
        """What there is to see of an interrupted run: a folder, or a file under its temporary name."""
        return self.output if self.is_folder else beside(self.output, ".part")

    @property
    def digest(self) -> str:
        """Stands for names and order of the sources."""
        names = hashlib.sha256()
        for source in self.sources:
            names.update(f"{source.path}\0{source.form}\0{source.place}\n".encode(errors="surrogateescape"))
        return names.hexdigest()


def make_plan(
    paths: Sequence[Path], *, output: Path, is_folder: bool, is_jsonl: bool, rejects: Path | None
) -> Plan:
    """Find what is to be read and where it goes.

    Parameters
    ----------
    paths : sequence of Path
        Files, folders (read with all that is in them), or `STANDARD`.
    output : Path
    is_folder : bool
        The output is a folder, there already or not; it is one too where a folder is read, unless its name
        ends as a file's does.
    is_jsonl : bool
        Read files as JSON lines whatever they are called.
    rejects : Path or None
        Default: beside an output that is a file, in an output that is a folder.

    Raises
    ------
    RecordError
        A folder holds nothing to read.
    ValueError
        The paths and the output do not go together.
    """
    if not paths:
        raise ValueError("Name at least one file.")
    is_many = any(map(Path.is_dir, paths)) and named_form(output) is None
    is_folder = is_folder or output.is_dir() or (output != STANDARD and is_many)
    sources, n_passed_over = find_sources(paths, is_jsonl, output if is_folder else None)
    if sum(source.path == STANDARD for source in sources) > 1:
        raise ValueError("Standard input can be read only once.")
    if is_folder:
        _check_folder(sources, output)
    else:
        _check_file(sources, output)
        walked = (each.path for each in sources if each.path not in paths and each.path.is_file())
        if output.is_file() and any(map(output.samefile, walked)):
            raise ValueError(f"{output} lies in a folder that is read; write elsewhere.")
    is_rejects_named = rejects is not None
    if rejects is None and is_folder:
        rejects = output / "cleantext.rejects.jsonl"
    elif rejects is None and is_file_target(output):
        rejects = beside(output, ".rejects.jsonl")
    plan = Plan(sources, output, is_folder, rejects, is_rejects_named, n_passed_over)
    _check_parts(plan)
    _check_rejects(plan)
    return plan


def beside(path: Path, ending: str) -> Path:
    """Return a name that belongs to a file's, following links."""
    target = path.resolve()
    return target.with_name(target.name + ending)


def remove_parts(target: Path) -> None:
    """Remove what is left of a folder of parts, where they were joined already; leave what is of others."""
    folder = beside(target, ".part")
    for part in folder.glob("[0-9]*.parquet*"):
        part.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def is_file_target(path: Path) -> bool:
    """Tell an ordinary file, there already or not, from standard output, a device or a pipe."""
    place = str(path.absolute())
    is_among_streams = place.startswith(STREAMS) and not place.startswith(SHARED_MEMORY)
    is_stream = path == STANDARD or is_among_streams
    return not is_stream and (path.is_file() or not path.exists())


def is_same_file(target: Path, source: Path) -> bool:
    """Tell whether both are there and one file, whatever links lead to it."""
    return target.is_file() and source.is_file() and target.samefile(source)


def _check_folder(sources: tuple[Source, ...], output: Path) -> None:
    if output.exists() and not output.is_dir():
        raise ValueError(f"{output} is a file; several outputs need a folder.")
    if any(source.path == STANDARD for source in sources):
        raise ValueError("Standard input has no name of its own; name a file for the output.")
    name, n = Counter(source.place for source in sources).most_common(1)[0]
    if n > 1:
        raise ValueError(f"{n} files are called {name}; they cannot go into one folder.")


def _check_file(sources: tuple[Source, ...], output: Path) -> None:
    forms = {source.form for source in sources}
    if len(forms) > 1:
        raise ValueError(
            "Text, JSON lines and Parquet do not go into one output; name a folder for the output."
        )
    is_parquet = output.suffix.lower() == ".parquet"
    if forms == {"parquet"} and not (is_parquet and is_file_target(output)):
        raise ValueError("Parquet is written to a file whose name ends in .parquet, or into a folder.")
    if forms != {"parquet"} and is_parquet:
        raise ValueError("Only Parquet is written to Parquet; the form of the input is kept.")


def _check_parts(plan: Plan) -> None:
    """Refuse to write over a source before it is read, and to read what is being written."""
    read = {source.path.resolve(): source.path for source in plan.sources if source.path != STANDARD}
    if plan.output == STANDARD:
        with suppress(OSError):
            out = os.fstat(1)
            for path in read.values():
                if S_ISREG(out.st_mode) and path.is_file() and os.path.samestat(out, path.stat()):
                    raise ValueError(f"{path} is standard output too; name it with -o instead.")
        return
    targets = plan.targets
    is_written_over = plan.is_folder and not targets.isdisjoint(read)
    for index, source in enumerate(plan.sources if is_written_over else ()):
        target = plan.target_of(index).resolve()
        if target in read and target != source.path.resolve():
            raise ValueError(
                f"what comes of {source.path} would be written over {read[target]}, which is read too; "
                "write elsewhere."
            )
    if plan.is_folder and len(targets) < len(plan.sources):
        name = Counter(plan.target_of(n).resolve() for n in range(len(plan.sources))).most_common(1)[0][0]
        raise ValueError(f"two files would be written to {name}, through a link; write elsewhere.")
    parts = {path.with_name(path.name + ".part") for path in targets}
    for part in sorted(parts & (read.keys() | targets)):
        raise ValueError(f"{part.name} is what the run calls an unfinished output; rename that file first.")


def _check_rejects(plan: Plan) -> None:
    path = plan.rejects_path
    if path is None or not (is_file_target(path) or path == plan.output == STANDARD):
        return
    taken = {plan.output, plan.part_path, plan.resume_path or plan.output}
    for index, source in enumerate(plan.sources):
        taken |= {source.path, plan.target_of(index)}
    if {path.resolve(), beside(path, ".part")} & {Path(os.path.realpath(each)) for each in taken}:
        raise ValueError(f"The run itself reads or writes {path}; name another file for its rejects.")
