"""Saved pages: the article and what the page says of it, without what stands around it."""

import hashlib
import importlib
import logging
from pathlib import Path

import pytest

from quotelens import corpus
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

PAGE = """<!DOCTYPE html>
<html lang="en"><head>
<meta charset="{charset}">
<title>Floods: minister denies – The Daily Paper</title>
<meta property="og:title" content="Minister denies flooding report">
<meta property="og:site_name" content="The Daily Paper">
<meta property="article:published_time" content="2023-09-12T08:00:00+02:00">
<meta property="article:modified_time" content="2024-02-01T08:00:00Z">
<link rel="canonical" href="https://paper.example/floods">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"author": [{{"@type": "Person", "name": "Jane Doe"}}, {{"@type": "Person", "name": "José Roe"}}]}}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<header>Subscribe now for one euro.</header>
<article><h1>Minister denies flooding report</h1>
<p>“We do not know,” the minister of transport said on Tuesday,
   adding that the report of the commission was wrong.</p>
<p>Officials in the city of Derna said that <b>nobody</b> had asked <a href="https://paper.example/them">them</a>.</p>
<h2>Dams</h2>
<p>A spokesman for the water authority told The Daily Paper: “The café &amp; dams were sound when we saw them.”</p>
<blockquote>“Nobody listened,” a nurse said.</blockquote>
</article>
<aside>Read more: Ten things to know.</aside>
<section id="comments"><p>troll: “I said so years ago.”</p></section>
<footer>© 2024 The Daily Paper. Cookies. Privacy policy.</footer>
</body></html>"""
TEXT = """Minister denies flooding report
“We do not know,” the minister of transport said on Tuesday, adding that the report of the commission was wrong.
Officials in the city of Derna said that nobody had asked them.
Dams
A spokesman for the water authority told The Daily Paper: “The café & dams were sound when we saw them.”
“Nobody listened,” a nurse said."""
BODY = "<p>He said on Monday that it was so: “{}”</p>"


def read(folder: Path, name: str, content: str | bytes, **settings: int) -> Article | Exclusion:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    found = corpus.read(folder / name, settings=CorpusSettings(any_language=True, **settings))
    [one] = [*found.articles, *found.exclusions]
    return one


def html(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_the_article_of_a_page_and_what_the_page_says_of_it(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8")
    assert read(tmp_path, "floods.html", page) == Article(
        doc_id="floods",
        text=TEXT,
        title="Minister denies flooding report",
        outlet="The Daily Paper",
        author="Jane Doe; José Roe",
        published="2023-09-12",
        url="https://paper.example/floods",
        path="floods.html",
        sha256=hashlib.sha256(page.encode()).hexdigest(),
        encoding="utf-8",
        language="en",
    )


def test_what_the_data_package_says_goes_before_the_page(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(
        '{"resources": [{"path": "a.htm", "outlet": "Paper", "date": "2023-09-11T06:00", "author": "J. D."}]}'
    )
    article = read(tmp_path, "a.htm", PAGE.format(charset="utf-8"))
    assert isinstance(article, Article)
    assert (article.outlet, article.published, article.author) == ("Paper", "2023-09-11T06:00", "J. D.")
    assert (article.title, article.url) == ("Minister denies flooding report", "https://paper.example/floods")


@pytest.mark.parametrize(
    ("encoded", "declared", "recorded"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8-sig", "windows-1252", "utf-8-sig"),
        ("utf-16", "utf-8", "utf-16"),
        ("cp1252", "windows-1252", "cp1252"),
        ("cp1252", "ISO-8859-1", "cp1252"),  # as every browser reads it
        ("utf-8", "iso-8859-1", "utf-8"),  # the server knew better than the page
        ("cp1252", "utf-8", "cp1252"),  # the page is not what it says; the letters tell
        ("cp1252", "hex", "cp1252"),  # a codec of Python's that is no character set
        ("gb18030", "GB2312", "gb18030"),
    ],
)
def test_the_declared_encoding_is_respected_where_it_can_be(
    tmp_path: Path, encoded: str, declared: str, recorded: str
) -> None:
    article = read(tmp_path, "a.html", PAGE.format(charset=declared).encode(encoded))
    assert isinstance(article, Article)
    assert (article.text, article.encoding) == (TEXT, recorded)


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<meta charset=windows-1251 >",
        '<!-- <meta charset="utf-8"> --><meta charset="windows-1251">',
    ],
)
def test_a_declaration_is_found_however_it_is_written(tmp_path: Path, head: str) -> None:
    page = html(BODY.format("Цена выросла."), head)
    article = read(tmp_path, "a.html", page.encode("cp1251"))
    assert isinstance(article, Article)
    assert (article.text, article.encoding) == ("He said on Monday that it was so: “Цена выросла.”", "cp1251")


def test_xhtml_with_an_xml_declaration(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="koi8-r"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body>'
    article = read(
        tmp_path,
        "a.xhtml",
        (page + BODY.format("Цена.") + "</body></html>").replace("“", '"').replace("”", '"').encode("koi8-r"),
    )
    assert isinstance(article, Article)
    assert (article.text, article.encoding) == ('He said on Monday that it was so: "Цена."', "koi8-r")


def test_the_metadata_know_the_encoding_better_than_the_page(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "a.html", "encoding": "cp866"}]}')
    article = read(
        tmp_path,
        "a.html",
        html(BODY, '<meta charset="cp1251">').format("Цена.").replace("“", "").replace("”", "").encode("cp866"),
    )
    assert isinstance(article, Article)
    assert (article.text, article.encoding) == ("He said on Monday that it was so: Цена.", "cp866")


