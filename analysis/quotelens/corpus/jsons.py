"""JSON and JSON Lines -> articles, an object at a time.

A `.json` file is an array of objects, an object that holds one (`{"articles": [{...}, ...]}`), or an object that is
itself an article, as news crawlers save them; a `.jsonl` or `.ndjson` file holds an object a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, TextIO

from quotelens.corpus.columns import choose
from quotelens.corpus.documents import Columns, Document, Options, RefusedError
from quotelens.corpus.rows import BadRow, Row, Table
from quotelens.corpus.texts import SAMPLE, longest_row, opened
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion

HEAD = 100  # objects whose keys are the table's columns: not every object need have all of them
HEAD_SIZE = 1_000_000  # characters of text in them, at most (and one object more)
_DECODER = json.JSONDecoder(strict=False)  # a line break within a text is no reason to lose it
_BLANK = " \t\r\n"


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of a JSON file's objects, and exclusions of what can be none.

    Of an object that holds several arrays, the first whose objects have a column of texts is read; rows are numbered
    by their place in it, from 1. Where the file breaks off or is no JSON, what comes before is read.

    Raises:
        TableError: no object has a column of texts, or none of a name that was given.
        RefusedError: it is no text, in no encoding that can be told, or no JSON from the start.
    """
    limit = longest_row(options.settings)
    with opened(document, newline="") as (text, encoding):
        scanner = _Scanner(text, limit)
        first = scanner.peek()
        if first == "[":
            yield from _table(document, "object", encoding, _objects(scanner), options)
            return
    if first != "{":
        raise RefusedError("malformed", "not JSON: neither an array nor an object")
    with opened(document, newline="") as (text, _):
        scanner = _Scanner(text, limit)
        shape = _shape(scanner, options.columns)
        lines = shape.problem is None and scanner.peek() == "{"
    if lines:  # another object after the first
        yield from read_lines(document, options)
        return
    with opened(document, newline="") as (text, _):
        yield from _of_object(document, shape, _Scanner(text, limit), encoding, options)


