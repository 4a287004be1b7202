"""A table for reading, and how its cells are written."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from quotelens.report import text
from quotelens.report.style import NO_MATHS, STYLE

LIMIT = 50  # rows shown; a report is for reading, the tables are for computing
CONTENT = 300  # characters of a quote shown
_LONG = 60  # characters from which on a cell is running text

# columns that mean the same wherever they stand
COLUMNS: Mapping[str, str] = {
    "No.": "The quote’s number, through the corpus, in the order of the text; the same in every table and figure.",
    "Source": "Who speaks, by the fullest name that the articles give.",
    "Quotes": "Number of quotes, those inside another quote included.",
    "Articles": "Number of articles.",
    "Article": "The article’s headline, or its file where it has none.",
    "Cue": "The reporter’s word that attributes what is said, as written.",
    "What is said": "The quote’s content as written, source and cue left out; long ones are cut.",
    "Measure": "What is counted.",
    "Value": "The measure, with its interval where one can be given; – where there is nothing to measure.",
    "n": "Number of quotes that the value rests on.",
}


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
        meanings: What the columns mean, by name, as far as `COLUMNS` does not say it already; and what a row means,
            where its first cell is a name that needs saying.
        marks: Of cells with marked words, by number of the row and name of the column, the words' `[start, end)`
            characters; in order, none in another.
    """

    frame: pd.DataFrame = field(repr=False)
    caption: str
    total: int
    of: str
    numeric: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    empty: str = "Nothing to show."
    meanings: Mapping[str, str] = field(default_factory=dict, repr=False)
    marks: Mapping[tuple[int, str], Sequence[tuple[int, int]]] = field(default_factory=dict, repr=False)

    @property
    def explained(self) -> dict[str, str]:
        """What the columns, and then the rows, mean, in their order; those that nobody explains are left out."""
        of_columns = {**COLUMNS, **self.meanings}
        columns = {name: of_columns[name] for name in self.frame.columns if name in of_columns}
        first = self.frame.iloc[:, 0] if len(self.frame.columns) else ()
        return columns | {name: self.meanings[name] for name in first if name in self.meanings}

    @property
    def note(self) -> str:
        """`Showing 50 of 143 quotes; ...` where rows were left out, else nothing."""
        if len(self.frame) >= self.total:
            return ""
        return f"Showing {len(self.frame)} of {self.total:,} {self.of}; the study's tables have them all."

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
        # the report finds the table itself beside its HTML (see `report.shown`), for downloads and other formats
        shown = {
            "table": self.caption,
            "columns": list(self.frame.columns),
            "rows": [[text.visible(cell) for cell in row] for row in self.frame.itertuples(index=False)],
            "numeric": list(self.numeric),
            "explained": [[text.visible(name), meaning] for name, meaning in self.explained.items()],
            "note": self.note,
            "empty": self.empty,
            "of": self.of,
        }
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}, {"quotelens": shown}

    def html(self) -> str:
        """The table as safe HTML, scrolling within its own box where it is wider than the page."""
        if self.frame.empty:
            return f'<p class="ql-empty">{text.escape(self.empty)}</p>'
        head = "".join(f'<th scope="col"{self._kind(name)}>{text.escape(name)}</th>' for name in self.frame.columns)
        rows = []
        for k, (first, *rest) in enumerate(self.frame.itertuples(index=False)):
            cells = "".join(
                f"<td{self._kind(name)}><bdi>{self._cell(k, name, cell)}</bdi></td>"
                for name, cell in zip(self.frame.columns[1:], rest, strict=True)
            )
            kind = self._kind(self.frame.columns[0])
            rows.append(f'<tr><th scope="row"{kind}><bdi>{text.escape(first)}</bdi></th>{cells}</tr>')
        note = f'<p class="ql-note">{text.escape(self.note)}</p>' if self.note else ""
        label = text.escape(self.caption)
        return (
            f'<div class="ql-table {NO_MATHS}">'
            f'<div class="ql-scroll" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
            f"{note}{self._legend()}</div>"
        )

    def _cell(self, row: int, name: str, cell: str) -> str:
        """The cell as safe HTML, its marked words marked."""
        parts, done = [], 0
        for start, end in self.marks.get((row, name), ()):
            parts += [text.escape(cell[done:start]), f'<mark class="ql-ev">{text.escape(cell[start:end])}</mark>']
            done = end
        return "".join([*parts, text.escape(cell[done:])])

    def _legend(self) -> str:
        told = "".join(
            f"<dt>{text.escape(name)}</dt><dd>{text.escape(meaning)}</dd>" for name, meaning in self.explained.items()
        )
        if not told:
            return ""
        return f'<details class="ql-columns"><summary>What the columns mean</summary><dl>{told}</dl></details>'

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


def table(
    frame: pd.DataFrame,
    caption: str,
    of: str = "rows",
    meanings: Mapping[str, str] | None = None,
    empty: str = "Nothing to show.",
) -> View:
    """Any frame as a view: column names in words, numbers with two decimals, – where nothing is known.

    `meanings` says what the columns mean, by their names in `frame`, and may say the same of names in the first column.
    """
    shown = pd.DataFrame({_spoken(name): [_written(value) for value in frame[name]] for name in frame.columns})
    numbers = frame.select_dtypes("number").columns  # yes and no are none
    numeric = [_spoken(name) for name in numbers]
    told = {form: meaning for name, meaning in (meanings or {}).items() for form in (name, _spoken(name))}
    long = [name for name in shown.columns if any(len(cell) > _LONG for cell in shown[name])]
    return View(
        shown.head(LIMIT), caption, len(frame), of, numeric=tuple(numeric), long=tuple(long), empty=empty, meanings=told
    )


def _spoken(name: object) -> str:
    words = str(name).replace("_", " ")
    return words if len(words) == 1 else words[:1].upper() + words[1:]  # n stays n


def _written(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float):
        return text.NOTHING if math.isnan(value) else text.number(value)
    return text.shorten(text.plain(value), CONTENT)
