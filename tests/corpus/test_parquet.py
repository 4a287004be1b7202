"""Parquet: rows of any batch, on disk and in an archive, and files that are none."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import corpus, tables
from quotelens.corpus import texts
from quotelens.corpus.documents import Document, Options
from quotelens.corpus.readers import read
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion


def written(rows: list[dict[str, object]], **options: object) -> bytes:
    scratch = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), scratch, **options)
    return scratch.getvalue()


def found(data: bytes) -> list[Article | Exclusion]:
    return list(read(Document("a.parquet", lambda: io.BytesIO(data)), Options()))


def test_a_row_is_an_article(tmp_path: Path) -> None:
    day = datetime.date(2015, 6, 9)
    rows = [
        {"key": 7, "body": "one\r\n", "date": day, "authors": ["A", "B"], "source": {"name": "The Paper"}},
        {"key": None, "body": "two", "date": None, "authors": None, "source": None},
        {"key": 9, "body": None, "date": day, "authors": [], "source": None},
    ]
    (tmp_path / "a.parquet").write_bytes(written(rows))
    read = corpus.read(tmp_path / "a.parquet")
    first = Article.from_text(
        "one\r\n", "7", published="2015-06-09", author="A, B", outlet="The Paper", path="a.parquet"
    )
    assert read.articles == (first, Article.from_text("two", "a:2", path="a.parquet"))
    assert read.exclusions == (Exclusion("a.parquet", "9", "missing", "row 3: has no text"),)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=6))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_any_text_that_is_written_is_read(several: list[str]) -> None:
    items = found(written([{"text": text} for text in several], row_group_size=2))
    assert [item.text for item in items if isinstance(item, Article)] == [text for text in several if text.strip()]
    assert [item.doc_id for item in items] == [f"a:{k}" for k in range(1, len(several) + 1)]


def test_rows_beyond_a_batch_are_numbered_on() -> None:
    items = found(written([{"text": f"text {k}"} for k in range(250)]))
    assert [item.doc_id for item in items] == [f"a:{k}" for k in range(1, 251)]


def test_articles_that_quotelens_wrote_come_back(tmp_path: Path) -> None:
    articles = (Article.from_text("x", "a", title="A"), Article.from_text("y", "b", outlet="B", url="u"))
    tables.of_articles(articles).to_parquet(tmp_path / "articles.parquet")
    again = corpus.read(tmp_path / "articles.parquet").articles
    assert [(one.doc_id, one.text, one.title, one.outlet, one.url) for one in again] == [
        ("a", "x", "A", None, None), ("b", "y", None, "B", "u"),
    ]  # fmt: skip
    pd.DataFrame({"quote_id": ["a:0"], "content": ["x"]}).to_parquet(tmp_path / "quotes.parquet")
    with pytest.raises(TableError, match="it holds quotes, not articles"):
        corpus.read(tmp_path / "quotes.parquet")


@pytest.mark.parametrize("data", [b"", b"text\nx\n", written([{"text": "x"}])[:-9], b"PAR1" + bytes(40) + b"PAR1"])
def test_what_is_no_parquet_file_is_an_exclusion(data: bytes) -> None:
    [exclusion] = found(data)
    assert isinstance(exclusion, Exclusion)
    assert (exclusion.reason, exclusion.doc_id) == ("unreadable", "a")


def test_where_the_pages_are_damaged_the_rows_before_are_read() -> None:
    rows = [{"text": f"text {k} " + "x" * 500} for k in range(400)]
    data = bytearray(written(rows, row_group_size=100, compression="none", use_dictionary=False))
    place = data.index(b"text 300 ") - 40  # the header of the fourth group's page
    data[place : place + 40] = b"\xff" * 40
    items = found(bytes(data))
    assert [item.doc_id for item in items if isinstance(item, Article)] == [f"a:{k}" for k in range(1, 301)]
    last = items[-1]
    assert isinstance(last, Exclusion)
    assert (last.doc_id, last.reason) == ("a:301", "malformed")
    assert last.detail.startswith("rows 301 to 400: cannot be read: ")


def test_a_member_of_an_archive_is_held_whole_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written([{"text": "x"}])
    monkeypatch.setattr(texts, "MAX_HELD", len(data) - 1)
    [exclusion] = found(data)
    assert isinstance(exclusion, Exclusion)
    assert exclusion.reason == "too_long"
    assert exclusion.detail.endswith("take it out of the archive, or save it as CSV")
