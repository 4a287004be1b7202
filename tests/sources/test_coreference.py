import pytest

from quotelens.sources import layout, mentions
from quotelens.sources.coreference import Cast, agreeing, antecedent, gather


def cast_of(text: str) -> tuple[layout.Layout, Cast]:
    laid_out = layout.lay_out(text)
    return laid_out, gather(laid_out, mentions.find(laid_out))


def summary(text: str) -> dict[str, tuple[str, int]]:
    return {m.name: (m.kind, len(m.mentions)) for m in cast_of(text)[1].members}


def meant_by(text: str, pronoun: str) -> str | None:
    """Who the last "he" or "she" of the text is."""
    laid_out, cast = cast_of(text)
    member = antecedent(laid_out, text.rindex(f" {pronoun} ") + 1, agreeing(cast.persons(), pronoun))
    return member.name if member else None


def test_surnames_first_names_and_acronyms_go_to_the_full_name() -> None:
    text = (
        "We met Amina bin Saleh, a baker, at the Alliance to Save Our Rivers (ASOR). "
        "Yesterday bin Saleh said that ASOR was late. We like Amina, and so does ASOR."
    )
    assert summary(text) == {"Amina bin Saleh": ("person", 3), "Alliance to Save Our Rivers": ("organization", 4)}


def test_two_people_of_one_surname_stay_two() -> None:
    text = "We met Bill Marsh and his wife Hilda Marsh. Later Mrs. Marsh spoke, and then Mr. Marsh left."
    _, cast = cast_of(text)
    assert [(m.name, m.pronoun) for m in cast.members] == [("Bill Marsh", "he"), ("Hilda Marsh", "she")]


def test_different_first_names_are_never_joined() -> None:
    assert set(summary("We met Ana Ruiz and Eva Ruiz.")) == {"Ana Ruiz", "Eva Ruiz"}


def test_the_articles_own_pronouns_show_what_somebody_goes_by() -> None:
    _, cast = cast_of("We met Robin Lee. She was late.\n\nWe met Kim Poe.")
    assert [(m.name, m.pronoun) for m in cast.members] == [("Robin Lee", "she"), ("Kim Poe", "")]


@pytest.mark.parametrize(
    ("text", "pronoun", "expected"),
    [
        ("Ada Bell met Tom Ode. Later she left.", "she", "Ada Bell"),  # the subject
        ("Mrs. Ada Bell met Tom Ode. Later he left.", "he", "Tom Ode"),  # agreement
        ("Mrs. Ada Bell was there. Later he left.", "he", None),  # nobody agrees
        ("It was late. Later he left.", "he", None),  # nobody at all
    ],
)
def test_pronouns_lead_to_the_most_salient_person_that_agrees(text: str, pronoun: str, expected: str | None) -> None:
    assert meant_by(text, pronoun) == expected


def test_nobody_is_meant_from_six_paragraphs_away() -> None:
    near = "Then Tom Ode left." + "\n\nIt rained." * 4 + "\n\nLater he came."
    far = "Then Tom Ode left." + "\n\nIt rained." * 5 + "\n\nLater he came."
    assert meant_by(near, "he") == "Tom Ode"
    assert meant_by(far, "he") is None


def test_an_earlier_speaker_weighs_more_than_a_subject() -> None:
    text = "Lee Poe met Tom Ode. Later he left."
    laid_out, cast = cast_of(text)
    tom = next(member for member in cast.members if member.name == "Tom Ode")
    agree, position = agreeing(cast.persons(), "he"), text.index(" he ") + 1
    alone = antecedent(laid_out, position, agree)
    spoken = antecedent(laid_out, position, agree, [(text.index("Tom"), tom)])
    assert alone is not None
    assert spoken is not None
    assert (alone.name, spoken.name) == ("Lee Poe", "Tom Ode")
