"""Articles in a column of Parquet files, cleaned and written.

Floor 5.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cleantext.errors import RecordError
from cleantext.stream.plan import Plan, beside, remove_parts
from cleantext.stream.processing import (
    SEGMENTS_FIELD,
    Outcome,
    Processor,
    Written,
    name_warned,
)
from cleantext.stream.reading import Piece, Reject, UnreadableError
from cleantext.stream.tables import as_stream, from_stream, load_pyarrow, open_native
from cleantext.stream.unfit import not_utf8
from cleantext.tally import Tally

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP_BYTES: Final = 1 << 25
"""About how large row groups are, before they are packed, when parts are joined."""
STRING_TYPES: Final = (
    "string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null",
)  # fmt: skip
"""Arrow's types of columns that may hold articles, dictionaries of these included."""


def write_rows(processor: Processor, piece: Piece) -> Written:
    """Clean a record batch; all other columns are kept.

    Parameters
    ----------
    processor : Processor
    piece : Piece
        Holds an Arrow stream.

    Returns
    -------
    Written
        Its content is an Arrow stream.
    """
    arrow = load_pyarrow()
    table = from_stream(piece.content)
    texts: list[str] = []
    rows: list[int] = []
    rejected: list[int] = []
    rejects: list[Reject] = []
    for index, value in enumerate(_read_column(table, processor)):
        try:
            texts.append(_as_text(value, processor.field, piece.n_before + index + 1))
            rows.append(piece.n_before + index + 1)
        except UnreadableError as error:
            rejects.append(error.reject(piece.source))
            rejected.append(index)
    if rejects:  # slices, for take does not know all types
        edges = pairwise([-1, *rejected, len(table)])
        table = arrow.concat_tables(table.slice(before + 1, after - before - 1) for before, after in edges)
    tally = Tally()
    found: Sequence[Outcome[Any]]
    if processor.annotate:
        found = processor.annotated(texts, tally)
        segments = [each.result for each in found]
        if SEGMENTS_FIELD not in table.column_names:
            table = table.append_column(
                SEGMENTS_FIELD, arrow.array(segments, _segments_type(arrow, processor.explain))
            )
    else:
        found = processor.clean(texts, repeat(tally))
        after = [each.result for each in found]
        if after != texts:
            column = table.column_names.index(processor.field)
            field = table.schema.field(column)
            table = table.set_column(column, field, arrow.array(after, arrow.large_string()).cast(field.type))
    warned = name_warned(piece.source, rows, found)
    return Written(piece.source, as_stream(table), b"", tally, tuple(rejects), warned)


def check_columns(plan: Plan) -> None:
    """Refuse tables that cannot go into one file.

    Parameters
    ----------
    plan : Plan
        Of Parquet alone. What cannot be read is left for the run to tell.

    Raises
    ------
    ValueError
        Two have different columns, or other types in them.
    """
    first = None
    for source in plan.sources:
        try:
            schema = _read_schema(source.path)
        except (OSError, ValueError):  # ArrowInvalid is a ValueError
            continue
        first = first or (source.path, schema)
        if not schema.equals(first[1]):
            told = ("; ".join(f"{field.name} {field.type}" for field in each) for each in (first[1], schema))
            raise ValueError(
                "{} and {} have different columns ({} and {}); name a folder for the output.".format(
                    first[0], source.path, *told
                )
            )


