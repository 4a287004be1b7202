"""One source in many articles: what is joined, what stays apart, and what the study's own word overrules."""

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens.records import Merge, Pronouns, Source
from quotelens.sources import Alias, Linked, link

FIRST = Source("jane-roe", "Jane Roe", ("Roe",), "person", True, "unknown", "a baker", ("one",), "named")
SECOND = Source(
    "jane-roe", "Jane Roe", ("Ms. Roe", "Roe"), "person", True, "private", "a baker in Oslo", ("two",), "named", "she"
)
OFFICIALS = Source("officials@one", "officials", ("some officials",), "group", doc_ids=("one",), anonymity="generic")


def person(name: str, doc_id: str, pronouns: Pronouns = "none", **more: object) -> Source:
    slug = name.lower().replace(" ", "-").replace(".", "")
    return Source(slug, name, (), "person", True, doc_ids=(doc_id,), anonymity="named", pronouns=pronouns, **more)  # type: ignore[arg-type]


def body(name: str, doc_id: str) -> Source:
    slug = name.lower().replace(" ", "-")
    return Source(slug, name, (), "organization", True, doc_ids=(doc_id,), anonymity="named")


def names(linked: Linked) -> list[str]:
    return [source.name for source in linked.sources]


def why(linked: Linked) -> list[tuple[str, str, str]]:
    return [(merge.merged_name, merge.name, merge.reason) for merge in linked.merges]


def test_the_same_id_is_one_source() -> None:
    linked = link([[FIRST, OFFICIALS], [SECOND]])
    assert linked.sources == (
        Source(
            "jane-roe", "Jane Roe", ("Roe", "Ms. Roe"), "person", True, "private", "a baker in Oslo", ("one", "two"),
            "named", "she",
        ),
        OFFICIALS,
    )  # fmt: skip
    assert linked.merges == ()  # the same name is no news
    assert linked.ids == {
        ("one", "jane-roe"): "jane-roe",
        ("two", "jane-roe"): "jane-roe",
        ("one", "officials@one"): "officials@one",
    }


def test_kind_is_what_most_articles_say_and_a_tie_goes_to_the_first() -> None:
    group, company = Source("x", "X", kind="group"), Source("x", "X", kind="organization")
    assert link([[group], [company], [company]]).sources[0].kind == "organization"
    assert link([[group], [company]]).sources[0].kind == "group"


def test_nothing_links_to_nothing() -> None:
    assert link([]) == link([[], []]) == Linked((), {}, ())


def test_a_surname_is_that_of_the_one_person_in_the_corpus_who_has_it() -> None:
    linked = link([[person("Barack Obama", "a")], [person("Obama", "b")]])
    assert names(linked) == ["Barack Obama"]
    assert linked.ids["b", "obama"] == "barack-obama"
    assert linked.merges == (
        Merge(
            "barack-obama", "Barack Obama", "Obama", "short form",
            "nobody else in the corpus is called Obama: Barack Obama", ("b",),
        ),
    )  # fmt: skip


def test_a_surname_that_two_have_is_neithers() -> None:
    linked = link([[person("Ann Smith", "a")], [person("Bob Smith", "b")], [person("Smith", "c")]])
    assert names(linked) == ["Ann Smith", "Bob Smith", "Smith"]
    assert linked.merges == ()


def test_a_first_name_alone_is_nobodys_in_another_article_unless_all_know_it() -> None:
    articles = [
        [person("Texas Guinan", "a")],
        [person("Texas", "b")],
        [person("Hillary Clinton", "c")],
        [person("Hillary", "d")],
    ]
    assert names(link(articles)) == ["Texas Guinan", "Texas", "Hillary Clinton"]


def test_a_son_who_is_known_by_his_suffix_is_not_his_father() -> None:
    assert len(link([[person("Donald Trump Jr", "a")], [person("Donald J. Trump", "b")]]).sources) == 2


def test_names_that_one_article_tells_apart_stay_apart() -> None:
    linked = link([[person("Ann Smith", "a"), person("Smith", "a")]])
    assert names(linked) == ["Ann Smith", "Smith"]


def test_pronouns_tell_two_persons_of_one_name_apart() -> None:
    linked = link([[person("Kim Lee", "a", "she")], [person("Kim Lee", "b", "he")], [person("Kim Lee", "c", "she")]])
    assert [(source.source_id, source.pronouns, source.doc_ids) for source in linked.sources] == [
        ("kim-lee", "she", ("a", "c")),
        ("kim-lee-2", "he", ("b",)),
    ]
    assert linked.ids["b", "kim-lee"] == "kim-lee-2"


def test_a_pronoun_led_back_wrongly_once_makes_no_second_person() -> None:
    articles = [[person("Ann Smith", f"d{k}", "she")] for k in range(9)] + [[person("Ann Smith", "x", "he")]]
    assert [(source.name, source.pronouns) for source in link(articles).sources] == [("Ann Smith", "she")]


def test_of_two_with_a_surname_the_one_whose_pronoun_agrees_is_meant() -> None:
    articles = [
        [person("Barack Obama", "a", "he")],
        [person("Michelle Obama", "b", "she")],
        [person("Obama", "c", "he")],
    ]
    assert names(link(articles)) == ["Barack Obama", "Michelle Obama"]
    assert link(articles).ids["c", "obama"] == "barack-obama"


def test_a_form_that_most_articles_have_goes_before_a_longer_one() -> None:
    articles = [[person("Jeb Bush", "a")], [person("Jeb Bush", "b")], [person("Jeb Bush-spent", "c")]]
    assert names(link(articles)) == ["Jeb Bush"]


