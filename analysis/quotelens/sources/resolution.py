"""Quotes' mentions -> sources, within one article."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotelens.records import (
    UNKNOWN,
    Affiliation,
    Anonymity,
    Article,
    Basis,
    Kind,
    Pronouns,
    Quote,
    Source,
    SourceMention,
    Span,
)
from quotelens.sources import affiliation as affiliations
from quotelens.sources import anonymity as anonymities
from quotelens.sources import byline, descriptions, figures, interview, kinds, mentions, names, roles, words
from quotelens.sources.coreference import Cast, Member, agreeing, antecedent, gather
from quotelens.sources.layout import Layout, is_headline, is_title_case, lay_out
from quotelens.sources.names import Word

AUTHOR = "author"  # the wording of an article's own first person where no byline is known
_JOINT = re.compile(r",\s*(?:and|&)\s+|,\s+|\s+(?:and|&)\s+")
_CLAUSE = re.compile(r",?\s+(?:who|whom|whose|which)\b|,\s+(?:[a-z]+ed|[a-z]+ing)\b")
_MY_AND_I = re.compile(r"\b[Mm]y\s+((?:[a-z-]+\s+){0,2}[a-z]+)\s+and\s+I\b")  # who "we" are
_LETTER = 1500  # characters; farther back somebody else may be writing
_ATTRIBUTE = re.compile(r"author=[\"“](?P<value>[^\"”]+)[\"”]?")  # whoever wrote a post that is quoted with its markup
_MADE = re.compile(
    r",?\s+(?:released|published|conducted|issued|obtained|seen|commissioned|taken|posted|written|compiled)\b"
)
_BOTH = re.compile(
    r"(?:both|the\s+two|the\s+pair|the\s+couple|the\s+duo|the\s+siblings|the\s+brothers|the\s+sisters|the\s+twins|neither)(?:\s+(?:of\s+them|wom[ae]n|m[ae]n|sides?|leaders?|candidates?|"
    r"senators?|officials?|ministers?|rivals?|parties|presidents))?",
    re.IGNORECASE,
)
_JOINT_TAIL = re.compile(r"\s+(?:all|both|each|alike)$")


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
class Resolution:
    """What `examine` gives: the quotes with their sources, the article's sources, and the grounds of each answer."""

    quotes: list[Quote]
    sources: list[Source]
    mentions: list[SourceMention]


_THERE_WERE = re.compile(
    r"\bthere\s(?:[\w’']+\s)*(?:be|been|is|was|are|were)\s"
    r"(?P<noun>(?:[\w-]+\s){0,2}?(?:reports?|rumou?rs?|allegations?|accounts?|speculation|suggestions?|claims?))\b",
    re.IGNORECASE,
)


def resolve(article: Article, quotes: Sequence[Quote]) -> tuple[list[Quote], list[Source]]:
    """Find out who each quote's source is: the first two parts of what `examine` gives."""
    found = examine(article, quotes)
    return found.quotes, found.sources


def examine(article: Article, quotes: Sequence[Quote]) -> Resolution:
    """Find out who each quote's source is, and on what grounds.

    Args:
        article: The article the quotes stand in.
        quotes: Its quotes at every level, in any order; `mention`, `level` and `parent_quote_id` are read.

    Returns:
        The same quotes in the same order with `source_id` set (`None` where a quote has no mention, or a blank one,
        and its cue holds no noun that stands for one, as in "there had been reports"),
        the article's sources in order of first appearance, and a record of the grounds for each quote with a source, in
        the order of the quotes (for a joint source followed by one for each of those who speak together; these are
        sources too). A named source's id is a slug of its name ("jamal-zubia"), the same in every article; that of an
        unnamed one ends in "@" and the doc_id. A description that leads to no one is a source of its own, under its
        own wording. A pronoun that leads to no one is a source called `UNKNOWN`, with the reason on record; it is never
        guessed to the nearest name.

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
            answer = _answer(scene, quote, mention, answers)
            answers[quote.quote_id] = answer if quote.mention else dataclasses.replace(answer, basis="noun_in_cue")
    resolved = [
        dataclasses.replace(quote, source_id=answers[quote.quote_id].source_id(article.doc_id))
        if quote.quote_id in answers
        else dataclasses.replace(quote, source_id=None)
        for quote in quotes
    ]
    grounds = [record for quote in quotes for record in _grounds(scene, quote, answers)]
    return Resolution(resolved, _sources(scene, quotes, answers, grounds), grounds)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every answer may look at."""

    article: Article
    layout: Layout
    cast: Cast
    quotes: dict[str, Quote]


