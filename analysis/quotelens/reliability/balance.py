"""Whom the sources speak for: the shares of affiliations, and how even they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quotelens import intervals
from quotelens.records import AFFILIATIONS
from quotelens.reliability import diversity
from quotelens.reliability.measures import Column, Groups, share

KNOWN = tuple(name for name in AFFILIATIONS if name != "unknown")


def describe(facts: pd.DataFrame, groups: Groups, level: float) -> dict[str, Column]:
    """The share of each affiliation among the quotes whose source's affiliation is known, and their evenness.

    Args:
        facts: One row a quote; needs `affiliation` (NA or "unknown" where it isn't known).
        groups: Which quotes belong to which article or outlet.
        level: Coverage of the intervals.
    """
    code = pd.Index(KNOWN).get_indexer(pd.Index(facts["affiliation"])).astype(np.int64)
    known = code >= 0
    shares = {f"affiliation_{name}": share(groups, code == k, known, level) for k, name in enumerate(KNOWN)}
    return {
        "affiliation_known": share(groups, known, np.ones(len(facts)), level),
        **shares,
        "affiliation_evenness": _evenness(code, groups, level),
    }


def _evenness(code: np.ndarray, groups: Groups, level: float) -> Column:
    z = intervals.z_score(level)
    found = np.full((3, len(groups.ids)), np.nan)
    for k, rows in enumerate(groups.rows(code >= 0)):
        units = groups.units(rows)
        table = diversity.tabulate(units, code[rows], np.ones(len(rows)), len(KNOWN))
        value = float(diversity.evenness(np.asarray(table.sum(axis=0))))
        if not np.isnan(value):
            [error] = intervals.bootstrap_errors(lambda sums: diversity.evenness(sums)[:, None], table)
            found[:, k] = value, *diversity.around(value, error, z, 0, 1)
    return Column(found[0], found[1], found[2], groups.add(code >= 0))
