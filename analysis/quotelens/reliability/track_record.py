"""Track record: how often a source's claims were found right, where somebody has checked them, across a corpus.

A source with two claims checked, both right, is not known to be right always. Its share is drawn towards that of all
sources, the more the fewer of its claims were checked (empirical Bayes shrinkage). The figure describes what was
checked and by whom; it says nothing of any claim that was not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens.errors import SettingsError, TableError

Floats = npt.NDArray[np.float64]

NEEDED = ("source_id", "right", "wrong")
FEWEST = 5  # sources whose spread tells anything of how sources differ; below, none is drawn towards the others
JEFFREYS = 0.5  # both parameters of the prior then (Brown, Cai and DasGupta 2001)
GROUP_SPREAD = 1.0  # standard deviation of groups' offsets on the logit scale: a weak prior, e² to 1 at two of them
_STRENGTHS = (np.log(0.5), np.log(1000.0))  # of the prior, in claims; beyond either it makes no difference
_MEANS = (-5.0, 5.0)  # of the prior and the offsets, on the logit scale


def track_record(counts: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Estimate each source's share of right claims, drawn towards the share of all sources.

    A source's share p has a Beta prior, and of its n checked claims a Beta-binomial number are right. The prior's mean
    and strength are those under which all sources' counts are most probable (maximum likelihood); with fewer than
    `FEWEST` sources that have any, the prior is Jeffreys' instead, and no source tells of another.

    Args:
        counts: One row a source: `source_id`, unique, and `right` and `wrong`, the numbers of its claims found to be
            so: 0 or more; may be fractional, where a claim was found half right. Optionally `group`, a text: sources
            of a group then share an expected share, drawn towards that of all (NA: no group). Use it only for what is
            known to matter; what a source is in a group of is no finding about the source.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        One row a source, in the order of `counts`: `source_id`, `value` (posterior mean, 0-1), `low` and `high`
        (equal-tailed credible interval of the posterior) and `n` (`right + wrong`). With `n` 0 they are those of a
        source nothing is known of. The intervals take the prior as known, so with few sources they are too narrow.

    Raises:
        TableError: a column is missing, a `source_id` is missing or repeats, or a number is missing, infinite or
            below 0; names the rows.
        SettingsError: `level` is outside (0, 1).

    References:
        Robbins (1956), An empirical Bayes approach to statistics, Third Berkeley Symposium 1, 157-163.
        Efron and Morris (1975), Data analysis using Stein's estimator and its generalizations, JASA 70, 311-319.
        Morris (1983), Parametric empirical Bayes inference, JASA 78, 47-55 (why the intervals are narrow).
        Griffiths (1973), Maximum likelihood estimation for the beta-binomial distribution, Biometrics 29, 637-648.
    """
    from scipy.stats import beta  # SciPy takes a second to import: at first use, here and below

    if not 0 < level < 1:
        raise SettingsError(f"level must lie between 0 and 1, not {level}")
    right, wrong = _checked(counts)
    a, b = _prior(right, wrong, _groups(counts))
    a, b = a + right, b + wrong
    return pd.DataFrame(
        {
            "source_id": counts["source_id"].to_numpy(),
            "value": a / (a + b),
            "low": beta.ppf((1 - level) / 2, a, b),
            "high": beta.ppf((1 + level) / 2, a, b),
            "n": right + wrong,
        }
    )


def _checked(counts: pd.DataFrame) -> tuple[Floats, Floats]:
    missing = [name for name in NEEDED if name not in counts.columns]
    if missing:
        raise TableError(f"table counts: column {missing[0]!r} is missing; it needs {', '.join(NEEDED)}")
    _complain(counts["source_id"].isna(), counts, "source_id", "is empty")
    _complain(counts["source_id"].duplicated(keep=False), counts, "source_id", "repeats (add up a source's counts)")
    columns = []
    for name in ("right", "wrong"):
        numbers = pd.to_numeric(counts[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        bad = ~(np.isfinite(numbers) & (numbers >= 0))
        _complain(pd.Series(bad, index=counts.index), counts, name, "is no number of 0 or more")
        columns.append(numbers)
    return columns[0], columns[1]


def _complain(bad: pd.Series, counts: pd.DataFrame, column: str, what: str) -> None:
    if bad.any():
        rows = ", ".join(repr(label) for label in counts.index[bad.to_numpy(dtype=bool)][:5])
        raise TableError(f"table counts: column {column!r} {what} in {int(bad.sum())} rows (index {rows})")


def _groups(counts: pd.DataFrame) -> Floats:
    """(sources, groups) whether a source is in a group."""
    if "group" not in counts.columns:
        return np.zeros((len(counts), 0))
    return pd.get_dummies(counts["group"].astype("string"), dtype=np.float64).to_numpy(dtype=np.float64)


def _prior(right: Floats, wrong: Floats, groups: Floats) -> tuple[Floats, Floats]:
    """The two parameters of each source's Beta prior."""
    from scipy.optimize import minimize
    from scipy.special import betaln, digamma, expit

    some = right + wrong > 0
    if some.sum() < FEWEST:
        return np.full(len(right), JEFFREYS), np.full(len(right), JEFFREYS)
    r, w, g = right[some], wrong[some], groups[some]

    def parameters(at: Floats, groups: Floats) -> tuple[Floats, Floats]:
        mean = expit(at[1] + groups @ at[2:])
        return mean * np.exp(at[0]), (1 - mean) * np.exp(at[0])

    def loss(at: Floats) -> tuple[float, Floats]:
        a, b = parameters(at, g)
        by_a = digamma(a + r) - digamma(a) - digamma(a + b + r + w) + digamma(a + b)
        by_b = digamma(b + w) - digamma(b) - digamma(a + b + r + w) + digamma(a + b)
        by_mean = (by_a - by_b) * a * b / (a + b)
        slope = np.array([(by_a * a + by_b * b).sum(), by_mean.sum(), *(by_mean @ g - at[2:] / GROUP_SPREAD**2)])
        value = (betaln(a + r, b + w) - betaln(a, b)).sum() - (at[2:] ** 2).sum() / 2 / GROUP_SPREAD**2
        return -float(value), -slope

    share = (r.sum() + 1) / ((r + w).sum() + 2)
    start = np.array([np.log(10.0), np.log(share / (1 - share)), *np.zeros(g.shape[1])])
    bounds: list[Any] = [_STRENGTHS, *[_MEANS] * (1 + g.shape[1])]
    found = minimize(loss, np.clip(start, *np.array(bounds).T), jac=True, method="L-BFGS-B", bounds=bounds).x
    return parameters(found, groups)
