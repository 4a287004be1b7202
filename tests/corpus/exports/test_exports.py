"""An export in a corpus is its articles; an ordinary article never passes for one."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
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
def test_whatever_a_file_holds_it_is_split_or_left_alone(content: str) -> None:
    for kind in ("text", "html"):
        drafts = exports.split(content, kind)
        assert drafts is None or len(drafts) > 0
        for draft in drafts or []:
            draft.text.encode("utf-8")
            if kind == "text" and draft.text:
                assert all(line in content for line in draft.text.split("\n"))
