"""The NATO ("Admiralty") grade of each source, on its two independent axes, by rules that are printed.

The letter grades the source by its past (A-F), the figure the information by what others say on it (1-6); neither is
derived from the other. The standard names the grades and leaves it to the analyst when to give which. Here the steps
are shares with intervals: right or wrong in the past for the letter, supported or contradicted for the figure. So few
checks never make a high grade nor a low one, and a single article, which says nothing of a source's past and lets
hardly anybody confirm it independently, usually ends at F with 3 or 6.

The figure is of all that a source says taken together, where the standard grades each report; the thresholds are
conventions of this package.

Whoever uses the grades should know the critique: the scales look like measurements and are judgements, readers take
the words for probabilities far apart, and in practice the axes run together (87 % of graded reports on the diagonal).
A grade describes what the evidence at hand shows; it doesn't predict whether the next claim is true.

References:
    NATO (2016), AJP-2.1, Allied joint doctrine for intelligence procedures (the scales; before it STANAG 2511).
    Irwin and Mandel (2019), Improving information evaluation for intelligence production, Intelligence and National
    Security 34, 503-525 (the critique).
    Baker, McKendry and Mace (1968), Certitude judgments in an operational environment, US Army Behavioral Science
    Research Laboratory (the diagonal).
"""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from quotelens import tables
from quotelens.errors import GradeError, TableError
from quotelens.records import UNKNOWN
from quotelens.reliability.overrules import Overrule

# ends of the interval of the share of checked claims that held, or of claims of others that support
MOSTLY, USUALLY, OFTEN, SELDOM = 0.90, 0.70, 0.50, 0.30
CONFIRMATIONS = 2  # for a figure of 1: "other sources" is a plural


def grades(
    sources: pd.DataFrame,
    corroboration: pd.DataFrame,
    track_record: pd.DataFrame | None = None,
    overrules: Sequence[Overrule] = (),
) -> pd.DataFrame:
    """Grade every source, rule by rule.

    Args:
        sources: The `sources` table.
        corroboration: The `corroboration` table; a source that it lacks is one on whose claims nobody else speaks.
        track_record: One row a source with a past; needs `source_id`, `low`, `high` (interval of the share of its
            checked claims that held, 0-1) and `n` (how many were checked). Without one every letter is F.
        overrules: The study's own grades (`read_overrules`). A name means every source that goes by it.

    Returns:
        The `grades` table, a row a source in the order of `sources`. With [low, high] the interval of the track record:

        | letter | rule |
        |---|---|
        | F | the source is not named, or has no track record, or [low, high] holds 0.5 |
        | A, B, C | low at least 0.9, 0.7, 0.5 |
        | E, D | high below 0.3, 0.5 |

        and with [low, high] the credible interval of the corroboration (s claims of others for, c against):

        | figure | rule |
        |---|---|
        | 6 | nobody else speaks on it: s = c = 0 |
        | 1 | low at least 0.5, c = 0, and s as well as n_effective at least 2: independently confirmed |
        | 2 | low at least 0.5 otherwise |
        | 5, 4 | high below 0.3, 0.5 |
        | 3 | [low, high] holds 0.5: nothing decides |

        Where the study overrules, `reliability` and `information` are its own, `rules_reliability` and
        `rules_information` still the rules'.

    Raises:
        TableError: a frame does not keep its schema, or `track_record` lacks a column or repeats a source.
        GradeError: an overrule means no source, or two mean the same one; names the line.
    """
    tables.check(sources, tables.SOURCES)
    tables.check(corroboration, tables.CORROBORATION)
    past = _by_source(track_record)
    spoken_on = {row["source_id"]: row for row in corroboration.to_dict("records")}
    ruled = _overruled(sources, overrules)
    rows = []
    for source_id, name, named in sources[["source_id", "name", "named"]].itertuples(index=False):
        letter, why_letter = _letter(bool(named), name, past.get(source_id))
        figure, why_figure = _figure(spoken_on.get(source_id))
        own = ruled.get(source_id)
        reasons = [f"{letter}: {why_letter}", f"{figure}: {why_figure}"]
        if own is not None:
            given = f"{own.reliability or letter}{own.information or figure}"
            by = f" by {own.by}" if own.by else ""
            reasons.append(f"{given}: overruled{by} in the study: {own.reason}")
        rows.append(
            {
                "source_id": source_id,
                "reliability": letter if own is None else own.reliability or letter,
                "information": figure if own is None else own.information or figure,
                "reasons": json.dumps(reasons, ensure_ascii=False),
                "rules_reliability": letter,
                "rules_information": figure,
                "overruled": own is not None,
                "overruled_by": None if own is None else own.by,
                "overruled_why": None if own is None else own.reason,
            }
        )
    return tables.GRADES.frame(rows)


