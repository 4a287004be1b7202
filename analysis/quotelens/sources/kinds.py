"""What a source is: its kind, and whether it is named, from the words the article uses."""

from __future__ import annotations

import re

from quotelens.records import Kind
from quotelens.sources import names, words

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
        if stop < len(parts) - 1 and parts[stop] == "of" and core[-1] in words.QUANTITIES | words.COPIES:
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
    if head in words.DEMOGRAPHICS or re.search(r"\b(?:percent|in\s+(?:10|ten|five|four|three)\b)", phrase):
        return "group"
    parts = names.plain(names.clean(phrase)).split()
    ranked = first in ("majority", "minority") and parts[1:2] != ["of"]  # "minority leader"
    if head in words.GROUP_NOUNS or (first in words.QUANTITIES - {"one"} and not ranked) or head in words.PLURALS:
        return "group"
    if singular_of(head) != head and singular_of(head) in words.PERSON_NOUNS:
        return "group"
    if head in words.BODIES and head not in words.PERSON_NOUNS:
        return "organization"
    if head in words.THIRD_PERSON or head in ("i", "me", "my", "who") or head in words.PERSON_NOUNS:
        return "person"
    if head in ("we", "us", "our"):
        return "group"
    # by its ending only where it is no name ("October", "Sanders")
    written = [word.text for word in names.split(phrase) if word.lower == head]
    if written and all(word[0].isupper() for word in written) and len(names.clean(phrase).split()) == 1:
        if singular in words.BODIES:
            return "organization"
        return "group" if singular != head and singular in words.PERSON_NOUNS else "other"
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
    if kind == "group" and head_of(text) == "police":
        return any(_is_proper(token.text) for token in list(names.split(text))[:-1])  # "Oslo police"
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
