"""Articles of which so much goes that a person should look, told in a run."""

from pathlib import Path

import pytest

from cleantext import Cleaner
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.progress import Pace
from tests.stream.scenes import CLEANER_MODEL, CrashError, crashing_after, write_table

CLEANER = Cleaner(CLEANER_MODEL, always_keep=["^Stays"], always_remove=["^Goes"])
SOUND = "Stays. " * 90 + "\n\n" + "Goes. " * 30
EMPTIED = "Goes. " * 90 + "\n\n" + "Stays. " * 30
WHY = CLEANER.analyze(EMPTIED).warnings
TEXTS = [SOUND, EMPTIED, SOUND, EMPTIED, SOUND]


def write_lines(path: Path) -> Path:
    lines = [f'{{"text": "{text}"}}\n'.replace("\n\n", "\\n\\n") for text in TEXTS]
    path.write_text("no JSON\n" + "".join(lines))
    return path


@pytest.mark.parametrize("annotate", [False, True])
def test_lines_and_rows_are_named_with_the_reason_that_analyze_gives(tmp_path: Path, annotate: bool) -> None:
    assert WHY == ("72% of the text would go: is it an article?",)
    assert not CLEANER.analyze(SOUND).warnings
    lines = write_lines(tmp_path / "a.jsonl")
    table = write_table(tmp_path / "b.parquet", [*TEXTS[:1], None, *TEXTS[1:]])
    told: list[str] = []
    for path in (lines, table):
        summary = clean_files(
            [path], output=tmp_path / f"out{path.suffix}", cleaner=CLEANER,
            options=FileOptions(annotate=annotate), on_warning=told.append,
        )  # fmt: skip
        assert summary.tally.n_warned == 2
    places = (f"{lines}, line 3", f"{lines}, line 5", f"{table}, row 3", f"{table}, row 5")
    assert told == [f"{place}: {WHY[0]}" for place in places]


def test_a_file_that_is_an_article_is_named_itself(tmp_path: Path) -> None:
    for name, text in (("a.txt", SOUND), ("b.txt", EMPTIED)):
        (tmp_path / name).write_text(text)
    told: list[str] = []
    clean_files([tmp_path], output=tmp_path / "out", cleaner=CLEANER, on_warning=told.append)
    assert told == [f"{tmp_path / 'b.txt'}: {WHY[0]}"]


@pytest.mark.parametrize("n_steps", range(2, 16, 2))
def test_a_run_that_crashed_counts_each_once(tmp_path: Path, n_steps: int) -> None:
    path = write_lines(tmp_path / "a.jsonl")
    options = FileOptions(resume=True)
    plan = plan_files([path], output=tmp_path / "out.jsonl", options=options)
    told: list[str] = []

    def run() -> int:
        pace = Pace(1, 400)
        summary = run_plan(plan, cleaner=CLEANER, options=options, on_warning=told.append, pace=pace)
        return summary.tally.n_warned

    with crashing_after(n_steps, is_killed=True), pytest.raises(CrashError):
        run()
    assert run() == 2
    assert {warning.split(":")[0] for warning in told} == {f"{path}, line 3", f"{path}, line 5"}
