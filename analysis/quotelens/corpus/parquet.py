"""Parquet -> articles, a batch of rows at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from quotelens.corpus.columns import choose
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.corpus.rows import BadRow, Row, Table
from quotelens.corpus.texts import seekable
from quotelens.records import Article, Exclusion

BATCH = 100  # rows held together, of those columns that are used


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """Articles of a Parquet file's rows, numbered from 1, and exclusions of what can be none.

    Raises:
        TableError: there is no column of texts, or none of a name that was given.
        RefusedError: it is no Parquet file that can be read, or lies in an archive and is too large to be held.
    """
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    with seekable(document) as stream:
        try:
            file = ParquetFile(stream)
            names = file.schema_arrow.names
        except (ArrowException, OSError) as error:
            raise RefusedError("unreadable", f"not a Parquet file that can be read: {_first_line(error)}") from None
        columns = choose(names, options.columns)
        used = [name for name in dataclasses.asdict(columns).values() if name is not None]
        yield from Table(document, columns, "row").articles(_rows(file, used), options)


def _rows(file: Any, names: list[str]) -> Iterator[Row | BadRow]:
    from pyarrow import ArrowException

    number = 0
    try:
        for batch in file.iter_batches(BATCH, columns=names, use_threads=False):
            for cells in batch.to_pylist():
                number += 1
                yield Row(number, cells)
    except (ArrowException, OSError, UnicodeDecodeError) as error:
        last = max(file.metadata.num_rows, number + 1)
        yield BadRow(number + 1, last, "malformed", f"cannot be read: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or type(error).__name__
