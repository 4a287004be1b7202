import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import reliability, tables
from quotelens.errors import SettingsError, TableError


def _quote(
    number: int, doc_id: str, type: str, level: int, n_words: int, source_id: str | None, parent: str | None = None
) -> dict[str, object]:
    return {
        "quote_id": f"q{number}",
        "doc_id": doc_id,
        "position": number,
        "type": type,
        "level": level,
        "parent_quote_id": parent,
        "source_id": source_id,
        "content": "x",
        "content_spans": "[[0, 1]]",
        "n_words": n_words,
        "confidence": 1.0,
    }


def _source(source_id: str, named: bool, affiliation: str = "unknown", name: str | None = None) -> dict[str, object]:
    return {
        "source_id": source_id,
        "name": name or source_id,
        "aliases": "[]",
        "kind": "person",
        "named": named,
        "affiliation": affiliation,
        "n_quotes": 0,
        "n_articles": 0,
    }


def _row(found: pd.DataFrame, scope: str, id: str, indicator: str) -> pd.Series:
    [row] = found[(found["scope"] == scope) & (found["id"] == id) & (found["indicator"] == indicator)].iloc
    return row


def _value(found: pd.DataFrame, scope: str, id: str, indicator: str) -> float:
    return float(_row(found, scope, id, indicator)["value"])


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
    keys = ["scope", "id", "indicator"]
    pd.testing.assert_frame_equal(expected_frame[keys].merge(found, on=keys), expected_frame, atol=5e-5, rtol=0)


def test_a_lower_level_gives_narrower_intervals_of_the_same_values() -> None:
    wide, narrow = reliability.estimate(QUOTES, SOURCES), reliability.estimate(QUOTES, SOURCES, level=0.5)
    pd.testing.assert_series_equal(wide["value"], narrow["value"])
    has_interval = wide["low"].notna()
    assert has_interval.sum() > 50
    assert (narrow["high"] - narrow["low"] <= wide["high"] - wide["low"])[has_interval].all()


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
    assert found["scope"].unique().tolist() == ["source"]
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
    asked_for = {"n_articles", "certainty", "hedges", "boosters", "corroboration"}  # what other input gives
    assert set(found["indicator"]) == set(order) - asked_for
    assert all(meaning.endswith(".") for meaning in reliability.INDICATORS.values())
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
    bounded = found[found["low"].notna()]
    assert (bounded["low"] <= bounded["value"]).all()
    assert (bounded["value"] <= bounded["high"]).all()
    assert (found.loc[found["value"].isna(), ["low", "high"]].isna()).all(axis=None)
    wilsons = found["indicator"].str.endswith("_share") & ~found["indicator"].str.startswith("top_")
    wilsons |= found["indicator"].str.startswith("share_of")
    shares = found[wilsons & found["value"].notna()]
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
    assert time.process_time() - start < 20  # about 6 s on an idle core
    assert (found["scope"] == "source").sum() == 10 * 20_000
    assert found.loc[found["scope"] == "article", "id"].nunique() == 5_000


# --- several articles ------------------------------------------------------------------------------------------------


def _articles(*rows: tuple[str, str | None]) -> pd.DataFrame:
    return tables.ARTICLES.frame(
        [{"doc_id": doc_id, "outlet": outlet, "text": "x", "sha256": "0", "n_words": 1} for doc_id, outlet in rows]
    )


