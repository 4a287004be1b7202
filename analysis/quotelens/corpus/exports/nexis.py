"""Nexis Uni: an export of several articles, in Word or Rich Text, as text with a line a paragraph.

Layout: a cover page with the search and a list of titles, then each article:

    Mayor denies knowing of the leak        title
    The Harbour Herald                      outlet
    June 18, 2015 Thursday                  date, with the weekday and perhaps an edition
    Copyright 2015 Harbour Press All Rights Reserved
    Section: NEWS; Pg. 4                    fields, with a no-break space behind the colon
    Length: 544 words
    Byline: By Jane Roe
    Body                                    alone on its line
    ...
    Graphic / Classification                alone on their lines, where the article has such parts
    Load-Date: June 19, 2015
    End of Document                         alone on its line

In Rich Text "Page 2 of 3" may stand between the lines.

References:
    The layout as these read it: LexisNexisTools, https://github.com/JBGruber/LexisNexisTools (`lnt_read`, Nexis Uni);
    tm.plugin.lexisnexis, https://github.com/pmyteh/R.TeMiS (`readLexisNexisAdvance`);
    nexis-uni-parser, https://github.com/garth74/nexis-uni-parser
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotelens.corpus.exports.drafts import Draft, lines_of, published, without_by

END = "End of Document"
BODY = "Body"
AFTER_BODY = ("Graphic", "Classification")

_LENGTH = re.compile(r"Length:\s*[\d,.]+\s+\w+")
_LOADED = re.compile(r"Load-Date:\s*\S")
_FIELD = re.compile(r"(?P<name>Section|Length|Byline|Dateline|Highlight|Author):\s*(?P<value>.*)")
_DATED = re.compile(r"\b\d{1,2}\.? (?:de )?[^\W\d]+\.?,? (?:de )?[12]\d{3}\b|\b[^\W\d]{3,}\.? \d{1,2},? [12]\d{3}\b")
_PAGE = re.compile(r"Page\s+\d+\s+of\s+\d+")


def is_export(text: str) -> bool:
    """Whether an article in the text has a length before its body, and the day it was loaded and an end behind it."""
    if END not in text or "Load-Date" not in text:
        return False
    *whole, _ = _parts(text)
    return any(_is_article(part) for part in whole)


def articles(text: str) -> list[Draft]:
    """The articles of an export, in its order; the last may be cut."""
    *whole, rest = _parts(text)
    drafts = [_draft(part) for part in whole if any(part)]
    if BODY in rest or any(map(_LENGTH.match, rest)):
        drafts.append(_draft(rest, is_cut=True))
    return drafts


def _parts(text: str) -> list[list[str]]:
    """The lines of each article, without those around it; the last are those behind the last end."""
    parts: list[list[str]] = [[]]
    for line in lines_of(text):
        bare = line.strip()
        if bare == END:
            parts.append([])
        elif not _PAGE.fullmatch(bare):
            parts[-1].append(bare)
    return parts


def _is_article(lines: Sequence[str]) -> bool:
    if BODY not in lines:
        return False
    body = lines.index(BODY)
    return any(map(_LENGTH.match, lines[:body])) and any(map(_LOADED.match, lines[body:]))


def _draft(lines: list[str], *, is_cut: bool = False) -> Draft:
    start = lines.index(BODY) if BODY in lines else len(lines)
    head = [line for line in lines[:start] if line]
    fields = {match["name"]: match["value"] for match in map(_FIELD.fullmatch, head) if match}
    title, outlet, date = _above(head)
    return Draft(
        text="\n".join(_body(lines[start + 1 :])).strip("\n"),
        title=title,
        outlet=outlet,
        author=without_by(fields.get("Byline") or fields.get("Author")),
        published=published(date),
        is_cut=is_cut,
    )


def _above(head: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """Title, outlet and date, which stand above the fields and have no names; a cover page may stand above them."""
    end = next((k for k, line in enumerate(head) if line.startswith("Copyright ") or _FIELD.fullmatch(line)), len(head))
    dated = [k for k in range(max(0, end - 3), end) if _DATED.search(head[k])]  # an edition may follow the date
    if dated:
        end = dated[-1]
    title, outlet = ([None, None, *head[:end]])[-2:]
    return title, outlet, head[end] if dated else None


def _body(lines: Sequence[str]) -> Sequence[str]:
    """The lines up to the first part behind the body; the last of a name counts, since the body may hold the word."""
    ends = [k for k, line in enumerate(lines) if _LOADED.match(line)][-1:]
    for name in reversed(AFTER_BODY):
        ends += [k for k, line in enumerate(lines) if line == name and k < min(ends, default=len(lines))][-1:]
    return lines[: min(ends, default=len(lines))]
