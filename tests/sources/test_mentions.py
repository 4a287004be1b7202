import pytest

from quotelens.sources import layout, mentions
from quotelens.sources.mentions import NameMention
from quotelens.sources.roles import role_head


def read(text: str) -> list[NameMention]:
    return mentions.find(layout.lay_out(text))


def roles(text: str) -> list[tuple[str, str | None]]:
    return [(m.name, m.role.of(text) if m.role else None) for m in read(text) if m.kind == "person"]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Ana Ruiz, a spokeswoman for the union, said so.", "Ana Ruiz", "a spokeswoman for the union"),
        ("We heard from spokesman Tom Ode yesterday.", "Tom Ode", "spokesman"),
        ("Analyst and fellow at the Blue Centre, Li Wei, told us.", "Li Wei", "Analyst and fellow at the Blue Centre"),
        ("Now White House press secretary Jo May spoke.", "Jo May", "White House press secretary"),
        ("Massachusetts Sen. Eve Stone grilled them.", "Eve Stone", "Massachusetts Sen."),
        ("Rita Moss is the mayor of the town.", "Rita Moss", "the mayor of the town"),
        ("Mr. Ode Okafor walked in.", "Ode Okafor", None),
        ("Jan de Vries, 41, a baker, left.", "Jan de Vries", "a baker"),
        ("On Monday Ada Bell, however, disagreed.", "Ada Bell", None),
    ],
)
def test_roles_beside_a_name(text: str, name: str, role: str | None) -> None:
    assert roles(text) == [(name, role)]


def test_ages_brackets_and_owners_are_kept_as_notes() -> None:
    text = "Ada Bell (D-Ohio) met Jan Smit, 41, and CNN’s Kim Poe."
    assert [(m.name, m.notes) for m in read(text) if m.kind == "person"] == [
        ("Ada Bell", ("D-Ohio",)),
        ("Jan Smit", ("age",)),
        ("Kim Poe", ("CNN",)),
    ]


def test_organizations_keep_their_small_words() -> None:
    text = (
        "They first talked about money with the Bank of England, then with the Alliance to Save Our Rivers (ASOR) "
        "and later with the House Oversight and Reform Committee."
    )
    assert [m.name for m in read(text) if m.kind == "organization"] == [
        "Bank of England",
        "Alliance to Save Our Rivers",
        "ASOR",
        "House Oversight and Reform Committee",
    ]


def test_a_sentence_opening_with_a_common_word_names_nobody() -> None:
    assert read("Voters were glad. However, many voters left. Polls say so.") == []


def test_headlines_hold_only_names_the_article_knows() -> None:
    text = "Mayor Moss Slams Rude Drivers In Speech.\n\nRita Moss spoke. It was late, Moss said."
    assert [(m.name, m.span.start) for m in read(text)] == [("Moss", 6), ("Rita Moss", 42), ("Moss", 72)]


def test_titles_show_a_pronoun_and_first_names_do_not() -> None:
    text = "We met Mrs. Eve Stone, Mary Poe and spokesman Lee Ode."
    assert [(m.name, m.pronoun) for m in read(text)] == [("Eve Stone", "she"), ("Mary Poe", ""), ("Lee Ode", "he")]


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("an official spokesman for the government", "spokesman"),
        ("one of the best known leaders of the town", "leader"),
        ("the panel's ranking Democrat", "democrat"),
        ("the old bridge", None),
        ("for responsible executives", None),
        ("", None),
    ],
)
def test_role_head(phrase: str, head: str | None) -> None:
    assert role_head(phrase) == head
