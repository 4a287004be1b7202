"""Made-up sentences that say how far an author or speaker is committed to a clause, by what stands around it.

Annotated news and letters have few clauses under negation, modal verbs, questions and conditions, so that a network
learns words and not what an operator makes of them: "she did not realise that he had left" says that he had, "I don't
think he left" that he had not, "she failed to leave" that she did not. These sentences are put together from the parts
in `commitments.toml`, beside this file, by the known signatures of verbs; they teach, and never measure.

References:
    Karttunen (1971), Implicative verbs, Language 47; (2012), Simple and phrasal implicatives, *SEM.
    Kiparsky and Kiparsky (1970), Fact, in Progress in Linguistics.
    Horn (1978), Remarks on neg-raising, in Syntax and Semantics 9.
    Saurí and Pustejovsky (2009), FactBank: a corpus annotated with event factuality, Language Resources and Evaluation
    43 (the scale).
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quotelens.errors import SettingsError
from quotelens.evaluation.certainty import Judged
from quotelens.files import read_toml

LEAST, MOST = -3.0, 3.0

# of made-up clauses: how certain a modal verb or adverb leaves them, in the past and in the present
_MODALS = (
    (2.2, "would", "will"),
    (1.0, "might", "may"),
    (0.9, "could", "could"),
    (0.8, "should", "should"),
    (1.9, "was going to", "is going to"),
    (0.6, "might", "might"),
    (2.2, "will", "will"),
    (1.9, "will probably", "will probably"),
)
# the same before a participle; # is a form of "have"
_PERFECTS = (
    (1.0, "may have"),
    (0.6, "might have"),
    (2.0, "must have"),
    (-2.3, "can't have"),
    (-1.8, "should have"),
    (-0.3, "could have"),
    (1.8, "probably #"),
    (0.7, "perhaps #"),
    (2.9, "certainly #"),
    (0.9, "allegedly #"),
    (1.5, "reportedly #"),
    (-2.0, "almost #"),
    (2.8, "really #"),
    (1.7, "apparently #"),
    (0.7, "possibly #"),
    (-1.8, "hardly ever #"),
)
# modal verbs over the verb that takes a clause, and what they add to the certainty that its signature gives
_OVER_VERBS = (
    ("may", 0.0),
    ("might", 0.0),
    ("could", 0.2),
    ("would", 0.3),
    ("should", 0.3),
    ("must", 0.4),
    ("can", 0.2),
    ("have to", 0.4),
    ("will", 0.4),
    ("perhaps", 0.2),
    ("seemed to", 0.0),
)
# modal verbs over one that takes an infinitive, and what they leave of its certainty
_OVER_INFINITIVES = (
    ("will", 0.7),
    ("may", 0.35),
    ("might", 0.25),
    ("could", 0.3),
    ("would", 0.5),
    ("should", 0.3),
    ("will not", 0.7),
)


@functools.cache
def _parts() -> dict[str, Any]:
    return read_toml(Path(__file__).with_suffix(".toml"), SettingsError)


def commitments(n: int, dice: random.Random, clauses: Sequence[Clause] = (), *, whole: float = 0.5) -> list[Judged]:
    """n made-up sentences, each with one predicate or clause judged.

    Args:
        n: How many.
        dice: What they are drawn with.
        clauses: Clauses of annotated texts (see `stock`) to use beside those made up.
        whole: The share of embedded clauses that are marked as a whole. A negation inside the marked part is part of
            what is claimed; outside it denies it.
    """
    found: list[Judged] = []
    for _ in range(n):
        kind = dice.random()
        if kind < 0.62:
            item = _embedded(dice, clauses, whole)
        elif kind < 0.8:
            item = _infinitive(dice)
        else:
            item = _deed_in(dice) if kind < 0.93 else _noun(dice)
        found.append(item)
    return [_quoted(item, dice) for item in found]


# --- clauses ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clause:
    """A finite clause, characters of its predicate, and how certain it is presented to be when it stands alone.

    `turned` is whether a negation stands in it before the predicate: then the predicate is denied, the clause is not.
    """

    text: str
    start: int
    end: int
    certainty: float = MOST
    turned: bool = False


def stock(items: Sequence[Judged]) -> list[Clause]:
    """Short sentences of annotated texts that state something outright, as clauses to set under operators."""
    opening = r"(?:I|We|They|He|She|It|The|This|These|My|His|Her|Their|Our|There|A|An|Some|Many|All)\b"
    unsure = r"[\"“”?!:;(]|n[’']t\b|\b(?:not|never|no|if|would|could|may|might|will)\b"
    found = {}
    for item in items:
        text = item.text.removesuffix(".")
        if (
            text != item.text
            and item.end <= len(text)
            and item.certainty >= 2.2
            and 4 <= len(text.split()) <= 14
            and re.match(opening, text)
            and not re.search(unsure, text)
        ):
            lower = text if re.match(r"I\b", text) else text[0].lower() + text[1:]
            found[lower] = Clause(lower, item.start, item.end)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Subject:
    """A subject with the verb forms that it takes in a clause of the past or of the present."""

    text: str
    plural: bool
    past: bool

    @property
    def is_i(self) -> bool:
        return self.text == "I"

    @property
    def be(self) -> str:
        if self.past:
            return "were" if self.plural else "was"
        return "am" if self.is_i else "are" if self.plural else "is"

    @property
    def do(self) -> str:
        return "did" if self.past else "do" if self.plural or self.is_i else "does"

    @property
    def have(self) -> str:
        return "had" if self.past else "have" if self.plural or self.is_i else "has"

    def form(self, verb: _Verb) -> str:
        """The finite form of a verb behind this subject."""
        if verb.base == "be":
            return self.be
        return verb.past if self.past else verb.base if self.plural or self.is_i else _third(verb.base)


@dataclass(frozen=True, slots=True)
class _Verb:
    base: str
    past: str
    participle: str
    rest: str


def _verb(entry: str) -> _Verb:
    base, past, participle, *rest = entry.split(" ")
    return _Verb(base, past, participle, " ".join(rest))


def _deed(dice: random.Random) -> _Verb:
    return _verb(dice.choice(_parts()["deeds"]))


def _subject(dice: random.Random, past: bool) -> _Subject:
    kind, parts = dice.random(), _parts()
    if kind < 0.4:
        word = dice.choice(parts["pronouns"])
        return _Subject(word, word in ("they", "we", "you"), past)
    group = "people" if kind < 0.65 else "bodies" if kind < 0.85 else "many"
    return _Subject(dice.choice(parts[group]), group == "many", past)


def _third(base: str) -> str:
    if base in ("do", "go") or base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es"
    return base[:-1] + "ies" if base.endswith("y") and base[-2] not in "aeou" else base + "s"


def _gerund(base: str) -> str:
    if base in ("die", "lie"):
        return base[:-2] + "ying"
    if base in ("cut", "win", "get", "drop", "begin", "forget", "run"):
        return base + base[-1] + "ing"
    return base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"


def _clause(dice: random.Random, past: bool = True, plain: bool = False) -> Clause:
    """A clause, mostly a plain one in the past or the present; else with a modal verb, an adverb or a negation."""
    who, deed = _subject(dice, past), _deed(dice)
    when = dice.choice(_parts()["times"]) if past else ""
    if dice.random() < 0.3:
        return _put([who.text, who.be, dice.choice(_parts()["states"]), when], 2)
    kind = 0.0 if plain else dice.random()
    if kind < 0.62:
        form = 0 if dice.random() < 0.6 else dice.randrange(3)
        if form == 0:
            return _put([who.text, who.form(deed), deed.rest, when], 1)
        if form == 1:
            return _put([who.text, who.have, deed.participle, deed.rest, when], 2)
        return _put([who.text, who.be, _gerund(deed.base), deed.rest], 2)
    if kind < 0.72:
        certainty, then, now = dice.choice(_MODALS)
        modal = then if past else now
        if modal.endswith("going to"):
            modal = f"{who.be} going to"
        return _put([who.text, modal, deed.base, deed.rest], 2, certainty)
    if kind < 0.82:
        certainty, perfect = dice.choice(_PERFECTS)
        return _put([who.text, perfect.replace("#", who.have), deed.participle, deed.rest], 2, certainty)
    form = dice.randrange(4)
    if form == 0:
        no = dice.choice((f"{who.do} not", f"{who.do}n't"))
        return _put([who.text, no, deed.base, deed.rest], 2, turned=True)
    if form == 1:
        no = dice.choice((f"{who.have} not", f"{who.have}n't", f"{who.have} never"))
        return _put([who.text, no, deed.participle, deed.rest], 2, turned=True)
    if form == 2:
        no = dice.choice(("would not", "wouldn't") if past else ("will not", "won't"))
        return _put([who.text, no, deed.base, deed.rest], 2, 2.4, turned=True)
    return _put([who.text, f"{who.be} not", dice.choice(_parts()["states"])], 2, turned=True)


def _put(parts: Sequence[str], which: int, certainty: float = MOST, turned: bool = False) -> Clause:
    """A clause of parts, of which one is the predicate."""
    before = " ".join(part for part in parts[:which] if part)
    start = len(before) + 1 if before else 0
    text = " ".join(part for part in (before, *parts[which:]) if part)
    return Clause(text, start, start + len(parts[which]), certainty, turned)


# --- operators over clauses ------------------------------------------------------------------------------------------


def _embedded(dice: random.Random, clauses: Sequence[Clause], whole: float) -> Judged:
    """A clause under a verb or in a frame, its predicate marked or (of a share `whole`) all of it."""
    parts = _parts()
    past = dice.random() < 0.55
    known = clauses and dice.random() < 0.4
    inner = dice.choice(clauses) if known else _clause(dice, past, plain=dice.random() < 0.5)
    in_frame = dice.random() >= 0.68
    if in_frame:
        frame = dice.choice(parts["frames"])
        form = dice.choice(frame["forms"]).replace("#", dice.choice(parts["consequences"]))
        value, (before, behind) = frame["certainty"], form.split("...")
        before = before.strip()
    else:
        before, value, behind = _matrix(dice, past)
    behind = behind or dice.choice(parts["endings"])
    opening = dice.choice(parts["openings"]) if before else ""
    if in_frame and opening and not before.startswith(("I ", "I'm ")):
        before = before[0].lower() + before[1:]
    marked_whole = dice.random() < whole
    certainty = value * inner.certainty / MOST
    if inner.turned and not marked_whole:
        certainty = -certainty
    before = f"{opening}{before} " if before else ""
    start, end = (0, len(inner.text)) if marked_whole else (inner.start, inner.end)
    stop = "" if behind.endswith("?") else dice.choice((".", ".", ".", ".", ""))
    text = f"{before}{inner.text}{behind}{stop}"
    return _judged(text, len(before) + start, len(before) + end, certainty)


def _matrix(dice: random.Random, past: bool) -> tuple[str, float, str]:
    """What stands before a clause, how certain that makes it, and what stands behind."""
    signature = dice.choice(_parts()["signatures"])
    verb = _verb(dice.choice(signature["verbs"]))
    tail = " ".join(part for part in (verb.rest, dice.choice(("that", "that", ""))) if part)
    who = _subject(dice, past)
    if who.is_i or who.text == "it":
        who = replace(who, text="I" if dice.random() < 0.7 else "he")
    own = who.is_i and not past
    kind = dice.random()
    if kind < 0.2:
        said = f"had {verb.participle}" if past and dice.random() < 0.15 else who.form(verb)
        return f"{who.text} {said} {tail}".strip(), signature["own" if own else "plain"], ""
    if kind < 0.5:
        said = f"{who.text} {_negated(who, verb, dice)} {tail}".strip()
        return said, signature["not_own" if own else "negated"], ""
    if kind < 0.65:
        asks = dice.choice((who.do, who.do, f"{who.do}n't", "would" if past else "could", "how would"))
        if verb.base == "be":
            return f"{who.be} {who.text} {tail}".strip(), signature["asked"], "?"
        gain = 0.9 if asks.endswith("n't") else 0.0
        return f"{asks} {who.text} {verb.base} {tail}".strip(), signature["asked"] + gain, "?"
    if kind < 0.84:
        return _over_verb(dice, signature, who, verb, tail)
    opening = dice.choice(("if", "if", "if", "even if", "unless", "when", "whenever", "in case"))
    value = signature["condition"]
    if opening.startswith("when"):
        value = (signature["plain"] + value) / 2
    said = f"{opening} {who.text} {who.form(verb)} {tail}".strip()
    return said, value, ", " + dice.choice(_parts()["consequences"])


def _negated(who: _Subject, verb: _Verb, dice: random.Random) -> str:
    if verb.base == "be":
        short = f"{who.be}n't" if who.be != "am" else "am not"
        return dice.choice((f"{who.be} not", short, f"{who.be} never"))
    if dice.random() < 0.15:
        return f"had never {verb.participle}" if who.past else f"never {who.form(verb)}"
    no = dice.choice((f"{who.do} not", f"{who.do}n't", f"{who.do}n't", f"{who.do}n't really"))
    return f"{no} {verb.base}"


def _over_verb(
    dice: random.Random, signature: dict[str, Any], who: _Subject, verb: _Verb, tail: str
) -> tuple[str, float, str]:
    """As `_matrix`, with a modal verb."""
    modal, gain = dice.choice(_OVER_VERBS)
    value = signature["modal"] + gain
    if modal == "perhaps":
        return f"perhaps {who.text} {who.form(verb)} {tail}".strip(), value, ""
    if modal == "have to":
        modal = "have to" if who.plural or who.is_i else "has to"
    way = dice.random()
    if way < 0.15 and modal in ("may", "might", "could", "must", "should"):
        return f"{who.text} {modal} have {verb.participle} {tail}".strip(), value, ""
    if way > 0.87 and not modal.endswith(" to"):
        value = (signature["negated"] + signature["modal"]) / 2
        return f"{who.text} {modal} {dice.choice(('not', 'never'))} {verb.base} {tail}".strip(), value, ""
    return f"{who.text} {modal} {verb.base} {tail}".strip(), value, ""


# --- operators over deeds --------------------------------------------------------------------------------------------


def _infinitive(dice: random.Random) -> Judged:
    """A deed under a verb with an infinitive or a gerund: "managed to leave", "was accused of leaving"."""
    parts = _parts()
    past = dice.random() < 0.7
    who, deed = _subject(dice, past), _deed(dice)
    kind = dice.random()
    group = "infinitives" if kind < 0.5 else "gerunds" if kind < 0.72 else "causatives"
    operator = dice.choice(parts[group])
    verb = _verb(dice.choice(operator["verbs"]).replace("#", dice.choice(parts["objects"])))
    gerund = group == "gerunds" or operator.get("gerund", False)
    value, turned = operator["stated"], operator.get("negated")
    stop, way = ".", dice.random()
    if way < 0.5 or (way < 0.8 and turned is None):
        had = past and verb.base != "be" and dice.random() < 0.2
        before = f"{who.text} {f'had {verb.participle}' if had else who.form(verb)} {verb.rest}"
    elif way < 0.8:
        before, value = f"{who.text} {_negated(who, verb, dice)} {verb.rest}", turned
    else:
        modal, share = dice.choice(_OVER_INFINITIVES)
        value = share * (turned if modal == "will not" and turned is not None else value)
        before = f"{who.text} {modal} {verb.base} {verb.rest}"
        if dice.random() < 0.2:
            before, value, stop = f"{modal.split()[0]} {who.text} {verb.base} {verb.rest}", 0.3 * value, "?"
    before = f"{dice.choice(parts['openings'])}{before.strip()} "
    done = _gerund(deed.base) if gerund else deed.base
    behind = "" if stop == "?" else dice.choice(parts["endings"])
    text = f"{before}{done}{f' {deed.rest}' if deed.rest else ''}{behind}{stop}"
    return _judged(text, len(before), len(before) + len(done), value)


def _deed_in(dice: random.Random) -> Judged:
    """A deed by what stands around it: "without leaving", "will leave", "should have left"."""
    group, deed = dice.choice(_parts()["deeds_in"]), _deed(dice)
    before, verb, behind = dice.choice(group["forms"]).split("*")
    done = verb.format(v=deed.base, d=deed.past, p=deed.participle, g=_gerund(deed.base))
    behind = behind.format(r=deed.rest).rstrip().replace(" ,", ",").replace(" ?", "?")
    stop = "" if behind.endswith("?") else "."
    return _judged(f"{before}{done}{behind}{stop}", len(before), len(before) + len(done), group["certainty"])


def _noun(dice: random.Random) -> Judged:
    """An event as a noun: "they averted a strike"."""
    group, event = dice.choice(_parts()["nouns"]), dice.choice(_parts()["events"])
    form = dice.choice(group["forms"])
    if event[0] in "aeiou":
        form = re.sub(r"\b([Aa]) #", r"\1n #", form)
    before, behind = form.split("#")
    return _judged(f"{before}{event}{behind}.", len(before), len(before) + len(event), group["certainty"])


def _judged(text: str, start: int, end: int, certainty: float) -> Judged:
    return Judged(text[0].upper() + text[1:], start, end, max(LEAST, min(MOST, certainty)), "made up")


def _quoted(item: Judged, dice: random.Random) -> Judged:
    """The item, now and then with quotation marks around the sentence, as speech in news and novels has them."""
    if dice.random() >= 0.12:
        return item
    said = dice.choice(("", " she said.", " he said.", " Tom said.", " a spokesman said."))
    inner = item.text if not said or item.text.endswith("?") else item.text.rstrip(".") + ","
    return replace(item, text=f"“{inner}”{said}", start=item.start + 1, end=item.end + 1)


def in_other_words(item: Judged, dice: random.Random) -> Judged:
    """An item of MegaVeridicality, whose clauses are "a particular thing happened", with people and deeds in it."""
    parts = re.fullmatch(
        r"(.*?)(a particular thing happened|to (?:do|have) a particular thing|a particular thing to happen)",
        item.text.rstrip(" ."),
    )
    if parts is None:
        return item
    before, clause = parts.groups()
    people = _parts()["people"]
    before = re.sub(r"\b(?:[Ss]omeone|[Aa] particular person|John)\b", lambda _: dice.choice(people), before)
    before = before[0].upper() + before[1:]
    if clause.endswith("happened"):
        inner = _clause(dice, past=True, plain=True)
        start, end = len(before) + inner.start, len(before) + inner.end
        return replace(item, text=f"{before}{inner.text}.", start=start, end=end)
    deed = _deed(dice)
    before += "to " if clause.startswith("to ") else f"{dice.choice(people)} to "
    text = f"{before}{deed.base} {deed.rest}".rstrip() + "."
    return replace(item, text=text, start=len(before), end=len(before) + len(deed.base))
