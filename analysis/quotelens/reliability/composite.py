"""One figure out of several, for those who ask for it, with how much it owes to the weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from quotelens import intervals, tables
from quotelens.errors import SettingsError
from quotelens.reliability.measures import Scope

CONCENTRATION = 50.0  # a weight of a half then varies by 0.07 (one standard deviation), one of a tenth by 0.04
DRAWS = 2000  # as many as a percentile interval has resamples
_BLOCK = 4_000_000  # values held in memory at a time


def composite(
    reliability: pd.DataFrame,
    weights: Mapping[str, float],
    *,
    scope: Scope = "source",
    concentration: float = CONCENTRATION,
    draws: int = DRAWS,
    level: float = 0.95,
) -> pd.DataFrame:
    """The weighted mean of indicators, ranked, and how far the ranks hold if the weights are a little different.

    There is no default for the weights, since there is no right one: what counts for how much is the reader's to
    decide. What the figure means is what the indicators mean; it measures no reliability of its own.

    Args:
        reliability: The `reliability` table.
        weights: Indicator -> weight, whatever their sum. With a negative weight 1 minus the indicator counts. All must
            be shares or other indicators on 0-1.
        scope: Whose indicators.
        concentration: How close perturbed weights stay to those given: they are drawn from a Dirichlet distribution
            with parameters `concentration * |w| / sum |w|`, so that a weight w has standard deviation
            `sqrt(w (1 - w) / (concentration + 1))`.
        draws: How many perturbed sets of weights; the seed is fixed.
        level: Coverage of `rank_low` to `rank_high` in these.

    Returns:
        The `composite` table, ids in the order of `reliability`. `low` and `high` are the weighted means of the
        indicators' ends, so they hold whatever the errors have to do with each other, and are wide. Ids that lack
        one of the indicators have no value, and take no part in the ranking.

    Raises:
        SettingsError: no weight, one that is 0 or no number, an indicator that `reliability` lacks for the scope or
            that isn't on 0-1, or another argument out of range.

    References:
        OECD and JRC (2008), Handbook on constructing composite indicators, steps 6 and 7.
        Saisana, Saltelli and Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the
        quality assessment of composite indicators, Journal of the Royal Statistical Society A 168, 307-323.
    """
    tables.check(reliability, tables.RELIABILITY)
    intervals.z_score(level)  # refuses a level outside (0, 1)
    names, signed = list(weights), np.array([float(weight) for weight in weights.values()])
    if not (names and np.isfinite(signed).all() and (signed != 0).all()):
        raise SettingsError("a composite needs weights, each a number other than 0; there is no default")
    if not (concentration > 0 and draws >= 1):
        raise SettingsError(f"concentration and draws must be above 0, not {concentration} and {draws}")
    share = np.abs(signed) / np.abs(signed).sum()
    rows = reliability[reliability["scope"] == scope]
    ids = rows["id"].drop_duplicates()
    value, low, high, n = (_wide(rows, ids, names, scope, column) for column in ("value", "low", "high", "n"))
    for k, name in enumerate(names):
        outside = value[:, k][(value[:, k] < 0) | (value[:, k] > 1)]
        if name.startswith(_UNBOUNDED) or len(outside):
            raise SettingsError(f"indicator {name!r} isn't on 0-1, so that it cannot be weighed against others")
    turned = signed < 0
    value, low, high = (
        np.where(turned, 1 - value, value),
        np.where(turned, 1 - high, low),
        np.where(turned, 1 - low, high),
    )
    index = value @ share
    there = ~np.isnan(index)
    rank = np.full((3, len(ids)), np.nan)
    first = np.full(len(ids), np.nan)
    if there.any():
        rank[0, there] = _ranks(index[None, there])[0]
        rank[1:, there], first[there] = _perturbed(value[there], share * concentration, draws, level)
    frame = pd.DataFrame(
        {
            "scope": scope,
            "id": ids.to_numpy(),
            "value": index,
            "low": low @ share,
            "high": high @ share,
            "n": np.nan_to_num(n).min(axis=1),
            "rank": rank[0],
            "rank_low": rank[1],
            "rank_high": rank[2],
            "first_share": first,
        }
    )
    return frame.astype({column.name: column.dtype for column in tables.COMPOSITE.columns})


# counts, sums and effective numbers; a value of theirs may lie in 0-1 by chance
_UNBOUNDED = (
    "n_", "hops", "longest_chain", "shannon_entropy", "hill_", "chao1", "certainty", "hedges", "boosters",
)  # fmt: skip


def _wide(rows: pd.DataFrame, ids: pd.Series, names: list[str], scope: str, column: str) -> np.ndarray:
    """One column of the indicators side by side, (ids, names)."""
    found = []
    for name in names:
        of_name = rows[rows["indicator"] == name].set_index("id")[column]
        if of_name.empty:
            known = ", ".join(rows["indicator"].drop_duplicates())
            raise SettingsError(f"no indicator {name!r} of scope {scope!r}; there are {known or 'none'}")
        found.append(of_name.reindex(ids).to_numpy(dtype=np.float64, na_value=np.nan))
    return np.column_stack(found)


def _perturbed(value: np.ndarray, parameters: np.ndarray, draws: int, level: float) -> tuple[np.ndarray, np.ndarray]:
    """The range of ranks (2, ids) over perturbed weights, and the share of these that rank each id first."""
    rng = np.random.default_rng(intervals.SEED)
    drawn = rng.dirichlet(parameters, size=draws)
    width = max(1, _BLOCK // len(value))
    ranks = np.concatenate([_ranks(drawn[k : k + width] @ value.T) for k in range(0, draws, width)])
    tail = (1 - level) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return np.stack([low, high]), (ranks == 1).mean(axis=0)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks in each row, 1 for the highest; equal values (to 12 decimals) share the better one."""
    from scipy.stats import rankdata  # takes a second to import

    return np.asarray(rankdata(-np.round(values, 12), method="min", axis=1), dtype=np.int32)
