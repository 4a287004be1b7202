"""Statements as vectors, such that those that say like things in other words lie near each other.

References:
    Arora, Liang and Ma (2017), A simple but tough-to-beat baseline for sentence embeddings, ICLR.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens import encoder as models
from quotelens.claims import statements
from quotelens.encoder import Encoder

SMOOTHING = 1e-3  # the paper's `a`; of the pairs planted in the harbour corpus 1e-2 and 1e-4 bring together a few less


def of_texts(texts: Sequence[str], *, encoder: Encoder | None = None) -> npt.NDArray[np.float64]:
    """A vector for each text: the mean of its word pieces' vectors, rare pieces counting for more.

    A piece that makes up the share p of all pieces of these texts has the weight a / (a + p), a being `SMOOTHING`: the
    paper's smooth inverse frequency. Its last step, taking the first principal component out, is left out: here it
    brought fewer pairs together. No network is run.

    Args:
        texts: n texts.
        encoder: A model that has its word vectors at hand (`Encoder.has_words`); by default the one that ships.

    Returns:
        (n, size) numbers; a row of zeros for a text without pieces.
    """
    encoder = models.judgement_model() if encoder is None else encoder
    pieces = [some.ids for some in encoder.pieces(texts)]
    together = np.concatenate([np.empty(0, dtype=np.int64), *pieces])
    kinds, places, counts = np.unique(together, return_inverse=True, return_counts=True)
    if not len(kinds):
        return np.zeros((len(texts), 1))
    weights = SMOOTHING / (SMOOTHING + counts / len(together))
    table = encoder.words(kinds).astype(np.float64) * weights[:, None]
    ends = np.cumsum([len(some) for some in pieces])
    found = np.zeros((len(texts), table.shape[1]))
    for k, (end, some) in enumerate(zip(ends, pieces, strict=True)):
        if len(some):
            found[k] = table[places[end - len(some) : end]].mean(axis=0)
    return found


def of_quotes(quotes: pd.DataFrame, *, encoder: Encoder | None = None) -> npt.NDArray[np.float64]:
    """A vector for the statement of each quote, in the order of the frame's rows; see `of_texts`.

    Args:
        quotes: As for `statements.of`.
        encoder: As in `of_texts`.
    """
    said = statements.of(quotes)
    return of_texts([said[quote_id].text for quote_id in quotes["quote_id"]], encoder=encoder)
