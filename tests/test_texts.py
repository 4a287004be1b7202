"""Texts alone, as a list, a column or a frame; and the answers in the same shape, whichever helper is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pandas.testing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import quotelens as ql
from quotelens import tables
from quotelens.errors import TextError
from quotelens.records import Span
from quotelens.texts import Texts, pairs_of, spans_of

TEXTS = ["Ann Lee loved the pier.", "", "It may perhaps rain."]
OTHERS = ["Ann Lee hated the pier.", "It rained.", "It will certainly not rain."]
INDEX = ["x", "y", "x"]  # a frame that others filtered and joined may have any index
COLUMN = pd.Series(TEXTS, index=INDEX, name="body", dtype="string")


@pytest.mark.parametrize(
    ("given_", "each", "single", "index"),
    [
        ("a text", ["a text"], True, [0]),
        ("", [""], True, [0]),
        (["a", "b"], ["a", "b"], False, [0, 1]),
        (("a",), ["a"], False, [0]),
        ((letter for letter in "ab"), ["a", "b"], False, [0, 1]),
        ([], [], False, []),
        (np.array(["a"]), ["a"], False, [0]),
        (COLUMN, TEXTS, False, INDEX),
        (pd.DataFrame({"title": ["t"], "text": ["a"]}, index=[7]), ["a"], False, [7]),
        (pd.DataFrame({"content": ["a"]}, index=["q"]), ["a"], False, ["q"]),
    ],
)
def test_what_may_be_given(given_: Any, each: list[str], single: bool, index: list[Any]) -> None:
    texts = Texts.of(given_)
    assert (texts.each, texts.single, texts.index.tolist()) == (each, single, index)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        (["a", None], r'row 1: None is no text; leave it out, or put "" for it'),
        (pd.Series(["a", np.nan]), "row 1: nan is no text"),
        (pd.Series(["a", pd.NA], dtype="string"), "row 1: <NA> is no text"),
        (b"bytes", "row 0: 98 is no text"),
        (None, "None is no text; give a text, a list or a column of texts"),
        (3, "3 is no text"),
        (
            pd.DataFrame({"body": ["a"]}),
            "no column 'text' or 'content'; give the one that holds the texts: it has body",
        ),
        (pd.DataFrame(), "it has none"),
        (pd.DataFrame([["a", "b"]], columns=["text", "text"]), "has the column 'text' twice"),
    ],
)
def test_what_is_no_text_is_named(given_: Any, message: str) -> None:
    with pytest.raises(TextError, match=message):
        Texts.of(given_)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(), st.text(max_size=5)), max_size=5))
def test_answers_keep_number_and_order(rows: list[tuple[int, str]]) -> None:
    index, each = [label for label, _ in rows], [text for _, text in rows]
    column = pd.Series(each, index=index, dtype="object")
    lengths = pd.DataFrame({"n": [len(text) for text in each]})
    assert Texts.of(each).rows(lengths).equals(lengths)
    found = Texts.of(column).rows(lengths)
    assert (found.index.tolist(), found["n"].tolist()) == (index, [len(text) for text in each])
    assert [Texts.of(text).values(pd.Series([len(text)])) for text in each] == [len(text) for text in each]


def test_spans_are_pairs_however_they_are_written() -> None:
    one, two = Texts.of("abcdef"), Texts.of(["abc", "def"])
    assert spans_of(one, (1, 2)) == spans_of(one, Span(1, 2)) == [(1, 2)]
    frame = pd.DataFrame({"start": [0, 1], "end": [2, 3]}, dtype="Int64")
    for pairs in (
        [(0, 2), (1, 3)],
        [Span(0, 2), Span(1, 3)],
        frame,
        np.array([[0, 2], [1, 3]]),
        iter([(0, 2), [1, 3]]),
    ):
        assert spans_of(two, pairs) == [(0, 2), (1, 3)]  # type: ignore[arg-type]
    assert spans_of(two, None) == [(0, 3), (0, 3)]


@pytest.mark.parametrize("wrong", [3, "ab", (1, 2, 3), (0.0, 2.0), None, (pd.NA, 2)])
def test_what_is_no_span_is_named(wrong: Any) -> None:
    with pytest.raises(TextError, match=r"row 1: .* is no span; give the characters \(start, end\)"):
        spans_of(Texts.of(["abc", "def"]), [(0, 1), wrong])
    with pytest.raises(TextError, match="2 texts need as many spans, not 1"):
        spans_of(Texts.of(["abc", "def"]), [(0, 1)])


def test_pairs_belong_together_by_their_place() -> None:
    one, other = pairs_of(COLUMN, OTHERS)
    assert (one.each, other.each, one.index.tolist()) == (TEXTS, OTHERS, INDEX)
    with pytest.raises(TextError, match="one text and a list of texts: give two texts, or two lists"):
        pairs_of("a", ["a"])
    with pytest.raises(TextError, match="1 texts need as many to compare them with, not 2"):
        pairs_of(["a"], ["a", "b"])


# A row a text: alone, in a list, in a column and in a frame.
ROWS: list[tuple[str, Callable[[Any], Any]]] = [
    ("sentiment.lexicon", ql.sentiment.lexicon),
    ("sentiment.whole", ql.sentiment.whole),
    ("certainty.hedging", ql.certainty.hedging),
    ("certainty.score", ql.certainty.score),
]


@pytest.mark.parametrize(("name", "helper"), ROWS, ids=[name for name, _ in ROWS])
def test_the_answer_has_the_shape_of_what_was_asked(name: str, helper: Callable[[Any], Any]) -> None:
    alone, listed, column = helper(TEXTS[0]), helper(TEXTS), helper(COLUMN)
    assert listed.index.tolist() == [0, 1, 2]
    assert column.index.tolist() == INDEX
    pandas.testing.assert_index_equal(helper(pd.DataFrame({"text": COLUMN})).index, column.index)
    assert column.reset_index(drop=True).equals(listed)
    if isinstance(listed, pd.DataFrame):
        assert alone.index.tolist() == listed.columns.tolist()
        assert alone.tolist() == listed.iloc[0].tolist()
        assert listed.drop(columns="n_words", errors="ignore").iloc[1].isna().all()  # no word in it
    else:
        assert (alone, type(alone)) == (listed[0], float)
        assert np.isnan(listed[1])
    assert len(helper([])) == 0


def test_tone_of_texts_without_a_table_is_that_of_a_table() -> None:
    row = {"quote_id": "q", "doc_id": "d", "position": 0, "type": "direct", "level": 0, "content": TEXTS[0]}
    table = tables.QUOTES.frame([row | {"content_spans": "[[0, 23]]", "n_words": 5, "confidence": 1.0}])
    [of_table] = ql.sentiment.score(table).to_dict("records")
    alone = ql.sentiment.score(TEXTS[0])
    assert alone["tone"] == "positive"
    assert alone.to_dict() == {name: of_table[name] for name in alone.index}
    assert ql.sentiment.score(COLUMN).index.tolist() == INDEX


def test_tone_towards_a_target_in_one_sentence_and_in_a_column() -> None:
    frame = pd.DataFrame({"text": ["I love Ann.", "I hate Bob."], "start": 7, "end": 10}, index=["a", "b"])
    found = ql.sentiment.towards(frame["text"], frame[["start", "end"]])
    assert found["tone"].to_dict() == {"a": "positive", "b": "negative"}
    assert ql.sentiment.towards("I hate Bob.", (7, 10)).to_dict() == found.loc["b"].to_dict()
    assert ql.sentiment.towards("I hate Bob.", Span(7, 10))["tone"] == "negative"


def test_words_are_found_in_one_text_or_in_several() -> None:
    alone, listed = ql.sentiment.words(TEXTS[0]), ql.sentiment.words([TEXTS[0], "", "Terrible!"])
    assert list(alone.columns) == ["list", "words", "weight", "alone"]
    assert list(listed.columns) == ["text", *alone.columns]
    assert listed[listed["text"] == 0].drop(columns="text").reset_index(drop=True).equals(alone)
    assert listed["text"].drop_duplicates().tolist() == [0, 2]
    for helper in (ql.certainty.hedge_words, ql.certainty.estimative):
        assert helper(TEXTS[2]).equals(helper([TEXTS[2]]))


def test_claims_of_two_texts_or_two_columns() -> None:
    listed, column = ql.claims.relate(TEXTS, OTHERS), ql.claims.relate(COLUMN, pd.Series(OTHERS))
    assert column.index.tolist() == INDEX
    assert column.reset_index(drop=True).equals(listed)
    assert ql.claims.relate(TEXTS[0], OTHERS[0]).to_dict() == listed.iloc[0].to_dict()
    assert ql.claims.stance(TEXTS[0], OTHERS[0]).to_dict() == ql.claims.stance(TEXTS, OTHERS).iloc[0].to_dict()
    each = ql.claims.evidence(TEXTS, OTHERS)
    assert each == [ql.claims.evidence(a, b) for a, b in zip(TEXTS, OTHERS, strict=True)]
    assert [one.kind for one in each[2]] == ["negation"]


def test_quotes_of_one_text_several_a_column_and_a_frame() -> None:
    text = "“We left,” Ann Lee said."
    [alone] = ql.attribute(text)
    assert (alone.quote_id, alone.source_id, alone.content) == ("text:0", "ann-lee", (Span(0, 10),))
    listed = ql.attribute([text, "It rained.", text])
    assert [[quote.quote_id for quote in quotes] for quotes in listed] == [["0:0"], [], ["2:0"]]
    column = ql.attribute(pd.Series([text, "It rained."], index=["a", "b"]))
    assert [(label, [quote.quote_id for quote in quotes]) for label, quotes in column.items()] == [
        ("a", ["a:0"]),
        ("b", []),
    ]
    frame = pd.DataFrame({"body": ["It rained.", text], "doc_id": ["dry", "left"]})
    quotes = ql.attribute(frame, column="body")
    tables.check(quotes, tables.QUOTES)
    assert quotes[["quote_id", "source_id", "content"]].to_numpy().tolist() == [["left:0", "ann-lee", "“We left,”"]]
    assert ql.attribute([]) == []
    assert ql.attribute(frame.iloc[:0], column="body").equals(tables.QUOTES.empty())
