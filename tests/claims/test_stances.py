"""The stance of an article towards a headline: what is read of it, and what becomes of the answer."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotelens import claims
from quotelens.claims.stances import passage
from quotelens.encoder import Encoder, Pieces, pair, shapes

BODY = (
    "The weather was fine. Rovers bought a stadium. A crowd came on Sunday. Crowds sang. "
    "The mayor of Arden resigned over the stadium. Nobody saw it coming."
)


class Model:
    """A model of one piece a word that always gives the same answer, and keeps what it was shown."""

    def __init__(self) -> None:
        self.card = {"temperature": 1.0}
        self.seen: list[str] = []

    def of(self, output: str) -> dict[str, Any]:
        return self.card

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        self.seen += texts
        offsets = np.array([[0, 1]], dtype=np.int64)
        return [Pieces(np.array([7]), shapes(text, offsets), offsets) for text in texts]

    def pair(self, a: Pieces, b: Pieces) -> tuple[Pieces, np.ndarray]:
        return pair(a, b, 0)

    def read(self, windows: Sequence[Pieces], *, marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
        return [{"stance": np.log([[0.1, 0.6, 0.2, 0.1]])} for _ in windows]


def stance(model: Model, headlines: Sequence[str], bodies: Sequence[str]) -> pd.DataFrame:
    return claims.stance(headlines, bodies, encoder=cast(Encoder, model))


def test_the_headline_is_read_with_the_sentences_that_share_most() -> None:
    model = Model()
    frame = stance(model, ["Mayor of Arden resigns over stadium"], [BODY])
    assert model.seen == [
        "Mayor of Arden resigns over stadium",
        "The weather was fine. Rovers bought a stadium. The mayor of Arden resigned over the stadium.",
    ]
    assert list(frame.columns) == ["agree", "disagree", "discuss", "unrelated", "stance"]
    assert frame["stance"].tolist() == ["disagree"]
    assert frame["disagree"][0] == pytest.approx(0.6)


def test_words_that_no_sentence_holds_yet_count_first() -> None:
    text = "It began. Ann Roe sang in Arden. Ann Roe sang and slept. Bob wept."
    assert passage("Ann Roe sang and Bob wept", text) == "It began. Ann Roe sang in Arden. Bob wept."


def test_a_short_body_is_read_whole() -> None:
    assert passage("Rain", "It rains.\n\nIt pours!  “So it does.” ") == "It rains. It pours! “So it does.” "
    assert passage("Rain", "") == ""


def test_a_headline_or_body_without_a_word_has_no_stance() -> None:
    frame = stance(Model(), ["", "Rain", "Rain"], ["It rains.", "...", "It rains."])
    assert frame["stance"].isna().tolist() == [True, True, False]
    assert np.isnan(frame["agree"][0])


def test_there_is_a_body_for_each_headline() -> None:
    with pytest.raises(ValueError, match="2 headlines need as many bodies, not 1"):
        stance(Model(), ["a", "b"], ["c"])


@given(st.text(max_size=40), st.text(alphabet="ab .?!\nA”“", max_size=80))
def test_what_is_read_is_of_the_body(headline: str, body: str) -> None:
    read = passage(headline, body)
    assert len("".join(read.split())) <= len("".join(body.split()))
    assert passage(headline, body) == read
