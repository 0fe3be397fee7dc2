"""Tables of repeats: a plain reading of what they count, and the laws they keep."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Repeats, RepeatsError, RepeatsNotFoundError, segment
from cleantext import repeats as module
from cleantext.characters import BREAK, DIGIT, IDEOGRAPH, N_CODES, character_table
from cleantext.fingerprints import hash_articles, hash_paragraphs
from cleantext.repeats import FORMAT_VERSION, LONG, NOTHING, REPEATED, SHORT, unite
from cleantext.segmenter import segment_batch
from cleantext.tokens import encode
from tests.strategies import texts

PLEA = "Our reporters walk every pier of the coast, and readers like you are who pays for their boots."
OTHER = (
    "The kiosk at the end of the pier sells string, soup and postcards of the kiosk at the end of the pier. "
    "It opens when the first boat is in and closes when the last one is out, and on Sundays it does not open "
    "at all, because its keeper, who has never been seen to fish, fishes. He says that he throws it all back."
)
HEADING = "What happens next"
collections = st.lists(
    st.sampled_from([HEADING, PLEA, OTHER, "12 %", "No. 3", "東京 です。", ""]), max_size=5
).map("\n\n".join)
"""Articles that have much in common."""


def same(one: Repeats, two: Repeats) -> bool:
    return (
        one.level == two.level
        and np.array_equal(one.paragraphs, two.paragraphs)
        and np.array_equal(one.articles, two.articles)
    )


def folded(paragraph: str) -> tuple[int, ...]:
    """Return the characters by which a paragraph is known, read one at a time."""
    table, before, kept = character_table(), -1, []
    for code in (min(ord(character), N_CODES) for character in paragraph):
        kind = int(table.kind[code])
        if table.mix[code] and kind > BREAK and not (kind == DIGIT and before == DIGIT):
            kept.append(int(table.mix[code]))
        before = kind
    return tuple(kept)


def count_letters(paragraph: str) -> int:
    kinds = [int(character_table().kind[min(ord(character), N_CODES)]) for character in paragraph]
    return sum(BREAK < kind <= IDEOGRAPH and kind != DIGIT for kind in kinds)


def read_plainly(articles: Sequence[str]) -> set[frozenset[tuple[int, ...]]]:
    """Return the distinct articles, each as the set of its folded paragraphs with letters."""
    found = set()
    for text in articles:
        paragraphs = [text[start:end] for start, end in segment(text)]
        found.add(frozenset(folded(each) for each in paragraphs if count_letters(each)))
    return found - {frozenset()}


def weigh(table: Repeats, articles: Sequence[str]) -> list[float]:
    encoded = encode(articles)
    return table.weigh(encoded, segment_batch(encoded)).tolist()


@contextmanager
def at_most(n_pairs: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_PAIRS", n_pairs)
        yield


@given(st.lists(collections | texts, max_size=6))
def test_counts_are_those_of_a_plain_reading(articles: list[str]) -> None:
    table, plain = Repeats.of(articles), read_plainly(articles)
    assert table.n_articles == len(plain)
    encoded = encode(articles)
    segments = segment_batch(encoded)
    hashes, n_letters = hash_paragraphs(encoded, segments)
    joined = "\n".join(articles)
    paragraphs = [joined[start:end] for start, end in zip(segments.start, segments.end, strict=True)]
    assert n_letters.tolist() == [count_letters(each) for each in paragraphs]
    others = [sum(folded(each) in article for article in plain) - 1 for each in paragraphs]
    known_by = hash_articles(hashes, n_letters, segments.article)
    assert table.count_others(hashes, known_by).tolist() == [max(count, 0) for count in others]


@given(st.lists(collections, max_size=8), st.randoms(), st.sampled_from((2, 5, 1 << 20)), st.integers(1, 4))
def test_a_table_depends_on_what_was_learnt_and_on_nothing_else(
    articles: list[str], random: object, most: int, n_parts: int
) -> None:
    with at_most(most):
        whole = Repeats.of(articles)
        shuffled = [*articles, *articles[:2]]
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        parts = [Repeats.of(shuffled[first::n_parts]) for first in range(n_parts)]
        assert same(unite(parts), whole)
        assert same(unite(Repeats.of([text]) for text in shuffled), whole)
        assert len(whole.articles) <= most


@given(collections, collections, collections)
def test_union_is_that_of_sets(one: str, two: str, three: str) -> None:
    with at_most(3):
        a, b, c = (Repeats.of([text]) for text in (one, two, three))
        assert same(a | b, b | a)
        assert same((a | b) | c, a | (b | c))
        assert same(a | a, a)
        assert same(a | NOTHING, a)


def test_a_large_collection_is_sampled_by_whole_articles() -> None:
    articles = [
        f"{PLEA}\n\nThe pier of {'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]} burns" for n in range(100)
    ]
    with at_most(50):
        table = Repeats.of(articles)
    assert table.level > 0
    assert 5 < table.n_articles <= 25
    assert len(table.articles) == 2 * table.n_articles


def test_an_article_that_is_not_in_the_sample_is_not_taken_off_the_count() -> None:
    ends = [f"{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]
    articles = [f"{OTHER} {end}.\n\n{PLEA}" for end in ends]
    with at_most(3):
        table = Repeats.of(articles)
    assert table.n_articles == 1, "the plea stands but once in the sample"
    knows_plea = [weigh(table, [article])[1] > 0 for article in articles]
    assert knows_plea.count(False) == 1, "the one article of the sample counts itself"


def test_the_hash_is_that_of_this_format_version() -> None:
    table = Repeats.of(["Don\u2019t miss: share this story 12 times!"])
    assert (FORMAT_VERSION, table.paragraphs.tolist(), table.articles.tolist()) == (
        2,
        [6214737046159850519],
        [1141193885527203208],
    ), "saved tables no longer fit: raise FORMAT_VERSION"


@given(st.lists(collections, max_size=5), st.lists(collections, max_size=3))
def test_a_paragraph_weighs_the_same_in_any_batch(learnt: list[str], articles: list[str]) -> None:
    table = Repeats.of(learnt)
    assert weigh(table, articles) == [odds for text in articles for odds in weigh(table, [text])]


@pytest.mark.parametrize(
    ("learnt", "article", "expected"),
    [
        (["A.\n\n" + PLEA, "B.\n\n" + PLEA], "C.\n\n" + OTHER + "\n\n" + PLEA, [0, 0, REPEATED]),
        (["A.\n\n" + PLEA], "C.\n\n" + OTHER + "\n\n" + PLEA, [0, 0, 0]),
        (["A.\n\n" + PLEA + "\n\n" + PLEA], "C.\n\n" + OTHER + "\n\n" + PLEA, [0, 0, 0]),
        (["A.\n\n" + PLEA] * 3, "C.\n\n" + OTHER + "\n\n" + PLEA, [0, 0, 0]),
        ([HEADING + "\n\nA.", HEADING + "\n\nB."], "C.\n\n" + HEADING, [0, 0]),
        ([f"{n}\n\n{text}" for n, text in enumerate("AB")], "3\n\nC.", [0, 0]),
        ([f"{PLEA}\n\n{OTHER}\n\n{end}" for end in "AB"], f"{PLEA}\n\n{OTHER}\n\nC", [0, 0, 0]),
    ],
    ids=[
        "in two articles", "in one", "twice in one", "in copies of one", "a heading", "without letters",
        "in versions of one article",
    ],
)  # fmt: skip
def test_what_repeats_in_other_articles_is_likelier_residue(
    learnt: list[str], article: str, expected: list[float]
) -> None:
    assert weigh(Repeats.of(learnt), [article]) == expected


def test_longer_paragraphs_weigh_more_up_to_a_bound() -> None:
    def odds(n_letters: int) -> float:
        ends = [f"{'x' * n_letters}\n\n{end}" for end in "ABC"]
        return weigh(Repeats.of(ends), [f"{'x' * n_letters}\n\n{OTHER} {OTHER} Again."])[0]

    assert odds(SHORT) == 0
    assert 0 < odds(SHORT + 10) < odds(LONG - 10) < odds(LONG) == odds(2 * LONG) == REPEATED


@given(st.lists(collections, max_size=8))
def test_a_saved_table_comes_back_as_it_was(articles: list[str]) -> None:
    with TemporaryDirectory() as folder, at_most(6):
        table = Repeats.of(articles)
        table.save(Path(folder) / "table.of.ours")
        assert same(Repeats.load(Path(folder) / "table.of.ours"), table)


def test_the_same_table_gives_the_same_file_and_no_other(tmp_path: Path) -> None:
    for name, articles in (("one", [PLEA, OTHER]), ("two", [OTHER, PLEA, OTHER])):
        Repeats.of(articles).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}


def test_a_table_saved_with_more_room_is_sampled_when_read(tmp_path: Path) -> None:
    articles = [f"The pier of {letter} burns.\n\n{PLEA}" for letter in "abcdefghij"]
    Repeats.of(articles).save(tmp_path / "table.npz")
    with at_most(8):
        assert same(Repeats.load(tmp_path / "table.npz"), Repeats.of(articles))


SOUND = {
    "format": FORMAT_VERSION,
    "level": 1,
    "paragraphs": np.array([3, 3, 4], np.uint64),
    "articles": np.array([1, 2, 1], np.uint64),
}


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "table.npz", **SOUND)
    assert Repeats.load(tmp_path / "table.npz").n_articles == 2


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"format": FORMAT_VERSION + 1}, "a table of format 3, but this cleantext reads format 2"),
        ({"format": np.array([1, 1])}, "a table of format"),
        ({"level": 64}, "level 64 does not lie between 0 and 63"),
        ({"level": -1}, "level -1 does not lie"),
        ({"level": 1.0}, "level 1.0 does not lie"),
        ({"paragraphs": np.array([3.0, 3.0, 4.0])}, "paragraphs are float64"),
        ({"articles": np.array([[1, 2, 1]], np.uint64)}, "must be a list of uint64"),
        ({"articles": np.array([1, 2], np.uint64)}, "3 paragraphs, but 2 articles"),
        ({"articles": np.array([1, 1, 1], np.uint64)}, "the pairs do not ascend"),
        ({"paragraphs": np.array([4, 3, 3], np.uint64)}, "the pairs do not ascend"),
        ({"articles": np.array([1, 1 << 63, 1], np.uint64)}, "some articles are not of level 1"),
        ({"articles": np.array([None] * 3)}, "not a table of repeats, or damaged"),
        ({"level": None}, "not a table of repeats, or damaged"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    tmp_path: Path, changed: dict[str, object], message: str
) -> None:
    path = tmp_path / "table.npz"
    np.savez(path, **{**SOUND, **changed})
    with pytest.raises(RepeatsError, match=message) as caught:
        Repeats.load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:-30],
        lambda content: b"",
        lambda content: b"text",
        lambda content: content.replace(b"PK\x01\x02-\x03-", b"PK\x01\x02-\x03\xff"),
        lambda content: content.replace(b"PK\x01\x02-\x03-\x00\x00", b"PK\x01\x02-\x03-\x00\x01"),
    ],
    ids=["its end is gone", "empty", "text", "a zip of a later kind", "said to be encrypted"],
)
def test_a_damaged_file_is_refused(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "table.npz"
    Repeats.of([PLEA]).save(path)
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(RepeatsError, match="not a table of repeats, or damaged"):
        Repeats.load(path)


def test_an_array_whose_header_is_damaged_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "table.npz", **SOUND)
    with ZipFile(tmp_path / "table.npz") as sound, ZipFile(tmp_path / "spoilt.npz", "w") as spoilt:
        for name in sound.namelist():
            spoilt.writestr(name, sound.read(name).replace(b"'shape': (", b"'shape': (("))
    with pytest.raises(RepeatsError, match="not a table of repeats, or damaged"):
        Repeats.load(tmp_path / "spoilt.npz")


@pytest.mark.parametrize("missing", sorted(SOUND))
def test_a_file_without_one_of_its_arrays_is_refused(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "table.npz"
    np.savez(path, **{name: value for name, value in SOUND.items() if name != missing})
    with pytest.raises(RepeatsError, match=missing):
        Repeats.load(path)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ("One single article.", "not one str; put the text of a single article in a list"),
        (["One.", b"Two."], "article 1, counted from 0: an article is a str, not bytes"),
    ],
)
def test_a_table_is_made_of_several_articles(texts: Sequence[str], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Repeats.of(texts)


def test_a_plain_array_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "table.npy", np.zeros(3))
    with pytest.raises(RepeatsError, match="not a table of repeats"):
        Repeats.load(tmp_path / "table.npy")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RepeatsNotFoundError, match=r"no table of repeats at .*no-table"):
        Repeats.load(tmp_path / "no-table")
    with pytest.raises(RepeatsError, match="not a table of repeats"):
        Repeats.load(tmp_path)
