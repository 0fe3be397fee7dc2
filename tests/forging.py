"""Change a saved model as a careful forger would."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Manifest = dict[str, Any]


def edit_manifest(folder: Path, edit: Callable[[Manifest], object]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    edit(manifest)
    path.write_text(json.dumps(manifest), "utf-8")


def put_file(folder: Path, name: str, content: bytes) -> None:
    """Replace an array's file, and its hash in the manifest."""
    (folder / f"{name}.npy").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    edit_manifest(folder, lambda manifest: manifest["arrays"][name].update(sha256=digest))


def put_array(folder: Path, name: str, array: np.ndarray[Any, Any], *, declared: bool = True) -> None:
    """Replace an array as a careful forger would: file, hash, shape and type."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    put_file(folder, name, buffer.getvalue())
    if declared:
        shape, dtype = list(array.shape), str(array.dtype)
        edit_manifest(folder, lambda manifest: manifest["arrays"][name].update(shape=shape, dtype=dtype))
