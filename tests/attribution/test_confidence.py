import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.confidence import calibrated


def card(slope: float, intercept: float) -> dict[str, dict[str, float]]:
    return {"calibration": {"slope": slope, "intercept": intercept}}


@pytest.mark.parametrize(
    ("raw", "slope", "intercept", "expected"),
    [
        (0.8, 1.0, 0.0, 0.8),  # slope 1 and intercept 0 leave the probability as it is
        (0.8, 2.0, 0.0, 0.9412),  # odds 4 squared: 16 / 17
        (0.5, 1.0, math.log(3), 0.75),  # even odds times 3
        (0.2, 0.5, 0.0, 0.3333),  # the square root of odds 1/4
        (0.3, 0.0, 0.0, 0.5),  # a raw value that tells nothing
    ],
)
def test_the_curve_acts_on_the_odds(raw: float, slope: float, intercept: float, expected: float) -> None:
    assert calibrated(raw, card(slope, intercept)) == expected


def test_certainty_and_impossibility_stay_finite() -> None:
    assert calibrated(1.0, card(1.0, 0.0)) == 1.0
    assert calibrated(0.0, card(1.0, 0.0)) == 0.0
    assert calibrated(1.0, card(0.1, 0.0)) == 0.7992  # odds of a million to the power of 0.1: 3.981 / 4.981
    assert calibrated(0.0, card(0.1, 0.0)) == 0.2008


@given(
    raws=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    slope=st.floats(0.01, 10),
    intercept=st.floats(-5, 5),
)
@settings(derandomize=True)
def test_a_probability_that_never_falls_where_the_raw_one_rises(
    raws: tuple[float, float], slope: float, intercept: float
) -> None:
    low, high = (calibrated(raw, card(slope, intercept)) for raw in sorted(raws))
    assert 0 <= low <= high <= 1


def test_with_a_complement_doubt_counts_apart_from_faith() -> None:
    # log p once, log (1 - p) twice: 0.8 / 0.2^2 = 20 to 1
    curve = {"calibration": {"slope": 1.0, "complement": 2.0, "intercept": 0.0}}
    assert calibrated(0.8, curve) == 0.9524
