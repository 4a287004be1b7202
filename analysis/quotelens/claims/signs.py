"""Signs that one text contradicts another, which a small network misses: a denial, an opposite, another number or date.

A sign is evidence and no verdict. "Not killed" beside "killed" is one wherever the two texts speak of the same event,
and nothing where they do not; `relation` weighs signs by how much the texts share.

References:
    De Marneffe, Rafferty and Manning (2008), Finding contradictions in text, ACL (the kinds of sign).
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, overload

import numpy as np

from quotelens.records import Span
from quotelens.texts import Several, pairs_of

Kind = Literal["negation", "outcome", "opposite", "number", "date"]

FEATURES = (
    "shared",
    "covered",
    "negation",
    "negation of a shared word",
    "outcome",
    "opposite",
    "number",
    "date",
    "same number",
    "other names",
    "negation, by shared",
    "outcome, by shared",
    "opposite, by shared",
    "number, by shared",
    "date, by shared",
    "denied opposite",
    "outcome of one name",
)

REACH = 4  # words after a negator that it may deny: "did not, however, win"


class Evidence(NamedTuple):
    """What speaks for a contradiction: its kind, and where it stands in either text; None where it stands in one."""

    kind: Kind
    a: Span | None
    b: Span | None


@dataclass(frozen=True, slots=True)
class Signs:
    """What two texts share and where they differ.

    Attributes:
        features: float64 (len(FEATURES),), 0 or more, the same for the texts the other way round.
        evidence: Whatever speaks for a contradiction, by where it stands in the first text.
    """

    features: np.ndarray
    evidence: tuple[Evidence, ...]


def signs(a: str, b: str) -> Signs:
    """What two texts share and where they differ.

    Args:
        a, b: Sentences in English.

    Returns:
        Of `features`, "shared" is the share of content words that are in both among those in either (Jaccard, 0-1),
        and "covered" the share of the shorter list's words that are in the other (0-1; both 0 without content words).
        The others are 0 or 1, and those "by shared" are multiplied by "covered".
    """
    one, other = _Text.read(a), _Text.read(b)
    common = one.content & other.content
    shared = len(common) / len(one.content | other.content) if common else 0.0
    covered = len(common) / min(len(one.content), len(other.content)) if common else 0.0
    opposites, denied = _opposites(one, other)
    negations = [] if denied else _negations(one, other)  # "did not win" is no denial of "lost"
    numbers, same_number = _numbers(one, other)
    dates = _dates(one, other)
    evidence = [*negations, *opposites, *numbers, *dates]
    kinds = {item.kind for item in evidence}
    has = {kind: float(kind in kinds) for kind in ("negation", "outcome", "opposite", "number", "date")}
    values = (
        shared,
        covered,
        has["negation"],
        float(any(item.a and item.b for item in negations)),
        has["outcome"],
        has["opposite"],
        has["number"],
        has["date"],
        float(same_number),
        float(bool(one.names and other.names and not one.names & other.names)),
        *(has[kind] * covered for kind in ("negation", "outcome", "opposite", "number", "date")),
        float(denied),
        has["outcome"] * float(bool(one.names & other.capitals or other.names & one.capitals)),
    )
    return Signs(np.array(values), tuple(sorted(evidence, key=_place)))


@overload
def evidence(a: str, b: str) -> list[Evidence]: ...  # type: ignore[overload-overlap]
@overload
def evidence(a: Several, b: Several) -> list[list[Evidence]]: ...
def evidence(a: str | Several, b: str | Several) -> list[Evidence] | list[list[Evidence]]:
    """What speaks for a contradiction of two texts, by where it stands in the first; see `signs`.

    Kinds: `negation` (denied on one side only), `outcome` (of two outcomes of an event only one can be: killed,
    captured), `opposite` (other opposites: rose, fell), `number` and `date` (another one for the same thing). The words
    of the middle two are in `opposites.csv`.

    Of two lists or columns of n texts a list of n answers, row by row.

    Raises:
        TextError: the lists differ in length, or an item is no text; names the row.
    """
    one, other = pairs_of(a, b)
    each = [list(signs(x, y).evidence) for x, y in zip(one.each, other.each, strict=True)]
    answer: list[Evidence] | list[list[Evidence]] = one.lists(each)
    return answer


def content(text: str) -> frozenset[str]:
    """Stems of a text's content words: no numbers, negators nor function words."""
    return _Text.read(text).content


