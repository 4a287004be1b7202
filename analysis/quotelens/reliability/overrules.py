"""A study's own grades of its sources: its `grades.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quotelens.errors import GradeError
from quotelens.files import read_rows

COLUMNS = ("source_id", "name", "reliability", "information", "reason", "by")
LETTERS, FIGURES = "ABCDEF", "123456"


@dataclass(frozen=True, slots=True)
class Overrule:
    """What a study grades a source, known by its `source_id` or by its `name`; `None` leaves what the rules say.

    `reason` says why and `by` who says so (`None` where the file doesn't tell); `line` is the file's, for messages.
    """

    source_id: str | None
    name: str | None
    reliability: str | None
    information: int | None
    reason: str
    by: str | None = None
    line: int = 0


def read_overrules(path: str | Path) -> tuple[Overrule, ...]:
    """Read a `grades.csv` (UTF-8, a header, the columns source_id, name, reliability, information, reason, by).

    A row needs a `source_id` or a `name`, a `reliability` (A-F), an `information` (1-6) or both, and a `reason`. The
    columns may stand in any order; those that no row fills may be absent.

    Raises:
        GradeError: the file cannot be read, has a column it does not know, or a row lacks one of these or has a grade
            that is none; names the line and the mend.
    """
    path = Path(path)
    _, rows = read_rows(path, COLUMNS, GradeError)
    return tuple(_overrule(path, line, cells) for line, cells in rows)


def _overrule(path: Path, line: int, cells: dict[str, str]) -> Overrule:
    def need(holds: bool, what: str) -> None:
        if not holds:
            raise GradeError(f"{path}, line {line}: {what}")

    letter, figure = cells["reliability"].upper(), cells["information"]
    need(bool(cells["source_id"] or cells["name"]), "no source; give its source_id or its name")
    need(bool(letter or figure), "no grade; give a reliability (A-F), an information (1-6) or both")
    need(letter in ("", *LETTERS), f"{cells['reliability']!r} is no reliability; it is a letter from A to F")
    need(figure in ("", *FIGURES), f"{figure!r} is no information; it is a figure from 1 to 6")
    need(bool(cells["reason"]), "no reason; say why the rules are overruled")
    return Overrule(
        cells["source_id"] or None,
        cells["name"] or None,
        letter or None,
        int(figure) if figure else None,
        cells["reason"],
        cells["by"] or None,
        line,
    )
