"""What a run reads: files, files of folders, and what is in them by their names.

Floor 5.
"""

import os
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
PRODUCTS: Final = (".rejects.jsonl", ".part", ".resume", ".resume.new", ".resume.lock", ".old")
"""What runs leave beside their outputs, by the end of its name."""
OTHER_FORMATS: Final = {
    ".csv": "a table", ".tsv": "a table", ".xlsx": "a table", ".html": "HTML", ".htm": "HTML", ".xml": "XML",
    ".pdf": "PDF", ".docx": "a document", ".zip": "an archive", ".tar": "an archive", ".tgz": "an archive",
    ".bz2": "packed by bzip2", ".xz": "packed by xz",
}  # fmt: skip
"""What is no text, by the end of its name."""


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

    def where(self, line: int) -> str:
        """Name the source and a line, or row, of it; 0 for none."""
        return f"{self.name}, {self.unit} {line}" if line else self.name


def find_sources(
    paths: Sequence[Path], is_jsonl: bool, output_dir: Path | None
) -> tuple[tuple[Source, ...], int]:
    """Return what is to be read, and how many files of folders are not."""
    sources: list[Source] = []
    n_passed_over = 0
    for path in paths:
        if not path.is_dir():
            inner = path if packing_of(path.suffix) is None else path.with_suffix("")
            if what := None if is_jsonl else OTHER_FORMATS.get(inner.suffix.lower()):
                raise ValueError(
                    f"{path} is {what}, not text; turn it into JSON lines, Parquet or text first."
                )
            sources.append(Source(path, "jsonl" if is_jsonl else form_of(path), path.name))
            continue
        n_before = len(sources)
        for found in _walk(path, output_dir):
            form = "jsonl" if is_jsonl else named_form(found)
            if form is None:
                n_passed_over += 1
            else:
                sources.append(Source(found, form, found.relative_to(path).as_posix()))
        if len(sources) == n_before:
            named = "" if is_jsonl else f" named {', '.join(ENDINGS)}, .gz or .zst"
            raise RecordError(f"{path}: the folder holds no file{named}")
    return tuple(sources), n_passed_over


def form_of(path: Path) -> Form:
    """Tell by a file's name what is in it; any other than those of `ENDINGS` is text."""
    return named_form(path) or "text"


def named_form(path: Path) -> Form | None:
    """Tell what is in a file by its name, whatever the case; None where its name does not say."""
    if packing_of(path.suffix) is None:
        return ENDINGS.get(path.suffix.lower())
    form = ENDINGS.get(path.with_suffix("").suffix.lower())
    return form if form != "parquet" else None


def packing_of(suffix: str) -> str | None:
    """Tell by the end of a file's name how it is packed; None if it is not."""
    return PACKINGS.get(suffix.lower())


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
            path = Path(parent, name)
            is_file = path.is_file() or not path.exists()  # what is gone is told, a pipe would never end
            if name[0] != "." and not name.endswith(PRODUCTS) and is_file:
                yield path


def _raise(error: OSError) -> None:
    """Let no folder be passed over because it cannot be read."""
    raise error


def _is_loop(folder: Path) -> bool:
    """Tell a link that leads back to a folder it stands in."""
    return folder.is_symlink() and any(folder.samefile(above) for above in folder.absolute().parents)


def _is_same(parent: str, name: str, folder: Path) -> bool:
    return Path(parent, name).resolve() == folder.resolve()
