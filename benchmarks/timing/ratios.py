"""The pinned figures of speed, and what they are to become.

Ratios within one run, never seconds: those say as much of the
machine as of the code. Memory is the exception, as it hardly depends on the machine.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Ratio:
    """One pinned figure of speed.

    Attributes
    ----------
    section : str
        The part of the benchmark that measures it.
    name : str
    title : str
    aim : float
        What it is to become.
    is_ceiling : bool
        Lower is better.
    """

    section: str
    name: str
    title: str
    aim: float
    is_ceiling: bool = False


RATIOS: Final = (
    Ratio("throughput", "throughput_justext", "throughput against jusText, x", 25),
    Ratio("throughput", "throughput_hashing", "against HashingVectorizer + SGD, x", 20),
    Ratio("throughput", "throughput_fasttext", "against fastText with preprocessing, x", 10),
    Ratio("throughput", "throughput_c4", "against C4 line rules, x", 1),
    Ratio("article", "article_justext", "one 5 KB article, faster than jusText, x", 20),
    Ratio("cold", "cold_numpy", "import and first clean against import numpy, x", 1.5, is_ceiling=True),
    Ratio("stream", "peak_memory", "peak memory on JSON lines, one process, MB", 150, is_ceiling=True),
    Ratio("stream", "two_jobs", "two processes against one, x", 1.95),
    Ratio("length", "length_cost", "time a byte, 10 MB article against 10 KB, x", 1.0, is_ceiling=True),
)
"""In the order in which they are reported. Floors and ceilings stand in the gate file."""
