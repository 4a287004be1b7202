import pytest

from quotelens.sources import kinds


@pytest.mark.parametrize(
    ("wording", "kind", "named"),
    [
        ("reports", "document", False),
        ("a new Reuters poll", "document", True),
        ("a 2014 study by Harvard", "document", True),
        ("a letter to the NAACP board", "document", False),
        ("recent polls in Virginia", "document", False),
        ("Roe's commentary", "document", True),
        ("officials", "group", False),
        ("Sources in Abu Salim", "group", False),
        ("a majority of voters", "group", False),
        ("46 percent", "group", False),
        ("our enemies", "group", False),
        ("a spokesman", "person", False),
        ("one of the senators", "person", False),
        ("her daughter", "person", False),
        ("he", "person", False),
        ("they", "group", False),
        ("the Obama administration", "organization", True),
        ("the committee", "organization", False),
        ("the national debate", "other", False),
        ("…", "other", False),
    ],
)
def test_kind_and_name_of_a_description(wording: str, kind: str, named: bool) -> None:
    found = kinds.of_description(wording)
    assert (found, kinds.is_named(wording, found)) == (kind, named)


@pytest.mark.parametrize(
    ("role", "affiliation"),
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
    ],
)
def test_affiliation_of_a_person_by_role(role: str, affiliation: str) -> None:
    assert kinds.affiliation("Jane Roe", "person", (role,)) == affiliation


@pytest.mark.parametrize(
    ("name", "affiliation"),
    [
        ("Chicago Police Department", "government"),
        ("Republican National Committee", "political"),
        ("Wall Street Journal", "media"),
        ("University of Oslo", "academic_expert"),
        ("United Federation of Teachers", "advocacy"),
        ("Acme Inc", "corporate"),
        ("Abu Salim Martyrs Brigade", "armed_group"),
        ("Zorblax", "unknown"),
    ],
)
def test_affiliation_of_a_body_by_name(name: str, affiliation: str) -> None:
    assert kinds.affiliation(name, "organization", ()) == affiliation
