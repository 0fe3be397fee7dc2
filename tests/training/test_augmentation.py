from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import LABELS
from cleantext.records import LabelledArticle
from cleantext.training.augmentation import (
    Augmentation,
    clutter,
    content_only,
    cut_window,
    insert_adverts,
    insert_strings,
    scatter_residue,
)
from cleantext.training.drawing import LONE, MARKED, AdvertPool, Paragraph
from cleantext.training.inserts import Advertiser, InterfaceString

HOSTS = [
    LabelledArticle(
        f"{site}.example/{n}",
        tuple(("content", f"Paragraph {n} of {site}, {'long ' * 20}{m}.") for m in range(5)),
        site=f"{site}.example",
        lang="en",
    )
    for site in ("a", "b", "c")
    for n in range(3)
]
ADVERTISERS = [
    Advertiser("Pellow & Finch", ("Coats.", "Of old sails.", "Since 1994."), lang="en"),
    Advertiser("The Post", ("Help us to go on.",), label="subscription", lang="en"),
    Advertiser("Brandt & Sohn", ("Mäntel.",), lang="de"),
]
POOL = AdvertPool(ADVERTISERS)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 1.0]))
def test_an_insert_leaves_the_hosts_own_paragraphs_as_they_were(seed: int, foreign_share: float) -> None:
    options = Augmentation(copies=2, foreign_share=foreign_share, flat_share=0.3, excerpt_share=0.0)
    made = insert_adverts(HOSTS, POOL, options, np.random.default_rng(seed))
    assert [article.page for article in made] == [host.page for host in HOSTS for _ in range(2)]
    for article, host in zip(made, [host for host in HOSTS for _ in range(2)], strict=True):
        assert tuple(pair for pair in article.paragraphs if pair[0] == "content") == host.paragraphs
        known = {text for advertiser in ADVERTISERS for text in advertiser.paragraphs}
        known |= {text for other in HOSTS if other.page != host.page for _, text in other.paragraphs}
        inserted = [pair for pair in article.paragraphs if pair[0] != "content"]
        assert {label for label, _ in inserted} <= {"advertisement", "subscription"}
        assert {text for _, text in inserted} <= known


@given(st.integers(0, 10_000))
def test_an_excerpt_is_a_run_of_its_hosts_paragraphs(seed: int) -> None:
    options = Augmentation(copies=3, excerpt_share=1.0)
    made = insert_adverts(HOSTS, POOL, options, np.random.default_rng(seed))
    for article, host in zip(made, [host for host in HOSTS for _ in range(3)], strict=True):
        content = tuple(pair for pair in article.paragraphs if pair[0] == "content")
        first = host.paragraphs.index(content[0])
        assert content == host.paragraphs[first : first + len(content)]
        assert 2 <= len(content) <= 8
    sizes = {sum(label == "content" for label, _ in article.paragraphs) for article in made}
    assert len(sizes) > 1
    assert any(all(label == "content" for label, _ in article.paragraphs) for article in made)


def test_inserts_are_the_same_for_the_same_seed() -> None:
    one, two = (insert_adverts(HOSTS, POOL, Augmentation(), np.random.default_rng(7)) for _ in range(2))
    assert one == two


def test_only_content_is_left_of_a_host() -> None:
    article = LabelledArticle("p", (("content", "A."), ("legal", "©"), (None, "?"), ("content", "B.")))
    assert content_only(article).paragraphs == (("content", "A."), ("content", "B."))


STRINGS = [
    *(InterfaceString(f"Vilkår {n}", "legal", "nb", "Consent box") for n in range(8)),
    *(InterfaceString(f"Del på {n}", "social", "nb", "Share bar") for n in range(3)),
    InterfaceString("Cookies", "legal", "en-GB", "Consent box"),
]
NORWEGIAN = LabelledArticle("n.example", (("content", "Fergen går."), ("content", "Den er full.")), lang="nb")


@given(st.integers(0, 10_000))
def test_strings_of_the_articles_language_stand_at_its_top_or_end(seed: int) -> None:
    articles = [*HOSTS, NORWEGIAN]
    made = insert_strings(articles, STRINGS, Augmentation(string_share=1), np.random.default_rng(seed))
    assert [article.page for article in made] == [article.page for article in articles]
    for article, before in zip(made, articles, strict=True):
        n_added = len(article.paragraphs) - len(before.paragraphs)
        assert 0 <= n_added <= 6
        assert before.paragraphs in (
            article.paragraphs[n_added:],
            article.paragraphs[: len(before.paragraphs)],
        )
        added = Counter(article.paragraphs) - Counter(before.paragraphs)
        assert max(added.values(), default=1) == 1
        known = {(each.label, each.text) for each in STRINGS if each.lang[:2] == before.lang}
        assert added.keys() <= known
        assert len({label for label, _ in added}) <= 1


def test_the_more_articles_share_a_language_the_fewer_get_strings() -> None:
    articles = [HOSTS[0]] * 900 + [NORWEGIAN] * 100
    made = insert_strings(articles, STRINGS, Augmentation(string_share=0.5), np.random.default_rng(0))
    got = [len(new.paragraphs) > len(old.paragraphs) for new, old in zip(made, articles, strict=True)]
    assert 0.02 < np.mean(got[:900]) < 0.08
    assert 0.35 < np.mean(got[900:]) < 0.55


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


@given(st.integers(0, 10_000))
def test_clutter_is_three_things_or_more_among_a_run_of_the_hosts_content(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines: list[tuple[str, Paragraph]] = [
        ("de", ("legal", "Alle Rechte vorbehalten.")), ("de", ("social", "Teilen Sie diesen Beitrag.")),
        ("fr", ("legal", "Tous droits.")),
    ]  # fmt: skip
    host = replace(HOSTS[0], lang="de")
    (made,) = clutter([host], POOL, lines, Augmentation(), rng)
    kept = [each for each in made.paragraphs if each in host.paragraphs]
    foreign = [each for each in made.paragraphs if each not in host.paragraphs]
    assert any(list(host.paragraphs[n : n + len(kept)]) == kept for n in range(len(host.paragraphs)))
    assert len(kept) >= 2
    assert len(foreign) >= 3
    assert made.paragraphs[0] == kept[0]
    said = {text for advertiser in ADVERTISERS for text in advertiser.paragraphs}
    assert {text for _, text in foreign} <= said | {text for language, (_, text) in lines if language == "de"}


def test_adverts_are_marked_in_their_language_now_and_then() -> None:
    adverts = [each for each in ADVERTISERS if each.label == "advertisement"]
    pool = AdvertPool(adverts, [InterfaceString("Anzeige", "advertisement", "de")])
    rng = np.random.default_rng(0)
    german, french = ([pool.draw(language, rng) for _ in range(2000)] for language in ("de", "fr"))
    marked = [drawn for drawn in german if drawn[0] == ("advertisement", "Anzeige")]
    assert len(marked) / len(german) == pytest.approx(MARKED, abs=0.03)
    assert sum(len(drawn) == 1 for drawn in marked) / len(marked) == pytest.approx(LONE, abs=0.08)
    assert not any("Anzeige" in text for drawn in french for _, text in drawn)
