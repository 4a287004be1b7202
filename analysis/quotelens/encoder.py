"""The shipped model folder -> ONNX session and tokenizer -> arrays. NumPy only; nothing here knows what the heads mean.

A model folder holds `model.onnx`, `tokenizer.json` and `card.json`. The tokenizer lower-cases, and turns every
paragraph break into a piece of its own; what it drops (case, quotation state) goes in as one small integer a piece,
the *shape* (see `shapes`).
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from quotelens import marks
from quotelens.errors import ModelError, TextError
from quotelens.records import without_surrogates

DEFAULT_MODEL = Path(__file__).parent / "models" / "attribution"
TONE_MODEL = Path(__file__).parent / "models" / "tone"
JUDGEMENT_MODEL = Path(__file__).parent / "models" / "judgement"
PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")  # a GPU is used where its runtime is installed

AXES = ["windows", "pieces"]  # of a graph's inputs, and of those outputs that have a row a piece
PAIRED = 128  # word pieces of either text of a pair: a long sentence, or three
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

    def touching(self, start: int, end: int) -> np.ndarray:
        """Which pieces share a character with `[start, end)` of the text, bool (n,)."""
        touch: np.ndarray = (self.offsets[:, 0] < end) & (self.offsets[:, 1] > start)
        return touch

    def part(self, start: int, end: int) -> Pieces:
        """Pieces `[start, end)` of this text."""
        return Pieces(self.ids[start:end], self.shapes[start:end], self.offsets[start:end])


# The tokenizer looks for line breaks from every white space on, a time with the square of a run's length; its next step
# drops a NUL, so that one in place of a space cuts the run and nothing else.
_LONG_RUN = re.compile(r"[^\S\n\r\u2028\u2029]{200}")


def _cut(run: re.Match[str]) -> str:
    return run.group()[:-1] + "\0"


def pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    """Word pieces of each text, without the window's start and end tokens.

    Lone surrogates, which UTF-8 cannot carry, are read as the replacement character; offsets are unaffected.
    """
    clean = [_LONG_RUN.sub(_cut, without_surrogates(marks.unwrap(text))) for text in texts]
    found = []
    for text, encoding in zip(texts, tokenizer.encode_batch(clean, add_special_tokens=False), strict=True):
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        found.append(Pieces(np.array(encoding.ids, dtype=np.int64), shapes(text, offsets), offsets))
    return found


def pair(a: Pieces, b: Pieces, separator: int) -> tuple[Pieces, np.ndarray]:
    """Two texts as one window: the pieces of `a`, a separator, the pieces of `b`.

    Args:
        a, b: n and m pieces; of more than `PAIRED` the first.
        separator: The vocabulary index of [SEP].

    Returns:
        n + 1 + m pieces, and int64 (n + 1 + m,), 1 at those of `b`. Offsets go on counting from the end of `a`: they
        say which piece is which and are no positions in either text.
    """
    a, b = a.part(0, PAIRED), b.part(0, PAIRED)
    end = int(a.offsets[-1, 1]) if len(a) else 0
    joined = Pieces(
        np.concatenate([a.ids, [separator], b.ids]),
        np.concatenate([a.shapes, [0], b.shapes]),
        np.concatenate([a.offsets, [[end, end + 1]], b.offsets + end + 1]),
    )
    return joined, np.repeat(np.array([0, 1], dtype=np.int64), [len(a) + 1, len(b)])


def token_id(tokenizer: Tokenizer, token: str) -> int:
    """The vocabulary index of a token.

    Raises:
        ModelError: the tokenizer's vocabulary lacks it.
    """
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ModelError(f"the tokenizer's vocabulary has no {token!r}; it does not belong to a quotelens model")
    return int(found)


def shapes(text: str, offsets: np.ndarray) -> np.ndarray:
    """Letter case and quotation state of every piece: case + 4 * (inside a quotation), int64 (n,).

    Case: 0 lower or no letters, 1 first letter a capital, 2 all capitals (two letters or more), 3 mixed otherwise.
    """
    borders = np.zeros(len(text) + 1, dtype=np.int64)
    for quotation in marks.quotations(text):
        borders[quotation.span.start] += 1
        borders[quotation.span.end] -= 1
    inside = np.cumsum(borders) > 0
    cases = np.fromiter((_case(text[start:end]) for start, end in offsets.tolist()), dtype=np.int64, count=len(offsets))
    return cases + 4 * inside[offsets[:, 0]] if len(offsets) else cases


@functools.lru_cache(maxsize=1 << 16)
def _case(piece: str) -> int:
    if piece.islower() or piece.lower() == piece:
        return _OTHER
    if piece.isupper() and len(piece) > 1:
        return _UPPER
    if piece[0].isupper() and piece[1:] == piece[1:].lower():
        return _TITLE
    return _MIXED


@dataclass(frozen=True, slots=True)
class Words:
    """The table of word vectors of one model, which another model reads instead of one of its own.

    Attributes:
        table: uint8 (rows, columns), as it lies in the other's graph.
        scale, zero: A vector is `(row - zero) * scale`.
    """

    table: np.ndarray
    scale: float
    zero: int

    @classmethod
    def read(cls, folder: Path, card: dict[str, Any]) -> Words:
        """The table that the model in `folder` goes by.

        Args:
            folder: The model's; the other's is looked for beside it, and then among those that ship.
            card: What the model's card says of its words: the other's folder name `model` and `sha256`, where in
                `model.onnx` the table begins (`offset`, in bytes), its `rows` and `columns`, and `scale` and `zero`.

        Raises:
            ModelError: neither place holds the very model that the card names.
        """
        name = Path(card["model"]).name
        for place in (folder.parent / name, DEFAULT_MODEL.parent / name):
            graph = place / "model.onnx"
            if graph.is_file() and hashlib.sha256(graph.read_bytes()).hexdigest() == card["sha256"]:
                shape = (int(card["rows"]), int(card["columns"]))
                table = np.memmap(graph, np.uint8, "r", int(card["offset"]), shape)
                return cls(table, float(card["scale"]), int(card["zero"]))
        raise ModelError(
            f"{folder}: reads its words from the model {name!r} with sha256 {card['sha256']}, which is neither beside "
            f"it nor shipped; put that model's folder beside it"
        )

    def of(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of word pieces, float32 (..., columns) for ids (...)."""
        found: np.ndarray = (self.table[ids].astype(np.float32) - np.float32(self.zero)) * np.float32(self.scale)
        return found


