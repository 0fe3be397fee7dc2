import json
import os
import re
from pathlib import Path

import pytest

from cleantext import Cleaner, Repeats
from tests.cli.conftest import Run, read_json_lines, write_json_lines
from tests.test_cleaner_repeats import ARTICLES
from tests.test_repeats import same


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_json_lines(tmp_path / "site.jsonl", [{"text": text} for text in ARTICLES])


@pytest.fixture(scope="session")
def plea_threshold(model_dir: Path) -> float:
    """Return a threshold that the plea reaches only where it is known to repeat."""
    cleaner = Cleaner(model_dir)
    plain, taught = (
        each.analyze(ARTICLES[0]).segments[2] for each in (cleaner, cleaner.learn_repeats(ARTICLES))
    )
    assert plain.score < taught.score
    return (plain.score + taught.score) / 2


def test_what_repeats_in_the_input_goes_as_python_lets_it_go(
    run: Run, site: Path, model_dir: Path, plea_threshold: float
) -> None:
    judging = ("--model", model_dir, "--threshold", plea_threshold)
    taught = Cleaner(model_dir, mode=plea_threshold).learn_repeats(ARTICLES)
    finished = run("clean", site, *judging, "--learn-repeats", "--jobs", 2)
    assert finished.returncode == 0, finished.stderr
    cleaned = [line["text"] for line in read_json_lines(finished.stdout)]
    assert cleaned == [taught.clean(text) for text in ARTICLES]
    assert cleaned != [line["text"] for line in read_json_lines(run("clean", site, *judging).stdout)]


def test_text_files_are_learnt_from_too(
    run: Run, tmp_path: Path, model_dir: Path, plea_threshold: float
) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(len(ARTICLES))]
    for path, text in zip(paths, ARTICLES, strict=True):
        path.write_text(text, encoding="utf-8")
    judging = ("--model", model_dir, "--threshold", plea_threshold)
    run("clean", *paths, *judging, "--learn-repeats", "-o", f"{tmp_path / 'cleaned'}/")
    taught = Cleaner(model_dir, mode=plea_threshold).learn_repeats(ARTICLES)
    found = [(tmp_path / "cleaned" / path.name).read_text("utf-8") for path in paths]
    assert found == [taught.clean(text) for text in ARTICLES]


def test_what_was_learnt_is_written_added_to_and_used_later(
    run: Run, tmp_path: Path, site: Path, model_dir: Path, plea_threshold: float
) -> None:
    judging = ("--model", model_dir, "--threshold", plea_threshold)
    first = write_json_lines(tmp_path / "first.jsonl", [{"text": ARTICLES[0]}])
    rest = write_json_lines(tmp_path / "rest.jsonl", [{"text": text} for text in ARTICLES[1:]])
    table = tmp_path / "table.npz"
    for path in (first, rest, rest):
        assert run("clean", path, *judging, "--learn-repeats", "--repeats", table).returncode == 0
    assert same(Repeats.load(table), Repeats.of(ARTICLES))
    expected = run("clean", site, *judging, "--learn-repeats").stdout
    before = table.read_bytes()
    assert run("clean", site, *judging, "--repeats", table).stdout == expected
    assert run("clean", *judging, "--repeats", table, "--jsonl", stdin=site.read_bytes()).stdout == expected
    assert table.read_bytes() == before


def test_the_article_is_learnt_from_the_field_that_holds_it(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    path = write_json_lines(tmp_path / "site.jsonl", [{"text": "No.", "body": text} for text in ARTICLES])
    table = tmp_path / "table.npz"
    run("clean", path, "--field", "body", "--model", model_dir, "--learn-repeats", "--repeats", table)
    assert same(Repeats.load(table), Repeats.of(ARTICLES))


@pytest.mark.parametrize("words", [(), ("-",), ("-", "--jsonl")])
def test_standard_input_cannot_be_read_twice(run: Run, words: tuple[str, ...]) -> None:
    finished = run("clean", *words, "--learn-repeats", stdin=b"An article.")
    assert finished.returncode == 2
    assert b"standard input" in finished.stderr.lower()
    assert finished.stdout == b""


def test_a_table_that_cannot_be_read_is_an_error_before_anything_is_written(
    run: Run, tmp_path: Path, site: Path
) -> None:
    for name, content, message in (
        ("none", None, b"no table of repeats at"),
        ("bad", b"{}", b"not a table of repeats"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        finished = run("clean", site, "--repeats", tmp_path / name, "-o", tmp_path / "cleaned.jsonl")
        assert finished.returncode == 1
        assert finished.stderr.startswith(b"Error: ")
        assert message in finished.stderr
        assert not (tmp_path / "cleaned.jsonl").exists()


def test_a_bad_line_is_named_before_anything_is_written(run: Run, tmp_path: Path, model_dir: Path) -> None:
    path = tmp_path / "site.jsonl"
    path.write_text(json.dumps({"text": ARTICLES[0]}) + "\n{\n", encoding="utf-8")
    table = tmp_path / "table.npz"
    finished = run("clean", path, "--model", model_dir, "--learn-repeats", "--repeats", table)
    assert finished.returncode == 1
    assert b"site.jsonl, line 2: not JSON" in finished.stderr
    assert finished.stdout == b""
    assert not table.exists()


@pytest.mark.parametrize("learn", [True, False])
def test_what_cannot_be_read_twice_is_not_learnt_from(
    run: Run, site: Path, tmp_path: Path, learn: bool
) -> None:
    pipe, table = tmp_path / "pipe.jsonl", tmp_path / "table.npz"
    os.mkfifo(pipe)
    Cleaner().learn_repeats(ARTICLES).repeats.save(table)
    if learn:
        met = [
            run("clean", pipe, "--learn-repeats", "-o", tmp_path / "out.jsonl"),
            run("clean", site, "--learn-repeats", "-o", site),
        ]
    else:
        met = [run("clean", site, "--repeats", table, "-o", table)]
    assert [finished.returncode for finished in met] == [2] * len(met)
    assert all(
        re.search(rb"pipe.jsonl cannot be|Name another output|over the table of repeats", each.stderr)
        for each in met
    )


def test_a_table_that_could_not_be_written_is_told_before_anything_is_read(
    run: Run, site: Path, model_dir: Path, tmp_path: Path
) -> None:
    finished = run("clean", site, "--model", model_dir, "--learn-repeats",
                   "--repeats", tmp_path / "nowhere" / "x.npz")  # fmt: skip
    assert finished.returncode == 1
    assert b"x.npz cannot be written" in finished.stderr
