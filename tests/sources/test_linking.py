from quotelens import sources
from quotelens.records import Source

FIRST = Source("jane-roe", "Jane Roe", ("Roe",), "person", True, "unknown", "a baker", ("one",))
SECOND = Source("jane-roe", "Jane Roe", ("Ms. Roe", "Roe"), "person", True, "private", "a baker in Oslo", ("two",))
OFFICIALS = Source("officials@one", "officials", ("some officials",), "group", doc_ids=("one",))


def test_the_same_id_is_one_source() -> None:
    assert sources.link([[FIRST, OFFICIALS], [SECOND]]) == [
        Source(
            "jane-roe", "Jane Roe", ("Roe", "Ms. Roe"), "person", True, "private", "a baker in Oslo", ("one", "two")
        ),
        OFFICIALS,
    ]


def test_the_longest_name_wins_and_the_other_becomes_an_alias() -> None:
    spellings = [
        [Source("j-roe", "J Roe", named=True, doc_ids=("a",))],
        [Source("j-roe", "J. Roe", named=True, doc_ids=("b",))],
    ]
    assert sources.link(spellings) == [Source("j-roe", "J. Roe", ("J Roe",), named=True, doc_ids=("a", "b"))]


def test_kind_is_what_most_articles_say_and_a_tie_goes_to_the_first() -> None:
    group, body = Source("x", "X", kind="group"), Source("x", "X", kind="organization")
    assert sources.link([[group], [body], [body]])[0].kind == "organization"
    assert sources.link([[group], [body]])[0].kind == "group"


def test_nothing_links_to_nothing() -> None:
    assert sources.link([]) == []
    assert sources.link([[], []]) == []
