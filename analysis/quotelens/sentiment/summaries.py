"""Tone summed up: by source, affiliation, outlet or month, of one group beside another, and who speaks of whom.

Intervals are percentile bootstraps that draw whole articles, because quotes of one article resemble each other; where
a group's quotes come from one article, its quotes are drawn, and the interval speaks of that article alone. They cover
sampling, not the scores' own errors. Nothing is tested for significance: read sizes and intervals.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from quotelens import intervals, tables
from quotelens.errors import TableError
from quotelens.records import STANCES
from quotelens.sentiment.lexicon import LISTS

MEASURES: tuple[str, ...] = (*LISTS, "tone_score")


def in_context(quotes: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows of `quotes` or `targets` with what they can be grouped by.

    Args:
        quotes: The `quotes` or `targets` table: needs `doc_id` and `source_id`.
        sources, articles: The tables of the same study.

    Returns:
        A copy with `source_name` and `affiliation` (of who speaks), `outlet`, and `month` ("2015-06", of publication;
        NA where the date, as given, does not begin with a year and a month); NA where it is not known.
    """
    who = sources.set_index("source_id")
    where = articles.set_index("doc_id")
    month = where["published"].str.extract(r"^\s*(\d{4}-\d{2})(?!\d)", expand=False)
    return quotes.assign(
        source_name=quotes["source_id"].map(who["name"]).astype("string"),
        affiliation=quotes["source_id"].map(who["affiliation"]).astype("string"),
        outlet=quotes["doc_id"].map(where["outlet"]).astype("string"),
        month=quotes["doc_id"].map(month).astype("string"),
    )


def summarise(
    quotes: pd.DataFrame, by: str = "source_id", level: float = 0.95, *, measures: Sequence[str] = MEASURES
) -> pd.DataFrame:
    """Mean tone of groups of quotes, or of what is said of targets, each with an interval.

    Args:
        quotes: The scored `quotes` table, or the `targets` table with `measures=["tone_score"]`; see `in_context` for
            more to group by.
        by: The column that makes the groups: `source_id`, `affiliation`, `outlet`, `month`, `doc_id`, `target_id`, or
            one of your own. Rows where it is NA belong to no group.
        level: Coverage of the intervals, between 0 and 1.
        measures: Columns of scores.

    Returns:
        One row a group and measure: groups by first appearance, measures in the order given. `group` (string),
        `measure`, `mean`, `low`, `high`, `n`, the number of rows with a score, and `n_articles`, of how many articles.
        `mean` is NaN where `n` is 0. `low` and `high` are a percentile bootstrap over articles with a fixed seed (over
        quotes, where all are of one article); they are NaN where `n` is below 2, since one quote says nothing of how
        much a source's quotes differ. With few articles the interval is too narrow rather than too wide.

    Raises:
        TableError: the frame lacks `doc_id`, the column `by` or a measure.
        SettingsError: `level` is outside (0, 1).

    References:
        See `intervals.bootstrap_ratio`.
    """
    _need(quotes, ["doc_id", by, *measures])
    codes, groups = pd.factorize(quotes[by])
    articles = pd.factorize(quotes["doc_id"])[0]
    found: list[list[tuple[float, float, float, int, int]]] = []
    for measure in measures:
        values = quotes[measure].to_numpy(dtype=np.float64, na_value=np.nan)
        rows = np.flatnonzero((codes >= 0) & ~np.isnan(values))
        rows = rows[np.argsort(codes[rows], kind="stable")]
        starts = np.searchsorted(codes[rows], np.arange(len(groups) + 1))
        found.append(
            [
                _mean(values[rows[start:stop]], articles[rows[start:stop]], level)
                for start, stop in itertools.pairwise(starts)
            ]
        )
    flat = [row for of_group in zip(*found, strict=True) for row in of_group]
    keys = [(str(group), measure) for group in groups for measure in measures]
    table = [(*key, *row) for key, row in zip(keys, flat, strict=True)]
    frame = pd.DataFrame(table, columns=["group", "measure", "mean", "low", "high", "n", "n_articles"])
    floats = dict.fromkeys(("mean", "low", "high"), "float64")
    return frame.astype({"group": "string", "measure": "string", **floats, "n": "Int64", "n_articles": "Int64"})


def compare(
    quotes: pd.DataFrame, by: str, one: str, other: str, *, measure: str = "tone_score", level: float = 0.95
) -> pd.DataFrame:
    """How far two groups differ in tone: effect sizes with intervals.

    Args:
        quotes: As for `summarise`.
        by: The column that makes the groups.
        one, other: The two groups.
        measure: The score.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        Two rows: `effect` "difference" (mean of `one` less mean of `other`) and "cliffs_delta" (how much oftener a
        quote of `one` has a higher score than a quote of `other` than the other way round, -1 to 1), each with `value`,
        `low`, `high`, `n_one` and `n_other`. NaN where a group has no score. Intervals draw whole articles of both
        groups together; NaN with fewer than two articles.

    Raises:
        TableError: a column is missing, or a group has no rows; names the groups there are.

    References:
        Cliff (1993), Dominance statistics: ordinal analyses to answer ordinal questions, Psychological Bulletin 114(3).
    """
    _need(quotes, ["doc_id", by, measure])
    known = quotes[by].dropna().astype("string").unique().tolist()
    for group in (one, other):
        if group not in known:
            raise TableError(f"column {by!r} has no group {group!r}; it has {', '.join(known) or 'none'}")
    frame = quotes[quotes[by].isin([one, other]) & quotes[measure].notna()]
    units = pd.factorize(frame["doc_id"])[0]
    values = frame[measure].to_numpy(dtype=np.float64)
    first = (frame[by] == one).to_numpy(dtype=bool)
    n_one, n_other = int(first.sum()), int((~first).sum())
    rows = []
    for effect in ("difference", "cliffs_delta"):
        value = _effect(effect, values, first, np.ones(len(values)))
        low, high = _effect_interval(effect, values, first, units, level)
        rows.append({"effect": effect, "value": value, "low": low, "high": high, "n_one": n_one, "n_other": n_other})
    return pd.DataFrame(rows).astype({"effect": "string"})


