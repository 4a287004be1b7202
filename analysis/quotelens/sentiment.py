"""In what tone: word-list sentiment of what is said.

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
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from quotelens import intervals, tables
from quotelens.encoder import Encoder, read_marked
from quotelens.errors import TableError

Measure = Literal["textblob_polarity", "textblob_subjectivity", "vader_compound"]
MEASURES: tuple[str, ...] = get_args(Measure)

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens and zero-width characters: inside words
_BETWEEN_WORDS = re.compile(
    "``|''|[\"“”„‟«»‹›‚‘‛「」『』＂]"  # quotation marks
    r"|(?<![\w:;=])['’](?=\w)|(?<=[\w.,!?;])['’](?!\w)"  # single ones: no apostrophe, nor part of an emoticon as :'(
    r"|[\x00-\x08\x0e-\x1f\x7f-\x9f]"  # control characters
)
_ASCII = str.maketrans({"’": "'", "—": " - ", "–": " - ", "…": "..."})


def score(quotes: pd.DataFrame) -> pd.DataFrame:
    """Fill the tone columns of the `quotes` frame.

    Only the quote's `content` is scored, never the cue or the source, and the whole of it as one text, however long:
    VADER sums over all of its words, TextBlob averages over those that it knows.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`); what the tone columns hold before is not looked at.

    Returns:
        A copy, rows and index as given, with `textblob_polarity` (-1 to 1), `textblob_subjectivity` (0 to 1) and
        `vader_compound` (-1 to 1). NaN where no word of the content is in that word list: nothing was measured,
        which isn't the same as a neutral tone. (The two lists differ, so one may be NaN where the other isn't.)

    Raises:
        TableError: the frame does not keep the schema of `quotes`.
    """
    tables.check(quotes, tables.QUOTES)
    scored = quotes.copy()
    tone = lexicon(quotes["content"])
    for measure in MEASURES:
        scored[measure] = tone[measure].to_numpy()
    return scored


def lexicon(texts: Iterable[str]) -> pd.DataFrame:
    """Word-list sentiment of any strings.

    Quotation marks and control characters are taken out first, and typographic apostrophes and dashes read as their
    ASCII kin: VADER would otherwise miss the word in `"Terrible,"` and the negation in `don’t`. On plain ASCII text
    without quotation marks the figures are exactly those of `TextBlob(text).sentiment` and of NLTK's
    `SentimentIntensityAnalyzer`. Known slips of the tools themselves are left as they are: TextBlob doesn't see the
    negation in contractions ("isn't good"), and NLTK's VADER judges a repeated word each time by the words before its
    first occurrence.

    Args:
        texts: English strings of any length and any Unicode.

    Returns:
        One row a text, in the order given, numbered from 0; columns `textblob_polarity`, `textblob_subjectivity` and
        `vader_compound`, ranges and NaN as in `score`.
    """
    plain = [_plain(text) for text in texts]
    rows = [(*_textblob()(text), _vader()(text)) for text in plain]
    return pd.DataFrame(np.array(rows, dtype=np.float64).reshape(-1, len(MEASURES)), columns=list(MEASURES))


TONES = ("negative", "neutral", "positive")


def towards(texts: Sequence[str], spans: Sequence[tuple[int, int]], *, encoder: Encoder) -> pd.DataFrame:
    """How each text speaks of a target in it.

    A network that was trained on news sentences (NewsMTSC) reads the sentence with the target marked: whether it is
    spoken of badly, well or neither, by whoever speaks in the sentence. The speaker's own mood is another question.

    Args:
        texts: n sentences in English (of a longer text only what stands around the target is read).
        spans: Of each the target's characters, `[start, end)`.
        encoder: A tone model, as `quotelens train tone` makes it. None ships yet.

    Returns:
        One row a text, in the order given: `negative`, `neutral`, `positive` (probabilities, 0 to 1, summing to 1) and
        `tone` (the likeliest; ties go to the first). NaN and NA where the target holds no word.

    Raises:
        ValueError: there are not as many spans as texts, or a span is empty or does not lie in its text; names the row.
    """
    scores = logits(texts, spans, encoder)
    scaled = scores / float(encoder.card["temperature"])
    shifted = np.exp(scaled - scaled.max(axis=1, keepdims=True)) if len(scaled) else scaled
    chances = shifted / shifted.sum(axis=1, keepdims=True) if len(scaled) else scaled
    frame = pd.DataFrame(chances, columns=list(TONES), dtype="float64")
    best = [None if np.isnan(row).any() else TONES[int(row.argmax())] for row in chances]
    return frame.assign(tone=pd.array(best, dtype="string"))


def logits(texts: Sequence[str], spans: Sequence[tuple[int, int]], encoder: Encoder) -> np.ndarray:
    """The network's scores (n, 3) of the three tones before they are made probabilities; see `towards`."""
    return read_marked(encoder, texts, spans, "tone", len(TONES))


def summarise(quotes: pd.DataFrame, by: str = "source_id", level: float = 0.95) -> pd.DataFrame:
    """Mean tone of groups of quotes, each with an interval.

    Args:
        quotes: The `quotes` table with its tone columns filled by `score`.
        by: The column that makes the groups: `source_id`, `doc_id`, `type`, `level`, or one of your own. Quotes where
            it is NA belong to no group.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        One row a group and measure: groups by first appearance in `quotes`, measures in the order of `MEASURES`.
        `group` (string), `measure`, `mean`, `low`, `high`, and `n`, the number of quotes with a score. `mean` is NaN
        where `n` is 0. `low` and `high` are a percentile bootstrap with a fixed seed; they are NaN where `n` is below
        2, since one quote says nothing of how much a source's quotes differ. Where a group's quotes come from several
        articles, whole articles are drawn, because quotes of one article resemble each other; with few articles the
        interval is too narrow rather than too wide. It covers sampling, not the word lists' own errors.

    Raises:
        TableError: the frame does not keep the schema of `quotes`, or has no column `by`.
        SettingsError: `level` is outside (0, 1).

    References:
        See `intervals.bootstrap_ratio`.
    """
    tables.check(quotes, tables.QUOTES)
    if by not in quotes.columns:
        raise TableError(
            f"table quotes: column {by!r} to group by is missing; it has {', '.join(map(str, quotes.columns))}"
        )
    codes, groups = pd.factorize(quotes[by])
    articles = pd.factorize(quotes["doc_id"])[0]
    means: list[list[tuple[float, float, float, int]]] = []
    for measure in MEASURES:
        values = quotes[measure].to_numpy(dtype=np.float64)
        rows = np.flatnonzero((codes >= 0) & ~np.isnan(values))
        rows = rows[np.argsort(codes[rows], kind="stable")]
        starts = np.searchsorted(codes[rows], np.arange(len(groups) + 1))
        means.append(
            [
                _mean(values[rows[start:stop]], articles[rows[start:stop]], level)
                for start, stop in itertools.pairwise(starts)
            ]
        )
    flat = [row for of_group in zip(*means, strict=True) for row in of_group]
    return pd.DataFrame(
        {
            "group": pd.array(np.repeat([str(group) for group in groups], len(MEASURES)), dtype="string"),
            "measure": pd.array(list(MEASURES) * len(groups), dtype="string"),
            "mean": pd.array([row[0] for row in flat], dtype="float64"),
            "low": pd.array([row[1] for row in flat], dtype="float64"),
            "high": pd.array([row[2] for row in flat], dtype="float64"),
            "n": pd.array([row[3] for row in flat], dtype="Int64"),
        }
    )


def _mean(values: Any, articles: Any, level: float) -> tuple[float, float, float, int]:
    """Mean, its interval's ends, and the number of values."""
    if len(values) == 0:
        return math.nan, math.nan, math.nan, 0
    units = np.unique(articles, return_inverse=True)[1]
    if units.max() == 0:  # one article: its quotes are all there is to draw
        units = np.arange(len(values))
    low, high = intervals.bootstrap_ratio(np.bincount(units, weights=values), np.bincount(units), level=level)
    return float(values.mean()), low, high, len(values)


def _plain(text: str) -> str:
    """The text as the word lists' own tokenizers expect it; see `lexicon`."""
    return _BETWEEN_WORDS.sub(" ", _INVISIBLE.sub("", text)).translate(_ASCII)


@functools.cache
def _textblob() -> Callable[[str], tuple[float, float]]:
    """Text -> polarity and subjectivity, NaN where TextBlob knows no word. It reads files of its own, no NLTK data."""
    from textblob.en.sentiments import PatternAnalyzer  # heavy, so at first use

    analyse = PatternAnalyzer().analyze

    def measure(text: str) -> tuple[float, float]:
        found = analyse(text, keep_assessments=True)
        return (found.polarity, found.subjectivity) if found.assessments else (math.nan, math.nan)

    return measure


@functools.cache
def _vader() -> Callable[[str], float]:
    """Text -> compound score, NaN where VADER knows no word."""
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, SentiText, VaderConstants  # heavy, so at first use

    # SentimentIntensityAnalyzer() reads its word list through nltk.data, which wants it downloaded, and which since
    # NLTK 3.10 refuses any file outside of NLTK's own data folders (before, it took no Windows path). So the analyzer
    # is put together without its constructor, with the same list as the vaderSentiment package carries it.
    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.constants = constants = VaderConstants()
    analyzer.lexicon = known = _vader_words()

    def measure(text: str) -> float:
        compound = float(analyzer.polarity_scores(text)["compound"])
        if compound != 0:
            return compound
        words = SentiText(text, constants.PUNC_LIST, constants.REGEX_REMOVE_PUNCTUATION).words_and_emoticons
        lower = [word.lower() for word in words]
        counted = any(
            word in known and word not in constants.BOOSTER_DICT and (word, after) != ("kind", "of")
            for word, after in itertools.pairwise([*lower, ""])
        )
        return 0.0 if counted else math.nan

    return measure


def _vader_words() -> dict[str, float]:
    """VADER's word list: word or emoticon -> mean valence of ten raters, -4 to 4."""
    text = importlib.resources.files("vaderSentiment").joinpath("vader_lexicon.txt").read_text(encoding="utf-8")
    words = {}
    for line in text.split("\n"):
        if line.strip():
            word, valence, *_ = line.split("\t")
            words[word] = float(valence)
    return words
