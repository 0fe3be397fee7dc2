"""Explain: why each segment of an article got its score, in words.

Floor 4. Everything is
computed from the model's own contributions, one article at a time.
"""

from functools import cache
from math import factorial, inf, isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.analysis import Reason
from cleantext.characters import IDEOGRAPH, PUNCTUATION, STOP
from cleantext.features.coherence import COHERENCE_NAMES
from cleantext.features.inputs import gather_evidence, input_names, verdict_inputs
from cleantext.features.meaning import MEANING_NAMES
from cleantext.features.overlap import ECHO_NAMES, OVERLAP_NAMES
from cleantext.features.shape import SHAPE_NAMES
from cleantext.features.wording import Wording, token_shares
from cleantext.model import KEEP, OPEN, Model, Passes
from cleantext.tokens import encode, tokenize
from cleantext.verdicts import shift

GROUPS: Final = ("wording", "fit", "shape", "position", "neighbours", "article")
"""Kinds of evidence that a score is divided among."""
GUARD: Final = "guard"
"""What the model does to a score after its networks: see `verdicts`."""
MOST_REASONS: Final = 3
LEAST_WEIGHT: Final = 0.5
"""Log-odds that a reason after the first adds at least. Not tuned."""
MOST_PHRASES: Final = 3
LONGEST_PHRASE: Final = 3
"""Words."""
LEAST_SHARE: Final = 0.25
"""Share of a phrase's first word, in that of the strongest word. Not tuned."""

SEGMENTS_AT_ONCE: Final = 16
"""Segments judged at once, each 64 times: few enough to stay in cache."""

_AGAINST: Final = {
    "fit": "does not fit the article",
    "shape": "its length, capitals and signs",
    "position": "its place in the article",
    "neighbours": "the paragraphs around it",
    "article": "the article as a whole",
    GUARD: "stands in a run of the like",
}
"""What is said of a kind of evidence that speaks for removal."""
_IN_FAVOUR: Final = _AGAINST | {
    "fit": "fits the article",
    GUARD: "doubt about the whole article: much would go of one kind, or few of its words are known",
}
_PLACES: Final = frozenset(
    f"{what} {side}"
    for what in ("blank line", "same line", "log segments", "share of characters")
    for side in ("before", "after")
)
_OF_WORDING: Final = ("wording says ", "strongest word says ", "opening and close say ")
_OF_THE_ARTICLE: Final = frozenset(
    (
        "mean fit in the article",
        "log segments in article",
        "log mean characters in article",
        "share of the article in long segments",
    )
)


class Contributions(NamedTuple):
    """What each kind of evidence adds to the scores of an article's segments.

    Attributes
    ----------
    weights : ndarray of shape (n_segments, len(GROUPS) + 1), float64
        In log-odds, columns as in `GROUPS`, and last that of `GUARD`.
    reference : ndarray of shape (n_segments,), float64
        Log-odds of the average paragraph that the last pass to judge the segment was
        trained on. With the weights it adds up to the log-odds of the segment's score.
    """

    weights: NDArray[np.float64]
    reference: NDArray[np.float64]


def find_reasons(model: Model, text: str, decided: NDArray[np.float64]) -> list[tuple[Reason, ...]]:
    """Say for every segment of an article what its score comes from.

    Parameters
    ----------
    model : Model
    text : str
    decided : ndarray of shape (n_segments,), float64
        What was decided of its segments, or added, when it was scored: see `Scored`.

    Returns
    -------
    list of tuple of Reason
        For each segment the few that weigh most, the strongest first.
    """
    evidence = gather_evidence([text], model.words, model.meanings)
    if not len(decided):
        return []
    weights, _ = weigh(model, model.run_passes(evidence, decided))
    words = _WordShares(model, text, evidence.wording)
    return [
        _with_repetition(_reasons(row, words, index), said) if isfinite(said) else (_decided(said),)
        for index, (row, said) in enumerate(zip(weights, decided.tolist(), strict=True))
    ]


