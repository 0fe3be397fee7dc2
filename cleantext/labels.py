"""The eight labels a paragraph can have. Floor 0."""

from typing import Final

CONTENT: Final = "content"

LABELS: Final[tuple[str, ...]] = (
    CONTENT,
    "advertisement",
    "subscription",
    "navigation",
    "social",
    "comment",
    "legal",
    "metadata",
)
"""Every label, in the column order of all score arrays."""

DESCRIPTIONS: Final[dict[str, str]] = {
    CONTENT: "what the reader came for: headline, body, lists, tables, quotes, captions",
    "advertisement": "promotion of something the article is not about, and its markers",
    "subscription": "newsletter, registration, paywall, donation and app pleas",
    "navigation": "menus, related and recommended links, tags, page widgets",
    "social": "share and follow bars, embed leftovers, comment counters",
    "comment": "what readers wrote under the article",
    "legal": "copyright, cookies, privacy, terms, disclosures",
    "metadata": "bylines, author bios, dates, credits, correction notes",
}
"""What each label covers, in one line."""
