"""Where sentences end inside a line.

Floor 1. Everything runs on whole batches.
"""

from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.characters import BREAK, DIGIT, LOWER, PUNCTUATION, STOP
from cleantext.tokens import EncodedTexts, encode

_IDEOGRAPHIC_STOPS: Final = np.sort([ord(c) for c in "。！？｡"])
_LONE_CLOSERS: Final = np.sort([ord(c) for c in "»”"])
_CLOSERS: Final = np.sort([ord(c) for c in "\"'”’»)]」』）】›"])
_ABBREVIATIONS: Final = (
    "Mr Mrs Ms Dr Prof St Sr Jr Gen Sen Rep Gov Lt Col Sgt Capt Rev Hon Pres Supt Insp Messrs "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec No Nos Fig Figs Vol Ch Eq Ref vs cf al approx "
    "Inc Ltd Co Corp Bros Ave Blvd Rd Mt Ft ca bzw usw Nr Abb Hr Fr Str Bd Hrsg evtl ggf inkl "
    "Mme Mlle Sra Srta Dra Ud Uds Art art pp p Dott Sig ul prof dr np tzw lt Mio Mrd"
)
_COUNTED: Final = (
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember "
    "Jh Jhd Jahrhundert Jahrtausend Jahrestag Geburtstag Jubiläum Lebensjahr Weltkrieg Bundesliga Spieltag "
    "Minute Minuten"
)
"""German words that mostly follow an ordinal, which has a full stop: 4. März, 19. Jahrhundert. Of longer
ones the first seven letters tell, so in all their cases."""


class Runs(NamedTuple):
    """Maximal stretches without white space.

    Attributes
    ----------
    start, end : ndarray of shape (n_runs,), int64
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]


def sentence_ends(texts: EncodedTexts, runs: Runs, goes_on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell after which runs a sentence ends and another follows in the same line.

    Parameters
    ----------
    texts : EncodedTexts
    runs : Runs
    goes_on : ndarray of shape (n_runs - 1,), bool
        The next run stands in the same line.

    Returns
    -------
    ndarray of shape (n_runs - 1,), bool
    """
    codes, kinds = texts.codes, texts.kinds
    start = _skip_openers(kinds, runs.start, runs.end)
    start, following = start[:-1], start[1:]
    last = runs.end[:-1] - 1
    for _ in range(3):
        last = np.where((last > start) & _is_one_of(_CLOSERS, codes[last]), last - 1, last)
    is_end: NDArray[np.bool_] = goes_on & (kinds[last] == STOP) & (kinds[following] != LOWER)
    at = np.flatnonzero(is_end & (codes[last] == ord(".")))
    is_end[at] = ~_is_period_inside(texts, start[at], last[at], following[at], runs.end[at + 1])
    is_alone = (runs.end - runs.start == 1) & _is_one_of(_LONE_CLOSERS, codes[runs.start])
    is_end[1:] |= is_end[:-1] & is_alone[1:-1]
    is_end &= goes_on & ~is_alone[1:]
    return is_end


def _is_period_inside(
    texts: EncodedTexts,
    start: NDArray[np.int64],
    period: NDArray[np.int64],
    following: NDArray[np.int64],
    end: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which periods end an abbreviation, an initial or an ordinal, not a sentence.

    The word before begins at `start`, the run after it spans `following` to `end`.
    """
    codes, kinds = texts.codes, texts.kinds
    length = period - start
    is_number = kinds[start] == DIGIT
    is_initial = (length == 1) & ~is_number
    is_short = (kinds[np.maximum(period - 2, start)] == STOP) & (length <= 6)
    is_abbreviation = _is_one_of(_word_keys(_ABBREVIATIONS), _short_key(codes, start, period))
    word_end = end
    for _ in range(2):
        mark = kinds[word_end - 1]
        word_end = np.where((mark == STOP) | (mark == PUNCTUATION), word_end - 1, word_end)
    is_counted = _is_one_of(_word_keys(_COUNTED), _short_key(codes, following, word_end))
    is_inside: NDArray[np.bool_] = (
        is_initial | is_short | is_abbreviation | (is_number & (length <= 2) & is_counted)
    )
    return is_inside


def _skip_openers(
    kinds: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return where runs begin behind up to two quotation marks or brackets."""
    for _ in range(2):
        start = np.where((kinds[start] == PUNCTUATION) & (start + 1 < end), start + 1, start)
    return start


def ideographic_ends(
    texts: EncodedTexts, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return where a sentence follows another without white space between.

    Parameters
    ----------
    texts : EncodedTexts
    start, end : ndarray of shape (n_lines,), int64
        Spans of the lines to look into, in order.

    Returns
    -------
    ndarray of shape (n_ends,), int64
    """
    codes, kinds = texts.codes, texts.kinds
    stops = np.flatnonzero(kinds == STOP)
    after = stops[_is_one_of(_IDEOGRAPHIC_STOPS, codes[stops])] + 1
    line = np.searchsorted(start, after, side="right") - 1
    limit = np.where(line >= 0, end[line], 0)
    for _ in range(3):
        after, limit = after[after < limit], limit[after < limit]
        after = after + (_is_one_of(_CLOSERS, codes[after]) | (kinds[after] == STOP))
        is_new = np.diff(after, prepend=-1) > 0
        after, limit = after[is_new], limit[is_new]
    after = after[after < limit]
    return after[kinds[after] > BREAK]


def _short_key(
    codes: NDArray[np.uint32], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """Return a number that tells words apart by their first seven characters."""
    key = np.zeros(len(start), np.uint64)
    for offset in range(7):
        position = start + offset
        inside = position < end
        key = key * np.uint64(1021) + np.where(inside, codes[np.where(inside, position, 0)], 0)
    return key


@cache
def _word_keys(words: str) -> NDArray[np.uint64]:
    text = encode([words])
    length = np.array([len(word) for word in words.split(" ")], np.int64)
    end = np.cumsum(length + 1) - 1
    return np.sort(_short_key(text.codes, end - length, end))


def _is_one_of(wanted: NDArray[Any], values: NDArray[Any]) -> NDArray[np.bool_]:
    """Do what `np.isin` does, which would import all of `numpy.ma`; `wanted` ascends."""
    found: NDArray[np.bool_] = wanted.take(np.searchsorted(wanted, values), mode="clip") == values
    return found
