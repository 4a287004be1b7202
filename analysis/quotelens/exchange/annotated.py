"""What every format is written from and read into: an article, its quotes and their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from quotelens import tables
from quotelens.records import Article, Quote, Source


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its quotes, in text order, and the sources of those quotes.

    `sources` holds a source for every `source_id` of the quotes, and the members of joint ones.
    """

    article: Article
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Source, ...] = ()


def of_frames(articles: pd.DataFrame, quotes: pd.DataFrame, sources: pd.DataFrame) -> Iterator[Annotated]:
    """A study's articles, in order, from its frames of those names."""
    spoken: dict[str, list[Quote]] = defaultdict(list)
    for quote in tables.to_quotes(quotes):
        spoken[quote.doc_id].append(quote)
    known = {source.source_id: source for source in tables.to_sources(sources)}
    for article in tables.to_articles(articles):
        own = spoken[article.doc_id]
        ids = dict.fromkeys(quote.source_id for quote in own if quote.source_id is not None)
        wanted = dict.fromkeys(member for source_id in ids for member in (source_id, *known[source_id].members))
        yield Annotated(article, tuple(own), tuple(known[source_id] for source_id in wanted))
