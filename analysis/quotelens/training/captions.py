"""Made-up pairs of plain captions that differ in one thing: a word, a voice, a denial, the subject, the object.

Both captions are taken to be of one event: "A man is slicing a tomato" and "There is no man slicing a tomato" exclude
each other. Denials stand in pairs of all three relations, so that none gives a relation away. The words are in
`captions.toml`. They teach, and never measure.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from quotelens.errors import SettingsError
from quotelens.evaluation.claims import Pair
from quotelens.files import read_toml
from quotelens.training.scenes import CONTRADICTS, CORROBORATES, UNRELATED

PART = "captions"

ONE, MANY, MASS = "", "*", "~"  # what stands before a noun in the list of words


@dataclass(frozen=True, slots=True)
class Noun:
    """Who or what: a word, how it is counted (ONE, MANY, MASS), an adjective and what is worn, both "" for none."""

    word: str
    count: str = ONE
    adjective: str = ""
    dress: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """Somebody does something to something: "slicing", "sliced" ("-" for no passive); `where` is "" for no place."""

    who: Noun
    verb: str
    done: str = "-"
    what: Noun | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Somebody or something is so: "asleep", "in front of the sofa"; `before`: the word may stand before the noun."""

    who: Noun
    state: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb and what it is done to (one, with `what` None, where it takes no object), at one kind of place."""

    verb: str
    done: str
    what: Noun | None
    place: str


def captions(n: int, dice: random.Random) -> list[Pair]:
    """n pairs, a third of each relation."""
    return [_pair(k % 3, dice) for k in range(n)]


def _pair(relation: int, dice: random.Random) -> Pair:
    kinds = _MAKERS[relation]
    while True:
        [make] = dice.choices([maker for maker, _ in kinds], [weight for _, weight in kinds])
        a, b = make(dice)
        if a.casefold() != b.casefold():
            break
    end = "." if dice.random() < 0.5 else ""
    a, b = (a, b) if dice.random() < 0.5 else (b, a)
    return Pair(_finished(a) + end, _finished(b) + end, relation, PART)


def _finished(text: str) -> str:
    text = re.sub(r"\b([Aa]) (?=(?!uni[^mn]|use|one\b|euro)[aeiou]|hour|honest)", r"\1n ", " ".join(text.split()))
    return text[0].upper() + text[1:]


# The words


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.replace("\n", " ").split(",") if item.strip()]


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _noun(text: str) -> Noun:
    return Noun(text[1:], text[0]) if text[0] in (MANY, MASS) else Noun(text)


def _forms(text: str) -> tuple[str, str]:
    """ "putting on put on" as "putting on", "put on"."""
    words = text.split()
    if words[-1] == "-":
        return " ".join(words[:-1]), "-"
    half = len(words) // 2
    return " ".join(words[:half]), " ".join(words[half:])


def _deeds(text: str) -> list[Deed]:
    found = []
    for line in _lines(text):
        verb, rest = line.split(":")
        objects, place = rest.split("@")
        found += [Deed(*_forms(verb), _noun(item), place.strip()) for item in _items(objects)]
    return found


def _bare(text: str) -> list[Deed]:
    return [Deed(item.split("@")[0].strip(), "-", None, item.split("@")[1].strip()) for item in _items(text)]


_WORDS = read_toml(Path(__file__).with_suffix(".toml"), SettingsError)
_PEOPLE, _ANIMALS, _COMMON = (_items(_WORDS[key]) for key in ("people", "animals", "common"))
_TRAITS, _COATS, _DRESS, _AGED = (_items(_WORDS[key]) for key in ("traits", "coats", "dress", "aged"))
_PLACES = {key: _items(text) for key, text in _WORDS["places"].items()}
_DEEDS, _PREY = _deeds(_WORDS["deeds"]), _deeds(_WORDS["prey"])
_BODY, _VOICE, _BEASTS = (_bare(_WORDS[key]) for key in ("body", "voice", "beasts"))
_UPON, _BEASTLY = ([_forms(item) for item in _items(_WORDS[key])] for key in ("upon", "beastly"))
_MOODS = ("happy", "sad", "calm", "angry", "barefoot", "alone")  # they say nothing of what one does


def _irregular() -> dict[str, str]:
    found = {}
    for item in _items(_WORDS["irregular"]):
        words = item.split()
        half = len(words) // 2
        found[" ".join(words[:half])] = " ".join(words[half:])
    return found


_IRREGULAR = _irregular()


def _synonyms() -> tuple[dict[str, list[str]], dict[str, list[tuple[str, str]]]]:
    words: dict[str, list[str]] = {}
    verbs: dict[str, list[tuple[str, str]]] = {}
    for line in _lines(_WORDS["synonyms"]):
        group = _items(line)
        for item in group:
            others = [other for other in group if other != item]
            if "/" in item:
                verbs[item.split("/")[0]] = [(other.split("/")[0], other.split("/")[1]) for other in others]
            else:
                words[item] = others
    return words, verbs


_SAME, _SAME_VERBS = _synonyms()
_KINDS = {line.split(":")[0]: _items(line.split(":")[1]) for line in _lines(_WORDS["kinds"])}
_BEINGS = {*_PEOPLE, *_ANIMALS, *_SAME, *(kind for kinds in _KINDS.values() for kind in kinds)}


def _opposed() -> list[tuple[Deed, Deed]]:
    found = []
    for line in _lines(_WORDS["opposed"]):
        verbs, objects = line.split(":")
        one, other = _items(verbs)
        found += [
            (Deed(*_forms(one), _noun(item), "any"), Deed(*_forms(other), _noun(item), "any"))
            for item in _items(objects)
        ]
    return found


_OPPOSED = _opposed()
_EXCLUDED = {(x.verb, y.verb) for pair in _OPPOSED for x, y in (pair, pair[::-1])}
_NEVER_BEFORE = {"on", "off", "free", "taken", "standing still", "moving", "going up", "coming down", "clear", "cloudy"}


@dataclass(frozen=True, slots=True)
class _States:
    who: tuple[str, ...]
    pair: tuple[str, str]
    either: bool  # it must be one of the two
    things: bool


def _states() -> list[_States]:
    found = []
    for line in _lines(_WORDS["states"]):
        who, states = line.split(":")
        one, other = _items(states.rstrip(" !"))
        found.append(_States(tuple(_items(who)), (one, other), line.endswith("!"), who not in ("P", "A")))
    return found


_STATES = _states()
_BESIDE = [
    (tuple(_items(pair)), tuple(_items(rest.split("@")[0])), tuple(_items(rest.split("@")[1])))
    for pair, rest in (line.split(":") for line in _lines(_WORDS["beside"]))
]
_UNIQUE = ("sky",)
_CONVERSE = ("in front of", "above", "to the left of", "ahead of")  # whose other is the same, seen from there


# Sentences


def _plural(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    head, *tail = word.split(" of ")
    if tail:
        return " of ".join([_plural(head), *tail])
    front, _, last = word.rpartition(" ")
    if front:
        return f"{front} {_plural(last)}"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(s|x|ch|sh)$", word) else "s")


def _named(noun: Noun, article: str = "") -> str:
    """The noun behind an article; an object that is a plural already stays so."""
    word = noun.word
    if noun.count == MANY and word in _BEINGS:
        word = _plural(word)
    dress = f"wearing a {noun.dress}" if noun.dress else ""
    return f"{article} {noun.adjective} {word} {dress}".strip()


def _some(noun: Noun, dice: random.Random, article: str = "") -> str:
    """With an article drawn: a, the, some, two; `any` for the indefinite of what is denied."""
    if not article and dice.random() < 0.3:
        article = "the"
    if article == "the":
        return _named(noun, "the")
    if noun.count == ONE:
        return _named(noun, "a")
    if article == "any":
        return _named(noun, dice.choice(("any", "")))
    return _named(noun, dice.choice(("some", "several" if noun.count == MANY else "some", "")))


def _is(noun: Noun) -> str:
    return "are" if noun.count == MANY else "is"


def _said(caption: Caption, dice: random.Random, *, agent: bool = True) -> str:
    """The caption as a sentence; `agent=False` lets a passive leave out who does it."""
    who, what = caption.who, caption.what
    act = f"{caption.verb} {_some(what, dice) if what else ''}"
    shape = dice.random()
    if what and caption.done != "-" and shape < 0.25:
        by = f"by {_some(who, dice)}" if agent or dice.random() < 0.6 else ""
        return f"{_some(what, dice)} {_is(what)} being {caption.done} {by} {caption.where}"
    if shape < 0.4:
        return f"there {_is(who)} {_some(who, dice, 'any').removeprefix('any ')} {act} {caption.where}"
    if caption.where and shape < 0.5:
        return f"{caption.where}, {_some(who, dice)} {_is(who)} {act}"
    if who.adjective and shape < 0.6:
        plain = replace(who, adjective="")
        which = "who" if "person" in _kin(who.word) or who.word in _PEOPLE else "that"
        return f"{_named(plain, 'the')} {which} {_is(who)} {who.adjective} {_is(who)} {act} {caption.where}"
    if shape < 0.63:
        return f"{_some(who, dice)} {act} {caption.where}"
    return f"{_some(who, dice)} {_is(who)} {act} {caption.where}"


def _denied(caption: Caption, dice: random.Random, *, nobody: bool = False) -> str:
    """The caption's denial; with `nobody` also as nobody's doing."""
    who, what = caption.who, caption.what
    act = f"{caption.verb} {_some(what, dice, dice.choice(('the', 'any', 'any'))) if what else ''}"
    shape = dice.random()
    if nobody and shape < 0.15:
        person = who.word in _PEOPLE or "person" in _kin(who.word)
        whoever = dice.choice(("nobody is", "no one is", "there is nobody")) if person else "no animal is"
        return f"{whoever} {act} {caption.where}"
    if what and caption.done != "-" and shape < 0.3:
        by = f"by {_some(who, dice)}" if not nobody or dice.random() < 0.5 else ""
        thing = dice.choice((f"{_named(what, 'the')} {_is(what)} not", f"{_named(what, 'no')} {_is(what)}"))
        return f"{thing} being {caption.done} {by} {caption.where}"
    if shape < 0.5:
        return f"there {_is(who)} {_named(who, 'no')} {act} {caption.where}"
    if shape < 0.57:
        return f"{_named(who, 'no')} {_is(who)} {act} {caption.where}"
    if nobody and shape < 0.62:
        return f"{_named(who, 'the')} {_is(who)} no longer {act} {caption.where}"
    nots = dice.choice((f"{_is(who)} not", f"{_is(who)} not", f"{_is(who)}n't"))
    return (
        f"{_some(who, dice, 'the' if who.count == MANY or dice.random() < 0.75 else '')} {nots} {act} {caption.where}"
    )


def _so(state: State, dice: random.Random, *, denied: bool = False) -> str:
    """The state as a sentence, or its denial."""
    who, shape = state.who, dice.random()
    if denied:
        if state.before and shape < 0.15:
            return f"there is no {state.state} {who.word}"
        if shape < 0.25:
            return f"{_named(who, 'no')} {_is(who)} {state.state}"
        nots = dice.choice((f"{_is(who)} not", f"{_is(who)} not", f"{_is(who)}n't", f"{_is(who)} no longer"))
        return f"{_named(who, 'the')} {nots} {state.state}"
    if state.before and shape < 0.25:
        return f"there is a {state.state} {who.word}"
    article = "the"
    if who.count == ONE and who.word not in _UNIQUE:
        article = "this" if shape < 0.33 else "a" if shape < 0.6 else "the"
    return f"{_named(who, article)} {_is(who)} {state.state}"


# What is changed


def _kin(word: str) -> set[str]:
    """A word, its synonyms, and what it is one of."""
    found, new = set[str](), {word}
    while new:
        found |= new
        new = {other for known in new for other in (*_SAME.get(known, ()), *_KINDS.get(known, ()))} - found
    return found


def _apart(one: str, other: str) -> bool:
    """Whether neither word is the other's synonym or kind."""
    return one not in _kin(other) and other not in _kin(one)


