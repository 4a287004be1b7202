"""Names as strings: words, canonical forms, variants, slugs. Nothing here reads an article."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quotelens.sources import words

# letters with their combining marks; an apostrophe or hyphen between letters joins, a possessive 's does not
_LETTER = r"[^\W_][\u0300-\u036f\u0900-\u0903\u093a-\u094d]*"
_POSSESSIVE = r"(?:['’][sS]\b|(?<=[sS])['’](?=[^\S\n\r]+\w))"
_WORD = re.compile(
    rf"(?P<word>(?:[^\W\d_]\.){{2,}}|@?(?:{_LETTER})+(?:(?!['’][sS]\b)['’\-‐‑](?:{_LETTER})+|&(?:{_LETTER})+)*)(?P<possessive>{_POSSESSIVE})?"
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_RELATIVE = re.compile(r",?\s+(?:who|whom|whose|which)\b.*|,\s*(?:that|where|when|[a-z]+ed|[a-z]+ing)\b.*", re.DOTALL)
_EDGES = ' \t\r\n\u00a0,;:.!?…"“”„‟«»‹›‘`‐–—―-()[]{}<>*•|/'


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text[start:end]`, without its possessive ending."""

    text: str
    start: int
    end: int
    possessive: bool = False

    @property
    def lower(self) -> str:
        """The word in lower case without full stops, as the word lists have it."""
        return plain(self.text)

    @property
    def is_capital(self) -> bool:
        """Whether it could be part of a name: a capital first letter, or a letter of a script without case."""
        return is_capital(self.text)


def split(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of `text[start:end]`, with positions in `text`.

    The full stop of an initial ("J.") or an abbreviated title ("Sen.") belongs to the word.
    """
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        first, last = match.span("word")
        word = match.group("word")
        abbreviated = plain(word) in words.ABBREVIATED or (len(word) == 1 and word.isupper() and word not in ("I", "X"))
        if abbreviated and not match.group("possessive") and text[last : last + 1] == ".":
            last += 1
        yield Word(text[first:last], first, last, bool(match.group("possessive")))


def plain(word: str) -> str:
    """Lower case, without full stops and with straight apostrophes."""
    return word.lower().replace(".", "").replace("’", "'")


def is_capital(word: str) -> bool:
    """Whether a word could be part of a name, by its first letter (after a prefix like "al-" or an @)."""
    first = re.sub(r"^(?:@|al-|el-|d['’]|l['’])", "", word)[:1]
    return first.isupper() or first.istitle() or (first.isalpha() and first.lower() == first.upper())


def clean(mention: str) -> str:
    """A mention without what only dresses it: punctuation, brackets, relative clauses, prepositions, determiners, 's.

    >>> clean("from the committee's chairwoman, who resigned,")
    "committee's chairwoman"
    """
    text = _RELATIVE.sub("", _BRACKETS.sub("", mention)).strip(_EDGES)
    parts = text.split()
    while len(parts) > 1 and plain(parts[0]) in words.LEADING_PREPOSITIONS:
        parts = parts[1:]
    if len(parts) > 2 and [plain(part) for part in parts[:2]] == ["according", "to"]:
        parts = parts[2:]
    text = strip_determiners(" ".join(parts)).strip(_EDGES)
    return re.sub(r"(?:['’][sS]|(?<=[sS])['’])$", "", text)


def strip_determiners(text: str) -> str:
    """The text without leading articles, possessive pronouns and quantifiers like "some"; never the whole of it."""
    parts = text.split()
    while len(parts) > 1 and plain(parts[0]) in words.DETERMINERS and plain(parts[1]) != "of":
        parts = parts[1:]
    return " ".join(parts)


@functools.lru_cache(maxsize=1 << 15)  # the same few names are compared over and over
def canonical(name: str) -> str:
    """A name without determiners, titles, honorifics and possessive ending, white space made single.

    What stands before the last title goes with it, as long as two words (or a capitalised one) are left.

    >>> canonical("Massachusetts Sen. Elizabeth Warren’s")
    'Elizabeth Warren'
    """
    parts = re.split(r",\s+(?!(?:Jr|Sr|I|II|III|IV|PhD|MD)\b)", clean(name))[0].split()
    end = len(parts) - 1
    while end > 0 and plain(parts[end]) in words.SUFFIXES:  # "Martin Luther King Jr."
        end -= 1
    titles = [k for k, part in enumerate(parts[:end]) if is_title(part)]
    # "Maung" is a form of address in front, and a name behind one
    last = max((k for k in titles if not k or plain(parts[k]) not in words.FIRST_ONLY or k - 1 in titles), default=-1)
    rest = parts[last + 1 :]
    is_body = plain(parts[-1]) in words.BODIES if parts else False  # "Republican National Committee", "Queen City"
    if last >= 0 and rest and not is_body and all(is_name_word(part) for part in rest):
        parts = rest
    return " ".join(parts)


def is_title(word: str) -> bool:
    """Whether the word can stand before a name as a title, an honorific or a role ("Sen.", "spokesman")."""
    known = plain(word) in words.TITLES or plain(word).rstrip("s") in words.GOVERNMENT_TITLES
    first, hyphen, last = plain(word).partition("-")
    return known or (bool(hyphen) and first not in ("al", "el") and last in words.TITLES)


def is_name_word(word: str) -> bool:
    """Whether the word can be part of a personal name: a capital or a particle ("van", "bin")."""
    return is_capital(word) or plain(word) in words.PARTICLES


@functools.lru_cache(maxsize=1 << 15)
def key(name: str) -> tuple[str, ...]:
    """What two spellings of a name share: its canonical form's letters and digits in lower case without accents."""
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", canonical(name)))
    text = unicodedata.normalize("NFKC", text).casefold().replace("’s", "").replace("'s", "")
    return tuple(word for word in re.split(r"[^\w]+", re.sub(r"(?<=\w)[.'’](?=\w)?", "", text)) if word)


def slug(name: str) -> str:
    """A readable key: Unicode letters and digits in lower case, joined by hyphens; "x" where there are none."""
    text = unicodedata.normalize("NFC", name).lower()
    text = re.sub(r"['’.]", "", text)
    # combining marks are no word characters to `re`, but belong to their letter
    joined = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else "-" for c in text)
    return re.sub(r"-+", "-", joined).strip("-") or "x"


