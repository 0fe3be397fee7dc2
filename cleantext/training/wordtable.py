"""Learn the word table: which words go together in articles, and how rare each is.

Floor 5. Knows words by their hash only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from cleantext.errors import TrainingError
from cleantext.features.words import COMMON, RAREST, WordTable
from cleantext.hashing import check_of, rows_of
from cleantext.segmenter import segment_batch
from cleantext.tokens import encode, tokenize
from cleantext.training.meanings import meaning_table

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LETTERS_ALONE: Final = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800))
"""Thai and Lao, Burmese, Khmer: written without spaces, so that each letter is a token. No letter is a
word, or a model that knew the alphabet would take itself to know the language."""


@dataclass(frozen=True, slots=True)
class WordTableOptions:
    """How the word table is learnt.

    Attributes
    ----------
    bits : int
        The table has `2**bits` rows.
    n_topics : int
        Dimensions that begin as latent semantic analysis; those of the meanings
        that ship with the package come beside them.
    n_words : int
        At most so many words, the most widespread ones, get a vector.
    min_articles : int
        A word in fewer articles gets none.
    n_steps : int
        Steps of the refinement in which a paragraph learns to find its own
        article among others; 0 leaves the dimensions as they begin.
    n_articles_a_step : int
    learning_rate : float
    temperature : float
        Divides cosines before the softmax over articles.
    """

    bits: int = 17
    n_topics: int = 24
    n_words: int = 60_000
    min_articles: int = 3
    n_steps: int = 1000
    n_articles_a_step: int = 384
    learning_rate: float = 0.01
    temperature: float = 0.18


@dataclass(frozen=True, slots=True)
class _Counts:
    """Word counts of paragraphs, one matrix row a paragraph; none of common words."""

    matrix: "csr_matrix"
    article: NDArray[np.int64]
    words: NDArray[np.uint32]
    n_articles_with: NDArray[np.int64]


def learn_word_tables(
    texts: Sequence[str], fold: NDArray[np.int64], n_folds: int, options: WordTableOptions, seed: int,
    n_jobs: int,
) -> list[WordTable]:  # fmt: skip
    """Learn a word table without each fold, and one from everything.

    Parameters
    ----------
    texts : sequence of str
        Articles, each mostly about one thing.
    fold : ndarray of shape (n_texts,), int64
    n_folds : int
    options : WordTableOptions
    seed : int
    n_jobs : int
        Processes.

    Returns
    -------
    list of WordTable
        Of length n_folds + 1. Their dimensions differ; how directions compare does not.
    """
    chosen = [[text for text, f in zip(texts, fold, strict=True) if f != index] for index in range(n_folds)]
    learnt = Parallel(n_jobs=n_jobs)(
        delayed(_learn)(part, options, seed) for part in ([*chosen, list(texts)])
    )
    return [_pack(counts, vectors, options) for counts, vectors in learnt]


def _learn(
    texts: Sequence[str], options: WordTableOptions, seed: int
) -> tuple["_Counts", NDArray[np.float32]]:
    rng = np.random.default_rng(seed)
    with threadpool_limits(1):
        counts = _count_paragraphs(texts, options)
        vectors = np.hstack([_topics(counts, options, rng), _meanings(counts)])
        if options.n_steps:
            vectors = _refine(counts, vectors, options, rng)
    return replace(counts, matrix=counts.matrix[:0]), vectors


def _count_paragraphs(texts: Sequence[str], options: WordTableOptions) -> _Counts:
    from scipy.sparse import csr_matrix, diags

    if not texts:
        raise TrainingError(
            "too few articles with two content paragraphs or more: from their company, words are learnt"
        )
    words, paragraph, article = [], [], []
    n_paragraphs = 0
    for index, text in enumerate(texts):
        encoded = encode([text])
        segments = segment_batch(encoded)
        tokens = tokenize(encoded.codes, encoded.kinds)
        first = encoded.codes[tokens.start]
        is_word = tokens.is_word & ~np.any(
            [(low <= first) & (first < end) for low, end in _LETTERS_ALONE], axis=0
        )
        words.append(tokens.word[is_word])
        within = np.searchsorted(segments.start, tokens.start[is_word], side="right") - 1
        paragraph.append(within + n_paragraphs)
        article.append(np.full(len(segments.start), index))
        n_paragraphs += len(segments.start)
    every, columns = np.unique(np.concatenate(words), return_inverse=True)
    rows = np.concatenate(paragraph)
    article_of = np.concatenate(article)
    shape = (n_paragraphs, len(every))
    matrix = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    in_article = csr_matrix(
        (np.ones(len(rows), np.float32), (article_of[rows], columns)), shape=(len(texts), len(every))
    )
    in_article.sum_duplicates()
    n_articles_with = np.bincount(in_article.indices, minlength=len(every))
    widespread = np.argsort(-n_articles_with, kind="stable")[: options.n_words]
    chosen = np.sort(widespread[n_articles_with[widespread] >= options.min_articles])
    if not len(chosen):
        raise TrainingError(
            f"no word stands in {options.min_articles} of the articles: they share too little"
        )
    counts = _Counts(matrix[:, chosen].tocsr(), article_of, every[chosen], n_articles_with[chosen])
    telling = csr_matrix(counts.matrix @ diags((_rarity(counts) >= COMMON).astype(np.float32)))
    telling.eliminate_zeros()
    return replace(counts, matrix=telling)


def _idf(counts: _Counts) -> NDArray[np.float32]:
    n_articles = int(counts.article[-1]) + 1
    return np.log((n_articles + 1) / (counts.n_articles_with + 1)).astype(np.float32) + np.float32(0.1)


def _rarity(counts: _Counts) -> NDArray[np.uint8]:
    """Return how rare each word is, as the word table stores it."""
    highest = np.log(int(counts.article[-1]) + 2) + 0.1
    rarity: NDArray[np.uint8] = np.clip(np.rint(_idf(counts) / highest * 255), 0, 255).astype(np.uint8)
    return rarity


def _topics(counts: _Counts, options: WordTableOptions, rng: np.random.Generator) -> NDArray[np.float32]:
    """Latent semantic analysis of paragraphs; rows are weighted by rarity."""
    from sklearn.preprocessing import normalize
    from sklearn.utils.extmath import randomized_svd

    idf = _idf(counts)
    weighted = counts.matrix.copy()
    weighted.data = np.log1p(weighted.data) * idf[weighted.indices]
    weighted = normalize(weighted)
    n_topics = min(options.n_topics, *(size - 1 for size in weighted.shape))
    _, values, right = randomized_svd(weighted, n_topics, n_iter=4, random_state=int(rng.integers(1 << 31)))
    vectors = np.zeros((len(idf), options.n_topics), np.float32)
    is_real = values > np.finfo(np.float32).eps * values.max()  # articles of few words have few topics
    vectors[:, :n_topics][:, is_real] = right[is_real].T / np.sqrt(values[is_real])[None, :]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return vectors * idf[:, None]


def _meanings(counts: _Counts) -> NDArray[np.float32]:
    """What the words mean, altogether as long as the topics; zero for those of unknown meaning."""
    vectors = meaning_table().of(counts.words).astype(np.float32)
    idf = _idf(counts)
    vectors *= np.sqrt((idf * idf).sum() / max(float((vectors * vectors).sum()), 1e-6))
    return vectors


def _refine(
    counts: _Counts, vectors: NDArray[np.float32], options: WordTableOptions, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Let paragraphs learn to find the rest of their own article among others.

    Gradient descent (Adam) on the cross-entropy of cosines between a paragraph
    and the rest of its article, against the other articles of the step. Source:
    the InfoNCE loss (van den Oord et al. 2018).
    """
    from scipy.sparse import csr_matrix

    n_known = np.asarray(counts.matrix.sum(axis=1)).ravel()
    usable = np.flatnonzero(n_known >= 5)
    first = np.searchsorted(counts.article[usable], np.arange(counts.article[-1] + 2))
    candidates = np.flatnonzero(np.diff(first) >= 2)
    if len(candidates) < 8:
        return vectors
    spread = np.sqrt(np.maximum(n_known, 1))
    matrix = counts.matrix.multiply(1 / spread[:, None]).tocsr().astype(np.float32)
    membership = csr_matrix(
        (np.ones(len(counts.article), np.float32), (counts.article, np.arange(len(counts.article))))
    )
    whole = (membership @ matrix).tocsr()
    n_step = min(options.n_articles_a_step, len(candidates))
    mean, square = np.zeros_like(vectors), np.zeros_like(vectors)
    vectors = vectors.copy()
    for step in range(1, options.n_steps + 1):
        drawn = rng.choice(candidates, n_step, replace=False)
        low, high = first[drawn], first[drawn + 1]
        chosen = usable[low + (rng.random(n_step) * (high - low)).astype(np.int64)]
        part = matrix[chosen]
        rest = whole[drawn] - part
        rate = options.learning_rate * 0.5 * (1 + np.cos(np.pi * step / options.n_steps))
        gradient = _contrast(part, rest, vectors, options.temperature)
        mean += 0.1 * (gradient - mean)
        square += 0.01 * (gradient * gradient - square)
        correction = np.sqrt(1 - 0.99**step) / (1 - 0.9**step)
        vectors -= rate * correction * mean / (np.sqrt(square) + 1e-8)
    return vectors


