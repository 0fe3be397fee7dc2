"""Where records go that cannot be read, and when there are too many of them."""

import bz2
import gzip
import json
import lzma
import os
import subprocess
from pathlib import Path

import pytest

from cleantext import Cleaner, RecordError
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.progress import Pace
from cleantext.stream.run import MOST_REJECTED_AT_FIRST
from tests.stream.scenes import CLEANER_MODEL, read_table, write_table

CLEANER = Cleaner(CLEANER_MODEL, mode=0.5)
LINE = b'{"text": "One."}\n'
LATIN = b"caf\xe9"
N = MOST_REJECTED_AT_FIRST + 20


@pytest.mark.parametrize("content", [LINE, LINE + b"no JSON\n"])
def test_a_file_that_is_named_holds_the_rejects_of_this_run_and_no_others(
    tmp_path: Path, content: bytes
) -> None:
    path, rejects = tmp_path / "a.jsonl", tmp_path / "mine.txt"
    path.write_bytes(content)
    rejects.write_bytes(b"before")
    options = FileOptions(rejects=rejects)
    summary = clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=options)
    assert rejects.read_bytes().count(b"\n") == summary.n_rejected == content.count(b"no")
    assert summary.rejects_path == (rejects if summary.n_rejected else None)


def test_an_error_leaves_the_file_that_was_named_as_it_was(tmp_path: Path) -> None:
    path, rejects = tmp_path / "a.jsonl", tmp_path / "mine.txt"
    path.write_bytes(b"no JSON\n")
    rejects.write_bytes(b"before")
    with pytest.raises(RecordError, match="not JSON"):
        clean_files(
            [path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=FileOptions(rejects=rejects)
        )
    assert rejects.read_bytes() == b"before"
    assert set(tmp_path.iterdir()) == {path, rejects}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("content", [LINE, LINE + b"no JSON\n"])
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path, pipe = tmp_path / "a.jsonl", tmp_path / "pipe"
    path.write_bytes(content)
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=FileOptions(rejects=pipe))
        assert reader.communicate()[0].count(b"\n") == content.count(b"no")
    assert pipe.is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path, device = tmp_path / "a.jsonl", tmp_path / "null"
    try:
        os.mknod(device, 0o20666, os.makedev(1, 3))
        device.write_bytes(b"")
    except PermissionError:
        pytest.skip("no devices may be made here")
    for content in (LINE, LINE + b"no JSON\n"):
        path.write_bytes(content)
        clean_files(
            [path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=FileOptions(rejects=device)
        )
        assert device.is_char_device()


@pytest.mark.parametrize(
    ("output", "rejects"),
    [
        ("out.jsonl", "a.jsonl"),
        ("out.jsonl", "link.jsonl"),
        ("out.jsonl", "out.jsonl"),
        ("out.jsonl", "out.jsonl.resume"),
        ("out.jsonl", "out.jsonl.part"),
        ("r.part", "r"),
        ("-", "a.jsonl"),
        ("-", "-"),
        ("out", "out/a.jsonl"),
        ("out", "out/cleantext.resume"),
    ],
)
def test_a_file_that_the_run_reads_or_writes_is_not_taken_for_rejects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, rejects: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    Path("a.jsonl").write_bytes(LINE)
    Path("link.jsonl").symlink_to("a.jsonl")
    with pytest.raises(ValueError, match="name another file for its rejects"):
        plan_files(["a.jsonl"], output=output, options=FileOptions(rejects=Path(rejects)))
    assert Path("a.jsonl").read_bytes() == LINE


def test_a_source_called_as_rejects_would_be_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.rejects.jsonl"
    path.write_bytes(LINE)
    with pytest.raises(ValueError, match="name another file for its rejects"):
        clean_files([path], output=tmp_path / "a.jsonl", cleaner=CLEANER)
    assert list(tmp_path.iterdir()) == [path]


def test_many_texts_that_cannot_be_read_do_not_end_a_run(tmp_path: Path) -> None:
    for number in range(N):
        (tmp_path / f"a{number:03}.txt").write_bytes(LATIN)
    (tmp_path / "b.txt").write_bytes(b"A goat.")
    summary = clean_files([tmp_path], output=tmp_path / "out", cleaner=CLEANER)
    assert (summary.tally.n_articles, summary.n_rejected) == (1, N)


@pytest.mark.parametrize("line", [b'{"text": null}\n', b"no JSON\n", b'{"text": "' + LATIN + b'"}\n'])
def test_many_lines_without_a_text_do_not_end_a_run(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line * N + LINE)
    options = FileOptions()
    plan = plan_files([path], output=tmp_path / "out.jsonl", options=options)
    summary = run_plan(plan, cleaner=CLEANER, options=options, pace=Pace(10, 100))
    assert (summary.tally.n_articles, summary.n_rejected) == (1, N)


def test_many_rows_without_a_text_do_not_end_a_run(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.parquet", [*[None] * N, "A goat."])
    summary = clean_files([path], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert (summary.tally.n_articles, summary.n_rejected) == (1, N)
    assert [row["text"] for row in read_table(tmp_path / "out.parquet")] == [CLEANER.clean("A goat.")]


def test_records_of_other_fields_end_no_run_at_its_first_file_but_at_its_second(tmp_path: Path) -> None:
    for number, lines in enumerate([b'{"body": "One."}\n' * N, LINE]):
        (tmp_path / f"{number}.jsonl").write_bytes(lines)
    summary = clean_files([tmp_path], output=tmp_path / "out", cleaner=CLEANER)
    assert (summary.tally.n_articles, summary.n_rejected) == (1, N)
    (tmp_path / "1.jsonl").write_bytes(b'{"body": "One."}\n' * N)
    with pytest.raises(
        RecordError, match=rf"none of {N + 1} records can be read; the first: .*0\.jsonl, line 1"
    ):
        clean_files([tmp_path], output=tmp_path / "other", cleaner=CLEANER)


def test_a_number_may_have_any_number_of_digits(tmp_path: Path) -> None:
    path, digits = tmp_path / "a.jsonl", "1" * 5000
    path.write_text(f'{{"n": {digits}, "text": "A goat."}}\n{{"text": {digits}}}\n')
    summary = clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER)
    assert f'"n": {digits}' in (tmp_path / "out.jsonl").read_text()
    assert (summary.tally.n_articles, summary.n_rejected) == (1, 1)
    assert "must be a string, not a number" in (tmp_path / "out.jsonl.rejects.jsonl").read_text()


def test_records_of_other_fields_end_no_run_that_has_read_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"A goat.")
    (tmp_path / "b.jsonl").write_bytes(b'{"body": "One."}\n' * N)
    summary = clean_files([tmp_path], output=tmp_path / "out", cleaner=CLEANER)
    assert (summary.tally.n_articles, summary.n_rejected) == (1, N)
    assert not (tmp_path / "out" / "b.jsonl").exists()


def test_an_output_of_before_does_not_stand_for_a_source_that_cannot_be_read(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("a.txt", "b.txt"):
        (source / name).write_bytes(b"A goat.")
    clean_files([source], output=output, cleaner=CLEANER)
    before = (output / "a.txt").read_bytes()
    (source / "a.txt").write_bytes(LATIN)
    for _ in range(2):
        clean_files([source], output=output, cleaner=CLEANER)
        names = {path.name for path in output.iterdir()}
        assert names == {"a.txt.old", "b.txt", "cleantext.rejects.jsonl"}
        assert (output / "a.txt.old").read_bytes() == before


def test_a_source_that_cannot_be_read_in_place_stays(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(LATIN)
    (tmp_path / "b.txt").write_bytes(b"A goat.")
    clean_files([tmp_path], output=tmp_path, cleaner=CLEANER)
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "b.txt", "cleantext.rejects.jsonl"}
    assert (tmp_path / "a.txt").read_bytes() == LATIN
    (reject,) = map(json.loads, (tmp_path / "cleantext.rejects.jsonl").read_bytes().splitlines())
    assert reject["file"] == str(tmp_path / "a.txt")


@pytest.mark.parametrize("is_folder", [False, True])
def test_records_that_cannot_be_read_in_place_stay_in_a_copy(tmp_path: Path, is_folder: bool) -> None:
    source = tmp_path / "a.jsonl"
    before = b'{"text": "A ferry."}\n{"text": null, "title": "The only copy"}\n'
    source.write_bytes(before)
    clean_files([source], output=tmp_path if is_folder else source, cleaner=CLEANER)
    assert len(source.read_bytes().splitlines()) == 1
    assert (tmp_path / "a.jsonl.old").read_bytes() == before
    clean_files([source], output=source, cleaner=CLEANER)
    assert (tmp_path / "a.jsonl.old").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("A ferry.".encode("utf-16"), "iconv -f UTF-16"),
        (gzip.compress(b"A ferry."), "gzip"),
        (bz2.compress(b"A ferry."), "bzip2 -dc"),
        (lzma.compress(b"A ferry."), "xz -dc"),
        (b"caf\xe9", "iconv -f WINDOWS-1252"),
    ],
)
def test_what_is_not_utf8_is_called_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(RecordError, match=said):
        clean_files([tmp_path / "a.txt"], output=tmp_path / "out.txt", cleaner=CLEANER)
