"""A small page, its labels, and extractors that run anywhere."""

import re
from pathlib import Path

from benchmarks.corpora.building import Builder
from benchmarks.corpora.hashes import PageLabels, hash_text
from benchmarks.corpora.sources import SOURCES
from benchmarks.corpora.views import VIEWS

BY_OPTION = {source.option: source for source in SOURCES}
READ = (
    ("navigation", "Home News Sport"),
    ("content", "The lamp was lit"),
    ("content", "A trawler eleven miles out could see the beam of the lamp."),
    ("navigation", "Sport"),
    ("legal", "© Skerrin Gazette"),
)


def page_of(*texts: str) -> str:
    return "<title>Lamp lit</title>" + "".join(f"<p>{text}</p>\n" for text in texts)


def extract_lines(html: str) -> str:
    return re.sub(r"<title.*?</title>|<[^>]+>", "", html)


def fail(html: str) -> str:
    raise RecursionError("too deep")


LINES = dict.fromkeys(VIEWS, extract_lines)
HTML = page_of(*(text for _, text in READ))


def labels_of(page: str = "lamp.html", view: str = "resiliparse-all", option: str = "goose") -> PageLabels:
    name = BY_OPTION[option].name
    hashed = tuple((hash_text(text), label) for label, text in READ)
    return PageLabels(f"{name}/{page}", name, view, "en", "article", "train", hashed)


def build(checkout: Path, extractors=LINES, option: str = "goose", **known):
    builder = Builder(BY_OPTION[option], checkout, extractors)
    return builder.build(labels_of(option=option, **known)), builder.tally
