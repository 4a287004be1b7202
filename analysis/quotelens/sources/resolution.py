"""Quotes' mentions -> sources, within one article."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotelens.records import Affiliation, Article, Kind, Quote, Source, Span
from quotelens.sources import descriptions, kinds, mentions, names, roles, words
from quotelens.sources.coreference import Cast, Member, agreeing, antecedent, gather
from quotelens.sources.layout import Layout, is_title_case, lay_out

AUTHOR = "author"  # the wording of an article's own first person where no byline is known
_JOINT = re.compile(r",\s*(?:and|&)\s+|,\s+|\s+(?:and|&)\s+")
_CLAUSE = re.compile(r",?\s+(?:who|whom|whose|which)\b|,\s+(?:[a-z]+ed|[a-z]+ing)\b")
_JOINT_TAIL = re.compile(r"\s+(?:all|both|each|alike)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a mention is. `members` are the named members of the cast it leads to; none for an unnamed source."""

    name: str
    kind: Kind
    named: bool
    affiliation: Affiliation = "unknown"
    role: str | None = None
    members: tuple[Member, ...] = ()

    def source_id(self, doc_id: str) -> str:
        """A slug of the name; an unnamed source is known only within its article."""
        return names.slug(self.name) if self.named else f"{names.slug(self.name)}@{doc_id}"


_THERE_WERE = re.compile(
    r"\bthere\s(?:[\w’']+\s)*(?:be|been|is|was|are|were)\s"
    r"(?P<noun>(?:[\w-]+\s){0,2}?(?:reports?|rumou?rs?|allegations?|accounts?|speculation|suggestions?|claims?))\b",
    re.IGNORECASE,
)


def resolve(article: Article, quotes: Sequence[Quote]) -> tuple[list[Quote], list[Source]]:
    """Find out who each quote's source is.

    Args:
        article: The article the quotes stand in.
        quotes: Its quotes at every level, in any order; `mention`, `level` and `parent_quote_id` are read.

    Returns:
        The same quotes in the same order with `source_id` set (`None` where a quote has no mention, or a blank one,
        and its cue holds no noun that stands for one, as in "there had been reports"),
        and the article's sources in order of first appearance. A named source's id is a slug of its name
        ("jamal-zubia"), the same in every article; that of an unnamed one ends in "@" and the doc_id. A pronoun or
        description that leads to no one is a source of its own, under its own wording; it is never guessed to the
        nearest name.

        The answers rest on rules: names gathered by their words, salience for pronouns, shared words for descriptions
        (see `coreference` and `descriptions`).
    """
    layout = lay_out(article.text)
    scene = _Scene(article, layout, gather(layout, mentions.find(layout)), {q.quote_id: q for q in quotes})
    answers: dict[str, Answer] = {}
    # the speaker around a nested quote must be known before its "I"; within a level, the text's own order
    for quote in sorted(quotes, key=lambda q: (q.level, q.mention or q.content[0], q.position)):
        mention = _mention(article.text, quote)
        if mention is not None:
            answers[quote.quote_id] = _answer(scene, quote, mention, answers)
    resolved = [
        dataclasses.replace(quote, source_id=answers[quote.quote_id].source_id(article.doc_id))
        if quote.quote_id in answers
        else dataclasses.replace(quote, source_id=None)
        for quote in quotes
    ]
    return resolved, _sources(article, quotes, answers)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every answer may look at."""

    article: Article
    layout: Layout
    cast: Cast
    quotes: dict[str, Quote]


def _sources(article: Article, quotes: Sequence[Quote], answers: dict[str, Answer]) -> list[Source]:
    spoken = sorted(
        ((mention, q.position, q) for q in quotes if q.quote_id in answers and (mention := _mention(article.text, q))),
        key=lambda item: item[:2],
    )
    sources: dict[str, Source] = {}
    for mention, _, quote in spoken:
        answer = answers[quote.quote_id]
        source_id = answer.source_id(article.doc_id)
        written = mention.of(article.text).rstrip(",;:–— ")
        known = sources.get(source_id)
        if known is None:
            known = Source(
                source_id,
                answer.name,
                (),
                answer.kind,
                answer.named,
                answer.affiliation,
                answer.role,
                (article.doc_id,),
            )
        if written != known.name and written not in known.aliases and not _pronoun(written):
            known = dataclasses.replace(known, aliases=(*known.aliases, written))
        sources[source_id] = known
    return list(sources.values())


def _mention(text: str, quote: Quote) -> Span | None:
    """Where the quote names its source: its mention, or the noun in a cue like "there had been reports"."""
    if quote.mention is not None:
        return quote.mention if quote.mention.of(text).strip() else None
    if quote.cue is None:
        return None
    said = _THERE_WERE.search(text, max(0, quote.cue.start - len("there ")), quote.cue.end)
    return Span(*said.span("noun")) if said else None


# --- one mention -----------------------------------------------------------------------------------------------------


def _answer(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer]) -> Answer:
    mention = _without_clause(scene.article.text, mention)
    text = mention.of(scene.article.text)
    pronoun = _pronoun(text)
    if pronoun in words.FIRST_PERSON:
        return _first_person(scene, quote, mention, answers, pronoun)
    if pronoun:
        return _pronominal(scene, quote, mention, answers, pronoun)
    joint = _joint(scene, mention, answers)
    if joint is not None:
        return joint
    member = _named(scene, mention, _speakers(scene, answers, mention.start))
    if member is None:
        member = descriptions.member_of(scene.layout, scene.cast, mention)
    if member is not None:
        return _of_member(scene, member)
    return _unnamed(descriptions.document(scene.layout, mention) or _wording(scene, mention))


def _without_clause(text: str, mention: Span) -> Span:
    """The mention up to a relative or participle clause ("the alliance, which includes ...")."""
    clause = _CLAUSE.search(mention.of(text))
    return Span(mention.start, mention.start + clause.start()) if clause and clause.start() else mention


def _wording(scene: _Scene, mention: Span) -> str:
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
    return names.clean(text) or text.strip() or text


def _pronoun(text: str) -> str:
    """The pronoun that a mention is, or that owns what speaks in a person's stead ("his eyes"); else empty."""
    parts = [names.plain(word.text) for word in names.split(text)]
    metonym = len(parts) == 2 and parts[1] in words.METONYMS
    quantified = [part for part in parts if part not in ("both", "all", "each", "of")]
    if len(quantified) == 1 and quantified[0] in words.PRONOUNS:
        return quantified[0]
    return parts[0] if metonym and parts[0] in words.PRONOUNS else ""


