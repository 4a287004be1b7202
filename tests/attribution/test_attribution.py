"""The walk from a text to its quotes, nested ones included, with an encoder that follows a script."""

import re
from collections.abc import Sequence

import numpy as np
import pytest

from quotelens.attribution import attribute
from quotelens.attribution.decoding import REACH
from quotelens.attribution.labels import TAGS, begin, inside, pieces_of
from quotelens.encoder import Pieces
from quotelens.records import Article, Quote, Span
from quotelens.settings import AttributionSettings

# What a text's encoder finds in it: (role, words), in the order of the text.
Findings = list[tuple[str, str]]


class Scripted:
    """An encoder that finds in the texts it knows what their script says, and nothing in any other.

    Everything points to the nearest cue. `asked` lists the texts it was given.
    """

    def __init__(self, script: dict[str, Findings], *, sureness: float = 30.0) -> None:
        self.card = {"calibration": {"slope": 1.0, "intercept": 0.0}}
        self.asked: list[str] = []
        self._script = script
        self._sureness = sureness

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        self.asked += texts
        return [self._pieces(text) for text in texts]

    def _pieces(self, text: str) -> Pieces:
        offsets = np.array([match.span() for match in re.finditer(r"\w+|[^\w\s]", text)], dtype=np.int64).reshape(-1, 2)
        tags = np.zeros(len(offsets), dtype=np.int64)
        place = 0
        for role, words in self._script.get(text, []):
            span = Span(text.index(words, place), text.index(words, place) + len(words))
            first, end = pieces_of(span, offsets)
            tags[first], tags[first + 1 : end] = begin(role), inside(role)
            place = span.end
        return Pieces(tags, tags, offsets)  # the pieces' ids are the tags to answer with

    def read(self, windows: Sequence[Pieces]) -> list[dict[str, np.ndarray]]:
        return [self._read(window.ids) for window in windows]

    def _read(self, ids: np.ndarray) -> dict[str, np.ndarray]:
        nothing = np.zeros((*ids.shape, 2, 1))
        nearest = -30.0 * np.abs(np.arange(-REACH, REACH + 1))
        return {
            "tags": self._sureness * np.eye(len(TAGS))[ids],
            "queries": nothing,
            "keys": nothing,
            "transitions": np.zeros((len(TAGS), len(TAGS))),
            "bias": np.broadcast_to(nearest, (2, len(nearest))),
        }


def read(text: str, script: dict[str, Findings], **settings: float) -> list[Quote]:
    return attribute(Article.from_text(text), Scripted(script), AttributionSettings(**settings))


def shown(text: str, quote: Quote) -> tuple[int, str | None, str | None, str, str]:
    mention, cue = (span.of(text) if span else None for span in (quote.mention, quote.cue))
    return quote.level, mention, cue, quote.content_text(text), quote.type


def test_the_quotes_of_a_text_in_order() -> None:
    text = 'Ann said yes. "No," Bob said.'
    quotes = read(
        text,
        {
            text: [
                ("source", "Ann"), ("cue", "said"), ("content", "yes"),
                ("content", '"No,"'), ("source", "Bob"), ("cue", "said"),
            ]
        },
    )  # fmt: skip
    assert [shown(text, quote) for quote in quotes] == [
        (0, "Ann", "said", "yes", "indirect"),
        (0, "Bob", "said", '"No,"', "direct"),
    ]
    assert [(quote.quote_id, quote.doc_id, quote.position, quote.parent_quote_id) for quote in quotes] == [
        ("text:0", "text", 0, None),
        ("text:1", "text", 1, None),
    ]
    assert [quote.source_id for quote in quotes] == [None, None]
    assert [quote.confidence for quote in quotes] == [1.0, 1.0]


@pytest.mark.parametrize("text", ["", "   \n\n \t", "Nothing is said here."])
def test_a_text_without_attributions_has_no_quotes(text: str) -> None:
    assert read(text, {}) == []


NESTED = 'Carol left: "Bob claims that the mayor resigned on Sunday," Ann said.'
CONTENT = '"Bob claims that the mayor resigned on Sunday,"'
INNER = "Bob claims that the mayor resigned on Sunday"
NESTED_SCRIPT: dict[str, Findings] = {
    NESTED: [("content", CONTENT), ("source", "Ann"), ("cue", "said")],
    INNER: [("source", "Bob"), ("cue", "claims"), ("content", "that the mayor resigned on Sunday")],
}


def test_an_attribution_inside_a_quote_is_a_quote_one_level_down() -> None:
    outer, inner = read(NESTED, NESTED_SCRIPT)
    assert shown(NESTED, outer) == (0, "Ann", "said", CONTENT, "direct")
    assert shown(NESTED, inner) == (1, "Bob", "claims", "that the mayor resigned on Sunday", "indirect")
    assert (outer.quote_id, outer.parent_quote_id) == ("text:0", None)
    assert (inner.quote_id, inner.parent_quote_id) == ("text:1", "text:0")


def test_the_content_is_read_again_without_the_quotation_marks_around_it_and_the_comma_before_them() -> None:
    encoder = Scripted({NESTED: NESTED_SCRIPT[NESTED]})
    assert len(attribute(Article.from_text(NESTED), encoder)) == 1
    assert encoder.asked == [NESTED, INNER]


def test_marks_inside_a_quote_decide_the_type_of_what_is_nested_in_it() -> None:
    text = "“Bob told us ‘never’ on Sunday,” Ann said."
    outer, nested = read(
        text,
        {
            text: [("content", "“Bob told us ‘never’ on Sunday,”"), ("source", "Ann"), ("cue", "said")],
            "Bob told us ‘never’ on Sunday": [("source", "Bob"), ("cue", "told"), ("content", "‘never’")],
        },
    )
    assert outer.type == "direct"
    assert shown(text, nested) == (1, "Bob", "told", "‘never’", "direct")


