import numpy as np
import pytest
from hypothesis import example, given
from numpy.typing import NDArray

from cleantext.features.inputs import gather_evidence
from cleantext.features.wording import (
    ENDS,
    FAMILIES,
    Wording,
    score_ends,
    score_words,
    token_shares,
)
from cleantext.labels import LABELS
from cleantext.tokens import encode, tokenize
from tests import reference
from tests.models import random_linear, random_meanings, random_words
from tests.reference import MASK, Paragraph, scramble
from tests.strategies import batches

TABLES, MEANINGS = random_words(), random_meanings()
RNG = np.random.default_rng(7)
WORDS, AT_ENDS = random_linear(bits=10, rng=RNG), random_linear(bits=9, rng=RNG)
TEXTS = ["One.\n\nTwo words.", "", "\u200b\n\nAfter nothing.", "» Read on:\n\n— 3.\n\n»"]


def running_of(paragraph: Paragraph) -> list[tuple[int, int, int]]:
    """Hash the words, stems and pairs of a paragraph."""
    words = [token.word for token in paragraph.tokens]
    following = [*words[1:], 0x5BD1E995]
    return [
        (token.word, token.stem ^ 0x7FEB352D, pair_of(token.word, after))
        for token, after in zip(paragraph.tokens, following, strict=False)
    ]


def pair_of(word: int, following: int) -> int:
    return scramble(word * 0x9E3779B1 + following & MASK)


def ends_of(paragraph: Paragraph) -> tuple[int, ...]:
    """Hash the first token, the first two and three from the first word, the last, two and three."""
    if not paragraph.tokens:
        return (0,) * len(ENDS)
    running = running_of(paragraph)
    words = [index for index, token in enumerate(paragraph.tokens) if token.is_word]
    opening, last = words[0] if words else 0, len(running) - 1
    third_last, before_last = max(last - 2, 0), max(last - 1, 0)
    parts = (
        running[0][0],
        running[opening][2],
        pair_of(running[opening][2], running[min(opening + 1, last)][2]),
        running[-1][0],
        running[before_last][2],
        pair_of(running[third_last][2], running[before_last][2]),
    )
    salts = (0x68E31DA4, 0xB5297A4D, 0x2C1B3C6D, 0x1B56C4E9, 0x3D4D51CB, 0x297A2D39)
    return tuple(scramble(part + salt & MASK) for part, salt in zip(parts, salts, strict=True))


def wording_of(batch: list[str]) -> Wording:
    return gather_evidence(batch, TABLES, MEANINGS).wording


@given(batches)
@example(TEXTS)
def test_hashes_equal_the_slow_reference(batch: list[str]) -> None:
    found = wording_of(batch)
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    assert np.diff(found.bounds).tolist() == [len(paragraph.tokens) for paragraph in paragraphs]
    assert found.running.tolist() == [list(row) for each in paragraphs for row in running_of(each)]
    assert found.ends.tolist() == [list(ends_of(paragraph)) for paragraph in paragraphs]


@given(batches)
@example(TEXTS)
def test_words_say_the_mean_of_all_and_the_strongest_of_any(batch: list[str]) -> None:
    logits, strongest = score_words(WORDS, wording_of(batch))
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    assert logits.shape == strongest.shape == (len(paragraphs), len(LABELS))
    for paragraph, said, most in zip(paragraphs, logits, strongest, strict=True):
        rows = [sum(WORDS.table[each >> 22].astype(int) for each in row) for row in running_of(paragraph)]
        mean = sum(rows, ZERO) / np.sqrt(max(len(rows) * len(FAMILIES), 1))
        assert said == pytest.approx(mean * WORDS.scale + WORDS.bias, abs=1e-4)
        assert most == pytest.approx(np.max([*rows] or [ZERO], axis=0) * WORDS.scale)


@given(batches)
@example(TEXTS)
def test_ends_say_the_mean_of_their_six_features(batch: list[str]) -> None:
    logits = score_ends(AT_ENDS, wording_of(batch))
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    for paragraph, said in zip(paragraphs, logits, strict=True):
        rows = [AT_ENDS.table[each >> 23].astype(int) for each in ends_of(paragraph)]
        total = sum(rows, ZERO) if paragraph.tokens else ZERO
        assert said == pytest.approx(total / np.sqrt(len(ENDS)) * AT_ENDS.scale + AT_ENDS.bias, abs=1e-4)


ZERO: NDArray[np.int64] = np.zeros(len(LABELS), np.int64)


def shares_of(texts: list[str]) -> NDArray[np.float64]:
    encoded = encode(texts)
    is_word = tokenize(encoded.codes, encoded.kinds).is_word
    return token_shares(WORDS, AT_ENDS, 0, wording_of(texts), is_word)


@given(batches)
@example(TEXTS)
def test_shares_of_a_segments_tokens_add_up_to_what_its_wording_says(batch: list[str]) -> None:
    hashes = wording_of(batch)
    shares = shares_of(batch)
    logits, _ = score_words(WORDS, hashes)
    said = WORDS.bias[0] - logits[:, 0] + AT_ENDS.bias[0] - score_ends(AT_ENDS, hashes)[:, 0]
    for low, high, total in zip(hashes.bounds[:-1], hashes.bounds[1:], said, strict=True):
        assert shares[low:high].sum() == pytest.approx(total, abs=1e-4)


def test_a_token_has_the_share_of_its_own_features_and_a_part_of_those_it_shares() -> None:
    hashes = wording_of(["“Buy the ferry.”"])
    running = -WORDS.table[:, 0].astype(float)[hashes.running >> 22] * WORDS.scale[0]
    _, first_two, first_three, *_ = (
        -AT_ENDS.table[:, 0].astype(float)[hashes.ends[0] >> 23] * AT_ENDS.scale[0]
    )
    mine = running[1, 0] + running[1, 1] + running[0, 2] / 2 + running[1, 2] / 2
    expected = mine / np.sqrt(6 * 3) + (first_two / 2 + first_three / 3) / np.sqrt(6)
    assert shares_of(["“Buy the ferry.”"])[1] == pytest.approx(expected)


def test_what_opens_a_segment_is_counted_from_its_first_word() -> None:
    plain, marked = wording_of(["Read on: a ferry\n\n» “Read on: a ferry"]).ends
    assert (plain[1:3] == marked[1:3]).all()
    assert plain[0] != marked[0]


@given(batches)
def test_wording_of_a_batch_is_that_of_each_text(batch: list[str]) -> None:
    whole = wording_of(batch)
    parts = [wording_of([text]) for text in batch]
    n_tokens, n_segments = 0, 0
    for part in parts:
        assert (whole.running[n_tokens : n_tokens + len(part.running)] == part.running).all()
        assert (whole.ends[n_segments : n_segments + len(part.ends)] == part.ends).all()
        n_tokens, n_segments = n_tokens + len(part.running), n_segments + len(part.ends)
    assert (len(whole.running), len(whole.ends)) == (n_tokens, n_segments)


def test_families_and_ends_name_the_columns() -> None:
    found = wording_of(["A ferry."])
    assert found.running.shape[1] == len(FAMILIES)
    assert found.ends.shape[1] == len(ENDS)


def test_the_same_words_at_another_place_have_the_same_hashes() -> None:
    found = wording_of(["Subscribe now.\n\nThe ferry.\n\nSubscribe now."])
    low, high = found.bounds[0:2], found.bounds[2:4]
    assert (found.running[low[0] : low[1]] == found.running[high[0] : high[1]]).all()
    assert (found.ends[0] == found.ends[2]).all()
    assert (found.ends[0] != found.ends[1]).any()
