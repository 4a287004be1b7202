from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from quotelens.attribution.reading import BATCH, read
from quotelens.encoder import Pieces


class Telltale:
    """An encoder whose scores say where they come from: (id of the piece, id of the first piece of its window)."""

    def __init__(self) -> None:
        self.runs: list[list[int]] = []

    def read(self, windows: Sequence[Pieces]) -> dict[str, np.ndarray]:
        self.runs.append([len(window) for window in windows])
        ids = np.stack([window.ids for window in windows])
        shown = np.stack([ids, np.repeat(ids[:, :1], ids.shape[1], axis=1)], axis=-1)
        return {"tags": shown, "queries": shown + 0.25, "keys": shown + 0.5, "bias": np.full((2, 2, 5), 7.0)}


def pieces(n: int, first: int = 0) -> Pieces:
    """A text of n pieces, ten a line, whose ids count up from `first`."""
    ids = np.arange(first, first + n)
    return Pieces(ids, np.zeros_like(ids), np.stack([ids, ids + 1], axis=1), np.arange(n) // 10)


def windows_of(tags: np.ndarray) -> list[tuple[int, int, int]]:
    """(first piece of the window, first and one-past-last piece it answers for), from scores of a `Telltale`."""
    starts = [0, *(np.flatnonzero(np.diff(tags[:, 1])) + 1).tolist(), len(tags)]
    return [(int(tags[start, 1]), start, end) for start, end in pairwise(starts)]


def test_a_short_text_is_one_window() -> None:
    [scores] = read([pieces(3)], Telltale())
    assert scores.tags.tolist() == [[0, 0], [1, 0], [2, 0]]
    assert scores.queries.tolist() == [[0.25, 0.25], [1.25, 0.25], [2.25, 0.25]]
    assert scores.keys.tolist() == [[0.5, 0.5], [1.5, 0.5], [2.5, 0.5]]
    assert scores.bias.tolist() == [[[7.0] * 5] * 2] * 2
    assert scores.lines.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (382, [(0, 0, 382)]),  # just fits
        (383, [(0, 0, 192), (1, 192, 383)]),  # (0, 382) and (1, 383) overlap in 1-382, whose middle is 191.5
        (600, [(0, 0, 287), (191, 287, 396), (218, 396, 600)]),
    ],
)
def test_each_piece_is_scored_in_the_window_where_it_is_most_central(
    n: int, expected: list[tuple[int, int, int]]
) -> None:
    [scores] = read([pieces(n)], Telltale())
    assert windows_of(scores.tags) == expected
    assert scores.tags[:, 0].tolist() == list(range(n))
    np.testing.assert_array_equal(scores.queries, scores.tags + 0.25)
    np.testing.assert_array_equal(scores.keys, scores.tags + 0.5)
    assert scores.lines.tolist() == [k // 10 for k in range(n)]  # counted over the text, not the window


def test_texts_keep_their_order_and_a_text_of_no_pieces_has_no_rows() -> None:
    long, none, short = read([pieces(400), pieces(0), pieces(2, first=1000)], Telltale())
    assert long.tags[:, 0].tolist() == list(range(400))
    assert short.tags.tolist() == [[1000, 1000], [1001, 1000]]
    assert none.tags.shape == (0, 7)
    assert len(none.queries) == len(none.keys) == 0


def test_no_texts_give_no_scores() -> None:
    assert read([], Telltale()) == []


def test_windows_of_one_length_run_together_in_batches() -> None:
    encoder = Telltale()
    scores = read([pieces(5, first=100 * k) for k in range(BATCH + 1)] + [pieces(400), pieces(4)], encoder)
    assert encoder.runs == [[4], [5] * BATCH, [5], [382, 382]]
    assert [one.tags[0, 0] for one in scores] == [*(100 * k for k in range(BATCH + 1)), 0, 0]
