"""Descriptions led back to a name: "the senator", "Pagliano's lawyer", "the bank", "the poll"."""

from __future__ import annotations

import re

from quotelens.records import Span
from quotelens.sources import kinds, names, words
from quotelens.sources.affiliation import of_source
from quotelens.sources.coreference import Cast, Member
from quotelens.sources.layout import Layout
from quotelens.sources.roles import role_head

_INDEFINITE = frozenset(
    ("a", "an", "some", "any", "another", "one", "many", "several", "certain", "other", "no", "each", "every")
)

_AREAS = frozenset(
    ("city", "county", "state", "country", "nation", "house", "government")
)  # too many have the word in their names


def member_of(layout: Layout, cast: Cast, mention: Span) -> Member | None:
    """The member of the cast that a description means, or `None` where its words do not single one out."""
    text = mention.of(layout.text)
    head = kinds.head_of(text)
    if not head:
        return None
    first = names.plain(text.split()[0])
    if _synonym(head) in {_synonym(word) for word in words.BODIES} and head not in words.PERSON_NOUNS:
        return _organization(layout, cast, mention, head, first)
    if head in words.PERSON_NOUNS and first not in _INDEFINITE:
        return _person(layout, cast, mention, head)
    return None


def is_epithet(layout: Layout, mention: Span) -> bool:
    """Whether a description can stand for a person just spoken of without having been given before.

    It is definite and of no office ("the businessman", "the Republican from Alabama", but not "the governor"), and the
    article has introduced nobody else by the same noun ("a farmer ... the farmer").
    """
    text = mention.of(layout.text)
    head = kinds.head_of(text)
    definite = names.plain(text.split()[0]) in ("the", "this", "that") and "'s " not in text.replace("’", "'")
    former = re.search(r"\b(?:former|longtime|veteran)\b", text) is not None and head in words.PERSON_NOUNS
    aged = re.search(r"\b\d{1,3}-year-old\b", text) is not None  # "the 26-year-old Ethiopian"
    person = aged or ((head in words.EPITHETS or former) and kinds.of_description(text) == "person")
    written = [word.text for word in names.split(text) if word.lower == head]
    name = (
        any(word[0].isupper() and not word.isupper() for word in written) and head not in words.PARTIES and not aged
    )  # "the Daily Star"
    if not definite or not person or name:
        return False
    introduced = rf"\b(?:an?|one|another)\s+(?:[\w-]+\s+){{0,3}}{re.escape(head)}\b(?!\s+[A-Z])"
    return re.search(introduced, layout.text[: mention.start]) is None


def _person(layout: Layout, cast: Cast, mention: Span, head: str) -> Member | None:
    """The person whose role has the same noun; of several, those whose roles have more of the description's words.

    Of those left, whoever was named last before the description; one named only after it is taken where it is alone.
    """
    wanted = _modifiers(mention.of(layout.text)) - {_synonym(head)}
    fitting: list[tuple[int, Member]] = []
    for member in cast.persons():
        descriptions = [role.of(layout.text) for role in member.roles] + list(member.notes)
        titled = [text for text in descriptions if _synonym(head) in _titles(text)]
        if titled and not other_party(layout, member, mention):
            shared = {_synonym(names.plain(word.text)) for text in titled for word in names.split(text)} & wanted
            fitting.append((len(shared), member))
    if not fitting:
        return None
    best = max(shared for shared, _ in fitting)
    chosen = [member for shared, member in fitting if shared == best]
    before = [member for member in chosen if member.mentions[0].span.start < mention.start]
    if before:
        return max(
            before, key=lambda member: max(m.span.start for m in member.mentions if m.span.start < mention.start)
        )
    return chosen[0] if len(chosen) == 1 else None


def other_party(layout: Layout, member: Member, mention: Span) -> bool:
    """Whether a description is of one party and all that is said of the member of another."""
    described = _parties(mention.of(layout.text))
    own = {party for text in (*(r.of(layout.text) for r in member.roles), *member.notes) for party in _parties(text)}
    return bool(described) and bool(own) and not described & own


def _parties(text: str) -> set[str]:
    return {words.PARTIES[word.lower] for word in names.split(text) if word.lower in words.PARTIES}


def _titles(description: str) -> set[str]:
    """Every role noun before the description's first preposition, synonyms made one."""
    found: set[str] = set()
    for word in names.split(description):
        if found and word.lower in words.PREPOSITIONS:
            break
        if word.lower in words.PERSON_NOUNS:
            found.add(_synonym(word.lower))
    head = role_head(description)
    return found | ({_synonym(head)} if head else set())


