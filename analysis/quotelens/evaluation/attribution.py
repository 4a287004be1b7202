"""How well attributions are found: predicted quotes against annotated ones, on whole articles.

Exact scores compare spans by their characters, as sets per article, so that a span which two quotes share counts once.
Content counts by the stretch: fragments with white space only between them are one, in the annotation and the
prediction alike, since brat cuts an annotation at every line break. The row `content_lines` leaves them cut.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd

from quotelens import marks, tables
from quotelens.attribution.labels import join_stretches
from quotelens.attribution.types import quote_type
from quotelens.errors import GoldError
from quotelens.evaluation.gold import GoldArticle
from quotelens.evaluation.scores import Bootstrap, Characters, Counts, match, mean, pair
from quotelens.records import QUOTE_TYPES, Article, Quote, Span

MIN_OVERLAP = 0.5  # the usual cut of intersection over union

Levels = Literal["outer", "nested", "all"]
Row = tuple[str, str, str]  # metric, part, type
_ROWS: tuple[Row, ...] = (
    ("exact", "source", "all"),
    ("exact", "cue", "all"),
    ("exact", "content", "all"),
    ("exact", "content_lines", "all"),
    ("attribution", "content", "all"),
    ("attribution", "content_and_source", "all"),
    *(("exact", "content", kind) for kind in QUOTE_TYPES),
    *(("attribution", "content", kind) for kind in QUOTE_TYPES),
)


@dataclass(frozen=True, slots=True, eq=False)
class AttributionReport:
    """Scores of attribution on annotated articles.

    Attributes:
        scores: One row a score, as `tables.SCORES` says. `metric` is `exact` (spans equal to the character) or
            `attribution` (quotes matched one to one). `part` is `source`, `cue`, `content` (in stretches),
            `content_lines` (cut at line breaks, as brat stores it), or `content_and_source` (matched, and the
            sources overlap or neither side names one). `type` is `all` or a type of quote.
        n_articles: Number of articles.
        n_versions: Number of annotators' versions of them.
        n_nested: Number of predicted quotes at other levels that were left out.
        bootstrap: How the intervals were found.
    """

    scores: pd.DataFrame
    n_articles: int
    n_versions: int
    n_nested: int
    bootstrap: Bootstrap

    def f1(self, metric: str, part: str, kind: str = "all") -> float:
        """F1 of one row, 0-1.

        Raises:
            KeyError: there is no such row.
        """
        scores = self.scores
        row = scores.loc[(scores["metric"] == metric) & (scores["part"] == part) & (scores["type"] == kind), "f1"]
        if row.empty:
            raise KeyError((metric, part, kind))
        return float(row.iloc[0])

    def to_text(self) -> str:
        """The scores as a table of plain text: percentages with one decimal, a dash where a score is undefined."""
        interval = f"{100 * self.bootstrap.level:g} % interval"
        lines = [("metric", "part", "type", "P", "R", "F1", interval, "gold", "predicted", "found", "right")]
        for row in self.as_dict()["scores"]:
            ends = f"{_percent(row['low'])} to {_percent(row['high'])}" if row["low"] is not None else "-"
            lines.append(
                (
                    *(row[name].replace("_", " ") for name in ("metric", "part", "type")),
                    *(_percent(row[name]) for name in ("precision", "recall", "f1")),
                    ends,
                    *(
                        f"{row[name]:.1f}".removesuffix(".0")
                        for name in ("n_gold", "n_predicted", "n_found", "n_right")
                    ),
                )
            )
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = [
            "  ".join(f"{cell:{'<' if k < 3 else '>'}{widths[k]}}" for k, cell in enumerate(line)) for line in lines
        ]
        table.insert(1, "-" * len(table[0]))
        note = f"articles: {self.n_articles}; annotators' versions: {self.n_versions}"
        if self.n_nested:
            note += f"; predicted at other levels, left out: {self.n_nested}"
        return "\n".join(line.rstrip() for line in [*table, note]) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `None` stands for NaN."""
        rows = [
            {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
            for row in self.scores.astype(object).to_dict("records")
        ]
        return {
            "n_articles": self.n_articles,
            "n_versions": self.n_versions,
            "n_nested": self.n_nested,
            "resamples": self.bootstrap.resamples,
            "level": self.bootstrap.level,
            "seed": self.bootstrap.seed,
            "scores": [{str(name): value for name, value in row.items()} for row in rows],
        }


def evaluate_attribution(
    gold: Sequence[GoldArticle],
    predict: Callable[[Article], Sequence[Quote]],
    *,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 7,
    levels: Levels = "outer",
    progress: Callable[[Sequence[GoldArticle]], Iterable[GoldArticle]] | None = None,
) -> AttributionReport:
    """Score a way of finding quotes on annotated articles.

    `exact` rows count spans (see the module). `attribution` rows match predicted to annotated quotes one to one where
    the intersection over union of their contents' characters, white space left out, is 0.5 or more: as many pairs as
    can be; of those matchings the one with most pairs whose sources overlap too, and of those the closest.

    By type, recall is over the annotated items of that type, precision over the predicted items of that type (as the
    quotes say), whatever type the other side gave them. Annotated types follow from the text's quotation marks by the
    package's own rule, `attribution.types.quote_type`.

    Where an article has several annotators, its counts are the mean of the counts against each of them, so that
    every article weighs as much as its quotes, not as its annotators.

    Args:
        gold: Annotated articles (`gold.read_brat`).
        predict: Finds the quotes of an article.
        resamples: Draws of the percentile bootstrap over articles that gives the intervals of F1.
        level: What share of the draws an interval covers, between 0 and 1.
        seed: Of the draws.
        levels: Which quotes count, on both sides: those of the article itself (`outer`, level 0), those inside others
            (`nested`, level 1 and up), or `all`. PolNeAR marks next to no attributions inside others; to score them,
            the annotation needs levels (`gold.read_brat`).
        progress: Wraps the articles while they are read, as `tqdm.tqdm` does.

    Raises:
        GoldError: there are no annotated articles, or one has no version.
        ValueError: a predicted span reaches beyond its article; `resamples` or `level` are out of range.
    """
    bootstrap = Bootstrap(resamples, level, seed)
    _need_articles(gold)
    counted: list[dict[Row, Counts]] = []
    left_out = 0
    for item in gold if progress is None else progress(gold):
        quotes = list(predict(item.article))
        found = _side(item.article, _at(levels, quotes))
        left_out += len(quotes) - len(found.quotes)
        versions = [_with_types(item.article, _at(levels, quotes)) for quotes in item.versions.values()]
        counted.append(_mean([_compare(version, found) for version in versions]))
    n_versions = sum(len(item.versions) for item in gold)
    return AttributionReport(_frame(counted, bootstrap), len(counted), n_versions, left_out, bootstrap)


def annotator_agreement(
    gold: Sequence[GoldArticle], *, resamples: int = 1000, level: float = 0.95, seed: int = 7
) -> AttributionReport:
    """How well annotators agree with each other, by the same scores: what a model can be held against.

    Only articles that several annotators read count. An article's counts are the mean over every pair of them, each
    of the two taken in turn for the annotation and the prediction; precision, recall and F1 are then the same.

    Raises:
        GoldError: no article has two versions.
    """
    bootstrap = Bootstrap(resamples, level, seed)
    several = [item for item in gold if len(item.versions) > 1]
    if not several:
        raise GoldError("no article has two annotators' versions: there is no agreement to measure")
    counted: list[dict[Row, Counts]] = []
    for item in several:
        sides = [_with_types(item.article, quotes) for quotes in item.versions.values()]
        counted.append(_mean([_compare(*both) for a, b in combinations(sides, 2) for both in ((a, b), (b, a))]))
    n_versions = sum(len(item.versions) for item in several)
    return AttributionReport(_frame(counted, bootstrap), len(several), n_versions, 0, bootstrap)


def match_quotes(article: Article, gold: Sequence[Quote], predicted: Sequence[Quote]) -> list[tuple[int, int, bool]]:
    """Annotated and predicted quotes matched one to one by content, as attribution F1 counts them.

    Returns:
        Index in `gold`, index in `predicted`, and whether both name overlapping sources (or both none), by the first.
    """
    return _pairs(_side(article, gold), _side(article, predicted))


def _need_articles(gold: Sequence[GoldArticle]) -> None:
    if not gold:
        raise GoldError("no annotated articles: there is nothing to score")
    for item in gold:
        if not item.versions:
            raise GoldError(f"{item.article.doc_id}: no annotator's version, so nothing to score against")


def _at(levels: Levels, quotes: Iterable[Quote]) -> list[Quote]:
    return [quote for quote in quotes if levels == "all" or (quote.level > 0) == (levels == "nested")]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's quotes of an article, ready to be compared."""

    quotes: Sequence[Quote]
    stretches: list[tuple[Span, ...]]  # of each quote
    kinds: list[str]  # of each quote
    characters: Characters


def _side(article: Article, quotes: Sequence[Quote], kinds: list[str] | None = None) -> _Side:
    for quote in quotes:
        for span in (*quote.content, quote.mention, quote.cue):
            if span is not None and span.end > len(article.text):
                n = len(article.text)
                raise ValueError(f"{quote.quote_id}: [{span.start}, {span.end}) reaches beyond the article's end, {n}")
    stretches = [tuple(join_stretches(article.text, quote.content)) for quote in quotes]
    return _Side(quotes, stretches, kinds or [quote.type for quote in quotes], Characters(article.text))


def _with_types(article: Article, quotes: Sequence[Quote]) -> _Side:
    """An annotated side: annotations say no types, so they are worked out."""
    quotations = marks.quotations(article.text)
    return _side(article, quotes, [quote_type(article.text, quote.content, quotations) for quote in quotes])


def _compare(gold: _Side, predicted: _Side) -> dict[Row, Counts]:
    mine, theirs = _kind_of_stretch(gold), _kind_of_stretch(predicted)
    pairs = _pairs(gold, predicted)
    found, right = {row for row, _, _ in pairs}, {column for _, column, _ in pairs}
    n_gold, n_predicted, n_pairs = float(len(gold.quotes)), float(len(predicted.quotes)), float(len(pairs))
    n_sources = float(sum(1 for _, _, same_source in pairs if same_source))
    rows: dict[Row, Counts] = {
        ("exact", "source", "all"): match(_mentions(gold), _mentions(predicted)),
        ("exact", "cue", "all"): match(_cues(gold), _cues(predicted)),
        ("exact", "content", "all"): match(mine.keys(), theirs.keys()),
        ("exact", "content_lines", "all"): match(_lines(gold), _lines(predicted)),
        ("attribution", "content", "all"): Counts(n_gold, n_predicted, n_pairs, n_pairs),
        ("attribution", "content_and_source", "all"): Counts(n_gold, n_predicted, n_sources, n_sources),
    }
    for kind in QUOTE_TYPES:
        rows["exact", "content", kind] = _of_kind(kind, (mine, theirs.keys()), (theirs, mine.keys()))
        rows["attribution", "content", kind] = _of_kind(
            kind, (dict(enumerate(gold.kinds)), found), (dict(enumerate(predicted.kinds)), right)
        )
    return rows


def _pairs(gold: _Side, predicted: _Side) -> list[tuple[int, int, bool]]:
    sources = _same_sources(gold, predicted)
    pairs = pair(_overlaps(gold, predicted), MIN_OVERLAP, sources)
    return [(row, column, bool(sources[row, column])) for row, column in pairs]


def _mentions(side: _Side) -> set[Span]:
    return {quote.mention for quote in side.quotes if quote.mention}


def _cues(side: _Side) -> set[Span]:
    return {quote.cue for quote in side.quotes if quote.cue}


def _lines(side: _Side) -> set[Span]:
    return {span for quote in side.quotes for span in quote.content}


def _kind_of_stretch(side: _Side) -> dict[Span, str]:
    """Every stretch of content, with the type of the first quote that holds it."""
    kinds: dict[Span, str] = {}
    for stretches, kind in zip(side.stretches, side.kinds, strict=True):
        for stretch in stretches:
            kinds.setdefault(stretch, kind)
    return kinds


_Judged = tuple[Mapping[Any, str], AbstractSet[Any]]  # the types of one side's items; those the other side agrees with


def _of_kind(kind: str, gold: _Judged, predicted: _Judged) -> Counts:
    mine, theirs = ({item for item, other in kinds.items() if other == kind} for kinds, _ in (gold, predicted))
    return Counts(float(len(mine)), float(len(theirs)), float(len(mine & gold[1])), float(len(theirs & predicted[1])))


def _overlaps(gold: _Side, predicted: _Side) -> np.ndarray:
    overlaps = [[gold.characters.iou(a, b) for b in predicted.stretches] for a in gold.stretches]
    return np.array(overlaps, dtype=np.float64).reshape(len(gold.quotes), len(predicted.quotes))


def _same_sources(gold: _Side, predicted: _Side) -> np.ndarray:
    same = [[_same_source(a.mention, b.mention) for b in predicted.quotes] for a in gold.quotes]
    return np.array(same, dtype=bool).reshape(len(gold.quotes), len(predicted.quotes))


def _same_source(a: Span | None, b: Span | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.overlap(b) > 0


def _mean(versions: Sequence[dict[Row, Counts]]) -> dict[Row, Counts]:
    return {row: mean([version[row] for version in versions]) for row in _ROWS}


def _frame(counted: Sequence[dict[Row, Counts]], bootstrap: Bootstrap) -> pd.DataFrame:
    intervals = bootstrap.f1([[article[row] for article in counted] for row in _ROWS])
    rows = []
    for row, (low, high) in zip(_ROWS, intervals, strict=True):
        total = sum((article[row] for article in counted), Counts())
        ratios = (total.precision, total.recall, total.f1, low, high)
        numbers = (total.gold, total.predicted, total.found, total.right)
        rows.append(dict(zip(tables.SCORES.names, (*row, *ratios, *numbers), strict=True)))
    return tables.SCORES.frame(rows)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
