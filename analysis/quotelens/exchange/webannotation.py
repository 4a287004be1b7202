"""W3C Web Annotation (JSON-LD): an AnnotationCollection, an annotation a quote.

An annotation's targets are the spans of the quote's content; its bodies are the type of the quote (purpose
`classifying`), the source's name (`identifying`) and, as segments of the article (`linking`), the mention and the cue.
Every segment is given twice, by a TextPositionSelector and by a TextQuoteSelector with `CONTEXT` characters before and
behind. Positions count Unicode code points from 0, the end excluded, as the standard wants and Python does; the text
is the article's as received, with nothing normalised, as for a resource of text/plain.

An article is referred to by its url, where it has one with a scheme, else as `urn:sha256:` and its digest; its text is
not in the file. What the standard has no word for (ids, levels, all of the source) stands under `quotelens:` keys.

References:
    Sanderson, Ciccarese and Young (2017), Web Annotation Data Model, W3C Recommendation; sections 3.3 (bodies and
    targets), 4.2.4 and 4.2.5 (selectors) and 5 (collections).
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.plain import source_record, to_source
from quotelens.exchange.reading import confidence_of, decoded, from_json, member, span_of
from quotelens.files import json_line
from quotelens.records import QUOTE_TYPES, Article, Quote, QuoteType, Source, Span, without_surrogates
from quotelens.version import __version__

ENDING = ".jsonld"
CONTEXT = 32  # characters; what Hypothesis and Apache Annotator quote

PREFIX = "quotelens:"
_CONTEXTS = ["http://www.w3.org/ns/anno.jsonld", {"quotelens": "urn:quotelens:"}]
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")  # RFC 3987, as far as it tells an IRI from a word


# --- out -------------------------------------------------------------------------------------------------------------


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """One AnnotationCollection of one page, with an annotation a line; it ends with a list of the articles read.

    Ids are UUIDs made of the articles' digests and the quotes' ids: the same quote has the same id in every file.
    """
    yield (
        f'{{"@context": {json_line(_CONTEXTS)},\n'
        '"type": "AnnotationCollection",\n"label": "Quotes and their sources",\n'
        '"first": {"type": "AnnotationPage", "startIndex": 0, "items": ['
    )
    total, articles = 0, []
    digest = hashlib.sha256()
    for item in items:
        own = _prefixed({"doc_id": item.article.doc_id, "sha256": item.article.sha256})
        articles.append({"id": _iri(item.article), **own})
        digest.update(json_line(articles[-1]).encode())
        sources = {source.source_id: source for source in item.sources}
        for quote in item.quotes:
            line = json_line(_annotation(item.article, quote, sources))
            digest.update(line.encode())
            yield f"{',' if total else ''}\n{line}"
            total += 1
    page, collection = (_uuid(name, digest.hexdigest()) for name in ("page", "collection"))
    yield (
        f'\n], "id": "{page}"}},\n"total": {total},\n"id": "{collection}",\n'
        f'"{PREFIX}articles": {json_line(articles)}}}\n'
    )


def _annotation(article: Article, quote: Quote, sources: Mapping[str, Source]) -> dict[str, Any]:
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "classifying", "value": quote.type}]
    if quote.source_id is not None:
        source = sources[quote.source_id]
        record = source_record(source)
        record["members"] = [source_record(sources[member_id]) for member_id in source.members]
        name = {"type": "TextualBody", "purpose": "identifying", "value": without_surrogates(source.name)}
        bodies.append({**name, f"{PREFIX}source": _prefixed(record)})
    for part, span in (("mention", quote.mention), ("cue", quote.cue)):
        if span is not None:
            bodies.append({**_segment(article, span), "purpose": "linking", f"{PREFIX}part": part})
    facts = {
        "doc_id": article.doc_id, "sha256": article.sha256, "quote_id": quote.quote_id, "position": quote.position,
        "level": quote.level, "parent_quote_id": quote.parent_quote_id, "confidence": quote.confidence,
        "checked": quote.checked,
    }  # fmt: skip
    return {
        "id": _uuid(article.sha256, quote.quote_id),
        "type": "Annotation",
        "motivation": "classifying" if quote.source_id is None else "identifying",
        "generator": {"type": "Software", "name": f"quotelens {__version__}"},
        "body": bodies,
        "target": [_segment(article, span) for span in quote.content],
        **_prefixed({key: value for key, value in facts.items() if value is not None}),
    }


def _segment(article: Article, span: Span) -> dict[str, Any]:
    text = article.text
    quoted = {
        "exact": span.of(text),
        "prefix": text[max(span.start - CONTEXT, 0) : span.start],
        "suffix": text[span.end : span.end + CONTEXT],
    }
    return {
        "type": "SpecificResource",
        "source": _iri(article),
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {"type": "TextQuoteSelector", **{key: without_surrogates(value) for key, value in quoted.items()}},
        ],
    }


def _iri(article: Article) -> str:
    url = article.url
    return url if url and _SCHEME.fullmatch(url) else f"urn:sha256:{article.sha256}"


def _uuid(*parts: str) -> str:
    # a name of the same parts is a UUID of the same digits (RFC 9562, version 5)
    return uuid.uuid5(uuid.NAMESPACE_OID, without_surrogates("\0".join(parts))).urn


def _prefixed(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{PREFIX}{key}": [_prefixed(v) if isinstance(v, dict) else v for v in value]
        if isinstance(value, list)
        else value
        for key, value in record.items()
    }


# --- in --------------------------------------------------------------------------------------------------------------


def read(path: str | Path, articles: Mapping[str, Article]) -> list[Annotated]:
    """Read annotations that `chunks` wrote, or of other tools that select text as the standard says.

    Args:
        path: A collection whose first page it holds, a page, a list of annotations, or one annotation, in UTF-8.
        articles: By doc_id, those that the annotations are about, just as they were annotated; others may be among
            them. An article is known by the SHA-256 of its bytes, so that it may have been renamed since, and to other
            tools by its IRI.

    Returns:
        The articles that the collection lists, then others in the order of their first annotations; quotes in the
        order of the file, sources in the order in which quotes name them, each before its members. An annotation
        without `quotelens:` keys is about the article of its target's IRI; it is "indirect" unless a body that
        classifies says otherwise, numbered by its place, and has no `source_id`.

    Raises:
        ExchangeError: the file or an annotation cannot be read, no article given is the one it is about, or a segment
            is not where it says; names the file and the annotation.
    """
    path = Path(path)
    value = from_json(decoded(path), str(path))
    shelf = _Shelf(articles)
    found: dict[str, tuple[Article, list[Quote], dict[str, Source]]] = {}
    listed = value.get(f"{PREFIX}articles") if isinstance(value, dict) else None
    for entry in listed if isinstance(listed, list) else ():
        article = shelf.find(entry, None, str(path))
        found[article.doc_id] = (article, [], {})
    for number, entry in enumerate(_items(value, str(path)), start=1):
        place = f"{path}, annotation {number}"
        targets = _list(entry.get("target") if isinstance(entry, dict) else None, place, "target")
        article = shelf.find(entry, targets[0].get("source"), place)
        _, quotes, sources = found.setdefault(article.doc_id, (article, [], {}))
        quote, spoken = _quote(entry, targets, article, len(quotes), place)
        quotes.append(quote)
        for source in spoken:
            sources.setdefault(source.source_id, source)
    return [Annotated(article, tuple(quotes), tuple(own.values())) for article, quotes, own in found.values()]


class _Shelf:
    """The articles given, as annotations know them."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._known = articles
        backwards = list(reversed(list(articles.values())))  # of two the first is found
        self._by_bytes = {article.sha256: article for article in backwards}
        self._by_iri = {_iri(article): article for article in backwards}

    def find(self, entry: Any, iri: Any, place: str) -> Article:
        doc_id, sha256 = (
            entry.get(f"{PREFIX}{key}") if isinstance(entry, dict) else None for key in ("doc_id", "sha256")
        )
        iri = iri.get("id") if isinstance(iri, dict) else iri
        found = None
        if isinstance(sha256, str):
            same = self._known.get(str(doc_id))
            found = same if same is not None and same.sha256 == sha256 else self._by_bytes.get(sha256)
        elif isinstance(iri, str):
            found = self._by_iri.get(iri)
        if found is None:
            about = f"{doc_id!r:.60} (SHA-256 {sha256!r:.14})" if sha256 is not None else repr(iri)[:80]
            raise ExchangeError(f"{place}: no article given is {about}; give those that the file was made from")
        return found


