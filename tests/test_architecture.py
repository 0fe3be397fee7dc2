"""The house of CONTRIBUTING.md, read off the imports of every module."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import cleantext

PACKAGE = Path(cleantext.__file__).parent
REPOSITORY = PACKAGE.parent

FLOORS = {
    "labels": 0, "errors": 0, "hashing": 0, "characters": 0, "articles": 0, "batches": 0,
    "tokens": 1, "sentences": 1, "segmenter": 1, "records": 1,
    "features": 2, "fingerprints": 2, "repeats": 2,
    "analysis": 3, "slicing": 3, "network": 3, "verdicts": 3, "model": 3, "modelarrays": 3, "modelfolder": 3,
    "modelsaving": 3,
    "arguments": 4, "rules": 4, "tally": 4, "workers": 4, "explain": 4, "cleaner": 4,
    "shortcuts": 4,
    "training": 5, "stream": 5,
    "cli": 6,
}  # fmt: skip
"""Floor of every module, or of every module in a folder; imports go down only."""

ROOF = ("__init__", "__main__")
"""The public names and the entry point stand on top of everything."""

SIDEWAYS = {
    ("characters", "hashing"),
    ("segmenter", "tokens"), ("segmenter", "sentences"), ("sentences", "tokens"), ("records", "segmenter"),
    ("features.coherence", "features.extents"),
    ("features.meaning", "features.words"), ("features.meaning", "features.sums"),
    ("features.words", "features.sums"), ("features.overlap", "features.words"),
    ("features.overlap", "features.extents"),
    ("features.overlap", "features.sums"), ("features.wording", "features.sums"),
    ("features.shape", "features.extents"), ("features.neighbourhood", "features.extents"),
    ("features.inputs", "features.coherence"), ("features.inputs", "features.extents"),
    ("features.inputs", "features.neighbourhood"),
    ("features.inputs", "features.meaning"), ("features.inputs", "features.overlap"),
    ("features.inputs", "features.shape"), ("features.inputs", "features.wording"),
    ("features.inputs", "features.words"),
    ("repeats", "fingerprints"),
    ("model", "network"), ("model", "verdicts"), ("modelarrays", "network"),
    ("modelarrays", "model"), ("modelfolder", "model"), ("modelfolder", "modelarrays"),
    ("modelsaving", "model"), ("modelsaving", "modelarrays"), ("modelsaving", "modelfolder"),
    ("rules", "arguments"), ("cleaner", "arguments"),
    ("cleaner", "explain"), ("cleaner", "rules"), ("cleaner", "workers"), ("shortcuts", "cleaner"),
}  # fmt: skip
"""Imports within a floor. In training, stream and cli any may import any other, but not in a circle."""

HEAVY = {
    "sklearn": ("training",), "scipy": ("training",), "threadpoolctl": ("training", "network"),
    "joblib": ("training", "workers"),
    "pyarrow": ("stream",), "filelock": ("stream",), "backports": ("stream",), "compression": ("stream",),
    "click": ("cli",), "rich": ("cli",),
}  # fmt: skip
"""Where each library besides numpy may be imported at all."""

LAZY = {("network", "threadpoolctl"), ("workers", "joblib"), ("stream", "pyarrow"), ("stream", "backports")}
"""Libraries that a module may import only inside a function."""

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
    "benchmarks", "cleantext", "fixtures", "models", "pyproject.toml", "tests",
}  # fmt: skip

MAX_LINES = 300


class Import(NamedTuple):
    """One imported module: whole name, line, and whether it runs when the importer is imported."""

    name: str
    line: int
    is_eager: bool


def module_names() -> list[str]:
    paths = sorted(PACKAGE.rglob("*.py"))
    names = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


MODULES = module_names()
INSIDE = [name for name in MODULES if name not in ROOF]
DOTTED = {f"cleantext.{module}" for module in MODULES}


def path_of(module: str) -> Path:
    plain = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
    return plain if plain.exists() else PACKAGE.joinpath(*module.split("."), "__init__.py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text("utf-8"))


def imports_of(module: str) -> Iterator[Import]:
    """Yield what a module imports, names of the package without its own prefix."""
    tree = tree_of(module)
    lazy = {id(node) for part in ast.walk(tree) if is_put_off(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}, line {node.lineno}: write the whole name of the module"
            origin = node.module or ""
            names = [origin if origin != "cleantext" else f"cleantext.{alias.name}" for alias in node.names]
            names += [f"{origin}.{alias.name}" for alias in node.names if f"{origin}.{alias.name}" in DOTTED]
        else:
            continue
        for name in names:
            yield Import(name, node.lineno, id(node) not in lazy)


def is_put_off(node: ast.AST) -> bool:
    """Tell whether what stands in a node runs only when called, or never."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


@cache
def inner_imports_of(module: str) -> set[str]:
    """Return the modules of the package that a module imports, wherever it does so."""
    found = set()
    for each in imports_of(module):
        if each.name in DOTTED:
            found.add(each.name.removeprefix("cleantext."))
        elif each.name.startswith("cleantext.") and each.name not in {"cleantext.__version__"}:
            found |= {"__init__"}
    return found


