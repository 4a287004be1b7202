"""How far the sources can be relied on: descriptive statistics of sources and articles, with their uncertainty.

Counts and shares of what was extracted, never a verdict: a source that speaks in half of an article's words, or an
article that names one source in three, is described, not graded.

Shares come with an interval that treats the quotes as a sample of how the source is quoted, or the article quotes, in
coverage like this. It says how far few quotes can be trusted; it doesn't cover errors of the extraction itself, and
since quotes of one article resemble each other it is a little too narrow for shares over several articles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from quotelens import intervals, tables
from quotelens.errors import TableError

Scope = Literal["source", "article"]
Indicator = Literal[
    "n_quotes",
    "share_of_attributions",
    "share_of_words",
    "named_share",
    "direct_share",
    "second_hand_share",
    "n_sources",
]

INDICATORS: dict[str, str] = {
    "n_quotes": "Number of quotes of the source, or in the article, at every level. A count, so without an interval.",
    "share_of_attributions": "Share of all the corpus's quotes, at every level, that are the source's.",
    "share_of_words": "Share of all quoted words of the corpus that are the source's; words of a quote inside a quote "
    "are counted once, for the outer speaker.",
    "named_share": "Share of the article's quotes whose source is named; quotes without any source count as not named.",
    "direct_share": "Share of the quotes that stand wholly in quotation marks (mixed ones don't count).",
    "second_hand_share": "Share of the quotes that reach the reader through another source's quote (level above 0).",
    "n_sources": "Number of different sources in the article. A count, so without an interval.",
}
OF_SOURCE: tuple[Indicator, ...] = (
    "n_quotes",
    "share_of_attributions",
    "share_of_words",
    "direct_share",
    "second_hand_share",
)
OF_ARTICLE: tuple[Indicator, ...] = ("n_quotes", "named_share", "direct_share", "second_hand_share", "n_sources")


@dataclass(frozen=True, slots=True)
class _Column:
    """One indicator of every source, or of every article, in the order of their ids."""

    value: Any
    low: Any
    high: Any
    n: Any


def estimate(quotes: pd.DataFrame, sources: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Describe every source and every article by the indicators of `INDICATORS`.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`). The tone columns aren't used.
        sources: The `sources` table (see `tables.SOURCES`); holds every `source_id` that occurs in `quotes`.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        The `reliability` table, one row a scope, id and indicator. Sources come first, in the order of `sources`, each
        with the indicators of `OF_SOURCE`; then the articles that have quotes, by first appearance in `quotes`, each
        with those of `OF_ARTICLE`. Counts are at least 0, shares lie in 0-1; `n` is the number of quotes the value
        rests on: those counted (`n_quotes`), those with a source (`n_sources`), the corpus's
        (`share_of_attributions`), the corpus's at level 0 (`share_of_words`), or the source's or article's own.
        A share of no quotes is NaN, with `n` 0. Counts have no interval: they are complete for what was extracted.

        Intervals of shares are Wilson's. For `share_of_words` the n in its formula is not the number of words, since
        a quote's words all come from one speaker, but the effective number of quotes, `(sum w)² / sum w²` over the
        words w of each quote, as if who speaks had nothing to do with how long.

    Raises:
        TableError: a frame does not keep its schema, or `quotes` names a source that `sources` lacks.
        SettingsError: `level` is outside (0, 1).

    References:
        Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
        Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16, 101-133.
        Kish (1965), Survey sampling, Wiley, section 11.7 (effective sample size of unequal weights).
        Franco, Little, Louis and Slud (2019), Comparative study of confidence intervals for proportions in complex
        sample surveys, Journal of Survey Statistics and Methodology 7, 334-364 (Wilson with an effective n).
    """
    tables.check(quotes, tables.QUOTES)
    tables.check(sources, tables.SOURCES)
    facts = _facts(quotes, sources)
    source_ids, doc_ids = sources["source_id"], quotes["doc_id"].drop_duplicates()
    return pd.concat(
        [
            _long("source", source_ids, _of_sources(facts, source_ids, level)),
            _long("article", doc_ids, _of_articles(facts, doc_ids, level)),
        ],
        ignore_index=True,
    )