def _place(item: Evidence) -> tuple[int, int, str]:
    starts = [span.start if span else -1 for span in (item.a, item.b)]
    return starts[0], starts[1], item.kind


def _words(listed: str) -> list[str]:
    return listed.split()


_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*(?:-[^\W\d_]+(?:['’][^\W\d_]+)*)*")
_NEGATORS = frozenset(
    _words(
        "not no never none nobody nothing neither nor nowhere without cannot hardly scarcely deny denies denied "
        "denying false untrue refuse refuses refused fail fails failed unable"
    )
)
_STOP = frozenset(
    _words(
        "a an the this that these those some any and or but if then than so as at by for from in into of off on "
        "onto out over to up with about after before between during under again is are was were be been being am "
        "has have had having do does did doing will would shall should can could may might must i me my we us our "
        "you your he him his she her it its they them their who whom which what when where why how there here also "
        "just only very more most other such own same too s t re ve ll d m said says say told tells according "
        "people someone somebody one"
    )
)
_UNITS = {
    **{
        word: value
        for value, word in enumerate(
            _words(
                "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
                "seventeen eighteen nineteen"
            )
        )
    },
    **dict(zip(_words("twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True)),
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = _words("january february march april may june july august september october november december")
_FORMS = (  # that the stemmer does not bring together, word by word
    "win won|lose lost|fall fell fallen|rise rose risen|grow grew grown|shrink shrank shrunk|begin began begun|"
    "break broke broken|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|"
    "come came|draw drew drawn|drive drove driven|drink drank drunk|eat ate eaten|fight fought|find found|"
    "flee fled|fly flew flown|forget forgot forgotten|freeze froze frozen|get got gotten|give gave given|"
    "go went gone|hide hid hidden|hold held|keep kept|know knew known|lead led|leave left|lend lent|make made|"
    "meet met|pay paid|run ran|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shoot shot|"
    "sing sang sung|sink sank sunk|sit sat|sleep slept|speak spoke spoken|spend spent|stand stood|"
    "steal stole stolen|strike struck|swim swam swum|take took taken|teach taught|tear tore torn|"
    "think thought|throw threw thrown|wear wore worn|withdraw withdrew withdrawn|write wrote written|"
    "child children|man men|woman women"
)
_IRREGULAR = {form: forms[0] for listed in _FORMS.split("|") for forms in [listed.split()] for form in forms[1:]}
_AT_LEAST = re.compile(r"(at least|more than|over|exceed\w*|no fewer than|no less than|above|upwards of)\W*$", re.I)
_AT_MOST = re.compile(r"(at most|up to|fewer than|less than|under|below|no more than)\W*$", re.I)
_ABOUT = re.compile(r"(about|around|some|nearly|almost|roughly|approximately|an estimated|close to)\W*$", re.I)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str  # in lower case, straight apostrophes
    stem: str
    span: Span
    capital: bool


@dataclass(frozen=True, slots=True)
class _Number:
    low: float
    high: float
    of: str  # the stem of what is counted, or ""
    span: Span


@dataclass(frozen=True, slots=True)
class _Text:
    words: tuple[_Word, ...]
    content: frozenset[str]
    names: frozenset[str]
    capitals: frozenset[str]  # the names, and the first word where that is none of few meanings
    negators: tuple[int, ...]  # indices of words
    numbers: tuple[_Number, ...]

    @classmethod
    @functools.lru_cache(maxsize=4096)
    def read(cls, text: str) -> _Text:
        words = []
        for found in _WORD.finditer(text):
            lower = found.group().lower().replace("’", "'")
            words.append(_Word(lower, _stem(lower), Span(*found.span()), found.group()[0].isupper()))
        numbers = tuple(_read_numbers(text, words))
        within = {k for k, word in enumerate(words) for number in numbers if number.span.covers(word.span)}
        negators = tuple(k for k, word in enumerate(words) if word.text in _NEGATORS or word.text.endswith("n't"))
        content = frozenset(
            word.stem
            for k, word in enumerate(words)
            if word.text not in _STOP and k not in negators and k not in within and not word.text.endswith("n't")
        )
        names = frozenset(
            word.stem
            for k, word in enumerate(words)
            if k and word.capital and word.text not in _STOP and word.text not in (*_WEEKDAYS, *_MONTHS)
        )
        first = {words[0].stem} if words and words[0].capital and words[0].text not in _STOP else set()
        return cls(tuple(words), content, names, names | first, negators, numbers)

    def denies(self, k: int) -> bool:
        """Whether a negator stands up to `REACH` words before the word, or before `k` in all."""
        return sum(n < k <= n + REACH for n in self.negators) % 2 == 1


def _negations(one: _Text, other: _Text) -> list[Evidence]:
    """The negators of the text that has an odd number of them, where the other has an even one."""
    if len(one.negators) % 2 == len(other.negators) % 2:
        return []
    turned = len(one.negators) % 2 == 0
    denying, plain = (other, one) if turned else (one, other)
    places = {word.stem: word.span for word in reversed(plain.words) if word.stem in plain.content}
    found = []
    for n in denying.negators:
        after = denying.words[n + 1 : n + 1 + REACH]
        hit = next((word for word in after if word.stem in places), None)
        here = Span(denying.words[n].span.start, hit.span.end if hit else denying.words[n].span.end)
        there = places[hit.stem] if hit else None
        found.append(Evidence("negation", there, here) if turned else Evidence("negation", here, there))
    return found


def _opposites(one: _Text, other: _Text) -> tuple[list[Evidence], bool]:
    """Opposites of which one text has the one and the other the other; whether a denied one stands for its opposite."""
    found: list[Evidence] = []
    denied = False
    mine, theirs = _places(one), _places(other)
    for kind, left, right in _sides():
        for first, second in ((left, right), (right, left)):
            here, there = _first(mine, first), _first(theirs, second)
            if here is None or there is None or _first(mine, second) or _first(theirs, first):
                continue
            if one.denies(here[0]) != other.denies(there[0]):
                denied = True
            else:
                found.append(Evidence(kind, _stretch(one, here), _stretch(other, there)))
    seen: dict[tuple[Span | None, Span | None], Evidence] = {}
    for item in found:  # a pair of words that is listed twice counts once, as what it is listed as first
        seen.setdefault((item.a, item.b), item)
    return list(seen.values()), denied


def _numbers(one: _Text, other: _Text) -> tuple[list[Evidence], bool]:
    """The first numbers of a thing of which no two can both be, and whether any number is in both texts."""
    same = any(x.low <= y.high and y.low <= x.high for x in one.numbers for y in other.numbers)
    mine, theirs = _counted(one.numbers), _counted(other.numbers)
    if len(one.numbers) == len(other.numbers) == 1:  # whatever it counts
        mine, theirs = {"": list(one.numbers)}, {"": list(other.numbers)}
    found = [
        Evidence("number", mine[of][0].span, theirs[of][0].span)
        for of in mine.keys() & theirs.keys()
        if all(x.high < y.low or y.high < x.low for x in mine[of] for y in theirs[of])
    ]
    return found, same


def _counted(numbers: tuple[_Number, ...]) -> dict[str, list[_Number]]:
    found: dict[str, list[_Number]] = {}
    for number in numbers:
        found.setdefault(number.of, []).append(number)
    return found


def _dates(one: _Text, other: _Text) -> list[Evidence]:
    """Days of the week, months and years of which both texts name some and none is the same."""
    found = []
    for these in (_WEEKDAYS, _MONTHS, None):
        here, there = _dated(one, these), _dated(other, these)
        if here and there and not here.keys() & there.keys():
            found.append(Evidence("date", next(iter(here.values())), next(iter(there.values()))))
    return found


def _dated(text: _Text, these: list[str] | None) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for word in text.words:
        known = word.text in these and word.capital if these is not None else _is_year(word.text)
        if known:
            found.setdefault(word.text, word.span)
    return found


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and word.isascii() and 1900 <= int(word) <= 2099


def _read_numbers(text: str, words: list[_Word]) -> Iterator[_Number]:
    k = 0
    while k < len(words):
        value, end = _value(words, k)
        if value is None:
            k += 1
            continue
        before = text[: words[k].span.start][-24:]
        if _AT_LEAST.search(before):
            low, high = value, math.inf
        elif _AT_MOST.search(before):
            low, high = 0.0, value
        elif _ABOUT.search(before):
            low, high = 0.8 * value, 1.2 * value
        else:
            low = high = value
        of = next((word.stem for word in words[end : end + 2] if word.text not in _STOP), "")
        if end < len(words) and words[end].text in ("people", "persons"):
            of = "people"
        elif text[words[end - 1].span.end :].lstrip()[:1] == "%" or of == "percent":
            of = "percent"
        yield _Number(low, high, of, Span(words[k].span.start, words[end - 1].span.end))
        k = end


def _value(words: list[_Word], k: int) -> tuple[float | None, int]:
    """The number that starts at a word, and the index after its last word; years and "one" are none."""
    first = words[k].text
    if first[0].isdecimal():
        if not first.isascii() or ":" in first or _is_year(first):
            return None, k
        plain = first.replace(",", "")
        if plain.count(".") > 1:
            return None, k
        value, k = float(plain), k + 1
    elif first in _UNITS and first not in ("zero", "one"):
        value, k = float(_UNITS[first]), k + 1
        if value >= 20 and k < len(words) and 0 < _UNITS.get(words[k].text, 0) < 10:
            value, k = value + _UNITS[words[k].text], k + 1
    elif "-" in first and all(part in _UNITS for part in first.split("-")):
        value, k = float(sum(_UNITS[part] for part in first.split("-"))), k + 1
    elif first in ("hundred", "dozen", "thousand"):
        value = 1.0
    else:
        return None, k
    while k < len(words) and words[k].text in _SCALES:
        value, k = value * _SCALES[words[k].text], k + 1
    return value, k


_Places = dict[str, list[int]]


def _places(text: _Text) -> _Places:
    found: _Places = {}
    for k, word in enumerate(text.words):
        found.setdefault(word.stem, []).append(k)
    return found


def _first(places: _Places, phrases: tuple[tuple[str, ...], ...]) -> tuple[int, int] | None:
    """The words `[start, end)` of the phrase that is found first (the longer of two at one place)."""
    found = [
        (k, -len(phrase))
        for phrase in phrases
        if phrase[0] in places
        for k in places[phrase[0]]
        if all(k + step in places.get(stem, ()) for step, stem in enumerate(phrase))
    ]
    if not found:
        return None
    k, length = min(found)
    return k, k - length


def _stretch(text: _Text, place: tuple[int, int]) -> Span:
    return Span(text.words[place[0]].span.start, text.words[place[1] - 1].span.end)


@functools.cache
def _sides() -> tuple[tuple[Kind, tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]], ...]:
    """Kind and both sides of every line of `opposites.csv`, phrases as stems."""
    text = importlib.resources.files("quotelens").joinpath("opposites.csv").read_text(encoding="utf-8")

    def phrases(side: str) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(_stem(word) for word in phrase.split()) for phrase in side.split("|"))

    rows = csv.DictReader(text.splitlines())
    return tuple(
        ("outcome" if row["kind"] == "outcome" else "opposite", phrases(row["one"]), phrases(row["other"]))
        for row in rows
    )


@functools.lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    plain = word.removesuffix("'s")
    return str(_stemmer().stem(_IRREGULAR.get(plain, plain)))


@functools.cache
def _stemmer():  # type: ignore[no-untyped-def]  # NLTK has no types
    from nltk.stem.snowball import EnglishStemmer  # heavy, so at first use

    return EnglishStemmer()
