"""Tone towards a target: what the network is asked, and what becomes of its answers."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest

from quotelens import sentiment
from quotelens.encoder import Encoder, Pieces, shapes


class Echo:
    """A tone model of one piece a letter; it answers with what it is shown of the target."""

    def __init__(self, answer: Sequence[float] = (0.0, 1.0, 2.0), temperature: float = 1.0) -> None:
        self.card = {"temperature": temperature}
        self.answer = answer
        self.seen: list[str] = []
        self.marked: list[int] = []

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        found = []
        for text in texts:
            offsets = np.array([(k, k + 1) for k, letter in enumerate(text) if letter != " "], dtype=np.int64)
            offsets = offsets.reshape(-1, 2)
            found.append(Pieces(np.array([ord(text[a]) for a, _ in offsets]), shapes(text, offsets), offsets))
        return found

    def read(self, windows: Sequence[Pieces], *, marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
        for window, marks in zip(windows, marked, strict=True):
            assert len(window) == len(marks)
            self.seen.append("".join(chr(k) for k in window.ids[marks == 1]))
            self.marked.append(len(window))
        return [{"tone": np.array([self.answer])} for _ in windows]


def towards(model: Echo, texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> Any:
    return sentiment.towards(texts, spans, encoder=cast(Encoder, model))


def test_the_target_alone_is_marked_and_answers_become_probabilities() -> None:
    model = Echo()
    frame = towards(model, ["Ann met Bob.", "Bob left."], [(8, 11), (0, 3)])
    assert model.seen == ["Bob", "Bob"]
    assert list(frame.columns) == ["negative", "neutral", "positive", "tone"]
    assert frame["tone"].tolist() == ["positive", "positive"]
    assert frame[["negative", "neutral", "positive"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert frame["positive"][0] == pytest.approx(np.exp(2) / (1 + np.e + np.exp(2)))


def test_a_temperature_makes_answers_less_sure_and_changes_none() -> None:
    plain, cooled = (towards(Echo(temperature=t), ["Ann left."], [(0, 3)]) for t in (1.0, 2.0))
    assert cooled["positive"][0] < plain["positive"][0]
    assert cooled["tone"][0] == plain["tone"][0]


def test_of_a_long_text_what_stands_around_the_target_is_read() -> None:
    model = Echo()
    text = "a" * 1000 + " Bob " + "b" * 1000
    towards(model, [text], [(1001, 1004)])
    assert model.marked == [300]
    assert model.seen == ["Bob"]


def test_a_target_without_a_word_has_no_tone() -> None:
    frame = towards(Echo(), ["Ann left.", "Ann left."], [(3, 4), (0, 3)])
    assert frame["tone"].isna().tolist() == [True, False]
    assert np.isnan(frame["negative"][0])


def test_nothing_is_asked_of_no_texts() -> None:
    assert len(towards(Echo(), [], [])) == 0


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 99), (2, 1)])
def test_a_span_that_is_none_is_named(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"row 1: \[.*\) is no stretch of a text of 9 characters"):
        towards(Echo(), ["Ann left.", "Bob left."], [(0, 3), span])
    with pytest.raises(ValueError, match="1 texts need as many spans, not 0"):
        towards(Echo(), ["Ann left."], [])
