"""Windows over a long text: where they lie, and which window answers for which piece."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

SIZE = 382  # word pieces; with the start and end tokens the 384 the encoder was trained on
STEP = 254  # windows share a third; every inner piece has at least a sixth of a window of context on either side


def cut(n: int, size: int = SIZE, step: int = STEP) -> list[tuple[int, int]]:
    """Windows `[start, end)` that cover `n` pieces.

    All are `size` long (the last is moved back to end with the text), save that a text of fewer pieces is one
    window. Empty for `n` = 0.
    """
    if n <= size:
        return [(0, n)] if n else []
    starts = list(range(0, n - size, step))
    return [(start, start + size) for start in (*starts, n - size)]


def keep(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each window, the pieces `[start, end)` it answers for: those that lie nearest to its own middle.

    Neighbours share their overlap at its middle (the earlier window takes the odd piece); the parts are disjoint
    and cover everything that the windows cover.
    """
    borders = [(before[1] + after[0] + 1) // 2 for before, after in pairwise(windows)]
    starts = [windows[0][0], *borders] if windows else []
    ends = [*borders, windows[-1][1]] if windows else []
    return list(zip(starts, ends, strict=True))


def weights(windows: list[tuple[int, int]]) -> list[np.ndarray]:
    """How much each window's word on each of its pieces counts, (n,) in (0, 1].

    Where two windows overlap the weight rises evenly from the one's edge to the middle of the overlap, and is 1 from
    there to where it falls towards the other edge: a piece at an edge lacks its context.
    """
    found = [np.ones(end - start) for start, end in windows]
    for (before, after), (left, right) in zip(pairwise(windows), pairwise(found), strict=True):
        ramp = np.minimum(1.0, (np.arange(before[1] - after[0]) + 1) / max(1, (before[1] - after[0]) // 2))
        right[: len(ramp)] = np.minimum(right[: len(ramp)], ramp)
        left[len(left) - len(ramp) :] = np.minimum(left[len(left) - len(ramp) :], ramp[::-1])
    return found


def mean(windows: list[tuple[int, int]], scores: Sequence[np.ndarray]) -> np.ndarray:
    """Scores (n, k) of a text's pieces from those of its windows, each (m, k): their mean, weighted by `weights`."""
    n = windows[-1][1] if windows else 0
    total, weight = np.zeros((n, scores[0].shape[1] if windows else 0)), np.zeros((n, 1))
    for (start, end), of_window, own in zip(windows, scores, weights(windows), strict=True):
        total[start:end] += of_window * own[:, None]
        weight[start:end] += own[:, None]
    return total / weight