def _otherwise(word: str, dice: random.Random, kinds: bool) -> str:
    choices = [*_SAME.get(word, ()), *(_KINDS.get(word, ()) if kinds else ())]
    return dice.choice(choices) if choices and dice.random() < 0.6 else word


def _renamed(noun: Noun, dice: random.Random, kinds: bool) -> Noun:
    word = _otherwise(noun.word, dice, kinds and not noun.adjective)
    return replace(noun, word=word, adjective=_otherwise(noun.adjective, dice, kinds=False))


def _reworded(caption: Caption, dice: random.Random, kinds: bool = True) -> Caption:
    """The caption in synonyms and, with `kinds`, in wider words."""
    verb, done = caption.verb, caption.done
    if verb in _SAME_VERBS and dice.random() < 0.6:
        verb, done = dice.choice(_SAME_VERBS[verb])
        if caption.done == "-":
            done = "-"
    where = re.sub(
        r"\b(street|road|forest|field|garden|shop)\b", lambda m: _otherwise(m[0], dice, False), caption.where
    )
    what = caption.what and _renamed(caption.what, dice, kinds and caption.what.count == ONE)
    return Caption(_renamed(caption.who, dice, kinds), verb, done, what, where)


def _thinned(caption: Caption, dice: random.Random) -> Caption:
    """The caption without one or more of its details."""
    bare = replace(caption, who=replace(caption.who, adjective="", dress=""), where="")
    return dice.choice((bare, bare, replace(caption, where=""), replace(bare, where=caption.where)))


