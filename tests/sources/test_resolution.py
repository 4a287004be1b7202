"""Readable cases of one paragraph each; quotes are built by hand, mentions located in the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from quotelens import sources
from quotelens.records import Article, Quote, Source, SourceMention, Span

STUDY = (
    "At least nine were killed, Newswire reported.\n\n"
    "Jalal Zubaidi, an official spokesman for the government in Tabrak, hailed the victory.\n\n"
    '"Many have fled," Zubaidi said.\n\n'
    '"They have moved east," he added.\n\n'
    "There had been reports that one fighter had died.\n\n"
    "Analyst and non-resident fellow at the Delta Council Centre for the Middle East, Moussa Eljabri, told us that "
    'they had left. "Sources in Abu Nasr have indicated that many gave up," he said.'
)


def quote(
    text: str, mention: str | None, *, near: str | None = None, position: int = 0, parent: int | None = None
) -> Quote:
    """A quote whose mention is the first `mention` from `near` on; its content is the text's last character."""
    span = None
    if mention is not None:
        start = text.index(mention, text.index(near) if near else 0)
        span = Span(start, start + len(mention))
    return Quote(
        f"doc1:{position}",
        "doc1",
        position,
        "indirect",
        (Span(len(text) - 1, len(text)),),
        mention=span,
        level=0 if parent is None else 1,
        parent_quote_id=None if parent is None else f"doc1:{parent}",
    )


def who(text: str, *mentions: str | tuple[str, str], author: str | None = None) -> list[Source]:
    """The source of each mention, given as itself or with a stretch of text it is near to."""
    pairs = [(mention, mention) if isinstance(mention, str) else mention for mention in mentions]
    quotes = [quote(text, m, near=near, position=k) for k, (m, near) in enumerate(pairs)]
    resolved, found = sources.resolve(Article.from_text(text, "doc1", author=author), quotes)
    by_id = {source.source_id: source for source in found}
    return [by_id[q.source_id or ""] for q in resolved]


def grounds(text: str, *mentions: str | tuple[str, str]) -> list[SourceMention]:
    """The records of the grounds on which each mention's source was found."""
    pairs = [(mention, mention) if isinstance(mention, str) else mention for mention in mentions]
    quotes = [quote(text, m, near=near, position=k) for k, (m, near) in enumerate(pairs)]
    return sources.examine(Article.from_text(text, "doc1"), quotes).mentions


def named(text: str, *mentions: str | tuple[str, str]) -> list[str]:
    return [source.name for source in who(text, *mentions)]


def test_the_sources_of_an_article() -> None:
    quotes = [
        quote(STUDY, "Newswire", position=0),
        quote(STUDY, "Jalal Zubaidi, an official spokesman for the government in Tabrak,", position=1),
        quote(STUDY, "Zubaidi", near="Zubaidi said", position=2),
        quote(STUDY, "he", near="he added", position=3),
        quote(STUDY, "reports", position=4),
        quote(STUDY, "Moussa Eljabri", position=5),
        quote(STUDY, "he", near="he said", position=6),
        quote(STUDY, "Sources in Abu Nasr", position=7, parent=6),
        quote(STUDY, None, position=8),
    ]
    resolved, found = sources.resolve(Article.from_text(STUDY, "doc1"), quotes)
    assert [q.source_id for q in resolved] == [
        "newswire",
        "jalal-zubaidi",
        "jalal-zubaidi",
        "jalal-zubaidi",
        "reports@doc1",
        "moussa-eljabri",
        "moussa-eljabri",
        "sources-in-abu-nasr@doc1",
        None,
    ]
    by_id = {source.source_id: source for source in found}
    assert list(by_id) == ["newswire", "jalal-zubaidi", "reports@doc1", "moussa-eljabri", "sources-in-abu-nasr@doc1"]
    assert by_id["jalal-zubaidi"] == Source(
        "jalal-zubaidi",
        "Jalal Zubaidi",
        ("Jalal Zubaidi, an official spokesman for the government in Tabrak", "Zubaidi"),  # pronouns are no names
        "person",
        True,
        "government",
        "an official spokesman for the government in Tabrak",
        ("doc1",),
        "named",
        "he",
    )
    analyst = by_id["moussa-eljabri"]
    assert analyst.role == "Analyst and non-resident fellow at the Delta Council Centre for the Middle East"
    assert analyst.affiliation == "academic_expert"
    assert [(s.kind, s.named) for s in (by_id["reports@doc1"], by_id["sources-in-abu-nasr@doc1"])] == [
        ("document", False),
        ("group", False),
    ]


def test_a_mention_that_begins_with_the_role_is_its_person() -> None:
    mention = "Analyst and non-resident fellow at the Delta Council Centre for the Middle East, Moussa Eljabri,"
    assert named(STUDY, mention) == ["Moussa Eljabri"]


def test_a_news_agency_is_a_named_organization() -> None:
    (source,) = who("At least nine were killed, Reuters reported on Monday.", "Reuters")
    assert (source.kind, source.named, source.affiliation) == ("organization", True, "media")


