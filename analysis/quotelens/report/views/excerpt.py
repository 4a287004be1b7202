"""A quote's content cut to a length, with the words that decide still in it and marked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from quotelens.report import text

Spans = Sequence[tuple[int, int]]

_BEFORE = 60  # characters kept before the first marked word where the beginning has to go


def excerpt(body: str, content: Spans, marked: Iterable[tuple[int, int]], limit: int) -> tuple[str, Spans]:
    """The content on one line, cut to about `limit` characters, and where the marked words are in it.

    Args:
        body: The article's text.
        content, marked: `[start, end)` characters of `body`; what is marked outside of the content is left out.
        limit: Characters; where all of the content is more, what is far from the first marked word is cut.

    Returns:
        The line, and the `[start, end)` characters of its marked words.
    """
    lit = {place for start, end in marked for place in range(start, end)}
    line = _on_one_line(body, content, lit)
    if len(line) > limit:
        line = _cut(line, limit)
    shown = "".join(char for char, _ in line)
    runs, place = [], 0
    for is_marked, run in itertools.groupby(line, key=lambda one: one[1]):
        length = len(list(run))
        if is_marked:
            runs.append((place, place + length))
        place += length
    return shown, runs


def _on_one_line(body: str, content: Spans, lit: set[int]) -> list[tuple[str, bool]]:
    """The content's characters, each with whether it is marked; white space is one space, and none at the ends."""
    line: list[tuple[str, bool]] = []
    for start, end in content:
        for place, char in enumerate(text.visible(body[start:end]), start):
            if not char.isspace():
                line.append((char, place in lit))
            elif line and line[-1][0] != " ":
                line.append((" ", place in lit))
        if line and line[-1][0] != " ":
            line.append((" ", False))
    return line[:-1] if line and line[-1][0] == " " else line


def _cut(line: list[tuple[str, bool]], limit: int) -> list[tuple[str, bool]]:
    places = [place for place, (_, is_marked) in enumerate(line) if is_marked]
    first = 0
    if places and places[-1] >= limit:
        first = _word_start(line, max(0, min(places[0] - _BEFORE, len(line) - limit)))
    last = min(first + limit, len(line))
    while last < len(line) and last > first and line[last][0] != " ":
        last -= 1
    if last == first:  # one word without an end
        last = min(first + limit, len(line))
    dots = [("…", False)]
    return [*(dots if first else []), *line[first:last], *(dots if last < len(line) else [])]


def _word_start(line: list[tuple[str, bool]], place: int) -> int:
    while 0 < place < len(line) and line[place - 1][0] != " ":
        place -= 1
    return place
