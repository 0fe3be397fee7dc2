"""Three articles a user gave; skipped where they are not there."""

from pathlib import Path
from typing import Literal

import pytest

from cleantext import Cleaner, Model

REMOVED = {"000": [5, 6], "001": [-2, -1], "002": []}
"""Which paragraphs must go: an advert in the middle, a plea at the end, nothing."""


@pytest.mark.parametrize(
    ("seed", "mode"),
    [("000", "careful"), ("000", "balanced"), ("001", "balanced"), ("002", "careful"), ("002", "balanced")],
)
def test_seed_article_loses_exactly_what_does_not_belong(
    seeds_dir: Path, shipped_model: Model, seed: str, mode: Literal["careful", "balanced"]
) -> None:
    (path,) = seeds_dir.glob(f"{seed}_*.txt")
    segments = Cleaner(shipped_model, mode=mode).analyze(path.read_text("utf-8")).segments
    gone = [segment.text for segment in segments if segment.is_removed]
    assert gone == [segments[index].text for index in REMOVED[seed]]
