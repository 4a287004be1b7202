"""Claims: pairs of quotes that corroborate or contradict each other, and what they add up to."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import tables
from quotelens.claims import compare, groups, independence
from quotelens.errors import TableError
from quotelens.records import Span
from quotelens.settings import ClaimsSettings


def judge(one: Sequence[str], other: Sequence[str]) -> pd.DataFrame:
    """Who was killed was not captured; whoever is said twice to be the one is so. All else is unrelated."""
    answers = []
    for a, b in zip(one, other, strict=True):
        words = [{word for word in ("killed", "captured") if word in text} for text in (a, b)]
        if not words[0] or not words[1]:
            answers.append((0.1, 0.1, "unrelated"))
        elif words[0] == words[1]:
            answers.append((0.75, 0.125, "corroborates"))
        else:
            answers.append((0.0625, 0.875, "contradicts"))
    return pd.DataFrame(answers, columns=["corroborates", "contradicts", "relation"])


def signs(one: str, other: str) -> list[tuple[str, object, object]]:
    places = [next((text.index(word), text.index(word) + len(word)) for word in ("killed", "captured") if word in text)
              for text in (one, other)]  # fmt: skip
    return [("outcome", *places), ("whole", Span(0, len(one)), None)]


@pytest.fixture(scope="module")
def derna(corpus: Callable, said: Callable) -> tuple[pd.DataFrame, ...]:
    return corpus(
        {
            "a": [
                said("reports@a", "that Sofian Qumu had been killed"),
                said("jamal-zubia", "to the contrary that Qumu had been captured", before="However Zubia claimed "),
                said("jamal-zubia", "that Qumu once was rich", before="He said "),
            ],
            "b": [
                said("jamal-zubia", "“Qumu was captured,”", before="Zubia said: ", type="direct"),
                said("un", "that Qumu was captured", before="The UN says "),
            ],
        }
    )


def test_the_claims_of_two_articles(derna: tuple[pd.DataFrame, ...]) -> None:
    found = compare(*derna, judge=judge)
    expected = [
        ("a:0", "a:1", "contradicts", 0.875, True, "within"),
        ("a:0", "b:0", "contradicts", 0.875, True, "across"),
        ("a:0", "b:1", "contradicts", 0.875, True, "across"),
        ("a:1", "b:0", "corroborates", 0.75, False, "across"),
        ("a:1", "b:1", "corroborates", 0.75, True, "across"),
        ("b:0", "b:1", "corroborates", 0.75, True, "within"),
    ]
    names = ["quote_id_a", "quote_id_b", "relation", "probability", "independent", "scope"]
    frame = tables.CLAIMS.frame(
        [{"claim_id": f"{row[0]} ~ {row[1]}", **dict(zip(names, row, strict=True))} for row in expected]
    )
    pd.testing.assert_frame_equal(found, frame)
    tables.check(found, tables.CLAIMS)


def test_the_evidence_stands_in_the_articles(derna: tuple[pd.DataFrame, ...]) -> None:
    quotes, articles, sources = derna
    found = compare(quotes, articles, sources, judge=judge, evidence=signs)
    texts = dict(zip(articles["doc_id"], articles["text"], strict=True))

    def written(place: dict[str, Any]) -> list[str]:
        return [texts[place["doc_id"]][start:end] for start, end in place["spans"]]

    read = {
        row.claim_id: [(sign["kind"], written(sign["a"]), written(sign["b"])) for sign in json.loads(row.evidence)]
        for row in found.itertuples()
    }
    assert read["a:0 ~ b:0"] == [
        ("outcome", ["killed"], ["captured"]),
        ("whole", ["Sofian Qumu had been killed"], []),
    ]
    none = compare(quotes, articles, sources, judge=judge, evidence=lambda one, other: [])
    assert none["evidence"].tolist() == ["[]"] * 6


def test_one_source_may_contradict_itself(corpus: Callable, said: Callable) -> None:
    frames = corpus({"a": [said("zubia", "that Qumu was killed there"), said("zubia", "that Qumu was captured there")]})
    [row] = compare(*frames, judge=judge).itertuples()
    assert (row.relation, row.independent, row.scope) == ("contradicts", False, "within")
    support = groups(compare(*frames, judge=judge), frames[0], independence.voices(*frames))
    assert support[["supporting", "contradicting"]].to_numpy().tolist() == [[0, 0], [0, 0]]


def test_only_what_is_probable_enough_is_told(derna: tuple[pd.DataFrame, ...]) -> None:
    some = compare(*derna, judge=judge, settings=ClaimsSettings(min_probability=0.8))
    assert some["relation"].tolist() == ["contradicts"] * 3
    assert compare(*derna, judge=judge, settings=ClaimsSettings(min_probability=0.9)).empty


def test_who_supports_and_who_contradicts(derna: tuple[pd.DataFrame, ...]) -> None:
    quotes = derna[0]
    found = groups(compare(*derna, judge=judge), quotes, independence.voices(*derna))
    # Zubia says twice that Qumu was captured: one claim, one voice. The effective n of a:1 and b:0 is that of 0.75
    # (the UN's support) and 0.875 (the reports' contradiction): 1.625² / (0.5625 + 0.765625)
    expected = [
        ("a:0", "a:0", 0, 2, 2.0),
        ("a:1", "a:1", 1, 1, 1.625**2 / 1.328125),
        ("a:2", "a:2", 0, 0, 0.0),
        ("b:0", "a:1", 1, 1, 1.625**2 / 1.328125),
        ("b:1", "b:1", 1, 1, 1.625**2 / 1.328125),
    ]
    frame = tables.SUPPORT.frame([dict(zip(tables.SUPPORT.names, row, strict=True)) for row in expected])
    pd.testing.assert_frame_equal(found, frame)
    tables.check(found, tables.SUPPORT)


def claim(a: str, b: str, relation: str, probability: float, independent: bool = True) -> dict[str, object]:
    return {
        "claim_id": f"{a} ~ {b}", "quote_id_a": a, "quote_id_b": b, "relation": relation, "probability": probability,
        "independent": independent, "scope": "across",
    }  # fmt: skip


def test_a_voice_counts_once_and_on_one_side(corpus: Callable, said: Callable) -> None:
    frames = corpus(
        {
            "a": [said("x", "that it fell")],
            "b": [said("y", "that it fell"), said("y", "it did fall"), said("y", "it stood")],
            "c": [said("z", "that it fell"), said("z", "it stood"), said("x+z", "it fell")],
        }
    )
    voices = independence.voices(*frames)
    claims = tables.CLAIMS.frame(
        [
            claim("a:0", "b:0", "corroborates", 0.5),
            claim("a:0", "b:1", "corroborates", 0.625),
            claim("a:0", "b:2", "contradicts", 0.75),
            claim("a:0", "c:0", "corroborates", 0.5),
            claim("a:0", "c:1", "contradicts", 0.5),
            claim("a:0", "c:2", "corroborates", 0.75, independent=False),
        ]
    )
    found = groups(claims, frames[0], voices).set_index("quote_id")
    # y contradicts with 0.75 more than it supports; z does both with 0.5; x and z together are no help to x
    assert found.loc["a:0"].tolist() == ["a:0", 0, 1, 1.0]
    # c:2 says the same as a:0 and shares a voice with it: one claim of x and z, so that z counts no more
    assert found.loc["c:2"].tolist() == ["a:0", 0, 1, 1.0]
    assert found.loc["b:0"].tolist() == ["b:0", 1, 0, 1.0]


def test_copies_of_a_claim_support_nobody_twice(corpus: Callable, said: Callable) -> None:
    wire = "that Sofian Qumu had been killed in the fighting near the old harbour of Derna"
    docs = {f"w{k}": [said(f"officials@w{k}", wire)] for k in range(5)}
    docs["x"] = [said("un", "that Qumu was killed"), said("zubia", "that Qumu was captured")]
    frames = corpus(docs)
    claims = compare(*frames, judge=judge)
    found = groups(claims, frames[0], independence.voices(*frames)).set_index("quote_id")
    assert found.loc["x:0", ["supporting", "contradicting"]].tolist() == [1, 1]
    assert found.loc["x:1", ["supporting", "contradicting"]].tolist() == [0, 2]
    for k in range(5):
        assert found.loc[f"w{k}:0", ["group_id", "supporting", "contradicting"]].tolist() == ["w0:0", 1, 1]


def test_a_judge_that_answers_something_else_is_an_error(derna: tuple[pd.DataFrame, ...]) -> None:
    for broken, message in (
        (lambda a, b: judge(a, b).drop(columns="relation"), "column 'relation' is missing"),
        (lambda a, b: judge(a, b)[1:], r"9 rows for 10 pairs"),
        (lambda a, b: judge(a, b).assign(contradicts=1.5), "row 0 gives 'contradicts' the probability 1.5"),
        (lambda a, b: judge(a, b).assign(contradicts=float("nan")), "row 0 gives 'contradicts' the probability nan"),
    ):
        with pytest.raises(TableError, match=message):
            compare(*derna, judge=broken)


def test_nothing_to_compare_asks_no_judge(corpus: Callable, said: Callable) -> None:
    def never(one: Sequence[str], other: Sequence[str]) -> pd.DataFrame:
        raise AssertionError("asked")

    frames = corpus({"a": [said("x", "that Derna fell"), said("x", "that nothing happened")]})
    found = compare(*frames, judge=never)
    pd.testing.assert_frame_equal(found, tables.CLAIMS.empty())
    support = groups(found, frames[0], independence.voices(*frames))
    assert support["n_effective"].tolist() == [0.0, 0.0]
    empty = [tables.QUOTES.empty(), tables.ARTICLES.empty(), tables.SOURCES.empty()]
    assert compare(*empty, judge=never).empty
    assert groups(tables.CLAIMS.empty(), empty[0], tables.VOICES.empty()).empty


def test_claims_of_other_quotes_are_an_error(derna: tuple[pd.DataFrame, ...]) -> None:
    quotes, voices = derna[0], independence.voices(*derna)
    claims = tables.CLAIMS.frame([claim("a:0", "z:9", "contradicts", 0.5)])
    with pytest.raises(TableError, match=r"quote 'z:9' \(1 in all\) has no row in table quotes"):
        groups(claims, quotes, voices)
    claims = tables.CLAIMS.frame([claim("a:0", "a:1", "contradicts", 0.5)])
    with pytest.raises(TableError, match=r"quote 'a:1' \(1 in all\) has no row in table voices"):
        groups(claims, quotes, voices[voices["quote_id"] != "a:1"])


def test_the_table_goes_to_a_file_and_comes_back(derna: tuple[pd.DataFrame, ...], tmp_path: Path) -> None:
    claims = compare(*derna, judge=judge, evidence=signs)
    frames = {name: table.empty() for name, table in tables.TABLES.items()} | {"claims": claims}
    tables.write(frames, tmp_path)
    pd.testing.assert_frame_equal(tables.read(tmp_path)["claims"], claims)


@given(
    docs=st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(
            st.tuples(
                st.sampled_from(["zubia", "eljahr", "zubia+un", "officials@a", None]),
                st.sampled_from(["Qumu was killed", "Qumu was captured", "Qumu was rich", "Qumu had been killed"]),
            ),
            min_size=1,
            max_size=4,
        ),
    ),
    seed=st.integers(0, 99),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_the_order_of_rows_makes_no_difference(
    corpus: Callable, said: Callable, docs: dict[str, list[tuple[str | None, str]]], seed: int
) -> None:
    quotes, articles, sources = corpus(
        {doc_id: [said(source, content) for source, content in some] for doc_id, some in docs.items()}
    )
    claims = compare(quotes, articles, sources, judge=judge, evidence=signs)
    voices = independence.voices(quotes, articles, sources)
    support = groups(claims, quotes, voices)
    order = list(range(len(quotes)))
    random.Random(seed).shuffle(order)
    again = compare(quotes.iloc[order], articles[::-1], sources[::-1], judge=judge, evidence=signs)
    pd.testing.assert_frame_equal(claims, again)
    mixed = groups(claims.sample(frac=1, random_state=seed), quotes.iloc[order], voices[::-1])
    pd.testing.assert_frame_equal(mixed.sort_values("quote_id", ignore_index=True),
                                  support.sort_values("quote_id", ignore_index=True))  # fmt: skip
    n_voices = voices["voice_id"].nunique()
    counted = support["supporting"] + support["contradicting"]
    assert (support["n_effective"] <= counted + 1e-9).all()
    assert (counted < max(n_voices, 1)).all()  # nobody's own voice is among them
    independent = claims[claims["independent"]]
    spoken = set(independent["quote_id_a"]) | set(independent["quote_id_b"])
    assert (support.loc[~support["quote_id"].isin(spoken), "group_id"].notna()).all()
