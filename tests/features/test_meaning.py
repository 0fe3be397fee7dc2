import numpy as np
from hypothesis import example, given
from numpy.typing import NDArray

from cleantext.features.inputs import gather_evidence
from cleantext.features.meaning import N_MEANINGS
from cleantext.features.words import COMMON
from cleantext.training.meanings import BITS, meaning_table
from tests import reference
from tests.models import random_meanings, random_words, rarity
from tests.strategies import batches

TABLE, WORDS = random_meanings(), random_words()


def meaning_of(batch: list[str]) -> NDArray[np.float32]:
    return gather_evidence(batch, WORDS, TABLE).meaning


@given(batches)
@example(["One.\n\nTwo words.", "", "\u200b\n\nAfter nothing."])
def test_meaning_equals_adding_a_word_at_a_time(batch: list[str]) -> None:
    found = meaning_of(batch)
    paragraphs = [paragraph for text in batch for paragraph in reference.paragraphs_of(text)]
    assert found.shape == (len(paragraphs), N_MEANINGS)
    for paragraph, direction in zip(paragraphs, found, strict=True):
        total = np.zeros(N_MEANINGS)
        for token in paragraph.tokens:
            if not token.is_word or rarity(WORDS, token) < COMMON:
                continue
            slot = reference.row_of(token.word, len(TABLE.check))
            if TABLE.check[slot] == token.word & 0xFF:
                total += TABLE.vectors[TABLE.row[slot]]
        expected = total / (np.sqrt((total**2).sum()) + 100)
        np.testing.assert_allclose(direction, expected, rtol=0, atol=1e-5)


@given(batches)
def test_meaning_in_a_batch_is_that_of_the_text_alone(batch: list[str]) -> None:
    whole = meaning_of(batch)
    parts = [meaning_of([text]) for text in batch]
    assert (whole == np.concatenate([np.zeros((0, N_MEANINGS), np.float32), *parts])).all()


def test_words_that_mean_the_like_point_the_same_way() -> None:
    table = meaning_table()
    assert len(table.check) == 1 << BITS
    no_words = WORDS._replace(rarity=np.full_like(WORDS.rarity, 255))

    def direction(word: str) -> NDArray[np.float32]:
        (meaning,) = gather_evidence([word], no_words, table).meaning
        assert meaning.any(), f"{word!r} is not known"
        return np.asarray(meaning / np.linalg.norm(meaning))

    pairs = [("subscribe", "subscription", "river"), ("discount", "coupon", "minister")]
    pairs += [("newsletter", "newsletters", "goalkeeper"), ("privacy", "confidentiality", "soup")]
    for word, like, unlike in pairs:
        assert direction(word) @ direction(like) > direction(word) @ direction(unlike) + 0.2