def test_outlets_and_the_corpus_are_described_too() -> None:
    articles = _articles(("d1", "Gazette"), ("d0", "Courier"), ("d2", "Gazette"), ("d3", None), ("d4", "Herald"))
    found = reliability.estimate(QUOTES, SOURCES, articles=articles)
    tables.check(found, tables.RELIABILITY)
    assert found["scope"].drop_duplicates().tolist() == ["source", "article", "outlet", "corpus"]
    assert found.loc[found["scope"] == "outlet", "id"].drop_duplicates().tolist() == ["Gazette", "Courier", "Herald"]
    assert [_value(found, "outlet", outlet, "n_articles") for outlet in ("Gazette", "Courier", "Herald")] == [2, 1, 1]
    assert [_value(found, "outlet", outlet, "n_quotes") for outlet in ("Gazette", "Courier", "Herald")] == [3, 1, 0]
    assert _value(found, "corpus", "corpus", "n_articles") == 5
    assert _value(found, "corpus", "corpus", "n_quotes") == 4
    assert np.isnan(_value(found, "outlet", "Herald", "named_share"))
    assert _row(found, "outlet", "Herald", "named_share")["n"] == 0
    # an outlet with quotes in one article is that article
    of_outlet, of_article = (
        found[(found["scope"] == scope) & (found["id"] == id) & (found["indicator"] != "n_articles")]
        for scope, id in (("outlet", "Gazette"), ("article", "d1"))
    )
    columns = ["indicator", "value", "low", "high", "n"]
    pd.testing.assert_frame_equal(of_outlet[columns].reset_index(drop=True), of_article[columns].reset_index(drop=True))


def test_an_article_that_the_articles_table_lacks_is_an_error() -> None:
    with pytest.raises(TableError, match=r"'d0' \(1 articles in all\), which table articles lacks"):
        reliability.estimate(QUOTES, SOURCES, articles=_articles(("d1", "Gazette")))


def test_articles_without_outlets_have_no_rows_of_outlets() -> None:
    found = reliability.estimate(QUOTES, SOURCES, articles=_articles(("d1", None), ("d0", None)))
    assert "outlet" not in set(found["scope"])


def test_shares_over_several_articles_are_worth_fewer_quotes() -> None:
    # 10 direct quotes in d1, 10 indirect ones in d2: as much as two observations, one of each
    split = [_quote(k, f"d{k // 10}", "direct" if k < 10 else "indirect", 0, 5, "zubia") for k in range(20)]
    found = reliability.estimate(tables.QUOTES.frame(split), SOURCES)
    row = _row(found, "source", "zubia", "direct_share")
    # p = 0.5; v = 2/1 * (5² + 5²) / 20² = 0.25, so p (1 - p) / v = 1: Wilson for half of 1
    assert (row["value"], row["n"]) == (0.5, 20)
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.0546, 0.9454)
    # the same share in each article tells nothing of clusters: Wilson for 10 of 20
    even = [_quote(k, f"d{k // 10}", "direct" if k % 2 else "indirect", 0, 5, "zubia") for k in range(20)]
    row = _row(reliability.estimate(tables.QUOTES.frame(even), SOURCES), "source", "zubia", "direct_share")
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.2993, 0.7007)


def test_a_sources_share_of_the_corpus_counts_the_articles_it_is_not_in() -> None:
    # zubia has all 4 quotes of d0 and none of the 4 in d1
    rows = [_quote(k, f"d{k // 4}", "direct", 0, 5, "zubia" if k < 4 else "officials") for k in range(8)]
    found = reliability.estimate(tables.QUOTES.frame(rows), SOURCES)
    for indicator in ("share_of_attributions", "share_of_words"):
        row = _row(found, "source", "zubia", indicator)
        assert row["value"] == 0.5
        assert (round(row["low"], 4), round(row["high"], 4)) == (0.0546, 0.9454)  # worth 1 quote, as above


# --- who, and by how many hands --------------------------------------------------------------------------------------

CHAIN = tables.QUOTES.frame(
    [
        _quote(1, "d", "direct", 0, 30, "minister"),  # passes on what the officials said
        _quote(2, "d", "indirect", 1, 20, "officials", "q1"),  # who pass on what the report says
        _quote(3, "d", "indirect", 2, 10, "report", "q2"),
        _quote(4, "d", "indirect", 0, 10, "he"),
        _quote(5, "d", "mixed", 0, 10, None),
    ]
)
PEOPLE = tables.SOURCES.frame(
    [
        _source("minister", True, "government"),
        _source("officials", False, "government"),
        _source("report", False),
        _source("he", False, name="UNKNOWN"),
    ]
)


