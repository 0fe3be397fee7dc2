import errno
import io
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cleantext import LABELS, Model, ModelError, ModelNotFoundError, load_model, modelfolder
from cleantext.modelfolder import (
    FORMAT_VERSION,
    GOLDEN_TOLERANCE,
    default_model_path,
    load_default_model,
    read_manifest,
    verify_golden,
    with_manifest,
)
from cleantext.modelsaving import save_model
from tests.forging import Manifest, edit_manifest, put_array, put_file
from tests.models import GOLDEN


def test_a_model_comes_back_as_it_was_saved(tiny_model: Model, model_folder: Path) -> None:
    loaded = load_model(model_folder)
    texts = [*GOLDEN, "One.\nTwo.\nThree."]
    assert np.array_equal(loaded.score(texts).scores, tiny_model.score(texts).scores)
    for name, value in tiny_model.manifest.items():
        assert loaded.manifest[name] == value


def test_the_model_that_ships_is_mapped_and_scores_as_when_it_is_read(shipped_model: Model) -> None:
    mapped = load_default_model()
    assert mapped.manifest == shipped_model.manifest
    assert np.array_equal(mapped.score(GOLDEN).scores, shipped_model.score(GOLDEN).scores)
    assert not mapped.wording.table.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        mapped.wording.table[0] = 1


