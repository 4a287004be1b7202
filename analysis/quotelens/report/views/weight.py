"""How far the sources can be relied on: indicators, corroboration and grades as tables for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from quotelens.records import AFFILIATIONS
from quotelens.reliability import INDICATORS
from quotelens.report import facts, text
from quotelens.report.views.view import LIMIT, View, number_cell, share_cell

if TYPE_CHECKING:
    from quotelens.study import Study


def source_indicators(study: Study) -> View:
    """The indicators of every source: value, interval and number of quotes."""
    names = {"direct_share": "In direct quotes", "second_hand_share": "Second-hand"}
    ranked = facts.ranked_sources(study).head(LIMIT)
    rows = [{"Source": name, "Quotes": str(n)} for name, n in zip(ranked["name"], ranked["n_quotes"], strict=True)]
    for indicator, label in names.items():
        values = facts.indicator(study, indicator)
        for shown, source_id in zip(rows, ranked["source_id"], strict=True):
            shown[label] = share_cell(*values.loc[source_id, ["value", "low", "high"]])
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Shares of each source’s quotes, with {level} intervals", len(study.sources), "sources",
        numeric=tuple(frame.columns[1:]), empty="No source was found.",
        meanings={
            "Quotes": "Number of its quotes: the n of both shares.",
            "In direct quotes": INDICATORS["direct_share"],
            "Second-hand": INDICATORS["second_hand_share"],
        },
    )  # fmt: skip


def article_indicators(study: Study) -> View:
    """The indicators of every article that holds quotes: value, interval and number of quotes."""
    names = {
        "named_share": "From named sources",
        "official_share": "From officials",
        "direct_share": "In direct quotes",
        "second_hand_share": "Second-hand",
    }
    n_quotes, n_sources = (facts.indicator(study, name, "article") for name in ("n_quotes", "n_sources"))
    titles = facts.titles(study)
    ids = list(n_quotes.index[:LIMIT])
    rows = [
        {
            "Article": text.shorten(titles.get(doc_id, doc_id), 80),
            "Quotes": f"{n_quotes.loc[doc_id, 'value']:.0f}",
            "Sources": f"{n_sources.loc[doc_id, 'value']:.0f}",
        }
        for doc_id in ids
    ]
    for indicator, label in names.items():
        values = facts.indicator(study, indicator, "article")
        for shown, doc_id in zip(rows, ids, strict=True):
            shown[label] = share_cell(*values.loc[doc_id, ["value", "low", "high"]])
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Shares of each article’s quotes, with {level} intervals", len(n_quotes), "articles",
        numeric=tuple(frame.columns[1:]), empty="No article holds a quote.",
        meanings={
            "Quotes": "Number of its quotes: the n of the three shares.",
            "Sources": INDICATORS["n_sources"],
            **{label: INDICATORS[name] for name, label in names.items()},
        },
    )  # fmt: skip


def diversity(study: Study) -> View:
    """How many sources there are, and how evenly they are quoted: the corpus's indicators."""
    return _of_corpus(
        study,
        "Diversity of the sources",
        {
            "Different sources": "n_sources",
            "Sources to expect, at least (Chao1)": "chao1",
            "Effective number, by entropy (Hill, q = 1)": "hill_1",
            "Effective number, by concentration (Hill, q = 2)": "hill_2",
            "Shannon entropy, in nats": "shannon_entropy",
            "Evenness (Pielou), 0–1": "evenness",
            "Chance that two quotes have different sources (Simpson)": "simpson",
            "Concentration (HHI), 0–1": "hhi",
            "Inequality of quoted words (Gini), 0–1": "gini_of_words",
            "Words of the most quoted source": "top_1_word_share",
            "Words of the three most quoted": "top_3_word_share",
        },
    )


def chain(study: Study) -> View:
    """Whom the reader hears at first hand, whom through others, and whose name stands behind it."""
    return _of_corpus(
        study,
        "Named, official and first-hand",
        {
            "Quotes of a named source": "named_share",
            "Quotes of a source that is only described": "unnamed_share",
            "Quotes whose source is not known": "unattributed_share",
            "Quotes of officials (at least)": "official_share",
            "Quotes wholly in quotation marks": "direct_share",
            "Quoted words wholly in quotation marks": "direct_word_share",
            "Quotes at first hand": "first_hand_share",
            "Quotes that pass on another’s words": "relay_share",
            "Quotes heard through another source": "second_hand_share",
            "Steps between reporter and speaker, on average": "hops",
            "Longest chain of speakers": "longest_chain",
        },
    )


