from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleantext import LABELS
from cleantext.records import LabelledArticle
from cleantext.training.variants import content_only, cut_window, mark_items, scatter_residue, thin_residue

pages = st.lists(
    st.tuples(st.sampled_from([None, *LABELS]), st.text("abc ", min_size=1, max_size=80)),
    min_size=1,
    max_size=30,
)


@given(pages, st.integers(0, 10_000))
def test_a_window_is_a_run_of_its_page_with_residue_in_mostly_content(
    paragraphs: list[tuple[str | None, str]], seed: int
) -> None:
    page = LabelledArticle("p", tuple(paragraphs))
    window = cut_window(page, np.random.default_rng(seed))
    if window is None:
        return
    n_paragraphs = len(window.paragraphs)
    assert n_paragraphs <= 16
    assert any(
        page.paragraphs[n : n + n_paragraphs] == window.paragraphs for n in range(len(page.paragraphs))
    )
    length = Counter[str | None]()
    for label, text in window.paragraphs:
        length[label] += len(text)
    assert length["content"] >= length.total() / 2
    assert length.keys() - {"content", None}


def test_windows_are_cut_where_there_are_any() -> None:
    page = LabelledArticle("p", (("content", "A ferry."), ("content", "Two boats."), ("legal", "©")) * 9)
    assert all(cut_window(page, np.random.default_rng(seed)) for seed in range(20))
    assert cut_window(content_only(page), np.random.default_rng(0)) is None


@given(pages, st.integers(0, 10_000))
def test_scattered_lines_stand_after_content_of_their_own_page(
    paragraphs: list[tuple[str | None, str]], seed: int
) -> None:
    page = LabelledArticle("p", tuple(paragraphs))
    made = scatter_residue(page, np.random.default_rng(seed))
    if made is None:
        return
    assert not Counter(made.paragraphs) - Counter(page.paragraphs)
    kept = [each for each in made.paragraphs if each[0] == "content"]
    content = [each for each in page.paragraphs if each[0] == "content"]
    assert any(content[n : n + len(kept)] == kept for n in range(len(content)))
    assert made.paragraphs[0][0] == "content"
    assert 1 <= len(made.paragraphs) - len(kept) <= min(4, len(kept))


def test_lines_are_scattered_over_the_whole_article() -> None:
    page = LabelledArticle(
        "p", (*(("content", f"Ferry {n}.") for n in range(20)), ("legal", "Copyright, 2025."))
    )
    made = [scatter_residue(page, np.random.default_rng(seed)) for seed in range(300)]
    at = {each.paragraphs.index(("legal", "Copyright, 2025.")) for each in made if each}
    assert at >= {1, 2, 20}
    assert scatter_residue(content_only(page), np.random.default_rng(0)) is None


def test_only_content_is_left_of_a_host() -> None:
    article = LabelledArticle("p", (("content", "A."), ("legal", "©"), (None, "?"), ("content", "B.")))
    assert content_only(article).paragraphs == (("content", "A."), ("content", "B."))


@given(pages, st.integers(0, 10_000))
def test_a_thinned_page_has_its_content_and_all_residue_of_one_kind(
    paragraphs: list[tuple[str | None, str]], seed: int
) -> None:
    page = LabelledArticle("p", tuple(paragraphs))
    kinds = {label for label, _ in paragraphs} - {None, "content"}
    made = thin_residue(page, np.random.default_rng(seed))
    if made is None:
        assert len(kinds) < 2 or "content" not in {label for label, _ in paragraphs}
        return
    (kind,) = {label for label, _ in made.paragraphs} - {"content"}
    assert made.paragraphs == tuple(each for each in paragraphs if each[0] in ("content", kind))


@given(pages, st.integers(0, 10_000))
def test_marks_are_put_around_paragraphs_whatever_their_label(
    paragraphs: list[tuple[str | None, str]], seed: int
) -> None:
    page = LabelledArticle("p", tuple(paragraphs))
    made = mark_items(page, 1.0, np.random.default_rng(seed))
    assert [label for label, _ in made.paragraphs] == [label for label, _ in page.paragraphs]
    for (_, text), (_, marked) in zip(page.paragraphs, made.paragraphs, strict=True):
        assert text in marked
        assert (marked != text) == text[:1].isalnum()
    assert mark_items(page, 0.0, np.random.default_rng(seed)) == page


def test_long_and_wrapped_paragraphs_are_not_marked() -> None:
    page = LabelledArticle("p", (("content", "Ferry. " * 20), ("legal", "Rights.")))
    made = {mark_items(page, 1.0, np.random.default_rng(seed)).paragraphs for seed in range(60)}
    assert {each[0] for each in made} == {page.paragraphs[0]}
    assert {each[1][1] for each in made} == {
        "- Rights.", "* Rights.", "• Rights.", "> Rights.", "**Rights.**", "[Rights.](/rights.)",
    }  # fmt: skip
    wrapped = LabelledArticle("p", (("content", "Two\nlines"), ("legal", "Rights.")))
    assert mark_items(wrapped, 1.0, np.random.default_rng(0)) == wrapped
