"""Counts, ratios, matching and the bootstrap, against numbers worked out by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.evaluation.scores import Bootstrap, Characters, Counts, f1, match, mean, pair
from quotelens.records import Span


def test_precision_recall_and_f1_of_three_right_of_four_found_for_six():
    counts = Counts(gold=6, predicted=4, found=3, right=3)
    assert counts.precision == 0.75
    assert counts.recall == 0.5
    assert counts.f1 == pytest.approx(0.6)  # 2 * 0.75 * 0.5 / 1.25 = 2 * 3 / (6 + 4)


def test_an_empty_prediction_has_no_precision_and_finds_nothing():
    counts = Counts(gold=5)
    assert math.isnan(counts.precision)
    assert counts.recall == 0.0
    assert counts.f1 == 0.0


def test_predictions_where_nothing_is_annotated_are_wrong():
    counts = Counts(predicted=2)
    assert counts.precision == 0.0
    assert math.isnan(counts.recall)
    assert counts.f1 == 0.0


def test_nothing_annotated_and_nothing_predicted_has_no_score_at_all():
    counts = Counts()
    assert math.isnan(counts.precision)
    assert math.isnan(counts.recall)
    assert math.isnan(counts.f1)


def test_f1_is_undefined_where_one_side_has_no_item_of_a_type_and_the_other_is_right():
    # every annotated direct quote was found, but as a mixed one: recall 1, precision unknown
    assert math.isnan(Counts(gold=2, predicted=0, found=2, right=0).f1)


def test_f1_takes_recall_from_found_and_precision_from_right():
    # recall 4/8, precision 1/1
    assert Counts(gold=8, predicted=1, found=4, right=1).f1 == pytest.approx(2 / 3)


def test_f1_of_an_array_is_that_of_its_rows():
    table = np.array([[6, 4, 3, 3], [5, 0, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(f1(table), [0.6, 0.0, np.nan])


def test_counts_add_up_and_ratios_come_from_the_sum():
    total = Counts(1, 1, 1, 1) + Counts(3, 1, 0, 0)
    assert total == Counts(4, 2, 1, 1)
    assert total.f1 == pytest.approx(1 / 3)  # not the mean of the two articles' 1 and 0


def test_the_mean_over_annotators_weighs_an_article_once():
    assert mean([Counts(2, 4, 2, 2), Counts(4, 4, 3, 3)]) == Counts(3, 4, 2.5, 2.5)
    with pytest.raises(ValueError, match="no counts"):
        mean([])


def test_spans_match_only_to_the_character():
    gold = {Span(0, 5), Span(10, 20), Span(30, 40)}
    predicted = {Span(0, 5), Span(10, 19)}
    assert match(gold, predicted) == Counts(3, 2, 1, 1)


def test_overlap_counts_characters_and_leaves_white_space_out():
    characters = Characters("ab cd ef")
    assert characters.count([Span(0, 8)]) == 6
    # "ab cd" against "cd ef": 2 of 6 characters
    assert characters.iou([Span(0, 5)], [Span(3, 8)]) == pytest.approx(1 / 3)
    # the same words with and without the space between them
    assert characters.iou([Span(0, 5)], [Span(0, 2), Span(3, 5)]) == 1.0
    assert characters.iou([Span(0, 2)], [Span(3, 5)]) == 0.0
    # nothing but a space on both sides: no character is shared
    assert characters.iou([Span(2, 3)], [Span(2, 3)]) == 0.0


def test_discontinuous_content_overlaps_by_all_its_parts():
    #             0123456789012345
    characters = Characters("aaaa said X bbbb")
    # "aaaa" + "bbbb" against "aaaa": 4 of 8
    assert characters.iou([Span(0, 4), Span(12, 16)], [Span(0, 4)]) == 0.5


def test_pairs_are_as_many_as_can_be_before_they_are_close():
    # the closest pair (0, 0) alone would leave row 1 without a partner
    overlaps = np.array([[1.0, 0.6], [0.6, 0.0]])
    assert pair(overlaps, 0.5) == [(0, 1), (1, 0)]


def test_pairs_below_the_least_overlap_are_none():
    assert pair(np.array([[0.49, 0.5]]), 0.5) == [(0, 1)]
    assert pair(np.array([[0.49]]), 0.5) == []
    assert pair(np.zeros((0, 3)), 0.5) == []


def test_of_equally_many_pairs_the_preferred_ones_come_first_and_then_the_closest():
    overlaps = np.array([[0.9, 0.6]])
    assert pair(overlaps, 0.5) == [(0, 0)]
    assert pair(overlaps, 0.5, np.array([[False, True]])) == [(0, 1)]


_SHARES = st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.8, 1.0])


@given(st.integers(1, 4), st.integers(1, 4), st.data())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_pairs_equal_the_best_of_all_matchings(rows, columns, data):
    cells = data.draw(st.lists(st.tuples(_SHARES, st.booleans()), min_size=rows * columns, max_size=rows * columns))
    overlaps = np.array([share for share, _ in cells]).reshape(rows, columns)
    preferred = np.array([flag for _, flag in cells]).reshape(rows, columns)

    def worth(pairs):
        return (
            len(pairs),
            sum(int(preferred[cell]) for cell in pairs),
            round(sum(float(overlaps[cell]) for cell in pairs), 9),
        )

    best = (0, 0, 0.0)
    short, long = range(min(rows, columns)), range(max(rows, columns))
    for order in itertools.permutations(long, len(short)):
        cells_of = zip(short, order, strict=True) if rows <= columns else zip(order, short, strict=True)
        best = max(best, worth([cell for cell in cells_of if overlaps[cell] >= 0.5]))
    found = pair(overlaps, 0.5, preferred)
    assert worth(found) == best
    assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)


def test_the_interval_of_articles_that_are_all_alike_is_the_score_itself():
    alike = [Counts(4, 4, 3, 3)] * 5
    assert Bootstrap(resamples=50).f1([alike]) == [(0.75, 0.75)]


def test_the_interval_of_two_articles_is_known_by_hand():
    # one article all right, one all wrong: a draw of two gives F1 1, 0.5 or 0 with chances 1/4, 1/2, 1/4, so that
    # 95 % reaches from 0 to 1, and the middle 20 % is 0.5 alone
    pair_of_articles = [Counts(1, 1, 1, 1), Counts(1, 1, 0, 0)]
    assert Bootstrap(resamples=2000, level=0.95).f1([pair_of_articles]) == [(0.0, 1.0)]
    assert Bootstrap(resamples=2000, level=0.2).f1([pair_of_articles]) == [(0.5, 0.5)]


def test_the_same_seed_draws_the_same_articles_and_serves_every_score():
    score = [Counts(10, 9, k, k) for k in range(8)]
    first, second = Bootstrap(resamples=100).f1([score, score])
    assert first == second == Bootstrap(resamples=100).f1([score])[0]
    assert first != Bootstrap(resamples=100, seed=8).f1([score])[0]
    assert first[0] < sum(score, Counts()).f1 < first[1]


def test_an_article_or_a_score_alone_has_no_interval():
    assert all(math.isnan(end) for end in Bootstrap().f1([[Counts(3, 3, 2, 2)]])[0])
    assert all(math.isnan(end) for end in Bootstrap(resamples=10).f1([[Counts(), Counts()]])[0])
    assert Bootstrap().f1([]) == []


def test_draws_without_a_score_are_left_out_of_the_interval():
    assert Bootstrap(resamples=200).f1([[Counts(), Counts(1, 1, 1, 1)]]) == [(1.0, 1.0)]


@pytest.mark.parametrize("wrong", [{"resamples": 0}, {"level": 0.0}, {"level": 1.0}])
def test_a_bootstrap_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Bootstrap(**wrong)