def floor_of(module: str) -> int:
    return FLOORS[module.partition(".")[0]]


@pytest.mark.parametrize("module", INSIDE)
def test_every_module_has_a_floor(module: str) -> None:
    assert module.partition(".")[0] in FLOORS, "give the module a floor in tests/test_architecture.py"


def test_every_floor_has_its_modules() -> None:
    assert {module.partition(".")[0] for module in INSIDE} == set(FLOORS)


@pytest.mark.parametrize("module", INSIDE)
def test_the_docstring_names_the_floor_it_stands_on(module: str) -> None:
    docstring = ast.get_docstring(tree_of(module)) or ""
    named = re.search(r"\bFloor (\d)\b", docstring)
    if named:
        assert int(named.group(1)) == floor_of(module)
    else:
        assert module.partition(".")[0] == "cli", "say 'Floor N' in the module's docstring"


@pytest.mark.parametrize("module", INSIDE)
def test_imports_go_down_only(module: str) -> None:
    for imported in inner_imports_of(module):
        if imported in ROOF:
            assert module.startswith("cli"), f"{module} imports the roof"
            continue
        wing = module.partition(".")[0]
        is_sideways = (module, imported) in SIDEWAYS or (
            wing in {"training", "stream", "cli"} and imported.partition(".")[0] == wing
        )
        assert floor_of(imported) < floor_of(module) or is_sideways, f"{module} imports {imported}"


def test_every_sideways_import_still_exists() -> None:
    assert all(imported in inner_imports_of(module) for module, imported in SIDEWAYS)


def test_no_module_imports_itself_round_a_circle() -> None:
    graph = {module: inner_imports_of(module) - {"__init__"} for module in INSIDE}
    assert set(TopologicalSorter(graph).static_order()) >= set(INSIDE)


def reached_from(module: str) -> set[str]:
    """Return every module of the package that importing one brings in, sooner or later."""
    reached, waiting = set(), {module}
    while waiting:
        current = waiting.pop()
        reached.add(current)
        waiting |= inner_imports_of(current) - reached - {"__init__"}
    return reached


@pytest.mark.parametrize("module", ["cleaner", "modelfolder", "records"])
def test_inference_never_imports_training(module: str) -> None:
    assert not {each for each in reached_from(module) if each.startswith(("training", "stream", "cli"))}


def test_training_never_imports_what_cleans() -> None:
    for module in INSIDE:
        if module.startswith("training"):
            assert "cleaner" not in reached_from(module)


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_stay_in_their_wings(module: str) -> None:
    for name, line, is_eager in imports_of(module):
        library = name.partition(".")[0]
        if library in sys.stdlib_module_names or library in {"cleantext", "numpy"}:
            continue
        wing = module.partition(".")[0]
        assert wing in HEAVY.get(library, ()), f"{module}, line {line}: imports {library}"
        assert not is_eager or (wing, library) not in LAZY, f"{module}, line {line}: import it in place"


@pytest.mark.parametrize("module", MODULES)
def test_nothing_can_be_unpickled(module: str) -> None:
    assert not {name.partition(".")[0] for name, *_ in imports_of(module)} & {
        "pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle",
    }  # fmt: skip
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("cli")])
def test_only_the_command_line_writes_to_the_terminal(module: str) -> None:
    called = {
        node.func.id
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"print", "input", "breakpoint"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_stays_under_the_cap(module: str) -> None:
    assert len(path_of(module).read_text("utf-8").splitlines()) <= MAX_LINES, "split it by noun"


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_a_drawer_for_odds_and_ends(module: str) -> None:
    drawers = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}
    assert not drawers & set(re.split(r"[._]", module))


def test_the_public_names_are_these() -> None:
    assert sorted(cleantext.__all__) == [
        "Analysis", "Cleaner", "CleantextError", "LABELS", "MissingLibraryError", "Model", "ModelError",
        "ModelNotFoundError", "Reason", "RecordError", "Repeats", "RepeatsError", "RepeatsNotFoundError",
        "ResumeError", "Segment", "Span", "TrainingError", "WorkerError", "__version__",
        "analyze", "analyze_many", "clean", "clean_many", "load_model", "segment",
    ]  # fmt: skip


def test_every_public_name_is_there_and_no_other_is_made_up() -> None:
    for name in cleantext.__all__:
        assert getattr(cleantext, name) is not None
        assert name in dir(cleantext)
    with pytest.raises(AttributeError, match="module 'cleantext' has no attribute 'wash'"):
        _ = cleantext.wash


def test_the_top_of_the_repository_holds_nothing_else() -> None:
    ignored = (REPOSITORY / ".gitignore").read_text("utf-8").split()
    patterns = [".git", *(line.rstrip("/") for line in ignored)]
    there = {path.name for path in REPOSITORY.iterdir() if not any(map(path.match, patterns))}
    assert there <= TOP_LEVEL
