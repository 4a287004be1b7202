"""How far the three tone scores agree, and where they differ most.

References:
    Krippendorff (2011), Computing Krippendorff's alpha-reliability, Annenberg School for Communication.
    Hayes and Krippendorff (2007), Answering the call for a standard reliability measure for coding data,
    Communication Methods and Measures 1(1), 77-89 (intervals by bootstrap).
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd

from quotelens import intervals, tables

SCORES = ("textblob_polarity", "vader_compound", "tone_score")
NEUTRAL = 0.05  # VADER's authors cut its compound score at ±0.05; TextBlob's authors give no cut, so the same is used


def agreement_classes(quotes: pd.DataFrame) -> pd.DataFrame:
    """Each score as -1, 0 or 1: word lists cut at ±0.05, the model's by its likeliest tone; NaN where undefined."""
    cut = {
        name: np.where(quotes[name].isna(), np.nan, np.sign(quotes[name].where(quotes[name].abs() >= NEUTRAL, 0.0)))
        for name in SCORES[:2]
    }
    tone = quotes["tone"].map({"negative": -1.0, "neutral": 0.0, "positive": 1.0}).astype("float64").to_numpy()
    return pd.DataFrame({**cut, SCORES[2]: tone}, index=quotes.index)


def agreement(quotes: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Krippendorff's alpha of the three scores together and of each pair, on the classes of `agreement_classes`.

    Args:
        quotes: The `quotes` table, scored.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        One row for all three and one a pair: `scores` (their names, joined by " + "), `alpha` (1: they always agree; 0:
        as often as by chance; below 0: less often), `low`, `high`, `same` (the share of quotes with the same class by
        all of them), `n` (quotes with a class by at least two). The metric is his interval one on -1, 0 and 1: negative
        against positive weighs four times as much as negative against neutral. `alpha` is NaN where no two quotes can
        be compared or all have the same class. The interval draws whole articles, or quotes where there is one article;
        NaN where there are fewer than two to draw.

    Raises:
        TableError: the frame does not keep the schema of `quotes`.
    """
    tables.check(quotes, tables.QUOTES)
    marks = agreement_classes(quotes)
    units = _units(quotes["doc_id"])
    sets = [SCORES, *itertools.combinations(SCORES, 2)]
    rows = [(" + ".join(chosen), *_alpha(marks[list(chosen)], units, level)) for chosen in sets]
    frame = pd.DataFrame(rows, columns=["scores", "alpha", "low", "high", "same", "n"])
    return frame.astype({"scores": "string", "n": "Int64"})


def disagreements(quotes: pd.DataFrame, n: int = 10) -> pd.DataFrame:
    """The quotes that the scores disagree on most.

    Args:
        quotes: The `quotes` table, scored.
        n: At most so many.

    Returns:
        `quote_id`, `source_id`, `content`, the three scores, and `spread`: the largest less the smallest of the scores
        that are defined, 0 to 2; the largest spread first, ties in the order given. Quotes with fewer than two are left
        out.
    """
    tables.check(quotes, tables.QUOTES)
    scores = quotes[list(SCORES)].astype("float64")
    spread = (scores.max(axis=1) - scores.min(axis=1)).where(scores.notna().sum(axis=1) > 1)
    frame = quotes[["quote_id", "source_id", "content", *SCORES]].assign(spread=spread).dropna(subset="spread")
    return frame.sort_values("spread", ascending=False, kind="stable").head(n).reset_index(drop=True)


def _units(doc_ids: pd.Series) -> np.ndarray:
    """What is drawn: articles, or quotes where there is one article."""
    codes, known = pd.factorize(doc_ids)
    return np.asarray(codes) if len(known) > 1 else np.arange(len(doc_ids))


def _alpha(marks: pd.DataFrame, units: np.ndarray, level: float) -> tuple[float, float, float, float, int]:
    counts = np.stack([(marks == tone).sum(axis=1).to_numpy() for tone in (-1, 0, 1)], axis=1)
    comparable = counts.sum(axis=1) > 1
    counts, units = counts[comparable], np.unique(units[comparable], return_inverse=True)[1]
    if not len(counts):
        return math.nan, math.nan, math.nan, math.nan, 0
    same = float((counts.max(axis=1) == counts.sum(axis=1)).mean())
    # coincidences add up over quotes, so that a resample is a weighted sum of its articles' matrices
    summed = np.zeros((int(units.max()) + 1, 3, 3))
    np.add.at(summed, units, _coincidences(counts))
    low, high = intervals.bootstrap_sums(summed, _alpha_of, level=level)
    return _alpha_of(summed.sum(axis=0)), low, high, same, len(counts)


def _coincidences(counts: np.ndarray) -> np.ndarray:
    """Of each unit's numbers of classes (n, 3) the pairs of classes (n, 3, 3), weighted by 1 / (values - 1)."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(3)
    weighted: np.ndarray = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return weighted


def _alpha_of(coincidences: np.ndarray) -> float:
    """Alpha of a coincidence matrix (3, 3): 1 less observed over expected disagreement; NaN where nothing varies."""
    totals = coincidences.sum(axis=1)
    apart = np.subtract.outer(np.arange(3), np.arange(3)) ** 2
    expected = (np.outer(totals, totals) * apart).sum()
    return float(1 - (totals.sum() - 1) * (coincidences * apart).sum() / expected) if expected > 0 else math.nan
