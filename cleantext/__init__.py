"""cleantext: article text in, the same text without what does not belong to it.

    from cleantext import clean
    text = clean(article)

The public names are resolved on first use, so that `import cleantext` is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleantext.analysis import Analysis, Reason, Segment
    from cleantext.cleaner import Cleaner
    from cleantext.errors import (
        CleantextError,
        MissingLibraryError,
        ModelError,
        ModelNotFoundError,
        RecordError,
        RepeatsError,
        RepeatsNotFoundError,
        ResumeError,
        TrainingError,
        WorkerError,
    )
    from cleantext.labels import LABELS
    from cleantext.model import Model
    from cleantext.modelfolder import load_model
    from cleantext.repeats import Repeats
    from cleantext.segmenter import Span, segment
    from cleantext.shortcuts import analyze, analyze_many, clean, clean_many

__version__ = "0.1.0"

_HOMES = {
    "analysis": ("Analysis", "Reason", "Segment"),
    "cleaner": ("Cleaner",),
    "errors": (
        "CleantextError", "MissingLibraryError", "ModelError", "ModelNotFoundError", "RecordError",
        "RepeatsError", "RepeatsNotFoundError", "ResumeError", "TrainingError", "WorkerError",
    ),
    "labels": ("LABELS",),
    "model": ("Model",),
    "modelfolder": ("load_model",),
    "repeats": ("Repeats",),
    "segmenter": ("Span", "segment"),
    "shortcuts": ("analyze", "analyze_many", "clean", "clean_many"),
}  # fmt: skip
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "LABELS",
    "Analysis",
    "Cleaner",
    "CleantextError",
    "MissingLibraryError",
    "Model",
    "ModelError",
    "ModelNotFoundError",
    "Reason",
    "RecordError",
    "Repeats",
    "RepeatsError",
    "RepeatsNotFoundError",
    "ResumeError",
    "Segment",
    "Span",
    "TrainingError",
    "WorkerError",
    "__version__",
    "analyze",
    "analyze_many",
    "clean",
    "clean_many",
    "load_model",
    "segment",
]


def __getattr__(name: str) -> Any:
    """Import the module a public name lives in, on first use."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
