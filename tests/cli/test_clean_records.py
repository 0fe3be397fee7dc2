"""`cleantext clean` on JSON lines."""

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleantext import Analysis
from tests.cli.conftest import ARTICLE, COMMAND, Run, read_json_lines, write_json_lines

Analyze = Callable[[str], Analysis]


def test_the_field_is_cleaned_and_all_others_are_kept(
    run: Run, tmp_path: Path, judging: tuple[object, ...], analyze: Analyze
) -> None:
    record = {"id": 7, "text": ARTICLE, "meta": {"höhe": [1.5, None, True]}, "empty": ""}
    path = write_json_lines(tmp_path / "news.jsonl", [record, {"text": ""}])
    assert read_json_lines(run("clean", path, *judging).stdout) == [
        record | {"text": analyze(ARTICLE).clean_text},
        {"text": ""},
    ]


def test_the_article_may_stand_in_another_field(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    line = json.dumps({"body": ARTICLE, "text": ARTICLE}).encode()
    finished = run("clean", "--jsonl", "--field", "body", *judging, stdin=line)
    assert read_json_lines(finished.stdout) == [{"body": analyze(ARTICLE).clean_text, "text": ARTICLE}]


def test_a_line_with_nothing_to_cut_comes_through_byte_for_byte(run: Run, model_dir: Path) -> None:
    lines = b'{"text" : "caf\\u00e9", "n": 1.500}\r\n\n{"text":"Two.\\r\\n","n":1e400}'
    finished = run("clean", "--jsonl", "--model", model_dir, "--threshold", 1, stdin=lines)
    assert finished.stdout == lines.replace(b"\n\n", b"\n")


def test_a_changed_line_keeps_its_line_break_and_its_letters(run: Run, model_dir: Path) -> None:
    lines = '{"text": "One.", "a": "é\u2028"}\r\n{"text": "Two.", "a": "\\ud800"}'.encode()
    finished = run("clean", "--jsonl", "--model", model_dir, "--threshold", 0, stdin=lines)
    assert finished.stdout == '{"text": "", "a": "é\u2028"}\r\n{"text": "", "a": "\\ud800"}'.encode()


def test_a_changed_line_keeps_its_other_fields_to_the_letter(run: Run, model_dir: Path) -> None:
    line = b'{"p":19.90,"n":{"text":1},"text" : "One.","e":1e400,"d":1,"d":2, "f":52.123456789012345678 }\n'
    finished = run("clean", "--jsonl", "--model", model_dir, "--threshold", 0, stdin=line)
    assert finished.stdout == line.replace(b"One.", b"")


def test_an_annotated_line_keeps_its_fields_to_the_letter(run: Run, model_dir: Path) -> None:
    finished = run("clean", "--jsonl", "--annotate", "--model", model_dir, stdin=b'{"text":"", "p":19.90 }\n')
    assert finished.stdout == b'{"text":"", "p":19.90, "segments": [] }\n'


@pytest.mark.parametrize("threshold", [0, 1])
def test_byte_order_marks_do_not_come_through(
    run: Run, tmp_path: Path, model_dir: Path, threshold: int
) -> None:
    line, mark = b'{"text": "One."}\n', b"\xef\xbb\xbf"
    for name, content in (("a.jsonl", mark + line * 2), ("b.jsonl", mark + line), ("c.jsonl", mark)):
        (tmp_path / name).write_bytes(content)
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    finished = run("clean", *paths, "--model", model_dir, "--threshold", threshold)
    assert finished.stdout == (line if threshold else b'{"text": ""}\n') * 3


def test_files_without_a_last_line_break_do_not_run_into_each_other(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"text": "One."}')
    finished = run(
        "clean", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--model", model_dir, "--threshold", 1
    )
    assert finished.stdout == b'{"text": "One."}\n{"text": "One."}'


def test_annotating_adds_every_segment_and_cuts_nothing(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    line = json.dumps({"text": ARTICLE, "id": 1}).encode() + b"\n"
    (record,) = read_json_lines(run("clean", "--jsonl", "--annotate", *judging, stdin=line).stdout)
    assert record == {
        "text": ARTICLE,
        "id": 1,
        "segments": [
            {
                "start": segment.start,
                "end": segment.end,
                "label": segment.label,
                "score": round(segment.score, 6),
                "is_removed": segment.is_removed,
            }
            for segment in analyze(ARTICLE).segments
        ],
    }


def test_annotating_with_reasons_adds_them_to_every_segment(
    run: Run, judging: tuple[object, ...], analyze: Callable[..., Analysis]
) -> None:
    line = json.dumps({"text": ARTICLE}).encode()
    (record,) = read_json_lines(
        run("clean", "--jsonl", "--annotate", "--explain", *judging, stdin=line).stdout
    )
    expected = [
        [{"what": reason.what, "weight": round(reason.weight, 6)} for reason in segment.reasons]
        for segment in analyze(ARTICLE, explain=True).segments
    ]
    assert all(expected)
    assert [segment["reasons"] for segment in record["segments"]] == expected  # type: ignore[attr-defined]


def test_reasons_without_annotations_are_a_usage_error(run: Run) -> None:
    finished = run("clean", "--jsonl", "--explain", stdin=b"")
    assert finished.returncode == 2
    assert b"explain goes with annotate" in finished.stderr


def test_packed_files_are_read_and_written_by_their_name(
    run: Run, tmp_path: Path, judging: tuple[object, ...], analyze: Analyze
) -> None:
    path = write_json_lines(tmp_path / "news.jsonl.gz", [{"text": ARTICLE}])
    outputs = [tmp_path / "one.jsonl.gz", tmp_path / "two.jsonl.gz"]
    for output in outputs:
        assert run("clean", path, *judging, "-o", output).returncode == 0
    expected = [{"text": analyze(ARTICLE).clean_text}]
    assert read_json_lines(gzip.decompress(outputs[0].read_bytes())) == expected
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"text": "One."', "not JSON: Expecting ',' delimiter"),
        (b'["text"]', "not a JSON object but an array"),
        (b'{"title": "One.", "body": ""}', "no field 'text'; the fields are 'title', 'body'"),
        (b'{"text": null}', "field 'text' must be a string, not null"),
        (b'{"text": "caf\xe9"}', "not UTF-8 (byte 0xe9)"),
        (b'{"text": "One.", "segments": []}', "there is a field 'segments' already"),
        (b"[" * 100_000, "not JSON: "),
    ],
)
def test_a_line_that_cannot_be_read_is_named_after_the_others_are_written(
    run: Run, tmp_path: Path, model_dir: Path, line: bytes, complaint: str
) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"text": "One."}\n\n' + line + b'\n{"text": "Never reached."}\n')
    finished = run("clean", path, "--annotate", "--model", model_dir)
    assert finished.returncode == 1
    assert f"Error: {path}, line 3: {complaint}" in finished.stderr.decode()
    assert finished.stderr.count(b"\n") == 1
    assert [record["text"] for record in read_json_lines(finished.stdout)] == ["One."]


