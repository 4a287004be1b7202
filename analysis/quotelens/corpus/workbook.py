"""XLSX -> articles, a row at a time (extra `tables`)."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import IO, Any

from quotelens.corpus.columns import choose
from quotelens.corpus.documents import Columns, Document, Options, RefusedError
from quotelens.corpus.office import ENCRYPTED, OLE, PROTECTED
from quotelens.corpus.rows import BadRow, Row, Table
from quotelens.corpus.texts import MAX_HELD, seekable
from quotelens.errors import MissingExtraError, TableError
from quotelens.records import Article, Exclusion

# A workbook is a ZIP archive, and one of 1 MB may hold 1 GB of zeros. Its texts lie in one list, which is held whole.
MAX_TEXTS = 500_000_000  # bytes of that list
MAX_UNPACKED = 2_000_000_000  # bytes of everything


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of the rows of a workbook's first sheet with a column of texts, and exclusions of what can be none.

    A sheet's first row that is not empty is its header. Of a formula the value that the spreadsheet program last
    computed is read. Rows are numbered as the program shows them.

    Raises:
        MissingExtraError: openpyxl is absent.
        TableError: no sheet has a column of texts, or none of a name that was given.
        RefusedError: it is no workbook that can be read, is locked by a password, or is too large.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("reading XLSX", "openpyxl", "tables") from None
    with seekable(document) as stream:
        _refuse_bombs(stream)
        try:
            book = _quietly(lambda: openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False))
        except Exception as error:  # of many kinds, whatever is wrong with the XML inside
            raise RefusedError("unreadable", f"not a workbook that can be read: {_why(error)}") from None
        try:
            header, columns, rows = _table(book, options.columns)
            yield from Table(document, columns, "row").articles(_rows(header, rows), options)
        finally:
            book.close()


def _refuse_bombs(stream: IO[bytes]) -> None:
    if stream.read(len(OLE)) == OLE:
        if ENCRYPTED in stream.read(MAX_HELD):
            raise RefusedError("encrypted", PROTECTED)
        raise RefusedError("unreadable", "an old workbook, not .xlsx: save it as .xlsx")
    stream.seek(0)
    try:
        sizes = {member.filename: member.file_size for member in zipfile.ZipFile(stream).infolist()}
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise RefusedError("unreadable", f"not a workbook that can be read: {_why(error)}") from None
    texts = max((size for name, size in sizes.items() if name.lower().endswith("sharedstrings.xml")), default=0)
    for size, limit in ((texts, MAX_TEXTS), (sum(sizes.values()), MAX_UNPACKED)):
        if size > limit:
            raise RefusedError("too_long", f"{size:,} bytes when unpacked, more than {limit:,}; save it as CSV")


def _table(book: Any, wanted: Columns) -> tuple[list[str], Columns, Iterator[tuple[int, tuple[Any, ...]]]]:
    """The header of the first sheet with a column of texts, its columns, and the rows below."""
    first: TableError | None = None
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its size is not always so
        rows = _filled(sheet)
        header = [("" if cell is None else str(cell)).strip() for cell in next(rows, (0, ()))[1]]
        try:
            return header, choose(header, wanted), rows
        except TableError as error:
            first = first or error
    raise first or TableError("the workbook has no sheets")


def _filled(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a sheet that hold something, with their numbers."""
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    while True:
        number, cells = _quietly(lambda: next(rows, (0, ())))
        if not number:
            return
        if any(cell not in (None, "") for cell in cells):
            yield number, cells


def _rows(header: list[str], rows: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[Row | BadRow]:
    from openpyxl.utils.escape import unescape

    number = 0
    try:
        for number, cells in rows:
            if any(cell not in (None, "") for cell in cells[len(header) :]):
                there = f"{len(cells)} cells, but the header has {len(header)}"
                yield BadRow(number, number, "malformed", there)
                continue
            # A carriage return, say, is written as _x000D_. (openpyxl undoes the escape of that escape itself, so that
            # an article on the escape loses it.)
            texts = [unescape(cell) if isinstance(cell, str) else cell for cell in cells]
            yield Row(number, dict(zip(header, chain(texts, [None] * (len(header) - len(texts))), strict=False)))
    except Exception as error:  # of many kinds, whatever is wrong with the XML inside
        yield BadRow(number + 1, number + 1, "malformed", f"it and what follows cannot be read: {_why(error)}")


def _quietly(call: Any) -> Any:
    """The call's answer; openpyxl warns of what it would lose on writing, and nothing is written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call()


def _why(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().split("\n")[0]
