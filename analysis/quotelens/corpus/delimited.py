"""CSV and TSV -> articles, a row at a time.

What is a row is told strictly: a quotation mark inside a quoted cell must be doubled. Where one is not, or is missing,
nobody can say where cells end; the lines concerned become one exclusion, and reading goes on with the first line that
looks like the rows before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from quotelens.corpus.columns import choose
from quotelens.corpus.documents import Columns, Document, Options
from quotelens.corpus.rows import BadRow, Row, Table
from quotelens.corpus.texts import SAMPLE, longest_row, opened
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion

DELIMITERS = (",", ";", "\t", "|")  # the first wins where the signs are even
# How cells are quoted, likewise: marks doubled (RFC 4180), after a space, with a backslash before them, not at all
QUOTING: tuple[dict[str, Any], ...] = (
    {},
    {"skipinitialspace": True},
    {"escapechar": "\\"},
    {"quoting": csv.QUOTE_NONE},
)
MARGIN = 0.05  # by that share of rows a later one must be better: a few bad rows don't make marks part of cells
# Lines in succession with just as many cells as a row, but unlike one, as a table within a text has them; more of them
# are rows, of another look than those before
MAX_REFUSED = 50
SNIFFED = 200  # rows of the sample that decide
_DECLARED = re.compile(r"sep=(.)\s*")  # a first line by which Excel is told the delimiter


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file is written: the `csv` module's parameters, and its header."""

    dialect: dict[str, Any]
    header: list[str]
    first: list[str] | None  # its first row, where the sample holds one


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of the rows of a CSV or TSV file, and exclusions of what can be none.

    The delimiter (comma, semicolon, tab or vertical bar) and the quoting are those under which the first rows have a
    column of texts and as many cells as the header.

    Raises:
        TableError: there is no column of texts, or none of a name that was given.
        RefusedError: it is no text, or in no encoding that can be told.
    """
    limit = longest_row(options.settings)
    if csv.field_size_limit() < limit:
        csv.field_size_limit(limit)  # the module's own, for all: raised, never lowered, it is in nobody's way
    with opened(document, newline="") as (text, encoding):
        form = _form(_sample(document), options.columns, document.ending)
        table = Table(document, choose(form.header, options.columns), "line", encoding)
        yield from table.articles(_rows(text, form, limit), options)


# --- the form --------------------------------------------------------------------------------------------------------


def _sample(document: Document) -> list[str]:
    """The first lines, whole ones."""
    with opened(document, newline="") as (text, _):
        sample = text.read(SAMPLE)
    lines = io.StringIO(sample, newline="").readlines()
    return lines[:-1] if len(sample) == SAMPLE and len(lines) > 1 else lines


def _form(lines: list[str], wanted: Columns, ending: str) -> _Form:
    declared = _DECLARED.fullmatch(lines[0]) if lines else None
    delimiters = sorted(DELIMITERS, key=lambda one: one != "\t") if ending == ".tsv" else list(DELIMITERS)
    forms = []
    for delimiter in [declared[1]] if declared else delimiters:
        for k, quoting in enumerate(QUOTING):
            known, several, share, form = _tried(lines, wanted, {"delimiter": delimiter, **quoting})
            forms.append((known, several, share - k * MARGIN, form))
    return max(forms, key=lambda form: form[:3])[3]  # of equals the first


def _tried(lines: list[str], wanted: Columns, dialect: dict[str, Any]) -> tuple[bool, bool, float, _Form]:
    """Whether there is a column of texts, more than one column, the share of rows that are as wide; and the form."""
    source = iter(lines)
    reader = csv.reader(source, strict=True, **dialect)
    header: list[str] = []
    first = None
    good = bad = 0
    while good + bad < SNIFFED:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            bad += 1
            continue
        if not header:
            header = _header(cells)
        elif any(cells):
            fits = len(_fitted(cells, len(header))) == len(header)
            good, bad = good + fits, bad + (not fits)
            first = first or (cells if fits else None)
    try:
        choose(header, wanted)
        known = True
    except TableError:
        known = False
    return known, len(header) > 1, good / (good + bad or 1), _Form(dialect, header, first)


def _header(cells: list[str]) -> list[str]:
    """A row's cells as a header; [] for one that is none."""
    names = [cell.strip() for cell in cells]
    return names if any(names) and not names[0].startswith("sep=") else []


# --- the rows --------------------------------------------------------------------------------------------------------


class _TooLongError(Exception):
    """More lines for one row than are held."""


