"""Fit the single stages of the model with scikit-learn, and take their weights out.

Floor 5.
"""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from cleantext.errors import TrainingError
from cleantext.features.inputs import Said
from cleantext.features.wording import ENDS, FAMILIES, LinearModel, Wording, score_ends, score_words
from cleantext.labels import LABELS
from cleantext.network import Network
from cleantext.training.gathering import feature_matrix

_WORDING_LIMIT = 8191
"""Largest stored wording weight: leaves int16 headroom to spare."""

Layers = tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]
"""Weights and biases of one network, layer by layer."""


def fit_wording(
    hashes: Wording, codes: NDArray[np.int64], weights: NDArray[np.float64], fold: NDArray[np.int64],
    seed: int, *, bits: int, alpha: float, n_jobs: int,
) -> tuple[LinearModel, LinearModel, Said]:  # fmt: skip
    """Fit the models of all words and of the first and last; return with them what they say out of fold."""
    n_tokens = np.diff(hashes.bounds)
    has_tokens = n_tokens > 0
    known = codes >= 0
    folds = range(int(fold.max()) + 1)
    chosen = [np.flatnonzero(known & (fold != index)) for index in folds] + [np.flatnonzero(known)]
    words, ends = (
        Parallel(n_jobs=n_jobs)(
            delayed(fit_linear)(matrix, codes, weights, rows, seed, alpha) for rows in chosen
        )
        for matrix in (
            feature_matrix(hashes.running.ravel(), n_tokens * len(FAMILIES), bits),
            feature_matrix(hashes.ends[has_tokens].ravel(), has_tokens * len(ENDS), bits),
        )
    )
    said = Said(*(np.zeros((len(codes), len(LABELS)), np.float32) for _ in range(3)))
    for index in folds:
        held_out = fold == index
        apart = (*score_words(words[index], hashes), score_ends(ends[index], hashes))
        for whole, part in zip(said, apart, strict=True):
            whole[held_out] = part[held_out]
    return words[-1], ends[-1], said


def fit_linear(
    matrix: csr_matrix, codes: NDArray[np.int64], weights: NDArray[np.float64],
    chosen: NDArray[np.int64], seed: int, alpha: float,
) -> LinearModel:  # fmt: skip
    """Fit one-against-all logistic regressions; labels that do not occur get log-odds -9.

    Raises
    ------
    TrainingError
        The rows carry a single label.
    """
    if len(np.unique(codes[chosen])) < 2:
        raise TrainingError(
            "all residue, or all content, stands in too few pages or sites: without some of them a single "
            "label is left; label more of it elsewhere"
        )
    classifier = SGDClassifier(
        loss="log_loss", alpha=alpha, max_iter=6, tol=None, random_state=seed, average=True
    )
    with threadpool_limits(1):
        classifier.fit(matrix[chosen], codes[chosen], sample_weight=weights[chosen])
    coefficients = np.zeros((len(LABELS), matrix.shape[1]), np.float32)
    bias = np.full(len(LABELS), -9, np.float32)
    if len(classifier.classes_) == 2:
        coefficients[classifier.classes_] = np.vstack([-classifier.coef_, classifier.coef_])
        bias[classifier.classes_] = [-classifier.intercept_[0], classifier.intercept_[0]]
    else:
        coefficients[classifier.classes_] = classifier.coef_
        bias[classifier.classes_] = classifier.intercept_
    return _quantise(coefficients, bias)


def _quantise(coefficients: NDArray[np.float32], bias: NDArray[np.float32]) -> LinearModel:
    scale = np.maximum(np.abs(coefficients).max(axis=1), 1e-6) / _WORDING_LIMIT
    table = np.ascontiguousarray(np.rint(coefficients / scale[:, None]).astype(np.int16).T)
    return LinearModel(table, scale.astype(np.float32), bias)


class Rows(NamedTuple):
    """What the networks of a pass are fitted on.

    Attributes
    ----------
    inputs : ndarray of shape (n_rows, n_inputs), float32
    codes : ndarray of shape (n_rows,), int64
        Columns in LABELS; negative for what is unknown.
    weights : ndarray of shape (n_rows,), float64
    fold : ndarray of shape (n_rows,), int64
    """

    inputs: NDArray[np.float32]
    codes: NDArray[np.int64]
    weights: NDArray[np.float64]
    fold: NDArray[np.int64]

    def out_of_fold(self, networks: Sequence[Network]) -> NDArray[np.float32]:
        """Return of every row what the network says that was fitted without its fold."""
        verdict = np.zeros((len(self.codes), len(LABELS)), np.float32)
        for index, network in enumerate(networks):
            held_out = np.flatnonzero(self.fold == index)
            verdict[held_out] = network.predict(self.inputs[held_out])
        return verdict


def fit_network(
    standard: NDArray[np.float32], codes: NDArray[np.int64], weights: NDArray[np.float64],
    chosen: NDArray[np.int64], seed: int, *, hidden: tuple[int, ...], alpha: float, n_epochs: int,
) -> Layers:  # fmt: skip
    """Fit one network; the learning rate falls in steps towards the end."""
    rows, labels, row_weights = standard[chosen], codes[chosen], weights[chosen].astype(np.float32)
    n_late = max(1, n_epochs // 6)
    network = MLPClassifier(
        hidden, alpha=alpha, batch_size=min(512, len(rows)), random_state=seed,
        warm_start=True, tol=0.0, n_iter_no_change=n_epochs + 1,
    )  # fmt: skip
    with threadpool_limits(1):
        for rate, n_iterations in ((1e-3, n_epochs - 2 * n_late), (3e-4, n_late), (1e-4, n_late)):
            network.set_params(learning_rate_init=rate, max_iter=n_iterations)
            with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):
                network.fit(rows, labels, sample_weight=row_weights)
    return _all_labels(network)


def _all_labels(network: MLPClassifier) -> Layers:
    """Widen the last layer to all eight labels; those that do not occur get log-odds -20."""
    weights = [np.asarray(layer, np.float32) for layer in network.coefs_]
    biases = [np.asarray(layer, np.float32) for layer in network.intercepts_]
    last = np.zeros((weights[-1].shape[0], len(LABELS)), np.float32)
    bias = np.full(len(LABELS), -20, np.float32)
    if len(network.classes_) == 2:
        last[:, network.classes_[1]] = weights[-1][:, 0]
        bias[network.classes_] = [0, biases[-1][0]]
    else:
        last[:, network.classes_] = weights[-1]
        bias[network.classes_] = biases[-1]
    return [*weights[:-1], last], [*biases[:-1], bias]


def stack(fitted: Sequence[Layers], mean: NDArray[np.float32], factor: NDArray[np.float32]) -> Network:
    """Put networks of one shape together, rounded and to be averaged."""
    weights = tuple(np.stack(layer) for layer in zip(*(w for w, _ in fitted), strict=True))
    biases = tuple(np.stack(layer)[:, None, :] for layer in zip(*(b for _, b in fitted), strict=True))
    return Network.rounded(mean, factor, weights, biases)
