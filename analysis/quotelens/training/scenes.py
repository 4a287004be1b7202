"""Made-up pairs of claims: the same event with another outcome, the same outcome in other words, the same topic with
another fact.

Inference data have captions and talk rather than news, and few pairs of the kinds a study of quotes meets: killed or
captured, signed or rejected, twelve dead or twenty. These are put together from parts; they teach, and never measure.
"""

from __future__ import annotations

import importlib.resources
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from quotelens.evaluation.claims import RELATIONS, Pair

CORROBORATES, CONTRADICTS, UNRELATED = range(len(RELATIONS))

PART = "made up"
TRIES = 50  # for each pair that is wanted


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of event.

    Attributes:
        outcomes: Each the wordings of one outcome; of two outcomes only one can be.
        asides: Other facts on the same topic, none of which speaks for or against an outcome, nor of another aside.
    """

    outcomes: tuple[tuple[str, ...], ...]
    asides: tuple[str, ...]


_PARTS = {
    "raid": "raid|operation|ambush|night assault|air strike|battle|siege|attack on the camp",
    "bill": "budget|tax bill|press law|reform|water bill|pension law|treaty|new constitution|election law|"
    "spending plan",
    "post": "minister|mayor|chairman|head of the bank|governor|spokesman|head coach|police chief|chief executive",
    "firm": "car maker|Telvar bank|steel company|Norvik group|airline|brewery|Astra shipyard|phone company|"
    "mining company",
    "good": "bread|fuel|rice|housing|electricity|milk|flour|medicine|petrol|wheat",
    "crime": "fraud|murder|bribery|spying|theft|tax evasion|arson|treason|smuggling",
    "deal": "peace deal|trade deal|ceasefire|agreement|contract|border treaty|prisoner exchange|gas deal",
    "aid": "food aid|medicine|tents|grain|relief supplies|fuel convoy|blankets",
    "danger": "fire|flood|outbreak|oil spill|leak|epidemic|gas leak|forest fire",
    "team": "Rovers|Lions|Harbour Boys|Eagles|home team|Wanderers",
    "rival": "Tigers|United|Falcons|Rangers|Dynamos|visitors",
    "blast": "a bomb went off in {t}|a bus crashed near {t}|a building collapsed in {t}|a boat sank off {t}|"
    "a mine flooded in {t}|an earthquake struck {t}|a train left the rails near {t}",
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|May|June|July|August|September|October|November|December",
    "t": "Arden|Belmar|Castro Alto|Derun|Eskala|Farnow|Gorel|Hamira|Istok|Jarabad|Kelvo|Lomas|Marun|Nadir|Ostrel|"
    "Pelar|Qasir|Rovna|Sadova|Tarim|the capital|the province|the port|the valley",
    "land": "Ardovia|Belmark|Cordania|Estvia|Karland|Lorania|Novaria|Osmar|Tavria|Vesland",
    "ship": "ferry|tanker|cargo ship|fishing boat|yacht|patrol boat|freighter",
    "ill": "cholera|measles|the fever|malaria|typhoid|the flu",
    "work": "dam|bridge|airport|harbour|stadium|railway|power plant|tunnel|motorway",
    "staff": "nurses|teachers|miners|dockers|bus drivers|pilots|farm workers|postal workers",
    "nth": "second|third|fourth|fifth|ninth",
    "o": "the rebel army|the union|the ministry|the Northern Front|the opposition|the party|the army|"
    "the Telvar movement|the alliance|the militia|the Red Shield|the junta|the council",
}  # fmt: skip
_NAMES = "Amara Bilal Carla Deniz Elif Farid Greta Hana Idris Jonas Karim Lena Marek Noor Oskar Petra Rosa Samir Tilda"
_LAST = (
    "Abara Bolten Cardoso Dembele Erdal Faris Grell Hadid Ivanek Jansen Kovar Lindt Moreno Nasser Okoro Petric Rahal "
    "Sorel Tamm Ulrich Varga Weiss Yilmaz Zoric"
)
_ROLES = "General|Minister|Judge|Commander|Senator|Colonel|Mr.|President|Governor|the activist|the banker|Captain"
_SPEECH = (
    "{}|{}|{}|{}|{}, officials said|{}, the ministry said|according to witnesses, {}|reports say that {}|"
    "it is clear that {}|we know that {}|I can tell you that {}|the truth is that {}|{}, he told reporters|"
    "{}, according to residents|our information is that {}|{} and that is a fact|as far as we know, {}|"
    "the report says {}|yes, {}|that {}|that {}|{}, a spokesman said|{}, two officers confirmed|we can confirm that {}|"
    "he insisted that {}|she added that {}|a witness said that {}|I saw with my own eyes that {}|believe me, {}|"
    "there can be no doubt that {}|sources close to the matter said {}|as of today, {}|{}, she wrote in a letter"
)
_ADDED = "after all|in the end|this week|these days|to everyone's surprise|as many had expected"
_TO_TEN = "two three four five six seven eight nine ten eleven twelve"
_WHO = ("p", "t", "o", "firm", "team", "bill", "raid", "deal", "land", "ship", "ill", "work", "staff")
_JOINED = "{}, and {}|{} while {}|{}; {}|{} and {}"
_DENIALS = (
    "it is not true that ...|it is not true that ...|it is false that ...|it is a lie that ...|"
    "nobody should believe that ...|the claim that ... is false|there is no truth in the report that ...|"
    "the story that ... was made up"
)
_ROUGHLY = "about|some|around|roughly|an estimated"
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|will|can|could|would|should|must|may|does|do|did|ha[sd](?= \w+e[dn]\b)|have(?= \w+e[dn]\b))\b",
    re.I,
)

_CLAUSES = re.compile(r",| (and|when|before|after|that|what|who|where|as|because|until)\b")


def _scenes(name: str) -> tuple[Scene, ...]:
    """Of a file: a line with + holds the wordings of one outcome, one with ~ the asides; {} are filled alike."""
    found = []
    text = importlib.resources.files("quotelens.training").joinpath(name).read_text(encoding="utf-8")
    for block in text.strip().split("\n\n"):
        outcomes: list[tuple[str, ...]] = []
        asides: tuple[str, ...] = ()
        for line in block.splitlines():
            parts = tuple(part.strip() for part in line[1:].split("|"))
            if line[0] == "+":
                outcomes.append(parts)
            elif line[0] == "~":
                asides = parts
        found.append(Scene(tuple(outcomes), asides))
    return tuple(found)


SCENES = _scenes("scenes.txt")  # kinds of event, with parts to fill in
ACCOUNTS = _scenes("accounts.txt")  # single events, each as several sources might tell it


def made_up(n: int, dice: random.Random, scenes: Sequence[Scene] = SCENES) -> list[Pair]:
    """n pairs, a third of each relation."""
    return [(_corroboration, _contradiction, _near_miss)[k % 3](dice, scenes) for k in range(n)]


def _corroboration(dice: random.Random, scenes: Sequence[Scene]) -> Pair:
    scene, parts = dice.choice(scenes), _filled(dice)
    wordings = dice.choice(scene.outcomes)
    a, b = dice.sample(wordings, 2)
    kind = dice.random()
    if kind < 0.1:  # the same once more, said by somebody else
        b = a
    elif kind < 0.17 and (twice := _unnegated(a)):
        b = twice
    elif kind < 0.4:  # the one with more detail
        more = _recounted(parts, dice)
        long = _joined(a.format(**parts), dice.choice(scene.asides).format(**more), dice)
        return Pair(*_either(_said(long, {}, dice), _said(b, parts, dice), dice), CORROBORATES, PART)
    elif counted := [slot for slot in ("n", "k") if _both(slot, a, b) and _free(slot, b)]:
        exact, restated = _restated(dice)
        a, b = _said(a, parts | {counted[0]: exact}, dice), _said(b, parts | {counted[0]: restated}, dice)
        return Pair(*_either(a, b, dice), CORROBORATES, PART)
    return Pair(_said(a, parts, dice), _said(b, parts, dice), CORROBORATES, PART)


def _contradiction(dice: random.Random, scenes: Sequence[Scene]) -> Pair:
    scene, parts = dice.choice(scenes), _filled(dice)
    kind = dice.random()
    if kind < 0.45 and len(scene.outcomes) > 1:
        one, other = (dice.choice(wordings).format(**parts) for wordings in dice.sample(scene.outcomes, 2))
        if dice.random() < 0.3:
            more = _recounted(parts, dice)
            one = _joined(one, dice.choice(scene.asides).format(**more), dice)
        return Pair(*_either(_said(one, {}, dice), _said(other, {}, dice), dice), CONTRADICTS, PART)
    wordings = dice.choice(scene.outcomes)
    a, b = (dice.choice(wordings), dice.choice(wordings)) if dice.random() < 0.7 else [dice.choice(wordings)] * 2
    if kind < 0.75 and (changed := [slot for slot in ("n", "k", "day", "month") if _both(slot, a, b)]):
        slot = dice.choice(changed)
        return Pair(
            _said(a, parts, dice), _said(b, {**parts, slot: _other(slot, parts[slot], dice)}, dice), CONTRADICTS, PART
        )
    b = _refuted(b, dice)
    return Pair(*_either(_said(a, parts, dice), _said(b, parts, dice), dice), CONTRADICTS, PART)


def _near_miss(dice: random.Random, scenes: Sequence[Scene]) -> Pair:
    scene, parts = dice.choice(scenes), _filled(dice)
    # The numbers of another fact count something else.
    others = parts if dice.random() < 0.3 else _recounted(parts, dice)
    # nobody can be exchanged in a single event: rather another of its facts than another event
    kind = dice.random() * (1.0 if any(map(_slots, scene.outcomes[0])) else 0.7)
    if kind < 0.1:  # an outcome, and two other facts
        a, (b, c) = dice.choice(dice.choice(scene.outcomes)), dice.sample(scene.asides, 2)
        b = _joined(b.format(**others), c.format(**_recounted(parts, dice)), dice)
        return Pair(*_either(_said(a, parts, dice), _said(b, {}, dice), dice), UNRELATED, PART)
    if kind < 0.38:  # an outcome, and another fact
        a, b = dice.choice(dice.choice(scene.outcomes)), dice.choice(scene.asides)
        if dice.random() < 0.2:
            b = _refuted(b, dice)
        return Pair(*_either(_said(a, parts, dice), _said(b, others, dice), dice), UNRELATED, PART)
    if kind < 0.62:  # two other facts
        a, b = dice.sample(scene.asides, 2)
        if dice.random() < 0.2:
            b = _refuted(b, dice)
        return Pair(_said(a, parts, dice), _said(b, others, dice), UNRELATED, PART)
    if kind < 0.9:  # the same kind of event, elsewhere and with other people
        a, b = dice.choice(dice.choice(scene.outcomes)), dice.choice(dice.choice(scene.outcomes))
        own = {slot for slot in _slots(a) if slot in _WHO and _both(slot, a, b)}
        if own:
            others = _filled(dice)
            while any(others[slot] == parts[slot] for slot in own):
                others = _filled(dice)
            if dice.random() < 0.25:
                b = _refuted(b, dice)
            return Pair(_said(a, parts, dice), _said(b, others, dice), UNRELATED, PART)
    other = dice.choice(scenes)  # the same people, another matter
    if other is scene:
        return _near_miss(dice, scenes)
    a, b = dice.choice(dice.choice(scene.outcomes)), dice.choice(dice.choice(other.outcomes))
    return Pair(_said(a, parts, dice), _said(b, parts, dice), UNRELATED, PART)


def negated(text: str) -> str | None:
    """The text with its first auxiliary denied; None where it has none, or is denied already."""
    if re.search(r"\b(not|no|never|nobody|none|neither|nothing|without|nowhere)\b|n't", text, re.I):
        return None
    found = _AUXILIARY.search(text)
    if found is None:
        return None
    return f"{text[: found.end()]} not{text[found.end() :]}"


def _refuted(text: str, dice: random.Random) -> str:
    """The text denied: at its auxiliary, or as a whole where it has none or more than one clause."""
    return _negated_clause(text) or _pick(_DENIALS, dice).replace("...", text)


def _negated_clause(text: str) -> str | None:
    return None if _CLAUSES.search(text) else negated(text)


def _unnegated(text: str) -> str | None:
    """The text as a denial of its denial."""
    denied = _negated_clause(text)
    return None if denied is None else f"it is not true that {denied}"


def _pick(parts: str, dice: random.Random) -> str:
    return dice.choice(parts.split("|"))


def _filled(dice: random.Random) -> dict[str, str]:
    parts = {slot: _pick(choices, dice) for slot, choices in _PARTS.items()}
    name = f"{dice.choice(_NAMES.split())} {dice.choice(_LAST.split())}"
    parts["p"] = name if dice.random() < 0.4 else f"{_pick(_ROLES, dice)} {name.split()[1]}"
    parts["n"], parts["k"] = _number(dice, 2, 90), _number(dice, 3, 4000)
    parts["blast"] = parts["blast"].format(**parts)
    return parts


def _recounted(parts: dict[str, str], dice: random.Random) -> dict[str, str]:
    """The same people and matters with other numbers and dates, for another fact."""
    return parts | {slot: text for slot, text in _filled(dice).items() if slot in ("n", "k", "day", "month")}


def _number(dice: random.Random, low: int, high: int) -> str:
    value = round(low * (high / low) ** dice.random())
    if value > 60:
        value = round(value, -1)
    if 2 <= value <= 12 and dice.random() < 0.6:
        return _TO_TEN.split()[value - 2]
    return f"{value:,}"


def _other(slot: str, value: str, dice: random.Random) -> str:
    while (found := _filled(dice)[slot]) == value:
        pass
    return found


def _restated(dice: random.Random) -> tuple[str, str]:
    """A number, and the same in words, in figures or rounded: "12" and "twelve", "31" and "about 30"."""
    if dice.random() < 0.4:
        value = dice.randrange(2, 13)
        return str(value), _TO_TEN.split()[value - 2]
    value = dice.choice((dice.randrange(18, 99), dice.randrange(102, 989), dice.randrange(1020, 9890)))
    near = round(value, 1 - len(str(value)) if dice.random() < 0.5 or value < 100 else 2 - len(str(value)))
    if abs(near - value) > 0.12 * value:
        near = round(value, 2 - len(str(value)))
    return f"{value:,}", f"{_pick(_ROUGHLY, dice)} {near:,}" if near != value else f"exactly {value:,}"


def _free(slot: str, text: str) -> bool:
    """Whether the number may be preceded by "about": not so behind an article, or where "hundred" follows."""
    return not re.search(rf"\b(all|the|every|of|number) \{{{slot}\}}|\{{{slot}\}} (more|new|million|thousand)", text)


def _joined(text: str, more: str, dice: random.Random) -> str:
    return _pick(_JOINED, dice).format(*_either(text, more, dice))


def _slots(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def _both(slot: str, a: str, b: str) -> bool:
    return slot in _slots(a) and slot in _slots(b)


def _said(text: str, parts: dict[str, str], dice: random.Random) -> str:
    text = text.format(**parts)
    if dice.random() < 0.08:
        text = f"{text} {_pick(_ADDED, dice)}"
    text = _pick(_SPEECH, dice).format(text)
    text = text[0].upper() + text[1:]
    return text + "." if dice.random() < 0.85 else text


def _either(a: str, b: str, dice: random.Random) -> tuple[str, str]:
    return (a, b) if dice.random() < 0.5 else (b, a)


_APART_BY, _ALIKE_BY = re.compile(r"[a-z]{4,}"), re.compile(r"[a-z]{5,}")  # words by which another text is found


def _by_word(texts: Sequence[str], words: re.Pattern[str]) -> dict[str, list[str]]:
    """Of each word the texts that hold it, in order."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for word in set(words.findall(text.lower())):
            found.setdefault(word, []).append(text)
    return found