def _somebody(dice: random.Random, beasts: bool = False, detail: float = 0.3) -> Noun:
    word = dice.choice(_ANIMALS) if beasts else dice.choice(dice.choice((_PEOPLE, _COMMON)))
    adjective = ""
    if dice.random() < detail:
        adjective = dice.choice(_COATS if beasts else _TRAITS)
        if word in _AGED and dice.random() < 0.4:
            adjective = "old"
    dress = dice.choice(_DRESS) if not beasts and not adjective and dice.random() < detail / 2 else ""
    return Noun(word, MANY if not dress and dice.random() < 0.15 else ONE, adjective, dress)


def _doing(who: Noun, deed: Deed, dice: random.Random, detail: float = 0.35) -> Caption:
    where = dice.choice(_PLACES[deed.place]) if dice.random() < detail else ""
    return Caption(who, deed.verb, deed.done, deed.what, where)


def _caption(dice: random.Random, detail: float = 0.35) -> Caption:
    beasts = dice.random() < 0.2
    who = _somebody(dice, beasts, detail)
    deeds = dice.choice((_PREY, _BEASTS)) if beasts else dice.choice((_DEEDS, _DEEDS, _DEEDS, _BODY, _VOICE, None))
    deed = dice.choice(deeds) if deeds else dice.choice(dice.choice(_OPPOSED))
    return _doing(who if who.adjective not in deed.verb else replace(who, adjective=""), deed, dice, detail)


