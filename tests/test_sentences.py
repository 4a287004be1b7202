"""Sentence borders as training needs them: at line breaks, and not behind what news abbreviates."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rains. Ana left.", ["It rains.", "Ana left."]),
        ("Gov. Roe of the U.S. left.", ["Gov. Roe of the U.S. left."]),
        ("Mr. Roe left.\n\nA headline\nIt rains!", ["Mr. Roe left.", "A headline", "It rains!"]),
        ("“It rains.” Ana left.", ["“It rains.”", "Ana left."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text, expected):
    assert [span.of(text) for span in sentences(text)] == expected


@given(st.text(alphabet='aB .?!\n"”“’\u2028'))
@settings(derandomize=True)
def test_sentences_are_in_order_and_hold_everything_but_white_space(text):
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