def read_lines(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of a JSON Lines file's objects; a line that is no object is an exclusion, and costs no other.

    Raises:
        TableError: no object has a column of texts, or none of a name that was given.
        RefusedError: it is no text, or in no encoding that can be told.
    """
    limit = longest_row(options.settings)
    with opened(document, newline="\n") as (text, encoding):
        yield from _table(document, "line", encoding, _of_lines(text, limit), options)


def _table(
    document: Document, unit: str, encoding: str, rows: Iterator[Row | BadRow], options: Options
) -> Iterator[Article | Exclusion]:
    """The articles of objects, whose first ones say which columns there are."""
    head: list[Row | BadRow] = []
    size = objects = 0
    for row in rows:
        head.append(row)
        if isinstance(row, Row):
            objects += 1
            size += sum(len(cell) for cell in row.cells.values() if isinstance(cell, str))
        if objects == HEAD or size > HEAD_SIZE:
            break
    if not objects:  # nothing at all, or nothing but bad ones: there are no columns to speak of
        yield from Table(document, Columns(), unit, encoding).articles(chain(head, rows), options)
        return
    columns = choose(_keys(row.cells for row in head if isinstance(row, Row)), options.columns)
    yield from Table(document, columns, unit, encoding).articles(chain(head, rows), options)


def _keys(objects: Iterable[Any]) -> list[str]:
    """The keys of objects, in the order in which they appear."""
    return list(dict.fromkeys(key for one in objects for key in one))


def _of_lines(text: TextIO, limit: int) -> Iterator[Row | BadRow]:
    number = 0
    while line := text.readline(limit + 1):
        number += 1
        if len(line) > limit:
            while line and not line.endswith("\n"):
                line = text.readline(limit)
            yield BadRow(number, number, "too_long", f"more than {limit:,} characters")
        elif line.strip(_BLANK):
            try:
                value = json.loads(line, strict=False)
            except (ValueError, RecursionError) as error:
                yield BadRow(number, number, "malformed", f"not JSON: {_why(error)}")
                continue
            yield _row(number, value)


def _row(number: int, value: object) -> Row | BadRow:
    if isinstance(value, dict):
        return Row(number, value)
    return BadRow(number, number, "malformed", 'not an object with a text, such as {"text": "..."}')


def _why(error: Exception) -> str:
    """Without the place, which would be that in the part that is held."""
    if isinstance(error, json.JSONDecodeError):
        return error.msg
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)


# --- JSON of any size ------------------------------------------------------------------------------------------------


class _Scanner:
    """Reads values one after the other; of the text it holds little more than the value that is being read.

    The standard library reads a whole file or nothing; what it is asked here is one value at a time.
    """

    def __init__(self, text: TextIO, limit: int) -> None:
        self.text, self.limit = text, limit
        self.held, self.at, self.ended = "", 0, False

    def _more(self) -> None:
        self.held = self.held[self.at :]
        self.at = 0
        if len(self.held) > self.limit:
            raise RefusedError("too_long", f"more than {self.limit:,} characters before a value ends")
        more = self.text.read(max(SAMPLE, len(self.held)))  # twice as much: a long value is tried a few times only
        self.held += more
        self.ended = not more

    def peek(self) -> str:
        """The next character that is not blank; "" at the end."""
        while True:
            while self.at < len(self.held):
                if self.held[self.at] not in _BLANK:
                    return self.held[self.at]
                self.at += 1
            if self.ended:
                return ""
            self._more()

    def take(self, character: str) -> None:
        if self.peek() != character:
            raise ValueError(f"{character!r} expected" if self.peek() else "it breaks off")
        self.at += 1

    def value(self) -> Any:
        """The next value, whole."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.held, self.at)
            except json.JSONDecodeError:
                if self.ended:
                    raise
            else:
                if end < len(self.held) or self.ended:  # a number may go on
                    self.at = end
                    return value
            self._more()

    def items(self) -> Iterator[None]:
        """Stands before each item of an array in turn; whoever asks must take it."""
        self.take("[")
        while self.peek() != "]":
            yield
            if self.peek() != "]":
                self.take(",")
        self.take("]")

    def members(self) -> Iterator[str]:
        """Each key of an object in turn; whoever asks must take its value."""
        self.take("{")
        while self.peek() != "}":
            key = self.value()
            if not isinstance(key, str):
                raise ValueError("a key must be a text")
            self.take(":")
            yield key
            if self.peek() != "}":
                self.take(",")
        self.take("}")


def _objects(scanner: _Scanner, whole: bool = True) -> Iterator[Row | BadRow]:
    """The objects of an array, up to where it cannot be read any more; `whole`: the array is all of the file."""
    number = 0
    try:
        for _ in scanner.items():
            number += 1
            yield _row(number, scanner.value())
        if whole and scanner.peek():
            yield BadRow(number + 1, number + 1, "malformed", "something follows the array; it is not read")
    except (ValueError, RecursionError) as error:
        number = max(number, 1)
        yield BadRow(number, number, "malformed", f"not JSON from here on, and not read: {_why(error)}")
    except RefusedError as refused:
        yield BadRow(number, number, refused.reason, f"{refused.detail}; it and what follows is not read")


@dataclass(slots=True)
class _Shape:
    """What an object holds: its own keys, those of texts, where its table is, and why no more could be told."""

    keys: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    table: tuple[str, ...] | None = None
    problem: str | None = None


def _shape(scanner: _Scanner, wanted: Columns) -> _Shape:
    shape = _Shape()
    try:
        for key in scanner.members():
            shape.keys.append(key)
            if scanner.peek() == '"':
                shape.texts.append(key)
            _search(scanner, (key,), wanted, shape)
    except (ValueError, RecursionError, RefusedError) as error:
        shape.problem = _why(error)
    return shape


def _search(scanner: _Scanner, path: tuple[str, ...], wanted: Columns, shape: _Shape) -> None:
    """Take a value, and note the first array of objects with texts in it."""
    first = scanner.peek()
    if first == "{":
        for key in scanner.members():
            _search(scanner, (*path, key), wanted, shape)
    elif first == "[":
        head: list[dict[str, Any]] = []
        for _ in scanner.items():
            value = scanner.value()
            if shape.table is None and len(head) < HEAD and isinstance(value, dict):
                head.append(value)
                if _texts(_keys(head), wanted):
                    shape.table = path
    else:
        scanner.value()


def _texts(keys: list[str], wanted: Columns) -> str | None:
    """The column of texts, if there is one."""
    try:
        return choose(keys, wanted).text
    except TableError:
        return None


def _of_object(
    document: Document, shape: _Shape, scanner: _Scanner, encoding: str, options: Options
) -> Iterator[Article | Exclusion]:
    if shape.problem is None and _texts(shape.keys, options.columns) in shape.texts:
        table = Table(document, choose(shape.keys, options.columns), "object", encoding)
        yield from table.only(scanner.value(), options)
    elif shape.table is not None:
        for key in shape.table:
            for other in scanner.members():
                if other == key:
                    break
                _pass_over(scanner)
        yield from _table(document, "object", encoding, _objects(scanner, whole=False), options)
    elif shape.problem is not None:
        raise RefusedError("malformed", f"not JSON: {shape.problem}")
    else:
        choose(shape.keys, options.columns)  # says what is there instead


def _pass_over(scanner: _Scanner) -> None:
    """Take a value, however long, without holding it."""
    first = scanner.peek()
    if first == "{":
        for _ in scanner.members():
            _pass_over(scanner)
    elif first == "[":
        for _ in scanner.items():
            _pass_over(scanner)
    else:
        scanner.value()
