"""What was removed, counted and put into words.

Floor 4.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from cleantext.analysis import Analysis
from cleantext.labels import LABELS


@dataclass(slots=True)
class Tally:
    """Counts over articles; characters are code points, `n_warned` articles that a person should look at."""

    n_articles: int = 0
    n_paragraphs: int = 0
    n_characters: int = 0
    n_removed_characters: int = 0
    n_warned: int = 0
    removed: Counter[str] = field(default_factory=Counter)

    def add(
        self, text: str, clean_text: str, n_paragraphs: int, removed: Iterable[str], *, is_warned: bool
    ) -> None:
        """Count one article: before and after, its paragraphs, and the labels of those that go."""
        self.n_articles += 1
        self.n_paragraphs += n_paragraphs
        self.n_characters += len(text)
        self.n_removed_characters += len(text) - len(clean_text)
        self.n_warned += is_warned
        self.removed.update(removed)

    def add_analysis(self, analysis: Analysis) -> None:
        """Count one article that was analysed."""
        gone = (segment.label for segment in analysis.segments if segment.is_removed)
        is_warned = bool(analysis.warnings)
        self.add(analysis.text, analysis.clean_text, len(analysis.segments), gone, is_warned=is_warned)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.n_articles + other.n_articles,
            self.n_paragraphs + other.n_paragraphs,
            self.n_characters + other.n_characters,
            self.n_removed_characters + other.n_removed_characters,
            self.n_warned + other.n_warned,
            self.removed + other.removed,
        )

    def describe(self, verb: str = "removed") -> str:
        """Return, for example, ``2 of 9 paragraphs removed (1 legal, 1 metadata), 3.1 % of characters``."""
        n_removed = self.removed.total()
        of_all = f"{n_removed:,} of {counted(self.n_paragraphs, 'paragraph')} {verb}"
        if not n_removed:
            return of_all
        most_first = sorted(self.removed, key=lambda label: (-self.removed[label], LABELS.index(label)))
        labels = ", ".join(f"{self.removed[label]:,} {label}" for label in most_first)
        share = self.n_removed_characters / self.n_characters
        return f"{of_all} ({labels}), {100 * share:.1f} % of characters"


def counted(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> counted(1, "article"), counted(2000, "article")
    ('1 article', '2,000 articles')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
