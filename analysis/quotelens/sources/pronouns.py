"""Mentions that are a pronoun, or stand for the first person: whom they mean, or why nobody can say."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from quotelens.records import (
    Quote,
    Span,
)
from quotelens.sources import byline, descriptions, kinds, names, words
from quotelens.sources.coreference import Member, agreeing, antecedent
from quotelens.sources.names import Word
from quotelens.sources.nominals import named_or_described, wording_of
from quotelens.sources.scene import (
    Answer,
    Scene,
    in_own_words,
    jointly,
    of_member,
    single_speakers,
    speakers_before,
    unresolved,
)

AUTHOR = "author"  # the wording of an article's own first person where no byline is known
_MY_AND_I = re.compile(r"\b[Mm]y\s+((?:[a-z-]+\s+){0,2}[a-z]+)\s+and\s+I\b")  # who "we" are
_LETTER = 1500  # characters; farther back somebody else may be writing


def labelled(scene: Scene, mention: Span, answers: dict[str, Answer], label: str) -> Answer:
    """Who speaks a paragraph of an interview that begins with a label."""
    if label in ("Q", "Question"):
        return _author(scene, mention)
    if label not in ("A", "Answer"):
        return named_or_described(scene, mention, answers) or in_own_words(wording_of(scene, mention))
    person = _interviewed(scene)
    if person is not None:
        return of_member(scene, person, mention, "description")
    return unresolved(mention, "who", "nobody is named as the one who is interviewed")


def _interviewed(scene: Scene) -> Member | None:
    """The person that a label names most often, or else that the article names most often outside quotations."""
    named = [member for span in scene.labels for _, member in scene.cast.at(span) if member.kind == "person"]
    if named:
        return Counter(named).most_common(1)[0][0]
    persons = scene.cast.persons()
    return max(persons, key=lambda member: len(member.mentions), default=None)


def those_who(text: str, mention: Span) -> str | None:
    """ "Those" with what tells which: "those identifying with the tea party"."""
    behind = re.compile(
        r"\s+(?:\w+ing|\w+ed|who|in|at|on|from|with|of|near|under|over|aged)\b[^,.;:—\n\"“”]{0,80}"
    ).match(text, mention.end)
    return text[mention.start : behind.end()].strip() if behind else None


def is_verb(text: str) -> bool:
    """Whether a mention is the verb itself: the annotation's way of saying that its subject is left out."""
    return text.strip(" ,") in ("said", "says", "added", "told", "say", "wrote", "asked", "noted", "argued")


def subject_left_out(scene: Scene, mention: Span, answers: dict[str, Answer]) -> Answer:
    """Whoever a verb without a subject goes back to: the person most salient before it."""
    everybody = [(member, 1.0) for member in scene.cast.persons()]
    member = antecedent(scene.layout, mention.start, everybody, single_speakers(scene, answers, mention.start))
    if member is not None:
        return of_member(scene, member, mention, "pronoun")
    return unresolved(mention, "", "the verb has no subject, and nobody is named before it")


def pronoun_of(text: str) -> str:
    """The pronoun that a mention is, or that owns what speaks in a person's stead ("his eyes"); else empty."""
    parts = [names.plain(word.text) for word in names.split(text)]
    metonym = len(parts) == 2 and parts[1] in words.METONYMS
    quantified = [part for part in parts if part not in ("both", "all", "each", "of")]
    if len(quantified) == 1 and quantified[0] in words.PRONOUNS:
        return quantified[0]
    return parts[0] if metonym and parts[0] in words.PRONOUNS else ""


def first_person(scene: Scene, quote: Quote, mention: Span, answers: dict[str, Answer], pronoun: str) -> Answer:
    """Inside a quote its speaker; outside every quotation the article's author; else nobody known."""
    here = scene.layout.paragraph(mention.start)
    label = next((span for span in scene.labels if scene.layout.paragraph(span.start) == here), None)
    if label is not None and not scene.layout.is_quoted(mention.start):
        spoken = labelled(scene, label, answers, label.of(scene.article.text).strip(" :."))
        return dataclasses.replace(spoken, basis="first_person")
    around = scene.quotes.get(quote.parent_quote_id or "") or _quote_around(scene, quote, mention)
    if around is not None and around.quote_id in answers:
        return dataclasses.replace(answers[around.quote_id], basis="first_person")
    if around is not None or scene.layout.is_quoted(mention.start):
        return unresolved(mention, pronoun, f"“{pronoun}” stands in words that are attributed to nobody")
    author = _author(scene, mention)
    beside = _MY_AND_I.findall(scene.article.text[max(0, mention.start - _LETTER) : mention.start])
    if pronoun in ("we", "us", "our", "ourselves") and beside:
        return dataclasses.replace(jointly([author, in_own_words(beside[-1])]), basis="first_person")
    return author


