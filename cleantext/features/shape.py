"""Shape: length, capitals, digits, punctuation, position, repetition.

Floor 2: imports characters, tokens, segmenter and neighbourhood. Arrays in, arrays out.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import DIGIT, IDEOGRAPH, LETTER, LOWER, N_KINDS, STOP, SYMBOL, UPPER
from cleantext.features.neighbourhood import extents
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

SHAPE_NAMES: Final[tuple[str, ...]] = (
    "log characters",
    "log words",
    "characters a token",
    *(f"share of {name}" for name in _COUNTED_KINDS),
    *(f"share of {name}" for name in _SIGNS),
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
_COUNTED: Final = np.array([*_COUNTED_KINDS.values(), *range(_FIRST_SIGN, _N_CATEGORIES)])


def shape_features(
    texts: EncodedTexts, segments: Segments, tokens: Tokens, bounds: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Measure how each segment looks and where it stands.

    Parameters
    ----------
    texts : EncodedTexts
    segments : Segments
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
    n_tokens = np.diff(bounds)
    divisor = np.maximum(n_tokens, 1).astype(np.float32)
    has_tokens = n_tokens > 0
    cell = np.repeat(np.arange(0, n_segments * _N_CATEGORIES, _N_CATEGORIES), n_tokens) + category
    counts = np.bincount(cell, minlength=n_segments * _N_CATEGORIES).reshape(-1, _N_CATEGORIES)[:, _COUNTED]
    length = (segments.end - segments.start).astype(np.float32)
    n_words = counts[:, :6].sum(axis=1)
    n_stops = counts[:, 6] + counts[:, 9] + counts[:, 10]

    padded = np.append(category, np.uint8(0))
    first = np.where(has_tokens, padded[np.minimum(bounds[:-1], len(category))], 0)
    last = np.where(has_tokens, padded[np.maximum(bounds[1:] - 1, 0)], 0)
    quote, colon = _sign("quote"), _sign("colon")
    question, exclamation = _sign("question"), _sign("exclamation")

    columns = [
        np.log1p(length),
        np.log1p(n_words),
        length / divisor,
        *(counts / divisor[:, None]).T,
        np.log1p(n_stops),
        first == LOWER,
        (first == UPPER) | (first == _SHOUTED),
        first == DIGIT,
        first == quote,
        (first == _sign("list mark")) | (first == SYMBOL),
        (last == STOP) | (last == question) | (last == exclamation),
        last == question,
        last == exclamation,
        last == colon,
        last == quote,
        *_places(segments, length),
        *_repetitions(segments, tokens, bounds),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _sign(name: str) -> int:
    return _FIRST_SIGN + list(_SIGNS).index(name)


def _categories(texts: EncodedTexts, tokens: Tokens) -> NDArray[np.uint8]:
    category = texts.kinds[tokens.start]
    code = texts.codes[tokens.start]
    sign = _SIGN_TABLE.take(code, mode="clip")
    category = np.where(sign > 0, sign, category)
    second = texts.kinds[np.minimum(tokens.start + 1, len(texts.kinds) - 1)]
    is_shouted = (category == UPPER) & (second == UPPER) & (tokens.end > tokens.start + 1)
    return np.where(is_shouted, np.uint8(_SHOUTED), category)


def _places(segments: Segments, length: NDArray[np.float32]) -> list[NDArray[np.generic]]:
    """Return where each segment stands in its article, and what the article is like."""
    bounds, row, first, last = extents(segments.article)
    index = np.arange(len(row)) - first
    count = last - first + 1
    whole = length.astype(np.int64)
    total = np.add.reduceat(whole, bounds[:-1])[row]
    before = np.cumsum(whole) - whole
    before -= before[first]
    mean = total / count
    longest = np.maximum.reduceat(length, bounds[:-1])[row]
    in_long = np.add.reduceat(np.where(whole >= 120, whole, 0), bounds[:-1])[row]
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
    order = np.arange(len(tokens.word), dtype=np.uint32) - np.repeat(bounds[:-1], np.diff(bounds)).astype(
        np.uint32
    )
    weighted = tokens.word * (order * np.uint32(2) + np.uint32(1))
    sums = np.zeros(len(weighted) + 1, np.uint32)
    np.cumsum(weighted, out=sums[1:], dtype=np.uint32)
    opening = np.minimum(bounds[:-1] + 2, bounds[1:])
    whole = sums[bounds[1:]] - sums[bounds[:-1]]
    start = sums[opening] - sums[bounds[:-1]]
    article = segments.article.astype(np.uint64) << np.uint64(32)
    return [np.log(_counts_of_equals(article | key)) for key in (whole, start)]


def _counts_of_equals(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how often each key occurs; `np.unique` would import all of `numpy.ma`."""
    order = np.argsort(keys)
    ranked = keys[order]
    is_new = np.ones(len(keys) + 1, bool)
    np.not_equal(ranked[1:], ranked[:-1], out=is_new[1:-1])
    count = np.diff(np.flatnonzero(is_new))
    counts = np.empty_like(order)
    counts[order] = np.repeat(count, count)
    return counts
