"""Write model folders.

Floor 3; numpy only.
"""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from cleantext.errors import ModelError
from cleantext.labels import LABELS
from cleantext.model import Model
from cleantext.modelarrays import take_apart
from cleantext.modelfolder import (
    CARD_NAME,
    FORMAT_VERSION,
    MANIFEST_NAME,
    golden_scores,
    load_model,
    sha256,
    verify_golden,
)


def save_model(model: Model, path: str | Path, *, card: str, golden: Sequence[str]) -> Model:
    """Write a model folder; one that is there is replaced when the new one is whole.

    Parameters
    ----------
    model : Model
        With thresholds in its manifest.
    path : str or Path
    card : str
        Text of MODEL_CARD.md.
    golden : sequence of str
        Articles whose scores are stored, to be verified later.

    Returns
    -------
    Model
        As read back from the folder.

    Raises
    ------
    ModelError
        See `check_room`; or the model read back scores differently.
    """
    folder = Path(path).resolve()
    check_room(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        staged = Path(beside, "new")
        staged.mkdir()
        _write(model, staged, card, golden)
        saved = load_model(staged)
        verify_golden(saved)
        _replace(folder, staged, Path(beside, "old"))
    return saved


def _replace(folder: Path, new: Path, old: Path) -> None:
    """Put a new folder in the place of one that may be there; where that fails it stays."""
    try:
        if folder.exists():
            shutil.copymode(folder, new)
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise


def _write(model: Model, folder: Path, card: str, golden: Sequence[str]) -> None:
    entries = {}
    for name, array in take_apart(model).items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
        entries[name] = {
            "shape": list(array.shape),
            "dtype": str(array.dtype),
            "sha256": sha256((folder / f"{name}.npy").read_bytes()),
        }
    (folder / CARD_NAME).write_text(card, encoding="utf-8", newline="\n")
    manifest = {
        "format": FORMAT_VERSION,
        "labels": list(LABELS),
        **model.manifest,
        "golden": [{"text": text, "scores": golden_scores(model, text)} for text in golden],
        "arrays": entries,
        "card": {"file": CARD_NAME, "sha256": sha256(card.encode())},
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8", newline="\n")


def check_room(folder: Path) -> None:
    """Refuse a path where no model can be written without losing something else.

    Raises
    ------
    ModelError
        It is a file, is in no folder that can be written to, is a disk of its own, or holds something
        besides a model.
    """
    around = [path for path in folder.absolute().parents if path.exists()]
    nearest = folder if folder.exists() else around[0]
    if not nearest.is_dir():
        raise ModelError(f"{nearest} is a file, not a folder")
    if not all(os.access(path, os.W_OK) for path in {nearest, around[0]}):
        raise ModelError(f"{nearest} cannot be written to")
    if folder.is_mount():
        raise ModelError(f"{folder} is a disk of its own and cannot be replaced; name a folder in it")
    if others := set(_inside(folder)) - _model_files(folder):
        named = ", ".join(sorted(path.name for path in others)[:3])
        raise ModelError(f"{folder} holds files that are not a model ({named}); name an empty or new folder")


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _model_files(folder: Path) -> set[Path]:
    """Return what of a folder is a model, of whatever format: what its manifest lists; none without one."""
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_bytes())
        names = {MANIFEST_NAME, manifest["card"]["file"], *(f"{name}.npy" for name in manifest["arrays"])}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {path for path in _inside(folder) if path.name in names}
