"""`cleantext clean` on text: what comes out, where, and in one piece."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleantext import Analysis
from tests.cli.conftest import ARTICLE, COMMAND, Run, read_json_lines

Analyze = Callable[[str], Analysis]
UNUSUAL = (
    "A headline.\r\n\r\nWindows wrote this.\r\nOld Macs wrote this.\rUnix wrote this.\n"
    "\u2028Typesetters\u2029wrote\u0085this.\x0cA new page.\x0b\ufeffAnd no line break at the end."
)


def test_the_article_from_standard_input_comes_out_as_python_cleans_it(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    expected = analyze(ARTICLE).clean_text
    assert 0 < len(expected) < len(ARTICLE)
    assert run("clean", *judging, stdin=ARTICLE.encode()).stdout.decode() == expected
    assert run("clean", "-", *judging, stdin=ARTICLE.encode()).stdout.decode() == expected


@pytest.mark.parametrize(
    "text", [UNUSUAL, "", " \n\n", "No line break", "\ufeffA mark first.\n\nThen text.\n"]
)
def test_what_stays_comes_through_byte_for_byte(run: Run, tmp_path: Path, model_dir: Path, text: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(text.encode())
    kept = ("--model", model_dir, "--threshold", 1)
    assert run("clean", path, *kept).stdout == text.encode()
    assert run("clean", *kept, stdin=text.encode()).stdout == text.encode()
    assert run("clean", path, *kept, "-o", tmp_path / "cleaned.txt").stdout == b""
    assert (tmp_path / "cleaned.txt").read_bytes() == text.encode()


def test_unusual_line_breaks_are_cut_as_python_cuts_them(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    assert run("clean", *judging, stdin=UNUSUAL.encode()).stdout == analyze(UNUSUAL).clean_text.encode()


def test_several_articles_are_joined_with_an_empty_line_between(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    texts = ["One.", "Two.\n", "", "Three.\n\n", "Four.\r\n\r\n", "Five."]
    paths = [tmp_path / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    finished = run("clean", *paths, "--model", model_dir, "--threshold", 1)
    assert finished.stdout == b"One.\n\nTwo.\n\nThree.\n\nFour.\r\n\r\nFive."


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_takes_every_file_under_its_own_name(
    run: Run, tmp_path: Path, judging: tuple[object, ...], analyze: Analyze, is_there: bool
) -> None:
    texts = {"one.txt": ARTICLE, "two.txt": "Another article.\n", "none.jsonl": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    folder = tmp_path / "cleaned"
    if is_there:
        folder.mkdir()
    target = folder if is_there else f"{folder}/"
    assert run("clean", *(tmp_path / name for name in texts), *judging, "-o", target).returncode == 0
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        name: analyze(text).clean_text for name, text in texts.items()
    }


def test_a_text_that_cannot_be_read_is_named_while_the_others_are_cleaned(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    sound, broken, folder = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "out"
    sound.write_bytes(b"Sound.")
    broken.write_bytes(b"Line one.\nLatin-1: caf\xe9.\n")
    folder.mkdir()
    (folder / "b.txt").write_bytes(b"before")  # of an earlier run: it must not look as if it were of this one
    finished = run("clean", broken, sound, "-o", folder, "--model", model_dir, "--threshold", 1)
    assert finished.returncode == 0
    assert f"1 record could not be read: see {folder / 'cleantext.rejects.jsonl'}" in finished.stderr.decode()
    (reject,) = read_json_lines((folder / "cleantext.rejects.jsonl").read_bytes())
    assert (reject["file"], reject["line"]) == (str(broken), 2)
    assert str(reject["reason"]).startswith("not UTF-8 (byte 0xe9)")
    assert (folder / "a.txt").read_bytes() == b"Sound."
    assert not (folder / "b.txt").exists()
    assert (folder / "b.txt.old").read_bytes() == b"before"


def test_an_error_leaves_the_output_as_it_was(run: Run, tmp_path: Path, model_dir: Path) -> None:
    broken, output = tmp_path / "a.txt", tmp_path / "out.txt"
    broken.write_bytes(b"Line one.\nLatin-1: caf\xe9.\n")
    output.write_bytes(b"before")
    finished = run("clean", broken, "-o", output, "--model", model_dir)
    assert finished.returncode == 1
    assert finished.stderr.decode().startswith(f"Error: {broken}, line 2: not UTF-8 (byte 0xe9)")
    assert output.read_bytes() == b"before"
    assert set(tmp_path.iterdir()) == {broken, output}


def test_a_file_can_be_cleaned_in_place(
    run: Run, tmp_path: Path, judging: tuple[object, ...], analyze: Analyze
) -> None:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    path.chmod(0o640)
    assert run("clean", path, *judging, "-o", path).returncode == 0
    assert path.read_text() == analyze(ARTICLE).clean_text
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_given_as_output_is_written_to_and_not_replaced(
    run: Run, tmp_path: Path, model_dir: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        run("clean", "-o", pipe, "--model", model_dir, "--threshold", 1, stdin=b"One.")
        assert reader.communicate()[0] == b"One."
    assert pipe.is_fifo()


def test_files_of_other_kinds_in_a_folder_are_counted(run: Run, tmp_path: Path, model_dir: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name in ("a.txt", "b.md", "c.json", ".hidden", "cleantext.rejects.jsonl", "cleantext.resume"):
        (source / name).write_text("One.")
    words = ("clean", source, "-o", tmp_path / "out", "--model", model_dir)
    assert run(*words).stderr.decode().startswith("2 files of other kinds passed over\n1 article: ")
    assert run(*words, "--quiet").stderr == b""


def test_the_summary_says_what_went_and_quiet_leaves_it_out(
    run: Run, judging: tuple[object, ...], analyze: Analyze
) -> None:
    gone = [segment for segment in analyze(ARTICLE).segments if segment.is_removed]
    said = run("clean", *judging, stdin=ARTICLE.encode()).stderr.decode()
    assert said.startswith(f"1 article: {len(gone)} of 5 paragraphs removed (")
    assert all(segment.label in said for segment in gone)
    assert run("clean", *judging, "--quiet", stdin=ARTICLE.encode()).stderr == b""


def test_an_article_that_loses_most_of_its_text_is_counted_and_named_where_that_is_asked_for(
    run: Run, model_dir: Path
) -> None:
    text = "Stays. " * 40 + "\n\n" + "Goes. " * 70
    command = ("clean", "--model", model_dir, "--always-keep", "^Stays", "--always-remove", "^Goes")
    warning = "Warning: standard input: 60% of the text would go: is it an article?\n"
    count = "1 article lost so much that a person should look"
    said = run(*command, stdin=text.encode()).stderr.decode()
    assert said.endswith(f"{count}: --warn names them\n")
    assert "Warning" not in said
    said = run(*command, "--warn", stdin=text.encode()).stderr.decode()
    assert said.startswith(warning)
    assert said.endswith(f"{count}\n")
    assert run(*command, "--warn", "--quiet", stdin=text.encode()).stderr.decode() == warning


@pytest.mark.parametrize(
    "text",
    [
        '{"text": "One."}\n{"text": "Two."}\n',
        '\ufeff{"text": "One."}\n{"text": "Two."}\n',
        '[{"text": "One."}]',
        '{\n "text": "One."\n}\n',
    ],
)
def test_records_are_not_cleaned_as_if_they_were_one_article(run: Run, model_dir: Path, text: str) -> None:
    finished = run("clean", "--model", model_dir, stdin=text.encode())
    assert finished.returncode == 1
    assert b"line 1: JSON instead of an article; of JSON lines, name the file .jsonl" in finished.stderr
    assert finished.stdout == b""


def test_an_article_may_begin_with_a_brace_or_a_bracket(run: Run, model_dir: Path) -> None:
    for text in ("{sic} said the mayor.\n", "[1] A footnote, out of place.\n", '{"a": 1} is an object.\n'):
        finished = run("clean", "--model", model_dir, "--threshold", 1, stdin=text.encode())
        assert finished.stdout == text.encode()


def test_ndjson_is_json_lines_too(run: Run, model_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.ndjson"
    path.write_text('{"text": "One."}\n{"text": "Two."}\n')
    finished = run("clean", path, "--model", model_dir, "--threshold", 1)
    assert finished.stdout == path.read_bytes()


def test_labels_to_keep_stay_in(run: Run, model_dir: Path, analyze: Analyze) -> None:
    everything = ("clean", "--model", model_dir, "--threshold", 0)
    labels = {segment.label for segment in analyze(ARTICLE).segments if segment.is_removed}
    assert run(*everything, stdin=ARTICLE.encode()).stdout.strip() == b""
    kept = run(*everything, *(f"--keep={label}" for label in labels), stdin=ARTICLE.encode())
    assert kept.stdout.strip() != b""


@pytest.mark.parametrize("command", ["clean", "inspect"])
def test_patterns_decide_paragraphs_at_any_threshold(run: Run, model_dir: Path, command: str) -> None:
    rules = ("--always-keep", "^Ferries", "--always-keep", "rights reserved", "--always-remove", "(?i)moira")
    for threshold in (0, 1):
        words = (command, "-", "--model", model_dir, "--threshold", threshold, *rules)
        shown = run(*words, stdin=ARTICLE.encode()).stdout.decode().splitlines()
        kept = [line.removeprefix("- ") for line in shown if not line.startswith("-")]
        stays = {word: any(word in line for line in kept) for word in ("Ferries to", "rights", "Moira")}
        assert stays == {"Ferries to": True, "rights": True, "Moira": False}, threshold


def test_a_mode_that_asks_for_even_odds_removes_what_that_threshold_does(run: Run, model_dir: Path) -> None:
    by_mode = run("clean", "--model", model_dir, "--mode", "thorough", stdin=ARTICLE.encode())
    by_threshold = run("clean", "--model", model_dir, "--threshold", 0.5, stdin=ARTICLE.encode())
    assert by_mode.stdout == by_threshold.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["--mode", "careful", "--threshold", "0.5"],
        ["--mode", "reckless"],
        ["--threshold", "1.5"],
        ["--threshold", "nan"],
        ["--keep", "content"],
        ["--always-keep", "("],
        ["--always-remove", ""],
        ["--jobs", "0"],
        ["--annotate"],
        ["--field", "body"],
        ["no-such-file.txt"],
        ["-", "-"],
        ["-", "-o", "."],
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(run: Run, words: list[str]) -> None:
    finished = run("clean", *words, stdin=b"One.")
    assert finished.returncode == 2
    assert b"Error: " in finished.stderr
    assert finished.stdout == b""


def test_files_that_would_overwrite_each_other_are_a_usage_error(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.txt").write_text("One.")
    finished = run("clean", tmp_path / "a/same.txt", tmp_path / "b/same.txt", "-o", f"{tmp_path}/out/")
    assert finished.returncode == 2
    assert b"same.txt" in finished.stderr
    assert not (tmp_path / "out").exists()


def test_an_output_in_a_folder_that_is_not_there_says_so(run: Run, tmp_path: Path, model_dir: Path) -> None:
    finished = run("clean", "--model", model_dir, "-o", tmp_path / "no" / "file.txt", stdin=b"One.")
    assert finished.returncode == 1
    assert f"there is no folder {tmp_path / 'no'}" in finished.stderr.decode()


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_ends_the_command_quietly(model_dir: Path, unbuffered: str) -> None:
    with subprocess.Popen(
        [COMMAND, "clean", "--model", model_dir, "--threshold", "1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    ) as running:  # fmt: skip
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        running.stdin.write(ARTICLE.encode() * 1000)
        running.stdin.close()
        assert running.stderr.read() == b""
        assert running.wait() == 1


def test_an_output_without_a_name_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    finished = run("clean", path, "-o", "")
    assert finished.returncode == 2
    assert b"The name of the output is empty" in finished.stderr


@pytest.mark.parametrize(
    ("words", "closed", "says"),
    [
        (["-"], 0, b"Standard input is closed; name a file."),
        (["a.txt"], 1, b"Standard output is closed; name a file with -o."),
    ],
)
def test_a_closed_stream_is_named(
    tmp_path: Path, judging: tuple[object, ...], words: list[str], closed: int, says: bytes
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    finished = run_without(closed, tmp_path, "clean", *words, "--rejects", "rejects.jsonl", *judging)
    assert finished.returncode == 2
    assert says in finished.stderr
    assert not (tmp_path / "rejects.jsonl").exists()


def test_nobody_need_hear_what_is_said_on_standard_error(tmp_path: Path, judging: tuple[object, ...]) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    finished = run_without(2, tmp_path, "clean", "a.txt", "-o", "out.txt", *judging)
    assert finished.returncode == 0
    assert (tmp_path / "out.txt").read_text().startswith("The ferry strike")


def test_a_stream_by_its_name_is_added_to_and_not_replaced(
    model_dir: Path, tmp_path: Path, judging: tuple[object, ...]
) -> None:
    path, log = tmp_path / "a.txt", tmp_path / "out.txt"
    path.write_text(ARTICLE)
    log.write_text("before\n")
    with log.open("a") as stream:
        command = [str(word) for word in (COMMAND, "clean", path, "-q", *judging, "-o", "/dev/stdout")]
        subprocess.run(command, stdout=stream, check=True, timeout=300)
    assert log.read_text().startswith("before\nThe ferry strike")


def test_a_file_is_not_read_and_written_to_at_once(tmp_path: Path, judging: tuple[object, ...]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE)
    with path.open("a") as stream:
        command = [str(word) for word in (COMMAND, "clean", path, *judging)]
        finished = subprocess.run(command, check=False, stdout=stream, stderr=subprocess.PIPE, timeout=300)
    assert finished.returncode == 2
    assert b"is standard output too" in finished.stderr
    assert path.read_text() == ARTICLE


def run_without(closed: int, folder: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command with one of its standard streams closed."""
    command = shlex.join(str(word) for word in (COMMAND, *words))
    shell = ["sh", "-c", f"{command} {closed}{'<' if closed == 0 else '>'}&-"]
    return subprocess.run(shell, cwd=folder, check=False, capture_output=True, timeout=300)
