"""The relation of two claims: what the network is asked, and what becomes of its answers."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pytest

from quotelens import claims
from quotelens.claims.relation import features, weighed
from quotelens.claims.signs import FEATURES
from quotelens.encoder import Encoder, Pieces, pair, shapes
from quotelens.errors import ModelError

SEPARATOR = ord("|")


class Echo:
    """A claims model of one piece a letter, that answers by the first letter of the first text."""

    def __init__(self, answers: dict[str, Sequence[float]], name: str = "relation", **card: Any) -> None:
        self.card = {"temperature": 1.0, **card}
        self.answers, self.name = answers, name
        self.seen: list[tuple[str, str]] = []

    def of(self, output: str) -> dict[str, Any]:
        return self.card

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        found = []
        for text in texts:
            offsets = np.array([(k, k + 1) for k in range(len(text))], dtype=np.int64).reshape(-1, 2)
            found.append(Pieces(np.array([ord(text[a]) for a, _ in offsets]), shapes(text, offsets), offsets))
        return found

    def pair(self, a: Pieces, b: Pieces) -> tuple[Pieces, np.ndarray]:
        return pair(a, b, SEPARATOR)

    def read(self, windows: Sequence[Pieces], *, marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
        found = []
        for window, marks in zip(windows, marked, strict=True):
            assert len(window) == len(marks)
            whole = "".join(map(chr, window.ids))
            second = "".join(chr(k) for k in window.ids[marks == 1])
            self.seen.append((whole, second))
            found.append({self.name: np.array([self.answers[whole[0]]])})
        return found


def relate(model: Echo, a: Sequence[str], b: Sequence[str]) -> Any:
    return claims.relate(a, b, encoder=cast(Encoder, model))


EVEN = {"A": (0.0, 0.0, 0.0), "B": (0.0, 0.0, 0.0)}


def test_a_pair_is_read_both_ways_round_with_the_second_marked() -> None:
    model = Echo(EVEN)
    relate(model, ["Ann."], ["Bob!"])
    assert model.seen == [("Ann.|Bob!", "Bob!"), ("Bob!|Ann.", "Ann.")]


def test_log_probabilities_of_both_ways_are_averaged() -> None:
    thirds = np.log([0.8, 0.1, 0.1]), np.log([0.2, 0.4, 0.4])
    frame = relate(Echo({"A": thirds[0] + 5, "B": thirds[1]}), ["A"], ["B"])  # 5 more for all is no difference
    # square roots of products: 0.4, 0.2, 0.2
    assert frame[list(claims.RELATIONS)].iloc[0].tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert list(frame.columns) == ["corroborates", "contradicts", "unrelated", "relation"]
    assert frame["relation"].tolist() == ["corroborates"]


def test_a_pair_that_surely_does_not_touch_is_read_one_way_whichever_way_it_is_given() -> None:
    model = Echo({"A": np.log([0.02, 0.03, 0.95]), "B": np.log([0.9, 0.05, 0.05])})
    frame = relate(model, ["A", "B"], ["B", "A"])
    assert [whole for whole, _ in model.seen] == ["A|B", "A|B"]
    assert frame["unrelated"].tolist() == pytest.approx([0.95, 0.95])


def test_ties_go_to_the_first() -> None:
    assert relate(Echo(EVEN), ["A"], ["B"])["relation"].tolist() == ["corroborates"]


def test_the_other_way_round_is_the_same() -> None:
    model = Echo({"A": (1.0, 0.3, 0.0), "B": (0.0, 2.0, 0.5)})
    texts = ["A did not win on Monday", "Alas"], ["B won on Friday", "Been"]
    there, back = relate(model, *texts), relate(model, *texts[::-1])
    assert there.equals(back)


def test_a_temperature_makes_answers_less_sure() -> None:
    answers = {"A": (2.0, 0.0, 0.0), "B": (2.0, 0.0, 0.0)}
    plain, cooled = relate(Echo(answers), ["A"], ["B"]), relate(Echo(answers, temperature=2.0), ["A"], ["B"])
    assert plain["corroborates"][0] == pytest.approx(np.exp(2) / (np.exp(2) + 2))
    assert cooled["corroborates"][0] == pytest.approx(np.e / (np.e + 2))


def test_signs_weigh_as_the_card_says() -> None:
    weights = np.zeros((len(FEATURES), 3))
    weights[FEATURES.index("outcome"), 1] = np.log(8.0)
    layer = {"features": list(FEATURES), "weights": weights.tolist(), "bias": [0.0, 0.0, np.log(2.0)]}
    model = Echo(EVEN, layer=layer)
    frame = relate(model, ["A was killed", "A was killed"], ["B was captured", "B was killed"])
    assert frame["contradicts"].tolist() == pytest.approx([8 / 11, 1 / 4])
    assert frame["relation"].tolist() == ["contradicts", "unrelated"]


def test_a_layer_for_other_signs_is_refused() -> None:
    with pytest.raises(ModelError, match="train it anew"):
        weighed(np.zeros((1, 3)), features(["a"], ["b"]), {"temperature": 1, "layer": {"features": ["moon"]}})


def test_a_text_without_a_word_has_no_relation() -> None:
    frame = relate(Echo(EVEN), ["", "A", "A", "..."], ["B", "B", " ?! ", ""])
    assert frame["relation"].isna().tolist() == [True, False, True, True]
    assert np.isnan(frame["contradicts"][0])
    assert frame["contradicts"][1] == pytest.approx(1 / 3)


def test_nothing_is_asked_of_no_pairs() -> None:
    frame = relate(Echo(EVEN), [], [])
    assert len(frame) == 0
    assert list(frame.columns) == ["corroborates", "contradicts", "unrelated", "relation"]


def test_what_is_no_pair_of_texts_is_named() -> None:
    with pytest.raises(ValueError, match="2 texts need as many to compare them with, not 1"):
        relate(Echo(EVEN), ["A", "A"], ["B"])
    with pytest.raises(ValueError, match="row 1: nan is no text"):
        relate(Echo(EVEN), ["A", "A"], ["B", cast(str, float("nan"))])


def test_of_a_long_text_the_start_is_read() -> None:
    model = Echo(EVEN)
    relate(model, ["A" * 1000], ["B"])
    assert [len(whole) for whole, _ in model.seen] == [130, 130]
