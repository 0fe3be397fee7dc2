"""What each stage of the model sees of a segment, as one row of numbers.

Floor 2. Inference and
training both build their rows here.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import UPPER
from cleantext.features.coherence import COHERENCE_NAMES, Similarities, coherence_features
from cleantext.features.extents import Extents, extents
from cleantext.features.meaning import MEANING_NAMES, MeaningTable, meaning_features
from cleantext.features.neighbourhood import article_means, neighbours, stretch_means
from cleantext.features.overlap import ECHO_NAMES, OVERLAP_NAMES, Echoes, echo_features, overlap_features
from cleantext.features.shape import SHAPE_NAMES, shape_features
from cleantext.features.wording import Wording, wording
from cleantext.features.words import WordTable, look_up, segment_vectors
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
    where : Extents
        Where their articles begin and end.
    wording : Wording
    shape : ndarray of shape (n_segments, len(SHAPE_NAMES)), float32
    overlap : ndarray of shape (n_segments, len(OVERLAP_NAMES)), float32
    echoes : Echoes
    meaning : ndarray of shape (n_segments, len(MEANING_NAMES)), float32
        What each is about.
    units : ndarray of shape (n_segments, n_dimensions), float32
        Direction of the segment's words in the word table's space.
    weights : ndarray of shape (n_segments,), float32
    """

    segments: Segments
    where: Extents
    wording: Wording
    shape: NDArray[np.float32]
    overlap: NDArray[np.float32]
    echoes: Echoes
    meaning: NDArray[np.float32]
    units: NDArray[np.float32]
    weights: NDArray[np.float32]


class Said(NamedTuple):
    """What the wording alone says of each segment, columns in LABELS order.

    Attributes
    ----------
    words, strongest : ndarray of shape (n_segments, 8), float32
        As `score_words` returns them.
    ends : ndarray of shape (n_segments, 8), float32
        As `score_ends` returns it.
    """

    words: NDArray[np.float32]
    strongest: NDArray[np.float32]
    ends: NDArray[np.float32]


def gather_evidence(texts: Sequence[str], table: WordTable, meanings: MeaningTable) -> Evidence:
    """Segment a batch of articles and measure every segment.

    Parameters
    ----------
    texts : sequence of str
    table : WordTable
    meanings : MeaningTable

    Returns
    -------
    Evidence
    """
    encoded = encode(texts)
    segments = segment_batch(encoded)
    tokens = tokenize(encoded.codes, encoded.kinds)
    bounds = np.append(tokens.start.searchsorted(segments.start), len(tokens.start))
    where = extents(segments.article)
    words = look_up(table, tokens, bounds)
    is_capital = encoded.kinds.take(tokens.start.take(words.place)) == UPPER
    units, weights = segment_vectors(table, words)
    overlap, echoes = overlap_features(words, is_capital, where)
    return Evidence(
        segments,
        where,
        wording(tokens, bounds),
        shape_features(encoded, segments, where, tokens, bounds),
        overlap,
        echoes,
        meaning_features(meanings, words),
        units,
        weights,
    )


def first_inputs(
    evidence: Evidence,
    similar: Similarities,
    said: Said,
) -> NDArray[np.float32]:
    """Build the rows of the first pass.

    Parameters
    ----------
    evidence : Evidence
    similar : Similarities
        Of `evidence.units`.
    said : Said

    Returns
    -------
    ndarray of shape (n_segments, n_inputs), float32
        Columns as `input_names` lists those of the first pass.
    """
    logits = np.minimum(np.maximum(said.words, -_MOST_LOG_ODDS), _MOST_LOG_ODDS)
    likely = (1 / (1 + np.exp(-logits))).astype(np.float32, copy=False)
    n_segments = len(logits)
    shape, overlap = evidence.shape, evidence.overlap
    coherence = coherence_features(similar, evidence.weights)
    shown = [
        *(shape[:, SHAPE_NAMES.index(name)] for name in _SEEN_OF_NEIGHBOURS),
        *(coherence[:, COHERENCE_NAMES.index(name)] for name in _FIT),
        overlap[:, OVERLAP_NAMES.index(_RECURS)],
    ]
    return _side_by_side(
        [
            logits,
            said.strongest,
            said.ends,
            shape,
            coherence,
            overlap,
            evidence.meaning,
            article_means(likely, _segments_and_characters(evidence.segments), evidence.where),
            neighbours(np.column_stack([likely, *shown]), evidence.where, NEAR),
            stretch_means(likely, evidence.where, WORDING_STRETCHES).reshape(
                n_segments, 2 * len(WORDING_STRETCHES) * len(LABELS)
            ),
        ]
    )