def matrix(targets: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Who speaks of whom, how often, and in what tone.

    Args:
        targets: The `targets` table.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        One row a speaker and target, by first appearance: `source_id`, `target_id`, `target_name`, `target_source_id`,
        `n` (mentions with a tone), `n_articles`, `negative`, `neutral`, `positive` (numbers by likeliest tone), `mean`
        (of `tone_score`), `low` and `high` as in `summarise`.

    Raises:
        TableError: the frame does not keep the schema of `targets`.
    """
    tables.check(targets, tables.TARGETS)
    spoken = targets[targets["source_id"].notna() & targets["tone"].notna()]
    articles = pd.Series(pd.factorize(spoken["doc_id"])[0], index=spoken.index)
    rows = []
    for (source_id, target_id), own in spoken.groupby(["source_id", "target_id"], sort=False):
        mean, low, high, n, n_articles = _mean(
            own["tone_score"].to_numpy(dtype=np.float64), articles[own.index].to_numpy(), level
        )
        rows.append(
            {
                "source_id": source_id,
                "target_id": target_id,
                "target_name": own["target_name"].iloc[0],
                "target_source_id": own["target_source_id"].iloc[0],
                "n": n,
                "n_articles": n_articles,
                **{tone: int((own["tone"] == tone).sum()) for tone in ("negative", "neutral", "positive")},
                "mean": mean,
                "low": low,
                "high": high,
            }
        )
    names = ["source_id", "target_id", "target_name", "target_source_id"]
    counts = ["n", "n_articles", "negative", "neutral", "positive"]
    frame = pd.DataFrame(rows, columns=[*names, *counts, "mean", "low", "high"])
    floats = dict.fromkeys(("mean", "low", "high"), "float64")
    return frame.astype(dict.fromkeys(names, "string") | dict.fromkeys(counts, "Int64") | floats)


def stances(quotes: pd.DataFrame, by: str = "source_id", level: float = 0.95) -> pd.DataFrame:
    """In which words the reporters pass quotes on: shares of each class of cues by group.

    Args:
        quotes: The scored `quotes` table; see `in_context` for more to group by.
        by: As for `summarise`.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        One row a group and stance: `group`, `stance`, `count`, `share` (0-1, of the group's cues with a class), `low`,
        `high` (Wilson's), `n`. NaN where `n` is 0.

    Raises:
        TableError: a column is missing.
    """
    _need(quotes, ["cue_stance", by])
    rows: list[dict[str, Any]] = []
    for group, own in quotes.groupby(by, sort=False):
        classed = own["cue_stance"].dropna()
        for stance in STANCES:
            count, n = int((classed == stance).sum()), len(classed)
            share = count / n if n else math.nan
            low, high = intervals.wilson(share, n, level)
            rows.append(
                {"group": str(group), "stance": stance, "count": count, "share": share, "low": float(low),
                 "high": float(high), "n": n}
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=["group", "stance", "count", "share", "low", "high", "n"])
    floats = dict.fromkeys(("share", "low", "high"), "float64")
    return frame.astype({"group": "string", "stance": "string", "count": "Int64", "n": "Int64", **floats})


def _need(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    for name in columns:
        if name not in frame.columns:
            raise TableError(f"column {name!r} is missing; there are {', '.join(map(str, frame.columns))}")


def _mean(values: Any, articles: Any, level: float) -> tuple[float, float, float, int, int]:
    """Mean, its interval's ends, the number of values and that of articles."""
    if len(values) == 0:
        return math.nan, math.nan, math.nan, 0, 0
    units = np.unique(articles, return_inverse=True)[1]
    n_articles = int(units.max()) + 1
    if n_articles == 1:  # its quotes are all there is to draw
        units = np.arange(len(values))
    low, high = intervals.bootstrap_ratio(np.bincount(units, weights=values), np.bincount(units), level=level)
    return float(values.mean()), low, high, len(values), n_articles


def _effect(effect: str, values: Any, first: Any, weights: Any) -> float:
    """The effect where each value counts `weights` times; NaN where a group has no weight."""
    a, b = weights * first, weights * ~first
    if a.sum() == 0 or b.sum() == 0:
        return math.nan
    if effect == "difference":
        return float((a * values).sum() / a.sum() - (b * values).sum() / b.sum())
    order = np.argsort(values, kind="stable")
    ranked, starts = np.unique(values[order], return_index=True)
    of_one, of_other = np.add.reduceat(a[order], starts), np.add.reduceat(b[order], starts)
    below = np.concatenate([[0.0], np.cumsum(of_other)[:-1]])
    above = of_other.sum() - below - of_other
    return float((of_one * (below - above)).sum() / (a.sum() * b.sum())) if len(ranked) else math.nan


def _effect_interval(effect: str, values: Any, first: Any, units: Any, level: float) -> tuple[float, float]:
    m = int(units.max(initial=-1)) + 1
    return intervals.bootstrap_sums(np.eye(m), lambda drawn: _effect(effect, values, first, drawn[units]), level=level)
