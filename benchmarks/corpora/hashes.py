"""Labels without texts: found again by a hash of each paragraph, carried to other views."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Final

from cleantext.errors import RecordError
from cleantext.records import read_json_lines

LABELS_PATH: Final = Path(__file__).with_name("labels.jsonl.gz")
"""The labels of the corpus: pages to train on, and dev pages to choose by."""
FURTHER_LABELS_PATH: Final = Path(__file__).with_name("labels-further.jsonl.gz")
"""The labels of further pages: to train on, and test pages that no model is trained on or chosen by."""
N_DIGITS: Final = 12
"""Hexadecimal digits of a hash that are kept."""
N_WORDS: Final = 3
"""Words in a row that two paragraphs must share for one to vote on the other."""
MIN_SHARED: Final = 0.6
"""Share of a paragraph's runs of words that the read view must hold too.

Source: how the corpus was made, as for `MIN_AGREED`.
"""
MIN_AGREED: Final = 0.7
"""Share of the shared runs that must vote for one label."""

_WORD: Final = re.compile(r"\w+")

Paragraph = tuple[str | None, str]
"""Label, or None where it is unknown, and text."""


@dataclass(frozen=True, slots=True)
class PageLabels:
    """What was read on one page.

    Attributes
    ----------
    page : str
        ``source/name``.
    source : str
    view : str
        The extractor's output that was read.
    lang, page_type : str
    split : str
        ``train``, ``dev``, ``test``, or ``other`` for what nothing is learnt from or measured on.
    labels : tuple of (str, str)
        Hash and label of each paragraph in order.
    """

    page: str
    source: str
    view: str
    lang: str
    page_type: str
    split: str
    labels: tuple[tuple[str, str], ...]


def read_page_labels(path: Path) -> Iterator[PageLabels]:
    """Yield the labels of every page, in the order of the file.

    Raises
    ------
    RecordError
        The file is damaged, or a line has no labels; the message says where.
    """
    for number, record in read_json_lines(path):
        try:
            yield PageLabels(**{**record, "labels": tuple((key, label) for key, label in record["labels"])})
        except (TypeError, KeyError, ValueError) as error:
            raise RecordError(f"{path}, line {number}: these are no labels of a page: {error}") from error


def hash_text(text: str) -> str:
    r"""Return the first digits of the SHA-1 of a text, runs of white space folded.

    Examples
    --------
    >>> hash_text("Two  words\n") == hash_text("Two words")
    True
    """
    return sha1(" ".join(text.split()).encode()).hexdigest()[:N_DIGITS]


def find_labels(texts: Iterable[str], labels: Iterable[tuple[str, str]]) -> list[str | None]:
    """Return the label of each text by its hash; None where there is none.

    Where a text stands several times, the labels of its hash are given out in order.

    Parameters
    ----------
    texts : iterable of str
    labels : iterable of (str, str)
        Hash and label of each paragraph that was read, in order.

    Returns
    -------
    list of str or None
        As long as `texts`.
    """
    waiting: defaultdict[str, deque[str]] = defaultdict(deque)
    for key, label in labels:
        waiting[key].append(label)
    queues = (waiting[hash_text(text)] for text in texts)
    return [queue.popleft() if queue else None for queue in queues]


def carry_labels(read: Iterable[Paragraph], texts: Sequence[str]) -> list[str | None]:
    """Return labels for the paragraphs of another view of a page that was read.

    A paragraph of the same words, whatever their case and what stands between
    them, takes the label these words have most often. Else every run of three
    words that the read view holds too votes for the label it has most often there.

    Parameters
    ----------
    read : iterable of (str or None, str)
        Labels and texts of the view that was read.
    texts : sequence of str
        Paragraphs of the other view.

    Returns
    -------
    list of str or None
        As long as `texts`; None where too little is shared or the votes disagree.
    """
    whole: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    runs: defaultdict[Hashable, Counter[str]] = defaultdict(Counter)
    for label, text in read:
        if label is not None:
            words = _find_words(text)
            whole[words][label] += 1
            for run in _find_runs(words):
                runs[run][label] += 1
    return [_carry_label(_find_words(text), whole, runs) for text in texts]


def _carry_label(
    words: tuple[str, ...],
    whole: Mapping[Hashable, Counter[str]],
    runs: Mapping[Hashable, Counter[str]],
) -> str | None:
    if words in whole:
        return _first_of(whole[words])[0]
    own = _find_runs(words)
    votes = Counter(_first_of(runs[run])[0] for run in own if run in runs)
    n_shared = votes.total()
    if not votes or n_shared < MIN_SHARED * len(own):
        return None
    label, n_votes = _first_of(votes)
    return label if n_votes >= MIN_AGREED * n_shared else None


def _first_of(votes: Counter[str]) -> tuple[str, int]:
    """Return the most frequent label and its votes; of equals the one met first."""
    ((label, n_votes),) = votes.most_common(1)
    return label, n_votes


def _find_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _find_runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words[at : at + N_WORDS] for at in range(len(words) - N_WORDS + 1)]