def _contrast(
    part: "csr_matrix", rest: "csr_matrix", vectors: NDArray[np.float32], temperature: float
) -> NDArray[np.float32]:
    """Return the gradient of telling each part's own rest from the others'."""
    left, left_norm = _directions(part @ vectors)
    right, right_norm = _directions(rest @ vectors)
    logits = left @ right.T / np.float32(temperature)
    n = len(logits)
    by_row = np.exp(logits - logits.max(axis=1, keepdims=True))
    by_row /= by_row.sum(axis=1, keepdims=True)
    by_column = np.exp(logits - logits.max(axis=0, keepdims=True))
    by_column /= by_column.sum(axis=0, keepdims=True)
    own = np.arange(n)
    slope = (by_row + by_column) / 2
    slope[own, own] -= 1
    slope /= np.float32(n * temperature)
    to_left, to_right = slope @ right, slope.T @ left
    to_left = (to_left - left * (to_left * left).sum(1, keepdims=True)) / left_norm
    to_right = (to_right - right * (to_right * right).sum(1, keepdims=True)) / right_norm
    gradient: NDArray[np.float32] = part.T @ to_left + rest.T @ to_right
    return gradient


def _directions(rows: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    length = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6))
    return rows / length, length


def _pack(counts: _Counts, vectors: NDArray[np.float32], options: WordTableOptions) -> WordTable:
    """Put the vectors into rows by hash; of two words on one row the wider spread stays."""
    n_rows = 1 << options.bits
    row = rows_of(counts.words, n_rows)
    table = np.zeros((n_rows, vectors.shape[1]), np.int8)
    check = np.zeros(n_rows, np.uint8)
    rarity = np.full(n_rows, RAREST)
    rising = np.argsort(counts.n_articles_with, kind="stable")
    scale = 127 / max(float(np.quantile(np.abs(vectors), 0.9995)), 1e-6)
    table[row[rising]] = np.clip(np.rint(vectors[rising] * scale), -127, 127)
    check[row[rising]] = check_of(counts.words[rising])
    rarity[row[rising]] = _rarity(counts)[rising]
    return WordTable(table, check, rarity)
