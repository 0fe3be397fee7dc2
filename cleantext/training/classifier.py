"""The classifier as a scikit-learn estimator: fit on articles and their labels.

Floor 5: imports features, model and the word table's training.
"""

import logging
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from cleantext.errors import TrainingError
from cleantext.features.coherence import WordTable
from cleantext.features.inputs import Evidence, first_inputs, gather_evidence, second_inputs
from cleantext.features.wording import ENDS, FAMILIES, Wording
from cleantext.labels import LABELS
from cleantext.model import Calibration, Model, Network
from cleantext.segmenter import Segments
from cleantext.training.batches import batches
from cleantext.training.examples import UNKNOWN
from cleantext.training.wordtable import WordTableOptions, learn_word_table

_log = logging.getLogger(__name__)
_WORDING_LIMIT = 8191
"""Largest stored wording weight: leaves int16 headroom to spare."""


class SegmentClassifier(ClassifierMixin, BaseEstimator):
    """Judge each segment of an article in its article.

    A linear model over hashed wording, then two small networks over wording
    scores, shape, coherence and neighbours; the second also sees the first
    one's verdict. Each stage is trained on verdicts of the stage before that
    were made without the page in question.

    Parameters
    ----------
    wording_bits : int
        The wording table has `2**wording_bits` rows.
    wording_alpha : float
        Regularisation of the linear model.
    hidden : tuple of int
        Units of the networks' hidden layers.
    alpha : float
        Regularisation of the networks.
    n_networks : int
        Networks averaged in each pass.
    n_epochs : int
        Passes over the data; the rate falls to a tenth over the last third.
    n_folds : int
        Folds by page for verdicts out of fold.
    length_power : float
        A content segment of n characters counts `(n / 150)**length_power` times,
        within [0.5, 4]: what is lost is counted in characters.
    word_options : WordTableOptions
    random_state : int
    n_jobs : int
        Processes that train folds and networks side by side.

    Attributes
    ----------
    classes_ : ndarray of shape (8,), str
        LABELS.
    model_ : Model
        The trained model, not calibrated, without thresholds.

    Examples
    --------
    >>> from sklearn.base import clone
    >>> clone(SegmentClassifier(n_epochs=3)).n_epochs
    3
    """

    def __init__(
        self,
        *,
        wording_bits: int = 18,
        wording_alpha: float = 2e-6,
        hidden: tuple[int, ...] = (128, 64),
        alpha: float = 1e-3,
        n_networks: int = 3,
        n_epochs: int = 9,
        n_folds: int = 4,
        length_power: float = 0.0,
        word_options: WordTableOptions | None = None,
        random_state: int = 0,
        n_jobs: int = 2,
    ) -> None:
        self.wording_bits = wording_bits
        self.wording_alpha = wording_alpha
        self.hidden = hidden
        self.alpha = alpha
        self.n_networks = n_networks
        self.n_epochs = n_epochs
        self.n_folds = n_folds
        self.length_power = length_power
        self.word_options = word_options
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[Sequence[str | int | None]],
        *,
        groups: Sequence[str] | None = None,
        sample_weight: ArrayLike | None = None,
        background: Sequence[str] | None = None,
        word_table: WordTable | None = None,
        on_step: Callable[[str, float], None] | None = None,
    ) -> Self:
        """Train all stages.

        Parameters
        ----------
        X : sequence of str
            Articles.
        y : sequence of sequences
            For each article a label, its column in LABELS, or None (unknown)
            for every segment that `cleantext.segment` yields.
        groups : sequence of str, optional
            The page or site each article belongs to; no group is on both sides
            of a fold. Each article is its own group where not given.
        sample_weight : array-like of shape (n_articles,), optional
            What each segment of an article counts for.
        background : sequence of str, optional
            Articles to learn words from; `X` where not given.
        word_table : WordTable, optional
            A table learnt before, instead of learning one.
        on_step : callable, optional
            Called with a step's name and the share of the work done.

        Returns
        -------
        SegmentClassifier

        Raises
        ------
        TrainingError
            The numbers of segments and labels differ, or fewer than two labels occur.
        """
        step = on_step or (lambda name, share: None)
        rng = np.random.default_rng(self.random_state)
        step("learning words", 0.0)
        table = word_table or learn_word_table(
            background if background is not None else X, self.word_options or WordTableOptions(), rng
        )
        step("measuring paragraphs", 0.08)
        evidence = gather_all(X, table)
        codes = self._codes(X, y, evidence)
        weights = self._weights(evidence, codes, sample_weight)
        fold = self._folds(evidence, groups, rng)
        known = codes >= 0
        if len(np.unique(codes[known])) < 2:
            raise TrainingError("the articles carry fewer than two different labels: nothing to tell apart")

        step("wording", 0.12)
        matrix = wording_matrix(evidence.wording, self.wording_bits)
        seeds = rng.integers(1 << 31, size=3)
        linear = self._across_folds(
            _fit_linear, matrix, codes, weights, fold, int(seeds[0]), self.wording_alpha
        )
        table_and_scale = _quantise(linear[-1])
        logits = np.zeros((len(codes), len(LABELS)), np.float32)
        for index, (coefficients, bias) in enumerate(linear[:-1]):
            held_out = fold == index
            logits[held_out] = matrix[held_out] @ coefficients.T + bias

        step("first pass", 0.3)
        inputs = first_inputs(evidence, logits)
        first, verdict = self._fit_pass(inputs, codes, weights, fold, int(seeds[1]), with_verdict=True)
        step("second pass", 0.75)
        inputs = second_inputs(evidence, inputs, verdict)
        second, _ = self._fit_pass(inputs, codes, weights, fold, int(seeds[2]), with_verdict=False)
        step("done", 1.0)

        self.classes_ = np.array(LABELS)
        self.model_ = Model(
            *table_and_scale, table, first, second, Calibration(np.zeros(1), np.zeros(1)), {}
        )
        return self

    def predict_proba(self, X: Sequence[str]) -> list[NDArray[np.float64]]:
        """Return for each article an ndarray of shape (n_segments, 8)."""
        check_is_fitted(self)
        return [self.model_.score([text]).scores for text in X]

    def predict(self, X: Sequence[str]) -> list[NDArray[np.str_]]:
        """Return for each article the label of each segment."""
        return [self.classes_[scores.argmax(axis=1)] for scores in self.predict_proba(X)]

    def _codes(
        self, X: Sequence[str], y: Sequence[Sequence[str | int | None]], evidence: Evidence
    ) -> NDArray[np.int64]:
        n_segments = np.bincount(evidence.segments.article, minlength=len(X))
        if len(X) != len(y):
            raise TrainingError(f"{len(X)} articles but labels for {len(y)}")
        for index, (labels, expected) in enumerate(zip(y, n_segments.tolist(), strict=True)):
            if len(labels) != expected:
                raise TrainingError(
                    f"article {index} has {expected} segments but {len(labels)} labels; "
                    "give one label for each span of cleantext.segment"
                )
        code_of: dict[str | int | None, int] = {label: code for code, label in enumerate(LABELS)}
        code_of |= {code: code for code in range(len(LABELS))}
        flat = (label for labels in y for label in labels)
        return np.array([code_of.get(label, UNKNOWN) for label in flat], np.int64)

    def _weights(
        self, evidence: Evidence, codes: NDArray[np.int64], sample_weight: ArrayLike | None
    ) -> NDArray[np.float64]:
        length = (evidence.segments.end - evidence.segments.start) / 150
        by_length = np.clip(length**self.length_power, 0.5, 4)
        weights = np.where(codes == 0, by_length, 1.0)
        if sample_weight is not None:
            weights = weights * np.asarray(sample_weight, float)[evidence.segments.article]
        return weights / weights[codes >= 0].mean()

    def _folds(
        self, evidence: Evidence, groups: Sequence[str] | None, rng: np.random.Generator
    ) -> NDArray[np.int64]:
        n_articles = int(evidence.segments.article[-1]) + 1
        named = np.arange(n_articles) if groups is None else np.unique(groups, return_inverse=True)[1]
        fold_of_group = rng.permutation(int(named.max()) + 1) % self.n_folds
        folds: NDArray[np.int64] = fold_of_group[named][evidence.segments.article]
        return folds

    def _across_folds(
        self, fit: Callable[..., Any], rows: Any, codes: NDArray[np.int64],
        weights: NDArray[np.float64], fold: NDArray[np.int64], *rest: object,
    ) -> list[Any]:  # fmt: skip
        """Fit once without each fold, then on everything."""
        trained = [np.flatnonzero((codes >= 0) & (fold != index)) for index in range(self.n_folds)]
        trained.append(np.flatnonzero(codes >= 0))
        run = Parallel(n_jobs=self.n_jobs)
        return list(run(delayed(fit)(rows, codes, weights, chosen, *rest) for chosen in trained))

    def _fit_pass(
        self, inputs: NDArray[np.float32], codes: NDArray[np.int64], weights: NDArray[np.float64],
        fold: NDArray[np.int64], seed: int, *, with_verdict: bool,
    ) -> tuple[Network, NDArray[np.float32]]:  # fmt: skip
        """Fit the networks of one pass, and its verdicts out of fold."""
        mean = inputs.mean(axis=0, dtype=np.float64).astype(np.float32)
        deviation = inputs.std(axis=0, dtype=np.float64)
        factor = (1 / np.maximum(deviation, 1e-3)).astype(np.float32)
        standard = np.clip((inputs - mean) * factor, -6, 6)
        everything = np.flatnonzero(codes >= 0)
        jobs = [(everything, seed + index) for index in range(self.n_networks)]
        if with_verdict:
            jobs += [
                (np.flatnonzero((codes >= 0) & (fold != index)), seed + 100 + index)
                for index in range(self.n_folds)
            ]
        options = {"hidden": self.hidden, "alpha": self.alpha, "n_epochs": self.n_epochs}
        fitted = Parallel(n_jobs=self.n_jobs)(
            delayed(_fit_network)(standard, codes, weights, chosen, seed, **options)
            for chosen, seed in jobs
        )
        network = _stack(fitted[: self.n_networks], mean, factor)
        verdict = np.zeros((len(codes), len(LABELS)), np.float32)
        for index, layers in enumerate(fitted[self.n_networks :]):
            held_out = np.flatnonzero(fold == index)
            alone = _stack([layers], mean, factor)
            verdict[held_out] = alone.predict(inputs[held_out], np.array([0, len(held_out)]))
        return network, verdict


