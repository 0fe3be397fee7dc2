"""A model's arrays by name: take apart, put together, see whether they fit.

Floor 3; numpy only.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.features.inputs import input_names
from cleantext.features.meaning import N_MEANINGS, MeaningTable
from cleantext.features.wording import LARGEST_WEIGHT, LinearModel
from cleantext.features.words import WordTable
from cleantext.labels import LABELS
from cleantext.model import MODES, Calibration, Model
from cleantext.network import Network, most_weight


class Form(NamedTuple):
    """What an array must be.

    Attributes
    ----------
    dtype : str
    shape : tuple of int or str
        A name stands for a number that is the same wherever the name stands.
    """

    dtype: str
    shape: tuple[int | str, ...]


def _linear(name: str) -> dict[str, Form]:
    return {
        name: Form("int16", (f"rows of {name}", len(LABELS))),
        f"{name}_scale": Form("float32", (len(LABELS),)),
        f"{name}_bias": Form("float32", (len(LABELS),)),
    }


_PARTS: Final[dict[str, tuple[Any, dict[str, Form]]]] = {
    "wording": (LinearModel, _linear("wording")),
    "ends": (LinearModel, _linear("ends")),
    "words": (
        WordTable,
        {
            "word_vectors": Form("int8", ("rows of word_check", "dimensions")),
            "word_check": Form("uint8", ("rows of word_check",)),
            "word_rarity": Form("uint8", ("rows of word_check",)),
        },
    ),
    "meanings": (
        MeaningTable,
        {
            "meaning_vectors": Form("int8", ("words with a meaning", N_MEANINGS)),
            "meaning_row": Form("uint16", ("rows of meaning_check",)),
            "meaning_check": Form("uint8", ("rows of meaning_check",)),
        },
    ),
    "calibration": (
        Calibration,
        {
            "calibration_raw": Form("float64", ("knots",)),
            "calibration_calibrated": Form("float64", ("knots",)),
        },
    ),
}
"""Attributes of a model that are named tuples of arrays, and these in the tuple's order."""
_FOUND_BY_HASH: Final = ("rows of wording", "rows of ends", "rows of word_check", "rows of meaning_check")
"""Numbers that must be powers of two: a hash's upper bits name the row."""
_NETWORKS: Final = ("first", "second")
"""Attributes of a model that are networks."""


def forms_of(names: Iterable[str]) -> dict[str, Form]:
    """Return the form of every array of a model, given their names, which tell how many layers there are."""
    names = list(names)
    forms: dict[str, Form] = {}
    for _, part in _PARTS.values():
        forms |= part
    for name, n_inputs in zip(_NETWORKS, map(len, input_names()), strict=True):
        n_hidden = sum(each.startswith(f"{name}_weights_") for each in names) - 1
        hidden = (f"units of {name} in layer {layer}" for layer in range(n_hidden))
        units: list[int | str] = [n_inputs, *hidden, len(LABELS)]
        forms |= {f"{name}_{each}": Form("float32", (n_inputs,)) for each in ("mean", "factor")}
        for layer, (n_in, n_out) in enumerate(pairwise(units)):
            forms[f"{name}_weights_{layer}"] = Form("int16", (f"networks of {name}", n_in, n_out))
            forms[f"{name}_scales_{layer}"] = Form("float32", (f"networks of {name}", 1, n_out))
            forms[f"{name}_biases_{layer}"] = Form("float32", (f"networks of {name}", 1, n_out))
    return forms


def take_apart(model: Model) -> dict[str, NDArray[Any]]:
    """Return the model's arrays by the names of their files."""
    arrays: dict[str, NDArray[Any]] = {}
    for part, (_, forms) in _PARTS.items():
        arrays |= zip(forms, getattr(model, part), strict=True)
    for name in _NETWORKS:
        network: Network = getattr(model, name)
        arrays |= {f"{name}_mean": network.mean, f"{name}_factor": network.factor}
        for layer, weights in enumerate(network.weights):
            arrays[f"{name}_weights_{layer}"] = weights.astype(np.int16)
            arrays[f"{name}_scales_{layer}"] = network.scales[layer]
            arrays[f"{name}_biases_{layer}"] = network.biases[layer]
    return arrays


