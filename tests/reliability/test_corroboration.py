import numpy as np
import pandas as pd
import pytest
from scipy.special import betainc
from scipy.stats import beta

from quotelens import tables
from quotelens.errors import SettingsError, TableError
from quotelens.reliability import JEFFREYS, Beta, corroboration, counts_by_source


def counts(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source_id", "supporting", "contradicting"])


def test_the_posterior_by_hand() -> None:
    # uniform prior, one for and none against: Beta(2, 1) has mean 2/3 and distribution function x²
    [row] = corroboration(counts(("a", 1, 0)), Beta(1, 1)).to_dict("records")
    assert row["value"] == pytest.approx(2 / 3)
    assert (row["low"], row["high"]) == (pytest.approx(0.025**0.5), pytest.approx(0.975**0.5))


def test_jeffreys_interval_leaves_as_much_on_either_side() -> None:
    [row] = corroboration(counts(("a", 3, 7))).to_dict("records")
    assert (round(row["low"], 3), round(row["high"], 3)) == (0.093, 0.606)
    assert betainc(3.5, 7.5, [row["low"], row["high"]]) == pytest.approx([0.025, 0.975])
    assert row["value"] == pytest.approx(3.5 / 11)


def test_a_source_on_which_nobody_speaks_has_no_value() -> None:
    found = corroboration(counts(("a", 0, 0), ("b", 2, 0)).assign(n_effective=[np.nan, 1.5]))
    tables.check(found, tables.CORROBORATION)
    assert found.loc[0, ["value", "low", "high"]].isna().all()
    assert found["n_effective"].tolist()[1] == 1.5
    assert found["supporting"].tolist() == [0, 2]
    assert corroboration(counts())["source_id"].tolist() == []


def test_another_level_is_another_interval_of_the_same_posterior() -> None:
    [row] = corroboration(counts(("a", 2.5, 1)), JEFFREYS, level=0.5).to_dict("records")
    assert [row["low"], row["high"]] == pytest.approx(list(beta.ppf([0.25, 0.75], 3, 1.5)))


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(TableError, match="column 'contradicting' is missing"):
        corroboration(counts(("a", 1, 0)).drop(columns="contradicting"))
    with pytest.raises(TableError, match="0 or more, not so for source 'b'"):
        corroboration(counts(("a", 1, 0), ("b", -1, 0)))
    with pytest.raises(TableError, match="repeats"):
        corroboration(counts(("a", 1, 0), ("a", 1, 0)))
    with pytest.raises(SettingsError, match="above 0"):
        Beta(0, 1)
    with pytest.raises(SettingsError, match="level"):
        corroboration(counts(("a", 1, 0)), level=95)


def test_counts_are_added_up_over_a_sources_claims_and_what_is_said_twice_counts_once() -> None:
    quotes = tables.QUOTES.frame(
        [
            {
                "quote_id": quote_id, "doc_id": "d", "position": k, "type": "direct", "level": 0,
                "source_id": source_id, "content": "x", "content_spans": "[[0, 1]]", "n_words": 1, "confidence": 1.0,
            }
            for k, (quote_id, source_id) in enumerate(zip(["q1", "q2", "q3", "q4", "q5"], [*"bbba", None], strict=True))
        ]
    )  # fmt: skip
    support = pd.DataFrame(
        [("q1", "q1", 1, 0, 1.0), ("q2", "q1", 1, 0, 1.0), ("q3", "q3", 2, 1, 2.5), ("q4", "q4", 0, 1, 1.0),
         ("q5", "q5", 3, 0, 3.0)],
        columns=["quote_id", "group_id", "supporting", "contradicting", "n_effective"],
    )  # fmt: skip
    found = counts_by_source(support, quotes)
    assert found.to_numpy().tolist() == [["b", 3, 1, 3.5], ["a", 0, 1, 1.0]]
    assert corroboration(found)["value"].tolist() == [3.5 / 5, 0.5 / 2]
    with pytest.raises(TableError, match="column 'group_id' is missing"):
        counts_by_source(support.drop(columns="group_id"), quotes)
    assert len(counts_by_source(support.head(0), quotes)) == 0
