"""What quotes say, and the way back to the article."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import tables
from quotelens.claims import statements
from quotelens.errors import TableError
from quotelens.records import Article, Quote, Span


def statement(text: str, *contents: str) -> statements.Statement:
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in contents)
    frame = tables.of_quotes(Article.from_text(text, "a"), [Quote("a:0", "a", 0, "direct", spans)])
    return statements.of(frame)["a:0"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("that he had been captured", "he had been captured"),
        ("to the contrary that Qumu had been captured", "Qumu had been captured"),
        ("the contrary that Qumu had been captured", "Qumu had been captured"),
        ("that, in the end, he fled", "in the end, he fled"),
        ("thatched roofs burn", "thatched roofs burn"),
        ("That is a lie", "That is a lie"),  # no conjunction
        ("“that is a lie,”", "that is a lie"),
        ('"We won,"', "We won"),
        ("“We won.”", "We won."),
        ("the fighters were “heroes”", "the fighters were “heroes”"),
        ("’Tis done", "’Tis done"),
        ("  he left ;", "he left"),
    ],
)
def test_what_only_joins_or_marks_a_content_is_left_out(content: str, said: str) -> None:
    assert statement(f"It is said: {content} And so on.", content).text == said


def test_a_span_of_the_statement_is_led_back_to_the_pieces_of_the_article() -> None:
    text = "“We have won,” Zubia said, “at last.”"
    found = statement(text, "“We have won,”", "“at last.”")
    assert found.text == "We have won, at last."
    assert [span.of(text) for span in found.in_article(3, 11)] == ["have won"]
    assert [span.of(text) for span in found.in_article(8, 15)] == ["won,", "at"]
    assert found.in_article(12, 13) == []  # the space that joins the pieces stands nowhere
    assert found.in_article(0, 0) == []


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=3))
@settings(derandomize=True, deadline=None)
def test_every_character_of_a_statement_stands_in_the_article(parts: list[str]) -> None:
    text, spans = "", []
    for part in parts:
        spans.append(Span(len(text), len(text) + len(part)))
        text += part + "##"
    frame = tables.of_quotes(Article.from_text(text, "a"), [Quote("a:0", "a", 0, "direct", tuple(spans))])
    found = statements.of(frame)["a:0"]
    whole = found.in_article(0, len(found.text))
    assert " ".join(span.of(text) for span in whole) == found.text
    for k, character in enumerate(found.text):
        for span in found.in_article(k, k + 1):
            assert span.of(text) == character


def test_the_order_is_that_of_the_articles_whatever_that_of_the_rows() -> None:
    rows = [
        {"quote_id": f"{doc}:{k}", "doc_id": doc, "position": k, "content": "x", "content_spans": "[[0, 1]]"}
        for doc in ("b", "a")
        for k in (10, 2)
    ]
    assert list(statements.of(pd.DataFrame(rows))) == ["a:2", "a:10", "b:2", "b:10"]


def test_spans_of_another_article_are_an_error() -> None:
    frame = pd.DataFrame(
        [{"quote_id": "q", "doc_id": "a", "position": 0, "content": "four", "content_spans": "[[0, 3]]"}]
    )
    with pytest.raises(TableError, match="'content' of quote q is not as long as its content_spans say"):
        statements.of(frame)


def test_a_network_reads_the_that_which_a_statement_leaves_out() -> None:
    joined = statement("He said that Derna fell.", "that Derna fell")
    assert (joined.text, joined.clause) == ("Derna fell", "that Derna fell")
    bare = statement("Derna rose, he said.", "Derna rose,")
    assert bare.text == bare.clause == "Derna rose"