def _organization(layout: Layout, cast: Cast, mention: Span, head: str, first: str) -> Member | None:
    """The organization that has the noun (or a synonym) in its name and shares the description's other words.

    "The bank" and the like also mean the one company named so far whose name says nothing of its trade.
    """
    wanted = _modifiers(mention.of(layout.text)) - {_synonym(head)}
    members = [member for member in cast.members if member.kind == "organization"]
    fitting = []
    for member in members:
        own = {_synonym(part) for part in names.key(member.name)}
        general = head in _AREAS or first in _INDEFINITE
        if _synonym(head) in own and wanted <= own and (wanted or not general):
            fitting.append(member)
    before = [member for member in fitting if member.mentions[0].span.start < mention.start]
    if before:
        return max(
            before, key=lambda member: max(m.span.start for m in member.mentions if m.span.start < mention.start)
        )
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    if head not in words.CORPORATE_BODIES or first != "the" or wanted:
        return None
    plain = [
        member
        for member in members
        if member.mentions[0].span.start < mention.start
        and of_source(member.name, "organization", ()) in ("unknown", "corporate")
    ]
    led = [member for member in plain if _has_executive(layout.text, member)]
    return led[0] if len(led) == 1 else None


def _has_executive(text: str, member: Member) -> bool:
    return any(
        re.match(
            r"\s+(?:CEO|CFO|COO|chairman|chairwoman|chief executive|executive)\b", text[m.span.end : m.span.end + 40]
        )
        for m in member.mentions
    )


def document(layout: Layout, mention: Span) -> str | None:
    """The fullest wording of a document or body that is mentioned in short: "the letter" -> "letter to the board".

    The nearest earlier mention with more words than this one counts, or else the first later one.
    """
    own = mention.of(layout.text)
    head = kinds.head_of(own)
    parts = names.clean(own).split()
    body = head in words.BODIES - words.GROUP_NOUNS and own[:1].islower() and own.startswith("the ")
    definite = names.plain(own.split()[0]) in ("the", "this", "that") or layout.paragraph(mention.start) == 0
    if (
        not (head in words.DOCUMENTS or body)
        or not definite
        or len(parts) > 1
        or names.plain(own.split()[0]) in _INDEFINITE
    ):
        return None
    pattern = re.compile(
        rf"\b(?:a|an|another|one|the)\s+(?P<all>(?:(?:[\w’'\-/]|\.(?=\w))+[ \u00a0]){{0,6}}?{re.escape(head)}"
        rf"(?:\s+(?:to|by|from|of)\s+(?:[\w’'\-]+\s+){{0,5}}?[\w’'\-]+(?=\s+\w+(?:ed|ing|s)\b|[,.;]))?)(?!\w)",
        re.IGNORECASE,
    )
    # at every determiner: "the results of the latest Herald poll" holds one that is no document's
    starts = [m.start() for m in re.finditer(r"\b(?:a|an|another|one|the)\s", layout.text, re.IGNORECASE)]
    matches = [m for start in starts if (m := pattern.match(layout.text, start))]
    found = [m for m in matches if len(m["all"].split()) > 1 and m.start() != mention.start]
    found = [
        m
        for m in found
        if not any(
            names.plain(part) in words.FUNCTION_WORDS - words.MODIFIERS | words.VERBS for part in _front(m["all"], head)
        )
    ]
    if not found:
        return None
    wordings = [" ".join(m["all"].split()) for m in found]
    named = [wording for wording in wordings if kinds.is_named(wording, "document")]
    before = [m for m in found if m.end() <= mention.start]
    # one that says whose it is goes before one that is only "new"
    if named and len({wording.lower() for wording in named}) == 1:
        return named[0]
    return " ".join((before[-1] if before else found[0])["all"].split())


def _front(phrase: str, head: str) -> list[str]:
    parts = phrase.split()
    return parts[: next((k for k, part in enumerate(parts) if names.plain(part) == head), len(parts))]


def _modifiers(text: str) -> set[str]:
    cleaned = re.sub(r"['’]s\b", "", names.clean(text))
    front = re.split(r"\s(?:of|for|at|in|on|from|with|to)\s", cleaned)[0]
    return {_synonym(names.plain(word.text)) for word in names.split(front)}


def _synonym(word: str) -> str:
    return words.SYNONYMS.get(word, words.SYNONYMS.get(word.removesuffix("s"), word))