def _another(caption: Caption, dice: random.Random) -> Noun:
    """Somebody else, of whom the same may be said."""
    beasts = caption.who.word in _ANIMALS
    while True:
        who = _somebody(dice, beasts, 0.1)
        if _apart(who.word, caption.who.word):
            return who


def _can(caption: Caption) -> list[Deed]:
    return [*_PREY, *_BEASTS] if caption.who.word in _ANIMALS else [*_DEEDS, *_VOICE]


def _other_object(caption: Caption, dice: random.Random) -> Caption | None:
    what = caption.what
    if what is None:
        return None
    known = [
        deed for deed in _can(caption) if deed.verb == caption.verb and deed.what and _apart(deed.what.word, what.word)
    ]
    return replace(caption, what=dice.choice(known).what) if known else None


def _other_deed(caption: Caption, dice: random.Random) -> Caption:
    """The same person does another thing, with the same object where there is a choice."""
    same = {verb for verb, _ in _SAME_VERBS.get(caption.verb, ())} | {caption.verb}
    fit = [
        deed
        for deed in _can(caption)
        if deed.verb not in same and (deed.verb, caption.verb) not in _EXCLUDED and (deed.what or caption.what)
    ]
    near = [deed for deed in fit if deed.what == caption.what]
    deed = dice.choice(near if near and dice.random() < 0.5 else fit)
    return _doing(caption.who, deed, dice, 0.15)


