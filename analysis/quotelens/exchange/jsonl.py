"""The package's own JSON Lines: one object an article, as `quotelens extract` prints it. Other tools read this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.plain import to_source
from quotelens.exchange.reading import confidence_of, decoded, from_json, member, span_of
from quotelens.files import json_line
from quotelens.records import QUOTE_TYPES, Article, Quote, QuoteType, Source, Span

ENDING = ".jsonl"


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """A line of JSON for each article, with its line break."""
    for item in items:
        yield line(item.article, item.quotes, item.sources) + "\n"


def line(article: Article, quotes: Sequence[Quote], sources: Sequence[Source]) -> str:
    """One article as one line of JSON (see `files.json_line`)."""
    return json_line(record(article, quotes, sources))


def record(article: Article, quotes: Sequence[Quote], sources: Sequence[Source]) -> dict[str, Any]:
    """One article as plain dictionaries and lists.

    Offsets are half-open and count characters of the decoded text. `source` is null where the text names nobody,
    `mention` and `cue` where there is none; `content` is never empty.
    """
    by_id = {source.source_id: source for source in sources}
    return {
        "doc_id": article.doc_id,
        "path": article.path,
        "sha256": article.sha256,
        "quotes": [
            {
                "quote_id": quote.quote_id,
                "type": quote.type,
                "level": quote.level,
                "parent_quote_id": quote.parent_quote_id,
                "source": None if quote.source_id is None else _source(by_id[quote.source_id]),
                "mention": _span(quote.mention, article.text),
                "cue": _span(quote.cue, article.text),
                "content": [_span(span, article.text) for span in quote.content],
                "confidence": quote.confidence,
            }
            for quote in quotes
        ],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.source_id,
        "name": source.name,
        "kind": source.kind,
        "named": source.named,
        "affiliation": source.affiliation,
        "role": source.role,
    }


def _span(span: Span | None, text: str) -> dict[str, Any] | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.of(text)}


def read(path: str | Path, articles: Mapping[str, Article]) -> list[Annotated]:
    """Read what `chunks` wrote, and bind it to the articles, whose texts it does not hold.

    Args:
        path: The file, in UTF-8; blank lines are passed over.
        articles: By doc_id, those that were read when it was written; others may be among them. An article is known
            by the SHA-256 of its bytes, so that it may have been renamed since.

    Returns:
        One item a line, in order. A source is what the line says of it: no aliases, no pronouns, no members.

    Raises:
        ExchangeError: a line cannot be read, no article has its `sha256`, or a span is not where the line says; names
            the file and the line.
    """
    path = Path(path)
    by_bytes = {article.sha256: article for article in reversed(list(articles.values()))}
    found = []
    for number, written in enumerate(decoded(path).split("\n"), start=1):
        if written.strip():
            place = f"{path}, line {number}"
            row = from_json(written, place)
            doc_id, sha256 = (member(row, key, str, place) for key in ("doc_id", "sha256"))
            same = articles.get(doc_id)
            article = same if same is not None and same.sha256 == sha256 else by_bytes.get(sha256)
            if article is None:
                raise ExchangeError(
                    f"{place}: no article given has the bytes of {doc_id!r} (SHA-256 {sha256:.12}...); give those that "
                    "the file was made from"
                )
            found.append(_annotated(article, member(row, "quotes", list, place), place))
    return found


def _annotated(article: Article, rows: list[Any], place: str) -> Annotated:
    sources: dict[str, Source] = {}
    quotes = []
    for position, row in enumerate(rows):
        where = f"{place}, quote {position + 1}"
        content = [span_of(span, article.text, where) for span in member(row, "content", list, where)]
        if not content:
            raise ExchangeError(f"{where}: 'content' is empty; a quote needs a span")
        mention, cue = (
            None if row.get(key) is None else span_of(row[key], article.text, where) for key in ("mention", "cue")
        )
        source = None if row.get("source") is None else _read_source(row["source"], where)
        if source is not None:
            sources.setdefault(source.source_id, source)
        quotes.append(
            Quote(
                member(row, "quote_id", str, where),
                article.doc_id,
                position,
                _type(row, where),
                tuple(content),
                cue,
                mention,
                member(row, "level", int, where),
                None if row.get("parent_quote_id") is None else member(row, "parent_quote_id", str, where),
                None if source is None else source.source_id,
                confidence_of(row, where),
            )
        )
    return Annotated(article, tuple(quotes), tuple(sources.values()))


def _type(row: Any, place: str) -> QuoteType:
    found = member(row, "type", str, place)
    if found not in QUOTE_TYPES:
        raise ExchangeError(f"{place}: 'type' is {found!r:.60}; give one of {', '.join(QUOTE_TYPES)}")
    return cast(QuoteType, found)


def _read_source(value: Any, place: str) -> Source:
    anonymity = "named" if member(value, "named", bool, place) else "unnamed"
    record = {**value, "source_id": member(value, "id", str, place), "anonymity": anonymity}
    return to_source(record, place)