def _author(scene: Scene, mention: Span) -> Answer:
    author = scene.article.author
    if author is None:
        found = byline.author(scene.layout, mention.start)
        if found is not None:
            member = next((member for _, member in scene.cast.at(found)), None)
            if member is not None:
                return of_member(scene, member, mention, "first_person")
            author = names.canonical(found.of(scene.article.text))
    return Answer(author or AUTHOR, "person", author is not None, basis="first_person")


def _quote_around(scene: Scene, quote: Quote, mention: Span) -> Quote | None:
    around = [
        q for q in scene.quotes.values() if q.quote_id != quote.quote_id and any(c.covers(mention) for c in q.content)
    ]
    return max(around, key=lambda q: q.level, default=None)


def pronominal(scene: Scene, quote: Quote, mention: Span, answers: dict[str, Answer], pronoun: str) -> Answer:
    """Whom a pronoun other than the first person's means; unresolved, with the reason, where nobody fits."""
    speakers = speakers_before(scene, answers, mention.start)
    if pronoun in words.RELATIVES:
        member = _just_before(scene, mention)
        if member is not None:
            return of_member(scene, member, mention, "relative")
        before = _noun_before(scene.article.text, mention.start)
        if before is not None:
            single = named_or_described(scene, before, answers)
            wording = descriptions.document(scene.layout, before) or before.of(scene.article.text)
            return dataclasses.replace(single or in_own_words(wording), basis="relative")
        return unresolved(mention, pronoun, f"what stands before “{pronoun}” is no name and no noun for people")
    if pronoun in words.THIRD_PERSON:
        wanted = words.THIRD_PERSON[pronoun]
        named = single_speakers(scene, answers, mention.start)
        candidates = agreeing(scene.cast.persons(), wanted)
        excluded = _own_speaker(scene, quote, answers)
        member = antecedent(scene.layout, mention.start, [c for c in candidates if c[0] not in excluded], named)
        unnamed = _unnamed_speaker(scene, mention, speakers, [c[0] for c in candidates], wanted)
        if unnamed is not None:
            return dataclasses.replace(unnamed, basis="pronoun")
        if member is not None:
            return of_member(scene, member, mention, "pronoun")
        return unresolved(mention, pronoun, f"the paragraphs before it name nobody who can be “{wanted}”")
    if pronoun in words.PLURALS | words.NEUTERS:
        return _collective(scene, mention, speakers, pronoun)
    if pronoun in ("you", "your", "yours") and scene.labels and not scene.layout.is_quoted(mention.start):
        person = _interviewed(scene)
        if person is not None:
            return of_member(scene, person, mention, "pronoun")
    return unresolved(mention, pronoun, f"“{pronoun}” is nobody that the article names")


