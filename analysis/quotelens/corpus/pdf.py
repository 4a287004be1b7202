"""PDF documents with a text layer -> articles, through PDFium (pypdfium2).

A PDF has no paragraphs, only characters at places. PDFium gives them line by line, in the order in which they were
put on the page, which is that of reading in what browsers, word processors and typesetters write. The lines are
joined here into paragraphs (`paragraphs`), because a line break in an article's text ends a paragraph.
"""

from __future__ import annotations

import ctypes
import hashlib
import itertools
import math
import re
import statistics
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.corpus.extracted import article, content, paired, reading
from quotelens.errors import MissingExtraError
from quotelens.records import Article, Exclusion

NO_TEXT = "its pages are pictures without a text layer: run text recognition (OCR) over it first"
UNKNOWN = "its fonts do not say which characters their shapes stand for: run text recognition (OCR) over it first"
MAX_UNKNOWN = 0.2  # share of characters

# shares of the size of type (the height of a line's characters), unless said otherwise
GAP = 0.35  # more space than this above the usual distance of lines parts paragraphs; a blank line has 1
INDENT = 0.6  # an indented first line stands this far in; typesetters indent by 1 to 2
OTHER_SIZE = 0.2  # lines whose sizes differ by more than this are heading and text
FREE = 0.3  # of the column's width: a line with more room left over is a last line, whatever it ends in
SAME_PLACE = 3.0  # points: running heads stand at the same height on every page

_ENDS = re.compile(r"[.!?…:;。！？][\"'”’»›)\]」』]*$")
_BULLET = re.compile(r"[•‣▪◦]\s")
_ITEM = re.compile(r"(?:[•‣▪◦*–—-]|\d{1,2}[.)])\s")
_BROKEN = "\u00ad"  # marks a line whose last word goes on in the next one, behind a hyphen
_pdfium = threading.Lock()  # PDFium reads one document at a time


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text without white space around it, and where it stands, in points from the page's foot.

    `text` ends in a soft hyphen where its last word is broken. `size` is the height of its characters. `first` is
    the width of its first word.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    first: float = 0.0


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """The article of a PDF document. Its title and author are the document's own; its date, that of making, is not.

    Raises:
        RefusedError: there is no text in it (`empty`), it needs a password (`encrypted`), it is damaged
            (`unreadable`) or too large (`too_long`).
        MissingExtraError: pypdfium2 is not installed.
    """
    data = content(document, options)
    pages, found = _pages(data, options.settings.max_bytes)
    if not any(pages):
        raise RefusedError("empty", NO_TEXT)
    text = paired("\n".join(paragraphs(without_running_heads(pages))))
    if text.count("\ufffd") > MAX_UNKNOWN * len(text):
        raise RefusedError("undecodable", UNKNOWN)
    digest = hashlib.sha256(data).hexdigest()
    yield article(document, text, options, sha256=digest, encoding="pdf", found=found)


# --- lines -> paragraphs ---------------------------------------------------------------------------------------------


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages' lines without running heads and page numbers.

    That is a page's highest or lowest line where at least half of the pages, and at least two, have a line of the
    same words, whatever their numbers, at the same height.
    """
    outermost = [_outermost(page) for page in pages]
    seen = Counter(place for lines in outermost for place in {_place(line) for line in lines})
    needed = max(2, len(pages) / 2)
    return [
        [line for line in page if not (line in outer and seen[_place(line)] >= needed)]
        for page, outer in zip(pages, outermost, strict=True)
    ]


def _outermost(page: Sequence[Line]) -> set[Line]:
    if not page:
        return set()
    highest, lowest = max(line.base for line in page), min(line.base for line in page)
    return {line for line in page if highest - line.base < SAME_PLACE or line.base - lowest < SAME_PLACE}


def _place(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", line.text), round(line.base / SAME_PLACE)


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The text of the pages' lines, a string a paragraph.

    A line begins a new paragraph where
    - it is larger or smaller type than the line before (a heading), or begins with a bullet;
    - there is more space above it than is usual in the document;
    - it is indented against the line before, unless that is the first of a list's item, or indented like it where
      that ends as a sentence does (paragraphs of one line; those of a block quotation go on);
    - the line before was ended before it was full: the new line's first word had room in it, and it ends as a
      sentence does, or three tenths of the column were left over.

    Over the end of a column or a page none of these is to be seen; there a paragraph goes on where the last line
    does not end as a sentence does, and the next is of the same size and not indented.

    A word that was broken at the end of a line is put together: without the hyphen, unless the document has the word
    with the hyphen elsewhere ("well-known") or its second part begins otherwise than in lower case.
    """
    leading = _leading(pages)
    made: list[str] = []
    before: Line | None = None
    hyphenated = {word.casefold() for page in pages for line in page for word in re.findall(r"\w+-\w+", line.text)}
    for page in pages:
        for column in columns(page):
            left, right = _edges(column)
            for line in column:
                if before is not None and not _begins(line, before, left, right, leading, line is column[0]):
                    made[-1] = _joined(made[-1], line.text, hyphenated)
                else:
                    made.append(line.text)
                before = line
    return [text.replace(_BROKEN, "-") if text.endswith(_BROKEN) else text for text in made]


