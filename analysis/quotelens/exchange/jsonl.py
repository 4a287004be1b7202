"""The package's own JSON Lines: one object an article, as `quotelens extract` prints it. Other tools read this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quotelens.files import json_line
from quotelens.records import Article, Quote, Source, Span


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
