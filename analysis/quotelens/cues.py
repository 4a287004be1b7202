"""Where the reporter stands: the stance of the words that introduce a quote.

"She said that ...", "she claimed that ...", "she admitted that ..." and "she fumed that ..." report one content in four
ways. `cues.csv`, beside this file, gives each reporting word one of four classes:

- `neutral`: the reporter takes no stand (say, tell, according to). Names of what a source does with words (promise,
  deny, criticize) and of what it holds or wants (believe, support, hope) are neutral too: who is right stays open.
- `doubting`: the words keep a distance from the truth of what is said (claim, allege, insist, supposedly), or say that
  it is untrue (lie, falsely).
- `endorsing`: they present it as true, or take it for given (admit, reveal, point out, show, know).
- `emotive`: they colour how it is said, or what is felt, with feeling or force (hail, slam, lament, vow, angrily).

The classes are of words, not of their uses: "claim" distances in most news and not in all, and irony is not seen. The
list was made by one reader. Its column `source` says whose account an entry follows, `own` where it is our reading
alone; where accounts differ, `note` says why. To change it for a study, give `own` entries.

References, by the key that `source` has:
    bednarek2006: Bednarek (2006), Evaluation in Media Discourse, Continuum (hearsay and other evidence in news).
    bergler1992: Bergler (1992), Evidential Analysis of Reported Speech, PhD thesis, Brandeis University.
    caldas1994: Caldas-Coulthard (1994), On reporting reporting, in Coulthard (ed.), Advances in Written Text Analysis,
        Routledge, 295-308 (neutral, metapropositional, metalinguistic and descriptive verbs). A kind of verb; the
        stance is our reading of the kind.
    fillmore1971: Fillmore (1971), Verbs of judging, in Fillmore and Langendoen (eds), Studies in Linguistic Semantics,
        Holt, 273-289. A kind of verb, as above.
    hooper1975: Hooper (1975), On assertive predicates, in Kimball (ed.), Syntax and Semantics 4, Academic Press, 91-124
        (weak and strong assertives, semi-factives, factives). That some strong assertives distance and others endorse
        is our reading.
    hyland2002: Hyland (2002), Activity and evaluation: reporting practices in academic writing, in Flowerdew (ed.),
        Academic Discourse, Longman, 115-130.
    hyland2005: Hyland (2005), Metadiscourse, Continuum (its lists of hedges and boosters).
    karttunen1971: Karttunen (1971), Implicative verbs, Language 47, 340-358.
    kiparsky1970: Kiparsky and Kiparsky (1970), Fact, in Bierwisch and Heidolph (eds), Progress in Linguistics, Mouton,
        143-173 (factive, non-factive and emotive predicates).
    levin1993: Levin (1993), English Verb Classes and Alternations, University of Chicago Press (manner of speaking,
        judgment, complaint, saying, desire). A kind of verb, as above.
    martin2005: Martin and White (2005), The Language of Evaluation, Palgrave (acknowledge, distance, endorse).
    recasens2013: Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013), Linguistic models for analyzing and detecting
        biased language, ACL, 1650-1659.
    sauri2009: Saurí and Pustejovsky (2009), FactBank: a corpus annotated with event factuality, Language Resources and
        Evaluation 43, 227-268.
    thompson1991: Thompson and Ye (1991), Evaluation in the reporting verbs used in academic papers, Applied
        Linguistics 12, 365-382.
    own: our reading.
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from quotelens.errors import SettingsError
from quotelens.records import STANCES, Stance

# Where a cue holds several: distance takes back what else is said ("claimed to reveal"), and any stand outweighs none.
DECIDING: tuple[Stance, ...] = ("doubting", "emotive", "endorsing", "neutral")
GAP = 2  # words that may stand between two of an entry's: "made it perfectly clear"

_NONE_OWN: Mapping[str, Stance] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of `cues.csv`: a cue in base form, its class, whose account it follows, and why where that is asked."""

    cue: str
    stance: Stance
    source: tuple[str, ...]
    note: str = ""