def _facts(quotes: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """What the indicators count, one row a quote."""
    unknown = quotes["source_id"].notna() & ~quotes["source_id"].isin(sources["source_id"])
    if unknown.any():
        first = quotes.loc[unknown].iloc[0]
        raise TableError(
            f"table quotes: column 'source_id' holds {first['source_id']!r} (quote {first['quote_id']}; "
            f"{int(unknown.sum())} rows in all), which table sources lacks; "
            "pass the sources that were resolved with these quotes"
        )
    named = sources.loc[sources["named"].to_numpy(dtype=bool), "source_id"]
    outer = (quotes["level"] == 0).to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "doc_id": quotes["doc_id"],
            "source_id": quotes["source_id"],
            "quotes": 1,
            "attributed": quotes["source_id"].notna().to_numpy(dtype=np.int64),
            "named": quotes["source_id"].isin(named).to_numpy(dtype=np.int64),
            "direct": (quotes["type"] == "direct").to_numpy(dtype=np.int64),
            "second_hand": (~outer).astype(np.int64),
            "words": np.where(outer, quotes["n_words"].to_numpy(dtype=np.int64), 0),
        }
    )


def _of_sources(facts: pd.DataFrame, ids: pd.Series, level: float) -> dict[str, _Column]:
    names = ["quotes", "direct", "second_hand", "words"]
    sums = facts.groupby("source_id")[names].sum().reindex(pd.Index(ids), fill_value=0)
    n = sums["quotes"].to_numpy()
    words = facts["words"].to_numpy()
    everyone = np.full(len(ids), len(facts))
    return {
        "n_quotes": _count(n, n),
        "share_of_attributions": _share(n, everyone, everyone, everyone, level),
        "share_of_words": _share(
            sums["words"].to_numpy(),
            np.full(len(ids), words.sum()),
            np.full(len(ids), np.count_nonzero(words)),
            np.full(len(ids), intervals.effective_n(words)),
            level,
        ),
        "direct_share": _share(sums["direct"].to_numpy(), n, n, n, level),
        "second_hand_share": _share(sums["second_hand"].to_numpy(), n, n, n, level),
    }


def _of_articles(facts: pd.DataFrame, ids: pd.Series, level: float) -> dict[str, _Column]:
    names = ["quotes", "attributed", "named", "direct", "second_hand"]
    grouped = facts.groupby("doc_id")
    sums = grouped[names].sum().reindex(pd.Index(ids))
    n = sums["quotes"].to_numpy()
    n_sources = grouped["source_id"].nunique().reindex(pd.Index(ids)).to_numpy()
    return {
        "n_quotes": _count(n, n),
        "named_share": _share(sums["named"].to_numpy(), n, n, n, level),
        "direct_share": _share(sums["direct"].to_numpy(), n, n, n, level),
        "second_hand_share": _share(sums["second_hand"].to_numpy(), n, n, n, level),
        "n_sources": _count(n_sources, sums["attributed"].to_numpy()),
    }


def _count(value: Any, n: Any) -> _Column:
    none = np.full(len(value), np.nan)
    return _Column(value, none, none, n)


def _share(part: Any, whole: Any, n: Any, n_effective: Any, level: float) -> _Column:
    value = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    low, high = intervals.wilson(value, n_effective, level)
    return _Column(value, low, high, n)


def _long(scope: Scope, ids: pd.Series, columns: dict[str, _Column]) -> pd.DataFrame:
    """The indicators side by side -> one row an id and indicator, ids outermost."""

    def interleaved(name: str) -> Any:
        return np.column_stack([getattr(column, name) for column in columns.values()]).ravel()

    frame = pd.DataFrame(
        {
            "scope": scope,
            "id": np.repeat(ids.to_numpy(dtype=object), len(columns)),
            "indicator": np.tile(np.array(list(columns), dtype=object), len(ids)),
            "value": interleaved("value"),
            "low": interleaved("low"),
            "high": interleaved("high"),
            "n": interleaved("n"),
        }
    )
    return frame.astype({column.name: column.dtype for column in tables.RELIABILITY.columns})