def _items(value: Any, place: str) -> list[Any]:
    if isinstance(value, dict) and value.get("type") == "AnnotationCollection":
        value = value.get("first")
        if not isinstance(value, dict):
            raise ExchangeError(f"{place}: the collection's first page is not in the file; give that page's own file")
    if isinstance(value, dict) and value.get("type") == "AnnotationPage":
        value = value.get("items")
    if isinstance(value, dict) and value.get("type") == "Annotation":
        value = [value]
    if not isinstance(value, list):
        raise ExchangeError(f"{place}: holds no annotations; give an AnnotationCollection, a page or a list of them")
    return value


def _quote(
    entry: Mapping[str, Any], targets: list[dict[str, Any]], article: Article, place_in: int, place: str
) -> tuple[Quote, list[Source]]:
    bodies = _list(entry["body"], place, "body") if "body" in entry else []
    facts = {key.removeprefix(PREFIX): value for key, value in entry.items() if key.startswith(PREFIX)}
    spoken: list[Source] = []
    parts: dict[str, Span] = {}
    kind: QuoteType = "indirect"
    for body in bodies:
        if body.get(f"{PREFIX}part") in ("mention", "cue"):
            parts[body[f"{PREFIX}part"]] = _span(body, article.text, place)
        elif f"{PREFIX}source" in body:
            spoken = _sources(body[f"{PREFIX}source"], place)
        elif body.get("purpose") == "classifying" and body.get("value") in QUOTE_TYPES:
            kind = body["value"]
    level = facts.get("level", 0)
    if not isinstance(level, int):
        raise ExchangeError(f"{place}: its level must be a whole number, not {level!r:.60}; mend it or leave it out")
    quote_id = facts.get("quote_id", f"{article.doc_id}:{place_in}")
    parent = facts.get("parent_quote_id")
    position = facts.get("position", place_in)
    return (
        Quote(
            quote_id=str(quote_id),
            doc_id=article.doc_id,
            position=position if isinstance(position, int) else place_in,
            type=kind,
            content=tuple(sorted(_span(target, article.text, place) for target in targets)),
            cue=parts.get("cue"),
            mention=parts.get("mention"),
            level=level,
            parent_quote_id=None if parent is None else str(parent),
            source_id=spoken[0].source_id if spoken else None,
            confidence=confidence_of({"confidence": 1.0} | facts, place),
            checked=facts.get("checked") is True,
        ),
        spoken,
    )