def _grounds(scene: _Scene, quote: Quote, answers: dict[str, Answer]) -> Iterator[SourceMention]:
    mention = _mention(scene.article.text, quote)
    if quote.quote_id not in answers or mention is None:
        return
    whole = answers[quote.quote_id]
    seen: set[str] = set()
    for answer in (whole, *whole.parts):
        source_id = answer.source_id(quote.doc_id)
        if source_id in seen:
            continue
        seen.add(source_id)
        anonymity: Anonymity = "named"
        evidence: Span | None = None
        if not answer.named:
            anonymity, evidence = anonymities.of_mention(scene.layout, mention, answer.name)
        yield SourceMention(
            quote.quote_id,
            quote.doc_id,
            source_id,
            "joint" if answer is not whole else answer.basis,
            mention,
            answer.antecedent,
            answer.role,
            anonymity,
            evidence,
            answer.reason,
        )


def _sources(
    scene: _Scene, quotes: Sequence[Quote], answers: dict[str, Answer], grounds: Sequence[SourceMention]
) -> list[Source]:
    """The article's sources, in order of the first mention; those of a joint one right behind it."""
    article = scene.article
    spoken = sorted(
        ((mention, q.position, q) for q in quotes if q.quote_id in answers and (mention := _mention(article.text, q))),
        key=lambda item: item[:2],
    )
    pronouns = _pronouns_used(scene, spoken, answers)
    sources: dict[str, Source] = {}
    for mention, _, quote in spoken:
        whole = answers[quote.quote_id]
        for answer in (whole, *whole.parts):
            source_id = answer.source_id(article.doc_id)
            known = sources.get(source_id) or _source(article, answer, source_id, grounds, pronouns)
            written = mention.of(article.text).rstrip(",;:–— ")
            new = written != known.name and written not in known.aliases and not _pronoun(written)
            if answer is whole and new and known.name != UNKNOWN:
                known = dataclasses.replace(known, aliases=(*known.aliases, written))
            sources[source_id] = known
    return list(sources.values())


def _source(
    article: Article,
    answer: Answer,
    source_id: str,
    grounds: Sequence[SourceMention],
    pronouns: dict[str, Pronouns],
) -> Source:
    anonymity: list[Anonymity] = [record.anonymity for record in grounds if record.source_id == source_id]
    return Source(
        source_id,
        answer.name,
        (),
        answer.kind,
        answer.named,
        answer.affiliation,
        None if answer.role is None else answer.role.of(article.text),
        (article.doc_id,),
        "by_choice" if "by_choice" in anonymity else next(iter(anonymity), "unnamed"),
        pronouns.get(source_id, "none") if answer.kind == "person" else None,
        tuple(dict.fromkeys(part.source_id(article.doc_id) for part in answer.parts)),
    )


def _pronouns_used(
    scene: _Scene, spoken: Sequence[tuple[Span, int, Quote]], answers: dict[str, Answer]
) -> dict[str, Pronouns]:
    """By source_id: the pronoun that the article uses of a person, where it uses just one.

    Counted are the mentions of quotes that are pronouns, and what `Member.used` says.
    """
    seen: dict[str, set[Pronouns]] = defaultdict(set)
    for mention, _, quote in spoken:
        answer = answers[quote.quote_id]
        source_id = answer.source_id(scene.article.doc_id)
        pronoun = words.THIRD_PERSON.get(_pronoun(mention.of(scene.article.text)), "")
        for shown in (pronoun, *(member.used for member in answer.members if len(answer.members) == 1)):
            if shown:
                seen[source_id].add("she" if shown == "she" else "he")
        if any(_THEY_THEM.search(scene.article.text, *_sentence_of(scene, m)) for m in _only_mentions(answer)):
            seen[source_id] = {"they"}
    return {source_id: next(iter(shown)) for source_id, shown in seen.items() if len(shown) == 1}


_THEY_THEM = re.compile(r"\bthey/them\b", re.IGNORECASE)


def _only_mentions(answer: Answer) -> list[Span]:
    return [m.span for m in answer.members[0].mentions] if len(answer.members) == 1 else []


