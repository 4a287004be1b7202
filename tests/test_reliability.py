import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import reliability, tables
from quotelens.errors import SettingsError, TableError


def _quote(number: int, doc_id: str, type: str, level: int, n_words: int, source_id: str | None) -> dict[str, object]:
    return {
        "quote_id": f"q{number}",
        "doc_id": doc_id,
        "position": number,
        "type": type,
        "level": level,
        "source_id": source_id,
        "content": "x",
        "content_spans": "[[0, 1]]",
        "n_words": n_words,
        "confidence": 1.0,
    }


def _source(source_id: str, named: bool) -> dict[str, object]:
    return {
        "source_id": source_id,
        "name": source_id,
        "aliases": "[]",
        "kind": "person",
        "named": named,
        "affiliation": "unknown",
        "n_quotes": 0,
        "n_articles": 0,
    }


QUOTES = tables.QUOTES.frame(
    [
        _quote(1, "d1", "direct", 0, 10, "zubia"),
        _quote(2, "d1", "indirect", 0, 20, "officials"),
        _quote(3, "d1", "indirect", 1, 5, "officials"),
        _quote(4, "d0", "mixed", 0, 10, None),
    ]
)
SOURCES = tables.SOURCES.frame([_source("zubia", True), _source("officials", False), _source("silent", True)])
NA = np.nan


def test_every_source_and_article_is_described_with_n_and_interval() -> None:
    # words: 10, 20 and 10 at level 0, worth (40²)/(10² + 20² + 10²) = 2.667 equal quotes
    expected = [
        ("source", "zubia", "n_quotes", 1, NA, NA, 1),
        ("source", "zubia", "share_of_attributions", 0.25, 0.0456, 0.6994, 4),
        ("source", "zubia", "share_of_words", 0.25, 0.0336, 0.7615, 3),
        ("source", "zubia", "direct_share", 1, 0.2065, 1, 1),
        ("source", "zubia", "second_hand_share", 0, 0, 0.7935, 1),
        ("source", "officials", "n_quotes", 2, NA, NA, 2),
        ("source", "officials", "share_of_attributions", 0.5, 0.1500, 0.8500, 4),
        ("source", "officials", "share_of_words", 0.5, 0.1159, 0.8841, 3),
        ("source", "officials", "direct_share", 0, 0, 0.6576, 2),
        ("source", "officials", "second_hand_share", 0.5, 0.0945, 0.9055, 2),
        ("source", "silent", "n_quotes", 0, NA, NA, 0),
        ("source", "silent", "share_of_attributions", 0, 0, 0.4899, 4),
        ("source", "silent", "share_of_words", 0, 0, 0.5903, 3),
        ("source", "silent", "direct_share", NA, NA, NA, 0),
        ("source", "silent", "second_hand_share", NA, NA, NA, 0),
        ("article", "d1", "n_quotes", 3, NA, NA, 3),
        ("article", "d1", "named_share", 1 / 3, 0.0615, 0.7923, 3),
        ("article", "d1", "direct_share", 1 / 3, 0.0615, 0.7923, 3),
        ("article", "d1", "second_hand_share", 1 / 3, 0.0615, 0.7923, 3),
        ("article", "d1", "n_sources", 2, NA, NA, 3),
        ("article", "d0", "n_quotes", 1, NA, NA, 1),
        ("article", "d0", "named_share", 0, 0, 0.7935, 1),
        ("article", "d0", "direct_share", 0, 0, 0.7935, 1),
        ("article", "d0", "second_hand_share", 0, 0, 0.7935, 1),
        ("article", "d0", "n_sources", 0, NA, NA, 0),
    ]
    expected_frame = tables.RELIABILITY.frame(
        [dict(zip(tables.RELIABILITY.names, row, strict=True)) for row in expected]
    )
    found = reliability.estimate(QUOTES, SOURCES)
    tables.check(found, tables.RELIABILITY)
    pd.testing.assert_frame_equal(found, expected_frame, atol=5e-5, rtol=0)


def test_a_lower_level_gives_narrower_intervals_of_the_same_values() -> None:
    wide, narrow = reliability.estimate(QUOTES, SOURCES), reliability.estimate(QUOTES, SOURCES, level=0.5)
    pd.testing.assert_series_equal(wide["value"], narrow["value"])
    has_interval = wide["low"].notna()
    assert has_interval.sum() == 16
    assert (narrow["high"] - narrow["low"] < wide["high"] - wide["low"])[has_interval].all()


