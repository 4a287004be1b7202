"""What every format is written from and read into: an article, its quotes and their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from quotelens import tables
from quotelens.records import Article, Named, Quote, Source


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article with its quotes, in text order, and the sources of those quotes.

    `sources` holds a source for every `source_id` of the quotes, and the members of joint ones. `names` is where the
    article names somebody or something, in text order, a source under its `source_id`; empty where nobody looked.
    """

    article: Article
    quotes: tuple[Quote, ...] = ()
    sources: tuple[Source, ...] = ()
    names: tuple[Named, ...] = ()


def of_frames(
    articles: pd.DataFrame, quotes: pd.DataFrame, sources: pd.DataFrame, names: pd.DataFrame | None = None
) -> Iterator[Annotated]:
    """A study's articles, in order, from its frames of those names."""
    spoken: dict[str, list[Quote]] = defaultdict(list)
    for quote in tables.to_quotes(quotes):
        spoken[quote.doc_id].append(quote)
    named: dict[str, list[Named]] = defaultdict(list)
    for name in [] if names is None else tables.to_names(names):
        named[name.doc_id].append(name)
    known = {source.source_id: source for source in tables.to_sources(sources)}
    for article in tables.to_articles(articles):
        own = spoken[article.doc_id]
        ids = dict.fromkeys(quote.source_id for quote in own if quote.source_id is not None)
        wanted = dict.fromkeys(member for source_id in ids for member in (source_id, *known[source_id].members))
        chosen = tuple(known[source_id] for source_id in wanted)
        yield Annotated(article, tuple(own), chosen, tuple(named[article.doc_id]))
