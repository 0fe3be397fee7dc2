import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks.corpora.__main__ import main
from benchmarks.corpora.hashes import FURTHER_LABELS_PATH, LABELS_PATH
from benchmarks.corpora.sources import SOURCES
from cleantext.records import read_articles
from tests.benchmarks.corpora.pages import LINES, READ, labels_of


@pytest.fixture
def run(monkeypatch):
    """Run the command with extractors of our own and labels for two pages, of which one is there."""
    known = [labels_of(), labels_of("ferry.html"), labels_of(option="parser")]
    monkeypatch.setattr("benchmarks.corpora.__main__.load_extractors", lambda **options: LINES)
    monkeypatch.setattr("benchmarks.corpora.__main__.find_versions", lambda: {"lines": "1.0"})
    by_path = {LABELS_PATH: known, FURTHER_LABELS_PATH: []}
    monkeypatch.setattr("benchmarks.corpora.__main__.read_page_labels", by_path.__getitem__)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_writes_articles_to_train_on_and_says_what_it_found(run, checkout, tmp_path):
    result = run("--goose", checkout, "-o", tmp_path / "out", "--json", tmp_path / "report.json")
    assert result.exit_code == 0, result.output
    assert re.search(r"goose-tests +2 +1 +0 +1 +7 +5 +100\.0 % +30 +100\.0 %", result.stdout)
    articles = list(read_articles([tmp_path / "out" / "pages-train.jsonl.gz"]))
    assert [article.paragraphs for article in articles] == [READ] * 7
    assert [article.is_read for article in articles] == [True, *[False] * 6]
    for split in ("dev", "test", "other"):
        assert list(read_articles([tmp_path / "out" / f"pages-{split}.jsonl.gz"])) == []
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["extractors"] == {"lines": "1.0"}
    assert report["sources"]["goose-tests"]["missing"] == ["goose-tests/ferry.html"]
    assert report["sources"].keys() == {"goose-tests"}


def test_no_row_that_is_written_is_one_that_training_would_refuse_or_learn_from(
    run, checkout, tmp_path, monkeypatch
):
    known = [replace(labels_of(), split="other")]
    by_path = {LABELS_PATH: known, FURTHER_LABELS_PATH: []}
    monkeypatch.setattr("benchmarks.corpora.__main__.read_page_labels", by_path.__getitem__)
    run("--goose", checkout, "-o", tmp_path)
    assert {article.split for article in read_articles([tmp_path])} == {"test"}


def test_the_same_pages_make_the_same_files(run, checkout, tmp_path):
    contents = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        run("--goose", checkout, "-o", folder)
        contents.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert contents[0] == contents[1]


def test_no_checkout_is_an_error(run, tmp_path):
    result = run("-o", tmp_path)
    assert result.exit_code == 2
    assert "--wcxb" in result.output


def test_a_missing_extractor_is_named_with_what_installs_it(run, checkout, tmp_path, monkeypatch):
    def refuse(**options):
        raise ImportError("No module named 'nowhere'")

    monkeypatch.setattr("benchmarks.corpora.__main__.load_extractors", refuse)
    result = run("--goose", checkout, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "No module named 'nowhere'; pip install -e '.[corpora]' installs it" in result.output
    assert not (tmp_path / "out").exists()


def test_the_readme_names_every_source_and_every_option(repository):
    text = (repository / "README.md").read_text("utf-8")
    commands = re.findall(r"python -m benchmarks\.corpora (.+?[^\\])\n", text, re.DOTALL)
    words = {word for command in commands for word in command.split()}
    assert words >= {f"--{source.option}" for source in SOURCES}
    assert {word for word in words if word.startswith("-")} <= {o for p in main.params for o in p.opts}
    for source in SOURCES:
        assert (source.distribution or f"https://github.com/{source.project} ") in text, source
