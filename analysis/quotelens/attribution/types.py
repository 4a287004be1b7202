"""Direct, indirect or mixed: what the quotation marks say of a quote's content."""

from __future__ import annotations

from collections.abc import Sequence

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
