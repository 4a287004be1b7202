"""Track records: shrinkage against a reference, what few sources and groups change, and errors."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, betabinom

from quotelens.errors import SettingsError, TableError
from quotelens.reliability.track_record import track_record


def counts(*rows: tuple[object, float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["source_id", "right", "wrong"])


SIX = counts(("a", 9, 1), ("b", 2, 0), ("c", 10, 10), ("d", 1, 5), ("e", 30, 6), ("f", 3, 4))


def test_the_prior_is_the_most_probable_one() -> None:
    right, n = SIX["right"].to_numpy(), (SIX["right"] + SIX["wrong"]).to_numpy()
    found = track_record(SIX)
    # the prior's two parameters, from two posterior means: value = (a + right) / (a + b + n)
    (v0, v2), (r0, r2), (n0, n2) = found["value"][[0, 2]], right[[0, 2]], n[[0, 2]]
    strength = ((v2 * n2 - r2) - (v0 * n0 - r0)) / (v0 - v2)
    a = v0 * (strength + n0) - r0
    fitted = betabinom.logpmf(right, n, a, strength - a).sum()
    grid = [
        betabinom.logpmf(right, n, m * s, (1 - m) * s).sum()
        for m in np.linspace(0.05, 0.95, 91)
        for s in (1, 2, 3, 4, 5, 6, 8, 12, 20, 50)
    ]
    assert fitted >= max(grid) - 1e-9
    np.testing.assert_allclose(found["low"], beta.ppf(0.025, a + right, strength - a + n - right), atol=1e-6)
    np.testing.assert_allclose(found["high"], beta.ppf(0.975, a + right, strength - a + n - right), atol=1e-6)
    assert found["n"].tolist() == [10, 2, 20, 6, 36, 7]


def test_few_checked_claims_are_drawn_towards_the_others() -> None:
    value = track_record(SIX).set_index("source_id")["value"]
    assert 0.65 < value["b"] < 1  # two of two
    assert abs(value["e"] - 30 / 36) < abs(value["b"] - 1)
    assert 1 / 6 < value["d"] < 0.5


def test_a_source_without_a_record_has_that_of_an_unknown_one() -> None:
    found = track_record(pd.concat([SIX, counts(("new", 0, 0))], ignore_index=True)).set_index("source_id")
    assert found.loc["new", "n"] == 0
    assert found.loc["new", "high"] - found.loc["new", "low"] > 0.6
    pd.testing.assert_frame_equal(found.drop(index="new"), track_record(SIX).set_index("source_id"))


def test_below_five_sources_none_tells_of_another() -> None:
    # Jeffreys' prior: (9 + 1/2) / (10 + 1)
    found = track_record(counts(("a", 9, 1), ("b", 0, 0), ("c", 0, 4)))
    assert found["value"].tolist() == pytest.approx([9.5 / 11, 0.5, 0.5 / 5])
    assert found.loc[0, "low"] == pytest.approx(beta.ppf(0.025, 9.5, 1.5))


def test_sources_that_differ_no_more_than_by_chance_get_nearly_the_same() -> None:
    alike = track_record(counts(*((k, 5, 5) for k in range(10))))
    assert alike["value"].tolist() == pytest.approx([0.5] * 10, abs=1e-3)
    assert (alike["high"] - alike["low"]).max() < 0.1


def test_a_group_has_an_expected_share_of_its_own() -> None:
    rows = [(f"good {k}", 8, 2) for k in range(8)] + [(f"bad {k}", 2, 8) for k in range(8)]
    frame = counts(*rows, ("new good", 0, 0), ("new", 0, 0))
    frame["group"] = [*["good"] * 8, *["bad"] * 8, "good", None]
    value = track_record(frame).set_index("source_id")["value"]
    assert value["new good"] > 0.7
    assert value["new"] == pytest.approx(0.5, abs=0.01)


def test_level_and_order() -> None:
    assert track_record(SIX.iloc[::-1])["source_id"].tolist() == list("fedcba")
    wide, narrow = track_record(SIX, level=0.99), track_record(SIX, level=0.5)
    assert ((wide["low"] < narrow["low"]) & (narrow["high"] < wide["high"])).all()
    assert track_record(counts()).columns.tolist() == ["source_id", "value", "low", "high", "n"]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (counts(("a", 1, 1)).drop(columns="wrong"), "table counts: column 'wrong' is missing"),
        (counts(("a", 1, 1), ("a", 2, 2)), r"'source_id' repeats .* in 2 rows \(index 0, 1\)"),
        (counts(("a", 1, 1), (None, 2, 2)), r"'source_id' is empty in 1 rows \(index 1\)"),
        (counts(("a", -1, 1)), r"'right' is no number of 0 or more in 1 rows \(index 0\)"),
        (counts(("a", 1, float("nan"))), r"'wrong' is no number of 0 or more"),
        (counts(("a", 1, float("inf"))), r"'wrong' is no number of 0 or more"),
    ],
)
def test_what_is_wrong_with_a_frame_is_said(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(TableError, match=message):
        track_record(frame)


def test_a_level_outside_0_to_1_is_an_error() -> None:
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        track_record(SIX, level=1)


@given(rows=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=30))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_the_value_lies_in_its_interval(rows: list[tuple[int, int]]) -> None:
    found = track_record(counts(*((k, *row) for k, row in enumerate(rows))))
    assert ((found["low"] >= 0) & (found["low"] <= found["high"]) & (found["high"] <= 1)).all()
    assert found["value"].between(0, 1).all()
    assert found.notna().all().all()


def test_intervals_cover_the_shares_that_were_drawn() -> None:
    dice = np.random.default_rng(3)
    covered = []
    for _ in range(20):
        shares = dice.beta(5, 3, 100)
        n = dice.integers(0, 20, 100)
        right = dice.binomial(n, shares)
        found = track_record(pd.DataFrame({"source_id": range(100), "right": right, "wrong": n - right}))
        covered += ((found["low"] <= shares) & (shares <= found["high"])).tolist()
    assert 0.93 <= np.mean(covered) <= 0.97
