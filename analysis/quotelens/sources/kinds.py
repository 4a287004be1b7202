"""What a source is: its kind, whether it is named, and whom it speaks for, from the words the article uses.

Definitions: a sitting legislator, minister, agency, army, police or court is government; a candidate, party,
campaign or former office-holder is political; analysts, academics, pollsters and doctors are academic_expert;
NGOs, unions, religious bodies and activists are advocacy; ordinary people, witnesses and relatives are private.
Where no word tells: unknown.
"""

from __future__ import annotations

import re

from quotelens.records import Affiliation, Kind
from quotelens.sources import names, words

_OFFICE = re.compile(r"\b[DRI]-[A-Z]|\b(?:Vt|Calif|Tex|Mass)\b\.")
_FORMER = re.compile(r"\b(?:former|ex|retired|late)\b", re.IGNORECASE)
_LEGISLATURE = frozenset(("house", "senate", "congress", "parliament", "committee", "subcommittee", "lawmakers"))
_ARMED = frozenset(("rebel", "militant", "fighter", "insurgent", "terrorist", "guerrilla", "jihadist", "gunman"))
_NO_PERSON = frozenset(
    ("labor", "labour", "power", "order", "matter", "number", "weather", "computer", "center", "error", "humor")
)


def head_of(phrase: str) -> str:
    """The noun that a description is built on, in lower case: the last word before the first preposition.

    Quantities are looked through ("a majority of voters" -> "voters"). Empty where there is no word.
    """
    parts = [names.plain(word.text) for word in names.split(names.clean(phrase))]
    while True:
        stop = next(
            (k for k, part in enumerate(parts) if k and part in words.PREPOSITIONS | {"who", "that", "which"}),
            len(parts),
        )
        core = parts[:stop]
        if stop < len(parts) - 1 and parts[stop] == "of" and core[-1] in words.QUANTITIES:
            parts = parts[stop + 1 :]
            while len(parts) > 1 and parts[0] in words.DETERMINERS:
                parts = parts[1:]
            continue
        return core[-1] if core else ""


def of_description(phrase: str) -> Kind:
    """The kind of a source that is not named, by its head noun and its number."""
    head = head_of(phrase)
    singular = head.removesuffix("s")
    first = names.plain(names.clean(phrase).split(" ")[0]) if names.clean(phrase) else ""
    if first == "one" and singular_of(head) in words.PERSON_NOUNS:
        return "person"
    if head in words.DOCUMENTS:
        return "document"
    if head in words.GROUP_NOUNS or (first in words.QUANTITIES and first != "one") or head in words.PLURALS:
        return "group"
    if singular_of(head) != head and singular_of(head) in words.PERSON_NOUNS:
        return "group"
    if head in words.BODIES and head not in words.PERSON_NOUNS:
        return "organization"
    if head in words.THIRD_PERSON or head in ("i", "me", "my", "who") or head in words.PERSON_NOUNS:
        return "person"
    if head in ("we", "us", "our"):
        return "group"
    if singular != head and (
        singular in words.PERSON_NOUNS or singular.endswith(("er", "or", "ist", "ian", "ant", "an", "men"))
    ):
        return "group"
    if singular in words.BODIES or head.removesuffix("ies") + "y" in words.BODIES:
        return "organization"
    if head not in _NO_PERSON and head.endswith(("er", "or", "ist", "ian", "man", "woman", "person")):
        return "person"
    if singular != head and not head.endswith("ss") and re.fullmatch(r"[a-z]+", head):
        return (
            "group"
            if head.endswith(("ees", "ents", "ants", "eers", "ates", "ives", "ites", "ims", "folks", "kids"))
            else "other"
        )
    return "other"


