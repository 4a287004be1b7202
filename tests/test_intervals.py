import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from quotelens import intervals
from quotelens.errors import SettingsError


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (3, 10, 0.1078, 0.6032),
        (1, 2, 0.0945, 0.9055),  # symmetric: low and high add up to 1
        (0, 5, 0.0, 0.4345),  # z²/(n + z²) = 3.8415/8.8415
        (5, 5, 0.5655, 1.0),
    ],
)
def test_wilson_gives_the_published_interval(hits: int, n: int, low: float, high: float) -> None:
    assert [round(float(end), 4) for end in intervals.wilson(hits / n, n)] == [low, high]


def test_wilson_of_no_observations_is_undefined_and_costs_its_neighbours_nothing() -> None:
    low, high = intervals.wilson([np.nan, 0.5, 0.5], [0, 0, 2])
    np.testing.assert_allclose(low, [np.nan, np.nan, 0.0945], atol=5e-5)
    np.testing.assert_allclose(high, [np.nan, np.nan, 0.9055], atol=5e-5)


def test_wilson_at_a_lower_level_is_narrower() -> None:
    low, high = intervals.wilson(0.3, 10, level=0.8)
    assert (round(float(low), 4), round(float(high), 4)) == (
        0.1538,
        0.5026,
    )  # z = 1.2816, so (0.3821 ± 0.2031) / 1.1642


@given(n=st.integers(1, 5000), part=st.floats(0, 1), level=st.floats(0.01, 0.99))
@settings(derandomize=True)
def test_wilson_contains_the_share_stays_in_range_and_is_scipys(n: int, part: float, level: float) -> None:
    hits = round(part * n)
    low, high = intervals.wilson(hits / n, n, level)
    assert 0 <= low <= hits / n <= high <= 1
    expected = binomtest(hits, n).proportion_ci(level, method="wilson")
    np.testing.assert_allclose([low, high], [expected.low, expected.high], atol=1e-9)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 95, math.nan])
def test_a_level_outside_0_to_1_is_an_error(level: float) -> None:
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        intervals.wilson(0.5, 2, level)
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        intervals.bootstrap_ratio([1, 2], [1, 1], level=level)


@pytest.mark.parametrize(("share", "n"), [(1.5, 2), (-0.1, 2), (0.5, -1)])
def test_a_share_or_n_out_of_range_is_an_error(share: float, n: float) -> None:
    with pytest.raises(ValueError, match="0-1"):
        intervals.wilson(share, n)


def test_effective_n_is_the_number_of_equal_weights_and_less_for_unequal_ones() -> None:
    assert intervals.effective_n([7, 7, 7]) == 3
    assert intervals.effective_n([10, 20, 10]) == pytest.approx(1600 / 600)
    assert intervals.effective_n([1000, 1]) == pytest.approx(1.002, abs=1e-3)
    assert intervals.effective_n([]) == 0
    assert intervals.effective_n([0, 0]) == 0


def test_bootstrap_of_two_units_spans_both() -> None:
    # draws: both the first (1/4), both the second (1/4), one of each (1/2); 2.5 % lies within the quarters
    assert intervals.bootstrap_ratio([1, 3], [1, 1]) == (1.0, 3.0)


def test_bootstrap_of_a_mean_comes_near_its_standard_error() -> None:
    values = np.arange(200) % 2  # mean 0.5, standard error 0.5/sqrt(200) = 0.0354
    low, high = intervals.bootstrap_ratio(values, np.ones(200))
    assert low == pytest.approx(0.5 - 1.96 * 0.0354, abs=0.006)
    assert high == pytest.approx(0.5 + 1.96 * 0.0354, abs=0.006)


def test_bootstrap_weighs_units_by_their_denominators() -> None:
    low, high = intervals.bootstrap_ratio([0, 90], [10, 90])  # ratios 0/20, 90/100, 180/180
    assert (low, high) == (0.0, 1.0)
    low, high = intervals.bootstrap_ratio([0, 90], [10, 90], level=0.4)  # the middle half of the draws: one of each
    assert (low, high) == (0.9, 0.9)


