"""Rows of a table -> articles."""

from __future__ import annotations

import dataclasses
import datetime
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from quotelens.corpus.columns import choose
from quotelens.corpus.decoding import passes_for
from quotelens.corpus.documents import Columns, Document, Options, RefusedError, lone_surrogate
from quotelens.corpus.texts import BROKEN
from quotelens.records import Article, Exclusion, Reason
from quotelens.settings import CorpusSettings


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: where it begins (its line in a text file, its row in a spreadsheet, from 1), and its cells."""

    number: int
    cells: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """What stands in a file where a row should: from one line to another, and why it is none."""

    number: int
    last: int
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows on their way to articles.

    Attributes:
        document: The file.
        columns: Which of its columns are used.
        unit: What its rows are counted by: "line", "row" or "object".
        encoding: How its texts were decoded.
    """

    document: Document
    columns: Columns
    unit: str
    encoding: str = "utf-8"

    def articles(self, rows: Iterable[Row | BadRow], options: Options) -> Iterator[Article | Exclusion]:
        """Articles of the rows, in order, and exclusions of those that can be none.

        `doc_id` is the row's, else the file's path without its ending, a colon and the row's number ("news:17"). What a
        `datapackage.json` says of the file holds for all rows that don't say otherwise, but for the title, which is
        the table's.
        """
        if self.columns.text is not None:
            options.told(self.document.path, self.columns)
        known = {name: value for name, value in self.document.known.items() if name != "title"}
        fields = {field: name for field, name in dataclasses.asdict(self.columns).items() if name is not None}
        found = False
        for row in rows:
            found = True
            doc_id = f"{self.document.doc_id}:{row.number}"
            if isinstance(row, BadRow):
                where = self._where(row.number, row.last)
                yield Exclusion(self.document.path, doc_id, row.reason, f"{where}: {row.detail}")
                continue
            place = _Place(self._where(row.number, row.number), doc_id, self.document.path, self.encoding, known)
            yield _article({field: row.cells.get(name) for field, name in fields.items()}, place, options.settings)
        if not found:
            yield Exclusion(self.document.path, self.document.doc_id, "empty", "a table without a row")

    def only(self, cells: Mapping[str, object], options: Options) -> Iterator[Article | Exclusion]:
        """The article of a file that is one row, which goes by the file's own path."""
        options.told(self.document.path, self.columns)
        names = {field: name for field, name in dataclasses.asdict(self.columns).items() if name is not None}
        path, known = self.document.path, self.document.known
        place = _Place("the object", self.document.doc_id, path, self.encoding, known)
        yield _article({field: cells.get(name) for field, name in names.items()}, place, options.settings)

    def _where(self, first: int, last: int) -> str:
        return f"{self.unit} {first}" if first == last else f"{self.unit}s {first} to {last}"


def of_frame(frame: pd.DataFrame, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of a frame's rows, and exclusions of those that can be none.

    Raises:
        TableError: the frame has no such column, or has it twice; names the columns there are.
    """
    names = [name for name in frame.columns.tolist() if isinstance(name, str)]
    columns = choose(names, options.columns)
    options.told(None, columns)
    used = {field: name for field, name in dataclasses.asdict(columns).items() if name is not None}
    if names.count("path") == 1 and "path" not in used.values():
        used["path"] = "path"
    values = {field: frame[name].tolist() for field, name in used.items()}
    for k, label in enumerate(frame.index.tolist()):
        place = _Place(f"row {_label(label)}", _label(label))
        yield _article({field: column[k] for field, column in values.items()}, place, options.settings)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands, and what is known of it before it is read."""

    where: str
    doc_id: str
    path: str | None = None
    encoding: str = "utf-8"
    known: Mapping[str, str] = field(default_factory=dict)


def _article(cells: Mapping[str, object], place: _Place, settings: CorpusSettings) -> Article | Exclusion:
    """The article of a row, from its cells by field of `Article`, or the exclusion that says why there is none."""
    text = cells.get("text")
    row = {"doc_id": place.doc_id, **place.known} | ({} if place.path is None else {"path": place.path})
    row |= {name: value for name, cell in cells.items() if name != "text" and (value := _as_text(cell)) is not None}
    try:
        _admit(text, place.encoding, settings)
        for name, value in row.items():
            _refuse_surrogates(value, name, place.encoding)
    except RefusedError as refused:
        path = _escaped(row["path"]) if "path" in row else None
        detail = _escaped(f"{place.where}: {refused.detail}")
        return Exclusion(path, _escaped(row["doc_id"]), refused.reason, detail)
    return Article.from_text(str(text), row.pop("doc_id"), encoding=place.encoding, **row)


def _admit(text: object, encoding: str, settings: CorpusSettings) -> None:
    """Hold a row's text to what a file's is held to."""
    if _is_missing(text):
        raise RefusedError("missing", "has no text")
    if not isinstance(text, str):
        raise RefusedError("unsupported", f"its text is of type {type(text).__name__}, not str")
    if not text or text.isspace():
        raise RefusedError("empty", "nothing but white space" if text else "no characters")
    _refuse_surrogates(text, "text", encoding)
    if other := passes_for(text, encoding):
        raise RefusedError("undecodable", f"its text is {other}, but the file is {encoding} before it")
    size = len(text.encode("utf-8"))
    if size > settings.max_bytes:
        raise RefusedError("too_long", f"{size:,} bytes, more than {settings.max_bytes:,} (corpus.max_bytes)")


def _refuse_surrogates(value: str, name: str, encoding: str) -> None:
    position = lone_surrogate(value)
    if position is None:
        return
    what = f"not {encoding}" if value[position] == BROKEN else "half a character (a lone surrogate)"
    raise RefusedError("undecodable", f"character {position} of its {name} is {what}")


def _escaped(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _label(label: object) -> str:
    """An index label as an id; the parts of a label of several levels are joined by slashes."""
    return "/".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _as_text(value: object) -> str | None:
    """A cell as text, `None` where it is empty.

    A date is written in ISO 8601 (without a time where it is midnight), a whole number without its ".0", a list with
    commas between its entries; of an object its `name` is taken, where it has one (NewsAPI's source).
    """
    if isinstance(value, np.ndarray):  # a list in a frame that was read from Parquet
        value = value.tolist()
    if isinstance(value, Mapping):
        name = value.get("name")
        return _as_text(name) if isinstance(name, str) else json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return ", ".join(text for item in value if (text := _as_text(item)) is not None) or None
    if _is_missing(value) or (isinstance(value, str) and not value):
        return None
    if isinstance(value, datetime.datetime):  # a pandas Timestamp is one too
        midnight = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with a gap in it is one of floats
    return str(value)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
