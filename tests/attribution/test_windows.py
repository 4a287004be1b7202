"""Where windows lie, and which answers for what."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.windows import SIZE, STEP, cut, keep


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


def test_by_default_every_inner_piece_sees_a_quarter_window_on_either_side():
    n = 4 * SIZE + 17
    windows = cut(n)
    for (start, end), (first, last) in zip(windows, keep(windows), strict=True):
        assert start == 0 or first - start >= STEP // 2
        assert end == n or end - last >= STEP // 2


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
