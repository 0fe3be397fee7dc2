"""What is inserted into articles to train on: adverts, pleas, and what sites say to their visitors.

Floor 5.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cleantext.errors import RecordError
from cleantext.labels import LABELS
from cleantext.records import find_record_files, read_json_lines, split_of, string_fields

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class Advertiser:
    """Paragraphs of one advertiser's own promotion.

    `label` is what they are: an advertisement, a publisher's plea (`subscription`),
    or a note that could stand under many articles.
    """

    name: str
    paragraphs: tuple[str, ...]
    label: str = "advertisement"
    lang: str = ""
    split: str = ""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class InterfaceString:
    """What a site's software says to its visitors, of cookies or newsletters; or what marks an advert."""

    text: str
    label: str
    lang: str = ""
    source: str = ""
    licence: str = ""


def read_advertisers(paths: Iterable[Path]) -> Iterator[Advertiser]:
    """Read advertisers from JSON lines: ``{"advertiser", "paragraphs": [text, …]}``.

    Raises
    ------
    RecordError
        A record is no advertiser; the message names file and line.
    """
    return _read(paths, _parse_advertiser)


def read_strings(paths: Iterable[Path]) -> Iterator[InterfaceString]:
    """Read interface strings from JSON lines: ``{"label", "text"}``; each becomes one line.

    Raises
    ------
    RecordError
        A record is no interface string; the message names file and line.
    """
    return _read(paths, _parse_string)


def _read(paths: Iterable[Path], parse: Callable[[Any], Parsed]) -> Iterator[Parsed]:
    for path in find_record_files(paths):
        for number, record in read_json_lines(path):
            try:
                parsed = parse(record)
            except RecordError as error:
                raise RecordError(f"{path}, line {number}: {error}") from error
            yield parsed


def _parse_advertiser(record: Any) -> Advertiser:
    match record:
        case {"advertiser": str(name), "paragraphs": [*texts]} if texts and all(map(_is_text, texts)):
            label = _check_label(record.get("label", "advertisement"))
            lang, source, licence = string_fields(record, "lang", "source", "licence")
            return Advertiser(name, tuple(texts), label, lang, split_of(record), source, licence)
    raise RecordError('an advertiser is {"advertiser": name, "paragraphs": [text, …]}')


def _parse_string(record: Any) -> InterfaceString:
    match record:
        case {"label": label, "text": text} if _is_text(text):
            fields = string_fields(record, "lang", "source", "licence")
            return InterfaceString(" ".join(text.split()), _check_label(label), *fields)
    raise RecordError('an interface string is {"label": label, "text": text}')


def _check_label(label: object) -> str:
    if not (isinstance(label, str) and label in LABELS):
        raise RecordError(f"unknown label {label!r}; use one of {', '.join(LABELS)}")
    return label


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
