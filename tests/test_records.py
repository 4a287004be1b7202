"""Spans, articles and quotes hold what they promise."""

from __future__ import annotations

import dataclasses
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.records import (
    AFFILIATIONS,
    KINDS,
    QUOTE_TYPES,
    REASONS,
    Article,
    Exclusion,
    Quote,
    Span,
    count_words,
    without_surrogates,
)

TEXT = st.text(st.characters() | st.sampled_from("\x00\r\n“”'\u202b\u0301😀\ud800"), min_size=1)


# --- spans -----------------------------------------------------------------------------------------------------------


def test_a_span_counts_characters() -> None:
    text = "😀 “e\u0301t\u00e9”\r\n\x00 \u05d0\u05d1"
    assert Span(2, 8).of(text) == "“e\u0301t\u00e9”"
    assert len(Span(2, 8)) == 6
    assert Span(10, 11).of(text) == "\x00"
    assert Span(12, 14).of(text) == "\u05d0\u05d1"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (3, 2), (-1, 2), (-2, -1)])
def test_a_span_marks_something(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=rf"0 <= start < end, not \[{start}, {end}\)"):
        Span(start, end)


@pytest.mark.parametrize(
    ("a", "b", "covers", "overlap"),
    [
        (Span(2, 6), Span(2, 6), True, 4),
        (Span(2, 6), Span(3, 5), True, 2),
        (Span(3, 5), Span(2, 6), False, 2),
        (Span(2, 6), Span(5, 9), False, 1),
        (Span(2, 6), Span(6, 9), False, 0),
        (Span(6, 9), Span(0, 2), False, 0),
    ],
)
def test_spans_cover_and_overlap(a: Span, b: Span, covers: bool, overlap: int) -> None:
    assert a.covers(b) is covers
    assert a.overlap(b) == b.overlap(a) == overlap


def test_spans_are_ordered_by_start_then_end() -> None:
    assert sorted([Span(3, 4), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 4)]


@given(TEXT, st.data())
@settings(derandomize=True, deadline=None)
def test_a_span_of_any_text_is_its_slice(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span(start, end)
    assert text[:start] + span.of(text) + text[end:] == text
    assert len(span.of(text)) == len(span)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0),
        (" \r\n", 0),
        ("“…” – —", 0),
        ("He said so.", 3),
        ("He’s well-known, isn't he?", 4),
        ("The U.S. spent 1.5m", 4),
        ("U.S.", 1),
        ("30 or 50km", 3),
        ("one--two", 2),
        ("«Привет», sagte Ödön", 3),
        ("a\x00b", 2),
        ("😀", 0),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, n: int) -> None:
    assert count_words(text) == n


# --- articles --------------------------------------------------------------------------------------------------------


def test_an_article_from_a_string_has_the_hash_of_its_utf8() -> None:
    article = Article.from_text("“Non”, dit-il.\r\n", "a", title="T")
    assert article == Article(
        "a", "“Non”, dit-il.\r\n", title="T", sha256=hashlib.sha256("“Non”, dit-il.\r\n".encode()).hexdigest()
    )
    assert (article.n_words, article.encoding, article.path, article.outlet) == (2, "utf-8", None, None)
    assert Article.from_text("x").doc_id == "text"


@given(TEXT)
@settings(derandomize=True, deadline=None)
def test_any_string_is_an_article(text: str) -> None:
    article = Article.from_text(text)
    assert article.text == text
    assert article.sha256 == hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def test_an_articles_text_is_not_printed_with_it() -> None:
    assert "secret" not in repr(Article.from_text("secret"))


# --- quotes and the rest ---------------------------------------------------------------------------------------------


def test_a_quote_runs_from_its_first_to_its_last_span() -> None:
    text = "“We won,” he said, “at last.”"
    quote = Quote("a:0", "a", 0, "direct", (Span(0, 9), Span(19, 29)), cue=Span(13, 17), mention=Span(10, 12))
    assert (quote.start, quote.end) == (0, 29)
    assert quote.content_text(text) == "“We won,” “at last.”"
    assert (quote.level, quote.parent_quote_id, quote.source_id) == (0, None, None)


@pytest.mark.parametrize(
    "record",
    [
        Span(0, 1),
        Article.from_text("x"),
        Quote("a:0", "a", 0, "direct", (Span(0, 1),)),
        Exclusion("a", "a", "empty", ""),
    ],
)
def test_records_do_not_change(record: object) -> None:
    field = dataclasses.fields(record)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, field, "other")


def test_closed_vocabularies_are_listed() -> None:
    assert QUOTE_TYPES == ("direct", "indirect", "mixed")
    assert KINDS == ("person", "group", "organization", "document", "other")
    assert AFFILIATIONS == (
        "government", "political", "armed_group", "media", "academic_expert", "advocacy", "corporate", "private",
        "unknown",
    )  # fmt: skip
    assert REASONS == (
        "unreadable", "unsupported", "missing", "empty", "too_long", "binary", "undecodable", "malformed", "encrypted",
        "unsafe", "duplicate", "language", "failed",
    )  # fmt: skip


def test_lone_surrogates_are_replaced_one_by_one() -> None:
    assert without_surrogates("a\ud83d\ude00b😀") == "a\ufffd\ufffdb😀"
