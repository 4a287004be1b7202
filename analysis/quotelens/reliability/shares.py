"""How much of the quotes is whose: of named and unnamed sources, of officials, of each source."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quotelens.reliability.measures import Column, Groups, count, share, share_of_all


def describe(facts: pd.DataFrame, groups: Groups, level: float) -> dict[str, Column]:
    """`n_quotes`; of sources their shares of the corpus, of articles, outlets and the corpus those of kinds of source.

    Args:
        facts: One row a quote; needs `attributed`, `named`, `official`, `words` (0 above level 0), `source`.
        groups: Which quotes belong to which source, article or outlet.
        level: Coverage of the intervals.
    """
    one = np.ones(len(facts))
    n = groups.add(one)
    if groups.scope == "source":
        return {
            "n_quotes": count(n, n),
            "share_of_attributions": share_of_all(groups, one, level),
            "share_of_words": share_of_all(groups, facts["words"], level),
        }
    named, known = facts["named"].to_numpy(), facts["known"].to_numpy()
    return {
        "n_quotes": count(n, n),
        "named_share": share(groups, named, one, level),
        "unnamed_share": share(groups, known & ~named, one, level),
        "unattributed_share": share(groups, ~known, one, level),
        "official_share": share(groups, facts["official"], one, level),
        "n_sources": count(_different(facts, groups), groups.add(facts["attributed"])),
    }


def _different(facts: pd.DataFrame, groups: Groups) -> np.ndarray:
    """The number of different sources in each group."""
    inside = (groups.group >= 0) & facts["attributed"].to_numpy()
    pairs = np.unique(np.column_stack([groups.group, facts["source"]])[inside], axis=0)
    return np.bincount(pairs[:, 0], minlength=len(groups.ids)).astype(np.float64)
