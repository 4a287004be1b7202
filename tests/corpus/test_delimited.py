"""CSV and TSV: delimiters, quoting, encodings, broken rows that cost no other, and files larger than memory."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quotelens import corpus
from quotelens.corpus import language
from quotelens.corpus.documents import Document, Options
from quotelens.corpus.readers import read
from quotelens.errors import TableError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

HEADER = "id,title,text\n"


def found(data: bytes | str, name: str = "news.csv", **options: object) -> tuple[list[Article], list[Exclusion]]:
    """What a file of that content gives; its stream cannot seek, like a member of an archive."""
    content = data.encode() if isinstance(data, str) else data

    class Forward(io.BytesIO):
        def seekable(self) -> bool:
            return False

    items = list(read(Document(name, lambda: Forward(content)), Options(**options)))  # type: ignore[arg-type]
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Exclusion)]


def rows(data: bytes | str, name: str = "news.csv") -> list[tuple[str, str]]:
    articles, exclusions = found(data, name)
    assert exclusions == []
    return [(article.doc_id, article.text) for article in articles]


# --- what is read ----------------------------------------------------------------------------------------------------


def test_a_row_is_an_article_with_what_the_table_says_of_it(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_bytes(
        b'Headline,Body,Date,Source\r\nA,"He said: ""Yes, ""\r\nand left.",2015-06-09,The Paper\r\nB,She said no.,,\r\n'
    )
    read = corpus.read(tmp_path / "news.csv")
    assert read.exclusions == ()
    first = Article.from_text(
        'He said: "Yes, "\r\nand left.',
        "news:2",
        title="A",
        published="2015-06-09",
        outlet="The Paper",
        path="news.csv",
    )
    second = Article.from_text("She said no.", "news:4", title="B", path="news.csv")  # its line in the file
    assert read.articles == (first, dataclasses.replace(second, language="en"))
    assert read.columns["news.csv"].names() == {
        "text": "Body", "title": "Headline", "date": "Date", "outlet": "Source",
    }  # fmt: skip


def test_the_metadata_of_the_file_hold_for_its_rows(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_bytes("outlet,text\n,The price of хлеб rose.\nB,x\n".encode("cp866"))
    known = {"path": "news.csv", "title": "A data set", "outlet": "A", "author": "N. N.", "encoding": "cp866"}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [known]}))
    first, second = corpus.read(tmp_path).articles
    assert (first.title, first.outlet, first.author, first.text) == (None, "A", "N. N.", "The price of хлеб rose.")
    assert (first.encoding, second.outlet) == ("cp866", "B")


@pytest.mark.parametrize(
    "table",
    [
        'key,headline,body\n1,"A, or so","x, y; z | u"\n2,B,one\n',
        'key;headline;body\n1;A, or so;"x, y; z | u"\n2;B;one\n',
        "key\theadline\tbody\n1\tA, or so\tx, y; z | u\n2\tB\tone\n",
        'key|headline|body\n1|A, or so|"x, y; z | u"\n2|B|one\n',
    ],
)
def test_the_delimiter_is_told_from_the_rows(table: str) -> None:
    assert rows(table) == [("1", "x, y; z | u"), ("2", "one")]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("a.csv", 'text;id\n"a; b";1\nc, d;2\n'),
        ("a.csv", 'sep=;\ntext;id\n"a; b";1\nc, d;2\n'),  # as Excel likes it
        ("a.csv", '\n\n"id", "text"\n"1", "a; b"\n"2", "c, d"\n'),  # a space after the comma
        ("a.csv", 'text;id;;\n"a; b";1;;\nc, d;2;;;;\n;;;\n'),  # empty cells at the end
        ("a.tsv", "text\tid\na; b\t1\n\nc, d\t2"),
        ("a.tsv", "text\tid\ra; b\t1\rc, d\t2\r"),  # line ends of an old Mac
        ("a.csv", '\ufefftext,id\r\n"a; b",1\r\n"c, d",2\r\n'),
    ],
)
def test_tables_are_read_however_they_are_written(name: str, table: str) -> None:
    assert rows(table, name) == [("1", "a; b"), ("2", "c, d")]


def test_marks_escaped_by_backslashes_are_told_from_the_rows() -> None:
    table = "".join(f'{k},"He said \\"yes, {k}\\", and left."\n' for k in range(9))
    assert rows("id,text\n" + table)[3] == ("3", 'He said "yes, 3", and left.')


def test_a_table_without_quoted_cells_may_hold_any_marks() -> None:
    table = "".join(f'{k}\t"We {k} know," he said, "not.\n' for k in range(9))
    assert rows("id\ttext\n" + table, "a.tsv")[3] == ("3", '"We 3 know," he said, "not.')


def test_a_column_of_texts_may_be_all_there_is() -> None:
    assert rows('text\n"Yes, he said."\nNo\n') == [("news:2", "Yes, he said."), ("news:3", "No")]


def test_columns_are_those_that_were_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text;summary;k;when\nx;y;7;May\n")
    [article] = corpus.read(tmp_path / "a.csv", text="summary", id="k", date="when").articles
    assert (article.text, article.doc_id, article.published) == ("y", "7", "May")
    named = CorpusSettings(text="summary", id="k", date="when")
    assert corpus.read(tmp_path / "a.csv", settings=named).articles == (article,)
    assert corpus.read(tmp_path / "a.csv", settings=named, text="text").articles[0].text == "x"


def test_a_column_that_is_not_there_is_an_error_for_one_table_and_an_exclusion_among_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,title\nx,y\n")
    (tmp_path / "b.csv").write_text("bodies,title\nx,y\n")
    with pytest.raises(TableError, match=r"^b\.csv: the table has no column 'body' .* did you mean text='bodies'\?"):
        corpus.read(tmp_path / "b.csv", text="body")
    read = corpus.read(tmp_path, text="body")
    assert [article.doc_id for article in read.articles] == ["a:2"]
    [exclusion] = read.exclusions
    assert (exclusion.path, exclusion.doc_id, exclusion.reason) == ("b.csv", "b", "missing")
    assert exclusion.detail.endswith("did you mean text='bodies'?")
    assert list(read.columns) == ["a.csv"]


# --- what is left out ------------------------------------------------------------------------------------------------


def test_bad_rows_are_exclusions_with_their_line_and_cost_no_other() -> None:
    table = (
        HEADER
        + "1,A,first\n"
        + "2,B\n"
        + "3,C,too,many\n"
        + '4,D,"two\nlines"\n'
        + "5,E,\n"
        + "6,F, \n"
        + '7,G,"cut" off\n'
        + "8,H,last\n"
    )
    articles, exclusions = found(table)
    assert [article.text for article in articles] == ["first", "two\nlines", "last"]
    assert exclusions == [
        Exclusion("news.csv", "news:3", "malformed", "line 3: 2 cells, but the header has 3"),
        Exclusion("news.csv", "news:4", "malformed", "line 4: 4 cells, but the header has 3"),
        Exclusion("news.csv", "5", "empty", "line 7: no characters"),
        Exclusion("news.csv", "6", "empty", "line 8: nothing but white space"),
        Exclusion(
            "news.csv",
            "news:9",
            "malformed",
            "line 9: a quotation mark inside a cell is not doubled, or one is missing",
        ),
    ]


def table(n: int, broken: str, at: int = 5) -> str:
    good = [f'{k},A,"Text {k}, he said.\nMore, and more, of it."\n' for k in range(n)]
    return HEADER + "".join([*good[:at], broken, *good[at:]])


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        ('99,A,"never closed\n', "line 12"),
        ('99,A,"never closed\nnor here, not, ever\n', "lines 12 to 13"),
        ('99,"A,never closed\n', "line 12"),
        ('99,A,"He said "yes" to it.\nOne, two, three\nFour, five, six"\n', "lines 12 to 14"),
        ('99,A,"He said "yes", to it.\n', "line 12"),
    ],
)
def test_a_mark_that_is_missing_costs_the_lines_around_it_and_makes_no_article(broken: str, lines: str) -> None:
    articles, exclusions = found(table(40, broken))
    assert [article.doc_id for article in articles] == [str(k) for k in range(40)]
    [exclusion] = exclusions
    assert (exclusion.reason, exclusion.detail.split(":")[0]) == ("malformed", lines)


def test_a_file_that_breaks_off_loses_its_last_row_only() -> None:
    whole = table(40, "")
    articles, exclusions = found(whole[:-14])
    assert [article.doc_id for article in articles] == [str(k) for k in range(39)]
    assert [(one.doc_id, one.reason) for one in exclusions] == [("news:80", "malformed")]


def test_a_text_above_the_limit_is_too_long_and_reading_goes_on() -> None:
    limit = CorpusSettings(max_bytes=100)
    long = HEADER + "1,A," + "x" * 101 + "\n2,B," + "y" * 100 + "\n"
    articles, exclusions = found(long, settings=limit)
    assert [article.doc_id for article in articles] == ["2"]
    detail = "line 2: 101 bytes, more than 100 (corpus.max_bytes)"
    assert exclusions == [Exclusion("news.csv", "1", "too_long", detail)]
    # a row longer than what is held: in one line, and in many
    endless = HEADER + "1,A," + "x" * 1_100_000 + '\n2,B,y\n3,C,"' + "One, two, three\nFour.\n" * 50_000 + '"\n4,D,z\n'
    articles, exclusions = found(endless, settings=limit)
    assert [article.doc_id for article in articles] == ["2", "4"]
    assert [(one.reason, one.detail.split(":")[0]) for one in exclusions] == [
        ("too_long", "line 2"),
        ("too_long", "lines 4 to 100004"),
    ]


def test_rows_in_another_encoding_than_the_file_are_exclusions() -> None:
    good = "".join(f"{k},A,Der Bürgermeister sagte „nein“.\n" for k in range(20)).encode()
    articles, exclusions = found(HEADER.encode() + good + "20,B,größer\n".encode("cp1252") + good)
    assert [article.encoding for article in articles] == ["utf-8"] * 40
    assert exclusions == [Exclusion("news.csv", "20", "undecodable", "line 22: character 2 of its text is not utf-8")]
    western = good.decode().encode("cp1252")
    articles, exclusions = found(HEADER.encode() + western + "20,B,größer\n".encode() + western)
    assert [article.encoding for article in articles] == ["cp1252"] * 40
    detail = "line 22: its text is utf-8, but the file is cp1252 before it"
    assert exclusions == [Exclusion("news.csv", "20", "undecodable", detail)]


def test_broken_bytes_in_a_column_that_is_not_used_cost_nothing() -> None:
    assert rows(b"id,text,note\n1,x\xc3\xbc,\xff\n") == [("1", "xü")]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "gb18030"])
def test_the_encoding_is_told_from_the_first_letters_that_tell(codec: str) -> None:
    letters = "“政府将于星期一举行新闻发布会”，发言人说。" if codec == "gb18030" else "Der Bürgermeister sagte „nein“. "
    plain = "".join(f"{k},A,The mayor said no to number {k}.\n" for k in range(9_000 if "cp" in codec else 2))
    told = "".join(f"x{k},A,{letters * 20}\n" for k in range(20))
    articles, exclusions = found((HEADER + plain + told).encode(codec))
    assert exclusions == []
    assert (articles[-1].text, articles[-1].encoding) == (letters * 20, codec)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"id,text\n", "empty"),
        (b"PK\x03\x04" + bytes(range(256)), "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"title,clicks\nx,1\n", "missing"),
    ],
)
def test_what_is_no_table_is_an_exclusion(data: bytes, reason: str) -> None:
    articles, exclusions = found(data)
    assert (articles, [one.reason for one in exclusions]) == ([], [reason])


def test_a_nul_is_a_character_like_others() -> None:
    assert rows("id,text\n1,a\x00b\n") == [("1", "a\x00b")]


# --- any text, any size ----------------------------------------------------------------------------------------------


@given(st.lists(st.text(st.characters(codec="utf-8") | st.sampled_from("\"'\r\n,;\t|\\ \x00“”")), max_size=8))
@example(['"', '""', 'a"', '"a', "\r", "\n", "\\", '\\"', ",", "sep=;"])
@example(["a\rb", "\ufeff", "\x85", "\u2028"])
@settings(derandomize=True, deadline=None, max_examples=60)
def test_any_text_that_is_written_is_read(texts: list[str]) -> None:
    scratch = io.StringIO(newline="")
    writer = csv.writer(scratch, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "title", "text"], *([str(k), "A", text] for k, text in enumerate(texts))])
    articles, exclusions = found("\ufeff" + scratch.getvalue())  # the mark: any text might look like another encoding
    wanted = [(str(k), text) for k, text in enumerate(texts) if text.strip()]
    assert [(article.doc_id, article.text) for article in articles] == wanted
    assert len(exclusions) == len(texts) - len(wanted) or not texts


@given(st.text('ab",\n\r;\\\t1', max_size=60))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_no_content_whatever_stops_the_reading(noise: str) -> None:
    good = "".join(f'{k},A,"Text {k}"\n' for k in range(10, 30))
    ids = [article.doc_id for article in found(f"{HEADER}{good}{noise}\n{good}")[0]]
    assert ids[:20] == [str(k) for k in range(10, 30)]
    assert ids[-18:] == [str(k) for k in range(12, 30)]  # a mark may take the row or two after it along


def test_a_table_larger_than_memory_is_read_in_little(tmp_path: Path) -> None:
    row = '{0},"Headline {0}","Text {0}. ' + "“We do not know,” the mayor said. " * 7500 + '\n\nAnd left."\n'
    with (tmp_path / "big.csv").open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(row.format(k) for k in range(220))
    assert (tmp_path / "big.csv").stat().st_size > 60_000_000
    language.told("The model of languages is loaded once.")
    tracemalloc.start()
    try:
        n = sum(isinstance(item, Article) for item in corpus.stream(tmp_path / "big.csv"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert n == 220
    assert peak < 6_000_000
