"""Pairs of quotes that could speak of the same thing."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import tables
from quotelens.claims import candidates
from quotelens.errors import TableError
from quotelens.settings import ClaimsSettings


def found(frame: pd.DataFrame) -> dict[tuple[str, str], str]:
    tables.check(frame, tables.CANDIDATES)
    return {(a, b): why for a, b, why in frame.itertuples(index=False)}


@pytest.fixture(scope="module")
def derna(corpus: Callable, said: Callable) -> tuple[pd.DataFrame, ...]:
    """In the manner of the study's article, in other words."""
    return corpus(
        {
            "a": [
                said("reports@a", "that Sofian Qumu, who left Ansar, had been killed in the fighting"),
                said("jamal-zubia", "to the contrary that Qumu had been captured", before="However Zubia claimed "),
                said("jamal-zubia", "that the town is calm", before="He said "),
                said(
                    "mohammed-eljahr",
                    "that sources had told him of fighting in the hills",
                    inside=(said("sources@a", "of fighting in the hills", mention="sources", cue="told"),),
                ),
            ],
            "b": [
                said("reuters", "thirty thousand people had fled", before="As Reuters has it, "),
                said("un", "that 30,000 were on the road", before="The UN says "),
                said("un", "that nine lorries had come", before="It says "),
                said("un", "Isis", before="pledging allegiance to "),
            ],
        }
    )


def test_pairs_share_a_name_a_number_or_two_words(derna: tuple[pd.DataFrame, ...]) -> None:
    assert found(candidates.pairs(*derna[:2])) == {
        ("a:0", "a:1"): "names: qumu",
        ("b:0", "b:1"): "numbers: 30000",
        # not a:0 and a:3, which share one word, "fighting", and not a:3 and what is quoted inside it
    }


def test_two_words_are_enough_and_one_is_not(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "that the old bridge had collapsed")],
            "b": [said("y", "that no bridge collapses like that"), said("z", "that nine bridges were built")],
            "c": [said("y", "that nine ferries sail")],
        }
    )
    assert found(candidates.pairs(quotes, articles)) == {("a:0", "b:0"): "words: bridg, collaps"}
    quotes, articles, _ = corpus(
        {"a": [said("x", "that nine old bridges fell")], "b": [said("y", "that 9 bridges held")]}
    )
    assert found(candidates.pairs(quotes, articles)) == {("a:0", "b:0"): "numbers: 9; words: bridg"}


def test_who_he_is_may_stand_in_the_sentence_or_the_one_before(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "Sofian Qumu had died", before="It is certain that ")],
            "b": [said("y", "that he had been captured", before="Of Qumu it was said ")],
            "c": [
                said("y", "the weather is fine", before="Near Qumu's house "),
                said("y", "that he had been captured again", before="It was said "),
                said("y", "that he sleeps much", before="It was said "),  # two sentences away
            ],
            "d": [said("y", "that it rains in Derna", before="Of Qumu's house it is said ")],  # "it", and a name
        }
    )
    pairs = found(candidates.pairs(quotes, articles))
    assert {pair for pair, why in pairs.items() if "qumu" in why} == {
        ("a:0", "b:0"),
        ("a:0", "c:1"),
        ("b:0", "c:1"),
    }


def test_the_first_person_is_the_source(corpus: Callable, said: Callable) -> None:
    quotes, articles, sources = corpus(
        {
            "a": [said("jamal-zubia", "“I was never there,”", before="He said: ", type="direct")],
            "b": [said("x", "Jamal Zubia had been seen", before="It was said that ")],
        }
    )
    assert found(candidates.pairs(quotes, articles)) == {}
    articles = articles.assign(text=articles["text"] + "It is said that Jamal Zubia sings.")  # else "Jamal" is no name
    pairs = found(candidates.pairs(quotes, articles, sources=sources))
    assert pairs == {("a:0", "b:0"): "names: jamal, zubia"}


