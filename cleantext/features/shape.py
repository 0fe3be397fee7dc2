"""Shape: length, capitals, digits, punctuation, position, repetition.

Floor 2. Arrays in, arrays out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import DIGIT, IDEOGRAPH, LETTER, LOWER, N_KINDS, STOP, SYMBOL, UPPER
from cleantext.features.extents import Extents
from cleantext.segmenter import BLANK_LINE, SAME_LINE, Segments
from cleantext.tokens import EncodedTexts, Tokens

_SIGNS: Final = {
    "comma": ",、，،;；",
    "question": "?？؟",
    "exclamation": "!！",
    "colon": ":：",
    "quote": "\"“”„«»‘’'「」『』",
    "list mark": "•·▪●◦‣*–—-►▶→»|/>+#",
    "address": "@©®™",
    "money": "$€£¥₹%",
}
_SHOUTED: Final = N_KINDS
_FIRST_SIGN: Final = N_KINDS + 1
_N_CATEGORIES: Final = _FIRST_SIGN + len(_SIGNS)
_COUNTED_KINDS: Final = {
    "lower": LOWER,
    "capital": UPPER,
    "shouted": _SHOUTED,
    "digit": DIGIT,
    "letter": LETTER,
    "ideograph": IDEOGRAPH,
    "stop": STOP,
    "symbol": SYMBOL,
}

_COUNTED_NAMES: Final = (*_COUNTED_KINDS, *_SIGNS)
_WORDS: Final = [_COUNTED_NAMES.index(name) for name in _COUNTED_KINDS if name not in {"stop", "symbol"}]
_STOPS: Final = [_COUNTED_NAMES.index(name) for name in ("stop", "question", "exclamation")]
_LONG: Final = 120
"""Characters from which a segment is long. Not tuned."""

SHAPE_NAMES: Final[tuple[str, ...]] = (
    "log characters",
    "log words",
    "characters a token",
    *(f"share of {name}" for name in _COUNTED_NAMES),
    "log sentences",
    *(f"starts with {name}" for name in ("lower", "capital", "digit", "quote", "list mark")),
    *(f"ends with {name}" for name in ("stop", "question", "exclamation", "colon", "quote")),
    "blank line before",
    "blank line after",
    "same line before",
    "same line after",
    "log segments before",
    "log segments after",
    "share of characters before",
    "share of characters after",
    "length against the article's mean",
    "length against the article's longest",
    "log segments in article",
    "log mean characters in article",
    "share of the article in long segments",
    "repeated in article",
    "same opening in article",
)


def _sign_table() -> NDArray[np.uint8]:
    table = np.zeros(0x10000, np.uint8)
    for category, signs in enumerate(_SIGNS.values(), _FIRST_SIGN):
        table[[ord(sign) for sign in signs]] = category
    return table


_SIGN_TABLE: Final = _sign_table()
_QUESTION, _EXCLAMATION, _COLON, _QUOTE, _LIST_MARK = (
    _FIRST_SIGN + list(_SIGNS).index(name)
    for name in ("question", "exclamation", "colon", "quote", "list mark")
)
_COUNTED: Final = np.array([*_COUNTED_KINDS.values(), *range(_FIRST_SIGN, _N_CATEGORIES)])


def shape_features(
    texts: EncodedTexts, segments: Segments, where: Extents, tokens: Tokens, bounds: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Measure how each segment looks and where it stands.

    Parameters
    ----------
    texts : EncodedTexts
    segments : Segments
    where : Extents
        Where their articles begin and end.
    tokens : Tokens
    bounds : ndarray of shape (n_segments + 1,), int64
        Token index at which each segment begins, and the end.

    Returns
    -------
    ndarray of shape (n_segments, len(SHAPE_NAMES)), float32
    """
    n_segments = len(segments.start)
    if not n_segments:
        return np.zeros((0, len(SHAPE_NAMES)), np.float32)
    category = _categories(texts, tokens)
    n_tokens = bounds[1:] - bounds[:-1]
    divisor = np.maximum(n_tokens, 1).astype(np.float32)
    has_tokens = n_tokens > 0
    cell = np.arange(0, n_segments * _N_CATEGORIES, _N_CATEGORIES).repeat(n_tokens) + category
    counts = np.bincount(cell, minlength=n_segments * _N_CATEGORIES).reshape(n_segments, _N_CATEGORIES)
    counts = counts.T.take(_COUNTED, axis=0)
    length = (segments.end - segments.start).astype(np.float32)
    n_words = counts[_WORDS].sum(axis=0)
    n_stops = counts[_STOPS].sum(axis=0)

    padded = np.append(category, np.uint8(0))
    first = padded.take(bounds[:-1]) * has_tokens
    last = padded.take(bounds[1:] - 1) * has_tokens
    ends_with_question, ends_with_exclamation = last == _QUESTION, last == _EXCLAMATION

    columns = [
        np.log1p(length),
        np.log1p(n_words),
        length / divisor,
        *(counts / divisor),
        np.log1p(n_stops),
        first == LOWER,
        (first == UPPER) | (first == _SHOUTED),
        first == DIGIT,
        first == _QUOTE,
        (first == _LIST_MARK) | (first == SYMBOL),
        (last == STOP) | ends_with_question | ends_with_exclamation,
        ends_with_question,
        ends_with_exclamation,
        last == _COLON,
        last == _QUOTE,
        *_places(segments, where, length),
        *_repetitions(segments, tokens, bounds),
    ]
    return np.array(columns, np.float32).T


