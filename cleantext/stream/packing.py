"""Packed files: gzip and zstd, by the end of their names.

Floor 5.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from cleantext.errors import RecordError
from cleantext.stream.sources import STANDARD, Source, packing_of

GZIP_LEVEL: Final = 6
"""What gzip itself uses."""
LARGEST_WINDOW: Final = 31
"""Logarithm of the most bytes that zstd may hold of a file: what ``zstd --long=31`` writes can be read."""


class DamageError(RecordError):
    """What is wrong with a file as a whole, from somewhere in it on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.reason = reason


@contextmanager
def open_source(source: Source) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a source for reading: unpacked, and as it is.

    Raises
    ------
    DamageError
        The packed file is damaged.
    """
    if source.path == STANDARD:
        yield sys.stdin.buffer, sys.stdin.buffer
        return
    packing = packing_of(source.path.suffix)
    with source.path.open("rb") as packed:
        if packing is None:
            yield packed, packed
            return
        if packing == "gzip":
            import gzip
            import zlib

            stream: Any = gzip.GzipFile(fileobj=packed)
            damage: tuple[type[Exception], ...] = (EOFError, gzip.BadGzipFile, zlib.error)
        else:
            zstd = load_zstd()
            largest = {zstd.DecompressionParameter.window_log_max: LARGEST_WINDOW}
            stream, damage = zstd.ZstdFile(packed, options=largest), (EOFError, zstd.ZstdError)
        try:
            with stream:
                yield stream, packed
        except damage as error:
            raise DamageError(source.name, f"damaged {packing} file: {error}") from error


def pack(content: bytes, suffix: str) -> bytes:
    """Pack what is written as the suffix of its target says, apart from what stands around it."""
    match packing_of(suffix):
        case None:
            return content
        case "gzip":
            import gzip

            return gzip.compress(content, GZIP_LEVEL, mtime=0)
    packed: bytes = load_zstd().compress(content)
    return packed


def load_zstd() -> Any:
    """Import zstd, which the standard library has from Python 3.14 on."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd
