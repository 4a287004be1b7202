"""The indicators of sources, articles, outlets and the corpus, and the one table that holds them.

Counts and shares of what was extracted, never a verdict: a source that speaks in half of an article's words, or an
article that names one source in three, is described, not graded.

The intervals treat the quotes as a sample of how the source is quoted, or the article or outlet quotes, in coverage
like this. They say how far few quotes can be trusted, and don't cover errors of the extraction itself. Over several
articles the articles are what is sampled, since quotes of one article resemble each other; one article by itself says
nothing of how articles differ, and its quotes are taken as they come.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from quotelens import tables
from quotelens.errors import TableError
from quotelens.records import UNKNOWN
from quotelens.reliability import balance, chain, diversity, profiles, shares
from quotelens.reliability.corroboration import corroboration
from quotelens.reliability.measures import Column, Groups, Scope, count, long

CORPUS = "corpus"  # the id of the corpus's rows

INDICATORS: dict[str, str] = {
    "n_articles": "Number of articles, those without quotes included. A count, so without an interval.",
    "n_quotes": "Number of quotes of the source, or in the article, outlet or corpus, at every level. A count, so "
    "without an interval.",
    "share_of_attributions": "Share of all the corpus's quotes, at every level, that are the source's.",
    "share_of_words": "Share of all quoted words of the corpus that are the source's; words of a quote inside a quote "
    "are counted once, for the outer speaker.",
    "named_share": "Share of the quotes whose source is named; quotes without any source count as not named.",
    "unnamed_share": "Share of the quotes whose source is described (a spokesman, officials, reports), but not named.",
    "unattributed_share": "Share of the quotes of which it is not known who speaks: the text names nobody, or a "
    "pronoun leads to nobody. With the two above it adds up to 1.",
    "official_share": "Share of the quotes whose source speaks for a government; where whom it speaks for is not known "
    "it counts as not official, so that the share is a lower bound.",
    "direct_share": "Share of the quotes that stand wholly in quotation marks (mixed ones don't count).",
    "direct_word_share": "Share of the quoted words that stand in such quotes; words of a quote inside a quote are "
    "counted once, for the outer one.",
    "second_hand_share": "Share of the quotes that reach the reader through another source's quote (level above 0).",
    "first_hand_share": "Share of the quotes that the article has from their source and that hold no other's quote.",
    "relay_share": "Share of the quotes that the article has from a source who passes on what another said. With the "
    "two above it adds up to 1.",
    "hops": "Mean number of sources between the article and whoever is quoted (the quote's level); 0 where all are "
    "quoted by the article itself.",
    "longest_chain": "The most such sources for any quote. A count, so without an interval.",
    "n_sources": "Number of different sources, those of which it is not known who they are included. A count, so "
    "without an interval.",
    "shannon_entropy": "Shannon entropy of the quotes over known sources, in nats; 0 for one source, more with more "
    "and more equal ones.",
    "evenness": "That entropy over the greatest that as many sources can have, 0-1 (Pielou); undefined for one source.",
    "simpson": "Chance that two of the quotes are of different sources, 0-1 (Simpson).",
    "hhi": "Herfindahl-Hirschman index, the sum of the sources' squared shares of the quotes, 0-1; 1 for one source.",
    "hill_0": "Number of different known sources (Hill number of order 0). A count, so without an interval.",
    "hill_1": "Effective number of sources of order 1: how many equal ones have the same entropy.",
    "hill_2": "Effective number of sources of order 2: how many equal ones have the same HHI.",
    "chao1": "Lower bound for the number of sources, those not quoted yet included (Chao1): above hill_0 where several "
    "are quoted just once.",
    "gini_of_words": "Gini coefficient of the quoted words over the sources, 0-1: 0 where all have as many.",
    "top_1_word_share": "Share of the quoted words that the one most quoted source has.",
    "top_3_word_share": "Share of the quoted words that the three most quoted sources have; 1 where there are no more.",
    "affiliation_known": "Share of the quotes of whose source it is known whom it speaks for.",
    **{
        f"affiliation_{name}": f"Share of those quotes whose source's affiliation is {name.replace('_', ' ')}."
        for name in balance.KNOWN
    },
    "affiliation_evenness": "Evenness of these shares over the affiliations that occur, 0-1 (Pielou); undefined for "
    "one.",
    "certainty": "Mean certainty that the quotes are presented with, -3 to 3 (see `certainty`).",
    "hedges": "Mean of the quotes' hedges per 100 words; describes a way of speaking, never counted as unreliability.",
    "boosters": "Mean of the quotes' boosters per 100 words; describes a way of speaking.",
    "corroboration": "Posterior mean of the share of others' independent claims on what the source says that support "
    "it, 0-1, with a credible interval; agreement, which isn't truth.",
}


def estimate(
    quotes: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    articles: pd.DataFrame | None = None,
    claims: pd.DataFrame | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Describe every source, article and outlet, and the corpus, by the indicators of `INDICATORS`.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`). Of the scores only `certainty`, `hedges` and `boosters` are
            used, where there are such columns.
        sources: The `sources` table (see `tables.SOURCES`); holds every `source_id` that occurs in `quotes`.
        articles: The `articles` table; holds every `doc_id` that occurs in `quotes`. Says which outlet an article is
            of, and how many there are.
        claims: How others' independent claims bear a source out: needs `source_id`, `supporting`, `contradicting`
            (see `corroboration`).
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        The `reliability` table, one row a scope, id and indicator, indicators in the order of `INDICATORS`. Sources
        come first, in the order of `sources`; then the articles that have quotes, by first appearance in `quotes`; then
        the outlets of `articles`, by first appearance, where an article has one; then the corpus, if it has quotes.

        Counts are at least 0, shares lie in 0-1. `n` is the number of quotes the value rests on: those counted
        (`n_quotes`), those with a source (`n_sources`), with a known one (diversity), with a known affiliation, with
        words at level 0 (shares of words), with a score, the corpus's (`share_of_attributions`), or all of the source,
        article, outlet or corpus. `n_articles` has the number of articles, `corroboration` that of claims, to the
        nearest whole one.

        What cannot be measured for want of input has no rows at all: outlets and `n_articles` without `articles`,
        `corroboration` without `claims` (or for sources that they lack), the profile without its column or with
        nothing in it. What has input, but nothing to measure for this id, has a row with a NaN and `n` 0.

        Intervals are as follows; where none can be given they are NaN.
        - Counts: none. They are complete for what was extracted.
        - Shares: Wilson's. For shares of words the n in its formula is not the number of words, since a quote's words
          all come from one speaker, but the effective number of quotes, `(sum w)² / sum w²` over the words w of each
          quote. Over several articles n is divided by the design effect (`intervals.clustered_n`).
        - Means (`hops`, profile): percentile bootstrap, whole articles drawn; where there is but one, quotes.
        - Diversity: see `diversity.describe`; standard errors from such a bootstrap, and Chao1's own.
        - Corroboration: equal-tailed credible interval of the posterior under Jeffreys' prior.
        With few articles (below about 20) they are too narrow rather than too wide.

    Raises:
        TableError: a frame does not keep its schema, or `quotes` names a source that `sources` lacks or an article
            that `articles` lacks.
        SettingsError: `level` is outside (0, 1).

    References:
        Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
        Brown, Cai and DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16, 101-133.
        Kish (1965), Survey sampling, Wiley, section 11.7 (effective sample size of unequal weights).
        Franco, Little, Louis and Slud (2019), Comparative study of confidence intervals for proportions in complex
        sample surveys, Journal of Survey Statistics and Methodology 7, 334-364 (Wilson with an effective n).
        Voakes, Kapfer, Kurpius and Chern (1996), Diversity in the news: a conceptual and methodological framework,
        Journalism & Mass Communication Quarterly 73, 582-593 (diversity of sources).
    """
    tables.check(quotes, tables.QUOTES)
    tables.check(sources, tables.SOURCES)
    facts = _facts(quotes, sources)
    frames = [
        long(groups, _columns(quotes, facts, groups, articles, level)) for groups in _scopes(quotes, sources, articles)
    ]
    if claims is not None:
        frames[0] = _with_corroboration(frames[0], sources, claims, level)
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


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
    source = pd.Index(sources["source_id"]).get_indexer(pd.Index(quotes["source_id"]))
    attributed = source >= 0

    def of_source(values: Any) -> Any:
        """A truth about sources -> about quotes; False where there is no source."""
        return np.append(np.asarray(values, dtype=bool), False)[source]

    outer = (quotes["level"] == 0).to_numpy(dtype=bool)
    affiliation = np.append(sources["affiliation"].to_numpy(dtype=object), "unknown")[source]
    return pd.DataFrame(
        {
            "source": source,
            "attributed": attributed,
            "known": of_source(sources["name"] != UNKNOWN),
            "named": of_source(sources["named"]),
            "official": affiliation == "government",
            "affiliation": affiliation,
            "direct": (quotes["type"] == "direct").to_numpy(dtype=bool),
            "hops": quotes["level"].to_numpy(dtype=np.int64),
            "relays": quotes["quote_id"].isin(quotes["parent_quote_id"].dropna()).to_numpy(dtype=bool),
            "words": np.where(outer, quotes["n_words"].to_numpy(dtype=np.int64), 0),
        }
    )


