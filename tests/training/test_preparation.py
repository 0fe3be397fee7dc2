from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cleantext.errors import TrainingError
from cleantext.records import LabelledArticle, read_articles
from cleantext.training.inserts import Advertiser, InterfaceString
from cleantext.training.preparation import (
    GROUPS,
    MIN_ARTICLES,
    Preparation,
    draw_groups,
    gather_background,
    hosts,
    make_examples,
    split_articles,
)


def article(page: str, *, split: str = "", site: str = "", n_content: int = 5) -> LabelledArticle:
    content = tuple(("content", f"Paragraph {n} of {page} tells of a ferry.") for n in range(n_content))
    return LabelledArticle(page, (*content, ("legal", "© 2025")), site=site or page, split=split)


def test_a_split_that_the_records_name_is_kept_and_test_articles_are_left_out() -> None:
    articles = [
        *(article(f"t{n}", split="train") for n in range(MIN_ARTICLES)),
        article("d", split="dev"),
        article("x", split="test"),
    ]
    train, dev = split_articles(articles, np.random.default_rng(0))
    assert {each.page for each in train} == {f"t{n}" for n in range(MIN_ARTICLES)}
    assert [each.page for each in dev] == ["d"]


def test_without_a_dev_split_whole_sites_are_held_out() -> None:
    articles = [article(f"p{n}", site=f"s{n // 3}") for n in range(60)]
    train, dev = split_articles(articles, np.random.default_rng(0))
    assert len(train) + len(dev) == 60
    assert dev
    assert not {each.site for each in train} & {each.site for each in dev}


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ([article("a"), article("b")], "too few"),
        (
            [LabelledArticle(f"p{n}", (("content", "A ferry."),), site=f"p{n}") for n in range(60)],
            "to train on carry only content; they must carry content and at least one other",
        ),
        (
            [article(f"p{n}", split="train") for n in range(60)]
            + [LabelledArticle("d", (("legal", "© 2025"), (None, "A ferry.")), split="dev")],
            "to choose thresholds by carry only legal",
        ),
    ],
)
def test_articles_that_cannot_train_a_model_are_refused(
    articles: list[LabelledArticle], message: str
) -> None:
    with pytest.raises(TrainingError, match=message):
        split_articles(articles, np.random.default_rng(0))


def test_a_page_in_two_splits_is_an_error() -> None:
    articles = [article(f"p{n}") for n in range(40)]
    torn = [replace(articles[3], split="dev"), replace(articles[4], split="train")]
    with pytest.raises(TrainingError, match="1 page in more than one split, such as p3"):
        split_articles([*articles, *torn], np.random.default_rng(0))


def test_the_pages_of_a_site_share_a_group() -> None:
    articles = [article(f"p{n}", site=f"s{n // 4}") for n in range(80)]
    group_of = draw_groups(articles, np.random.default_rng(0))
    by_site = defaultdict(set)
    for each in articles:
        by_site[each.site].add(group_of[each.page])
    assert all(len(groups) == 1 for groups in by_site.values())
    assert {group for groups in by_site.values() for group in groups} == set(GROUPS)


def test_pages_of_few_sites_are_divided_all_the_same() -> None:
    articles = [article(f"p{n}", site="gazette.example") for n in range(40)]
    assert set(draw_groups(articles, np.random.default_rng(0)).values()) == set(GROUPS)


def test_strings_are_put_into_articles_without_any_advertiser() -> None:
    rng = np.random.default_rng(0)
    articles = [article(f"p{n}") for n in range(60)]
    articles += [replace(article(f"d{n}"), lang="de") for n in range(60)]
    strings = [InterfaceString(f"Wir nutzen Cookies {n}.", "legal", "de") for n in range(16)]
    examples = make_examples(articles, (), strings, draw_groups(articles, rng), Preparation(), rng)
    assert any("Wir nutzen Cookies" in example.text for example in examples)


def test_an_advert_is_pasted_into_pages_of_one_group_alone() -> None:
    rng = np.random.default_rng(0)
    articles = [article(f"p{n}") for n in range(64)]
    advertisers = [Advertiser(f"a{n}", (f"Firm {n} sells lamps.",)) for n in range(24)]
    examples = make_examples(articles, advertisers, (), draw_groups(articles, rng), Preparation(), rng)
    groups = defaultdict(set)
    for example in examples:
        for advertiser in advertisers:
            if advertiser.paragraphs[0] in example.text:
                groups[advertiser.name].add(example.group)
    assert len(groups) > 16
    assert all(len(each) == 1 for each in groups.values())


def test_hosts_have_nothing_but_content_and_enough_of_it(repository: Path) -> None:
    articles = list(read_articles([repository / "fixtures" / "news.jsonl"]))
    for host in hosts(articles, 6):
        assert {label for label, _ in host.paragraphs} == {"content"}
        assert len(host.paragraphs) >= 6


def test_words_are_learnt_from_articles_and_from_advertisers_of_their_own_group() -> None:
    articles = [article(f"p{n}", site=f"s{n}") for n in range(4)]
    group_of = draw_groups(articles, np.random.default_rng(0))
    advertisers = [Advertiser("Pellow & Finch", ("Coats.", f"Of sail {n}.")) for n in range(9)]
    advertisers[2] = Advertiser("Brief", ("One paragraph is about nothing else.",))
    texts, groups = gather_background(articles, advertisers, group_of)
    assert groups[:4] == [group_of[each.page] for each in articles]
    assert all("©" not in text and text.count("ferry") == 5 for text in texts[:4])
    assert texts[4:6] == ["Coats.\n\nOf sail 0.", "Coats.\n\nOf sail 1."]
    assert groups[4:] == [*(GROUPS[n] for n in (0, 1, 3, 4, 5, 6, 7)), GROUPS[0]]
