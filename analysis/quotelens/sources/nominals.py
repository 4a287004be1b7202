"""Mentions that hold a name or describe somebody: whom they mean, one or several together."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from quotelens.records import (
    UNKNOWN,
    Span,
)
from quotelens.sources import descriptions, kinds, mentions, names, roles, words
from quotelens.sources.coreference import Member, antecedent
from quotelens.sources.layout import is_headline, is_title_case
from quotelens.sources.scene import Answer, Scene, in_own_words, jointly, of_member, single_speakers, speakers_before

_JOINT = re.compile(r",\s*(?:and|&)\s+|,\s+|\s+(?:and|&)\s+")
_JOINT_TAIL = re.compile(r"\s+(?:all|both|each|alike)$")


def spoken_of(scene: Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """The unnamed source that a definite description goes back to: "a Western diplomat ... the diplomat"."""
    text = mention.of(scene.article.text)
    parts = text.strip(" ,").split()
    if len(parts) != 2 or names.plain(parts[0]) not in ("the", "this", "that") or names.is_capital(parts[1]):
        return None
    head = kinds.head_of(text)
    for _, answer in reversed(speakers_before(scene, answers, mention.start)):
        if answer.name == UNKNOWN or answer.kind != kinds.of_description(text):
            continue
        if not answer.named and kinds.head_of(answer.name) == head and answer.name != head:
            return dataclasses.replace(answer, basis="description")
    return None


def named_or_described(scene: Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """The one named member that a mention names or describes."""
    member = _named(scene, mention, speakers_before(scene, answers, mention.start)) or _called(scene, mention)
    if member is not None:
        return of_member(scene, member, mention, "name")
    member = descriptions.member_of(scene.layout, scene.cast, mention)
    if member is None and descriptions.is_epithet(scene.layout, mention):
        member = _salient(scene, mention, answers)
    if member is None:
        member = _salient_body(scene, mention)
    return of_member(scene, member, mention, "description") if member is not None else None


_NAMED_BY = re.compile(
    r"(?:known\s+(?:only\s+)?as|called|named|nicknamed|identified\s+(?:only\s+)?as|name\s+only\s+as"
    r"|whose\s+name\b[^,.]{0,40}?\bis)\s+"
    r"(?P<name>[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,3})"
)


def _called(scene: Scene, mention: Span) -> Member | None:
    """Whom a description names at its end: "a commander known as Shine", "a man who gave his name only as Shine"."""
    text = scene.article.text
    clause = re.compile(r",?\s+who(?:se)?\b[^.\n\"“”]{0,55}").match(text, mention.end)
    match = _NAMED_BY.search(text[mention.start : clause.end() if clause else mention.end])
    if match is None:
        return None
    key = names.key(match["name"])
    known = next((m for m in scene.cast.members if any(names.key(x.name) == key for x in m.mentions)), None)
    if known is not None:
        return known
    start = mention.start + match.start("name")
    found = mentions.NameMention(Span(start, start + len(match["name"])), match["name"], "person")
    return Member(match["name"], "person", (found,))


def _salient(scene: Scene, mention: Span, answers: dict[str, Answer]) -> Member | None:
    """Whom an epithet ("the businessman") means: who spoke or acted last in this paragraph or the one before."""
    here = scene.layout.paragraph(mention.start)
    head = kinds.head_of(mention.of(scene.article.text))
    wanted = "he" if head in words.HE_WORDS else "she" if head in words.SHE_WORDS else ""
    speakers = single_speakers(scene, answers, mention.start)
    recent = [member for start, member in speakers if here - scene.layout.paragraph(start) <= 2]
    recent += [
        member
        for member in scene.cast.persons()
        if any(
            m.subject and m.span.start < mention.start and here - scene.layout.paragraph(m.span.start) <= 1
            for m in member.mentions
        )
    ]
    fitting = [
        (member, 1.0)
        for member in dict.fromkeys(recent)
        if (not wanted or member.pronoun in ("", wanted))
        and not descriptions.other_party(scene.layout, member, mention)
    ]
    return antecedent(scene.layout, mention.start, fitting, speakers)


def _salient_body(scene: Scene, mention: Span) -> Member | None:
    """The body that "the company" or "the union" means: the most salient before it of which nothing says otherwise."""
    parts = [names.plain(part) for part in mention.of(scene.article.text).strip(" ,’'s").split()]
    if len(parts) != 2 or parts[0] != "the" or parts[1] not in words.BODY_EPITHETS:
        return None
    wanted = words.BODY_EPITHETS[parts[1]]
    fitting = []
    for member in scene.cast.members:
        answer = of_member(scene, member, mention, "description")
        if answer.kind == "organization" and member.kind != "place" and answer.affiliation in (wanted, "unknown"):
            fitting.append((member, 1.25 if answer.affiliation == wanted else 1.0))
    return antecedent(scene.layout, mention.start, fitting)


def wording_of(scene: Scene, mention: Span) -> str:
    """A description's own words, whoever owns the thing given by full name ("Davis' commentary")."""
    text = mention.of(scene.article.text)
    owners = [
        (m, member)
        for m, member in scene.cast.at(mention)
        if scene.article.text[m.span.end : m.span.end + 1] in ("'", "’")
    ]
    for name_mention, member in reversed(owners):
        if member.kind == "person":
            start, end = name_mention.span.start - mention.start, name_mention.span.end - mention.start
            text = text[:start] + member.name + text[end:]
    cleaned = names.clean(text)
    apposed = re.match(r"(.+?),\s+(?:an?|the|one)\s", cleaned)
    if apposed and kinds.of_description(apposed.group(1)) in ("document", "organization"):
        cleaned = apposed.group(1)
    return cleaned or text.strip() or text