def _sentence_of(scene: _Scene, span: Span) -> tuple[int, int]:
    sentence = scene.layout.sentences[scene.layout.sentence(span.start)]
    return sentence.start, sentence.end


def _mention(text: str, quote: Quote) -> Span | None:
    """Where the quote names its source: its mention, or the noun in a cue like "there had been reports"."""
    if quote.mention is not None:
        return _whole_words(text, quote.mention) if quote.mention.of(text).strip() else None
    if quote.cue is None:
        return None
    said = _THERE_WERE.search(text, max(0, quote.cue.start - len("there ")), quote.cue.end)
    return Span(*said.span("noun")) if said else None


def _whole_words(text: str, span: Span) -> Span:
    """The span with the rest of the words that it begins and ends in."""
    start, end = span.start, span.end
    while start and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)


# --- one mention -----------------------------------------------------------------------------------------------------


def _answer(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer]) -> Answer:
    mention = _without_clause(scene.article.text, mention)
    text = mention.of(scene.article.text)
    pronoun = _pronoun(text)
    markup = _ATTRIBUTE.fullmatch(text.strip())
    if markup:
        return Answer(markup["value"], "person", named=True)
    if interview.is_label(scene.layout, mention):
        return _labelled(scene, mention, answers, text.strip(" :."))
    if pronoun in ("those", "these"):
        wider = _those(scene.article.text, mention)
        if wider is not None:
            return dataclasses.replace(_unnamed(wider), kind="group")
    if _is_verb(text):
        return _elided(scene, mention, answers)
    if pronoun in words.FIRST_PERSON:
        return _first_person(scene, quote, mention, answers, pronoun)
    if pronoun:
        return _pronominal(scene, quote, mention, answers, pronoun)
    joint = _joint(scene, mention, answers)
    if joint is not None:
        return joint
    if _BOTH.fullmatch(text.strip(" ,")):
        speakers = _speakers(scene, answers, mention.start)
        both = _pair_spoken(speakers) or _pair_before(scene, mention) or _last_two(scene, mention, speakers)
        if both is not None:
            return dataclasses.replace(both, basis="description")
    owned = _owned(scene, quote, mention, answers)
    if owned is not None:
        return owned
    again = _spoken_of(scene, mention, answers)
    if again is not None:
        return again
    return _single(scene, mention, answers) or _unnamed(
        descriptions.document(scene.layout, mention) or _wording(scene, mention)
    )


