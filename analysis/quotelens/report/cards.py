"""What a reader's script knows of an article beyond its text: one JSON object in the article's own markup.

`reader.js` makes its cards, lists, links and corrections of it. Nothing in it is HTML, and the script sets all of it as
text; offsets are those of the tables, characters of `Article.text`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens.records import Quote
from quotelens.report import facts, text

if TYPE_CHECKING:
    from quotelens.study import Study

LINKED = 8  # other quotes that are told of with one; a phrase that is printed everywhere has hundreds
EXCERPT = 120  # characters shown of a quote in another article
Links = Mapping[str, Sequence[Mapping[str, Any]]]
# What no quoted attribute and no script element may hold; JSON writes each of them as \uXXXX just as well.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&'"}


def of_article(article: Any, quotes: Sequence[Quote], order: Sequence[str], study: Study, links: Links) -> str:
    """What the cards of an article's quotes say.

    Args:
        article: Its row of the `articles` table.
        quotes: Its quotes, in order; a card's number is the place in this order, from 0.
        order: The `source_id`s in the order of the reader's numbers.
        study: For what is said of sources and of the quotes' tone and certainty.
        links: As `links` gives them.

    Returns:
        JSON in ASCII without `<`, `>`, `&` and `'`, safe in an attribute in single quotes: `doc_id`, `sha256`, `crlf`
        (where "\\r\\n" stands, which HTML makes one character), `sources` and `quotes`. Of a quote: `content` (pairs
        of offsets), `type`, `source` (its number, 0 for none), `confidence` and, where there is one, `level`, `parent`
        (a place in the order), `tone`, `tone_score`, `certainty`, `checked` (by a person) and `links`.
    """
    place = {quote.quote_id: k for k, quote in enumerate(quotes)}
    number = {source_id: k for k, source_id in enumerate(order, start=1)}
    scores = study.quotes[study.quotes["doc_id"] == article["doc_id"]].set_index("quote_id")
    data = {
        "doc_id": article["doc_id"],
        "sha256": article["sha256"],
        "crlf": _pairs(article["text"], quotes),
        "sources": _sources(order, study),
        "quotes": [_quote(quote, place, number, scores.loc[quote.quote_id], links) for quote in quotes],
    }
    return encode(data)


def encode(data: Any) -> str:
    """A value as JSON that may stand between a script's tags or in an attribute in single quotes, whatever it holds."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).translate(_ESCAPED)


def links(study: Study) -> Links:
    """Which quotes corroborate or contradict which: `quote_id` -> the others, the `LINKED` likeliest, likeliest first.

    Each has `relation`, `probability`, `independent`, `signs` (the kinds of evidence, without repeats) and of the other
    quote `doc_id`, `quote` (its place among its article's quotes, from 0), `name` (of its source), `title` (of its
    article) and `words` (its beginning).
    """
    found: dict[str, list[dict[str, Any]]] = {}
    if not len(study.claims):
        return found
    told = facts.numbered_quotes(study)
    quotes = {row.quote_id: row for row in facts.rows(told.assign(place=told.groupby("doc_id").cumcount()))}
    # stable: else in the order of the table
    for claim in sorted(facts.rows(study.claims), key=lambda claim: -round(float(claim.probability), 2)):
        for here, there in ((claim.quote_id_a, claim.quote_id_b), (claim.quote_id_b, claim.quote_id_a)):
            linked = found.setdefault(here, [])
            if len(linked) < LINKED:
                linked.append(_linked(claim, quotes[there]))
    return found


def _linked(claim: Any, other: Any) -> dict[str, Any]:
    signs = [] if pd.isna(claim.evidence) else json.loads(claim.evidence)
    return {
        "relation": claim.relation,
        "probability": round(float(claim.probability), 2),
        "independent": bool(claim.independent),
        "signs": list(dict.fromkeys(sign["kind"] for sign in signs)),
        "doc_id": other.doc_id,
        "quote": int(other.place),
        "name": other.name,
        "title": other.title,
        "words": text.shorten(other.content, EXCERPT),
    }


def _quote(
    quote: Quote, place: Mapping[str, int], number: Mapping[str, int], scores: pd.Series[Any], links: Links
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "content": [[span.start, span.end] for span in quote.content],
        "type": quote.type,
        "source": number.get(quote.source_id or "", 0),
        "confidence": round(quote.confidence, 2),
    }
    if quote.level:
        told["level"] = quote.level
    if quote.parent_quote_id is not None and quote.parent_quote_id in place:
        told["parent"] = place[quote.parent_quote_id]
    if not pd.isna(scores["tone"]):
        told["tone"] = scores["tone"]
    for name in ("tone_score", "certainty"):
        value = float("nan") if pd.isna(scores[name]) else float(scores[name])
        if math.isfinite(value):
            told[name] = round(value, 2)
    checked = scores.get("checked")
    if not pd.isna(checked) and bool(checked):
        told["checked"] = True
    if quote.quote_id in links:
        told["links"] = [_link(link, quote.doc_id) for link in links[quote.quote_id]]
    return told


def _link(link: Mapping[str, Any], doc_id: str) -> dict[str, Any]:
    """A link; within the article the other quote's place says all that the article itself shows."""
    shown = ("doc_id", "name", "title", "words")
    return {name: value for name, value in link.items() if link["doc_id"] != doc_id or name not in shown}


def _sources(order: Sequence[str], study: Study) -> list[dict[str, Any]]:
    known = {row.source_id: row for row in facts.rows(study.sources)}
    told = []
    for source_id in order:
        source: dict[str, Any] = {"source_id": source_id, "name": source_id}
        if source_id in known:
            row = known[source_id]
            source |= {"name": row.name, "kind": row.kind, "affiliation": row.affiliation, "named": bool(row.named)}
            source |= {} if pd.isna(row.role) else {"role": text.shorten(row.role, EXCERPT)}
        told.append(source)
    return told


def _pairs(body: str, quotes: Sequence[Quote]) -> list[int]:
    """Where "\\r\\n" stands; but not where a tag will part the two, for then HTML makes two line breaks of them."""
    stretches = [span for q in quotes for span in (*q.content, q.mention, q.cue) if span is not None]
    borders = {at for span in stretches for at in (span.start, span.end)}
    found, at = [], body.find("\r\n")
    while at >= 0:
        if at + 1 not in borders:
            found.append(at)
        at = body.find("\r\n", at + 2)
    return found
