"""What a statement is about: the names, numbers and content words in it, in a form that two texts can share."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

KeyKind = Literal["name", "number", "word"]


class Key(NamedTuple):
    """One thing that a text speaks of; `value` is folded, stemmed or, of a number, in digits."""

    kind: KeyKind
    value: str


_TOKEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*)")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKS = re.compile("[\u0300-\u036f]")


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NEGATIONS = _set("no not never none nobody nothing nowhere neither nor cannot without")
FIRST_PERSON = _set("i me my mine myself we us our ours ourselves")
ONE_PERSON = _set("he him his himself she her hers herself")
THIRD_PERSON = ONE_PERSON | _set("it its itself they them their theirs themselves")
# closed classes, auxiliaries and verbs of saying: what a text holds whatever it is about
FUNCTION_WORDS = (
    NEGATIONS
    | FIRST_PERSON
    | THIRD_PERSON
    | _set(
        "a an the this that these those some any each every all both either another other others such much many more "
        "most few several you your yours who whom whose which what when where why how and or but if because while "
        "although though unless until since as than so then there here of in on at by for from to into onto with "
        "within about against between among through during before after above below over under up down out off again "
        "is are was were be been being am has have had having do does did doing will would shall should can could may "
        "might must ought also just only even still already too very now ever yet however say says said saying tell "
        "tells told add adds added claim claims claimed report reports reported according"
    )
)
# written with a capital without naming anybody; they count as words
_NO_NAMES = _set(
    "mr mrs ms miss dr sir lord lady president minister prime secretary senator governor mayor general colonel captain "
    "judge chief king queen prince princess pope bishop professor monday tuesday wednesday thursday friday saturday "
    "sunday january february march april may june july august september october november december"
)
_SMALL = {
    word: float(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}  # fmt: skip
_TENS = {
    "twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0,
    "ninety": 90.0,
}  # fmt: skip
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


@dataclass(slots=True)
class Casing:
    """How a corpus writes its words: how often in lower case, and how often with a capital inside a sentence.

    At the start of a sentence a capital says nothing; there a word is a name if the corpus elsewhere writes it with a
    capital at least as often as without (Lita et al. 2003, tRuEcasIng, ACL, 152-159).
    """

    lower: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Casing:
        """Counted over whole articles."""
        casing = cls()
        for text in texts:
            for match in _TOKEN.finditer(text):
                word, start = match.group(), match.start()
                if word[0].islower():
                    casing.lower[word] += 1
                elif text[start - 1 : start] == " " and (text[start - 2 : start - 1].islower() or start == 1):
                    casing.capital[word.lower()] += 1
        return casing

    def is_name(self, word: str) -> bool:
        """Whether a word, as written in a text, is part of a name."""
        if len(word) < 2 or not word[0].isupper():
            return False
        if word.isupper():  # an acronym, even one that reads like a function word (IS, US, WHO)
            return True
        low = word.lower()
        return low not in FUNCTION_WORDS and low not in _NO_NAMES and self.capital[low] >= self.lower[low]


def of_text(text: str, casing: Casing) -> frozenset[Key]:
    """The text's names (a key for each word of a name, so that "Qumu" meets "Sofian Qumu"), numbers and content words.

    Names are folded (case, accents, possessive), words stemmed (Porter), numbers in digits whether written in digits
    or in words (not 1: "one" mostly counts nothing). In a text without lower-case letters nothing is a name.
    """
    shouted = text.upper() == text
    found = {Key("number", number) for number in numbers(text) if number != "1"}
    for match in _TOKEN.finditer(text):
        if match.group("word"):
            word = _bare(match.group("word"))
            if not shouted and casing.is_name(word):
                found.add(Key("name", folded(word)))
            elif is_content(word):
                found.add(Key("word", stem(folded(word))))
    return frozenset(found)


def names(text: str, casing: Casing) -> frozenset[Key]:
    """The keys of `of_text` that are names."""
    return frozenset(key for key in of_text(text, casing) if key.kind == "name")


def words(text: str) -> tuple[str, ...]:
    """Every word and number of the text in order, folded; punctuation and case make no difference."""
    return tuple(folded(match.group()) for match in _TOKEN.finditer(text))


def pronouns(text: str) -> frozenset[str]:
    """The personal pronouns of the first and third person in the text, those of contractions ("he's") included."""
    return frozenset(word.split("'")[0] for word in words(text)) & (FIRST_PERSON | THIRD_PERSON)


def content_words(text: str) -> frozenset[str]:
    """The stems of all content words, names included, numbers left out."""
    bare = (_bare(match.group("word")) for match in _TOKEN.finditer(text) if match.group("word"))
    return frozenset(stem(folded(word)) for word in bare if is_content(word))


def is_content(word: str) -> bool:
    """Whether a word says what a text is about: three letters or more, no function word, no number word."""
    low = word.lower()
    start = re.split("['’]", low)[0]  # "they're", "don't"
    is_number = low == "hundred" or low in _SCALES or _value(low) is not None
    return len(low) > 2 and start not in FUNCTION_WORDS and not low.endswith(("n't", "n’t")) and not is_number


def numbers(text: str) -> list[str]:
    """The numbers in the text, in order, as digits: "30,000", "30 thousand" and "thirty thousand" are all "30000".

    English number words up to trillions; ordinals, fractions in words and plurals ("dozens") are not read.
    """
    found: list[float] = []
    whole = part = 0.0
    open_, last = False, ""
    previous_end = 0
    for match in _TOKEN.finditer(text):
        token = _THOUSANDS.sub("", match.group().lower())
        gap = text[previous_end : match.start()]
        previous_end = match.end()
        value = float(token) if match.group("number") and token.count(".") < 2 and "," not in token else _value(token)
        joined = open_ and gap in (" ", "-", "‐", "‑")
        if joined and token == "and" and last in ("hundred", "thousand"):
            continue
        if token == "hundred" and (joined or value is None):
            part, open_ = (part if joined else 1) * 100, True
        elif token in _SCALES:
            whole, part, open_ = whole + (part if joined else 1) * _SCALES[token], 0.0, True
        elif value is None:
            if open_:
                found.append(whole + part)
            whole, part, open_ = 0.0, 0.0, False
        elif joined and (last in ("hundred", *_SCALES) or (last in _TENS and value < 10)):
            part += value
        else:
            if open_:
                found.append(whole + part)
            whole, part, open_ = 0.0, value, True
        last = token
    if open_:
        found.append(whole + part)
    return [f"{number:.12g}" if number < 1e12 else f"{number:.0f}" for number in found]


def is_small(number: str) -> bool:
    """Whether a number is a whole one below ten, which newspapers spell out and which turns up in any text."""
    return len(number) == 1


def _value(word: str) -> float | None:
    return _SMALL.get(word, _TENS.get(word))


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).replace(".", "")


@functools.lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """Case, accents and the kind of apostrophe taken out of a word."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", word.replace("’", "'"))).casefold()


@functools.lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The Porter stem: "killed", "killing" and "kills" are one word."""
    return str(_stemmer().stem(word))


@functools.cache
def _stemmer():  # type: ignore[no-untyped-def]
    from nltk.stem.porter import PorterStemmer  # slow to import, and only needed here

    return PorterStemmer()


def sentence_starts(text: str) -> Iterator[int]:
    """Where sentences begin: after a full stop, question or exclamation mark before a capital, and after line breaks.

    An abbreviation ("Mr. Smith") makes one too many; what rests on it here loses a little context, no more.
    """
    yield 0
    for match in _SENTENCE_END.finditer(text):
        yield match.end()


_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[^\W\d_a-z])|\s*[\n\r\u2028\u2029]\s*")
