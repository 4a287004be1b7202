"""What a reader knows of a source, one short text each: the promises of this stage, in the order they are made.

In each text the mention that is asked about stands in square brackets, which the stage never sees.
"""

from __future__ import annotations

import re

import pytest

from quotelens import sources
from quotelens.records import Article, Quote, Source, SourceMention, Span

_MARK = re.compile(r"\[(.*?)\]", re.DOTALL)


def read(marked: str, *, author: str | None = None) -> tuple[list[Source], list[SourceMention], str]:
    """The source and the grounds of each marked mention, and the text without the marks."""
    text, spans, end = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        spans.append(Span(len(text), len(text) + len(match[1])))
        text += match[1]
        end = match.end()
    text += marked[end:]
    last = Span(len(text) - 1, len(text))
    quotes = [Quote(f"a:{k}", "a", k, "indirect", (last,), mention=span) for k, span in enumerate(spans)]
    found = sources.examine(Article.from_text(text, "a", author=author), quotes)
    by_id = {source.source_id: source for source in found.sources}
    whole = [mention for mention in found.mentions if mention.basis != "joint" or by_id[mention.source_id].members]
    return [by_id[quote.source_id or ""] for quote in found.quotes], whole, text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # pronouns
        ("The plan was dropped, Mayor Ada Bell told the council. [She] said there was no money.", "Ada Bell"),
        ("Ada Bell met Tom Ode. “It is late,” Ode said. Nobody moved. [He] said so again.", "Tom Ode"),
        ("“We lost,” said Tom Ode, the coach. “But we will be back,” [he] added.", "Tom Ode"),
        # surnames, first names, initials
        ("We met Ada Bell and Tom Ode. “It is late,” said [Ode].", "Tom Ode"),
        ("We met Ada Bell and Bob Bell. “It is late,” said [Bob].", "Bob Bell"),
        ("The novelist J. R. Hart was there. [Hart] said it was late.", "J. R. Hart"),
        # titles and roles
        ("It was the turn of Sen. Eve Stone. [The senator] said it was late.", "Eve Stone"),
        ("Rae Lind, a spokesman for the police, came. [The spokesman] said it was late.", "Rae Lind"),
        (
            "We asked the office of Gus Vane. [His campaign] did not answer; the Vane campaign never does.",
            "Vane campaign",
        ),
        ("Gus Vane said it was late. [The businessman] said he would go.", "Gus Vane"),
        # appositions, in both orders
        ("[Analyst and fellow at the Delta Centre, Moussa Eljabri,] said it was late.", "Moussa Eljabri"),
        ("[Moussa Eljabri, an analyst at the Delta Centre,] said it was late.", "Moussa Eljabri"),
        ("[An analyst at the Delta Centre, Moussa Eljabri,] said it was late.", "Moussa Eljabri"),
        ("[Gil Roe, the United States Customs and Border Protection commissioner,] said it was late.", "Gil Roe"),
        # acronyms
        (
            "We met the Alliance to Save Our Rivers (ASOR) there. It rained when [ASOR] said so.",
            "Alliance to Save Our Rivers",
        ),
        ("The Delta Bank said so. [The bank] was late.", "Delta Bank"),
        # nicknames
        ("We met William “Bill” Ode, a baker. It rained. [Bill] said it was late.", "William Ode"),
        ("We met Muhammad Eljahr, known as Abu Hamza. [Abu Hamza] said it was late.", "Muhammad Eljahr"),
        # relative pronouns
        ("We turned to Moussa Eljabri, [who] said it was late.", "Moussa Eljabri"),
        ("We turned to Gil Roe, the customs commissioner, [who] said it was late.", "Gil Roe"),
        # the same in other spellings
        ("Hillary Clynton spoke. It rained. [Hilary Clynton] said it was late.", "Hillary Clynton"),
        ("We met Ana López Soto, the minister. [Lopez] said it was late.", "Ana López Soto"),
        # family name first; one name alone; patronymics
        ("We met Kovács Anna, a teacher. [Kovács] said it was late.", "Kovács Anna"),
        ("Then Suharti, 42, a vendor, came. [Suharti] said it was late.", "Suharti"),
        ("Then Haile Gebre, a farmer, came. [Haile] said it was late.", "Haile Gebre"),
        ("Then Irina Pavlovna Sedova came. [Irina Pavlovna] said it was late.", "Irina Pavlovna Sedova"),
    ],
)
def test_whom_a_mention_means(text: str, name: str) -> None:
    (source,), _, _ = read(text)
    assert source.name == name
    assert source.named


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[Jon Teller and David Vine] asked. [They] were late.", ["Jon Teller and David Vine"] * 2),
        ("Then Jon Teller and David Vine met there. [Both men] said so.", ["Jon Teller and David Vine"]),
        ("[Ada Bell and other residents] asked.", ["Ada Bell and other residents"]),
        ("[Officials] said so. [They] were late.", ["Officials", "Officials"]),
        ("[Some critics] disagree.", ["critics"]),
        ("[Nearly four in 10 voters] agree.", ["Nearly four in 10 voters"]),
        ("[Those] living near the river disagree.", ["Those living near the river disagree"]),
    ],
)
def test_several_who_speak(text: str, names: list[str]) -> None:
    found, _, _ = read(text)
    assert [source.name for source in found] == names
    assert {source.kind for source in found} == {"group"}


