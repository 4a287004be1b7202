"""Rows of a table -> articles."""

from __future__ import annotations

import datetime
import difflib
import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from quotelens.corpus.documents import METADATA, Options, RefusedError, lone_surrogate
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

TEXTS = ("text",)  # usual names of a column of texts; the first that is there


def of_frame(frame: pd.DataFrame, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of a frame's rows, and exclusions of those that can be none.

    Raises:
        TableError: the frame has no such column, or has it twice; names the columns there are.
    """
    column = options.columns.text or TEXTS[0]
    texts = _column(frame, column)
    if texts is None:
        columns = [str(name) for name in frame.columns]
        near = difflib.get_close_matches(column, columns, n=1)
        hint = f"; did you mean text={near[0]!r}?" if near else ""
        raise TableError(f"the table has no column {column!r} to read texts from; it has {', '.join(columns)}{hint}")
    names = [name for name in ("doc_id", "path", "date", *METADATA) if name != column]
    known = {name: values for name in names if (values := _column(frame, name)) is not None}
    for k, (label, text) in enumerate(zip(frame.index.tolist(), texts, strict=True)):
        row = {name: value for name, values in known.items() if (value := _as_text(values[k])) is not None}
        doc_id = row.pop("doc_id", None) or _label(label)
        if "date" in row:
            row.setdefault("published", row["date"])
            del row["date"]
        try:
            _admit(text, options.settings)
            for name, value in (("doc_id", doc_id), *row.items()):
                _refuse_surrogates(value, name)
        except RefusedError as refused:
            path = _escaped(row["path"]) if "path" in row else None
            detail = _escaped(f"row {_label(label)}: {refused.detail}")
            yield Exclusion(path, _escaped(doc_id), refused.reason, detail)
            continue
        yield Article.from_text(text, doc_id, **row)


def _column(frame: pd.DataFrame, name: str) -> list[Any] | None:
    if name not in frame.columns:
        return None
    values = frame[name]
    if isinstance(values, pd.DataFrame):
        raise TableError(f"the table has {values.shape[1]} columns {name!r}; rename or drop all but one")
    return values.tolist()


def _admit(text: object, settings: CorpusSettings) -> None:
    """Hold a row's text to what a file's is held to."""
    if _is_missing(text):
        raise RefusedError("missing", "has no text")
    if not isinstance(text, str):
        raise RefusedError("unsupported", f"its text is of type {type(text).__name__}, not str")
    if not text or text.isspace():
        raise RefusedError("empty", "nothing but white space" if text else "no characters")
    _refuse_surrogates(text, "text")
    size = len(text.encode("utf-8"))
    if size > settings.max_bytes:
        raise RefusedError("too_long", f"{size:,} bytes, more than {settings.max_bytes:,} (corpus.max_bytes)")


def _refuse_surrogates(value: str, name: str) -> None:
    position = lone_surrogate(value)
    if position is not None:
        raise RefusedError("undecodable", f"character {position} of its {name} is half a character (a lone surrogate)")


def _escaped(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _label(label: object) -> str:
    """An index label as an id; the parts of a label of several levels are joined by slashes."""
    return "/".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _as_text(value: object) -> str | None:
    """A cell as text: a date in ISO 8601 (without a time where it is midnight), a whole number without its ".0"."""
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


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