def test_affiliations_that_contradict_keep_a_short_name_apart() -> None:
    linked = link([[person("Ann Smith", "a", affiliation="government")], [person("Smith", "b", affiliation="private")]])
    assert names(linked) == ["Ann Smith", "Smith"]


def test_whoever_holds_an_office_was_a_candidate() -> None:
    linked = link(
        [[person("Ann Smith", "a", affiliation="government")], [person("Smith", "b", affiliation="political")]]
    )
    assert names(linked) == ["Ann Smith"]


def test_variants_of_a_full_name() -> None:
    articles = [
        [person("Volodymyr Zelensky", "a")],
        [person("Volodymyr Zelenskiy", "b")],
        [person("Bill Clinton", "c")],
        [person("William J. Clinton", "d")],
        [person("Kovács Anna", "e")],
        [person("Anna Kovács", "f")],
    ]
    assert why(link(articles)) == [
        ("Volodymyr Zelensky", "Volodymyr Zelenskiy", "spelling"),
        ("Bill Clinton", "William J. Clinton", "nickname"),
        ("Anna Kovács", "Kovács Anna", "word order"),
    ]


def test_a_name_short_for_two_is_neithers() -> None:
    articles = [[person("George H. W. Bush", "a")], [person("George W. Bush", "b")], [person("George Bush", "c")]]
    assert names(link(articles)) == ["George H. W. Bush", "George W. Bush", "George Bush"]


def test_bodies_by_acronym_and_by_the_words_of_their_names() -> None:
    articles = [
        [body("Department of Justice", "a"), body("Wells Fargo & Co.", "a")],
        [body("Justice Department", "b"), body("Wells Fargo", "b")],
        [body("DOJ", "c")],
    ]
    assert why(link(articles)) == [
        ("Justice Department", "Department of Justice", "other form"),
        ("DOJ", "Department of Justice", "acronym"),
        ("Wells Fargo", "Wells Fargo & Co.", "other form"),
    ]


def test_an_acronym_of_two_bodies_is_neithers() -> None:
    articles = [[body("Alpha Bank Council", "a")], [body("Arab Boat Club", "b")], [body("ABC", "c")]]
    assert names(link(articles)) == ["Alpha Bank Council", "Arab Boat Club", "ABC"]


def test_unnamed_sources_are_known_only_in_their_article() -> None:
    articles = [
        [Source("baker@a", "baker", kind="person", doc_ids=("a",))],
        [Source("baker@b", "baker", doc_ids=("b",))],
    ]
    assert [source.source_id for source in link(articles).sources] == ["baker@a", "baker@b"]


def test_the_parts_of_a_joint_source_go_by_their_new_ids() -> None:
    joint = Source("obama-and-ann-poe", "Obama and Ann Poe", kind="group", named=True, doc_ids=("b",),
                   members=("obama", "ann-poe"))  # fmt: skip
    linked = link([[person("Barack Obama", "a")], [joint, person("Obama", "b"), person("Ann Poe", "b")]])
    assert [source.members for source in linked.sources] == [(), ("barack-obama", "ann-poe"), ()]


def test_the_studys_own_word_overrules_everything() -> None:
    articles = [[person("Ann Smith", "a")], [person("Annie S.", "b")], [Source("the-mayor@c", "mayor", doc_ids=("c",))]]
    aliases = [
        Alias("Ann Smith", "Ann Smith-Poe", "political", "former mayor", "Q42"),
        Alias("Annie S.", "Ann Smith-Poe"),
        Alias("mayor", "Ann Smith-Poe"),
    ]
    linked = link(articles, aliases)
    assert linked.sources == (
        Source(
            "ann-smith-poe", "Ann Smith-Poe", ("Ann Smith", "Annie S.", "mayor"), "person", True, "political",
            "former mayor", ("a", "b", "c"), "named", "none", (), "Q42",
        ),
    )  # fmt: skip
    assert {merge.reason for merge in linked.merges} == {"aliases.csv"}


def test_what_the_study_calls_two_stays_two() -> None:
    articles = [[person("Joseph Biden", "a")], [person("Joe Biden", "b")]]
    assert len(link(articles).sources) == 1
    aliases = [Alias("Joseph Biden", "Joseph Biden (father)"), Alias("Joe Biden", "Joe Biden")]
    assert names(link(articles, aliases)) == ["Joseph Biden (father)", "Joe Biden"]


NAMES = st.sampled_from(
    [
        "Ann Smith",
        "Bob Smith",
        "Smith",
        "Ann",
        "A. Smith",
        "Ann B. Smith",
        "Annie Smith",
        "Smyth Ann",
        "Анна Смит",
        "Bill Ode",
    ]
)
CORPORA = st.lists(st.lists(NAMES, max_size=4, unique=True), max_size=6)


@given(CORPORA, st.data())
@settings(derandomize=True, deadline=None, max_examples=100)
def test_whatever_the_names_every_source_has_one_id_and_nobody_is_joined_within_an_article(
    articles: list[list[str]], data: st.DataObject
) -> None:
    shown = st.sampled_from(["she", "he", "none"])
    found = [[person(name, f"d{k}", data.draw(shown)) for name in names] for k, names in enumerate(articles)]
    linked = link(found)
    ids = [source.source_id for source in linked.sources]
    assert len(set(ids)) == len(ids)
    assert set(linked.ids.values()) == set(ids)
    assert set(linked.ids) == {(s.doc_ids[0], s.source_id) for sources in found for s in sources}
    for sources in found:
        within = [linked.ids[source.doc_ids[0], source.source_id] for source in sources]
        assert len(set(within)) == len(within)
    assert {merge.source_id for merge in linked.merges} <= set(ids)
    assert link(found) == linked
