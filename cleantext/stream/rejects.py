"""The file that takes what a run cannot read.

Floor 5.
"""

import json

from cleantext.errors import RecordError
from cleantext.stream.output import Output
from cleantext.stream.plan import Plan
from cleantext.stream.reading import Reject


class Rejects:
    """Rejects written as JSON lines of file, line (or row), reason and, where it is a line, record.

    Parameters
    ----------
    plan : Plan
    output : Output or None
        Where they go; None where the run has no such file, or put it under its name already.

    Attributes
    ----------
    first, last : str
        The first and the last of them in words; empty before there is one.
    """

    def __init__(self, plan: Plan, output: Output | None) -> None:
        self._plan = plan
        self._output = output
        self.first = self.last = ""

    def add(self, reject: Reject) -> None:
        """Write what could not be read.

        Raises
        ------
        RecordError
            There is no file for it.
        """
        source = self._plan.sources[reject.source]
        self.last = reject.describe(self._plan)
        self.first = self.first or self.last
        if self._output is None:
            raise RecordError(self.last)
        line = {"file": source.name, source.unit: reject.line, "reason": reject.reason}
        if reject.record:
            line["record"] = reject.record
        self._output.add(json.dumps(line).encode() + b"\n")

    def commit(self) -> int:
        """Make sure of what was added; return the mark to go on from."""
        return self._output.commit() if self._output else 0

    def finish(self, *, is_empty: bool) -> None:
        """Put the file under its name; an empty one only if the caller gave it that name."""
        path = self._plan.rejects_path
        if self._output is None or path is None:
            return
        if is_empty and not self._plan.is_rejects_named:
            self._output.discard()
            path.unlink(missing_ok=True)  # of a run before, to the same output
        else:
            self._output.finish()

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._output:
            self._output.discard()

    def go_back(self, mark: int) -> None:
        """Let go of the file, and leave what belongs to a mark."""
        if self._output:
            self._output.go_back(mark)

    def close(self) -> None:
        """Let go of the file."""
        if self._output:
            self._output.close()
