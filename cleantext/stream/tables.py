"""Rows of Parquet files for the workers; pyarrow is imported when such a file is met.

Floor 5.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from cleantext.errors import MissingLibraryError
from cleantext.stream.packing import DamageError

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE: Final = 64
"""Rows decoded before their size is known: a value that a file holds once is decoded
once a row. Fewer cost time, on the widest tables. Not tuned."""


def load_pyarrow() -> Any:
    """Import pyarrow with its Parquet.

    Raises
    ------
    MissingLibraryError
        It is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingLibraryError("Parquet needs pyarrow: pip install pyarrow") from error
    return pyarrow


def read_rows(path: Path, n_done: int, n_bytes: int) -> Iterator[tuple[int, int, bytes, int]]:
    """Read record batches of a Parquet file from a row on.

    Parameters
    ----------
    path : Path
    n_done : int
        Rows to pass over.
    n_bytes : int
        About how large a batch is.

    Yields
    ------
    tuple of (int, int, bytes, int)
        Rows before it, rows in it, the batch as an Arrow stream, bytes of the file read.

    Raises
    ------
    DamageError
        The file is not Parquet, or damaged.
    """
    arrow = load_pyarrow()
    try:
        # Nanoseconds, as which old timestamps (INT96) are read otherwise, end in the year 2262.
        how = {"buffer_size": 1 << 20, "coerce_int96_timestamp_unit": "us"}
        with open_native(path) as stream, arrow.parquet.ParquetFile(stream, **how) as file:
            n_rows = file.metadata.num_rows
            if not n_rows and not n_done:
                yield 0, 0, as_stream(arrow.Table.from_batches([], file.schema_arrow)), 0
            n_before = 0
            for group in range(file.num_row_groups):
                metadata = file.metadata.row_group(group)
                if n_before + metadata.num_rows <= n_done:
                    n_before += metadata.num_rows
                    continue
                n_at_once = n_bytes * metadata.num_rows // max(1, metadata.total_byte_size)
                decoded = file.iter_batches(max(1, min(n_at_once, ROWS_AT_ONCE)), row_groups=[group])
                for batches in _gather(decoded, n_bytes):
                    table = arrow.Table.from_batches(batches)
                    left = table.slice(max(0, n_done - n_before))
                    n_before += len(table)
                    if len(left):
                        n_read = path.stat().st_size * n_before // n_rows
                        yield n_before - len(left), len(left), as_stream(left), n_read
    except (arrow.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise DamageError(str(path), f"not a sound Parquet file: {error}") from error


def open_native(path: Path, mode: Literal["rb", "wb"] = "rb") -> Any:
    """Open a file for pyarrow, which takes no name that is not UTF-8."""
    return load_pyarrow().OSFile(os.fsencode(path), mode)


def _gather(batches: "Iterable[pyarrow.RecordBatch]", n_bytes: int) -> "Iterator[list[pyarrow.RecordBatch]]":
    """Put batches together until they are large enough."""
    gathered = []
    size = 0
    for batch in batches:
        gathered.append(batch)
        size += batch.nbytes
        if size >= n_bytes:
            yield gathered
            gathered, size = [], 0
    if gathered:
        yield gathered


def as_stream(table: "pyarrow.Table") -> bytes:
    """Return a table as bytes that another process can read."""
    arrow = load_pyarrow()
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def from_stream(content: bytes) -> Any:
    """Return the table that `as_stream` wrote."""
    return load_pyarrow().ipc.open_stream(content).read_all()
