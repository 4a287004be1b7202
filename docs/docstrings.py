"""What docstrings hold that Sphinx does not take as it stands: Markdown's tables and lists, and publications."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_RULE = re.compile(r"^\|(\s*:?-+:?\s*\|)+$")  # below a table's head
_CODE = re.compile(
    r"(?<!`)`([^`]*<[^`]*>|\.\w+)`(?!`)"
)  # `quotes.<ending>`, `.csv`: code, and no link to <ending> or csv


def mend(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Rewrite a docstring's lines in place (Sphinx's event `autodoc-process-docstring`)."""
    lines[:] = [_CODE.sub(r"``\1``", line) for line in lines]
    lines[:] = references(list(_tables(_examples(list(_lists(lines))))))


def _tables(lines: list[str]) -> Iterator[str]:
    """Markdown's tables as reStructuredText's."""
    rows: list[str] = []
    for line in lines:
        if line.lstrip().startswith("|"):
            rows.append(line)
            continue
        yield from _list_table(rows)
        rows = []
        yield line
    yield from _list_table(rows)


def _list_table(rows: list[str]) -> Iterator[str]:
    if len(rows) < 2 or not _RULE.match(rows[1].strip()):
        yield from rows
        return
    margin = rows[0][: len(rows[0]) - len(rows[0].lstrip())]
    yield from (f"{margin}.. list-table::", f"{margin}   :header-rows: 1", "")
    for row in (rows[0], *rows[2:]):
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        yield f"{margin}   * - {cells[0]}"
        yield from (f"{margin}     - {cell}" for cell in cells[1:])
    yield ""


def _examples(lines: list[str]) -> list[str]:
    """What stands indented below an empty line is to be shown as it is: behind a colon, or where no section is."""
    out: list[str] = []
    for at, line in enumerate(lines):
        out.append(line)
        if at + 2 >= len(lines) or not line.strip() or lines[at + 1].strip():
            continue
        below = lines[at + 2].lstrip()
        deeper = len(lines[at + 2]) - len(below) > len(line) - len(line.lstrip())
        if not below or not deeper or below.startswith(("- ", "..")):
            continue
        if line.endswith(":"):
            out[-1] = line + ":"
        elif not line.startswith((" ", "- ")):
            out += ["", "::"]
    return out


def _lists(lines: list[str]) -> Iterator[str]:
    """Lists apart from the paragraphs before and behind them, as reStructuredText wants them."""
    margin = -1  # of the list that is being read
    before = ""
    for line in lines:
        indent = len(line) - len(line.lstrip())
        bullet = line.lstrip().startswith("- ")
        if before.strip() and ((bullet and indent != margin) or (not bullet and line.strip() and indent <= margin)):
            yield ""
        if bullet or (line.strip() and indent <= margin):
            margin = indent if bullet else -1
        yield line
        before = line


def references(lines: list[str]) -> list[str]:
    """The entries under `References:` as a list, one a publication; they end with a full stop at a line's end."""
    out: list[str] = []
    heading = -1  # the margin of the heading whose entries are being read
    fresh = False
    for line in lines:
        words = line.strip()
        margin = len(line) - len(words) if words else 0
        if words == "References:":
            heading, fresh = margin, True
        elif words and margin <= heading:
            heading = -1
        elif words and heading >= 0:
            line = f"{' ' * margin}{'- ' if fresh else '  '}{words}"
            fresh = words.endswith(".")
        out.append(line)
    return out
