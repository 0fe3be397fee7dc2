import json
from pathlib import Path

import pytest

from cleantext.errors import RecordError
from cleantext.training.inserts import Advertiser, InterfaceString, read_advertisers, read_strings


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


ADVERT = {"advertiser": "Pellow & Finch", "paragraphs": ["Coats.", "Of sails."]}


def test_advertisers_are_read_with_their_label(tmp_path: Path) -> None:
    plea = {
        **ADVERT,
        "label": "subscription",
        "lang": "de",
        "split": "train",
        "source": "us",
        "licence": "MIT",
    }
    first, second = read_advertisers([write(tmp_path / "adverts.jsonl", ADVERT, plea)])
    assert first == Advertiser("Pellow & Finch", ("Coats.", "Of sails."))
    assert second == Advertiser(
        "Pellow & Finch", ("Coats.", "Of sails."), "subscription", "de", "train", "us", "MIT"
    )


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], "an advertiser is"),
        ({"advertiser": "A"}, "an advertiser is"),
        ({"advertiser": 7, "paragraphs": ["A."]}, "an advertiser is"),
        ({"advertiser": "A", "paragraphs": []}, "an advertiser is"),
        ({"advertiser": "A", "paragraphs": ["A.", " "]}, "an advertiser is"),
        ({"advertiser": "A", "paragraphs": ["A.", None]}, "an advertiser is"),
        ({"advertiser": "A", "paragraphs": "A."}, "an advertiser is"),
        ({**ADVERT, "label": "spam"}, "unknown label 'spam'"),
        ({**ADVERT, "label": ["legal"]}, "unknown label"),
        ({**ADVERT, "lang": 7}, '"lang" must be a string'),
        ({"page": "a.example", "paragraphs": [["content", "A."]]}, "an advertiser is"),
    ],
)
def test_a_bad_advertiser_is_refused_with_file_line_and_reason(
    tmp_path: Path, record: object, message: str
) -> None:
    path = write(tmp_path / "adverts.jsonl", ADVERT, record)
    with pytest.raises(RecordError, match=rf"adverts\.jsonl, line 2: .*{message}"):
        list(read_advertisers([path]))


def test_strings_are_read_as_one_line_each(tmp_path: Path) -> None:
    path = write(tmp_path / "strings.jsonl", {"label": "legal", "text": " We use\n cookies. ", "lang": "en"})
    assert list(read_strings([path])) == [InterfaceString("We use cookies.", "legal", "en")]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"label": "legal"}, "an interface string is"),
        ({"label": "legal", "text": " "}, "an interface string is"),
        ({"label": "nonsense", "text": "Share"}, "unknown label 'nonsense'"),
        ({"label": ["legal"], "text": "Share"}, "unknown label"),
        ({"label": "legal", "text": "Share", "lang": 3}, '"lang" must be a string, not 3'),
        (["Share"], "an interface string is"),
    ],
)
def test_what_is_no_string_is_named_with_its_line(tmp_path: Path, record: object, message: str) -> None:
    path = write(tmp_path / "strings.jsonl", {"label": "social", "text": "Share"}, record)
    with pytest.raises(RecordError, match=f"line 2: {message}"):
        list(read_strings([path]))