def initials(name: str) -> frozenset[str]:
    """The acronyms a name can go by: first letters of its words, with and without its small words."""
    parts = [part for part in re.split(r"[\s\-–/&]+", name) if part[:1].isalnum()]
    large = [part for part in parts if is_capital(part)]
    found = {"".join(part[0] for part in chosen).upper() for chosen in (parts, large)}
    return frozenset(acronym for acronym in found if len(acronym) >= 2)


def is_acronym(name: str) -> bool:
    """Two or more capitals (digits and full stops allowed), nothing else: "AROS", "U.N."."""
    letters = name.replace(".", "")
    return len(letters) >= 2 and letters.isalnum() and letters.isupper()


def surname(name: str) -> str:
    """The last word of a personal name with its particles, without a suffix like "Jr."."""
    parts = name.split()
    while len(parts) > 1 and plain(parts[-1]).strip(",") in words.SUFFIXES:
        parts = parts[:-1]
    first = len(parts) - 1
    while first > 1 and plain(parts[first - 1]) in words.PARTICLES:
        first -= 1
    return " ".join(parts[first:]).rstrip(",")


@functools.lru_cache(maxsize=1 << 15)
def is_short_for(short: str, full: str) -> bool:
    """Whether `short` can be a shorter form of the personal name `full`: its surname, its first name, or a subset.

    "Eljahr" and "Mohammed" for "Mohammed Eljahr"; "J. Rowling" for "Joanne Rowling"; "bin Laden" for
    "Osama bin Laden". Words must agree in order; an initial agrees with any word that begins with it.
    """
    small = [part for part in key(short) if part not in words.SUFFIXES]
    large = [part for part in key(full) if part not in words.SUFFIXES]
    if not small or (len(small) >= len(large) and small != large):
        return False
    return _aligned(small, large, whole=False)


def _aligned(small: list[str], large: list[str], *, whole: bool) -> bool:
    """Whether the words of one agree with words of the other in order, at least one pair in full."""
    if not small:
        return whole  # initials alone agree with too much
    return any(
        _agree(small[0], part)
        and _aligned(small[1:], large[k + 1 :], whole=whole or (small[0] == part and len(part) > 1))
        for k, part in enumerate(large)
    )


def _agree(a: str, b: str) -> bool:
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))
