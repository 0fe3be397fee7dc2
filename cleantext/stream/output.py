"""Targets of a run: they appear under their name once they are complete.

Floor 5.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import IO, Protocol

from cleantext.stream.plan import Plan, beside, is_file_target, is_same_file
from cleantext.stream.sources import STANDARD


class Output(Protocol):
    """Where articles are written, in pieces that are sound by themselves."""

    def add(self, content: bytes) -> None:
        """Write a piece."""

    def commit(self) -> int:
        """Make sure of what was added; return the mark to go on from."""

    def finish(self) -> None:
        """Put the whole under its name."""

    def discard(self) -> None:
        """Leave nothing behind."""

    def go_back(self, mark: int) -> None:
        """Let go of what is open, and leave what belongs to a mark."""

    def close(self) -> None:
        """Let go of what is open."""


class FileOutput:
    """A file that has a temporary name beside its own until it is complete.

    Parameters
    ----------
    target : Path
    mark : int
        Bytes to go on after; what stands behind them is cut off.
    """

    def __init__(self, target: Path, mark: int) -> None:
        self._target = target.resolve()
        if not self._target.parent.is_dir():
            raise FileNotFoundError(f"{target}: there is no folder {self._target.parent}; make it first")
        self._part = beside(target, ".part")
        self._stream = self._part.open("r+b" if mark else "wb")
        self._stream.truncate(mark)
        self._stream.seek(mark)
        self._committed = mark

    @staticmethod
    def is_whole(target: Path, mark: int) -> bool:
        """Tell whether everything before a mark is there."""
        part = beside(target, ".part")
        return part.is_file() and part.stat().st_size >= mark if mark else True

    def add(self, content: bytes) -> None:
        """Write a piece."""
        with naming(self._part):
            self._stream.write(content)

    def commit(self) -> int:
        """Make sure that everything is on the disk; return the length, in bytes."""
        if self._stream.tell() > self._committed:
            with naming(self._part):
                self._stream.flush()
                os.fsync(self._stream.fileno())
            self._committed = self._stream.tell()
        return self._committed

    def finish(self) -> None:
        """Put the whole under its name, with the mode of a file that it replaces."""
        self._stream.close()
        if self._target.exists():
            shutil.copymode(self._target, self._part)
        self._part.replace(self._target)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._stream.close()
        self._part.unlink(missing_ok=True)

    def go_back(self, mark: int) -> None:
        """Close the file, cut off behind a mark."""
        self._stream.close()
        if self._part.is_file() and self._part.stat().st_size > mark:
            os.truncate(self._part, mark)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


class OpenOutput:
    """Standard output, a device or a pipe: what is written to it is gone.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        # descriptor 1: sys.stdout.buffer may be unbuffered, and then writes less than it is given
        self._stream: IO[bytes] = os.fdopen(1, "wb", closefd=False) if path == STANDARD else path.open("ab")

    def add(self, content: bytes) -> None:
        """Write a piece, and let the reader have it."""
        self._stream.write(content)
        self._stream.flush()

    def commit(self) -> int:
        """Return 0: nothing can be gone back to."""
        return 0

    def finish(self) -> None:
        """Close it."""
        self._stream.close()

    def discard(self) -> None:
        """Close it."""
        self._stream.close()

    def go_back(self, mark: int) -> None:  # noqa: ARG002
        """Close it."""
        self._stream.close()

    def close(self) -> None:
        """Close it."""
        self._stream.close()


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let errors say which file could not be written: a full disk does not."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def open_output(plan: Plan, source: int, mark: int = 0) -> Output:
    """Open the target of a source, to go on after a mark.

    Raises
    ------
    OSError
        It cannot be opened.
    """
    target = plan.target_of(source)
    if plan.is_folder:
        target.parent.mkdir(parents=True, exist_ok=True)
    if plan.sources[source].form == "parquet":
        from cleantext.stream.parquet import ParquetOutput

        return ParquetOutput(target, mark, like=plan.sources[source].path)
    return open_path(target, mark)


def open_path(path: Path, mark: int = 0) -> Output:
    """Open a file to go on after a mark; or standard output, a device or a pipe."""
    return FileOutput(path, mark) if is_file_target(path) else OpenOutput(path)


def make_sure_of(path: Path) -> None:
    """See to it that a complete file is on the disk, unless somebody took it away, or may not open it."""
    mode = "r+b" if os.access(path, os.W_OK) else "rb"  # some systems flush what is open for writing alone
    with suppress(FileNotFoundError, PermissionError), naming(path), path.open(mode) as stream:
        os.fsync(stream.fileno())


def put_aside(target: Path, source: Path) -> None:
    """Rename what an earlier run left under a target's name, unless that is the source itself."""
    if target.is_file() and not is_same_file(target, source):
        target.replace(_old_name(target))


def save_old(target: Path, sources: Iterable[Path]) -> None:
    """Copy a target that is about to be replaced, if it is a source, with records that could not be read."""
    if any(is_same_file(target, path) for path in sources):
        shutil.copy2(target, _old_name(target))


def _old_name(target: Path) -> Path:
    """Return a name for what a target was that nothing has: NAME.old, NAME.2.old and so on."""
    endings = chain([".old"], (f".{number}.old" for number in count(2)))
    return next(path for ending in endings if not (path := beside(target, ending)).exists())


def is_whole(plan: Plan, source: int, mark: int) -> bool:
    """Tell whether what a run wrote for a source, up to a mark, is still there."""
    target = plan.target_of(source)
    if plan.sources[source].form == "parquet":
        from cleantext.stream.parquet import ParquetOutput

        return ParquetOutput.is_whole(target, mark)
    return FileOutput.is_whole(target, mark)