def put_together(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> Model:
    """Make a model of its arrays by name; `find_misfits` tells whether they fit.

    Raises
    ------
    KeyError
        An array is missing.
    """
    parts: dict[str, Any] = {
        part: make(*(arrays[name] for name in forms)) for part, (make, forms) in _PARTS.items()
    }
    parts |= {name: _network(arrays, name) for name in _NETWORKS}
    return Model(**parts, manifest=manifest)


def _network(arrays: Mapping[str, NDArray[Any]], name: str) -> Network:
    n_layers = sum(key.startswith(f"{name}_weights_") for key in arrays)
    weights, scales, biases = (
        tuple(arrays[f"{name}_{what}_{layer}"] for layer in range(n_layers))
        for what in ("weights", "scales", "biases")
    )
    weights = tuple(whole.astype(np.float32) for whole in weights)
    return Network(arrays[f"{name}_mean"], arrays[f"{name}_factor"], weights, scales, biases)


def find_misfits(model: Model) -> list[str]:
    """Say what does not fit together, in arrays and manifest."""
    return [*_array_misfits(model), *_value_misfits(model), *_manifest_misfits(model.manifest)]


def _array_misfits(model: Model) -> list[str]:
    arrays = take_apart(model)
    forms = forms_of(arrays)
    numbers: dict[int | str, int] = {}
    found = []
    for name, array in arrays.items():
        shape = forms[name].shape
        if len(array.shape) == len(shape):
            numbers = dict(zip(shape, array.shape, strict=True)) | numbers
        expected = tuple(size if isinstance(size, int) else numbers.get(size, size) for size in shape)
        if array.shape != expected:
            found.append(f"{name} has shape {array.shape}, must be {expected}")
    for name in _FOUND_BY_HASH:
        n_rows = numbers.get(name, 0)
        if n_rows < 2 or n_rows & (n_rows - 1):
            found.append(f"there are {n_rows} {name}, must be a power of two")
    return found


def _value_misfits(model: Model) -> list[str]:
    found = []
    for name, linear in (("wording", model.wording), ("ends", model.ends)):
        if linear.table.size and max(linear.table.max(), -int(linear.table.min())) > LARGEST_WEIGHT:
            found.append(f"{name} holds weights beyond {LARGEST_WEIGHT}")
    for name, network in (("first", model.first), ("second", model.second)):
        for layer, weights in enumerate(network.weights):
            if np.abs(weights).sum(axis=1, dtype=np.float64).max(initial=0) > most_weight(layer):
                found.append(f"{name}_weights_{layer} adds up to more than is exact")
    if model.meanings.row.max(initial=0) >= len(model.meanings.vectors):
        found.append("meaning_row names rows that meaning_vectors does not have")
    raw, calibrated = (np.diff(np.ravel(knots)) for knots in model.calibration)
    if not model.calibration.raw.size or (raw <= 0).any() or (calibrated < 0).any():
        found.append("the calibration does not ascend")
    return found


def _manifest_misfits(manifest: Mapping[str, Any]) -> list[str]:
    found = []
    thresholds = [manifest["modes"][mode]["threshold"] for mode in MODES]
    if not all(type(threshold) in {int, float} and 0 <= threshold <= 1 for threshold in thresholds):
        found.append(f"the manifest lacks a threshold between 0 and 1 for one of {', '.join(MODES)}")
    for entry in manifest["golden"]:
        if not isinstance(entry["text"], str) or not isinstance(entry["scores"], list):
            found.append("a golden article in the manifest lacks text or scores")
    return found
