"""The columns of the Quotation Tool, which is built on the Gender Gap Tracker's extractor; CSV, a row a quote.

Offsets are half-open, `(start,end)`, and count characters of the article as received; the tool's own count those of a
text that it has cleaned first. A quote of which nothing is known there has `(0,0)`, as the tool writes it.

Where the tool has no say: a quote in several stretches is one row, whose `quote` is the stretches joined by a space and
whose `quote_index` runs from the first to the last; a quote inside another's content has a row of its own, whose index
lies in the other's.

References:
    Asr et al. (2021), The Gender Gap Tracker: Using Natural Language Processing to measure gender bias in media, PLOS
    ONE 16(1). Jufri and Sun (2022), Quotation Tool, Australian Text Analytics Platform.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotelens import marks
from quotelens.attribution.labels import join_stretches
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.tokens import tokens
from quotelens.records import Named, Quote, Source, Span
from quotelens.tables import harmless_cell

ENDING = ".csv"
COLUMNS = (
    "text_id", "text_name", "quote_id", "quote", "quote_index", "quote_entities", "speaker", "speaker_index",
    "speaker_entities", "verb", "verb_index", "quote_token_count", "quote_type", "is_floating_quote",
)  # fmt: skip
_LABELS = {"person": "PERSON", "organization": "ORG", "place": "GPE"}  # spaCy's, which the tool shows
_OTHER = "MISC"
_NOWHERE = "(0,0)"
_ACCORDING = "according to"
Entities = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where a text's quotations open and close: the first characters of opening marks, one past closing marks."""

    opening: frozenset[int]
    closing: frozenset[int]

    @classmethod
    def of(cls, text: str) -> _Marks:
        found = marks.quotations(text)
        return cls(
            frozenset(quotation.span.start for quotation in found),
            frozenset(quotation.span.end for quotation in found if not quotation.continues),
        )

    def around(self, stretch: Span) -> bool:
        """Whether the stretch is set between quotation marks, within it or just beside it."""
        opened = stretch.start in self.opening or stretch.start - 1 in self.opening
        return opened and (stretch.end in self.closing or stretch.end + 1 in self.closing)


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """A CSV table with a header, an article at a time. Cells that start like a formula get a leading apostrophe."""
    yield _lines([COLUMNS])
    for item in items:
        if item.quotes:
            yield _lines(_rows(item))


def _lines(rows: Iterable[Sequence[str | int | bool]]) -> str:
    file = io.StringIO()
    # all texts are quoted, since a carriage return alone would otherwise end a row
    writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([harmless_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return file.getvalue()


def _rows(item: Annotated) -> Iterator[Sequence[str | int | bool]]:
    text = item.article.text
    # the tool's id of a text, so that its tables and these can be joined
    text_id = hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    sources = {source.source_id: source for source in item.sources}
    there = _Marks.of(text)
    for quote in item.quotes:
        source = None if quote.source_id is None else sources[quote.source_id]
        code = quote_type(text, quote, there)
        yield (
            text_id,
            item.article.doc_id,
            str(quote.position),
            quote.content_text(text),
            _index(Span(quote.start, quote.end)),
            str(_named_in(text, item.names, quote.content)),
            quote.mention.of(text) if quote.mention else source.name if source else "",
            _index(quote.mention),
            str(_speakers(text, item, quote, sources)),
            quote.cue.of(text) if quote.cue else "",
            _index(quote.cue),
            sum(len(tokens(text, span)) for span in quote.content),
            code,
            quote.cue is None and "Q" in code,
        )


def quote_type(text: str, quote: Quote, there: _Marks | None = None) -> str:
    """The tool's code: Q (quotation mark), C (content), V (verb, here the cue) and S (speaker), in text order.

    `"..." Zubia said` is QCQSV, `Zubia said that ...` SVC; a quote without a cue, or a mention, lacks the letter. Each
    stretch of content has its C, with a Q on either side where both its ends stand at quotation marks: `"...", Zubia
    said, "..."` is QCQSVQCQ. The marks around an indirect quote inside another's content are the other's. As in the
    tool, a quote by "according to" is "AccordingTo", whatever its order.
    """
    if quote.cue is not None and quote.cue.of(text).casefold() == _ACCORDING:
        return "AccordingTo"
    there = there or _Marks.of(text)
    own = quote.type != "indirect"
    stretches = join_stretches(text, quote.content)
    parts = [(stretch, "QCQ" if own and there.around(stretch) else "C") for stretch in stretches]
    parts += [(span, letter) for span, letter in ((quote.cue, "V"), (quote.mention, "S")) if span is not None]
    return "".join(letters for _, letters in sorted(parts))


def _index(span: Span | None) -> str:
    return _NOWHERE if span is None else f"({span.start},{span.end})"


def _named_in(text: str, names: Iterable[Named], spans: Sequence[Span]) -> Entities:
    """What is named in the spans, as written, each once."""
    found = [
        (name.span.of(text), _LABELS.get(name.kind, _OTHER))
        for name in names
        if any(span.covers(name.span) for span in spans)
    ]
    return list(dict.fromkeys(found))


def _speakers(text: str, item: Annotated, quote: Quote, sources: dict[str, Source]) -> Entities:
    """Who is named in the mention; where nobody is ("he said"), the names of those whom it was taken for."""
    found = _named_in(text, item.names, [quote.mention] if quote.mention else [])
    if found or quote.source_id is None:
        return found
    source = sources[quote.source_id]
    whole = [sources[member] for member in source.members] or [source]
    return [(who.name, _LABELS.get(who.kind, _OTHER)) for who in whole if who.named]
