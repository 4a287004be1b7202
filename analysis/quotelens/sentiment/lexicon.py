"""Word lists: the sentiment of the words of a text.

Two published word lists, each with its own rules for negation and intensity: TextBlob's pattern lexicon (adjectives
of product reviews) and VADER (social media). Both were made for other texts than news and misjudge it in known ways:
topic words count as tone ("war", "killed", "support", "security" in a sober statement), irony, reported stance and
specialist senses are missed, and so is whom the tone is directed at. Read a score as the tone of the *words*, compare
groups of quotes rather than single ones, and check a sample by hand before building on it.

References:
    Hutto and Gilbert (2014), VADER: a parsimonious rule-based model for sentiment analysis of social media text,
    ICWSM 8, 216-225.
    De Smedt and Daelemans (2012), Pattern for Python, Journal of Machine Learning Research 13, 2063-2067 (the lexicon
    and rules that TextBlob carries).
    Van Atteveldt, van der Velden and Boukes (2021), The validity of sentiment analysis, Communication Methods and
    Measures 15, 121-140 (how little word lists agree with readers on news).
"""

from __future__ import annotations

import functools
import importlib.resources
import itertools
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd

from quotelens.texts import Several, Texts

LISTS = ("textblob_polarity", "textblob_subjectivity", "vader_compound")
VADER_SCALE = 4.0  # VADER's raters gave -4 to 4

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens and zero-width characters: inside words
_BETWEEN_WORDS = re.compile(
    "``|''|[\"“”„‟«»‹›‚‘‛「」『』＂]"  # quotation marks
    r"|(?<![\w:;=])['’](?=\w)|(?<=[\w.,!?;])['’](?!\w)"  # single ones: no apostrophe, nor part of an emoticon as :'(
    r"|[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # control characters
)
_ASCII = str.maketrans({"’": "'", "—": " - ", "–": " - ", "…": "..."})


@overload
def lexicon(texts: str, terms: Mapping[str, float] | None = None) -> pd.Series: ...  # type: ignore[overload-overlap]
@overload
def lexicon(texts: Several, terms: Mapping[str, float] | None = None) -> pd.DataFrame: ...
def lexicon(texts: str | Several, terms: Mapping[str, float] | None = None) -> pd.Series | pd.DataFrame:
    """Word-list sentiment of any strings.

    Quotation marks and control characters are taken out first, and typographic apostrophes and dashes read as their
    ASCII kin: VADER would otherwise miss the word in `"Terrible,"` and the negation in `don’t`. On plain ASCII text
    without quotation marks the figures are exactly those of `TextBlob(text).sentiment` and of NLTK's
    `SentimentIntensityAnalyzer`. Known slips of the tools themselves are left as they are: TextBlob doesn't see the
    negation in contractions ("isn't good"), and NLTK's VADER judges a repeated word each time by the words before its
    first occurrence.

    Args:
        texts: An English string of any length and any Unicode, several, or a column of a frame (see `texts`).
        terms: A study's own words, each with its tone from -1 to 1; they go before both lists' own (0: a word of no
            tone), and for VADER are multiplied by 4. Case is ignored.

    Returns:
        One row a text, in the order given, numbered from 0 or with the column's index; of a single string that row.
        Columns `textblob_polarity`, `textblob_subjectivity` and `vader_compound`, ranges and NaN as in `score`.

    Raises:
        TextError: something given is no text; names the row.
    """
    given, lists = Texts.of(texts), _lists(_frozen(terms))
    rows = [(*lists.textblob(text), lists.vader(text)) for text in map(_plain, given.each)]
    found: pd.Series | pd.DataFrame = given.rows(
        pd.DataFrame(np.array(rows, dtype=np.float64).reshape(-1, len(LISTS)), columns=list(LISTS))
    )
    return found


