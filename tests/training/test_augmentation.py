from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.records import LabelledArticle
from cleantext.training.augmentation import (
    Augmentation,
    clutter,
    enclose_endings,
    insert_adverts,
    insert_strings,
)
from cleantext.training.drawing import LONE, MARKED, AdvertPool, Paragraph
from cleantext.training.inserts import Advertiser, InterfaceString
from cleantext.training.likeness import compare_subjects

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
    options = Augmentation(
        copies=2, more_copies=0, foreign_share=foreign_share, flat_share=0.3, excerpt_share=0.0
    )
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


def test_an_advert_that_fits_is_about_what_its_host_is_about() -> None:
    subjects = ("The shepherd shears his sheep.", "The baker kneads her dough.", "Le phare est allumé.")
    hosts = [LabelledArticle(f"{n}.example", (("content", text),)) for n, text in enumerate(subjects)]
    sellers = ("Wool of happy sheep, shorn by shepherds.", "Flour for bakers who knead.", "Lampes de phare.")
    pool = AdvertPool([Advertiser(f"Seller {n}", (text,)) for n, text in enumerate(sellers)])
    likeness = compare_subjects(hosts, pool.advertisers)
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2]
    assert (likeness >= 0).all()
    assert (likeness <= 1 + 1e-6).all()
    options = Augmentation(copies=4, more_copies=0, foreign_share=0, fitting_share=1, excerpt_share=0)
    for article in insert_adverts(hosts, pool, options, np.random.default_rng(0)):
        inserted = {text for label, text in article.paragraphs if label == "advertisement"}
        assert inserted == {sellers[int(article.page[0])]}


def test_inserts_are_the_same_for_the_same_seed() -> None:
    one, two = (insert_adverts(HOSTS, POOL, Augmentation(), np.random.default_rng(7)) for _ in range(2))
    assert one == two


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


@given(st.integers(0, 10_000))
def test_a_host_in_a_language_of_few_gets_more_copies(seed: int) -> None:
    hosts = [*HOSTS * 2, replace(HOSTS[0], lang="de")]
    options = Augmentation(copies=2, more_copies=3)
    made = insert_adverts(hosts, POOL, options, np.random.default_rng(seed))
    assert Counter(article.lang for article in made) == {"en": 2 * len(HOSTS) * 2, "de": 5}


@given(st.integers(0, 10_000))
def test_an_ending_is_enclosed_by_lines_of_its_language(seed: int) -> None:
    lines: list[tuple[str, Paragraph]] = [
        *(("en", ("subscription", f"Line {n} of a box.")) for n in range(4)),
        ("en", ("legal", "All rights.")), ("fr", ("legal", "Tous droits.")),
    ]  # fmt: skip
    options = Augmentation(enclosed_share=1)
    (made,) = enclose_endings([HOSTS[0]], lines, options, np.random.default_rng(seed))
    kept = [n for n, each in enumerate(made.paragraphs) if each in HOSTS[0].paragraphs]
    assert tuple(made.paragraphs[n] for n in kept) == HOSTS[0].paragraphs[-len(kept) :]
    box = [made.paragraphs[n] for n in range(kept[-1]) if n not in kept]
    assert 1 <= len(box) <= 5
    assert len({label for label, _ in box}) == 1
    after_box = [n for n in kept if n > made.paragraphs.index(box[-1])]
    assert 1 <= len(after_box) <= 3
    foreign = [each for n, each in enumerate(made.paragraphs) if n not in kept]
    assert {("en", each) for each in foreign} <= set(lines)


def test_no_ending_is_enclosed_where_none_is_to_be() -> None:
    options = Augmentation(enclosed_share=0)
    assert enclose_endings(HOSTS, [("en", ("legal", "All rights."))], options, np.random.default_rng(0)) == []
    assert (
        enclose_endings(HOSTS, [("fr", ("legal", "Tous."))], Augmentation(), np.random.default_rng(0)) == []
    )
