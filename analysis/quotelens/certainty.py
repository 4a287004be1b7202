"""How certain something is presented to be: by a network, by hedges and boosters, by words of estimative probability.

Certainty here is a matter of wording. It says how far a text commits itself, or the source it quotes, to what is said,
and never whether that is so. A source that hedges is not less reliable for it: careful sources hedge, and what is said
without a hedge can be false. Nothing in this package counts a hedge against anybody.

References:
    Saurí and Pustejovsky (2009), FactBank: a corpus annotated with event factuality, Language Resources and Evaluation
    43, 227-268 (the scale from -3 to 3 that `score` answers on).
    Hyland (2005), Metadiscourse, Continuum, appendix (most of `hedges.csv`; the key `hyland2005` in its column
    `source`, `own` where the entry is ours).
    Kent (1964), Words of estimative probability, Studies in Intelligence 8(4), 49-65.
    Nation (2017), Perceptions of probability and numbers, github.com/zonination/perceptions, MIT licence (46 raters'
    answers, from which the figures of `estimative.csv` are worked out).
"""

from __future__ import annotations

import csv
import functools
import importlib.resources
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pandas as pd

from quotelens import marks, tables
from quotelens.encoder import Encoder, judgement_model, read_marked
from quotelens.errors import TableError
from quotelens.records import Span, count_words
from quotelens.texts import Pair, Pairs, Several, Texts, spans_of

LEAST, MOST = -3.0, 3.0  # certainly not; certainly


@overload
def score(texts: str, spans: Pair | None = None, *, encoder: Encoder | None = None) -> float: ...  # type: ignore[overload-overlap]
@overload
def score(texts: Several, spans: Pairs | None = None, *, encoder: Encoder | None = None) -> pd.Series[float]: ...
def score(
    texts: str | Several, spans: Pair | Pairs | None = None, *, encoder: Encoder | None = None
) -> float | pd.Series[float]:
    """How certain what stands at a span of each text is presented to be.

    A network reads the text with the span marked: a predicate ("killed"), or a clause or sentence. Around it count
    verbs that report or deny, negation, modal verbs, conditions and questions. A negation inside the span is part of
    what is claimed: in "she said that nobody died" the clause "nobody died" is certain, the predicate "died" certainly
    not so.

    Args:
        texts: A text in English, n of them, or a column of a frame; best a sentence or two (of a longer text only what
            stands around the span is read).
        spans: Of each the characters `[start, end)` in question: a pair or a `Span`, n of them, or a frame of two
            columns; by default the whole text.
        encoder: A certainty model; by default the one that ships.

    Returns:
        `certainty` of each text, in the order given, numbered from 0 or with the column's index (of a single text the
        number), -3 to 3 (3 certain, 2 probable, 1 possible, 0 uncommitted, and below 0 the same of its opposite); NaN
        where the span holds no word. A low value says that the text hedges or denies, not that the source is
        unreliable.

    Raises:
        TextError: something given is no text or no span, there are not as many spans as texts, or a span is empty or
            does not lie in its text; names the row.

    References:
        Saurí and Pustejovsky (2009), see above; Lee et al. (2015), Event detection and factuality assessment with
        non-expert supervision, EMNLP (the numbers from -3 to 3).
    """
    given = Texts.of(texts)
    places = spans_of(given, spans)
    # the whole of an empty text is no stretch that could be marked
    asked = [row for row, text in enumerate(given.each) if text or spans is not None]
    each, marked = [given.each[row] for row in asked], [places[row] for row in asked]
    found = np.full(len(given.each), np.nan)
    found[asked] = read_marked(encoder or judgement_model(), each, marked, "certainty", 1)[:, 0]
    answer: float | pd.Series[float] = given.values(
        pd.Series(np.clip(found, LEAST, MOST), name="certainty", dtype="float64")
    )
    return answer