def singular_of(noun: str) -> str:
    """A plural noun's singular by its ending; any other word unchanged ("enemies" -> "enemy", "witness" as it is)."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith("men") and len(noun) > 3:
        return noun[:-3] + "man"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def is_named(phrase: str, kind: Kind) -> bool:
    """Whether a description that leads to nobody named still names its source.

    A body is named by a name before its noun ("the Obama administration", "the Senate banking committee").
    A document is named by whose it is or who made it ("a Reuters poll", "Davis' commentary", "a study by Harvard");
    what it is about or addressed to does not name it. Any other description does not name.
    """
    text = names.clean(phrase)
    if kind == "organization":
        front = re.split(r"\s(?:of|for|at|in|on|from|with|to)\s", text)[0]
        return any(_is_proper(token.text) for token in list(names.split(front))[:-1])
    if kind != "document":
        return False
    tokens = list(names.split(text))
    stop = next((k for k, token in enumerate(tokens) if token.lower in words.PREPOSITIONS), len(tokens))
    before = any(
        token.is_capital and not token.text.isdigit() and k + 1 < stop
        for k, token in enumerate(tokens[:stop])
        if k or token.possessive or _is_proper(token.text)
    )
    return before or bool(re.search(r"\b(?:by|from)\s+(?:the\s+)?[A-Z]\w", text))


def _is_proper(word: str) -> bool:
    return (
        word[:1].isupper()
        and names.plain(word) not in words.FUNCTION_WORDS | words.MODIFIERS | words.DOCUMENTS
        and word.lower() not in ("polling", "recent", "previous")
    )


def affiliation(name: str, kind: Kind, descriptions: tuple[str, ...]) -> Affiliation:
    """Whom a source speaks for, as far as its name and the article's descriptions of it tell; else "unknown".

    Args:
        name: Canonical name, or the wording of an unnamed source.
        kind: Its kind.
        descriptions: Roles as written, brackets behind the name ("D-Mont."), "age" where only an age is given.
    """
    if kind != "person":
        return _of_body(name, kind, descriptions)
    for description in descriptions:
        found = _of_role(description)
        if found != "unknown":
            return found
    if not names.is_capital(name):
        return _of_role(name)
    return "private" if "age" in descriptions else "unknown"


def _of_role(description: str) -> Affiliation:
    if _OFFICE.search(description):
        return "government"
    parts = [names.plain(word.text) for word in names.split(description)]
    stop = next((k for k, part in enumerate(parts) if k and part in words.PREPOSITIONS), len(parts))
    core, rest = parts[:stop], " ".join(parts[stop:])
    former = bool(_FORMER.search(description))
    if set(core) & _ARMED:
        return "armed_group"
    if former and set(core) & words.MILITARY_TITLES:
        return "unknown"
    if {"nominee", "candidate", "campaign", "contender", "hopeful"} & set(core):
        return "political"
    heads = [core[-1], core[-1].removesuffix("s")] if core else []
    # "director of X", "spokesman for X" speak for X; a "White House press secretary" for what stands before the noun
    if any(head in words.ANSWERABLE for head in heads):
        body = _of_words(parts[stop:]) if rest else "unknown"
        body = body if body != "unknown" else _of_words([part for part in core[:-1] if part not in words.MODIFIERS])
        if body != "unknown":
            return "political" if former and body == "government" else body
    for part in reversed(core):
        for word in (part, part.removesuffix("s")):
            found = _of_title(word)
            if found != "unknown":
                return "political" if former and found == "government" else found
    return _of_words(parts)


def _of_title(word: str) -> Affiliation:
    lists: tuple[tuple[Affiliation, frozenset[str]], ...] = (
        ("government", words.GOVERNMENT_TITLES | words.MILITARY_TITLES | {"prosecutor", "diplomat", "soldier"}),
        ("advocacy", words.RELIGIOUS_TITLES | words.ADVOCACY_TITLES | {"priest", "cleric"}),
        ("corporate", words.CORPORATE_TITLES | {"businessman", "businesswoman", "trader", "investor", "billionaire"}),
        ("media", words.MEDIA_TITLES),
        ("academic_expert", words.EXPERT_TITLES),
        ("armed_group", _ARMED),
        ("political", words.POLITICAL_TITLES - {"leader", "chief"}),
        ("private", words.PRIVATE_TITLES | words.ORDINARY_PEOPLE),
    )
    return next((name for name, members in lists if word in members), "unknown")


def _of_body(name: str, kind: Kind, descriptions: tuple[str, ...]) -> Affiliation:
    head = head_of(name)
    parts = [names.plain(word.text) for word in names.split(name)]
    if (
        kind in ("group", "organization")
        and not set(parts[:1]) & words.QUANTITIES
        and {"republicans", "democrats"} & {head}
    ):
        return "government" if _LEGISLATURE & set(parts) else "political"
    if kind == "group":
        for word in (head, head.removesuffix("s")):
            found = _of_title(word)
            if found != "unknown":
                return found
    if kind == "document" and head in ("study", "studies", "research", "findings", "analysis"):
        return "academic_expert"
    found = _of_words(parts)
    if found != "unknown":
        return found
    return next((found for found in map(_of_role, descriptions) if found != "unknown"), "unknown")


def _of_words(parts: list[str]) -> Affiliation:
    """The last word that names a kind of body decides; armed groups and parties win wherever they are named."""
    bodies: tuple[tuple[Affiliation, frozenset[str]], ...] = (
        ("armed_group", words.ARMED_BODIES),
        ("political", words.POLITICAL_BODIES),
        ("media", words.MEDIA_BODIES - {"globe", "paper", "wire", "independent", "channel", "press"}),
        ("academic_expert", words.EXPERT_BODIES),
        ("advocacy", words.ADVOCACY_BODIES),
        ("corporate", words.CORPORATE_BODIES - {"group", "partners", "co", "brand"}),
        ("government", words.GOVERNMENT_BODIES - {"council", "service", "office"}),
    )
    if {"republican", "democratic"} & set(parts):
        return "political"
    if "islamic" in parts and "state" in parts:
        return "armed_group"
    for part in reversed(parts):
        for affiliation_name, members in bodies:
            if part in members:
                return affiliation_name
    return "government" if {"council", "office"} & set(parts) else "unknown"
