import numpy as np
import pandas as pd
import pytest

from quotelens import tables
from quotelens.errors import SettingsError
from quotelens.reliability import composite


def indicators(**of_id: dict[str, tuple[float, float, float, int] | float]) -> pd.DataFrame:
    rows = []
    for id, figures in of_id.items():
        for indicator, figure in figures.items():
            value, low, high, n = figure if isinstance(figure, tuple) else (figure, np.nan, np.nan, 1)
            rows.append(
                {"scope": "source", "id": id, "indicator": indicator, "value": value, "low": low, "high": high, "n": n}
            )
    return tables.RELIABILITY.frame(rows)


def test_the_weighted_mean_by_hand() -> None:
    frame = indicators(
        a={"direct_share": (0.8, 0.6, 0.9, 9), "second_hand_share": (0.2, 0.1, 0.5, 8)},
        b={"direct_share": (0.5, 0.4, 0.6, 7), "second_hand_share": (0.5, 0.2, 0.7, 9)},
    )
    found = composite(frame, {"direct_share": 3, "second_hand_share": -1})
    tables.check(found, tables.COMPOSITE)
    # (3 * 0.8 + (1 - 0.2)) / 4, and so for the ends: the turned one's upper end is 1 minus its lower
    assert found.loc[0, ["value", "low", "high"]].tolist() == pytest.approx([0.8, 0.575, 0.9])
    assert found.loc[1, ["value", "low", "high"]].tolist() == pytest.approx([0.5, 0.375, 0.65])
    assert found["n"].tolist() == [8, 7]
    assert found["rank"].tolist() == [1, 2]
    # a is ahead in both indicators: no weights change that
    assert found[["rank_low", "rank_high", "first_share"]].to_numpy().tolist() == [[1, 1, 1.0], [2, 2, 0.0]]


def test_ranks_that_hang_on_the_weights_show_it() -> None:
    frame = indicators(
        a={"direct_share": 0.9, "first_hand_share": 0.1},
        b={"direct_share": 0.1, "first_hand_share": 0.9},
        c={"direct_share": 0.0, "first_hand_share": 0.0},
    )
    found = composite(frame, {"direct_share": 1.02, "first_hand_share": 1})
    assert found["rank"].tolist() == [1, 2, 3]
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]
    assert 0.4 < found.loc[0, "first_share"] < 0.7
    assert found["first_share"].sum() == pytest.approx(1)
    # closer to the weights given there is less to it
    found = composite(frame, {"direct_share": 2, "first_hand_share": 1}, concentration=5000)
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1], [2, 2], [3, 3]]


def test_perturbed_weights_vary_as_stated() -> None:
    # with one indicator at 1 and the other at 0 the value is the first weight: a half, give or take 0.07;
    # z is ahead of y where that weight is above 0.57, one standard deviation: in one of six
    frame = indicators(
        y={"direct_share": 0.57, "first_hand_share": 0.57}, z={"direct_share": 1.0, "first_hand_share": 0.0}
    )
    found = composite(frame, {"direct_share": 1, "first_hand_share": 1}, draws=20_000)
    assert found.loc[1, "first_share"] == pytest.approx(0.16, abs=0.02)


def test_equal_values_share_the_better_rank() -> None:
    found = composite(indicators(a={"evenness": 0.5}, b={"evenness": 0.5}, c={"evenness": 0.1}), {"evenness": 2})
    assert found["rank"].tolist() == [1, 1, 3]
    assert found["first_share"].tolist() == [1, 1, 0]


def test_who_lacks_an_indicator_has_no_rank_and_costs_no_other() -> None:
    frame = indicators(
        a={"direct_share": (np.nan, np.nan, np.nan, 0), "hhi": 0.5}, b={"direct_share": 0.5, "hhi": 0.5}, c={"hhi": 1.0}
    )
    found = composite(frame, {"direct_share": 1, "hhi": 1})
    tables.check(found, tables.COMPOSITE)
    assert found["rank"].isna().tolist() == [True, False, True]
    assert found["n"].tolist() == [0, 1, 0]
    assert found.loc[1, ["value", "rank", "first_share"]].tolist() == [0.5, 1, 1]


def test_the_same_weights_give_the_same_ranges() -> None:
    frame = indicators(a={"direct_share": 0.9, "hhi": 0.1}, b={"direct_share": 0.1, "hhi": 0.9})
    weights = {"direct_share": 1.0, "hhi": 1.1}
    pd.testing.assert_frame_equal(composite(frame, weights), composite(frame, weights))


@pytest.mark.parametrize(
    ("weights", "complaint"),
    [
        ({}, "needs weights, each a number other than 0; there is no default"),
        ({"hhi": 0}, "needs weights"),
        ({"hhi": float("nan")}, "needs weights"),
        ({"hi": 1}, "no indicator 'hi' of scope 'source'; there are hhi, n_quotes"),
        ({"n_quotes": 1}, "indicator 'n_quotes' isn't on 0-1"),
    ],
)
def test_weights_that_make_no_composite_are_refused(weights: dict[str, float], complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint):
        composite(indicators(a={"hhi": 0.5, "n_quotes": 1.0}), weights)


def test_arguments_out_of_range_are_refused() -> None:
    frame = indicators(a={"hhi": 0.5})
    with pytest.raises(SettingsError, match="concentration and draws must be above 0"):
        composite(frame, {"hhi": 1}, concentration=0)
    with pytest.raises(SettingsError, match="level"):
        composite(frame, {"hhi": 1}, level=95)
    with pytest.raises(SettingsError, match="no indicator 'hhi' of scope 'outlet'; there are none"):
        composite(frame, {"hhi": 1}, scope="outlet")
