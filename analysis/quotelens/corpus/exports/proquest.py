"""ProQuest: an export of several documents as plain text or as a web page.

Layout of the text: a line of 60 low lines before, between and behind the documents (the first may be a list of them);
in each of them fields, one a line, most with blank lines between:

    Mayor denies knowing of the leak                     title, perhaps below "Document 1 of 84"
    Author: Roe, Jane
    Publication info: The Harbour Herald; Derwick [Derwick]. 08 May 2010: A.2.
    ProQuest document link
    Abstract: ...
    Full text: ...                                       paragraphs, perhaps with blank lines between
    Subject: ...
    Title: Mayor denies knowing of the leak
    Publication title: The Harbour Herald; Derwick
    Publication date: May 8, 2010
    ProQuest document ID: 251439970
    Document URL: https://...
    Copyright: ... / Last updated: ... / Database: ...

The web page has the same fields, each a paragraph that starts with its name in `<strong>`; each document starts with
`<a name="DocID_...">`, and the paragraphs of its full text mostly stand in `<text>`.

References:
    The layout as these read it: pq_parser, https://github.com/chennesy/pq_parser (text);
    tm.plugin.proquest, https://github.com/pmyteh/tm.plugin.proquest (web page);
    proquest-html-to-json, https://github.com/whatevery1says/proquest-html-to-json;
    metaknowledge, https://github.com/UWNETLAB/metaknowledge (`isProQuestFile`)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quotelens.corpus.exports.drafts import Draft, published
from quotelens.corpus.exports.html import paragraphs

_LINE = re.compile(r"_{40,}")
_OPENING = re.compile(r"\ufeff?\s*_{40,}\s*$", re.MULTILINE)
_NUMBERED = re.compile(r"Document \d+ of \d+")
_LABEL = re.compile(r"(?P<name>[A-Z][\w /,&()-]{1,40}):(?:\s+(?P<value>.*))?")
_FULL_TEXT = re.compile(r"Full [Tt]ext:[ \t]*")
_NONE = re.compile(r"(?:full text )?(?:none|not|un)\s?available\.?", re.IGNORECASE)

IS_ONE = ("Publication title", "ProQuest document ID")  # what no document is without
ANCHOR = "DocID_"  # how the names of the anchors begin that stand before each document of a page
HEADER = frozenset({"Abstract", "Author", "Links", "Publication info"})  # what follows the title
# What may stand between the full text and the publication's title.
TRAILER = frozenset({
    "Business indexing term", "Caption", "Classification", "Company / organization", "Credit", "Identifier / keyword",
    "Illustration", "Location", "People", "Product name", "Publication title", "Subject", "Subjects", "Title",
})  # fmt: skip


def begins(text: str) -> bool:
    """Whether a text begins as an export does: with a line of low lines."""
    return _OPENING.match(text) is not None


def is_export(text: str) -> bool:
    """Whether the text begins as an export does and has a document with what none is without."""
    return begins(text) and any(_fields(part).keys() >= set(IS_ONE) for part in _parts(text))


def articles(text: str) -> list[Draft]:
    """The documents of an export, in its order; the last may be cut. Lists of them and notes on them are none."""
    parts = _parts(text)
    drafts = [_draft(part, _fields(part)) for part in parts[:-1] if _is_document(part)]
    rest = parts[-1]
    if _is_document(rest):  # an export has a line of low lines and a note on rights behind the last
        fields = _fields(rest)
        drafts.append(_draft(rest, fields, is_cut=IS_ONE[1] not in fields))
    return drafts


def is_page(html: str) -> bool:
    """Whether a web page is an export: it has an anchor of ProQuest's, and behind it what no document is without."""
    if not all(mark in html for mark in (ANCHOR, *IS_ONE)):
        return False
    return any(_fields(lines).keys() >= set(IS_ONE) for lines in _page_parts(html))


def page_articles(html: str) -> list[Draft]:
    """The documents of an export as a web page, in its order; the last may be cut."""
    documents = _page_parts(html)
    fields = [_fields(lines) for lines in documents]
    last = len(documents) - 1
    return [
        _draft([f"{line}\n" for line in lines], known, is_cut=k == last and IS_ONE[1] not in known)
        for k, (lines, known) in enumerate(zip(documents, fields, strict=True))
    ]


def _page_parts(html: str) -> list[list[str]]:
    return paragraphs(html, _starts_document)[1:]


def _starts_document(tag: str, attributes: Mapping[str, str]) -> bool:
    return tag == "a" and attributes.get("name", "").startswith(ANCHOR)


def _parts(text: str) -> list[list[str]]:
    """The lines, with their ends, between lines of low lines; of those only such as are as long as the first."""
    parts: list[list[str]] = [[]]
    separator = next((line.strip() for line in text.splitlines() if _LINE.fullmatch(line.strip("\ufeff \t"))), "")
    for line in text.splitlines(keepends=True):
        if separator and line.strip() == separator.strip("\ufeff"):
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _fields(lines: Sequence[str]) -> dict[str, str]:
    """What stands behind the first of each name, outside of the full text."""
    start, end = _full_text(lines)
    fields: dict[str, str] = {}
    for line in (*lines[:start], *lines[end:]):
        match = _LABEL.fullmatch(line.strip())
        if match and match["value"]:
            fields.setdefault(match["name"], match["value"].strip())
    return fields


def _is_document(lines: Sequence[str]) -> bool:
    return any(_FULL_TEXT.match(line) for line in lines) or not set(IS_ONE).isdisjoint(_fields(lines))


def _full_text(lines: Sequence[str]) -> tuple[int, int]:
    """Where the full text starts and ends, in lines; both the number of lines where there is none.

    The publication's title always follows it. Above that are fields only, a line each; of those the first must be one
    that is known to stand there, since a paragraph of the text may start with a word and a colon too.
    """
    start = next((k for k, line in enumerate(lines) if _FULL_TEXT.match(line)), None)
    if start is None:
        return len(lines), len(lines)
    titles = [k for k in range(start + 1, len(lines)) if _name(lines[k]) == IS_ONE[0]]
    if not titles:
        return start, len(lines)
    end = titles[-1]
    for k in range(end - 1, start, -1):
        name = _name(lines[k])
        if name in TRAILER:
            end = k
        elif lines[k].strip() and name is None:
            break
    return start, end


def _name(line: str) -> str | None:
    """The name of the field that a line holds; `None` where it looks like none."""
    line = line.strip()
    match = _LABEL.fullmatch(line)
    return match["name"] if match else line if line == "Illustration" else None


def _draft(lines: Sequence[str], fields: Mapping[str, str], *, is_cut: bool = False) -> Draft:
    start, end = _full_text(lines)
    text = _FULL_TEXT.sub("", "".join(lines[start:end]), count=1).strip()
    head = [bare for line in lines[:start] if (bare := line.strip()) and not _NUMBERED.fullmatch(bare)]
    first = head[0] if head and _name(head[0]) not in HEADER else None
    return _made(text, fields.get("Title") or first, fields, is_cut)


def _made(text: str, title: str | None, fields: Mapping[str, str], is_cut: bool) -> Draft:
    number = re.fullmatch(r"\d+", fields.get(IS_ONE[1], ""))
    author = fields.get("Author")
    return Draft(
        text="" if _NONE.fullmatch(text) else text,
        title=title,
        outlet=fields[IS_ONE[0]].split(";")[0].strip() if IS_ONE[0] in fields else None,  # the place follows
        author=None if author == "Anonymous" else author,
        published=published(fields.get("Publication date")),
        url=fields.get("Document URL"),
        id=number[0] if number else None,
        is_cut=is_cut,
    )