def stance(cue: str, own: Mapping[str, Stance] = _NONE_OWN) -> Stance | None:
    """The reporter's stance in a cue as an article has it ("was quick to hail", "have indicated", "said angrily").

    Entries are found in any inflection and letter case, with other words around them and up to two between their own
    ("made it clear"). A longer entry hides shorter ones that share a word with it ("point out", not "point"). Of those
    left, `own` entries go before the package's; among either, doubting goes before emotive, emotive before endorsing,
    endorsing before neutral.

    A negated entry that is not neutral does not count: "did not confirm" is no confirmation, and whether it still takes
    the content for true differs from word to word. A negated neutral one stays neutral ("did not say"). Negated is all
    that stands behind "not", "never", "declined to", "refused to" and their like, up to a comma, "but" or "and".
    "Denied" is a verb of its own, and neutral.

    Args:
        cue: Any string.
        own: A study's entries, cue in base form -> class.

    Returns:
        The class; `None` where no entry is found, or none that counts.

    Raises:
        SettingsError: an entry of `own` has no word or no such class; names the entry.
    """
    return _decide(_tokens(cue), _compiled(own), _package())


def stances(cues: Iterable[str | None], own: Mapping[str, Stance] = _NONE_OWN) -> Any:
    """`stance` of each cue, in the order given.

    Args:
        cues: Cues as written; `None` and NA where a quote has none.
        own: As in `stance`.

    Returns:
        A pandas string array; NA where there is no cue or no class.

    Raises:
        SettingsError: as in `stance`.
    """
    mine, package = _compiled(own), _package()

    @functools.cache
    def of(cue: str) -> Stance | None:
        return _decide(_tokens(cue), mine, package)

    return pd.array([of(cue) if isinstance(cue, str) else None for cue in cues], dtype="string")


