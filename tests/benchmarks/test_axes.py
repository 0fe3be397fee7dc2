"""Two axes: looking like an insert, and not fitting the article; and the benchmark that tells them apart.

Shares are pinned below what was measured, which stands beside them.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import axes
from benchmarks.axes import N_LONG, PROMOTIONAL_PATH, Cell, Place
from cleantext import Model
from cleantext.labels import CONTENT
from cleantext.records import read_articles

N_HOSTS = 2


@pytest.fixture(scope="module")
def cells(shipped_model: Model) -> dict[tuple[bool, bool], Cell]:
    promotion, moved, _, content, _, foreign = axes.measure_axes(shipped_model, n_hosts=N_HOSTS, limit=400)
    return {(cell.looks, cell.fits): cell for cell in (promotion, moved, content, foreign)}


@pytest.fixture(scope="module")
def threshold(shipped_model: Model) -> float:
    return shipped_model.threshold("balanced")


def scores(cell: Cell) -> NDArray[np.float64]:
    return np.array([verdict.score for verdict in cell.verdicts])


def test_promotion_scores_higher_where_it_does_not_fit(cells: dict[tuple[bool, bool], Cell]) -> None:
    at_home = np.repeat(scores(cells[True, True]), N_HOSTS)
    elsewhere = scores(cells[True, False])
    assert (elsewhere > at_home).mean() >= 0.7  # measured: .92


def test_content_scores_higher_where_it_does_not_fit(cells: dict[tuple[bool, bool], Cell]) -> None:
    assert (scores(cells[False, False]) > scores(cells[False, True])).mean() >= 0.8  # measured: .87


@pytest.mark.parametrize("fits", [True, False])
def test_of_what_fits_alike_promotion_scores_higher(cells: dict[tuple[bool, bool], Cell], fits: bool) -> None:
    promotion, content = scores(cells[True, fits]), scores(cells[False, fits])
    assert (
        promotion[:, None] > content
    ).mean() >= 0.75  # measured: .88 where both fit, .84 where neither does


def test_neither_axis_alone_removes_what_both_do(
    cells: dict[tuple[bool, bool], Cell], threshold: float
) -> None:
    removed = {axis: (scores(cell) >= threshold).mean() for axis, cell in cells.items()}
    assert removed[True, False] >= 0.45  # measured: .55
    assert removed[True, True] <= 0.2  # measured: .03
    assert removed[False, False] <= 0.15  # measured: .08
    assert removed[False, True] <= 0.03  # measured: .00


def test_the_model_names_the_axis_that_changed(cells: dict[tuple[bool, bool], Cell]) -> None:
    for looks in (True, False):
        at_home, elsewhere = (
            {
                kind: np.median([v.weights[kind] for v in cells[looks, fits].verdicts])
                for kind in ("wording", "fit")
            }
            for fits in (True, False)
        )
        assert elsewhere["fit"] - at_home["fit"] > 1  # log-odds; measured: 2.2 and 1.7
        assert elsewhere["fit"] - at_home["fit"] > elsewhere["wording"] - at_home["wording"] + 1


def test_a_paragraph_is_pasted_whole_into_the_middle() -> None:
    moved = Place(("one", "two"), 1).moved_into(("a", "b", "c", "d"))
    assert moved == Place(("a", "b", "two", "c", "d"), 2)


def test_what_is_not_one_segment_is_refused(tiny_model: Model) -> None:
    with pytest.raises(ValueError, match="not one segment: 'two"):
        axes.score_place(tiny_model, Place(("one", "two\n\nthree"), 1))


def test_promotional_articles_are_content_from_end_to_end_and_no_fixtures(repository: Path) -> None:
    fixtures = list(read_articles([repository / "fixtures"]))
    articles = list(read_articles([PROMOTIONAL_PATH]))
    records = [json.loads(line) for line in PROMOTIONAL_PATH.read_text("utf-8").splitlines()]
    assert not {each.site for each in fixtures} & {each.site for each in articles}
    assert len({each.site for each in articles}) == len(articles) >= 16
    for article, record in zip(articles, records, strict=True):
        assert {label for label, _ in article.paragraphs} == {CONTENT}
        assert len(article.paragraphs) > N_LONG
        assert record["promotional"]
        assert set(record["promotional"]) < set(range(len(article.paragraphs)))
        assert (record["source"], record["licence"]) == ("cleantext fixtures", "MIT")


def test_the_command_prints_a_table_and_writes_the_same_figures(
    tmp_path: Path, saved_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--model", str(saved_model), "--limit", "5", "--json", str(tmp_path / "axes.json")]
    axes.main(arguments, standalone_mode=False)
    shown = capsys.readouterr().out
    report = json.loads((tmp_path / "axes.json").read_text("utf-8"))
    assert len(report["cells"]) == 6
    for cell in report["cells"]:
        assert f"{cell['median_score']:.3f}" in shown
        assert 0 <= cell["removed"] <= 1
