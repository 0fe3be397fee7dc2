"""What one run of the speed benchmark found."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

Row = Mapping[str, str | float]
"""One line of a table, by the heads of its columns; one that has nothing there leaves it out."""


@dataclass(frozen=True, slots=True)
class Section:
    """What was measured of one matter.

    Attributes
    ----------
    title : str
    rows : tuple of mapping
    ratios : mapping of str to float
        Those of `benchmarks.timing.ratios` that were measured.
    notes : tuple of str
        What was left out, and why.
    """

    title: str
    rows: tuple[Row, ...]
    ratios: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What was measured in a run.

    Attributes
    ----------
    machine : mapping of str to str
    texts : str
        What was timed.
    sections : dict of str to Section
    notes : list of str
    """

    machine: Mapping[str, str]
    texts: str
    sections: dict[str, Section] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Mapping[str, float]]:
        """The ratios by section, as the gate reads them."""
        return {name: section.ratios for name, section in self.sections.items() if section.ratios}

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return {
            "machine": dict(self.machine),
            "texts": self.texts,
            "notes": self.notes,
            "sections": {name: asdict(section) for name, section in self.sections.items()},
        }
