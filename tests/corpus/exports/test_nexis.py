"""Nexis Uni: articles out of an export's text, composed in its layout; outlets and news are invented."""

from __future__ import annotations

import pytest

from quotelens.corpus import exports
from quotelens.corpus.exports import nexis
from quotelens.corpus.exports.drafts import Draft

COVER = """User Name: Jane Roe
Date and Time: Thursday, 2 July 2020 10:15:00 AM CEST
Job Number: 120398764
Documents (3)
1. Mayor denies knowing of the leak
Client/Matter: -None-
Search Terms: harbour AND leak
Search Type: NOT Set
Narrowed by:
Content Type
Narrowed by
News
Timeline: Jan 01, 2015 to Dec 31, 2015
2. Fishermen wait for an answer
3. The Body politic
| About LexisNexis | Privacy Policy | Terms & Conditions | Copyright © 2020 LexisNexis

"""
FIRST = """Page 1 of 4
Mayor denies knowing of the leak
The Harbour Herald

June 18, 2015 Thursday
Late Edition - Final

Copyright 2015 Harbour Press All Rights Reserved
Section: NEWS; Pg. 4
Length:\xa0544 words
Byline:\xa0By Jane Roe
Dateline: DERWICK
Body

“I knew nothing of it,” the mayor said.
Page 2 of 4

Graphic
That is the name of the café where she said so.
The council meets on Monday.
Graphic

The mayor on the steps of the town hall. (Photo: J. Roe)
Classification

Language: ENGLISH
Publication-Type: Newspaper
Load-Date:\xa0June 19, 2015

End of Document
"""
SECOND = """
Fishermen wait for an answer
Derwick Evening Post
19 June 2015
Copyright 2015 Post Group
Length: 1,203 words

Body

Nobody has called, they say.
Load-Date: June 20, 2015
End of Document
"""
WITHOUT_BODY = """
The harbour in pictures
Derwick Evening Post
20 June 2015 Saturday
Copyright 2015 Post Group
Length: 12 words
Load-Date: June 21, 2015
End of Document
"""
DUTCH = """
Burgemeester zegt niets te weten
De Havenbode
4 oktober 2017 woensdag
Copyright 2017 Havenpers
Length: 300 words
Body
Zij wist het niet.
Load-Date: October 4, 2017
End of Document
"""


def test_an_export_is_split_into_its_articles() -> None:
    assert exports.split(COVER + FIRST + SECOND, "text") == [
        Draft(
            text="“I knew nothing of it,” the mayor said.\n\nGraphic\nThat is the name of the café where she said so.\n"
            "The council meets on Monday.",
            title="Mayor denies knowing of the leak",
            outlet="The Harbour Herald",
            author="Jane Roe",
            published="2015-06-18",
        ),
        Draft(
            text="Nobody has called, they say.",
            title="Fishermen wait for an answer",
            outlet="Derwick Evening Post",
            published="2015-06-19",
        ),
    ]


def test_the_ends_of_lines_make_no_difference() -> None:
    text = COVER + FIRST + SECOND
    assert nexis.articles(text.replace("\n", "\r\n")) == nexis.articles(text)


def test_an_article_without_a_body_has_no_text() -> None:
    _, pictures = nexis.articles(FIRST + WITHOUT_BODY)
    assert pictures == Draft("", "The harbour in pictures", "Derwick Evening Post", published="2015-06-20")


def test_a_date_in_another_language_stays_as_it_is_written() -> None:
    [article] = nexis.articles(DUTCH)
    assert (article.outlet, article.published) == ("De Havenbode", "4 oktober 2017 woensdag")


@pytest.mark.parametrize("cut", ["Nobody has", "Load-Date: June 20", "Body"])
def test_the_last_article_may_be_cut(cut: str) -> None:
    whole, last = nexis.articles(FIRST + SECOND[: SECOND.index(cut) + len(cut)])
    assert not whole.is_cut
    assert last.is_cut
    assert last.title == "Fishermen wait for an answer"


def test_what_stands_behind_the_last_article_is_none() -> None:
    assert len(nexis.articles(FIRST + "\n\nPage 4 of 4\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The report said so.\nEnd of Document\n",
        "Body\nLength: 4 words\nLoad-Date: June 19, 2015\nEnd of Document\n",  # the length behind the body
        FIRST.replace("End of Document", "The end"),
        FIRST.replace("Load-Date", "Loaded"),
        FIRST.replace("Length", "Size"),
        FIRST.replace("\nBody\n", "\nThe body:\n"),
        "He found a file. It said: Length: 544 words, Body, Load-Date: June 19, 2015, End of Document.\n",
    ],
)
def test_an_ordinary_text_is_no_export(text: str) -> None:
    assert exports.split(text, "text") is None
