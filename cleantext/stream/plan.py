"""What a run reads and where it writes: sources in order, and their targets.

Floor 5.
"""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cleantext.errors import RecordError

STANDARD: Final = Path("-")
"""Standard input as a source, standard output as a target."""
Form = Literal["text", "jsonl", "parquet"]
PACKINGS: Final = {".gz": "gzip", ".zst": "zstd"}
"""How a file is packed, by the end of its name, in small letters."""
ENDINGS: Final[dict[str, Form]] = {
    ".txt": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
}  # fmt: skip
"""What of a folder is read, by the end of its name; texts and JSON lines may be packed."""
PRODUCTS: Final = (".rejects.jsonl", ".part", ".resume", ".resume.new", ".old")
"""What runs leave beside their outputs, by the end of its name."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of articles, or standard input.

    Attributes
    ----------
    path : Path
        `STANDARD` for standard input.
    form : {"text", "jsonl", "parquet"}
        One article of plain text, a JSON object a line, or rows of a Parquet file.
    place : str
        Name below an output folder.
    """

    path: Path
    form: Form
    place: str

    @property
    def unit(self) -> str:
        """What its records are counted in."""
        return "row" if self.form == "parquet" else "line"

    @property
    def name(self) -> str:
        """What messages call it."""
        return "standard input" if self.path == STANDARD else str(self.path)


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
    is_many = any(map(Path.is_dir, paths)) and _named_form(output) is None
    is_folder = is_folder or output.is_dir() or (output != STANDARD and is_many)
    sources, n_passed_over = _find_sources(paths, is_jsonl, output if is_folder else None)
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
    _check_rejects(plan)
    return plan


def form_of(path: Path) -> Form:
    """Tell by a file's name what is in it; any other than those of `ENDINGS` is text."""
    return _named_form(path) or "text"


def packing_of(suffix: str) -> str | None:
    """Tell by the end of a file's name how it is packed; None if it is not."""
    return PACKINGS.get(suffix.lower())


def beside(path: Path, ending: str) -> Path:
    """Return a name that belongs to a file's, following links."""
    target = path.resolve()
    return target.with_name(target.name + ending)


def remove_parts(target: Path) -> None:
    """Remove what is left of a folder of parts, where they were joined already."""
    shutil.rmtree(beside(target, ".part"), ignore_errors=True)


def is_file_target(path: Path) -> bool:
    """Tell an ordinary file, there already or not, from standard output, a device or a pipe."""
    return path != STANDARD and (path.is_file() or not path.exists())


def _named_form(path: Path) -> Form | None:
    """Tell what is in a file by its name, whatever the case; None where its name does not say."""
    if packing_of(path.suffix) is None:
        return ENDINGS.get(path.suffix.lower())
    form = ENDINGS.get(path.with_suffix("").suffix.lower())
    return form if form != "parquet" else None


def _find_sources(
    paths: Sequence[Path], is_jsonl: bool, output_dir: Path | None
) -> tuple[tuple[Source, ...], int]:
    """Return what is to be read, and how many files of folders are not."""
    sources: list[Source] = []
    n_passed_over = 0
    for path in paths:
        if not path.is_dir():
            sources.append(Source(path, "jsonl" if is_jsonl else form_of(path), path.name))
            continue
        n_before = len(sources)
        for found in _walk(path, output_dir):
            form = "jsonl" if is_jsonl else _named_form(found)
            if form is None:
                n_passed_over += 1
            else:
                sources.append(Source(found, form, found.relative_to(path).as_posix()))
        if len(sources) == n_before:
            named = "" if is_jsonl else f" named {', '.join(ENDINGS)}, .gz or .zst"
            raise RecordError(f"{path}: the folder holds no file{named}")
    return tuple(sources), n_passed_over


def _walk(folder: Path, output_dir: Path | None) -> Iterator[Path]:
    """Yield the files below a folder, sorted, without hidden ones and what a run writes."""
    is_in_place = output_dir is not None and output_dir.resolve() == folder.resolve()
    for parent, folders, names in os.walk(folder, onerror=_raise, followlinks=True):
        folders[:] = sorted(
            name
            for name in folders
            if not (name[0] == "." or name.endswith(".parquet.part") or _is_loop(Path(parent, name)))
            and (is_in_place or output_dir is None or not _is_same(parent, name, output_dir))
        )
        for name in sorted(names):
            if name[0] != "." and not name.endswith(PRODUCTS):
                yield Path(parent, name)


def _raise(error: OSError) -> None:
    """Let no folder be passed over because it cannot be read."""
    raise error


def _is_loop(folder: Path) -> bool:
    """Tell a link that leads back to a folder it stands in."""
    return folder.is_symlink() and any(folder.samefile(above) for above in folder.absolute().parents)


def _is_same(parent: str, name: str, folder: Path) -> bool:
    return Path(parent, name).resolve() == folder.resolve()


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


def _check_rejects(plan: Plan) -> None:
    path = plan.rejects_path
    if path is None or not (is_file_target(path) or path == plan.output == STANDARD):
        return
    taken = {plan.output, plan.part_path, plan.resume_path or plan.output}
    for index, source in enumerate(plan.sources):
        taken |= {source.path, plan.target_of(index)}
    if {path.resolve(), beside(path, ".part")} & {Path(os.path.realpath(each)) for each in taken}:
        raise ValueError(f"The run itself reads or writes {path}; name another file for its rejects.")
