"""The shipped model folder -> ONNX session and tokenizer -> arrays. NumPy only; nothing here knows what the heads mean.

A model folder holds `model.onnx`, `tokenizer.json` and `card.json`. The tokenizer lower-cases, and turns every
paragraph break into a piece of its own; what it drops (case, quotation state) goes in as one small integer a piece,
the *shape* (see `shapes`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from quotelens import marks

N_SHAPES = 8  # 4 letter cases x (outside, inside a quotation)
_OTHER, _TITLE, _UPPER, _MIXED = range(4)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text as word pieces.

    Attributes:
        ids: int64 (n,), vocabulary indices.
        shapes: int64 (n,), 0 to N_SHAPES - 1 (see `shapes`).
        offsets: int64 (n, 2), half-open character spans in the text, rising and not overlapping.
    """

    ids: np.ndarray
    shapes: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Word pieces of `text`, without the window's start and end tokens.

    Lone surrogates, which UTF-8 cannot carry, are read as the replacement character; offsets are unaffected.
    """
    readable = marks.unwrap(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(readable) != len(text):  # two lone surrogates that happened to form a pair
        readable = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in marks.unwrap(text))
    encoding = tokenizer.encode(readable, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    return Pieces(np.array(encoding.ids, dtype=np.int64), shapes(text, offsets), offsets)


def shapes(text: str, offsets: np.ndarray) -> np.ndarray:
    """Letter case and quotation state of every piece: case + 4 * (inside a quotation), int64 (n,).

    Case: 0 lower or no letters, 1 first letter a capital, 2 all capitals (two letters or more), 3 mixed otherwise.
    """
    inside = np.zeros(len(text) + 1, dtype=np.int64)
    for quotation in marks.quotations(text):
        inside[quotation.span.start] += 1
        inside[quotation.span.end] -= 1
    inside = np.cumsum(inside) > 0
    cases = np.fromiter((_case(text[start:end]) for start, end in offsets.tolist()), dtype=np.int64, count=len(offsets))
    return cases + 4 * inside[offsets[:, 0]] if len(offsets) else cases


def _case(piece: str) -> int:
    if piece.islower() or piece.lower() == piece:
        return _OTHER
    if piece.isupper() and len(piece) > 1:
        return _UPPER
    if piece[0].isupper() and piece[1:] == piece[1:].lower():
        return _TITLE
    return _MIXED
