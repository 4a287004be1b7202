import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from quotelens.errors import ExchangeError
from quotelens.exchange import jsonl
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Quote, Source, Span

TEXT = "Ann Lee said: “We left.” It rained."
ARTICLE = Article.from_text(TEXT, doc_id="a", path="news/a.txt")
QUOTE = Quote(
    quote_id="a:0",
    doc_id="a",
    position=0,
    type="direct",
    content=(Span(14, 24),),
    cue=Span(8, 12),
    mention=Span(0, 7),
    source_id="ann-lee",
    confidence=0.97,
)
SOURCE = Source("ann-lee", "Ann Lee", kind="person", named=True, affiliation="private", role="a baker")


def test_one_article_is_the_contract_to_the_letter() -> None:
    assert jsonl.line(ARTICLE, [QUOTE], [SOURCE]) == (
        '{"doc_id": "a", "path": "news/a.txt", '
        '"sha256": "' + ARTICLE.sha256 + '", "quotes": [{"quote_id": "a:0", "type": "direct", "level": 0, '
        '"parent_quote_id": null, '
        '"source": {"id": "ann-lee", "name": "Ann Lee", "kind": "person", "named": true, "affiliation": "private", '
        '"role": "a baker"}, '
        '"mention": {"start": 0, "end": 7, "text": "Ann Lee"}, '
        '"cue": {"start": 8, "end": 12, "text": "said"}, '
        '"content": [{"start": 14, "end": 24, "text": "“We left.”"}], '
        '"confidence": 0.97}]}'
    )


def test_what_is_not_there_is_null() -> None:
    bare = Quote("a:1", "a", 1, "indirect", (Span(25, 34),), level=1, parent_quote_id="a:0")
    [quote] = jsonl.record(ARTICLE, [bare], [])["quotes"]
    assert (quote["source"], quote["mention"], quote["cue"]) == (None, None, None)
    assert (quote["level"], quote["parent_quote_id"]) == (1, "a:0")
    assert quote["content"] == [{"start": 25, "end": 34, "text": "It rained"}]


def test_an_article_without_quotes_has_an_empty_list_and_a_text_that_was_no_file_no_path() -> None:
    record = jsonl.record(Article.from_text("It rained.", doc_id="b"), [], [])
    assert (record["doc_id"], record["path"], record["quotes"]) == ("b", None, [])


def test_every_span_of_a_discontinuous_quote_is_listed_in_order() -> None:
    split = Quote("a:0", "a", 0, "indirect", (Span(0, 3), Span(25, 27)))
    [quote] = jsonl.record(ARTICLE, [split], [])["quotes"]
    assert [part["text"] for part in quote["content"]] == ["Ann", "It"]


@pytest.mark.parametrize("text", ["\u2028\u2029\n\r\x00\x85“”\U0001f600é", "half a \ud83d pair \ude00", "\ud83d\ude00"])
def test_a_line_is_one_line_of_utf_8_whatever_the_text_holds(text: str) -> None:
    article = Article.from_text(text)
    line = jsonl.line(article, [Quote("text:0", "text", 0, "indirect", (Span(0, len(text)),))], [])
    assert "\n" not in line
    assert "\r" not in line
    read_back = json.loads(line.encode("utf-8"))["quotes"][0]["content"][0]["text"]
    # JSON has no way to tell two halves in a row from the whole character
    assert read_back == text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


# --- in --------------------------------------------------------------------------------------------------------------

ITEM = Annotated(ARTICLE, (QUOTE, Quote("a:1", "a", 1, "indirect", (Span(25, 34),), level=1, parent_quote_id="a:0")),
                 (dataclasses.replace(SOURCE, anonymity="named"),))  # fmt: skip


def file_of(folder: Path, written: str) -> Path:
    path = folder / "quotes.jsonl"
    path.write_text(written, encoding="utf-8")
    return path


def test_lines_are_read_back_with_the_articles_they_are_about(tmp_path: Path) -> None:
    other = Annotated(Article.from_text("It rained.", "b"))
    path = file_of(tmp_path, "".join(jsonl.chunks([ITEM, other])) + "\n")
    known = {"x": Article.from_text("x", "x"), "b": other.article, "a": ARTICLE}
    assert jsonl.read(path, known) == [ITEM, other]


def test_an_article_is_known_by_its_bytes_whatever_it_is_called_now(tmp_path: Path) -> None:
    path = file_of(tmp_path, "".join(jsonl.chunks([ITEM])))
    renamed = dataclasses.replace(ARTICLE, doc_id="new")
    [found] = jsonl.read(path, {"a": Article.from_text("other", "a"), "new": renamed})
    assert (found.article, found.quotes[0].doc_id) == (renamed, "new")
    with pytest.raises(ExchangeError, match=r"quotes\.jsonl, line 1: no article given has the bytes of 'a'"):
        jsonl.read(path, {"a": Article.from_text("other", "a")})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"content": []}, "quote 1: 'content' is empty"),
        ({"content": [{"start": 14, "end": 24, "text": "We left."}]}, r"quote 1: the text at \[14, 24\) is"),
        ({"content": [{"start": 14, "end": 99}]}, r"quote 1: \[14, 99\) lies not in the 35 characters"),
        ({"type": "reported"}, "quote 1: 'type' is 'reported'; give one of direct, indirect, mixed"),
        ({"type": None}, "quote 1: needs 'type'"),
        ({"source": {"id": "x"}}, "quote 1: needs 'named'"),
        ({"source": {"id": "x", "name": "X", "named": True, "kind": "cat"}}, "quote 1: 'kind' is 'cat'"),
        ({"confidence": 2}, "quote 1: 'confidence' must be a number from 0 to 1"),
        ({"level": "0"}, "quote 1: needs 'level'"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    record = jsonl.record(ARTICLE, [QUOTE], [SOURCE])
    record["quotes"][0] |= change
    with pytest.raises(ExchangeError, match=rf"quotes\.jsonl, line 2, {message}"):
        jsonl.read(file_of(tmp_path, "\n" + json.dumps(record)), {"a": ARTICLE})


@pytest.mark.parametrize("line", ["{", "[]", '{"doc_id": "a"}'])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(ExchangeError, match=r"quotes\.jsonl, line 1: (not JSON|needs '(doc_id|sha256)')"):
        jsonl.read(file_of(tmp_path, line), {"a": ARTICLE})
