"""The Quotation Tool's columns, row by row."""

from __future__ import annotations

import ast
import csv
import hashlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.exchange import quotationtool
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.quotationtool import COLUMNS, quote_type
from quotelens.records import Article, Named, Quote, Source, Span


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def rows_of(*items: Annotated) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(quotationtool.chunks(items)), newline="")))


#       0         1         2         3         4         5         6
#       01234567890123456789012345678901234567890123456789012345678901234
TEXT = '😀 "We won," Ann Lee of the Post said. She thinks Oslo lost, too.'
SAID = Quote("a:0", "a", 0, "direct", (Span(2, 11),), Span(32, 36), Span(12, 31), source_id="ann-lee")
THINKS = Quote("a:1", "a", 1, "indirect", (Span(49, 58),), Span(42, 48), Span(38, 41), source_id="ann-lee")
ANN = Source("ann-lee", "Ann Lee", kind="person", named=True)
NAMES = (
    Named("a", "ann-lee", "Ann Lee", "person", Span(12, 19)),
    Named("a", "the-post", "the Post", "organization", Span(27, 31)),
    Named("a", "oslo", "Oslo", "place", Span(49, 53)),
)
ITEM = Annotated(Article.from_text(TEXT, "a"), (SAID, THINKS), (ANN,), NAMES)


def test_the_table_is_the_tools_to_the_letter() -> None:
    first, second = rows_of(ITEM)
    assert first == {
        "text_id": hashlib.md5(TEXT.encode()).hexdigest(),
        "text_name": "a",
        "quote_id": "0",
        "quote": '"We won,"',
        "quote_index": "(2,11)",
        "quote_entities": "[]",
        "speaker": "Ann Lee of the Post",
        "speaker_index": "(12,31)",
        "speaker_entities": "[('Ann Lee', 'PERSON'), ('Post', 'ORG')]",
        "verb": "said",
        "verb_index": "(32,36)",
        "quote_token_count": "5",
        "quote_type": "QCQSV",
        "is_floating_quote": "False",
    }
    assert list(second) == list(COLUMNS)
    assert (second["quote"], second["quote_type"], second["quote_token_count"]) == ("Oslo lost", "SVC", "2")
    assert ast.literal_eval(second["quote_entities"]) == [("Oslo", "GPE")]
    # "She" names nobody: who she is does
    assert ast.literal_eval(second["speaker_entities"]) == [("Ann Lee", "PERSON")]
    assert TEXT[slice(*ast.literal_eval(second["quote_index"]))] == second["quote"]


def test_a_corpus_without_quotes_is_a_header() -> None:
    assert "".join(quotationtool.chunks([Annotated(Article.from_text("It rained."))])) == (
        ",".join(f'"{name}"' for name in COLUMNS) + "\n"
    )


@pytest.mark.parametrize(
    ("text", "content", "cue", "mention", "code"),
    [
        ("“We left,” said Ann.", ["“We left,”"], "said", "Ann", "QCQVS"),
        ("“We left,” Ann said.", ["We left,"], "said", "Ann", "QCQSV"),
        ("Ann said: “We left.”", ["“We left.”"], "said", "Ann", "SVQCQ"),
        ("Said Ann: “We left.”", ["“We left.”"], "Said", "Ann", "VSQCQ"),
        ("They left, Ann said.", ["They left"], "said", "Ann", "CSV"),
        ("They left, said Ann.", ["They left"], "said", "Ann", "CVS"),
        ("Ann said they left.", ["they left"], "said", "Ann", "SVC"),
        ("It is said they left.", ["they left"], "is said", None, "VC"),
        ("“We left.” It rained.", ["“We left.”"], None, None, "QCQ"),
        ("Ann: they left.", ["they left"], None, "Ann", "SC"),
        ("“We left,” Ann said, “at last.”", ["“We left,”", "“at last.”"], "said", "Ann", "QCQSVQCQ"),
        ("“We left.\n\n“It rained,” Ann said.", ["“We left.", "“It rained,”"], "said", "Ann", "QCQSV"),
        ("Ann called it “a farce” twice.", ["it “a farce”"], "called", "Ann", "SVC"),
        ("According to Ann, they left.", ["they left"], "According to", "Ann", "AccordingTo"),
    ],
)
def test_the_code_is_the_order_of_marks_content_verb_and_speaker(
    text: str, content: list[str], cue: str | None, mention: str | None, code: str
) -> None:
    quote = Quote(
        "a:0", "a", 0, "direct" if content[0][0] == "“" or "“" + content[0] in text else "indirect",
        tuple(at(text, words) for words in content), at(text, cue) if cue else None,
        at(text, mention) if mention else None,
    )  # fmt: skip
    assert quote_type(text, quote) == code


