"""Pinned figures that never get worse silently: a ratchet.

A figure that should be high has a floor, one that should be low a ceiling.
`Gate.tightened` moves them one way only; loosening one is done by hand in the
file and needs a reason there.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from benchmarks.figures import FIGURES
from benchmarks.timing.ratios import RATIOS

GATE_PATH: Final = Path(__file__).parent / "gate.json"
_DIGITS: Final = 4
_IS_CEILING: Final = {each.name: each.is_ceiling for each in (*FIGURES, *RATIOS)}
"""For every figure that can be pinned, of quality and of speed."""

Limits = dict[str, dict[str, float]]
Measured = Mapping[str, Mapping[str, float]]


class GateError(ValueError):
    """The gate file is of the wrong form, or a limit was loosened without a reason."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Limits by set and figure.

    Attributes
    ----------
    mode : str
        The mode whose figures are pinned.
    margins : mapping of str to float
        How far from what was measured each figure is pinned: room for other
        processors' rounding. Only figures named here are pinned.
    limits : mapping
        For each set and figure what it must reach, or not go beyond.
    tightest : mapping
        The tightest limit there ever was.
    reasons : mapping of str to str
        Why a limit is looser than that, by ``"set figure"``.
    """

    mode: str
    margins: Mapping[str, float]
    limits: Limits = field(default_factory=dict)
    tightest: Limits = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*self.margins, *(name for _, name, _ in _each(self.limits))):
            if name not in _IS_CEILING:
                raise GateError(f"no figure is called {name!r}; there are {', '.join(_IS_CEILING)}")
        for set_name, name, tightest in _each(self.tightest):
            limit = self.limits.get(set_name, {}).get(name)
            is_loose = limit is None or _is_worse(name, limit, tightest)
            if is_loose and not self.reasons.get(f"{set_name} {name}", "").strip():
                raise GateError(
                    f"{set_name} {name}: was pinned at {tightest}, now {'not' if limit is None else limit}; "
                    f'say why in "reasons" under "{set_name} {name}", or put it back'
                )

    def complaints(self, measured: Measured) -> list[str]:
        """Say which figures are worse than their limits.

        Parameters
        ----------
        measured : mapping
            For each set its figures; sets that were not measured are passed over.

        Returns
        -------
        list of str
            One line a figure; empty if all hold.
        """
        lines = []
        for set_name, name, limit in _each(self.limits):
            value = measured.get(set_name, {}).get(name, math.nan)
            if set_name in measured and (math.isnan(value) or _is_worse(name, value, limit)):
                kind = "above its ceiling" if _IS_CEILING[name] else "below its floor"
                lines.append(f"{set_name} {name}: {value:.4f} is {kind} {limit:.4f}")
        return lines

    def tightened(self, measured: Measured) -> "Gate":
        """Return the gate with each limit at what was measured less its margin.

        A limit that is tighter already stays as it is.

        Parameters
        ----------
        measured : mapping
            For each set its figures.

        Returns
        -------
        Gate
        """
        limits = {set_name: dict(figures) for set_name, figures in self.limits.items()}
        tightest = {set_name: dict(figures) for set_name, figures in self.tightest.items()}
        for set_name, name, value in _each(measured):
            if name not in self.margins:
                continue
            pinned = _with_margin(name, value, self.margins[name])
            for kept in (limits.setdefault(set_name, {}), tightest.setdefault(set_name, {})):
                if name not in kept or _is_worse(name, kept[name], pinned):
                    kept[name] = pinned
        reasons = {
            key: reason
            for key, reason in self.reasons.items()
            if _look_up(limits, key) != _look_up(tightest, key)
        }
        return Gate(self.mode, self.margins, limits, tightest, reasons)


def _each(figures: Measured) -> Iterator[tuple[str, str, float]]:
    for set_name, values in figures.items():
        for name, value in values.items():
            yield set_name, name, value


def _is_worse(name: str, value: float, than: float) -> bool:
    return value > than if _IS_CEILING[name] else value < than


def _with_margin(name: str, value: float, margin: float) -> float:
    """Return a limit so far on the loose side of a value, rounded to that side."""
    scale = 10**_DIGITS
    if _IS_CEILING[name]:
        return math.ceil(round((value + margin) * scale, 3)) / scale
    return max(math.floor(round((value - margin) * scale, 3)) / scale, 0.0)


def _look_up(limits: Limits, key: str) -> float | None:
    set_name, _, name = key.partition(" ")
    return limits.get(set_name, {}).get(name)


def read_gate(path: Path = GATE_PATH) -> Gate:
    """Read a gate file.

    Raises
    ------
    GateError
        It is not there, not JSON, of the wrong form, or loosened without a reason.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        gate = Gate(
            record["mode"], record["margins"], record["limits"], record["tightest"], record["reasons"]
        )
    except GateError as error:
        raise GateError(f"{path}: {error}") from error
    except OSError as error:
        raise GateError(f"{path}: no gate file to read: {error}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GateError(f"{path}: not a gate file: {error!r}") from error
    return gate


def write_gate(gate: Gate, path: Path = GATE_PATH) -> None:
    """Write a gate file."""
    record = {
        "mode": gate.mode,
        "margins": dict(gate.margins),
        "reasons": dict(gate.reasons),
        "limits": gate.limits,
        "tightest": gate.tightest,
    }
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8", newline="\n")


def hold(gate: Gate, path: Path, measured: Measured, *, is_check: bool, is_raise: bool) -> None:
    """Check figures against a gate, then tighten it, as asked; say so on standard error.

    Parameters
    ----------
    gate : Gate
    path : Path
        Where the tightened gate goes.
    measured : mapping
        For each set its figures.
    is_check, is_raise : bool

    Raises
    ------
    SystemExit
        A figure is worse than its limit.
    """
    complaints = gate.complaints(measured) if is_check else []
    for line in complaints:
        click.echo(f"gate: {line}", err=True)
    if is_raise:
        write_gate(gate.tightened(measured), path)
        click.echo(f"gate: {path} tightened", err=True)
    if complaints:
        raise SystemExit(1)
    if is_check:
        n_limits = sum(len(limits) for name, limits in gate.limits.items() if name in measured)
        click.echo(f"gate: {n_limits} limits hold", err=True)
