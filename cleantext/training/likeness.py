"""How much adverts are about what an article is about.

Floor 5. It chooses what is inserted while training; no
feature of the model.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleantext.records import LabelledArticle
from cleantext.training.inserts import Advertiser

_N_FEATURES: Final = 1 << 18
_N_LETTERS: Final = (4, 4)
"""Letters that are compared at a time: stems in most languages, words in those without spaces. Not tuned."""


def compare_subjects(
    articles: Sequence[LabelledArticle], advertisers: Sequence[Advertiser]
) -> NDArray[np.float32]:
    """Compare what articles and advertisers say, letters that all share counting little.

    Parameters
    ----------
    articles : sequence of LabelledArticle
    advertisers : sequence of Advertiser

    Returns
    -------
    ndarray of shape (n_articles, n_advertisers), float32
        Cosine of tf-idf, in [0, 1].
    """
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    letters = HashingVectorizer(
        analyzer="char_wb", ngram_range=_N_LETTERS, n_features=_N_FEATURES, alternate_sign=False,
        dtype=np.float32,
    )  # fmt: skip
    weigh = TfidfTransformer(sublinear_tf=True)
    said = weigh.fit_transform(letters.transform("\n".join(each.paragraphs) for each in advertisers))
    written = weigh.transform(letters.transform(article.text for article in articles))
    alike: NDArray[np.float32] = (written @ said.T).toarray()
    return alike
