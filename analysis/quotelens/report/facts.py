"""What the tables, figures and sentences of a report say: the study's frames, joined and ordered for reading.

Nothing is estimated here; intervals come from `reliability`, `sentiment` and `intervals`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import intervals, sentiment
from quotelens.records import QUOTE_TYPES

if TYPE_CHECKING:
    from quotelens.study import Study

NO_SOURCE = "no source given"


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` quotes, with its interval; `value`, `low` and `high` are NaN where `whole` is 0."""

    part: int
    whole: int
    value: float
    low: float
    high: float


def share(part: int, whole: int, level: float) -> Share:
    """A share with Wilson's interval."""
    value = part / whole if whole else math.nan
    low, high = intervals.wilson(value, whole, level)
    return Share(part, whole, value, float(low), float(high))


def corpus_shares(study: Study) -> dict[str, Share]:
    """Over all quotes of the corpus: `named` (its source is named), `direct`, `second_hand` (level above 0).

    Intervals are those of the `reliability` frame, which allow for quotes of one article resembling each other.
    """
    quotes, level = study.quotes, study.settings.reliability.level
    named = set(study.sources.loc[study.sources["named"].to_numpy(dtype=bool), "source_id"])
    parts = {
        "named": int(quotes["source_id"].isin(named).sum()),
        "direct": int((quotes["type"] == "direct").sum()),
        "second_hand": int((quotes["level"] > 0).sum()),
    }
    found = {}
    for name, part in parts.items():
        estimated = rows(indicator(study, f"{name}_share", "corpus"))
        plain = share(part, len(quotes), level)
        found[name] = replace(plain, low=estimated[0].low, high=estimated[0].high) if estimated else plain
    return found


def titles(study: Study) -> dict[str, str]:
    """`doc_id` -> headline, or the `doc_id` itself where no headline is known."""
    columns = study.articles[["doc_id", "title"]].itertuples(index=False)
    return {doc_id: doc_id if pd.isna(title) or not title.strip() else title for doc_id, title in columns}


def names(study: Study) -> dict[str, str]:
    """`source_id` -> name."""
    return dict(zip(study.sources["source_id"], study.sources["name"], strict=True))


def ranked_sources(study: Study) -> pd.DataFrame:
    """The `sources` frame with the most quoted first; ties by order of first quote, then as in the table."""
    first = {source_id: k for k, source_id in enumerate(study.quotes["source_id"].dropna().drop_duplicates())}
    order = sorted(
        range(len(study.sources)),
        key=lambda k: (
            -int(study.sources["n_quotes"].iloc[k]),
            first.get(study.sources["source_id"].iloc[k], len(first)),
            k,
        ),
    )
    return study.sources.iloc[order].reset_index(drop=True)


def indicator(study: Study, name: str, scope: str = "source") -> pd.DataFrame:
    """One indicator of every source or article: `value`, `low`, `high`, `n` by `id`."""
    frame = study.reliability
    rows = frame[(frame["scope"] == scope) & (frame["indicator"] == name)]
    # plain floats, so that a row read across is numbers and NaN, never NA
    return rows.set_index("id")[["value", "low", "high", "n"]].astype("float64").astype({"n": "int64"})


def source_shares(study: Study) -> pd.DataFrame:
    """`source_id`, `name`, `n_quotes`, `n` (all quotes), `share`, `low`, `high`; most quoted first."""
    ranked = ranked_sources(study)
    shares = indicator(study, "share_of_attributions").reindex(ranked["source_id"])
    return pd.DataFrame(
        {
            "source_id": ranked["source_id"],
            "name": ranked["name"],
            "n_quotes": ranked["n_quotes"],
            "n": shares["n"].to_numpy(),
            "share": shares["value"].to_numpy(),
            "low": shares["low"].to_numpy(),
            "high": shares["high"].to_numpy(),
        }
    )


def source_types(study: Study) -> pd.DataFrame:
    """`source_id`, `name`, `n_quotes`, and the numbers `direct`, `mixed` and `indirect`; most quoted first."""
    ranked = ranked_sources(study)[["source_id", "name", "n_quotes"]]
    counts = pd.crosstab(study.quotes["source_id"], study.quotes["type"])
    counts = counts.reindex(index=ranked["source_id"], columns=list(QUOTE_TYPES), fill_value=0)
    for kind in ("direct", "mixed", "indirect"):
        ranked[kind] = counts[kind].to_numpy(dtype="int64")
    return ranked


def source_tone(study: Study) -> pd.DataFrame:
    """`source_id`, `name`, `n_quotes`, and each `<measure>` with `_low`, `_high`, `_n`; most quoted first."""
    ranked = ranked_sources(study)[["source_id", "name", "n_quotes"]]
    means = sentiment.summarise(study.quotes, level=study.settings.reliability.level)
    for measure in sentiment.MEASURES:
        rows = means[means["measure"] == measure].set_index("group").reindex(ranked["source_id"])
        ranked[measure] = rows["mean"].to_numpy(dtype="float64")
        ranked[f"{measure}_low"] = rows["low"].to_numpy(dtype="float64")
        ranked[f"{measure}_high"] = rows["high"].to_numpy(dtype="float64")
        ranked[f"{measure}_n"] = rows["n"].fillna(0).to_numpy(dtype="int64")
    return ranked


def numbered_quotes(study: Study) -> pd.DataFrame:
    """The `quotes` frame with `number` (from 1 through the corpus), `name` of the source and `title` of the article."""
    quotes = study.quotes.reset_index(drop=True)
    return quotes.assign(
        number=range(1, len(quotes) + 1),
        name=quotes["source_id"].map(names(study)).astype("string").fillna(NO_SOURCE),
        title=quotes["doc_id"].map(titles(study)).astype("string").fillna(quotes["doc_id"]),
    )


def rows(frame: pd.DataFrame) -> list[Any]:
    """The frame's rows, each with its columns as attributes."""
    return list(frame.itertuples(index=False))


def aliases(cell: str) -> list[str]:
    """The other forms of a source's name, from the JSON of the `sources` table; "He" and "he" are one."""
    first: dict[str, str] = {}
    for alias in json.loads(cell):
        first.setdefault(str(alias).casefold(), str(alias))
    return list(first.values())
