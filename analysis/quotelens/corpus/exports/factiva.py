"""Factiva: an export of several articles, as a web page or in Rich Text, with or without the codes of its fields.

Layout: each article ends with its number. With codes, each field is a row of a table with a code of two or three
letters, always in the order of `CODES`:

    HD  Mayor denies knowing of the leak
    BY  By Jane Roe
    WC  544 words
    PD  8 May 2010
    SN  The Harbour Herald
    LP  first paragraphs
    TD  those that follow
    AN  Document HARHER0020100508e6580001r

Without codes, lines in the same order: perhaps a section, the headline, perhaps an author, "544 words", the date,
perhaps the time, the outlet, its code, perhaps a page, the language, the copyright; then the text. As a web page each
article is a `<div class="article enArticle">`.

References:
    The layout as these read it: tm.plugin.factiva, https://github.com/nalimilan/R.TeMiS (web page with codes);
    factiva-rtf-db, https://github.com/vkelk/factiva-rtf-db, and factiva_parser,
    https://github.com/chennesy/factiva_parser (Rich Text with codes); Factiva-RTF-output-to-XML,
    https://github.com/fraba/Factiva-RTF-output-to-XML (Rich Text without codes)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quotelens.corpus.exports.drafts import Draft, iso_date, lines_of, published, without_by
from quotelens.corpus.exports.html import paragraphs

# Section, headline, byline, words, date, time, the source's name and code, edition, page, volume, language, copyright,
# the first and the following paragraphs, companies, industries, subjects, regions, publisher, number
CODES = (
    "SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CO", "IN", "NS", "RE",
    "IPC", "PUB", "AN",
)  # fmt: skip
# Column, credit, group, correction, dateline, graphics, contact, reference: these come where they come
OTHER_CODES = ("CLM", "CR", "NGC", "GC", "CX", "DLN", "ART", "CT", "RF", "IPD")
LANGUAGES = frozenset({
    "English", "French", "German", "Spanish", "Italian", "Portuguese", "Dutch", "Danish", "Swedish", "Norwegian",
    "Finnish", "Polish", "Czech", "Hungarian", "Turkish", "Russian", "Arabic", "Hebrew", "Japanese", "Korean",
    "Indonesian", "Malay", "Thai", "Vietnamese",
})  # fmt: skip

# the code of the source, the date, a mark of the supplier's: HARHER00 20100508 e6580001r
_NUMBER = re.compile(r"(?:^|[\s|\xa0])Document\s+(?P<id>(?=\w{20,30}$)[A-Z][A-Za-z0-9]+(?:19|20)\d{6}[a-z0-9]+)$")
_CODED = re.compile(rf"[\s|]*(?P<code>{'|'.join(CODES + OTHER_CODES)})(?:[\t|\xa0]|\s\s|\s*$)(?P<value>.*)")
_WORDS = re.compile(r"[\d,.]+ words")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_ARTICLE = re.compile(r"\barticle\s+[a-z]{2}Article\b")
_AROUND = " \t|\xa0"  # of a cell, however tables were written as text


def is_export(text: str) -> bool:
    """Whether an article in the text ends with a number, and has the codes of its fields or its words above a date."""
    if "Document" not in text:
        return False
    *whole, _ = _parts(text)
    return any(_is_article(lines) for lines in whole)


def articles(text: str) -> list[Draft]:
    """The articles of an export, in its order; the last may be cut."""
    *whole, rest = _parts(text)
    drafts = [_draft(lines) for lines in whole]
    if "HD" in _coded(rest) or _words(_bare(rest)) is not None:
        drafts.append(_draft(rest))
    return drafts


def is_page(html: str) -> bool:
    """Whether a web page has an article such as `is_export` looks for, in an element of Factiva's own class."""
    return _ARTICLE.search(html) is not None and any(map(_is_article, _page_parts(html)))


def page_articles(html: str) -> list[Draft]:
    """The articles of an export as a web page, in its order; the last may be cut."""
    return [_draft(lines) for lines in _page_parts(html)]