def _first_person(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer], pronoun: str) -> Answer:
    """Inside a quote its speaker; outside every quotation the article's author; else nobody known."""
    around = scene.quotes.get(quote.parent_quote_id or "") or _quote_around(scene, quote, mention)
    if around is not None and around.quote_id in answers:
        return answers[around.quote_id]
    if around is not None or scene.layout.is_quoted(mention.start):
        return _unnamed(pronoun)
    author = scene.article.author
    return Answer(author or AUTHOR, "person", author is not None)


def _quote_around(scene: _Scene, quote: Quote, mention: Span) -> Quote | None:
    around = [
        q for q in scene.quotes.values() if q.quote_id != quote.quote_id and any(c.covers(mention) for c in q.content)
    ]
    return max(around, key=lambda q: q.level, default=None)


def _pronominal(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer], pronoun: str) -> Answer:
    speakers = _speakers(scene, answers, mention.start)
    if pronoun in words.RELATIVES:
        member = _just_before(scene, mention)
        wording = None if member else _noun_before(scene.article.text, mention.start)
        return _of_member(scene, member) if member else _unnamed(wording or mention.of(scene.article.text))
    if pronoun in words.THIRD_PERSON:
        wanted = words.THIRD_PERSON[pronoun]
        named = [(start, m) for start, answer in speakers for m in answer.members if len(answer.members) == 1]
        candidates = agreeing(scene.cast.persons(), wanted)
        excluded = _own_speaker(scene, quote, answers)
        member = antecedent(scene.layout, mention.start, [c for c in candidates if c[0] not in excluded], named)
        return _of_member(scene, member) if member else _unnamed(mention.of(scene.article.text))
    if pronoun in words.PLURALS | words.NEUTERS:
        return _collective(scene, mention, speakers, plural=pronoun in words.PLURALS)
    return _unnamed(mention.of(scene.article.text))


