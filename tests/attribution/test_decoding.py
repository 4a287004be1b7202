"""Scores typed by hand -> spans and links."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.decoding import (
    MIN_LINK,
    REACH,
    Links,
    Scores,
    Stretch,
    link,
    log_softmax,
    stretches,
    viterbi,
)
from quotelens.attribution.labels import TAGS, legal_transitions, spans_of_tags

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


NEUTRAL = np.zeros((7, 7))  # transitions that prefer nothing


def best(scores: np.ndarray, transitions: np.ndarray = NEUTRAL) -> list[int]:
    [path] = viterbi([scores], transitions)
    return path.tolist()


def decoded(scores: np.ndarray, transitions: np.ndarray = NEUTRAL) -> list[Stretch]:
    [found] = stretches([scores], transitions)
    return found


def test_viterbi_takes_the_best_tag_of_each_piece_where_that_is_legal():
    assert best(chances({B_CUE: 0.9}, {I_CUE: 0.9}, {O: 0.9})) == [B_CUE, I_CUE, O]


def test_viterbi_never_continues_what_has_not_begun():
    # 0.3 * 0.9 for a cue of two pieces against 0.6 * 0.02 for any legal tag after an outside
    assert best(chances({O: 0.6, B_CUE: 0.3}, {I_CUE: 0.9})) == [B_CUE, I_CUE]
    # a first piece that looks like an inside begins instead
    assert best(chances({I_SOURCE: 0.9, B_SOURCE: 0.08})) == [B_SOURCE]


def test_transitions_count_as_much_as_scores():
    transitions = np.zeros((7, 7))
    transitions[O, B_CONTENT] = -2.0
    scores = np.zeros((2, 7))
    scores[0, O], scores[1, B_CONTENT] = 3.0, 1.5
    assert best(scores) == [O, B_CONTENT]
    assert best(scores, transitions) == [O, O]  # 1.5 - 2 is less than nothing


def test_ties_go_to_the_tag_with_the_lowest_index():
    assert best(np.zeros((3, 7))) == [O, O, O]


def test_viterbi_of_no_pieces_is_empty():
    assert best(np.zeros((0, 7))) == []
    assert viterbi([], NEUTRAL) == []


rows_of_scores = st.lists(st.lists(st.integers(-8, 8), min_size=7, max_size=7), max_size=4)
tables = st.lists(st.lists(st.integers(-3, 3), min_size=7, max_size=7), min_size=7, max_size=7)


def all_sequences(scores: np.ndarray, transitions: np.ndarray) -> dict[tuple[int, ...], float]:
    """Every legal tag sequence with its score."""
    legal = legal_transitions()
    return {
        tags: sum(scores[k, tag] for k, tag in enumerate(tags))
        + sum(transitions[step] for step in itertools.pairwise(tags))
        for tags in itertools.product(range(7), repeat=len(scores))
        if all(legal[step] for step in itertools.pairwise((len(TAGS), *tags)))
    }


@given(st.lists(rows_of_scores, min_size=1, max_size=3), tables)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_viterbi_finds_the_best_of_all_legal_sequences_of_every_text(texts, transitions):
    table = np.array(transitions, dtype=np.float64)
    scores = [np.array(rows, dtype=np.float64).reshape(-1, 7) for rows in texts]
    for one, path in zip(scores, viterbi(scores, table), strict=True):
        every = all_sequences(one, table)
        assert every[tuple(path.tolist())] == max(every.values())


@given(st.lists(rows_of_scores, min_size=1, max_size=3), tables)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_a_stretch_is_as_likely_as_all_sequences_that_hold_it_together(texts, transitions):
    table = np.array(transitions, dtype=np.float64)
    scores = [np.array(rows, dtype=np.float64).reshape(-1, 7) for rows in texts]
    for one, found in zip(scores, stretches(scores, table), strict=True):
        every = all_sequences(one, table)
        total = sum(np.exp(score) for score in every.values())
        for stretch in found:
            with_it = (
                score
                for tags, score in every.items()
                if (stretch.role, stretch.first, stretch.end) in spans_of_tags(tags)
            )
            assert stretch.probability == pytest.approx(sum(np.exp(score) for score in with_it) / total)


def test_a_stretch_of_one_sure_piece_has_that_piece_s_probability():
    # nothing before or behind it matters: a first tag may be anything but an inside (0.9 of 0.9 + 3 * 0.1 / 6)
    [found] = decoded(chances({B_CUE: 0.9}))
    assert found == Stretch("cue", 0, 1, pytest.approx(0.9 / (0.9 + 3 * 0.1 / 6)))


def test_stretches_come_in_text_order_and_may_touch():
    tags = chances({B_SOURCE: 0.9}, {B_CUE: 0.9}, {B_CONTENT: 0.9}, {I_CONTENT: 0.9}, {B_CONTENT: 0.9})
    found = [(stretch.role, stretch.first, stretch.end) for stretch in decoded(tags)]
    assert found == [("source", 0, 1), ("cue", 1, 2), ("content", 2, 4), ("content", 4, 5)]


def test_texts_of_any_length_decode_as_they_do_alone():
    long = np.random.default_rng(7).normal(size=(40, 7)) * 3
    transitions = np.random.default_rng(8).normal(size=(7, 7))
    together = stretches([long[:3], long, long[:0], long[10:30]], transitions)
    assert together == [decoded(part, transitions) for part in (long[:3], long, long[:0], long[10:30])]


def test_scores_of_another_vocabulary_are_refused():
    with pytest.raises(ValueError, match="expected 7 tag scores a piece, got 5"):
        stretches([np.zeros((2, 5))], NEUTRAL)
    assert decoded(np.zeros((0, 7))) == []


# --- links -----------------------------------------------------------------------------------------------------------

Vectors = dict[tuple[int, int], list[float]]  # by (piece, source 0 or content 1); four numbers each


def vectors_of(given: Vectors, start: int, end: int) -> np.ndarray:
    """The vectors of pieces `[start, end)`, zeros where none is given."""
    array = np.zeros((end - start, 2, 4), dtype=np.float32)
    for (piece, role), vector in given.items():
        array[piece - start, role] = vector
    return array


def scores_of(queries: Vectors, keys: Vectors, bias: np.ndarray | None = None, n: int = 6) -> Scores:
    """Scores of pieces that are all in one window."""
    return windowed([(0, n, queries, keys)], [0] * n, bias)


def windowed(
    windows: list[tuple[int, int, Vectors, Vectors]], home: list[int], bias: np.ndarray | None = None
) -> Scores:
    """Scores of windows `[start, end)`, each with the vectors of its pieces, named by their place in the text."""
    return Scores(
        tags=np.zeros((len(home), len(TAGS))),
        transitions=NEUTRAL,
        home=np.array(home),
        starts=np.array([start for start, *_ in windows]),
        queries=[vectors_of(queries, start, end) for start, end, queries, _ in windows],
        keys=[vectors_of(keys, start, end) for start, end, _, keys in windows],
        bias=no_bias() if bias is None else bias,
    )


def no_bias() -> np.ndarray:
    return np.zeros((2, 2 * REACH + 1))


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
    links = link(scores_of({(2, 1): [4, 0, 0, 0]}, {(5, 1): [1, 0, 0, 0]}), SPANS)
    assert links.cue_of == {2: (3, pytest.approx(share(1, 0)))}
    # the source's own pointer says nothing: as likely either cue's, and so it serves both
    assert links.source_of == {0: (1, pytest.approx(0.5)), 3: (1, pytest.approx(0.5))}


def test_each_role_has_a_pointer_of_its_own():
    scores = scores_of({(1, 0): [4, 0, 0, 0]}, {(5, 0): [1, 0, 0, 0], (0, 1): [9, 9, 9, 9]})
    links = link(scores, SPANS)
    assert links.source_of == {0: (1, pytest.approx(share(0, 2))), 3: (1, pytest.approx(share(2, 0)))}
    assert links.cue_of == {2: (0, pytest.approx(0.5))}  # no content asks for anything: the first cue


def test_the_bias_counts_by_role_and_by_the_signed_distance_from_each_end():
    bias = no_bias()
    bias[1, REACH - 2] = 4  # for a content: a cue two pieces before an end; the first cue is, from the content's first
    bias[1, REACH - 3] = 2  # and three before its last: 3 on average
    bias[1, REACH + 3] = 2  # the second cue is three pieces behind its first, and two behind its last: 1 on average
    links = link(scores_of({}, {}, bias), SPANS)
    assert links.cue_of == {2: (0, pytest.approx(share(3, 1)))}
    assert links.source_of[0] == (1, pytest.approx(0.5))  # the source has a bias of its own
    bias[1, REACH + 2] = 8
    assert link(scores_of({}, {}, bias), SPANS).cue_of == {2: (3, pytest.approx(share(5, 3)))}


def test_a_cue_beyond_reach_counts_as_one_at_reach():
    n = REACH + 3
    bias = no_bias()
    bias[0, 0] = 2
    before = [Stretch("cue", 0, 1, 1.0), Stretch("cue", n - 2, n - 1, 1.0), Stretch("source", n - 1, n, 1.0)]
    assert link(scores_of({}, {}, bias, n), before).source_of[0] == (2, pytest.approx(share(2, 0)))
    bias[0, 2 * REACH] = 3
    behind = [Stretch("source", 0, 1, 1.0), Stretch("cue", 1, 2, 1.0), Stretch("cue", n - 1, n, 1.0)]
    assert link(scores_of({}, {}, bias, n), behind).source_of[2] == (0, pytest.approx(share(3, 0)))


def test_only_the_first_piece_of_a_cue_is_pointed_to():
    spans = [Stretch("cue", 0, 2, 1.0), Stretch("source", 2, 3, 1.0), Stretch("cue", 4, 6, 1.0)]
    scores = scores_of({(2, 0): [2, 0, 0, 0]}, {(1, 0): [9, 0, 0, 0], (4, 0): [1, 0, 0, 0]})
    assert link(scores, spans).source_of == {0: (1, pytest.approx(share(0, 1))), 2: (1, pytest.approx(share(1, 0)))}


def test_without_a_cue_nothing_is_linked():
    spans = [Stretch("source", 0, 1, 1.0), Stretch("content", 2, 4, 1.0)]
    assert link(scores_of({}, {}), spans) == Links({}, {})
    assert link(scores_of({}, {}), []) == Links({}, {})


# Two sources between two cues.
RIVALS = [
    Stretch("cue", 0, 1, 1.0),
    Stretch("source", 1, 2, 1.0),
    Stretch("source", 3, 4, 1.0),
    Stretch("cue", 5, 6, 1.0),
]


def test_a_cue_takes_the_source_that_most_likely_points_to_it():
    # 4 . 1 / sqrt(4) = 2: the first source looks for the second cue, the second for the first
    queries: Vectors = {(1, 0): [4, 0, 0, 0], (3, 0): [0, 4, 0, 0]}
    scores = scores_of(queries, {(5, 0): [1, 0, 0, 0], (0, 0): [0, 1, 0, 0]})
    assert link(scores, RIVALS) == Links({}, {0: (2, pytest.approx(share(2, 0))), 3: (1, pytest.approx(share(2, 0)))})


def test_one_source_serves_every_cue_that_no_other_is_likelier_for():
    # the first source is undecided, 1/2 for either cue; the second says e / (1 + e) and 1 / (1 + e)
    scores = scores_of({(3, 0): [0, 2, 0, 0]}, {(5, 0): [0, 1, 0, 0]})
    assert link(scores, RIVALS).source_of == {0: (1, pytest.approx(0.5)), 3: (2, pytest.approx(share(1, 0)))}
    # and where the second, too, is undecided, the first serves both
    assert link(scores_of({}, {}), RIVALS).source_of == {0: (1, pytest.approx(0.5)), 3: (1, pytest.approx(0.5))}


@pytest.mark.parametrize(("affinity", "served"), [(2.9, {0, 3}), (3.0, {3})])
def test_a_source_that_hardly_points_to_a_cue_is_not_its_source(affinity: float, served: set[int]):
    # for the first cue 1 / (1 + e^2.9) = 0.052 and 1 / (1 + e^3) = 0.047
    assert MIN_LINK == 0.05
    scores = scores_of({(1, 0): [2 * affinity, 0, 0, 0]}, {(5, 0): [1, 0, 0, 0]})
    links = link(scores, SPANS)
    assert set(links.source_of) == served
    assert links.source_of[3] == (1, pytest.approx(share(affinity, 0)))
    assert links.cue_of == {2: (0, pytest.approx(0.5))}  # a content goes to its likeliest cue whatever its chance


# --- links in several windows -----------------------------------------------------------------------------------------

LEFT, RIGHT = 0, 1  # windows


def test_what_a_piece_looks_for_is_compared_in_the_window_it_is_at_home_in():
    spans = [Stretch("cue", 2, 3, 1.0), Stretch("content", 3, 4, 1.0), Stretch("cue", 4, 5, 1.0)]
    looks: Vectors = {(3, 1): [4, 0, 0, 0]}
    left = (0, 5, looks, {(2, 1): [1, 0, 0, 0]})  # here its query meets the first cue's key
    right = (2, 7, looks, {(4, 1): [2, 0, 0, 0]})  # and here, where the axes mean other things, the second's
    at_right = windowed([left, right], [LEFT] * 3 + [RIGHT] * 4)
    assert link(at_right, spans).cue_of == {1: (2, pytest.approx(share(4, 0)))}
    at_left = windowed([left, right], [LEFT] * 4 + [RIGHT] * 3)
    assert link(at_left, spans).cue_of == {1: (0, pytest.approx(share(2, 0)))}


def test_a_cue_out_of_the_window_is_no_candidate_however_well_it_would_fit():
    spans = [Stretch("cue", 0, 1, 1.0), Stretch("source", 3, 4, 1.0), Stretch("cue", 5, 6, 1.0)]
    left = (0, 4, {(3, 0): [4, 0, 0, 0]}, {(0, 0): [9, 0, 0, 0]})
    right = (2, 6, {(3, 0): [4, 0, 0, 0]}, {(5, 0): [-9, 0, 0, 0]})
    scores = windowed([left, right], [LEFT] * 3 + [RIGHT] * 3)
    assert link(scores, spans).source_of == {2: (1, 1.0)}


def test_the_ends_of_a_content_over_two_windows_each_score_the_cues_they_see():
    spans = [
        Stretch("cue", 0, 1, 1.0),  # in the left window: 4 . 1 / sqrt(4) = 2
        Stretch("content", 3, 5, 1.0),  # its first piece is at home on the left, its last on the right
        Stretch("cue", 5, 6, 1.0),  # in both: 4 . 3 / sqrt(4) = 6 and 4 . 1 / sqrt(4) = 2, on average 4
        Stretch("cue", 7, 8, 1.0),  # in the right window: 4 . 0.5 / sqrt(4) = 1
    ]
    left = (0, 6, {(3, 1): [4, 0, 0, 0], (4, 1): [9, 9, 9, 9]}, {(0, 1): [1, 0, 0, 0], (5, 1): [3, 0, 0, 0]})
    right = (2, 8, {(4, 1): [0, 4, 0, 0], (3, 1): [9, 9, 9, 9]}, {(5, 1): [0, 1, 0, 0], (7, 1): [0, 0.5, 0, 0]})
    scores = windowed([left, right], [LEFT] * 4 + [RIGHT] * 4)
    assert link(scores, spans).cue_of == {1: (2, pytest.approx(share(4, 2, 1)))}


def test_a_content_whose_ends_see_no_cue_is_linked_to_none():
    spans = [Stretch("cue", 0, 1, 1.0), Stretch("content", 4, 6, 1.0), Stretch("source", 6, 7, 1.0)]
    scores = windowed([(0, 4, {}, {}), (3, 7, {}, {})], [LEFT] * 4 + [RIGHT] * 3)
    assert link(scores, spans) == Links({}, {})
    # with a piece more to the left window, and the content's first piece at home there, it has its cue
    scores = windowed([(0, 5, {}, {}), (3, 7, {}, {})], [LEFT] * 5 + [RIGHT] * 2)
    assert link(scores, spans) == Links({1: (0, 1.0)}, {})