def test_a_quote_in_marks_without_a_verb_floats_and_what_is_not_there_is_nowhere() -> None:
    text = "“We left.” They fled."
    quotes = (
        Quote("a:0", "a", 0, "direct", (Span(0, 10),)),
        Quote("a:1", "a", 1, "indirect", (Span(11, 20),), source_id="ann-lee"),
    )
    floating, plain = rows_of(Annotated(Article.from_text(text), quotes, (ANN,)))
    assert [floating[name] for name in ("speaker", "speaker_index", "verb", "verb_index", "speaker_entities")] == [
        "", "(0,0)", "", "(0,0)", "[]",
    ]  # fmt: skip
    assert (floating["quote_type"], floating["is_floating_quote"]) == ("QCQ", "True")
    # whom a person gave the quote to, though the text does not say so there
    assert (plain["speaker"], plain["speaker_index"], plain["is_floating_quote"]) == ("Ann Lee", "(0,0)", "False")


def test_a_quote_in_several_stretches_is_one_row_from_the_first_to_the_last() -> None:
    text = "“We left,” Ann said, “at last.”"
    quote = Quote("a:0", "a", 0, "direct", (Span(0, 10), Span(21, 31)), Span(15, 19), Span(11, 14))
    [row] = rows_of(Annotated(Article.from_text(text), (quote,)))
    assert (row["quote"], row["quote_index"]) == ("“We left,” “at last.”", "(0,31)")


def test_those_who_speak_together_are_named_one_by_one() -> None:
    quote = Quote("a:0", "a", 0, "indirect", (Span(10, 14),), Span(5, 9), Span(0, 4), source_id="both")
    both = Source("both", "Ann Lee and a friend", kind="group", members=("ann-lee", "friend"))
    item = Annotated(Article.from_text("They said this."), (quote,), (both, ANN, Source("friend", "a friend")))
    assert rows_of(item)[0]["speaker_entities"] == "[('Ann Lee', 'PERSON')]"


def test_a_quote_inside_another_has_a_row_and_the_marks_are_the_outer_ones() -> None:
    text = "“Ann said they left,” Bo said."
    outer = Quote("a:0", "a", 0, "direct", (Span(0, 21),), Span(25, 29), Span(22, 24))
    inner = Quote("a:1", "a", 1, "indirect", (Span(10, 19),), Span(5, 9), Span(1, 4), 1, "a:0")
    assert [row["quote_type"] for row in rows_of(Annotated(Article.from_text(text), (outer, inner)))] == [
        "QCQSV", "SVC",
    ]  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_starts_like_a_formula(start: str) -> None:
    text = f'{start}1 "x", she said'
    quote = Quote("a:0", "a", 0, "indirect", (Span(0, 6),), mention=Span(0, 2))
    [row] = rows_of(Annotated(Article.from_text(text, f"{start}a"), (quote,)))
    assert (row["quote"], row["speaker"], row["text_name"]) == (f'\'{start}1 "x"', f"'{start}1", f"'{start}a")


@given(st.data())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_whatever_the_texts_a_quote_is_a_row_of_utf_8(any_annotated, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    item = data.draw(any_annotated)
    written = "".join(quotationtool.chunks([item])).encode("utf-8").decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [ast.literal_eval(row["quote_index"]) for row in rows] == [(q.start, q.end) for q in item.quotes]
    assert all(set(row["quote_type"]) <= set("QCVS") for row in rows)
