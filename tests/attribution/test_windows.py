"""Where windows lie, and which answers for what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.windows import SIZE, STEP, cut, keep, mean, weights


def test_a_short_text_is_one_window_and_an_empty_one_none():
    assert cut(0) == []
    assert keep([]) == []
    assert cut(3, size=4, step=2) == [(0, 3)]
    assert cut(4, size=4, step=2) == [(0, 4)]
    assert keep([(0, 3)]) == [(0, 3)]


def test_windows_step_through_and_the_last_ends_with_the_text():
    assert cut(8, size=4, step=2) == [(0, 4), (2, 6), (4, 8)]
    assert cut(9, size=4, step=2) == [(0, 4), (2, 6), (4, 8), (5, 9)]
    assert cut(5, size=4, step=2) == [(0, 4), (1, 5)]


def test_neighbours_share_their_overlap_at_its_middle():
    # the overlaps are 2-4, 4-6 (middles 3, 5) and 5-8 (middle 6.5: the earlier window takes the odd piece)
    assert keep([(0, 4), (2, 6), (4, 8), (5, 9)]) == [(0, 3), (3, 5), (5, 7), (7, 9)]


def test_by_default_every_inner_piece_sees_a_sixth_of_a_window_on_either_side():
    n = 4 * SIZE + 17
    windows = cut(n)
    for (start, end), (first, last) in zip(windows, keep(windows), strict=True):
        assert start == 0 or first - start >= (SIZE - STEP) // 2
        assert end == n or end - last >= (SIZE - STEP) // 2


def test_a_windows_word_counts_less_towards_its_inner_edges():
    first, second = weights([(0, 8), (4, 12)])  # they share four pieces
    assert first.tolist() == [1, 1, 1, 1, 1, 1, 1, 0.5]
    assert second.tolist() == [0.5, 1, 1, 1, 1, 1, 1, 1]
    assert [w.tolist() for w in weights([(0, 3)])] == [[1, 1, 1]]
    assert weights([]) == []


def test_the_mean_of_scores_that_agree_is_what_they_agree_on():
    windows = cut(11, 4, 3)
    truth = np.arange(33.0).reshape(11, 3)
    assert mean(windows, [truth[start:end] for start, end in windows]) == pytest.approx(truth)


def test_the_mean_leans_to_the_window_that_sees_more():
    scores = [np.zeros((8, 1)), np.ones((8, 1))]
    assert mean([(0, 8), (4, 12)], scores)[:, 0] == pytest.approx([0, 0, 0, 0, 1 / 3, 0.5, 0.5, 2 / 3, 1, 1, 1, 1])


@given(st.integers(0, 400), st.integers(1, 40), st.data())
@settings(derandomize=True, max_examples=300, deadline=None)
def test_windows_cover_everything_and_each_piece_has_one_that_answers(n, size, data):
    step = data.draw(st.integers(1, size))
    windows = cut(n, size, step)
    kept = keep(windows)
    assert [piece for first, last in kept for piece in range(first, last)] == list(range(n))
    assert all(start <= first < last <= end for (start, end), (first, last) in zip(windows, kept, strict=True))
    assert all(end - start == min(n, size) for start, end in windows)
    assert len(set(windows)) == len(windows)
    for (start, end), (first, last) in zip(windows, kept, strict=True):
        for piece in range(first, last):  # no other window has the piece nearer to its own middle
            own = abs(2 * piece + 1 - start - end)
            assert all(own <= abs(2 * piece + 1 - a - b) + 1 for a, b in windows if a <= piece < b)
