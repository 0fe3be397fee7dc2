"""Verdicts: what follows for a segment from the networks' verdicts on all of its article.

Floor 3; numpy only. Nothing here is learnt.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleantext.features.extents import Extents
from cleantext.features.inputs import Evidence
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.features.shape import SHAPE_NAMES
from cleantext.labels import LABELS
from cleantext.segmenter import Segments

SUPPORT = 1.0
"""Log-odds that a neighbour of the same kind adds at most. Source: benchmarks/EXPERIMENTS.md, "Runs"."""
PROSE = 80
"""Characters from which a paragraph counts as prose in `doubt_bulk`."""
MOST_OF_PROSE = dict.fromkeys(LABELS[1:], 0.6) | {"comment": 0.2, "navigation": 0.33}
"""Share of an article's prose that may go under a label on ordinary evidence. Source:
benchmarks/EXPERIMENTS.md, "Doubt"."""
DOUBT = 4.0
"""Power of the excess over `MOST_OF_PROSE` by which the odds fall. Source: likewise."""
FAMILIAR = 0.55
"""Share of an article's words that the word table knows in a language the model knows well."""
CAUTION = 3.0
"""Log-odds that removal loses where it knows none of them. Source of both:
benchmarks/EXPERIMENTS.md, "Little-known languages"."""
OF_A_WORD = 0.4
"""What an ideograph that the table knows counts for among known words: words are written with two or
three, and to know each says little of the word. Source: likewise."""
SMALL = 0.04
"""Share of its article below which a segment needs less proof to go."""
LONG_ARTICLE = 5_000
"""Characters beyond which an article counts as no longer: a whole paragraph is small in none. Source of
both: benchmarks/EXPERIMENTS.md, "What is small"."""
Number = TypeVar("Number", np.float32, np.float64)


def support_runs(probabilities: NDArray[np.float32], where: Extents) -> NDArray[np.float32]:
    """Believe more readily what stands beside surer residue of the same kind.

    Residue comes in runs: an advert of two paragraphs, the lines of a footer. A kind is
    the likeliest label beside content, so what is content by far moves a little too.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments, 8), float32
        Probability of each label, columns in LABELS order.
    where : Extents

    Returns
    -------
    ndarray of shape (n_segments, 8), float32
        Rows sum to 1. A segment is not surer than the neighbour that vouches for it,
        nor by more than `SUPPORT` than it was.
    """
    odds = log_odds(probabilities)
    kind = probabilities[:, 1:].argmax(axis=1)
    is_alike = (kind[1:] == kind[:-1]) & (where.article[1:] == where.article[:-1])
    surest = odds.copy()
    np.maximum(odds[1:], odds[:-1], out=surest[1:], where=is_alike)
    np.maximum(surest[:-1], odds[1:], out=surest[:-1], where=is_alike)
    return shift(probabilities, np.minimum(surest - odds, SUPPORT))


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
    bounds, article, _, _ = evidence.where
    n_tokens = (evidence.wording.bounds[1:] - evidence.wording.bounds[:-1]).astype(np.float64)
    known_share = evidence.overlap[:, OVERLAP_NAMES.index("share of known words")]
    ideographs = evidence.shape[:, SHAPE_NAMES.index("share of ideograph")]
    n_known = n_tokens * np.maximum(known_share - (1 - OF_A_WORD) * ideographs, 0)
    known, every = (np.add.reduceat(each, bounds[:-1]) for each in (n_known, n_tokens))
    unfamiliar = np.maximum(1 - known / np.maximum(every, 1) / FAMILIAR, 0)
    return (-CAUTION * unfamiliar).take(article)


def doubt_bulk(probabilities: NDArray[np.float32], segments: Segments, where: Extents) -> NDArray[np.float32]:
    """Ask for more proof where much of an article's prose would go under one label.

    What is written in the first person is easily taken for readers' comments,
    a page of short news for related links, a text about a firm for its advert:
    then whole articles at once.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments, 8), float32
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
    going = np.add.reduceat(length[:, None] * probabilities[:, columns], where.bounds[:-1])
    excess = np.maximum(going / prose[:, None] / list(MOST_OF_PROSE.values()), 1)
    doubted = probabilities.copy()
    doubted[:, columns] *= np.where(is_prose[:, None], (excess**-DOUBT).take(where.article, axis=0), 1)
    doubted /= doubted.sum(axis=1, keepdims=True)
    return doubted


def ease_small(
    score: NDArray[np.float64], n_characters: NDArray[np.int64], article: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return scores to hold against a mode's threshold: what is small in its article needs less proof.

    A line lost by mistake is a smaller loss than a paragraph. Odds rise with the root of how many times
    the segment would fit into `SMALL` of its article, or of `LONG_ARTICLE`; what is likelier content
    stays so.

    Parameters
    ----------
    score : ndarray of shape (n_segments,), float64
        Probability of not being content.
    n_characters : ndarray of shape (n_segments,), int64
        At least one each.
    article : ndarray of shape (n_segments,), int64
        Index of each segment's article, from 0 on.

    Returns
    -------
    ndarray of shape (n_segments,), float64
        The score itself for all but what is small and not content by more than even odds.

    Examples
    --------
    >>> ease_small(np.array([0.6, 0.6, 0.4]), np.array([9_950, 25, 25]), np.array([0, 0, 0])).round(2)
    array([0.6 , 0.81, 0.4 ])
    """
    total = np.minimum(np.bincount(article, n_characters), LONG_ARTICLE)
    share = n_characters / total[article]
    eased = score.copy()
    small = np.flatnonzero((share < SMALL) & (score > 0.5))
    sure = score[small]
    eased[small] = sure / (sure + (1 - sure) * np.sqrt(share[small] / SMALL))
    return eased


def shift(probabilities: NDArray[Number], odds: NDArray[np.float64]) -> NDArray[Number]:
    """Add to the log-odds of not being content; what is infinite makes all content, or none of it.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments, 8), float
    odds : ndarray of shape (n_segments,), float64

    Returns
    -------
    ndarray of shape (n_segments, 8), float
        `probabilities` itself where nothing is added.
    """
    (moved,) = odds.nonzero()
    if not len(moved):
        return probabilities
    shifted = probabilities.copy()
    shifted[moved] = rescale(probabilities[moved], log_odds(probabilities[moved]) + odds[moved])
    return shifted


def rescale(probabilities: NDArray[Number], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give segments other log-odds of not being content, scaling the labels beside content to fit.

    Parameters
    ----------
    probabilities : ndarray of shape (n_segments, 8), float
        Probability of each label, columns in LABELS order.
    odds : ndarray of shape (n_segments,), float64
        May be infinite.

    Returns
    -------
    ndarray of shape (n_segments, 8), float64
        Rows sum to 1.
    """
    score = 1 / (1 + np.exp(-odds))
    others = probabilities[:, 1:].astype(np.float64) + 1e-12
    others *= (score / others.sum(axis=1))[:, None]
    return np.concatenate([1 - score[:, None], others], axis=1)


def log_odds(probabilities: NDArray[Number]) -> NDArray[np.float64]:
    """Return the log-odds of not being content, rounding kept finite."""
    content = probabilities[:, 0].astype(np.float64)
    others = probabilities[:, 1:].astype(np.float64).sum(axis=1)
    odds: NDArray[np.float64] = np.log(others + 1e-9) - np.log(content + 1e-9)
    return odds
