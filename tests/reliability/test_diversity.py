"""Measures of diversity against figures by hand, published ones and reference implementations."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import entropy

from quotelens import intervals
from quotelens.reliability import diversity


def test_entropy_by_hand() -> None:
    assert diversity.shannon([7]) == 0
    assert diversity.shannon([2, 2, 2, 2]) == pytest.approx(math.log(4))
    assert diversity.shannon([3, 1]) == pytest.approx(2 * math.log(2) - 0.75 * math.log(3))
    assert diversity.evenness([5, 5, 0]) == pytest.approx(1)
    assert diversity.evenness([3, 1]) == pytest.approx(0.8113, abs=1e-4)  # that many bits


def test_simpson_and_hhi_by_hand() -> None:
    # of the 6 pairs among a, a, a, b three are of two sources
    assert diversity.simpson([3, 1]) == pytest.approx(3 / 6)
    assert diversity.simpson([1, 1, 1]) == 1
    assert diversity.hhi([3, 1]) == pytest.approx((9 + 1) / 16)
    assert diversity.hhi([9]) == 1


def test_hill_numbers_by_hand() -> None:
    assert [float(diversity.hill([6, 6, 6, 0], q)) for q in (0, 1, 2)] == pytest.approx([3, 3, 3])
    assert diversity.hill([3, 1], 2) == pytest.approx(1.6)
    assert diversity.hill([3, 1], 1) == pytest.approx(1.7548, abs=1e-4)
    assert diversity.hill([4, 1], 0.5) == pytest.approx((2 / 5**0.5 + 1 / 5**0.5) ** 2)


def test_gini_and_top_shares_by_hand() -> None:
    assert diversity.gini([5, 5, 5]) == 0
    assert diversity.gini([3, 1]) == pytest.approx(0.25)
    assert diversity.gini([0, 3, 0, 1]) == pytest.approx(0.25)  # who has nothing is not there
    # mean difference: sum over pairs |x - y| / (2 n² mean)
    x = np.array([1, 2, 7, 10])
    assert diversity.gini(x) == pytest.approx(np.abs(x[:, None] - x).sum() / (2 * 16 * x.mean()))
    assert diversity.top_share([1, 5, 4], 1) == pytest.approx(0.5)
    assert diversity.top_share([1, 5, 4], 2) == pytest.approx(0.9)
    assert diversity.top_share([1, 5, 4], 3) == 1
    assert diversity.top_share([1], 3) == 1


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # scikit-bio's own example: 9 sources, f1 = f2 = 3; 9 + 3 * 2 / (2 * 4)
        ([0, 1, 1, 4, 2, 5, 2, 4, 1, 2], (9.75, 9.07, 17.45)),
        # no doubletons: 3 + 3 * 2 / 2 = 6, variance 3 + 3 * 25 / 4 - 81 / 24 = 18.375, K = exp(1.96 sqrt(ln 3.0417))
        ([1, 1, 1], (6, 3 + 3 / 7.903, 3 + 3 * 7.903)),
        # no singletons: e^(-9/4) of the sources unquoted; 4 / 0.8946 plus and minus 1.96 sqrt(4 * 0.1054) / 0.8946
        ([2, 2, 2, 3], (4, 4, 5.894)),
    ],
)
def test_chao1(counts: list[int], expected: tuple[float, float, float]) -> None:
    assert diversity.chao1(counts) == pytest.approx(expected, abs=6e-3)


def test_chao_and_shen_by_hand() -> None:
    # coverage 1 - 2/4: p = 1/4, 1/8, 1/8, seen with chances 1 - (3/4)^4 and 1 - (7/8)^4
    by_hand = 0.25 * math.log(4) / (1 - 0.75**4) + 2 * 0.125 * math.log(8) / (1 - 0.875**4)
    assert diversity.chao_shen([2, 1, 1]) == pytest.approx(by_hand)
    # without sources that are quoted once it differs from the entropy only by the chances of having been seen
    assert diversity.chao_shen([50, 50]) == pytest.approx(math.log(2))


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_of_nobody_nothing_is_known(counts: list[int]) -> None:
    for measure in (diversity.shannon, diversity.chao_shen, diversity.evenness, diversity.simpson, diversity.hhi,
                    diversity.gini):  # fmt: skip
        assert np.isnan(measure(counts))
    assert np.isnan(diversity.top_share(counts, 1))
    assert np.isnan([diversity.hill(counts, 1), diversity.hill(counts, 2), *diversity.chao1(counts)]).all()
    assert diversity.hill(counts, 0) == 0


def test_of_one_source_there_is_no_evenness_and_of_one_quote_no_simpson() -> None:
    assert np.isnan(diversity.evenness([8]))
    assert np.isnan(diversity.gini([8]))
    assert np.isnan(diversity.simpson([1]))
    assert diversity.simpson([2]) == 0


COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=12).filter(any)


@given(counts=COUNTS)
@settings(derandomize=True, deadline=None)
def test_measures_stay_in_their_bounds(counts: list[int]) -> None:
    s = sum(count > 0 for count in counts)
    assert diversity.shannon(counts) == pytest.approx(entropy(counts), abs=1e-12)
    zero, one, two = (float(diversity.hill(counts, q)) for q in (0, 1, 2))
    assert 1 - 1e-9 <= two <= one + 1e-9 <= zero + 2e-9 == s + 2e-9
    assert diversity.hhi(counts) == pytest.approx(1 / two)
    low, high = diversity.chao1(counts)[1:]
    assert s <= low <= diversity.chao1(counts)[0] <= high or low == s
    if s > 1:
        assert 0 <= diversity.evenness(counts) <= 1 + 1e-12
        assert 0 <= diversity.gini(counts) <= 1 - 1 / s + 1e-12
    assert 1 / s - 1e-12 <= diversity.top_share(counts, 1) <= diversity.top_share(counts, 3) <= 1 + 1e-12


@given(rows=st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1, max_size=5))
@settings(derandomize=True, deadline=None)
def test_rows_are_measured_one_by_one(rows: list[list[int]]) -> None:
    for measure in (diversity.shannon, diversity.chao_shen, diversity.evenness, diversity.simpson, diversity.hhi,
                    diversity.gini):  # fmt: skip
        np.testing.assert_allclose(measure(rows), [measure(row) for row in rows], atol=1e-12)


def test_a_large_table_is_sparse_and_adds_up_the_same() -> None:
    units, labels = np.array([0, 0, 1, 2]), np.array([1, 1, 0, 1])
    small = diversity.tabulate(units, labels, np.ones(4), 2)
    assert small.tolist() == [[0, 2], [1, 0], [0, 1]]
    large = diversity.tabulate(units, labels, np.ones(4), 400_000)
    assert not isinstance(large, np.ndarray)
    assert large[:, [0, 1]].toarray().tolist() == small.tolist()

    def measure(sums: np.ndarray) -> np.ndarray:
        return diversity.hhi(sums)[:, None]

    assert intervals.bootstrap_errors(measure, large)[0] == pytest.approx(intervals.bootstrap_errors(measure, small)[0])


def test_the_interval_of_the_entropy_covers_what_the_quotes_are_drawn_from() -> None:
    p = 1 / np.arange(1, 16)
    p /= p.sum()
    truth, hits = float(entropy(p)), 0
    rng = np.random.default_rng(0)
    for _ in range(200):
        source = rng.choice(15, size=100, p=p)
        found = diversity._of_group(np.arange(100), source, np.ones(100), 0.95)
        low, high = found["shannon_entropy"][1:]
        hits += low <= truth <= high
    assert 0.9 <= hits / 200 <= 1  # a percentile interval covers it in 6 of 10 cases