def second_inputs(
    evidence: Evidence,
    similar: Similarities,
    first: NDArray[np.float32],
    verdict: NDArray[np.float32],
    at: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Build rows of the second pass, which knows the first one's verdict.

    Of what stands around a segment it sees the verdict, no longer the wording.

    Parameters
    ----------
    evidence : Evidence
    similar : Similarities
        Of `evidence.units`.
    first : ndarray of shape (n_segments, n_inputs), float32
        As `first_inputs` returns it.
    verdict : ndarray of shape (n_segments, 8), float32
        Probability of each label by the first pass.
    at : ndarray of shape (n_again,), int64
        The segments to build rows of.

    Returns
    -------
    ndarray of shape (n_again, n_more_inputs), float32
    """
    weights = _segments_and_characters(evidence.segments)
    n_segments, n_labels = verdict.shape
    is_content = verdict[:, 0]
    verdict_and_kept = np.empty((n_segments, n_labels + 1), np.float32)
    verdict_and_kept[:, :n_labels] = verdict
    np.multiply(is_content, weights[:, 1], out=verdict_and_kept[:, n_labels])
    stretches = stretch_means(verdict_and_kept, evidence.where, STRETCHES, at)
    np.log1p(stretches[:, :, n_labels], out=stretches[:, :, n_labels])
    return _side_by_side(
        [
            first[:, : len(_alone_names())].take(at, axis=0),
            verdict_inputs(verdict.take(at, axis=0)),
            coherence_features(similar, evidence.weights * is_content, at),
            echo_features(evidence.echoes, is_content).take(at, axis=0),
            article_means(verdict, weights, evidence.where, at),
            neighbours(verdict, evidence.where, NEARBY, at),
            stretches.reshape(len(at), 2 * len(STRETCHES) * (n_labels + 1)),
        ]
    )


def _segments_and_characters(segments: Segments) -> NDArray[np.float32]:
    """Return what each segment counts for where segments count, and where characters do."""
    weights = np.ones((len(segments.start), 2), np.float32)
    np.subtract(segments.end, segments.start, out=weights[:, 1], casting="same_kind")
    return weights


def _side_by_side(parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the columns of all parts, whose layout in memory differs, row by row."""
    rows = np.empty((len(parts[0]), sum(part.shape[1] for part in parts)), np.float32)
    return np.concatenate(parts, axis=1, out=rows)


def verdict_inputs(verdict: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the columns of `second_inputs` in which a segment's own first verdict stands."""
    columns: NDArray[np.float32] = np.log(verdict + np.float32(1e-4))
    return columns


def input_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the columns of `first_inputs` and of `second_inputs`."""
    shown = (*(f"wording says {label}" for label in LABELS), *_SEEN_OF_NEIGHBOURS, *_FIT, _RECURS)
    first = (
        *(f"neighbour {offset:+d}: {name}" for offset in NEAR for name in shown),
        *(
            f"{side} {size or 'all'}: wording says {label}"
            for size in WORDING_STRETCHES
            for side in ("before", "after")
            for label in LABELS
        ),
    )
    second = (
        *(f"first verdict: {label}" for label in LABELS),
        *(f"kept text: {name}" for name in COHERENCE_NAMES),
        *ECHO_NAMES,
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
    return (*_alone_names(), *first), (*_alone_names(), *second)


@cache
def _alone_names() -> tuple[str, ...]:
    """Name the first columns of both passes: what is no matter of what stands around a segment."""
    return (
        *(f"wording says {label}" for label in LABELS),
        *(f"strongest word says {label}" for label in LABELS),
        *(f"opening and close say {label}" for label in LABELS),
        *SHAPE_NAMES,
        *COHERENCE_NAMES,
        *OVERLAP_NAMES,
        *MEANING_NAMES,
        *(f"article's segments: wording says {label}" for label in LABELS),
        *(f"article's characters: wording says {label}" for label in LABELS),
    )
