import pytest

from quotelens.records import Kind
from quotelens.sources import affiliation


@pytest.mark.parametrize(
    ("role", "speaks_for"),
    [
        ("an official spokesman for the government in Tripoli", "government"),
        ("Massachusetts Sen.", "government"),
        ("D-Mont.", "government"),
        ("Former President", "political"),
        ("presidential nominee", "political"),
        ("Analyst and non-resident fellow at the Atlantic Council", "academic_expert"),
        ("Wells Fargo CEO", "corporate"),
        ("president of the United Federation of Teachers", "advocacy"),
        ("a columnist for the Herald", "media"),
        ("a rebel commander", "armed_group"),
        ("a mother of two", "private"),
        ("age", "private"),
        ("a colourful figure", "unknown"),
        ("chief executive of the bank", "corporate"),
        ("a Border Patrol tunnelling expert", "government"),
        ("the Democratic pollster", "political"),
        ("a Vane delegate from Vermont", "political"),
        ("Republican of Minnesota", "government"),
        ("a former top press official", "political"),
    ],
)
def test_affiliation_of_a_person_by_role(role: str, speaks_for: str) -> None:
    assert affiliation.of_source("Jane Roe", "person", (role,)) == speaks_for


@pytest.mark.parametrize(
    ("name", "speaks_for"),
    [
        ("Chicago Police Department", "government"),
        ("Republican National Committee", "political"),
        ("Wall Street Journal", "media"),
        ("University of Oslo", "academic_expert"),
        ("United Federation of Teachers", "advocacy"),
        ("Acme Inc", "corporate"),
        ("Abu Salim Martyrs Brigade", "armed_group"),
        ("Zorblax", "unknown"),
        ("China", "government"),
        ("Boeing", "corporate"),
        ("Communications Workers of America", "advocacy"),
    ],
)
def test_affiliation_of_a_body_by_name(name: str, speaks_for: str) -> None:
    assert affiliation.of_source(name, "organization", ()) == speaks_for


@pytest.mark.parametrize(
    ("wording", "kind", "speaks_for"),
    [
        ("officials", "group", "government"),
        ("company officials", "group", "corporate"),
        ("U.S. intelligence officials", "group", "government"),
        ("46 percent", "group", "private"),
        ("Democratic voters", "group", "private"),
        ("Hispanics", "group", "private"),
        ("House Republicans", "group", "government"),
        ("Republicans", "group", "political"),
        ("congressional report", "document", "government"),
        ("Herald poll", "document", "media"),
        ("recent polls", "document", "academic_expert"),
    ],
)
def test_affiliation_of_what_has_no_name(wording: str, kind: Kind, speaks_for: str) -> None:
    assert affiliation.of_source(wording, kind, (wording,)) == speaks_for


def test_a_figure_needs_no_description_but_an_office_goes_before() -> None:
    assert affiliation.of_source("Hillary Clinton", "person", ()) == "political"
    assert affiliation.of_source("Donald Trump", "person", ("real estate mogul",)) == "political"
    assert affiliation.of_source("Donald Trump", "person", ("President",)) == "government"


def test_whoever_the_article_says_runs_is_political() -> None:
    assert affiliation.of_source("Jane Roe", "person", ("Gov.",), runs=True) == "political"
    assert affiliation.of_source("Barack Obama", "person", (), runs=True) == "government"  # an old campaign
