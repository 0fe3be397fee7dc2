from collections.abc import Sequence
from pathlib import Path

import pytest

from cleantext.errors import TrainingError
from cleantext.modelfolder import verify_golden
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.inserts import Advertiser, read_advertisers
from cleantext.training.train import TrainingOptions, train


@pytest.fixture(scope="module")
def articles(repository: Path) -> Sequence[LabelledArticle]:
    return list(read_articles([repository / "fixtures"]))[::6]


@pytest.fixture(scope="module")
def advertisers(repository: Path) -> Sequence[Advertiser]:
    return list(read_advertisers([repository / "fixtures" / "adverts"]))[::8]


def test_the_same_articles_and_seed_give_the_same_files_with_any_number_of_processes(
    articles: Sequence[LabelledArticle], advertisers: Sequence[Advertiser], tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for jobs, folder in enumerate(folders, 1):
        report = train(articles, advertisers, folder, options=TrainingOptions(seed=3, jobs=jobs))
        assert verify_golden(report.model) > 0
    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second


def test_progress_rises_to_the_end(articles: Sequence[LabelledArticle], tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    train(articles, [], tmp_path / "model", on_step=lambda name, share: steps.append((name, share)))
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert (steps[0][1], steps[-1]) == (0.0, ("done", 1.0))


def test_too_few_articles_are_refused(articles: Sequence[LabelledArticle], tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="too few"):
        train(articles[:5], [], tmp_path / "model")
    assert not (tmp_path / "model").exists()
