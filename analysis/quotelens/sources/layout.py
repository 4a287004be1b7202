"""Where a character stands: its paragraph, its sentence, the quotation around it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from quotelens import marks
from quotelens.records import Span, count_words
from quotelens.sources import names

_HEADLINE_WORDS = 15
_TITLE_CASE_SHARE = 0.8  # of the words of four letters and more; sentences of names rarely reach it


@dataclass(frozen=True, slots=True)
class Layout:
    """An article's paragraphs, sentences and outermost double quotations, each in text order."""

    text: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    quotations: tuple[Span, ...]

    def paragraph(self, position: int) -> int:
        """Index of the paragraph that holds a character (the last one that starts at or before it)."""
        return _index(self.paragraphs, position)

    def sentence(self, position: int) -> int:
        """Index of the sentence that holds a character (the last one that starts at or before it)."""
        return _index(self.sentences, position)

    def is_quoted(self, position: int) -> bool:
        """Whether a character stands between quotation marks."""
        k = bisect.bisect_right(self.quotations, position, key=lambda span: span.start) - 1
        return k >= 0 and position < self.quotations[k].end


def lay_out(text: str) -> Layout:
    """Read the layout of a text."""
    paragraphs = tuple(marks.paragraphs(text))
    sentences = tuple(span for paragraph in paragraphs for span in marks.sentences(text, paragraph))
    quotations: list[Span] = []
    for quotation in marks.quotations(text):  # outer before inner; what lies inside another adds nothing
        if not quotation.single and not (quotations and quotations[-1].covers(quotation.span)):
            quotations.append(quotation.span)
    return Layout(text, paragraphs, sentences, tuple(quotations))


def is_headline(line: Span, layout: Layout) -> bool:
    """Whether a paragraph opens the article, is short (15 words at most), ends in no full stop and is not alone."""
    ends = line.of(layout.text).rstrip("\"”’' ").endswith(".")
    first = line == layout.paragraphs[0] and len(layout.paragraphs) > 1 and not ends
    return first and count_words(line.of(layout.text)) <= _HEADLINE_WORDS


def is_title_case(line: str) -> bool:
    """Whether a line is set like a headline, so that capitals say nothing about names.

    Four words at least, and of those with four letters and more at least 80 % in capitals.
    """
    long_words = [word for word in names.split(line) if len(word.text) >= 4 and word.text[0].isalpha()]
    capital = sum(word.text[0].isupper() for word in long_words)
    return len(long_words) >= 4 and capital >= _TITLE_CASE_SHARE * len(long_words)


def _index(spans: tuple[Span, ...], position: int) -> int:
    return max(0, bisect.bisect_right(spans, position, key=lambda span: span.start) - 1)
