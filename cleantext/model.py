"""The model: named arrays and a manifest that turn articles into scores.

Floor 3: imports network, features and below; numpy only. Saving and loading a model
folder is in modelfolder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cleantext.features.coherence import compare
from cleantext.features.inputs import Evidence, first_inputs, gather_evidence, second_inputs
from cleantext.features.meaning import MeaningTable, meaning_features
from cleantext.features.neighbourhood import Extents
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.features.wording import sum_rows
from cleantext.features.words import WordTable
from cleantext.labels import LABELS
from cleantext.network import Network
from cleantext.segmenter import Segments

MODES = ("careful", "balanced", "thorough")
SURE = 0.02
"""What the first pass gives less than this of not being content is not judged again. Nothing is
removed on one look. Source: benchmarks/EXPERIMENTS.md, "Second looks"."""
PROSE = 80
"""Characters from which a paragraph counts as prose in `doubt_bulk`."""
MOST_OF_PROSE = {"comment": 0.2, "navigation": 0.33}
"""Share of an article's prose that may go under a label on ordinary evidence. Source:
benchmarks/EXPERIMENTS.md, "Doubt"."""
DOUBT = 4.0
"""Power of the excess over `MOST_OF_PROSE` by which the odds fall. Source: likewise."""
FAMILIAR = 0.55
"""Share of an article's words that the word table knows in a language the model knows well."""
CAUTION = 3.0
"""Log-odds that removal loses where it knows none of them. Source of both:
benchmarks/EXPERIMENTS.md, "Little-known languages"."""
OPEN, KEEP, REMOVE = 0.0, -np.inf, np.inf
"""What a caller decided of a segment before the model judged it: log-odds of not being content."""
Number = TypeVar("Number", np.float32, np.float64)
Decide = Callable[[Segments], NDArray[np.float64]]
"""Takes the segments of a batch, returns for each a decision, or log-odds to add to the model's."""


class Scored(NamedTuple):
    """The segments of a batch with their scores.

    Attributes
    ----------
    segments : Segments
    scores : ndarray of shape (n_segments, 8), float64
        Calibrated probability of each label, columns in LABELS order.
    decided : ndarray of shape (n_segments,), float64
        `KEEP` or `REMOVE` where the caller decided, else the log-odds that were
        added; `OPEN` for none.
    """

    segments: Segments
    scores: NDArray[np.float64]
    decided: NDArray[np.float64]


class Passes(NamedTuple):
    """What both passes saw of the segments of a batch, and the verdict.

    Attributes
    ----------
    first : ndarray of shape (n_segments, n_inputs), float32
        Rows of the first pass.
    again : ndarray of shape (n_judged_again,), int64
        The segments that were judged again, ascending.
    second : ndarray of shape (n_judged_again, n_more_inputs), float32
        Their rows of the second pass.
    judged : ndarray of shape (n_segments, 8), float32
        Uncalibrated probability of each label.
    """

    first: NDArray[np.float32]
    again: NDArray[np.int64]
    second: NDArray[np.float32]
    judged: NDArray[np.float32]


