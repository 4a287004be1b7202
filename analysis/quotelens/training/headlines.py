"""Pairs of claims from the headlines and bodies of the Fake News Challenge.

It says of each body which headlines it agrees and which it disagrees with. Two headlines that one body agrees with say
the same in other words; one that it agrees with and one that it disagrees with exclude each other. Two sentences of
one body are near misses: the same people and event, another fact. And a sentence can be denied, given another number,
or shorn of who said so.

References:
    Pomerleau and Rao (2017), The Fake News Challenge (FNC-1).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from quotelens.evaluation.claims import STANCES, Headed, Pair
from quotelens.sentences import sentences
from quotelens.training.scenes import CONTRADICTS, CORROBORATES, UNRELATED, negated

AGREE, DISAGREE = STANCES.index("agree"), STANCES.index("disagree")

PART = "headlines"
TRIES = 30  # for each pair that is wanted
SHORTEST, LONGEST = 6, 40  # words of a body's sentence that is used

_REPORTED = re.compile(
    r"^(?P<said>.{20,}?),? (?:(?:[A-Z][\w.’'-]+ ){0,4}|(?:the |a )?\w+ )"
    r"(?:said|says|told \w+|reported|added)\b[^,;]*\.$"
)
_ACCORDING = re.compile(r"^According to [^,]{3,60}, (?P<said>.{20,})$")
_THAT = re.compile(r"^[^,\"“]{2,60} (?:said|says|reported|claimed|added|announced) that (?P<said>.{20,})$")
_CUT = re.compile(r"\b(?:[A-Z]|an?|the|of|in|on|at|by|to|for|from|with|that|and|or)$")
_NUMBER = re.compile(r"(?<![\d.,:$£€-])(?!(?:19|20)\d\d\b)\d{1,3}(?:,\d{3})*(?![\d.,:]\d|\d|st|nd|rd|th|-|:)")
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Bodies:
    """What is known of each body: headlines that it agrees and disagrees with, and its sentences."""

    agreed: tuple[tuple[str, ...], ...]
    denied: tuple[tuple[str, ...], ...]
    sentences: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, items: Sequence[Headed]) -> Bodies:
        """The bodies of these headlines, in the order in which they are first named."""
        heads: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for item in items:
            if item.headline not in heads[item.body][item.stance]:
                heads[item.body][item.stance].append(item.headline)
        return cls(
            tuple(tuple(own[AGREE]) for own in heads.values()),
            tuple(tuple(own[DISAGREE]) for own in heads.values()),
            tuple(tuple(_usable(body)) for body in heads),
        )


def pairs(bodies: Bodies, n: int, dice: random.Random) -> list[Pair]:
    """n pairs, about a third of each relation; fewer where the bodies give hardly any."""
    makers = (
        (_same, 2.0), (_shorn, 1.0),
        (_opposed, 1.5), (_denied, 1.0), (_renumbered, 0.5),
        (_beside, 1.5), (_elsewhere, 1.0), (_denied_beside, 0.5),
    )  # fmt: skip
    makes, weights = zip(*makers, strict=True)
    agreed = [k for k, own in enumerate(bodies.agreed) if own]
    opposed = [k for k, own in enumerate(bodies.denied) if own and bodies.agreed[k]]
    told = [k for k, own in enumerate(bodies.sentences) if len(own) > 1]
    pools = {_same: agreed, _opposed: opposed, _elsewhere: agreed}
    found: list[Pair] = []
    for _ in range(TRIES * n):
        if len(found) >= n:
            break
        make = dice.choices(makes, weights)[0]
        pool = pools.get(make, told)
        if pool and (pair := make(bodies, dice.choice(pool), dice)) is not None:
            found.append(pair)
    return found


def _same(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    side = bodies.denied[k] if len(bodies.denied[k]) > 1 and dice.random() < 0.2 else bodies.agreed[k]
    if len(side) < 2:
        return None
    a, b = dice.sample(side, 2)
    return Pair(a, b, CORROBORATES, PART) if _plain(a) != _plain(b) else None


def _opposed(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    return Pair(dice.choice(bodies.agreed[k]), dice.choice(bodies.denied[k]), CONTRADICTS, PART)


def _elsewhere(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    """A headline, and one of another matter that shares a word with it."""
    a = dice.choice(bodies.agreed[k])
    words = set(_WORD.findall(a.lower()))
    others = dice.sample(range(len(bodies.agreed)), min(40, len(bodies.agreed)))
    for other in others:
        own = {*bodies.agreed[other], *bodies.denied[other]}
        if own and not own & {*bodies.agreed[k], *bodies.denied[k]}:
            b = dice.choice(sorted(own))
            if len(words & set(_WORD.findall(b.lower()))) == 1:
                return Pair(a, b, UNRELATED, PART)
    return None


def _beside(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    """Two sentences of one body: they share its matter, and each says something of its own."""
    a, b = dice.sample(bodies.sentences[k], 2)
    one, other = set(_WORD.findall(a.lower())), set(_WORD.findall(b.lower()))
    shared = len(one & other)
    return Pair(a, b, UNRELATED, PART) if 1 <= shared <= 0.4 * min(len(one), len(other)) else None


def _denied_beside(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    pair = _beside(bodies, k, dice)
    denied = None if pair is None else negated(pair.b)
    return None if pair is None or denied is None else Pair(pair.a, denied, UNRELATED, PART)


def _denied(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    a = dice.choice(bodies.sentences[k])
    denied = negated(a)
    if denied is None:
        return None
    said = (shorn(a) or a) if dice.random() < 0.5 else a
    return Pair(said, denied, CONTRADICTS, PART)


def _renumbered(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    a = dice.choice(bodies.sentences[k])
    found = list(_NUMBER.finditer(a))
    if not found:
        return None
    place = dice.choice(found)
    value = int(place.group().replace(",", ""))
    other = round(value * dice.choice((0.3, 0.5, 1.6, 2, 3))) + dice.choice((0, 1, 2))
    if other == value:
        return None
    return Pair(a, f"{a[: place.start()]}{other:,}{a[place.end() :]}", CONTRADICTS, PART)


def _shorn(bodies: Bodies, k: int, dice: random.Random) -> Pair | None:
    a = dice.choice(bodies.sentences[k])
    said = shorn(a)
    return None if said is None else Pair(a, said, CORROBORATES, PART)


def shorn(sentence: str) -> str | None:
    """What a sentence says, without who said so; None where it names nobody in a form that is known."""
    for form in (_ACCORDING, _THAT, _REPORTED):
        found = form.match(sentence)
        if found:
            said = found["said"].strip(' "“”,.')
            whole = len(said.split()) >= SHORTEST - 2 and not _CUT.search(said)
            return f"{said[0].upper()}{said[1:]}." if whole else None
    return None


def _usable(body: str) -> list[str]:
    found = []
    for span in sentences(body):
        text = re.sub(r"\s+", " ", body[span.start : span.end]).strip()
        if SHORTEST <= len(text.split()) <= LONGEST and text[-1:] in '.!"”' and text not in found:
            found.append(text)
    return found


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