def _spoken_of(scene: _Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """The unnamed source that a definite description goes back to: "a Western diplomat ... the diplomat"."""
    text = mention.of(scene.article.text)
    parts = text.strip(" ,").split()
    if len(parts) != 2 or names.plain(parts[0]) not in ("the", "this", "that") or names.is_capital(parts[1]):
        return None
    head = kinds.head_of(text)
    for _, answer in reversed(_speakers(scene, answers, mention.start)):
        if answer.name == UNKNOWN or answer.kind != kinds.of_description(text):
            continue
        if not answer.named and kinds.head_of(answer.name) == head and answer.name != head:
            return dataclasses.replace(answer, basis="description")
    return None


def _single(scene: _Scene, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """The one named member that a mention names or describes."""
    member = _named(scene, mention, _speakers(scene, answers, mention.start)) or _called(scene, mention)
    if member is not None:
        return _of_member(scene, member, mention, "name")
    member = descriptions.member_of(scene.layout, scene.cast, mention)
    if member is None and descriptions.is_epithet(scene.layout, mention):
        member = _salient(scene, mention, answers)
    if member is None:
        member = _salient_body(scene, mention)
    return _of_member(scene, member, mention, "description") if member is not None else None


_NAMED_BY = re.compile(
    r"(?:known\s+(?:only\s+)?as|called|named|nicknamed|identified\s+(?:only\s+)?as|name\s+only\s+as"
    r"|whose\s+name\b[^,.]{0,40}?\bis)\s+"
    r"(?P<name>[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,3})"
)


def _called(scene: _Scene, mention: Span) -> Member | None:
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


def _salient(scene: _Scene, mention: Span, answers: dict[str, Answer]) -> Member | None:
    """Whom an epithet ("the businessman") means: who spoke or acted last in this paragraph or the one before."""
    here = scene.layout.paragraph(mention.start)
    head = kinds.head_of(mention.of(scene.article.text))
    wanted = "he" if head in words.HE_WORDS else "she" if head in words.SHE_WORDS else ""
    speakers = _single_speakers(scene, answers, mention.start)
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


def _salient_body(scene: _Scene, mention: Span) -> Member | None:
    """The body that "the company" or "the union" means: the most salient before it of which nothing says otherwise."""
    parts = [names.plain(part) for part in mention.of(scene.article.text).strip(" ,’'s").split()]
    if len(parts) != 2 or parts[0] != "the" or parts[1] not in words.BODY_EPITHETS:
        return None
    wanted = words.BODY_EPITHETS[parts[1]]
    fitting = []
    for member in scene.cast.members:
        answer = _of_member(scene, member, mention, "description")
        if answer.kind == "organization" and member.kind != "place" and answer.affiliation in (wanted, "unknown"):
            fitting.append((member, 1.25 if answer.affiliation == wanted else 1.0))
    return antecedent(scene.layout, mention.start, fitting)


def _single_speakers(scene: _Scene, answers: dict[str, Answer], before: int) -> list[tuple[int, Member]]:
    return [
        (start, member)
        for start, answer in _speakers(scene, answers, before)
        for member in answer.members
        if len(answer.members) == 1
    ]


def _labelled(scene: _Scene, mention: Span, answers: dict[str, Answer], label: str) -> Answer:
    """Who speaks a paragraph of an interview that begins with a label."""
    if label in ("Q", "Question"):
        return _author(scene, mention)
    if label not in ("A", "Answer"):
        return _single(scene, mention, answers) or _unnamed(_wording(scene, mention))
    person = _interviewed(scene)
    if person is not None:
        return _of_member(scene, person, mention, "description")
    return _unknown(mention, "who", "nobody is named as the one who is interviewed")


def _interviewed(scene: _Scene) -> Member | None:
    """The person that a label names most often, or else that the article names most often outside quotations."""
    named = [
        member
        for span in interview.labels(scene.layout)
        for _, member in scene.cast.at(span)
        if member.kind == "person"
    ]
    if named:
        return Counter(named).most_common(1)[0][0]
    persons = scene.cast.persons()
    return max(persons, key=lambda member: len(member.mentions), default=None)


def _those(text: str, mention: Span) -> str | None:
    """ "Those" with what tells which: "those identifying with the tea party"."""
    behind = re.compile(
        r"\s+(?:\w+ing|\w+ed|who|in|at|on|from|with|of|near|under|over|aged)\b[^,.;:—\n\"“”]{0,80}"
    ).match(text, mention.end)
    return text[mention.start : behind.end()].strip() if behind else None


def _is_verb(text: str) -> bool:
    """Whether a mention is the verb itself: the annotation's way of saying that its subject is left out."""
    return text.strip(" ,") in ("said", "says", "added", "told", "say", "wrote", "asked", "noted", "argued")


def _elided(scene: _Scene, mention: Span, answers: dict[str, Answer]) -> Answer:
    """Whoever a verb without a subject goes back to: the person most salient before it."""
    everybody = [(member, 1.0) for member in scene.cast.persons()]
    member = antecedent(scene.layout, mention.start, everybody, _single_speakers(scene, answers, mention.start))
    if member is not None:
        return _of_member(scene, member, mention, "pronoun")
    return _unknown(mention, "", "the verb has no subject, and nobody is named before it")


def _without_clause(text: str, mention: Span) -> Span:
    """The mention up to a relative or participle clause ("the alliance, which includes ...")."""
    clause = _CLAUSE.search(mention.of(text))
    if clause is None or not clause.start():
        made = _MADE.search(mention.of(text))  # "the latest poll released Wednesday"
        clause = made if made and kinds.of_description(mention.of(text)[: made.start()]) == "document" else None
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
    cleaned = names.clean(text)
    apposed = re.match(r"(.+?),\s+(?:an?|the|one)\s", cleaned)
    if apposed and kinds.of_description(apposed.group(1)) in ("document", "organization"):
        cleaned = apposed.group(1)
    return cleaned or text.strip() or text


def _owned(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """What a person has in common with nobody, by the name the article gives it: "his campaign" -> "Vane campaign"."""
    parts = mention.of(scene.article.text).split()
    if len(parts) != 2 or names.plain(parts[0]) not in words.THIRD_PERSON or parts[1].lower() not in words.OWNED_BODIES:
        return None
    owner = _pronominal(
        scene, quote, Span(mention.start, mention.start + len(parts[0])), answers, names.plain(parts[0])
    )
    if len(owner.members) != 1:
        return None
    surname = names.surname(owner.name)
    written = re.search(rf"\b{re.escape(surname)}(?:['’]s?)?\s+{re.escape(parts[1])}\b", scene.article.text)
    name = written.group() if written else f"{owner.name}’s {parts[1]}"
    antecedent = Span(*written.span()) if written else owner.antecedent
    kind: Kind = "organization"
    return Answer(
        name, kind, True, affiliations.of_source(name, kind, (name,)), basis="description", antecedent=antecedent
    )


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
    label = interview.label(scene.layout, mention.start)
    if label is not None and not scene.layout.is_quoted(mention.start):
        spoken = _labelled(scene, label, answers, label.of(scene.article.text).strip(" :."))
        return dataclasses.replace(spoken, basis="first_person")
    around = scene.quotes.get(quote.parent_quote_id or "") or _quote_around(scene, quote, mention)
    if around is not None and around.quote_id in answers:
        return dataclasses.replace(answers[around.quote_id], basis="first_person")
    if around is not None or scene.layout.is_quoted(mention.start):
        return _unknown(mention, pronoun, f"“{pronoun}” stands in words that are attributed to nobody")
    author = _author(scene, mention)
    beside = _MY_AND_I.findall(scene.article.text[max(0, mention.start - _LETTER) : mention.start])
    if pronoun in ("we", "us", "our", "ourselves") and beside:
        return dataclasses.replace(_together([author, _unnamed(beside[-1])]), basis="first_person")
    return author


def _author(scene: _Scene, mention: Span) -> Answer:
    author = scene.article.author
    if author is None:
        found = byline.author(scene.layout, mention.start)
        if found is not None:
            member = next((member for _, member in scene.cast.at(found)), None)
            if member is not None:
                return _of_member(scene, member, mention, "first_person")
            author = names.canonical(found.of(scene.article.text))
    return Answer(author or AUTHOR, "person", author is not None, basis="first_person")


def _quote_around(scene: _Scene, quote: Quote, mention: Span) -> Quote | None:
    around = [
        q for q in scene.quotes.values() if q.quote_id != quote.quote_id and any(c.covers(mention) for c in q.content)
    ]
    return max(around, key=lambda q: q.level, default=None)


def _pronominal(scene: _Scene, quote: Quote, mention: Span, answers: dict[str, Answer], pronoun: str) -> Answer:
    speakers = _speakers(scene, answers, mention.start)
    if pronoun in words.RELATIVES:
        member = _just_before(scene, mention)
        if member is not None:
            return _of_member(scene, member, mention, "relative")
        before = _noun_before(scene.article.text, mention.start)
        if before is not None:
            single = _single(scene, before, answers)
            wording = descriptions.document(scene.layout, before) or before.of(scene.article.text)
            return dataclasses.replace(single or _unnamed(wording), basis="relative")
        return _unknown(mention, pronoun, f"what stands before “{pronoun}” is no name and no noun for people")
    if pronoun in words.THIRD_PERSON:
        wanted = words.THIRD_PERSON[pronoun]
        named = _single_speakers(scene, answers, mention.start)
        candidates = agreeing(scene.cast.persons(), wanted)
        excluded = _own_speaker(scene, quote, answers)
        member = antecedent(scene.layout, mention.start, [c for c in candidates if c[0] not in excluded], named)
        unnamed = _unnamed_speaker(scene, mention, speakers, [c[0] for c in candidates], wanted)
        if unnamed is not None:
            return dataclasses.replace(unnamed, basis="pronoun")
        if member is not None:
            return _of_member(scene, member, mention, "pronoun")
        return _unknown(mention, pronoun, f"the paragraphs before it name nobody who can be “{wanted}”")
    if pronoun in words.PLURALS | words.NEUTERS:
        return _collective(scene, mention, speakers, pronoun)
    if (
        pronoun in ("you", "your", "yours")
        and interview.labels(scene.layout)
        and not scene.layout.is_quoted(mention.start)
    ):
        person = _interviewed(scene)
        if person is not None:
            return _of_member(scene, person, mention, "pronoun")
    return _unknown(mention, pronoun, f"“{pronoun}” is nobody that the article names")


def _unknown(mention: Span, pronoun: str, reason: str) -> Answer:
    """A mention that leads to nobody, and why."""
    kind: Kind = "other"
    if pronoun in words.THIRD_PERSON or pronoun in ("i", "me", "my", "mine", "myself", "who", "whom", "whose"):
        kind = "person"
    elif pronoun in words.PLURALS | words.FIRST_PERSON:
        kind = "group"
    return Answer(UNKNOWN, kind, named=False, basis="unresolved", reason=reason, place=mention.start)


def _unnamed_speaker(
    scene: _Scene, mention: Span, speakers: Sequence[tuple[int, Answer]], candidates: Sequence[Member], pronoun: str
) -> Answer | None:
    """The last speaker, if it is a person without a name whom nobody that the pronoun could mean has followed."""
    if not speakers:
        return None
    start, answer = speakers[-1]
    near = scene.layout.paragraph(mention.start) - scene.layout.paragraph(start) <= 1
    head = kinds.head_of(answer.name)
    other = words.HE_WORDS if pronoun == "she" else words.SHE_WORDS
    plain = len(answer.name.split()) < 2  # "her daughter" is seldom whom the next sentence is about
    if not near or plain or answer.named or answer.kind != "person" or answer.place is not None or head in other:
        return None
    between = [
        m
        for member in candidates
        for m in member.mentions
        if start < m.span.start < mention.start and not scene.layout.is_quoted(m.span.start) and m.subject
    ]
    return None if between else answer


def _own_speaker(scene: _Scene, quote: Quote, answers: dict[str, Answer]) -> tuple[Member, ...]:
    """Whoever speaks the quote around a nested one: inside their own words people are "I", seldom "he"."""
    around = scene.quotes.get(quote.parent_quote_id or "")
    return answers[around.quote_id].members if around is not None and around.quote_id in answers else ()


def _collective(scene: _Scene, mention: Span, speakers: Sequence[tuple[int, Answer]], pronoun: str) -> Answer:
    """ "They" and "it": the last source of the same or the preceding paragraph that is no single person, or else the
    organization that is most salient there."""
    here, plural = scene.layout.paragraph(mention.start), pronoun in words.PLURALS
    for start, answer in reversed(speakers):
        if here - scene.layout.paragraph(start) > 1:
            break
        if (
            (answer.kind == "group" and plural)
            or answer.kind == "organization"
            or (answer.kind == "document" and not plural)
        ):
            return dataclasses.replace(answer, basis="pronoun")
    pair = _pair_before(scene, mention) if plural else None
    if pair is not None:
        return dataclasses.replace(pair, basis="pronoun")
    fitting = ("organization",) if plural else ("organization", "unclear")
    bodies = [(member, 1.0) for member in scene.cast.members if member.kind in fitting and not member.pronoun]
    subjects = [(m, factor) for m, factor in bodies if any(mention_.subject for mention_ in m.mentions)]
    member = antecedent(scene.layout, mention.start, subjects)
    if member is not None and here - scene.layout.paragraph(_last_before(member, mention.start)) <= 1:
        return _of_member(scene, member, mention, "pronoun")
    subject = _subject_before(scene, mention, plural=plural)
    if subject is not None:
        return dataclasses.replace(_unnamed(subject), basis="pronoun")
    wanted = "group or organization" if plural else "organization or document"
    return _unknown(mention, pronoun, f"no {wanted} that speaks or acts stands in this paragraph or the one before")


_SUBJECT = re.compile(
    r"[\"“”'‘]?(?P<subject>(?:The|A|An|Some|Many|Most|Several|These|Those|[A-Z][\w’'-]+)(?:\s[\w’'-]+){0,6}?)\s(?P<verb>[a-z]+)\b"
)


def _subject_before(scene: _Scene, mention: Span, *, plural: bool) -> str | None:
    """The subject of the sentence before, in the same paragraph, if it agrees in number and is no single person."""
    here = scene.layout.sentence(mention.start)
    text = scene.article.text
    if not here or scene.layout.is_quoted(mention.start):
        return None
    before = scene.layout.sentences[here - 1]
    if scene.layout.paragraph(before.start) != scene.layout.paragraph(mention.start):
        return None
    for match in _SUBJECT.finditer(before.of(text)):
        if match.start() > 1:
            return None
        end = match.end("subject")
        while True:  # the shortest subject before a verb
            rest = re.match(r"\s([\w’'-]+)", before.of(text)[end:])
            if rest is None or end - match.start("subject") > 60:
                return None
            word = rest.group(1)
            if word in words.VERBS or (
                re.fullmatch(r"[a-z]{3,}ed|[a-z]{3,}s", word) and word not in words.FUNCTION_WORDS
            ):
                break
            end += rest.end()
        wording = names.clean(before.of(text)[match.start("subject") : end])
        kind = kinds.of_description(wording)
        fits = kind == "group" if plural else kind in ("organization", "document", "other")
        return wording if fits and wording else None
    return None


def _pair_spoken(speakers: Sequence[tuple[int, Answer]]) -> Answer | None:
    """The last two who spoke together, as one answer."""
    return next((answer for _, answer in reversed(speakers) if len(answer.parts) == 2), None)


def _last_two(scene: _Scene, mention: Span, speakers: Sequence[tuple[int, Answer]]) -> Answer | None:
    """The last two persons who spoke, in this paragraph or the two before it."""
    here = scene.layout.paragraph(mention.start)
    last: list[Answer] = []
    for start, answer in reversed(speakers):
        if here - scene.layout.paragraph(start) > 2:
            break
        if answer.kind == "person" and answer.named and answer.name not in {other.name for other in last}:
            last.insert(0, answer)
    return _together(last[-2:]) if len(last) >= 2 else None


def _pair_before(scene: _Scene, mention: Span) -> Answer | None:
    """Two persons named together ("A and B"), last before the mention, in its sentence or the two before it."""
    here = scene.layout.sentence(mention.start)
    spans = sorted(
        (m.span, k)
        for k, member in enumerate(scene.cast.members)
        if member.kind != "organization"
        for m in member.mentions
        if m.span.end <= mention.start
    )
    for (first, a), (second, b) in reversed(list(itertools.pairwise(spans))):
        if here - scene.layout.sentence(first.start) > 2:
            return None
        between = scene.article.text[first.end : second.start]
        if a != b and re.fullmatch(r"(?:\s*\([^()]*\))?,?\s+(?:and|&)\s+(?:[\w.]+\s+){0,3}", between):
            members = (scene.cast.members[a], scene.cast.members[b])
            parts = [_of_member(scene, member, mention, "joint") for member in members]
            return _together(parts)
    return None


def _last_before(member: Member, position: int) -> int:
    return max((m.span.start for m in member.mentions if m.span.start < position), default=0)


def _just_before(scene: _Scene, mention: Span) -> Member | None:
    """The member whose name ends right before a relative pronoun, a comma, a bracket or an age between them."""
    ends = [
        (m.span.end, member) for member in scene.cast.members for m in member.mentions if m.span.end <= mention.start
    ]
    # a description behind the name may come between: "Gil Roe, the customs commissioner, who ..."
    ends += [
        (m.role.end, member)
        for member in scene.cast.members
        for m in member.mentions
        if m.role is not None and m.span.end < m.role.start and m.role.end <= mention.start
    ]
    if not ends:
        return None
    end, member = max(ends, key=lambda pair: pair[0])
    between = scene.article.text[end : mention.start]
    return member if re.fullmatch(r"\s*(?:\([^()]*\))?\s*(?:,\s*\d{1,3}\s*)?[,—–-]?\s*", between) else None


def _noun_before(text: str, position: int) -> Span | None:
    """The description right before a relative pronoun ("two officials who ...", "the 30 percent of voters who ...").

    It is the longest run of words, back to a verb, a comma or the like, that is built on a noun for people, a body or a
    document; one behind a preposition is passed over.
    """
    tokens = list(names.split(text, max(0, position - 90), position))
    run: list[Word] = []
    end = position
    for token in reversed(tokens):
        between = text[token.end : end].strip()
        if between and not (end == position and between in (",", "—", "-")):
            break
        if token.lower in words.VERBS | words.PRONOUNS or re.fullmatch(r"[a-z]+(?:ing|ed)", token.text):
            break
        run.insert(0, token)
        end = token.start
    found = None
    for k in range(len(run) - 1, -1, -1):
        if run[k].lower in words.PREPOSITIONS | words.FUNCTION_WORDS - words.DETERMINERS - words.QUANTITIES:
            continue
        if k and run[k].lower not in words.DETERMINERS and run[k - 1].lower not in words.PREPOSITIONS | {"and", "but"}:
            continue
        span = Span(run[k].start, run[-1].end)
        if kinds.of_description(span.of(text)) in ("person", "group", "organization", "document"):
            found = span
            if run[k].lower in words.DETERMINERS and (not k or run[k - 1].lower != "of"):
                break
    return found


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
    if is_title_case(_line(scene, mention)):
        return inside[0][1] if inside[0][0].span.start == mention.start else None
    for name_mention, member in inside:
        if not _is_head(text, mention, name_mention.span):
            continue
        rivals = scene.cast.rivals(name_mention.name)
        spoke = [m for _, answer in speakers for m in answer.members if len(answer.members) == 1 and m in rivals]
        return spoke[-1] if len(rivals) > 1 and spoke and not (name_mention.pronoun or name_mention.title) else member
    return None


def _line(scene: _Scene, mention: Span) -> str:
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
    if any(token.lower in words.PREPOSITIONS - words.LEADING_PREPOSITIONS for token in tokens) or any(
        token.lower in words.LEADING_PREPOSITIONS for token in tokens[1:]
    ):
        office = names.is_title(tokens[-1].text) or tokens[-1].lower in words.PORTFOLIOS
        return kinds.head_of(front) in words.PERSON_NOUNS and office
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
    parts = [_answer_part(scene, span, answers) for span in spans]
    if len(parts) > 2 and parts[0] is not None and not parts[0].named and all(p and p.named for p in parts[1:]):
        parts = parts[1:]  # "two unions, the Steelworkers and the Electrical Workers"
    known = [part for part in parts if part is not None]
    distinct = list({part.name: part for part in known}.values())
    if len(known) != len(parts) or len(distinct) < 2 or not any(part.members for part in distinct):
        return None
    return _together(distinct)


def _together(parts: Sequence[Answer]) -> Answer:
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


def _answer_part(scene: _Scene, span: Span, answers: dict[str, Answer]) -> Answer | None:
    found = _single(scene, span, answers)
    if found is not None:
        return found
    # "Smith and other residents" is joint; "Smith, an analyst and writer" is one person with a role
    part = _unnamed(_wording(scene, span))
    return part if part.kind == "group" or (part.kind == "organization" and part.named) else None


def _is_company(scene: _Scene, member: Member) -> bool:
    """Whether what stands behind the name is what a company has: shares, customers, a chief executive."""
    return any(
        re.match(
            r"(?:['’]s?)?\s+(?:shares?|stock|customers?|employees|executives?|workers|CEO|CFO|chief\s+executive|products|stores|"
            r"subsidiary|earnings|shareholders|plants?|factory|Inc|Corp)\b",
            scene.article.text[m.span.end : m.span.end + 40],
        )
        for m in member.mentions
    )


# --- answers ---------------------------------------------------------------------------------------------------------


def _of_member(scene: _Scene, member: Member, mention: Span, basis: Basis) -> Answer:
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
    owners = [other for role in member.roles for _, other in scene.cast.at(role) if other.kind == "person"]
    owner: Affiliation = next(
        (figures.FIGURES[other.name] for other in owners if other.name in figures.FIGURES), "unknown"
    )
    affiliation = affiliations.of_source(member.name, kind, told, runs=runs, owner=owner)
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


def _acts_as_person(scene: _Scene, member: Member) -> bool:
    """A single name of unknown kind is a person's, unless its letters or an article before it speak against it."""
    inner = any(c.isupper() for c in re.sub(r"^(?:Mc|Mac|De|La|Le|O['’]|Al-)", "", member.name)[1:])
    articled = [
        scene.article.text[max(0, m.span.start - 4) : m.span.start].lower().startswith("the") for m in member.mentions
    ]
    country = names.plain(member.name) in words.COUNTRIES
    if names.plain(member.name) in figures.COMPANIES or _is_company(scene, member):
        return False
    return " " not in member.name and not inner and not country and sum(articled) * 2 <= len(articled)


def _unnamed(wording: str) -> Answer:
    wording = " ".join(wording.split())
    if kinds.of_description(wording) == "document":
        wording = re.sub(r"^(?:new|latest)\s+(?=\S+\s)", "", wording)
    kind = kinds.of_description(wording)
    return Answer(wording, kind, kinds.is_named(wording, kind), affiliations.of_source(wording, kind, (wording,)))
