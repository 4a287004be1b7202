"""How two claims relate: the one corroborates the other, contradicts it, or they do not touch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, get_args, overload

import numpy as np
import pandas as pd

from quotelens.claims.signs import FEATURES, signs
from quotelens.encoder import Encoder, Pieces, judgement_model
from quotelens.errors import ModelError, TextError
from quotelens.texts import Several, pairs_of

Relation = Literal["corroborates", "contradicts", "unrelated"]
RELATIONS: tuple[str, ...] = get_args(Relation)
APART = RELATIONS.index("unrelated")
SURE = 0.9  # probability of "unrelated" from which on a pair is read one way only


@overload
def relate(a: str, b: str, *, encoder: Encoder | None = None) -> pd.Series: ...  # type: ignore[overload-overlap]
@overload
def relate(a: Several, b: Several, *, encoder: Encoder | None = None) -> pd.DataFrame: ...
def relate(a: str | Several, b: str | Several, *, encoder: Encoder | None = None) -> pd.Series | pd.DataFrame:
    """How two claims relate, or those of two lists, row by row.

    A network reads each pair both ways round, and a small logistic layer weighs its word together with signs that it
    misses: denials, opposites, other numbers and dates (see `signs`). It judges what the two texts say, taken to be
    about the same matter; whether either is true is no part of it.

    Args:
        a, b: A sentence each, in English; or n sentences each, as lists or columns of frames.
        encoder: A claims model; by default the one that ships.

    Returns:
        One row a pair, in the order given, numbered from 0 or with the index of column `a`; of two single sentences
        that row. `corroborates`, `contradicts`, `unrelated` (probabilities, 0 to 1, summing to 1) and `relation` (the
        likeliest; ties go to the first). The same for `relate(b, a)`. NaN and NA where one of the two holds no word.

    Raises:
        TextError: the lists differ in length, or an item is no text; names the row.
        ModelError: the model is no claims model, or its card was made for other signs.
    """
    one, other = pairs_of(a, b)
    encoder = encoder or judgement_model()
    scores = logits(one.each, other.each, encoder)
    known = [row for row, read in enumerate(scores) if not np.isnan(read).any()]
    seen = features([one.each[row] for row in known], [other.each[row] for row in known])
    scores[known] = weighed(scores[known], seen, encoder.of("relation"))
    answer: pd.Series | pd.DataFrame = one.rows(chances(scores, RELATIONS, "relation"))
    return answer


def logits(a: Sequence[str], b: Sequence[str], encoder: Encoder) -> np.ndarray:
    """The network's log-probabilities (n, 3) of the relations; see `relate`.

    The mean of both ways of reading; but where the first (by the order of the texts as strings) is as good as sure that
    they do not touch, that alone: most pairs of a corpus do not, and this halves the work.
    """
    if len(a) != len(b):
        raise TextError(f"{len(a)} texts need as many to compare them with, not {len(b)}")
    for row, pair in enumerate(zip(a, b, strict=True)):
        for text in pair:
            if not isinstance(text, str):
                raise TextError(f"row {row}: {text!r} is no text")
    encoder.of("relation")
    known = [row for row, pair in enumerate(zip(a, b, strict=True)) if all(map(has_word, pair))]
    left, right = encoder.pieces([a[row] for row in known]), encoder.pieces([b[row] for row in known])
    ways = [(x, y) if a[row] <= b[row] else (y, x) for row, x, y in zip(known, left, right, strict=True)]
    found = np.full((len(a), len(RELATIONS)), np.nan)
    found[known] = _read(ways, encoder)
    again = [k for k, row in enumerate(known) if found[row, APART] < np.log(SURE)]
    rows = [known[k] for k in again]
    found[rows] = (found[rows] + _read([ways[k][::-1] for k in again], encoder)) / 2
    return found


def _read(pairs: Sequence[tuple[Pieces, Pieces]], encoder: Encoder) -> np.ndarray:
    """The log-probabilities (n, 3) of the relations, each pair read in the order given."""
    windows = [encoder.pair(x, y) for x, y in pairs]
    answers = encoder.read([window for window, _ in windows], marked=[marked for _, marked in windows])
    read = np.array([answer["relation"][0] for answer in answers], dtype=np.float64).reshape(-1, len(RELATIONS))
    sure: np.ndarray = read - np.logaddexp.reduce(read, axis=1, keepdims=True)
    return sure


def features(a: Sequence[str], b: Sequence[str]) -> np.ndarray:
    """The signs of each pair, float64 (n, len(FEATURES)); see `signs`."""
    return np.array([signs(x, y).features for x, y in zip(a, b, strict=True)]).reshape(-1, len(FEATURES))


def weighed(scores: np.ndarray, seen: np.ndarray, card: dict[str, Any]) -> np.ndarray:
    """The network's scores and the signs as one: `scores / temperature + signs @ weights + bias`, (n, 3).

    Args:
        scores: (n, 3).
        seen: (n, len(FEATURES)).
        card: Its `temperature`; its `layer` holds `features` (names), `weights` (a row of three a feature) and `bias`
            (three). Without a `layer` the signs count for nothing.

    Raises:
        ModelError: the layer was made for other signs than `FEATURES`.
    """
    cooled: np.ndarray = scores / float(card["temperature"])
    if "layer" not in card:
        return cooled
    layer = card["layer"]
    if tuple(layer["features"]) != FEATURES:
        raise ModelError("the model's card weighs other signs than this version of quotelens reads; train it anew")
    weighed: np.ndarray = cooled + seen @ np.array(layer["weights"]) + np.array(layer["bias"])
    return weighed


def chances(scores: np.ndarray, names: Sequence[str], best: str) -> pd.DataFrame:
    """Probabilities of scores (n, m) under their names, and the likeliest's name in a column `best`."""
    top = scores.max(axis=1, keepdims=True)
    raised = np.exp(scores - top)
    shares = raised / raised.sum(axis=1, keepdims=True)
    likeliest = [None if np.isnan(row).any() else names[int(row.argmax())] for row in shares]
    return pd.DataFrame(shares, columns=list(names), dtype="float64").assign(
        **{best: pd.array(likeliest, dtype="string")}
    )


def has_word(text: str) -> bool:
    """Whether a text holds a letter or a digit."""
    return re.search(r"[^\W_]", text) is not None
