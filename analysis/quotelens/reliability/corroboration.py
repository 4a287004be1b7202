"""How often what a source says is borne out by others, among what others speak on at all.

Agreement isn't truth: sources can agree on what is false, and whoever knows first stands alone. What counts is
independent claims; syndicated copies, or several who go back to one origin, are one voice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quotelens import intervals, tables
from quotelens.errors import SettingsError, TableError


@dataclass(frozen=True, slots=True)
class Beta:
    """A Beta distribution of a share: `a` and `b`, both above 0, are counts for and against before any was seen.

    Raises:
        SettingsError: one of them isn't above 0.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        if not (self.a > 0 and self.b > 0):
            raise SettingsError(f"a Beta prior needs counts above 0, not {self.a} and {self.b}")


JEFFREYS = Beta(0.5, 0.5)  # Jeffreys (1946); its intervals cover well: Brown, Cai and DasGupta (2001)


def corroboration(counts: pd.DataFrame, prior: Beta = JEFFREYS, *, level: float = 0.95) -> pd.DataFrame:
    """The share of independent claims of others that support a source's, with a credible interval.

    Args:
        counts: One row a source; needs `source_id`, `supporting` and `contradicting` (how many independent claims of
            others support and contradict what it says, 0 or more, fractions allowed), and may have `n_effective`, the
            effective number of both together. `counts_by_source` makes them of the support of single quotes.
        prior: Counts for and against of a source nothing is known of.
        level: Coverage of the interval.

    Returns:
        The `corroboration` table, a row a source in the order given: the counts, and the posterior
        Beta(a + supporting, b + contradicting): `value` its mean, `low` and `high` its equal-tailed interval. They are
        NaN where nobody else speaks on it: the prior alone would say nothing of the source. `n_effective` is passed
        on, NaN where it wasn't given; it does not enter the posterior, since the counts are of independent claims
        already.

    Raises:
        TableError: a column is missing, a count isn't 0 or more, or a source repeats; names the first one.
        SettingsError: `level` is outside (0, 1).

    References:
        Gelman et al. (2013), Bayesian data analysis, 3rd ed., section 2.4.
        Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16, 101-133.
    """
    from scipy.stats import beta  # takes a second to import

    for name in ("source_id", "supporting", "contradicting"):
        if name not in counts.columns:
            raise TableError(
                f"table of counts: column {name!r} is missing; it needs source_id, supporting, contradicting"
            )
    tail = (1 - level) / 2
    intervals.z_score(level)  # refuses a level outside (0, 1)
    s, c = (counts[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in ("supporting", "contradicting"))
    bad = ~((s >= 0) & (c >= 0))
    if bad.any():
        first = counts.loc[bad, "source_id"].iloc[0]
        raise TableError(
            f"table of counts: supporting and contradicting must be 0 or more, not so for source {first!r}"
        )
    a, b = prior.a + s, prior.b + c
    spoken_on = s + c > 0
    found = {"value": a / (a + b), "low": beta.ppf(tail, a, b), "high": beta.ppf(1 - tail, a, b)}
    effective = counts["n_effective"].to_numpy(dtype=np.float64, na_value=np.nan) if "n_effective" in counts else np.nan
    frame = pd.DataFrame(
        {
            "source_id": counts["source_id"].to_numpy(),
            "supporting": s,
            "contradicting": c,
            "n_effective": effective,
            **{name: np.where(spoken_on, values, np.nan) for name, values in found.items()},
        }
    )
    table = tables.CORROBORATION
    return tables.check(frame.astype({column.name: column.dtype for column in table.columns}), table)


def counts_by_source(support: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """What others' independent claims say on each source's claims, added up.

    Args:
        support: One row a quote; needs `quote_id`, `group_id` (quotes by which one voice says the same again share
            one, and the figures), `supporting`, `contradicting` and `n_effective`.
        quotes: The `quotes` table; says whose each quote is.

    Returns:
        `source_id`, `supporting`, `contradicting` and `n_effective`, a row a source that `support` has quotes of, by
        first appearance in `quotes`. What a source says twice counts once.

    Raises:
        TableError: a column is missing.
    """
    needed = ["quote_id", "group_id", "supporting", "contradicting", "n_effective"]
    for name in needed:
        if name not in support.columns:
            raise TableError(f"table of support: column {name!r} is missing; it needs {', '.join(needed)}")
    tables.check(quotes, tables.QUOTES)
    said = quotes.loc[quotes["source_id"].notna(), ["quote_id", "source_id"]].merge(support[needed], on="quote_id")
    once = said.drop_duplicates(["source_id", "group_id"])
    return once.groupby("source_id", sort=False)[needed[2:]].sum().reset_index()