def words(text: str | Several, terms: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Which words of a text drive its word-list scores, and how far.

    Args:
        text: As for `lexicon`.
        terms: As for `lexicon`.

    Returns:
        One row a word that a list counts, of several texts in their order, with `text`, its number from 0, as the first
        column; TextBlob's first, each list's in text order: `list` ("textblob" or "vader"),
        `words` (TextBlob takes a modifier or negation along with the word it changes), `weight`, and `alone` (what the
        last of the words would weigh by itself: where the two differ, a negation, a modifier or "but" was at work).
        TextBlob's weights are polarities, -1 to 1, and its score is their mean; VADER's are valences, about -4 to 4,
        and its score is their sum v (with something added for exclamation and question marks) over sqrt(v² + 15).

    Raises:
        TextError: something given is no text; names the row.
    """
    given, lists = Texts.of(text), _lists(_frozen(terms))
    rows = []
    for number, plain in enumerate(map(_plain, given.each)):
        rows += [(number, "textblob", *row) for row in lists.textblob_words(plain)]
        rows += [(number, "vader", *row) for row in lists.vader_words(plain)]
    kinds = {"text": "Int64", "list": "string", "words": "string", "weight": "float64", "alone": "float64"}
    frame = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return frame.drop(columns="text") if given.single else frame


def _plain(text: str) -> str:
    """The text as the word lists' own tokenizers expect it; see `lexicon`."""
    return _BETWEEN_WORDS.sub(" ", _INVISIBLE.sub("", text)).translate(_ASCII)


def _frozen(terms: Mapping[str, float] | None) -> tuple[tuple[str, float], ...]:
    return tuple(sorted((word.lower(), float(tone)) for word, tone in (terms or {}).items()))


@dataclass(frozen=True, slots=True)
class _Lists:
    """Both word lists, ready: text -> scores, NaN where a list knows no word, and text -> (words, weight, alone)."""

    textblob: Callable[[str], tuple[float, float]]
    textblob_words: Callable[[str], list[tuple[str, float, float]]]
    vader: Callable[[str], float]
    vader_words: Callable[[str], list[tuple[str, float, float]]]


@functools.lru_cache(maxsize=8)
def _lists(terms: tuple[tuple[str, float], ...]) -> _Lists:
    return _Lists(*_textblob(dict(terms)), *_vader(dict(terms)))


def _textblob(terms: Mapping[str, float]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """TextBlob's scores and words. It reads files of its own, no NLTK data."""
    from textblob import en  # heavy, so at first use

    known = en.sentiment
    if terms:  # the library's own list is everybody's; a study's words go into a copy
        known = en.Sentiment(
            path=os.path.join(en.MODULE, "en-sentiment.xml"),
            synset="wordnet_id",
            negations=en.sentiment.negations,
            modifiers=en.sentiment.modifiers,
            modifier=en.sentiment.modifier,
            tokenizer=en.sentiment.tokenizer,
            language="en",
        )
        known.load()
        for word, tone in terms.items():
            subjectivity = known[word][None][1] if word in known else 0.0
            dict.__setitem__(known, word, {None: [tone, subjectivity, 1.0]})

    def measure(text: str) -> tuple[float, float]:
        found = known(text)
        return (found[0], found[1]) if found.assessments else (math.nan, math.nan)

    def driving(text: str) -> list[tuple[str, float, float]]:
        return [
            (" ".join(chunk), polarity, float(known[chunk[-1]][None][0]) if chunk[-1] in known else math.nan)
            for chunk, polarity, _, _ in known(text).assessments
        ]

    return measure, driving


def _vader(terms: Mapping[str, float]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """VADER's compound score and words."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, SentiText, VaderConstants  # heavy, so at first use

    # SentimentIntensityAnalyzer() reads its word list through nltk.data, which wants it downloaded, and which since
    # NLTK 3.10 refuses any file outside of NLTK's own data folders (before, it took no Windows path). So the analyzer
    # is put together without its constructor, with the same list as the vaderSentiment package carries it.
    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.constants = constants = VaderConstants()
    own = {word: VADER_SCALE * tone for word, tone in terms.items()}
    analyzer.lexicon = known = {**_vader_words(), **own}

    def split(text: str) -> list[str]:
        words: list[str] = SentiText(text, constants.PUNC_LIST, constants.REGEX_REMOVE_PUNCTUATION).words_and_emoticons
        return words

    def counts(word: str, after: str) -> bool:
        return word in known and word not in constants.BOOSTER_DICT and (word, after) != ("kind", "of")

    def measure(text: str) -> float:
        compound = float(analyzer.polarity_scores(text)["compound"])
        if compound != 0:
            return compound
        lower = [word.lower() for word in split(text)]
        counted = any(counts(word, after) for word, after in itertools.pairwise([*lower, ""]))
        return 0.0 if counted else math.nan

    def driving(text: str) -> list[tuple[str, float, float]]:
        seen: list[list[float]] = []

        def note(sentiments: list[float], text: str) -> dict[str, float]:
            seen.append(sentiments)
            return {"compound": 0.0}

        watched = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
        watched.constants, watched.lexicon, watched.score_valence = constants, known, note
        watched.polarity_scores(text)
        words = split(text)
        lower = [word.lower() for word in words]
        return [
            (word, float(weight), known[low])
            for word, low, after, weight in zip(words, lower, [*lower[1:], ""][: len(lower)], seen[0], strict=True)
            if counts(low, after)
        ]

    return measure, driving


def _vader_words() -> dict[str, float]:
    """VADER's word list: word or emoticon -> mean valence of ten raters, -4 to 4."""
    text = importlib.resources.files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8")
    words = {}
    for line in text.split("\n"):
        if line.strip():
            word, valence, *_ = line.split("\t")
            words[word] = float(valence)
    return words
