"""Cut removed segments out of a text.

Floor 3.
"""

import numpy as np
from numpy.typing import NDArray


def cut(text: str, start: NDArray[np.int64], end: NDArray[np.int64], is_removed: NDArray[np.bool_]) -> str:
    """Cut removed segments out, each with the white space that follows or, last, precedes it."""
    removed = is_removed.tolist()
    if True not in removed:
        return text
    starts, ends = start.tolist(), end.tolist()
    kept = [at for at, goes in enumerate(removed) if not goes]
    if not kept:
        return text[: starts[0]] + text[ends[-1] :]
    edges = [*starts[1:], len(text)]
    edges[kept[-1]] = ends[kept[-1]]
    pieces = [text[starts[at] : edges[at]] for at in kept]
    return "".join([text[: starts[0]], *pieces, text[ends[-1] :]])
