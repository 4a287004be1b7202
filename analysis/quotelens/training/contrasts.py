"""Made-up news sentences in contrast: who is praised beside who is blamed, and what a negation makes of either.

Annotated news has few negations and few sentences that praise one and blame another, so that a network learns the words
and not whom or what they hold for. These sentences are put together from parts; they teach, and never measure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from quotelens.evaluation.tone import Targeted

NEGATIVE, NEUTRAL, POSITIVE = range(3)

_FIRST = "Amara Bilal Carla Deniz Elif Farid Greta Hana Idris Jonas Karim Lena Marek Noor Oskar Petra Rosa Samir Tilda"
_LAST = (
    "Abara Bolten Cardoso Dembele Erdal Faris Grell Hadid Ivanek Jansen Kovar Lindt Moreno Nasser Okoro Petric Rahal"
)
_BODIES = (
    "the Harbour Union|Telvar Bank|the Northern Brigade|Grenholm Motors|the health ministry|Astra Textiles|"
    "the Ostrel police|the relief agency|Kirov Rovers|the Liberal Front|Delmar Airlines|the water authority|"
    "the Eastern Alliance|Norvik Foods"
)
_ROLES = (
    "Captain|Minister|Judge|coach|striker|Governor|Mayor|chief executive|General|prosecutor|goalkeeper|defender|banker"
)
_WHO = (
    "Critics|Officials|Fans|Investors|Prosecutors|Colleagues|Survivors|Analysts|Union leaders|Residents|"
    "Lawmakers|Reporters|Shareholders|Teammates|The panel|The opposition|Witnesses|Villagers|The regulator|"
    "Aid workers"
)
_PRAISED = (
    "praised {} for {good}|applauded {} for {good}|thanked {} for {good}|credited {} with {good}|"
    "hailed {} for {good}|congratulated {} on {good}|commended {} for {good}|paid tribute to {} for {good}"
)
_BLAMED = (
    "accused {} of {bad}|blamed {} for {bad}|condemned {} for {bad}|criticized {} for {bad}|"
    "denounced {} for {bad}|faulted {} for {bad}|attacked {} for {bad}|charged {} with {bad}"
)
_GOOD = (
    "saving the season|keeping the peace|calming the markets|protecting the wounded|a fair trial|"
    "a brilliant performance|rebuilding the town|paying every worker on time|a clean campaign|cutting the debt|"
    "rescuing the crew|honest accounts"
)
_BAD = (
    "misleading the public|shelling the market|hiding the losses|taking bribes|wrecking the budget|"
    "cheating its customers|throwing the match|abandoning the refugees|stealing pension money|"
    "ignoring the warnings|a reckless attack|doping"
)
_FAILED = (
    "let the team down|given up|failed the patients|broken a promise|lied to voters|abandoned the wounded|"
    "betrayed its workers|neglected the victims|missed a payment|cheated anyone|lost control of the city|"
    "put profit before safety"
)
_MANAGED = (
    "kept the promises of the campaign|told the truth|treated the players fairly|run the company well|"
    "protected civilians|handled the case with care|paid a fair price|prepared the squad properly|"
    "answered every question|respected the ceasefire"
)
_HAPPENED = (
    "held a regular meeting on Thursday|arrived in the capital on Monday|will publish figures next month|"
    "came on as a substitute|opened an office in the region|travelled to the coast|is based in the north|"
    "took part in the talks|appeared in court on Friday"
)
_WHEN = "|on Tuesday|last week|in a report|at a hearing in the capital|after the final whistle|before the vote|in March"


def contrasts(n: int, dice: random.Random) -> list[Targeted]:
    """About n sentences, each with one of its targets."""
    found: list[Targeted] = []
    while len(found) < n:
        found += dice.choice((_praise_or_blame, _conduct, _two))(dice)
    return found[:n]


def _pick(parts: str, dice: random.Random) -> str:
    return dice.choice(parts.split("|"))


def _name(dice: random.Random) -> str:
    if dice.random() < 0.45:
        return _pick(_BODIES, dice)
    name = f"{dice.choice(_FIRST.split())} {dice.choice(_LAST.split())}"
    return f"{_pick(_ROLES, dice)} {name}" if dice.random() < 0.5 else name


def _said(verb: str, target: str, dice: random.Random) -> str:
    return verb.format(target, good=_pick(_GOOD, dice), bad=_pick(_BAD, dice))


def _items(text: str, targets: dict[str, int]) -> Iterator[Targeted]:
    text = " ".join(text.split())
    text = text[0].upper() + text[1:] + "."
    for target, tone in targets.items():
        start = text.lower().index(target.lower())
        yield Targeted(text, start, start + len(target), tone, "contrast")


def _praise_or_blame(dice: random.Random) -> list[Targeted]:
    """ "X praised T", "X accused T"; "X has not accused T" says nothing of T."""
    target, who, when = _name(dice), _pick(_WHO, dice), _pick(_WHEN, dice)
    kind = dice.randrange(3)
    if kind == 0:
        return list(_items(f"{who} {_said(_pick(_PRAISED, dice), target, dice)} {when}", {target: POSITIVE}))
    said = _said(_pick(_BLAMED, dice), target, dice)
    if kind == 1:
        return list(_items(f"{who} {said} {when}", {target: NEGATIVE}))
    verb, rest = said.split(" ", 1)
    base = verb.removesuffix("d") if verb.endswith(("sed", "zed", "ced", "med", "ged")) else verb.removesuffix("ed")
    has = "has" if who.startswith("The") else "have"
    negated = dice.choice((f"{has} not {verb}", f"{has} never {verb}", f"did not {base}", f"declined to {base}"))
    return list(_items(f"{who} {negated} {rest} {when}", {target: NEUTRAL}))


def _conduct(dice: random.Random) -> list[Targeted]:
    """What T has done, or has not: "had let the team down", "had never let the team down"."""
    target, who, when = _name(dice), _pick(_WHO, dice), _pick(_WHEN, dice)
    bad = dice.random() < 0.5
    deed = _pick(_FAILED if bad else _MANAGED, dice)
    negated = dice.random() < 0.5
    no = (
        dice.choice(("not", "never", "at no time", "by no means"))
        if negated
        else dice.choice(("", "", "again", "plainly"))
    )
    says = dice.choice(("said", "told the inquiry that", "agreed that", "ruled that", "wrote that"))
    tone = POSITIVE if bad == negated else NEGATIVE
    return list(_items(f"{who} {says} {target} had {no} {deed} {when}", {target: tone}))


def _two(dice: random.Random) -> list[Targeted]:
    """One is praised and the other blamed, or one of them only does something; either is asked about."""
    one, other = _name(dice), _name(dice)
    if one in other or other in one:
        return []
    who = _pick(_WHO, dice)
    good, bad = _said(_pick(_PRAISED, dice), one, dice), _said(_pick(_BLAMED, dice), other, dice)
    kind = dice.randrange(4)
    if kind == 0:
        text, tones = f"{who} {good} and {bad}", {one: POSITIVE, other: NEGATIVE}
    elif kind == 1:
        text, tones = f"{who} {bad} but {good}", {one: POSITIVE, other: NEGATIVE}
    elif kind == 2:
        text, tones = f"{who} {good}, while {other} {_pick(_HAPPENED, dice)}", {one: POSITIVE, other: NEUTRAL}
    else:
        text, tones = (
            f"{one} {_pick(_HAPPENED, dice)}, the day that {who.lower()} {bad}",
            {one: NEUTRAL, other: NEGATIVE},
        )
    target = dice.choice(list(tones))
    return list(_items(text, {target: tones[target]}))
