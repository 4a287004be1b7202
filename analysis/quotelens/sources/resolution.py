"""Quotes' mentions -> sources, within one article."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quotelens.records import (
    UNKNOWN,
    Anonymity,
    Article,
    Kind,
    Named,
    Pronouns,
    Quote,
    Source,
    SourceMention,
    Span,
)
from quotelens.sources import anonymity as anonymities
from quotelens.sources import descriptions, interview, kinds, mentions, names, told, words
from quotelens.sources.affiliation import of_source
from quotelens.sources.coreference import gather
from quotelens.sources.layout import lay_out
from quotelens.sources.nominals import named_or_described, speaking_together, spoken_of, wording_of
from quotelens.sources.pronouns import (
    first_person,
    is_verb,
    labelled,
    last_two,
    pair_before,
    pair_spoken,
    pronominal,
    pronoun_of,
    subject_left_out,
    those_who,
)
from quotelens.sources.scene import Answer, Scene, in_own_words, speakers_before

_CLAUSE = re.compile(r",?\s+(?:who|whom|whose|which)\b|,\s+(?:[a-z]+ed|[a-z]+ing)\b")
_ATTRIBUTE = re.compile(r"author=[\"“](?P<value>[^\"”]+)[\"”]?")  # whoever wrote a post that is quoted with its markup
_MADE = re.compile(
    r",?\s+(?:released|published|conducted|issued|obtained|seen|commissioned|taken|posted|written|compiled)\b"
)
_BOTH = re.compile(
    r"(?:both|the\s+two|the\s+pair|the\s+couple|the\s+duo|the\s+siblings|the\s+brothers|the\s+sisters|the\s+twins|neither)(?:\s+(?:of\s+them|wom[ae]n|m[ae]n|sides?|leaders?|candidates?|"
    r"senators?|officials?|ministers?|rivals?|parties|presidents))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `examine` gives.

    The quotes with their sources, the article's sources, the grounds of each answer, and everybody and everything that
    the article names, quoted or not, in text order. `elsewhere` are the ids of sources that speak here by a person's
    word alone, and that the person knew from other articles: what they are is for those to say.
    """

    quotes: list[Quote]
    sources: list[Source]
    mentions: list[SourceMention]
    named: list[Named]
    elsewhere: frozenset[str] = frozenset()


_THERE_WERE = re.compile(
    r"\bthere\s(?:[\w’']+\s)*(?:be|been|is|was|are|were)\s"
    r"(?P<noun>(?:[\w-]+\s){0,2}?(?:reports?|rumou?rs?|allegations?|accounts?|speculation|suggestions?|claims?))\b",
    re.IGNORECASE,
)


def resolve(article: Article, quotes: Sequence[Quote]) -> tuple[list[Quote], list[Source]]:
    """Find out who each quote's source is: the first two parts of what `examine` gives."""
    found = examine(article, quotes)
    return found.quotes, found.sources


def examine(article: Article, quotes: Sequence[Quote], corrected: Mapping[str, told.Told] | None = None) -> Resolution:
    """Find out who each quote's source is, and on what grounds.

    Args:
        article: The article the quotes stand in.
        quotes: Its quotes at every level, in any order; `mention`, `level` and `parent_quote_id` are read.
        corrected: By quote_id, whom a person gives a quote to. Later pronouns follow that, too; the quote's mention
            stays as written, and adds no form to the source's aliases.

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
    cast = gather(layout, mentions.find(layout))
    scene = Scene(article, layout, cast, {q.quote_id: q for q in quotes}, interview.labels(layout))
    corrected = corrected or {}
    answers: dict[str, Answer] = {}
    # the speaker around a nested quote must be known before its "I"; within a level, the text's own order
    for quote in sorted(quotes, key=lambda q: (q.level, q.mention or q.content[0], q.position)):
        mention = _mention(article.text, quote)
        if quote.quote_id in corrected:
            answers[quote.quote_id] = told.answer(scene, corrected[quote.quote_id], mention or quote.content[0])
        elif mention is not None:
            answer = _answer(scene, quote, mention, answers)
            answers[quote.quote_id] = answer if quote.mention else dataclasses.replace(answer, basis="noun_in_cue")
    by_rule = [answer for quote_id, answer in answers.items() if quote_id not in corrected]
    for quote_id in corrected.keys() & answers.keys():
        answers[quote_id] = told.again(answers[quote_id], by_rule, article.doc_id)
    resolved = [
        dataclasses.replace(quote, source_id=answers[quote.quote_id].source_id(article.doc_id))
        if quote.quote_id in answers
        else dataclasses.replace(quote, source_id=None)
        for quote in quotes
    ]
    grounds = [record for quote in quotes for record in _grounds(scene, quote, answers)]
    here = {answer.source_id(article.doc_id) for answer in by_rule}
    here |= {part.source_id(article.doc_id) for answer in by_rule for part in answer.parts}
    known = [answers[quote_id] for quote_id, word in corrected.items() if word.source_id and quote_id in answers]
    elsewhere = {answer.source_id(article.doc_id) for answer in known if answer.named and not answer.members} - here
    return Resolution(resolved, _sources(scene, quotes, answers, grounds), grounds, _named(scene), frozenset(elsewhere))


def _named(scene: Scene) -> list[Named]:
    """Every mention of every member of the cast."""
    found = [
        Named(scene.article.doc_id, names.slug(member.name), member.name, member.kind, mention.span)
        for member in scene.cast.members
        for mention in member.mentions
    ]
    return sorted(found, key=lambda named: named.span)


def _grounds(scene: Scene, quote: Quote, answers: dict[str, Answer]) -> Iterator[SourceMention]:
    mention = _mention(scene.article.text, quote)
    if quote.quote_id not in answers:
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
            anonymity = "unnamed"
            if mention is not None:
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
    scene: Scene, quotes: Sequence[Quote], answers: dict[str, Answer], grounds: Sequence[SourceMention]
) -> list[Source]:
    """The article's sources, in order of the first mention; those of a joint one right behind it."""
    article = scene.article
    spoken = sorted(
        ((_mention(article.text, q) or q.content[0], q.position, q) for q in quotes if q.quote_id in answers),
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
            new = written != known.name and written not in known.aliases and not pronoun_of(written)
            if answer is whole and new and known.name != UNKNOWN and whole.basis != "corrected":
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
    scene: Scene, spoken: Sequence[tuple[Span, int, Quote]], answers: dict[str, Answer]
) -> dict[str, Pronouns]:
    """By source_id: the pronoun that the article uses of a person, where it uses just one.

    Counted are the mentions of quotes that are pronouns, and what `Member.used` says.
    """
    seen: dict[str, set[Pronouns]] = defaultdict(set)
    for mention, _, quote in spoken:
        answer = answers[quote.quote_id]
        if answer.basis == "corrected":
            continue  # the mention may be another's
        source_id = answer.source_id(scene.article.doc_id)
        pronoun = words.THIRD_PERSON.get(pronoun_of(mention.of(scene.article.text)), "")
        for shown in (pronoun, *(member.used for member in answer.members if len(answer.members) == 1)):
            if shown:
                seen[source_id].add("she" if shown == "she" else "he")
        if any(_THEY_THEM.search(scene.article.text, *_sentence_of(scene, m)) for m in _only_mentions(answer)):
            seen[source_id] = {"they"}
    return {source_id: next(iter(shown)) for source_id, shown in seen.items() if len(shown) == 1}


