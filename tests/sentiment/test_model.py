"""The tone model: what the network is asked, and what becomes of its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quotelens import sentiment
from quotelens.encoder import Encoder
from quotelens.errors import ModelError

Model = Callable[..., Any]


def test_the_target_alone_is_marked_and_answers_become_probabilities(echoing: Model) -> None:
    model = echoing()
    frame = sentiment.towards(["Ann met Bob.", "Bob left."], [(8, 11), (0, 3)], encoder=model)
    assert model.seen == ["Bob", "Bob"]
    assert list(frame.columns) == ["negative", "neutral", "positive", "tone"]
    assert frame["tone"].tolist() == ["positive", "positive"]
    assert frame[["negative", "neutral", "positive"]].sum(axis=1).tolist() == pytest.approx([1, 1])
    assert frame["positive"][0] == pytest.approx(np.exp(2) / (1 + np.e + np.exp(2)))


def test_a_temperature_makes_answers_less_sure_and_changes_none(echoing: Model) -> None:
    plain, cooled = (
        sentiment.towards(["Ann left."], [(0, 3)], encoder=echoing(temperature=temperature)) for temperature in (1, 2)
    )
    assert cooled["positive"][0] < plain["positive"][0]
    assert cooled["tone"][0] == plain["tone"][0]


def test_of_a_long_text_what_stands_around_the_target_is_read(echoing: Model) -> None:
    model = echoing()
    text = "a" * 1000 + " Bob " + "b" * 1000
    sentiment.towards([text], [(1001, 1004)], encoder=model)
    assert [len(window) for window in model.read_in_all] == [300]
    assert model.seen == ["Bob"]


def test_a_target_without_a_word_has_no_tone(echo: Any) -> None:
    frame = sentiment.towards(["Ann left.", "Ann left."], [(3, 4), (0, 3)], encoder=echo)
    assert frame["tone"].isna().tolist() == [True, False]
    assert np.isnan(frame["negative"][0])


def test_nothing_is_asked_of_no_texts(echo: Any) -> None:
    assert len(sentiment.towards([], [], encoder=echo)) == 0
    assert len(sentiment.whole([], encoder=echo)) == 0


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (3, 99), (2, 1)])
def test_a_span_that_is_none_is_named(span: tuple[int, int], echo: Any) -> None:
    with pytest.raises(ValueError, match=r"row 1: \[.*\) is no stretch of a text of 9 characters"):
        sentiment.towards(["Ann left.", "Bob left."], [(0, 3), span], encoder=echo)
    with pytest.raises(ValueError, match="1 texts need as many spans, not 0"):
        sentiment.towards(["Ann left."], [], encoder=echo)


def test_of_a_whole_text_all_is_marked(echoing: Model) -> None:
    model = echoing()
    frame = sentiment.whole(["Ann left.", " "], encoder=model)
    assert model.seen == ["Annleft."]
    assert frame["tone"].isna().tolist() == [False, True]


def test_a_text_longer_than_a_window_is_read_in_parts_that_count_by_their_length(echoing: Model) -> None:
    class Moody(type(echoing())):  # type: ignore[misc]
        def read(self, windows: Any, *, marked: Any) -> Any:
            super().read(windows, marked=marked)
            return [
                {"tone": np.array([[0.0, 0.0, 50.0] if len(window) == 300 else [50.0, 0.0, 0.0]])} for window in windows
            ]

    model = Moody()
    frame = sentiment.whole(["a" * 300 + "b" * 100], encoder=model)
    assert [len(window) for window in model.read_in_all] == [300, 100]
    assert frame.loc[0, ["negative", "neutral", "positive"]].tolist() == pytest.approx([0.25, 0.0, 0.75])


# --- the model that ships --------------------------------------------------------------------------------------------


def test_the_shipped_model_tells_targets_of_one_sentence_apart() -> None:
    text = "The minister praised the rescue workers and accused the mining company of negligence."
    spans = [(text.index(part), text.index(part) + len(part)) for part in ("rescue workers", "mining company")]
    assert sentiment.towards([text, text], spans)["tone"].tolist() == ["positive", "negative"]


def test_a_sentence_is_read_alike_in_any_company() -> None:
    texts = ["The court praised Ann Roe.", "Bob Lee is a liar.", "Ann Roe left on Monday."]
    spans = [(18, 25), (0, 7), (0, 7)]
    together = sentiment.towards(texts, spans)
    alone = [sentiment.towards([text], [span]) for text, span in zip(texts, spans, strict=True)]
    for row, one in enumerate(alone):
        assert together.loc[row].tolist() == one.loc[0].tolist()


def test_a_single_piece_can_be_read() -> None:
    assert sentiment.whole(["Isis"])["tone"].notna().all()


def test_another_model_is_refused_with_its_name() -> None:
    with pytest.raises(ModelError, match="the model gives no tone; it gives tags"):
        sentiment.towards(["Ann left."], [(0, 3)], encoder=Encoder())
