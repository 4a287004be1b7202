"""Paragraphs and quotation marks: what typography alone says about a text.

Nothing here knows who speaks. The encoder reads the marks as an input feature, `attribution` derives the types of
quotes from them, and the tokenizer's paragraph breaks agree with `paragraphs`.

Conventions read: straight ("A", 'A'), curly (“A”, ‘A’), low-high („A“, „A”, ‚A‘), angle («A», « A », »A«, ‹A›),
same-mark curly (”A”), corner brackets (「A」), full-width (＂A＂) and typewriter pairs (``A''). A mark that finds no
partner in its paragraph is passed over and costs nothing but itself; a quotation that runs over paragraphs, each of
which reopens the mark, counts in each of them up to the paragraph's end (Chicago Manual of Style, 13.30).
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass

from quotelens.records import Span

LINE_BREAK = "\n\r\u2028\u2029"
_LINES = re.compile(rf"[^{LINE_BREAK}]+")
_BREAK = r"(?:\r\n|\r(?!\n)|[\n\u2028\u2029])"  # CR LF is one break, never two
_BLANK_LINE = re.compile(rf"{_BREAK}[^\S\n\r]*{_BREAK}")
WRAP_WIDTH = 50  # lines of a hard-wrapped text are rarely shorter; headlines and paragraphs rarely all this even

_STOP = re.compile(r"[.!?…]+[\"”’'»)\]]*(?=\s+[\"“„‘«(\[]?\s?(\w))|:(?=\s+[\"“„«])")
# what news abbreviates before a name or a number
_ABBREVIATIONS = (
    "sen sens rep reps gov govs gen lt col maj capt sgt cpl adm brig cmdr rev fr mr mrs ms mx dr prof jr sr st "
    "del hon atty no ma cllr pol engr"
)
ABBREVIATED = frozenset(_ABBREVIATIONS.split())

_MARKS = re.compile(r"``|''|[\"“”„‟«»‹›‘’‚‛'＂「」『』]")
_ELISION = re.compile(r"(?:em|tis|twas|til|cause|bout|cos|round|n)\b|\d\ds?\b", re.IGNORECASE)
_PARTNERS = {
    "“": "”",
    "„": "“”‟",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "‛": "’",
    "”": "”",
    '"': '"',
    "'": "'",
    "＂": "＂",
    "「": "」",
    "『": "』",
    "``": "''",
}
_SINGLE = frozenset("‘’‚‛'‹›")
_ALWAYS_OPEN = frozenset(("“", "„", "‟", "‘", "‚", "‛", "「", "『", "``"))


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch set between quotation marks, the marks included.

    `span` ends at the paragraph's end where the quotation `continues` in a next paragraph that reopens the mark.
    `single` tells ‘A’, 'A' and ‹A› from the double kinds.
    """

    span: Span
    inner: Span
    single: bool
    continues: bool = False


def is_wrapped(text: str) -> bool:
    """Whether the text's single line breaks are hard wrapping rather than paragraph breaks.

    True where blank lines separate paragraphs and the lines that a single break ends are of nearly even, full width.
    """
    blanks = [match.span() for match in _BLANK_LINE.finditer(text)]
    if not blanks:
        return False
    inner_lines = []
    start = 0
    for blank in (*blanks, (len(text), len(text))):
        inner_lines += [len(line) for line in re.split(_BREAK, text[start : blank[0]].strip())[:-1]]
        start = blank[1]
    return len(inner_lines) >= 3 and statistics.median(inner_lines) >= WRAP_WIDTH and max(inner_lines) <= 120


def unwrap(text: str) -> str:
    """The text, of the same length, with the line breaks of hard wrapping replaced by spaces."""
    if not is_wrapped(text):
        return text
    return re.sub(r"\s+", lambda match: _as_spaces(match.group()), text)


def _as_spaces(gap: str) -> str:
    """A run of white space without its line break, if it has only one; a blank line, spaces in it or none, stays."""
    breaks = len(re.findall(_BREAK, gap))
    return re.sub(rf"[{LINE_BREAK}]", " ", gap) if breaks == 1 else gap


def paragraphs(text: str) -> list[Span]:
    """The text's paragraphs: its non-blank lines, or the blocks between blank lines where the text is hard-wrapped."""
    return [Span(match.start(), match.end()) for match in _LINES.finditer(unwrap(text)) if not match.group().isspace()]


def sentences(text: str, paragraph: Span) -> list[Span]:
    """The sentences of a paragraph, in text order; white space between them belongs to none.

    A sentence ends at ".", "!", "?" or "…", with the marks that close behind it, before white space and what does not
    begin in lower case, or at a colon before a quotation. The full stop of a title ("Dr.") or of an initial ends none.
    """
    found = []
    start = paragraph.start
    for match in _STOP.finditer(text, paragraph.start, paragraph.end):
        before = re.search(r"[\w.&]*$", text[start : match.start()])
        last = before.group().lower().replace(".", "") if before else ""
        following = match.group(1) or ""
        abbreviated = match.group() == "." and (
            last in ABBREVIATED or (len(last) == 1 and last.isalpha() and last != "x")
        )
        if abbreviated or following.islower():
            continue
        found.append(Span(start, match.end()))
        start = match.end() + len(text[match.end() : paragraph.end]) - len(text[match.end() : paragraph.end].lstrip())
    if start < paragraph.end:
        found.append(Span(start, paragraph.end))
    return found


