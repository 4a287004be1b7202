"""Citron's documents, out and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import marks
from quotelens.errors import ExchangeError
from quotelens.exchange import citron
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Named, Quote, Source, Span

#       0         1         2         3         4         5
#       0123456789012345678901234567890123456789012345678901234567
TEXT = "“We 😀 won,” Ann said, “at last.” She thinks it is said, too."
ANN = Source("ann", "Ann", kind="person", named=True)
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 11), Span(22, 32)), Span(16, 20), Span(12, 15), 0, None, "ann", 0.75),
    Quote("a:1", "a", 1, "indirect", (Span(44, 54),), Span(37, 43), Span(33, 36), source_id="ann", confidence=0.5),
    Quote("a:2", "a", 2, "indirect", (Span(44, 46),), level=1, parent_quote_id="a:1"),
)
ITEM = Annotated(Article.from_text(TEXT, "a"), QUOTES, (ANN,), (Named("a", "ann", "Ann", "person", Span(12, 15)),))


def span(start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": TEXT[start:end]}


def test_a_document_is_as_citron_describes_it() -> None:
    [line] = list(citron.chunks([ITEM]))
    assert json.loads(line) == {
        "doc_id": "a",
        "text": TEXT,
        "quotes": [
            {
                "cue": {"start": 16, "end": 20, "text": "said"},
                "sources": [{"start": 12, "end": 15, "text": "Ann"}],
                "contents": [
                    {"start": 0, "end": 11, "text": "“We 😀 won,”"},
                    {"start": 22, "end": 32, "text": "“at last.”"},
                ],
                "coreferences": [],
                "confidence": "0.7500",
                "id": "a:0",
            },
            {
                "cue": span(37, 43),
                "sources": [{"start": 33, "end": 36, "text": "She"}],
                "contents": [span(44, 54)],
                "coreferences": [span(12, 15)],
                "confidence": "0.5000",
                "id": "a:1",
            },
            {
                "cue": None,
                "sources": [],
                "contents": [span(44, 46)],
                "coreferences": [],
                "confidence": "1.0000",
                "id": "a:2",
            },
        ],
        "source": {"application": "quotelens", "offsets": "characters"},
    }


def test_whoever_a_pronoun_means_is_looked_for_before_it_first() -> None:
    text = "He left, Bo Li said. Li and Ann wept. They said so. Li ran."
    names = [Named("a", "bo-li", "Bo Li", "person", Span(start, end)) for start, end in ((9, 14), (21, 23), (52, 54))]
    names.insert(2, Named("a", "ann", "Ann", "person", Span(28, 31)))
    both = Source("both", "Bo Li and Ann", kind="group", members=("bo-li", "ann"))
    quotes = (
        Quote("a:0", "a", 0, "indirect", (Span(3, 7),), mention=Span(0, 2), source_id="bo-li"),
        Quote("a:1", "a", 1, "indirect", (Span(48, 50),), mention=Span(38, 42), source_id="both"),
    )
    item = Annotated(Article.from_text(text), quotes, (Source("bo-li", "Bo Li"), both, ANN), tuple(names))
    assert [[place["text"] for place in quote["coreferences"]] for quote in citron.document(item)["quotes"]] == [
        ["Bo Li"], ["Li", "Ann"],
    ]  # fmt: skip


def test_a_folder_of_documents_is_read_back(tmp_path: Path) -> None:
    second = Annotated(Article.from_text("It rained.", "news/b"))
    paths = citron.write([ITEM, second], tmp_path / "out")
    assert [path.name for path in paths] == ["a.json", "news-b.json"]
    first, other = citron.read(tmp_path / "out")
    assert (first.article.doc_id, first.article.text, other.article.doc_id) == ("a", TEXT, "news/b")
    assert [(q.content, q.cue, q.mention, q.confidence, q.type, q.level) for q in first.quotes] == [
        (q.content, q.cue, q.mention, q.confidence, q.type, q.level) for q in QUOTES
    ]
    assert other.quotes == ()


def test_documents_one_after_the_other_are_read_too_with_or_without_ids(tmp_path: Path) -> None:
    bare = {"text": "It rained.", "quotes": [{"contents": [{"start": 3, "end": 9}], "sources": [], "cue": None}]}
    path = tmp_path / "some.json"
    path.write_text("\ufeff" + json.dumps(bare, indent=4) + "\n\n" + json.dumps(bare) + "\n", encoding="utf-8")
    assert [(item.article.doc_id, item.quotes[0].content) for item in citron.read(path)] == [
        ("some", (Span(3, 9),)), ("some-2", (Span(3, 9),)),
    ]  # fmt: skip


WHOLE: dict[str, Any] = {"cue": None, "sources": [], "contents": [{"start": 0, "end": 2, "text": "It"}]}


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ({**WHOLE, "contents": [{"start": 1, "end": 2, "text": "rained"}]}, "quote 1: .* not 'rained'; .* tokens"),
        ({**WHOLE, "contents": [{"start": 3, "end": 11}]}, r"quote 1: \[3, 11\) lies not in the 10 characters"),
        ({**WHOLE, "contents": [{"start": 2, "end": 2}]}, r"quote 1: \[2, 2\) lies not"),
        ({**WHOLE, "contents": [{"start": 2, "end": 3}]}, "quote 1: no content but white space"),
        ({**WHOLE, "contents": []}, "quote 1: no content"),
        ({**WHOLE, "contents": [{"start": "0", "end": 2}]}, "quote 1: needs 'start', a value of type int"),
        ({**WHOLE, "cue": "said"}, "quote 1: needs 'start'"),
        ({**WHOLE, "confidence": "high"}, "quote 1: 'confidence' must be a number from 0 to 1, not 'high'"),
        ({**WHOLE, "confidence": 1.5}, "quote 1: 'confidence' must be"),
        ({"contents": WHOLE["contents"]}, "quote 1: needs 'sources'"),
        ("said", "quote 1: needs 'contents'"),
    ],
)
def test_a_quote_that_is_none_is_named(tmp_path: Path, quote: Any, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": "It rained.", "quotes": [quote]}), encoding="utf-8")
    with pytest.raises(ExchangeError, match=rf"a\.json, document 1, {message}"):
        citron.read(path)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('{"quotes": []}', "document 1: needs 'text'"),  # as Citron itself extracts
        ('{"text": "a", "quotes": []} {"text"', "document 2: not JSON"),
        ("[" * 100_000, "document 1: not JSON"),
        ("[]", "document 1: needs 'text'"),
    ],
)
def test_a_document_that_is_none_is_named(tmp_path: Path, written: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(ExchangeError, match=rf"a\.json, {message}"):
        citron.read(path)
    path.write_bytes(b"caf\xe9")
    with pytest.raises(ExchangeError, match=r"a\.json: not UTF-8"):
        citron.read(path)
    with pytest.raises(ExchangeError, match=r"none\.json: cannot be read"):
        citron.read(tmp_path / "none.json")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ExchangeError, match=r"empty: holds no \.json file"):
        citron.read(tmp_path / "empty")


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=80)
def test_whatever_the_article_its_spans_are_read_back(tmp_path_factory, any_annotated, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    item = data.draw(any_annotated)
    text = item.article.text.encode("utf-8", "replace").decode("utf-8")  # halves of surrogates are no character
    kept = [quote for quote in item.quotes if all(marks.lines(text, span) == [span] for span in quote.content)]
    folder = tmp_path_factory.mktemp("citron")
    citron.write([Annotated(Article.from_text(text, "a"), tuple(kept), item.sources)], folder)
    [found] = citron.read(folder)
    assert found.article.text == text
    assert sorted(quote.content for quote in found.quotes) == sorted(tuple(sorted(q.content)) for q in kept)
    cues = [marks.trimmed(text, quote.cue) for quote in kept if quote.cue]
    assert sorted(q.cue for q in found.quotes if q.cue) == sorted(cue for cue in cues if cue)
