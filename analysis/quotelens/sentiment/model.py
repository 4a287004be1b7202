"""The tone model: how a sentence speaks of a target in it, and in what tone a text is as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
import pandas as pd

from quotelens.encoder import MAX_PIECES, Encoder, Pieces, read_marked, tone_model
from quotelens.records import TONES
from quotelens.texts import Pair, Pairs, Several, Texts, spans_of

TONE_COLUMNS = ("tone_negative", "tone_neutral", "tone_positive")


@overload
def towards(texts: str, spans: Pair, *, encoder: Encoder | None = None) -> pd.Series: ...
@overload
def towards(texts: Several, spans: Pairs, *, encoder: Encoder | None = None) -> pd.DataFrame: ...
def towards(texts: str | Several, spans: Pair | Pairs, *, encoder: Encoder | None = None) -> pd.Series | pd.DataFrame:
    """How each text speaks of a target in it.

    A network that was trained on news sentences (NewsMTSC) reads the sentence with the target marked: whether it is
    spoken of badly, well or neither, by whoever speaks in the sentence. The speaker's own mood is another question.
    Negation turns the answer, mostly; irony is read as it stands.

    Args:
        texts: A sentence in English, n of them, or a column of a frame (of a longer text only what stands around the
            target is read).
        spans: Of each the target's characters, `[start, end)`: a pair or a `Span`, n of them, or a frame of two
            columns.
        encoder: A tone model; by default the one that ships.

    Returns:
        One row a text, in the order given, numbered from 0 or with the column's index; of a single sentence that row.
        `negative`, `neutral`, `positive` (probabilities, 0 to 1, summing to 1) and `tone` (the likeliest; ties go to
        the first). NaN and NA where the target holds no word.

    Raises:
        TextError: something given is no text or no span, there are not as many spans as texts, or a span is empty or
            does not lie in its text; names the row.
        ModelError: `encoder` is no tone model.

    References:
        Hamborg and Donnay (2021), NewsMTSC: a dataset for (multi-)target-dependent sentiment classification in
        political news articles, EACL.
    """
    given = Texts.of(texts)
    found: pd.Series | pd.DataFrame = given.rows(
        _frame(_chances(given.each, spans_of(given, spans), encoder or tone_model()))
    )
    return found


@overload
def whole(texts: str, *, encoder: Encoder | None = None) -> pd.Series: ...  # type: ignore[overload-overlap]
@overload
def whole(texts: Several, *, encoder: Encoder | None = None) -> pd.DataFrame: ...
def whole(texts: str | Several, *, encoder: Encoder | None = None) -> pd.Series | pd.DataFrame:
    """In what tone each text is as a whole; texts, rows, columns and errors as in `towards`.

    The network was also taught sentences with all of them marked, where they speak of all their targets alike. A text
    of more than 300 word pieces is read in parts of that length, whose probabilities are averaged by their length.
    A text without a word has NaN and NA.
    """
    given, chosen = Texts.of(texts), encoder or tone_model()
    windows, rows, weights = [], [], []
    for row, pieces in enumerate(chosen.pieces(given.each)):
        for start in range(0, len(pieces), MAX_PIECES):
            windows.append(pieces.part(start, start + MAX_PIECES))
            rows.append(row)
            weights.append(len(windows[-1]))
    chances = _softmax(_read(windows, [np.ones(len(window), dtype=np.int64) for window in windows], chosen), chosen)
    sums, total = np.zeros((len(given.each), len(TONES))), np.zeros((len(given.each), 1))
    np.add.at(sums, rows, chances * np.array(weights, dtype=np.float64).reshape(-1, 1))
    np.add.at(total, rows, np.array(weights, dtype=np.float64).reshape(-1, 1))
    found: pd.Series | pd.DataFrame = given.rows(
        _frame(np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0))
    )
    return found


def columns(frame: pd.DataFrame) -> pd.DataFrame:
    """What `towards` or `whole` gives as columns of a table: `tone`, its three probabilities, and `tone_score`."""
    named = frame.rename(columns=dict(zip(TONES, TONE_COLUMNS, strict=True)))
    return named[["tone", *TONE_COLUMNS]].assign(tone_score=named["tone_positive"] - named["tone_negative"])


def logits(texts: Sequence[str], spans: Sequence[tuple[int, int]], encoder: Encoder) -> np.ndarray:
    """The network's scores (n, 3) of the three tones before they are made probabilities; see `towards`."""
    return read_marked(encoder, texts, spans, "tone", len(TONES))


def _chances(texts: Sequence[str], spans: Sequence[tuple[int, int]], encoder: Encoder) -> np.ndarray:
    return _softmax(logits(texts, spans, encoder), encoder)


def _read(windows: Sequence[Pieces], marked: Sequence[np.ndarray], encoder: Encoder) -> np.ndarray:
    encoder.of("tone")
    answers = [answer["tone"][0] for answer in encoder.read(windows, marked=marked)]
    return np.array(answers, dtype=np.float64).reshape(-1, len(TONES))


def _softmax(scores: np.ndarray, encoder: Encoder) -> np.ndarray:
    scaled = scores / float(encoder.of("tone")["temperature"])
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf))
    chances: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _frame(chances: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(chances, columns=list(TONES), dtype="float64")
    best = [None if np.isnan(row).any() else TONES[int(row.argmax())] for row in chances]
    return frame.assign(tone=pd.array(best, dtype="string"))
