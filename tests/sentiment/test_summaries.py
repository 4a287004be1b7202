"""Tone summed up: means with intervals, effect sizes, who speaks of whom, and the reporters' cues."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from quotelens import sentiment, tables
from quotelens.errors import SettingsError, TableError
from quotelens.records import Article, Source

Rows = Callable[..., pd.DataFrame]


def test_summarise_gives_mean_interval_and_n_of_each_group(quotes: Rows) -> None:
    frame = quotes(
        {"source_id": "b", "vader_compound": -0.2},
        {"source_id": "a", "vader_compound": 0.1},
        {"source_id": "b", "vader_compound": 0.6},
        {"source_id": "b"},  # no word known: not counted, and no 0
        {"vader_compound": 0.9},  # no source: in no group
    )
    found = sentiment.summarise(frame)
    assert found.columns.tolist() == ["group", "measure", "mean", "low", "high", "n", "n_articles"]
    assert found["group"].tolist() == ["b"] * 4 + ["a"] * 4
    assert found["measure"].tolist() == [*sentiment.MEASURES, *sentiment.MEASURES]
    assert found["n"].tolist() == [0, 0, 2, 0, 0, 0, 1, 0]
    np.testing.assert_allclose(found["mean"], [np.nan, np.nan, 0.2, np.nan, np.nan, np.nan, 0.1, np.nan])
    np.testing.assert_allclose(found["low"], [np.nan, np.nan, -0.2, *[np.nan] * 5])
    np.testing.assert_allclose(found["high"], [np.nan, np.nan, 0.6, *[np.nan] * 5])


def test_summarise_draws_whole_articles_where_there_are_several(quotes: Rows) -> None:
    # within each article all quotes agree: drawing quotes would give a narrow interval, drawing articles the full range
    rows = [{"source_id": "a", "doc_id": doc, "vader_compound": tone} for doc, tone in (("d1", -0.5), ("d2", 0.5))]
    frame = quotes(*rows * 20)
    vader = sentiment.summarise(frame).iloc[2]
    assert (vader["mean"], vader["low"], vader["high"], vader["n"]) == (0.0, -0.5, 0.5, 40)
    by_type = sentiment.summarise(frame.assign(doc_id=pd.array(["d1"] * 40, dtype="string"))).iloc[2]
    assert -0.25 < by_type["low"] < -0.05
    assert 0.05 < by_type["high"] < 0.25


def test_summarise_groups_by_any_column(quotes: Rows) -> None:
    frame = quotes({"level": 0, "vader_compound": 0.5}, {"level": 1, "vader_compound": -0.5})
    found = sentiment.summarise(frame, by="level")
    assert found["group"].tolist() == ["0"] * 4 + ["1"] * 4
    assert found["mean"].tolist()[2::4] == [0.5, -0.5]


def test_summarise_of_nothing_is_empty_with_the_same_dtypes(quotes: Rows) -> None:
    found = sentiment.summarise(tables.QUOTES.empty())
    full = sentiment.summarise(quotes({"source_id": "a"}))
    assert len(found) == 0
    pd.testing.assert_series_equal(found.dtypes, full.dtypes)


def test_summarise_names_a_missing_column_and_a_bad_level(quotes: Rows) -> None:
    with pytest.raises(TableError, match="column 'party' is missing"):
        sentiment.summarise(quotes({}), by="party")
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        sentiment.summarise(quotes({"source_id": "a", "vader_compound": 0.5}), level=95)


def test_what_quotes_can_be_grouped_by_comes_from_the_other_tables(quotes: Rows) -> None:
    frame = quotes({"source_id": "ann"}, {"doc_id": "d2", "source_id": "ann"}, {"doc_id": "d3"})
    articles = tables.of_articles(
        [
            Article.from_text("a", "d1", outlet="Post", published="2015-06-14T10:00:00Z"),
            Article.from_text("b", "d2", outlet="Post", published="14 June 2015"),
            Article.from_text("c", "d3", published="2015-07"),
        ]
    )
    sources = tables.of_sources([Source("ann", "Ann Roe", (), "person", True, "government")], frame)
    found = sentiment.in_context(frame, sources, articles)
    assert found["affiliation"].tolist()[:2] == ["government"] * 2
    assert found["source_name"].tolist()[:2] == ["Ann Roe"] * 2
    assert found["outlet"].tolist()[:2] == ["Post"] * 2
    assert found["month"].fillna("–").tolist() == ["2015-06", "–", "2015-07"]
    assert found[["affiliation", "outlet"]].isna().all(axis=1).tolist() == [False, False, True]


# --- compare ---------------------------------------------------------------------------------------------------------


def test_two_groups_differ_by_their_means_and_by_how_often_one_is_higher(quotes: Rows) -> None:
    frame = quotes(
        {"source_id": "a", "tone_score": 0.5, "doc_id": "d1"},
        {"source_id": "a", "tone_score": 0.1, "doc_id": "d2"},
        {"source_id": "b", "tone_score": 0.1, "doc_id": "d1"},
        {"source_id": "b", "tone_score": -0.3, "doc_id": "d2"},
    )
    found = sentiment.compare(frame, "source_id", "a", "b").set_index("effect")
    assert found.loc["difference", "value"] == pytest.approx(0.4)
    # of four pairs a is higher in three and equal in one
    assert found.loc["cliffs_delta", "value"] == 0.75
    assert found["n_one"].tolist() == found["n_other"].tolist() == [2, 2]
    assert found.loc["difference", "low"] == pytest.approx(0.4)  # both articles alone differ by 0.4 too
    assert found.loc["cliffs_delta", "low"] <= 0.75 <= found.loc["cliffs_delta", "high"]


def test_groups_swapped_turn_the_sign(quotes: Rows) -> None:
    dice = np.random.default_rng(5)
    rows = [
        {"source_id": "ab"[k % 2], "doc_id": f"d{k // 6}", "tone_score": round(float(dice.uniform(-1, 1)), 1)}
        for k in range(40)
    ]
    one, other = (sentiment.compare(quotes(*rows), "source_id", *pair) for pair in (("a", "b"), ("b", "a")))
    np.testing.assert_allclose(one["value"], -other["value"])
    np.testing.assert_allclose(one["low"], -other["high"])
    a, b = ([row["tone_score"] for row in rows if row["source_id"] == name] for name in "ab")
    delta = np.mean([np.sign(x - y) for x in a for y in b])  # type: ignore[operator]
    assert one["value"].iloc[1] == pytest.approx(delta)


def test_a_group_without_scores_has_no_effect_and_an_unknown_one_is_named(quotes: Rows) -> None:
    frame = quotes({"source_id": "a", "tone_score": 0.5}, {"source_id": "b"})
    assert sentiment.compare(frame, "source_id", "a", "b")["value"].isna().all()
    with pytest.raises(TableError, match="column 'source_id' has no group 'c'; it has a, b"):
        sentiment.compare(frame, "source_id", "a", "c")


# --- who speaks of whom ----------------------------------------------------------------------------------------------


def _targets(*rows: tuple[str, str | None, str, str | None, float | None]) -> pd.DataFrame:
    return tables.TARGETS.frame(
        [
            {
                "quote_id": f"q{k}",
                "doc_id": doc_id,
                "source_id": source_id,
                "target_id": target_id,
                "target_name": target_id.title(),
                "target_kind": "person",
                "target_start": k,
                "tone": tone,
                "tone_score": score,
            }
            for k, (doc_id, source_id, target_id, tone, score) in enumerate(rows)
        ]
    )


def test_the_matrix_counts_who_speaks_of_whom_and_how() -> None:
    targets = _targets(
        ("d1", "ann", "bob", "negative", -0.8),
        ("d1", "ann", "cy", "neutral", 0.0),
        ("d2", "ann", "bob", "positive", 0.4),
        ("d2", None, "bob", "negative", -0.9),  # nobody says so: in no row
        ("d2", "bob", "ann", None, None),  # no word to read
    )
    found = sentiment.matrix(targets)
    assert found[["source_id", "target_id", "n", "n_articles"]].to_numpy().tolist() == [
        ["ann", "bob", 2, 2],
        ["ann", "cy", 1, 1],
    ]
    assert found.loc[0, ["negative", "neutral", "positive"]].tolist() == [1, 0, 1]
    assert found.loc[0, ["mean", "low", "high"]].tolist() == pytest.approx([-0.2, -0.8, 0.4])
    assert found.loc[1, ["low", "high"]].isna().all()
    assert sentiment.matrix(tables.TARGETS.empty()).dtypes.equals(found.dtypes)


def test_what_is_said_of_a_target_is_summed_up_like_what_a_source_says() -> None:
    targets = _targets(("d1", "ann", "bob", "negative", -0.8), ("d2", "cy", "bob", "positive", 0.4))
    [row] = sentiment.summarise(targets, by="target_id", measures=["tone_score"]).to_dict("records")
    assert (row["group"], row["mean"], row["n"], row["n_articles"]) == ("bob", pytest.approx(-0.2), 2, 2)


# --- the reporters' cues ---------------------------------------------------------------------------------------------


def test_shares_of_stances_are_of_the_cues_that_have_one(quotes: Rows) -> None:
    frame = quotes(
        {"source_id": "a", "cue_stance": "neutral"},
        {"source_id": "a", "cue_stance": "doubting"},
        {"source_id": "a"},
        {"source_id": "b"},
    )
    found = sentiment.stances(frame).set_index(["group", "stance"])
    assert found.loc[("a", "doubting"), ["count", "share", "n"]].tolist() == [1, 0.5, 2]
    assert found.loc[("a", "emotive"), "share"] == 0
    assert found.loc[("b", "neutral"), "n"] == 0
    assert np.isnan(found.loc[("b", "neutral"), "share"])
    assert found.loc[("a", "doubting"), "low"] == pytest.approx(0.0945, abs=1e-3)  # Wilson of 1 in 2
