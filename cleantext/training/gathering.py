"""Gather the evidence of all training articles, and the wording as a sparse matrix.

Floor 5.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cleantext.batches import in_batches
from cleantext.features.extents import extents
from cleantext.features.inputs import Evidence, gather_evidence
from cleantext.features.meaning import MeaningTable
from cleantext.features.overlap import Echoes
from cleantext.features.wording import Wording
from cleantext.features.words import WordTable
from cleantext.hashing import rows_of
from cleantext.segmenter import Segments


def gather_all(texts: Sequence[str], table: WordTable, meanings: MeaningTable) -> Evidence:
    """Gather the evidence of many articles, batch by batch."""
    parts: list[Evidence] = []
    n_before = 0
    for batch in in_batches(texts):
        part = gather_evidence(batch, table, meanings)
        moved = part.segments._replace(article=part.segments.article + n_before)
        parts.append(part._replace(segments=moved))
        n_before += len(batch)
    n_tokens = np.cumsum([0, *(len(part.wording.running) for part in parts)])
    segments = Segments(*map(np.concatenate, zip(*(part.segments for part in parts), strict=True)))
    return Evidence(
        segments,
        extents(segments.article),
        Wording(
            np.concatenate([part.wording.running for part in parts]),
            np.concatenate([part.wording.ends for part in parts]),
            np.concatenate(
                [[0], *(part.wording.bounds[1:] + n for part, n in zip(parts, n_tokens, strict=False))]
            ),
        ),
        np.concatenate([part.shape for part in parts]),
        np.concatenate([part.overlap for part in parts]),
        _join_echoes(parts),
        np.concatenate([part.meaning for part in parts]),
        np.concatenate([part.units for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _join_echoes(parts: Sequence[Evidence]) -> Echoes:
    n_segments = np.cumsum([0, *(len(part.units) for part in parts)])
    n_echoes = np.cumsum([0, *(len(part.echoes.segment) for part in parts)])
    return Echoes(
        np.concatenate([part.echoes.segment + n for part, n in zip(parts, n_segments, strict=False)]),
        np.concatenate(
            [[0], *(part.echoes.bounds[1:] + n for part, n in zip(parts, n_echoes, strict=False))]
        ),
    )


def gather_out_of_fold(
    texts: Sequence[str], fold: NDArray[np.int64], tables: Sequence[WordTable], meanings: MeaningTable
) -> Evidence:
    """Gather evidence with word tables that were learnt without the article in question.

    A table knows the articles it was learnt from too well: their paragraphs fit
    better than those of an unseen article ever will. (Which words are rare it
    knows no better; echoes and meaning are those of the last table.)

    Parameters
    ----------
    texts : sequence of str
    fold : ndarray of shape (n_texts,), int64
    tables : sequence of WordTable
        One for each fold, and last the one learnt from everything.
    meanings : MeaningTable

    Returns
    -------
    Evidence
    """
    evidence = gather_all(texts, tables[-1], meanings)
    of_segment = fold[evidence.segments.article]
    for index, table in enumerate(tables[:-1]):
        held_out = np.flatnonzero(of_segment == index)
        if len(held_out):
            part = gather_all([texts[n] for n in np.flatnonzero(fold == index).tolist()], table, meanings)
            for name in ("overlap", "units", "weights"):
                getattr(evidence, name)[held_out] = getattr(part, name)
    return evidence


def feature_matrix(hashes: NDArray[np.uint32], n_features: NDArray[np.int64], bits: int) -> csr_matrix:
    """Return hashed features as a sparse matrix, rows divided by the root of their size.

    Parameters
    ----------
    hashes : ndarray of shape (n_hashes,), uint32
        Row after row.
    n_features : ndarray of shape (n_rows,), int64
        How many are of each row.
    bits : int
        The matrix has `2**bits` columns.

    Returns
    -------
    csr_matrix of shape (n_rows, 2**bits), float32
    """
    columns = rows_of(hashes, 1 << bits).astype(np.int32)
    values = np.repeat(1 / np.sqrt(np.maximum(n_features, 1)), n_features).astype(np.float32)
    pointer = np.concatenate([[0], np.cumsum(n_features)])
    matrix = csr_matrix((values, columns, pointer), shape=(len(n_features), 1 << bits))
    matrix.sum_duplicates()
    return matrix