class ParquetOutput:
    """A Parquet file that is written in parts, each whole by itself, and then joined.

    Parameters
    ----------
    target : Path
    mark : int
        Parts to go on after.
    like : Path
        A Parquet file whose compression is taken.
    """

    def __init__(self, target: Path, mark: int, like: Path) -> None:
        self._target = target.resolve()
        self._folder = beside(target, ".part")
        self._n_parts = mark
        self._like = like
        self._waiting: list[bytes] = []
        self._folder.mkdir(exist_ok=True)
        self._cut(mark)

    @staticmethod
    def is_whole(target: Path, mark: int) -> bool:
        """Tell whether the parts before a mark are all there."""
        folder = beside(target, ".part")
        return all((folder / _part_name(number)).exists() for number in range(mark))

    def add(self, content: bytes) -> None:
        """Add an Arrow stream to the part that is being gathered."""
        self._waiting.append(content)

    def commit(self) -> int:
        """Make sure that what was gathered is on the disk as a part; return how many parts there are."""
        if self._waiting:
            tables = [from_stream(content) for content in self._waiting]
            part = self._folder / _part_name(self._n_parts)
            self._write(part, iter(tables))
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            self._n_parts += 1
            self._waiting.clear()
        return self._n_parts

    def finish(self) -> None:
        """Join the parts under the target's name."""
        self.commit()
        parts = (_read_table(self._folder / _part_name(number)) for number in range(self._n_parts))
        whole = self._folder / f"{_part_name(self._n_parts)}.whole"
        self._write(whole, parts)
        if self._target.exists():
            shutil.copymode(self._target, whole)
        whole.replace(self._target)
        self.discard()

    def discard(self) -> None:
        """Leave nothing behind."""
        remove_parts(self._target)

    def close(self) -> None:
        """Forget what was gathered since the last part."""
        self._waiting.clear()

    def go_back(self, mark: int) -> None:
        """Close it with the parts before a mark."""
        self.close()
        self._cut(mark)

    def _cut(self, mark: int) -> None:
        for path in self._folder.glob("[0-9]*.parquet*"):  # nothing where the parts were joined already
            if path.name >= _part_name(mark):
                path.unlink()

    def _write(self, path: Path, tables: Iterator[Any]) -> None:
        """Write tables as row groups of about `ROW_GROUP_BYTES`."""
        arrow = load_pyarrow()
        gathered = [next(tables)]
        schema = gathered[0].schema
        try:
            compression = self._compression()
            with (
                open_native(path, "wb") as stream,
                arrow.parquet.ParquetWriter(stream, schema, compression=compression) as writer,
            ):
                for table in tables:
                    gathered.append(table)
                    if sum(each.nbytes for each in gathered) >= ROW_GROUP_BYTES:
                        writer.write_table(arrow.concat_tables(gathered))
                        gathered.clear()
                if gathered:
                    writer.write_table(arrow.concat_tables(gathered))
        except ValueError as error:  # ArrowInvalid is one too
            raise RecordError(f"{self._target}: the inputs have different columns: {error}") from error

    def _compression(self) -> str:
        with open_native(self._like) as stream:
            metadata = load_pyarrow().parquet.read_metadata(stream)
        is_told = metadata.num_row_groups and metadata.num_columns
        told = str(metadata.row_group(0).column(0).compression).lower() if is_told else "snappy"
        return "none" if told == "uncompressed" else told


def _part_name(number: int) -> str:
    return f"{number:09d}.parquet"


def _read_schema(path: Path) -> "pyarrow.Schema":
    with open_native(path) as stream:
        return load_pyarrow().parquet.read_schema(stream)


def _read_table(path: Path) -> "pyarrow.Table":
    with open_native(path) as stream:
        return load_pyarrow().parquet.ParquetFile(stream).read()


def _read_column(table: "pyarrow.Table", processor: Processor) -> list[Any]:
    """Return the bytes of each text, or why there is none."""
    arrow = load_pyarrow()
    names = table.column_names
    if names.count(processor.field) > 1:
        n_columns = names.count(processor.field)
        why = f"there are {n_columns} columns {processor.field!r}; rename or drop the others first"
    elif processor.field not in names:
        columns = ", ".join(map(repr, names))
        why = f"no column {processor.field!r}; the columns are {columns}: name the article's with --field"
    elif processor.annotate and SEGMENTS_FIELD in names:
        why = f"there is a column {SEGMENTS_FIELD!r} already; rename or drop it first"
    elif not _holds_strings(table[processor.field].type):
        why = f"column {processor.field!r} must hold strings, not {table[processor.field].type}"
    else:
        strings = table[processor.field].cast(arrow.large_string(), safe=False)
        return list(strings.cast(arrow.large_binary()).to_pylist())
    return [UnreadableError(why, 0, has_other_fields=True)] * len(table)


def _holds_strings(kind: Any) -> bool:
    """Tell whether values of an Arrow type are text, or bytes that may be."""
    types = load_pyarrow().types
    kind = kind.value_type if types.is_dictionary(kind) else kind
    return any(getattr(types, f"is_{name}")(kind) for name in STRING_TYPES)


def _as_text(value: bytes | UnreadableError | None, field: str, row: int) -> str:
    if isinstance(value, UnreadableError):
        raise UnreadableError(str(value), row, has_other_fields=value.has_other_fields)
    if value is None:
        raise UnreadableError(f"column {field!r} must hold a string, not null", row)
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(not_utf8(error), row) from error


def _segments_type(arrow: Any, explain: bool) -> Any:
    kinds = {
        "start": arrow.int64(),
        "end": arrow.int64(),
        "label": arrow.string(),
        "score": arrow.float64(),
        "is_removed": arrow.bool_(),
    }
    if explain:
        reason = [("what", arrow.string()), ("weight", arrow.float64())]
        kinds["reasons"] = arrow.list_(arrow.struct(reason))
    return arrow.list_(arrow.struct(list(kinds.items())))
