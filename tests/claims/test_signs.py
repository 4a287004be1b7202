"""Signs of a contradiction: what is found, where it stands, and what is none."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import quotelens
from quotelens.claims import evidence
from quotelens.claims.signs import FEATURES, content, signs


def found(a: str, b: str) -> list[tuple[str, str | None, str | None]]:
    """Kinds and words of the evidence."""
    return [(item.kind, item.a and item.a.of(a), item.b and item.b.of(b)) for item in evidence(a, b)]


def feature(a: str, b: str, name: str) -> float:
    return float(signs(a, b).features[FEATURES.index(name)])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Qumu was killed.", "Qumu was captured and is being held.", [("outcome", "killed", "captured")]),
        ("Lawmakers passed the bill.", "They voted down the bill.", [("outcome", "passed", "voted down")]),
        ("Prices rose.", "Prices fell.", [("opposite", "rose", "fell")]),
        ("He met them.", "He never met them.", [("negation", "met", "never met")]),
        ("She didn’t resign.", "She resigned.", [("negation", "didn’t resign", "resigned")]),
        ("He did not win.", "He won.", [("negation", "not win", "won")]),
        ("It is snowing.", "Nobody came.", [("negation", None, "Nobody")]),
        ("12 miners died.", "Twenty-one miners died.", [("number", "12", "Twenty-one")]),
        ("It cost two million.", "It cost 3 million dollars.", [("number", "two million", "3 million")]),
        ("They came on Monday.", "They came on Friday.", [("date", "Monday", "Friday")]),
        ("It was built in 1987.", "It was built in 1994.", [("date", "1987", "1994")]),
        ("He left in May.", "He left in June.", [("date", "May", "June")]),
    ],
)
def test_what_speaks_for_a_contradiction(a: str, b: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(a, b) == expected


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Twelve miners died.", "12 miners died."),
        ("More than 10 miners died.", "14 miners died."),
        ("About 100 came.", "Some 110 came."),
        ("12 miners and 3 nurses died.", "3 nurses and 12 miners died."),
        ("He did not win.", "He lost."),  # a denied opposite says the same
        ("It is not true that he never came.", "He came."),  # denied twice
        ("They came on Monday.", "They came in May."),
        ("He may leave.", "They left in June."),  # "may" is no month
        ("", ""),
        ("...", "?"),
    ],
)
def test_what_is_no_sign(a: str, b: str) -> None:
    assert evidence(a, b) == []


def test_a_denied_opposite_is_known_as_such() -> None:
    assert feature("He did not win.", "He lost.", "denied opposite") == 1
    assert feature("He won.", "He lost.", "denied opposite") == 0


def test_shares_of_content_words() -> None:
    # content: {troop, kill, general} and {general, kill, raid, camp}
    assert feature("Troops killed the general.", "The general was killed in a raid on the camp.", "shared") == 2 / 5
    assert feature("Troops killed the general.", "The general was killed in a raid on the camp.", "covered") == 2 / 3
    assert feature("It is.", "He was.", "shared") == 0


def test_a_sign_counts_by_what_the_texts_share() -> None:
    a, b = "The general won the war.", "The general lost the election."
    # content: {general, win, war} and {general, lose, elect}
    assert feature(a, b, "outcome") == 1
    assert feature(a, b, "outcome, by shared") == pytest.approx(1 / 3)


def test_names_that_are_all_others() -> None:
    assert feature("Yesterday Ann Roe left.", "Yesterday Bob Poe left.", "other names") == 1
    assert feature("Yesterday Ann Roe left.", "Yesterday Ann left.", "other names") == 0
    assert feature("Yesterday she left.", "Yesterday Bob left.", "other names") == 0


def test_content_leaves_out_numbers_negators_and_function_words() -> None:
    assert content("Not all of the 12 miners in Arden had died.") == {"all", "miner", "arden", "die"}


def test_every_line_of_the_list_has_two_sides() -> None:
    path = Path(quotelens.__file__).parent / "opposites.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert {row["kind"] for row in rows} == {"outcome", "opposite"}
    for row in rows:
        one, other = (set(row[side].split("|")) for side in ("one", "other"))
        assert "" not in one | other
        assert not one & other, row


TEXTS = st.lists(
    st.sampled_from("He won lost not 12 two Monday May 1999 rose fell killed alive Ann’s % , never % - about".split()),  # noqa: SIM905
    max_size=9,
).map(" ".join)


@given(st.one_of(TEXTS, st.text(max_size=30)), st.one_of(TEXTS, st.text(max_size=30)))
def test_signs_are_the_same_the_other_way_round(a: str, b: str) -> None:
    there, back = signs(a, b), signs(b, a)
    assert np.array_equal(there.features, back.features)
    assert ((there.features >= 0) & (there.features <= 1)).all()
    assert {(item.kind, item.a, item.b) for item in there.evidence} == {
        (item.kind, item.b, item.a) for item in back.evidence
    }
    for item in there.evidence:
        assert item.a is None or item.a.end <= len(a)
        assert item.b is None or item.b.end <= len(b)
