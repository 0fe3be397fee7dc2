"""What an analysis of an article is made of.

Floor 3: imports nothing of the package.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """One paragraph of an article, with the verdict on it.

    Attributes
    ----------
    start, end : int
        Half-open span in code points of the original text.
    text : str
        The slice itself.
    label : str
        One of `cleantext.LABELS`.
    score : float
        Calibrated probability that it is not content.
    scores : mapping of str to float
        Probability of each label; they sum to 1.
    is_removed : bool
    """

    start: int
    end: int
    text: str
    label: str
    score: float
    scores: Mapping[str, float]
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in an article.

    Attributes
    ----------
    text : str
        The original.
    clean_text : str
        The original without the removed segments.
    segments : tuple of Segment
        In order, covering everything but white space.
    """

    text: str
    clean_text: str
    segments: tuple[Segment, ...]
