"""Direct, indirect or mixed: what the quotation marks say of a quote's content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quotelens import marks
from quotelens.marks import Quotation
from quotelens.records import QuoteType, Span


def quote_type(text: str, content: Sequence[Span], quotations: Sequence[Quotation]) -> QuoteType:
    """Direct where every letter and digit of the content stands within quotation marks, indirect where none does.

    Args:
        text: The article's text.
        content: The content's spans.
        quotations: The text's quotations (`marks.quotations`); for a nested quote those of the enclosing content
            alone, since the marks around it belong to the quote it is nested in.
    """
    quoted = plain = False
    for span in content:
        inside = [q.span for q in quotations if q.span.overlap(span)]
        for position in range(span.start, span.end):
            if not text[position].isalnum():
                continue
            if any(mark.start <= position < mark.end for mark in inside):
                quoted = True
            else:
                plain = True
            if quoted and plain:
                return "mixed"
    return "direct" if quoted else "indirect"


def without_marks(text: str, stretch: Span) -> Span:
    """The stretch without the quotation marks that enclose all of it, nor the comma that American style sets inside."""
    for quotation in marks.quotations(text[stretch.start : stretch.end]):
        if quotation.span == Span(0, len(stretch)):
            end = stretch.start + quotation.inner.end
            while text[end - 1] in ", " and end > stretch.start + quotation.inner.start + 1:
                end -= 1
            return Span(stretch.start + quotation.inner.start, end)
    return stretch


def quotations_within(text: str, stretch: Span) -> list[Quotation]:
    """The quotations of a stretch read by itself, in characters of the whole text."""
    return [
        replace(
            quotation,
            span=Span(quotation.span.start + stretch.start, quotation.span.end + stretch.start),
            inner=Span(quotation.inner.start + stretch.start, quotation.inner.end + stretch.start),
        )
        for quotation in marks.quotations(stretch.of(text))
    ]
