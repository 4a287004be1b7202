"""Descriptions beside a name: titles and role nouns before it, appositions on either side, "X is the ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotelens.records import Span
from quotelens.sources import kinds, names, words
from quotelens.sources.layout import Layout
from quotelens.sources.names import Word

_TITLE_STOP = r"(?<=\b(?:Mr|Ms|Dr|St|Jr|Mx))\.|(?<=\b(?:Mrs|Sen|Gov|Rep|Gen))\.|(?<=\b[A-Z])\."  # no sentence ends here
_ENDS = r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bMrs)(?<!\bSen)(?<!\bGov)(?<!\bRep)(?<!\bGen)\.(?:\s|$)"
_APPOSITION = re.compile(
    rf"\s*(?:\([^()]*\))?\s*,\s+(?P<phrase>(?:[^,.;:\n\r\"“”()]|{_TITLE_STOP}){{3,160}}?)"
    rf"(?=\s*(?:[,;:\n\r\"“”()]|{_ENDS}|$))"
)
_COPULA = re.compile(r"\s+(?:is|was|are|were)\s+(?P<phrase>(?:a|an|the)\s[^,.;:\n\r\"“”()]{3,160})")
AGE = re.compile(r",\s+(?:aged\s+)?\d{1,3}(?=[,.;\s])")
_TRADE = re.compile(
    r"\w+(?:ologist|onomist|icist|ician|ographer|onomer|atrist|ellist|builder|maker|seller|grower|keeper|player|dealer|owner|herder)"
)
_QUOTED = re.compile(r"\s+[(\[]?[“\"‘'][A-Z][\w'’-]*(?:\s[A-Za-z][\w'’-]*){0,2}[”\"’'][)\]]?\s+")  # a nickname
_MAX_ROLE_WORDS = 9


def role_head(phrase: str) -> str | None:
    """The role noun that a description is built on ("official spokesman for ..." -> "spokesman"), or `None`.

    It is the last word before the first preposition or relative pronoun; "one of the leaders" looks behind "of".
    """
    parts = [names.plain(word.text) for word in names.split(phrase)]
    if len(parts) > 2 and parts[0] in words.QUANTITIES and parts[1] == "of":
        parts = parts[2:]
    core: list[str] = []
    for part in parts:
        if (core and part in words.PREPOSITIONS) or part in words.RELATIVES:
            break
        if core and core[-1] in words.PERSON_NOUNS and re.fullmatch(r"[a-z]{2,}ing|based|born", part):
            break  # "a Republican trying to fill the seat"
        core.append(part)
    if not core or len(core) > _MAX_ROLE_WORDS or core[0] in words.PREPOSITIONS or core[0] in ("these", "those"):
        return None
    for candidate in (core[-1], core[-1].removesuffix("s")):
        if candidate in words.PERSON_NOUNS:
            return candidate
    # trades beyond the list, by their ending: "a hydrologist", "the Fijian boatbuilder"
    return core[-1] if len(core) > 1 and _TRADE.fullmatch(core[-1]) else None


def adjoins(text: str, before: Word, after: Word) -> bool:
    """Whether only white space (an ampersand, a slash, the comma before "Jr.", a nickname) is between two words."""
    between = text[before.end : after.start]
    plain = between in (" ", "\u00a0", "  ", " & ", "/") or (between == ", " and after.lower in words.SUFFIXES)
    # "Mele 'Ofa": a letter of its own, if no quotation is closed soon after
    letter = between in (" '", " ‘", " ʻ", " ’") and not re.match(r"[^'’]{0,40}['’](?:\W|$)", text[after.end :][:45])
    return plain or letter or _QUOTED.fullmatch(between) is not None


def title_role(tokens: Sequence[Word], start: int, run_start: int, text: str) -> Span:
    """The titles right before a name: the run of capital words up to it, and the lower-case words that lead there."""
    first = run_start
    while (
        first
        and adjoins(text, tokens[first - 1], tokens[first])
        and tokens[first - 1].lower in words.MODIFIERS | words.TITLES
    ):
        first -= 1
    return Span(tokens[first].start, tokens[start - 1].end)


def noun_role(tokens: Sequence[Word], start: int, text: str) -> Span | None:
    """The role noun right before the name with its modifiers: "White House press secretary" before "Josh Earnest"."""
    if not start or tokens[start - 1].possessive or not adjoins(text, tokens[start - 1], tokens[start]):
        return None
    if tokens[start - 1].lower not in words.PERSON_NOUNS:
        return None
    first = start - 1
    while first and first > start - _MAX_ROLE_WORDS and adjoins(text, tokens[first - 1], tokens[first]):
        word = tokens[first - 1]
        if word.lower in words.PRONOUNS | (words.FUNCTION_WORDS - words.MODIFIERS):
            break
        part = words.MODIFIERS | words.PERSON_NOUNS | words.BODIES
        if not (word.is_capital or word.lower in part or "-" in word.text):
            break
        first -= 1
    return Span(tokens[first].start, tokens[start - 1].end)


def owner(tokens: Sequence[Word], run_start: int, text: str) -> str:
    """The name in the possessive right before: "CNN’s" in "CNN’s Jake Tapper"."""
    if not run_start or not tokens[run_start - 1].possessive or not tokens[run_start - 1].is_capital:
        return ""
    return tokens[run_start - 1].text


def after(text: str, end: int) -> Span | None:
    """An apposition behind the name ("Jane Roe, a spokeswoman for ...,"); a bracket or an age may come between."""
    age = AGE.match(text, end)
    match = _APPOSITION.match(text, age.end() if age else end)
    if match is None or not _is_apposition(match.group("phrase")):
        match = _IS.match(text, age.end() if age else end)  # "Jane Roe, who is chairman of ..."
    if match is None:
        return None
    return Span(*match.span("phrase")) if _is_apposition(match.group("phrase")) else None


def body_after(text: str, end: int) -> Span | None:
    """An apposition behind the name that says it is a body: "Rivers Now, a charity based in Oslo,"."""
    match = _APPOSITION.match(text, end)
    if match is None or names.plain(match.group("phrase").split()[0]) not in ("a", "an", "the", "one"):
        return None
    head = kinds.head_of(match.group("phrase"))
    return Span(*match.span("phrase")) if head in words.BODIES and head not in words.PERSON_NOUNS else None


_CLAUSE = re.compile(
    r"(?:\s*\([^()]*\))?,?\s+who\s+(?:has\s+|had\s+|also\s+|once\s+)?(?P<verb>[a-z]+)\s+(?P<object>(?:[^,.;:\n\r\"“”()]|(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bMs)\.|(?<=\bDr)\.){3,90})"
)
# what somebody does, and what that makes of them
_DOES = {
    **dict.fromkeys(
        ("chairs", "chaired", "heads", "headed", "leads", "led", "runs", "directs", "directed"), "director of"
    ),
    **dict.fromkeys(("studies", "studied", "researches", "lectures", "specializes", "follows"), "scholar,"),
    **dict.fromkeys(("teaches", "taught"), "teacher,"),
    **dict.fromkeys(("covers", "covered", "reports", "reported", "hosts", "edits"), "journalist,"),
    **dict.fromkeys(("owns", "owned", "founded", "co-founded", "manages"), "owner of"),
    **dict.fromkeys(("works", "worked", "lives", "lived", "sells", "drives", "farms"), "resident,"),
    **dict.fromkeys(("represents", "represented"), "lawyer,"),
    **dict.fromkeys(("coaches", "coached", "trains"), "coach,"),
}


_OF_BODY = re.compile(
    r"\s+(?:of|at|from|with)\s+(?:the\s+)?(?P<body>[A-Z][\w.&’'-]*(?:\s(?:[A-Z][\w.&’'-]*|of|for|and|the))*)"
)
_IS = re.compile(
    r"(?:\s*\([^()]*\))?,?\s+who\s+(?:is|was|serves?\s+as|served\s+as|has\s+been)\s+(?P<phrase>[^,.;:\n\r\"“”()]{3,120})"
)


def of_body(text: str, end: int) -> str:
    """The body that a name is said to be of, right behind it: "Jane Roe of the Delta Institute"."""
    match = _OF_BODY.match(text, end)
    return match["body"] if match else ""


def does(text: str, end: int) -> str:
    """What a relative clause behind the name makes of the person: "who studies law" -> "scholar, law".

    "clause" for any other clause, and nothing where none follows.
    """
    match = _CLAUSE.match(text, end)
    if match is None:
        return "clause" if re.match(r"(?:\s*\([^()]*\))?,\s+who(?:se)?\s+\w", text[end : end + 80]) else ""
    return f"{_DOES[match['verb']]} {match['object']}" if match["verb"] in _DOES else "clause"


def _is_apposition(phrase: str) -> bool:
    """Whether a phrase set off by commas describes one person: built on a singular role noun, with no verb in it."""
    tokens = list(names.split(phrase))
    head = role_head(phrase)
    if head is None or not tokens:
        return False
    opener = tokens[0].lower
    common = words.FUNCTION_WORDS - words.DETERMINERS - words.MODIFIERS
    is_verb = opener not in words.MODIFIERS and bool(re.fullmatch(r"[a-z]+(?:ed|ing)", tokens[0].text))
    if is_verb or (opener in common and opener != "one"):
        return False
    core: list[str] = []
    for token in tokens:
        if core and token.lower in words.PREPOSITIONS | words.RELATIVES:
            break
        core.append(token.lower)
    plural = head not in core and opener != "one"
    return not plural and not set(core) & words.VERBS


def before(layout: Layout, span: Span, role: Span | None) -> Span | None:
    """A description that opens the sentence or clause and ends with a comma right before the name."""
    sentence = layout.sentences[layout.sentence(span.start)]
    before = layout.text[sentence.start : role.start if role else span.start]
    if not before.rstrip().endswith(","):
        return None
    phrase = re.split(r"[\"“”;:]|,\s|\b(?:said|says|and then|but|when|that)\s", before.rstrip()[:-1])[-1]
    start = sentence.start + before.rfind(phrase)
    stripped = phrase.strip()
    if not stripped or not _is_apposition(stripped):
        return None
    start += len(phrase) - len(phrase.lstrip())
    return Span(start, start + len(stripped))


def copula(text: str, end: int) -> Span | None:
    """What the article says the person is: "Jane Roe is the mayor of ..."."""
    match = _COPULA.match(text, end)
    if match is None or not _is_apposition(match.group("phrase")):
        return None
    return Span(match.start("phrase"), match.start("phrase") + len(match.group("phrase").rstrip()))
