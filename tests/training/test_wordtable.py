import numpy as np
import pytest
from numpy.typing import NDArray

from cleantext.errors import TrainingError
from cleantext.features.meaning import N_MEANINGS
from cleantext.features.words import WordTable
from cleantext.tokens import encode, tokenize
from cleantext.training.meanings import meaning_table
from cleantext.training.wordtable import WordTableOptions, learn_word_tables
from tests import reference

HARBOUR = ("The ferry left the harbour with the pilot.", "Pilot and ferry came back to the harbour at dusk.")
KITCHEN = ("Knead the dough and let the oven get hot.", "Out of the oven comes bread of sour dough.")
TEXTS = ["\n\n".join(paragraphs) for paragraphs in (HARBOUR, KITCHEN)] * 8
FOLD = np.arange(len(TEXTS)) // 2 % 2


def learn(*, n_steps: int) -> list[WordTable]:
    options = WordTableOptions(bits=12, n_topics=4, min_articles=2, n_steps=n_steps, n_articles_a_step=8)
    return learn_word_tables(TEXTS, FOLD, 2, options, 0, 1)


def hash_of(word: str) -> NDArray[np.uint32]:
    encoded = encode([word])
    return tokenize(encoded.codes, encoded.kinds).word[:1]


def row_of(table: WordTable, word: str) -> int:
    return reference.row_of(int(hash_of(word)[0]), len(table.vectors))


def vector(table: WordTable, word: str) -> NDArray[np.float64]:
    return table.vectors[row_of(table, word)].astype(np.float64)


def cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(one @ other / np.sqrt(one @ one * (other @ other)))


def test_there_is_a_table_without_each_fold_and_one_of_everything() -> None:
    tables = learn(n_steps=0)
    assert [table.vectors.shape for table in tables] == [(1 << 12, 4 + N_MEANINGS)] * 3
    assert all((table.vectors.any(axis=1) <= (table.rarity < 255)).all() for table in tables)


def test_words_begin_with_what_they_mean() -> None:
    table = learn(n_steps=0)[-1]
    for word in ("ferry", "harbour", "dough", "oven"):
        meaning = meaning_table().of(hash_of(word))[0].astype(np.float64)
        assert cosine(vector(table, word)[-N_MEANINGS:], meaning) > 0.99


def test_words_of_one_article_learn_to_agree() -> None:
    before, after = (learn(n_steps=n_steps)[-1] for n_steps in (0, 60))

    def lead(table: WordTable) -> float:
        ferry, pilot, dough = (vector(table, word) for word in ("ferry", "pilot", "dough"))
        return cosine(ferry, pilot) - cosine(ferry, dough)

    assert lead(after) > lead(before)


def test_no_letter_of_a_script_without_spaces_is_a_word() -> None:
    texts = [*TEXTS, *["เรือออกจากท่า\n\n船が港を出た"] * 8]
    options = WordTableOptions(bits=12, n_topics=4, min_articles=2, n_steps=0)
    table = learn_word_tables(texts, np.arange(len(texts)) % 2, 2, options, 0, 1)[-1]
    seen = {word: bool(table.rarity[row_of(table, word)] < 255) for word in "เอท船港"}
    assert seen == {"เ": False, "อ": False, "ท": False, "船": True, "港": True}


def test_articles_that_share_no_word_are_an_error() -> None:
    texts = [f"{chr(ord('a') + number) * 7} {chr(ord('a') + number) * 9}" for number in range(8)]
    with pytest.raises(TrainingError, match="share too little"):
        learn_word_tables(texts, np.arange(8) % 2, 2, WordTableOptions(min_articles=2), 0, 1)