def _categories(texts: EncodedTexts, tokens: Tokens) -> NDArray[np.uint8]:
    category = texts.kinds.take(tokens.start)
    sign = _SIGN_TABLE.take(texts.codes.take(tokens.start), mode="clip")
    np.copyto(category, sign, where=sign > 0)
    after = tokens.start + 1
    is_shouted = (category == UPPER) & (tokens.end > after)
    is_shouted &= texts.kinds.take(after, mode="clip") == UPPER
    category[is_shouted] = _SHOUTED
    return category


def _places(segments: Segments, where: Extents, length: NDArray[np.float32]) -> list[NDArray[np.generic]]:
    """Return where each segment stands in its article, and what the article is like."""
    bounds, article, first, last = where
    index = np.arange(len(article)) - first
    count = last - first + 1
    whole = length.astype(np.int64)
    total = np.add.reduceat(whole, bounds[:-1])[article]
    before = whole.cumsum() - whole
    before -= before[first]
    mean = total / count
    longest = np.maximum.reduceat(length, bounds[:-1])[article]
    in_long = np.add.reduceat(np.where(whole >= _LONG, whole, 0), bounds[:-1])[article]
    gap_after = np.append(segments.gap[1:], BLANK_LINE)
    is_last = index == count - 1
    return [
        segments.gap == BLANK_LINE,
        (gap_after == BLANK_LINE) | is_last,
        segments.gap == SAME_LINE,
        (gap_after == SAME_LINE) & ~is_last,
        np.log1p(index),
        np.log1p(count - 1 - index),
        before / total,
        (total - before - whole) / total,
        np.log(length / mean),
        length / longest,
        np.log(count),
        np.log(mean),
        in_long / total,
    ]


def _repetitions(segments: Segments, tokens: Tokens, bounds: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Return how often a segment, and its first two tokens, recur in the article."""
    start, end = bounds[:-1], bounds[1:]
    order = np.arange(len(tokens.word), dtype=np.uint32) - start.astype(np.uint32).repeat(end - start)
    sums = np.zeros(len(order) + 1, np.uint32)
    np.add.accumulate(tokens.word * (order * np.uint32(2) + np.uint32(1)), out=sums[1:])
    before = sums.take(start)
    whole = sums.take(end) - before
    opening = sums.take(np.minimum(start + 2, end)) - before
    article = segments.article.astype(np.uint64) << np.uint64(32)
    return [np.log(_counts_of_equals(article | key)) for key in (whole, opening)]


def _counts_of_equals(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how often each key occurs; `np.unique` would import all of `numpy.ma`."""
    order = keys.argsort()
    ranked = keys.take(order)
    is_new = np.ones(len(keys) + 1, bool)
    np.not_equal(ranked[1:], ranked[:-1], out=is_new[1:-1])
    (edges,) = is_new.nonzero()
    count = edges[1:] - edges[:-1]
    counts = np.empty_like(order)
    counts[order] = count.repeat(count)
    return counts