@functools.cache
def entries() -> tuple[Entry, ...]:
    """The package's list, in the order of the file (by cue).

    Raises:
        SettingsError: a row of the file has no such class; names the row.
    """
    text = importlib.resources.files("quotelens").joinpath("cues.csv").read_text(encoding="utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        if row["stance"] not in STANCES:
            raise SettingsError(f"cues.csv: {row['cue']!r} has stance {row['stance']!r}; it must be one of {STANCES}")
        found.append(Entry(row["cue"], row["stance"], tuple(row["source"].split(";")), row["note"]))  # type: ignore[arg-type]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    clause: int  # how many commas, "but" or "and" stand before it


@dataclass(frozen=True, slots=True)
class _Match:
    places: tuple[int, ...]
    stance: Stance


# first word in any form -> the entries that begin with it: the forms of each of their words, and the class
_Lexicon = Mapping[str, list[tuple[tuple[frozenset[str], ...], Stance]]]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens and zero-width characters: inside words
_PIECES = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[,;:.—–]")
_STOPS = frozenset(("but", "and", "yet", "while", "although", "though", "instead"))
_NOT = frozenset(("not", "never", "no", "nor", "neither", "without", "hardly", "scarcely", "barely", "nobody", "none"))
_MERELY = frozenset(("only", "just", "merely", "simply", "doubt", "secret"))  # behind "not" or "no": nothing is denied


def _tokens(text: str) -> list[_Token]:
    """The words in lower case, clitics apart: "didn’t" is did, not; "he's" is he. Hyphens part words."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).replace("’", "'").casefold()
    tokens: list[_Token] = []
    clause = 0
    for piece in _PIECES.findall(plain):
        if not piece[0].isalnum():
            clause += 1
            continue
        clause += piece in _STOPS
        tokens += [_Token(word, clause) for word in _parts(piece)]
    return tokens


def _parts(piece: str) -> list[str]:
    if piece == "cannot":
        return ["can", "not"]
    if piece.endswith("n't"):
        return [part for part in (piece.removesuffix("n't"), "not") if part]
    return [piece.partition("'")[0]]


def _decide(tokens: list[_Token], own: _Lexicon, package: _Lexicon) -> Stance | None:
    denies = _denies(tokens)
    before = _denied_before(tokens, denies)
    for lexicon in (own, package):
        found = _longest(list(_matches(tokens, lexicon)))
        if found:
            counting = {
                match.stance
                for match in found
                if match.stance == "neutral" or not _negated(match, tokens, denies, before)
            }
            return next((each for each in DECIDING if each in counting), None)
    return None


def _matches(tokens: list[_Token], lexicon: _Lexicon) -> Iterator[_Match]:
    for start, token in enumerate(tokens):
        for words, its_stance in lexicon.get(token.word, ()):
            places = _places(tokens, start, words)
            if places is not None:
                yield _Match(places, its_stance)


def _places(tokens: list[_Token], start: int, words: tuple[frozenset[str], ...]) -> tuple[int, ...] | None:
    """Where the words stand from `start` on, each at the first place that is near enough to the one before."""
    places = [start]
    for forms in words[1:]:
        near = range(places[-1] + 1, min(places[-1] + 2 + GAP, len(tokens)))
        place = next((k for k in near if tokens[k].word in forms), None)
        if place is None:
            return None
        places.append(place)
    return tuple(places)


def _longest(matches: list[_Match]) -> list[_Match]:
    """Those that share no word with a longer one."""
    by_length: dict[int, list[_Match]] = defaultdict(list)
    for match in matches:
        by_length[len(match.places)].append(match)
    taken: set[int] = set()
    kept: list[_Match] = []
    for _, equal in sorted(by_length.items(), reverse=True):
        free = [match for match in equal if taken.isdisjoint(match.places)]
        taken.update(place for match in free for place in match.places)
        kept += free
    return kept


def _negated(match: _Match, tokens: list[_Token], denies: list[bool], before: list[int]) -> bool:
    """Whether a negation stands before the match's last word in its clause, other than one of the entry's own."""
    *places, last = match.places
    return before[last] > sum(denies[place] for place in places if tokens[place].clause == tokens[last].clause)


def _denies(tokens: list[_Token]) -> list[bool]:
    """Of each word, whether it negates what stands behind it."""
    found = []
    for k, token in enumerate(tokens):
        after = tokens[k + 1].word if k + 1 < len(tokens) else ""
        outright = token.word in _NOT and after not in _MERELY
        found.append(outright or token.word in _implying_not() or (after == "short" and token.word in _forms("stop")))
    return found


def _denied_before(tokens: list[_Token], denies: list[bool]) -> list[int]:
    """Of each word, how many negations stand before it in its clause."""
    counts = []
    clause = count = 0
    for token, denying in zip(tokens, denies, strict=True):
        if token.clause != clause:
            clause, count = token.clause, 0
        counts.append(count)
        count += denying
    return counts


@functools.cache
def _implying_not() -> frozenset[str]:
    """Negative implicatives and their like, in all forms (karttunen1971): who declines to confirm does not confirm."""
    verbs = ("decline", "refuse", "fail", "neglect", "avoid", "refrain", "unwilling", "unable", "refusal", "failure")
    return frozenset().union(*map(_forms, verbs))


@functools.cache
def _package() -> _Lexicon:
    return _lexicon((entry.cue, entry.stance) for entry in entries())


def _compiled(own: Mapping[str, Stance]) -> _Lexicon:
    for cue, its_stance in own.items():
        if its_stance not in STANCES:
            raise SettingsError(f"cue {cue!r}: stance {its_stance!r} is none of {', '.join(STANCES)}")
        if not _tokens(cue):
            raise SettingsError(f"cue {cue!r}: it holds no word")
    return _lexicon(own.items())


def _lexicon(listed: Iterable[tuple[str, Stance]]) -> _Lexicon:
    lexicon: dict[str, list[tuple[tuple[frozenset[str], ...], Stance]]] = defaultdict(list)
    for cue, its_stance in listed:
        words = tuple(_forms(token.word) for token in _tokens(cue))
        for form in sorted(words[0]):
            lexicon[form].append((words, its_stance))
    return dict(lexicon)


# Verbs whose past forms no rule gives. The list is closed, so the forms of the words in it are written out once, and
# nothing has to guess the base of a word that an article holds.
_IRREGULAR = {
    line.split()[0]: line.split()[1:]
    for line in """
    be am is are was were been
    bear bore borne
    become became become
    begin began begun
    bet bet
    bid bid
    bind bound
    bite bit bitten
    break broke broken
    bring brought
    broadcast broadcast
    build built
    burst burst
    cast cast
    catch caught
    choose chose chosen
    cling clung
    come came come
    cut cut
    deal dealt
    do does did done
    draw drew drawn
    dream dreamed dreamt
    drive drove driven
    eat ate eaten
    fall fell fallen
    feel felt
    fight fought
    find found
    fling flung
    forbid forbade forbidden
    forecast forecast forecasted
    foresee foresaw foreseen
    foretell foretold
    forget forgot forgotten
    forgive forgave forgiven
    forswear forswore forsworn
    get got gotten
    give gave given
    go went gone
    grind ground
    hang hung
    have has had
    hear heard
    hide hid hidden
    hit hit
    hold held
    keep kept
    know knew known
    lay laid
    lead led
    leap leaped leapt
    learn learned learnt
    leave left
    let let
    light lit lighted
    lose lost
    make made
    mean meant
    meet met
    mislead misled
    misspeak misspoke misspoken
    overhear overheard
    overstate overstated
    oversell oversold
    plead pleaded pled
    prove proved proven
    put put
    read read
    ring rang rung
    rise rose risen
    run ran run
    say said
    see saw seen
    seek sought
    sell sold
    send sent
    set set
    shake shook shaken
    shed shed
    shoot shot
    show showed shown
    sing sang sung
    sling slung
    speak spoke spoken
    spell spelled spelt
    spill spilled spilt
    spin spun
    spit spat spit
    stand stood
    stick stuck
    sting stung
    strike struck stricken
    swear swore sworn
    sweep swept
    swing swung
    take took taken
    teach taught
    tear tore torn
    tell told
    think thought
    throw threw thrown
    understand understood
    uphold upheld
    weep wept
    win won
    withdraw withdrew withdrawn
    withhold withheld
    wring wrung
    write wrote written
    retell retold
    rewrite rewrote rewritten
    """.strip().splitlines()
}
_CLOSED = re.compile(r"(?:[^aeiou]|qu)[aeiou][^aeiouwxy]$")  # "slam", "quip": the last letter may double
_VOWELS = re.compile(r"[aeiouy]+")
_SIBILANT = re.compile(r"(?:[sxz]|[cs]h)$")


@functools.cache
def _forms(word: str) -> frozenset[str]:
    """A word and its inflected forms, as verb and as noun, in British and American spelling; some exist in no text."""
    forms = {word, *_with_s(word)}
    if len(word) > 2 or word in _IRREGULAR:  # particles and pronouns do not inflect
        forms |= {form for stem in _stems(word) for form in _with_ing(stem)}
        forms |= set(_IRREGULAR[word]) if word in _IRREGULAR else {f for s in _stems(word) for f in _with_ed(s)}
    british = {re.sub(r"(?<=..)([iy])z(e|es|ed|ing|ation|ations)$", r"\1s\2", form) for form in forms}
    return frozenset(forms | british)


def _stems(word: str) -> list[str]:
    """The word as "-ed" and "-ing" find it: "slamm"; "signal" and "signall", as the stress isn't written."""
    if word.endswith("c"):
        return [f"{word}k"]
    if not _CLOSED.search(word):
        return [word]
    doubled = word + word[-1]
    return [doubled] if len(_VOWELS.findall(word)) == 1 else [word, doubled]


def _with_s(word: str) -> list[str]:
    if re.search(r"[^aeiou]y$", word):
        return [f"{word[:-1]}ies"]
    if word.endswith("o"):
        return [f"{word}s", f"{word}es"]
    return [f"{word}es" if _SIBILANT.search(word) else f"{word}s"]


def _with_ed(stem: str) -> list[str]:
    if stem.endswith("e"):
        return [f"{stem}d"]
    return [f"{stem[:-1]}ied"] if re.search(r"[^aeiou]y$", stem) else [f"{stem}ed"]


def _with_ing(stem: str) -> list[str]:
    if stem.endswith("ie"):
        return [f"{stem[:-2]}ying"]
    if re.search(r"[^eoy]e$", stem) and stem != "be":
        return [f"{stem[:-1]}ing"]
    return [f"{stem}ing"]