def columns(page: Sequence[Line]) -> list[list[Line]]:
    """A page's lines, cut wherever the next one is of another size, or does not stand below the one before."""
    found: list[list[Line]] = []
    for line in page:
        if found and _below(found[-1][-1], line) and not _differ(found[-1][-1], line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _below(above: Line, line: Line) -> bool:
    return line.base < above.base and line.left < above.right and above.left < line.right


def _edges(column: Sequence[Line]) -> tuple[float, float]:
    """Where a column's lines begin, and how far the full ones go.

    They begin at the leftmost place where at least a fifth of them do: most may be indented, where paragraphs are of
    one line. The longest tenth may be of a headline that stands over several columns.
    """
    lefts = Counter(round(line.left) for line in column)
    often = [place for place, times in lefts.items() if times >= 0.2 * len(column)]
    left = min(often or lefts)
    rights = sorted(line.right for line in column)
    return float(left), rights[math.ceil(0.9 * len(rights)) - 1]


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance of lines, as a multiple of the size of type: the median; infinite where no two can be told."""
    distances = [
        (above.base - line.base) / line.size
        for page in pages
        for column in columns(page)
        for above, line in itertools.pairwise(column)
    ]
    return statistics.median_low(distances) if distances else float("inf")


def _differ(above: Line, line: Line) -> bool:
    return abs(line.size - above.size) > OTHER_SIZE * max(line.size, above.size)


def _begins(line: Line, above: Line, left: float, right: float, leading: float, new_column: bool) -> bool:
    """Whether a line begins a paragraph; see `paragraphs`."""
    broken = above.text.endswith(_BROKEN)
    if _differ(above, line):
        return True
    indented = line.left - left > INDENT * line.size
    if new_column:
        return not broken and (bool(_ENDS.search(above.text)) or indented)
    if above.base - line.base > (leading + GAP) * line.size:
        return True
    if _BULLET.match(line.text):
        return True
    if line.left - above.left > INDENT * line.size and not _ITEM.match(above.text):
        return True
    ends = bool(_ENDS.search(above.text))
    if indented and ends and abs(line.left - above.left) < line.size / 4:
        return True
    room = right - above.right
    fits = room > line.first + line.size / 4  # a space is about a quarter wide
    return not broken and fits and (ends or room > FREE * (right - left))


def _joined(text: str, following: str, hyphenated: set[str]) -> str:
    if not text.endswith(_BROKEN):
        return f"{text} {following}"
    text = text.removesuffix(_BROKEN)
    first, second = re.search(r"\w*$", text), re.match(r"\w*", following)
    word = f"{first.group() if first else ''}-{second.group() if second else ''}"
    keeps = word.casefold() in hyphenated or not following[:1].islower()
    return f"{text}-{following}" if keeps else text + following


# --- PDFium -> lines -------------------------------------------------------------------------------------------------


def _pages(data: bytes, limit: int) -> tuple[list[list[Line]], dict[str, str | None]]:
    """Every page's lines, and the document's title and author."""
    try:
        import pypdfium2
        from pypdfium2 import raw
    except ImportError as error:
        raise MissingExtraError("reading PDF documents", "pypdfium2", "documents") from error
    with _pdfium, reading("a PDF document"):
        try:
            opened = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
                raise RefusedError("encrypted", "protected by a password: save a copy without one") from None
            raise
        pages: list[list[Line]] = []
        length = 0
        with closing(opened):
            said = opened.get_metadata_dict(skip_empty=True)
            for number in range(len(opened)):
                with closing(opened[number]) as page, closing(page.get_textpage()) as layer:
                    pages.append(list(_lines(layer, raw)))
                length += sum(len(line.text) for line in pages[-1])
                if length > limit:
                    raise RefusedError("too_long", f"a text of more than {limit:,} characters (corpus.max_bytes)")
    return pages, {"title": said.get("Title"), "author": said.get("Author")}


def _lines(layer: Any, raw: Any) -> Iterator[Line]:
    """The lines of a page's text layer: PDFium puts a line break behind each, or marks the hyphen it ends in."""
    characters: list[tuple[str, float, float, float, float]] = []  # itself, left, right, base, height
    for index in range(layer.count_chars()):
        code = raw.FPDFText_GetUnicode(layer.raw, index)
        hyphen = raw.FPDFText_IsHyphen(layer.raw, index) == 1
        if code in (0x0A, 0x0D) or hyphen:
            if (line := _line(characters)) is not None:
                yield replace(line, text=line.text + _BROKEN) if hyphen else line
            characters = []
        else:
            characters.append((_character(code), *_box(layer, raw, index)))
    if (line := _line(characters)) is not None:
        yield line


def _character(code: int) -> str:
    """A character, or half of one, by its number; U+FFFD for one that is not known, a space for controls."""
    if code == 0 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code) if code >= 0x20 else " "


def _box(layer: Any, raw: Any, index: int) -> tuple[float, float, float, float]:
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(layer.raw, index, box)
    raw.FPDFText_GetCharOrigin(layer.raw, index, x, y)
    return box.left, box.right, y.value, abs(box.top - box.bottom)


def _line(characters: Sequence[tuple[str, float, float, float, float]]) -> Line | None:
    """One line of its characters; `None` where they are white space."""
    printed = [one for one in characters if not one[0].isspace()]
    if not printed:
        return None
    text = "".join(one[0] for one in characters).strip()
    word = len(text.split(maxsplit=1)[0])
    left = min(one[1] for one in printed)
    return Line(
        text,
        left=left,
        right=max(one[2] for one in printed),
        base=statistics.median(one[3] for one in printed),
        size=statistics.median(one[4] for one in printed) or 1.0,
        first=max(one[2] for one in printed[:word]) - left,
    )
