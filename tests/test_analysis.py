import numpy as np
import pytest

from cleantext import LABELS
from cleantext.analysis import LONG, find_warnings


def warnings(*verdicts: tuple[int, str, bool]) -> tuple[str, ...]:
    """Find warnings for segments of given length, label and verdict, one after the other."""
    lengths, labels, is_removed = zip(*verdicts, strict=True)
    end = np.cumsum([length + 1 for length in lengths]) - 1
    scores = np.array([[float(label == each) for each in LABELS] for label in labels])
    return find_warnings(end - lengths, end, scores, np.array(is_removed))


def test_an_article_that_stays_gives_no_warning() -> None:
    assert not warnings((900, "content", False), (100, "legal", True))


def test_losing_most_of_a_long_article_gives_a_warning() -> None:
    (warning,) = warnings((300, "content", False), (150, "legal", True), (180, "legal", True))
    assert warning == "52% of the text would go: is it an article?"


def test_losing_most_of_a_short_text_gives_none() -> None:
    assert not warnings((100, "content", False), (150, "legal", True))


def test_a_run_of_long_paragraphs_gives_a_warning_that_names_label_and_place() -> None:
    run = [(LONG, "comment", True), (20, "metadata", True), (LONG, "comment", True), (LONG, "comment", True)]
    (warning,) = warnings((5000, "content", False), *run)
    assert warning == (
        f"3 long paragraphs in a row would go as comment, from character 5001 to {5001 + 3 * LONG + 23}"
    )


@pytest.mark.parametrize("n_long", [1, 2])
def test_an_advert_of_few_paragraphs_gives_none(n_long: int) -> None:
    advert = [(LONG, "advertisement", True)] * n_long
    body = (3000, "content", False)
    assert not warnings(body, *advert, body, *advert, body)
