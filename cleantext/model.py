"""The model: named arrays and a manifest that turn articles into scores.

Floor 3. Saving and loading a
model folder are in modelfolder and modelsaving.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.errors import ModelError
from cleantext.features.coherence import compare
from cleantext.features.inputs import Evidence, Said, first_inputs, gather_evidence, second_inputs
from cleantext.features.meaning import MeaningTable
from cleantext.features.wording import LinearModel, score_ends, score_words
from cleantext.features.words import WordTable
from cleantext.labels import LABELS
from cleantext.network import Network
from cleantext.segmenter import Segments
from cleantext.verdicts import doubt_bulk, doubt_unfamiliar, log_odds, rescale, shift, support_runs

MODES = ("careful", "balanced", "thorough")
SURE = 0.02
"""What the first pass gives less than this of not being content is not judged again. Nothing is
removed on one look. Source: benchmarks/EXPERIMENTS.md, "Second looks"."""
OPEN, KEEP, REMOVE = 0.0, -np.inf, np.inf
"""What a caller decided of a segment before the model judged it: log-odds of not being content."""
Decide = Callable[[Sequence[str], Segments], NDArray[np.float64]]
"""Takes a batch and its segments, returns for each a decision, or log-odds to add to the model's."""


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
    decided : ndarray of shape (n_segments,), float64
        What was added to its verdict, see `Scored`.
    again : ndarray of shape (n_again,), int64
        The segments that the second pass judged, ascending.
    second : ndarray of shape (n_again, n_more_inputs), float32
        Their rows of the second pass.
    probabilities : ndarray of shape (n_segments, 8), float32
        Uncalibrated probability of each label.
    """

    first: NDArray[np.float32]
    decided: NDArray[np.float64]
    again: NDArray[np.int64]
    second: NDArray[np.float32]
    probabilities: NDArray[np.float32]


class Calibration(NamedTuple):
    """Piecewise linear map from raw to calibrated log-odds of not being content.

    Attributes
    ----------
    raw, calibrated : ndarray of shape (n_knots,), float64, ascending
    """

    raw: NDArray[np.float64]
    calibrated: NDArray[np.float64]

    @classmethod
    def identity(cls) -> "Calibration":
        """Return the calibration that leaves log-odds as they are."""
        return cls(np.zeros(1), np.zeros(1))

    def apply(self, probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrate the probability of content, scaling the other labels with it.

        Parameters
        ----------
        probabilities : ndarray of shape (n_segments, 8), float32

        Returns
        -------
        ndarray of shape (n_segments, 8), float64
            Rows sum to 1.
        """
        return rescale(probabilities, self.log_odds(probabilities))

    def log_odds(self, probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the calibrated log-odds of not being content.

        Parameters
        ----------
        probabilities : ndarray of shape (n_segments, 8), float32

        Returns
        -------
        ndarray of shape (n_segments,), float64
        """
        raw = log_odds(probabilities)
        odds: NDArray[np.float64] = np.interp(raw, self.raw, self.calibrated)
        odds += np.minimum(raw - self.raw[0], 0) + np.maximum(raw - self.raw[-1], 0)
        return odds


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """Everything `score` needs; made by training or read from a model folder.

    Attributes
    ----------
    wording, ends : LinearModel
        Of all words of a segment, and of the first and last of them.
    words : WordTable
    meanings : MeaningTable
    first, second : Network
    calibration : Calibration
    manifest : mapping
        Thresholds with their price, and where the model comes from.
    """

    wording: LinearModel
    ends: LinearModel
    words: WordTable
    meanings: MeaningTable
    first: Network
    second: Network
    calibration: Calibration
    manifest: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<Model {self.manifest.get('name', 'without a name')!r}>"

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
        evidence = gather_evidence(texts, self.words, self.meanings)
        segments = evidence.segments
        decided = decide(texts, segments) if decide else np.zeros(len(segments.start))
        if not len(segments.start):
            return Scored(segments, np.zeros((0, len(LABELS))), decided)
        scores = self.calibration.apply(self.run_passes(evidence, decided).probabilities)
        return Scored(segments, shift(scores, decided), decided)

    def run_passes(self, evidence: Evidence, decided: NDArray[np.float64]) -> Passes:
        """Judge each segment, and what is not surely content again, knowing the verdict on all."""
        similar = compare(evidence.units, evidence.where)
        inputs = first_inputs(evidence, similar, self.read(evidence))
        probabilities = self.first.predict(inputs)
        told = shift(probabilities, decided)
        again = unsure(told)
        more_inputs = second_inputs(evidence, similar, inputs, told, again)
        probabilities[again] = self.second.predict(more_inputs)
        probabilities = shift(probabilities, np.where(np.isinf(decided), decided, 0))
        probabilities = support_runs(probabilities, evidence.where)
        probabilities = shift(probabilities, doubt_unfamiliar(evidence))
        probabilities = doubt_bulk(probabilities, evidence.segments, evidence.where)
        return Passes(inputs, decided, again, more_inputs, probabilities)

    def read(self, evidence: Evidence) -> Said:
        """Return what the wording alone says of each segment."""
        hashes = evidence.wording
        return Said(*score_words(self.wording, hashes), score_ends(self.ends, hashes))

    def threshold(self, mode: str) -> float:
        """Return the score from which a segment goes in a mode.

        Raises
        ------
        ModelError
            The model does not know the mode: it was not measured on dev articles.
        """
        try:
            return float(self.manifest["modes"][mode]["threshold"])
        except KeyError as error:
            raise ModelError(
                f"this model has no mode {mode!r}, as `cleantext train` finds them: name a threshold"
            ) from error


def unsure(verdict: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return which segments the first pass is not sure to be content, ascending.

    Parameters
    ----------
    verdict : ndarray of shape (n_segments, 8), float32

    Returns
    -------
    ndarray of shape (n_again,), int64
    """
    (rows,) = (verdict[:, 0] <= 1 - SURE).nonzero()
    return rows
