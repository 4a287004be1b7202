"""Factiva: articles out of an export, with codes and without, as text and as a page; outlets and news are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotelens.corpus import exports
from quotelens.corpus.exports import factiva
from quotelens.corpus.exports.drafts import Draft

NUMBERS = ("HARHER0020100508e6580001r", "DEREVE0020100509e6590002s")
FIRST = Draft(
    text="“I knew nothing of it,” the mayor said.\nShe left.\nThe matter is closed.",
    title="Mayor denies knowing of the leak",
    outlet="The Harbour Herald",
    author="Jane Roe",
    published="2010-05-08",
    id=NUMBERS[0],
)
SECOND = Draft(
    text="Nobody has called, they say.",
    title="Fishermen wait for an answer",
    outlet="Derwick Evening Post",
    published="2010-05-09",
    id=NUMBERS[1],
)
FIELDS = (
    (
        ("SE", "News"), ("HD", "Mayor denies knowing of the leak"), ("BY", "By Jane Roe"), ("WC", "544 words"),
        ("PD", "8 May 2010"), ("ET", "15:32"), ("SN", "The Harbour Herald"), ("SC", "HARHER"), ("PG", "4"),
        ("LA", "English"), ("CY", "(c) 2010 Harbour Press."), ("LP", "“I knew nothing of it,” the mayor said."),
        ("TD", "She left.\nThe matter is closed."), ("RF", "x"), ("CO", "harpre : Harbour Press"),
        ("NS", "gcat : Political/General News"), ("RE", "derw : Derwick"), ("PUB", "Harbour Press"),
        ("AN", f"Document {NUMBERS[0]}"),
    ),
    (
        ("HD", "Fishermen wait for an answer"), ("WC", "65 words"), ("PD", "9 May 2010"),
        ("SN", "Derwick Evening Post"),
        ("LP", "Nobody has called, they say."), ("AN", f"Document {NUMBERS[1]}"),
    ),
)  # fmt: skip
PLAIN = f"""
News
Mayor denies knowing of the leak
By Jane Roe
1,544 words
8 May 2010
15:32
The Harbour Herald
HARHER
4
English
(c) 2010 Harbour Press. All rights reserved.

“I knew nothing of it,” the mayor said.

She left.

Document {NUMBERS[0]}
\f
Fishermen wait for an answer
65 words
9 May 2010
Derwick Evening Post
DEREVE
English
© 2010 Post Group
Nobody has called, they say.
Document {NUMBERS[1]}

Search Summary
Text   harbour and leak
Date   All Dates
"""


def rows(first: str, between: str, last: str) -> str:
    """The articles with codes, as whoever turns Rich Text into text writes the rows of a table."""
    return "\f".join("".join(f"{first}{code}{between}{value}{last}\n" for code, value in one) for one in FIELDS)


def table(fields: tuple[tuple[str, str], ...]) -> str:
    cells = (
        f'<tr><td align="right" valign="top" class="index"><b>{code}</b>&nbsp;</td><td>'
        + "".join(f'<p class="articleParagraph enarticleParagraph">{line}</p>\n' for line in value.split("\n"))
        + "</td></tr>"
        for code, value in fields
    )
    return f'<div class="article enArticle"><table border="0">{"".join(cells)}</table><br/></div><br/><span></span>'


def page(*articles: str) -> str:
    return f"""<html><head><title>Factiva</title><style>.article {{margin: 0}}</style></head><body>
<h1>Factiva</h1>{"".join(articles)}<div id="pageFooter"><span>&copy; 2011 Factiva, Inc.</span></div>
<script>var article = "enArticle";</script></body></html>"""


@pytest.mark.parametrize(
    ("first", "between", "last"),
    [
        ("", "\t", ""),
        ("\t", "\t", "\t"),
        ("", "|", "|"),
        ("|", "|", "|"),
        ("   ", "   ", ""),
        ("", "\n", ""),
        ("", "\xa0\t", ""),
    ],
)
def test_an_export_with_codes_is_split_however_its_rows_are_written(first: str, between: str, last: str) -> None:
    assert exports.split(rows(first, between, last), "text") == [FIRST, SECOND]


def test_a_code_in_the_text_that_comes_too_late_is_a_part_of_it() -> None:
    text = rows("", "\t", "").replace("The matter is closed.", "HD\tis a code, and so is\nPD\ttoo.")
    assert factiva.articles(text)[0].text.endswith("She left.\nHD\tis a code, and so is\nPD\ttoo.")


def test_an_export_without_codes_is_split() -> None:
    assert exports.split(PLAIN, "text") == [
        replace(FIRST, text="“I knew nothing of it,” the mayor said.\nShe left."),
        SECOND,
    ]


def test_a_page_with_codes_is_split() -> None:
    assert exports.split(page(*map(table, FIELDS)), "html") == [FIRST, SECOND]


def test_a_page_without_codes_is_split() -> None:
    article = f"""<div class="article enArticle"><div id="hd"><span class="enHeadline">
Fishermen wait for an answer</span></div>
<div>65 words</div><div>9 May 2010</div><div>Derwick Evening Post</div><div>DEREVE</div><div>English</div>
<div>© 2010 Post Group</div><p class="articleParagraph enarticleParagraph">Nobody has called,
they&nbsp;say.</p><p>Document {NUMBERS[1]}</p></div>"""
    [draft] = exports.split(page(article), "html") or []
    assert draft.text == "Nobody has called, they\xa0say."
    assert (draft.title, draft.outlet, draft.id) == (SECOND.title, SECOND.outlet, SECOND.id)


def test_an_article_without_a_text_has_none() -> None:
    text = rows("", "\t", "").replace("LP\tNobody has called, they say.\n", "")
    assert factiva.articles(text)[1].text == ""


@pytest.mark.parametrize("text", [rows("", "\t", ""), PLAIN])
def test_the_last_article_may_be_cut(text: str) -> None:
    first, second = factiva.articles(text[: text.index("has called")])
    assert (first.is_cut, second.is_cut) == (False, True)
    assert second.title == SECOND.title


def test_the_last_article_of_a_page_may_be_cut() -> None:
    html = page(*map(table, FIELDS))
    first, second = factiva.page_articles(html[: html.index("has called")])
    assert (first.is_cut, second.is_cut) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The mayor said so.\nDocument 4\n",
        f"The mayor said so.\nDocument {NUMBERS[0]}\n",
        "Mayor denies knowing\n544 words\n8 May 2010\nThe Harbour Herald\nShe knew nothing.\n",
        "HD\tMayor denies\nPD\t8 May 2010\nSN\tThe Harbour Herald\nLP\tShe knew nothing.\n",
        f"She wrote 544 words on 8 May 2010 about Document {NUMBERS[0]}\n",
    ],
)
def test_an_ordinary_text_is_no_export(text: str) -> None:
    assert exports.split(text, "text") is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<div class='article enArticle'><p>The mayor said so.</p></div>",
        "<article class='article'><p>HD</p><p>Mayor</p><p>PD</p><p>8 May 2010</p><p>SN</p><p>Herald</p></article>",
    ],
)
def test_an_ordinary_page_is_no_export(html: str) -> None:
    assert exports.split(html, "html") is None
