"""What each stage of the model sees of a segment, as one row of numbers.

Floor 2: imports tokens, segmenter and the other features. Inference and
training both build their rows here.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import UPPER
from cleantext.features.coherence import (
    COHERENCE_NAMES,
    OVERLAP_NAMES,
    WordTable,
    coherence_features,
    overlap_features,
    segment_vectors,
)
from cleantext.features.neighbourhood import article_means, neighbours, stretch_means
from cleantext.features.shape import SHAPE_NAMES, shape_features
from cleantext.features.wording import Wording, wording
from cleantext.labels import LABELS
from cleantext.segmenter import Segments, segment_batch
from cleantext.tokens import encode, tokenize

NEAR: Final = (-3, -2, -1, 1, 2, 3)
"""Neighbours whose wording, shape and coherence the first pass sees."""
NEARBY: Final = (-4, -3, -2, -1, 1, 2, 3, 4)
"""Neighbours whose first verdict the second pass sees."""
WORDING_STRETCHES: Final = (8, 0)
"""Numbers of segments each way whose mean wording the first pass sees; 0 for all."""
STRETCHES: Final = (8, 24, 0)
"""Numbers of segments each way whose mean verdict the second pass sees; 0 for all."""
_MOST_LOG_ODDS: Final = np.float32(20)
"""Wording that is surer than this is no surer for the network."""
_SEEN_OF_NEIGHBOURS: Final = ("log characters", "ends with stop", "share of capital")
_FIT: Final = ("fit with the rest", "fit with the rest beyond its neighbours")
_RECURS: Final = "share of words that recur beyond its neighbours"


class Evidence(NamedTuple):
    """Everything measured on a batch before the first verdict.

    Attributes
    ----------
    segments : Segments
    wording : Wording
    shape : ndarray of shape (n_segments, len(SHAPE_NAMES)), float32
    overlap : ndarray of shape (n_segments, len(OVERLAP_NAMES)), float32
    units : ndarray of shape (n_segments, n_dimensions), float32
        Direction of the segment's words in the word table's space.
    weights : ndarray of shape (n_segments,), float32
    """

    segments: Segments
    wording: Wording
    shape: NDArray[np.float32]
    overlap: NDArray[np.float32]
    units: NDArray[np.float32]
    weights: NDArray[np.float32]


def gather_evidence(texts: Sequence[str], table: WordTable) -> Evidence:
    """Segment a batch of articles and measure every segment.

    Parameters
    ----------
    texts : sequence of str
    table : WordTable

    Returns
    -------
    Evidence
    """
    encoded = encode(texts)
    segments = segment_batch(encoded)
    tokens = tokenize(encoded.codes, encoded.kinds)
    bounds = np.append(np.searchsorted(tokens.start, segments.start), len(tokens.start))
    is_capital = encoded.kinds[tokens.start] == UPPER
    units, weights = segment_vectors(table, tokens, bounds)
    return Evidence(
        segments,
        wording(tokens, bounds),
        shape_features(encoded, segments, tokens, bounds),
        overlap_features(table, tokens, is_capital, bounds, segments.article),
        units,
        weights,
    )


def first_inputs(evidence: Evidence, logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Build the rows of the first pass.

    Parameters
    ----------
    evidence : Evidence
    logits : ndarray of shape (n_segments, 8), float32
        What the wording alone says, columns in LABELS order.

    Returns
    -------
    ndarray of shape (n_segments, n_inputs), float32
        Columns as `input_names` lists them.
    """
    article = evidence.segments.article
    logits = np.clip(logits, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)
    likely = (1 / (1 + np.exp(-logits))).astype(np.float32)
    coherence = coherence_features(evidence.units, evidence.weights, article)
    shape = evidence.shape
    seen = [SHAPE_NAMES.index(name) for name in _SEEN_OF_NEIGHBOURS]
    fit = [COHERENCE_NAMES.index(name) for name in _FIT]
    recurs = OVERLAP_NAMES.index(_RECURS)
    shown = np.concatenate([likely, shape[:, seen], coherence[:, fit], evidence.overlap[:, [recurs]]], axis=1)
    length = (evidence.segments.end - evidence.segments.start).astype(np.float32)
    return np.concatenate(
        [
            logits,
            shape,
            coherence,
            evidence.overlap,
            article_means(likely, np.ones_like(length), article),
            article_means(likely, length, article),
            neighbours(shown, article, NEAR),
            *stretch_means(likely, article, WORDING_STRETCHES),
        ],
        axis=1,
    )


def second_inputs(
    evidence: Evidence, first: NDArray[np.float32], verdict: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Build the rows of the second pass, which knows the first one's verdict.

    Parameters
    ----------
    evidence : Evidence
    first : ndarray of shape (n_segments, n_inputs), float32
        As `first_inputs` returns it.
    verdict : ndarray of shape (n_segments, 8), float32
        Probability of each label by the first pass.

    Returns
    -------
    ndarray of shape (n_segments, n_more_inputs), float32
    """
    article = evidence.segments.article
    is_content = verdict[:, 0]
    length = (evidence.segments.end - evidence.segments.start).astype(np.float32)
    stretches = stretch_means(np.column_stack([verdict, is_content * length]), article, STRETCHES)
    return np.concatenate(
        [
            first,
            verdict_inputs(verdict),
            coherence_features(evidence.units, evidence.weights * is_content, article),
            article_means(verdict, np.ones_like(length), article),
            article_means(verdict, length, article),
            neighbours(verdict, article, NEARBY),
            *(np.concatenate([mean[:, :-1], np.log1p(mean[:, -1:])], axis=1) for mean in stretches),
        ],
        axis=1,
    )


def verdict_inputs(verdict: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the columns of `second_inputs` in which a segment's own first verdict stands."""
    columns: NDArray[np.float32] = np.log(verdict + np.float32(1e-4))
    return columns


def input_names() -> tuple[str, ...]:
    """Name the columns of `second_inputs`; those of `first_inputs` come first."""
    shown = (*(f"wording says {label}" for label in LABELS), *_SEEN_OF_NEIGHBOURS, *_FIT, _RECURS)
    return (
        *(f"wording says {label}" for label in LABELS),
        *SHAPE_NAMES,
        *COHERENCE_NAMES,
        *OVERLAP_NAMES,
        *(f"article's segments: wording says {label}" for label in LABELS),
        *(f"article's characters: wording says {label}" for label in LABELS),
        *(f"neighbour {offset:+d}: {name}" for offset in NEAR for name in shown),
        *(
            f"{side} {size or 'all'}: wording says {label}"
            for size in WORDING_STRETCHES
            for side in ("before", "after")
            for label in LABELS
        ),
        *(f"first verdict: {label}" for label in LABELS),
        *(f"kept text: {name}" for name in COHERENCE_NAMES),
        *(f"article's segments: first verdict {label}" for label in LABELS),
        *(f"article's characters: first verdict {label}" for label in LABELS),
        *(f"neighbour {offset:+d}: first verdict {label}" for offset in NEARBY for label in LABELS),
        *(
            f"{side} {size or 'all'}: {what}"
            for size in STRETCHES
            for side in ("before", "after")
            for what in (*(f"first verdict {label}" for label in LABELS), "log kept characters")
        ),
    )


def count_inputs() -> tuple[int, int]:
    """Return how many columns `first_inputs` and `second_inputs` have."""
    names = input_names()
    return names.index(f"first verdict: {LABELS[0]}"), len(names)