def _named(scene: Scene, mention: Span, speakers: Sequence[tuple[int, Answer]]) -> Member | None:
    """The member that a mention names: the name must be what the mention is built on, not part of a description."""
    text = scene.article.text
    inside = scene.cast.at(mention)
    if not inside:
        return _unseen(scene, mention)
    if is_title_case(_line(scene, mention)):
        first, member = inside[0]
        owned = re.fullmatch(r"[A-Z][\w.]*['’]s\s+", text[mention.start : first.span.start])  # "France’s Ann Roe"
        return member if first.span.start == mention.start or owned else None
    for name_mention, member in inside:
        if not _is_head(text, mention, name_mention.span):
            continue
        rivals = scene.cast.rivals(name_mention.name)
        spoke = [m for _, answer in speakers for m in answer.members if len(answer.members) == 1 and m in rivals]
        return spoke[-1] if len(rivals) > 1 and spoke and not (name_mention.pronoun or name_mention.title) else member
    return None


def _line(scene: Scene, mention: Span) -> str:
    return scene.layout.paragraphs[scene.layout.paragraph(mention.start)].of(scene.article.text)


def _is_head(text: str, mention: Span, name: Span) -> bool:
    """Whether nothing but titles, determiners and an apposition stands beside the name inside the mention."""
    before, behind = text[mention.start : name.start], text[name.end : mention.end]
    if re.search(r"\b(?:like|such\s+as|including)\s+(?:\w+\s+){0,4}$", before):
        return False  # "experts like Ann Roe" are experts
    rest = re.match(r"\s*(?:['’]s?)?\s*(?:\([^()]*\))?\s*(.*)", behind, re.DOTALL)
    tail = rest.group(1) if rest else ""
    first = next(names.split(tail), None)
    closes = (
        not tail
        or tail[0] in ',;:–—-"”'
        or first is None
        or first.lower in words.PREPOSITIONS | {"who", "which", "that", "and", "all", "both"}
    )
    if not closes:
        return False
    front = before.rstrip()
    if not front or front.endswith((",", ":")):
        return (
            not front
            or roles.role_head(re.split(r",\s", front.rstrip(",:"))[-1]) is not None
            or kinds.of_description(front) != "other"
        )
    tokens = list(names.split(front))
    if not tokens:
        return True
    last = tokens[-1]
    verbal = re.fullmatch(r"[a-z]+(?:ing|ed)", last.text) is not None and last.lower not in words.MODIFIERS
    if ((verbal and len(tokens) > 1) or last.lower in words.VERBS | {"to"}) and "-" not in last.text:
        return False  # "groups encouraging Ann Roe"
    if any(token.lower in words.PREPOSITIONS - words.LEADING_PREPOSITIONS for token in tokens) or any(
        token.lower in words.LEADING_PREPOSITIONS for token in tokens[1:]
    ):
        office = names.is_title(tokens[-1].text) or tokens[-1].lower in words.PORTFOLIOS
        return kinds.head_of(front) in words.PERSON_NOUNS and office
    return True


