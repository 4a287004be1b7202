"""Whom a person gives a quote to, in articles of a paragraph or two."""

from quotelens import sources
from quotelens.records import Article, Quote, Source, Span
from quotelens.sources import Resolution, Told, link

TEXT = (
    "Ann Lee, the mayor of Ellery, said it rained.\n\n"
    "The council had met, one resident said. “It snowed,” he added.\n\n"
    "Tom Ashford of Ellery Lines was there. It is said that it will hail."
)


def quote(k: int, mention: str | None, near: str = "") -> Quote:
    """A quote of the text's last character; only its mention matters."""
    start = TEXT.index(mention, TEXT.index(near)) if mention else 0
    span = Span(start, start + len(mention)) if mention else None
    return Quote(f"a:{k}", "a", k, "indirect", (Span(len(TEXT) - 1, len(TEXT)),), mention=span)


QUOTES = [
    quote(0, "Ann Lee, the mayor of Ellery,"),
    quote(1, "one resident"),
    quote(2, "he", "he added"),
    quote(3, None),
]


def examined(told: dict[int, Told]) -> Resolution:
    return sources.examine(Article.from_text(TEXT, "a"), QUOTES, {f"a:{k}": word for k, word in told.items()})


def given_to(name: str, source_id: str | None = None, k: int = 2) -> Source:
    found = examined({k: Told(name, source_id)})
    return next(source for source in found.sources if source.source_id == found.quotes[k].source_id)


def test_somebody_the_article_names_is_who_it_says_they_are() -> None:
    mayor = given_to("Ann Lee", "ann-lee")
    assert (mayor.source_id, mayor.kind, mayor.affiliation) == ("ann-lee", "person", "government")
    assert mayor.role is not None
    assert "mayor" in mayor.role
    assert given_to("Lee").source_id == "ann-lee"  # as the article could call her
    assert given_to("Tom Ashford") == given_to("Tom Ashford", "tom-ashford")
    assert given_to("Tom Ashford").source_id == "tom-ashford"  # named, and quoted nowhere else


def test_an_unnamed_source_of_the_article_is_known_by_its_id() -> None:
    resident = given_to("resident", "resident@a", k=0)
    found = examined({})
    assert resident.source_id == found.quotes[1].source_id == "resident@a"
    assert (resident.kind, resident.named) == ("person", False)


def test_a_new_name_makes_a_source_of_that_name() -> None:
    assert given_to("Jane Roe") == Source(
        "jane-roe", "Jane Roe", (), "person", True, "unknown", None, ("a",), "named", "none"
    )
    titled = given_to("Dr. Jane Roe")
    assert (titled.source_id, titled.name) == ("jane-roe", "Jane Roe")
    bank = given_to("World Bank")
    assert (bank.source_id, bank.kind, bank.named) == ("world-bank", "organization", True)
    berg = given_to("van der Berg")
    assert (berg.source_id, berg.kind, berg.named) == ("van-der-berg", "person", True)


def test_a_new_description_makes_an_unnamed_source() -> None:
    nurse = given_to("a nurse in Oslo")
    assert (nurse.source_id, nurse.kind, nurse.named, nurse.anonymity) == (
        "a-nurse-in-oslo@a", "person", False, "unnamed",
    )  # fmt: skip


def test_it_can_be_said_that_nobody_knows_who_speaks() -> None:
    found = examined({1: Told("UNKNOWN"), 2: Told("UNKNOWN", "unknown-75@a")})
    assert [quote.source_id for quote in found.quotes][1:3] == [f"unknown-{TEXT.index('one')}@a", "unknown-75@a"]
    assert [source.name for source in found.sources][1:] == ["UNKNOWN", "UNKNOWN"]
    reasons = [record.reason for record in found.mentions if record.basis == "corrected"]
    assert reasons == ["a correction says that it is not known who speaks"] * 2


def test_a_quote_that_mentions_nobody_can_be_given_to_somebody() -> None:
    found = examined({3: Told("Tom Ashford")})
    assert found.quotes[3].source_id == "tom-ashford"
    [record] = [record for record in found.mentions if record.quote_id == "a:3"]
    assert (record.basis, record.span, record.anonymity) == ("corrected", None, "named")
    [unnamed] = [record for record in examined({3: Told("officials")}).mentions if record.quote_id == "a:3"]
    assert (unnamed.span, unnamed.anonymity, unnamed.anonymity_span) == (None, "unnamed", None)


def test_a_correction_adds_no_form_and_no_pronoun_of_the_one_it_took_the_quote_from() -> None:
    mayor = given_to("Ann Lee")  # at "he"
    assert (mayor.aliases, mayor.pronouns) == (given_to("Jane Roe").aliases + mayor.aliases, "none")
    assert not {"he", "He"} & set(mayor.aliases)


def test_pronouns_behind_follow_the_correction() -> None:
    found = examined({1: Told("Tom Ashford")})
    assert [quote.source_id for quote in found.quotes] == ["ann-lee", "tom-ashford", "tom-ashford", None]
    assert [record.basis for record in found.mentions] == ["name", "corrected", "pronoun"]


def test_what_a_person_knows_from_another_article_is_said_to_be_elsewhere() -> None:
    assert examined({2: Told("Jane Roe", "jane-roe")}).elsewhere == {"jane-roe"}
    for here in (Told("Jane Roe"), Told("Ann Lee", "ann-lee"), Told("resident", "resident@a")):
        assert examined({2: here}).elsewhere == frozenset()


def test_a_source_from_elsewhere_says_nothing_of_itself_and_tells_nobody_apart() -> None:
    full = Source("jane-roe", "Jane Roe", (), "person", True, "government", "minister", ("b",), "named", "she")
    short = Source("roe", "Roe", (), "person", True, doc_ids=("a",), anonymity="named")
    told = Source("jane-roe", "Jane Roe", (), "organization", True, "corporate", None, ("a",), "named")
    linked = link([[told, short], [full]], (), {("a", "jane-roe")})
    [one] = linked.sources
    assert (one.kind, one.affiliation, one.role, one.pronouns) == ("person", "government", "minister", "she")
    assert linked.ids == {("a", "jane-roe"): "jane-roe", ("a", "roe"): "jane-roe", ("b", "jane-roe"): "jane-roe"}
    # a name that is new is somebody new
    assert [source.source_id for source in link([[told, short], [full]]).sources] == ["jane-roe", "roe"]
    # and where no other article knows the source, the correction is all there is
    assert link([[told]], (), {("a", "jane-roe")}).sources[0].kind == "organization"
