"""Scores typed by hand -> spans and links."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.decoding import REACH, Scores, Stretch, gap, link, log_softmax, stretches, viterbi
from quotelens.attribution.labels import TAGS, legal_transitions

O, B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(7)  # noqa: E741


def chances(*pieces: dict[int, float]) -> np.ndarray:
    """Tag logits of pieces whose tags have these probabilities; the other tags share what is left."""
    rows = []
    for piece in pieces:
        rest = (1 - sum(piece.values())) / (len(TAGS) - len(piece))
        rows.append([piece.get(tag, rest) for tag in range(len(TAGS))])
    return np.log(np.array(rows))


# --- tags ------------------------------------------------------------------------------------------------------------


def test_log_softmax_of_two_equal_scores_is_a_half_each_however_large_they_are():
    np.testing.assert_allclose(np.exp(log_softmax(np.array([[1000.0, 1000.0]]))), [[0.5, 0.5]])
    np.testing.assert_allclose(np.exp(log_softmax(np.log([1.0, 3.0]))), [0.25, 0.75])


def test_viterbi_takes_the_best_tag_of_each_piece_where_that_is_legal():
    scores = chances({B_CUE: 0.9}, {I_CUE: 0.9}, {O: 0.9})
    assert viterbi(scores).tolist() == [B_CUE, I_CUE, O]


def test_viterbi_never_continues_what_has_not_begun():
    # 0.3 * 0.9 for a cue of two pieces against 0.6 * 0.02 for any legal tag after an outside
    scores = chances({O: 0.6, B_CUE: 0.3}, {I_CUE: 0.9})
    assert viterbi(scores).tolist() == [B_CUE, I_CUE]
    # a first piece that looks like an inside begins instead
    assert viterbi(chances({I_SOURCE: 0.9, B_SOURCE: 0.08})).tolist() == [B_SOURCE]


def test_ties_go_to_the_tag_with_the_lowest_index():
    assert viterbi(np.zeros((3, 7))).tolist() == [O, O, O]


def test_viterbi_of_no_pieces_is_empty():
    assert viterbi(np.zeros((0, 7))).tolist() == []


@given(st.lists(st.lists(st.integers(-8, 8), min_size=7, max_size=7), min_size=1, max_size=4))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_viterbi_finds_the_best_of_all_legal_sequences(rows):
    scores = np.array(rows, dtype=np.float64)
    legal = legal_transitions()

    def worth(tags):
        steps = zip([len(TAGS), *tags[:-1]], tags, strict=True)
        return sum(scores[k, tag] for k, tag in enumerate(tags)) if all(legal[step] for step in steps) else -np.inf

    path = viterbi(scores).tolist()
    assert worth(path) == max(worth(tags) for tags in itertools.product(range(7), repeat=len(rows)))


def test_another_table_of_legal_steps_can_be_given():
    legal = np.array([[True, False], [True, True], [True, False]])  # 1 never follows 0, nor begins
    assert viterbi(np.array([[0.0, 5.0], [0.0, 5.0]]), legal).tolist() == [0, 0]


def test_a_stretch_is_as_likely_as_its_beginning_its_weakest_inside_and_its_end():
    tags = chances({B_CONTENT: 0.8}, {I_CONTENT: 0.9}, {I_CONTENT: 0.7}, {O: 0.75, I_CONTENT: 0.2})
    (found,) = stretches(tags)
    assert (found.role, found.first, found.end) == ("content", 0, 3)
    assert found.probability == pytest.approx(0.8 * 0.7 * (1 - 0.2))


def test_a_stretch_at_the_end_of_the_text_cannot_be_too_short():
    (found,) = stretches(chances({O: 0.9}, {B_CUE: 0.6}))
    assert found == Stretch("cue", 1, 2, pytest.approx(0.6))


def test_stretches_come_in_text_order_and_may_touch():
    tags = chances({B_SOURCE: 0.9}, {B_CUE: 0.9}, {B_CONTENT: 0.9}, {I_CONTENT: 0.9}, {B_CONTENT: 0.9})
    found = [(stretch.role, stretch.first, stretch.end) for stretch in stretches(tags)]
    assert found == [("source", 0, 1), ("cue", 1, 2), ("content", 2, 4), ("content", 4, 5)]


def test_scores_of_another_vocabulary_are_refused():
    with pytest.raises(ValueError, match="expected 7 tag scores a piece, got 5"):
        stretches(np.zeros((2, 5)))
    assert stretches(np.zeros((0, 7))) == []


# --- links -----------------------------------------------------------------------------------------------------------

Vectors = dict[tuple[int, int], list[float]]  # by (piece, source 0 or content 1); four numbers each


def scores_of(queries: Vectors, keys: Vectors, bias: np.ndarray | None = None, lines: str = "000000") -> Scores:
    """Scores of six pieces, with vectors of zeros where none is given, and the line each piece stands in."""
    arrays = []
    for vectors in (queries, keys):
        array = np.zeros((6, 2, 4), dtype=np.float32)
        for (piece, role), vector in vectors.items():
            array[piece, role] = vector
        arrays.append(array)
    bias = no_bias() if bias is None else bias
    return Scores(np.zeros((6, len(TAGS))), *arrays, bias, np.array([int(line) for line in lines]))


def no_bias() -> np.ndarray:
    return np.zeros((2, 2, 2 * REACH + 1))


SPANS = [
    Stretch("cue", 0, 1, 1.0),
    Stretch("source", 1, 2, 1.0),
    Stretch("content", 2, 4, 1.0),
    Stretch("cue", 5, 6, 1.0),
]


def share(*logits: float) -> float:
    """The softmax's share of the first of these scores."""
    return float(np.exp(logits[0]) / np.exp(logits).sum())


