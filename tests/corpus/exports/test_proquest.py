"""ProQuest: documents out of an export, as text and as a page, composed in its layout; the news are invented."""

from __future__ import annotations

import pytest

from quotelens.corpus import exports
from quotelens.corpus.exports import proquest
from quotelens.corpus.exports.drafts import Draft

LINE = "_" * 60 + "\n"
HEADER = """
Report Information from ProQuest

May 05 2020 10:15

"""
TABLE = """
Table of contents

1. Mayor denies knowing of the leak

2. Fishermen wait for an answer

"""
FIRST = """
Document 1 of 2

Derwick: mayor denies knowing of the leak

Author: Roe, Jane

Publication info: The Harbour Herald; Derwick [Derwick]. 08 May 2010: A.2.

ProQuest document link

Abstract: The mayor says she knew nothing.

Links: none

Full text: “I knew nothing of it,” the mayor said.

Subject: she would not name one.
What follows is a list.

Correction: an earlier version had the date wrong.

Credit: JANE ROE; STAFF WRITER

Subject: Harbours; Mayors

Location: Derwick

Company / organization: Name: Harbour Press; NAICS: 511110

Publication title: The Harbour Herald; Derwick

First page: A.2

Publication year: 2010

Publication date: May 8, 2010

Country of publication: Nowhere, Derwick

ProQuest document ID: 251439970

Document URL: https://search.example.org/docview/251439970?accountid=1

Copyright: (Copyright (c) 2010 Harbour Press)

Last updated: 2017-11-07

Database: Derwick Dailies

"""
SECOND = """
Fishermen wait for an answer

Author: Anonymous
Publication info: Derwick Evening Post; Derwick. 09 May 2010.
Full text: Nobody has called, they say.
Nobody will.
Title: Fishermen wait for an answer
Publication title: Derwick Evening Post
Publication date: May 2010
ProQuest document ID: 251439971
Database: Derwick Dailies

"""
NOTE = """
Contact us at: http://www.example.org/go/support
Database copyright © 2020 ProQuest LLC. All rights reserved.
Terms and Conditions: https://search.example.org/info/termsAndConditions
"""
EXPORT = LINE + HEADER + LINE + TABLE + LINE + FIRST + LINE + SECOND + LINE + NOTE
DRAFTS = [
    Draft(
        text="“I knew nothing of it,” the mayor said.\n\nSubject: she would not name one.\nWhat follows is a list.\n\n"
        "Correction: an earlier version had the date wrong.",
        title="Derwick: mayor denies knowing of the leak",
        outlet="The Harbour Herald",
        author="Roe, Jane",
        published="2010-05-08",
        url="https://search.example.org/docview/251439970?accountid=1",
        id="251439970",
    ),
    Draft(
        text="Nobody has called, they say.\nNobody will.",
        title="Fishermen wait for an answer",
        outlet="Derwick Evening Post",
        published="May 2010",
        id="251439971",
    ),
]

PARAGRAPH = '<p style="margin-bottom:5pt; padding:0;">'


def page(*documents: str) -> str:
    return f"""<!DOCTYPE html><html><head><title>ProQuest</title><style>p {{margin: 0}}</style></head><body>
<p>Contents</p>{"".join(documents)}<div class="copyright">Copyright © 2020 ProQuest LLC.</div></body></html>"""


def document(number: int, title: str, text: str, *, end: bool = True) -> str:
    fields = f"""{PARAGRAPH}<strong>Subject: </strong>Harbours; Mayors &amp; others</p>
{PARAGRAPH}<strong>Publication title: </strong>The Harbour Herald; Derwick</p>
{PARAGRAPH}<strong>Publication date: </strong>May 8, 2010</p>
{PARAGRAPH}<strong>ProQuest document ID: </strong>{number}</p>
{PARAGRAPH}<strong>Document URL: </strong><a href="https://x.example.org/{number}">https://x.example.org/{number}</a></p>
{PARAGRAPH}<strong>Database: </strong>Derwick Dailies</p></div>"""
    return f"""<div style="margin-bottom:20px;border-bottom:2px solid #ccc;padding-bottom:5px">
<a name="DocID_MSTAR_{number}"></a>{PARAGRAPH}</p>
<p style="font-size:11pt;font-weight:bold;">{title}</p>
{PARAGRAPH}<strong>Author:  </strong>Roe, Jane</p>
{PARAGRAPH}<a href="https://x.example.org/{number}">ProQuest document link</a></p>
{PARAGRAPH}<strong>Abstract:  </strong></p>
{PARAGRAPH}None available.</p>
{PARAGRAPH}<strong>Full text: </strong>{text}</p>
{fields if end else ""}"""