def _letter(named: bool, name: str, past: dict[Any, Any] | None) -> tuple[str, str]:
    if name == UNKNOWN:
        return "F", "it is not known who speaks"
    if not named:
        return "F", "not named, so that nothing it said before can be looked up"
    if past is None or not past["n"] > 0:
        return "F", "no track record: nothing it said before was checked"
    low, high = past["low"], past["high"]
    found = f"of {past['n']:.0f} checked claims the share that held is {low:.2f} to {high:.2f}"
    for letter, least in (("A", MOSTLY), ("B", USUALLY), ("C", OFTEN)):
        if low >= least:
            return letter, f"{found}, at least {least:.2f}"
    for letter, most in (("E", SELDOM), ("D", OFTEN)):
        if high < most:
            return letter, f"{found}, below {most:.2f}"
    return "F", f"{found}, on both sides of {OFTEN:.2f}: too little to tell"


def _figure(row: Any) -> tuple[int, str]:
    if row is None or row["supporting"] + row["contradicting"] == 0:
        return 6, "no independent claim speaks on what it says"
    s, c, low, high, effective = (row[name] for name in ("supporting", "contradicting", "low", "high", "n_effective"))
    found = f"independent claims for it {s:g}, against it {c:g}; the share for it is {low:.2f} to {high:.2f}"
    if low >= OFTEN:
        confirmed = c == 0 and s >= CONFIRMATIONS and effective >= CONFIRMATIONS  # NaN compares as False
        if confirmed:
            return (
                1,
                f"{found}, at least {OFTEN:.2f}; {effective:.1f} independent confirmations, none against",
            )
        lacking = "some are against it" if c else f"it isn't known to have {CONFIRMATIONS} independent confirmations"
        return 2, f"{found}, at least {OFTEN:.2f}; {lacking}"
    for figure, most in ((5, SELDOM), (4, OFTEN)):
        if high < most:
            return figure, f"{found}, below {most:.2f}"
    return 3, f"{found}, on both sides of {OFTEN:.2f}: nothing decides"


def _by_source(track_record: pd.DataFrame | None) -> dict[Any, dict[Any, Any]]:
    if track_record is None:
        return {}
    needed = ["source_id", "low", "high", "n"]
    for name in needed:
        if name not in track_record.columns:
            raise TableError(f"table of track records: column {name!r} is missing; it needs {', '.join(needed)}")
    repeated = track_record["source_id"].duplicated()
    if repeated.any():
        first = track_record.loc[repeated, "source_id"].iloc[0]
        raise TableError(f"table of track records: source {first!r} repeats; keep one row a source")
    plain = track_record[needed].astype({"low": np.float64, "high": np.float64, "n": np.float64})
    return {source_id: dict(row) for source_id, row in plain.set_index("source_id").to_dict("index").items()}


def _overruled(sources: pd.DataFrame, overrules: Sequence[Overrule]) -> dict[str, Overrule]:
    """source_id -> what the study grades it."""
    called: dict[str, list[str]] = defaultdict(list)
    for source_id, name, aliases in sources[["source_id", "name", "aliases"]].itertuples(index=False):
        for form in dict.fromkeys(_plain(form) for form in (name, *json.loads(aliases))):
            called[form].append(source_id)
    known = set(sources["source_id"])
    ruled: dict[str, Overrule] = {}
    for own in overrules:
        ids = _meant(own, known, called)
        if not ids:
            what, pool = (own.source_id, known) if own.source_id else (own.name or "", set(sources["name"]))
            near = difflib.get_close_matches(str(what), sorted(pool), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; take the row out, or mend the name"
            raise GradeError(f"grades.csv, line {own.line}: no source {what!r} in this study{hint}")
        for source_id in ids:
            if source_id in ruled:
                lines = f"lines {ruled[source_id].line} and {own.line}"
                raise GradeError(f"grades.csv, {lines}: both grade source {source_id!r}; keep one of them")
            ruled[source_id] = own
    return ruled


def _meant(own: Overrule, known: set[str], called: dict[str, list[str]]) -> list[str]:
    if own.source_id is not None:
        return [own.source_id] if own.source_id in known else []
    return called.get(_plain(own.name or ""), [])


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
