"""Text of all kinds for hypothesis: wild characters, and what looks like articles."""

from hypothesis import strategies as st

_WORDS = (
    "the ferry Ferry FERRY harbour ÉTÉ été Straße ǅemal Ölpreis don't e-mail naïve 1984 3.5 12,000 U.S. "
    "Mr. Dr. z.B. J. K. a.m. etc. No. Subscribe Share © €20 100% www.example.org @harbourpost #ferry • – — | "
    "» “Stop!” (see below) said: said, Really? Never! … 東京 です。 新聞「朝日」。 北京。上海！ ข่าว "
    "सच्चाई। שלום مرحبا؟ Привет мир. 뉴스 입니다. 𝒳 😀 👩\u200d🚀 a\u0301 نمی\u200cخواهم co\u00adop"
)
WORDS = tuple(_WORDS.split(" "))
SPACES = (" ", " ", " ", " ", "  ", "\t", "\u00a0", "\u3000", "\u200b", "\ufeff", "\x1f")
BREAKS = (
    "\n", "\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u0085", "\f", "\v",
    "\n \n", " \n", "\n\u200b\n",
)  # fmt: skip
STOPS = (". ", "! ", "? ", ".” ", "。", "！", ".", "...")

wild_texts = st.text(st.characters(), max_size=200)
"""Any code points: surrogates, controls, astral planes."""

sentences = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)), min_size=1, max_size=14).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)

article_texts = st.lists(st.tuples(sentences, st.sampled_from(BREAKS + STOPS)), max_size=10).map(
    lambda pairs: "".join(sentence + after for sentence, after in pairs)
)
"""Sentences of many scripts with every kind of white space and line break between."""

flat_texts = st.lists(st.tuples(sentences, st.sampled_from(STOPS)), min_size=1, max_size=10).map(
    lambda pairs: "".join(sentence.strip() + after for sentence, after in pairs)
)
"""Articles on one long line."""


@st.composite
def wrapped_texts(draw: st.DrawFn) -> str:
    """Draw paragraphs of words, wrapped hard, some in scripts without spaces."""
    width = draw(st.integers(38, 90))
    space = draw(st.sampled_from((" ", "")))
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60))
    text = space.join(words) * draw(st.integers(1, 6))
    line_break = draw(st.sampled_from(("\n", "\r\n", "\r", "\u2028")))
    return line_break.join(text[start : start + width] for start in range(0, len(text), width))


texts = st.one_of(article_texts, wild_texts, flat_texts, wrapped_texts())
"""Articles and worse."""

batches = st.lists(texts, max_size=4)
