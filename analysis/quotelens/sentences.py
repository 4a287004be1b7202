"""Where sentences of English news begin and end."""

from __future__ import annotations

import re

from quotelens.records import Span

# Punkt's own parameters would have to be downloaded; these are what English news abbreviates, written for this package
_TITLES: tuple[str, ...] = (
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "rev",
    "sen",
    "sens",
    "rep",
    "reps",
    "gov",
    "govs",
    "gen",
    "lt",
    "col",
    "sgt",
)
_TITLES += ("capt", "cmdr", "adm", "maj", "pres", "sec", "st", "jr", "sr", "inc", "corp", "co", "ltd", "ph.d")
_MONTHS = ("jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec")
_PLACES: tuple[str, ...] = (
    "u.s",
    "u.n",
    "u.k",
    "d.c",
    "n.y",
    "n.j",
    "fla",
    "calif",
    "mass",
    "conn",
    "ariz",
    "ga",
    "ill",
    "ind",
    "kan",
)
_PLACES += ("ky", "la", "md", "mich", "minn", "miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex")
_PLACES += ("va", "vt", "wash", "wis", "wyo")
ABBREVIATIONS = frozenset((*_TITLES, *_MONTHS, *_PLACES, "vs", "etc", "no", "e.g", "i.e", "a.m", "p.m", "r", "d"))


def sentences(text: str) -> list[Span]:
    """The text's sentences, none across a line break, in order; white space between them belongs to none.

    References:
        Kiss and Strunk (2006), Unsupervised multilingual sentence boundary detection, Computational Linguistics 32(4).
    """
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer  # heavy, so at first use

    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    tokenizer = PunktSentenceTokenizer(parameters)
    return [
        Span(line.start() + start, line.start() + end)
        for line in re.finditer(r"[^\n\r\u2028\u2029]+", text)
        for start, end in tokenizer.span_tokenize(line.group())
        if not line.group()[start:end].isspace()
    ]
