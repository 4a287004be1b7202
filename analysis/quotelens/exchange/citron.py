"""BBC Citron's JSON: an object a document, with its text and its quotes.

Every `start` and `end` is a half-open pair of character offsets into the document's `text`, as Citron's annotation
format has them; what Citron itself extracts has numbers of spaCy tokens under the same names. The documents say so, in
`source`.

Citron knows no quote without a cue or a source; where there is none, `cue` is null, and `sources` empty. Leave such
quotes out before training Citron on them.

References:
    https://github.com/bbc/citron/blob/main/docs/data_format.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.folders import free_name, write_files
from quotelens.exchange.reading import confidence_of, decoded, member, quote_of, settled, span_of
from quotelens.files import json_line
from quotelens.records import Article, Named, Quote, Source, Span

ENDING = ".json"
_SPACE = re.compile(r"[ \t\n\r]*")  # JSON's own; matches everywhere
ORIGIN = {"application": "quotelens", "offsets": "characters"}


# --- out -------------------------------------------------------------------------------------------------------------


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """A line of JSON for each document, with its line break: the documents that `write` gives a file each."""
    for item in items:
        yield json_line(document(item)) + "\n"


def write(items: Iterable[Annotated], folder: str | Path) -> list[Path]:
    """Write a file for each article, `<article>.json`, as Citron's trainer, annotator and evaluation read them.

    The folder is made if missing; `<article>` is the doc_id (`folders.free_name`). Returns the paths.
    """
    folder, taken = Path(folder), set[str]()
    folder.mkdir(parents=True, exist_ok=True)
    return write_files(
        (folder / f"{free_name(item.article.doc_id, taken)}{ENDING}", json_line(document(item)) + "\n")
        for item in items
    )


def document(item: Annotated) -> dict[str, Any]:
    """One article as plain dictionaries and lists.

    `coreferences` is where the article names who is meant by a source that is not a name itself ("he"): the last place
    before the source, else the first behind it. `confidence` is a text, as Citron writes it. `doc_id` is no member of
    Citron's.
    """
    text = item.article.text
    sources = {source.source_id: source for source in item.sources}
    places: dict[str, list[Span]] = {}
    for name in item.names:
        places.setdefault(name.name_id, []).append(name.span)
    quotes = []
    for quote in item.quotes:
        found = {
            "cue": None if quote.cue is None else _span(quote.cue, text),
            "sources": [_span(span, text) for span in ([quote.mention] if quote.mention else [])],
            "contents": [_span(span, text) for span in quote.content],
            "coreferences": [_span(span, text) for span in _coreferences(quote, sources, places, item.names)],
            "confidence": f"{quote.confidence:.4f}",
            "id": quote.quote_id,
        }
        quotes.append(found)
    return {"doc_id": item.article.doc_id, "text": text, "quotes": quotes, "source": ORIGIN}


def _span(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def _coreferences(
    quote: Quote, sources: dict[str, Source], places: dict[str, list[Span]], names: Iterable[Named]
) -> Iterator[Span]:
    mention = quote.mention
    if mention is None or quote.source_id is None or any(mention.covers(name.span) for name in names):
        return
    for source_id in sources[quote.source_id].members or (quote.source_id,):
        there = places.get(source_id, [])
        before = [span for span in there if span.end <= mention.start]
        if there:
            yield before[-1] if before else there[0]


# --- in --------------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> list[Annotated]:
    """Read documents in Citron's annotation format.

    Args:
        path: A folder, of which every `.json` below it is read, in order; or a file, of one or more documents.

    Returns:
        One item a document, whose doc_id is its `doc_id` or else the file's name (with a number from the second on).
        Of several sources the first is kept. Levels and types follow from spans and quotation marks
        (`reading.settled`); there are no sources beside the mentions.

    Raises:
        ExchangeError: a document cannot be read, or a span is not where it says, as with numbers of tokens; names the
            file, the document and the quote.
    """
    path = Path(path)
    files = sorted(path.rglob(f"*{ENDING}")) if path.is_dir() else [path]
    if not files:
        raise ExchangeError(f"{path}: holds no {ENDING} file; give the folder or the file that was written")
    return [_annotated(value, file, number) for file in files for number, value in _documents(file)]


def _documents(path: Path) -> Iterator[tuple[int, Any]]:
    text = decoded(path).removeprefix("\ufeff")
    decoder, position, number = json.JSONDecoder(), 0, 0
    while (position := _SPACE.match(text, position).end()) < len(text):  # type: ignore[union-attr]
        number += 1
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise ExchangeError(f"{path}, document {number}: not JSON: {error}; mend it or write it anew") from None
        yield number, value


def _annotated(value: Any, path: Path, number: int) -> Annotated:
    place = f"{path}, document {number}"
    text = member(value, "text", str, place)
    doc_id = value.get("doc_id") or (path.stem if number == 1 else f"{path.stem}-{number}")
    article = Article.from_text(text, doc_id=str(doc_id), path=str(path))
    quotes: list[Quote] = []
    for k, row in enumerate(member(value, "quotes", list, place), start=1):
        where = f"{place}, quote {k}"
        rows = {key: member(row, key, list, where) for key in ("contents", "sources")}
        rows["cue"] = [] if row.get("cue") is None else [row["cue"]]
        spans = [[span_of(span, text, where) for span in rows[key]] for key in ("contents", "cue", "sources")]
        quote = quote_of(article, *spans, position=len(quotes), confidence=confidence_of(row, where))
        if quote is None:
            raise ExchangeError(f"{where}: no content but white space; give it a span in 'contents' or take it out")
        quotes.append(quote)
    return Annotated(article, settled(article, quotes))
