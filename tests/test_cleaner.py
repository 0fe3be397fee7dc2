import dataclasses
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count, islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import LABELS, Analysis, Cleaner, Model, Segment, segment
from cleantext.batches import BATCH_CHARACTERS
from cleantext.records import read_articles
from cleantext.verdicts import ease_small
from tests.strategies import batches, texts

ARTICLE = """Ferry strike enters third week

Nobody in Kråkøy has seen a goat since Monday, and the postman rows.

Pellow & Finch Rainwear makes coats from old sails.

“It is the tide,” said the captain.

Sign up for our newsletter
"""


@pytest.fixture(scope="session", params=["tiny", "shipped"])
def model(request: pytest.FixtureRequest) -> Model:
    found: Model = request.getfixturevalue(f"{request.param}_model")
    return found


@pytest.fixture(scope="session")
def cleaner(model: Model) -> Cleaner:
    return Cleaner(model)


@pytest.fixture(scope="session")
def tiny(tiny_model: Model) -> Cleaner:
    return Cleaner(tiny_model)


def cut_by_hand(text: str, segments: tuple[Segment, ...]) -> str:
    """Cut removed segments from the last to the first, each with one separator."""
    for index in reversed(range(len(segments))):
        if not segments[index].is_removed:
            continue
        kept_before = [each for each in segments[:index] if not each.is_removed]
        if index + 1 < len(segments) and any(not each.is_removed for each in segments[index + 1 :]):
            low, high = segments[index].start, segments[index + 1].start
        elif kept_before:
            low, high = segments[index - 1].end, segments[index].end
        else:  # nothing at all is kept
            low = segments[index - 1].end if index else segments[0].start
            high = segments[index].end
        text = text[:low] + text[high:]
    return text


@given(texts)
@example("")
@example("Share\n\nShare\n\nA ferry.\n\nShare \n")
def test_segments_are_those_of_the_segmenter_and_slices_of_the_text(cleaner: Cleaner, text: str) -> None:
    found = cleaner.analyze(text)
    assert found.text == text
    assert tuple((each.start, each.end) for each in found.segments) == segment(text)
    assert all(each.text == text[each.start : each.end] for each in found.segments)


@given(texts, st.sampled_from(["careful", "balanced", "thorough", 0.0, 0.3, 0.7]))
@example("\nA ferry.\n\nShare \n", 0.0)
def test_clean_text_is_the_original_with_removed_segments_and_their_separators_cut_out(
    model: Model, text: str, mode: float
) -> None:
    found = Cleaner(model, mode=mode).analyze(text)
    assert found.clean_text == cut_by_hand(text, found.segments)


@given(texts)
def test_clean_is_the_clean_text_of_analyze(cleaner: Cleaner, text: str) -> None:
    assert cleaner.clean(text) == cleaner.analyze(text).clean_text


@given(texts)
def test_kept_segments_stand_in_the_clean_text_to_the_letter(cleaner: Cleaner, text: str) -> None:
    found = cleaner.analyze(text)
    at = 0
    for each in found.segments:
        if not each.is_removed:
            at = found.clean_text.index(each.text, at) + len(each.text)


@given(texts, st.floats(0, 1))
def test_exactly_what_reaches_the_threshold_is_removed(model: Model, text: str, threshold: float) -> None:
    for each in Cleaner(model, mode=threshold).analyze(text).segments:
        assert each.is_removed == (each.score >= threshold)


@given(texts, st.floats(0, 1))
def test_what_reaches_a_modes_threshold_eased_for_what_is_small_is_removed(
    tiny_model: Model, text: str, threshold: float
) -> None:
    manifest = {**tiny_model.manifest, "modes": {"balanced": {"threshold": threshold}}}
    text += "\n\n" + "The ferry was late on Monday, and nobody said why. " * 40 + "\n\nShare"
    segments = Cleaner(dataclasses.replace(tiny_model, manifest=manifest)).analyze(text).segments
    score = np.array([each.score for each in segments])
    lengths = np.array([len(each.text) for each in segments])
    eased = ease_small(score, lengths, np.zeros(len(segments), np.int64))
    assert [each.is_removed for each in segments] == (eased >= threshold).tolist()


