"""Interval estimates that several stages and the evaluation share: Wilson for shares, the bootstrap for all else.

All are deterministic: the bootstrap draws from a generator seeded anew at each call, so a figure doesn't depend on
which figures were computed before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from quotelens.errors import SettingsError

Floats = npt.NDArray[np.float64]

RESAMPLES = 2000  # Efron and Tibshirani (1993, section 13.3) ask for 1000 or more for percentile intervals
ERROR_RESAMPLES = 200  # and (section 6.4) seldom need more than 200 for a standard error
SEED = 20140601  # any fixed number will do
_BLOCK = 1_000_000  # draws held in memory at a time


def wilson(share: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval of a share; unlike the textbook `p ± z·se` it holds up for small n and near 0 and 1.

    Args:
        share: Observed share or shares, 0-1; NaN where there is none.
        n: Number of observations each rests on; may be fractional (an effective sample size, see `effective_n`).
            Broadcast against `share`.
        level: Coverage, between 0 and 1 exclusive.

    Returns:
        Lower and upper ends, with `0 <= low <= share <= high <= 1`; NaN where `share` is NaN or `n` is 0.

    Raises:
        SettingsError: `level` is outside (0, 1).
        ValueError: a share is outside [0, 1] or an n below 0.

    References:
        Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
        Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16, 101-133.
    """
    p, n = np.broadcast_arrays(np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64))
    if ((p < 0) | (p > 1)).any() or (n < 0).any():
        raise ValueError("a share must lie in 0-1 and n must be 0 or more")
    defined = ~np.isnan(p) & (n > 0)
    n = np.where(defined, n, np.nan)
    z2 = z_score(level) ** 2
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    # rounding can carry an end some 1e-17 past the share, or past 0 or 1
    return np.clip(centre - half, 0, p), np.clip(centre + half, p, 1)


def z_score(level: float = 0.95) -> float:
    """How many standard errors a two-sided normal interval reaches to either side: 1.96 for 95 %.

    Raises:
        SettingsError: `level` is outside (0, 1).
    """
    return NormalDist().inv_cdf(1 - _tail(level))


def effective_n(weights: npt.ArrayLike) -> float:
    """Kish's effective sample size, `(sum w)² / sum w²`: how many equal observations unequal ones are worth.

    The share of words that one speaker has, say, rests on quotes, not on words: a quote's words come together from
    one mouth. Twenty quotes of which one has half of the words are worth far fewer than twenty equal ones.

    Args:
        weights: One weight, 0 or more, an independent observation (the words of a quote).

    Returns:
        Between 0 and the number of weights; 0.0 where all weights are 0 or there are none.

    References:
        Kish (1965), Survey sampling, Wiley, section 11.7.
    """
    w = np.asarray(weights, dtype=np.float64)
    total = float(w.sum())
    return total**2 / float((w**2).sum()) if total > 0 else 0.0


def clustered_n(
    share: npt.ArrayLike, n: npt.ArrayLike, spread: npt.ArrayLike, whole: npt.ArrayLike, clusters: npt.ArrayLike
) -> Floats:
    """Effective number of observations of a share whose observations come in clusters, for `wilson`.

    Quotes of one article resemble each other: forty of two articles are worth fewer than forty of forty. The share
    p = sum x / sum w over m clusters has the linearised variance `v = m / (m - 1) * sum (x - p w)² / (sum w)²`, and
    p (1 - p) / v independent observations would have the same.

    Args:
        share: p, 0-1; NaN where there is none. All arguments are broadcast against each other.
        n: The number of observations if they were independent (for unequal ones see `effective_n`); the most that
            comes back.
        spread: The sum over clusters of `(x - p w)²`.
        whole: The sum over clusters of w.
        clusters: m.

    Returns:
        Between 0 and `n`. `n` itself where the clusters cannot tell: there is only one, p is 0 or 1, or every cluster
        has the same share. With few clusters (below about 20) it is rather too large.

    References:
        Kish (1965), Survey sampling, Wiley, section 8.2 (design effect) and chapter 6 (variance of a ratio).
        Korn and Graubard (1998), Confidence intervals for proportions with small expected number of positive counts
        estimated from survey data, Survey Methodology 24, 193-201 (effective n, no larger than n).
        Franco, Little, Louis and Slud (2019), Comparative study of confidence intervals for proportions in complex
        sample surveys, Journal of Survey Statistics and Methodology 7, 334-364 (Wilson with an effective n).
    """
    p, most, spread, whole, m = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (share, n, spread, whole, clusters))
    )
    told = (m >= 2) & (p > 0) & (p < 1) & (spread > 1e-12 * whole**2)  # NaN compares as False
    variance = np.divide(m * spread, (m - 1) * whole**2, out=np.ones(p.shape), where=told)
    return np.where(told, np.minimum(most, p * (1 - p) / variance), most)


