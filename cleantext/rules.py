"""What the caller decides of paragraphs before the model judges them, and what repetition says.

Floor 4.
"""

import re
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.arguments import as_repeats
from cleantext.model import KEEP, OPEN, REMOVE
from cleantext.repeats import Repeats
from cleantext.segmenter import Segments
from cleantext.tokens import encode

Rule = str | re.Pattern[str] | Callable[[str], bool]
"""Says of a paragraph whether it is meant: a pattern to search for, or a predicate."""


class Rules:
    """Paragraphs that always stay and paragraphs that always go.

    Parameters
    ----------
    always_keep, always_remove : Rule or collection of Rule
        Where both apply the paragraph stays.
    repeats : Repeats, str or Path, optional
        A table or its file; adds to the log-odds of paragraphs that no rule decides.

    Raises
    ------
    TypeError, ValueError
        A rule is neither pattern nor predicate, not a regular expression, or an empty one.
    RepeatsError
        The table cannot be read.
    """

    def __init__(
        self,
        always_keep: Rule | Collection[Rule],
        always_remove: Rule | Collection[Rule],
        repeats: Repeats | str | Path | None = None,
    ) -> None:
        self._keep = as_predicates("always_keep", always_keep)
        self._remove = as_predicates("always_remove", always_remove)
        self.repeats = as_repeats(repeats)

    def names(self) -> list[list[str]]:
        """Return what stands for them where runs are compared: patterns, names, the table's digest.

        Patterns and functions of a module have a name. A predicate that was made on the spot has none:
        "" stands for it, and nobody can tell whether another is the same.
        """
        rules = [[_name_of(rule) for rule in rules] for rules in (self._keep, self._remove)]
        pairs = self.repeats.paragraphs.tobytes() + self.repeats.articles.tobytes()
        return [*rules, [f"{self.repeats.level} {zlib.crc32(pairs):08x}"]]

    def with_repeats(self, repeats: Repeats) -> "Rules":
        """Return the same rules with another table."""
        changed = copy(self)
        changed.repeats = repeats
        return changed

    def __call__(self, texts: Sequence[str], segments: Segments) -> NDArray[np.float64]:
        """Say what is known of the segments of a batch, as `Model.score` asks for it."""
        odds = self.repeats.weigh(encode(texts), segments) if self.repeats else np.zeros(len(segments.start))
        if self._keep or self._remove:
            joined = "\n".join(texts)
            spans = zip(segments.start.tolist(), segments.end.tolist(), strict=True)
            odds += [self._decide(joined[start:end]) for start, end in spans]
        return odds

    def _decide(self, paragraph: str) -> float:
        if any(rule(paragraph) for rule in self._keep):
            return KEEP
        return REMOVE if any(rule(paragraph) for rule in self._remove) else OPEN


def as_predicates(name: str, rules: Rule | Collection[Rule]) -> tuple[Callable[[str], object], ...]:
    """Return one predicate a rule.

    Raises
    ------
    TypeError, ValueError
        As `Rules` does; the error begins with the name.
    """
    if isinstance(rules, str | bytes) or callable(rules) or not isinstance(rules, Iterable):
        rules = (rules,)
    return tuple(_as_predicate(name, rule) for rule in rules)


def _as_predicate(name: str, rule: Rule) -> Callable[[str], object]:
    """Return a predicate; a string is a regular expression."""
    if callable(rule):
        return rule
    if not isinstance(rule, str | re.Pattern):
        raise TypeError(f"{name} takes patterns and predicates, not {type(rule).__name__}; pass () for none")
    try:
        pattern = re.compile(rule)
    except re.error as error:
        raise ValueError(f"{name}: {rule!r} is not a regular expression: {error}") from error
    if isinstance(pattern.pattern, bytes):  # compiled by the caller, who may not have told a type checker
        raise TypeError(f"{name} takes patterns of text, not {pattern.pattern!r}")
    if not pattern.pattern:
        raise ValueError(
            f"{name}: an empty pattern is found everywhere; leave it out, or write '.' for every paragraph"
        )
    return pattern.search


def _name_of(rule: Callable[[str], object]) -> str:
    pattern = getattr(rule, "__self__", None)
    if isinstance(pattern, re.Pattern):
        return f"{pattern.pattern!r} with flags {pattern.flags}"
    name = getattr(rule, "__qualname__", "<made on the spot>")
    if "<" in name or hasattr(rule, "__self__"):
        return ""
    return f"{getattr(rule, '__module__', None) or ''}.{name}"
