"""An export in a corpus is its articles; an ordinary article never passes for one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import corpus
from quotelens.corpus import exports
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

SEEDS = Path(__file__).parents[3] / "seeds"
LINE = "_" * 60 + "\n"


def document(number: int, text: str, author: str = "Author: Roe, Jane\n") -> str:
    return f"""
Title {number}
{author}Full text: {text}
Subject: Harbours
Publication title: The Herald
Publication date: May {number}, 2010
ProQuest document ID: {number}
"""


def export(*documents: str) -> str:
    return LINE + LINE.join(documents) + LINE + "Terms and Conditions\n"


def test_each_article_of_an_export_is_one_of_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text(export(document(1, "Café closed."), document(2, "Two.")), encoding="cp1252")
    (tmp_path / "one.md").write_text("One.")
    found = corpus.read(tmp_path)
    assert found.articles[0] == Article(
        doc_id="news/1",
        text="Café closed.",
        title="Title 1",
        outlet="The Herald",
        author="Roe, Jane",
        published="2010-05-01",
        path="news.txt",
        sha256=hashlib.sha256("Café closed.".encode()).hexdigest(),
        encoding="cp1252",
    )
    assert [article.doc_id for article in found.articles] == ["news/1", "news/2", "one"]
    assert found.exclusions == ()


def test_articles_that_can_be_none_are_told_by_their_numbers(tmp_path: Path) -> None:
    text = export(document(7, "One."), document(8, ""), document(9, "x" * 300), "\nTitle 10\nFull text: Cut")
    (tmp_path / "news.txt").write_text(text.removesuffix(LINE + "Terms and Conditions\n"))
    found = corpus.read(tmp_path, settings=CorpusSettings(max_bytes=250))
    assert [article.doc_id for article in found.articles] == ["news/7"]
    assert found.exclusions == (
        Exclusion("news.txt", "news/8", "missing", "article 2 of 4 has no text in the export"),
        Exclusion("news.txt", "news/9", "too_long", "article 3 of 4 has 300 bytes, more than 250 (corpus.max_bytes)"),
        Exclusion(
            "news.txt",
            "news/4",
            "unreadable",
            "article 4 of 4 is cut: the file ends in the middle of it; get the export anew",
        ),
    )


def test_an_export_may_be_longer_than_an_article_but_a_text_that_begins_as_one_may_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(export(*(document(k, f"He said {k}.") for k in range(1, 30))))
    (tmp_path / "b.txt").write_text(LINE + "He said so.\n" * 100)
    found = corpus.read(tmp_path, settings=CorpusSettings(max_bytes=500))
    assert len(found.articles) == 29
    assert [(one.path, one.reason) for one in found.exclusions] == [("b.txt", "too_long")]


def test_what_is_said_of_the_export_holds_where_the_article_says_nothing(tmp_path: Path) -> None:
    listed = {"path": "news.txt", "title": "All of it", "outlet": "Other", "author": "The desk", "url": "https://x.org"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [listed]}))
    (tmp_path / "news.txt").write_text(export(document(1, "One."), document(2, "Two.", author="")))
    first, second = corpus.read(tmp_path).articles
    assert (first.title, first.outlet, first.author, first.url) == ("Title 1", "The Herald", "Roe, Jane", None)
    assert (second.title, second.outlet, second.author) == ("Title 2", "The Herald", "The desk")


def test_an_export_in_an_archive_is_split_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("news.txt", export(document(1, "One."), document(2, "Two.")))
    found = corpus.read(tmp_path)
    assert [(article.doc_id, article.path) for article in found.articles] == [
        ("a.zip/news/1", "a.zip/news.txt"),
        ("a.zip/news/2", "a.zip/news.txt"),
    ]


NEXIS = (
    "Mayor denies knowing of the leak", "The Harbour Herald", "June 18, 2015 Thursday", "Copyright 2015 Harbour Press",
    "Length:\xa0544 words", "Byline:\xa0By Jane Roe", "Body", "“I knew nothing of it,” the mayor said.", "She left.",
    "Load-Date:\xa0June 19, 2015", "", "End of Document",
)  # fmt: skip
FACTIVA = (
    ("HD", "Mayor denies knowing of the leak"), ("BY", "By Jane Roe"), ("WC", "544 words"), ("PD", "18 June 2015"),
    ("SN", "The Harbour Herald"), ("SC", "HARHER"), ("LP", "“I knew nothing of it,” the mayor said."),
    ("TD", "She left."), ("AN", "Document HARHER0020150618eb6i0001r"),
)  # fmt: skip


def rtf(body: str) -> bytes:
    escaped = "".join(char if char < "\x80" else f"\\u{ord(char)}?" for char in body)
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0 {escaped}}}".encode("ascii")


def nexis_docx() -> bytes:
    docx = pytest.importorskip("docx")
    written = docx.Document()
    for line in NEXIS:
        written.add_paragraph(line)
    packed = io.BytesIO()
    written.save(packed)
    return packed.getvalue()


def nexis_rtf() -> bytes:
    return rtf("".join(f"\\pard {line}\\par\n" for line in NEXIS))


def factiva_rtf() -> bytes:
    row = "\\trowd\\cellx900\\cellx9000\\pard\\intbl {{\\b {}}}\\cell\\pard\\intbl {}\\cell\\row\n"
    return rtf("".join(row.format(code, value) for code, value in FACTIVA))


def factiva_plain_rtf() -> bytes:
    lines = [value for code, value in FACTIVA if code != "LP"]
    lines[-2:-2] = ["English", "(c) 2015 Harbour Press", "“I knew nothing of it,” the mayor said."]
    return rtf("".join(f"\\pard {line}\\par\n" for line in lines))


def factiva_html() -> bytes:
    cells = "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td><p>{value}</p></td></tr>" for code, value in FACTIVA)
    return f'<html><body><div class="article enArticle"><table>{cells}</table></div></body></html>'.encode()


@pytest.mark.parametrize(
    ("name", "compose"),
    [
        ("a.docx", nexis_docx),
        ("a.rtf", nexis_rtf),
        ("b.rtf", factiva_rtf),
        ("c.rtf", factiva_plain_rtf),
        ("a.html", factiva_html),
    ],
)
def test_exports_in_other_kinds_of_files_are_split_too(tmp_path: Path, name: str, compose: Callable[[], bytes]) -> None:
    if name.endswith(".rtf"):
        pytest.importorskip("striprtf")
    (tmp_path / name).write_bytes(compose())
    found = corpus.read(tmp_path / name)
    assert found.exclusions == ()
    [article] = found.articles
    number = "1" if compose in (nexis_docx, nexis_rtf) else "HARHER0020150618eb6i0001r"
    assert article.doc_id == f"{name[0]}/{number}"
    assert article.text == "“I knew nothing of it,” the mayor said.\nShe left."
    assert (article.title, article.outlet) == ("Mayor denies knowing of the leak", "The Harbour Herald")
    assert (article.author, article.published) == ("Jane Roe", "2015-06-18")


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name)
def test_a_news_article_is_no_export(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert exports.split(text, "text") is None
    assert exports.split(f"<p>{text}</p>", "html") is None


WORDS = st.sampled_from([
    LINE, "\n", "\f", "Body\n", "End of Document\n", "Length: 5 words\n", "Load-Date: May 1, 2010\n",
    "May 1, 2010\n", "5 words\n",
    "HD\tx\n", "PD\t1 May 2010\n", "SN\tx\n", "LP\tx\n", "Document HARHER0020100508e6580001r\n", "Full text: x\n",
    "Publication title: x\n", "ProQuest document ID: 1\n", "Graphic\n", "x\n", "<p>", "</text>", '<a name="DocID_1">',
    '<div class="article enArticle">', "<strong>Publication title: </strong>",
    "<strong>ProQuest document ID: </strong>", "&#xD800;", "<!--", "<![CDATA[", "<style>",
])  # fmt: skip


@given(st.lists(WORDS, max_size=25).map("".join))
@settings(deadline=None)
def test_whatever_a_file_holds_it_is_split_or_left_alone(content: str) -> None:
    for kind in ("text", "html"):
        drafts = exports.split(content, kind)
        assert drafts is None or len(drafts) > 0
        for draft in drafts or []:
            draft.text.encode("utf-8")
            if kind == "text" and draft.text:
                assert all(line in content for line in draft.text.split("\n"))