def _opposite(caption: Caption, dice: random.Random) -> tuple[Caption, Caption]:
    one, other = dice.sample(dice.choice(_OPPOSED), 2)
    where = dice.choice(_PLACES["any"]) if dice.random() < 0.2 else ""
    first = Caption(caption.who, one.verb, one.done, one.what, where)
    second = Caption(caption.who, other.verb, other.done, other.what, where if dice.random() < 0.5 else "")
    return first, second


def _situation(dice: random.Random) -> tuple[State, State, bool]:
    """Two states of which only one can be, and whether one must be."""
    if dice.random() < 0.35:
        pair, whos, wheres = dice.choice(_BESIDE)
        who, place = _one_of(whos, dice), dice.choice(wheres)
        one, other = dice.sample(pair, 2)
        return State(who, f"{one} the {place}"), State(who, f"{other} the {place}"), False
    found = dice.choice(_STATES)
    one, other = dice.sample(found.pair, 2)
    who = _one_of(found.who, dice)
    free = found.things and not set(found.pair) & _NEVER_BEFORE
    return State(who, one, free), State(who, other, free), found.either


def _one_of(whos: tuple[str, ...], dice: random.Random) -> Noun:
    chosen = dice.choice(whos)
    if chosen in ("P", "A"):
        return replace(_somebody(dice, chosen == "A", 0.0), dress="")
    return Noun(chosen)


# Pairs


def _same_shaped(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice)
    return _said(caption, dice), _said(caption, dice, agent=False)


def _same_reworded(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice)
    return _said(caption, dice), _said(_reworded(caption, dice), dice)


def _same_thinned(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.8)
    other = _thinned(caption, dice)
    return _said(caption, dice), _said(_reworded(other, dice) if dice.random() < 0.5 else other, dice, agent=False)


def _same_denied(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.1)
    return _denied(caption, dice), _denied(_reworded(caption, dice, kinds=False), dice)


def _same_state(dice: random.Random) -> tuple[str, str]:
    state, other, either = _situation(dice)
    if either and dice.random() < 0.6:
        return _so(state, dice), _so(other, dice, denied=True)
    again = State(_renamed(state.who, dice, kinds=False), _otherwise(state.state, dice, kinds=False), state.before)
    denied = dice.random() < 0.2
    return _so(state, dice, denied=denied), _so(again, dice, denied=denied)


def _same_seen_from_there(dice: random.Random) -> tuple[str, str]:
    pair, whos, wheres = dice.choice([known for known in _BESIDE if known[0][0] in _CONVERSE])
    who, place = _one_of(whos, dice), Noun(dice.choice(wheres))
    at = "are" if place.word == "clouds" else "is"
    one, other = dice.sample(pair, 2)
    return (
        f"{_named(who, 'the')} {_is(who)} {one} the {place.word}",
        f"the {place.word} {at} {other} {_named(who, 'the')}",
    )


def _two(dice: random.Random) -> tuple[Caption, Caption]:
    """Somebody does something to somebody, and the other way round."""
    beasts = dice.random() < 0.4
    one = _somebody(dice, beasts, 0.0)
    other = _another(Caption(one, ""), dice)
    one, other = (replace(who, count=ONE, adjective="", dress="") for who in (one, other))
    verb, done = dice.choice(_BEASTLY if beasts else _UPON)
    return Caption(one, verb, done, other), Caption(other, verb, done, one)


def _same_two(dice: random.Random) -> tuple[str, str]:
    caption, _ = _two(dice)
    return _said(caption, dice), _said(_reworded(caption, dice), dice, agent=False)


def _against_denied(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice)
    bare = _thinned(caption, dice) if dice.random() < 0.5 else caption
    return _said(caption, dice), _denied(bare, dice, nobody=True)


def _against_reworded(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.5)
    return _said(caption, dice), _denied(_reworded(_thinned(caption, dice), dice), dice, nobody=True)