class Encoder:
    """A model folder, loaded: text -> pieces -> arrays.

    Attributes:
        card: The folder's `card.json`: what the model is, where it comes from and how it scores.
        folder: Where it was loaded from.
        outputs: Names of what the graph answers.
    """

    def __init__(self, folder: str | Path | None = None, *, threads: int = 0) -> None:
        """Load a model folder.

        Args:
            folder: By default the model that ships with the package.
            threads: How many windows are read at a time; 0 for as many as there are processors. The answer is the same.

        Raises:
            ModelError: a file is missing, `model.onnx` is not the one its card describes, or the model whose words it
                reads is not there.
        """
        self.folder = Path(folder) if folder is not None else DEFAULT_MODEL
        for name in ("card.json", "tokenizer.json", "model.onnx"):
            if not (self.folder / name).is_file():
                raise ModelError(
                    f"{self.folder}: no {name}; a model folder holds card.json, tokenizer.json and model.onnx"
                )
        self.card: dict[str, Any] = json.loads((self.folder / "card.json").read_text(encoding="utf-8"))
        graph = (self.folder / "model.onnx").read_bytes()
        digest = hashlib.sha256(graph).hexdigest()
        if digest != self.card["sha256"]:
            raise ModelError(
                f"{self.folder}: model.onnx has sha256 {digest}, its card says "
                f"{self.card['sha256']}; install the package anew"
            )
        self._tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self._start, self._end = token_id(self._tokenizer, "[CLS]"), token_id(self._tokenizer, "[SEP]")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # windows run side by side instead
        options.log_severity_level = 3  # a missing GPU is no news on a laptop
        providers = [name for name in PROVIDERS if name in onnxruntime.get_available_providers()]
        self._session = onnxruntime.InferenceSession(graph, options, providers=providers)
        self._words = None if "words" not in self.card else Words.read(self.folder, self.card["words"])
        outputs = self._session.get_outputs()
        self.outputs = tuple(output.name for output in outputs)
        # by the names of the axes: of a short window an output's shape may be that of the pieces by chance
        self._by_piece = [output.shape[:2] == AXES for output in outputs]
        self._threads = threads or _processors()

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process: the folder, which it opens once, and not the network."""
        return _opened, (self.folder, self._threads)

    @property
    def sha256(self) -> str:
        """SHA-256 of the model graph, in hexadecimal."""
        return str(self.card["sha256"])

    def of(self, output: str) -> dict[str, Any]:
        """What the card says of one of the graph's outputs: a member of its name, or the card where it has none.

        Raises:
            ModelError: the graph has no such output.
        """
        if output not in self.outputs:
            raise ModelError(f"{self.folder}: the model gives no {output}; it gives {', '.join(self.outputs)}")
        own = self.card.get(output, self.card)
        return own if isinstance(own, dict) else self.card

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Word pieces of each text (see `pieces`)."""
        return pieces(self._tokenizer, texts)

    @property
    def has_words(self) -> bool:
        """Whether `words` answers: of models that read another's table (`train judgement` makes such)."""
        return self._words is not None

    def words(self, ids: np.ndarray) -> np.ndarray:
        """The vectors of word pieces before any context, float32 (..., size) for ids (...).

        Raises:
            ModelError: the table lies inside the graph.
        """
        if self._words is None:
            raise ModelError(f"{self.folder}: this model's vectors of words cannot be read; a judgement model's can")
        return self._words.of(ids)

    def pair(self, a: Pieces, b: Pieces) -> tuple[Pieces, np.ndarray]:
        """Two texts as one window, the second one marked (see `pair`)."""
        return pair(a, b, self._end)

    def read(self, windows: Sequence[Pieces], **marked: Sequence[np.ndarray]) -> list[dict[str, np.ndarray]]:
        """Run the network on windows, each by itself, several at a time.

        Args:
            windows: Texts or parts of texts of n pieces each (n at most 510, and any n).
            marked: Further inputs of the graph by name, for each window int64 (n,).

        Returns:
            For each window the graph's outputs by name. Arrays with an axis of windows and one of pieces come without
            the former, and without the start and end tokens: (n, ...); others as they are. A window's outputs are the
            same in any company and for any number of threads.
        """
        more = [{name: values[k] for name, values in marked.items()} for k in range(len(windows))]
        if len(windows) < 2 or self._threads < 2:
            return [self._read(window, **own) for window, own in zip(windows, more, strict=True)]
        with ThreadPoolExecutor(self._threads) as pool:  # the session lets go of Python's lock while it runs
            return list(pool.map(lambda pair: self._read(pair[0], **pair[1]), zip(windows, more, strict=True)))

    def _read(self, window: Pieces, **marked: np.ndarray) -> dict[str, np.ndarray]:
        ids, shapes = np.empty((1, len(window) + 2), dtype=np.int64), np.zeros((1, len(window) + 2), dtype=np.int64)
        ids[0, 0], ids[0, -1] = self._start, self._end
        ids[0, 1:-1], shapes[0, 1:-1] = window.ids, window.shapes
        more = {name: np.pad(values, 1)[None] for name, values in marked.items()}
        read = {"ids": ids} if self._words is None else {"words": self.words(ids)}
        outputs = self._session.run(list(self.outputs), {**read, "shapes": shapes, **more})
        return {
            name: array[0, 1:-1] if by_piece else array
            for name, by_piece, array in zip(self.outputs, self._by_piece, outputs, strict=True)
        }


