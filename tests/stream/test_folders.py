"""What of a folder is read, under which names, and what is not."""

import json
import os
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest

from cleantext import Cleaner, RecordError
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.progress import Pace
from tests.stream.scenes import (
    CLEANER_MODEL,
    CrashError,
    crashing_after,
    pack,
    read_table,
    unpack,
    write_table,
)

CLEANER = Cleaner(CLEANER_MODEL, mode=0.5)
LINE = b'{"text": "A ferry.\\n\\nShare"}\n'


def lay_out(folder: Path, *names: str, content: bytes = LINE) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(pack(name.lower(), content))


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_file_of_a_folder_is_read_as_json_lines_where_that_is_asked_for(tmp_path: Path) -> None:
    names = {"a.json", "b.txt", "c", "d/e.json.gz"}
    lay_out(tmp_path / "in", *names, ".hidden", "x.rejects.jsonl", "c.part", "c.old", "cleantext.resume")
    options = FileOptions(is_jsonl=True)
    summary = clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER, options=options)
    assert summary.tally.n_articles == len(names)
    assert names_below(tmp_path / "out") == names
    for name in names:
        record = json.loads(unpack(name, (tmp_path / "out" / name).read_bytes()))
        assert record == {"text": CLEANER.clean("A ferry.\n\nShare")}


def test_a_folder_of_nothing_cannot_hold_json_lines(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"the folder holds no file$"):
        plan_files([tmp_path], output=tmp_path / "out", options=FileOptions(is_jsonl=True))


def test_names_are_read_whatever_their_case(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "A.TXT", "b.JsonL.GZ", "c.ZST", "d.Txt.zST")
    write_table(tmp_path / "in" / "e.PARQUET", ["A goat."])
    plan = plan_files([tmp_path / "in"], output=tmp_path / "out", options=FileOptions())
    assert [(source.place, source.form) for source in plan.sources] == [
        ("A.TXT", "text"), ("b.JsonL.GZ", "jsonl"), ("d.Txt.zST", "text"), ("e.PARQUET", "parquet"),
    ]  # fmt: skip
    clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER)
    packed = (tmp_path / "out" / "b.JsonL.GZ").read_bytes()
    assert json.loads(unpack("b.gz", packed)) == {"text": CLEANER.clean("A ferry.\n\nShare")}


def test_files_of_other_kinds_are_counted(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.txt", "b.md", "c/d.json", "e.parquet.gz", ".f.md", "g.rejects.jsonl", "h.txt.part")
    assert plan_files([tmp_path], output=tmp_path / "out", options=FileOptions()).n_passed_over == 3


def test_links_to_folders_are_followed_but_not_round_in_a_circle(tmp_path: Path) -> None:
    lay_out(tmp_path, "in/a.txt", "in/b/c.txt", "there/d.txt", content=b"A ferry.\n\nShare\n")
    for name, target in {"in/link": "there", "in/again": "there", "in/b/up": "in", "there/in": "in"}.items():
        (tmp_path / name).symlink_to(tmp_path / target)
    clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER)
    assert names_below(tmp_path / "out") == {"a.txt", "b/c.txt", "link/d.txt", "again/d.txt"}


def test_an_output_folder_behind_a_link_is_not_read(tmp_path: Path) -> None:
    lay_out(tmp_path, "in/a.txt", "out/b.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    plan = plan_files([tmp_path / "in"], output=tmp_path / "out", options=FileOptions())
    assert [source.place for source in plan.sources] == ["a.txt"]


def test_parts_that_an_interrupted_run_left_in_the_folder_are_no_articles(tmp_path: Path) -> None:
    lay_out(tmp_path, "a.txt", "b.parquet.part/000000000.parquet")
    plan = plan_files([tmp_path], output=tmp_path, options=FileOptions())
    assert [source.place for source in plan.sources] == ["a.txt"]


@pytest.mark.parametrize("n_steps", range(0, 48, 3))
def test_a_folder_of_tables_that_is_cleaned_in_place_can_be_continued(tmp_path: Path, n_steps: int) -> None:
    texts: list[str | None] = [f"{number}. A ferry.\n\nShare" for number in range(6)]
    for name in ("a", "b"):
        write_table(tmp_path / f"{name}.parquet", texts)
    (tmp_path / "c.txt").write_text("A goat.")
    options = FileOptions(resume=True)

    def run(pace: Pace) -> None:
        plan = plan_files([tmp_path], output=tmp_path, options=options)
        run_plan(plan, cleaner=CLEANER, options=options, pace=pace)

    try:
        with crashing_after(n_steps, is_killed=True):
            run(Pace(1, 300))
    except CrashError:
        run(Pace(1, 300))
    assert names_below(tmp_path) == {"a.parquet", "b.parquet", "c.txt"}
    for name in ("a", "b"):
        found = [row["text"] for row in read_table(tmp_path / f"{name}.parquet")]
        assert found == [CLEANER.clean(text) for text in texts if text]


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "a.jsonl", "locked/b.jsonl")
    scan = os.scandir

    def scan_unlocked(folder: str) -> Any:
        if Path(folder).name == "locked":  # root may read every folder, so its mode would not tell
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    with patch("os.scandir", scan_unlocked), pytest.raises(PermissionError, match="locked"):
        clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER)
    assert not (tmp_path / "out").exists()


def test_a_file_that_cannot_be_opened_is_damage_and_the_others_are_cleaned(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "a.jsonl", "c.jsonl")
    (tmp_path / "in/b.jsonl").symlink_to(tmp_path / "nowhere")
    options = FileOptions()
    plan = plan_files([tmp_path / "in"], output=tmp_path / "out", options=options)
    summary = run_plan(plan, cleaner=CLEANER, options=options)
    assert len(summary.damage) == 1
    assert "b.jsonl" in summary.damage[0]
    assert names_below(tmp_path / "out") == {"a.jsonl", "c.jsonl", "cleantext.rejects.jsonl"}


