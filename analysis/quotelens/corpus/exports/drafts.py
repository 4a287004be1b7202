"""An article as an export has it, and its date in ISO 8601."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip

_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_DATES = (
    re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b"),  # May 8, 2010
    re.compile(rf"\b{_DAY} {_MONTH},? {_YEAR}\b"),  # 8 May 2010
    re.compile(rf"\b{_YEAR}-(?P<number>\d{{2}})-{_DAY}\b"),  # 2010-05-08
)


@dataclass(frozen=True, slots=True)
class Draft:
    """An article of an export.

    Attributes:
        text: Its body, a paragraph a line, or as the export sets it where that is plain text; "" where it has none.
        title, outlet, author, url: As written; `None` where the export does not say.
        published: In ISO 8601 where one date, and no more, can be read from what is written; else as written.
        id: The database's own number of the article.
        is_cut: Whether the export ends in the middle of it.
    """

    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    id: str | None = None
    is_cut: bool = False


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return re.split(r"\r\n|[\r\n\f]", text)


def iso_date(written: str) -> str | None:
    """The one date that English words (or ISO 8601) give, as ISO 8601; `None` where they give none or several.

    "June 18, 2015 Thursday 4:05 PM GMT" is 2015-06-18. Of "03/04/2015" nobody knows the month.
    """
    found = {date for pattern in _DATES for match in pattern.finditer(written) if (date := _date(match)) is not None}
    return found.pop().isoformat() if len(found) == 1 else None


def published(written: str | None) -> str | None:
    """A date as a draft has it."""
    return (iso_date(written) or written) if written else None


def without_by(byline: str | None) -> str | None:
    """A byline without the word "By" in front of it."""
    return (re.sub(r"^by\s+(?=\S)", "", byline.strip(), flags=re.IGNORECASE) or None) if byline else None


def _date(match: re.Match[str]) -> datetime.date | None:
    parts = match.groupdict()
    month = int(parts["number"]) if "number" in parts else _month(parts["month"])
    try:
        return datetime.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12 for a month's name or its beginning (at least three letters); 0 for any other word."""
    name = name.lower()
    return next((k for k, month in enumerate(MONTHS, 1) if month.startswith(name)), 0)