@pytest.mark.parametrize(
    ("indicator", "value", "n"),
    [
        ("named_share", 1 / 5, 5),
        ("unnamed_share", 2 / 5, 5),
        ("unattributed_share", 2 / 5, 5),  # "he" leads to nobody, the last has no source
        ("official_share", 2 / 5, 5),
        ("direct_word_share", 30 / 50, 3),
        ("first_hand_share", 2 / 5, 5),
        ("relay_share", 1 / 5, 5),
        ("second_hand_share", 2 / 5, 5),
        ("hops", 3 / 5, 5),
        ("longest_chain", 2, 5),
        ("n_sources", 4, 4),
        ("hill_0", 3, 3),
        ("affiliation_known", 2 / 5, 5),
        ("affiliation_government", 1, 2),
        ("affiliation_political", 0, 2),
    ],
)
def test_an_article_by_hand(indicator: str, value: float, n: int) -> None:
    row = _row(reliability.estimate(CHAIN, PEOPLE), "article", "d", indicator)
    assert row["value"] == pytest.approx(value)
    assert row["n"] == n


def test_affiliations_add_up_to_1_and_are_even_where_they_have_as_many() -> None:
    quotes = tables.QUOTES.frame([_quote(k, "d", "direct", 0, 5, "ab"[k % 2]) for k in range(4)])
    people = tables.SOURCES.frame([_source("a", True, "government"), _source("b", True, "armed_group")])
    found = reliability.estimate(quotes, people)
    shares = [_value(found, "article", "d", f"affiliation_{name}") for name in ("government", "armed_group", "media")]
    assert shares == [0.5, 0.5, 0]
    row = _row(found, "article", "d", "affiliation_evenness")
    assert row["value"] == 1
    assert 0 <= row["low"] < row["high"] <= 1


# --- what other input gives ------------------------------------------------------------------------------------------


def test_the_profile_is_there_where_it_was_measured() -> None:
    scored = QUOTES.assign(
        certainty=pd.array([3.0, 1.0, np.nan, -1.0], dtype="float64"),
        hedges=pd.array([np.nan] * 4, dtype="float64"),
    )
    found = reliability.estimate(scored, SOURCES)
    assert {"hedges", "boosters"}.isdisjoint(found["indicator"])
    row = _row(found, "article", "d1", "certainty")
    assert (row["value"], row["low"], row["high"], row["n"]) == (2, 1, 3, 2)  # two quotes: drawn one by one
    row = _row(found, "corpus", "corpus", "certainty")
    assert (row["value"], row["low"], row["high"], row["n"]) == (1, -1, 2, 3)  # two articles: means of -1 and 2
    row = _row(found, "source", "zubia", "certainty")
    assert (row["value"], row["n"]) == (3, 1)
    assert np.isnan(row["low"])
    assert np.isnan(_value(found, "source", "silent", "certainty"))


def test_corroboration_stands_behind_the_other_indicators_of_its_source() -> None:
    claims = pd.DataFrame({"source_id": ["officials", "nobody"], "supporting": [2, 1], "contradicting": [1, 0]})
    found = reliability.estimate(QUOTES, SOURCES, claims=claims)
    tables.check(found, tables.RELIABILITY)
    assert found.loc[found["id"] == "officials", "indicator"].tolist()[-1] == "corroboration"
    row = _row(found, "source", "officials", "corroboration")
    assert (row["value"], row["n"]) == (2.5 / 4, 3)
    assert "nobody" not in set(found["id"])
    assert (found["indicator"] == "corroboration").sum() == 1


def test_the_same_input_gives_the_same_figures_whatever_came_before() -> None:
    first = reliability.estimate(QUOTES, SOURCES)
    reliability.estimate(CHAIN, PEOPLE)
    pd.testing.assert_frame_equal(reliability.estimate(QUOTES, SOURCES), first)