@pytest.mark.parametrize(
    "page",
    [
        html("", "<title>Only a title</title>"),
        html('<a href="/">Home</a> <a href="/x">More</a>'),
        html("".join(f'<h2><a href="/{k}">Minister resigns over {k} floods</a></h2>' for k in range(30))),
    ],
)
def test_a_page_without_an_article_is_excluded(tmp_path: Path, page: str) -> None:
    detail = "no article text was found in the page"
    assert read(tmp_path, "a.html", page) == Exclusion("a.html", "a", "empty", detail)


def test_a_short_article_and_a_fragment_are_articles(tmp_path: Path) -> None:
    for page in (html("<p>He said: “It is over.”</p>"), "<p>He said: “It is over.”</p>"):
        article = read(tmp_path, "a.html", page)
        assert isinstance(article, Article)
        assert article.text == "He said: “It is over.”"


def test_where_a_page_was_saved_from_is_its_url_where_it_names_none(tmp_path: Path) -> None:
    mark = "<!-- saved from url=(0029)https://paper.example/a/b.html -->\n"
    article = read(tmp_path, "a.html", f"<!DOCTYPE html>\n{mark}" + html(BODY.format("Yes.")))
    assert isinstance(article, Article)
    assert article.url == "https://paper.example/a/b.html"


def test_a_page_saved_as_one_file_with_its_pictures(tmp_path: Path) -> None:
    mhtml = (
        "From: <Saved by Blink>\r\n"
        "Snapshot-Content-Location: https://paper.example/floods?id=1\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----X"\r\n\r\n\r\n'
        "------X\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        '<html><head><meta charset=3D"utf-8"></head><body><p>=E2=80=9CWe do not know,=E2=80=9D th=\r\n'
        "e minister said.</p></body></html>\r\n"
        "------X\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------X--\r\n"
    )
    article = read(tmp_path, "a.mhtml", mhtml)
    assert isinstance(article, Article)
    assert (article.text, article.url) == ("“We do not know,” the minister said.", "https://paper.example/floods?id=1")
    assert article.sha256 == hashlib.sha256(mhtml.encode()).hexdigest()
    assert read(tmp_path, "b.mht", "no page at all") == Exclusion(
        "b.mht", "b", "unreadable", "no web page in it: not an MHTML page, or a damaged one"
    )


def test_what_is_no_text_or_too_long_is_excluded_before_it_is_parsed(tmp_path: Path) -> None:
    assert read(tmp_path, "a.html", b"%PDF-1.7") == Exclusion("a.html", "a", "binary", "a PDF document, not text")
    assert read(tmp_path, "b.html", "") == Exclusion("b.html", "b", "empty", "no characters")
    long = read(tmp_path, "c.html", html(BODY), max_bytes=50)
    assert long == Exclusion("c.html", "c", "too_long", "more than 50 bytes (corpus.max_bytes)")


def test_entities_are_not_expanded_and_no_file_is_drawn_in(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    bomb = "".join(f'<!ENTITY {chr(98 + k)} "{f"&{chr(97 + k)};" * 10}">' for k in range(9))
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">{bomb}'
        f'<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]><html><body>' + BODY.format("&j; &x;.") + "</body></html>"
    )
    article = read(tmp_path, "a.xhtml", page)
    assert isinstance(article, Article)
    assert "He said on Monday that it was so: “&j; &x;.”" in article.text
    assert "secret" not in article.text
    assert "aaaa" not in article.text


def test_tags_nested_beyond_reason_cost_nothing_but_the_page(tmp_path: Path) -> None:
    page = html("<div>" * 20_000 + BODY.format("Yes.") + "</div>" * 20_000)
    one = read(tmp_path, "a.html", page)
    assert isinstance(one, Exclusion)
    assert one.reason in ("empty", "unreadable")


def test_what_the_library_stops_on_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise AttributeError("'NoneType' object\nhas no attribute 'text'")

    monkeypatch.setattr(importlib.import_module("trafilatura"), "bare_extraction", stop)
    detail = "damaged, or not a web page (AttributeError: 'NoneType' object has no attribute 'text')"
    assert read(tmp_path, "a.html", html(BODY)) == Exclusion("a.html", "a", "unreadable", detail)


def test_nothing_is_logged_to_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    read(tmp_path, "a.html", html("<p>x</p>"))
    # without a handler of its own a warning would be written to standard error
    for name in ("trafilatura", "htmldate"):
        assert logging.getLogger(name).handlers
    logging.getLogger("trafilatura.core").warning("discarding data")
    assert "discarding" not in capfd.readouterr().err


def test_a_page_read_twice_is_the_same(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8")
    assert read(tmp_path, "a.html", page) == read(tmp_path, "a.html", page)
