"""A person's word on who says a quote, against what the rules would answer."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass

from quotelens.records import UNKNOWN, Article, Span
from quotelens.sources import kinds, mentions, names
from quotelens.sources.affiliation import of_source
from quotelens.sources.coreference import Cast, Member, gather
from quotelens.sources.layout import lay_out
from quotelens.sources.scene import Answer, Scene, in_own_words, of_member

_REASON = "a correction says that it is not known who speaks"


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a person gives a quote to: a `name`, and the `source_id` of a source that the study already had, if any."""

    name: str
    source_id: str | None = None


def answer(scene: Scene, told: Told, place: Span) -> Answer:
    """Who is meant: somebody the article names, in full or as it does; else a source of the name that is told.

    Args:
        scene: The article's.
        told: The person's word.
        place: The quote's mention, or where its content begins.
    """
    if told.name == UNKNOWN:
        same = re.fullmatch(r"unknown-(\d+)@", (told.source_id or "").removesuffix(scene.article.doc_id))
        start = int(same[1]) if same else place.start
        return Answer(UNKNOWN, "other", False, basis="corrected", reason=_REASON, place=start)
    unnamed = told.source_id is not None and "@" in told.source_id
    member = None if unnamed else _member(scene.cast, told)
    if member is not None:
        return of_member(scene, member, place, "corrected")
    found = dataclasses.replace(_own_words(told.name), named=False) if unnamed else _by_name(told)
    return dataclasses.replace(found, basis="corrected")


def again(told: Answer, others: Iterable[Answer], doc_id: str) -> Answer:
    """The answer, with all that the article says of the same source at other quotes, where it speaks there too."""
    if told.members or told.place is not None:
        return told
    same = next((one for one in others if one.source_id(doc_id) == told.source_id(doc_id)), None)
    return told if same is None else dataclasses.replace(same, basis="corrected", antecedent=None)


def _member(cast: Cast, told: Told) -> Member | None:
    """Whom the article names by the id or the full name; of a new name, who alone goes or can go by it."""
    key = names.key(told.name)
    for member in cast.members:
        if names.slug(member.name) == told.source_id or names.key(member.name) == key:
            return member
    if told.source_id is not None:
        return None
    called = [member for member in cast.members if any(names.key(mention.name) == key for mention in member.mentions)]
    called = called or cast.rivals(told.name)
    return called[0] if len(called) == 1 else None


def _by_name(told: Told) -> Answer:
    """A source that the article doesn't name, as it would be if the article said no more than its name."""
    article = Article.from_text(f"{told.name} said so.")
    layout = lay_out(article.text)
    cast = gather(layout, mentions.find(layout))
    for member in cast.members:
        if names.key(member.name) == names.key(told.name):
            alone = of_member(Scene(article, layout, cast, {}), member, member.mentions[0].span, "corrected")
            return dataclasses.replace(alone, members=(), role=None, antecedent=None)
    told_of = _own_words(told.name)
    if told.source_id is None and not all(names.is_name_word(part) for part in told.name.split()):
        return told_of  # "officials", "a nurse in Oslo"
    kind = "person" if told_of.kind == "other" else told_of.kind
    return dataclasses.replace(told_of, kind=kind, named=True, affiliation=of_source(told.name, kind, (told.name,)))


def _own_words(name: str) -> Answer:
    wording = " ".join(name.split())
    found = in_own_words(wording)
    # the name that the person chose stays as it is, so that its id does
    return dataclasses.replace(found, name=wording, named=kinds.is_named(wording, found.kind))
