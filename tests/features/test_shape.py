import math
from itertools import chain

import numpy as np
import pytest
from hypothesis import example, given
from numpy.typing import NDArray

from cleantext import characters as ch
from cleantext.features.inputs import gather_evidence
from cleantext.features.shape import SHAPE_NAMES
from cleantext.segmenter import BLANK_LINE, SAME_LINE
from tests import reference
from tests.models import random_meanings, random_words
from tests.reference import Paragraph, Token
from tests.strategies import batches, texts

WORDS, MEANINGS = random_words(), random_meanings()
SIGNS = {
    "comma": ",、，،;；",
    "question": "?？؟",
    "exclamation": "!！",
    "colon": ":：",
    "quote": "\"“”„«»‘’'「」『』",
    "list mark": "•·▪●◦‣*–—-►▶→»|/>+#",
    "address": "@©®™",
    "money": "$€£¥₹%",
}
CATEGORY_OF_KIND = {
    ch.LOWER: "lower",
    ch.UPPER: "capital",
    ch.DIGIT: "digit",
    ch.LETTER: "letter",
    ch.IDEOGRAPH: "ideograph",
    ch.STOP: "stop",
    ch.SYMBOL: "symbol",
    ch.PUNCTUATION: "other",
}


def category_of(text: str, token: Token) -> str:
    """Name what a token counts as; the last of the sign lists that holds it decides."""
    sign = text[token.start]
    named = [name for name, signs in SIGNS.items() if sign in signs]
    if named:
        return named[-1]
    kinds = [reference.kind_of(char) for char in text[token.start : token.end]]
    if kinds[:2] == [ch.UPPER, ch.UPPER]:
        return "shouted"
    return CATEGORY_OF_KIND[kinds[0]]


def shape_of(text: str) -> list[dict[str, float]]:
    paragraphs = reference.paragraphs_of(text)
    looks = [look_of(text, paragraph) for paragraph in paragraphs]
    return [
        look | place_of(paragraphs, index) | recurrences_of(paragraphs, index)
        for index, look in enumerate(looks)
    ]


def look_of(text: str, paragraph: Paragraph) -> dict[str, float]:
    tokens = [category_of(text, token) for token in paragraph.tokens]
    n_tokens = max(len(tokens), 1)
    words = ("lower", "capital", "shouted", "digit", "letter", "ideograph")
    first, last = (tokens[0], tokens[-1]) if tokens else ("", "")
    ends = ("stop", "question", "exclamation")
    return {
        "log characters": math.log(1 + len(paragraph.text)),
        "log words": math.log(1 + sum(token in words for token in tokens)),
        "characters a token": len(paragraph.text) / n_tokens,
        **{
            f"share of {name}": tokens.count(name) / n_tokens
            for name in chain(words, ("stop", "symbol"), SIGNS)
        },
        "log sentences": math.log(1 + sum(token in ends for token in tokens)),
        "starts with lower": float(first == "lower"),
        "starts with capital": float(first in {"capital", "shouted"}),
        "starts with digit": float(first == "digit"),
        "starts with quote": float(first == "quote"),
        "starts with list mark": float(first in {"list mark", "symbol"}),
        "ends with stop": float(last in ends),
        **{
            f"ends with {name}": float(last == name) for name in ("question", "exclamation", "colon", "quote")
        },
    }


def place_of(paragraphs: list[Paragraph], index: int) -> dict[str, float]:
    lengths = [len(paragraph.text) for paragraph in paragraphs]
    total, n_paragraphs = sum(lengths), len(lengths)
    gaps = [*(paragraph.gap for paragraph in paragraphs), BLANK_LINE]
    before, after = gaps[index : index + 2]
    return {
        "blank line before": float(before == BLANK_LINE),
        "blank line after": float(after == BLANK_LINE),
        "same line before": float(before == SAME_LINE),
        "same line after": float(after == SAME_LINE),
        "log segments before": math.log(1 + index),
        "log segments after": math.log(n_paragraphs - index),
        "share of characters before": sum(lengths[:index]) / total,
        "share of characters after": sum(lengths[index + 1 :]) / total,
        "length against the article's mean": math.log(lengths[index] * n_paragraphs / total),
        "length against the article's longest": lengths[index] / max(lengths),
        "log segments in article": math.log(n_paragraphs),
        "log mean characters in article": math.log(total / n_paragraphs),
        "share of the article in long segments": sum(n for n in lengths if n >= 120) / total,
    }


def recurrences_of(paragraphs: list[Paragraph], index: int) -> dict[str, float]:
    words = [[token.word for token in paragraph.tokens] for paragraph in paragraphs]
    return {
        "repeated in article": math.log(words.count(words[index])),
        "same opening in article": math.log([each[:2] for each in words].count(words[index][:2])),
    }


def shapes(batch: list[str]) -> NDArray[np.float32]:
    return gather_evidence(batch, WORDS, MEANINGS).shape


@given(batches)
@example(["\u200b\n\nShare\n\nShare\n\nSHARE this!", "", "»", "A. B c. D e."])
def test_every_column_equals_the_slow_reference(batch: list[str]) -> None:
    found = shapes(batch)
    expected = [row for text in batch for row in shape_of(text)]
    assert len(found) == len(expected)
    for row, by_name in zip(found.tolist(), expected, strict=True):
        assert set(by_name) == set(SHAPE_NAMES)
        for name, value in zip(SHAPE_NAMES, row, strict=True):
            assert value == pytest.approx(by_name[name], rel=1e-5, abs=1e-6), name


@given(texts)
def test_shape_does_not_depend_on_the_rest_of_the_batch(text: str) -> None:
    alone = shapes([text])
    among = shapes(["Another article.\n\nSHARE", text, "市議会は決めた。\n\n1 | 2"])
    n_before = 2
    assert among[n_before : n_before + len(alone)].tobytes() == alone.tobytes()


def test_names_are_one_a_column_and_differ() -> None:
    assert shapes(["A ferry."]).shape[1] == len(SHAPE_NAMES) == len(set(SHAPE_NAMES))


def test_no_text_has_no_rows() -> None:
    assert shapes([]).shape == shapes(["", " \n"]).shape == (0, len(SHAPE_NAMES))
