"""Whose word a quote is."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import tables
from quotelens.claims import independence
from quotelens.errors import TableError
from quotelens.settings import ClaimsSettings

WIRE = "that at least nine soldiers were killed in the fighting near the old harbour on Tuesday"


def rows(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    tables.check(frame, tables.VOICES)
    return list(frame.itertuples(index=False, name=None))


def test_a_quote_is_the_word_of_its_source(corpus: Callable, said: Callable) -> None:
    frames = corpus(
        {
            "a": [said("zubia", "that it fell"), said("officials@a", "that it held"), said("zubia+eljahr", "nothing")],
            "b": [
                said("zubia", "that it will fall"),
                said(None, "that it stands"),
                said("officials@b", "that it held"),
            ],
            "c": [said(None, "that it stood"), said("reuters", "that it shook")],
            "d": [said(None, "that it rose")],
        },
        outlets={"b": "Daily Post", "c": "Reuters"},
    )
    assert rows(independence.voices(*frames)) == [
        ("a:0", "zubia", "source"),
        ("a:1", "officials@a", "source"),  # of another article's officials nobody can say who they are
        ("a:2", "zubia", "source"),
        ("a:2", "eljahr", "source"),
        ("b:0", "zubia", "source"),
        ("b:1", "outlet:Daily Post", "article"),
        ("b:2", "officials@b", "source"),
        ("c:0", "reuters", "article"),  # an agency's own article
        ("c:1", "reuters", "source"),
        ("d:0", "article:d", "article"),
    ]


def test_what_only_passes_a_quote_on_is_its_originators_word_too(corpus: Callable, said: Callable) -> None:
    named = said("un", "that thousands had fled", mention="the UN", cue="said")
    unnamed = said("officials@b", "that thousands had fled", mention="officials", cue="said")
    aside = said("un", "that thousands had fled", mention="the UN", cue="said")
    alone = said("aides@e", "that thousands had fled", mention="aides", cue="said")
    frames = corpus(
        {
            "a": [said("reuters", "the UN said that thousands had fled", inside=(named,))],
            "b": [said("reuters", "officials said that thousands had fled", inside=(unnamed,))],
            "c": [said("afp", "the roads were blocked by snow and mud, and the UN said that thousands had fled",
                       inside=(aside,))],
            "d": [said(None, "the UN said that thousands had fled", inside=(named,))],
            "e": [said("officials@e", "aides said that thousands had fled", inside=(alone,))],
        }
    )  # fmt: skip
    assert rows(independence.voices(*frames)) == [
        ("a:0", "reuters", "source"),
        ("a:0", "un", "originator"),
        ("a:1", "un", "source"),
        ("b:0", "reuters", "source"),
        ("b:1", "reuters", "reporter"),  # officials whom only Reuters knows
        ("c:0", "afp", "source"),  # most of which is AFP's own
        ("c:1", "un", "source"),
        ("d:0", "un", "originator"),
        ("d:1", "un", "source"),
        ("e:0", "officials@e", "source"),
        ("e:1", "aides@e", "source"),
    ]


def test_copies_are_the_word_of_the_source_that_most_of_them_name(corpus: Callable, said: Callable) -> None:
    frames = corpus(
        {
            "a": [said("officials@a", WIRE)],
            "b": [said("reuters", WIRE.replace(" on Tuesday", ""))],
            "c": [said("reuters", WIRE)],
            "d": [said("afp", WIRE.replace("that at least", "at least"))],
            "e": [said(None, WIRE + ", it is feared")],
        }
    )
    assert rows(independence.voices(*frames)) == [
        ("a:0", "officials@a", "source"),
        ("a:0", "reuters", "copy"),
        ("b:0", "reuters", "source"),
        ("c:0", "reuters", "source"),
        ("d:0", "afp", "source"),
        ("d:0", "reuters", "copy"),
        ("e:0", "reuters", "copy"),
    ]


def test_an_article_that_names_several_sources_tells_them_apart(corpus: Callable, said: Callable) -> None:
    frames = corpus({"a": [said("zubia", WIRE), said("eljahr", WIRE)], "b": [said("zubia", WIRE)]})
    assert rows(independence.voices(*frames)) == [
        ("a:0", "zubia", "source"),
        ("a:1", "eljahr", "source"),
        ("b:0", "zubia", "source"),
    ]


@pytest.mark.parametrize(
    ("other", "is_copy"),
    [
        (WIRE, True),
        (WIRE.upper(), True),
        (WIRE.replace(" soldiers", ""), True),
        (WIRE.replace("nine", "at all 9"), True),
        (WIRE.replace("nine", "nineteen"), False),
        (WIRE.replace("were", "were not"), False),
        (WIRE.replace("killed", "captured"), False),
        (WIRE.replace(" nine", ""), True),
        (WIRE.replace("the fighting", "their fighting"), False),
        ("that nine were killed on Tuesday", False),  # too short
        (
            WIRE + " while the ferry to the islands waited in vain for the fog over the bay to lift from the water",
            False,
        ),
    ],
)
def test_a_copy_is_cut_or_added_to_and_says_nothing_else(
    corpus: Callable, said: Callable, other: str, is_copy: bool
) -> None:
    quotes, _, sources = corpus({"a": [said("x@a", WIRE)], "b": [said("y@b", other)]})
    found = independence.copies(quotes, sources)
    assert found == {"a:0": "a:0", "b:0": "a:0" if is_copy else "b:0"}


def test_a_sentence_with_a_pronoun_is_another_claim_from_another_mouth(corpus: Callable, said: Callable) -> None:
    oath = "I will accept the result of the election if it is fair"
    quotes, _, sources = corpus(
        {
            "a": [said("clinton", oath)],
            "b": [said("trump", oath), said("clinton", oath)],
            "c": [said("aides@c", oath)],
            "d": [said(None, oath)],
        }
    )
    copies = independence.copies(quotes, sources)
    assert copies == {"a:0": "a:0", "b:0": "b:0", "b:1": "a:0", "c:0": "c:0", "d:0": "c:0"}


def test_the_overlap_asked_for_is_the_studys(corpus: Callable, said: Callable) -> None:
    # 15 words less 2: 11 of 13 shingles are shared
    quotes, _, sources = corpus({"a": [said("x@a", WIRE)], "b": [said("y@b", WIRE.replace(" on Tuesday", ""))]})
    assert len(WIRE.split()) - 1 == 15
    assert independence.copies(quotes, sources, settings=ClaimsSettings(min_overlap=11 / 13))["b:0"] == "a:0"
    assert independence.copies(quotes, sources, settings=ClaimsSettings(min_overlap=0.85))["b:0"] == "b:0"


def test_the_effective_number_of_sources() -> None:
    voices = tables.VOICES.frame(
        [
            {"quote_id": quote_id, "voice_id": voice_id, "why": "source"}
            for quote_id, voice_id in ["1a", "2a", "3b", "4a", "4b", "5c", "5d", "6d", "6e"]
        ]
    )
    assert independence.effective_n([], voices) == 0.0
    assert independence.effective_n(["1", "2"], voices) == 1.0
    assert independence.effective_n(["1", "3"], voices) == 2.0
    assert independence.effective_n(["4"], voices) == 1.0  # two who speak together
    assert independence.effective_n(["4", "1", "3"], voices) == 2.0
    assert independence.effective_n(["5", "6"], voices) == 1.0
    # a weighs 3 and b 1: (3 + 1)² / (9 + 1)
    assert independence.effective_n(["1", "2", "3"], voices, [1, 3, 1]) == 1.6
    assert independence.effective_n(["1", "3"], voices, [0, 0]) == 0.0
    with pytest.raises(ValueError, match="one weight a quote, not 1 for 2"):
        independence.effective_n(["1", "3"], voices, [1])
    with pytest.raises(TableError, match=r"no row for quote 9 \(1 in all\)"):
        independence.effective_n(["1", "9"], voices)


def test_ids_that_are_not_there_are_an_error(corpus: Callable, said: Callable) -> None:
    quotes, articles, sources = corpus({"a": [said("zubia", "that it fell")]})
    with pytest.raises(
        TableError, match=r"'source_id' holds 'zubia' \(quote a:0; 1 rows in all\), which table sources"
    ):
        independence.voices(quotes, articles, sources[:0])
    with pytest.raises(TableError, match=r"'doc_id' holds 'a' \(quote a:0; 1 rows in all\), which table articles"):
        independence.voices(quotes, articles[:0], sources)


def test_no_quotes_no_voices() -> None:
    empty = [tables.QUOTES.empty(), tables.ARTICLES.empty(), tables.SOURCES.empty()]
    pd.testing.assert_frame_equal(independence.voices(*empty), tables.VOICES.empty())


def test_what_is_found_is_all_that_is_there(corpus: Callable, said: Callable) -> None:
    """The sketches miss none of 300 texts' cut copies, and every pair is verified."""
    dice = random.Random(5)
    words = ["".join(dice.choices("bdfgklmnprstv", k=6)) for _ in range(400)]
    texts = [" ".join(dice.choices(words, k=20)) for _ in range(300)]
    cut = [" ".join(text.split()[:12]) for text in texts]  # 10 of 18 shingles
    quotes, _, sources = corpus({"a": [said("x@a", text) for text in texts], "b": [said("y@b", text) for text in cut]})
    copies = independence.copies(quotes, sources)
    assert copies == {f"{doc_id}:{k}": f"a:{k}" for doc_id in "ab" for k in range(300)}


