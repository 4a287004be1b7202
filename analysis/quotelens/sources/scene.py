"""What every answer of this stage rests on: the article laid out, its cast, and answers made from members of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotelens.records import (
    UNKNOWN,
    Affiliation,
    Article,
    Basis,
    Kind,
    Quote,
    Span,
)
from quotelens.sources import figures, kinds, names, words
from quotelens.sources.affiliation import of_source
from quotelens.sources.coreference import Cast, Member
from quotelens.sources.layout import Layout


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a mention is, and on what grounds (`records.SourceMention` says what they mean).

    `members` are the named members of the cast it leads to; none for an unnamed source. `parts` are the answers for
    each of those who speak together. `place` is where the mention of an unresolved one begins: no two are the same.
    """

    name: str
    kind: Kind
    named: bool
    affiliation: Affiliation = "unknown"
    role: Span | None = None
    members: tuple[Member, ...] = ()
    basis: Basis = "own_words"
    antecedent: Span | None = None
    reason: str | None = None
    parts: tuple[Answer, ...] = ()
    place: int | None = None

    def source_id(self, doc_id: str) -> str:
        """A slug of the name; an unnamed source is known only within its article, an unresolved one only there."""
        if self.place is not None:
            return f"unknown-{self.place}@{doc_id}"
        return names.slug(self.name) if self.named else f"{names.slug(self.name)}@{doc_id}"


@dataclass(frozen=True, slots=True)
class Scene:
    """What every answer may look at; `labels` say who speaks which paragraph of an interview."""

    article: Article
    layout: Layout
    cast: Cast
    quotes: dict[str, Quote]
    labels: tuple[Span, ...] = ()


def single_speakers(scene: Scene, answers: dict[str, Answer], before: int) -> list[tuple[int, Member]]:
    """Of `speakers_before` those who are one named member, with who that is."""
    return [
        (start, member)
        for start, answer in speakers_before(scene, answers, before)
        for member in answer.members
        if len(answer.members) == 1
    ]


def unresolved(mention: Span, pronoun: str, reason: str) -> Answer:
    """A mention that leads to nobody, and why."""
    kind: Kind = "other"
    if pronoun in words.THIRD_PERSON or pronoun in ("i", "me", "my", "mine", "myself", "who", "whom", "whose"):
        kind = "person"
    elif pronoun in words.PLURALS | words.FIRST_PERSON:
        kind = "group"
    return Answer(UNKNOWN, kind, named=False, basis="unresolved", reason=reason, place=mention.start)


def speakers_before(scene: Scene, answers: dict[str, Answer], before: int) -> list[tuple[int, Answer]]:
    """Where the article's own quotes mention their speaker before a position, and who that is, in text order."""
    found = []
    for quote_id, answer in answers.items():
        mention = scene.quotes[quote_id].mention
        if mention is not None and mention.start < before and scene.quotes[quote_id].level == 0:
            found.append((mention.start, answer))
    return sorted(found, key=lambda pair: pair[0])


def jointly(parts: Sequence[Answer]) -> Answer:
    """One answer for several who speak together."""
    known = [part.affiliation for part in parts if part.affiliation != "unknown"]
    return Answer(
        " and ".join(part.name for part in parts),
        "group",
        any(part.named for part in parts),
        known[0] if known else "unknown",
        members=tuple(member for part in parts for member in part.members),
        basis="joint",
        parts=tuple(parts),
    )


def _is_company(scene: Scene, member: Member) -> bool:
    """Whether what stands behind the name is what a company has: shares, customers, a chief executive."""
    return any(
        re.match(
            r"(?:['’]s?)?\s+(?:shares?|stock|customers?|employees|executives?|workers|CEO|CFO|chief\s+executive|products|stores|"
            r"subsidiary|earnings|shareholders|plants?|factory|Inc|Corp)\b",
            scene.article.text[m.span.end : m.span.end + 40],
        )
        for m in member.mentions
    )


def of_member(scene: Scene, member: Member, mention: Span, basis: Basis) -> Answer:
    text = scene.article.text
    written = [span.of(text) for span in member.roles]
    kind: Kind = "person" if member.kind == "person" else "organization"
    if member.kind == "unclear" and (member.pronoun or any(m.pronoun for m in member.mentions)):
        kind = "person"
    if member.kind == "unclear" and kind == "organization" and _acts_as_person(scene, member):
        kind = "person"
    bodies = [other.name for role in member.roles for _, other in scene.cast.at(role) if other.kind == "organization"]
    told = (*written, *member.notes, *bodies)
    runs = kind == "person" and _runs(text, member)
    owner: Affiliation = "unknown"
    for described in member.roles:
        for _, other in scene.cast.at(described):
            if owner == "unknown" and other.kind == "person":
                runs_too = other.name in figures.RAN or _runs(text, other)
                owner = figures.FIGURES.get(other.name, "political" if runs_too else "unknown")
    affiliation = of_source(member.name, kind, told, runs=runs, owner=owner)
    if (member.kind == "place" or names.plain(member.name) in words.COUNTRIES) and affiliation == "unknown":
        affiliation = "government"
    # the fullest description: the one of most words; ties go to the first
    role = max(member.roles, key=lambda span: len(span.of(text).split()), default=None)
    return Answer(member.name, kind, True, affiliation, role, (member,), basis, _antecedent(member, mention, basis))


def _antecedent(member: Member, mention: Span, basis: Basis) -> Span | None:
    """Where the article names the member: in full, for a name; else last before the mention, or first behind it."""
    spans = [m.span for m in member.mentions]
    if basis == "name":
        return next((m.span for m in member.mentions if names.key(m.name) == names.key(member.name)), spans[0])
    before = [span for span in spans if span.end <= mention.start]
    return before[-1] if before else next((span for span in spans if span.start >= mention.start), None)


def _runs(text: str, member: Member) -> bool:
    """Whether the article speaks of a campaign of the person's: "the Vane campaign", "Vane's running mate"."""
    surname = re.escape(names.surname(member.name))
    return bool(
        re.search(
            rf"\b{surname}(?:['’]s?)?\s+(?:presidential\s+)?(?:campaign(?!\s+(?:experiment|work|job))|candidacy|supporters?|surrogates?|rally|rallies|voters|"
            rf"delegates?|backers|nomination|running\s+mate|bid)\b"
            rf"|\b(?:candidates?|nominee|contender|frontrunner|front-runner)\s+(?:[A-Z][\w.]*\s+)?{surname}\b",
            text,
        )
    )


def _acts_as_person(scene: Scene, member: Member) -> bool:
    """A single name of unknown kind is a person's, unless its letters or an article before it speak against it."""
    inner = any(c.isupper() for c in re.sub(r"^(?:Mc|Mac|De|La|Le|O['’]|Al-)", "", member.name)[1:])
    articled = [
        scene.article.text[max(0, m.span.start - 4) : m.span.start].lower().startswith("the") for m in member.mentions
    ]
    country = names.plain(member.name) in words.COUNTRIES
    if names.plain(member.name) in figures.COMPANIES or _is_company(scene, member):
        return False
    return " " not in member.name and not inner and not country and sum(articled) * 2 <= len(articled)


def in_own_words(wording: str) -> Answer:
    """A source that goes by its own wording: no member of the cast is meant."""
    wording = " ".join(wording.split())
    if kinds.of_description(wording) == "document":
        wording = re.sub(r"^(?:new|latest)\s+(?=\S+\s)", "", wording)
    kind = kinds.of_description(wording)
    return Answer(wording, kind, kinds.is_named(wording, kind), of_source(wording, kind, (wording,)))
