"""What notebooks show: the tables and the articles among their outputs, as they are before they become HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from quotelens.report.notebooks import Notebook
from quotelens.tables import TABLES, harmless


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found in a notebook's outputs (see `views.View`).

    Attributes:
        name: File name without its ending, from the caption; no two tables of a report have the same.
        caption, note, empty: As of the view.
        columns: The headings.
        rows: The cells as shown.
        numeric: Headings of columns set flush right.
        explained: What columns mean, and rows whose first cell is a name that needs saying, by these names.
        whole: The study's table that has all rows and columns, where it is one (`quotes`).
    """

    name: str
    caption: str
    note: str
    empty: str
    columns: list[str]
    rows: list[list[str]] = field(repr=False)
    numeric: tuple[str, ...] = ()
    explained: dict[str, str] = field(default_factory=dict, repr=False)
    whole: str | None = None

    def csv(self) -> str:
        """The table as CSV: cells as shown, but numbers as programs read them, and none that starts like a formula."""
        frame = pd.DataFrame(self.rows, columns=self.columns, dtype="string")
        safe = harmless(frame)
        for name in self.numeric:
            numbers = [_number(cell) for cell in frame[name]]
            safe[name] = [
                other if number is None else number for number, other in zip(numbers, safe[name], strict=True)
            ]
        return str(safe.to_csv(index=False, lineterminator="\n"))


def tables(ran: Sequence[Notebook]) -> dict[int, Table]:
    """The tables among the notebooks' outputs, in order, by the `id` of the output that shows each."""
    found: dict[int, Table] = {}
    taken: set[str] = set()
    for output, about in _outputs(ran):
        if "table" in about:
            name = _free(_slug(about["table"]), taken)
            taken.add(name)
            whole = about["of"] if about["of"] in TABLES else None
            found[id(output)] = Table(
                name, about["table"], about["note"], about["empty"], about["columns"], about["rows"],
                tuple(about["numeric"]), dict(about["explained"]), whole,
            )  # fmt: skip
    return found


def articles(output: Any) -> list[str] | None:
    """The `doc_id`s of the articles that an output shows with quotes marked; `None` if it shows something else."""
    found: list[str] | None = output.get("metadata", {}).get("quotelens", {}).get("articles")
    return found


def _outputs(ran: Sequence[Notebook]) -> Iterator[tuple[Any, dict[str, Any]]]:
    for notebook in ran:
        for cell in notebook.node.cells:
            for output in cell.get("outputs", ()):
                yield output, output.get("metadata", {}).get("quotelens", {})


def _slug(caption: str) -> str:
    """`Shares of all quotes, with 95% intervals` -> `shares_of_all_quotes`; letters of the alphabet and digits only."""
    subject = re.split(r", with | \(|:", caption, maxsplit=1)[0].lower().replace("’", "").replace("'", "")
    return "_".join(re.findall(r"[a-z0-9]+", subject))[:60].strip("_") or "table"


def _free(name: str, taken: set[str]) -> str:
    free, k = name, 1
    while free in taken:
        k += 1
        free = f"{name}_{k}"
    return free


def _number(cell: str) -> str | None:
    """`+0.31` -> `0.31`, `−0.20` -> `-0.20`, `1,203` -> `1203`; `None` for anything but a number."""
    plain = cell.removeprefix("+").replace("−", "-").replace(",", "")
    return plain if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain) else None