def of_quotes(quotes: pd.DataFrame, articles: pd.DataFrame, *, encoder: Encoder | None = None) -> pd.DataFrame:
    """Fill the certainty columns of the `quotes` frame.

    Each sentence of a quote's content is a claim. It is read in its sentence of the article, together with the sentence
    of the cue where that is the one before or behind, so that "claimed", "denied" and "there had been reports" count;
    the claim is marked as a whole. A quote's certainty is the mean of its claims, weighted by their words. Hedges and
    boosters are counted in the content alone.

    Args:
        quotes: The `quotes` table; what the certainty columns hold before is not looked at.
        articles: The `articles` table; needs every `doc_id` of `quotes`.
        encoder: A certainty model, as in `score`.

    Returns:
        A copy, rows and index as given, with `certainty` (-3 to 3, as in `score`), `hedges` and `boosters` (per 100
        words of the content); NaN where the content holds no word. None of them says how reliable a source is.

    Raises:
        TableError: a frame does not keep its schema, an article is missing, or a span does not lie in its article.
    """
    tables.check(quotes, tables.QUOTES)
    tables.check(articles, tables.ARTICLES)
    texts = dict(zip(articles["doc_id"], articles["text"], strict=True))
    claims: list[_Claim] = []
    for row, quote in enumerate(tables.to_quotes(quotes)):
        if quote.doc_id not in texts:
            raise TableError(f"table articles: no {quote.doc_id!r}, which quote {quote.quote_id!r} stands in")
        text = texts[quote.doc_id]
        if max(span.end for span in (*quote.content, *([quote.cue] if quote.cue else []))) > len(text):
            raise TableError(
                f"table quotes: {quote.quote_id!r} reaches beyond the {len(text)} characters of its article"
            )
        claims += _claims(row, text, quote.content, quote.cue)
    spans = [(claim.start, claim.end) for claim in claims]
    found = score([claim.text for claim in claims], spans, encoder=encoder).tolist() if claims else []
    sums, words = np.zeros(len(quotes)), np.zeros(len(quotes))
    for claim, value in zip(claims, found, strict=True):
        if not math.isnan(value):
            sums[claim.row] += value * claim.n_words
            words[claim.row] += claim.n_words
    profile = hedging(quotes["content"])
    return quotes.assign(
        certainty=np.divide(sums, words, out=np.full(len(quotes), np.nan), where=words > 0),
        hedges=profile["hedges"].to_numpy(),
        boosters=profile["boosters"].to_numpy(),
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence of a quote's content: which quote, the text to read, where the claim stands in it, and its words."""

    row: int
    text: str
    start: int
    end: int
    n_words: int


def _claims(row: int, text: str, content: Sequence[Span], cue: Span | None) -> Iterator[_Claim]:
    sentences = _sentences(text)
    of_cue = [k for k, sentence in enumerate(sentences) if cue is not None and sentence.overlap(cue)]
    for span in content:
        for k, sentence in enumerate(sentences):
            if not sentence.overlap(span):
                continue
            start, end = max(span.start, sentence.start), min(span.end, sentence.end)
            n_words = count_words(text[start:end])
            if not n_words:
                continue
            # marked as a whole: clauses that raters judged are told better so (r 0.65 in the CommitmentBank) than by
            # the main verb (0.60) or a mean over verbs (0.62)
            near = [j for j in of_cue if abs(j - k) <= 1]
            first, last = sentences[min([k, *near])].start, sentences[max([k, *near])].end
            yield _Claim(row, text[first:last], start - first, end - first, n_words)


@functools.lru_cache(maxsize=8)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentence for paragraph in marks.paragraphs(text) for sentence in marks.sentences(text, paragraph))


# --- hedges and boosters ---------------------------------------------------------------------------------------------


@overload
def hedging(texts: str) -> pd.Series: ...  # type: ignore[overload-overlap]
@overload
def hedging(texts: Several) -> pd.DataFrame: ...
def hedging(texts: str | Several) -> pd.Series | pd.DataFrame:
    """Hedges and boosters of each text per 100 words.

    The words are those of `hedges.csv`, beside this file: hedges hold back commitment ("perhaps", "may", "about 200"),
    boosters press it ("certainly", "of course"). The longest term wins, and no word counts twice. Its column `context`
    says when a word of several senses counts:

    - `number`: before a figure or a quantity ("about 200", not "about him").
    - `modal`: as a verb: not the month or the name May, not "its might".
    - `clause`: before "that" or a subject pronoun ("claims that", "found it was", not "found the keys").
    - `raising`: before "to", "that" or "as", or behind "it" or "there" ("appears to", not "appeared in court").
    - `predicate`: behind a form of "be", "seem" and the like, or before "that" ("is certain", not "certain people").
    - `epistemic`: before "have" or "be" ("must have", not "must go").
    - `degree`: not "rather than", not "would rather".
    - `possible`: not "as soon as possible".

    A booster right behind a negation ("not really", "don't think that") is none. Hyland's "would" and "should" are left
    out: news puts "will" as "would" when it reports, and "should" mostly says what ought to be.

    Args:
        texts: An English string of any length and any Unicode, several, or a column of a frame (see `texts`).

    Returns:
        One row a text, in the order given, numbered from 0 or with the column's index; of a single string that row.
        `hedges` and `boosters` (number per 100 words; NaN for a
        text without words) and `n_words`. Hedging is a way to be exact about what one knows. It is never counted as
        unreliability.

    Raises:
        TextError: something given is no text; names the row.

    References:
        Hyland (2005), see above.
    """
    given, rows = Texts.of(texts), []
    for text in given.each:
        counts = {"hedge": 0, "booster": 0}
        for found in _hedge_terms().find(text):
            counts[_hedges()[found.term].kind] += 1
        n_words = count_words(text)
        rows.append((*(100 * count / n_words if n_words else math.nan for count in counts.values()), n_words))
    kinds = {"hedges": "float64", "boosters": "float64", "n_words": "Int64"}
    answer: pd.Series | pd.DataFrame = given.rows(pd.DataFrame(rows, columns=list(kinds)).astype(kinds))
    return answer