def test_roles_lead_to_the_person_who_has_them() -> None:
    text = (
        "Sen. Eve Stone met the press. Mayor Rita Moss did not. The senator was late, and so was the mayor, she said."
    )
    assert named(text, "The senator", "the mayor") == ["Eve Stone", "Rita Moss"]


def test_synonyms_and_owners_of_a_role() -> None:
    text = "An attorney for Poe, Mark Dale, spoke. It rained. Poe's lawyer said it was late."
    assert named(text, "An attorney for Poe, Mark Dale,", "Poe's lawyer") == ["Mark Dale", "Mark Dale"]


def test_a_role_of_nobody_named_stays_as_written() -> None:
    (source,) = who("Ann Poe spoke. The governor was late.", "The governor")
    assert source == Source(
        "governor@doc1",
        "governor",
        ("The governor",),
        "person",
        False,
        "government",
        None,
        ("doc1",),
        "unnamed",
        "none",
    )


def test_an_indefinite_role_is_nobody_known() -> None:
    assert named("Sen. Eve Stone spoke. A senator was late.", "A senator") == ["senator"]


def test_parties_in_a_role_must_not_contradict() -> None:
    text = "Libertarian candidate Gus Vane spoke. The Republican nominee was late."
    assert named(text, "The Republican nominee") == ["Republican nominee"]


def test_a_pronoun_without_an_antecedent_is_unknown_with_a_reason() -> None:
    text = "It was late. Then she said that it rained. She left."
    (source, other) = who(text, "she", "She")
    assert (source.source_id, source.name, source.kind, source.named) == ("unknown-18@doc1", "UNKNOWN", "person", False)
    assert other.source_id == "unknown-43@doc1"  # nothing says that it is the same person
    (record, _) = grounds(text, "she", "She")
    assert (record.basis, record.reason) == (
        "unresolved",
        "the paragraphs before it name nobody who can be “she”",
    )


def test_officials_are_one_source_only_in_the_same_words() -> None:
    text = "Officials said so. Some officials agreed. The officials left. Senior officials did not."
    found = who(text, "Officials", "Some officials", "The officials", "Senior officials")
    assert [source.source_id for source in found] == ["officials@doc1"] * 3 + ["senior-officials@doc1"]
    assert found[0].aliases == ("Some officials", "The officials")


def test_joint_sources_are_named_together_in_full() -> None:
    text = "Sens. Jon Teller and David Vine asked. It rained. Teller and Vine left. They were late."
    found = who(text, "Sens. Jon Teller and David Vine", ("Teller and Vine", "Teller and Vine left"), "They")
    assert {source.source_id for source in found} == {"jon-teller-and-david-vine"}
    assert (found[0].name, found[0].kind, found[0].named) == ("Jon Teller and David Vine", "group", True)
    assert found[0].members == ("jon-teller", "david-vine")


def test_the_members_of_a_joint_source_are_sources_too() -> None:
    text = "Sens. Jon Teller and David Vine asked. Vine left."
    quotes = [quote(text, "Sens. Jon Teller and David Vine"), quote(text, "Vine", near="Vine left", position=1)]
    found = sources.examine(Article.from_text(text, "doc1"), quotes)
    assert [q.source_id for q in found.quotes] == ["jon-teller-and-david-vine", "david-vine"]
    assert [(s.source_id, s.affiliation) for s in found.sources] == [
        ("jon-teller-and-david-vine", "government"),
        ("jon-teller", "government"),
        ("david-vine", "government"),
    ]
    assert [(m.quote_id, m.source_id, m.basis) for m in found.mentions] == [
        ("doc1:0", "jon-teller-and-david-vine", "joint"),
        ("doc1:0", "jon-teller", "joint"),
        ("doc1:0", "david-vine", "joint"),
        ("doc1:1", "david-vine", "name"),
    ]


def test_a_body_with_and_in_its_name_is_one_source() -> None:
    text = "Then the Securities and Exchange Commission said so."
    assert named(text, "the Securities and Exchange Commission") == ["Securities and Exchange Commission"]


def test_acronyms_and_short_forms_of_a_body() -> None:
    text = "We met the Alliance to Save Our Rivers (ASOR). Later ASOR left. The alliance, which is old, was late."
    assert named(text, ("ASOR", "ASOR left"), "The alliance, which is old,") == ["Alliance to Save Our Rivers"] * 2


def test_relative_pronouns_lead_to_what_stands_before_them() -> None:
    text = "We turned to Ana Ruiz, who agreed, and to the Oslo Police Department which did not."
    assert named(text, "who", "which") == ["Ana Ruiz", "Oslo Police Department"]


def test_they_is_the_body_that_spoke_last() -> None:
    text = "The Oslo Police Department spoke. They were late, they said."
    assert named(text, "The Oslo Police Department", "They") == ["Oslo Police Department"] * 2


def test_first_person_inside_a_quote_is_its_speaker() -> None:
    text = '"I think that I said it rained," Ana Ruiz said.'
    quotes = [quote(text, "Ana Ruiz", position=0), quote(text, "I", near="I said", position=1, parent=0)]
    resolved, _ = sources.resolve(Article.from_text(text, "doc1"), quotes)
    assert [q.source_id for q in resolved] == ["ana-ruiz", "ana-ruiz"]