class Calibration(NamedTuple):
    """Piecewise linear map from raw to calibrated log-odds of not being content.

    Attributes
    ----------
    raw, calibrated : ndarray of shape (n_knots,), float64, ascending
    """

    raw: NDArray[np.float64]
    calibrated: NDArray[np.float64]

    def apply(self, judged: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrate the probability of content, scaling the other labels with it.

        Parameters
        ----------
        judged : ndarray of shape (n_segments, 8), float32

        Returns
        -------
        ndarray of shape (n_segments, 8), float64
            Rows sum to 1.
        """
        score = 1 / (1 + np.exp(-self.log_odds(judged)))
        others = judged[:, 1:].astype(np.float64) + 1e-12
        others *= (score / others.sum(axis=1))[:, None]
        return np.concatenate([1 - score[:, None], others], axis=1)

    def log_odds(self, judged: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the calibrated log-odds of not being content.

        Parameters
        ----------
        judged : ndarray of shape (n_segments, 8), float32

        Returns
        -------
        ndarray of shape (n_segments,), float64
        """
        raw = log_odds(judged)
        odds: NDArray[np.float64] = np.interp(raw, self.raw, self.calibrated)
        odds += np.minimum(raw - self.raw[0], 0) + np.maximum(raw - self.raw[-1], 0)
        return odds


@dataclass(frozen=True, eq=False)
class Model:
    """Everything `score` needs; made by training or read from a model folder.

    Attributes
    ----------
    wording : ndarray of shape (2**bits, 8), int16
        Weight of each hashed wording feature for each label.
    wording_scale, wording_bias : ndarray of shape (8,), float32
    words : WordTable
    meanings : MeaningTable
    first, second : Network
    calibration : Calibration
    manifest : mapping
        Thresholds with their price, and where the model comes from.
    """

    wording: NDArray[np.int16]
    wording_scale: NDArray[np.float32]
    wording_bias: NDArray[np.float32]
    words: WordTable
    meanings: MeaningTable
    first: Network
    second: Network
    calibration: Calibration
    manifest: Mapping[str, Any]

    def score(self, texts: Sequence[str], *, decide: Decide | None = None) -> Scored:
        """Segment articles and score their segments.

        Parameters
        ----------
        texts : sequence of str
        decide : callable, optional
            Decides some segments beforehand, or adds to their log-odds of not
            being content. What is decided scores 0 or 1, and its neighbours are
            judged knowing it.

        Returns
        -------
        Scored
        """
        evidence = gather_evidence(texts, self.words)
        segments = evidence.segments
        decided = decide(segments) if decide else np.zeros(len(segments.start))
        if not len(segments.start):
            return Scored(segments, np.zeros((0, len(LABELS))), decided)
        scores = self.calibration.apply(self.judge(evidence, decided).judged)
        return Scored(segments, _shifted(scores, decided), decided)

    def judge(self, evidence: Evidence, decided: NDArray[np.float64]) -> Passes:
        """Judge each segment, and what is not surely content again, knowing the verdict on all."""
        bounds = evidence.where.bounds
        similar = compare(evidence.units, evidence.where)
        meaning = meaning_features(self.meanings, evidence.wording)
        inputs = first_inputs(evidence, similar, self.wording_logits(evidence), meaning)
        judged = _shifted(self.first.predict(inputs, bounds), decided)
        again = unsure(judged)
        more_inputs = second_inputs(evidence, similar, inputs, judged, again)
        judged[again] = self.second.predict(more_inputs, again.searchsorted(bounds))
        judged = _shifted(judged, doubt_unfamiliar(evidence))
        return Passes(inputs, again, more_inputs, doubt_bulk(judged, evidence.segments, evidence.where))

    def wording_logits(self, evidence: Evidence) -> NDArray[np.float32]:
        """Return what the wording alone says of each segment, in log-odds."""
        bits = len(self.wording).bit_length() - 1
        sums, n_features = sum_rows(self.wording, evidence.wording, bits)
        norm = np.sqrt(np.maximum(n_features, 1)).astype(np.float32)
        return sums / norm[:, None] * self.wording_scale + self.wording_bias

    def threshold(self, mode: str) -> float:
        """Return the score from which a segment goes in a mode."""
        return float(self.manifest["modes"][mode]["threshold"])


def unsure(verdict: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return which segments the first pass is not sure to be content, ascending.

    Parameters
    ----------
    verdict : ndarray of shape (n_segments, 8), float32

    Returns
    -------
    ndarray of shape (n_judged_again,), int64
    """
    (rows,) = (verdict[:, 0] <= 1 - SURE).nonzero()
    return rows


def doubt_unfamiliar(evidence: Evidence) -> NDArray[np.float64]:
    """Ask for more proof in articles of which the model knows few words.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    ndarray of shape (n_segments,), float64
        What to add to the log-odds of not being content; 0 where words are known.
    """
    bounds, row, _, _ = evidence.where
    n_tokens = (evidence.wording.bounds[1:] - evidence.wording.bounds[:-1]).astype(np.float64)
    n_known = n_tokens * evidence.overlap[:, OVERLAP_NAMES.index("share of known words")]
    known, every = (np.add.reduceat(each, bounds[:-1]) for each in (n_known, n_tokens))
    unfamiliar = np.maximum(1 - known / np.maximum(every, 1) / FAMILIAR, 0)
    return (-CAUTION * unfamiliar).take(row)


def doubt_bulk(judged: NDArray[np.float32], segments: Segments, where: Extents) -> NDArray[np.float32]:
    """Ask for more proof where much of an article's prose would go under one label.

    What is written in the first person is easily taken for readers' comments,
    and a page of short news for related links: then whole articles at once.

    Parameters
    ----------
    judged : ndarray of shape (n_segments, 8), float32
        Probability of each label, columns in LABELS order.
    segments : Segments
    where : Extents

    Returns
    -------
    ndarray of shape (n_segments, 8), float32
        Rows sum to 1.
    """
    columns = [LABELS.index(label) for label in MOST_OF_PROSE]
    length = (segments.end - segments.start).astype(np.float64)
    is_prose = length >= PROSE
    length *= is_prose
    prose = np.maximum(np.add.reduceat(length, where.bounds[:-1]), 1)
    going = np.add.reduceat(length[:, None] * judged[:, columns], where.bounds[:-1])
    excess = np.maximum(going / prose[:, None] / list(MOST_OF_PROSE.values()), 1)
    doubted = judged.copy()
    doubted[:, columns] *= np.where(is_prose[:, None], (excess**-DOUBT).take(where.row, axis=0), 1)
    doubted /= doubted.sum(axis=1, keepdims=True)
    return doubted


def _shifted(judged: NDArray[Number], odds: NDArray[np.float64]) -> NDArray[Number]:
    """Add to the log-odds of not being content; what is infinite makes all content, or none of it."""
    (moved,) = odds.nonzero()
    if not len(moved):
        return judged
    score = 1 / (1 + np.exp(-log_odds(judged[moved]) - odds[moved]))
    others = judged[moved, 1:].astype(np.float64) + 1e-12
    others *= (score / others.sum(axis=1))[:, None]
    shifted = judged.copy()
    shifted[moved] = np.concatenate([1 - score[:, None], others], axis=1)
    return shifted


def log_odds(judged: NDArray[Number]) -> NDArray[np.float64]:
    """Return the log-odds of not being content, rounding kept finite."""
    content = judged[:, 0].astype(np.float64)
    others = judged[:, 1:].astype(np.float64).sum(axis=1)
    odds: NDArray[np.float64] = np.log(others + 1e-9) - np.log(content + 1e-9)
    return odds
