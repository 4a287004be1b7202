"""The tag vocabulary, and quotes <-> tags."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.attribution.labels import (
    OUTSIDE,
    ROLES,
    TAGS,
    begin,
    inside,
    join_stretches,
    legal_transitions,
    pieces_of,
    spans_of_tags,
    tag_pieces,
)
from quotelens.records import Quote, Span

O, B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(7)  # noqa: E741


def words(text: str) -> np.ndarray:
    """Offsets of the words of a text that are set apart by one space."""
    places, start = [], 0
    for word in text.split(" "):
        places.append((start, start + len(word)))
        start += len(word) + 1
    return np.array(places, dtype=np.int64)


def quote(
    content: list[tuple[int, int]], cue: tuple[int, int] | None = None, mention: tuple[int, int] | None = None
) -> Quote:
    return Quote(
        "a:0",
        "a",
        0,
        "indirect",
        tuple(Span(*part) for part in content),
        Span(*cue) if cue else None,
        Span(*mention) if mention else None,
    )


def test_the_tags_are_outside_and_begin_and_inside_of_every_role():
    assert TAGS == ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
    assert [TAGS[begin(role)] for role in ROLES] == ["B-source", "B-cue", "B-content"]
    assert [TAGS[inside(role)] for role in ROLES] == ["I-source", "I-cue", "I-content"]


def test_only_a_role_itself_goes_before_its_inside():
    legal = legal_transitions()
    assert legal.shape == (8, 7)
    for tag in (I_SOURCE, I_CUE, I_CONTENT):
        assert np.flatnonzero(legal[:, tag]).tolist() == [tag - 1, tag]
    assert legal[:, [O, B_SOURCE, B_CUE, B_CONTENT]].all()


def test_pieces_of_a_span_are_those_it_overlaps():
    offsets = words("Ana said yes")  # 0-3, 4-8, 9-12
    assert pieces_of(Span(4, 8), offsets) == (1, 2)
    assert pieces_of(Span(3, 10), offsets) == (1, 3)
    assert pieces_of(Span(6, 7), offsets) == (1, 2)
    assert pieces_of(Span(3, 4), offsets) is None  # the space
    assert pieces_of(Span(12, 20), offsets) is None
    assert pieces_of(Span(0, 3), np.zeros((0, 2), dtype=np.int64)) is None


def test_stretches_are_joined_over_white_space_only():
    #       0123456789
    text = "ab\n\n cd, ef"
    assert join_stretches(text, [Span(0, 2), Span(5, 7)]) == [Span(0, 7)]
    assert join_stretches(text, [Span(0, 2), Span(9, 11)]) == [Span(0, 2), Span(9, 11)]
    assert join_stretches(text, [Span(5, 8), Span(9, 11), Span(0, 2)]) == [Span(0, 11)]  # whatever their order
    assert join_stretches(text, [Span(0, 7), Span(1, 2), Span(7, 8)]) == [Span(0, 8)]  # one inside, one next to it
    assert join_stretches(text, []) == []


def test_a_quote_as_tags_and_links():
    text = "Ana Bell said that it rains"
    tags, links = tag_pieces(text, [quote([(14, 27)], cue=(9, 13), mention=(0, 8))], words(text))
    assert tags.tolist() == [B_SOURCE, I_SOURCE, B_CUE, B_CONTENT, I_CONTENT, I_CONTENT]
    assert sorted(links) == [(0, 0, 1, 2), (2, 3, 5, 2)]


def test_each_part_of_a_discontinuous_content_begins_anew_and_links_to_the_cue():
    text = "It rains Ana said and snows"
    tags, links = tag_pieces(text, [quote([(0, 8), (18, 27)], cue=(13, 17), mention=(9, 12))], words(text))
    assert tags.tolist() == [B_CONTENT, I_CONTENT, B_SOURCE, B_CUE, B_CONTENT, I_CONTENT]
    assert sorted(links) == [(0, 2, 2, 3), (2, 0, 1, 3), (2, 4, 5, 3)]


def test_content_broken_at_a_paragraph_is_one_stretch():
    text = "said it\n\nrains"
    offsets = np.array([[0, 4], [5, 7], [7, 9], [9, 14]])
    tags, links = tag_pieces(text, [quote([(5, 7), (9, 14)], cue=(0, 4))], offsets)
    assert tags.tolist() == [B_CUE, B_CONTENT, I_CONTENT, I_CONTENT]
    assert links == [(2, 1, 3, 0)]


def test_where_annotations_overlap_the_shorter_kind_stays_whole():
    # a quote in a quote: "Ana said [that Bo thinks it rains]" and "Bo thinks [it rains]"
    text = "Ana said that Bo thinks it rains"
    outer = quote([(9, 32)], cue=(4, 8), mention=(0, 3))
    inner = quote([(24, 32)], cue=(17, 23), mention=(14, 16))
    tags, _ = tag_pieces(text, [outer, inner], words(text))
    assert tags.tolist() == [B_SOURCE, B_CUE, B_CONTENT, B_SOURCE, B_CUE, B_CONTENT, I_CONTENT]


def test_content_that_a_cue_cuts_in_two_begins_again_behind_it():
    text = "it he said rains"
    tags, _ = tag_pieces(text, [quote([(0, 16)], cue=(6, 10))], words(text))
    assert tags.tolist() == [B_CONTENT, I_CONTENT, B_CUE, B_CONTENT]


def test_a_quote_without_a_cue_has_tags_and_no_links():
    text = "Ana it rains"
    tags, links = tag_pieces(text, [quote([(4, 12)], mention=(0, 3))], words(text))
    assert tags.tolist() == [B_SOURCE, B_CONTENT, I_CONTENT]
    assert links == []


def test_a_span_that_no_piece_covers_leaves_no_tag():
    text = "Ana   it"
    tags, links = tag_pieces(text, [quote([(4, 5)], cue=(0, 3))], np.array([[0, 3], [6, 8]]))
    assert tags.tolist() == [B_CUE, O]
    assert links == []


def test_spans_of_tags():
    tags = [B_SOURCE, I_SOURCE, B_CUE, O, B_CONTENT, I_CONTENT, B_CONTENT]
    assert spans_of_tags(tags) == [("source", 0, 2), ("cue", 2, 3), ("content", 4, 6), ("content", 6, 7)]
    assert spans_of_tags([]) == []
    assert spans_of_tags(np.array([O, O])) == []


@pytest.mark.parametrize("tag", [I_SOURCE, I_CUE, I_CONTENT])
def test_tags_of_any_legal_sequence_come_back_from_its_spans(tag):
    tags = [tag - 1, tag, tag, O, tag - 1, tag - 1, tag]
    rebuilt = [OUTSIDE] * len(tags)
    for role, first, end in spans_of_tags(tags):
        rebuilt[first:end] = [begin(role)] + [inside(role)] * (end - first - 1)
    assert rebuilt == tags


SEGMENTS = st.lists(st.tuples(st.sampled_from(["gap", *ROLES]), st.integers(1, 3)), min_size=1, max_size=8)


@given(SEGMENTS)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_spans_that_do_not_overlap_survive_being_tagged(segments):
    """Quotes -> tags -> spans gives back every source, cue and stretch of content."""
    expected, first = [], 0
    for role, length in segments:
        if role != "gap":
            expected.append((role, first, first + length))
        first += length
    text = " ".join("w," for _ in range(first))  # a comma between any two spans keeps stretches apart
    offsets = np.array([(3 * k, 3 * k + 1) for k in range(first)]).reshape(-1, 2)
    quotes = []
    for role, start, end in expected:
        span = (3 * start, 3 * end - 2)
        elsewhere = (len(text) - 1, len(text))  # content that no piece covers
        quotes.append(
            quote([span if role == "content" else elsewhere], **({role: span} if role == "cue" else {}))
            if role != "source"
            else quote([elsewhere], mention=span)
        )
    tags, _ = tag_pieces(text, quotes, offsets)
    assert spans_of_tags(tags) == expected
    legal = legal_transitions()
    assert all(legal[before, after] for before, after in zip([len(TAGS), *tags[:-1]], tags, strict=True))


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6), st.sampled_from(ROLES)), max_size=6))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_however_annotations_overlap_the_tags_are_legal(annotated):
    text = " ".join("w" for _ in range(18))
    quotes = []
    for start, length, role in annotated:
        span = (2 * start, 2 * (start + length) - 1)
        quotes.append(quote([span], cue=span if role == "cue" else None, mention=span if role == "source" else None))
    tags, links = tag_pieces(text, quotes, words(text))
    legal = legal_transitions()
    assert all(legal[before, after] for before, after in zip([len(TAGS), *tags[:-1]], tags, strict=True))
    assert all(0 <= first <= last < 18 and 0 <= cue < 18 for _, first, last, cue in links)