def test_a_folder_goes_into_one_file_if_the_output_is_called_so(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "a.jsonl", "b/c.jsonl")
    clean_files([tmp_path / "in"], output=tmp_path / "all.jsonl", cleaner=CLEANER)
    assert len((tmp_path / "all.jsonl").read_bytes().splitlines()) == 2


def test_of_small_files_each_is_made_sure_of_once_and_few_are_noted(tmp_path: Path) -> None:
    n_files = 9
    lay_out(tmp_path / "in", *(f"{n}.jsonl" for n in range(n_files)))
    with patch("cleantext.stream.output.os.fsync", wraps=os.fsync) as sync:
        clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER)
    assert n_files <= sync.call_count <= n_files + 3  # three notes: the beginning, the first file, the end


@pytest.mark.parametrize("is_in_place", [False, True])
@pytest.mark.parametrize("n_steps", range(0, 40, 3))
def test_a_folder_of_small_files_can_be_continued(tmp_path: Path, n_steps: int, is_in_place: bool) -> None:
    texts = {f"{number}.txt": f"{number}. A ferry.\n\nShare\n\nA goat." for number in range(7)}
    for name, text in texts.items():
        lay_out(tmp_path / "in", name, content=text.encode())
    output = tmp_path / ("in" if is_in_place else "out")
    options = FileOptions(resume=True)

    def run(pace: Pace) -> None:
        plan = plan_files([tmp_path / "in"], output=output, options=options)
        run_plan(plan, cleaner=CLEANER, options=options, pace=pace)

    for steps in (n_steps, 2):
        with crashing_after(steps, is_killed=True), suppress(CrashError):
            run(Pace(1, 80))
    run(Pace(1, 80))
    assert names_below(output) == set(texts)
    assert {name: (output / name).read_text() for name in texts} == {
        name: CLEANER.clean(text) for name, text in texts.items()
    }


def test_an_output_that_another_input_goes_into_is_refused(tmp_path: Path) -> None:
    lay_out(tmp_path, "a/deep/x.txt", "b/deep/x.txt")
    paths = [tmp_path / "b", tmp_path / "a/deep/x.txt"]
    with pytest.raises(ValueError, match=r"b/deep/x.txt would be written over .*a/deep/x.txt, which is read"):
        plan_files(paths, output=tmp_path / "a", options=FileOptions())


def test_two_files_that_a_link_would_put_into_one_are_refused(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "a.jsonl", "b.jsonl")
    lay_out(tmp_path / "out", "a.jsonl")
    (tmp_path / "out" / "b.jsonl").symlink_to("a.jsonl")
    with pytest.raises(ValueError, match=r"two files would be written to .*out/a\.jsonl, through a link"):
        plan_files([tmp_path / "in"], output=tmp_path / "out", options=FileOptions())


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs a file system in memory")
def test_a_file_in_shared_memory_is_replaced_as_any_other() -> None:
    with TemporaryDirectory(dir="/dev/shm") as name:
        path, output = Path(name, "a.jsonl"), Path(name, "out.jsonl")
        path.write_bytes(LINE + b"no JSON\n")
        for _ in range(2):
            clean_files([path], output=output, cleaner=CLEANER)
        assert output.read_bytes().count(b"\n") == 1
        assert Path(f"{output}.rejects.jsonl").exists()
        clean_files([path], output=path, cleaner=CLEANER)
        assert path.read_bytes() == output.read_bytes()


def test_what_is_neither_file_nor_folder_is_passed_over(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", "a.jsonl")
    os.mkfifo(tmp_path / "in" / "b.jsonl")  # to open it would wait for ever
    plan = plan_files([tmp_path / "in"], output=tmp_path / "out", options=FileOptions())
    assert [source.place for source in plan.sources] == ["a.jsonl"]


def test_what_an_output_was_is_kept_under_a_name_that_nothing_has(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    (tmp_path / "a.jsonl.old").write_bytes(b"mine")
    for number in (2, 3):
        path.write_bytes(LINE + b"no JSON %d\n" % number)
        clean_files([path], output=path, cleaner=CLEANER)
        assert (tmp_path / f"a.jsonl.{number}.old").read_bytes() == LINE + b"no JSON %d\n" % number
    assert (tmp_path / "a.jsonl.old").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("names", "output", "why"),
    [
        (["a.csv"], "out.txt", "a.csv is a table, not text"),
        (["a.html"], "out/", "a.html is HTML, not text"),
        (["a.csv.gz"], "out.txt", "a.csv.gz is a table, not text"),
        (["a.tar.zst"], "out.txt", "a.tar.zst is an archive, not text"),
        (["a.jsonl.bz2"], "out.txt", "a.jsonl.bz2 is packed by bzip2, not text"),
        (["a.txt.part", "a.txt"], "out/", "a.txt.part is what the run calls an unfinished output"),
        (["a.txt", "out.txt.part"], "out.txt", "out.txt.part is what the run calls an unfinished output"),
    ],
)
def test_files_that_cannot_be_meant_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], output: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in names:
        Path(name).write_text("A ferry.")
    with pytest.raises(ValueError, match=why):
        plan_files(names, output=output, options=FileOptions())


def test_the_source_of_a_web_page_is_no_article(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n<!DOCTYPE html>\n<p>A ferry.</p>")
    with pytest.raises(RecordError, match="HTML instead of text; extract the text first"):
        clean_files([path], output=tmp_path / "out.txt", cleaner=CLEANER)