def _own_speaker(scene: _Scene, quote: Quote, answers: dict[str, Answer]) -> tuple[Member, ...]:
    """Whoever speaks the quote around a nested one: inside their own words people are "I", seldom "he"."""
    around = scene.quotes.get(quote.parent_quote_id or "")
    return answers[around.quote_id].members if around is not None and around.quote_id in answers else ()


def _collective(scene: _Scene, mention: Span, speakers: Sequence[tuple[int, Answer]], *, plural: bool) -> Answer:
    """ "They" and "it": the last source of the same or the preceding paragraph that is no single person, or else the
    organization that is most salient there."""
    here = scene.layout.paragraph(mention.start)
    for start, answer in reversed(speakers):
        if here - scene.layout.paragraph(start) > 1:
            break
        if (
            (answer.kind == "group" and plural)
            or answer.kind == "organization"
            or (answer.kind == "document" and not plural)
        ):
            return answer
    bodies = [(member, 1.0) for member in scene.cast.members if member.kind == "organization"]
    subjects = [(m, factor) for m, factor in bodies if any(mention_.subject for mention_ in m.mentions)]
    member = antecedent(scene.layout, mention.start, subjects)
    if member is not None and here - scene.layout.paragraph(_last_before(member, mention.start)) <= 1:
        return _of_member(scene, member)
    return _unnamed(mention.of(scene.article.text))


def _last_before(member: Member, position: int) -> int:
    return max((m.span.start for m in member.mentions if m.span.start < position), default=0)


def _just_before(scene: _Scene, mention: Span) -> Member | None:
    """The member whose name ends right before a relative pronoun, a comma, a bracket or an age between them."""
    ends = [
        (m.span.end, member) for member in scene.cast.members for m in member.mentions if m.span.end <= mention.start
    ]
    if not ends:
        return None
    end, member = max(ends, key=lambda pair: pair[0])
    between = scene.article.text[end : mention.start]
    return member if re.fullmatch(r"\s*(?:\([^()]*\))?\s*(?:,\s*\d{1,3}\s*)?,?\s*", between) else None


def _noun_before(text: str, position: int) -> str | None:
    """The description right before a relative pronoun ("two officials who ..."), if it is built on a person noun."""
    tokens = list(names.split(text, max(0, position - 80), position))
    phrase: list[str] = []
    end = position
    for token in reversed(tokens):
        between = text[token.end : end].strip()
        if between not in ("",) and not (end == position and between == ","):
            break
        if token.lower in words.DETERMINERS | words.PREPOSITIONS | words.VERBS | words.PRONOUNS or token.possessive:
            break
        phrase.insert(0, token.text)
        end = token.start
    wording = " ".join(phrase)
    return wording if wording and kinds.of_description(wording) in ("person", "group") else None


def _speakers(scene: _Scene, answers: dict[str, Answer], before: int) -> list[tuple[int, Answer]]:
    """Where the article's own quotes mention their speaker before a position, and who that is, in text order."""
    found = []
    for quote_id, answer in answers.items():
        mention = scene.quotes[quote_id].mention
        if mention is not None and mention.start < before and scene.quotes[quote_id].level == 0:
            found.append((mention.start, answer))
    return sorted(found, key=lambda pair: pair[0])


# --- names -----------------------------------------------------------------------------------------------------------


def _named(scene: _Scene, mention: Span, speakers: Sequence[tuple[int, Answer]]) -> Member | None:
    """The member that a mention names: the name must be what the mention is built on, not part of a description."""
    text = scene.article.text
    inside = scene.cast.at(mention)
    if not inside:
        return _unseen(scene, mention)
    if is_title_case(text[scene.layout.paragraphs[scene.layout.paragraph(mention.start)].start :].split("\n")[0]):
        return inside[0][1] if inside[0][0].span.start == mention.start else None
    for name_mention, member in inside:
        if not _is_head(text, mention, name_mention.span):
            continue
        rivals = scene.cast.rivals(name_mention.name)
        spoke = [m for _, answer in speakers for m in answer.members if len(answer.members) == 1 and m in rivals]
        return spoke[-1] if len(rivals) > 1 and spoke and not name_mention.pronoun else member
    return None


def _is_head(text: str, mention: Span, name: Span) -> bool:
    """Whether nothing but titles, determiners and an apposition stands beside the name inside the mention."""
    before, behind = text[mention.start : name.start], text[name.end : mention.end]
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
    if any(token.lower in words.PREPOSITIONS - words.LEADING_PREPOSITIONS for token in tokens) or any(
        token.lower in words.LEADING_PREPOSITIONS for token in tokens[1:]
    ):
        return kinds.head_of(front) in words.PERSON_NOUNS and names.is_title(tokens[-1].text)
    return True


