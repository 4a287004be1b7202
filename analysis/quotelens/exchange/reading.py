"""What the readers of other tools' files share: texts, spans and quotes, with errors that say where and how to mend."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from quotelens import marks
from quotelens.attribution.labels import join_stretches
from quotelens.attribution.order import in_order, numbered, with_levels
from quotelens.attribution.types import quotations_within, quote_type, without_marks
from quotelens.errors import ExchangeError
from quotelens.records import Article, Quote, Span


def decoded(path: Path, complaint: type[Exception] = ExchangeError) -> str:
    """A file's text to the character: as bytes, since reading as text would change line breaks and with them offsets.

    Raises:
        complaint: the file cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise complaint(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise complaint(f"{path}: not UTF-8: {error}; save it anew as UTF-8") from error


def from_json(text: str, place: str) -> Any:
    """The value of a JSON text that stands at `place`.

    Raises:
        ExchangeError: it is none.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExchangeError(f"{place}: not JSON: {error}; write it anew from the tool that made it") from None


def member(value: Any, key: str, kind: type, place: str) -> Any:
    """What an object holds under `key`.

    Raises:
        ExchangeError: `value` is no object, or what it holds there is nothing or not of this kind.
    """
    held = value.get(key) if isinstance(value, dict) else None
    if not isinstance(held, kind):
        raise ExchangeError(f"{place}: needs {key!r}, a value of type {kind.__name__}, not {held!r:.60}")
    return held


def span_of(value: Any, text: str, place: str) -> Span:
    """A span from an object with `start` and `end`, half-open character offsets, and perhaps its own `text`.

    Raises:
        ExchangeError: it lies not in the text, or the text there is another than its own.
    """
    start, end = (member(value, key, int, place) for key in ("start", "end"))
    if not 0 <= start < end <= len(text):
        raise ExchangeError(f"{place}: [{start}, {end}) lies not in the {len(text)} characters of the text")
    written = value.get("text")
    if written is not None and written != text[start:end]:
        raise ExchangeError(
            f"{place}: the text at [{start}, {end}) is {text[start:end]!r:.60}, not {written!r:.60}; offsets must "
            "count characters (Unicode code points), not bytes or tokens, of this very text"
        )
    return Span(start, end)


def confidence_of(value: Any, place: str) -> float:
    """The `confidence` of an object, a number or one written as a text; 1.0 where it has none.

    Raises:
        ExchangeError: it lies not between 0 and 1.
    """
    held = value.get("confidence")
    try:
        found = 1.0 if held is None else float(held)
    except (TypeError, ValueError):
        found = -1.0
    if not 0 <= found <= 1:
        raise ExchangeError(f"{place}: 'confidence' must be a number from 0 to 1, not {held!r:.60}")
    return found


def quote_of(
    article: Article,
    content: Iterable[Span],
    cues: Iterable[Span] = (),
    mentions: Iterable[Span] = (),
    *,
    position: int,
    confidence: float = 1.0,
) -> Quote | None:
    """A quote from the spans that an annotation joins; `None` where it has no content.

    White space at the ends of a span is left out. Content is cut at line breaks; of a cue or a mention in pieces the
    first is kept. The type is left "indirect" and the level 0: see `settled`.
    """
    text = article.text
    lines = tuple(sorted(line for span in content for line in marks.lines(text, span)))
    if not lines:
        return None
    return Quote(
        quote_id=f"{article.doc_id}:{position}",
        doc_id=article.doc_id,
        position=position,
        type="indirect",
        content=lines,
        cue=_first(text, cues),
        mention=_first(text, mentions),
        confidence=confidence,
    )


def _first(text: str, spans: Iterable[Span]) -> Span | None:
    whole = [span for span in (marks.trimmed(text, span) for span in spans) if span is not None]
    return next(iter(join_stretches(text, whole)), None)


def settled(article: Article, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes, in order, with what spans and quotation marks say of them and many formats don't: level and type.

    A quote all of which stands inside another's content is nested in the smallest such.
    """
    text = article.text
    levelled = {quote.quote_id: quote for quote in with_levels(text, quotes)}
    whole = marks.quotations(text)
    typed = []
    for quote in levelled.values():
        quotations = whole
        if quote.parent_quote_id is not None:
            stretches = join_stretches(text, levelled[quote.parent_quote_id].content)
            around = next(stretch for stretch in stretches if stretch.covers(quote.content[0]))
            quotations = quotations_within(text, without_marks(text, around))
        typed.append(dataclasses.replace(quote, type=quote_type(text, quote.content, quotations)))
    return tuple(numbered(article.doc_id, in_order(typed)))
