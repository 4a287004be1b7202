"""What an indicator is made of: quotes in groups, and a figure of each group with its interval and n.

Where a group's quotes come from several articles, the articles are its units, since quotes of one article resemble
each other. Where they all come from one, its quotes are: the interval then says how far so few quotes show how this
article quotes, and nothing of other articles.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens import intervals, tables

Scope = Literal["source", "article", "outlet", "corpus"]


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator of every group of a scope, in the order of their ids."""

    value: Any
    low: Any
    high: Any
    n: Any


@dataclass(frozen=True)
class Groups:
    """The quotes of a scope's groups.

    `group` holds each quote's position in `ids` (-1: in none), `article` each quote's article as a number.
    """

    scope: Scope
    ids: tuple[str, ...]
    group: npt.NDArray[np.int64]
    article: npt.NDArray[np.int64]

    @functools.cached_property
    def _cells(self) -> tuple[Any, Any]:
        """Every pair of a group and an article that has quotes, as one number; and of each quote which pair is its."""
        width = self.article.max(initial=0) + 1
        return np.unique(np.where(self.group < 0, -1, self.group * width + self.article), return_inverse=True)

    def add(self, values: Any) -> Any:
        """The sum of the quotes' values in each group."""
        inside = self.group >= 0
        return np.bincount(self.group[inside], np.asarray(values, dtype=np.float64)[inside], len(self.ids))

    def by_article(self, *values: Any) -> tuple[Any, ...]:
        """The sums of the quotes' values within each pair of a group and an article.

        Returns:
            The pairs' groups, their articles, and an array of sums for each of `values`.
        """
        found, cell = self._cells
        inside = found >= 0
        group, article = np.divmod(found[inside], self.article.max(initial=0) + 1)
        sums = (np.bincount(cell, np.asarray(each, dtype=np.float64), len(found))[inside] for each in values)
        return group, article, *sums

    def rows(self, inside: npt.NDArray[np.bool_]) -> Iterator[npt.NDArray[np.int64]]:
        """For each group the positions of its quotes that are `inside`, in their order."""
        rows = np.flatnonzero((self.group >= 0) & inside)
        rows = rows[np.argsort(self.group[rows], kind="stable")]
        starts = np.searchsorted(self.group[rows], np.arange(len(self.ids) + 1))
        return (rows[start:stop] for start, stop in itertools.pairwise(starts))

    def units(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The unit that each quote of one group belongs to, from 0: its article, or itself if there is only one."""
        units = np.unique(self.article[rows], return_inverse=True)[1]
        return units if units.max(initial=0) > 0 else np.arange(len(rows))


def count(value: Any, n: Any) -> Column:
    """A count; it is complete for what was extracted, so it has no interval."""
    none = np.full(len(value), np.nan)
    return Column(value, none, none, n)


def share(groups: Groups, part: Any, whole: Any, level: float) -> Column:
    """`sum(part) / sum(whole)` of each group's quotes, with `0 <= part <= whole`.

    Wilson's interval, with Kish's effective number of quotes (`intervals.effective_n`) where `whole` differs from
    quote to quote, and with that of clustered ones (`intervals.clustered_n`) where they come from several articles.
    n is the number of quotes with a `whole` above 0.
    """
    whole = np.asarray(whole, dtype=np.float64)
    total, squares, n = (groups.add(each) for each in (whole, whole**2, whole > 0))
    value = _divide(groups.add(part), total)
    group, _, parts, wholes = groups.by_article(part, whole)
    with_quotes = np.bincount(group, wholes > 0, len(groups.ids))
    spread = np.bincount(group, np.where(wholes > 0, parts - value[group] * wholes, 0.0) ** 2, len(groups.ids))
    equal = np.nan_to_num(_divide(total**2, squares))
    return _of_share(value, n, equal, spread, total, with_quotes, level)


def share_of_all(groups: Groups, values: Any, level: float) -> Column:
    """`sum(values)` of each group's quotes as a share of the sum over all quotes, those in no group included.

    The interval as in `share`, over the articles of all quotes; n is the number of quotes with a value above 0.
    """
    values = np.asarray(values, dtype=np.float64)
    every = np.bincount(groups.article, values)
    total = values.sum()
    value = groups.add(values) / total if total > 0 else np.full(len(groups.ids), np.nan)
    group, article, own = groups.by_article(values)
    expected = value[group] * every[article]
    # every article adds (p w)², save those in which the source speaks
    inside = np.bincount(group, (own - expected) ** 2 - expected**2, len(groups.ids))
    spread = np.maximum(inside + value**2 * (every**2).sum(), 0)
    n = np.full(len(groups.ids), np.count_nonzero(values))
    return _of_share(value, n, intervals.effective_n(values), spread, total, np.count_nonzero(every), level)


def mean(groups: Groups, values: Any, level: float) -> Column:
    """The mean of each group's values, NaN left out, with a percentile bootstrap over its units.

    The interval is NaN where the values of a group are all the same: no resample could differ.
    """
    values = np.asarray(values, dtype=np.float64)
    found = np.full((3, len(groups.ids)), np.nan)
    n = groups.add(~np.isnan(values))
    for k, rows in enumerate(groups.rows(~np.isnan(values))):
        if len(rows):
            here = values[rows]
            found[0, k] = here.mean()
            if here.min() < here.max():
                units = groups.units(rows)
                found[1:, k] = intervals.bootstrap_ratio(np.bincount(units, here), np.bincount(units), level=level)
    return Column(found[0], found[1], found[2], n)


def long(groups: Groups, columns: dict[str, Column]) -> pd.DataFrame:
    """The indicators side by side -> the rows of `reliability`, one an id and indicator, ids outermost."""

    def interleaved(name: str) -> Any:
        return np.column_stack([getattr(column, name) for column in columns.values()]).ravel()

    frame = pd.DataFrame(
        {
            "scope": groups.scope,
            "id": np.repeat(np.array(groups.ids, dtype=object), len(columns)),
            "indicator": np.tile(np.array(list(columns), dtype=object), len(groups.ids)),
            "value": interleaved("value"),
            "low": interleaved("low"),
            "high": interleaved("high"),
            "n": interleaved("n"),
        }
    )
    return frame.astype({column.name: column.dtype for column in tables.RELIABILITY.columns})


def _of_share(value: Any, n: Any, equal: Any, spread: Any, whole: Any, clusters: Any, level: float) -> Column:
    value = np.minimum(value, 1.0)  # sums of parts can exceed that of wholes by a rounding
    low, high = intervals.wilson(value, intervals.clustered_n(value, equal, spread, whole, clusters), level)
    return Column(value, low, high, n)


def _divide(part: Any, whole: Any) -> Any:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
