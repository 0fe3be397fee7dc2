"""What a run reads and where it writes: sources in order, and their targets.

Floor 5: imports errors.
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
PACKINGS: Final = {".gz": "gzip", ".zst": "zstd"}
"""How a file is packed, by the end of its name."""
ENDINGS: Final = {".txt": "text", ".jsonl": "jsonl", ".parquet": "parquet"}
"""What of a folder is read, by the end of its name; texts and JSON lines may be packed."""
Form = Literal["text", "jsonl", "parquet"]


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
    """

    sources: tuple[Source, ...]
    output: Path
    is_folder: bool
    rejects_path: Path | None

    def target_of(self, index: int) -> Path:
        """Return where a source's articles go."""
        return self.output / self.sources[index].place if self.is_folder else self.output

    def sources_of(self, index: int) -> range:
        """Return the sources that share a target with this one."""
        return range(index, index + 1) if self.is_folder else range(len(self.sources))

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
        The output is a folder, there already or not.
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
    is_folder = is_folder or output.is_dir() or (output != STANDARD and any(map(Path.is_dir, paths)))
    sources = tuple(_find_sources(paths, is_jsonl, output if is_folder else None))
    if sum(source.path == STANDARD for source in sources) > 1:
        raise ValueError("Standard input can be read only once.")
    if is_folder:
        _check_folder(sources, output)
    else:
        _check_file(sources, output)
    if rejects is None and is_folder:
        rejects = output / "cleantext.rejects.jsonl"
    elif rejects is None and is_file_target(output):
        rejects = beside(output, ".rejects.jsonl")
    return Plan(sources, output, is_folder, rejects)


def form_of(path: Path) -> Form:
    """Tell by a file's name what is in it; any other than those of `ENDINGS` is text."""
    if path.suffix == ".parquet":
        return "parquet"
    plain = path.with_suffix("") if path.suffix in PACKINGS else path
    return "jsonl" if plain.suffix == ".jsonl" else "text"


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


def _find_sources(paths: Sequence[Path], is_jsonl: bool, output_dir: Path | None) -> Iterator[Source]:
    for path in paths:
        if not path.is_dir():
            yield Source(path, "jsonl" if is_jsonl else form_of(path), path.name)
            continue
        is_empty = True
        for found in _walk(path, output_dir):
            is_empty = False
            yield Source(found, form_of(found), found.relative_to(path).as_posix())
        if is_empty:
            raise RecordError(f"{path}: the folder holds no file named {', '.join(ENDINGS)}, .gz or .zst")


def _walk(folder: Path, output_dir: Path | None) -> Iterator[Path]:
    """Yield what is to be read below a folder, sorted, without hidden files and what a run writes."""
    is_in_place = output_dir is not None and output_dir.resolve() == folder.resolve()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "."
            and (is_in_place or output_dir is None or not _is_same(parent, name, output_dir))
        )
        for name in sorted(names):
            plain = Path(name).with_suffix("") if Path(name).suffix in PACKINGS else Path(name)
            is_named = plain.suffix in ENDINGS and (plain.suffix != ".parquet" or plain.name == name)
            if is_named and name[0] != "." and not name.endswith(".rejects.jsonl"):
                yield Path(parent, name)


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
    if forms == {"parquet"} and (output.suffix != ".parquet" or not is_file_target(output)):
        raise ValueError("Parquet is written to a file whose name ends in .parquet, or into a folder.")
    if forms != {"parquet"} and output.suffix == ".parquet":
        raise ValueError("Only Parquet is written to Parquet; the form of the input is kept.")
