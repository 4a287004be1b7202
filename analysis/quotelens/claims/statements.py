"""What quotes say, as texts to compare, and the way back from such a text to the article."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pandas as pd

from quotelens.errors import TableError
from quotelens.records import Span

_OPENING = "\"“„‟«»‹›‘'「『＂"
_CLOSING = "\"”“»«›‹’'」』＂"
# what joins an indirect content to its sentence; a capital "That" opens a sentence of its own ("That is a lie")
_JOINT = re.compile(r"\s*(?:(?:to\s+)?the\s+contrary,?\s+)?that\b,?\s*")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one quote says: pieces of the article, joined by a space; `joined` if a "that" before them is left out."""

    quote_id: str
    doc_id: str
    pieces: tuple[tuple[int, str], ...]  # (first character in the article, text)
    joined: bool = False

    @property
    def text(self) -> str:
        """The pieces as one text."""
        return " ".join(text for _, text in self.pieces)

    @property
    def clause(self) -> str:
        """The text as what was said, with the "that" which joins it to its sentence, for a network to read.

        Of the hundred pairs of news quotes (`evaluation.claims`), most of which have it, 74 are judged rightly with it
        and 70 without.
        """
        return f"that {self.text}" if self.joined else self.text

    def in_article(self, start: int, end: int) -> list[Span]:
        """Where `text[start:end]` stands in the article: a span for each piece that it touches."""
        found, offset = [], 0
        for first, text in self.pieces:
            low, high = max(start - offset, 0), min(end - offset, len(text))
            if low < high:
                found.append(Span(first + low, first + high))
            offset += len(text) + 1
        return found


def in_order(quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes by article, position and id: an order that doesn't depend on how the rows came."""
    return quotes.sort_values(["doc_id", "position", "quote_id"], kind="stable", ignore_index=True)


def of(quotes: pd.DataFrame) -> dict[str, Statement]:
    """Each quote's statement, in the order of `in_order`.

    Left out are quotation marks around a piece, a comma at the end, and a "that" (or "to the contrary that") which only
    joins an indirect content to its sentence. Pronouns stay as they are.

    Args:
        quotes: Needs `quote_id`, `doc_id`, `position`, `content` and `content_spans`.

    Raises:
        TableError: a content is not as long as its spans say; names the quote.
    """
    rows = in_order(quotes)
    columns = (rows[name].tolist() for name in ("quote_id", "doc_id", "content", "content_spans"))
    return {
        quote_id: Statement(
            quote_id, doc_id, _pieces(quote_id, content, json.loads(spans)), _JOINT.match(content) is not None
        )
        for quote_id, doc_id, content, spans in zip(*columns, strict=True)
    }


def _pieces(quote_id: str, content: str, spans: list[list[int]]) -> tuple[tuple[int, str], ...]:
    if sum(end - start for start, end in spans) + len(spans) - 1 != len(content):
        raise TableError(
            f"table quotes: column 'content' of quote {quote_id} is not as long as its content_spans say; "
            "take both from the same article"
        )
    found, offset = [], 0
    for k, (start, end) in enumerate(spans):
        written = content[offset : offset + end - start]
        offset += end - start + 1
        first, last = 0, len(written)
        if k == 0 and (joint := _JOINT.match(written)):
            first = joint.end()
        first, last = _bare(written, first, last, final=k == len(spans) - 1)
        if first < last:
            found.append((start + first, written[first:last]))
    return tuple(found)


def _bare(text: str, first: int, last: int, *, final: bool) -> tuple[int, int]:
    """Without white space and the quotation marks of a piece that opens with one, and a comma where all ends."""
    first, last = _trimmed(text, first, last)
    if first < last and text[first] in _OPENING:
        first += 1
        if first < last and text[last - 1] in _CLOSING:
            last -= 1
    first, last = _trimmed(text, first, last)
    while final and first < last and (text[last - 1] in ",;" or text[last - 1].isspace()):
        last -= 1
    return first, last


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    return first, last
