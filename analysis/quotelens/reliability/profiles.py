"""How certain the claims are presented to be, and how much they hedge: means of what `certainty` measured.

Hedging is never counted as unreliability: careful sources hedge.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from quotelens.reliability.measures import Column, Groups, mean

MEASURES = ("certainty", "hedges", "boosters")


def describe(quotes: pd.DataFrame, groups: Groups, level: float) -> dict[str, Column]:
    """The means of those of `MEASURES` that `quotes` has columns of, with a value for any quote at all."""
    found = {}
    for name in MEASURES:
        if name in quotes.columns:
            values = quotes[name].to_numpy(dtype=np.float64, na_value=np.nan)
            if not np.isnan(values).all():
                found[name] = mean(groups, values, level)
    return found
