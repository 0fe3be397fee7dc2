"""Hypothesis profiles, and the paths and models several tests share."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cleantext import Model, load_model
from cleantext.modelfolder import default_model_path
from cleantext.modelsaving import save_model
from tests.models import GOLDEN, random_model

REPOSITORY = Path(__file__).parent.parent

settings.register_profile(
    "default",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def shipped_model() -> Model:
    return load_model(default_model_path())


@pytest.fixture(scope="session")
def tiny_model() -> Model:
    return random_model()


@pytest.fixture(scope="session")
def saved_model(tiny_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "model"
    save_model(tiny_model, path, card="# A tiny model\n", golden=GOLDEN)
    return path


@pytest.fixture
def model_folder(saved_model: Path, tmp_path: Path) -> Path:
    """Return a saved tiny model of the test's own, to be spoilt at will."""
    return Path(shutil.copytree(saved_model, tmp_path / "model"))


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    path = Path(os.environ.get("CLEANTEXT_CORPUS", REPOSITORY.parent / "shared" / "corpus"))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}; name its folder in CLEANTEXT_CORPUS")
    return path


@pytest.fixture(scope="session")
def seeds_dir() -> Path:
    path = REPOSITORY.parent / "shared" / "seeds"
    if not path.is_dir():
        pytest.skip(f"no seed articles at {path}")
    return path
