"""Paragraphs and quotation marks: every convention read, and what a stray mark costs."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import marks
from quotelens.records import Span


def quoted(text: str) -> list[str]:
    """The quotations of a text, marks included."""
    return [quotation.span.of(text) for quotation in marks.quotations(text)]


# --- conventions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "yes" and "no, thanks."', ['"yes"', '"no, thanks."']),
        ("He said 'yes' and 'no, thanks.'", ["'yes'", "'no, thanks.'"]),
        ("“Yes,” he said, “no.”", ["“Yes,”", "“no.”"]),
        ("‘Yes,’ he said, ‘no.’", ["‘Yes,’", "‘no.’"]),
        ("„Ja“, sagte er, „nein.“", ["„Ja“", "„nein.“"]),
        ("„Tak”, powiedział.", ["„Tak”"]),
        ("‚Ja‘, sagte er.", ["‚Ja‘"]),
        ("‛Yes,’ he said, ‟no.”", ["‛Yes,’", "‟no.”"]),
        ("«Sì», disse, «no».", ["«Sì»", "«no»"]),
        ("« Oui », dit-il, «\u202fnon\u202f».", ["« Oui »", "«\u202fnon\u202f»"]),
        ("»Ja«, sagte er, »nein«.", ["»Ja«", "»nein«"]),
        ("‹Oui›, dit-il, ‹ non ›.", ["‹Oui›", "‹ non ›"]),
        ("”Ja”, sade han, ”nej.”", ["”Ja”", "”nej.”"]),
        ("「はい」と『彼』は言った。", ["「はい」", "『彼』"]),
        ("＂Yes,＂ he said.", ["＂Yes,＂"]),
        ("He said ``yes'' and ``no.''", ["``yes''", "``no.''"]),
    ],
)
def test_every_convention(text, expected):
    assert quoted(text) == expected


def test_a_quotation_has_its_marks_and_what_stands_between_them():
    (double,) = marks.quotations("He “said” so")
    assert double == marks.Quotation(span=Span(3, 9), inner=Span(4, 8), single=False, continues=False)
    (single,) = marks.quotations("He 'said' so")
    assert single.single
    (typewriter,) = marks.quotations("``yes''")
    assert typewriter == marks.Quotation(Span(0, 7), Span(2, 5), single=False)


@pytest.mark.parametrize(
    "text", ['("Yes.")', '["Yes."]', 'Then—"Yes."—he left', 'Said:"Yes."', '"Yes."he said', 'He said, "Yes."\u00a0Then']
)
def test_marks_beside_brackets_dashes_and_letters(text):
    assert quoted(text) == ['"Yes."']


def test_a_quotation_inside_another_comes_after_it():
    assert quoted("“She said ‘no’ to me,” he said.") == ["“She said ‘no’ to me,”", "‘no’"]
    assert quoted("'She said \"no\" to me,' he said.") == ["'She said \"no\" to me,'", '"no"']
    assert quoted("\"'No' is what she said,\" he said.") == ["\"'No' is what she said,\"", "'No'"]
    assert quoted("“He said “yes” twice,” she said.") == ["“He said “yes” twice,”", "“yes”"]


# --- what is no quotation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "It’s Ann’s, don't you see?",
        "the states’ rights and the owners' club",
        "’Tis the season of rock ’n’ roll",
        "'Tis the season of rock 'n' roll, 'twas said",
        "the ’90s and the '80s",
        'a 5" pipe, 6\' 2" tall',
        "“” and ‘’ and \"\" and ''",
        "",
        " \n\n ",
    ],
)
def test_apostrophes_inches_and_empty_marks_quote_nothing(text):
    assert quoted(text) == []


def test_apostrophes_and_possessives_do_not_end_a_quotation():
    assert quoted("‘Don’t,’ she said.") == ["‘Don’t,’"]
    assert quoted("'Don't,' she said.") == ["'Don't,'"]
    assert quoted("‘The states’ rights matter,’ he said.") == ["‘The states’ rights matter,’"]
    assert quoted("'The states' rights matter,' he said.") == ["'The states' rights matter,'"]


def test_a_quotation_that_ends_in_s_ends_before_the_next_one_begins():
    assert quoted("‘All the players’ and ‘the owners’ met") == ["‘All the players’", "‘the owners’"]
    assert quoted("He called it ‘chaos’.") == ["‘chaos’"]


@pytest.mark.parametrize("stray", ['"', "“", "”", "‘", "’", "„", "«", "»", "``", "''", "「"])
def test_a_lone_mark_costs_nothing_but_itself(stray):
    alone = f"Rents {stray}rose fast.\n"
    assert quoted(f'{alone}Ana said "yes" and “no.”') == ['"yes"', "“no.”"]
    assert quoted(alone) == []


def test_a_lone_mark_in_the_same_paragraph_leaves_other_quotations_whole():
    assert quoted("“Rents rose. Ana said “yes” to it") == ["“yes”"]
    assert quoted("Rents rose.” Ana said “yes” to it") == ["“yes”"]
    assert quoted('"Rents rose. Ana said, "yes," to it') == ['"yes,"']
    assert quoted("Rents 'rose. Ana said “yes” to it") == ["“yes”"]


def test_marks_of_two_kinds_do_not_close_each_other():
    assert quoted("He said “yes» and left.") == []


# --- paragraphs ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u2029", "\n \t\n"])
def test_a_quotation_that_every_paragraph_reopens_counts_in_each(gap):
    text = gap.join(["Ana said: “One.", "“Two.", "“Three,” and left.", "Four."])
    found = marks.quotations(text)
    assert [(item.span.of(text), item.inner.of(text), item.continues) for item in found] == [
        ("“One.", "One.", True),
        ("“Two.", "Two.", True),
        ("“Three,”", "Three,", False),
    ]


def test_straight_marks_that_every_paragraph_reopens():
    text = 'Ana said: "One.\n\n"Two," she said.'
    assert [(item.span.of(text), item.continues) for item in marks.quotations(text)] == [
        ('"One.', True),
        ('"Two,"', False),
    ]


def test_a_quotation_does_not_run_over_a_paragraph_that_does_not_reopen_it():
    assert quoted("Ana said: “One.\n\nTwo.” Bo said “three.”") == ["“three.”"]
    assert quoted("Ana said: “One.\n\n‘Two.’") == ["‘Two.’"]


def test_white_space_at_the_end_of_a_continued_paragraph_is_left_out():
    text = "“One.  \n“Two.”"
    assert quoted(text) == ["“One.", "“Two.”"]


def test_an_open_mark_at_the_very_end_of_a_paragraph_quotes_nothing():
    assert quoted("He said “\n“Two.”") == ["“Two.”"]


def test_paragraphs_are_the_lines_that_are_not_blank():
    text = "One.\r\n\r\n  \nTwo.\u2029Three. "
    assert [span.of(text) for span in marks.paragraphs(text)] == ["One.", "Two.", "Three. "]
    assert marks.paragraphs("\n \n") == []


WRAPPED = (
    "Ana Bell, who runs the harbour office, said that the “rents\n"
    "of the old quarter rose by a third in the last five years,\n"
    "and that they will” rise again before the winter comes now.\n"
    "\n"
    "Bo Hill did not agree with a word of what she said to them,\n"
    "and left."
)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_hard_wrapped_text_is_read_in_paragraphs(end):
    text = WRAPPED.replace("\n", end)
    assert marks.is_wrapped(text)
    assert [span.of(text)[:8] for span in marks.paragraphs(text)] == ["Ana Bell", "Bo Hill "]
    (found,) = marks.quotations(text)
    assert found.span.of(text).startswith("“rents")
    assert found.span.of(text).endswith("will”")
    unwrapped = marks.unwrap(text)
    assert len(unwrapped) == len(text)
    assert unwrapped.split() == text.split()
    assert unwrapped.count(end) == 2  # the blank line's


def test_a_blank_line_of_spaces_separates_wrapped_paragraphs_too():
    text = WRAPPED.replace("\n\n", "\n  \n")
    assert [span.of(text)[:8].strip() for span in marks.paragraphs(text)] == ["Ana Bell", "Bo Hill"]


def test_lines_of_their_own_length_are_paragraphs_of_their_own():
    text = "Headline\n\nBy Ana Bell\nHarbour desk\n\nRents rose.\nThey fell.\nThey rose.\n"
    assert not marks.is_wrapped(text)
    assert marks.unwrap(text) == text
    assert len(marks.paragraphs(text)) == 6
    assert not marks.is_wrapped("one line after another\n" * 40)  # no blank line separates anything


# --- any text --------------------------------------------------------------------------------------------------------

OPENING = ("``", '"', "'", "“", "”", "„", "‟", "«", "»", "‹", "›", "‘", "‚", "‛", "＂", "「", "『")
CLOSING = ("''", '"', "'", "“", "”", "‟", "«", "»", "‹", "›", "‘", "’", "＂", "」", "』")
ANY_TEXT = st.text(st.characters(), max_size=40)  # lone surrogates included
MARKED = st.lists(
    st.sampled_from(
        [*OPENING, *CLOSING, "a", "s", "1", " ", ".", ",", "\n", "\r\n", "\u2029", "😀", "\ud800", "e\u0301"]
    ),
    max_size=40,
).map("".join)
LINES = st.lists(st.sampled_from(["“" + "word " * 11, "word " * 11 + "”", "", " ", "x"]), max_size=12).map("\n".join)


@given(st.one_of(ANY_TEXT, MARKED, LINES))
@settings(derandomize=True, max_examples=500, deadline=None)
def test_quotations_of_any_text_are_spans_between_marks(text):
    found = marks.quotations(text)
    assert found == sorted(found, key=lambda item: (item.span.start, -item.span.end))
    assert len({item.span for item in found}) == len(found)
    for item in found:
        assert item.span.end <= len(text)
        assert item.span.covers(item.inner)
        assert text[item.span.start : item.inner.start] in OPENING
        if item.continues:
            assert item.inner.end == item.span.end
        else:
            assert text[item.inner.end : item.span.end] in CLOSING
    for a in found:
        for b in found:  # nested or apart, never across each other
            assert a.span.covers(b.span) or b.span.covers(a.span) or not a.span.overlap(b.span)


@given(st.one_of(ANY_TEXT, MARKED, LINES))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_paragraphs_of_any_text_hold_all_of_it_but_white_space(text):
    blocks = marks.paragraphs(text)
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    assert "".join("".join(block.of(text).split()) for block in blocks) == "".join(text.split())
    unwrapped = marks.unwrap(text)
    assert len(unwrapped) == len(text)
    assert unwrapped.split() == text.split()


@given(st.one_of(ANY_TEXT, MARKED))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_paragraph_that_opens_nothing_changes_nothing_before_it(text):
    before = [item for item in marks.quotations(text) if not item.continues]
    after = [item for item in marks.quotations(text + "\nEnd.") if not item.continues]
    if not marks.is_wrapped(text) and not marks.is_wrapped(text + "\nEnd."):
        assert after == before


def test_a_paragraph_of_nothing_but_open_marks_is_read_in_linear_time():
    began = time.perf_counter()
    assert marks.quotations("“a " * 20_000) == []
    # 0.1 s; going back through all open marks at each one takes 13 s
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one", ["one"]),
        ("  one \r\n\r\n two\u2029three  ", ["one", "two", "three"]),
        (" \n \t", []),
        ("a\x0bb", ["a\x0bb"]),  # a vertical tab is white space, but ends no line
    ],
)
def test_a_span_is_cut_into_its_trimmed_lines(text: str, parts: list[str]) -> None:
    assert [line.of(text) for line in marks.lines(text, Span(0, len(text)))] == parts


def test_a_span_without_the_white_space_at_its_ends() -> None:
    assert marks.trimmed("a  b c  d", Span(1, 8)) == Span(3, 6)
    assert marks.trimmed("a   d", Span(1, 4)) is None
