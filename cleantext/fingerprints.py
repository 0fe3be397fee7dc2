"""Hashes by which paragraphs and articles are known again.

Floor 2.
"""

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import BREAK, DIGIT, IDEOGRAPH, character_table
from cleantext.hashing import GOLDEN_RATIO, scramble_wide
from cleantext.segmenter import Segments
from cleantext.tokens import EncodedTexts


def hash_paragraphs(texts: EncodedTexts, segments: Segments) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return what each segment of a batch is known by.

    Parameters
    ----------
    texts : EncodedTexts
    segments : Segments

    Returns
    -------
    hashes : ndarray of shape (n_segments,), uint64
        Of the characters without white space, lower-cased, each number one digit.
    n_letters : ndarray of shape (n_segments,), int64
        Ideographs are letters, digits and signs are not.
    """
    mix = character_table().mix.take(texts.codes, mode="clip")
    is_digit = texts.kinds == DIGIT
    is_seen = (texts.kinds > BREAK) & (mix != 0)
    is_seen[1:] &= ~(is_digit[1:] & is_digit[:-1])
    n_seen, n_letters = (
        np.concatenate([[0], np.cumsum(which)])
        for which in (is_seen, is_seen & (texts.kinds <= IDEOGRAPH) & ~is_digit)
    )
    start, end = n_seen[segments.start], n_seen[segments.end]
    values = scramble_wide(mix[is_seen].astype(np.uint64))
    powers = np.full(1 + (end - start).max(initial=0), GOLDEN_RATIO)
    powers = np.multiply.accumulate(powers)
    values *= powers[np.arange(len(values)) - np.repeat(start, end - start)]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values)])
    return scramble_wide(sums[end] - sums[start]), n_letters[segments.end] - n_letters[segments.start]


def hash_articles(
    paragraphs: NDArray[np.uint64], n_letters: NDArray[np.int64], article: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return for each paragraph what its article is known by: the set of its paragraphs with letters.

    Parameters
    ----------
    paragraphs : ndarray of shape (n_segments,), uint64
    n_letters : ndarray of shape (n_segments,), int64
        Both as `hash_paragraphs` returns them.
    article : ndarray of shape (n_segments,), int64
        Index of each one's article.

    Returns
    -------
    ndarray of shape (n_segments,), uint64
    """
    has_letters = n_letters > 0
    each, index = sort_pairs(paragraphs[has_letters], article[has_letters].astype(np.uint64))
    sums = np.zeros(1 + article.max(initial=0), np.uint64)
    np.add.at(sums, index, each)
    return scramble_wide(sums)[article]


def sort_pairs(
    paragraphs: NDArray[np.uint64], articles: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Sort pairs by the former and drop those that come again.

    Parameters
    ----------
    paragraphs, articles : ndarray of shape (n_pairs,), uint64

    Returns
    -------
    paragraphs, articles : ndarray of shape (n_distinct,), uint64
    """
    order = np.lexsort((articles, paragraphs))
    paragraphs, articles = paragraphs[order], articles[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (paragraphs[1:] != paragraphs[:-1]) | (articles[1:] != articles[:-1])
    return paragraphs[is_new], articles[is_new]
