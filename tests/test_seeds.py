from pathlib import Path
from typing import Literal

import pytest

from cleantext import Cleaner, Model

REMOVED = {
    "000": ("vCard.red is a free platform", "The platform allows you to display contact information"),
    "001": ("In a time of both misinformation", "By subscribing, you can help us"),
    "002": (),
}
"""How each paragraph that must go begins; everything else must stay."""


@pytest.mark.parametrize("mode", ["careful", "balanced"])
@pytest.mark.parametrize("seed", REMOVED)
def test_seed_article_loses_exactly_what_does_not_belong(
    seeds_dir: Path, shipped_model: Model, seed: str, mode: Literal["careful", "balanced"]
) -> None:
    (path,) = seeds_dir.glob(f"{seed}_*.txt")
    found = Cleaner(shipped_model, mode=mode).analyze(path.read_text("utf-8"))
    gone = [each.text for each in found.segments if each.is_removed]
    assert len(gone) == len(REMOVED[seed])
    assert all(text.startswith(opening) for text, opening in zip(gone, REMOVED[seed], strict=True))