@given(texts, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_removes_nothing_more(
    tiny_model: Model, text: str, one: float, other: float
) -> None:
    low, high = (Cleaner(tiny_model, mode=mode).analyze(text) for mode in sorted((one, other)))
    assert all(a.is_removed or not b.is_removed for a, b in zip(low.segments, high.segments, strict=True))


@given(texts)
def test_text_with_nothing_to_remove_comes_back_identical(model: Model, text: str) -> None:
    found = Cleaner(model, mode=1.0, keep=LABELS[1:]).analyze(text)
    assert found.clean_text == text
    assert not any(each.is_removed for each in found.segments)


@given(texts)
def test_scores_are_probabilities_of_the_eight_labels(cleaner: Cleaner, text: str) -> None:
    for each in cleaner.analyze(text).segments:
        assert tuple(each.scores) == LABELS
        assert all(0 <= value <= 1 for value in each.scores.values())
        assert sum(each.scores.values()) == pytest.approx(1, abs=1e-9)
        assert each.score == 1 - each.scores["content"]


@given(texts)
def test_the_label_is_the_likeliest_and_never_content_where_something_goes(
    cleaner: Cleaner, text: str
) -> None:
    for each in cleaner.analyze(text).segments:
        residue = max(LABELS[1:], key=lambda label: each.scores[label])
        assert each.label == (residue if each.is_removed or each.score > 0.5 else "content")


@settings(max_examples=25)
@given(batches)
@example(["", "A", "\n", "A\n\nB\n\nC", ""])
def test_a_batch_equals_one_at_a_time(cleaner: Cleaner, batch: list[str]) -> None:
    assert list(cleaner.analyze_many(batch)) == [cleaner.analyze(text) for text in batch]
    assert list(cleaner.clean_many(batch)) == [cleaner.clean(text) for text in batch]


def test_fixtures_in_one_batch_equal_fixtures_one_at_a_time(cleaner: Cleaner, repository: Path) -> None:
    articles = [article.text for article in islice(read_articles([repository / "fixtures"]), 0, None, 8)]
    assert list(cleaner.analyze_many(articles)) == [cleaner.analyze(text) for text in articles]


def test_several_processes_give_the_same_in_the_same_order(tiny: Cleaner) -> None:
    n_articles = BATCH_CHARACTERS // 3000
    articles = [f"{ARTICLE}\n\n{'A long tale. ' * 900}\n\nNumber {index}" for index in range(n_articles)]
    assert sum(map(len, articles)) > 3 * BATCH_CHARACTERS
    assert list(tiny.analyze_many(articles, jobs=2)) == list(tiny.analyze_many(articles, jobs=1))
    assert list(tiny.clean_many(articles, jobs=2)) == list(tiny.clean_many(articles))


def test_an_article_of_the_wrong_type_is_named_whichever_process_would_have_cleaned_it(
    tiny: Cleaner,
) -> None:
    articles = [ARTICLE * 400] * 6
    for jobs in (1, 2):
        with pytest.raises(TypeError, match=r"an article is a str, not bytes: decode it first"):
            list(tiny.clean_many([*articles, b"bytes", *articles], jobs=jobs))  # type: ignore[list-item]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\t\r\n", "\u2028\u3000"])
def test_empty_and_blank_text_come_back_as_they_are(cleaner: Cleaner, text: str) -> None:
    assert cleaner.clean(text) == text
    assert cleaner.analyze(text) == Analysis(text, text, ())
    assert list(cleaner.clean_many([text, text])) == [text, text]


def test_articles_are_taken_only_when_results_are_asked_for(tiny: Cleaner) -> None:
    taken = []

    def articles() -> Iterator[str]:
        for index in count():
            taken.append(index)
            yield ARTICLE * 200

    cleaned = tiny.clean_many(articles())
    assert not taken
    first = next(cleaned)
    assert first == tiny.clean(ARTICLE * 200)
    assert len(taken) <= 1 + BATCH_CHARACTERS // len(ARTICLE * 200)
    assert len(list(islice(cleaned, 4))) == 4


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("n_before", [0, 1, 3 * BATCH_CHARACTERS // len(ARTICLE * 200)])
def test_what_a_source_gave_before_it_failed_comes_before_its_error(
    tiny: Cleaner, n_before: int, jobs: int
) -> None:
    def articles() -> Iterator[str]:
        yield from [ARTICLE * 200] * n_before
        raise OSError("the disk is gone")

    results = tiny.clean_many(articles(), jobs=jobs)
    assert list(islice(results, n_before)) == [tiny.clean(ARTICLE * 200)] * n_before
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_no_article_is_named_behind_the_results_of_those_before_it(tiny: Cleaner, jobs: int) -> None:
    results = tiny.analyze_many([ARTICLE, "", None, ARTICLE], jobs=jobs)  # type: ignore[list-item]
    assert list(islice(results, 2)) == [tiny.analyze(ARTICLE), tiny.analyze("")]
    with pytest.raises(TypeError, match="article 2, counted from 0: an article is a str, not NoneType"):
        next(results)


def test_many_articles_may_be_none_at_all(tiny: Cleaner) -> None:
    assert list(tiny.clean_many([])) == []
    assert list(tiny.analyze_many(iter(()))) == []
    assert list(tiny.clean_many([], jobs=2)) == []


def test_the_functions_are_the_methods_of_a_cleaner_without_options(shipped_model: Model) -> None:
    cleaner = Cleaner(shipped_model)
    assert cleantext.clean(ARTICLE) == cleaner.clean(ARTICLE)
    assert cleantext.analyze(ARTICLE) == cleaner.analyze(ARTICLE)
    assert list(cleantext.clean_many([ARTICLE, ""])) == [cleaner.clean(ARTICLE), ""]
    assert list(cleantext.analyze_many([ARTICLE])) == [cleaner.analyze(ARTICLE)]


def test_results_cannot_be_changed(tiny: Cleaner) -> None:
    found = tiny.analyze(ARTICLE)
    for result, name in ((found, "clean_text"), (found.segments[0], "score")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, name, "")


def test_threads_may_share_a_cleaner_and_a_pickled_one_is_the_same(tiny: Cleaner) -> None:
    articles = [f"{ARTICLE}\n\nParagraph {n} of many." for n in range(24)]
    expected = [tiny.clean(text) for text in articles]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(tiny.clean, articles)) == expected
    assert list(pickle.loads(pickle.dumps(tiny)).clean_many(articles)) == expected


def test_results_are_hashable_and_can_be_pickled(tiny: Cleaner) -> None:
    found = tiny.analyze(ARTICLE, explain=True)
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert {again, found} == {tiny.analyze(ARTICLE, explain=True)}
    assert {*again.segments, *found.segments} == set(found.segments)


def test_a_word_repeated_for_ever_is_scored_without_a_warning(cleaner: Cleaner) -> None:
    for word in ("subscribe ", "the ", "© ", "東"):
        found = cleaner.analyze(f"A ferry.\n\n{word * 30_000}")
        assert all(0 <= each.score <= 1 for each in found.segments)


def test_separators_between_kept_segments_stay_as_they_were(tiny: Cleaner) -> None:
    text = " A ferry.\r\n\r\n\r\nShare\u2028A goat.\n \nTweet\tMail\n\n"
    scores = sorted(each.score for each in tiny.analyze(text).segments)
    n_pairs = 0
    for threshold in scores[1:]:
        found = Cleaner(tiny.model, mode=threshold).analyze(text)
        for before, after in pairwise(found.segments):
            if not before.is_removed and not after.is_removed:
                n_pairs += 1
                assert text[before.start : after.end] in found.clean_text
    assert n_pairs


def test_results_that_nobody_takes_any_more_can_be_closed(tiny: Cleaner) -> None:
    taken = []

    def articles() -> Iterator[str]:
        for number in count():
            taken.append(number)
            yield ARTICLE

    with closing(tiny.clean_many(articles())) as results:
        assert next(results) == tiny.clean(ARTICLE)
    n_taken = len(taken)
    assert next(results, None) is None
    assert len(taken) == n_taken
