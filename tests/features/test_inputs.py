from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleantext.features.coherence import COHERENCE_NAMES, coherence_features, compare
from cleantext.features.inputs import (
    Evidence,
    Said,
    first_inputs,
    gather_evidence,
    input_names,
    second_inputs,
)
from cleantext.features.meaning import MEANING_NAMES
from cleantext.features.overlap import OVERLAP_NAMES
from cleantext.features.shape import SHAPE_NAMES
from cleantext.labels import LABELS
from tests.models import random_meanings, random_words
from tests.strategies import batches

WORDS, MEANINGS = random_words(), random_meanings()
FIRST_NAMES, SECOND_NAMES = input_names()
NAMES = tuple(dict.fromkeys((*FIRST_NAMES, *SECOND_NAMES)))
Rows = NDArray[np.float32]


class Drawn(NamedTuple):
    """Log-odds by wording and verdicts drawn at random, and the rows of both passes."""

    said: Said
    verdict: Rows
    first: Rows
    second: Rows


def drawn_rows(evidence: Evidence, seed: int) -> Drawn:
    rng = np.random.default_rng(seed)
    n_segments = len(evidence.segments.start)
    said = Said(*rng.normal(-1, 2, (3, n_segments, len(LABELS))).astype(np.float32))
    verdict = rng.dirichlet(np.full(len(LABELS), 0.5), n_segments).astype(np.float32)
    similar = compare(evidence.units, evidence.where)
    first = first_inputs(evidence, similar, said)
    second = second_inputs(evidence, similar, first, verdict, np.arange(n_segments))
    return Drawn(said, verdict, first, second)


class Named:
    """Columns of both passes looked up by name, and articles as lists of row numbers."""

    def __init__(self, drawn: Drawn, evidence: Evidence) -> None:
        self.column = dict(zip(FIRST_NAMES, drawn.first.astype(float).T, strict=True))
        self.column |= zip(SECOND_NAMES, drawn.second.astype(float).T, strict=True)
        self.article = evidence.segments.article.tolist()
        self.length = (evidence.segments.end - evidence.segments.start).tolist()

    def same_article(self, index: int) -> list[int]:
        return [other for other, article in enumerate(self.article) if article == self.article[index]]


def sigmoid(logits: Rows) -> NDArray[np.float64]:
    likely: NDArray[np.float64] = 1 / (1 + np.exp(-logits.astype(float)))
    return likely


