"""Who writes in the first person, where the article itself says so: a byline, a signature, a line about the author."""

from __future__ import annotations

import re

from quotelens.records import Span
from quotelens.sources import names, words
from quotelens.sources.layout import Layout

_FIRST_LINES = 5  # paragraphs in which a byline is sought
_BY = re.compile(r"(?:[Bb]y|BY|[Bb]yline:?)\s+(?P<name>.+?)(?:\s*[,|•].*)?$")
_ABOUT = re.compile(
    r"(?P<name>.+?)(?:,[^,]+,)?\s+(?P<verb>is|was|edits|writes|covers|teaches|hosts|reports|leads)\s+(?:the\s+|an?\s+)?(?P<rest>.*)",
    re.DOTALL,
)
_HANDLE = re.compile(r"[—–-]*\s*(?P<name>@\w+)\s*[.,]?\s*")  # under what readers wrote on social media
_MAX_SIGNATURE_WORDS = 4


def author(layout: Layout, position: int) -> Span | None:
    """The name of whoever says "I" at a position outside every quotation, or `None` where the article gives none.

    Sought are: the signature below it, as under letters to an editor (a line that is a personal name and no more, or a
    name with a town); a byline in the first paragraphs; the last paragraph, if it says what the author is or does
    ("Ann Roe is an editor ...").
    """
    here = layout.paragraph(position)
    for line in layout.paragraphs[here + 1 :]:
        handle = _HANDLE.fullmatch(layout.text, line.start, line.end)
        if handle:
            return Span(*handle.span("name"))
        signature = _personal(layout.text, re.split(r"[,;]", line.of(layout.text))[0], line.start)
        if signature is not None and len(line.of(layout.text).split()) <= _MAX_SIGNATURE_WORDS + 2:
            return signature
    for line in layout.paragraphs[:_FIRST_LINES]:
        match = _BY.match(line.of(layout.text).strip())
        if match and line.start < position:
            found = _personal(layout.text, match["name"], layout.text.index(match["name"], line.start))
            if found is not None:
                return found
    last = layout.paragraphs[-1]
    match = _ABOUT.match(last.of(layout.text))
    if match and here != len(layout.paragraphs) - 1:
        works = {names.plain(word.text) for word in names.split(match["rest"])}
        if match["verb"] not in ("is", "was") or works & (
            words.MEDIA_TITLES | words.EXPERT_TITLES | words.ANSWERABLE | words.CORPORATE_TITLES
        ):
            return _personal(layout.text, match["name"], last.start)
    return None


def _personal(text: str, name: str, start: int) -> Span | None:
    """The span of a line's name, if it is two to four words that all could be a personal name's and no title's."""
    stripped = name.strip(" .:—–-\u00a0")
    parts = stripped.split()
    if not 2 <= len(parts) <= _MAX_SIGNATURE_WORDS or not all(names.is_name_word(part) for part in parts):
        return None
    if (
        any(names.plain(part) in words.FUNCTION_WORDS | words.BODIES | words.THINGS for part in parts)
        or stripped.isupper()
    ):
        return None
    first = text.index(stripped, start)
    return Span(first, first + len(stripped))