def _scopes(quotes: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame | None) -> list[Groups]:
    article, docs = pd.factorize(quotes["doc_id"])
    source_ids = tuple(sources["source_id"])
    source = pd.Index(source_ids).get_indexer(pd.Index(quotes["source_id"])) if source_ids else np.full(len(quotes), -1)
    found = [
        Groups("source", source_ids, source.astype(np.int64), article),
        Groups("article", tuple(docs), article, article),
    ]
    if articles is not None:
        tables.check(articles, tables.ARTICLES)
        outlet_of = articles.set_index("doc_id")["outlet"]
        missing = [doc_id for doc_id in docs if doc_id not in outlet_of.index]
        if missing:
            raise TableError(
                f"table quotes: column 'doc_id' holds {missing[0]!r} ({len(missing)} articles in all), which table "
                "articles lacks; pass the articles that the quotes stand in"
            )
        outlets = tuple(articles["outlet"].dropna().drop_duplicates())
        if outlets:
            of_article = pd.Index(outlets).get_indexer(pd.Index(outlet_of.reindex(docs)))
            found.append(Groups("outlet", outlets, np.append(of_article, -1)[article].astype(np.int64), article))
    if len(quotes):
        found.append(Groups("corpus", (CORPUS,), np.zeros(len(quotes), dtype=np.int64), article))
    return found


