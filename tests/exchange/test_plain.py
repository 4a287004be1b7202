"""Records as plain values, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotelens.errors import ExchangeError
from quotelens.exchange import plain
from quotelens.records import Article, Source

BOTH = Source("both", "Ann and Bo", ("they",), "group", members=("ann", "bo"), doc_ids=("a",), wikidata="Q1")


def test_records_come_back_from_json() -> None:
    assert plain.to_source(json.loads(json.dumps(plain.source_record(BOTH))), "x") == BOTH
    article = Article.from_text("It rained.", "a", title="Rain", author="")
    record = json.loads(json.dumps(plain.article_record(article)))
    assert record == {"doc_id": "a", "title": "Rain", "author": "", "sha256": article.sha256, "encoding": "utf-8"}
    assert plain.to_article(record, "It rained.", "x") == article


def test_what_a_record_lacks_is_as_a_record_has_it_by_default() -> None:
    assert plain.to_source({"source_id": "s", "name": "S", "colour": "red"}, "x") == Source("s", "S")
    assert plain.to_article({"doc_id": "a", "sha256": ""}, "It rained.", "x") == Article.from_text("It rained.", "a")


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ([], "needs 'source_id'"),
        ({"source_id": "s"}, "needs 'name'"),
        ({"source_id": "s", "name": "S", "kind": "bird"}, "'kind' is 'bird'; give one of person, group"),
        ({"source_id": "s", "name": "S", "named": "yes"}, "needs 'named'"),
        ({"source_id": "s", "name": "S", "role": 1}, "needs 'role'"),
        ({"source_id": "s", "name": "S", "aliases": "A"}, "needs 'aliases'"),
        ({"source_id": "s", "name": "S", "members": [1]}, "'members' must be a list of texts, not [1]"),
    ],
)
def test_what_is_no_source_is_named(record: Any, complaint: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        plain.to_source(record, "a.json, entry 1")
    assert str(caught.value).startswith("a.json, entry 1: ")
    assert complaint in str(caught.value)


@given(st.text(st.characters() | st.sampled_from("\x00\x08\x0b\x1f\ud800\udfff\ufffe\uffff\t\r\n")))
def test_what_xml_cannot_write_is_replaced_one_by_one(text: str) -> None:
    written = plain.in_xml(text)
    assert len(written) == len(text)
    for before, after in zip(text, written, strict=True):
        code = ord(before)
        allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
        assert after == (before if allowed else "\ufffd")
