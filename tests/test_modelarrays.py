from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cleantext import LABELS, Model, ModelError, load_model
from cleantext.features.wording import LARGEST_WEIGHT
from cleantext.modelarrays import find_misfits, put_together, take_apart
from cleantext.modelfolder import with_manifest
from cleantext.network import most_weight
from tests.forging import edit_manifest, put_array


def test_a_model_taken_apart_and_put_together_is_the_same(tiny_model: Model) -> None:
    again = put_together(take_apart(tiny_model), tiny_model.manifest)
    text = "A ferry.\n\nShare\n\nPrint"
    assert np.array_equal(again.score([text]).scores, tiny_model.score([text]).scores)


def test_a_model_in_order_has_no_misfits(tiny_model: Model, shipped_model: Model) -> None:
    assert find_misfits(with_manifest(tiny_model, golden=[])) == []
    assert find_misfits(shipped_model) == []


def test_every_misfit_is_named(tiny_model: Model) -> None:
    short = np.zeros(len(LABELS) - 1, np.float32)
    broken = replace(
        with_manifest(tiny_model, golden=[]), ends=tiny_model.ends._replace(scale=short, bias=short)
    )
    assert [misfit.split()[0] for misfit in find_misfits(broken)] == ["ends_scale", "ends_bias"]


@pytest.mark.parametrize(
    "name",
    [
        "wording", "wording_scale", "ends", "word_vectors", "word_check", "calibration_raw",
        "first_mean", "second_weights_0", "second_biases_1",
    ],
)  # fmt: skip
def test_another_type_is_refused_whatever_the_manifest_says(model_folder: Path, name: str) -> None:
    array = np.load(model_folder / f"{name}.npy")
    other = array.astype(np.float16 if array.dtype != np.float16 else np.float32)
    for declared in (False, True):
        put_array(model_folder, name, other, declared=declared)
        with pytest.raises(ModelError, match=rf"{name}\.npy: type float16, must be {array.dtype}"):
            load_model(model_folder)


def test_a_shape_that_is_not_the_manifests_is_refused(model_folder: Path) -> None:
    array = np.load(model_folder / "first_mean.npy")
    put_array(model_folder, "first_mean", array[:-1], declared=False)
    with pytest.raises(ModelError, match=r"first_mean\.npy: shape .* but the manifest says"):
        load_model(model_folder)


def array_names() -> list[str]:
    kinds = ("mean", "factor", "weights_0", "weights_1", "scales_0", "scales_1", "biases_0", "biases_1")
    networks = [f"{network}_{kind}" for network in ("first", "second") for kind in kinds]
    return [
        "wording", "wording_scale", "wording_bias", "ends", "ends_scale", "ends_bias",
        "word_vectors", "word_check", "word_rarity",
        "calibration_raw", "calibration_calibrated", *networks,
    ]  # fmt: skip


@pytest.mark.parametrize("name", array_names())
def test_an_array_that_does_not_fit_the_others_is_refused(model_folder: Path, name: str) -> None:
    array = np.load(model_folder / f"{name}.npy")
    is_free = name == "word_vectors"  # words may have any number of dimensions
    for wrong in (array[:-1] if is_free else array[..., :-1], array[None], array.ravel()[0], array[:0]):
        if wrong.shape != array.shape:
            put_array(model_folder, name, wrong)
            with pytest.raises(ModelError, match=str(model_folder)):
                load_model(model_folder)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["wording_scale", "calibration_raw", "first_scales_0", "second_biases_1"])
def test_values_that_are_not_finite_are_refused(model_folder: Path, name: str, value: float) -> None:
    array = np.load(model_folder / f"{name}.npy")
    array.flat[-1] = value
    put_array(model_folder, name, array)
    with pytest.raises(ModelError, match=rf"{name}\.npy: holds values that are not finite"):
        load_model(model_folder)


@pytest.mark.parametrize("name", array_names())
def test_an_array_the_manifest_does_not_name_is_missed(model_folder: Path, name: str) -> None:
    edit_manifest(model_folder, lambda manifest: manifest["arrays"].pop(name))
    with pytest.raises(ModelError, match=str(model_folder)):
        load_model(model_folder)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), None, "0.5", True])
def test_a_threshold_that_is_none_is_refused(model_folder: Path, threshold: object) -> None:
    edit_manifest(model_folder, lambda manifest: manifest["modes"]["careful"].update(threshold=threshold))
    with pytest.raises(ModelError, match="threshold between 0 and 1"):
        load_model(model_folder)


@pytest.mark.parametrize("name", ["calibration_raw", "calibration_calibrated"])
def test_a_calibration_that_falls_is_refused(model_folder: Path, name: str) -> None:
    put_array(model_folder, name, np.load(model_folder / f"{name}.npy")[::-1].copy())
    with pytest.raises(ModelError, match="the calibration does not ascend"):
        load_model(model_folder)


@pytest.mark.parametrize("weight", [LARGEST_WEIGHT + 1, -LARGEST_WEIGHT - 1, np.iinfo(np.int16).min])
def test_wording_weights_that_could_overflow_are_refused(model_folder: Path, weight: int) -> None:
    array = np.load(model_folder / "wording.npy")
    array[-1, -1] = weight
    put_array(model_folder, "wording", array)
    with pytest.raises(ModelError, match="wording holds weights beyond"):
        load_model(model_folder)


@pytest.mark.parametrize(("name", "layer"), [("first", 0), ("second", 0), ("first", 1), ("second", 1)])
def test_network_weights_whose_sums_could_be_rounded_are_refused(
    model_folder: Path, name: str, layer: int
) -> None:
    array = np.load(model_folder / f"{name}_weights_{layer}.npy")
    array[-1, :, -1] = 0
    array[-1, :2, -1] = most_weight(layer) // 2, -(most_weight(layer) - most_weight(layer) // 2)
    put_array(model_folder, f"{name}_weights_{layer}", array)
    load_model(model_folder)
    array[-1, 2, -1] = -1
    put_array(model_folder, f"{name}_weights_{layer}", array)
    with pytest.raises(ModelError, match=f"{name}_weights_{layer} adds up to more than is exact"):
        load_model(model_folder)
