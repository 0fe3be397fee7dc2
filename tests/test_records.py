import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import LABELS, RecordError
from cleantext.records import (
    NOT_CONTENT,
    LabelledArticle,
    find_record_files,
    parse_article,
    read_articles,
    read_json_lines,
)
from tests.strategies import texts

RECORD: dict[str, Any] = {
    "page": "harbourpost.example/ferry",
    "site": "harbourpost.example",
    "source": "cleantext fixtures",
    "licence": "MIT",
    "lang": "en",
    "split": "dev",
    "kind": "news",
    "separator": "\n\n",
    "paragraphs": [["content", "A ferry."], [None, "A goat."], ["legal", "© 1994"]],
}
ADVERT: dict[str, Any] = {"advertiser": "Pellow & Finch", "paragraphs": ["Coats.", "Of sails."]}


def write_lines(path: Path, *records: object) -> Path:
    """Write values as JSON lines, and strings as they are."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_an_article_is_read_from_plain_and_gzip_files(tmp_path: Path, name: str) -> None:
    (article,) = read_articles([write_lines(tmp_path / name, RECORD)])
    assert article == LabelledArticle(
        page="harbourpost.example/ferry",
        paragraphs=(("content", "A ferry."), (None, "A goat."), ("legal", "© 1994")),
        separator="\n\n",
        site="harbourpost.example",
        split="dev",
        lang="en",
        kind="news",
        source="cleantext fixtures",
        licence="MIT",
    )


@given(
    st.lists(st.tuples(st.sampled_from(LABELS), texts), min_size=1, max_size=5),
    st.sampled_from(["\n", "\n\n", " "]),
)
def test_text_and_spans_put_the_paragraphs_together(
    paragraphs: list[tuple[str | None, str]], separator: str
) -> None:
    article = LabelledArticle("page", tuple(paragraphs), separator)
    assert article.text == separator.join(text for _, text in paragraphs)
    assert [article.text[start:end] for start, end in article.spans] == [text for _, text in paragraphs]


@pytest.mark.parametrize(
    ("keys", "site"),
    [
        ({"site": "a.example", "url": "https://b.example/x"}, "a.example"),
        ({"url": "https://b.example/x"}, "b.example"),
        ({"url": "no address"}, "page"),
        ({"url": "http://[broken"}, "page"),
        ({}, "page"),
    ],
)
def test_the_site_is_named_or_that_of_the_address_or_the_page(keys: dict[str, str], site: str) -> None:
    assert parse_article({"page": "page", "paragraphs": [["content", "A."]], **keys}).site == site


def test_what_is_not_said_is_empty() -> None:
    article = parse_article({"page": "page", "paragraphs": [["content", "A."]], "lang": None})
    assert (article.lang, article.split, article.kind, article.view, article.is_read) == (
        "",
        "",
        "",
        "",
        True,
    )
    assert not parse_article({**RECORD, "read": False}).is_read
    assert parse_article({**RECORD, "kind": None, "page_type": "forum"}).kind == "forum"


@pytest.mark.parametrize("label", [*LABELS, NOT_CONTENT, None])
def test_every_label_is_known_and_so_is_none(label: str | None) -> None:
    article = parse_article({"page": "page", "paragraphs": [[label, "A."]]})
    assert article.paragraphs == ((label, "A."),)


BAD = [
    ([], "a labelled article is a JSON object, not list"),
    ("text", "not str"),
    (None, "not NoneType"),
    ({}, '"page" must be a string'),
    ({**RECORD, "page": ""}, '"page" must be a string'),
    ({**RECORD, "page": 7}, '"page" must be a string'),
    ({"page": "p"}, '"paragraphs" must be a list'),
    ({**RECORD, "paragraphs": []}, '"paragraphs" must be a list'),
    ({**RECORD, "paragraphs": "text"}, '"paragraphs" must be a list'),
    ({**RECORD, "paragraphs": [["content", "A."], ["spam", "B."]]}, "paragraph 1: unknown label 'spam'"),
    ({**RECORD, "paragraphs": [["content"]]}, r"paragraph 0: not a \[label, text\] pair"),
    ({**RECORD, "paragraphs": [["content", "A.", 1]]}, "paragraph 0: not a"),
    ({**RECORD, "paragraphs": [["content", 7]]}, "paragraph 0: not a"),
    ({**RECORD, "paragraphs": [["content", " \n"]]}, "with text in it"),
    ({**RECORD, "paragraphs": [[7, "A."]]}, "paragraph 0: not a"),
    ({**RECORD, "paragraphs": ["A."]}, "paragraph 0: not a"),
    ({**RECORD, "lang": 7}, '"lang" must be a string, not 7'),
    ({**RECORD, "split": ["dev"]}, '"split" must be a string'),
    ({**RECORD, "split": 0}, '"split" must be a string'),
    ({**RECORD, "lang": []}, '"lang" must be a string'),
    ({**RECORD, "split": "Test"}, "\"split\" must be one of train, dev, test, not 'Test'"),
    ({**RECORD, "split": "validation"}, '"split" must be one of'),
    ({**RECORD, "separator": None}, '"separator" must be white space'),
    ({**RECORD, "separator": 7}, '"separator" must be white space, not 7'),
    ({**RECORD, "separator": "--"}, '"separator" must be white space'),
    ({**RECORD, "separator": ""}, '"separator" must be white space'),
]


@pytest.mark.parametrize(("record", "message"), BAD)
def test_a_bad_record_is_refused_with_file_line_and_reason(
    tmp_path: Path, record: object, message: str
) -> None:
    path = write_lines(tmp_path / "bad.jsonl", RECORD, "", record if record != "text" else '"text"')
    with pytest.raises(RecordError, match=rf"bad\.jsonl, line 3: .*{message}"):
        list(read_articles([path]))


@pytest.mark.parametrize("line", ['{"page": ', "page", "{'page': 1}", '{"a": 1} {"b": 2}', "[" * 100_000])
def test_a_line_that_is_not_json_is_named(tmp_path: Path, line: str) -> None:
    path = write_lines(tmp_path / "bad.jsonl", RECORD, line)
    with pytest.raises(RecordError, match=r"bad\.jsonl, line 2: not JSON"):
        list(read_articles([path]))


def test_bad_records_can_be_passed_over_and_are_reported(tmp_path: Path) -> None:
    records = [record for record, _ in BAD if record != "text"]
    path = write_lines(
        tmp_path / "mixed.jsonl", RECORD, *records, "not JSON", '{"page": "caf\udce9"}', RECORD
    )
    errors: list[RecordError] = []
    assert len(list(read_articles([path], on_error=errors.append))) == 2
    lines = [int(str(error).partition("line ")[2].partition(":")[0]) for error in errors]
    assert lines == list(range(2, len(records) + 4))


def test_bytes_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(json.dumps(RECORD).encode() + b'\n{"page": "caf\xe9"}\n')
    with pytest.raises(RecordError, match=r"latin\.jsonl, line 2: not UTF-8"):
        list(read_articles([path]))


def spoilt_archives() -> dict[str, bytes]:
    whole = gzip.compress(b"".join(json.dumps({**RECORD, "n": n}).encode() + b"\n" for n in range(200)))
    return {
        "no archive": b'{"page": "p"}\n',
        "cut short": whole[:-20],
        "changed within": whole[:200] + bytes(byte ^ 0xFF for byte in whole[200:260]) + whole[260:],
        "changed check sum": whole[:-8] + bytes(8),
    }


@pytest.mark.parametrize("kind", spoilt_archives())
def test_a_spoilt_archive_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "spoilt.jsonl.gz"
    path.write_bytes(spoilt_archives()[kind])
    with pytest.raises(RecordError, match=r"spoilt\.jsonl\.gz, after line \d+: damaged gzip file"):
        list(read_articles([path]))


@pytest.mark.parametrize("begins", ["\ufeff", "\ufeff\n"])
def test_a_mark_at_the_beginning_is_no_part_of_the_first_line(tmp_path: Path, begins: str) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text(f"{begins}{json.dumps(RECORD)}\n", "utf-8")
    assert [value for _, value in read_json_lines(path)] == [RECORD]


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", "", {"a": 1}, " ", {"b": 2})
    assert list(read_json_lines(path)) == [(2, {"a": 1}), (4, {"b": 2})]


def test_a_folder_stands_for_its_record_files_in_order(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl.gz", "notes.txt", "c.json"):
        write_lines(tmp_path / name, RECORD)
    single = tmp_path / "notes.txt"
    assert [path.name for path in find_record_files([single, tmp_path])] == [
        "notes.txt",
        "a.jsonl.gz",
        "b.jsonl",
    ]


def test_a_folder_without_record_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"the folder holds no \.jsonl or \.jsonl\.gz file"):
        find_record_files([tmp_path])


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gone\.jsonl: no such file or folder"):
        list(read_articles([tmp_path / "gone.jsonl"]))


def test_files_of_adverts_and_strings_are_passed_over_among_articles(tmp_path: Path) -> None:
    write_lines(tmp_path / "adverts.jsonl", ADVERT, ADVERT)
    write_lines(tmp_path / "news.jsonl", RECORD)
    write_lines(tmp_path / "strings.jsonl", {"label": "legal", "text": "We use cookies."})
    assert len(list(read_articles([tmp_path]))) == 1


def test_an_advertiser_among_articles_is_refused(tmp_path: Path) -> None:
    mixed = write_lines(tmp_path / "mixed.jsonl", RECORD, ADVERT, RECORD)
    with pytest.raises(RecordError, match=r"mixed\.jsonl, line 2: an advert or string among articles"):
        list(read_articles([mixed]))
    refused: list[RecordError] = []
    assert len(list(read_articles([mixed], on_error=refused.append))) == 2
    assert len(refused) == 1


def test_records_are_read_only_when_asked_for(tmp_path: Path) -> None:
    articles = read_articles([write_lines(tmp_path / "a.jsonl", RECORD, "not JSON")])
    assert next(articles).page == RECORD["page"]


def test_a_number_that_is_too_long_for_python_is_a_bad_record(tmp_path: Path) -> None:
    long = json.dumps(RECORD).removesuffix("}") + f', "n": {"1" * 5000}}}'
    met: list[RecordError] = []
    found = list(read_articles([write_lines(tmp_path / "a.jsonl", long, RECORD)], on_error=met.append))
    assert len(found) == 1
    assert "line 1: not JSON" in str(met[0])


def test_a_folder_that_is_called_as_a_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").mkdir()
    path = write_lines(tmp_path / "a.jsonl", RECORD)
    assert find_record_files([tmp_path]) == [path]


def test_what_was_read_is_true_or_false() -> None:
    assert parse_article(RECORD | {"read": False}).is_read is False
    with pytest.raises(RecordError, match="\"read\" must be true or false, not 'no'"):
        parse_article(RECORD | {"read": "no"})
