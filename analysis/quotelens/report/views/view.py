"""A table for reading, and how its cells are written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from quotelens.report import text
from quotelens.report.style import NO_MATHS, STYLE

LIMIT = 50  # rows shown; a report is for reading, the tables are for computing
CONTENT = 300  # characters of a quote shown


@dataclass(frozen=True, slots=True)
class View:
    """A table for reading.

    Attributes:
        frame: What is shown: text only, at most `LIMIT` rows; its first column names the rows.
        caption: What the table holds.
        total: Number of rows there are.
        of: What a row is, in the plural, and the frame that has them all ("quotes", `study.quotes`).
        numeric: Columns set flush right.
        long: Columns that hold running text.
        empty: What is said instead where there is no row.
    """

    frame: pd.DataFrame = field(repr=False)
    caption: str
    total: int
    of: str
    numeric: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    empty: str = "Nothing to show."

    @property
    def note(self) -> str:
        """`Showing 50 of 143 quotes; ...` where rows were left out, else nothing."""
        if len(self.frame) >= self.total:
            return ""
        return f"Showing {len(self.frame)} of {self.total:,} {self.of}; the study's tables have them all."

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The table as safe HTML, scrolling within its own box where it is wider than the page."""
        if self.frame.empty:
            return f'<p class="ql-empty">{text.escape(self.empty)}</p>'
        head = "".join(f'<th scope="col"{self._kind(name)}>{text.escape(name)}</th>' for name in self.frame.columns)
        rows = []
        for first, *rest in self.frame.itertuples(index=False):
            cells = "".join(
                f"<td{self._kind(name)}><bdi>{text.escape(cell)}</bdi></td>"
                for name, cell in zip(self.frame.columns[1:], rest, strict=True)
            )
            kind = self._kind(self.frame.columns[0])
            rows.append(f'<tr><th scope="row"{kind}><bdi>{text.escape(first)}</bdi></th>{cells}</tr>')
        note = f'<p class="ql-note">{text.escape(self.note)}</p>' if self.note else ""
        label = text.escape(self.caption)
        return (
            f'<div class="ql-table {NO_MATHS}">'
            f'<div class="ql-scroll" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}</div>"
        )

    def _kind(self, name: str) -> str:
        if name in self.numeric:
            return ' class="ql-num"'
        return ' class="ql-long"' if name in self.long else ""


def share_cell(value: float, low: float, high: float) -> str:
    """`44% (27–81%)`."""
    return text.with_interval(text.percent(value), text.percent_interval(low, high))


def tone_cell(value: float, low: float, high: float) -> str:
    """`−0.20 (−0.40 to +0.10)`."""
    return text.with_interval(text.tone(value), text.tone_interval(low, high))


def number_cell(value: float, low: float, high: float) -> str:
    """`1.50 (0.20 to 2.40)`."""
    return text.with_interval(text.number(value), text.number_interval(low, high))


def table(frame: pd.DataFrame, caption: str, of: str = "rows") -> View:
    """Any frame as a view: column names in words, numbers with two decimals, – where nothing is known."""
    shown = pd.DataFrame({_spoken(name): [_written(value) for value in frame[name]] for name in frame.columns})
    numeric = [_spoken(name) for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    return View(shown.head(LIMIT), caption, len(frame), of, numeric=tuple(numeric))


def _spoken(name: object) -> str:
    words = str(name).replace("_", " ")
    return words[:1].upper() + words[1:]


def _written(value: object) -> str:
    if isinstance(value, float):
        return text.NOTHING if math.isnan(value) else text.number(value)
    return text.shorten(text.plain(value), CONTENT)