def trimmed(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; `None` where nothing else is left."""
    written = span.of(text)
    inner = written.strip()
    start = span.start + len(written) - len(written.lstrip())
    return Span(start, start + len(inner)) if inner else None


def lines(text: str, span: Span) -> list[Span]:
    """The span cut at line breaks, each part without white space at its ends; blank parts are left out."""
    parts = [Span(match.start(), match.end()) for match in _LINES.finditer(text, span.start, span.end)]
    return [line for part in parts if (line := trimmed(text, part)) is not None]


def quotations(text: str) -> list[Quotation]:
    """Every quotation in the text, outer before inner, in text order."""
    blocks = paragraphs(text)
    found: list[Quotation] = []
    for k, block in enumerate(blocks):
        after = blocks[k + 1] if k + 1 < len(blocks) else None
        found += _in_paragraph(text, block, after)
    return sorted(found, key=lambda quotation: (quotation.span.start, -quotation.span.end))


def _in_paragraph(text: str, block: Span, after: Span | None) -> list[Quotation]:
    found: list[Quotation] = []
    opened = _OpenMarks()
    marks = [(m.group(), m.start(), m.end()) for m in _MARKS.finditer(text, block.start, block.end)]
    for k, (mark, start, end) in enumerate(marks):
        before = text[start - 1] if start > block.start else " "
        behind = text[end] if end < block.end else " "
        partner = opened.partner(mark)
        if partner is not None and _may_close(mark, before, behind, marks, k, text, block):
            looks_open = mark in "\"'＂" and _looks_open(before, behind) and not _looks_closed(before, behind)
            _, open_start, open_end = opened.close(partner)
            if not looks_open:
                if open_end < start:
                    found.append(Quotation(Span(open_start, end), Span(open_end, start), mark in _SINGLE))
                continue
            # a second opening mark: the first was never closed
        if _may_open(mark, before, behind, text, end):
            opened.add(mark, start, end)
    if after is None or not opened.marks:
        return found
    next_start = text[after.start : after.end].lstrip()[:2]
    stop = block.start + len(text[block.start : block.end].rstrip())
    for mark, start, end in opened.marks:
        if next_start.startswith(mark) and end < stop:
            found.append(Quotation(Span(start, stop), Span(end, stop), mark in _SINGLE, continues=True))
    return found


class _OpenMarks:
    """The marks opened and not yet closed: a stack that also knows where each kind of mark stands in it."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, int, int]] = []  # mark, start, end
        self._places: dict[str, list[int]] = {}

    def add(self, mark: str, start: int, end: int) -> None:
        self._places.setdefault(mark, []).append(len(self.marks))
        self.marks.append((mark, start, end))

    def partner(self, mark: str) -> int | None:
        """Place of the latest mark that `mark` can close."""
        places = (places[-1] for kind, places in self._places.items() if places and mark in _PARTNERS[kind])
        return max(places, default=None)

    def close(self, place: int) -> tuple[str, int, int]:
        """The mark at `place`, taken away with all that was opened inside it and not closed: that had no partner."""
        opened = self.marks[place]
        while len(self.marks) > place:
            self._places[self.marks.pop()[0]].pop()
        return opened


def _looks_open(before: str, behind: str) -> bool:
    return not before.isalnum() and before not in ".,!?;…)]%" and not behind.isspace()


def _looks_closed(before: str, behind: str) -> bool:
    return not before.isspace() and not behind.isalnum()


def _may_open(mark: str, before: str, behind: str, text: str, end: int) -> bool:
    if behind.isspace():
        return mark in ("«", "‹") and before.isspace()  # « A », as French sets it
    if mark in ("'", "‘", "‛"):
        return not before.isalnum() and before not in ".,!?" and not _ELISION.match(text, end)
    if mark in ("’", "''", "」", "』"):
        return False
    if mark in _ALWAYS_OPEN or mark == "«":
        return True
    return not before.isalnum() or mark in '"＂'


def _may_close(
    mark: str, before: str, behind: str, marks: list[tuple[str, int, int]], k: int, text: str, block: Span
) -> bool:
    if mark in ("‘", "“"):  # closes only what was opened low
        return not before.isspace()
    if mark not in ("’", "'"):
        return not before.isspace() or mark in "»›”"
    if before.isspace() or behind.isalnum():
        return False
    if before not in "sS":
        return True
    # "the states’ rights": a possessive, if another mark could close before the next one opens
    for j in range(k + 1, len(marks)):
        other, start, end = marks[j]
        other_before = text[start - 1]
        other_behind = text[end] if end < block.end else " "
        if other == mark and not other_before.isspace() and not other_behind.isalnum():
            return False
        if other in ("‘", "'") and not other_before.isalnum():
            return True
    return True
