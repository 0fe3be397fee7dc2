import pytest

from tests.benchmarks.corpora.pages import HTML


@pytest.fixture
def checkout(tmp_path):
    """A checkout with one page, as it was read."""
    folder = tmp_path / "checkout" / "tests" / "data" / "content"
    folder.mkdir(parents=True)
    (folder / "lamp.html").write_text(HTML, "utf-8")
    return tmp_path / "checkout"
