import runpy
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from cleantext.characters import (
    BLANK,
    BREAK,
    DIGIT,
    FORMAT,
    IDEOGRAPH,
    LETTER,
    LOWER,
    N_CODES,
    N_KINDS,
    PUNCTUATION,
    STOP,
    SYMBOL,
    UPPER,
    character_table,
)
from tests import reference

TABLE = character_table()


def test_white_space_is_what_str_isspace_says_for_every_code_point() -> None:
    kinds = TABLE.kind.take(np.arange(sys.maxunicode + 1), mode="clip")
    blank = np.flatnonzero(kinds <= BREAK)
    assert blank.tolist() == [code for code in range(sys.maxunicode + 1) if chr(code).isspace()]


def test_breaks_are_what_str_splitlines_splits_at() -> None:
    breaks = np.flatnonzero(TABLE.kind == BREAK)
    assert breaks.tolist() == [code for code in range(N_CODES) if len(f"a{chr(code)}b".splitlines()) == 2]


@pytest.mark.parametrize(
    ("kind", "chars"),
    [
        (BLANK, " \t\u00a0\u3000\u2009"),
        (BREAK, "\n\r\f\v\u0085\u2028\u2029"),
        (LOWER, "aßéжω"),
        (UPPER, "AÉЖΩǅ"),
        (DIGIT, "09٣१"),
        (LETTER, "אعक한\u0301\u200d\u00ad²"),
        (IDEOGRAPH, "中カのไ"),
        (STOP, ".!?。…؟।"),
        (PUNCTUATION, ",;-“«(、"),
        (SYMBOL, "$+©|€"),
        (FORMAT, "\x00\u200b\ufeff\ud800"),
    ],
)
def test_characters_are_of_the_kind_a_reader_expects(kind: int, chars: str) -> None:
    assert [reference.kind_of(char) for char in chars] == [kind] * len(chars)


def test_every_kind_occurs_and_no_other() -> None:
    assert np.unique(TABLE.kind).tolist() == list(range(N_KINDS))


def test_letters_mix_like_their_lower_case_and_separators_not_at_all() -> None:
    upper = [ord(char) for char in "AZÉЖΩ"]
    lower = [ord(char) for char in "azéжω"]
    assert TABLE.mix[upper].tolist() == TABLE.mix[lower].tolist()
    assert not TABLE.mix[np.isin(TABLE.kind, (BLANK, BREAK, FORMAT))].any()
    assert len(np.unique(TABLE.mix[lower])) == len(lower)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="the table was built from Unicode 14")
def test_the_table_is_what_its_builder_writes(repository: Path) -> None:
    kind_of = runpy.run_path(str(repository / "benchmarks" / "build_characters.py"))["kind_of"]
    assert TABLE.kind.tolist() == [kind_of(code) for code in range(N_CODES + 1)]
