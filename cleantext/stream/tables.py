"""Rows of Parquet files for the workers; pyarrow is imported when such a file is met.

Floor 5: imports errors.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleantext.errors import MissingLibraryError, RecordError

if TYPE_CHECKING:
    import pyarrow


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
        raise MissingLibraryError(
            "Parquet needs pyarrow: pip install 'cleantext-segments[parquet]'"
        ) from error
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
    RecordError
        The file is not Parquet, or damaged.
    """
    arrow = load_pyarrow()
    try:
        with arrow.parquet.ParquetFile(path, buffer_size=1 << 20) as file:
            n_rows = file.metadata.num_rows
            if not n_rows and not n_done:
                yield 0, 0, as_stream(arrow.Table.from_batches([], file.schema_arrow)), 0
            n_before = 0
            for group in range(file.num_row_groups):
                metadata = file.metadata.row_group(group)
                if n_before + metadata.num_rows <= n_done:
                    n_before += metadata.num_rows
                    continue
                n_a_batch = max(1, n_bytes * metadata.num_rows // max(1, metadata.total_byte_size))
                for batch in file.iter_batches(n_a_batch, row_groups=[group]):
                    left = batch.slice(max(0, n_done - n_before))
                    n_before += len(batch)
                    if len(left):
                        n_read = path.stat().st_size * n_before // n_rows
                        rows = as_stream(arrow.Table.from_batches([left]))
                        yield n_before - len(left), len(left), rows, n_read
    except (arrow.ArrowException, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise RecordError(f"{path}: not a sound Parquet file: {error}") from error


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
