"""Word and RTF documents: their paragraphs in order, and nothing that could harm the reader."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import corpus
from quotelens.corpus import office
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings


def word(*paragraphs: str, **properties: str) -> bytes:
    document = docx.Document()
    for name, value in {"author": "", **properties}.items():
        setattr(document.core_properties, name, value)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The document with something else in one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new, 1)
            after.writestr(name, content)
    return stream.getvalue()


def read(folder: Path, name: str, content: bytes, **limits: int) -> Article | Exclusion:
    (folder / name).write_bytes(content)
    found = corpus.read(folder / name, settings=CorpusSettings(any_language=True, **limits))
    [one] = [*found.articles, *found.exclusions]
    return one


def text(content: bytes, name: str = "a.docx") -> str:
    return office.text_of(Document(name, lambda: io.BytesIO(content)), Options())


# --- Word ------------------------------------------------------------------------------------------------------------


def test_a_word_document_is_an_article(tmp_path: Path) -> None:
    data = word("Minister denies report", "", "“We do not know,”\tshe said.", title="Denial", author="Jane Doe")
    assert read(tmp_path, "a.docx", data) == Article(
        doc_id="a",
        text="Minister denies report\n\n“We do not know,”\tshe said.",
        title="Denial",
        author="Jane Doe",
        path="a.docx",
        sha256=hashlib.sha256(data).hexdigest(),
        language="en",
    )


def test_paragraphs_of_tables_stand_in_their_places_once() -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "over both"
    table.cell(1, 0).text, table.cell(1, 1).text = "left", "right"
    document.add_paragraph("Behind.")
    assert text(saved(document)).split("\n") == ["Before.", "over both", "left", "right", "Behind."]


def test_links_insertions_and_content_controls_are_text_deletions_and_text_boxes_are_not() -> None:
    run = b"<w:r><w:t xml:space='preserve'>%b</w:t></w:r>"
    inner = (
        b"<w:hyperlink>" + run % b"the link " + b"</w:hyperlink>"
        b"<w:ins w:id='1' w:author='x'>" + run % b"the insertion " + b"</w:ins>"
        b"<w:del w:id='2' w:author='x'><w:r><w:delText>the deletion</w:delText><w:tab/></w:r></w:del>"
        b"<w:sdt><w:sdtContent>" + run % b"the control" + b"</w:sdtContent></w:sdt>"
        b"<w:r><w:pict><w:txbxContent><w:p>" + run % b"the pull quote" + b"</w:p></w:txbxContent></w:pict></w:r>"
    )
    behind = b"<w:sdt><w:sdtContent><w:p>" + run % b"In a block." + b"</w:p></w:sdtContent></w:sdt>"
    data = changed(word("HERE"), "word/document.xml", b"<w:r><w:t>HERE</w:t></w:r></w:p>", inner + b"</w:p>" + behind)
    assert text(data) == "the link the insertion the control\nIn a block."


def test_the_day_of_making_is_not_that_of_publication(tmp_path: Path) -> None:
    article = read(tmp_path, "a.docx", word("He said so."))
    assert isinstance(article, Article)
    assert (article.title, article.author, article.published) == (None, None, None)


def test_what_the_data_package_says_goes_before_the_properties(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": [{"path": "a.docx", "title": "T", "date": "2011"}]}')
    article = read(tmp_path, "a.docx", word("He said so.", title="Word Document", author="Jane Doe"))
    assert isinstance(article, Article)
    assert (article.title, article.author, article.published) == ("T", "Jane Doe", "2011")


def test_pictures_are_neither_read_nor_counted(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(word("He said so.")))
    picture = io.BytesIO()
    pillow = pytest.importorskip("PIL.Image")
    pillow.frombytes("L", (1200, 1200), bytes(1200) * 1200).save(picture, "BMP")
    document.add_picture(picture)
    article = read(tmp_path, "a.docx", saved(document), max_bytes=100_000)
    assert isinstance(article, Article)
    assert article.text == "He said so.\n"


def test_a_document_without_text_is_empty(tmp_path: Path) -> None:
    detail = "no text in it; text boxes and pictures are not read"
    assert read(tmp_path, "a.docx", word("", " ")) == Exclusion("a.docx", "a", "empty", detail)
    assert read(tmp_path, "b.docx", b"") == Exclusion("b.docx", "b", "empty", "no bytes")


def test_a_document_behind_a_password_says_so(tmp_path: Path) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    protected = read(tmp_path, "a.docx", container + "EncryptedPackage".encode("utf-16-le"))
    assert protected == Exclusion("a.docx", "a", "encrypted", "protected by a password: save a copy without one")
    assert read(tmp_path, "b.docx", container) == Exclusion(
        "b.docx", "b", "unreadable", "an old Microsoft Office document, not .docx: save it as .docx"
    )


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = changed(word("HERE"), "word/document.xml", b"HERE", b"a" * 2_000_000)
    assert len(bomb) < 100_000
    assert read(tmp_path, "a.docx", bomb, max_bytes=100_000) == Exclusion(
        "a.docx", "a", "too_long", "unpacks to more than 1,000,000 bytes (10 times corpus.max_bytes)"
    )


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(changed(word("HERE"), "word/document.xml", b"HERE", b"a" * 2_000_000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lie = bytes(data).replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    one = read(tmp_path, "a.docx", lie, max_bytes=100_000)
    assert isinstance(one, Exclusion)
    assert one.reason == "unreadable"


def test_an_over_long_text_is_too_long(tmp_path: Path) -> None:
    data = word("a" * 100_001)
    one = read(tmp_path, "a.docx", data, max_bytes=100_000)
    assert one == Exclusion("a.docx", "a", "too_long", "a text of more than 100,000 bytes (corpus.max_bytes)")


def test_entities_are_refused(tmp_path: Path) -> None:
    old = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
    data = changed(word("He said so."), "word/document.xml", old, old + b'<!DOCTYPE x [<!ENTITY a "b">]>')
    detail = "word/document.xml declares entities, which no Word document does"
    assert read(tmp_path, "a.docx", data) == Exclusion("a.docx", "a", "unreadable", detail)


@pytest.mark.parametrize("cut", [10, 2_000, -30])
def test_a_cut_document_is_damaged(tmp_path: Path, cut: int) -> None:
    one = read(tmp_path, "a.docx", word("He said so.")[:cut])
    assert isinstance(one, Exclusion)
    assert (one.reason, one.detail[:31]) == ("unreadable", "damaged, or not a Word document")


def test_an_archive_of_something_else_is_no_word_document(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "He said so.")
    one = read(tmp_path, "a.docx", stream.getvalue())
    assert isinstance(one, Exclusion)
    assert (one.reason, one.detail[:31]) == ("unreadable", "damaged, or not a Word document")


# --- Rich Text Format ------------------------------------------------------------------------------------------------

RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial Cyr;}}
{\info{\title Caf\'e9 report \u8220?x\u8221?}{\author Jane Doe}{\creatim\yr2024\mo1\dy2}}
\pard\f0 He said: \ldblquote Caf\'e9 \u8216?closed\u8217?\rdblquote  on 3\~May.\par
\f1\'d6\'e5\'ed\'e0 \'e2\'fb\'f0\'ee\'f1\'eb\'e0.\f0\par
Emoji \u-10179?\u-8704? end{\footnote hidden}.\line Next line.\par
{\field{\*\fldinst{HYPERLINK "https://x.example"}}{\fldrslt{a link}}} here \{sic\}.\par
}"""


