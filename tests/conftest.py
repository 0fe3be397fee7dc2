"""Hypothesis profiles, and the paths and models several tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cleantext import Model, load_model
from cleantext.modelfolder import default_model_path
from tests.models import random_model

REPOSITORY = Path(__file__).parent.parent

settings.register_profile(
    "default",
    max_examples=60,
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
