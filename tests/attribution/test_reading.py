from collections.abc import Sequence

import numpy as np
import pytest

from quotelens.attribution.decoding import REACH
from quotelens.attribution.labels import TAGS
from quotelens.attribution.reading import read
from quotelens.encoder import Pieces
from quotelens.errors import ModelError


class Telltale:
    """An encoder whose scores say where they come from: (id of the piece, id of the first piece of its window)."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def read(self, windows: Sequence[Pieces]) -> list[dict[str, np.ndarray]]:
        return [self._read(window.ids) for window in windows]

    def _read(self, ids: np.ndarray) -> dict[str, np.ndarray]:
        self.runs.append(len(ids))
        shown = np.stack([ids, np.repeat(ids[:1], len(ids))], axis=-1)
        tags = np.zeros((len(ids), len(TAGS)), dtype=np.int64)
        tags[:, :2] = shown
        pairs = shown[..., None]
        return {
            "tags": tags,
            "queries": pairs + 0.25,
            "keys": pairs + 0.5,
            "transitions": np.full((7, 7), 3.0),
            "bias": np.full((2, 2 * REACH + 1), 7.0),
        }


def pieces(n: int, first: int = 0) -> Pieces:
    """A text of n pieces whose ids count up from `first`."""
    ids = np.arange(first, first + n)
    return Pieces(ids, np.zeros_like(ids), np.stack([ids, ids + 1], axis=1))


def test_a_short_text_is_one_window() -> None:
    [scores] = read([pieces(3)], Telltale())
    assert scores.tags[:, :2].tolist() == [[0, 0], [1, 0], [2, 0]]
    assert [array.tolist() for array in scores.queries] == [[[[0.25], [0.25]], [[1.25], [0.25]], [[2.25], [0.25]]]]
    assert [array.tolist() for array in scores.keys] == [[[[0.5], [0.5]], [[1.5], [0.5]], [[2.5], [0.5]]]]
    assert scores.bias.tolist() == [[7.0] * 767] * 2
    assert scores.home.tolist() == [0, 0, 0]
    assert scores.starts.tolist() == [0]


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (382, [(0, 0, 382)]),  # just fits
        (383, [(0, 0, 192), (1, 192, 383)]),  # (0, 382) and (1, 383) overlap in 1-382, whose middle is 191.5
        (700, [(0, 0, 318), (254, 318, 477), (318, 477, 700)]),
    ],
)
def test_each_pieces_links_are_sought_where_it_is_most_central(n: int, expected: list[tuple[int, int, int]]) -> None:
    [scores] = read([pieces(n)], Telltale())
    assert scores.starts.tolist() == [start for start, _, _ in expected]
    assert scores.home.tolist() == [k for k, (_, first, end) in enumerate(expected) for _ in range(first, end)]
    assert scores.tags[:, 0] == pytest.approx(np.arange(n))


def test_where_windows_overlap_a_piece_has_the_mean_of_their_scores_weighed_by_distance_from_the_edge() -> None:
    [scores] = read([pieces(500)], Telltale())  # windows (0, 382) and (118, 500)
    own = scores.tags[:, 1]  # the first piece of the window that the score comes from
    assert own[:118].tolist() == [0.0] * 118
    assert own[382:].tolist() == [118.0] * 118
    assert own[249] == pytest.approx(59, abs=1)  # half and half in the middle
    assert (np.diff(own) >= 0).all()


def test_what_windows_look_for_and_offer_is_kept_apart_and_whole() -> None:
    [scores] = read([pieces(700)], Telltale())  # windows (0, 382), (254, 636) and (318, 700)
    for start, queries, keys in zip([0, 254, 318], scores.queries, scores.keys, strict=True):
        assert queries[:, 0, 0].tolist() == [k + 0.25 for k in range(start, start + 382)]
        assert keys[:, 0, 0].tolist() == [k + 0.5 for k in range(start, start + 382)]
        assert set(queries[:, 1, 0].tolist()) == {start + 0.25}  # as this window, and no other, has them
        assert set(keys[:, 1, 0].tolist()) == {start + 0.5}


def test_texts_keep_their_order_and_a_text_of_no_pieces_has_no_rows() -> None:
    long, none, short = read([pieces(400), pieces(0), pieces(2, first=1000)], Telltale())
    assert long.tags[:, 0] == pytest.approx(np.arange(400))
    assert short.tags[:, :2].tolist() == [[1000, 1000], [1001, 1000]]
    assert short.starts.tolist() == [0]
    assert [len(array) for array in short.queries] == [len(array) for array in short.keys] == [2]
    assert long.starts.tolist() == [0, 18]
    assert none.tags.shape == (0, 7)
    assert len(none.queries) == len(none.keys) == len(none.home) == len(none.starts) == 0


def test_no_texts_give_no_scores() -> None:
    assert read([], Telltale()) == []


def test_every_window_is_read_once() -> None:
    encoder = Telltale()
    read([pieces(5), pieces(400), pieces(0), pieces(4)], encoder)
    assert encoder.runs == [5, 382, 382, 4]


class Foreign(Telltale):
    """An encoder whose graph is not this version's: some outputs are of other shapes, or not there (`None`)."""

    def __init__(self, **others: tuple[int, ...] | None) -> None:
        super().__init__()
        self._others = others

    def _read(self, ids: np.ndarray) -> dict[str, np.ndarray]:
        kept = {name: array for name, array in super()._read(ids).items() if name not in self._others}
        return kept | {name: np.zeros(shape) for name, shape in self._others.items() if shape is not None}


@pytest.mark.parametrize("shape", [(2, 2, 767), (2, 511), (1, 767), (767,)])
def test_a_model_with_a_bias_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(
        ModelError, match=r"have shapes .*, this version reads \(\(7,\), \(2, 767\), \(7, 7\)\); train it"
    ):
        read([pieces(3)], Foreign(bias=shape))


def test_a_model_of_other_tags_is_refused() -> None:
    with pytest.raises(ModelError, match=r"have shapes \(\(9,\), \(2, 767\), \(7, 7\)\), this version reads"):
        read([pieces(3)], Foreign(tags=(3, 9)))


@pytest.mark.parametrize("name", ["tags", "queries", "keys", "transitions", "bias"])
def test_a_model_that_lacks_an_output_is_refused_by_name(name: str) -> None:
    with pytest.raises(ModelError, match=f"the model gives no {name}; it is not an attribution model"):
        read([pieces(3)], Foreign(**{name: None}))