def test_first_person_outside_every_quotation_is_the_author() -> None:
    text = "On the whole I believe that it rained."
    assert [(s.name, s.named) for s in who(text, "I")] == [("author", False)]
    assert [(s.name, s.named) for s in who(text, "I", author="Ana Ruiz")] == [("Ana Ruiz", True)]


def test_first_person_in_a_quotation_of_nobody_is_nobody() -> None:
    (record,) = grounds('Then: "On the whole I believe it rained."', "I")
    assert (record.source_id, record.reason) == (
        "unknown-20@doc1",
        "“i” stands in words that are attributed to nobody",
    )


def test_a_document_goes_by_its_fullest_wording() -> None:
    text = "The race is tied, according to a new Herald national poll. It rained. The poll shows it."
    (source,) = who(text, "The poll")
    assert (source.name, source.kind, source.named) == ("Herald national poll", "document", True)


def test_the_order_of_quotes_does_not_matter_and_is_kept() -> None:
    text = "Ana Ruiz spoke. Then she left."
    first, second = quote(text, "Ana Ruiz", position=0), quote(text, "she", position=1)
    article = Article.from_text(text, "doc1")
    assert sources.resolve(article, [second, first])[0] == sources.resolve(article, [first, second])[0][::-1]


def test_an_article_without_quotes_has_no_sources() -> None:
    assert sources.resolve(Article.from_text("Ana Ruiz spoke."), []) == ([], [])


WORDS = st.sampled_from(
    [
        "Ana",
        "Ruiz",
        "Mr.",
        "he",
        "they",
        "who",
        "I",
        "said,",
        "(ASOR)",
        "and",
        "the",
        "of",
        "senator",
        "Bank",
        "—",
        "“",
        "”",
        "'",
        "’s",
        "\n",
        "\n\n",
        "é",
        "ü",
        "́",
        "😀",
        "محمد",
        "王",
        "Sen.",
        "'s",
        ",",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, min_size=1, max_size=25).map(" ".join), st.text(min_size=1, max_size=80))


@given(TEXTS, st.data())
@settings(derandomize=True, deadline=None, max_examples=150)
def test_every_mention_gets_a_source_whatever_the_text(text: str, data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, len(text) - 1), max_size=4))
    spans = [Span(start, data.draw(st.integers(start + 1, len(text)))) for start in starts]
    quotes = [
        Quote(f"d:{k}", "d", k, "direct", (Span(0, len(text)),), mention=span, level=k % 2)
        for k, span in enumerate(spans)
    ]
    article = Article.from_text(text, "d")
    resolved, found = sources.resolve(article, quotes)
    assert [q.quote_id for q in resolved] == [q.quote_id for q in quotes]
    assert [q.source_id is None for q in resolved] == [not (q.mention and q.mention.of(text).strip()) for q in quotes]
    assert {q.source_id for q in resolved} - {None} == {source.source_id for source in found}
    assert len({source.source_id for source in found}) == len(found)
    assert all(source.name for source in found)
    assert sources.resolve(article, quotes) == (resolved, found)


def test_the_noun_in_there_had_been_reports_is_the_source() -> None:
    text = "There had been unconfirmed reports that the bridge was closed. It was said that it rained."
    article = Article.from_text(text, "d")

    def quote(position: int, cue: str, content: str) -> Quote:
        spans = [Span(text.index(part), text.index(part) + len(part)) for part in (cue, content)]
        return Quote(f"d:{position}", "d", position, "indirect", (spans[1],), cue=spans[0])

    quotes, found = sources.resolve(
        article, [quote(0, "had been unconfirmed reports", "the bridge was closed"), quote(1, "was said", "it rained")]
    )
    assert [q.source_id for q in quotes] == ["unconfirmed-reports@d", None]
    assert [(source.name, source.named, source.kind) for source in found] == [
        ("unconfirmed reports", False, "document")
    ]


def test_a_surname_that_is_also_a_place_word_is_a_person_where_an_apposition_says_so() -> None:
    text = "The mayor of Leeds, Ada Park, defended the plan. “It is good,” Park said. They met in Hyde Park."
    quotes, found = sources.resolve(
        Article.from_text(text, "doc1"),
        [quote(text, "The mayor of Leeds, Ada Park,"), quote(text, "Park", near="Park said", position=1)],
    )
    assert [q.source_id for q in quotes] == ["ada-park", "ada-park"]
    assert [(source.name, source.role) for source in found] == [("Ada Park", "The mayor of Leeds")]


def test_an_organization_and_the_acronym_introduced_in_brackets_are_one_source() -> None:
    text = "Amnesty International (AI) condemned the arrests. AI said the men were beaten."
    quotes, found = sources.resolve(
        Article.from_text(text, "doc1"),
        [quote(text, "Amnesty International (AI)"), quote(text, "AI", near="AI said", position=1)],
    )
    assert [q.source_id for q in quotes] == ["amnesty-international", "amnesty-international"]
    assert [(source.kind, source.affiliation) for source in found] == [("organization", "advocacy")]
