"""The forward pass over a text of any length: windows -> the encoder -> one row of scores a piece."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from quotelens.attribution import windows
from quotelens.attribution.decoding import REACH, Scores
from quotelens.attribution.labels import TAGS
from quotelens.encoder import Encoder, Pieces
from quotelens.errors import ModelError

BATCH = 8  # windows a run; more gains nothing on a CPU and costs memory


def read(texts: list[Pieces], encoder: Encoder) -> list[Scores]:
    """Scores of every piece of every text; a text of no pieces has scores of no rows.

    Windows overlap by half, and each piece's scores come from the window in whose middle it lies nearest. Windows of
    one length run together, whichever text they belong to.
    """
    jobs = []  # (length, text, window, part to keep)
    for k, pieces in enumerate(texts):
        cut = windows.cut(len(pieces))
        jobs += [
            (end - start, k, (start, end), kept) for (start, end), kept in zip(cut, windows.keep(cut), strict=True)
        ]
    jobs.sort(key=lambda job: job[0])
    rows: dict[int, list[tuple[int, dict[str, np.ndarray]]]] = {k: [] for k in range(len(texts))}
    bias = np.zeros((2, 2, 2 * REACH + 1), dtype=np.float32)
    for _, group in groupby(jobs, key=lambda job: job[0]):
        same = list(group)
        for first in range(0, len(same), BATCH):
            batch = same[first : first + BATCH]
            outputs = encoder.read([texts[k].part(start, end) for _, k, (start, end), _ in batch])
            bias = _fitting(outputs)["bias"]
            for row, (_, k, (start, _), (keep_start, keep_end)) in enumerate(batch):
                kept = slice(keep_start - start, keep_end - start)
                rows[k].append((keep_start, {name: outputs[name][row, kept] for name in ("tags", "queries", "keys")}))
    return [_stitch(rows[k], bias, pieces.lines) for k, pieces in enumerate(texts)]


def _fitting(outputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The outputs, if they are those of an attribution model of this version."""
    missing = {"tags", "queries", "keys", "bias"} - outputs.keys()
    if missing:
        raise ModelError(f"the model gives no {min(missing)}; it is not an attribution model")
    shapes = outputs["tags"].shape[2:], outputs["bias"].shape
    wanted = (len(TAGS),), (2, 2, 2 * REACH + 1)
    if shapes != wanted:
        raise ModelError(f"the model's tags and bias have shapes {shapes}, this version reads {wanted}; train it anew")
    return outputs


def _stitch(parts: list[tuple[int, dict[str, np.ndarray]]], bias: np.ndarray, lines: np.ndarray) -> Scores:
    if not parts:
        return Scores(np.zeros((0, len(TAGS))), np.zeros((0, 2, 1)), np.zeros((0, 2, 1)), bias, lines)
    ordered = [arrays for _, arrays in sorted(parts, key=lambda part: part[0])]
    tags, queries, keys = (np.concatenate([arrays[name] for arrays in ordered]) for name in ("tags", "queries", "keys"))
    return Scores(tags, queries, keys, bias, lines)
