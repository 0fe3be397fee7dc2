"""A model's arrays by name: take apart, put together, see whether they fit.

Floor 3; numpy only.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleantext.features.inputs import input_names
from cleantext.features.meaning import N_MEANINGS, MeaningTable
from cleantext.features.wording import LinearModel
from cleantext.features.words import WordTable
from cleantext.labels import LABELS
from cleantext.model import MODES, Calibration, Model
from cleantext.network import Network, most_weight

_DTYPES: Final = {
    "wording": "int16",
    "ends": "int16",
    "word_vectors": "int8",
    "word_check": "uint8",
    "word_rarity": "uint8",
    "meaning_vectors": "int8",
    "meaning_row": "uint16",
    "meaning_check": "uint8",
    "calibration_raw": "float64",
    "calibration_calibrated": "float64",
    "first_weights": "int16",
    "second_weights": "int16",
}
"""Without the number of a layer; every other array is float32."""


def dtype_of(name: str) -> str:
    """Return the type of an array's file by its name."""
    return _DTYPES.get(name.rstrip("_0123456789"), "float32")


def take_apart(model: Model) -> dict[str, NDArray[Any]]:
    """Return the model's arrays by the names of their files."""
    arrays: dict[str, NDArray[Any]] = {
        "word_vectors": model.words.vectors,
        "word_check": model.words.check,
        "word_rarity": model.words.rarity,
        "meaning_vectors": model.meanings.vectors,
        "meaning_row": model.meanings.row,
        "meaning_check": model.meanings.check,
        "calibration_raw": model.calibration.raw,
        "calibration_calibrated": model.calibration.calibrated,
    }
    for name in ("wording", "ends"):
        linear: LinearModel = getattr(model, name)
        arrays |= {name: linear.table, f"{name}_scale": linear.scale, f"{name}_bias": linear.bias}
    for name in ("first", "second"):
        network: Network = getattr(model, name)
        arrays |= {f"{name}_mean": network.mean, f"{name}_factor": network.factor}
        for layer, weights in enumerate(network.weights):
            arrays |= {
                f"{name}_weights_{layer}": weights.astype(np.int16),
                f"{name}_scales_{layer}": network.scales[layer],
                f"{name}_biases_{layer}": network.biases[layer],
            }
    return arrays


def put_together(arrays: Mapping[str, NDArray[Any]], manifest: Mapping[str, Any]) -> Model:
    """Make a model of its arrays by name; `find_misfits` tells whether they fit.

    Raises
    ------
    KeyError
        An array is missing.
    """
    return Model(
        LinearModel(arrays["wording"], arrays["wording_scale"], arrays["wording_bias"]),
        LinearModel(arrays["ends"], arrays["ends_scale"], arrays["ends_bias"]),
        WordTable(arrays["word_vectors"], arrays["word_check"], arrays["word_rarity"]),
        MeaningTable(arrays["meaning_vectors"], arrays["meaning_row"], arrays["meaning_check"]),
        _network(arrays, "first"),
        _network(arrays, "second"),
        Calibration(arrays["calibration_raw"], arrays["calibration_calibrated"]),
        manifest,
    )


def _network(arrays: Mapping[str, NDArray[Any]], name: str) -> Network:
    n_layers = sum(key.startswith(f"{name}_weights_") for key in arrays)
    weights, scales, biases = (
        tuple(arrays[f"{name}_{part}_{layer}"] for layer in range(n_layers))
        for part in ("weights", "scales", "biases")
    )
    weights = tuple(whole.astype(np.float32) for whole in weights)
    return Network(arrays[f"{name}_mean"], arrays[f"{name}_factor"], weights, scales, biases)


def find_misfits(model: Model) -> list[str]:
    """Say what does not fit together, in arrays and manifest."""
    expected = _expected_shapes(model)
    found = [
        f"{name} has shape {array.shape}, must be {expected[name]}"
        for name, array in take_apart(model).items()
        if array.shape != expected[name]
    ]
    lengths = {
        "wording": len(model.wording.table),
        "ends": len(model.ends.table),
        "word_check": len(model.words.check),
        "meaning_check": len(model.meanings.check),
    }
    for name, n_rows in lengths.items():
        if n_rows < 2 or n_rows & (n_rows - 1):
            found.append(f"{name} has {n_rows} rows, must have a power of two")
    for name in ("first", "second"):
        for layer, weights in enumerate(getattr(model, name).weights):
            if np.abs(weights).sum(axis=1, dtype=np.float64).max(initial=0) > most_weight(layer):
                found.append(f"{name}_weights_{layer} adds up to more than is exact")
    if model.meanings.row.max(initial=0) >= len(model.meanings.vectors):
        found.append("meaning_row names rows that meaning_vectors does not have")
    raw, calibrated = (np.diff(np.ravel(knots)) for knots in model.calibration)
    if not model.calibration.raw.size or (raw <= 0).any() or (calibrated < 0).any():
        found.append("the calibration does not ascend")
    thresholds = [model.manifest["modes"][mode]["threshold"] for mode in MODES]
    if not all(type(threshold) in {int, float} and 0 <= threshold <= 1 for threshold in thresholds):
        found.append(f"the manifest lacks a threshold between 0 and 1 for one of {', '.join(MODES)}")
    for entry in model.manifest["golden"]:
        if not isinstance(entry["text"], str) or not isinstance(entry["scores"], list):
            found.append("a golden article in the manifest lacks text or scores")
    return found


def _expected_shapes(model: Model) -> dict[str, tuple[int, ...]]:
    """Return the shape of every array, given how many rows, words, dimensions and units there are."""
    n_labels, n_dimensions = len(LABELS), model.words.vectors.shape[-1]
    n_words, n_knots = len(model.words.check), len(model.calibration.raw)
    shapes: dict[str, tuple[int, ...]] = {
        "wording": (len(model.wording.table), n_labels),
        "wording_scale": (n_labels,),
        "wording_bias": (n_labels,),
        "ends": (len(model.ends.table), n_labels),
        "ends_scale": (n_labels,),
        "ends_bias": (n_labels,),
        "word_vectors": (n_words, n_dimensions),
        "word_check": (n_words,),
        "word_rarity": (n_words,),
        "meaning_vectors": (len(model.meanings.vectors), N_MEANINGS),
        "meaning_row": (len(model.meanings.check),),
        "meaning_check": (len(model.meanings.check),),
        "calibration_raw": (n_knots,),
        "calibration_calibrated": (n_knots,),
    }
    for name, n_inputs in zip(("first", "second"), map(len, input_names()), strict=True):
        network: Network = getattr(model, name)
        sizes = [n_inputs, *(biases.shape[-1] for biases in network.biases[:-1]), n_labels]
        n_networks = len(network.biases[-1])
        shapes |= {f"{name}_mean": (n_inputs,), f"{name}_factor": (n_inputs,)}
        for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
            shapes[f"{name}_weights_{layer}"] = (n_networks, n_in, n_out)
            shapes |= {f"{name}_{part}_{layer}": (n_networks, 1, n_out) for part in ("scales", "biases")}
    return shapes
