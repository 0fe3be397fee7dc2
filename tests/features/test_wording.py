import numpy as np
from hypothesis import example, given
from numpy.typing import NDArray

from cleantext.features.inputs import gather_evidence
from cleantext.features.wording import ENDS, FAMILIES, Wording, sum_rows, token_shares
from tests import reference
from tests.models import random_meanings, random_words
from tests.reference import MASK, Paragraph, scramble
from tests.strategies import batches

WORDS, MEANINGS = random_words(), random_meanings()
TABLE = np.random.default_rng(7).integers(-8191, 8192, (1 << 10, 8)).astype(np.int16)


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
    """Hash the first token, the first two, the last, and the last two."""
    if not paragraph.tokens:
        return (0, 0, 0, 0)
    running = running_of(paragraph)
    last_pair = running[max(len(running) - 2, 0)][2]
    salted = zip(
        (running[0][0], running[0][2], running[-1][0], last_pair),
        (0x68E31DA4, 0xB5297A4D, 0x1B56C4E9, 0x7FEB352D),
        strict=True,
    )
    return tuple(scramble(value + salt & MASK) for value, salt in salted)


def wording_of(batch: list[str]) -> Wording:
    return gather_evidence(batch, WORDS, MEANINGS).wording


@given(batches)
@example(["One.\n\nTwo words.", "", "\u200b\n\nAfter nothing."])
def test_hashes_equal_the_slow_reference(batch: list[str]) -> None:
    found = wording_of(batch)
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    assert np.diff(found.bounds).tolist() == [len(paragraph.tokens) for paragraph in paragraphs]
    assert found.running.tolist() == [list(row) for each in paragraphs for row in running_of(each)]
    assert found.ends.tolist() == [list(ends_of(paragraph)) for paragraph in paragraphs]


@given(batches)
def test_sums_equal_adding_a_row_at_a_time(batch: list[str]) -> None:
    sums, n_features = sum_rows(TABLE, wording_of(batch), 10)
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    assert len(sums) == len(n_features) == len(paragraphs)
    for paragraph, total, n_rows in zip(paragraphs, sums, n_features, strict=True):
        hashes = [each for row in running_of(paragraph) for each in row]
        hashes += ends_of(paragraph) if paragraph.tokens else ()
        assert n_rows == len(hashes)
        assert total.tolist() == sum((TABLE[each >> 22].astype(int) for each in hashes), ZERO).tolist()


ZERO: NDArray[np.int64] = np.zeros(8, np.int64)


@given(batches)
@example(["One.\n\nTwo words.", "", "\u200b\n\nAfter nothing."])
def test_shares_of_a_segments_tokens_add_up_to_its_weighted_sum(batch: list[str]) -> None:
    hashes = wording_of(batch)
    shares = token_shares(TABLE[:, 3].astype(np.float64), hashes)
    sums, n_features = sum_rows(TABLE, hashes, 10)
    for low, high, total, n in zip(
        hashes.bounds[:-1], hashes.bounds[1:], sums[:, 3], n_features, strict=True
    ):
        assert np.isclose(shares[low:high].sum() * np.sqrt(n), total, atol=1e-2)


def test_a_token_has_the_share_of_its_own_features_and_half_of_those_it_shares() -> None:
    hashes = wording_of(["Buy the ferry."])
    rows = TABLE[:, 0].astype(np.float64)[hashes.running >> 22]
    first, first_two, _, _ = TABLE[:, 0].astype(np.float64)[hashes.ends[0] >> 22]
    expected = rows[0, 0] + rows[0, 1] + rows[0, 2] / 2 + first + first_two / 2
    shares = token_shares(TABLE[:, 0].astype(np.float64), hashes)
    assert np.isclose(shares[0], expected / np.sqrt(4 * 3 + 4))


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