@given(batches, st.integers(0, 100))
def test_own_measurements_come_first_and_under_their_names(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    drawn = drawn_rows(evidence, seed)
    coherence = coherence_features(compare(evidence.units, evidence.where), evidence.weights)
    said = [drawn.said.words, drawn.said.strongest, drawn.said.ends]
    own = np.concatenate([*said, evidence.shape, coherence, evidence.overlap, evidence.meaning], axis=1)
    expected = (*SHAPE_NAMES, *COHERENCE_NAMES, *OVERLAP_NAMES, *MEANING_NAMES)
    for rows, names in ((drawn.first, FIRST_NAMES), (drawn.second, SECOND_NAMES)):
        assert np.array_equal(rows[:, : own.shape[1]], own)
        assert names[len(said) * len(LABELS) : own.shape[1]] == expected


@given(batches, st.integers(0, 100))
def test_columns_about_neighbours_show_the_neighbour_or_nothing(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    drawn = drawn_rows(evidence, seed)
    logits, verdict = drawn.said.words, drawn.verdict
    named = Named(drawn, evidence)
    shown = named.column | {
        f"wording says {label}": sigmoid(logits)[:, code] for code, label in enumerate(LABELS)
    }
    shown |= {f"first verdict {label}": verdict[:, code].astype(float) for code, label in enumerate(LABELS)}
    for name in NAMES:
        if not name.startswith("neighbour "):
            continue
        place, what = name.removeprefix("neighbour ").split(": ", 1)
        for index, value in enumerate(named.column[name]):
            there = index + int(place)
            expected = shown[what][there] if there in named.same_article(index) else 0.0
            assert value == pytest.approx(expected, abs=1e-5), name


@given(batches, st.integers(0, 100))
def test_columns_about_the_article_are_means_over_it(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    drawn = drawn_rows(evidence, seed)
    logits, verdict = drawn.said.words, drawn.verdict
    named = Named(drawn, evidence)
    for what, values in (("wording says", sigmoid(logits)), ("first verdict", verdict)):
        for index in range(len(logits)):
            own = named.same_article(index)
            lengths = [named.length[other] for other in own]
            for code, label in enumerate(LABELS):
                by_segment = named.column[f"article's segments: {what} {label}"][index]
                by_character = named.column[f"article's characters: {what} {label}"][index]
                assert by_segment == pytest.approx(np.mean(values[own, code]), abs=1e-5)
                assert by_character == pytest.approx(np.average(values[own, code], weights=lengths), abs=1e-5)


@given(batches, st.integers(0, 100))
def test_columns_about_stretches_are_means_over_them(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    drawn = drawn_rows(evidence, seed)
    logits, verdict = drawn.said.words, drawn.verdict
    named = Named(drawn, evidence)
    kept = verdict[:, 0] * np.array(named.length, float).reshape(-1)
    values: dict[str, NDArray[Any]] = {
        f"wording says {label}": sigmoid(logits)[:, code] for code, label in enumerate(LABELS)
    }
    values |= {f"first verdict {label}": verdict[:, code] for code, label in enumerate(LABELS)}
    for name in NAMES:
        side, _, what = name.partition(": ")
        if not side.startswith(("before ", "after ")):
            continue
        size = len(logits) if side.endswith("all") else int(side.split()[1])
        for index, value in enumerate(named.column[name]):
            low, high = (index - size, index) if side.startswith("before") else (index + 1, index + 1 + size)
            stretch = [other for other in named.same_article(index) if low <= other < high]
            if what == "log kept characters":
                expected = np.log1p(kept[stretch].mean()) if stretch else 0.0
            else:
                expected = values[what][stretch].mean() if stretch else 0.0
            assert value == pytest.approx(expected, abs=2e-3), name


@given(batches, st.integers(0, 100))
def test_the_second_pass_measures_coherence_with_what_would_be_kept(batch: list[str], seed: int) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    drawn = drawn_rows(evidence, seed)
    verdict, named = drawn.verdict, Named(drawn, evidence)
    kept = coherence_features(compare(evidence.units, evidence.where), evidence.weights * verdict[:, 0])
    for index, name in enumerate(COHERENCE_NAMES):
        assert np.array_equal(named.column[f"kept text: {name}"], kept[:, index].astype(float))
    for code, label in enumerate(LABELS):
        expected = np.log(verdict[:, code].astype(float) + 1e-4)
        assert named.column[f"first verdict: {label}"] == pytest.approx(expected, abs=1e-4)


@given(batches)
def test_rows_do_not_depend_on_the_rest_of_the_batch(batch: list[str]) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    said, verdict, first_rows, rows = drawn_rows(evidence, 0)
    for index, text in enumerate(batch):
        mine = evidence.segments.article == index
        alone = gather_evidence([text], WORDS, MEANINGS)
        similar = compare(alone.units, alone.where)
        first = first_inputs(alone, similar, Said(*(each[mine] for each in said)))
        assert np.array_equal(first_rows[mine], first)
        found = second_inputs(alone, similar, first, verdict[mine], np.arange(mine.sum()))
        assert np.array_equal(rows[mine], found)


@given(batches, st.data())
def test_rows_of_the_second_pass_are_the_same_whichever_are_built(
    batch: list[str], data: st.DataObject
) -> None:
    evidence = gather_evidence(batch, WORDS, MEANINGS)
    _, verdict, first, rows = drawn_rows(evidence, 0)
    is_chosen = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    similar = compare(evidence.units, evidence.where)
    (at,) = np.array(is_chosen, bool).nonzero()
    assert np.array_equal(second_inputs(evidence, similar, first, verdict, at), rows[at])


@given(batches)
def test_rows_are_finite_and_as_wide_as_their_names(batch: list[str]) -> None:
    _, _, *passes = drawn_rows(gather_evidence(batch, WORDS, MEANINGS), 0)
    for rows, names in zip(passes, input_names(), strict=True):
        assert rows.dtype == np.float32
        assert rows.shape[1] == len(names) == len(set(names))
        assert np.isfinite(rows).all()


@pytest.mark.parametrize("logit", [-200.0, 200.0])
def test_extreme_wording_is_taken_without_a_warning(logit: float) -> None:
    evidence = gather_evidence(["A ferry.\n\nShare"], WORDS, MEANINGS)
    logits = np.full((2, len(LABELS)), logit, np.float32)
    said = Said(logits, logits, logits)
    rows = first_inputs(evidence, compare(evidence.units, evidence.where), said)
    assert np.isfinite(rows).all()
