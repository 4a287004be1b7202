"""Spans that overlap, cut until they nest."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.exchange.fragments import Mark, nested
from quotelens.records import Span


def marked(*pairs: tuple[int, int]) -> list[Mark]:
    return [Mark(Span(*pair), "x", str(k), {}) for k, pair in enumerate(pairs)]


def pieces(marks: list[Mark], *ends: int) -> list[list[tuple[str, int, int]]]:
    stretches = [Span(start, end) for start, end in zip((0, *ends), ends, strict=False)]
    return [[(m.chain, m.span.start, m.span.end) for m in here] for here in nested(marks, stretches)]


def test_what_nests_stays_whole_the_longer_outside() -> None:
    assert pieces(marked((2, 4), (0, 9), (2, 8)), 9) == [[("1", 0, 9), ("2", 2, 8), ("0", 2, 4)]]


def test_of_equal_spans_the_earlier_is_outside() -> None:
    assert pieces(marked((1, 3), (1, 3)), 9) == [[("0", 1, 3), ("1", 1, 3)]]


def test_of_two_that_overlap_the_later_is_cut() -> None:
    assert pieces(marked((4, 9), (0, 6)), 9) == [[("1", 0, 6), ("0", 4, 6), ("0", 6, 9)]]


def test_marks_end_with_their_stretch() -> None:
    assert pieces(marked((2, 8)), 3, 6, 9) == [[("0", 2, 3)], [("0", 3, 6)], [("0", 6, 8)]]
    assert pieces([], 3, 6) == [[], []]


def test_the_pieces_of_a_chain_are_counted() -> None:
    one, two = Mark(Span(0, 2), "x", "c", {}), Mark(Span(4, 8), "x", "c", {})
    first, second = nested([one, two, *marked((9, 10))], [Span(0, 6), Span(6, 10)])
    assert [(piece.chain, piece.part, piece.last) for piece in (*first, *second)] == [
        ("c", 0, False),
        ("c", 1, False),
        ("c", 2, True),
        ("0", None, True),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)).map(lambda p: (p[0], max(p[0] + 1, p[1]))), max_size=6),
    st.sets(st.integers(1, 19), max_size=4),
)
@settings(derandomize=True, deadline=None)
def test_pieces_nest_and_cover_just_what_was_marked(pairs: list[tuple[int, int]], cuts: set[int]) -> None:
    found = [piece for here in pieces(marked(*pairs), *sorted(cuts), 20) for piece in here]
    for k, (start, end) in enumerate(pairs):
        own = [piece[1:] for piece in found if piece[0] == str(k)]
        assert (own[0][0], own[-1][1]) == (start, end)
        assert all(before[1] == after[0] for before, after in itertools.pairwise(own))
    for _, a, b in found:
        for _, c, d in found:
            assert b <= c or d <= a or (a <= c and d <= b) or (c <= a and b <= d)