@functools.cache
def _opened(folder: Path, threads: int) -> Encoder:
    return Encoder(folder, threads=threads)


MAX_PIECES = 300  # of a text that are read; of a longer one those around what is marked


def read_marked(
    encoder: Encoder, texts: Sequence[str], spans: Sequence[tuple[int, int]], output: str, width: int
) -> np.ndarray:
    """What a network says of a stretch of each text that it is shown marked.

    Args:
        encoder: A model whose graph takes `marked` and gives one row of `output` a window.
        texts: n texts; of a longer one than `MAX_PIECES` pieces those around the stretch are read.
        spans: Of each the stretch's characters, `[start, end)`.
        output: The graph's output to give.
        width: How many numbers that has.

    Returns:
        float64 (n, width); NaN where the stretch holds no piece of a word.

    Raises:
        TextError: there are not as many spans as texts, or a span is empty or does not lie in its text; names the row.
        ModelError: the model has no such output.
    """
    encoder.of(output)
    if len(texts) != len(spans):
        raise TextError(f"{len(texts)} texts need as many spans, not {len(spans)}")
    for row, (text, (start, end)) in enumerate(zip(texts, spans, strict=True)):
        if not 0 <= start < end <= len(text):
            raise TextError(f"row {row}: [{start}, {end}) is no stretch of a text of {len(text)} characters")
    windows, marked, rows = [], [], []
    for row, (found, (start, end)) in enumerate(zip(encoder.pieces(texts), spans, strict=True)):
        inside = found.touching(start, end)
        if not inside.any():
            continue
        first, last = int(np.flatnonzero(inside)[0]), int(np.flatnonzero(inside)[-1]) + 1
        cut = max(0, min((first + min(last, first + MAX_PIECES) - MAX_PIECES) // 2, len(found) - MAX_PIECES))
        windows.append(found.part(cut, cut + MAX_PIECES))
        marked.append(inside[cut : cut + MAX_PIECES].astype(np.int64))
        rows.append(row)
    answers = np.full((len(texts), width), np.nan)
    for row, answer in zip(rows, encoder.read(windows, marked=marked), strict=True):
        answers[row] = answer[output][0]
    return answers


@functools.cache
def tone_model() -> Encoder:
    """The tone model that ships, loaded once a process."""
    return Encoder(TONE_MODEL)


@functools.cache
def judgement_model() -> Encoder:
    """The model of certainty, relation and stance that ships, loaded once a process."""
    return Encoder(JUDGEMENT_MODEL)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux; elsewhere nobody can say
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
