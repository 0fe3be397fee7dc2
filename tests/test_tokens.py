import unicodedata
from collections.abc import Sequence

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cleantext.characters import BREAK
from cleantext.tokens import EncodedTexts, Tokens, encode, tokenize
from tests import reference
from tests.strategies import batches, texts


def hashes(text: str) -> list[int]:
    return tokens_of([text])[1].word.tolist()


def tokens_of(batch: Sequence[str]) -> tuple[EncodedTexts, Tokens]:
    encoded = encode(batch)
    return encoded, tokenize(encoded.codes, encoded.kinds)


@given(batches)
def test_texts_stand_end_to_end_with_a_line_break_after_each(batch: list[str]) -> None:
    encoded = encode(batch)
    found = [
        "".join(map(chr, encoded.codes[start : end - 1].tolist()))
        for start, end in zip(encoded.bounds[:-1], encoded.bounds[1:], strict=True)
    ]
    assert found == batch
    assert (encoded.kinds[encoded.bounds[1:] - 1] == BREAK).all()


@given(batches)
@example(["\r", "a\r\nb\n\rc"])
def test_kinds_are_those_of_a_character_at_a_time(batch: list[str]) -> None:
    encoded = encode(batch)
    for text, start in zip(batch, encoded.bounds, strict=False):
        assert encoded.kinds[start : start + len(text)].tolist() == reference.kinds_of(text)


@given(texts)
@example("")
@example("don't 東京12 FIRST first fir\u200bst 3.5 \U000e0001")
@example("\u0301e\u0301te\u0301 nut\u00adzen\u00ad \u00ad, Vie\u0323\u0302t e\u00ad\u0301")
def test_tokens_equal_the_slow_reference(text: str) -> None:
    _, tokens = tokens_of([text])
    columns = (column.tolist() for column in tokens)
    assert list(zip(*columns, strict=True)) == reference.tokens_of(text)


@given(batches)
def test_tokens_of_a_batch_are_those_of_each_text(batch: list[str]) -> None:
    encoded, tokens = tokens_of(batch)
    parts = [tokens_of([text])[1] for text in batch]
    for index, part in enumerate(parts):
        low, high = np.searchsorted(tokens.start, encoded.bounds[index : index + 2])
        assert (tokens.start[low:high] - encoded.bounds[index] == part.start).all()
        assert (tokens.end[low:high] - encoded.bounds[index] == part.end).all()
        for name in ("word", "stem", "is_word"):
            assert (getattr(tokens, name)[low:high] == getattr(part, name)).all()
    assert len(tokens.start) == sum(len(part.start) for part in parts)


def test_case_and_digits_do_not_change_a_word() -> None:
    _, tokens = tokens_of(["Ferry FERRY ferry 1984 2025 ٢٠٢٥"])
    assert len(set(tokens.word[:3].tolist())) == 1
    assert len(set(tokens.word[3:].tolist())) == 1


def test_long_words_share_a_stem_and_short_ones_are_their_own() -> None:
    _, tokens = tokens_of(["subscribe subscription subs"])
    assert tokens.stem[0] == tokens.stem[1] != tokens.stem[2]
    assert tokens.word[0] != tokens.word[1]
    assert tokens.stem[2] == tokens.word[2]


def test_the_same_word_hashes_alike_wherever_it_stands() -> None:
    _, tokens = tokens_of(["ferry " * 20_000])
    assert len(set(tokens.word.tolist())) == 1


@given(st.text("éÀüñçôėŻộЙώ eNs.,'\n"))
@example("Élan vital, Tiếng Việt, naïve été")
def test_a_text_has_the_same_words_however_its_accents_are_written(text: str) -> None:
    assert hashes(unicodedata.normalize("NFD", text)) == hashes(text)


@given(texts, st.data())
def test_soft_hyphens_change_no_word(text: str, data: st.DataObject) -> None:
    text = text.replace("\u00ad", "")
    at = data.draw(st.integers(0, len(text)))
    assume(not text[at:].startswith(tuple(map(chr, range(0x300, 0x370)))))
    assert hashes(text[:at] + "\u00ad" + text[at:]) == hashes(text)


def test_a_token_reaches_over_what_is_not_seen_of_it() -> None:
    encoded, tokens = tokens_of(["Die Kra\u00adni\u00adche re\u0301sume\u0301."])
    spans = zip(tokens.start.tolist(), tokens.end.tolist(), strict=True)
    text = "".join(map(chr, encoded.codes.tolist()))
    assert [text[start:end] for start, end in spans] == [
        "Die",
        "Kra\u00adni\u00adche",
        "re\u0301sume\u0301",
        ".",
    ]


def test_both_kinds_of_apostrophes_and_quotes_read_alike() -> None:
    assert hashes("don\u2019t \u201cgo\u201d") == hashes('don\'t "go"')