def test_bootstrap_is_the_same_each_time_whatever_came_before() -> None:
    first = intervals.bootstrap_ratio([1, 2, 4, 8], [1, 1, 1, 1])
    intervals.bootstrap_ratio([5, 6, 7], [1, 1, 1])
    assert intervals.bootstrap_ratio([1, 2, 4, 8], [1, 1, 1, 1]) == first


@pytest.mark.parametrize(("top", "bottom"), [([], []), ([1], [1]), ([0, 0], [0, 0])])
def test_bootstrap_of_fewer_than_two_units_or_of_nothing_is_undefined(top: list[int], bottom: list[int]) -> None:
    low, high = intervals.bootstrap_ratio(top, bottom)
    assert math.isnan(low)
    assert math.isnan(high)


def test_bootstrap_leaves_out_samples_that_hold_nothing() -> None:
    low, high = intervals.bootstrap_ratio([0, 3], [0, 3])
    assert (low, high) == (1.0, 1.0)


def test_bootstrap_of_unequal_lengths_is_an_error() -> None:
    with pytest.raises(ValueError, match="one numerator and one denominator a unit"):
        intervals.bootstrap_ratio([1, 2], [1])


@given(values=st.lists(st.floats(-1, 1), min_size=2, max_size=30))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_bootstrap_of_a_mean_stays_within_the_values(values: list[float]) -> None:
    low, high = intervals.bootstrap_ratio(values, np.ones(len(values)))
    assert min(values) - 1e-12 <= low <= high <= max(values) + 1e-12


# --- observations in clusters ----------------------------------------------------------------------------------------


def test_clusters_that_are_all_alike_within_count_once_each() -> None:
    # two clusters of ten, one with all hits and one with none: p = 0.5, v = 2 * 50 / 400 = 0.25, p (1 - p) / v = 1
    assert intervals.clustered_n(0.5, 20, spread=50, whole=20, clusters=2) == 1


def test_clusters_never_add_observations_and_where_they_cannot_tell_n_stays() -> None:
    found = intervals.clustered_n([0.5, 0.5, 0.0, 1.0, 0.5, np.nan], 20, [0.1, 0, 0, 0, 50, 0], 20, [2, 2, 2, 2, 1, 0])
    assert found.tolist() == [20] * 6


def test_wilson_with_clustered_n_covers_where_plain_n_does_not() -> None:
    # 60 articles of 10 quotes; each article's share is drawn from Beta(1, 1), so that quotes resemble each other
    rng = np.random.default_rng(0)
    hits = rng.binomial(10, rng.beta(1, 1, size=(2000, 60)))
    share = hits.sum(axis=1) / 600
    spread = ((hits - 10 * share[:, None]) ** 2).sum(axis=1)

    def coverage(n: object) -> float:
        low, high = intervals.wilson(share, n)
        return float(((low <= 0.5) & (high >= 0.5)).mean())

    assert 0.93 <= coverage(intervals.clustered_n(share, 600, spread, 600, 60)) <= 0.97
    assert coverage(600) < 0.75


# --- standard errors -------------------------------------------------------------------------------------------------


def test_bootstrapped_error_of_a_mean_comes_near_its_formula() -> None:
    units = np.column_stack([np.arange(200) % 2, np.ones(200)])
    [error] = intervals.bootstrap_errors(lambda sums: (sums[:, 0] / sums[:, 1])[:, None], units, resamples=2000)
    assert error == pytest.approx(0.5 / math.sqrt(200), rel=0.05)


def test_bootstrapped_errors_leave_out_undefined_samples_and_are_undefined_for_one_unit() -> None:
    def both(sums: np.ndarray) -> np.ndarray:
        return np.column_stack([sums[:, 0], np.full(len(sums), np.nan)])

    first, second = intervals.bootstrap_errors(both, np.array([[0.0], [1.0]]))
    assert 0.5 < first < 0.9  # sums of 0, 1 and 2 with chances 1/4, 1/2, 1/4: sqrt(1/2)
    assert math.isnan(second)
    assert np.isnan(intervals.bootstrap_errors(both, np.array([[3.0]]))).all()
    assert np.isnan(intervals.bootstrap_errors(both, np.zeros((0, 1)))).all()
    assert intervals.bootstrap_errors(both, np.array([[2.0], [2.0]]))[0] == 0
