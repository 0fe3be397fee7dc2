"""The classifier as a scikit-learn estimator: fit on articles and their labels.

Floor 5.
"""

from collections.abc import Callable, Sequence
from typing import Final, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from cleantext.articles import checked_articles
from cleantext.errors import TrainingError
from cleantext.features.coherence import compare
from cleantext.features.inputs import Evidence, first_inputs, second_inputs
from cleantext.labels import LABELS
from cleantext.model import Calibration, Model, unsure
from cleantext.network import MOST_DEVIATIONS, Network
from cleantext.training.gathering import gather_out_of_fold
from cleantext.training.lessons import check_lessons
from cleantext.training.meanings import meaning_table
from cleantext.training.stages import Rows, fit_network, fit_wording, stack
from cleantext.training.wordtable import WordTableOptions, learn_word_tables

LEAST_EPOCHS: Final = 3
"""One for each learning rate of `stages.fit_network`."""


class SegmentClassifier(ClassifierMixin, BaseEstimator):
    """Judge each segment of an article in its article.

    Two linear models over hashed wording, one of all words and one of the first
    and last; then two small networks over what these say, shape, coherence and
    neighbours; the second also sees the first one's verdict, and judges only what
    that is not sure is content. Each stage is trained on verdicts of the stage
    before that were made without the page in question. The defaults' source: benchmarks/EXPERIMENTS.md.

    Parameters
    ----------
    wording_bits : int
        Each table of wording has `2**wording_bits` rows.
    wording_alpha : float
        Regularisation of the linear models.
    hidden : tuple of int
        Units of the networks' hidden layers.
    alpha : float
        Regularisation of the networks.
    n_networks : int
        Networks averaged in the second pass; the first has one.
    n_epochs : int
        Passes over the data, at least 3; the learning rate falls to a tenth
        towards the end.
    n_folds : int
        Folds by page for verdicts out of fold, at least 2.
    length_power : float
        A content segment of n characters counts `(n / 150)**length_power` times,
        within [0.5, 8]: what is lost is counted in characters.
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
        alpha: float = 0.4,
        n_networks: int = 6,
        n_epochs: int = 20,
        n_folds: int = 4,
        length_power: float = 0.75,
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
        background_groups: Sequence[str] | None = None,
        on_step: Callable[[str, float], None] | None = None,
    ) -> Self:
        """Train all stages.

        Parameters
        ----------
        X : sequence of str
            Articles.
        y : sequence of sequences
            For each article a label, its column in LABELS, or None (unknown)
            for every segment that `cleantext.segment` yields; or what
            `training.examples.label_segments` gives. Residue of an unnamed
            kind counts as unknown.
        groups : sequence of str, optional
            The page or site each article belongs to; no group is on both sides
            of a fold. Each article is its own group where not given.
        sample_weight : array-like of shape (n_articles,), optional
            What each segment of an article counts for.
        background : sequence of str, optional
            Articles to learn words from; `X` where not given.
        background_groups : sequence of str, optional
            The group of each of them; not to be given without them.
        on_step : callable, optional
            Called with a step's name and the share of the work done.

        Returns
        -------
        SegmentClassifier

        Raises
        ------
        TypeError
            `X` is no iterable of str.
        TrainingError
            The numbers of articles, segments, labels, groups or weights do not agree, a label
            is unknown, a weight is none, fewer than two labels occur, the groups are too few for
            the folds, or there are groups of no background.
        """
        if self.n_epochs < LEAST_EPOCHS or self.n_folds < 2:
            raise TrainingError(f"n_epochs must be at least {LEAST_EPOCHS}, and n_folds at least 2")
        step = on_step or (lambda name, share: None)
        rng = np.random.default_rng(self.random_state)
        texts, codes, groups, article_weights = check_lessons(X, y, groups, sample_weight)
        if len(np.unique(codes[codes >= 0])) < 2:
            raise TrainingError("the articles carry fewer than two different labels: nothing to tell apart")
        if background is None and background_groups is not None:
            raise TrainingError("background_groups are the groups of a background: give that too")
        if background is None:
            background, background_groups = texts, groups
        elif background_groups is None:
            background_groups = [f"background {n}" for n in range(len(background))]
        elif len(background_groups) != len(background):
            raise TrainingError(f"{len(background)} background texts but groups for {len(background_groups)}")
        fold_of = _draw_folds(self.n_folds, [*groups, *background_groups], rng)
        if len(fold_of) < self.n_folds:
            raise TrainingError(f"{len(fold_of)} groups of articles cannot make {self.n_folds} folds")
        article_fold = np.array([fold_of[name] for name in groups])
        background_fold = np.array([fold_of[name] for name in background_groups])
        step("learning words", 0.0)
        tables = learn_word_tables(
            background, background_fold, self.n_folds, self.word_options or WordTableOptions(),
            int(rng.integers(1 << 31)), self.n_jobs,
        )  # fmt: skip
        step("measuring paragraphs", 0.2)
        table, meanings = tables[-1], meaning_table()
        evidence = gather_out_of_fold(texts, article_fold, tables, meanings)
        weights = self._weights(evidence, codes, article_weights)
        fold = article_fold[evidence.segments.article]

        step("wording", 0.25)
        seeds = rng.integers(1 << 31, size=3)
        wording, ends, said = fit_wording(
            evidence.wording, codes, weights, fold, int(seeds[0]),
            bits=self.wording_bits, alpha=self.wording_alpha, n_jobs=self.n_jobs,
        )  # fmt: skip

        step("first pass", 0.45)
        similar = compare(evidence.units, evidence.where)
        inputs = first_inputs(evidence, similar, said)
        rows = Rows(inputs, codes, weights, fold)
        first, apart = self._fit_networks(rows, int(seeds[1]), 1, n_apart=self.n_folds)
        verdict = rows.out_of_fold(apart)
        step("second pass", 0.8)
        again = unsure(verdict)
        inputs = second_inputs(evidence, similar, inputs, verdict, again)
        rows = Rows(inputs, codes[again], weights[again], fold[again])
        second, _ = self._fit_networks(rows, int(seeds[2]), self.n_networks)

        self.classes_ = np.array(LABELS)
        self.model_ = Model(wording, ends, table, meanings, first, second, Calibration.identity(), {})
        return self

    def predict_proba(self, X: Sequence[str]) -> list[NDArray[np.float64]]:
        """Return for each article an ndarray of shape (n_segments, 8)."""
        check_is_fitted(self)
        return [self.model_.score([text]).scores for text in checked_articles(X)]

    def predict(self, X: Sequence[str]) -> list[NDArray[np.str_]]:
        """Return for each article the label of each segment."""
        return [self.classes_[scores.argmax(axis=1)] for scores in self.predict_proba(X)]

    def score(
        self,
        X: Sequence[str],
        y: Sequence[Sequence[str | int | None]],
        sample_weight: ArrayLike | None = None,
    ) -> float:
        """Return the share of segments of known label that `predict` labels right.

        Parameters
        ----------
        X, y
            As for `fit`.
        sample_weight : array-like of shape (n_articles,), optional
            What each segment of an article counts for.
        """
        texts, codes, _, article_weights = check_lessons(X, y, None, sample_weight)
        guesses = self.predict(texts)
        guess = [LABELS.index(label) for labels in guesses for label in labels.tolist()]
        weights = article_weights.repeat([len(labels) for labels in guesses])[codes >= 0]
        return float(np.average(np.array(guess)[codes >= 0] == codes[codes >= 0], weights=weights))

    def _weights(
        self, evidence: Evidence, codes: NDArray[np.int64], article_weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        length = (evidence.segments.end - evidence.segments.start) / 150
        by_length = np.clip(length**self.length_power, 0.5, 8)
        weights: NDArray[np.float64] = np.where(codes == 0, by_length, 1.0)
        weights *= article_weights[evidence.segments.article]
        weights /= weights[codes >= 0].mean()
        return weights

    def _fit_networks(
        self, rows: Rows, seed: int, n_networks: int, *, n_apart: int = 0
    ) -> tuple[Network, list[Network]]:
        """Fit the networks of a pass, to be averaged, and one for each of some folds without it."""
        mean = rows.inputs.mean(axis=0, dtype=np.float64).astype(np.float32)
        deviation = rows.inputs.std(axis=0, dtype=np.float64)
        factor = (1 / np.maximum(deviation, 1e-3)).astype(np.float32)
        standard = np.clip((rows.inputs - mean) * factor, -MOST_DEVIATIONS, MOST_DEVIATIONS)
        is_known = rows.codes >= 0
        jobs = [(np.flatnonzero(is_known), seed + index) for index in range(n_networks)]
        jobs += [
            (np.flatnonzero(is_known & (rows.fold != index)), seed + 100 + index) for index in range(n_apart)
        ]
        options = {"hidden": self.hidden, "alpha": self.alpha, "n_epochs": self.n_epochs}
        fitted = Parallel(n_jobs=self.n_jobs)(
            delayed(fit_network)(standard, rows.codes, rows.weights, chosen, seed, **options)
            for chosen, seed in jobs
        )
        apart = [stack([layers], mean, factor) for layers in fitted[n_networks:]]
        return stack(fitted[:n_networks], mean, factor), apart


def _draw_folds(n_folds: int, names: Sequence[str], rng: np.random.Generator) -> dict[str, int]:
    groups = sorted(set(names))
    return dict(zip(groups, (rng.permutation(len(groups)) % n_folds).tolist(), strict=True))
