import functools
import html
import keyword
import re
from typing import Any

import pytest

from cleantext import Cleaner, Model
from cleantext.rules import Rules
from tests.models import GOLDEN

ARTICLE = "The lamp was lit.\n\nThe lamp was lit.\n\nBuy two, get a third for nothing.\n\nThe lamp burns on."


@pytest.mark.parametrize("rule", ["third for", re.compile("^Buy"), lambda text: text.startswith("Buy")])
def test_a_rule_keeps_its_paragraph_at_any_threshold(tiny_model: Model, rule: Any) -> None:
    found = Cleaner(tiny_model, mode=0.0, always_keep=rule).analyze(ARTICLE)
    assert [segment.text for segment in found.segments if not segment.is_removed] == [
        "Buy two, get a third for nothing."
    ]
    assert found.segments[2].score == 0
    assert found.segments[2].label == "content"


@pytest.mark.parametrize("rule", ["third for", re.compile("^Buy"), lambda text: text.startswith("Buy")])
def test_a_rule_removes_its_paragraph_at_any_threshold(tiny_model: Model, rule: Any) -> None:
    found = Cleaner(tiny_model, mode=1.0, always_remove=[rule], keep={"advertisement"}).analyze(ARTICLE)
    assert [segment.text for segment in found.segments if segment.is_removed] == [
        "Buy two, get a third for nothing."
    ]
    assert found.segments[2].score == 1
    assert found.segments[2].label != "content"


def test_a_paragraph_that_both_rules_mean_stays(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=1.0, always_keep="lamp", always_remove="lit")
    assert cleaner.clean(ARTICLE) == ARTICLE


def test_a_decision_informs_the_neighbours(tiny_model: Model) -> None:
    plain = Cleaner(tiny_model, mode=1.0).analyze(ARTICLE).segments
    decided = Cleaner(tiny_model, mode=1.0, always_remove="^Buy").analyze(ARTICLE).segments
    assert plain[1].score != decided[1].score
    assert plain[3].score != decided[3].score


def test_rules_that_mean_nothing_change_nothing(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=0.5, always_keep="no such words", always_remove=[])
    assert cleaner.analyze(GOLDEN[0]) == Cleaner(tiny_model, mode=0.5).analyze(GOLDEN[0])


def test_rules_hold_in_batches_as_one_at_a_time(tiny_model: Model) -> None:
    cleaner = Cleaner(tiny_model, mode=0.5, always_remove="lamp|e")
    texts = [ARTICLE, "", GOLDEN[0], ARTICLE]
    assert list(cleaner.clean_many(texts)) == [cleaner.clean(text) for text in texts]


@pytest.mark.parametrize("name", ["always_keep", "always_remove"])
@pytest.mark.parametrize(
    ("rule", "error", "message"),
    [
        ("(", ValueError, "is not a regular expression"),
        ("", ValueError, r"an empty pattern is found everywhere; leave it out, or write '\.'"),
        (["lamp", re.compile("")], ValueError, "an empty pattern"),
        ([3], TypeError, "takes patterns and predicates, not int"),
        (None, TypeError, r"takes patterns and predicates, not NoneType; pass \(\) for none"),
        (b"lamp", TypeError, "takes patterns and predicates, not bytes"),
        (re.compile(b"lamp"), TypeError, "takes patterns of text, not b'lamp'"),
    ],
)
def test_what_is_no_rule_is_refused(
    tiny_model: Model, name: str, rule: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"{name}.* {message}"):
        Cleaner(tiny_model, **{name: rule})


class _Shorter:
    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, text: str) -> bool:
        return len(text) < self.length


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (str.isupper, ".str.isupper"),
        (keyword.iskeyword, ""),
        (html.escape, "html.escape"),
        (re.compile("Buy"), "'Buy' with flags 32"),
        ("Buy", "'Buy' with flags 32"),
        ("LAMP".startswith, ""),
        (lambda text: not text, ""),
        (functools.partial(re.search, "Buy"), ""),
        (_Shorter(9), ""),
    ],
)
def test_rules_have_a_name_unless_nobody_could_tell_them_from_another(rule: Any, name: str) -> None:
    assert Rules((), rule).names()[:2] == [[], [name]]
