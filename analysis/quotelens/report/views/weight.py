"""How far the sources can be relied on: indicators, corroboration and grades as tables for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from quotelens.report import facts, text
from quotelens.report.views.view import LIMIT, View, share_cell

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
    )  # fmt: skip


def article_indicators(study: Study) -> View:
    """The indicators of every article that holds quotes: value, interval and number of quotes."""
    names = {
        "named_share": "From named sources",
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
    )  # fmt: skip
