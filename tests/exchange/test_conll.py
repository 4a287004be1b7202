"""BIO, a token a line, out and back."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import marks
from quotelens.errors import ExchangeError
from quotelens.exchange import conll
from quotelens.exchange.annotated import Annotated
from quotelens.records import Article, Quote, Span, without_surrogates

#       0         1         2         3         4
#       01234567890123456789012345678901234567890123
TEXT = "“We won 😀. We left,” Ann said, “too.”\n# Bo’s ran"
QUOTES = (
    Quote("a:0", "a", 0, "direct", (Span(0, 20), Span(31, 37)), Span(25, 29), Span(21, 24)),
    Quote("a:1", "a", 1, "indirect", (Span(14, 18),), None, Span(11, 13), 1, "a:0"),
    Quote("a:2", "a", 2, "indirect", (Span(45, 48),), mention=Span(40, 42)),
)
ITEM = Annotated(Article.from_text(TEXT, "a"), QUOTES)
WRITTEN = """\
# columns = token start end source cue content quotes
# doc_id = "a"
# text = "“We won 😀. We left,” Ann said, “too.”\\n# Bo’s ran"

“ 0 1 O O B-Content 0:B-Content
We 1 3 O O I-Content 0:I-Content
won 4 7 O O I-Content 0:I-Content
😀 8 9 O O I-Content 0:I-Content
. 9 10 O O I-Content 0:I-Content

We 11 13 O O B-Content 0:I-Content|1:B-Source
left 14 18 O O I-Content 0:I-Content|1:B-Content
, 18 19 O O I-Content 0:I-Content
” 19 20 O O I-Content 0:I-Content
Ann 21 24 B-Source O O 0:B-Source
said 25 29 O B-Cue O 0:B-Cue
, 29 30 O O O _
“ 31 32 O O B-Content 0:B-Content
too 32 35 O O I-Content 0:I-Content
. 35 36 O O I-Content 0:I-Content
” 36 37 O O I-Content 0:I-Content

# 38 39 O O O _
Bo 40 42 B-Source O O 2:B-Source
’ 42 43 O O O _
s 43 44 O O O _
ran 45 48 O O B-Content 2:B-Content

"""


def as_lines(written: str) -> str:
    """The test's file, where token lines are apart by spaces for people to read, with tabs."""
    return "\n".join(
        line if line.startswith("# ") and " = " in line else line.replace(" ", "\t") for line in written.split("\n")
    )


def file_of(folder: Path, written: str) -> Path:
    path = folder / "quotes.conll"
    path.write_bytes(written.encode("utf-8"))
    return path


def parts(item: Annotated) -> list[tuple[tuple[Span, ...], Span | None, Span | None]]:
    return [(quote.content, quote.cue, quote.mention) for quote in item.quotes]


def test_a_token_is_a_line_and_what_nests_is_in_the_last_column_alone() -> None:
    assert "".join(conll.chunks([ITEM])) == as_lines(WRITTEN)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    empty, odd = Annotated(Article.from_text("", "b")), Annotated(Article.from_text("a\tb\r\n\n“c\u2028d", 'x"\n# y'))
    read = conll.read(file_of(tmp_path, "".join(conll.chunks([ITEM, empty, odd]))))
    assert [(item.article.doc_id, item.article.text) for item in read] == [
        ("a", TEXT), ("b", ""), ('x"\n# y', "a\tb\r\n\n“c\u2028d"),
    ]  # fmt: skip
    assert [(q.quote_id, q.type, q.level, q.parent_quote_id) for q in read[0].quotes] == [
        (q.quote_id, q.type, q.level, q.parent_quote_id) for q in QUOTES
    ]
    assert parts(read[0]) == parts(ITEM)


def test_an_editor_of_windows_does_no_harm(tmp_path: Path) -> None:
    assert parts(conll.read(file_of(tmp_path, as_lines(WRITTEN).replace("\n", "\r\n")))[0]) == parts(ITEM)


def test_no_article_is_no_item(tmp_path: Path) -> None:
    assert "".join(conll.chunks([])) == "# columns = token start end source cue content quotes\n"
    assert conll.read(file_of(tmp_path, "".join(conll.chunks([])))) == []


def test_quotes_that_overlap_keep_apart_in_the_last_column(tmp_path: Path) -> None:
    text = "a b c d"
    quotes = (
        Quote("a:0", "a", 0, "indirect", (Span(0, 5),), mention=Span(6, 7)),
        Quote("a:1", "a", 1, "indirect", (Span(2, 7),), mention=Span(6, 7)),
    )
    item = Annotated(Article.from_text(text, "a"), quotes)
    assert parts(conll.read(file_of(tmp_path, "".join(conll.chunks([item]))))[0]) == parts(item)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("won 4 7 O O I-Content 0:I-Content", "won 4 7 O O", "line 7: has 5 columns, not 7: token, start"),
        ("won 4 7", "won 4 8", r"line 7: the text at \[4, 8\) is 'won ', not 'won'"),
        ("won 4 7", "won 7 4", r"line 7: '7' and '4' are no \[start, end\) pair"),
        ("won 4 7", "won x 7", r"line 7: 'x' and '7' are no"),
        ("0:B-Cue", "0:Cue", "line 16: '0:Cue' is no tag like 0:B-Content"),
        ("0:B-Cue", "0:I-Cue", "line 16: I-Cue of quote 0 goes on what the token before is not of"),
        ("2:B-Content", "_", r"line 24: quote 2 has no Content; tag it or take the quote out"),
        ('# doc_id = "a"', "# doc_id = a", "line 2: not JSON"),
        ('# doc_id = "a"', "# doc_id = 1", "line 2: the article needs a line '# doc_id = "),
        ("# text = ", "# said = ", "line 2: the article needs a line '# text = "),
        ("# doc_id = ", "# id = ", "line 5: stands before the first '# doc_id = "),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert WRITTEN.count(before) == 1
    with pytest.raises(ExchangeError, match=rf"quotes\.conll, {message}"):
        conll.read(file_of(tmp_path, as_lines(WRITTEN.replace(before, after))))


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=100)
def test_whatever_the_article_its_spans_are_read_back(tmp_path_factory, any_annotated, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    item = data.draw(any_annotated)
    text = without_surrogates(item.article.text)

    def whole(span: Span | None) -> bool:
        return span is None or marks.lines(text, span) == [span]

    kept = [q for q in item.quotes if all(map(whole, (*q.content, q.cue, q.mention)))]
    path = file_of(tmp_path_factory.mktemp("conll"), "".join(conll.chunks([Annotated(item.article, tuple(kept))])))
    [found] = conll.read(path)
    assert found.article.text == text
    wanted = [(tuple(sorted(q.content)), q.cue, q.mention) for q in kept]
    assert sorted(map(repr, parts(found))) == sorted(map(repr, wanted))


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_the_columns_of_taggers_are_legal_bio_in_every_sentence(any_annotated, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    written = "".join(conll.chunks([data.draw(any_annotated)]))
    for sentence in written.split("\n\n"):
        rows = [line.split("\t") for line in sentence.split("\n") if line and not line.startswith("# ")]
        for column, role in ((3, "Source"), (4, "Cue"), (5, "Content")):
            tags = ["O", *(row[column] for row in rows)]
            assert set(tags) <= {"O", f"B-{role}", f"I-{role}"}
            assert all(tag[0] != "I" or before != "O" for before, tag in itertools.pairwise(tags))
