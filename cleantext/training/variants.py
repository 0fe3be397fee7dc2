"""Other versions of an article: parts of it, some of its residue, other layouts.

Floor 5.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from cleantext.labels import CONTENT
from cleantext.records import NOT_CONTENT, LabelledArticle, is_residue
from cleantext.training.drawing import Paragraph, draw_excerpt

_ATTEMPTS: Final = 8
"""Windows that are drawn before a page is given up. Not tuned."""
_SHORTEST_LINE: Final = 15
"""Characters of a line that is scattered. Not tuned."""
_FEWEST_AROUND: Final = 4
"""Paragraphs of content that a page has among which lines are scattered. Not tuned."""
_LONGEST_ITEM: Final = 100
"""Characters of a paragraph that is marked as an item of a list or a heading. Not tuned."""
_MARKS: Final = (("- ", ""), ("* ", ""), ("• ", ""), ("> ", ""), ("**", "**"), ("[", "](/{})"))
"""What plain text and Markdown put before and behind an item; braces stand for a link's address."""


def residue_lines(article: LabelledArticle) -> list[Paragraph]:
    """Return what of a page is residue of a known kind, but what is too short to tell."""
    return [
        each
        for each in article.paragraphs
        if each[0] not in (CONTENT, NOT_CONTENT, None) and len(each[1]) >= _SHORTEST_LINE
    ]


def cut_window(article: LabelledArticle, rng: np.random.Generator) -> LabelledArticle | None:
    """Cut out three to sixteen paragraphs, content and residue: a page as short as many are.

    Parameters
    ----------
    article : LabelledArticle
    rng : numpy Generator

    Returns
    -------
    LabelledArticle or None
        At least half of it content, so that one sees what it is about; None where
        no such window was found.
    """
    paragraphs = article.paragraphs
    for _ in range(_ATTEMPTS):
        n_paragraphs = min(int(rng.integers(3, 17)), len(paragraphs))
        first = int(rng.integers(len(paragraphs) - n_paragraphs + 1))
        window = paragraphs[first : first + n_paragraphs]
        content = [text for label, text in window if label == CONTENT]
        has_residue = any(map(is_residue, window))
        n_characters = sum(len(text) for _, text in window)
        if has_residue and len(content) >= 2 and 2 * sum(map(len, content)) >= n_characters:
            return replace(article, paragraphs=window)
    return None


def scatter_residue(article: LabelledArticle, rng: np.random.Generator) -> LabelledArticle | None:
    """Put one to four lines that a page has around its content among it, each by itself.

    What stands at the end of one page stands amid the text of another: there its
    wording alone tells it apart.

    Parameters
    ----------
    article : LabelledArticle
    rng : numpy Generator

    Returns
    -------
    LabelledArticle or None
        Its content, or some of it, and among it the lines; None where it has too little of either.
    """
    content = [each for each in article.paragraphs if each[0] == CONTENT]
    lines = residue_lines(article)
    if len(content) < _FEWEST_AROUND or not lines:
        return None
    if rng.random() < 0.5:
        content = draw_excerpt(content, rng)
    n_lines = min(len(lines), int(rng.integers(1, 5)), len(content))
    for index in rng.choice(len(lines), n_lines, replace=False).tolist():
        content.insert(int(rng.integers(1, len(content) + 1)), lines[index])
    return replace(article, paragraphs=tuple(content))


def thin_residue(article: LabelledArticle, rng: np.random.Generator) -> LabelledArticle | None:
    """Leave residue of one kind alone: comments without their heading, a bio without its share bar.

    Returns
    -------
    LabelledArticle or None
        None where a page has no content, or not several kinds to choose from.
    """
    labels = {label for label, _ in article.paragraphs if label not in (None, NOT_CONTENT)}
    kinds = sorted(label for label in labels if label and label != CONTENT)
    if CONTENT not in labels or len(kinds) < 2:
        return None
    kept = (CONTENT, kinds[int(rng.integers(len(kinds)))])
    return replace(article, paragraphs=tuple(each for each in article.paragraphs if each[0] in kept))


def mark_items(article: LabelledArticle, share: float, rng: np.random.Generator) -> LabelledArticle:
    """Mark the short paragraphs of some articles as items of lists, content and residue alike.

    What marks an item says nothing of what it is. Paragraphs that hold line breaks were laid out already.
    """
    if not share or rng.random() >= share or any("\n" in text for _, text in article.paragraphs):
        return article
    before, behind = _MARKS[int(rng.integers(len(_MARKS)))]
    marked = []
    for label, text in article.paragraphs:
        if len(text) <= _LONGEST_ITEM and text[:1].isalnum():
            text = before + text + behind.format("-".join(text.lower().split()[:4]))  # noqa: PLW2901
        marked.append((label, text))
    return replace(article, paragraphs=tuple(marked))


def lay_out(article: LabelledArticle, flat_share: float, rng: np.random.Generator) -> LabelledArticle:
    """Choose anew what stands between the paragraphs of an article.

    One whose paragraphs hold line breaks was laid out already and stays so.
    """
    if any("\n" in text for _, text in article.paragraphs):
        return article
    if rng.random() < flat_share:
        return replace(article, separator=" ")
    return replace(article, separator="\n" if rng.random() < 0.5 else "\n\n")


def content_only(article: LabelledArticle) -> LabelledArticle:
    """Return the article with nothing but its content, to insert into."""
    return replace(article, paragraphs=tuple(p for p in article.paragraphs if p[0] == CONTENT))