def weigh(model: Model, passes: Passes) -> Contributions:
    """Divide scores among the kinds of evidence, by Shapley's rule.

    The model judges every segment once for each subset of the kinds; what is
    not in the subset is that of the average training paragraph. A kind's weight
    is what it adds, averaged over all orders in which the kinds can be added.
    What the first pass said of the segment is judged anew each time.

    Parameters
    ----------
    model : Model
    passes : Passes
        Of one article or several.

    Returns
    -------
    Contributions
        Source: Shapley, A Value for n-Person Games, 1953; for models, Lundberg
        and Lee, A Unified Approach to Interpreting Model Predictions, 2017.
    """
    subsets, rule = shapley_rule(len(GROUPS))
    first_names, second_names = input_names()
    first_given, second_given = (
        subsets[:, [GROUPS.index(group_of(name) or GROUPS[0]) for name in names]]
        for names in (first_names, second_names)
    )
    own = np.array([group_of(name) is None for name in second_names])
    n_segments, n_subsets = len(passes.first), len(subsets)
    odds = np.empty((n_segments, n_subsets))
    for start in range(0, n_segments, SEGMENTS_AT_ONCE):
        some = slice(start, min(start + SEGMENTS_AT_ONCE, n_segments))
        rows = _with_parts(passes.first[some], first_given, model.first.mean)
        probabilities = model.first.predict(rows)
        told = shift(probabilities, passes.decided[some].repeat(n_subsets))
        low, high = np.searchsorted(passes.again, (some.start, some.stop)).tolist()
        again = ((passes.again[low:high, None] - start) * n_subsets + np.arange(n_subsets)).ravel()
        rows = _with_parts(passes.second[low:high], second_given, model.second.mean)
        rows[:, own] = verdict_inputs(told[again])
        probabilities[again] = model.second.predict(rows)
        odds[some] = model.calibration.log_odds(probabilities).reshape(-1, n_subsets)
    guard = model.calibration.log_odds(passes.probabilities) - odds[:, -1]
    return Contributions(np.column_stack([odds @ rule, guard]), odds[:, 0])


