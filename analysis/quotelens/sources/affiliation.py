"""Whom a source speaks for, from the words the article uses of it.

Definitions: a sitting legislator, minister, agency, army, police or court is government; a candidate, party,
campaign or former office-holder is political; analysts, academics, pollsters and doctors are academic_expert;
NGOs, unions, religious bodies and activists are advocacy; ordinary people, witnesses and relatives are private.
Where no word tells: unknown.
"""

from __future__ import annotations

import re

from quotelens.records import Affiliation, Kind
from quotelens.sources import figures, names, words
from quotelens.sources.kinds import head_of

_OFFICE = re.compile(
    r"\b[DRI]-[A-Z]|\b(?:Vt|Calif|Tex|Mass)\b\.|^(?:Republican|Democrat|Independent)\s+of\s+[A-Z]|,\s*[DRI]\s*-\s*[A-Z]"
)
_FORMER = re.compile(r"\b(?:former|formerly|ex|retired|late|onetime|one-time)\b", re.IGNORECASE)
_LEGISLATURE = frozenset(("house", "senate", "congress", "parliament", "committee", "subcommittee", "lawmakers"))
_ARMED = frozenset(("rebel", "militant", "fighter", "insurgent", "terrorist", "guerrilla", "jihadist", "gunman"))
_RUNNING = frozenset(("nominee", "candidate", "campaign", "contender", "hopeful", "frontrunner", "front-runner"))
_STATE = frozenset(("federal", "congressional", "municipal", "governmental", "intelligence", "border", "immigration"))
_BUSINESS = frozenset(
    (
        "businessman", "businesswoman", "trader", "investor", "billionaire", "millionaire", "tycoon", "mogul",
        "magnate", "developer", "retailer", "financier", "industrialist", "consultant",
    )
)  # fmt: skip
_CHIEF_EXECUTIVE = re.compile(r"\bchief\s+(?:executive|operating|financial|technology|marketing)\b|\bC[EFO]O\b")
_CAMPAIGNERS = frozenset(("aides", "surrogate", "operative", "politician", "candidate", "delegate"))
# what speaks for the people counted or asked, whatever party they are of
_ASKED = frozenset(
    (
        "voter", "voters", "percent", "respondent", "respondents", "share", "supporter", "supporters", "backer",
        "backers", "those", "ones", "locals", "villagers", "citizens", "callers", "commenters", "neighbours",
        "neighbors", "others", "members", "customer", "customers", "worker", "workers", "resident", "residents",
    )
)  # fmt: skip


def of_source(
    name: str, kind: Kind, descriptions: tuple[str, ...], *, runs: bool = False, owner: Affiliation = "unknown"
) -> Affiliation:
    """Whom a source speaks for, as far as its name and the article's descriptions of it tell; else "unknown".

    Args:
        name: Canonical name, or the wording of an unnamed source.
        kind: Its kind.
        descriptions: Roles as written, brackets behind the name ("D-Mont."), "age" where an age is given, "clause"
            where a clause tells what the person did. Of nobody but ordinary people do the news say no more than that.
        runs: Whether the article speaks of the person's campaign.
        owner: Whom the person speaks for whose aide or lawyer this one is said to be.
    """
    if kind != "person":
        return _of_body(name, kind, descriptions)
    known = figures.FIGURES.get(name, "unknown")
    partisan = [text for text in descriptions if _is_party_only(text)]
    told = [found for text in descriptions if text not in partisan and (found := _of_role(text)) != "unknown"]
    if not told and partisan and "age" not in descriptions:
        told = ["political"]  # of a voter the party is told too, but with the age
    if "political" in told and known != "government":
        return "political"
    if known == "political" and not any(re.search(r"\bPresident\b", role) for role in descriptions):
        return known
    if runs and known == "unknown":
        return "political"
    public = [found for found in told if found != "private"]  # "his cousin, chief executive Poe"
    if public:
        return public[0]
    if told and owner == "unknown":
        return told[0]
    if owner != "unknown":
        return owner
    if known != "unknown":
        return known
    if name in figures.RAN:
        return "political"
    if not names.is_capital(name):
        return _of_role(name)
    return "private" if {"age", "clause"} & set(descriptions) else "unknown"