def test_a_content_points_to_the_cue_whose_key_meets_its_ends_queries():
    # the first piece asks 4, the last 0, on average 2; 2 . 1 / sqrt(4) = 1 for the second cue, 0 for the first
    answers = link(scores_of({(2, 1): [4, 0, 0, 0]}, {(5, 1): [1, 0, 0, 0]}), SPANS)
    assert answers[0] is None
    assert answers[3] is None
    assert answers[2] == (3, pytest.approx(share(1, 0)))
    assert answers[1] == (0, pytest.approx(0.5))  # the source's own pointer says nothing: the first cue


def test_each_role_has_a_pointer_of_its_own():
    scores = scores_of({(1, 0): [4, 0, 0, 0]}, {(5, 0): [1, 0, 0, 0], (0, 1): [9, 9, 9, 9]})
    assert link(scores, SPANS)[1] == (3, pytest.approx(share(2, 0)))


def test_the_bias_counts_by_role_and_by_distance_from_the_near_end():
    bias = no_bias()
    bias[1, 0, REACH - 2] = 3  # for a content: a cue two pieces before its first
    bias[1, 0, REACH + 2] = 1  # and two behind its last
    assert link(scores_of({}, {}, bias), SPANS)[2] == (0, pytest.approx(share(3, 1)))
    bias[1, 0, REACH + 2] = 5
    assert link(scores_of({}, {}, bias), SPANS)[2] == (3, pytest.approx(share(5, 3)))
    assert link(scores_of({}, {}, bias), SPANS)[1] == (0, pytest.approx(0.5))  # the source has a bias of its own


def test_the_bias_tells_a_cue_in_the_same_line_from_one_beyond_a_break():
    bias = no_bias()
    bias[1, 1] = -4  # for a content: any cue beyond a line break
    assert link(scores_of({}, {}, bias, lines="011111"), SPANS)[2] == (3, pytest.approx(share(0, -4)))
    assert link(scores_of({}, {}, bias, lines="000001"), SPANS)[2] == (0, pytest.approx(share(0, -4)))
    # a content that runs over the break itself is beside both
    assert link(scores_of({}, {}, bias, lines="000111"), SPANS)[2] == (0, pytest.approx(0.5))


def test_a_cue_beyond_reach_counts_as_one_at_reach():
    n = REACH + 3
    bias = no_bias()
    bias[0, 0, 0] = 2
    nothing = np.zeros((n, 2, 4))
    scores = Scores(np.zeros((n, len(TAGS))), nothing, nothing, bias, np.zeros(n, dtype=np.int64))
    spans = [Stretch("cue", 0, 1, 1.0), Stretch("cue", n - 2, n - 1, 1.0), Stretch("source", n - 1, n, 1.0)]
    assert link(scores, spans)[2] == (0, pytest.approx(share(2, 0)))


def test_only_the_first_piece_of_a_cue_is_pointed_to():
    spans = [Stretch("cue", 0, 2, 1.0), Stretch("source", 2, 3, 1.0), Stretch("cue", 4, 6, 1.0)]
    scores = scores_of({(2, 0): [2, 0, 0, 0]}, {(1, 0): [9, 0, 0, 0], (4, 0): [1, 0, 0, 0]})
    assert link(scores, spans)[1] == (2, pytest.approx(share(1, 0)))


def test_without_a_cue_nothing_is_linked():
    spans = [Stretch("source", 0, 1, 1.0), Stretch("content", 2, 4, 1.0)]
    assert link(scores_of({}, {}), spans) == [None, None]
    assert link(scores_of({}, {}), []) == []


def test_the_gap_to_a_cue_is_signed_and_counted_from_the_near_end():
    assert gap(np.array([0, 4, 5, 6, 7, 9]), 5, 7).tolist() == [-5, -1, 0, 0, 0, 2]
