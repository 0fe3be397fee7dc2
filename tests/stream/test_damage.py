"""Files that break off: of several, the others are cleaned, and the damage is told loudly."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cleantext import Cleaner, RecordError
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.progress import Pace, Summary
from cleantext.stream.texts import read_texts
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
TEXT = "A ferry said no.\n\nShare\n\nThe goat of Skerrin.\n"
LINES = [json.dumps({"text": f"{number}. {TEXT}"}).encode() + b"\n" for number in range(20)]
SMALL = Pace(100, 300)


def lay_out(folder: Path, form: str, n_sound: int) -> list[Path]:
    """Write three files of JSON lines, the second with damage behind some of them."""
    folder.mkdir(exist_ok=True)
    whole = pack(form, b"".join(LINES))
    broken = pack(form, b"".join(LINES[:n_sound])) + pack(form, b"".join(LINES[n_sound:]))[:20]
    paths = [folder / f"{number}.jsonl{form}" for number in (1, 2, 3)]
    for path, content in zip(paths, (whole, broken, whole), strict=True):
        path.write_bytes(content)
    return paths


def run(paths: list[Path], output: Path | str, pace: Pace = SMALL, *, resume: bool = False) -> Summary:
    options = FileOptions(resume=resume)
    plan = plan_files(paths, output=output, options=options)
    return run_plan(plan, cleaner=CLEANER, options=options, pace=pace)


def texts_of(path: Path) -> list[str]:
    lines = unpack(path.name.removesuffix(".part"), path.read_bytes()).splitlines()
    return [json.loads(line)["text"] for line in lines]


def cleaned(n_lines: int) -> list[str]:
    return [CLEANER.clean(json.loads(line)["text"]) for line in LINES[:n_lines]]


@pytest.mark.parametrize("form", [".gz", ".zst"])
def test_in_a_folder_what_came_before_the_damage_does_not_look_whole(tmp_path: Path, form: str) -> None:
    paths, output = lay_out(tmp_path / "in", form, 7), tmp_path / "out"
    output.mkdir()
    (output / paths[1].name).write_bytes(b"before")
    summary = run([tmp_path / "in"], output)
    kept = output / f"{paths[1].name}.part"
    assert {path.name for path in output.iterdir()} == {
        paths[0].name, kept.name, f"{paths[1].name}.old", paths[2].name, "cleantext.rejects.jsonl",
    }  # fmt: skip
    assert texts_of(kept) == cleaned(7)
    assert texts_of(output / paths[2].name) == cleaned(20)
    (damage,) = summary.damage
    assert damage.startswith(f"{paths[1]}, line 8: damaged ")
    assert damage.endswith(f"; only what came before is in {kept}")
    (reject,) = map(json.loads, (output / "cleantext.rejects.jsonl").read_bytes().splitlines())
    assert (reject["file"], reject["line"]) == (str(paths[1]), 8)
    assert reject["reason"].startswith("damaged ")
    assert (summary.tally.n_articles, summary.n_rejected) == (47, 0)


def test_in_one_output_for_all_what_came_before_the_damage_stays(tmp_path: Path) -> None:
    paths, output = lay_out(tmp_path / "in", ".gz", 7), tmp_path / "out.jsonl"
    (damage,) = run(paths, output).damage
    assert texts_of(output) == cleaned(20) + cleaned(7) + cleaned(20)
    assert damage.endswith("; only what came before is in the output")


def test_what_is_repaired_takes_its_place(tmp_path: Path) -> None:
    paths, output = lay_out(tmp_path / "in", ".gz", 7), tmp_path / "out"
    run([tmp_path / "in"], output)
    paths[1].write_bytes(paths[0].read_bytes())
    assert run([tmp_path / "in"], output).damage == ()
    assert {path.name for path in output.iterdir()} == {path.name for path in paths}
    assert texts_of(output / paths[1].name) == cleaned(20)


@pytest.mark.parametrize("is_killed", [True, False])
@pytest.mark.parametrize("n_sound", [0, 7])
@pytest.mark.parametrize("name", ["out", "out.jsonl"])
def test_a_run_that_crashes_and_goes_on_tells_of_the_damage_before(
    tmp_path: Path, name: str, n_sound: int, is_killed: bool
) -> None:
    paths = lay_out(tmp_path / "in", ".gz", n_sound)

    def go(output: Path, *, resume: bool = False) -> Summary:
        return run(paths, f"{output}/" if name == "out" else output, resume=resume)

    (tmp_path / "whole").mkdir()
    whole = go(tmp_path / "whole" / name)
    for n_steps in range(0, 90, 4):
        folder = tmp_path / str(n_steps)
        folder.mkdir()
        try:
            with crashing_after(n_steps, is_killed=is_killed):
                summary = go(folder / name)
        except CrashError:
            summary = go(folder / name, resume=True)
        assert len(summary.damage) == len(whole.damage) == 1
        assert summary.tally == whole.tally
        assert contents(folder) == contents(tmp_path / "whole")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def break_footer(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 5)


def break_rows(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200] = bytes(200)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [break_footer, break_rows])
def test_a_damaged_table_does_not_end_a_run(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    texts: list[str | None] = [f"{number}. {os.urandom(30).hex()}" for number in range(300)]
    for name in ("a", "b", "c"):
        write_table(tmp_path / f"{name}.parquet", texts, row_group_size=10)
    damage(tmp_path / "b.parquet")
    summary = run([tmp_path], tmp_path / "out")
    assert [told.partition(", row ")[0] for told in summary.damage] == [str(tmp_path / "b.parquet")]
    assert not (tmp_path / "out" / "b.parquet").exists()
    assert (tmp_path / "out" / "b.parquet.part").exists() == (damage is break_rows)
    assert len(read_table(tmp_path / "out" / "c.parquet")) == len(texts)


def test_damage_to_the_first_of_the_tables_that_are_joined_does_not_end_a_run(tmp_path: Path) -> None:
    paths = [write_table(tmp_path / f"{name}.parquet", ["A goat.", "A ferry."]) for name in ("a", "b")]
    break_footer(paths[0])
    assert len(run(paths, tmp_path / "out.parquet").damage) == 1
    assert len(read_table(tmp_path / "out.parquet")) == 2


def test_a_text_that_breaks_off_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(pack(".gz", TEXT.encode())[:-5])
    (tmp_path / "b.txt.gz").write_bytes(pack(".gz", TEXT.encode()))
    summary = run([tmp_path], tmp_path / "out")
    assert summary.tally.n_articles == 1
    assert len(summary.damage) == 1
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"b.txt.gz", "cleantext.rejects.jsonl"}


def test_from_python_damage_is_an_error_after_the_rest_was_cleaned(tmp_path: Path) -> None:
    lay_out(tmp_path / "in", ".gz", 7)
    with pytest.raises(RecordError, match=r"all other files were cleaned, but .*2\.jsonl\.gz, line 8"):
        clean_files([tmp_path / "in"], output=tmp_path / "out", cleaner=CLEANER)
    assert (tmp_path / "out" / "3.jsonl.gz").exists()


def test_files_that_are_all_damaged_are_an_error_that_leaves_nothing(tmp_path: Path) -> None:
    for path in lay_out(tmp_path / "in", ".gz", 0):
        path.write_bytes(b"no gzip")
    with pytest.raises(RecordError, match=r"none of 3 records can be read; the first: .*1\.jsonl\.gz"):
        run([tmp_path / "in"], tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_repeats_are_learnt_from_what_can_be_read(tmp_path: Path) -> None:
    paths = lay_out(tmp_path / "in", ".gz", 7)
    plan = plan_files(paths, output=f"{tmp_path / 'out'}/", options=FileOptions())
    assert len(list(read_texts(plan, CLEANER, "text"))) == 47


def test_a_file_that_is_gone_does_not_stop_the_others(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    output.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "gone")
    (folder / "b.txt").write_text(TEXT)
    (output / "a.txt").write_text("of an earlier run")
    summary = run([folder], output)
    assert len(summary.damage) == 1
    assert (output / "b.txt").read_text() == CLEANER.clean(TEXT)
    assert (output / "a.txt.old").read_text() == "of an earlier run"
    assert not (output / "a.txt").exists()
