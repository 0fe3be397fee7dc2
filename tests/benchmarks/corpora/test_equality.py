"""What is rebuilt equals the corpus; skipped where it, the raw pages or the extractors are not there."""

import gzip
import json
import subprocess
import sys
from importlib.util import find_spec
from itertools import groupby

import pytest

from benchmarks.corpora.hashes import LABELS_PATH, carry_labels, hash_text, read_page_labels
from benchmarks.corpora.views import VIEWS, load_extractors


def read_corpus(corpus_dir):
    for split in ("train", "dev"):
        with gzip.open(corpus_dir / f"pages-{split}.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def test_the_labels_of_the_repository_are_those_of_the_corpus(corpus_dir):
    read = {row["page"]: row for row in read_corpus(corpus_dir) if row["read"]}
    for known in read_page_labels(LABELS_PATH):
        row = read.pop(known.page)
        assert known.labels == tuple((hash_text(text), label) for label, text in row["paragraphs"])
        assert known.view == row["view"]
    assert not read


def test_labels_are_carried_as_they_were_in_the_corpus(corpus_dir):
    for number, (page, rows) in enumerate(groupby(read_corpus(corpus_dir), lambda row: row["page"])):
        if number % 10 == 0:
            first, *others = rows
            for row in others:
                labels, texts = zip(*row["paragraphs"], strict=True)
                assert carry_labels(map(tuple, first["paragraphs"]), texts) == list(labels), page


@pytest.fixture
def installed_extractors():
    names = ("inscriptis", "justext", "readability", "trafilatura", "boilerpy3", "resiliparse")
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; pip install -e '.[corpora]' installs them")


@pytest.mark.usefixtures("installed_extractors")
def test_every_extractor_finds_the_article_of_a_page():
    article = "".join(f"<p>{'The lamp was lit, and the keeper of the light told of the sea. ' * 8}</p>" * 5)
    html = f"<html><head><title>Lamp</title></head><body><article>{article}</article></body></html>"
    extractors = load_extractors()
    assert tuple(extractors) == VIEWS
    for view, extract in extractors.items():
        assert "keeper of the light" in (extract(html) or ""), view


@pytest.mark.usefixtures("installed_extractors")
def test_rows_of_the_sample_equal_those_of_the_corpus(corpus_dir, repository, tmp_path):
    sample_dir = repository.parent / "shared" / "rebuild" / "wcxb-sample"
    if not sample_dir.is_dir():
        pytest.skip(f"no sample of pages at {sample_dir}")
    command = [sys.executable, "-m", "benchmarks.corpora", "--wcxb", str(sample_dir), "-o", str(tmp_path)]
    subprocess.run(command, cwd=repository, check=True, timeout=1200)
    # Addresses and titles are in the checkout, not in the sample.
    built = [{**row, "url": None, "title": None} for row in read_corpus(tmp_path)]
    pages = {f"wcxb/{path.name.partition('.')[0]}" for path in sample_dir.glob("html/*.html.gz")}
    expected = [
        {**row, "url": None, "title": None} for row in read_corpus(corpus_dir) if row["page"] in pages
    ]
    assert len(pages) > 100
    assert built == expected
