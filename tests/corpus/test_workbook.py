"""XLSX: sheets, dates, formulas, and files that are no workbook or would not fit."""

from __future__ import annotations

import builtins
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from quotelens import corpus
from quotelens.corpus import workbook
from quotelens.corpus.office import ENCRYPTED, OLE
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion


def written(path: Path, **sheets: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    book.close()
    return path


def test_a_row_is_an_article_numbered_as_the_program_shows_it(tmp_path: Path) -> None:
    day, noon = datetime.datetime(2015, 6, 9), datetime.datetime(2015, 6, 9, 12)
    path = written(
        tmp_path / "a.xlsx",
        news=[
            [],
            [" Key ", "Headline", "Text", "Date", None, 2015],
            [7, "A", "one\r\ntwo", day],
            [],
            [None, "=B", "She said “no” 😀.", noon, None, 1],
            [8, "C", None, day],
            [9, "D", 5],
            [10, "E", "x", day, None, None, "beyond"],
            [11, "F", "last"],
        ],
    )
    read = corpus.read(path)
    assert read.articles == (
        Article.from_text("one\r\ntwo", "7", title="A", published="2015-06-09", path="a.xlsx"),
        Article.from_text("She said “no” 😀.", "a:5", title="=B", published="2015-06-09T12:00:00", path="a.xlsx"),
        Article.from_text("last", "11", title="F", path="a.xlsx"),
    )
    assert read.exclusions == (
        Exclusion("a.xlsx", "8", "missing", "row 6: has no text"),
        Exclusion("a.xlsx", "9", "unsupported", "row 7: its text is of type int, not str"),
        Exclusion("a.xlsx", "a:8", "malformed", "row 8: 7 cells, but the header has 6"),
    )


def test_of_a_formula_the_computed_value_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write("A1", "text")
    sheet.write_formula("A2", '="He said"&" so."', None, "He said so.")
    book.close()
    assert [article.text for article in corpus.read(tmp_path / "a.xlsx").articles] == ["He said so."]


def test_the_first_sheet_with_texts_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", notes=[["about"], ["x"]], empty=[], news=[["body"], ["one"]], more=[["text"]])
    assert [article.text for article in corpus.read(path).articles] == ["one"]
    assert [article.text for article in corpus.read(path, text="about").articles] == ["x"]
    with pytest.raises(TableError, match=r"^a\.xlsx: the table has no column 'bdoy' .* it has about$"):
        corpus.read(path, text="bdoy")


@pytest.mark.parametrize(
    ("data", "reason", "detail"),
    [
        (b"", "unreadable", "not a workbook that can be read: File is not a zip file"),
        (b"text\nx\n", "unreadable", "not a workbook that can be read: File is not a zip file"),
        (OLE + bytes(600), "unreadable", "an old workbook, not .xlsx: save it as .xlsx"),
        (OLE + bytes(600) + ENCRYPTED + bytes(9), "encrypted", "protected by a password: save a copy without one"),
    ],
)
def test_what_is_no_workbook_is_an_exclusion(tmp_path: Path, data: bytes, reason: str, detail: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    [exclusion] = corpus.read(tmp_path / "a.xlsx").exclusions
    assert exclusion.reason == reason
    assert exclusion.detail.startswith(detail)


def changed(path: Path, name: str, content: bytes) -> None:
    """The workbook with another content of one of its parts."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, own in parts.items():
            new.writestr(part, content if part == name else own)


def test_a_sheet_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", news=[["text"], ["one"], ["two"]])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    changed(path, "xl/worksheets/sheet1.xml", sheet[: sheet.index(b'<row r="3"')] + b"<row <")
    read = corpus.read(path)
    assert [article.text for article in read.articles] == ["one"]
    [exclusion] = read.exclusions
    assert (exclusion.reason, exclusion.doc_id) == ("malformed", "a:3")
    changed(path, "xl/workbook.xml", b"<workbook")
    assert [one.reason for one in corpus.read(path).exclusions] == ["unreadable"]


def test_a_workbook_that_would_not_fit_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.xlsx", news=[["text"], ["x" * 30_000]])
    for limit in ("MAX_TEXTS", "MAX_UNPACKED"):
        with monkeypatch.context() as patched:
            patched.setattr(workbook, limit, 30_000)
            [exclusion] = corpus.read(path).exclusions
        assert exclusion.reason == "too_long"
        assert exclusion.detail.endswith("bytes when unpacked, more than 30,000; save it as CSV")


def test_a_workbook_in_an_archive_is_read_too(tmp_path: Path) -> None:
    from quotelens.corpus.documents import Document, Options
    from quotelens.corpus.readers import read

    data = written(tmp_path / "a.xlsx", news=[["text"], ["one"]]).read_bytes()
    [article] = read(Document("b.zip/a.xlsx", lambda: io.BytesIO(data)), Options())
    assert (article.doc_id, article.path) == ("b.zip/a:2", "b.zip/a.xlsx")


def test_without_openpyxl_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "a.xlsx", news=[["text"], ["one"]])
    real = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "openpyxl":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    [exclusion] = corpus.read(path).exclusions
    assert exclusion.reason == "unsupported"
    assert exclusion.detail == 'reading XLSX needs openpyxl: pip install "quotelens[tables]"'