def _against_two(dice: random.Random) -> tuple[str, str]:
    caption, _ = _two(dice)
    return _said(caption, dice), _denied(_reworded(caption, dice, kinds=False), dice)


def _against_opposite(dice: random.Random) -> tuple[str, str]:
    one, other = _opposite(Caption(_somebody(dice), ""), dice)
    return _said(one, dice), _said(_reworded(other, dice) if dice.random() < 0.4 else other, dice)


def _against_state(dice: random.Random) -> tuple[str, str]:
    state, other, either = _situation(dice)
    kind = dice.random()
    if kind < 0.3:
        return _so(state, dice), _so(state, dice, denied=True)
    if kind < 0.4 and either:
        return _so(state, dice, denied=True), _so(other, dice, denied=True)
    return _so(state, dice), _so(other, dice)


def _doubted(caption: Caption, dice: random.Random, share: float = 0.35) -> str:
    return _denied(caption, dice) if dice.random() < share else _said(caption, dice)


def _apart_subject(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.2)
    other = replace(_reworded(caption, dice, kinds=False), who=_another(caption, dice))
    return _doubted(caption, dice, 0.15), _doubted(other, dice)


def _apart_object(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.2)
    other = _other_object(caption, dice)
    return _apart_object(dice) if other is None else (_doubted(caption, dice, 0.15), _doubted(other, dice))


def _apart_deed(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.2)
    other = _other_deed(caption, dice)
    return _doubted(caption, dice, 0.15), _doubted(replace(other, who=_renamed(other.who, dice, True)), dice)


def _apart_worn(dice: random.Random) -> tuple[str, str]:
    caption = _caption(dice, 0.2)
    if caption.who.word in _ANIMALS or caption.verb.startswith(("putting on", "taking off")) or caption.who.dress:
        return _apart_worn(dice)
    plain = replace(caption.who, adjective="")
    if dice.random() < 0.5:
        dress = dice.choice(_DRESS)
        return _said(caption, dice), _doubted(Caption(plain, "wearing", "-", Noun(dress)), dice, 0.6)
    if caption.what is None:
        return _apart_worn(dice)
    mood, denied = State(plain, dice.choice(_MOODS)), dice.random() < 0.6
    return _said(replace(caption, who=plain, where=""), dice), _so(mood, dice, denied=denied)


def _apart_two(dice: random.Random) -> tuple[str, str]:
    one, other = _two(dice)
    return _said(one, dice), _doubted(other, dice, 0.25)


def _apart_state(dice: random.Random) -> tuple[str, str]:
    state, opposite, _ = _situation(dice)
    found = dice.choice((state, opposite))
    whos = next((known.who for known in _STATES if state.state in known.pair and state.who.word in known.who), ())
    thing = bool(whos) or state.who.word not in (*_PEOPLE, *_ANIMALS)
    others = [Noun(word) for word in whos if word not in ("P", "A") and _apart(word, state.who.word)]
    if thing and not others:
        return _apart_state(dice)
    who = dice.choice(others) if thing else replace(_another(Caption(state.who, ""), dice), adjective="", dress="")
    other = State(who, found.state, found.before)
    return _so(state, dice, denied=dice.random() < 0.15), _so(other, dice, denied=dice.random() < 0.35)


_Maker = Callable[[random.Random], tuple[str, str]]
# How many of a relation's pairs are made which way.
_MAKERS: dict[int, tuple[tuple[_Maker, int], ...]] = {
    CORROBORATES: (
        (_same_reworded, 28),
        (_same_thinned, 22),
        (_same_shaped, 12),
        (_same_denied, 18),
        (_same_state, 14),
        (_same_seen_from_there, 3),
        (_same_two, 7),
    ),
    CONTRADICTS: (
        (_against_denied, 27),
        (_against_reworded, 20),
        (_against_two, 5),
        (_against_opposite, 26),
        (_against_state, 22),
    ),
    UNRELATED: (
        (_apart_subject, 22),
        (_apart_object, 18),
        (_apart_deed, 26),
        (_apart_worn, 12),
        (_apart_two, 9),
        (_apart_state, 13),
    ),
}