def hedge_words(texts: str | Several) -> pd.DataFrame:
    """The hedges and boosters that `hedging` counts, where they stand; texts and errors as in `hedging`.

    Returns:
        One row a term found, in text order: `text` (number of the text, from 0), `start` and `end` (its characters),
        `words` (as written) and `kind` (hedge or booster).
    """
    rows = [
        (number, found.start, found.end, found.written, _hedges()[found.term].kind)
        for number, text in enumerate(Texts.of(texts).each)
        for found in _hedge_terms().find(text)
    ]
    return pd.DataFrame(rows, columns=["text", "start", "end", "words", "kind"]).astype(
        {"text": "Int64", "start": "Int64", "end": "Int64", "words": "string", "kind": "string"}
    )


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEGATIONS = _set("not never no hardly barely cannot nor neither without")
_QUANTITIES = _set(
    "a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty "
    "sixty seventy eighty ninety half quarter third hundred hundreds thousand million billion dozen dozens "
    "noon midnight"
)
_BE = _set(
    "is are was were am be been being become becomes became seem seems seemed feel feels felt remain remains "
    "remained it's that's i'm we're they're you're he's she's"
)
_CLAUSES = _set("that i you he she it we they there this these those nobody everyone")
_SUBJECTS = _set("i you he she it we they there this these those the a an god")


