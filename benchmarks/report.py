"""What one run of the quality benchmark found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.confusion import Confusion
from benchmarks.figures import Measurement
from benchmarks.sets import MeasuredSet
from cleantext.labels import LABELS
from cleantext.records import NOT_CONTENT


@dataclass(slots=True)
class SetReport:
    """What was found on one set.

    Attributes
    ----------
    measured : MeasuredSet
    measurement : Measurement
        Of cleantext.
    confusion : Confusion
    parts : dict
        For each field of the set's breakdown, the measurement of every value.
    peers : dict of str to Measurement
        By the peer's title.
    """

    measured: MeasuredSet
    measurement: Measurement
    confusion: Confusion
    parts: dict[str, dict[str, Measurement]] = field(default_factory=dict)
    peers: dict[str, Measurement] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "note": self.measured.note,
            **self.measurement.as_dict(),
            "labels": self.measurement.detail.as_dict()["labels"],
            "confusion": _confusion_as_dict(self.confusion),
            "parts": _as_dicts(self.parts),
            "peers": {title: each.as_dict() for title, each in self.peers.items()},
        }


@dataclass(slots=True)
class Report:
    """What was found on all sets.

    Attributes
    ----------
    model : str
        Name of the model's folder.
    mode : str
    threshold : float
    limit : int
        Articles drawn from each file; 0 for all.
    n_draws : int
    sets : dict of str to SetReport
    notes : list of str
        What was left out, and why.
    """

    model: str
    mode: str
    threshold: float
    limit: int
    n_draws: int
    sets: dict[str, SetReport] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Mapping[str, float]]:
        """The figures of cleantext by set, as the gate reads them."""
        return {name: each.measurement.values for name, each in self.sets.items()}

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "model": self.model,
            "mode": self.mode,
            "threshold": self.threshold,
            "limit": self.limit,
            "n_draws": self.n_draws,
            "notes": self.notes,
            "sets": {name: each.as_dict() for name, each in self.sets.items()},
        }


def _as_dicts(parts: dict[str, dict[str, Measurement]]) -> dict[str, dict[str, object]]:
    return {name: {value: each.as_dict() for value, each in values.items()} for name, values in parts.items()}


def _confusion_as_dict(confusion: Confusion) -> dict[str, dict[str, float]]:
    """Return for each label present what share of it is taken for each label, and removed."""
    return {
        label: {
            **{taken: round(float(share), 6) for taken, share in zip(LABELS, shares, strict=True)},
            "removed": round(float(removed), 6),
        }
        for label, n, shares, removed in zip(
            (*LABELS, NOT_CONTENT),
            confusion.n_segments.tolist(),
            confusion.shares,
            confusion.removed,
            strict=True,
        )
        if n
    }