FULL = """<text wordcount="9" htmlcontent="true"><meta name="ValidationSchema" content="x">
<title></title>
<p>“I knew nothing
of it,” the <b>mayor</b> said.</p>              <p>R&amp;D &lt;knew&gt;.</p> </text>"""


def test_an_export_is_split_into_its_documents() -> None:
    assert exports.split(EXPORT, "text") == DRAFTS
    assert exports.split("\ufeff" + EXPORT.removeprefix(LINE + HEADER), "text") == DRAFTS


def test_the_text_is_the_files_own() -> None:
    drafts = proquest.articles(EXPORT.replace("\n", "\r\n"))
    assert [draft.text for draft in drafts] == [draft.text.replace("\n", "\r\n") for draft in DRAFTS]
    assert [draft.url for draft in drafts] == [draft.url for draft in DRAFTS]


def test_low_lines_of_another_length_are_a_part_of_the_text() -> None:
    text = EXPORT.replace("Nobody will.", "_" * 50 + "\nNobody will.")
    assert proquest.articles(text)[1].text == "Nobody has called, they say.\n" + "_" * 50 + "\nNobody will."


@pytest.mark.parametrize(
    "without", ["Full text: Nobody has called, they say.\nNobody will.\n", "Nobody has called, they say.\nNobody will."]
)
def test_a_document_without_a_full_text_has_none(without: str) -> None:
    _, second = proquest.articles(EXPORT.replace(without, ""))
    assert (second.text, second.title, second.id) == ("", "Fishermen wait for an answer", "251439971")


def test_what_says_that_there_is_no_text_is_none() -> None:
    _, second = proquest.articles(EXPORT.replace("Nobody has called, they say.\nNobody will.", "Not available."))
    assert second.text == ""


def test_the_last_document_may_be_cut() -> None:
    first, second = proquest.articles(EXPORT[: EXPORT.index("Nobody will")])
    assert not first.is_cut
    assert second.is_cut
    assert second.text == "Nobody has called, they say."


def test_a_page_is_split_into_its_documents() -> None:
    html = page(document(7, "Mayor denies <i>knowing</i>", FULL), document(8, "No <text>", "<p>Plain.</p>"))
    assert exports.split(html, "html") == [
        Draft(
            text="“I knew nothing of it,” the mayor said.\nR&D <knew>.",
            title="Mayor denies knowing",
            outlet="The Harbour Herald",
            author="Roe, Jane",
            published="2010-05-08",
            url="https://x.example.org/7",
            id="7",
        ),
        Draft(
            text="Plain.",
            title="No",
            outlet="The Harbour Herald",
            author="Roe, Jane",
            published="2010-05-08",
            url="https://x.example.org/8",
            id="8",
        ),
    ]


def test_the_last_document_of_a_page_may_be_cut() -> None:
    first, second = proquest.page_articles(page(document(7, "One", FULL), document(8, "Two", "<p>Pl", end=False)))
    assert (first.is_cut, second.is_cut) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LINE,
        LINE + "The mayor said so.\n" + LINE,
        FIRST,  # not between lines
        "The mayor said so.\n" + EXPORT,
        EXPORT.replace("ProQuest document ID", "ID"),
        EXPORT.replace("Publication title", "Paper"),
        LINE + "A guide\n\nFull text: writes “Publication title: x” and “ProQuest document ID: 1” in a line.\n",
    ],
)
def test_an_ordinary_text_is_no_export(text: str) -> None:
    assert exports.split(text, "text") is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>The mayor said so.</p>",
        "<p>Publication title: x</p><p>ProQuest document ID: 1</p><a name='DocID_1'></a>",
        "<p><strong>Publication title: </strong>x <strong>ProQuest document ID: </strong>1</p>",
    ],
)
def test_an_ordinary_page_is_no_export(html: str) -> None:
    assert exports.split(html, "html") is None
