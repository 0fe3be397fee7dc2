import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

import cleantext
from cleantext.modelfolder import default_model_path

SCRIPT = """
import sys, cleantext
assert cleantext.__file__.startswith(sys.argv[1]), cleantext.__file__
article = "A ferry left at six.\\n\\nThe captain blamed the tide."
found = cleantext.analyze(article)
assert found.clean_text == cleantext.clean(article)
print(len(found.segments), cleantext.__version__)
"""


def run(*command: str, **options: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """Build the sdist, and the wheel out of it."""
    path = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(path), str(repository))
    return path


def test_sdist_and_wheel_are_built_with_the_right_name(dist: Path) -> None:
    version = cleantext.__version__
    assert {path.name for path in dist.iterdir()} == {
        f"cleantext_segments-{version}.tar.gz",
        f"cleantext_segments-{version}-py3-none-any.whl",
    }


def test_the_wheel_holds_the_model_and_the_character_table(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    model = {f"cleantext/_models/default/{path.name}" for path in default_model_path().iterdir()}
    assert (
        model
        | {
            "cleantext/character_kinds.npy",
            "cleantext/character_folds.npy",
            "cleantext/character_pairs.npy",
            "cleantext/training/meanings.npz",
            "cleantext/py.typed",
        }
        <= inside
    )
    tops = {name.partition("/")[0] for name in inside}
    assert tops == {"cleantext", f"cleantext_segments-{cleantext.__version__}.dist-info"}


def test_the_sdist_holds_sources_model_fixtures_and_tests(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml", "README.md", "LICENSE", "Makefile", "cleantext/cleaner.py",
        "cleantext/character_kinds.npy", "cleantext/character_folds.npy", "models/default/manifest.json",
        "fixtures/README.md",
        "tests/data/segmenter.jsonl",
    } <= inside  # fmt: skip
    assert not {name for name in inside if "__pycache__" in name or name.startswith((".venv", "dist"))}


def test_the_wheel_cleans_an_article_with_numpy_and_threadpoolctl_alone(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    site = tmp_path / "site"
    run(
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile",
        "--disable-pip-version-check", "--target", str(site), str(wheel),
    )  # fmt: skip
    libraries = Path(np.__file__).parent.parent
    for name in ("numpy", "numpy.libs", "threadpoolctl.py"):
        if (libraries / name).exists():
            (site / name).symlink_to(libraries / name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONPATH"] = str(site)
    printed = run(
        sys.executable, "-S", "-P", "-W", "error", "-c", SCRIPT, str(site), cwd=tmp_path, env=environment
    )
    assert printed.split() == ["2", cleantext.__version__]
