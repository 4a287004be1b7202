"""Words and numbers as readers see them: escaping, shortening, shares with their intervals."""

from __future__ import annotations

import html
import math
import unicodedata
from typing import Any

import pandas as pd

NOTHING = "–"  # shown where a value is not defined

# Control characters have no place in HTML or XML; their pictures (U+2400 ...) show that they are there. Line breaks
# and tabs stay.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)} | {0x7F: 0x2421}
_NOT_XML = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
_SHOWN = _PICTURES | _NOT_XML


def visible(text: str) -> str:
    """The text, of the same length, with what HTML and XML cannot carry replaced: control characters by their
    pictures (NUL becomes ␀), lone surrogates by the replacement character."""
    return text.translate(_SHOWN)


def escape(text: str) -> str:
    """The text as HTML or XML character data, safe between tags and in quoted attributes."""
    return html.escape(visible(text), quote=True)


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut to `limit` columns with an ellipsis; East Asian wide characters take two columns."""
    line = " ".join(visible(text).split())
    if _columns(line) <= limit:
        return line
    kept, used = [], 1  # the ellipsis
    for char in line:
        used += _columns(char)
        if used > limit:
            break
        kept.append(char)
    while kept and kept[-1] == "\u200d":
        kept.pop()
    return "".join(kept).rstrip() + "…"


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def plural(n: int, one: str, many: str | None = None) -> str:
    """`1 quote`, `2 quotes`, `0 quotes`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share (0-1) as whole per cent; `–` for NaN."""
    return NOTHING if math.isnan(share) else f"{_rounded(100 * share)}%"


def percent_interval(low: float, high: float) -> str:
    """`27–81%`; empty where there is no interval."""
    return "" if math.isnan(low) or math.isnan(high) else f"{_rounded(100 * low)}–{_rounded(100 * high)}%"


def with_interval(value: str, interval: str) -> str:
    """`44% (27–81%)`; the value alone where there is no interval."""
    return f"{value} ({interval})" if interval else value


def tone_interval(low: float, high: float) -> str:
    """`−0.20 to +0.31`; empty where there is no interval."""
    return "" if math.isnan(low) or math.isnan(high) else f"{tone(low)} to {tone(high)}"


def tone(value: float) -> str:
    """A tone score (-1 to 1) with its sign and two decimals; `–` for NaN."""
    if math.isnan(value):
        return NOTHING
    shown = f"{value:+.2f}".replace("-", "−")
    return "0.00" if shown in ("+0.00", "−0.00") else shown


def number(value: float) -> str:
    """A number with two decimals; `–` for NaN."""
    return NOTHING if math.isnan(value) else f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def number_interval(low: float, high: float) -> str:
    """`−0.20 to 0.31`; empty where there is no interval."""
    return "" if math.isnan(low) or math.isnan(high) else f"{number(low)} to {number(high)}"


def plain(value: Any) -> str:
    """Any value of a table as text; `–` where it is not there."""
    return NOTHING if pd.isna(value) else str(value)


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)  # halves up, as readers expect; Python's own rounding takes 12.5 to 12
