"""Cut removed segments out of a text.

Floor 3.
"""

import numpy as np
from numpy.typing import NDArray


def cut(text: str, start: NDArray[np.int64], end: NDArray[np.int64], is_removed: NDArray[np.bool_]) -> str:
    """Cut removed segments out, each with the white space that follows or, last, precedes it."""
    if not is_removed.any():
        return text
    kept = np.flatnonzero(~is_removed)
    if not len(kept):
        return text[: start[0]] + text[end[-1] :]
    edges = np.append(start[1:], len(text))
    edges[kept[-1]] = end[kept[-1]]
    pieces = [text[low:high] for low, high in zip(start[kept].tolist(), edges[kept].tolist(), strict=True)]
    return "".join([text[: start[0]], *pieces, text[end[-1] :]])