def _sources(record: Any, place: str) -> list[Source]:
    """A body's source and its members."""
    if not isinstance(record, dict):
        raise ExchangeError(f"{place}: its source must be an object, not {record!r:.60}")
    plain = {key.removeprefix(PREFIX): value for key, value in record.items()}
    given = plain.get("members")
    members = [source for one in (given if isinstance(given, list) else ()) for source in _sources(one, place)]
    return [to_source({**plain, "members": [source.source_id for source in members]}, place), *members]


def _span(segment: Mapping[str, Any], text: str, place: str) -> Span:
    """The stretch that a segment's selectors select: by position if they say one, else by the only place it fits."""
    selectors = {str(one.get("type")): one for one in _list(segment.get("selector"), place, "selector")}
    position, quoted = selectors.get("TextPositionSelector"), selectors.get("TextQuoteSelector")
    if position is not None:
        exact = {} if quoted is None else {"text": member(quoted, "exact", str, place)}
        return span_of({**position, **exact}, without_surrogates(text), place)
    if quoted is None:
        raise ExchangeError(
            f"{place}: needs a TextPositionSelector or a TextQuoteSelector; other selectors are not read"
        )
    exact_text = member(quoted, "exact", str, place)
    before, behind = (str(quoted.get(key, "")) for key in ("prefix", "suffix"))
    pattern = re.compile(f"(?={re.escape(before + exact_text + behind)})")
    starts = [match.start() + len(before) for match in pattern.finditer(without_surrogates(text))]
    if len(starts) != 1 or not exact_text:
        raise ExchangeError(
            f"{place}: {exact_text!r:.60} fits at {len(starts)} places of the text; give a TextPositionSelector too"
        )
    return Span(starts[0], starts[0] + len(exact_text))


def _list(value: Any, place: str, what: str) -> list[dict[str, Any]]:
    """One object or several, as JSON-LD has it."""
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(one, dict) for one in values):
        raise ExchangeError(f"{place}: needs a {what}, an object or a list of them, not {value!r:.60}")
    return values
