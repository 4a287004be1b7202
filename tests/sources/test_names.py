import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.sources import names


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Jamal Zubia", "Jamal Zubia"),
        ("the Rev. Peter Wherry, of the Baptist church", "Peter Wherry"),
        ("Massachusetts Sen. Elizabeth Warren’s", "Elizabeth Warren"),
        ("Mrs. O’Brien", "O’Brien"),
        ("Dr. J. K. Rowling", "J. K. Rowling"),
        ("President Ursula von der Leyen", "Ursula von der Leyen"),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr"),
        ("the Green National Committee", "Green National Committee"),
        ("Republican National Committee", "Republican National Committee"),
        ("from the bank", "bank"),
        ("Jon Tester (D-Mont.)", "Jon Tester"),
    ],
)
def test_canonical_names_lose_titles_and_trimmings(written: str, expected: str) -> None:
    assert names.canonical(written) == expected


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        ("Eljahr", "Mohammed Eljahr", True),
        ("Mohammed", "Mohammed Eljahr", True),
        ("bin Salman", "Mohammed bin Salman", True),
        ("J. Rowling", "Joanne Rowling", False),  # no shorter than the full name
        ("J. Rowling", "Joanne Kathleen Rowling", True),
        ("King", "Martin Luther King Jr.", True),
        ("Elias", "Mohammed Eljahr", False),
        ("Eljahr Mohammed", "Mohammed Eljahr", False),
        ("J.", "Joanne Rowling", False),
    ],
)
def test_short_forms(short: str, full: str, expected: bool) -> None:
    assert names.is_short_for(short, full) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jamal Zubia", "jamal-zubia"),
        ("Sources in Abu Salim", "sources-in-abu-salim"),
        ("Jorge Castañeda", "jorge-castañeda"),
        ("O’Brien & Sons", "obrien-sons"),
        ("محمد الجراح", "محمد-الجراح"),
        ("…", "x"),
    ],
)
def test_slugs_keep_letters_of_every_script(name: str, expected: str) -> None:
    assert names.slug(name) == expected


def test_words_know_possessives_initials_and_abbreviations() -> None:
    found = [(word.text, word.possessive) for word in names.split("Sen. J. O’Brien’s aide told Democrats' allies.")]
    assert found == [
        ("Sen.", False),
        ("J.", False),
        ("O’Brien", True),
        ("aide", False),
        ("told", False),
        ("Democrats", True),
        ("allies", False),
    ]


def test_initials_leave_out_small_words_or_keep_them() -> None:
    assert names.initials("Alliance to Reclaim Our Schools") == {"AROS", "ATROS"}
    assert names.initials("Reuters") == frozenset()


@given(st.text(max_size=60))
@settings(derandomize=True, deadline=None)
def test_any_text_has_words_at_their_places_and_a_stable_slug(text: str) -> None:
    assert all(text[word.start : word.end] == word.text for word in names.split(text))
    assert names.slug(names.slug(text)) == names.slug(text)
    assert names.slug(text)
