"""Windows over a long text: where they lie, and which window answers for which piece."""

from __future__ import annotations

from itertools import pairwise

SIZE = 382  # word pieces; with the start and end tokens the 384 the encoder was trained on
STEP = 191  # half a window, so that every inner piece has at least a quarter window of context on either side


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