@pytest.mark.parametrize("damage", ["missing", "cut short", "of another shape", "no array"])
def test_a_shipped_model_of_the_wrong_form_is_refused(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(modelfolder, "default_model_path", lambda: model_folder)
    load_default_model()
    path = model_folder / "word_check.npy"
    if damage == "missing":
        path.unlink()
    elif damage == "of another shape":
        np.save(path, np.load(path)[:-1])
    else:
        path.write_bytes(path.read_bytes()[:-100] if damage == "cut short" else b"PK no array")
    with pytest.raises(ModelError, match=r"word_check\.npy"):
        load_default_model()


def test_saving_what_was_loaded_gives_the_same_files(model_folder: Path, tmp_path: Path) -> None:
    card = (model_folder / "MODEL_CARD.md").read_text("utf-8")
    save_model(load_model(model_folder), tmp_path / "again", card=card, golden=GOLDEN)
    names = sorted(path.name for path in model_folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    for name in names:
        assert (model_folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_path_may_be_a_string(model_folder: Path) -> None:
    assert load_model(str(model_folder)).manifest == load_model(model_folder).manifest


def test_arrays_of_a_loaded_model_cannot_be_changed(model_folder: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_model(model_folder).wording.table[0] = 1


@pytest.mark.parametrize("missing", ["nothing/here", "manifest.json/below"])
def test_where_no_model_is_the_error_is_a_file_not_found_error(model_folder: Path, missing: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"no model at .*: expected a folder") as caught:
        load_model(model_folder / missing)
    assert isinstance(caught.value, ModelNotFoundError)
    assert isinstance(caught.value, ModelError)
    assert isinstance(caught.value, ValueError)


def test_a_folder_without_a_manifest_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"manifest\.json"):
        load_model(tmp_path)


def test_every_file_is_checked_for_change(model_folder: Path) -> None:
    for path in sorted(model_folder.iterdir()):
        if path.name == "manifest.json":
            continue
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(ModelError, match=f"{path.name} was changed"):
            load_model(model_folder)
        path.write_bytes(content)
    load_model(model_folder)


def test_every_file_must_be_there(model_folder: Path) -> None:
    for path in sorted(model_folder.iterdir()):
        if path.name == "manifest.json":
            continue
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(ModelError, match=f"{path.name} is missing; copy the whole model folder"):
            load_model(model_folder)
        path.write_bytes(content)
    load_model(model_folder)


class Bomb:
    """Makes a model_folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_nothing_is_ever_unpickled(model_folder: Path, tmp_path: Path) -> None:
    crater = tmp_path / "crater"
    pickled = pickle.dumps(Bomb(crater))
    objects = np.array([Bomb(crater)], dtype=object)
    archive = io.BytesIO()
    np.savez(archive, wording=objects)
    put_array(model_folder, "wording", objects)
    with pytest.raises(ModelError, match=r"wording\.npy: not a plain numpy array"):
        load_model(model_folder)
    for content in (pickled, archive.getvalue()):
        put_file(model_folder, "wording", content)
        with pytest.raises(ModelError, match=r"wording\.npy: not a plain numpy array"):
            load_model(model_folder)
    assert not crater.exists()


@pytest.mark.parametrize(
    "content", [b"", b"\x93NUMPY", b"PK\x03\x04", b"not an array", b"\x93NUMPY\x01\x00v\x00{"]
)
def test_a_file_that_is_no_array_is_refused(model_folder: Path, content: bytes) -> None:
    put_file(model_folder, "wording", content)
    with pytest.raises(ModelError, match=r"wording\.npy: not a plain numpy array"):
        load_model(model_folder)


def test_a_file_cut_short_is_refused_even_if_its_hash_is_right(model_folder: Path) -> None:
    put_file(model_folder, "wording", (model_folder / "wording.npy").read_bytes()[:-100])
    with pytest.raises(ModelError, match=r"wording\.npy: not a plain numpy array"):
        load_model(model_folder)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'"manifest"', b"{}"])
def test_a_manifest_that_is_none_is_refused(model_folder: Path, content: bytes) -> None:
    (model_folder / "manifest.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"manifest\.json: (not JSON|model format None)"):
        load_model(model_folder)


@pytest.mark.parametrize("version", [0, 1, FORMAT_VERSION + 1, str(FORMAT_VERSION), None])
def test_another_format_version_is_refused_with_advice(model_folder: Path, version: object) -> None:
    edit_manifest(model_folder, lambda manifest: manifest.update(format=version))
    with pytest.raises(
        ModelError, match=r"model format .* train the model anew or install the cleantext that"
    ):
        load_model(model_folder)


@pytest.mark.parametrize("labels", [LABELS[::-1], LABELS[:-1], [*LABELS, "spam"], None, "content"])
def test_other_labels_are_refused(model_folder: Path, labels: object) -> None:
    edit_manifest(model_folder, lambda manifest: manifest.update(labels=labels))
    with pytest.raises(ModelError, match="the labels are not content, advertisement"):
        load_model(model_folder)


@pytest.mark.parametrize("name", ["arrays", "card", "modes", "golden"])
@pytest.mark.parametrize("value", [..., None, 7, [7], {"x": 7}])
def test_a_manifest_with_a_part_missing_or_of_the_wrong_form_is_refused(
    model_folder: Path, name: str, value: object
) -> None:
    def spoil(manifest: Manifest) -> None:
        if value is ...:
            del manifest[name]
        else:
            manifest[name] = value

    edit_manifest(model_folder, spoil)
    with pytest.raises(ModelError, match=str(model_folder)):
        load_model(model_folder)


def test_golden_scores_are_verified(model_folder: Path) -> None:
    assert verify_golden(load_model(model_folder)) == len(GOLDEN)


@pytest.mark.parametrize("difference", [2 * GOLDEN_TOLERANCE, -0.5, float("nan")])
def test_golden_scores_that_differ_are_refused(model_folder: Path, difference: float) -> None:
    def shift(manifest: Manifest) -> None:
        manifest["golden"][1]["scores"][0] += difference

    edit_manifest(model_folder, shift)
    with pytest.raises(ModelError, match=r"golden article 1 scores .* computes something else"):
        verify_golden(load_model(model_folder))


def test_another_number_of_golden_scores_is_refused(model_folder: Path) -> None:
    edit_manifest(model_folder, lambda manifest: manifest["golden"][0]["scores"].pop())
    with pytest.raises(ModelError, match="golden article 0"):
        verify_golden(load_model(model_folder))


def test_other_weights_show_in_the_golden_scores(model_folder: Path) -> None:
    put_array(model_folder, "second_weights_1", -np.load(model_folder / "second_weights_1.npy"))
    with pytest.raises(ModelError, match="golden article 0"):
        verify_golden(load_model(model_folder))


def test_saving_replaces_a_model_and_leaves_nothing_of_it(model_folder: Path, tiny_model: Model) -> None:
    np.save(model_folder / "of_another_form.npy", np.zeros(3))
    edit_manifest(model_folder, lambda manifest: manifest["arrays"].update(of_another_form={}))
    saved = save_model(tiny_model, model_folder, card="anew", golden=[])
    assert saved.manifest["golden"] == []
    assert not (model_folder / "of_another_form.npy").exists()
    assert load_model(model_folder).manifest["golden"] == []


def test_a_model_that_cannot_be_saved_leaves_the_old_one_as_it_is(
    model_folder: Path, tiny_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in model_folder.iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="No space left"):
        save_model(tiny_model, model_folder, card="anew", golden=[])
    assert {path.name: path.read_bytes() for path in model_folder.iterdir()} == before


@pytest.mark.parametrize("step", [1, 2])
def test_saving_that_is_interrupted_anywhere_leaves_a_whole_model(
    model_folder: Path, tiny_model: Model, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = {path.name: path.read_bytes() for path in model_folder.iterdir()}
    rename, steps = Path.rename, iter(range(1, 10))

    def interrupted(path: Path, target: Path) -> Path:
        if next(steps) == step:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save_model(tiny_model, model_folder, card="anew", golden=[])
    assert {path.name: path.read_bytes() for path in model_folder.iterdir()} == before
    assert list(model_folder.parent.glob(".*")) == []


def test_saving_refuses_a_folder_of_something_else(tmp_path: Path, tiny_model: Model) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ModelError, match=r"holds files that are not a model .*thesis\.txt"):
        save_model(tiny_model, tmp_path, card="", golden=[])
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_saving_refuses_a_folder_of_arrays_without_a_manifest(tmp_path: Path, tiny_model: Model) -> None:
    np.save(tmp_path / "measurements.npy", np.zeros(3))
    with pytest.raises(ModelError, match=r"holds files that are not a model .*measurements\.npy"):
        save_model(tiny_model, tmp_path, card="", golden=[])
    assert (tmp_path / "measurements.npy").exists()


def test_saving_refuses_a_data_set_with_a_manifest_of_its_own(tmp_path: Path, tiny_model: Model) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "measurements", "arrays": {"measurements": {}}}')
    np.save(tmp_path / "measurements.npy", np.zeros(3))
    with pytest.raises(ModelError, match="holds files that are not a model"):
        save_model(tiny_model, tmp_path, card="", golden=[])
    assert (tmp_path / "measurements.npy").exists()


def test_saving_refuses_a_file(tmp_path: Path, tiny_model: Model) -> None:
    (tmp_path / "model").write_text("")
    with pytest.raises(ModelError, match="is a file, not a folder"):
        save_model(tiny_model, tmp_path / "model", card="", golden=[])


def test_saving_refuses_a_model_that_could_not_be_loaded(tmp_path: Path, tiny_model: Model) -> None:
    without_scale = tiny_model.wording._replace(scale=np.full(len(LABELS), np.nan, np.float32))
    broken = replace(tiny_model, wording=without_scale)
    with pytest.raises(ModelError, match="not finite"):
        save_model(broken, tmp_path / "model", card="", golden=[])


def test_a_manifest_entry_can_be_replaced_in_a_copy(tiny_model: Model) -> None:
    other = with_manifest(tiny_model, name="Kråkøy")
    assert other.manifest["name"] == "Kråkøy"
    assert "name" not in tiny_model.manifest
    assert other.wording is tiny_model.wording


def test_the_shipped_model_keeps_its_promises(shipped_model: Model) -> None:
    assert verify_golden(shipped_model) >= 1
    path = default_model_path()
    assert read_manifest(path) == shipped_model.manifest
    files = list(path.iterdir())
    assert {each.suffix for each in files} == {".json", ".md", ".npy"}
    assert sum(each.stat().st_size for each in files) < 20 * 2**20