def balance(study: Study) -> View:
    """Whom the sources speak for: shares of the quotes whose source's affiliation the articles tell."""
    spoken_for = [name for name in AFFILIATIONS if name != "unknown"]
    names = {f"Speaks for: {name.replace('_', ' ')}": f"affiliation_{name}" for name in spoken_for}
    known = {"Quotes with a known affiliation": "affiliation_known"}
    evenness = {"Evenness of these (Pielou), 0–1": "affiliation_evenness"}
    return _of_corpus(study, "Whom the sources speak for", known | names | evenness)


def silent(study: Study) -> View:
    """Persons and organizations that the articles name and do not quote; the most named first."""
    titles = facts.titles(study)
    several = len(study.articles) > 1
    ordered = study.silent.sort_values("n_mentions", ascending=False, kind="stable")
    rows = [
        {
            "Named, not quoted": row.name,
            "Kind": row.kind,
            "Mentions": f"{row.n_mentions:,}",
            **({"Article": text.shorten(titles[row.doc_id], 60)} if several else {}),
            **({"Quoted elsewhere": "yes" if row.quoted_elsewhere else "no"} if several else {}),
        }
        for row in facts.rows(ordered.head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Named, but not quoted", len(study.silent), "names",
        numeric=("Mentions",), empty="Everybody who is named is quoted.",
        meanings={
            "Named, not quoted": "Whom or what the article names and gives no word to.",
            "Kind": "Person or organization, as far as the name shows.",
            "Mentions": "How often it is named, in any form.",
            "Quoted elsewhere": "Whether another article of the corpus quotes it.",
        },
    )  # fmt: skip


def outlets(study: Study) -> View:
    """The indicators of each outlet side by side."""
    return _of_scope(
        study, "outlet", "Outlet", "By outlet",
        {"Quotes": "n_quotes", "From named sources": "named_share", "From officials": "official_share",
         "At first hand": "first_hand_share", "Effective number of sources": "hill_1"},
    )  # fmt: skip


def _of_scope(study: Study, scope: str, what: str, title: str, names: dict[str, str]) -> View:
    known = {label: facts.indicator(study, name, scope) for label, name in names.items()}
    ids = list(dict.fromkeys(known["Quotes"].index))
    rows = []
    for each in ids[:LIMIT]:
        shown = {what: text.shorten(str(each), 60)}
        for label, name in names.items():
            values = known[label]
            shown[label] = _cell(name, values.loc[each]) if each in values.index else text.NOTHING
        rows.append(shown)
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"{title}, with {level} intervals", len(ids), f"{scope}s",
        numeric=tuple(frame.columns[1:]), empty=f"No {scope} is known.",
        meanings={what: f"The {scope}."} | {label: INDICATORS[name] for label, name in names.items()},
    )  # fmt: skip


def _of_corpus(study: Study, title: str, names: dict[str, str]) -> View:
    rows = []
    for label, name in names.items():
        values = facts.indicator(study, name, "corpus")
        if len(values) and values["n"].iloc[0]:
            rows.append({"Measure": label, "Value": _cell(name, values.iloc[0]), "n": f"{values['n'].iloc[0]:,}"})
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"{title}, with {level} intervals", len(rows), "measures",
        numeric=("Value", "n"), empty="Nothing to measure: no quotes were found.",
        meanings={label: INDICATORS[name] for label, name in names.items()},
    )  # fmt: skip


def _cell(name: str, row: pd.Series) -> str:
    value, low, high = row["value"], row["low"], row["high"]
    if name.startswith("n_") or name in ("longest_chain", "hill_0"):
        return text.NOTHING if pd.isna(value) else f"{value:,.0f}"
    if name.endswith("_share") or (name.startswith("affiliation_") and name != "affiliation_evenness"):
        return share_cell(value, low, high)
    return number_cell(value, low, high)