class _Lines:
    """A text's lines, which can be given back, and those that were taken since a row began."""

    def __init__(self, text: TextIO, limit: int) -> None:
        self.text, self.limit = text, limit
        self.number = 0
        self.returned: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []
        self.size = 0

    def begin(self) -> None:
        self.taken, self.size = [], 0

    def give_back(self) -> None:
        """All that was taken but its first line."""
        self.returned.extendleft(reversed(self.taken[1:]))

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.returned:
            number, line = self.returned.popleft()
        else:
            line = self.text.readline(self.limit + 1)
            if not line:
                raise StopIteration
            self.number += 1
            number = self.number
        self.size += len(line)
        if len(line) > self.limit:  # and so without its end: the rest is passed over
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = self.text.readline(self.limit)
            line = ""
        self.taken.append((number, line))
        if self.size > self.limit:
            raise _TooLongError
        return line


def _rows(text: TextIO, form: _Form, limit: int) -> Iterator[Row | BadRow]:
    lines = _Lines(text, limit)
    reader = csv.reader(lines, strict=True, **form.dialect)
    width = len(form.header)
    like = _Likeness(form.first, width, form.dialect["delimiter"])
    below_header = False
    bad: _Stretch | None = None
    while True:
        lines.begin()
        problem = ""
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            break
        except _TooLongError:
            problem = f"more than {limit:,} characters before the row ends; are its quotation marks closed?"
        except csv.Error:
            problem = "a quotation mark inside a cell is not doubled, or one is missing"
        if not problem and not any(cells):
            continue  # an empty line
        if not problem and not below_header:
            below_header = bool(_header(cells))
            continue
        (first, raw), (last, _) = lines.taken[0], lines.taken[-1]
        cells = _fitted(cells, width)
        if problem or (bad and not like.fits(cells, raw)):
            lines.give_back()  # a row may begin on the next line
            bad = bad or _Stretch(first, problem)
            bad.last, bad.size = first, bad.size + (len(raw) or limit + 1)
            continue
        if bad:
            yield bad.row(limit)
            bad = None
        if len(cells) == width:
            like.learn(cells, raw)
            yield Row(first, dict(zip(form.header, cells, strict=True)))
        else:
            there = f"{len(cells)} cell{'s' * (len(cells) != 1)}, but the header has {width}"
            yield BadRow(first, last, "malformed", there)
    if bad:
        yield bad.row(limit)


def _fitted(cells: list[str], width: int) -> list[str]:
    """Cells without empty ones beyond the header's, which spreadsheets leave at the end of rows."""
    return cells[:width] if not any(cells[width:]) else cells


@dataclass(slots=True)
class _Stretch:
    """Lines that are no rows."""

    first: int
    problem: str
    last: int = 0
    size: int = 0

    def row(self, limit: int) -> BadRow:
        return BadRow(self.first, self.last, "too_long" if self.size > limit else "malformed", self.problem)


class _Likeness:
    """What rows of a table have in common, so that a paragraph with as many commas is not taken for one."""

    def __init__(self, first: Sequence[str] | None, width: int, delimiter: str) -> None:
        self.kinds: list[set[str]] = [set() for _ in range(width)]  # of each column's cells so far
        self.quoted: bool | None = None  # whether every row so far had a quoted cell
        self.delimiter = delimiter
        self.refused = 0  # rows in succession that had as many cells, but were unlike
        if first:
            self._add(first)

    def learn(self, cells: Sequence[str], line: str) -> None:
        """A row, which begins with the line, is one of the table."""
        self._add(cells)
        self.refused = 0
        if self.quoted is not False:
            self.quoted = self._quotes(line)

    def fits(self, cells: Sequence[str], line: str) -> bool:
        """Whether cells, of a row that begins with the line, look like those of the table."""
        if len(cells) != len(self.kinds):
            self.refused = 0
            return False
        alike = all(not known or _kind(cell) in known | {""} for known, cell in zip(self.kinds, cells, strict=True))
        if alike and (not self.quoted or self._quotes(line)):
            return True
        self.refused += 1
        return self.refused > MAX_REFUSED

    def _add(self, cells: Sequence[str]) -> None:
        for known, cell in zip(self.kinds, cells, strict=True):
            known |= {_kind(cell)} - {""}

    def _quotes(self, line: str) -> bool:
        return line.startswith('"') or f'{self.delimiter}"' in line


def _kind(cell: str) -> Literal["", "number", "address", "words"]:
    """What a cell holds, by its beginning; a date is a number."""
    start = cell[:100].strip()
    if re.fullmatch(r"[-+\d\s.,:/TZ]*\d[-+\d\s.,:/TZ]*", start):
        return "number"
    return "address" if "://" in start else "words" if start else ""
