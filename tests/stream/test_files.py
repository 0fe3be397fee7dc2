"""`clean_files`: folders, rejects, and runs that cannot be continued."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleantext import Cleaner, RecordError
from cleantext.errors import ResumeError
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.packing import load_zstd
from cleantext.stream.plan import Plan
from cleantext.stream.progress import Pace, Progress
from cleantext.stream.run import MOST_REJECTED_AT_FIRST, Run
from tests.stream.scenes import CLEANER_MODEL, CrashError, crashing_after, pack, unpack

CLEANER = Cleaner(CLEANER_MODEL, mode=0.5)
TEXT = "A ferry said no.\n\nShare\n\nThe goat of Skerrin.\n"
LINES = [json.dumps({"text": f"{number}. {TEXT}"}).encode() + b"\n" for number in range(30)]
SMALL = Pace(100, 300)


def test_a_folder_is_mirrored_with_its_folders(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    files = {"a.txt": TEXT.encode(), "b/c/d.txt.gz": TEXT.encode(), "b/e.jsonl.zst": LINES[0]}
    for name, content in {**files, "notes.md": b"", ".hidden.txt": b"", "b/.git/x.txt": b""}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(pack(name, content))
    clean_files([source], output=output, cleaner=CLEANER)
    found = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    assert set(found) == set(files)
    for name in ("a.txt", "b/c/d.txt.gz"):
        assert unpack(name, found[name].read_bytes()).decode() == CLEANER.clean(TEXT)
    record = json.loads(unpack("b/e.jsonl.zst", found["b/e.jsonl.zst"].read_bytes()))
    assert record == {"text": CLEANER.clean(f"0. {TEXT}")}


def test_an_output_inside_the_folder_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    for _ in range(2):
        clean_files([tmp_path], output=tmp_path / "cleaned", cleaner=CLEANER)
    assert [path.name for path in (tmp_path / "cleaned").rglob("*")] == ["a.txt"]


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="holds no file named"):
        clean_files([tmp_path], output=tmp_path / "out", cleaner=CLEANER)


@pytest.mark.parametrize(
    ("names", "output"),
    [
        (["a.txt", "a.jsonl"], "out.txt"),
        (["a.parquet"], "-"),
        (["a.parquet"], "out.jsonl"),
        (["a.jsonl"], "out.parquet"),
        (["-", "-"], "-"),
        (["-"], "out/"),
        (["a.txt", "b/a.txt"], "out/"),
        (["b"], "b/a.txt"),
        ([], "out/"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], output: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b").mkdir()
    for name in ("a.txt", "a.jsonl", "a.parquet", "b/a.txt"):
        Path(name).write_text("")
    with pytest.raises(ValueError, match=r"\.$"):
        plan_files(names, output=output, options=FileOptions())
    assert len(list(tmp_path.rglob("*"))) == 5


def test_records_that_cannot_be_read_are_listed_with_line_reason_and_record(tmp_path: Path) -> None:
    path, rejects = tmp_path / "a.jsonl", tmp_path / "rejects.jsonl"
    path.write_bytes(b'{"text": "One."}\n\n{"title": ""}\n{"text": "Two."}\n{"text": "caf\xe9"}\r\n')
    summary = clean_files(
        [path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=FileOptions(rejects=rejects)
    )
    assert (summary.tally.n_articles, summary.n_rejected, summary.rejects_path) == (2, 2, rejects)
    no_field, no_utf8 = map(json.loads, rejects.read_bytes().splitlines())
    assert (no_field["file"], no_field["line"], no_field["record"]) == (str(path), 3, '{"title": ""}')
    assert no_field["reason"].startswith("no field 'text'; the fields are 'title'")
    assert (no_utf8["line"], no_utf8["record"]) == (5, '{"text": "caf\\xe9"}')


def test_rejects_of_a_run_before_do_not_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for content, is_there in ((LINES[0] + b"no JSON\n", True), (LINES[0], False)):
        path.write_bytes(content)
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER)
        assert (tmp_path / "out.jsonl.rejects.jsonl").exists() == is_there


@pytest.mark.parametrize("n_lines", [2, MOST_REJECTED_AT_FIRST * 5])
def test_a_run_that_can_read_nothing_ends_early_and_leaves_nothing(tmp_path: Path, n_lines: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"body": "One."}\n' * n_lines)
    n_read = min(n_lines, MOST_REJECTED_AT_FIRST)
    with pytest.raises(
        RecordError, match=rf"none of {n_read} records can be read; the first: .*line 1: no field"
    ):
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER)
    assert list(tmp_path.iterdir()) == [path]


def crash(paths: list[Path], output: Path) -> Plan:
    """Leave what a run that was killed half way leaves."""
    options = FileOptions()
    plan = plan_files(paths, output=output, options=options)
    with pytest.raises(CrashError), crashing_after(16, is_killed=True):
        run_plan(plan, cleaner=CLEANER, options=options, pace=SMALL)
    assert plan.resume_path
    assert json.loads(plan.resume_path.read_bytes())["mark"]
    return plan


def change_content(path: Path) -> None:
    path.write_bytes(path.read_bytes() + LINES[0])


def change_time(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def cut_output(path: Path) -> None:
    os.truncate(path.with_name("out.jsonl.part"), 1)


def damage_note(path: Path) -> None:
    path.with_name("out.jsonl.resume").write_text("{")


def empty_note(path: Path) -> None:
    path.with_name("out.jsonl.resume").write_text("{}")


def forget_settings(path: Path) -> None:
    note = path.with_name("out.jsonl.resume")
    note.write_text(json.dumps(json.loads(note.read_bytes()) | {"settings": {}}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (change_content, "a file that it was reading has changed since"),
        (change_time, "a file that it was reading has changed since"),
        (cut_output, "what the interrupted run wrote is not there any more"),
        (damage_note, "is damaged; delete it to begin anew"),
        (empty_note, "is damaged; delete it to begin anew"),
        (forget_settings, "cannot be continued: it read other files"),
    ],
)
def test_a_run_whose_files_changed_is_not_continued(
    tmp_path: Path, change: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    crash([path], tmp_path / "out.jsonl")
    change(path)
    with pytest.raises(ResumeError, match=why):
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER, options=FileOptions(resume=True))
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("cleaner", "options", "why"),
    [
        (Cleaner(CLEANER_MODEL, mode=0.6), {}, "mode 0.5, not 0.6"),
        (Cleaner(CLEANER_MODEL, mode=0.5, keep={"legal"}), {}, r"keep \[\], not \['legal'\]"),
        (Cleaner(CLEANER_MODEL, mode=0.5, always_keep="ferry"), {}, "rules "),
        (Cleaner(mode=0.5), {}, "another model"),
        (Cleaner(CLEANER_MODEL, mode="thorough"), {}, "mode 0.5, not 'thorough'"),
        (CLEANER, {"annotate": True}, "annotate False, not True"),
        (CLEANER, {"field": "body"}, "field 'text', not 'body'"),
    ],
)
def test_a_run_is_not_continued_with_other_options(
    tmp_path: Path, cleaner: Cleaner, options: dict[str, object], why: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    crash([path], tmp_path / "out.jsonl")
    with pytest.raises(ResumeError, match=f"it ran with {why}"):
        clean_files(
            [path], output=tmp_path / "out.jsonl", cleaner=cleaner,
            options=FileOptions(resume=True, **options),  # type: ignore[arg-type]
        )  # fmt: skip


def test_a_run_is_not_continued_with_rules_that_nobody_can_compare(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    crash([path], tmp_path / "out.jsonl")
    cleaner = Cleaner(CLEANER_MODEL, mode=0.5, always_keep=lambda text: "ferry" in text)
    with pytest.raises(ResumeError, match="predicates made on the spot"):
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=cleaner, options=FileOptions(resume=True))


def test_what_the_caller_decided_is_explained_in_json_that_anyone_can_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES[0])
    cleaner = Cleaner(CLEANER_MODEL, mode=0.5, always_keep=".")
    options = FileOptions(annotate=True, explain=True)
    clean_files([path], output=tmp_path / "out.jsonl", cleaner=cleaner, options=options)
    record = json.loads((tmp_path / "out.jsonl").read_bytes(), parse_constant=pytest.fail)
    reasons = [reason for segment in record["segments"] for reason in segment["reasons"]]
    assert reasons[0] == {"what": "decided by the caller", "weight": None}


def test_a_run_is_not_continued_with_other_files_in_the_folder(tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.jsonl").write_bytes(b"".join(LINES))
    crash([source], output)
    (source / "b.jsonl").write_bytes(LINES[0])
    with pytest.raises(ResumeError, match="it read other files"):
        clean_files([source], output=output, cleaner=CLEANER, options=FileOptions(resume=True))


@pytest.mark.parametrize("is_standard", [False, True])
def test_an_interrupted_run_is_not_overwritten_unasked(tmp_path: Path, is_standard: bool) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    plan = crash([path], tmp_path / "out.jsonl")
    before = plan.part_path.read_bytes()
    with pytest.raises(ResumeError, match="a run was interrupted, or is not over yet"):
        clean_files(["-" if is_standard else path], output=tmp_path / "out.jsonl", cleaner=CLEANER)
    assert plan.part_path.read_bytes() == before


def test_standard_input_cannot_be_continued(tmp_path: Path) -> None:
    with pytest.raises(ResumeError, match="only a run from files"):
        clean_files(["-"], output=tmp_path / "out.txt", cleaner=CLEANER, options=FileOptions(resume=True))


def test_the_time_in_which_a_run_can_be_interrupted_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    options = FileOptions(resume=True)
    plan = plan_files([path], output=tmp_path / "out.jsonl", options=options)
    for _ in range(2):  # where there is nothing to continue, a run begins anew
        run_plan(plan, cleaner=CLEANER, options=options, pace=SMALL)
        assert {each.name for each in tmp_path.iterdir()} == {"a.jsonl", "out.jsonl"}


def test_progress_grows_to_the_size_of_the_files(tmp_path: Path) -> None:
    told: list[Progress] = []
    for name in ("a.jsonl.gz", "b.jsonl"):
        (tmp_path / name).write_bytes(pack(name, b"".join(LINES)))
    paths = [tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"]
    options = FileOptions()
    plan = plan_files(paths, output=tmp_path / "out.jsonl", options=options)
    run_plan(plan, cleaner=CLEANER, options=options, pace=SMALL, on_progress=told.append)
    read = [each.n_read for each in told]
    assert read == sorted(read)
    assert read[-1] == told[0].n_total == sum(path.stat().st_size for path in paths)
    assert told[-1].n_articles == 2 * len(LINES)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
def test_a_packed_file_that_was_cut_off_is_an_error_after_what_is_sound(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(pack(name, LINES[0]) + pack(name, b"".join(LINES[1:]))[:-9])
    options = FileOptions()
    plan = plan_files([path], output=tmp_path / "out.jsonl", options=options)
    with pytest.raises(RecordError, match=f"{name}: damaged "):
        run_plan(plan, cleaner=CLEANER, options=options, pace=Pace(10, 10))
    assert json.loads(plan.part_path.read_bytes().splitlines()[0]) == {"text": CLEANER.clean(f"0. {TEXT}")}


def test_a_file_packed_with_the_largest_window_is_read(tmp_path: Path) -> None:
    zstd = load_zstd()
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 31})
    packed = packer.compress(b"".join(LINES)) + packer.flush()
    (tmp_path / "a.jsonl.zst").write_bytes(packed)
    summary = clean_files([tmp_path / "a.jsonl.zst"], output=tmp_path / "out.jsonl", cleaner=CLEANER)
    assert summary.tally.n_articles == len(LINES)


@pytest.mark.parametrize("wrong", [{"cleaner": "balanced"}, {"options": {"jobs": 2}}])
def test_what_is_of_another_type_is_named(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=f"{next(iter(wrong))} must be"):
        clean_files([tmp_path / "a.jsonl"], output=tmp_path / "out.jsonl", **wrong)


def test_a_full_disk_leaves_what_was_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    options = FileOptions()
    plan = plan_files([path], output=tmp_path / "out.jsonl", options=options)
    write, n_written = Run._write, 0

    def write_until_full(run: Run, done: object) -> None:
        nonlocal n_written
        n_written += 1
        if n_written > 9:
            raise OSError(28, "No space left on device")
        write(run, done)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "_write", write_until_full)
    with pytest.raises(OSError, match="No space left"):
        run_plan(plan, cleaner=CLEANER, options=options, pace=SMALL)
    assert plan.resume_path
    assert plan.part_path.stat().st_size == json.loads(plan.resume_path.read_bytes())["mark"] > 0


@pytest.mark.parametrize(("n_sound", "name"), [(0, "out.jsonl.resume.new"), (1, "out.jsonl.part")])
def test_a_full_disk_is_told_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_sound: int, name: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    sound = iter(range(n_sound))

    def full(_: int) -> None:
        if next(sound, None) is None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as met:
        clean_files([path], output=tmp_path / "out.jsonl", cleaner=CLEANER)
    assert met.value.filename == str(tmp_path / name)


@pytest.mark.parametrize("is_folder", [False, True])
def test_two_runs_do_not_write_to_one_output_at_a_time(tmp_path: Path, is_folder: bool) -> None:
    path, output = tmp_path / "a.jsonl", tmp_path / ("out" if is_folder else "out.jsonl")
    path.write_bytes(b"".join(LINES))
    options = FileOptions(resume=True)
    plan = plan_files([path], output=f"{output}/" if is_folder else output, options=options)

    def begin_another(_: Progress) -> None:
        with pytest.raises(ResumeError, match=r"another run writes to .*out.* now"):
            run_plan(plan, cleaner=CLEANER, options=options)
        met.append(True)

    met: list[bool] = []
    run_plan(plan, cleaner=CLEANER, options=options, on_progress=begin_another, pace=SMALL)
    assert met
    assert not list(tmp_path.rglob("*.lock"))
    written = output / "a.jsonl" if is_folder else output
    assert len(written.read_bytes().splitlines()) == len(LINES)