DEEP = "Ann said Bob said Carol said the mayor resigned. Dan agreed that it rained."
DEEP_SCRIPT: dict[str, Findings] = {
    DEEP: [
        ("source", "Ann"), ("cue", "said"), ("content", "Bob said Carol said the mayor resigned"),
        ("source", "Dan"), ("cue", "agreed"), ("content", "that it rained"),
    ],
    "Bob said Carol said the mayor resigned": [
        ("source", "Bob"), ("cue", "said"), ("content", "Carol said the mayor resigned"),
    ],
    "Carol said the mayor resigned": [("source", "Carol"), ("cue", "said"), ("content", "the mayor resigned")],
}  # fmt: skip


def test_each_nested_quote_names_the_one_around_it_and_stands_right_behind_it() -> None:
    quotes = read(DEEP, DEEP_SCRIPT)
    assert [(quote.quote_id, quote.parent_quote_id, quote.level) for quote in quotes] == [
        ("text:0", None, 0),
        ("text:1", "text:0", 1),
        ("text:2", "text:1", 2),
        ("text:3", None, 0),
    ]


@pytest.mark.parametrize(("max_level", "levels"), [(0, [0, 0]), (1, [0, 1, 0]), (2, [0, 1, 2, 0]), (3, [0, 1, 2, 0])])
def test_nesting_goes_as_deep_as_the_settings_allow(max_level: int, levels: list[int]) -> None:
    assert [quote.level for quote in read(DEEP, DEEP_SCRIPT, max_level=max_level)] == levels


def test_a_short_content_is_not_read_again() -> None:
    text = "Ann said Bob said no to us."  # the content has 17 characters
    encoder = Scripted({text: [("source", "Ann"), ("cue", "said"), ("content", "Bob said no to us")]})
    assert len(attribute(Article.from_text(text), encoder)) == 1
    assert encoder.asked == [text]


@pytest.mark.parametrize(
    "again",
    [
        # without a cue; and with one, but the quote all over
        [("content", "a plan that Bob thinks the mayor has never seen")],
        [("cue", "a"), ("content", "plan that Bob thinks the mayor has never seen")],
    ],
)
def test_a_reading_that_only_repeats_the_quote_is_nothing_new(again: Findings) -> None:
    text = "Ann revealed a plan that Bob thinks the mayor has never seen."
    content = "a plan that Bob thinks the mayor has never seen"
    script = {text: [("source", "Ann"), ("cue", "revealed"), ("content", content)], content: again}
    assert [shown(text, quote)[:4] for quote in read(text, script)] == [(0, "Ann", "revealed", content)]


def levels_of_the_unsure(**settings: float) -> list[int]:
    unsure = Scripted(NESTED_SCRIPT, sureness=3.0)
    return [quote.level for quote in attribute(Article.from_text(NESTED), unsure, AttributionSettings(**settings))]


def test_quotes_below_the_least_confidence_are_left_out_with_what_is_nested_in_them() -> None:
    unsure = Scripted(NESTED_SCRIPT, sureness=3.0)
    everything = AttributionSettings(min_confidence=0, min_nested_confidence=0)
    confidences = [quote.confidence for quote in attribute(Article.from_text(NESTED), unsure, everything)]
    assert len(confidences) == 2
    # a beginning has e^3 / (e^3 + 6) = 0.77, a next tag that does not go on 1 - 1 / (e^3 + 6) = 0.96: three spans
    # of one piece would have 0.77^3 0.96^3 = 0.41
    assert all(0.2 < confidence < 0.5 for confidence in confidences)
    assert levels_of_the_unsure(min_confidence=0.5, min_nested_confidence=0) == []
    assert levels_of_the_unsure(min_confidence=0.2, min_nested_confidence=0) == [0, 1]


def test_nested_quotes_have_a_least_confidence_of_their_own() -> None:
    assert levels_of_the_unsure(min_confidence=0, min_nested_confidence=0.2) == [0, 1]
    assert levels_of_the_unsure(min_confidence=0, min_nested_confidence=0.5) == [0]
    assert levels_of_the_unsure() == [0]  # as by default: 0.2, and 0.5 for a nested one


def test_content_over_paragraphs_is_read_again_as_one_text() -> None:
    text = "Ann said: “We heard it.\n“Bob claims the mayor resigned.”"
    content = "“We heard it.\n“Bob claims the mayor resigned.”"
    outer, nested = read(
        text,
        {
            text: [("source", "Ann"), ("cue", "said"), ("content", content)],
            content: [("source", "Bob"), ("cue", "claims"), ("content", "the mayor resigned")],
        },
    )
    assert outer.content == (Span(10, 23), Span(24, 56))
    assert outer.type == "direct"
    assert shown(text, nested)[:4] == (1, "Bob", "claims", "the mayor resigned")


def test_content_in_two_places_is_read_again_in_both() -> None:
    text = "“Bob claims the mayor resigned,” Ann said, “and Carol denies the mayor resigned.”"
    first, second = "Bob claims the mayor resigned", "and Carol denies the mayor resigned."
    quotes = read(
        text,
        {
            text: [("content", f"“{first},”"), ("source", "Ann"), ("cue", "said"), ("content", f"“{second}”")],
            first: [("source", "Bob"), ("cue", "claims"), ("content", "the mayor resigned")],
            second: [("source", "Carol"), ("cue", "denies"), ("content", "the mayor resigned")],
        },
    )
    assert [(quote.level, quote.parent_quote_id) for quote in quotes] == [(0, None), (1, "text:0"), (1, "text:0")]
    assert [quote.mention.of(text) for quote in quotes if quote.mention] == ["Ann", "Bob", "Carol"]
