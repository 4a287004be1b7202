"""The paragraphs of a web page, for exports whose layout is known; other pages are for trafilatura."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from html.parser import HTMLParser

BREAKS = frozenset({
    "article", "blockquote", "body", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "text", "th",
    "thead", "tr", "ul",
})  # fmt: skip
SKIPPED = frozenset({"script", "style", "title"})

Starts = Callable[[str, Mapping[str, str]], bool]


def paragraphs(html: str, starts: Starts) -> list[list[str]]:
    """A page's paragraphs, without empty ones, in parts.

    Args:
        html: The page.
        starts: Whether a new part starts at a tag with its attributes.

    Returns:
        What stands before the first part, then the parts. White space within a paragraph is one space, as browsers
        show it.
    """
    page = _Page(starts)
    end = html.rfind(">") + 1
    page.feed(html[:end])
    page.close()
    page.handle_data(unescape(html[end:].split("<")[0]))  # a tag that is never closed, HTMLParser tries at every "<"
    page.end_paragraph()
    return page.parts


class _Page(HTMLParser):
    def __init__(self, starts: Starts) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[list[str]] = [[]]
        self._starts = starts
        self._written: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.end_paragraph()
        self._skipped += tag in SKIPPED
        if self._starts(tag, {name: value or "" for name, value in attrs}):
            self.end_paragraph()
            self.parts.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.end_paragraph()
        self._skipped = max(0, self._skipped - (tag in SKIPPED))

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._written.append(data)

    def end_paragraph(self) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._written)).strip(" \xa0")
        self._written.clear()
        if text:
            self.parts[-1].append(text)