_THEY_THEM = re.compile(r"\bthey/them\b", re.IGNORECASE)


def _only_mentions(answer: Answer) -> list[Span]:
    return [m.span for m in answer.members[0].mentions] if len(answer.members) == 1 else []


def _sentence_of(scene: Scene, span: Span) -> tuple[int, int]:
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


def _answer(scene: Scene, quote: Quote, mention: Span, answers: dict[str, Answer]) -> Answer:
    mention = _without_clause(scene.article.text, mention)
    text = mention.of(scene.article.text)
    pronoun = pronoun_of(text)
    markup = _ATTRIBUTE.fullmatch(text.strip())
    if markup:
        return Answer(markup["value"], "person", named=True)
    if any(label.covers(mention) for label in scene.labels):
        return labelled(scene, mention, answers, text.strip(" :."))
    if pronoun in ("those", "these"):
        wider = those_who(scene.article.text, mention)
        if wider is not None:
            return dataclasses.replace(in_own_words(wider), kind="group")
    if is_verb(text):
        return subject_left_out(scene, mention, answers)
    if pronoun in words.FIRST_PERSON:
        return first_person(scene, quote, mention, answers, pronoun)
    if pronoun:
        return pronominal(scene, quote, mention, answers, pronoun)
    joint = speaking_together(scene, mention, answers)
    if joint is not None:
        return joint
    if _BOTH.fullmatch(text.strip(" ,")):
        speakers = speakers_before(scene, answers, mention.start)
        both = pair_spoken(speakers) or pair_before(scene, mention) or last_two(scene, mention, speakers)
        if both is not None:
            return dataclasses.replace(both, basis="description")
    owned = _owned(scene, quote, mention, answers)
    if owned is not None:
        return owned
    again = spoken_of(scene, mention, answers)
    if again is not None:
        return again
    return named_or_described(scene, mention, answers) or in_own_words(
        descriptions.document(scene.layout, mention) or wording_of(scene, mention)
    )


def _without_clause(text: str, mention: Span) -> Span:
    """The mention up to a relative or participle clause ("the alliance, which includes ...")."""
    clause = _CLAUSE.search(mention.of(text))
    if clause is None or not clause.start():
        made = _MADE.search(mention.of(text))  # "the latest poll released Wednesday"
        clause = made if made and kinds.of_description(mention.of(text)[: made.start()]) == "document" else None
    return Span(mention.start, mention.start + clause.start()) if clause and clause.start() else mention


def _owned(scene: Scene, quote: Quote, mention: Span, answers: dict[str, Answer]) -> Answer | None:
    """What a person has in common with nobody, by the name the article gives it: "his campaign" -> "Vane campaign"."""
    parts = mention.of(scene.article.text).split()
    if len(parts) != 2 or names.plain(parts[0]) not in words.THIRD_PERSON or parts[1].lower() not in words.OWNED_BODIES:
        return None
    owner = pronominal(scene, quote, Span(mention.start, mention.start + len(parts[0])), answers, names.plain(parts[0]))
    if len(owner.members) != 1:
        return None
    surname = names.surname(owner.name)
    written = re.search(rf"\b{re.escape(surname)}(?:['’]s?)?\s+{re.escape(parts[1])}\b", scene.article.text)
    name = written.group() if written else f"{owner.name}’s {parts[1]}"
    antecedent = Span(*written.span()) if written else owner.antecedent
    kind: Kind = "organization"
    return Answer(name, kind, True, of_source(name, kind, (name,)), basis="description", antecedent=antecedent)
