"""Read model folders: manifest.json, one .npy file an array, and MODEL_CARD.md.

Floor 3. Nothing is ever
unpickled. Writing is in modelsaving.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleantext.errors import ModelError, ModelNotFoundError
from cleantext.labels import LABELS
from cleantext.model import Model
from cleantext.modelarrays import find_misfits, forms_of, put_together

FORMAT_VERSION: Final = 4
MANIFEST_NAME: Final = "manifest.json"
CARD_NAME: Final = "MODEL_CARD.md"
GOLDEN_TOLERANCE: Final = 1e-3
"""Largest difference of a golden score that another processor's rounding explains."""


def default_model_path() -> Path:
    """Return the folder of the model that ships with the package."""
    package = Path(__file__).parent
    installed = package / "_models" / "default"
    return installed if installed.is_dir() else package.parent / "models" / "default"


def load_model(path: str | Path) -> Model:
    """Read a model folder, checking every file.

    Parameters
    ----------
    path : str or Path
        A folder that `cleantext train` wrote.

    Returns
    -------
    Model

    Raises
    ------
    ModelNotFoundError
        There is no manifest at the path.
    ModelError
        The format version is another, a file is missing or was changed, or an
        array has another shape or type than it must, or is not finite.
    """
    return _load(Path(path), is_hashed=True)


def load_default_model() -> Model:
    """Map the model that ships with the package into memory.

    What installed the package has checked its files, so they are not hashed again;
    `cleantext info --verify` does. Their form is checked as `load_model` does.
    Processes share the memory.

    Returns
    -------
    Model

    Raises
    ------
    ModelNotFoundError, ModelError
    """
    return _load(default_model_path(), is_hashed=False)


def _load(folder: Path, *, is_hashed: bool) -> Model:
    manifest = read_manifest(folder)
    read = _read_hashed if is_hashed else _map
    try:
        arrays = {}
        for name, form in forms_of(manifest["arrays"]).items():
            path, entry = folder / f"{name}.npy", manifest["arrays"][name]
            arrays[name] = _checked(path, read(path, entry), entry, form.dtype)
        if is_hashed:
            _check_card(folder, manifest["card"])
        model = put_together(arrays, manifest)
        misfits = find_misfits(model)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise ModelError(f"{folder / MANIFEST_NAME}: incomplete or of the wrong form: {error!r}") from error
    if misfits:
        raise ModelError(f"{folder}: {'; '.join(misfits)}")
    return model


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read and check the manifest alone.

    Raises
    ------
    ModelNotFoundError, ModelError
    """
    path = folder / MANIFEST_NAME
    try:
        manifest = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelNotFoundError(
            f"no model at {folder}: expected a folder with a {MANIFEST_NAME}, as `cleantext train` writes"
        ) from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON: {error}") from error
    version = manifest.get("format") if isinstance(manifest, dict) else None
    if version != FORMAT_VERSION:
        raise ModelError(
            f"{path}: model format {version!r}, but this cleantext reads format {FORMAT_VERSION}; "
            "train the model anew or install the cleantext that wrote it"
        )
    if manifest.get("labels") != list(LABELS):
        raise ModelError(f"{path}: the labels are not {', '.join(LABELS)}")
    return dict(manifest)


def verify_golden(model: Model) -> int:
    """Score the model's golden articles again.

    Returns
    -------
    int
        How many there are.

    Raises
    ------
    ModelError
        A score differs by more than `GOLDEN_TOLERANCE`.
    """
    golden = model.manifest["golden"]
    for index, entry in enumerate(golden):
        found = golden_scores(model, entry["text"])
        stored = entry["scores"]
        if len(found) != len(stored) or not np.allclose(found, stored, rtol=0, atol=GOLDEN_TOLERANCE):
            raise ModelError(
                f"golden article {index} scores {found}, but {stored} was stored when the model was "
                "saved; the model or this installation computes something else"
            )
    return len(golden)


def golden_scores(model: Model, text: str) -> list[float]:
    """Return the scores of an article's segments as the manifest holds them."""
    return [round(float(score), 6) for score in 1 - model.score([text]).scores[:, 0]]


def _read_hashed(path: Path, entry: Mapping[str, Any]) -> NDArray[Any]:
    """Read an array whose file must be what the manifest says, to the last bit."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; copy the whole model folder") from error
    if sha256(content) != entry["sha256"]:
        raise ModelError(f"{path} was changed or damaged: its SHA-256 is not the manifest's")
    try:
        array: NDArray[Any] = np.lib.format.read_array(BytesIO(content), allow_pickle=False)
    except ValueError as error:
        raise ModelError(f"{path}: not a plain numpy array: {error}") from error
    array.flags.writeable = False
    return array


def _map(path: Path, entry: Mapping[str, Any]) -> NDArray[Any]:  # noqa: ARG001
    """Map an array into memory, unread."""
    try:
        # As a plain ndarray: what is computed from a memmap would be memmaps, and slow.
        return np.asarray(np.lib.format.open_memmap(path, mode="r"))
    except FileNotFoundError as error:
        raise ModelError(f"{path} is missing; install the package anew") from error
    except ValueError as error:
        raise ModelError(f"{path}: not a plain numpy array: {error}") from error


def _checked(path: Path, array: NDArray[Any], entry: Mapping[str, Any], dtype: str) -> NDArray[Any]:
    """Return an array of the type and shape that it must have, with values that can be used."""
    if str(array.dtype) != dtype or entry["dtype"] != dtype:
        raise ModelError(f"{path}: type {array.dtype}, must be {dtype}")
    if list(array.shape) != list(entry["shape"]):
        raise ModelError(f"{path}: shape {array.shape}, but the manifest says {entry['shape']}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ModelError(f"{path}: holds values that are not finite")
    return array


def _check_card(folder: Path, entry: Mapping[str, Any]) -> None:
    path = folder / CARD_NAME
    if not path.exists():
        raise ModelError(f"{path} is missing; copy the whole model folder")
    if sha256(path.read_bytes()) != entry["sha256"]:
        raise ModelError(f"{path} was changed: its SHA-256 is not the manifest's")


def sha256(content: bytes) -> str:
    """Return the hash of a file's content as the manifest holds it."""
    import hashlib  # not needed, and not cheap, where nothing is hashed

    return hashlib.sha256(content).hexdigest()


def with_manifest(model: Model, **entries: object) -> Model:
    """Return the model with entries of its manifest replaced."""
    return replace(model, manifest={**model.manifest, **entries})