def test_an_rtf_document_is_an_article(tmp_path: Path) -> None:
    assert read(tmp_path, "a.rtf", RTF) == Article(
        doc_id="a",
        text="He said: “Café ‘closed’” on 3\xa0May.\nЦена выросла.\nEmoji 😀 end.\nNext line.\na link here {sic}.\n",
        title="Café report “x”",
        author="Jane Doe",
        path="a.rtf",
        sha256=hashlib.sha256(RTF).hexdigest(),
        encoding="cp1252",
    )


@pytest.mark.parametrize(
    ("rtf", "expected", "encoding"),
    [
        (rb"{\rtf1\ansi\ansicpg1251 \'d6\'e5\'ed\'e0}", "Цена", "cp1251"),
        (rb"{\rtf1\ansi Caf\'e9}", "Café", "cp1252"),
        (rb"{\rtf1\mac Caf\'8e}", "Café", "mac_roman"),
        (rb"{\rtf1\ansi\ansicpg10000 Caf\'8e}", "Café", "mac_roman"),
        (rb"{\rtf1\pc Caf\'82}", "Café", "cp437"),
        (b"{\\rtf1\\ansi\\ansicpg1252 Caf\xe9}", "Café", "cp1252"),  # a byte that ought to have been escaped
        (rb"{\rtf1\ansi\uc2 \u1062 ??\uc0 \u1077 \u-3 !}", "Це\ufffd!", "cp1252"),
        (rb"{\rtf1\ansi half \u-10179? of one}", "half \ufffd of one", "cp1252"),
    ],
)
def test_code_pages_and_escapes(tmp_path: Path, rtf: bytes, expected: str, encoding: str) -> None:
    article = read(tmp_path, "a.rtf", rtf)
    assert isinstance(article, Article)
    assert (article.text, article.encoding) == (expected, encoding)


def test_what_is_no_rtf_is_not_read_as_such(tmp_path: Path) -> None:
    detail = "not an RTF document, whatever its name says"
    assert read(tmp_path, "a.rtf", b"He said so.") == Exclusion("a.rtf", "a", "unreadable", detail)
    detail = "no text in it; text boxes and pictures are not read"
    assert read(tmp_path, "b.rtf", rb"{\rtf1\ansi\pard\par}") == Exclusion("b.rtf", "b", "empty", detail)


def escaped(text: str) -> bytes:
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[k : k + 2], "little", signed=True) for k in range(0, len(units), 2)]
    return b"{\\rtf1\\ansi\\uc1 " + b"".join(rb"\u%d?" % number for number in numbers) + b"}"


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
@settings(derandomize=True, deadline=None, max_examples=100)
def test_any_unicode_text_comes_out_of_rtf_as_it_was_written(written: str) -> None:
    if written.isspace():
        with pytest.raises(RefusedError, match="no text"):
            text(escaped(written), "a.rtf")
    else:
        assert text(escaped(written), "a.rtf") == written
