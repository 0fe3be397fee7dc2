"""`cleantext clean` interrupted in mid-run, and continued."""

import gzip
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleantext import Cleaner
from tests.cli.conftest import ARTICLE, COMMAND, Run, write_json_lines

N_RECORDS = 40_000

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return JSON lines that take a while, some of them broken."""
    path = tmp_path_factory.mktemp("long") / "news.jsonl.gz"
    records = [{"id": number, "text": f"{number}. {ARTICLE}"} for number in range(N_RECORDS)]
    return write_json_lines(path, [*records[:9], "broken", *records[9:], ["broken"]])


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """Let what is started here be interrupted: what a shell runs in its background ignores that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_was_ended_goes_on_and_equals_one_that_was_not(
    run: Run, news: Path, tmp_path: Path, model_dir: Path, sent: signal.Signals, jobs: int
) -> None:
    output = tmp_path / "out.jsonl.gz"
    words = ["clean", str(news), "--model", str(model_dir), "--threshold", "0.9", "--jobs", str(jobs)]
    words += ["-o", str(output)]
    left = end_in_mid_run([COMMAND, *words], output, sent)
    assert not output.exists()
    part, resume = (output.with_name(output.name + ending) for ending in (".part", ".resume"))
    mark = json.loads(resume.read_bytes())["mark"]
    n_done = gzip.decompress(part.read_bytes()[:mark]).count(b"\n")
    assert 0 < n_done < N_RECORDS
    if sent == signal.SIGINT:
        assert part.stat().st_size == mark
        assert left == (
            f"Interrupted. What was cleaned until then is in {part}; "
            "the same command with --resume goes on.\n"
        )
    refused = run(*words)
    assert refused.returncode == 1
    assert f"{resume} is there: a run was interrupted" in refused.stderr.decode()
    finished = run(*words, "--resume")
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.startswith(f"2 records could not be read: see {output}.rejects.jsonl\n".encode())
    assert f"\n{N_RECORDS:,} articles: " in finished.stderr.decode()
    assert {path.name for path in tmp_path.iterdir()} == {output.name, f"{output.name}.rejects.jsonl"}
    rejects = (tmp_path / f"{output.name}.rejects.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["line"] for line in rejects] == [10, N_RECORDS + 2]
    found = [json.loads(line) for line in gzip.decompress(output.read_bytes()).splitlines()]
    assert [record["id"] for record in found] == list(range(N_RECORDS))
    clean = Cleaner(model_dir, mode=0.9).clean
    assert all(record["text"] == clean(f"{record['id']}. {ARTICLE}") for record in found[:: N_RECORDS // 50])


def end_in_mid_run(words: list[object], output: Path, sent: signal.Signals) -> str:
    """Start a command, end it once it has noted something, and return what it said last."""
    resume = output.with_name(output.name + ".resume")
    with subprocess.Popen(
        list(map(str, words)), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        while running.poll() is None:
            try:
                if json.loads(resume.read_bytes())["mark"]:
                    break
            except FileNotFoundError:
                pass
        assert running.poll() is None, "it was over before it could be interrupted: make the input longer"
        if sent == signal.SIGINT:
            os.killpg(running.pid, sent)  # as a terminal does it: workers get it, too
        else:
            running.kill()
        assert running.stderr
        said = running.stderr.read()  # ends once the workers have ended, too
    assert running.returncode == (130 if sent == signal.SIGINT else -sent)
    return said
