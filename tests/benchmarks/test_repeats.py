from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks import repeats
from benchmarks.repeat_odds import LETTERS, OTHERS, Rows, count_segments, fit_odds
from benchmarks.repeats import COLLECTIONS, score_collections
from benchmarks.sites import collect, learn, site_of
from cleantext import Model
from cleantext.records import LabelledArticle
from tests.cli.conftest import write_json_lines
from tests.test_cleaner_repeats import ARTICLES

LABELS = ("content", "content", "subscription", "content")


def labelled(number: int, split: str = "dev", view: str = "") -> LabelledArticle:
    paragraphs = tuple(zip(LABELS, ARTICLES[number].split("\n\n"), strict=True))
    return LabelledArticle(f"p{number}", paragraphs, "\n\n", "gazette.example", split, view=view)


@pytest.mark.parametrize(
    ("page", "site", "expected"),
    [
        ("wcxb/0001", "www.gazette.example", "gazette.example"),
        ("fundus-tests/Courier_2024_04_28", "", "fundus-tests/Courier"),
        ("fundus-tests/Courier_2025_01_06", "", "fundus-tests/Courier"),
        ("parser-fixtures/www.gazette.example.html", "", "parser-fixtures/gazette.example"),
        ("parser-fixtures/gazette.example--night.html", "", "parser-fixtures/gazette.example"),
        ("readability-test-pages/gazette-2", "", "readability-test-pages/gazette"),
        ("goose-tests/test_gazette12.html", "", "goose-tests/gazette"),
        ("trafilatura-eval/gazette.example-boats.html", "", "trafilatura-eval/gazette.example-boats.html"),
    ],
)
def test_a_page_says_its_site(page: str, site: str, expected: str) -> None:
    article = LabelledArticle(page, (("content", "A."),), site=site or page)
    assert site_of(article) == expected


def test_views_of_one_page_alone_are_no_collection() -> None:
    views = [labelled(0, view="one"), labelled(0, view="two")]
    assert collect(views, site_of) == {}
    assert collect([*views, labelled(1)], site_of) == {"gazette.example": [*views, labelled(1)]}


def test_train_articles_are_learnt_from_but_not_scored(tiny_model: Model) -> None:
    without, taught = score_collections(tiny_model, [[labelled(0), labelled(1, "train")]])
    assert without.pages == ("p0",)
    assert without.codes.tolist() == taught.codes.tolist()
    assert taught.score[2] > without.score[2]


def test_every_collection_without_its_file_is_skipped_with_a_line(saved_model: Path, tmp_path: Path) -> None:
    words = ["--model", str(saved_model), "--corpus", str(tmp_path)]
    finished = CliRunner().invoke(repeats.main, words, catch_exceptions=False)
    assert finished.exit_code == 0
    assert finished.output.count("skipped: ") == len(COLLECTIONS)


def test_the_table_has_each_collection_twice(saved_model: Path, tmp_path: Path) -> None:
    record = {"source": "gazette", "split": "dev", "separator": "\n\n"}
    lines = [
        {**record, "page": f"p{n}", "paragraphs": [list(each) for each in labelled(n).paragraphs]}
        for n in range(3)
    ]
    write_json_lines(tmp_path / "clean.jsonl.gz", lines)
    words = ["--model", str(saved_model), "--corpus", str(tmp_path), "--changes"]
    finished = CliRunner().invoke(repeats.main, words, catch_exceptions=False)
    assert finished.exit_code == 0
    assert finished.output.count("clean-dev") == 2
    assert finished.output.count("with repeats") == 1


def test_the_fit_finds_the_odds_that_were_put_in() -> None:
    rng = np.random.default_rng(0)
    said = rng.normal(0, 2, 60_000)
    n_others, n_letters = rng.integers(0, 2, said.size), rng.choice([10, 100], said.size)
    odds = 0.5 * said - 1 + 2.0 * ((n_others == 1) & (n_letters == 100))
    rows = Rows(
        said, rng.random(said.size) < 1 / (1 + np.exp(-odds)), n_others, n_letters, np.ones(said.size)
    )
    fitted, error = fit_odds([rows])
    assert fitted.shape == error.shape == (len(OTHERS) - 1, len(LETTERS) - 1)
    assert fitted[0, 4] == pytest.approx(2, abs=4 * error[0, 4])
    assert fitted[0, 1] == pytest.approx(0, abs=4 * error[0, 1])
    assert abs(fitted[1:]).max() < 1e-6
    assert count_segments(rows).sum() == (n_others == 1).sum()


def test_a_collection_is_learnt_whole() -> None:
    assert learn(labelled(number) for number in range(3)).n_articles == 3
