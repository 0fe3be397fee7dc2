"""Parquet in, Parquet out: other columns, row groups, parts, and what cannot be read."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Cleaner, RecordError
from cleantext.stream import parquet
from cleantext.stream.files import FileOptions, clean_files, plan_files, run_plan
from cleantext.stream.processing import segments_as_json
from cleantext.stream.progress import Pace
from cleantext.stream.tables import ROWS_AT_ONCE, as_stream, read_rows
from tests.strategies import article_texts
from tests.stream.scenes import (
    CLEANER_MODEL,
    WHOLE,
    CrashError,
    crashing_after,
    paces,
    read_table,
    write_table,
)

CLEANER = Cleaner(CLEANER_MODEL, mode=0.5)
tables = st.lists(st.none() | article_texts, min_size=1, max_size=9).map(lambda texts: ["A goat.", *texts])


def run_tables(folder: Path, pace: Pace, *, resume: bool = False) -> list[dict[str, object]]:
    options = FileOptions(resume=resume)
    plan = plan_files(
        [folder / "a.parquet", folder / "b.parquet"], output=folder / "out.parquet", options=options
    )
    run_plan(plan, cleaner=CLEANER, options=options, pace=pace)
    assert {path.name for path in folder.iterdir()} <= {
        "a.parquet", "b.parquet", "out.parquet", "out.parquet.rejects.jsonl",
    }  # fmt: skip
    return read_table(folder / "out.parquet")


@given(tables, tables, paces, st.integers(0, 25))
def test_a_run_that_crashes_anywhere_and_goes_on_keeps_every_row_once(
    first: list[str | None], second: list[str | None], pace: Pace, n_steps: int
) -> None:
    expected = [
        {"id": index, "text": CLEANER.clean(text)}
        for texts in (first, second)
        for index, text in enumerate(texts)
        if text is not None
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_table(folder / "a.parquet", first)
        write_table(folder / "b.parquet", second, row_group_size=2)
        try:
            with crashing_after(n_steps, is_killed=True):
                found = run_tables(folder, pace)
        except CrashError:
            found = run_tables(folder, WHOLE, resume=True)
        assert found == expected


def test_columns_types_and_compression_are_kept(tmp_path: Path) -> None:
    table = pyarrow.table(
        {
            "n": pyarrow.array([1, None], pyarrow.int32()),
            "body": pyarrow.array(["A ferry.\n\nShare", "A goat."]).dictionary_encode(),
            "tags": [["a"], []],
        },
        metadata={"made by": "hand"},
    )
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet", compression="gzip")
    clean_files(
        [tmp_path / "in.parquet"],
        output=tmp_path / "out.parquet",
        cleaner=Cleaner(CLEANER_MODEL, mode=0),
        options=FileOptions(field="body"),
    )
    with pyarrow.parquet.ParquetFile(tmp_path / "out.parquet") as written:
        assert written.read().schema.equals(table.schema)
        assert written.schema_arrow.metadata[b"made by"] == b"hand"
        assert written.metadata.row_group(0).column(0).compression == "GZIP"
        assert written.read().to_pylist() == [
            {"n": 1, "body": "", "tags": ["a"]}, {"n": None, "body": "", "tags": []},
        ]  # fmt: skip


def test_annotating_adds_a_column_of_segments(tmp_path: Path) -> None:
    texts = ["A ferry.\n\nShare", "A goat."]
    write_table(tmp_path / "in.parquet", list(texts))
    clean_files(
        [tmp_path / "in.parquet"],
        output=tmp_path / "out.parquet",
        cleaner=CLEANER,
        options=FileOptions(annotate=True),
    )
    assert [row["segments"] for row in read_table(tmp_path / "out.parquet")] == [
        segments_as_json(CLEANER.analyze(text)) for text in texts
    ]


@pytest.mark.parametrize("n_rows", [0, 1])
def test_a_table_of_hardly_anything_stays_a_table(tmp_path: Path, n_rows: int) -> None:
    write_table(tmp_path / "in.parquet", ["A goat."][:n_rows])
    summary = clean_files([tmp_path / "in.parquet"], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert summary.tally.n_articles == len(read_table(tmp_path / "out.parquet")) == n_rows


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ({"body": ["One."]}, "no column 'text'; the columns are 'body'"),
        ({"text": [b"caf\xe9"]}, "not UTF-8 (byte 0xe9)"),
        ({"text": [[1]]}, "column 'text' must hold strings, not list"),
        ({"text": [1]}, "column 'text' must hold strings, not int64"),
        ({"text": [True]}, "column 'text' must hold strings, not bool"),
        ({"text": pyarrow.array([None], pyarrow.string())}, "column 'text' must hold a string, not null"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_row(
    tmp_path: Path, column: dict[str, list[object]], why: str
) -> None:
    path = tmp_path / "in.parquet"
    pyarrow.parquet.write_table(pyarrow.table(column), path)
    with pytest.raises(RecordError) as raised:
        clean_files([path], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert str(raised.value).startswith(f"{path}, row 1: {why}")
    assert list(tmp_path.iterdir()) == [path]


def test_a_column_that_occurs_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    columns = [pyarrow.array(["One."]), pyarrow.array(["Two."])]
    pyarrow.parquet.write_table(pyarrow.table(columns, names=["text", "text"]), path)
    with pytest.raises(RecordError, match="row 1: there are 2 columns 'text'; rename or drop the others"):
        clean_files([path], output=tmp_path / "out.parquet", cleaner=CLEANER)


def test_other_columns_may_occur_twice(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    table = pyarrow.table([pyarrow.array(["A goat."]), *[pyarrow.array([1])] * 2], names=["text", "n", "n"])
    pyarrow.parquet.write_table(table, path)
    clean_files([path], output=tmp_path / "out.parquet", cleaner=CLEANER)
    with pyarrow.parquet.ParquetFile(tmp_path / "out.parquet") as written:
        assert written.read().column_names == ["text", "n", "n"]


def test_dates_of_any_year_stay_what_they_are(tmp_path: Path) -> None:
    path, dates = tmp_path / "a.parquet", [datetime(9999, 12, 31), datetime(1, 1, 1)]
    table = pyarrow.table(
        {"text": ["A goat.", "A ferry."], "when": pyarrow.array(dates, pyarrow.timestamp("us"))}
    )
    pyarrow.parquet.write_table(table, path, use_deprecated_int96_timestamps=True, store_schema=False)
    clean_files([path], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert [row["when"] for row in read_table(tmp_path / "out.parquet")] == dates


def test_a_name_need_not_be_utf8(tmp_path: Path) -> None:
    name = "b\udce9.parquet"
    write_table(tmp_path / "in.parquet", ["A goat.", None])
    try:
        (tmp_path / "in.parquet").rename(tmp_path / name)
    except (OSError, UnicodeEncodeError):
        pytest.skip("no such name can be given here")
    clean_files([tmp_path / name], output=f"{tmp_path / 'out'}/", cleaner=CLEANER)
    (tmp_path / "out" / name).rename(tmp_path / "out.parquet")
    assert read_table(tmp_path / "out.parquet") == [{"id": 0, "text": CLEANER.clean("A goat.")}]


def test_a_batch_is_no_larger_for_a_value_that_the_file_holds_once(tmp_path: Path) -> None:
    n_rows, template = 1000, "x" * 10_000
    table = pyarrow.table({"text": ["A goat."] * n_rows, "template": [template] * n_rows})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    assert (tmp_path / "in.parquet").stat().st_size < 100_000
    n_bytes = 100_000
    batches = list(read_rows(tmp_path / "in.parquet", 0, n_bytes))
    assert [n_before for n_before, *_ in batches] == list(range(0, n_rows, batches[0][1]))
    assert max(len(content) for _, _, content, _ in batches) < n_bytes + ROWS_AT_ONCE * 2 * len(template)


def test_a_file_that_is_not_parquet_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(RecordError, match=r"in\.parquet: not a sound Parquet file"):
        clean_files([tmp_path / "in.parquet"], output=tmp_path / "out.parquet", cleaner=CLEANER)


def test_tables_with_different_columns_do_not_go_into_one(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", ["One."])
    pyarrow.parquet.write_table(pyarrow.table({"text": ["Two."]}), tmp_path / "b.parquet")
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    with pytest.raises(ValueError, match=r"a\.parquet and .*b\.parquet have different columns .*text string"):
        clean_files(paths, output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert sorted(tmp_path.iterdir()) == paths
    clean_files(paths, output=f"{tmp_path}/out/", cleaner=CLEANER)
    assert len(read_table(tmp_path / "out" / "b.parquet")) == 1
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(RecordError, match=r"all other files were cleaned, but .*broken\.parquet"):
        clean_files([tmp_path / "broken.parquet", paths[0]], output=tmp_path / "out.parquet", cleaner=CLEANER)


def test_a_row_that_cannot_be_read_may_stand_beside_any_type(tmp_path: Path) -> None:
    column = pyarrow.array(["a", "b", "c"], pyarrow.string_view())
    table = pyarrow.table({"url": column, "text": ["A ferry.", None, "A goat."]})
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    clean_files([tmp_path / "in.parquet"], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert [row["url"] for row in read_table(tmp_path / "out.parquet")] == ["a", "c"]


def test_an_interruption_after_the_parts_were_joined_is_no_error_of_its_own(tmp_path: Path) -> None:
    like = write_table(tmp_path / "in.parquet", ["A ferry."])
    output = parquet.ParquetOutput(tmp_path / "out.parquet", 0, like)
    output.add(as_stream(pyarrow.table({"text": ["A ferry."]})))
    output.finish()
    output.go_back(0)
    assert read_table(tmp_path / "out.parquet") == [{"text": "A ferry."}]


def test_what_is_not_compressed_stays_so_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"text": ["A ferry."]}), path, compression="none")
    path.chmod(0o600)
    clean_files([path], output=path, cleaner=CLEANER)
    assert path.stat().st_mode & 0o777 == 0o600
    with pyarrow.parquet.ParquetFile(path) as written:
        assert written.metadata.row_group(0).column(0).compression == "UNCOMPRESSED"


def test_what_others_put_into_a_folder_of_parts_stays(tmp_path: Path) -> None:
    write_table(tmp_path / "a.parquet", ["A ferry."])
    folder = tmp_path / "out.parquet.part"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    clean_files([tmp_path / "a.parquet"], output=tmp_path / "out.parquet", cleaner=CLEANER)
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]