def test_a_damaged_packed_file_is_named(run: Run, tmp_path: Path, model_dir: Path) -> None:
    path = write_json_lines(tmp_path / "news.jsonl.gz", [{"text": ARTICLE}])
    path.write_bytes(path.read_bytes()[:-20])
    finished = run("clean", path, "--model", model_dir)
    assert finished.returncode == 1
    assert f"Error: {path}: damaged gzip file" in finished.stderr.decode()


def test_of_several_files_a_damaged_one_is_named_and_the_others_are_cleaned(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    for name in ("1", "2", "3"):
        write_json_lines(tmp_path / f"{name}.jsonl.gz", [{"text": ARTICLE}])
    damaged, output = tmp_path / "2.jsonl.gz", tmp_path / "out"
    damaged.write_bytes(damaged.read_bytes()[:-20])
    for words in ([], ["--quiet", "--resume"]):
        finished = run(
            "clean", *sorted(tmp_path.glob("*.gz")), "--model", model_dir, "-o", f"{output}/", *words
        )
        assert finished.returncode == 1
        *_, last = finished.stderr.decode().splitlines()
        assert last.startswith(f"Error: {damaged}, line 1: damaged gzip file: ")
        assert last.endswith("; nothing of it was kept")
        assert b"--resume" not in finished.stderr
        assert {path.name for path in output.iterdir()} == {
            "1.jsonl.gz", "3.jsonl.gz", "cleantext.rejects.jsonl",
        }  # fmt: skip


def test_after_damage_to_its_only_file_a_run_does_not_promise_to_go_on(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    path, output = tmp_path / "news.jsonl", tmp_path / "out.jsonl"
    texts = (f"{number}. {os.urandom(99).hex()}" for number in range(40_000))
    write_json_lines(path, ({"text": text} for text in texts))
    packed = tmp_path / "news.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes(), 1)[:-9])
    finished = run("clean", packed, "--model", model_dir, "--threshold", 1, "-o", output)
    assert finished.returncode == 1
    said = finished.stderr.decode().splitlines()
    assert said[0].startswith(f"Error: {packed}: damaged gzip file: ")
    assert said[1:] == [f"What was cleaned until then is in {output}.part."]
    assert path.read_bytes().startswith(Path(f"{output}.part").read_bytes())
    packed.write_bytes(gzip.compress(path.read_bytes(), 1))
    assert run("clean", packed, "--model", model_dir, "--threshold", 1, "-o", output).returncode == 0
    assert output.read_bytes() == path.read_bytes()


def test_text_and_json_lines_do_not_go_into_one_output(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.jsonl").write_text("")
    assert run("clean", tmp_path / "a.txt", tmp_path / "b.jsonl").returncode == 2


def test_several_workers_write_what_one_writes(run: Run, tmp_path: Path, judging: tuple[object, ...]) -> None:
    records = [{"id": number, "text": f"{number}. {ARTICLE}"} for number in range(600)]
    path = write_json_lines(tmp_path / "news.jsonl", records)
    alone, shared = (run("clean", path, *judging, "--jobs", jobs) for jobs in (1, 2))
    assert shared.returncode == 0
    assert shared.stdout == alone.stdout
    assert shared.stderr == alone.stderr


def test_articles_come_out_of_an_input_that_never_ends(model_dir: Path) -> None:
    line = json.dumps({"text": ARTICLE}).encode() + b"\n"
    with (
        subprocess.Popen(["yes", line.decode().rstrip()], stdout=subprocess.PIPE) as endless,
        subprocess.Popen(
            [COMMAND, "clean", "--jsonl", "--model", model_dir, "--threshold", "1"],
            stdin=endless.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as running,
    ):  # fmt: skip
        assert endless.stdout
        assert running.stdout
        assert running.stderr
        endless.stdout.close()
        assert running.stdout.readline() == line
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait() == 1