def gather_all(texts: Sequence[str], table: WordTable) -> Evidence:
    """Gather the evidence of many articles, batch by batch."""
    parts: list[Evidence] = []
    n_before = 0
    for batch in batches(texts):
        part = gather_evidence(batch, table)
        moved = part.segments._replace(article=part.segments.article + n_before)
        parts.append(part._replace(segments=moved))
        n_before += len(batch)
    n_tokens = np.cumsum([0, *(len(part.wording.running) for part in parts)])
    return Evidence(
        Segments(*map(np.concatenate, zip(*(part.segments for part in parts), strict=True))),
        Wording(
            np.concatenate([part.wording.running for part in parts]),
            np.concatenate([part.wording.ends for part in parts]),
            np.concatenate(
                [[0], *(part.wording.bounds[1:] + n for part, n in zip(parts, n_tokens, strict=False))]
            ),
        ),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("shape", "overlap", "units", "weights")
        ),
    )


def wording_matrix(hashes: Wording, bits: int) -> csr_matrix:
    """Return the hashed wording as a sparse matrix, rows divided by the root of their size."""
    shift = np.uint32(32 - bits)
    n_tokens = np.diff(hashes.bounds)
    n_ends = np.where(n_tokens > 0, len(ENDS), 0)
    size = n_tokens * len(FAMILIES) + n_ends
    pointer = np.concatenate([[0], np.cumsum(size)])
    is_end = np.zeros(int(pointer[-1]), bool)
    at = pointer[1:][n_tokens > 0, None] - len(ENDS) + np.arange(len(ENDS))
    is_end[at] = True
    columns = np.empty(len(is_end), np.int32)
    columns[is_end] = (hashes.ends[n_tokens > 0] >> shift).ravel()
    columns[~is_end] = (hashes.running >> shift).ravel()
    values = np.repeat(1 / np.sqrt(np.maximum(size, 1)), size).astype(np.float32)
    matrix = csr_matrix((values, columns, pointer), shape=(len(n_tokens), 1 << bits))
    matrix.sum_duplicates()
    return matrix


def _fit_linear(
    matrix: csr_matrix, codes: NDArray[np.int64], weights: NDArray[np.float64],
    chosen: NDArray[np.int64], seed: int, alpha: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:  # fmt: skip
    """Fit one-against-all logistic regressions; labels that do not occur get log-odds -9."""
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
    return coefficients, bias


def _quantise(
    linear: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> tuple[NDArray[np.int16], NDArray[np.float32], NDArray[np.float32]]:
    coefficients, bias = linear
    scale = np.maximum(np.abs(coefficients).max(axis=1), 1e-6) / _WORDING_LIMIT
    return (
        np.ascontiguousarray(np.rint(coefficients / scale[:, None]).astype(np.int16).T),
        scale.astype(np.float32),
        bias,
    )


Layers = tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]


def _fit_network(
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


def _stack(
    fitted: Sequence[Layers], mean: NDArray[np.float32], factor: NDArray[np.float32]
) -> Network:
    weights = tuple(np.stack(layer) for layer in zip(*(w for w, _ in fitted), strict=True))
    biases = tuple(np.stack(layer)[:, None, :] for layer in zip(*(b for _, b in fitted), strict=True))
    return Network(mean, factor, weights, biases)
