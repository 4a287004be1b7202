"""What stance an article takes towards a headline: it agrees, disagrees, discusses it, or speaks of something else.

References:
    Pomerleau and Rao (2017), The Fake News Challenge (FNC-1): the four stances.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args, overload

import numpy as np
import pandas as pd

from quotelens.claims.relation import chances, has_word
from quotelens.claims.signs import content
from quotelens.encoder import Encoder, judgement_model
from quotelens.texts import Several, pairs_of

Stance = Literal["agree", "disagree", "discuss", "unrelated"]
STANCES: tuple[str, ...] = get_args(Stance)

SENTENCES = 3  # of a body that are read: with 128 pieces there is hardly room for more
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]?[A-Z0-9])|\s*\n\s*")


@overload
def stance(headlines: str, bodies: str, *, encoder: Encoder | None = None) -> pd.Series: ...  # type: ignore[overload-overlap]
@overload
def stance(headlines: Several, bodies: Several, *, encoder: Encoder | None = None) -> pd.DataFrame: ...
def stance(
    headlines: str | Several, bodies: str | Several, *, encoder: Encoder | None = None
) -> pd.Series | pd.DataFrame:
    """What stance each article takes towards a headline, its own or another's.

    The network reads the headline with the sentences of the body that share most with it (see `passage`): what the rest
    of the body says is not seen.

    Args:
        headlines: A headline in English, n of them, or a column of a frame.
        bodies: An article, n of them, or a column of a frame.
        encoder: A claims model; by default the one that ships.

    Returns:
        One row a headline, in the order given, numbered from 0 or with the headlines' index; of a single headline that
        row. `agree`, `disagree`, `discuss`, `unrelated` (0 to 1, summing to 1) and
        `stance` (the likeliest; ties go to the first). The network learned from about as many headlines of each stance,
        so these are no shares to expect of a collection. NaN and NA where a headline or a body holds no word.

    Raises:
        TextError: there are not as many bodies as headlines, or an item is no text; names the row.
    """
    tops, texts = pairs_of(headlines, bodies, called="headlines", others="bodies")
    encoder = encoder or judgement_model()
    scores = logits(tops.each, texts.each, encoder)
    answer: pd.Series | pd.DataFrame = tops.rows(
        chances(scores / float(encoder.of("stance")["temperature"]), STANCES, "stance")
    )
    return answer


def logits(headlines: Sequence[str], bodies: Sequence[str], encoder: Encoder) -> np.ndarray:
    """The network's scores (n, 4) of the four stances before they are made probabilities; see `stance`."""
    known = [row for row, pair in enumerate(zip(headlines, bodies, strict=True)) if all(map(has_word, pair))]
    tops = encoder.pieces([headlines[row] for row in known])
    passages = encoder.pieces([passage(headlines[row], bodies[row]) for row in known])
    pairs = [encoder.pair(top, text) for top, text in zip(tops, passages, strict=True)]
    answers = encoder.read([window for window, _ in pairs], marked=[marked for _, marked in pairs])
    found = np.full((len(headlines), len(STANCES)), np.nan)
    for row, answer in zip(known, answers, strict=True):
        found[row] = answer["stance"][0]
    return found


def passage(headline: str, body: str, sentences: int = SENTENCES) -> str:
    """The first sentence of a body and those that share most content words with a headline, in the body's order.

    A sentence's share is the number of the headline's content words in it that no better sentence holds, and then the
    number of those in it at all; ties go to the earlier one.
    """
    parts = [part for part in _SENTENCE_END.split(body) if part and has_word(part)]
    if len(parts) <= sentences:
        return " ".join(parts)
    wanted = content(headline)
    words = [content(part) & wanted for part in parts]
    chosen, seen = [0], set(words[0])
    while len(chosen) < sentences:
        best = max(
            (k for k in range(len(parts)) if k not in chosen),
            key=lambda k: (len(words[k] - seen), len(words[k]), -k),
        )
        chosen.append(best)
        seen |= words[best]
    return " ".join(parts[k] for k in sorted(chosen))