def _unnamed_speaker(
    scene: Scene, mention: Span, speakers: Sequence[tuple[int, Answer]], candidates: Sequence[Member], pronoun: str
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


def _own_speaker(scene: Scene, quote: Quote, answers: dict[str, Answer]) -> tuple[Member, ...]:
    """Whoever speaks the quote around a nested one: inside their own words people are "I", seldom "he"."""
    around = scene.quotes.get(quote.parent_quote_id or "")
    return answers[around.quote_id].members if around is not None and around.quote_id in answers else ()


def _collective(scene: Scene, mention: Span, speakers: Sequence[tuple[int, Answer]], pronoun: str) -> Answer:
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
    pair = pair_before(scene, mention) if plural else None
    if pair is not None:
        return dataclasses.replace(pair, basis="pronoun")
    fitting = ("organization",) if plural else ("organization", "unclear")
    bodies = [(member, 1.0) for member in scene.cast.members if member.kind in fitting and not member.pronoun]
    subjects = [(m, factor) for m, factor in bodies if any(mention_.subject for mention_ in m.mentions)]
    member = antecedent(scene.layout, mention.start, subjects)
    if member is not None and here - scene.layout.paragraph(_last_before(member, mention.start)) <= 1:
        return of_member(scene, member, mention, "pronoun")
    group = _group_before(scene, mention) if plural else None
    if group is not None:
        return dataclasses.replace(in_own_words(group), basis="pronoun")
    subject = _subject_before(scene, mention, plural=plural)
    if subject is not None:
        return dataclasses.replace(in_own_words(subject), basis="pronoun")
    wanted = "group or organization" if plural else "organization or document"
    return unresolved(mention, pronoun, f"no {wanted} that speaks or acts stands in this paragraph or the one before")


def _group_before(scene: Scene, mention: Span) -> str | None:
    """People in the plural named in the pronoun's own sentence before it: "As Republicans waited, they ..."."""
    sentence = scene.layout.sentences[scene.layout.sentence(mention.start)]
    if scene.layout.is_quoted(mention.start):
        return None
    tokens = list(names.split(scene.article.text, sentence.start, mention.start))
    for k, token in enumerate(tokens):
        singular = token.lower.removesuffix("s")
        people = singular != token.lower and (singular in words.PERSON_NOUNS or singular in words.PARTIES)
        if people and not token.possessive:
            first = k
            while first and tokens[first - 1].lower in words.MODIFIERS | words.PARTIES.keys():
                first -= 1
            return scene.article.text[tokens[first].start : token.end]
    return None


_SUBJECT = re.compile(
    r"[\"“”'‘]?(?P<subject>(?:The|A|An|Some|Many|Most|Several|These|Those|[A-Z][\w’'-]+)(?:\s[\w’'-]+){0,6}?)\s[a-z]+\b"
)


def _subject_before(scene: Scene, mention: Span, *, plural: bool) -> str | None:
    """The subject of the sentence before, in the same paragraph, if it agrees in number and is no single person."""
    here = scene.layout.sentence(mention.start)
    text = scene.article.text
    if not here or scene.layout.is_quoted(mention.start):
        return None
    before = scene.layout.sentences[here - 1]
    if scene.layout.paragraph(before.start) != scene.layout.paragraph(mention.start):
        return None
    match = _SUBJECT.search(before.of(text))
    if match is None or match.start() > 1:
        return None
    end = match.end("subject")
    while True:  # the shortest subject before a verb
        rest = re.match(r"\s([\w’'-]+)", before.of(text)[end:])
        if rest is None or end - match.start("subject") > 60:
            return None
        word = rest.group(1)
        if word in words.VERBS or (re.fullmatch(r"[a-z]{3,}ed|[a-z]{3,}s", word) and word not in words.FUNCTION_WORDS):
            break
        end += rest.end()
    wording = names.clean(before.of(text)[match.start("subject") : end])
    kind = kinds.of_description(wording)
    fits = kind == "group" if plural else kind in ("organization", "document", "other")
    return wording if fits and wording else None


def pair_spoken(speakers: Sequence[tuple[int, Answer]]) -> Answer | None:
    """The last two who spoke together, as one answer."""
    return next((answer for _, answer in reversed(speakers) if len(answer.parts) == 2), None)


def last_two(scene: Scene, mention: Span, speakers: Sequence[tuple[int, Answer]]) -> Answer | None:
    """The last two persons who spoke, in this paragraph or the two before it."""
    here = scene.layout.paragraph(mention.start)
    last: list[Answer] = []
    for start, answer in reversed(speakers):
        if here - scene.layout.paragraph(start) > 2:
            break
        if answer.kind == "person" and answer.named and answer.name not in {other.name for other in last}:
            last.insert(0, answer)
    return jointly(last[-2:]) if len(last) >= 2 else None


def pair_before(scene: Scene, mention: Span) -> Answer | None:
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
            parts = [of_member(scene, member, mention, "joint") for member in members]
            return jointly(parts)
    return None


def _last_before(member: Member, position: int) -> int:
    return max((m.span.start for m in member.mentions if m.span.start < position), default=0)


def _just_before(scene: Scene, mention: Span) -> Member | None:
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