def _with_parts(
    rows: NDArray[np.float32], is_given: NDArray[np.bool_], mean: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return every row once a subset, the mean in place of what is not in it."""
    return np.where(is_given, rows[:, None], mean).reshape(-1, len(mean))


def group_of(name: str) -> str | None:
    """Return the kind of evidence of an input; None for the first verdict on the segment itself.

    Parameters
    ----------
    name : str
        One of those that `input_names` lists.

    Raises
    ------
    ValueError
        The input is of no kind known here.
    """
    what = name.removeprefix("kept text: ")
    if name.startswith("first verdict: "):
        return None
    for group, is_meant in (
        ("wording", name.startswith(_OF_WORDING) or name in MEANING_NAMES),
        ("article", name.startswith("article's ") or what in _OF_THE_ARTICLE),
        ("neighbours", name.startswith(("neighbour ", "before ", "after ")) or name in ECHO_NAMES),
        ("fit", what in COHERENCE_NAMES or what in OVERLAP_NAMES),
        ("position", name in _PLACES),
        ("shape", name in SHAPE_NAMES),
    ):
        if is_meant:
            return group
    raise ValueError(f"say in cleantext/explain.py what kind of evidence the input {name!r} is")


@cache
def shapley_rule(n_kinds: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return all subsets of some kinds, and what turns a value of each into a weight of each kind.

    Returns
    -------
    subsets : ndarray of shape (2**n_kinds, n_kinds), bool
        Which kinds each holds: the first none, the last all.
    rule : ndarray of shape (2**n_kinds, n_kinds), float64
        Weights are `values @ rule`.
    """
    subsets = (np.arange(1 << n_kinds)[:, None] >> np.arange(n_kinds)) & 1 > 0
    size = subsets.sum(axis=1)
    orders = np.array([factorial(n) * factorial(n_kinds - 1 - n) for n in range(n_kinds)])
    with_it, without = orders[np.maximum(size - 1, 0)], orders[np.minimum(size, n_kinds - 1)]
    rule = np.where(subsets, with_it[:, None], -without[:, None]) / factorial(n_kinds)
    return subsets, rule


def _with_repetition(reasons: tuple[Reason, ...], said: float) -> tuple[Reason, ...]:
    """Put what repetition added to the last verdict among the reasons of the model's own."""
    if said == OPEN:
        return reasons
    known = Reason("stands in other articles", said)
    return tuple(sorted((*reasons, known), key=lambda reason: -abs(reason.weight)))


def _decided(said: float) -> Reason:
    return Reason("decided by the caller", -inf if said == KEEP else inf)


def _reasons(weights: NDArray[np.float64], words: "_WordShares", index: int) -> tuple[Reason, ...]:
    strongest = np.argsort(-np.abs(weights), kind="stable")[:MOST_REASONS].tolist()
    reasons: list[Reason] = []
    for column in strongest:
        weight = float(weights[column])
        if reasons and abs(weight) < LEAST_WEIGHT:
            break
        kind = (*GROUPS, GUARD)[column]
        said = _AGAINST if weight > 0 else _IN_FAVOUR
        what = words.name(index, weight) if kind == "wording" else said[kind]
        reasons.append(Reason(what, weight))
    return tuple(reasons)


class _WordShares:
    """Finds the words of a segment that speak for or against it.

    A token's share is what it adds to the sums in which the models of wording weigh
    the segment, in log-odds of not being content. Words are what white space
    sets apart, and ideographs.
    """

    def __init__(self, model: Model, text: str, hashes: Wording) -> None:
        encoded = encode([text])
        tokens = tokenize(encoded.codes, encoded.kinds)
        kinds = encoded.kinds[tokens.start]
        is_sign = np.isin(kinds, (STOP, PUNCTUATION))
        is_alone = kinds == IDEOGRAPH
        begins = np.ones(len(kinds), bool)
        begins[1:] = (tokens.start[1:] > tokens.end[:-1]) | is_alone[1:] | is_alone[:-1]
        begins[hashes.bounds[:-1][np.diff(hashes.bounds) > 0]] = True
        first = np.flatnonzero(begins)
        self._text = text
        self._bounds = np.searchsorted(first, hashes.bounds)
        self._start = np.minimum.reduceat(np.where(is_sign, len(text), tokens.start), first)
        self._end = np.maximum.reduceat(np.where(is_sign, 0, tokens.end), first)
        shares = token_shares(model.wording, model.ends, 0, hashes, tokens.is_word)
        self._shares = np.add.reduceat(shares, first)

    def name(self, index: int, weight: float) -> str:
        """Name the words of a segment whose shares have the sign of a weight."""
        rows = slice(*self._bounds[index : index + 2].tolist())
        start, end = self._start[rows], self._end[rows]
        shares = np.where(end > start, self._shares[rows] * np.sign(weight), -inf)
        named: dict[str, str] = {}
        for low, high in find_phrases(shares):
            phrase = " ".join(self._text[start[low] : end[high - 1]].split())
            named.setdefault(phrase.casefold(), f"“{phrase}”")
        return f"words: {', '.join(named.values())}" if named else "its words"


def find_phrases(shares: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Find the words, and runs of words, with the largest shares.

    Parameters
    ----------
    shares : ndarray of shape (n_words,), float64
        Minus infinity for what is no word.

    Returns
    -------
    list of (int, int)
        Half-open ranges of words that do not overlap, the strongest first.
    """
    left = np.pad(shares, 1, constant_values=-inf)  # what no phrase has taken; word i stands at i + 1
    found: list[tuple[int, int]] = []
    for at in np.argsort(-shares, kind="stable").tolist():
        if len(found) == MOST_PHRASES or shares[at] <= max(0, LEAST_SHARE * shares.max()):
            break
        if left[at + 1] == -inf:
            continue
        low, high = at, at + 1
        while high - low < LONGEST_PHRASE and max(left[low], left[high + 1]) >= shares[at] / 2:
            low, high = (low - 1, high) if left[low] > left[high + 1] else (low, high + 1)
        left[low + 1 : high + 1] = -inf
        found.append((low, high))
    return found