def _before_number(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    return bool(after) and (after[0][0].isdigit() or after[0][0] in "$£€" or _plain(after[0]) in _QUANTITIES)


def _as_modal(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    if not after or after[0][0].isdigit() or _plain(after[0]) in ("of", "and", "or", "in", "on", "at", "by"):
        return False
    if word[0].isupper() and not word.isupper():  # May: at a sentence's start a verb only before a subject
        return not before and _plain(after[0]) in _SUBJECTS
    return not (before and _plain(before[-1]) in ("the", "its", "their", "his", "her", "our", "military", "in"))


def _before_clause(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    return bool(after) and _plain(after[0]).split("'")[0] in _CLAUSES


def _as_raising(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    there = bool(before) and _plain(before[-1]) in ("it", "there")
    return there or (bool(after) and _plain(after[0]) in ("to", "that", "as", "likely", "unlikely"))


def _as_predicate(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    if after and _plain(after[0]) == "that":
        return True
    near = [_plain(other) for other in before]
    adverb = len(near) > 1 and (near[-1].endswith("ly") or near[-1] in ("quite", "so", "very", "almost", "now"))
    return bool(near) and (near[-1] in _BE or (adverb and near[-2] in _BE))  # "is quite certain"


def _as_epistemic(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    return bool(after) and _plain(after[0]) in ("have", "be")


def _of_degree(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    would = bool(before) and re.search(r"^would$|'d$", _plain(before[-1])) is not None
    return not would and not (after and _plain(after[0]) == "than")


def _not_as_possible(word: str, before: Sequence[str], after: Sequence[str]) -> bool:
    return not (before and _plain(before[-1]) == "as")


# name in the column `context` -> whether a term counts, by itself as written, the words before it and the one after
_CONTEXTS: Mapping[str, Callable[[str, Sequence[str], Sequence[str]], bool]] = {
    "": lambda word, before, after: True,
    "number": _before_number,
    "modal": _as_modal,
    "clause": _before_clause,
    "raising": _as_raising,
    "predicate": _as_predicate,
    "epistemic": _as_epistemic,
    "degree": _of_degree,
    "possible": _not_as_possible,
}


@dataclass(frozen=True, slots=True)
class _Hedge:
    """A row of `hedges.csv`."""

    kind: str
    context: str


@functools.cache
def _hedges() -> dict[str, _Hedge]:
    return {row["term"]: _Hedge(row["class"], row["context"]) for row in _csv("hedges.csv")}


@functools.cache
def _hedge_terms() -> _Terms:
    return _Terms(_hedges(), _hedge_counts)


def _hedge_counts(found: _Found) -> bool:
    hedge = _hedges()[found.term]
    if hedge.kind == "booster" and found.before and _is_negation(found.before[-1]):
        return False
    return _CONTEXTS[hedge.context](found.written, found.before, found.after)


def _is_negation(word: str) -> bool:
    return _plain(word) in _NEGATIONS or _plain(word).endswith("n't")


# --- words of estimative probability ---------------------------------------------------------------------------------


def estimative(texts: str | Several) -> pd.DataFrame:
    """Words of estimative probability in each text, with what readers take them to mean.

    The phrases are those of `estimative.csv`, beside this file: what 46 raters said that each means, of which it has
    median and quartiles; close forms that nobody was asked about ("almost certain" for "almost certainly") stand in its
    column `also` and share the figures. Where phrases overlap the longest wins: "highly likely" is not "likely",
    "probably not" not "probably".

    Args:
        texts: An English string of any length and any Unicode, several, or a column of a frame (see `texts`).

    Returns:
        One row a phrase found, in text order: `text` (number of the text, from 0), `start` and `end` (its characters),
        `phrase` (as in `estimative.csv`), `probability`, `low`, `high` (median and quartiles, 0 to 1) and `negated`.
        A phrase right behind a negation ("not likely", "isn't very likely") or right before "not" ("almost certainly
        not") is `negated`, and its figures are NaN: nobody was asked about it, and "not likely" need not be one minus
        "likely".

    Raises:
        TextError: something given is no text; names the row.

    References:
        Kent (1964); Nation (2017), see above.
    """
    rows = []
    for number, text in enumerate(Texts.of(texts).each):
        for found in _estimative_terms().find(text):
            known = _estimates()[found.term]
            negated = _turned(found)
            figures = (math.nan,) * 3 if negated else (known.median, known.low, known.high)
            rows.append((number, found.start, found.end, known.phrase, *figures, negated))
    names = ["text", "start", "end", "phrase", "probability", "low", "high", "negated"]
    kinds = ["Int64", "Int64", "Int64", "string", "float64", "float64", "float64", "boolean"]
    return pd.DataFrame(rows, columns=names).astype(dict(zip(names, kinds, strict=True)))


def _turned(found: _Found) -> bool:
    """Whether a negation stands right before a phrase, words of degree between them left out, or right after it."""
    if found.after and _plain(found.after[0]) == "not":
        return True
    before = list(found.before)
    while before and _plain(before[-1]) in ("very", "at", "all", "so", "that", "too", "a", "even", "really"):
        before.pop()
    return bool(before) and _is_negation(before[-1])


@dataclass(frozen=True, slots=True)
class _Estimate:
    phrase: str
    median: float
    low: float
    high: float


@functools.cache
def _estimates() -> dict[str, _Estimate]:
    found = {}
    for row in _csv("estimative.csv"):
        figures = _Estimate(
            row["phrase"], float(row["median"]), float(row["low_quartile"]), float(row["high_quartile"])
        )
        for form in (row["phrase"], *filter(None, row["also"].split("|"))):
            found[form] = figures
    return found


@functools.cache
def _estimative_terms() -> _Terms:
    return _Terms(_estimates(), lambda found: True)


# --- terms in a text -------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[$£€]?\w+(?:[’'\-.]\w+)*")


@dataclass(frozen=True, slots=True)
class _Found:
    """A term at `[start, end)` of a text, as written.

    `before` has up to three words before it and `after` the next word, as far as only white space parts them from it.
    """

    term: str
    written: str
    start: int
    end: int
    before: list[str]
    after: list[str]


class _Terms:
    """Terms of one or several words, looked for in texts: in text order, the longest first, no word in two of them."""

    def __init__(self, terms: Iterable[str], counts: Callable[[_Found], bool]) -> None:
        """`terms` in lower case, words parted by a space; `counts` says whether one that was found counts."""
        self._counts = counts
        by_first: dict[str, list[list[str]]] = defaultdict(list)
        for term in sorted(terms, key=lambda term: -len(term.split())):
            by_first[term.split()[0]].append(term.split())
        self._by_first = dict(by_first)

    def find(self, text: str) -> Iterator[_Found]:
        """Every term in the text that counts. Terms do not run over punctuation."""
        words = list(_WORD.finditer(text))
        plain = [_plain(word.group()) for word in words]
        gaps = ["", *(text[a.end() : b.start()] for a, b in itertools.pairwise(words)), ""]  # before each, and the end
        k = 0
        while k < len(words):
            length = 1
            for term in self._by_first.get(plain[k], ()):
                end = k + len(term)
                if plain[k:end] != term or not all(gap.isspace() for gap in gaps[k + 1 : end]):
                    continue
                first = k
                while first > max(0, k - 3) and gaps[first].isspace():
                    first -= 1
                start, stop = words[k].start(), words[end - 1].end()
                before = [word.group() for word in words[first:k]]
                after = [words[end].group()] if gaps[end].isspace() else []
                found = _Found(" ".join(term), text[start:stop], start, stop, before, after)
                if self._counts(found):
                    yield found
                    length = len(term)
                    break
            k += length


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _csv(name: str) -> list[dict[str, str]]:
    text = importlib.resources.files("quotelens").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
