"""Schemas, the crossing from records to frames and back, and tables as files."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import tables
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion, Merge, Named, Quote, Source, SourceMention, Span, without_surrogates

#       0         1         2         3
#       0123456789012345678901234567890
TEXT = "“We won,” Zubia said, “at last.”"
ARTICLE = Article.from_text(TEXT, "a", title="T", published="2015-06-09")
QUOTES = [
    Quote(
        "a:0", "a", 0, "direct", (Span(0, 9), Span(22, 32)), cue=Span(16, 20), mention=Span(10, 15), source_id="s1",
        confidence=0.75,
    ),
    Quote("a:1", "a", 1, "mixed", (Span(1, 7),), level=1, parent_quote_id="a:0", checked=True),
]  # fmt: skip
SOURCES = [
    Source("s1", "Jamal Zubia", ("Zubia", "Зубия"), "person", True, "government", "an official spokesman", ("a",)),
    Source("s2", "reports"),
]
MENTIONS = [
    SourceMention("a:0", "a", "s1", "pronoun", Span(10, 15), antecedent=Span(3, 6), anonymity="named"),
    SourceMention("a:1", "a", "s2", "unresolved", Span(1, 3), reason="nobody stands before it"),
]


def frames() -> dict[str, pd.DataFrame]:
    quotes = tables.of_quotes(ARTICLE, QUOTES)
    return {
        "articles": tables.of_articles([ARTICLE]),
        "exclusions": tables.of_exclusions([Exclusion("b.txt", "b", "empty", "no characters")]),
        "quotes": quotes,
        "sources": tables.of_sources(SOURCES, quotes),
        "targets": tables.TARGETS.frame(
            [
                {
                    "quote_id": "a:0",
                    "doc_id": "a",
                    "target_id": "zubia",
                    "target_name": "Zubia",
                    "target_kind": "person",
                    "target_start": 10,
                    "tone": "neutral",
                    "tone_score": 0.1,
                }
            ]
        ),
        "mentions": tables.of_mentions(ARTICLE, MENTIONS),
        "names": tables.of_names(ARTICLE, [Named("a", "jamal-zubia", "Jamal Zubia", "person", Span(10, 15))]),
        "merges": tables.of_merges([Merge("s1", "Jamal Zubia", "Zubia", "short form", "Zubia", ("a", "b"))]),
        "claims": tables.CLAIMS.frame(
            [
                {"claim_id": "a:0 ~ a:1", "quote_id_a": "a:0", "quote_id_b": "a:1", "relation": "contradicts"}
                | {"probability": 0.75, "evidence": "[]", "independent": True, "scope": "within"}
            ]
        ),
        "reliability": tables.RELIABILITY.frame(
            [{"scope": "source", "id": "s1", "indicator": "named", "value": 0.1234567890123, "n": 3}]
        ),
        "silent": tables.SILENT.frame(
            [{"doc_id": "a", "name": "Rae", "kind": "person", "n_mentions": 1, "quoted_elsewhere": False}]
        ),
        "corroboration": tables.CORROBORATION.frame([{"source_id": "s1", "supporting": 0.0, "contradicting": 0.0}]),
        "grades": tables.GRADES.frame(
            [
                {
                    "source_id": "s1",
                    "reliability": "F",
                    "information": 6,
                    "reasons": "[]",
                    "rules_reliability": "F",
                    "rules_information": 6,
                    "overruled": False,
                }
            ]
        ),
        "corrections": tables.CORRECTIONS.frame(
            [{"line": 1, "doc_id": "a", "action": "accept", "applied": True, "quote_id": "a:0"}]
        ),
    }


# --- schemas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "table",
    [*tables.TABLES.values(), tables.SCORES, tables.COMPOSITE, tables.CANDIDATES, tables.VOICES, tables.SUPPORT],
    ids=lambda table: table.name,
)
def test_every_column_says_what_it_means(table: tables.Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
    empty = table.empty()
    assert (len(empty), empty.columns.tolist()) == (0, table.names)
    assert tables.check(empty, table) is empty


def test_the_columns_are_those_of_the_design() -> None:
    assert tables.EXCLUSIONS.names == ["path", "doc_id", "reason", "detail"]
    assert tables.QUOTES.names[:17] == [
        "quote_id", "doc_id", "position", "type", "level", "parent_quote_id", "source_id", "mention", "mention_start",
        "mention_end", "cue", "cue_start", "cue_end", "content", "content_spans", "n_words", "confidence",
    ]  # fmt: skip
    assert tables.SOURCES.names[:9] == [
        "source_id", "name", "aliases", "kind", "named", "affiliation", "role", "n_quotes", "n_articles",
    ]  # fmt: skip
    assert tables.CLAIMS.names[:6] == [
        "claim_id", "quote_id_a", "quote_id_b", "relation", "probability", "evidence",
    ]  # fmt: skip
    assert set(tables.ARTICLES.names) >= {
        "doc_id", "title", "text", "outlet", "author", "published", "url", "path", "sha256", "n_words",
    }  # fmt: skip


def test_a_row_may_leave_out_what_is_not_known() -> None:
    frame = tables.RELIABILITY.frame([{"id": "x", "n": 0}])
    assert frame["n"].tolist() == [0]
    assert frame[["scope", "indicator", "value", "low", "high"]].isna().all(axis=None)


def test_a_row_may_not_bring_its_own_columns() -> None:
    with pytest.raises(TableError, match="table exclusions: unknown column 'why'; it has path, doc_id, reason, detail"):
        tables.EXCLUSIONS.frame([{"why": "x"}])


# --- records <-> frames ----------------------------------------------------------------------------------------------


def test_quotes_become_rows() -> None:
    frame = tables.check(tables.of_quotes(ARTICLE, QUOTES), tables.QUOTES)
    first, second = frame.to_dict("records")
    assert pd.isna(first.pop("parent_quote_id"))
    assert {name: first[name] for name in tables.QUOTES.names[:17] if name in first} == {
        "quote_id": "a:0",
        "doc_id": "a",
        "position": 0,
        "type": "direct",
        "level": 0,
        "source_id": "s1",
        "mention": "Zubia",
        "mention_start": 10,
        "mention_end": 15,
        "cue": "said",
        "cue_start": 16,
        "cue_end": 20,
        "content": "“We won,” “at last.”",
        "content_spans": "[[0, 9], [22, 32]]",
        "n_words": 4,
        "confidence": 0.75,
    }
    assert [second[name] for name in ("content", "level", "parent_quote_id")] == ["We won", 1, "a:0"]
    assert frame["checked"].tolist() == [False, True]
    undefined = ["source_id", "mention", "mention_start", "mention_end", "cue", "cue_start", "cue_end"]
    assert frame.loc[1, undefined].isna().all()
    assert frame[["textblob_polarity", "textblob_subjectivity", "vader_compound"]].isna().all(axis=None)


def test_records_come_back_as_they_went() -> None:
    assert tables.to_quotes(tables.of_quotes(ARTICLE, QUOTES)) == QUOTES
    assert tables.to_articles(tables.of_articles([ARTICLE])) == [ARTICLE]
    assert tables.to_quotes(tables.QUOTES.empty()) == []


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\r\n“”\u202b\u0301😀="), min_size=1).flatmap(
        lambda text: st.tuples(
            st.just(text), st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)), min_size=1, max_size=3)
        )
    )
)
@settings(derandomize=True, deadline=None)
def test_quotes_of_any_text_come_back_as_they_went(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, places = case
    spans = tuple(Span(start, min(start + n, len(text))) for start, n in sorted(places))
    article = Article.from_text(text, "a")
    quotes = [Quote("a:0", "a", 0, "indirect", spans, cue=spans[0], mention=spans[-1], confidence=1 / 3)]
    frame = tables.of_quotes(article, quotes)
    assert tables.to_quotes(frame) == quotes
    assert frame.loc[0, "mention"] == text[spans[-1].start : spans[-1].end]
    assert tables.to_articles(tables.of_articles([article])) == [article]


def test_sources_are_counted_in_the_quotes() -> None:
    other = tables.of_quotes(
        Article.from_text(TEXT, "b"),
        [Quote("b:0", "b", 0, "direct", (Span(0, 9),), source_id="s1")],
    )
    quotes = pd.concat([tables.of_quotes(ARTICLE, QUOTES), other], ignore_index=True)
    frame = tables.check(tables.of_sources(SOURCES, quotes), tables.SOURCES)
    assert frame[["source_id", "n_quotes", "n_articles"]].to_numpy().tolist() == [["s1", 2, 2], ["s2", 0, 0]]
    assert frame.loc[0, "aliases"] == '["Zubia", "Зубия"]'
    assert frame["named"].tolist() == [True, False]
    assert pd.isna(frame.loc[1, "role"])


def test_exclusions_become_rows_and_rows_exclusions() -> None:
    given = [Exclusion("a.txt", "a", "empty", "no characters"), Exclusion(None, None, "failed", "x")]
    frame = tables.of_exclusions(given)
    assert tables.to_exclusions(frame) == given
    tables.check(frame, tables.EXCLUSIONS)
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == [
        ["a.txt", "a", "empty", "no characters"],
        [None, None, "failed", "x"],
    ]
    assert len(tables.of_exclusions([])) == 0


def test_what_no_format_can_carry_is_replaced_one_by_one() -> None:
    article = Article.from_text("a\ud800b", "a")
    assert tables.of_articles([article]).loc[0, "text"] == "a\ufffdb"
    assert tables.of_quotes(article, [Quote("a:0", "a", 0, "direct", (Span(1, 3),))]).loc[0, "content"] == "\ufffdb"


def test_a_quote_of_a_joint_source_counts_for_each_of_its_members() -> None:
    quotes = [
        dataclasses.replace(QUOTES[0], quote_id=f"a:{k}", source_id=source_id)
        for k, source_id in enumerate(("s1", "both", "both", "s2"))
    ]
    both = Source("both", "Jamal Zubia and Rae", kind="group", named=True, members=("s1", "rae"))
    sources = [SOURCES[0], both, Source("rae", "Rae"), SOURCES[1], Source("s3", "nobody")]
    frame = tables.of_sources(sources, tables.of_quotes(ARTICLE, quotes))
    assert frame.set_index("source_id")["n_quotes"].to_dict() == {"s1": 3, "both": 2, "rae": 2, "s2": 1, "s3": 0}
    assert frame["n_articles"].tolist() == [1, 1, 1, 1, 0]
    assert json.loads(frame["members"][1]) == ["s1", "rae"]


def test_sources_come_back_as_records() -> None:
    both = Source("both", "Zubia and Rae", kind="group", named=True, members=("s1", "rae"), wikidata="Q1")
    sources = [*SOURCES, both]
    frame = tables.of_sources(sources, tables.of_quotes(ARTICLE, QUOTES))
    assert tables.to_sources(frame) == [dataclasses.replace(source, doc_ids=()) for source in sources]
    assert tables.to_sources(tables.SOURCES.empty()) == []


def test_names_are_read_back_under_the_source_that_goes_by_them() -> None:
    named = [Named("a", "zubia", "Zubia", "person", Span(10, 15)), Named("a", "won", "Won", "unclear", Span(4, 7))]
    frame = tables.of_names(ARTICLE, named)
    assert tables.to_names(frame) == named
    linked = frame.assign(source_id=pd.array(["s1", None], dtype="string"))
    assert tables.to_names(linked) == [dataclasses.replace(named[0], name_id="s1"), named[1]]


# --- checks ----------------------------------------------------------------------------------------------------------


def test_a_frame_that_keeps_its_schema_comes_back_unchanged() -> None:
    for name, frame in frames().items():
        assert tables.check(frame, tables.TABLES[name]) is frame
    wider = frames()["quotes"].assign(mine=1)
    assert tables.check(wider, tables.QUOTES) is wider


def test_what_breaks_the_schema_is_named() -> None:
    quotes = frames()["quotes"]
    quotes.index = pd.Index(["r0", "r1"])
    for broken, message in (
        (quotes.drop(columns="cue"), "table quotes: column 'cue' is missing; it needs quote_id, "),
        (
            quotes.astype({"level": "float64"}),
            "table quotes: column 'level' is float64, not Int64; cast it with astype",
        ),
        (
            quotes.assign(content=pd.array(["x", None], dtype="string")),
            r"table quotes: column 'content' is empty in rows r1 \(1 in all\)",
        ),
        (
            quotes.assign(type=pd.array(["direct", "free"], dtype="string")),
            r"column 'type' holds something other than direct, indirect, mixed in rows r1 \(1 in all\)",
        ),
        (
            quotes.assign(quote_id=pd.array(["a:0", "a:0"], dtype="string")),
            r"column 'quote_id' repeats \(it is the key\) in rows r0, r1 \(2 in all\)",
        ),
    ):
        with pytest.raises(TableError, match=message):
            tables.check(broken, tables.QUOTES)


def test_a_key_of_several_columns_repeats_only_as_a_whole() -> None:
    rows = [{"scope": "source", "id": name, "indicator": "named", "n": 1} for name in ("s1", "s2")]
    tables.check(tables.RELIABILITY.frame(rows), tables.RELIABILITY)
    with pytest.raises(TableError, match=r"'scope \+ id \+ indicator' repeats"):
        tables.check(tables.RELIABILITY.frame([*rows, rows[0]]), tables.RELIABILITY)


def test_a_reason_is_one_of_the_known_ones() -> None:
    with pytest.raises(TableError, match="column 'reason' holds something other than unreadable, "):
        tables.check(tables.EXCLUSIONS.frame([{"reason": "boring", "detail": "x"}]), tables.EXCLUSIONS)


# --- files -----------------------------------------------------------------------------------------------------------


def test_parquet_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = frames()
    tables.write(written, tmp_path / "new" / "folder")
    back = tables.read(tmp_path / "new" / "folder")
    assert list(back) == list(tables.TABLES)
    for name, frame in written.items():
        pd.testing.assert_frame_equal(back[name], frame)


def test_tables_of_another_version_are_told(tmp_path: Path) -> None:
    tables.write(frames(), tmp_path)
    path = tmp_path / "articles.parquet"
    pd.read_parquet(path).drop(columns="language").to_parquet(path)
    with pytest.raises(TableError, match=r"articles\.parquet: lacks column 'language', .* analyse anew"):
        tables.read(tmp_path)


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"articles\.parquet: missing; write the tables with format parquet"):
        tables.read(tmp_path)


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="unknown format 'sav'; known are parquet, csv, jsonl, xlsx"):
        tables.write(frames(), tmp_path, ["csv", "sav"])
    assert list(tmp_path.iterdir()) == []


def test_a_broken_frame_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="column 'text' is missing"):
        tables.write({"articles": frames()["articles"].drop(columns="text")}, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_table_is_described(tmp_path: Path) -> None:
    paths = tables.write(frames(), tmp_path, ["parquet", "csv"], title="A study")
    assert [path.name for path in paths][:3] == ["articles.parquet", "articles.csv", "exclusions.parquet"]
    assert paths[-1].name == "datapackage.json"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["title"] == "A study"
    assert [resource["path"] for resource in package["resources"]] == [path.name for path in paths[:-1]]
    quotes = next(resource for resource in package["resources"] if resource["path"] == "quotes.csv")
    assert quotes["schema"]["primaryKey"] == ["quote_id"]
    assert [field["name"] for field in quotes["schema"]["fields"]] == tables.QUOTES.names
    assert quotes["schema"]["fields"][3] == {
        "name": "type",
        "type": "string",
        "description": "direct: all of the content stands in quotation marks; indirect: none of it; mixed: part of it.",
        "constraints": {"required": True, "enum": ["direct", "indirect", "mixed"]},
    }


def test_the_same_tables_are_the_same_bytes_at_another_time(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in tables.write(frames(), tmp_path, tables.FORMATS)}
    time.sleep(1.1)  # XLSX and ZIP keep times to the second
    second = {path.name: path.read_bytes() for path in tables.write(frames(), tmp_path, tables.FORMATS)}
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) == len(second) == 4 * len(tables.TABLES) + 1


HARD = ["a\rb", "a\r\nb", 'say "x", y', "\u202b\u05d0\u202c", "😀 e\u0301", "a\x0bb", "None", "", "1.0", "\ufeffx"]


def rows_of_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def exclusions(details: list[str]) -> dict[str, pd.DataFrame]:
    return {"exclusions": tables.of_exclusions([Exclusion(None, None, "failed", detail) for detail in details])}


def test_csv_holds_every_text(tmp_path: Path) -> None:
    tables.write(exclusions(HARD), tmp_path, ["csv"])
    rows = rows_of_csv((tmp_path / "exclusions.csv").read_bytes())
    assert rows == [tables.EXCLUSIONS.names, *(["", "", "failed", text] for text in HARD)]


def test_json_lines_hold_every_text_and_number(tmp_path: Path) -> None:
    tables.write({**exclusions(HARD), "reliability": frames()["reliability"]}, tmp_path, ["jsonl"])
    lines = (tmp_path / "exclusions.jsonl").read_bytes().decode("utf-8").split("\n")
    assert [json.loads(line) for line in lines if line] == [
        {"path": None, "doc_id": None, "reason": "failed", "detail": text} for text in HARD
    ]
    assert json.loads((tmp_path / "reliability.jsonl").read_text()) == {
        "scope": "source",
        "id": "s1",
        "indicator": "named",
        "value": 0.1234567890123,
        "low": None,
        "high": None,
        "n": 3,
    }


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def test_no_cell_starts_like_a_formula(tmp_path: Path) -> None:
    tables.write(exclusions([*FORMULAS, "a=1", "'=1"]), tmp_path, ["csv", "jsonl", "parquet"])
    rows = rows_of_csv((tmp_path / "exclusions.csv").read_bytes())
    assert [row[3] for row in rows[1:]] == [*("'" + text for text in FORMULAS), "a=1", "'=1"]
    # formats that no spreadsheet opens by itself keep the text as it is
    assert pd.read_parquet(tmp_path / "exclusions.parquet")["detail"].tolist() == [*FORMULAS, "a=1", "'=1"]
    line = (tmp_path / "exclusions.jsonl").read_text(encoding="utf-8").split("\n")[0]
    assert json.loads(line)["detail"] == "=1+1"


def test_a_cell_is_made_harmless_as_a_frame_is() -> None:
    cells = ["=1+1", "-5", "\ta", "a=b", "", "half \ud83d"]
    frame = pd.DataFrame({"a": pd.array([without_surrogates(cell) for cell in cells], dtype="string")})
    assert [tables.harmless_cell(cell) for cell in cells] == tables.harmless(frame)["a"].tolist()
    assert tables.harmless_cell("=1+1") == "'=1+1"


def test_making_a_frame_harmless_leaves_the_frame_itself_alone() -> None:
    frame = exclusions(["=1"])["exclusions"]
    assert tables.harmless(frame)["detail"].tolist() == ["'=1"]
    assert frame["detail"].tolist() == ["=1"]
    numbers = tables.RELIABILITY.frame([{"value": -1.0}])
    pd.testing.assert_frame_equal(tables.harmless(numbers), numbers)


def cells(path: Path) -> list[str]:
    """The texts of a workbook with one sheet, in the order in which they first appear."""
    with zipfile.ZipFile(path) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(item.itertext()) for item in shared]


def test_a_workbook_holds_texts_neither_formulas_nor_links(tmp_path: Path) -> None:
    tables.write(exclusions(["=1+1", "http://example.org/" + "x" * 3000, "“Été” 😀"]), tmp_path, ["xlsx"])
    assert cells(tmp_path / "exclusions.xlsx") == [
        *tables.EXCLUSIONS.names,
        "failed",
        "'=1+1",
        "http://example.org/" + "x" * 3000,
        "“Été” 😀",
    ]


def test_a_workbook_says_where_it_cuts(tmp_path: Path) -> None:
    fits, long = "y" * tables.XLSX_CELL, "x" * (tables.XLSX_CELL + 1)
    written = exclusions([fits, long])
    tables.write(written, tmp_path, ["xlsx", "csv"])
    *_, whole, cut = cells(tmp_path / "exclusions.xlsx")
    assert whole == fits
    assert len(cut) == tables.XLSX_CELL
    assert cut.endswith("xxx [cut here: a cell holds no more]")
    assert written["exclusions"]["detail"].tolist() == [fits, long]
    assert rows_of_csv((tmp_path / "exclusions.csv").read_bytes())[2][3] == long


def test_a_table_is_replaced_as_a_whole(tmp_path: Path) -> None:
    tables.write(exclusions(["x" * 10_000]), tmp_path, ["csv"])
    tables.write(exclusions(["y"]), tmp_path, ["csv"])
    assert (tmp_path / "exclusions.csv").read_bytes() == b'"path","doc_id","reason","detail"\n"","","failed","y"\n'
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "exclusions.csv"]