def bootstrap_ratio(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> tuple[float, float]:
    """Percentile bootstrap interval of `sum(numerators) / sum(denominators)` over independent units.

    A mean over quotes has denominators of 1; where quotes come in articles, give each article's sum and its number of
    quotes, and whole articles are drawn (a cluster bootstrap). Counts of hits and of candidates give an interval of a
    precision or an F score in the same way.

    Args:
        numerators: One number a unit.
        denominators: One number a unit, 0 or more.
        level: Coverage, between 0 and 1 exclusive.
        resamples: Number of bootstrap samples.

    Returns:
        Lower and upper ends; both NaN for fewer than two units (one unit says nothing of the spread among units) or
        where the denominators sum to 0. Samples in which they do are left out. With few units (below about 20) the
        interval is too narrow rather than too wide.

    Raises:
        SettingsError: `level` is outside (0, 1).
        ValueError: the two are not of the same length.

    References:
        Efron and Tibshirani (1993), An introduction to the bootstrap, Chapman & Hall, section 13.3.
        Cameron, Gelbach and Miller (2008), Bootstrap-based improvements for inference with clustered errors,
        Review of Economics and Statistics 90, 414-427.
    """
    tail = _tail(level)
    top, bottom = np.asarray(numerators, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if top.shape != bottom.shape or top.ndim != 1:
        raise ValueError(f"one numerator and one denominator a unit, not {top.shape} and {bottom.shape}")
    m = len(top)
    if m < 2 or bottom.sum() <= 0:
        return math.nan, math.nan
    rng = np.random.default_rng(SEED)
    ratios = []
    rows = max(1, _BLOCK // m)
    for done in range(0, resamples, rows):
        drawn = rng.integers(m, size=(min(rows, resamples - done), m))
        tops, bottoms = top[drawn].sum(axis=1), bottom[drawn].sum(axis=1)
        ratios.append(tops[bottoms > 0] / bottoms[bottoms > 0])
    low, high = np.quantile(np.concatenate(ratios), [tail, 1 - tail])
    return float(low), float(high)


def bootstrap_sums(
    sums: npt.ArrayLike,
    statistic: Callable[[Floats], float],
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
) -> tuple[float, float]:
    """Percentile bootstrap interval of a statistic of sums over independent units (whole articles, say).

    Args:
        sums: What each of m units adds, (m, ...).
        statistic: A figure from the sum (...) over units, NaN where it is undefined.
        level: Coverage, between 0 and 1 exclusive.
        resamples: Number of bootstrap samples.

    Returns:
        Lower and upper ends; both NaN for fewer than two units. Samples whose statistic is NaN are left out.

    Raises:
        SettingsError: `level` is outside (0, 1).

    References:
        As for `bootstrap_ratio`.
    """
    tail = _tail(level)
    parts = np.asarray(sums, dtype=np.float64)
    m = len(parts)
    if m < 2:
        return math.nan, math.nan
    drawn = np.random.default_rng(SEED).multinomial(m, np.full(m, 1 / m), size=resamples)
    values = np.array([statistic(total) for total in np.tensordot(drawn, parts, axes=1)])
    values = values[~np.isnan(values)]
    if not len(values):
        return math.nan, math.nan
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def bootstrap_errors(sums: Callable[[Floats], Floats], units: Any, *, resamples: int = ERROR_RESAMPLES) -> Floats:
    """Bootstrap standard errors of statistics of sums over independent units; whole units are drawn.

    Args:
        sums: The statistics: from sums (r, k), a row a resample, to values (r, s). Values may be NaN.
        units: What each unit adds to the sums, (m, k), as an array or a SciPy sparse one. Where quotes come in
            articles, a row is an article and a column a source, say.
        resamples: Number of bootstrap samples.

    Returns:
        s standard errors, NaN for fewer than two units, and where fewer than two samples have a value.

    References:
        Efron and Tibshirani (1993), An introduction to the bootstrap, Chapman & Hall, chapter 6.
    """
    m = units.shape[0]
    rng = np.random.default_rng(SEED)
    values = []
    rows = max(1, _BLOCK // max(units.shape))
    for done in range(0, resamples, rows):
        r = min(rows, resamples - done)
        drawn = rng.integers(m, size=(r, m)) if m else np.zeros((r, 0), dtype=np.int64)
        times = np.bincount((drawn + m * np.arange(r)[:, None]).ravel(), minlength=r * m).reshape(r, m)
        values.append(sums(np.asarray(times.astype(np.float64) @ units)))
    found = np.concatenate(values)
    there = ~np.isnan(found)
    count = there.sum(axis=0)
    enough = (count >= 2) & (m >= 2)
    held = np.where(there, found, 0.0)
    mean = np.divide(held.sum(axis=0), count, out=np.zeros(found.shape[1]), where=enough)
    squares = np.where(there, (found - mean) ** 2, 0.0).sum(axis=0)
    variance = np.divide(squares, count - 1, out=np.full(found.shape[1], np.nan), where=enough)
    return np.asarray(np.sqrt(variance), dtype=np.float64)


def _tail(level: float) -> float:
    if not 0 < level < 1:
        raise SettingsError(f"level must lie between 0 and 1, not {level}")
    return (1 - level) / 2