def test_one_long_quote_widens_the_interval_of_the_share_of_words() -> None:
    even = tables.QUOTES.frame([_quote(k, "d", "direct", 0, 10, "zubia" if k < 5 else "officials") for k in range(10)])
    uneven = even.assign(n_words=pd.array([10] * 4 + [50] + [10] * 4 + [50], dtype="Int64"))

    def words(quotes: pd.DataFrame) -> pd.Series:
        return reliability.estimate(quotes, SOURCES).iloc[2]

    assert words(even)["value"] == words(uneven)["value"] == 0.5
    assert round(words(even)["low"], 4) == 0.2366  # Wilson for 5 of 10 quotes, not for 50 of 100 words (0.4038)
    assert words(uneven)["low"] < 0.19


def test_empty_tables_give_an_empty_table() -> None:
    found = reliability.estimate(tables.QUOTES.empty(), tables.SOURCES.empty())
    pd.testing.assert_frame_equal(found, tables.RELIABILITY.empty())


def test_a_corpus_without_quotes_has_counts_of_0_and_no_shares() -> None:
    found = reliability.estimate(tables.QUOTES.empty(), SOURCES)
    assert len(found) == 15
    assert found.loc[found["indicator"] == "n_quotes", "value"].tolist() == [0, 0, 0]
    assert found.loc[found["indicator"] != "n_quotes", ["value", "low", "high"]].isna().all(axis=None)
    assert (found["n"] == 0).all()


def test_words_inside_quotes_alone_leave_the_share_of_words_undefined() -> None:
    quotes = tables.QUOTES.frame([_quote(1, "d", "direct", 1, 10, "zubia"), _quote(2, "d", "direct", 0, 0, "zubia")])
    words = reliability.estimate(quotes, SOURCES).iloc[2]
    assert np.isnan(words["value"])
    assert words["n"] == 0


def test_every_indicator_has_a_meaning_and_keeps_its_order() -> None:
    order = list(reliability.INDICATORS)
    found = reliability.estimate(QUOTES, SOURCES)
    assert set(found["indicator"]) == set(order)
    for _, group in found.groupby(["scope", "id"]):
        positions = [order.index(name) for name in group["indicator"]]
        assert positions == sorted(positions)


def test_a_source_that_the_sources_table_lacks_is_an_error() -> None:
    with pytest.raises(TableError, match=r"'officials' \(quote q2; 2 rows in all\), which table sources lacks"):
        reliability.estimate(QUOTES, SOURCES[SOURCES["source_id"] != "officials"])


def test_a_missing_column_is_an_error() -> None:
    with pytest.raises(TableError, match="table quotes: column 'level' is missing"):
        reliability.estimate(QUOTES.drop(columns="level"), SOURCES)
    with pytest.raises(TableError, match="table sources: column 'named' is missing"):
        reliability.estimate(QUOTES, SOURCES.drop(columns="named"))


def test_a_level_outside_0_to_1_is_an_error() -> None:
    with pytest.raises(SettingsError, match="level must lie between 0 and 1"):
        reliability.estimate(QUOTES, SOURCES, level=95)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["d1", "d2"]),
        st.sampled_from(["direct", "indirect", "mixed"]),
        st.integers(0, 2),
        st.integers(0, 300),
        st.sampled_from(["zubia", "officials", None]),
    ),
    max_size=12,
)


@given(rows=ROWS, level=st.floats(0.01, 0.99))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_shares_lie_in_their_intervals_and_add_up(
    rows: list[tuple[str, str, int, int, str | None]], level: float
) -> None:
    quotes = tables.QUOTES.frame([_quote(k, *row) for k, row in enumerate(rows)])
    found = reliability.estimate(quotes, SOURCES, level=level)
    tables.check(found, tables.RELIABILITY)
    shares = found[found["indicator"].str.contains("share") & found["value"].notna()]
    assert (shares["low"] >= 0).all()
    assert (shares["low"] <= shares["value"]).all()
    assert (shares["value"] <= shares["high"]).all()
    assert (shares["high"] <= 1).all()
    assert (shares["n"] > 0).all()
    for indicator in ("share_of_attributions", "share_of_words"):
        assert shares.loc[shares["indicator"] == indicator, "value"].sum() <= 1 + 1e-9


def test_a_hundred_thousand_quotes_take_seconds() -> None:
    n = 100_000
    rng = np.random.default_rng(0)
    one = tables.QUOTES.frame([_quote(0, "d", "direct", 0, 10, "zubia")])
    quotes = one.loc[one.index.repeat(n)].reset_index(drop=True)
    quotes["quote_id"] = pd.array([f"q{k}" for k in range(n)], dtype="string")
    quotes["doc_id"] = pd.array([f"d{k // 20}" for k in range(n)], dtype="string")
    quotes["source_id"] = pd.array([f"s{k}" for k in rng.integers(20_000, size=n)], dtype="string")
    sources = tables.SOURCES.frame([_source(f"s{k}", k % 2 == 0) for k in range(20_000)])
    start = time.process_time()
    found = reliability.estimate(quotes, sources)
    assert time.process_time() - start < 10  # about 0.6 s on an idle core
    assert len(found) == 5 * 20_000 + 5 * 5_000