def test_what_is_said_inside_a_quote_is_part_of_it(corpus: Callable, said: Callable) -> None:
    inmost = said("c@a", "Derna had fallen to Qumu")
    inner = said("b@a", "Tripoli knew that Derna had fallen to Qumu", inside=(inmost,))
    quotes, articles, _ = corpus(
        {
            "a": [
                said("x", "that Sabha heard Tripoli knew that Derna had fallen to Qumu", inside=(inner,)),
                said("x", "that Derna never fell"),
            ]
        }
    )
    assert quotes["level"].tolist() == [0, 1, 2, 0]
    assert list(found(candidates.pairs(quotes, articles))) == [("a:0", "a:3"), ("a:1", "a:3"), ("a:2", "a:3")]
    # contents that overlap are never two claims, even where nothing says that one is inside the other
    assert len(candidates.pairs(quotes.assign(parent_quote_id=pd.array([None] * 4, dtype="string")), articles)) == 3


def test_a_claim_has_three_words(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {"a": [said(None, "Isis", before="allegiance to "), said(None, "to Isis", before="sworn ")],
         "b": [said(None, "of Isis now", before="the end ")], "c": [said(None, "with Isis now", before="peace ")]}
    )  # fmt: skip
    assert list(found(candidates.pairs(quotes, articles))) == [("b:0", "c:0")]


def test_copies_are_paired_once_over(corpus: Callable, said: Callable) -> None:
    one, other = "that Derna had fallen to Qumu", "that Derna stood against Qumu"
    docs = {f"a{k}": [said("x", one)] for k in range(4)} | {f"b{k}": [said("y", other)] for k in range(3)}
    docs["b1"] = [said("x", one), *docs["b1"]]
    quotes, articles, _ = corpus(docs)
    first = {True: "a0:0", False: "b0:0"}
    copies = {q: first[c == one] for q, c in zip(quotes["quote_id"], quotes["content"], strict=True)}
    shared = "names: derna, qumu"
    assert found(candidates.pairs(quotes, articles, copies=copies)) == {
        **{("a0:0", copy): "copy" for copy in ("a1:0", "a2:0", "a3:0", "b1:0")},
        **{("b0:0", copy): "copy" for copy in ("b1:1", "b2:0")},
        **{("a0:0", b): shared for b in ("b0:0", "b1:1", "b2:0")},
        **{(a, "b0:0"): shared for a in ("a1:0", "a2:0", "a3:0")},
        ("b0:0", "b1:0"): shared,
        ("b1:0", "b1:1"): shared,  # both in one article
    }


def test_a_large_block_is_split_by_article_and_by_a_second_large_one(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "that Derna sleeps soundly"), said("y", "that Derna wakes early")],
            "b": [said("x", "that Derna and Sabha trade")],
            "c": [said("x", "that Derna with Sabha quarrels")],
            "d": [said("x", "that quiet Sabha burns")],
        }
    )
    assert len(candidates.pairs(quotes, articles)) == 6 + 3 - 1
    split = candidates.pairs(quotes, articles, settings=ClaimsSettings(max_block=2))
    assert found(split) == {("a:0", "a:1"): "names: derna", ("b:0", "c:0"): "names: derna, sabha"}


def test_each_keeps_those_it_shares_most_with(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "that Derna and Sabha and Qumu agree")],
            "b": [said("x", "that Derna and Sabha differ")],
            "c": [said("x", "that Derna was quiet")],
            "d": [said("x", "that Derna was loud")],
        }
    )
    assert len(candidates.pairs(quotes, articles)) == 6
    # a and b each other's, c's and d's the first of three that share as much
    few = candidates.pairs(quotes, articles, settings=ClaimsSettings(max_candidates=1))
    assert list(found(few)) == [("a:0", "b:0"), ("a:0", "c:0"), ("a:0", "d:0")]


