"""When two names can be one, by name."""

import pytest

from quotelens.sources import variants


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Jane Roe", "JANE ROE", "same name"),
        ("Łukasz Müller", "Lukasz Muller", "same name"),
        ("Владимир Путин", "Vladimir Putin", "same name"),
        ("Anna Kovács", "Kovács Anna", "word order"),
        ("Jane Roe", "Jane M. Roe", "short form"),
        ("J. Roe", "Jane Roe", "short form"),
        ("Ana Ruiz", "Ana Ruiz Soto", "short form"),
        ("Joe Biden", "Joseph R. Biden", "nickname"),
        ("Muammar Gaddafi", "Muammar Qadhafi", "spelling"),
        ("Mohammed Eljahr", "Muhammad Eljahr", "spelling"),
        ("Jane Roe", "Joan Roe", None),
        ("Ali Hassan", "Ali Hussein", None),
        ("Maria Lopez", "Mario Lopez", None),
        ("George W. Bush", "George H. W. Bush", None),
        ("Jan Novák", "Jana Nováková", None),
        ("Martin King Jr.", "Martin King Sr.", None),
        ("Martin King Jr.", "Martin King", "same name"),
        ("Roe", "Jane Roe", None),  # one word is no full name
    ],
)
def test_likeness(one: str, other: str, alike: str | None) -> None:
    assert variants.likeness(one, other) == alike
    assert variants.likeness(other, one) == alike
    if alike is not None:
        assert variants.blocks(one) & variants.blocks(other)  # or nobody would compare them


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Department of Justice", "Justice Department", True),
        ("Wells Fargo", "Wells Fargo & Co.", True),
        ("Bank of England", "Bank of Scotland", False),
        ("The Times", "Times", True),
    ],
)
def test_forms_of_a_body(one: str, other: str, same: bool) -> None:
    assert (variants.body_key(one) == variants.body_key(other)) is same


def test_acronyms_are_those_of_full_names() -> None:
    assert variants.acronyms("Department of Justice") == {"DJ", "DOJ"}
    assert variants.acronyms("Justice") == frozenset()
