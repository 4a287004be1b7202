"""When two names of a corpus can be one: short forms, nicknames, other spellings of the same sounds, acronyms.

Nothing here knows who anybody is; it compares strings, and says what makes them alike.
"""

from __future__ import annotations

import functools
import re
from typing import Literal

from anyascii import anyascii
from nicknames import NickNamer

from quotelens.sources import figures, names, words

# known figures who are told from their fathers by the suffix alone
_SONS = frozenset(name for name in figures.FIGURES if name.endswith(" Jr"))

Likeness = Literal["same name", "short form", "word order", "nickname", "spelling"]

_COMPANY = frozenset(
    (
        "inc",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "nv",
        "ab",
        "oy",
    )
)
_VOWELS = frozenset("aiu")
# letters that romanisations of one sound differ in: Qaddafi, Gadhafi; Tchaikovsky, Chaikovskii; Mohammed, Muhammad
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"^tch|tsch|tch", "ch"), (r"sch|sh", "s"), (r"ph", "f"), (r"th", "t"), (r"dh", "d"),
    (r"kh|gh|ck|q|x|g(?=[aou])", "k"), (r"ts|tz|z", "s"), (r"w", "v"), (r"dj|dzh|zh", "j"), (r"c(?=[eiy])", "s"),
    (r"c(?!h)", "k"), (r"ou|oo|ow|o", "u"), (r"ee|ie|ei|ey|ay|ai|e|y|j(?![aiu])", "i"), (r"(?<=[aiu])h(?![aiu])", ""),
)  # fmt: skip


@functools.lru_cache(maxsize=1 << 16)
def likeness(one: str, other: str) -> Likeness | None:
    """What makes two persons' full names (two words or more each) the same, or `None`.

    Words are compared without case, marks and titles. A word may be missing from one of them or stand there as an
    initial, if the first and last agree; first names may be each other's nicknames; and words may be spelled
    differently for the same sounds. Suffixes (Jr., II) must not contradict.
    """
    first, second = _words(one), _words(other)
    suffixes = {_suffixes(one), _suffixes(other)} - {frozenset[str]()}
    if len(first) < 2 or len(second) < 2 or len(suffixes) > 1:
        return None
    if _suffixes(one) != _suffixes(other) and {one, other} & _SONS:
        return None
    if first == second:
        return "same name"
    if sorted(first) == sorted(second):
        return "word order"
    short, full = sorted((first, second), key=len)
    if short[-1] == full[-1] and _middles_agree(short[1:-1], full[1:-1]):
        if _agree(short[0], full[0]):
            return "short form"
        if _nicknames(short[0], full[0]):
            return "nickname"
    if full[: len(short)] == short:
        return "short form"  # without the second surname: "Ana Ruiz" for "Ana Ruiz Soto"
    if len(short) == len(full) and all(sounds_alike(a, b) for a, b in zip(short, full, strict=True)):
        return "spelling"
    return None


def _words(name: str) -> tuple[str, ...]:
    parts = [part for part in names.key(_latin(name)) if part not in words.SUFFIXES]
    return tuple(parts)


def _suffixes(name: str) -> frozenset[str]:
    return frozenset(names.key(name)) & words.SUFFIXES


@functools.lru_cache(maxsize=1 << 16)
def _latin(name: str) -> str:
    """The name in Latin letters without marks ("Łukasz Müller" -> "Lukasz Muller"), written together as it was."""
    return name if name.isascii() else anyascii(name)


def _agree(a: str, b: str) -> bool:
    return a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))


def _middles_agree(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether one name has no middle names, or both begin them alike: "George W." is not "George H. W."."""
    return not short or not full or (_agree(short[0], full[0]) and len(short) <= len(full))


@functools.cache
def _namer() -> NickNamer:
    return NickNamer()


@functools.lru_cache(maxsize=1 << 14)
def _nicknames(a: str, b: str) -> bool:
    return b in _namer().nicknames_of(a) or a in _namer().nicknames_of(b)


def sounds_alike(a: str, b: str) -> bool:
    """Whether two words can be one name in two romanisations ("Zelensky" and "Zelenskiy", "Qaddafi" and "Gadhafi").

    Spelled by their sounds they have the same consonants, the same last vowel if they end in one, and differ in at
    most a third of their vowels ("Hassan" and "Hussein" do not).
    """
    one, other = sound(a), sound(b)
    if one == other:
        return True
    if len(one) != len(other) or skeleton(one) != skeleton(other) or len(one) < 4 or one[-1] != other[-1]:
        return False
    pairs = [(x, y) for x, y in zip(one, other, strict=True) if x in _VOWELS or y in _VOWELS]
    if any((x in _VOWELS) != (y in _VOWELS) for x, y in pairs):
        return False
    return 3 * sum(x != y for x, y in pairs) <= len(pairs)


@functools.lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """A word spelled by its sounds: one letter a sound, three vowels (a, i, u), nothing doubled."""
    spelled = re.sub(r"[^a-z]", "", _latin(word).casefold())
    for pattern, letter in _SOUNDS:
        spelled = re.sub(pattern, letter, spelled)
    return re.sub(r"(.)\1+", r"\1", spelled)


def skeleton(spelled: str) -> str:
    """The consonants of what `sound` gives."""
    return re.sub(r"[aiu]", "", spelled)


def blocks(name: str) -> set[str]:
    """Keys of which two full names share at least one if they are alike in any way that `likeness` knows."""
    parts = _words(name)
    if len(parts) < 2:
        return set()
    last = sound(parts[-1])
    firsts = {parts[0], *(_namer().canonicals_of(parts[0])), *(_namer().nicknames_of(parts[0]))}
    surnames = {last, sound(parts[-2])} if len(parts) > 2 else {last}
    return {" ".join(sorted(parts)), *(f"{name} {sound(first)[:1]}" for name in surnames for first in firsts)}


def acronyms(name: str) -> frozenset[str]:
    """The acronyms that can stand for an organization's full name; none for a single word."""
    return names.initials(name) if len(names.key(name)) > 1 else frozenset()


@functools.lru_cache(maxsize=1 << 16)
def body_key(name: str) -> tuple[str, ...]:
    """What the forms of an organization's name share: its words without marks, company forms and of, sorted."""
    parts = [part for part in names.key(_latin(name)) if part not in ("of", "for", "the", "and", "s")]
    core = [part for part in parts if part not in _COMPANY]
    return tuple(sorted(core or parts))