def _unseen(scene: _Scene, mention: Span) -> Member | None:
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


def _joint(scene: _Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """Several sources of one quote ("Tester and Vitter"): each led to its own answer, named together."""
    text = scene.article.text
    bare = _JOINT_TAIL.sub("", mention.of(text).rstrip(" ,"))
    if not re.search(r"\s(?:and|&)\s", bare):
        return None
    cuts = [match.span() for match in _JOINT.finditer(bare)]
    held = [m.span for m, _ in scene.cast.at(mention)]
    cuts = [
        cut
        for cut in cuts
        if not any(span.start < mention.start + cut[0] and mention.start + cut[1] < span.end for span in held)
    ]
    edges = [0, *(edge for cut in cuts for edge in cut), len(bare)]
    spans = [Span(mention.start + a, mention.start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    if len(spans) < 2:
        return None
    parts = [_answer_part(scene, span, answers) for span in spans]
    known = [part for part in parts if part is not None]
    distinct = list({part.name: part for part in known}.values())
    if len(known) != len(parts) or len(distinct) < 2 or not any(part.members for part in distinct):
        return None
    affiliations = [part.affiliation for part in distinct if part.affiliation != "unknown"]
    return Answer(
        " and ".join(part.name for part in distinct),
        "group",
        any(part.named for part in distinct),
        affiliations[0] if affiliations else "unknown",
        None,
        tuple(member for part in distinct for member in part.members),
    )


def _answer_part(scene: _Scene, span: Span, answers: dict[str, Answer]) -> Answer | None:
    member = _named(scene, span, _speakers(scene, answers, span.start)) or descriptions.member_of(
        scene.layout, scene.cast, span
    )
    if member is not None:
        return _of_member(scene, member)
    # "Smith and other residents" is joint; "Smith, an analyst and writer" is one person with a role
    part = _unnamed(_wording(scene, span))
    return part if part.kind == "group" or (part.kind == "organization" and part.named) else None


# --- answers ---------------------------------------------------------------------------------------------------------


def _of_member(scene: _Scene, member: Member) -> Answer:
    text = scene.article.text
    written = [span.of(text) for span in member.roles]
    kind: Kind = "person" if member.kind == "person" else "organization"
    if member.kind == "unclear" and (member.pronoun or any(m.pronoun for m in member.mentions)):
        kind = "person"
    if member.kind == "unclear" and kind == "organization" and _acts_as_person(scene, member):
        kind = "person"
    bodies = [other.name for role in member.roles for _, other in scene.cast.at(role) if other.kind == "organization"]
    told = (*written, *member.notes, *bodies)
    affiliation = kinds.affiliation(member.name, kind, told)
    if (member.kind == "place" or names.plain(member.name) in words.COUNTRIES) and affiliation == "unknown":
        affiliation = "government"
    return Answer(member.name, kind, True, affiliation, _best_role(written), (member,))


def _acts_as_person(scene: _Scene, member: Member) -> bool:
    """A single name of unknown kind is a person's, unless its letters or an article before it speak against it."""
    inner = any(c.isupper() for c in re.sub(r"^(?:Mc|Mac|De|La|Le|O['’]|Al-)", "", member.name)[1:])
    articled = [
        scene.article.text[max(0, m.span.start - 4) : m.span.start].lower().startswith("the") for m in member.mentions
    ]
    country = names.plain(member.name) in words.COUNTRIES
    return " " not in member.name and not inner and not country and sum(articled) * 2 <= len(articled)


def _best_role(written: Sequence[str]) -> str | None:
    """The fullest description: the one of most words; ties go to the first."""
    return max(written, key=lambda role: len(role.split()), default=None)


def _unnamed(wording: str) -> Answer:
    wording = " ".join(wording.split())
    if kinds.of_description(wording) == "document":
        wording = re.sub(r"^(?:new|latest)\s+(?=\S+\s)", "", wording)
    kind = kinds.of_description(wording)
    return Answer(wording, kind, kinds.is_named(wording, kind), kinds.affiliation(wording, kind, (wording,)))
