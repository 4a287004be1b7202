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
