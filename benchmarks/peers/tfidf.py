"""The scikit-learn classic: TF-IDF of words and word pairs, then logistic regression."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks.peers import Peer
from benchmarks.peers.vectorised import Vectorised


def make_peer() -> Peer:
    """Make the peer."""
    return Vectorised(
        "TF-IDF + LogReg",
        # The token pattern keeps single characters and signs: a pipe or an arrow says much.
        TfidfVectorizer(
            ngram_range=(1, 2),
            min_df=3,
            sublinear_tf=True,
            token_pattern=r"\w+|[^\w\s]",
            dtype=np.float32,
        ),
        LogisticRegression(C=10, max_iter=300, random_state=0),
    )
