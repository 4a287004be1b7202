"""Who is meant: names gathered into one cast per article, and pronouns led back to a member of it.

Salience follows Lappin and Leass (1994), An algorithm for pronominal anaphora resolution, Computational Linguistics
20(4): a mention weighs more as a subject, and half as much with each sentence that goes by. Gender is never read off a
first name: titles, role nouns and the article's own pronouns show which pronoun somebody goes by (and common knowledge,
for the few public figures in `figures`).
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotelens.records import NamedKind, Span
from quotelens.sources import figures, names, variants, words
from quotelens.sources.layout import Layout
from quotelens.sources.mentions import NameMention

# salience of a mention in its own sentence: the paper's 80 for subjects and 40 for the rest, and its 100 for recency;
# whoever speaks is weighed far above both: a pronoun that speaks mostly goes on for the last speaker
HISTORY = 0.3
SUBJECT, OTHER, SPEAKER = 180.0, 140.0, 400.0
_MAX_PARAGRAPHS_BACK = 5  # farther back a pronoun's antecedent is rarely sought in news
_SPELLINGS = ("same name", "spelling", "nickname")  # "Hilary Clinton" in the headline is "Hillary Clinton"
_CERTAIN_PRONOUN = 1.25  # known to go by the pronoun, rather than not known to go by another
_DOUBTFUL = 0.5  # two capital words that may be a place or a thing
_THIRD = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody or something that the article names: every named mention, in text order, under the fullest name.

    `pronoun` is "he", "she", or "" where the article shows neither (or both); role nouns ("spokeswoman") show it too.
    `used` is the same from pronouns and forms of address alone.
    """

    name: str
    kind: NamedKind
    mentions: tuple[NameMention, ...]
    pronoun: str = ""
    used: str = ""

    @property
    def roles(self) -> tuple[Span, ...]:
        """Descriptions beside the name, in text order."""
        return tuple(mention.role for mention in self.mentions if mention.role is not None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else stands right beside the name: brackets, ages, whose the person is said to be."""
        return tuple(note for mention in self.mentions for note in mention.notes)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody an article names. `at` finds the member a character span names; `rivals` who shares a short name."""

    members: tuple[Member, ...]

    def at(self, span: Span) -> list[tuple[NameMention, Member]]:
        """The named mentions inside a span with their members, in text order."""
        inside = [
            (m, member) for member in self.members for m in member.mentions if span.overlap(m.span) == len(m.span)
        ]
        return sorted(inside, key=lambda pair: pair[0].span)

    def rivals(self, name: str) -> list[Member]:
        """The persons whose full name `name` can be short for."""
        return [m for m in self.members if m.kind == "person" and names.is_short_for(name, m.name)]

    def persons(self) -> list[Member]:
        """The members that are persons."""
        return [member for member in self.members if member.kind == "person"]


def gather(layout: Layout, found: Sequence[NameMention]) -> Cast:
    """Gather named mentions into a cast: full names first, then surnames, first names and acronyms go to them."""
    by_key: dict[tuple[str, ...], list[NameMention]] = defaultdict(list)
    # "Bill" is a thing, but not where the article has a Bill Ode
    called = {
        part
        for mention in found
        if mention.kind == "person" and " " in mention.name
        for part in (names.key(mention.name)[:1] + names.key(mention.name)[-1:] + names.key(mention.nickname)[:1])
    }
    for mention in found:
        key = names.key(mention.name)
        if key and (mention.kind != "thing" or (len(key) == 1 and key[0] in called)):
            known = mention if mention.kind != "thing" else dataclasses.replace(mention, kind="unclear")
            by_key[key].append(known)
    groups: list[list[NameMention]] = []
    for key in sorted(by_key, key=lambda key: (_is_nickname(key, found), -len(key), by_key[key][0].span)):
        candidates = [group for group in groups if _may_join(by_key[key], group, layout.text)]
        candidates = _not_called_otherwise(by_key[key][0].name, candidates)
        if not candidates:
            groups.append(list(by_key[key]))
            continue
        others: list[NameMention] = []
        for mention in by_key[key]:
            if all(_contradicts(mention, group) for group in candidates):
                others.append(mention)
            else:
                _nearest(mention, candidates).append(mention)
        if others:
            groups.append(others)
    members = [_member(sorted(group, key=lambda m: m.span)) for group in groups]
    members.sort(key=lambda member: member.mentions[0].span)
    return Cast(tuple(_with_pronouns(layout, members)))


def antecedent(
    layout: Layout,
    position: int,
    candidates: Iterable[tuple[Member, float]],
    speakers: Sequence[tuple[int, Member]] = (),
) -> Member | None:
    """The most salient candidate before a position, or `None` where none is near enough.

    Args:
        layout: The article's.
        position: First character of the pronoun.
        candidates: Members that agree with it, each with a factor on its salience.
        speakers: Where earlier quotes mention their speaker, and who that is, in text order.

    Returns:
        The member with the highest salience: that of its best sentence, and `HISTORY` times the sum over all sentences
        of the last paragraphs (the best mention of each counts). Ties go to whoever is mentioned last.
    """
    best: tuple[float, int, Member] | None = None
    here, paragraph = layout.sentence(position), layout.paragraph(position)
    quoted = layout.is_quoted(position)
    for member, factor in candidates:
        weights: dict[int, float] = {}
        last = -1
        places = [(m.span.start, SUBJECT if m.subject else OTHER) for m in member.mentions]
        places += [(start, SPEAKER) for start, speaker in speakers if speaker == member]
        for start, weight in places:
            far = start >= position or paragraph - layout.paragraph(start) > _MAX_PARAGRAPHS_BACK
            if far or (layout.is_quoted(start) and not quoted):
                continue
            sentence = layout.sentence(start)
            weights[sentence] = max(weights.get(sentence, 0.0), weight / 2 ** (here - sentence))
            last = max(last, start)
        # the best sentence counts in full, the rest of the history a little: whoever spoke last goes on speaking
        score = factor * (max(weights.values(), default=0.0) + HISTORY * sum(weights.values()))
        if weights and (best is None or (score, last) > best[:2]):
            best = (score, last, member)
    return best[2] if best else None


def agreeing(members: Iterable[Member], pronoun: str) -> list[tuple[Member, float]]:
    """The persons that a singular pronoun ("he", "she") can stand for, each with its factor on salience."""
    return [
        (member, _CERTAIN_PRONOUN if member.pronoun == pronoun else 1.0 if _is_somebody(member) else _DOUBTFUL)
        for member in members
        if member.kind == "person" and member.pronoun in ("", pronoun)
    ]


def _is_somebody(member: Member) -> bool:
    """Whether more than capitals shows a person: a role, a part in a sentence's action, a surname used alone."""
    short = any(len(names.key(m.name)) < len(names.key(member.name)) for m in member.mentions)
    return bool(member.roles or member.notes or short or any(m.subject for m in member.mentions))


def _is_nickname(key: tuple[str, ...], found: Sequence[NameMention]) -> bool:
    return any(mention.nickname and names.key(mention.nickname) == key for mention in found)


# --- names to members ------------------------------------------------------------------------------------------------


def _may_join(short: Sequence[NameMention], group: Sequence[NameMention], text: str) -> bool:
    """Whether a shorter name's mentions, or those of another spelling, can belong to a group of a longer one."""
    name, full = short[0].name, group[0].name
    if any(m.nickname and names.key(m.nickname) == names.key(name) for m in group):
        return True
    if "organization" not in {m.kind for m in (*short, *group)} and variants.likeness(name, full) in _SPELLINGS:
        return True
    if any(name in m.notes for m in group) and names.is_acronym(name):
        return True  # the bracket behind the full name
    if _group_kind(group) == "organization":
        small, large = names.key(name), names.key(full)
        if names.is_acronym(name):
            return name.replace(".", "") in names.initials(full)
        introduced = f"{full} ({name})" in text
        paper = len(small) == 1 and small[0] in words.MEDIA_BODIES and large[-1:] == small  # "the Times"
        return paper or introduced or (large[: len(small)] == small and not any(m.role for m in short))
    kind = _group_kind(group)
    # "draw in Bernie Sanders supporters" makes no place of him, if he is called Sanders elsewhere
    once = kind == "place" and len(group) == 1 and " " in full and not all(mention.located for mention in short)
    if not (kind == "person" or once) or any(mention.kind == "organization" for mention in short):
        return False
    return names.is_short_for(name, full)


def _contradicts(mention: NameMention, group: Sequence[NameMention]) -> bool:
    """Whether a title shows that somebody of another gender is meant: "Mr. Poe" beside "first lady Eve Poe"."""
    shown = {m.pronoun for m in group if m.pronoun}
    return bool(mention.pronoun) and bool(shown) and mention.pronoun not in shown


def _not_called_otherwise(name: str, candidates: list[list[NameMention]]) -> list[list[NameMention]]:
    """Of several with one surname, those that the article does not call by their first name alone."""
    if len(candidates) < 2:
        return candidates
    rest = [g for g in candidates if not any(" " not in m.name and names.key(m.name) != names.key(name) for m in g)]
    return rest or candidates


def _nearest(mention: NameMention, candidates: list[list[NameMention]]) -> list[NameMention]:
    """The candidate with the mention's title, or whose pronoun agrees with it; of several, whoever is named first.

    A surname alone is the main person's; the relatives of one name come in later and by first name.
    """
    fitting = [g for g in candidates if not mention.pronoun or mention.pronoun in {m.pronoun for m in g}] or candidates
    if mention.title:
        fitting = [g for g in fitting if any(mention.title == m.title for m in g)] or fitting
    return min(fitting, key=lambda group: min(m.span.start for m in group))


def _group_kind(group: Sequence[NameMention]) -> NamedKind:
    """Organization wherever a mention shows it and none has a personal role; place where most are "in X"."""
    kinds = Counter(mention.kind for mention in group)
    described = any(mention.role or "age" in mention.notes or mention.pronoun for mention in group)
    if described:
        return "person"
    if kinds["organization"]:
        return "organization"
    if sum(mention.located for mention in group) * 2 > len(group):
        return "place"
    return "person" if kinds["person"] else "unclear"


def _member(group: list[NameMention]) -> Member:
    keys = {names.key(mention.name) for mention in group}
    # "Crooked Hillary Clinton" is "Hillary Clinton" with a word before it
    nicknames = {names.key(mention.nickname) for mention in group if mention.nickname}
    proper = [m for m in group if names.key(m.name) not in nicknames] or group
    fitting = [m for m in proper if not _has_word_before(m.name, keys)] or proper
    often = Counter(names.key(mention.name) for mention in group)
    fullest = max(
        fitting,
        key=lambda m: (len(names.key(m.name)), often[names.key(m.name)], len(m.name), -m.span.start),
    )
    kind = _group_kind(group)
    return Member(names.canonical(fullest.name) if kind == "person" else fullest.name, kind, tuple(group))


def _has_word_before(name: str, keys: set[tuple[str, ...]]) -> bool:
    """Whether the name is a well-known figure's with a word before it ("Crooked Hillary Clinton")."""
    key = names.key(name)
    return len(key) >= 3 and key[1:] in keys and " ".join(name.split()[1:]) in figures.PRONOUNS


def _with_pronouns(layout: Layout, members: list[Member]) -> list[Member]:
    """Members with the pronoun that their titles show, or else that the article uses where only they can be meant."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    named: dict[int, list[tuple[int, str]]] = defaultdict(list)  # sentence -> where it names which person
    for member in members:
        for mention in member.mentions:
            if member.kind == "person" and not layout.is_quoted(mention.span.start):
                named[layout.sentence(mention.span.start)].append((mention.span.start, member.name))
    for match in _THIRD.finditer(layout.text):
        only = None if layout.is_quoted(match.start()) else _only_person(layout, match.start(), named)
        if only is not None:
            votes[only][words.THIRD_PERSON[match.group().lower()]] += 1
    return [_with_pronoun(member, votes[member.name]) for member in members]


def _with_pronoun(member: Member, votes: Counter[str]) -> Member:
    if member.kind != "person":
        return member
    shown = Counter(mention.pronoun for mention in member.mentions if mention.pronoun) or votes
    if not shown and member.name in figures.PRONOUNS:
        shown = Counter([figures.PRONOUNS[member.name]])
    addressed = Counter(mention.address for mention in member.mentions if mention.address)
    return dataclasses.replace(member, pronoun=_clearly(shown), used=_clearly(addressed + votes))


def _clearly(votes: Counter[str]) -> str:
    """What most votes are for; empty where there are none, or as many for another."""
    ranked = votes.most_common(2)
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else ""


def _only_person(layout: Layout, position: int, named: dict[int, list[tuple[int, str]]]) -> str | None:
    """The one person named in the pronoun's sentence before it, or in the nearer of the two sentences before that."""
    here = layout.sentence(position)
    for sentence in range(here, here - 3, -1):
        before = {name for start, name in named.get(sentence, ()) if start < position}
        if before:
            return before.pop() if len(before) == 1 else None
    return None