def _unseen(scene: Scene, mention: Span) -> Member | None:
    """A name that only the mention shows to be one (a sentence's first word, a line of title case)."""
    text = mention.of(scene.article.text)
    name = names.canonical(text)
    tokens = list(names.split(name))
    common = words.FUNCTION_WORDS | words.GROUP_NOUNS | words.PERSON_NOUNS | words.DOCUMENTS | words.THINGS
    if len(tokens) == 1 and kinds.of_description(name) in ("group", "document"):
        return None
    if not tokens or len(tokens) > 5 or not all(names.is_name_word(token.text) for token in tokens):
        return None
    lower = {word.text for word in names.split(scene.article.text)}
    if any(
        token.lower in common or token.lower.removesuffix("s") in common or token.text.lower() in lower
        for token in tokens
    ):
        return None
    start = scene.article.text.find(name, mention.start)
    if start < 0:
        return None
    found = mentions.NameMention(Span(start, start + len(name)), name, "person" if len(tokens) > 1 else "unclear")
    return Member(name, "person" if len(tokens) > 1 else "unclear", (found,))


def speaking_together(scene: Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """Several sources of one quote ("Tester and Vitter"): each led to its own answer, named together."""
    text = scene.article.text
    bare = _JOINT_TAIL.sub("", mention.of(text).rstrip(" ,"))
    headline = is_title_case(_line(scene, mention)) or is_headline(scene.layout.paragraphs[0], scene.layout)
    listed = headline and scene.layout.paragraph(mention.start) == 0 and re.fullmatch(r"[A-Z][\w.’'-]+, [\w ]+", bare)
    if not re.search(r"\s(?:and|&)\s", bare) and not listed:
        return None
    trailing = re.match(r"(.*\s(?:and|&)\s[^,]+),\s+[a-z0-9].*", bare, re.DOTALL)
    if trailing:
        bare = trailing.group(1)  # "Ann and Bob Roe, nine-year-old twins"
    cuts = [match.span() for match in _JOINT.finditer(bare)]
    inside = scene.cast.at(mention)
    held = [m.span for m, _ in inside] + [m.role for m, _ in inside if m.role is not None]
    # neither inside a name or a description, nor between a name and its description
    described = {m.role.start for m, _ in inside if m.role is not None and m.role.start > m.span.end}
    cuts = [
        (first, last)
        for first, last in cuts
        if not any(span.start < mention.start + first and mention.start + last < span.end for span in held)
        and mention.start + last not in described
    ]
    edges = [0, *(edge for cut in cuts for edge in cut), len(bare)]
    spans = [Span(mention.start + a, mention.start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    if len(spans) < 2:
        return None
    parts: Sequence[Answer | None] = [_answer_part(scene, span, answers) for span in spans]
    if len(parts) > 2 and parts[0] is not None and not parts[0].named and all(p and p.named for p in parts[1:]):
        parts = parts[1:]  # "two unions, the Steelworkers and the Electrical Workers"
    known = [part for part in parts if part is not None]
    distinct = list({part.name: part for part in known}.values())
    if len(known) != len(parts) or len(distinct) < 2:
        known = parts = _heads_together(scene, mention, text)
        distinct = list({part.name: part for part in known}.values())
    if len(known) != len(parts) or len(distinct) < 2 or not any(part.members for part in distinct):
        return None
    return jointly(distinct)


def _heads_together(scene: Scene, mention: Span, text: str) -> list[Answer]:
    """Persons named together whose descriptions stand between them ("Ann Roe, head of ..., and Tom Ode, who ...")."""
    inside = [(m, member) for m, member in scene.cast.at(mention) if member.kind == "person"]
    roles_of = [m.role for m, _ in inside if m.role is not None]
    heads = []
    for m, member in inside:
        before = text[mention.start : m.span.start].rstrip()
        title = m.role is not None and m.role.end <= m.span.start
        before = text[mention.start : m.role.start].rstrip() if title and m.role is not None else before
        leads = not before or re.search(r"(?:,|\band|&)$", before) is not None
        if leads and not any(role.covers(m.span) for role in roles_of):
            heads.append((before, member))
    joined = len(heads) >= 2 and re.search(r"(?:\band|&)$", heads[-1][0]) is not None
    return [of_member(scene, member, mention, "joint") for _, member in heads] if joined else []


def _answer_part(scene: Scene, span: Span, answers: dict[str, Answer]) -> Answer | None:
    found = named_or_described(scene, span, answers)
    if found is not None:
        return found
    # "Smith and other residents" is joint; "Smith, an analyst and writer" is one person with a role
    part = in_own_words(wording_of(scene, span))
    return part if part.kind == "group" or (part.kind == "organization" and part.named) else None