def test_neighbours_in_meaning_need_share_nothing(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "that people had died")],
            "b": [said("x", "that everybody still lives")],
            "c": [said("y", "there were casualties")],
            "d": [said("y", "that nothing was measured")],
        }
    )
    vectors = [[1.0, 0.0], [0.0, 1.0], [3.0, 1.0], [np.nan, 0.0]]
    pairs = candidates.pairs(quotes, articles, vectors=vectors, settings=ClaimsSettings(neighbours=1))
    assert found(pairs) == {("a:0", "c:0"): "neighbours", ("b:0", "c:0"): "neighbours"}
    assert candidates.pairs(quotes, articles, vectors=vectors, settings=ClaimsSettings(neighbours=0)).empty
    alike = ClaimsSettings(neighbours=1, min_likeness=0.4)  # b and c have a cosine of 0.32
    assert found(candidates.pairs(quotes, articles, vectors=vectors, settings=alike)) == {("a:0", "c:0"): "neighbours"}
    reversed_rows = candidates.pairs(
        quotes[::-1], articles, vectors=vectors[::-1], settings=ClaimsSettings(neighbours=1)
    )
    pd.testing.assert_frame_equal(reversed_rows, pairs)
    with pytest.raises(ValueError, match="one vector a quote"):
        candidates.pairs(quotes, articles, vectors=vectors[:2])


def test_a_question_inside_a_sentence_claims_nothing(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus(
        {
            "a": [said("x", "what was in the hold of the Marisol Tern"), said("x", "whose the Marisol Tern was")],
            "b": [said("y", "What was in the hold of the Marisol Tern was sugar")],
            "c": [said("y", "that the Marisol Tern had sugar in the hold")],
        }
    )
    assert set(found(candidates.pairs(quotes, articles))) == {("a:0", "b:0"), ("a:0", "c:0"), ("b:0", "c:0")}


def test_near_vectors_are_found_among_thousands() -> None:
    rng = np.random.default_rng(3)
    points = rng.standard_normal((1000, 64))
    vectors = np.concatenate([points, points + 0.4 * rng.standard_normal(points.shape)])  # cosines of about 0.93
    pairs = {tuple(pair) for pair in candidates._neighbours(vectors, ClaimsSettings(neighbours=1)).tolist()}
    assert sum((k, k + 1000) in pairs for k in range(1000)) >= 990
    same = candidates._neighbours(np.ones((500, 8)), ClaimsSettings(neighbours=1))  # no direction tells these apart
    assert 250 <= len(same) <= 500


def test_no_quotes_no_pairs(corpus: Callable, said: Callable) -> None:
    quotes, articles, _ = corpus({"a": [said("x", "that Derna fell")]})
    for some in (quotes, quotes[:0]):
        pd.testing.assert_frame_equal(candidates.pairs(some, articles), tables.CANDIDATES.empty())
        vectors = np.ones((len(some), 3))
        pd.testing.assert_frame_equal(candidates.pairs(some, articles, vectors=vectors), tables.CANDIDATES.empty())
    with pytest.raises(TableError, match=r"column 'doc_id' holds 'a' .* which table articles lacks"):
        candidates.pairs(quotes, articles[:0])


WORDS = ["Derna", "Sabha", "Qumu", "he", "bridge", "fell", "burns", "nine", "30", "the", "no", "we"]


@given(
    docs=st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5),
        max_size=4,
    ),
    seed=st.integers(0, 99),
    most=st.integers(1, 4),
    block=st.integers(2, 6),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_the_order_of_rows_makes_no_difference_and_no_pair_comes_twice(
    corpus: Callable, said: Callable, docs: dict[str, list[list[str]]], seed: int, most: int, block: int
) -> None:
    quotes, articles, sources = corpus(
        {doc_id: [said("x", " ".join(words)) for words in contents] for doc_id, contents in docs.items()}
    )
    options = {"sources": sources, "settings": ClaimsSettings(max_candidates=most, max_block=block)}
    vectors = np.array([[len(content), content.count("e") + 1.0] for content in quotes["content"]]).reshape(-1, 2)
    pairs = candidates.pairs(quotes, articles, vectors=vectors, **options)
    order = list(range(len(quotes)))
    random.Random(seed).shuffle(order)
    again = candidates.pairs(
        quotes.iloc[order], articles.sample(frac=1, random_state=seed), vectors=vectors[order], **options
    )
    pd.testing.assert_frame_equal(pairs, again)
    both = [frozenset(pair) for pair in pairs[["quote_id_a", "quote_id_b"]].itertuples(index=False)]
    assert len(both) == len(set(both))
    assert all(len(pair) == 2 for pair in both)