@given(
    docs=st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(
            st.tuples(
                st.sampled_from(["zubia", "eljahr", "zubia+un", "officials@a", None]),
                st.sampled_from([WIRE, WIRE.replace(" on Tuesday", ""), WIRE.replace("nine", "ten"), "that it fell"]),
            ),
            min_size=1,
            max_size=4,
        ),
    ),
    seed=st.integers(0, 99),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_every_quote_has_a_voice_and_the_order_of_rows_makes_no_difference(
    corpus: Callable, said: Callable, docs: dict[str, list[tuple[str | None, str]]], seed: int
) -> None:
    quotes, articles, sources = corpus(
        {doc_id: [said(source, content) for source, content in some] for doc_id, some in docs.items()}
    )
    voices = independence.voices(quotes, articles, sources)
    assert voices["quote_id"].drop_duplicates().tolist() == quotes["quote_id"].tolist()
    order = list(range(len(quotes)))
    random.Random(seed).shuffle(order)
    again = independence.voices(quotes.iloc[order], articles[::-1], sources.sample(frac=1, random_state=seed))
    assert sorted(rows(again)) == sorted(rows(voices))
    spoken = dict(zip(quotes["quote_id"], quotes["source_id"], strict=True))
    for quote_id, own in independence.by_quote(voices).items():
        if not pd.isna(spoken[quote_id]):
            assert own >= set(spoken[quote_id].split("+"))  # nobody's own word is ever somebody else's alone
    n = independence.effective_n(quotes["quote_id"], voices)
    assert (n >= 1) == bool(len(quotes))
    assert n <= voices["voice_id"].nunique()
