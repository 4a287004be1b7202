"""Interviews printed as questions and answers: paragraphs that begin with who speaks ("Q:", "Abi Nakhle:")."""

from __future__ import annotations

import re

from quotelens.records import Span
from quotelens.sources.layout import Layout

_LABEL = re.compile(r"(?P<label>Q|A|Question|Answer|[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){0,3})\s?[:.](?=\s)")
_MIN_LABELS = 2  # paragraphs; one alone may be a headline or a list


def labels(layout: Layout) -> tuple[Span, ...]:
    """The labels of an article's paragraphs; none if fewer than two paragraphs have one with a colon (or "Q."/"A.")."""
    found = []
    for line in layout.paragraphs:
        match = _LABEL.match(layout.text, line.start, line.end)
        if match and (match.group().endswith(":") or match["label"] in ("Q", "A")):
            found.append(Span(*match.span("label")))
    return tuple(found) if len(found) >= _MIN_LABELS else ()
