"""Small corpora written out: who says what in which article, as the three frames that claims are found in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from quotelens import tables


@dataclass(frozen=True)
class Said:
    """One quote: who (`None`: nobody), what, and what stands before it in its sentence.

    `inside` are quotes within the content; their content, mention and cue are parts of it.
    """

    source: str | None
    content: str
    before: str = "It was said "
    inside: tuple[Said, ...] = ()
    type: str = "indirect"
    mention: str | None = None
    cue: str | None = None


Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="session")
def said() -> type[Said]:
    return Said


@pytest.fixture(scope="session")
def corpus() -> Callable[..., Frames]:
    """Articles -> quotes, articles, sources. A source is named unless its id holds an @; "x+y" are x and y together."""

    def made(docs: Mapping[str, Sequence[Said]], outlets: Mapping[str, str] = {}) -> Frames:
        quotes: list[dict[str, Any]] = []
        articles = []
        for doc_id, sentences in docs.items():
            text, count = "", 0
            for one in sentences:
                start = len(text) + len(one.before)
                text += f"{one.before}{one.content}. "
                count = _add(quotes, one, doc_id, text, start, count, None, 0)
            articles.append(
                {"doc_id": doc_id, "text": text, "outlet": outlets.get(doc_id), "sha256": "0", "n_words": 1}
            )
        return tables.QUOTES.frame(quotes), tables.ARTICLES.frame(articles), _sources(quotes)

    return made


def _add(
    quotes: list[dict[str, Any]],
    one: Said,
    doc_id: str,
    text: str,
    start: int,
    count: int,
    parent: str | None,
    level: int,
) -> int:
    quote_id = f"{doc_id}:{count}"
    end = start + len(one.content)
    spans = {}
    for name, part in (("mention", one.mention), ("cue", one.cue)):
        if part is not None:
            place = text.rindex(part, 0, start)
            spans |= {name: part, f"{name}_start": place, f"{name}_end": place + len(part)}
    quotes.append(
        {"quote_id": quote_id, "doc_id": doc_id, "position": count, "type": one.type, "level": level, "n_words": 1}
        | {"parent_quote_id": parent, "source_id": one.source, "content": one.content, "confidence": 1.0}
        | {"content_spans": json.dumps([[start, end]])}
        | spans
    )
    count += 1
    for inner in one.inside:
        count = _add(quotes, inner, doc_id, text, text.index(inner.content, start), count, quote_id, level + 1)
    return count


def _sources(quotes: Sequence[dict[str, Any]]) -> pd.DataFrame:
    ids = dict.fromkeys(quote["source_id"] for quote in quotes if quote["source_id"])
    every = dict.fromkeys(part for source_id in ids for part in [source_id, *source_id.split("+")])
    return tables.SOURCES.frame(
        [
            {"source_id": source_id, "name": source_id.replace("-", " ").title(), "aliases": "[]", "kind": "person"}
            | {"named": "@" not in source_id, "affiliation": "unknown", "n_quotes": 1, "n_articles": 1}
            | ({"members": json.dumps(source_id.split("+"))} if "+" in source_id else {})
            for source_id in every
        ]
    )
