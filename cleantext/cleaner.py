"""Clean articles: segment, score, decide, slice.

Floor 4.
"""

from collections.abc import Callable, Collection, Generator, Iterable
from copy import copy
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

from cleantext.analysis import Analysis, Verdicts, find_warnings, make_segments
from cleantext.arguments import as_columns, as_jobs, as_model, as_threshold
from cleantext.articles import checked_articles, checked_text
from cleantext.batches import in_batches
from cleantext.explain import find_reasons
from cleantext.labels import LABELS
from cleantext.model import KEEP, REMOVE, Model
from cleantext.repeats import Repeats, unite
from cleantext.rules import Rule, Rules
from cleantext.slicing import cut
from cleantext.verdicts import ease_small
from cleantext.workers import map_in_order

Mode = Literal["careful", "balanced", "thorough"]
Result = TypeVar("Result", str, Analysis)


class Cleaner:
    """Removes from articles what does not belong to them.

    Parameters
    ----------
    model : Model, str or Path, optional
        A model, or its folder; the one that ships with cleantext if not given.
    mode : {"careful", "balanced", "thorough"} or float
        How sure the model must be before a segment goes. The three modes name
        thresholds measured at training time (see the model's manifest); where these
        are above even odds, they ask less, down to these, of a line that is less than
        4 % of its article and 200 characters. A float in [0, 1] is the threshold of every segment alike.
    keep : collection of str
        Labels that always stay in: any but ``content``.
    always_keep, always_remove : str, Pattern, callable, or collection of these
        Paragraphs that stay or go whatever the model says: a regular expression
        found in the paragraph, or a predicate of its text, line breaks of wrapped
        lines included. Where both apply the paragraph stays. Its neighbours are
        judged knowing the decision.
    repeats : Repeats, str or Path, optional
        What stands in several articles of a collection, or the file it was saved
        to: see `learn_repeats`.

    Raises
    ------
    ModelError, RepeatsError
        The model folder, or the table of repeats, cannot be used.
    TypeError, ValueError
        An option is of the wrong kind, or not one of the possible values.

    Notes
    -----
    A cleaner does not change, and threads may share one; it can be pickled if its predicates can.

    Examples
    --------
    >>> cleaner = Cleaner(mode="careful", keep={"metadata"})
    >>> cleaner.clean("")
    ''
    >>> cleaner
    <Cleaner: <Model 'cleantext default'>, mode 'careful', keeps metadata>
    """

    def __init__(
        self,
        model: Model | str | Path | None = None,
        *,
        mode: Mode | float = "balanced",
        keep: Collection[str] = (),
        always_keep: Rule | Collection[Rule] = (),
        always_remove: Rule | Collection[Rule] = (),
        repeats: Repeats | str | Path | None = None,
    ) -> None:
        self._model = as_model(model)
        self._mode = mode
        self._threshold = as_threshold(self._model, mode)
        self._kept = as_columns(keep)
        self._rules = Rules(always_keep, always_remove, repeats)

    def __repr__(self) -> str:
        kept = f", keeps {', '.join(sorted(self.keep))}" if self._kept else ""
        known = f", {self.repeats!r}" if self.repeats else ""
        return f"<Cleaner: {self._model!r}, mode {self._mode!r}{kept}{known}>"

    @property
    def model(self) -> Model:
        """What judges the segments."""
        return self._model

    @property
    def mode(self) -> Mode | float:
        """The mode as it was given: a name or a threshold."""
        return self._mode

    @property
    def threshold(self) -> float:
        """The score from which a segment goes, before a mode eases it for small lines."""
        return self._threshold

    @property
    def keep(self) -> frozenset[str]:
        """Labels that always stay in."""
        return frozenset(LABELS[column] for column in self._kept)

    @property
    def rules(self) -> Rules:
        """What the caller decides, and what repetition adds."""
        return self._rules

    @property
    def repeats(self) -> Repeats:
        """What is known to stand in several articles."""
        return self._rules.repeats

    def learn_repeats(self, articles: Iterable[str]) -> "Cleaner":
        """Return a cleaner that also knows what repeats in a collection.

        Parameters
        ----------
        articles : iterable of str
            Articles of one collection, best of one site: those to be cleaned, or
            others. Read once, a batch at a time.

        Returns
        -------
        Cleaner
            With the options of this one, which stays as it is, and what both
            this one and the articles say in `repeats`.

        Raises
        ------
        TypeError
            `articles` is no iterable, a single str, or holds something that is not a str.
        """
        learned = unite(map(Repeats.of, in_batches(checked_articles(articles))))
        taught = copy(self)
        taught._rules = self._rules.with_repeats(self.repeats | learned)
        return taught

    def clean(self, text: str) -> str:
        """Return the article without what does not belong to it.

        Parameters
        ----------
        text : str

        Returns
        -------
        str
            `text` with each removed segment cut out together with the white
            space after it (at the end of the text: before it). Identical to
            `text` if nothing goes.

        Raises
        ------
        TypeError
            `text` is not a str.
        """
        return self._clean_batch([checked_text(text)])[0]

    def analyze(self, text: str, *, explain: bool = False) -> Analysis:
        """Return every segment of the article with label, score and verdict.

        Parameters
        ----------
        text : str
        explain : bool
            Also say what each score comes from, in `Segment.reasons`. Judging
            takes many times as long.

        Returns
        -------
        Analysis

        Raises
        ------
        TypeError
            `text` is not a str.
        """
        return self._analyze_batch([checked_text(text)], explain=explain)[0]

    def clean_many(self, texts: Iterable[str], *, jobs: int = 1) -> Generator[str, None, None]:
        """Clean articles in order, reading ahead of the results by a batch.

        A batch is read until it has 262,144 characters or there are no more articles,
        and then judged; with several processes, up to four batches for each are read
        ahead. An error that `texts` raises is raised again behind the results of the
        articles before it.

        Parameters
        ----------
        texts : iterable of str
        jobs : int
            Processes to use; -1 for one a core.

        Returns
        -------
        generator of str
            As many as `texts`, in the same order, each as `clean` returns it. To `close` it ends
            the processes.

        Raises
        ------
        TypeError
            `texts` is no iterable, a single str, or holds something that is not a
            str: which, the message says; or `jobs` is no int.
        ValueError
            `jobs` is not a possible number of processes.
        WorkerError
            A process ended before its work did.
        """
        return self._many(texts, jobs, self._clean_batch)

    def analyze_many(
        self, texts: Iterable[str], *, jobs: int = 1, explain: bool = False
    ) -> Generator[Analysis, None, None]:
        """Analyze articles in order, reading ahead of the results as `clean_many` does.

        Parameters
        ----------
        texts : iterable of str
        jobs : int
            Processes to use; -1 for one a core.
        explain : bool
            As for `analyze`.

        Returns
        -------
        generator of Analysis
            As many as `texts`, in the same order, each as `analyze` returns it.

        Raises
        ------
        TypeError, ValueError, WorkerError
            As `clean_many` does.
        """
        return self._many(texts, jobs, partial(self._analyze_batch, explain=explain))

    def _many(
        self, texts: Iterable[str], jobs: int, work: Callable[[list[str]], list[Result]]
    ) -> Generator[Result, None, None]:
        batches = in_batches(checked_articles(texts))
        done = map_in_order(work, batches, jobs=as_jobs(jobs))
        return (result for batch in done for result in batch)

    def find_verdicts(self, texts: list[str]) -> Verdicts:
        """Return verdicts as arrays, for who needs no `Segment`: see `cleantext.stream`.

        Parameters
        ----------
        texts : list of str

        Returns
        -------
        Verdicts
        """
        (start, end, article, _), scores, decided = self._model.score(texts, decide=self._rules)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
        offset = (np.cumsum(lengths) - lengths)[article]
        score = 1 - scores[:, 0]
        if isinstance(self._mode, str):
            score = ease_small(score, end - start, article)
        is_removed = score >= self._threshold
        if self._kept:
            is_removed &= ~np.isin(scores[:, 1:].argmax(axis=1) + 1, self._kept) | (decided == REMOVE)
        is_removed &= decided != KEEP
        edges = np.searchsorted(article, np.arange(len(texts) + 1)).tolist()
        rows = [slice(low, high) for low, high in pairwise(edges)]
        return Verdicts(rows, start - offset, end - offset, scores, is_removed, decided)

    def _clean_batch(self, texts: list[str]) -> list[str]:
        rows, start, end, _, is_removed, _ = self.find_verdicts(texts)
        return [
            cut(text, start[row], end[row], is_removed[row]) for text, row in zip(texts, rows, strict=True)
        ]

    def _analyze_batch(self, texts: list[str], *, explain: bool) -> list[Analysis]:
        rows, start, end, scores, is_removed, decided = self.find_verdicts(texts)
        found = []
        for text, row in zip(texts, rows, strict=True):
            reasons = find_reasons(self._model, text, decided[row]) if explain else None
            segments = make_segments(text, start[row], end[row], scores[row], is_removed[row], reasons)
            clean_text = cut(text, start[row], end[row], is_removed[row])
            warnings = find_warnings(start[row], end[row], scores[row], is_removed[row])
            found.append(Analysis(text, clean_text, segments, warnings))
        return found
