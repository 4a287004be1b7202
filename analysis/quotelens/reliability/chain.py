"""By how many hands a quote reaches the reader: in the source's own words or not, at first hand or through others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quotelens.reliability.measures import Column, Groups, count, mean, share


def describe(facts: pd.DataFrame, groups: Groups, level: float) -> dict[str, Column]:
    """Directness, and the hops from the reader to whoever said it first.

    A quote at level 0 stands in the article itself, one at level 1 inside another's quote, and so on: its level is
    the number of hands between the article and its source. Quotes at level 0 that hold no other are first-hand, those
    that hold one pass it on, the rest is second-hand; the three shares add up to 1.

    Args:
        facts: One row a quote; needs `direct`, `hops`, `relays`, `words` (0 above level 0).
        groups: Which quotes belong to which source, article or outlet.
        level: Coverage of the intervals.
    """
    one = np.ones(len(facts))
    direct, hops, words = (facts[name].to_numpy() for name in ("direct", "hops", "words"))
    relays = facts["relays"].to_numpy() & (hops == 0)
    longest = np.full(len(groups.ids), -1.0)
    inside = groups.group >= 0
    np.maximum.at(longest, groups.group[inside], hops[inside])
    return {
        "direct_share": share(groups, direct, one, level),
        "direct_word_share": share(groups, direct * words, words, level),
        "second_hand_share": share(groups, hops > 0, one, level),
        "first_hand_share": share(groups, (hops == 0) & ~relays, one, level),
        "relay_share": share(groups, relays, one, level),
        "hops": mean(groups, hops, level),
        "longest_chain": count(np.where(longest < 0, np.nan, longest), groups.add(one)),
    }
