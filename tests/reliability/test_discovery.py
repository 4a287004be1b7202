"""Truth discovery: cases worked by hand or by quadrature, ties, what must not matter, and intervals that cover."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta

from quotelens.errors import SettingsError, TableError
from quotelens.reliability.discovery import PRIORS, Discovery, Priors, discover

# hardly anything is fitted: accuracies have the prior Beta(8, 2), two wrong sources agree half of the time
FIXED = Priors(shared_error=0, voice_error=0, accuracy=0.8, strength=10, theta=1, spread=(0.001, 0.001, 0.001, 0.001))


def claims(*rows: tuple[object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["source_id", "item", "value"])


def probabilities(found: Discovery, item: object) -> dict[object, float]:
    rows = found.truths[found.truths["item"] == item]
    return dict(zip(rows["value"], rows["probability"], strict=True))


def test_a_lone_claim_is_as_probable_as_its_source_is_right() -> None:
    found = discover(claims(("ann", "toll", "12")), priors=FIXED)
    assert probabilities(found, "toll") == {"12": pytest.approx(0.8, abs=1e-3)}
    [row] = found.sources.to_dict("records")
    assert (row["source_id"], row["n"]) == ("ann", 1)
    assert row["accuracy"] == pytest.approx(0.8, abs=1e-3)
    assert row["low"] == pytest.approx(beta.ppf(0.025, 8, 2), abs=1e-3)
    assert row["high"] == pytest.approx(beta.ppf(0.975, 8, 2), abs=1e-3)


def test_two_sources_who_agree_may_both_be_wrong() -> None:
    found = discover(claims(("ann", "toll", "12"), ("bob", "toll", "12")), priors=FIXED)
    # both right 0.8 * 0.8; both wrong, and alike by chance, 0.2 * 0.2 / 2
    assert probabilities(found, "toll") == {"12": pytest.approx(0.64 / 0.66, abs=1e-3)}


def test_a_tie_is_split() -> None:
    found = discover(claims(("ann", "toll", "12"), ("bob", "toll", "9")))
    [first, second] = found.truths["probability"]
    assert first == second == pytest.approx((1 - PRIORS.shared_error) / 2)
    assert found.truths["value"].tolist() == ["12", "9"]
    assert len(set(found.sources["accuracy"])) == 1


def test_two_against_one() -> None:
    found = discover(claims(("a", "toll", 12), ("b", "toll", 12), ("c", "toll", 9)), priors=FIXED)
    # 12: 0.8 * 0.8 * 0.2; 9: 0.8 * (0.2 * 0.2 / 2)
    assert probabilities(found, "toll") == {12: pytest.approx(8 / 9, abs=2e-3), 9: pytest.approx(1 / 9, abs=2e-3)}


def test_accuracy_is_the_posterior_mean_of_the_model() -> None:
    # ann and bob agree on one item, ann and carla differ on another: a tree, on which belief propagation is exact
    found = discover(claims(("ann", 1, "x"), ("bob", 1, "x"), ("ann", 2, "x"), ("carla", 2, "y")), priors=FIXED)

    def density(a: float) -> float:
        agree = a * 0.8 + (1 - a) * 0.2 / 2
        differ = a * 0.2 + (1 - a) * 0.8 + (1 - a) * 0.2 / 2
        return float(beta.pdf(a, 8, 2)) * agree * differ

    mean = quad(lambda a: a * density(a), 0, 1)[0] / quad(density, 0, 1)[0]
    ann = found.sources.set_index("source_id").loc["ann"]
    assert ann["accuracy"] == pytest.approx(mean, abs=1e-3)
    for end, tail in (("low", 0.025), ("high", 0.975)):
        assert quad(density, 0, ann[end])[0] / quad(density, 0, 1)[0] == pytest.approx(tail, abs=3e-3)


def test_a_record_of_agreeing_outweighs_a_record_of_differing() -> None:
    rows = [(who, f"item {k}", "right") for k in range(12) for who in ("ann", "bob", "carla")]
    rows += [("dan", f"item {k}", f"wrong {k}") for k in range(12)]
    found = discover(claims(*rows, ("ann", "last", "x"), ("dan", "last", "y")))
    last = probabilities(found, "last")
    assert last["x"] > 0.8
    assert found.truths.loc[found.truths["item"] == "last", "value"].tolist() == ["x", "y"]
    accuracy = found.sources.set_index("source_id")["accuracy"]
    assert accuracy["ann"] > 0.8 > 0.3 > accuracy["dan"]


def test_a_claim_made_twice_counts_once() -> None:
    once = claims(("ann", "toll", "12"), ("bob", "toll", "9"), ("carla", "toll", "9"))
    twice = pd.concat([once, once.iloc[[0]], once.iloc[[0]]], ignore_index=True)
    same(discover(once), discover(twice))


def test_a_source_that_names_two_values_has_one_voice_for_both() -> None:
    found = discover(claims(("ann", "toll", "12"), ("ann", "toll", "9"), ("bob", "toll", "12")))
    toll = probabilities(found, "toll")
    assert toll["12"] > toll["9"] > 0
    assert found.sources.set_index("source_id")["n"].to_dict() == {"ann": 1, "bob": 1}
    alone = discover(claims(("ann", "toll", "12"), ("ann", "toll", "9")))
    assert len(set(alone.truths["probability"])) == 1


def test_any_hashable_will_do() -> None:
    value = frozenset({"roe", "doe"})
    found = discover(claims((1, ("a", 2), value), (2, ("a", 2), value), (2.5, ("a", 2), "roe")))
    assert found.truths["value"].tolist() == [value, "roe"]
    assert found.sources["source_id"].tolist() == [1, 2, 2.5]


def test_values_in_no_order_come_by_item_and_probability() -> None:
    found = discover(claims(("a", "z", 2), ("b", "z", 10), ("c", "a", 10), ("d", "a", 10), ("e", "a", 2)))
    assert found.truths[["item", "value"]].to_numpy().tolist() == [["a", 10], ["a", 2], ["z", 2], ["z", 10]]


def test_whether_the_fit_came_to_rest_is_said() -> None:
    def pair(n_agreed: int) -> pd.DataFrame:
        return claims(*((who, k, "x" if k < n_agreed else f"{who} says") for k in range(40) for who in "ab"))

    assert discover(pair(36)).settled
    contradicting = discover(pair(8))
    assert not contradicting.settled
    assert len(set(contradicting.sources["accuracy"])) == 1  # still no side is taken


def test_no_claims_no_rows() -> None:
    found = discover(claims())
    assert found.truths.columns.tolist() == ["item", "value", "probability"]
    assert found.sources.columns.tolist() == ["source_id", "accuracy", "low", "high", "n"]
    assert len(found.truths) == len(found.sources) == 0


def test_what_is_wrong_with_a_frame_is_said() -> None:
    with pytest.raises(TableError, match="table claims: column 'value' is missing; it needs source_id, item, value"):
        discover(claims(("a", 1, 2)).drop(columns="value"))
    with pytest.raises(TableError, match=r"column 'item' is empty in 2 rows \(index 1, 2\)"):
        discover(claims(("a", 1, 2), ("b", None, 2), ("b", float("nan"), 2)))
    with pytest.raises(TableError, match=r"column 'value' holds what has no hash .* in 1 rows \(index 1\)"):
        discover(claims(("a", 1, 2), ("b", 1, [2])))
    with pytest.raises(SettingsError, match="level must lie between 0 and 1, not 95"):
        discover(claims(("a", 1, 2)), level=95)
    with pytest.raises(SettingsError, match="shared_error"):
        Priors(shared_error=1)
    with pytest.raises(SettingsError, match="accuracy"):
        Priors(accuracy=1)


def same(one: Discovery, other: Discovery) -> None:
    pd.testing.assert_frame_equal(one.truths, other.truths, check_exact=True)
    pd.testing.assert_frame_equal(one.sources, other.sources, check_exact=True)


ROWS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 4), st.sampled_from(["x", "y", "z"])), min_size=1, max_size=24
)


@given(rows=ROWS, dice=st.randoms(use_true_random=False))
@settings(derandomize=True, deadline=None, max_examples=20)
def test_neither_the_order_of_rows_nor_names_matter(rows: list[tuple[str, int, str]], dice: object) -> None:
    found = discover(claims(*rows))
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    same(found, discover(claims(*shuffled)))
    names = dict(zip("abcdef", "fecadb", strict=True))
    renamed = discover(claims(*((names[s], item, value) for s, item, value in shuffled)))
    pd.testing.assert_frame_equal(renamed.truths, found.truths, check_exact=True)
    back = renamed.sources.set_index("source_id").loc[[names[s] for s in found.sources["source_id"]]]
    pd.testing.assert_frame_equal(
        back.reset_index(drop=True), found.sources.drop(columns="source_id"), check_exact=True
    )


@given(rows=ROWS)
@settings(derandomize=True, deadline=None, max_examples=20)
def test_probabilities_and_intervals_keep_their_bounds(rows: list[tuple[str, int, str]]) -> None:
    found = discover(claims(*rows))
    assert len(found.truths) == len({row[1:] for row in rows})
    assert found.truths["probability"].between(0, 1).all()
    sums = found.truths.groupby("item")["probability"].agg(["sum", "size"])
    assert (sums["sum"] <= 1 - PRIORS.shared_error + 1e-5).all()
    assert sums.loc[sums["size"] > 1, "sum"].to_numpy() == pytest.approx(1 - PRIORS.shared_error, abs=1e-5)
    s = found.sources
    assert ((s["low"] >= 0) & (s["low"] <= s["accuracy"]) & (s["accuracy"] <= s["high"]) & (s["high"] <= 1)).all()
    assert s["n"].sum() == len({row[:2] for row in rows})


def simulated(dice: np.random.Generator, accuracies: np.ndarray, n_items: int, voices: int) -> pd.DataFrame:
    """The claims of so many sources, drawn anew, on each item; four values are wrong."""
    rows = []
    for item in range(n_items):
        for s in dice.choice(len(accuracies), voices, replace=False):
            right = dice.random() < accuracies[s]
            rows.append((int(s), item, "right" if right else f"wrong {dice.integers(4)}"))
    return claims(*rows)


def test_intervals_cover_the_accuracies_that_were_drawn() -> None:
    dice = np.random.default_rng(1)
    covered = []
    for _ in range(25):
        accuracies = dice.uniform(0.5, 0.95, 40)
        found = discover(simulated(dice, accuracies, 100, 4)).sources
        drawn = accuracies[found["source_id"].to_numpy(dtype=np.int64)]
        covered += ((found["low"] <= drawn) & (drawn <= found["high"])).tolist()
    assert len(covered) == 1000
    assert 0.93 <= np.mean(covered) <= 0.97  # two standard errors of 1000 intervals are 0.014


def test_two_reliable_sources_outweigh_three_poor_ones() -> None:
    dice = np.random.default_rng(2)
    frame = simulated(dice, np.array([0.95, 0.95, 0.4, 0.4, 0.4]), 200, 5)
    found = discover(frame)
    assert (found.truths.drop_duplicates("item")["value"] == "right").mean() > 0.95
    votes = frame.groupby(["item", "value"]).size().rename("n").reset_index()
    best = votes[votes["n"] == votes.groupby("item")["n"].transform("max")]
    plain = best.groupby("item")["value"].agg(lambda values: (values == "right").mean())
    assert plain.mean() < 0.95
    assert found.sources["accuracy"].tolist() == pytest.approx([0.95, 0.95, 0.4, 0.4, 0.4], abs=0.08)
