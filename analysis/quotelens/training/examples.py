"""Annotated articles -> training windows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from quotelens import encoder
from quotelens.attribution.labels import IGNORED, tag_pieces
from quotelens.evaluation.gold import GoldArticle
from quotelens.records import Quote

SWAP = 0.25  # share of readings whose quotation marks change style
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Example:
    """One annotator's version of one article, in pieces."""

    pieces: encoder.Pieces
    tags: np.ndarray
    links: np.ndarray  # (m, 4): role index, first piece, last piece, first piece of the cue


@dataclass(frozen=True, slots=True)
class Window:
    """One training instance; links are (pointer role 0 or 1, piece, piece of the cue), inside the window."""

    ids: np.ndarray
    shapes: np.ndarray
    tags: np.ndarray
    links: np.ndarray


def curly(text: str) -> str:
    """The text, of the same length, with straight double marks made curly by their place."""
    chars = list(text)
    for k, char in enumerate(chars):
        if char == '"':
            before = text[k - 1] if k else " "
            chars[k] = "“" if before.isspace() or before in "([—–-‘“" else "”"
    return "".join(chars)


def examples(gold: Sequence[GoldArticle], tokenizer: Tokenizer) -> list[tuple[Example, Example]]:
    """Every annotator's version of every article, as received and with the other style of quotation marks."""
    found = []
    for item in gold:
        text = item.article.text
        other = text.translate(STRAIGHT) if "“" in text else curly(text)
        found += [
            (_example(text, quotes, tokenizer), _example(other, quotes, tokenizer)) for quotes in item.versions.values()
        ]
    return found


def _example(text: str, quotes: Sequence[Quote], tokenizer: Tokenizer) -> Example:
    pieces = encoder.pieces(tokenizer, text)
    tags, links = tag_pieces(text, quotes, pieces.offsets)
    return Example(pieces, tags, np.array(links, dtype=np.int64).reshape(-1, 4))


def windows(
    pairs: Sequence[tuple[Example, Example]], size: int, step: int, tokenizer: Tokenizer, dice: random.Random
) -> Iterator[Window]:
    """One epoch of windows, each article cut at a random offset; `size` counts the start and end tokens.

    Articles shorter than a window are filled up with padding that no loss counts.
    """
    for usual, other in pairs:
        example = other if dice.random() < SWAP else usual
        n, inner = len(example.pieces), size - 2
        shift = dice.randrange(step)
        if not n:
            continue  # after the dice, so that an empty article changes no other's windows
        starts = sorted({min(max(start, 0), max(n - inner, 0)) for start in range(-shift, n, step)})
        for start in starts:
            yield _window(example, start, min(start + inner, n), size, tokenizer)


def _window(example: Example, start: int, end: int, size: int, tokenizer: Tokenizer) -> Window:
    ids = np.full(size, encoder.token_id(tokenizer, "[PAD]"), dtype=np.int64)
    shapes = np.zeros(size, dtype=np.int64)
    tags = np.full(size, IGNORED, dtype=np.int64)
    n = end - start
    ids[0], ids[n + 1] = encoder.token_id(tokenizer, "[CLS]"), encoder.token_id(tokenizer, "[SEP]")
    ids[1 : n + 1] = example.pieces.ids[start:end]
    shapes[1 : n + 1] = example.pieces.shapes[start:end]
    tags[1 : n + 1] = example.tags[start:end]
    links = example.links
    pointers = np.concatenate([links[:, [0, 1, 3]], links[:, [0, 2, 3]]])
    pointers[:, 0] = (pointers[:, 0] == 2).astype(np.int64)  # ROLES 0 and 2 -> pointer heads 0 and 1
    pointers[:, 1:] += 1 - start
    inside = ((pointers[:, 1:] >= 1) & (pointers[:, 1:] <= n)).all(axis=1)
    return Window(ids, shapes, tags, pointers[inside])
