"""Check the options that callers pass, and say what to do about what is wrong.

Floor 4.
"""

from collections.abc import Collection
from numbers import Integral, Real
from os import PathLike
from pathlib import Path

from cleantext.labels import CONTENT, LABELS
from cleantext.model import MODES, Model
from cleantext.modelfolder import load_default_model, load_model
from cleantext.repeats import NOTHING, Repeats


def as_model(model: object) -> Model:
    """Return a model, read from its folder where it is not one yet."""
    match model:
        case Model():
            return model
        case None:
            return load_default_model()
        case str() if model in MODES:
            raise ValueError(f"{model!r} is a mode, not a model: write Cleaner(mode={model!r})")
        case str() | PathLike():
            return load_model(Path(model))
    hint = "; pass its model_" if hasattr(model, "model_") else ""
    raise TypeError(f"model must be a Model or the path of a model folder, not {type(model).__name__}{hint}")


def as_repeats(repeats: object) -> Repeats:
    """Return a table of repeats, read from its file where it is not one yet."""
    match repeats:
        case Repeats():
            return repeats
        case None:
            return NOTHING
        case str() | PathLike():
            return Repeats.load(Path(repeats))
    raise TypeError(f"repeats must be a Repeats or the path of a saved one, not {type(repeats).__name__}")


def as_jobs(jobs: object) -> int:
    """Return a number of processes, -1 for one a core."""
    if isinstance(jobs, bool) or not isinstance(jobs, Integral):
        raise TypeError(f"jobs must be a number of processes, or -1 for one a core, not {jobs!r}")
    if jobs == 0 or jobs < -1:
        raise ValueError(f"jobs must be at least 1, or -1 for one a core, not {jobs}")
    return int(jobs)


def as_threshold(model: Model, mode: object) -> float:
    """Return the threshold that a mode, or a number, stands for."""
    match mode:
        case bool():
            raise TypeError("mode must be a name or a threshold, not bool")
        case str():
            if mode not in MODES:
                raise ValueError(f"unknown mode {mode!r}; use one of {', '.join(MODES)}, or a threshold")
            return model.threshold(mode)
        case Real():
            if not 0 <= float(mode) <= 1:
                raise ValueError(f"a threshold lies between 0 and 1, not at {mode!r}")
            return float(mode)
    raise TypeError(f"mode must be one of {', '.join(MODES)}, or a threshold, not {type(mode).__name__}")


def as_columns(labels: Collection[str]) -> tuple[int, ...]:
    """Return the score columns of labels."""
    if isinstance(labels, str):
        raise TypeError(f"keep takes a collection of labels: write keep={{{labels!r}}}")
    if isinstance(labels, bytes) or not isinstance(labels, Collection):
        raise TypeError(f"keep takes a collection of labels, not {type(labels).__name__}")
    for label in labels:
        if label == CONTENT:
            raise ValueError("keep takes what would go, not 'content'; for less to go, raise the threshold")
        if label not in LABELS:
            raise ValueError(f"unknown label {label!r}; use some of {', '.join(LABELS[1:])}")
    return tuple(sorted(LABELS.index(label) for label in labels))
