"""Statements as vectors: like things in other words lie near each other."""

import numpy as np
import pandas as pd
import pytest

from quotelens import claims, encoder
from quotelens.claims import likeness
from quotelens.errors import ModelError

TEXTS = [
    "that the harbour master had been arrested",
    "that police had detained the man who runs the port",
    "that the price of bread would rise",
    "that loaves would cost more",
]


def cosines(texts: list[str]) -> np.ndarray:
    found = likeness.of_texts(texts)
    unit = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit @ unit.T


def test_other_words_for_the_same_are_nearest() -> None:
    nearest = np.argsort(-cosines(TEXTS), axis=1)[:, 1]
    assert nearest.tolist() == [1, 0, 3, 2]


def test_a_word_that_all_texts_hold_counts_for_little() -> None:
    both = cosines(["sugar from Derna", "timber from Derna", *["that Derna sleeps"] * 50])[0, 1]
    assert both < cosines(["sugar from Derna", "timber from Derna"])[0, 1]


def test_what_holds_no_word_is_like_nothing() -> None:
    found = likeness.of_texts(["", "sugar"])
    assert not found[0].any()
    assert found[1].any()
    assert likeness.of_texts([]).shape[0] == likeness.of_texts([""]).any() == 0


def test_a_vector_a_quote_in_the_order_of_the_rows() -> None:
    quotes = pd.DataFrame(
        {
            "quote_id": ["b:0", "a:0"],
            "doc_id": ["b", "a"],
            "position": [0, 0],
            "content": ["that sugar burns,", "sugar burns"],
            "content_spans": ["[[0, 17]]", "[[3, 14]]"],
        }
    )
    found = claims.vectors(quotes)
    assert found.shape == (2, 384)
    assert np.array_equal(found[0], found[1])  # what only joins the content to its sentence is no part of it


def test_a_model_that_has_no_words_at_hand_says_so() -> None:
    attribution = encoder.Encoder()
    assert not attribution.has_words
    assert encoder.judgement_model().has_words
    with pytest.raises(ModelError, match="vectors of words cannot be read"):
        likeness.of_texts(["sugar"], encoder=attribution)