def _is_party_only(description: str) -> bool:
    """Whether a description says no more than the party: "a Democrat from Rhode Island"."""
    parts = [names.plain(word.text) for word in names.split(description)]
    stop = next((k for k, part in enumerate(parts) if k and part in words.PREPOSITIONS | {"who", "that"}), len(parts))
    return bool(parts[:stop]) and parts[:stop][-1] in words.PARTIES and not _OFFICE.search(description)


def _of_role(description: str) -> Affiliation:
    if _OFFICE.search(description):
        return "government"
    parts = [names.plain(word.text) for word in names.split(description)]
    ends = words.PREPOSITIONS | {"who", "whose", "that", "which"}
    stop = next((k for k, part in enumerate(parts) if k and part in ends), len(parts))
    core, rest = parts[:stop], " ".join(parts[stop:])
    former = bool(_FORMER.search(description))
    singular = {word for part in core for word in (part, part.removesuffix("s"))}
    if singular & _ARMED:
        return "armed_group"
    if former and singular & words.MILITARY_TITLES:
        return "unknown"
    if re.search(r"\bcampaign(?:ing)?\s+group\b|\bcampaigners?\b", description):
        return "advocacy"
    if singular & _RUNNING:
        return "political"
    if re.search(r"\b(?:majority|minority)\s+(?:leader|whip)\b", description, re.IGNORECASE):
        return "political" if former else "government"
    if _CHIEF_EXECUTIVE.search(description):
        return "corporate"
    heads = [word for part in core[-1].split("-") for word in (part, part.removesuffix("s"))] if core else []
    presides = re.search(
        r"(?:\b(?!US|UK|UN|EU)[A-Z][A-Z-]{2,}|['’]s|\b[Ii]ts|\b[Tt]heir)\s+(?:[Pp]resident|[Ss]ecretary)\b", description
    )
    if presides:  # "CWA President", "the club's president" are no heads of state
        return of_words([part for part in re.split(r"[\s-]", description.lower()) if part])
    partisan = bool(singular & words.PARTIES.keys())
    if partisan and any(head in ("pollster", "strategist", "consultant", "delegate", "operative") for head in heads):
        return "political"
    # "director of X", "spokesman for X" speak for X; a "White House press secretary" for what stands before the noun
    before = [part for part in core[:-1] if part not in words.MODIFIERS | words.DETERMINERS]
    if any(head in words.EXPERT_TITLES for head in heads) and set(before) & words.GOVERNMENT_BODIES - {"council"}:
        return "government"  # "a Border Patrol tunnelling expert", but not "a fellow at the Atlantic Council"
    if any(head in words.ANSWERABLE for head in heads):
        body = of_words(parts[stop:]) if rest else "unknown"
        body = body if body != "unknown" else of_words(before)
        if body != "unknown":
            return "political" if former and body == "government" else body
        lands = {names.plain(word) for word in re.findall(r"\b[A-Z][a-z]+(?:an|ish|ese|ch|i|k)\b", description)}
        of_a_state = not rest or bool(lands) or bool(singular & _STATE) or bool(set(parts) & words.COUNTRIES)
        plain = all(part in _STATE | words.COUNTRIES | words.PEOPLES | lands for part in before)
        speaks = any(head in ("official", "spokesman", "spokeswoman", "spokesperson") for head in heads)
        bare = not before and not rest and not singular & {"official"}  # "a spokesman" of whomever
        officials = bool(rest) and any(head == "official" for head in heads)  # "officials in Minnesota"
        if (of_a_state or officials) and plain and speaks and not bare:
            return "political" if former else "government"
    for part in reversed(core):
        for word in (part, part.removesuffix("s")):
            found = _of_title(word) if part != "speakers" else "unknown"
            if found != "unknown":
                return "political" if former and found == "government" else found
    return of_words(parts)


