"""Counts, ratios and intervals: the arithmetic that every evaluation shares.

Counts first, ratios last: the counts of articles add up, and precision, recall and F1 are computed once, from the sum.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from scipy.optimize import linear_sum_assignment

from quotelens.records import Span

BINS = 10  # of confidence, for how well it holds


@dataclass(frozen=True, slots=True)
class Counts:
    """What a score is made of. Counts add up with `+`; a mean over annotators makes them fractions.

    Attributes:
        gold: Number of annotated items.
        predicted: Number of predicted items.
        found: Number of annotated items that the prediction holds.
        right: Number of predicted items that the annotation holds. The same number as `found`, save where the items
            counted on the two sides are chosen differently (by gold type there, by predicted type here).
    """

    gold: float = 0.0
    predicted: float = 0.0
    found: float = 0.0
    right: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.gold + other.gold,
            self.predicted + other.predicted,
            self.found + other.found,
            self.right + other.right,
        )

    def __truediv__(self, by: float) -> Counts:
        return Counts(self.gold / by, self.predicted / by, self.found / by, self.right / by)

    @property
    def precision(self) -> float:
        """Share of the predicted items that are right, 0-1; NaN where nothing was predicted."""
        return self.right / self.predicted if self.predicted else float("nan")

    @property
    def recall(self) -> float:
        """Share of the annotated items that were found, 0-1; NaN where nothing was annotated."""
        return self.found / self.gold if self.gold else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0-1 (see `f1`)."""
        return float(f1(np.array([self.gold, self.predicted, self.found, self.right])))


def mean(counts: Sequence[Counts]) -> Counts:
    """Mean of several counts, such as those against each annotator of one article.

    Raises:
        ValueError: there are none.
    """
    if not counts:
        raise ValueError("the mean of no counts is undefined")
    return sum(counts, Counts()) / len(counts)


def f1(counts: np.ndarray) -> np.ndarray:
    """F1 of counts, 0-1: the harmonic mean of precision and recall.

    Args:
        counts: (..., 4), along the last axis gold, predicted, found and right (see `Counts`).

    Returns:
        (...,). 0 where there was something to find or something was predicted, and nothing of it is right. NaN where
        neither side has anything, and where one side has nothing although the other is right (by type only).

    References:
        van Rijsbergen (1979), Information Retrieval, 2nd ed., chapter 7.
    """
    gold, predicted, found, right = np.moveaxis(np.asarray(counts, dtype=np.float64), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall = right / predicted, found / gold
        harmonic = 2 * precision * recall / (precision + recall)
    wrong = (found + right == 0) & (gold + predicted > 0)
    return np.where(wrong, 0.0, harmonic)


def match(gold: AbstractSet[Hashable], predicted: AbstractSet[Hashable]) -> Counts:
    """Counts of items that are right only if they are equal: spans to the character, with any label joined to them."""
    both = float(len(gold & predicted))
    return Counts(float(len(gold)), float(len(predicted)), both, both)


class Characters:
    """Numbers of characters of a text, white space left out, so that how lines are broken changes no overlap."""

    def __init__(self, text: str) -> None:
        self._before = [0, *accumulate(0 if char.isspace() else 1 for char in text)]

    def count(self, spans: Sequence[Span]) -> int:
        """Number of characters in spans that don't overlap each other."""
        return sum(self._before[span.end] - self._before[span.start] for span in spans)

    def iou(self, a: Sequence[Span], b: Sequence[Span]) -> float:
        """Intersection over union of two sets of characters, 0-1, each given as spans that don't overlap each other.

        0 where both hold white space only: they share no character.

        References:
            Jaccard (1912), The distribution of the flora in the alpine zone, New Phytologist 11(2).
        """
        shared = [
            Span(max(x.start, y.start), min(x.end, y.end)) for x in a for y in b if x.start < y.end and y.start < x.end
        ]
        both = self.count(shared)
        return both / (self.count(a) + self.count(b) - both) if both else 0.0


def pair(overlaps: np.ndarray, least: float, preferred: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Match rows to columns one to one.

    Args:
        overlaps: (rows, columns), 0-1, such as intersections over unions.
        least: Pairs that overlap less are no match.
        preferred: (rows, columns) bool; by default none.

    Returns:
        The pairs, by row. Of all one-to-one matchings this has the most pairs; of those with as many, the most
        preferred ones; of those, the greatest sum of overlaps.

    References:
        Crouse (2016), On implementing 2D rectangular assignment algorithms, IEEE Trans. Aerosp. Electron. Syst. 52(4).
    """
    if not overlaps.size:
        return []
    allowed = overlaps >= least
    # each lesser aim, summed over all pairs, stays below one unit of the aim before it
    unit = 1.0 / (min(overlaps.shape) + 1)
    gain = 1.0 + unit * (0.0 if preferred is None else preferred.astype(np.float64)) + unit**2 * overlaps
    rows, columns = linear_sum_assignment(np.where(allowed, gain, 0.0), maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if allowed[row, column]]


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How to find intervals: percentile bootstrap over articles.

    Attributes:
        resamples: Number of times as many articles as there are are drawn with replacement.
        level: Share of the resampled scores that the interval covers, between 0 and 1.
        seed: Of the draws; the same seed gives the same intervals.

    Raises:
        ValueError: `resamples` is below 1, or `level` is not between 0 and 1.

    References:
        Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """

    resamples: int = 1000
    level: float = 0.95
    seed: int = 7

    def __post_init__(self) -> None:
        if self.resamples < 1:
            raise ValueError(f"resamples must be 1 or more, not {self.resamples}")
        if not 0 < self.level < 1:
            raise ValueError(f"level must lie between 0 and 1, not {self.level}")

    def f1(self, counts: Sequence[Sequence[Counts]]) -> list[tuple[float, float]]:
        """Intervals of the F1 of several scores over the same articles.

        The same draws serve every score. Draws for which F1 is undefined are left out.

        Args:
            counts: For each score, one item an article, articles in the same order.

        Returns:
            For each score the interval's ends, 0-1; NaN for both where there are fewer than two articles, since one
            says nothing of how articles differ, or where F1 is undefined in every draw.
        """
        rows = [[(c.gold, c.predicted, c.found, c.right) for c in score] for score in counts]
        table = np.array(rows, dtype=np.float64).reshape(len(counts), len(counts[0]) if counts else 0, 4)
        n = table.shape[1]
        if n < 2:
            return [(float("nan"), float("nan"))] * len(counts)
        drawn = np.random.default_rng(self.seed).integers(0, n, size=(self.resamples, n))
        times = np.zeros((self.resamples, n))
        np.add.at(times, (np.arange(self.resamples)[:, None], drawn), 1.0)
        scores = f1(np.einsum("rn,snc->src", times, table))
        return [self._ends(row[~np.isnan(row)]) for row in scores]

    def _ends(self, values: np.ndarray) -> tuple[float, float]:
        if not len(values):
            return float("nan"), float("nan")
        low, high = np.quantile(values, [(1 - self.level) / 2, (1 + self.level) / 2])
        return float(low), float(high)


def expected_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error, 0-1: the mean gap between confidence and share right over ten bins of equal width.

    NaN where there is nothing.

    References:
        Guo et al. (2017), On calibration of modern neural networks, ICML.
    """
    if not len(confidence):
        return float("nan")
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(np.sum(gaps))
