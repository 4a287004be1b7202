"""Names, numbers and words that two statements can share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.claims import keys
from quotelens.claims.keys import Casing, Key

ARTICLE = (
    "Fighting went on. The town of Derna saw Sofian Qumu fall in the fighting. Qumu's friends, of the al-Qaeda "
    "linked Shura, mourn. It is said that IS holds Müller."
)
CASING = Casing.of([ARTICLE])


def held(text: str) -> set[tuple[str, str]]:
    return {(key.kind, key.value) for key in keys.of_text(text, CASING)}


def test_names_are_words_of_names_so_that_short_forms_meet() -> None:
    assert held("Sofian Qumu was killed") == {("name", "sofian"), ("name", "qumu"), ("word", "kill")}
    assert held("Qumu's killing") == {("name", "qumu"), ("word", "kill")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("al-Qaeda", {("name", "qaeda")}),
        ("IS is there", {("name", "is")}),
        ("the U.N. met", {("name", "un"), ("word", "met")}),
        ("MULLER and Müller", {("name", "muller")}),
        ("Fighting stopped", {("word", "fight"), ("word", "stop")}),  # the article writes it small elsewhere
        ("President Qumu", {("word", "presid"), ("name", "qumu")}),
        ("THE FIGHTING IN DERNA", {("word", "fight"), ("word", "derna")}),  # all is capital, so nothing is a name
        ("They didn’t, and we’re late", {("word", "late")}),
        ("O’Brien’s o'clock", {("name", "o'brien"), ("word", "o'clock")}),
        ("one of two men", {("number", "2"), ("word", "men")}),
        ("thirty-two men", {("number", "32"), ("word", "men")}),
    ],
)
def test_what_is_a_name_and_what_a_word(text: str, found: set[tuple[str, str]]) -> None:
    assert held(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least nine were killed", ["9"]),
        ("30 or 50km", ["30", "50"]),
        ("30,000 men, 30 thousand, thirty thousand", ["30000", "30000", "30000"]),
        ("1.5 million", ["1500000"]),
        ("twenty-five and twenty five", ["25", "25"]),
        ("two hundred and seven", ["207"]),
        ("a hundred", ["100"]),
        ("one million two hundred thousand", ["1200000"]),
        ("two thousand and five", ["2005"]),
        ("nine and ten", ["9", "10"]),
        ("seven, eight", ["7", "8"]),
        ("0.25 %", ["0.25"]),
        ("1,234,567", ["1234567"]),
        ("1.2.3", []),
        ("nobody", []),
    ],
)
def test_numbers_are_the_same_in_digits_and_in_words(text: str, found: list[str]) -> None:
    assert keys.numbers(text) == found


@given(st.integers(0, 10**12 - 1))
@settings(derandomize=True, deadline=None)
def test_a_whole_number_is_itself_with_and_without_commas(number: int) -> None:
    assert keys.numbers(f"about {number} of them") == keys.numbers(f"about {number:,} of them") == [str(number)]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("0123456789,. -'’ABab")))
@settings(derandomize=True, deadline=None)
def test_every_text_has_keys(text: str) -> None:
    assert all(key.value for key in keys.of_text(text, Casing.of([text])))
    assert keys.numbers(text) == keys.numbers(text)


def test_small_numbers_are_those_that_are_spelt_out() -> None:
    assert [keys.is_small(number) for number in ("0", "9", "10", "0.5", "2015")] == [True, True, False, False, False]


def test_sentences_start_after_full_stops_and_line_breaks() -> None:
    text = "He left. “Good,” she said.\nThe end of v. 2.0 came? Yes"
    starts = list(keys.sentence_starts(text))
    assert [text[start : start + 4] for start in starts] == ["He l", "“Goo", "The ", "Yes"]


def test_names_alone() -> None:
    assert keys.names("Qumu was killed in Derna", CASING) == {Key("name", "qumu"), Key("name", "derna")}


def test_pronouns_in_contractions_are_pronouns() -> None:
    assert keys.pronouns("He’s here, I'm told; you are not") == {"he", "i"}
