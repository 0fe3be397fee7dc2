"""scikit-learn for streams: HashingVectorizer of words and word pairs, then SGDClassifier.

Source: scikit-learn's user guide, "Vectorizing a large text corpus with the hashing
trick", with the settings it names.
"""

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier

from benchmarks.peers import Peer
from benchmarks.peers.vectorised import Vectorised


def make_peer() -> Peer:
    """Make the peer."""
    return Vectorised(
        "HashingVectorizer + SGD",
        HashingVectorizer(ngram_range=(1, 2), dtype=np.float32),
        SGDClassifier(loss="log_loss", random_state=0),
    )