def set_apart(items: Sequence[Pair], dice: random.Random, n: int) -> list[Pair]:
    """n pairs of texts of one kind, two first or two second ones: of different pairs, or one the other's denial.

    Inference data take two captions for captions of one picture, so that in them another event is a contradiction. Of
    what two sources say only one thing denied or excluded is.
    """
    sides = [sorted({item.a for item in items}), sorted({item.b for item in items})]
    holding = [_by_word(texts, _APART_BY) for texts in sides]
    found: list[Pair] = []
    for _ in range(TRIES * n):
        if len(found) >= n:
            break
        side = dice.randrange(2)
        a = dice.choice(sides[side])
        if dice.random() < 0.3:
            denied = negated(a)
            if denied is not None:
                found.append(Pair(*_either(a, denied, dice), CONTRADICTS, PART))
            continue
        words = _APART_BY.findall(a.lower())
        b = dice.choice(holding[side][dice.choice(words)]) if words else a
        if b != a:
            found.append(Pair(a, (negated(b) or b) if dice.random() < 0.2 else b, UNRELATED, PART))
    return found[:n]


def made_from(items: Sequence[Pair], dice: random.Random, n: int) -> list[Pair]:
    """n pairs made from others; fewer where hardly any of these can be denied.

    A text that follows from another, once denied, contradicts it; one that the other says nothing of, once denied, it
    still says nothing of. Texts of different pairs have nothing to do with each other, however alike.
    """
    found: list[Pair] = []
    firsts = _by_word([item.a for item in items], _ALIKE_BY)
    for _ in range(TRIES * n):
        if len(found) >= n:
            break
        item = dice.choice(items)
        if dice.random() < 0.85:
            if item.relation == CONTRADICTS or (denied := negated(item.b)) is None:
                continue
            if item.relation == UNRELATED and dice.random() < 0.6:
                continue
            relation = CONTRADICTS if item.relation == CORROBORATES else UNRELATED
            found.append(Pair(item.a, denied, relation, PART))
            if relation == CONTRADICTS and dice.random() < 0.3:
                found.append(Pair(item.b, denied, relation, PART))
        else:
            words = _ALIKE_BY.findall(item.b.lower())
            other = dice.choice(firsts.get(dice.choice(words), [item.a])) if words else item.a
            if other != item.a:
                found.append(Pair(other, item.b, UNRELATED, PART))
    return found[:n]
