"""Rows of the corpus out of pages, their labels and the extractors."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, TypedDict

from benchmarks.corpora.hashes import PageLabels, Paragraph, carry_labels, find_labels
from benchmarks.corpora.sources import Source, find_pages
from benchmarks.corpora.views import WHOLE_PAGE, Extract, read_html, split_paragraphs

MIN_LABELLED: Final = 0.6
"""Share of a view's paragraphs that must have a label, or the view is left out.

Source: how the corpus was made.
"""


class Row(TypedDict):
    """One view of a page, as one line of the corpus."""

    page: str
    source: str
    licence: str
    lang: str
    url: str | None
    title: str | None
    page_type: str
    split: str
    view: str
    read: bool
    paragraphs: list[Paragraph]


@dataclass(slots=True)
class Tally:
    """What became of one source.

    Attributes
    ----------
    n_pages : int
        Pages that the labels name.
    n_built : int
        Of these, pages whose rows could be built.
    n_rows : int
    n_labels : int
        Paragraphs that were read on the pages that were found.
    n_labels_found : int
        Of these, paragraphs that are still there.
    n_carried_to : int
        Paragraphs of the other views that were kept.
    n_carried : int
        Of these, paragraphs that have a label.
    missing : list of str
        Pages that are not in the checkout, or cannot be read.
    changed : list of str
        Pages whose text is another than was read.
    failed : list of str
        Page, view and error where an extractor gave up, and that view is left out;
        page and error where a file is damaged.
    """

    n_pages: int = 0
    n_built: int = 0
    n_rows: int = 0
    n_labels: int = 0
    n_labels_found: int = 0
    n_carried_to: int = 0
    n_carried: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return plain values for JSON."""
        return asdict(self)


class Builder:
    """Builds the rows of one source, page by page.

    Parameters
    ----------
    source : Source
    checkout : Path
    extractors : mapping of str to callable
        One for each view.

    Attributes
    ----------
    tally : Tally
        Of the pages built so far.
    """

    def __init__(self, source: Source, checkout: Path, extractors: Mapping[str, Extract]) -> None:
        self.tally = Tally()
        self._source = source
        self._extractors = extractors
        self._pages = find_pages(source, checkout)

    def build(self, known: PageLabels) -> list[Row]:
        """Return the rows of a page: the view that was read, then the others.

        Parameters
        ----------
        known : PageLabels

        Returns
        -------
        list of Row
            Empty where the page is not in the checkout or is not what was read.
        """
        self.tally.n_pages += 1
        found = list(self._find_read(known))
        if not found:
            self.tally.missing.append(known.page)
            return []
        # Of several files of one name, the one that was read.
        path, html, read = max(found, key=lambda each: _count_labelled(each[2]))
        self.tally.n_labels += len(known.labels)
        self.tally.n_labels_found += _count_labelled(read)
        if not _is_known(read):
            self.tally.changed.append(known.page)
            return []
        views = {known.view: read} | dict(self._carry(html, known, read))
        self.tally.n_built += 1
        self.tally.n_rows += len(views)
        self.tally.n_carried_to += sum(map(len, views.values())) - len(read)
        self.tally.n_carried += sum(map(_count_labelled, views.values())) - _count_labelled(read)
        url, title = self._source.describe(path)
        return [
            Row(
                page=known.page, source=known.source, licence=self._source.licence, lang=known.lang,
                url=url, title=title, page_type=known.page_type, split=known.split,
                view=view, read=view == known.view, paragraphs=paragraphs,
            )
            for view, paragraphs in views.items()
        ]  # fmt: skip

    def _find_read(self, known: PageLabels) -> Iterator[tuple[Path, str, list[Paragraph]]]:
        """Yield path, HTML and read view of every file that has the page's name."""
        for path in self._pages.get(known.page.removeprefix(f"{known.source}/"), ()):
            try:
                html = read_html(path)
            except (OSError, EOFError, zlib.error) as error:
                self.tally.failed.append(f"{known.page}: {error!r}")
            else:
                texts = self._extract(html, known.view, known.page)
                yield path, html, list(zip(find_labels(texts, known.labels), texts, strict=True))

    def _carry(
        self, html: str, known: PageLabels, read: Sequence[Paragraph]
    ) -> Iterator[tuple[str, list[Paragraph]]]:
        for view in self._source.views:
            if view not in {known.view, WHOLE_PAGE}:
                texts = self._extract(html, view, known.page)
                paragraphs = list(zip(carry_labels(read, texts), texts, strict=True))
                if _is_known(paragraphs):
                    yield view, paragraphs

    def _extract(self, html: str, view: str, page: str) -> list[str]:
        try:
            text = self._extractors[view](html)
        except Exception as error:  # each library fails on odd pages in ways of its own
            self.tally.failed.append(f"{page}, {view}: {error!r}")
            return []
        return split_paragraphs(text or "")


def _count_labelled(paragraphs: Iterable[Paragraph]) -> int:
    return sum(label is not None for label, _ in paragraphs)


def _is_known(paragraphs: Sequence[Paragraph]) -> bool:
    return bool(paragraphs) and _count_labelled(paragraphs) >= MIN_LABELLED * len(paragraphs)
