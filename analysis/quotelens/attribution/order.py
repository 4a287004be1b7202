"""The order of an article's quotes, and the numbers that follow from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from quotelens.attribution.labels import join_stretches
from quotelens.records import Quote


def in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """An article's quotes in order, known to each other by any ids; a `parent_quote_id` is that of one of them.

    The order is that of the first character of the outermost quote around (mention and cue included), then of that
    quote's content, then by level, then of the quote's own first character; ties stay as they were.
    """
    known = {quote.quote_id: quote for quote in quotes}
    return sorted(quotes, key=lambda quote: _place(quote, known))


def numbered(doc_id: str, quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes of article `doc_id`, which are `in_order`, with ids and positions by their places."""
    ids = {quote.quote_id: f"{doc_id}:{position}" for position, quote in enumerate(quotes)}
    return [
        dataclasses.replace(
            quote,
            quote_id=ids[quote.quote_id],
            position=position,
            parent_quote_id=None if quote.parent_quote_id is None else ids[quote.parent_quote_id],
        )
        for position, quote in enumerate(quotes)
    ]


def with_levels(text: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes with levels: each is below the smallest other of which one stretch of content holds all of it."""
    whole = [[span for span in (quote.mention, quote.cue, *quote.content) if span] for quote in quotes]
    around: dict[int, int] = {}
    for k, spans in enumerate(whole):
        holders = [
            (len(stretch), j)
            for j, other in enumerate(quotes)
            if j != k
            for stretch in join_stretches(text, other.content)
            if all(stretch.covers(span) for span in spans)
            and not _is_around(k, j, around)  # of several that hold each other only one can be the outer
        ]
        if holders:
            around[k] = min(holders)[1]
    levels: dict[int, int] = {}

    def level(k: int) -> int:
        if k not in levels:
            levels[k] = level(around[k]) + 1 if k in around else 0
        return levels[k]

    return tuple(
        dataclasses.replace(quote, level=level(k), parent_quote_id=quotes[around[k]].quote_id if k in around else None)
        for k, quote in enumerate(quotes)
    )


def _is_around(k: int, other: int, around: Mapping[int, int]) -> bool:
    while other in around:
        other = around[other]
        if other == k:
            return True
    return False


def _place(quote: Quote, known: Mapping[str, Quote]) -> tuple[int, ...]:
    outermost = quote
    while outermost.parent_quote_id is not None:
        outermost = known[outermost.parent_quote_id]
    return (_first(outermost), outermost.start, quote.level, _first(quote))


def _first(quote: Quote) -> int:
    return min(span.start for span in (quote.mention, quote.cue, *quote.content) if span is not None)
