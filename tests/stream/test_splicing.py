"""One field of a JSON line changes, or is added; the rest stays to the letter."""

import json
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.stream.splicing import add_field, replace_field


class Line(NamedTuple):
    """A JSON object by what stands before its article, the article's string, and what comes after."""

    before: str
    article: str
    after: str

    @property
    def whole(self) -> bytes:
        return "".join(self).encode()


def write_string(text: str, is_ascii: bool) -> str:
    has_half_a_pair = any("\ud800" <= letter <= "\udfff" for letter in text)
    return json.dumps(text, ensure_ascii=is_ascii or has_half_a_pair)


blanks = st.sampled_from(["", " ", "\t "])
texts = st.text() | st.sampled_from(["\ud800", '}"', '{"text": 1}', "\\", "é\u2028"])
strings = st.builds(write_string, texts, st.booleans())
numbers = st.sampled_from(["1.50", "-0", "1e400", "52.123456789012345678", "NaN", "null", "true"])
names = st.sampled_from(['"text"', '"te\\u0078t"', '"id"', '"id"', '"text "', '"{"']) | strings
other_names = names.filter(lambda name: json.loads(name) != "text")


def members(keys: st.SearchStrategy[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        "{1}{0[0]}{2}:{3}{0[1]}{4}".format, st.tuples(keys, values), blanks, blanks, blanks, blanks
    )


def nested(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    objects = st.lists(members(names, values), max_size=3).map(lambda fields: "{" + ",".join(fields) + "}")
    return objects | st.lists(values, max_size=3).map(lambda found: f"[{', '.join(found)}]")


values = st.recursive(strings | numbers, nested, max_leaves=6)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Draw objects whose last field called text is a string."""
    fields = draw(st.lists(members(names, values), max_size=4))
    name = draw(st.sampled_from(['"text"', '"te\\u0078t" ']))
    before = draw(blanks) + "{" + "".join(f"{each}," for each in fields) + name + ":" + draw(blanks)
    fields = draw(st.lists(members(other_names, values), max_size=3))
    after = draw(blanks) + "".join(f",{each}" for each in fields) + "}" + draw(blanks)
    return Line(before, draw(strings), after + draw(st.sampled_from(["", "\n", "\r\n"])))


def read_as_spelt(line: bytes | str) -> Any:
    return json.loads(line, parse_constant=str, parse_float=str, parse_int=str)


@given(lines(), texts)
def test_the_field_is_replaced_as_json_reads_it(line: Line, text: str) -> None:
    expected = read_as_spelt(line.whole) | {"text": text}
    assert read_as_spelt(replace_field(line.whole, "text", text)) == expected


@given(lines(), texts)
def test_all_that_stands_around_the_field_stays_to_the_letter(line: Line, text: str) -> None:
    found = replace_field(line.whole, "text", text).decode()
    assert found.startswith(line.before)
    assert found.endswith(line.after)
    assert json.loads(found[len(line.before) : len(found) - len(line.after)]) == text


@given(lines())
def test_replacing_a_field_by_what_it_holds_changes_nothing(line: Line) -> None:
    assert replace_field(line.whole, "text", json.loads(line.article)) == line.whole


@given(lines(), values)
def test_a_field_that_is_added_comes_last_and_no_letter_goes(line: Line, value: str) -> None:
    found = add_field(line.whole, "segments", read_as_spelt(value))
    assert read_as_spelt(found) == {**read_as_spelt(line.whole), "segments": read_as_spelt(value)}
    body = line.whole.rstrip()[:-1].rstrip()
    assert found.startswith(body)
    assert found.endswith(line.whole[len(body) :])


@pytest.mark.parametrize(
    ("before", "after"),
    [("caf\\u00e9, \\u00e9", "\\u00e9"), ("café, \\u00e9", "é"), ("café, \\u00e9\\ud800", "é")],
)
def test_letters_are_escaped_where_all_of_them_were(before: str, after: str) -> None:
    line, expected = (f'{{"n": 1.50, "text": "{text}"}}'.encode() for text in (before, after))
    assert replace_field(line, "text", "é") == expected