def _columns(
    quotes: pd.DataFrame, facts: pd.DataFrame, groups: Groups, articles: pd.DataFrame | None, level: float
) -> dict[str, Column]:
    """The scope's indicators, in the order of `INDICATORS`."""
    found = shares.describe(facts, groups, level)
    found |= chain.describe(facts, groups, level)
    found |= profiles.describe(quotes, groups, level)
    if groups.scope != "source":
        found |= diversity.describe(facts, groups, level)
        found |= balance.describe(facts, groups, level)
    if articles is not None and groups.scope in ("outlet", "corpus"):
        n = (
            articles["outlet"].value_counts().reindex(list(groups.ids)).to_numpy(dtype=np.float64)
            if groups.scope == "outlet"
            else np.array([float(len(articles))])
        )
        found["n_articles"] = count(n, n)
    return {name: found[name] for name in INDICATORS if name in found}


def _with_corroboration(
    described: pd.DataFrame, sources: pd.DataFrame, claims: pd.DataFrame, level: float
) -> pd.DataFrame:
    """The sources' rows with one on corroboration behind those of each source that the claims know."""
    found = corroboration(claims, level=level)
    found = found[found["source_id"].isin(sources["source_id"])]
    scope: Scope = "source"
    rows = pd.DataFrame(
        {
            "scope": scope,
            "id": found["source_id"],
            "indicator": "corroboration",
            "value": found["value"],
            "low": found["low"],
            "high": found["high"],
            "n": (found["supporting"] + found["contradicting"]).round(),
        }
    ).astype({column.name: column.dtype for column in tables.RELIABILITY.columns})
    order = {source_id: k for k, source_id in enumerate(sources["source_id"])}
    both = pd.concat([described, rows], ignore_index=True)
    return both.sort_values("id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)
