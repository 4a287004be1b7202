"""Files: written so that nobody ever finds half of one; TOML and CSV read with errors that name the file."""

from __future__ import annotations

import csv
import json
import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file under a temporary name beside it, then rename: a cut leaves the old file or the new one whole."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    scratch.write_bytes(data)
    os.replace(scratch, path)


def json_line(value: Any) -> str:
    """A value as one line of JSON, without a line break at its end.

    Text beyond ASCII is written as it is; lone surrogates, which UTF-8 cannot carry, as JSON escapes.
    """
    text = json.dumps(value, ensure_ascii=False)
    return "".join(f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in text)


def read_toml(path: Path, complaint: type[Exception]) -> dict[str, Any]:
    """A TOML file in UTF-8, with or without a byte order mark; `complaint` is raised where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise complaint(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise complaint(f"{path}: not valid TOML: {_in_plain_words(str(error))}") from error


def _in_plain_words(message: str) -> str:
    """What tomllib says of the mistakes that people make oftenest; anything else as it says it."""
    message = re.sub(r"Cannot declare \((.*?),?\) twice", _twice, message)
    message = message.replace("Cannot overwrite a value", "a key stands twice")
    return message.replace("Invalid value", "no value; text wants quotation marks")


def _twice(found: re.Match[str]) -> str:
    table = ".".join(re.findall(r"'(.*?)'", found[1]))
    return f"[{table}] stands twice; put all of it under one"


def toml_value(value: Any) -> str:
    """A plain value (bool, int, float, str, or a list or dictionary of such) as TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:_}"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{toml_key(key)} = {toml_value(own)}" for key, own in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    # TOML's escapes are JSON's, save that "delete" wants one too
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: str) -> str:
    """A key as TOML, in quotation marks only where it needs them."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml_value(key)


def read_rows(
    path: Path, known: Sequence[str], complaint: type[Exception]
) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """A small CSV table that a person keeps by hand (UTF-8, with a header; columns in any order).

    Args:
        path: The file.
        known: The columns it may have.
        complaint: What is raised.

    Returns:
        Its columns, and its rows, each with its line's number and all of `known`; a column that the file lacks and
        an empty cell are "". White space in a cell is made single.

    Raises:
        complaint: the file cannot be read, has a column beyond `known`, or a row of more cells than columns; names
            the line and the mend.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = [column.strip() for column in reader.fieldnames or ()]
            reader.fieldnames = columns
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise complaint(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise complaint(f"{path}: not a CSV file in UTF-8: {error}") from error
    for column in columns:
        if column not in known:
            raise complaint(f"{path}: unknown column {column!r}; known are {', '.join(known)}")
    for line, row in rows:
        if None in row:
            raise complaint(f"{path}, line {line}: more cells than columns; put a name that holds a comma in quotes")
    return columns, [(line, {name: " ".join(str(row.get(name) or "").split()) for name in known}) for line, row in rows]