def test_two_sources_one_quote() -> None:
    (joint,), _, _ = read("[Sens. Jon Teller and David Vine] asked.")
    assert joint.members == ("jon-teller", "david-vine")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[I] believe it was late.\n\nAda Bell\n\nThe bus is late.\n\nTom Ode", "Ada Bell"),  # letters to the editor
        ("By Ada Bell\n\nOn the whole [I] believe it was late.", "Ada Bell"),
        ("On the whole [I] believe it was late.\n\nAda Bell is an editor of the Herald.", "Ada Bell"),
        ("On the whole [I] believe it was late.", "author"),
    ],
)
def test_the_first_person_outside_quotations_is_the_author(text: str, name: str) -> None:
    (source,), (ground,), _ = read(text)
    assert (source.name, ground.basis) == (name, "first_person")


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("Then [she] said it was late.", "person", "the paragraphs before it name nobody who can be “she”"),
        ("Mr. Tom Ode left. Then [she] said so.", "person", "the paragraphs before it name nobody who can be “she”"),
        ("Then [they] said it was late.", "group", "no group or organization that speaks or acts stands"),
        ("Here [you] say that it is late.", "other", "“you” is nobody that the article names"),
        ("It rained, [which] said enough.", "other", "what stands before “which” is no name"),
    ],
)
def test_what_cannot_be_resolved_is_unknown_and_says_why(text: str, kind: str, reason: str) -> None:
    (source,), (ground,), _ = read(text)
    assert (source.name, source.kind, source.named, ground.basis) == ("UNKNOWN", kind, False, "unresolved")
    assert ground.reason is not None
    assert ground.reason.startswith(reason)


def test_the_mention_is_kept_as_written_and_the_role_is_a_span() -> None:
    (source,), (ground,), text = read("It was late. [Rae Lind, a spokesman for the police,] said so.")
    assert ground.span.of(text) == "Rae Lind, a spokesman for the police,"
    assert ground.role is not None
    assert ground.role.of(text) == source.role == "a spokesman for the police"


def test_the_antecedent_is_where_the_name_stands() -> None:
    _, (first, second), text = read("Ada Bell came. “It is late,” [Bell] said. [She] left.")
    assert first.antecedent is not None
    assert second.antecedent is not None
    assert (first.antecedent.start, first.antecedent.of(text)) == (0, "Ada Bell")
    assert (second.antecedent.start, second.antecedent.of(text)) == (text.index("Bell said"), "Bell")


@pytest.mark.parametrize(
    ("text", "anonymity", "evidence"),
    [
        ("[Tom Ode] said so.", "named", None),
        ("[A nurse who asked not to be named] said so.", "by_choice", "asked not to be named"),
        ("It was late, [an official] said on condition of anonymity.", "by_choice", "on condition of anonymity"),
        ("Speaking on condition of anonymity, [an official] said so.", "by_choice", "on condition of anonymity"),
        ("[An aide] said so. He was not authorized to speak to the press.", "by_choice", "not authorized to speak"),
        ("[A nurse at the clinic] said so.", "unnamed", None),
        ("[Sources] said so.", "generic", "Sources"),
        ("According to [some reports] it was late.", "generic", "some reports"),
        ("[Officials] said so.", "generic", "Officials"),
        ("[Two senior officials in Oslo] said so.", "unnamed", None),
        ("Tom Ode asked not to be named. Then [a nurse at the clinic] said so.", "unnamed", None),
    ],
)
def test_named_unnamed_by_choice_or_generic(text: str, anonymity: str, evidence: str | None) -> None:
    (source,), (ground,), plain = read(text)
    assert source.anonymity == ground.anonymity == anonymity
    assert (None if ground.anonymity_span is None else ground.anonymity_span.of(plain)) == evidence


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("[Robin Lee] said so. She was late.", "she"),
        ("[Mr. Lee] said so.", "he"),
        ("[Robin Lee], who uses they/them pronouns, said so.", "they"),
        ("[Robin Lee] said so.", "none"),
        ("[Mary Lee] said so.", "none"),  # never guessed from a name
        ("[Robin Lee], a spokesman for the police, said so.", "none"),  # a role is no pronoun
        ("[The Delta Bank] said so.", None),
    ],
)
def test_the_pronouns_that_the_article_uses(text: str, pronouns: str | None) -> None:
    (source,), _, _ = read(text)
    assert source.pronouns == pronouns


@pytest.mark.parametrize(
    ("text", "kind", "affiliation"),
    [
        ("[Sen. Eve Stone (D-Mont.)] said so.", "person", "government"),
        ("[The Oslo police] said so.", "group", "government"),
        ("[The Supreme Court] said so.", "organization", "government"),
        ("[Gus Vane, the Libertarian candidate,] said so.", "person", "political"),
        ("[Former President Eve Stone] said so.", "person", "political"),
        ("[Gus Vane] said so. The Vane campaign left.", "person", "political"),
        ("[Moussa Eljabri, a rebel commander,] said so.", "person", "armed_group"),
        ("[The Oslo Herald] said so.", "organization", "media"),
        ("[Ada Bell, an analyst at the Delta Centre,] said so.", "person", "academic_expert"),
        ("[Rivers Now, a charity,] said so. The Save Our Rivers Alliance left.", "organization", "advocacy"),
        ("[Tom Ode, chief executive of the Delta Bank,] said so.", "person", "corporate"),
        ("[Tom Ode, 42,] said so.", "person", "private"),
        ("[A woman who saw it] said so.", "person", "private"),
        ("[Tom Ode] said so.", "person", "unknown"),
    ],
)
def test_kind_and_affiliation(text: str, kind: str, affiliation: str) -> None:
    (source,), _, _ = read(text)
    assert (source.kind, source.affiliation) == (kind, affiliation)