def _parts(text: str) -> list[list[str]]:
    """The lines of each article, its number the last; the last are those behind the last number."""
    parts: list[list[str]] = [[]]
    for line in lines_of(text):
        bare = line.rstrip(_AROUND)
        parts[-1].append(bare)
        if _NUMBER.search(bare):
            parts.append([])
    return parts


def _page_parts(html: str) -> list[list[str]]:
    _, *parts = paragraphs(html, _starts_article)
    ends = [next((k for k, line in enumerate(lines, 1) if _NUMBER.search(line)), len(lines)) for lines in parts]
    return [lines[:end] for lines, end in zip(parts, ends, strict=True)]


def _starts_article(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag == "div" and _ARTICLE.search(attributes.get("class", "")) is not None


def _is_article(lines: Sequence[str]) -> bool:
    return {"HD", "PD", "SN"} <= _coded(lines).keys() or _words(_bare(lines)) is not None


def _draft(lines: Sequence[str]) -> Draft:
    number = next((match["id"] for line in lines if (match := _NUMBER.search(line))), None)
    coded = _coded(lines)
    if "HD" in coded:
        return _of_codes(coded, number)
    return _of_lines([line for line in _bare(lines) if not _NUMBER.search(line)], number)


# --- with codes ------------------------------------------------------------------------------------------------------


def _coded(lines: Sequence[str]) -> dict[str, list[str]]:
    """The lines of each field; a code counts only behind those that come before it, as the text may hold one too."""
    coded: dict[str, list[str]] = {}
    last, now = -1, ""
    for line in lines:
        match = _CODED.fullmatch(line)
        place = CODES.index(match["code"]) if match and match["code"] in CODES else last + 1
        if match and place > last and match["code"] not in coded:
            now = match["code"]
            last = place if now in CODES else last
            coded[now] = [match["value"]]
        elif now:
            coded[now].append(line)
    return {code: [bare for line in value if (bare := line.strip(_AROUND))] for code, value in coded.items()}


def _of_codes(coded: Mapping[str, Sequence[str]], number: str | None) -> Draft:
    def first(code: str) -> str | None:
        return " ".join(coded.get(code, ())) or None

    return Draft(
        text="\n".join([*coded.get("LP", ()), *coded.get("TD", ())]),
        title=first("HD"),
        outlet=first("SN"),
        author=without_by(first("BY")),
        published=published(first("PD")),
        id=number,
        is_cut=number is None,
    )


# --- without ---------------------------------------------------------------------------------------------------------


def _bare(lines: Sequence[str]) -> list[str]:
    return [bare for line in lines if (bare := line.strip(_AROUND))]


def _words(lines: Sequence[str]) -> int | None:
    """The line that says how many words there are; the date follows it."""
    for k, line in enumerate(lines[:-1]):
        if _WORDS.fullmatch(line) and iso_date(lines[k + 1]):
            return k
    return None


def _of_lines(lines: Sequence[str], number: str | None) -> Draft:
    words = _words(lines)
    if words is None:
        return Draft("", title=lines[0] if lines else None, id=number, is_cut=number is None)
    title, author = _above(lines[max(0, words - 3) : words])
    rest = list(lines[words + 2 :])
    if rest and _TIME.fullmatch(rest[0]):
        rest.pop(0)
    outlet = rest.pop(0) if rest else None
    return Draft(
        text="\n".join(rest[_start(rest) :]),
        title=title,
        outlet=outlet,
        author=without_by(author),
        published=published(lines[words + 1]),
        id=number,
        is_cut=number is None,
    )


def _above(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Headline and author, of a section, a headline and an author: the headline is the longest, by words."""
    if not lines:
        return None, None
    title = max(range(len(lines)), key=lambda k: len(lines[k].split()))
    return lines[title], lines[title + 1] if title + 1 < len(lines) else None


def _start(lines: Sequence[str]) -> int:
    """Where the text starts: behind the outlet's code, or the language, and the copyright, where these are there."""
    head = lines[:8]
    start = next((k + 1 for k, line in enumerate(head) if line in LANGUAGES), None)
    if start is None:
        start = 1 if head and _CODE.fullmatch(head[0]) else 0
    return start + 1 if start < len(lines) and _COPYRIGHT.match(lines[start]) else start
