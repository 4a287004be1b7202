"""Frames of the tone stage put together by hand, and a tone model that answers as it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quotelens import tables
from quotelens.encoder import Pieces, shapes


def quotes_of(*rows: dict[str, object]) -> pd.DataFrame:
    """A `quotes` frame: quotes q0, q1 ... of article d1 with what the rows say of them."""
    plain = {"type": "direct", "level": 0, "content_spans": "[[0, 1]]", "n_words": 1, "confidence": 1.0}
    return tables.QUOTES.frame(
        [
            {"quote_id": f"q{k}", "doc_id": "d1", "position": k, "content": "x", **plain, **row}
            for k, row in enumerate(rows)
        ]
    )


class Echo:
    """A tone model of one piece a letter; it answers as told, and notes what it is shown."""

    def __init__(self, answer: Sequence[float] = (0.0, 1.0, 2.0), temperature: float = 1.0) -> None:
        self.card: dict[str, Any] = {"temperature": temperature}
        self.answer = answer
        self.seen: list[str] = []  # the marked letters of each window
        self.read_in_all: list[str] = []

    def of(self, output: str) -> dict[str, Any]:
        assert output == "tone"
        return self.card

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
            self.read_in_all.append("".join(chr(k) for k in window.ids))
        return [{"tone": np.array([self.answer])} for _ in windows]


@pytest.fixture
def echo() -> Any:
    """A tone model that finds everything positive."""
    return Echo()


@pytest.fixture
def quotes() -> Callable[..., pd.DataFrame]:
    """Makes a `quotes` frame of rows."""
    return quotes_of


@pytest.fixture
def echoing() -> Callable[..., Any]:
    """Makes a tone model."""
    return Echo