def _of_title(word: str) -> Affiliation:
    lists: tuple[tuple[Affiliation, frozenset[str]], ...] = (
        ("government", words.GOVERNMENT_TITLES | words.MILITARY_TITLES | {"prosecutor", "diplomat", "soldier"}),
        ("advocacy", words.RELIGIOUS_TITLES | words.ADVOCACY_TITLES | {"priest", "cleric"}),
        ("corporate", words.CORPORATE_TITLES | _BUSINESS),
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
    if names.plain(name) in words.COUNTRIES:
        return "government"
    if names.plain(name) in figures.COMPANIES:
        return "corporate"
    counted = re.search(r"\b(?:percent|in\s+(?:10|ten|five|four|three))\b|^those\s", name)
    if kind == "group" and {"advocacy", "activist", "activists"} & set(parts):
        return "advocacy"
    if kind == "group" and counted:
        return "private"
    if kind == "group" and (head in _ASKED or names.plain(name) in words.DEMOGRAPHICS or head in words.DEMOGRAPHICS):
        return "private"
    if kind in ("group", "organization") and head in ("republicans", "democrats"):
        if set(parts[:1]) & words.QUANTITIES:
            return "private"
        return "government" if _LEGISLATURE & set(parts) else "political"
    if kind == "group" and {head, head.removesuffix("s")} & _CAMPAIGNERS:
        return "political"
    if kind == "group":
        found = _of_role(name)
        if found != "unknown":
            return found
        for word in (head, head.removesuffix("s")):
            found = _of_title(word)
            if found != "unknown":
                return found
    if kind == "document":
        found = _of_document(head, parts)
        if found != "unknown":
            return found
    told = [found for found in map(_of_role, descriptions) if found != "unknown"]
    if kind == "organization" and told and any(len(text.split()) > 1 for text in descriptions):
        return told[0]  # "the Council for Relief, a charity"
    found = "government" if parts[:1] == ["federal"] else of_words(parts)
    return found if found != "unknown" or not told else told[0]


def _of_document(head: str, parts: list[str]) -> Affiliation:
    if head in ("study", "studies", "research", "findings", "analysis"):
        return "academic_expert"
    if set(parts) & {"terrorist", "terrorists", "jihadist", "militant", "militants", "rebel"}:
        return "armed_group"
    if set(parts) & (_STATE | {"law", "laws", "constitution", "ruling", "indictment", "bill", "legislation", "treaty"}):
        return "government"
    if head in (
        "editorial",
        "editorials",
        "column",
        "article",
        "articles",
        "op-ed",
        "headline",
        "headlines",
        "commentary",
    ):
        return "media"
    made = of_words(parts)
    if made == "unknown" and head in ("poll", "polls", "survey", "surveys", "polling"):
        return "academic_expert"
    return made


def of_words(parts: list[str]) -> Affiliation:
    """Of words in lower case, the last that names a kind of body decides; armed groups and parties win anywhere."""
    bodies: tuple[tuple[Affiliation, frozenset[str]], ...] = (
        ("armed_group", words.ARMED_BODIES),
        ("political", words.POLITICAL_BODIES),
        ("media", words.MEDIA_BODIES - {"globe", "paper", "wire", "independent", "channel", "press"}),
        ("academic_expert", words.EXPERT_BODIES),
        (
            "advocacy",
            words.ADVOCACY_BODIES | {"workers", "steelworkers", "mineworkers", "afl", "cio", "acu", "aarp", "nra"},
        ),
        ("corporate", (words.CORPORATE_BODIES | figures.COMPANIES) - {"group", "partners", "co", "brand"}),
        ("government", (words.GOVERNMENT_BODIES - {"council", "service", "office"}) | {"white", "pentagon"}),
    )
    parts = [word for part in parts for word in ([part, *part.split("-")] if "-" in part else [part])]
    if {"republican", "democratic", "pac"} & set(parts):
        return "political"
    if "action" in parts and len(parts) > 1:
        return "advocacy"
    if "associated" in parts and "press" in parts:
        return "media"
    if "islamic" in parts and "state" in parts:
        return "armed_group"
    for part in reversed(parts):
        for affiliation_name, members in bodies:
            if part in members:
                return affiliation_name
    return "government" if {"council", "office"} & set(parts) else "unknown"
