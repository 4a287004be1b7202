"""How certain quotes are presented to be, as tables for reading."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import certainty
from quotelens.report import facts, text
from quotelens.report.views.excerpt import excerpt
from quotelens.report.views.view import LIMIT, View, number_cell

if TYPE_CHECKING:
    from quotelens.study import Study

SAID = 140  # characters of a quote shown


def certainty_by_source(study: Study) -> View:
    """How certain each source's quotes are presented to be, and how much they hedge; the most quoted first."""
    names = {
        "Certainty, −3 to 3": "certainty",
        "Hedges in 100 words": "hedges",
        "Boosters in 100 words": "boosters",
    }
    ranked = facts.ranked_sources(study).query("n_quotes > 0")
    known = {label: facts.indicator(study, indicator) for label, indicator in names.items()}
    rows = []
    for source in facts.rows(ranked.head(LIMIT)):
        shown = {"Source": source.name, "Quotes": f"{source.n_quotes:,}"}
        for label, values in known.items():
            there = source.source_id in values.index
            cells = values.loc[source.source_id, ["value", "low", "high"]] if there else ()
            shown[label] = number_cell(*cells) if there else text.NOTHING
        rows.append(shown)
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"How certain quotes are presented to be, by source, with {level} intervals", len(ranked), "sources",
        numeric=tuple(frame.columns[1:]), empty="No source was found.",
        meanings={
            "Certainty, −3 to 3": "Mean over the source’s quotes: 3 certain, 0 uncommitted, −3 certainly not; with a "
            "bootstrap interval, which a single quote has not.",
            "Hedges in 100 words": "Words that hold back commitment (perhaps, may), mean over the quotes. A way of "
            "speaking; never counted as unreliability.",
            "Boosters in 100 words": "Words that press it (certainly, of course), likewise.",
        },
    )  # fmt: skip


def certainty_by_quote(study: Study) -> View:
    """How certain every quote is presented to be, with its hedges, boosters and words of estimative probability."""
    quotes = facts.numbered_quotes(study)
    shown = quotes.head(LIMIT)
    told = {k: facts.rows(own) for k, own in certainty.estimative(shown["content"]).groupby("text")}
    hedged = {k: facts.rows(own) for k, own in certainty.hedge_words(shown["content"]).groupby("text")}
    rows, marks = [], {}
    for k, row in enumerate(facts.rows(shown)):
        lit = [(found.start, found.end) for found in (*hedged.get(k, ()), *told.get(k, ()))]
        said, marks[k, "What is said"] = excerpt(row.content, [(0, len(row.content))], lit, SAID)
        rows.append(
            {
                "No.": f"{row.number}",
                "Source": row.name,
                "Cue": text.plain(row.cue),
                "What is said": said,
                "Certainty": _reading(row.certainty),
                "Hedges and boosters": _hedges(hedged.get(k, [])),
                "Words of probability": _probabilities(told.get(k, [])),
            }
        )
    return View(
        pd.DataFrame(rows), "How certain each quote is presented to be, −3 to 3", len(quotes), "quotes",
        numeric=("No.",), long=("What is said",), empty="No quotes were found.", marks=marks,
        meanings={
            "What is said": "The quote’s content; hedges, boosters and words of probability are marked.",
            "Certainty": "How certain the text presents it as, by the model, and the nearest word of the scale: 3 "
            "certain, 2 probable, 1 possible, 0 uncommitted, and below 0 the same of its opposite. The cue counts.",
            "Hedges and boosters": "Words of the content that hold back commitment, or press it.",
            "Words of probability": "Words of estimative probability, with the median and the quartiles of what 46 "
            "readers took them to mean; nobody was asked about negated ones.",
        },
    )  # fmt: skip


def _reading(certainty: float) -> str:
    """`2.10 (probable)`."""
    if math.isnan(certainty):
        return text.NOTHING
    word = ("uncommitted", "possible", "probable", "certain")[math.floor(abs(certainty) + 0.5)]
    return f"{text.number(certainty)} ({word}{' that not' if certainty <= -0.5 else ''})"


def _hedges(found: list[Any]) -> str:
    by_kind = {kind: [row.words for row in found if row.kind == kind] for kind in ("hedge", "booster")}
    return " · ".join(f"{kind}: {', '.join(words)}" for kind, words in by_kind.items() if words) or text.NOTHING


def _probabilities(found: list[Any]) -> str:
    said = [
        f"{row.phrase} (negated)"
        if row.negated
        else f"{row.phrase}: {text.percent(row.probability)} ({text.percent_interval(row.low, row.high)})"
        for row in found
    ]
    return " · ".join(said) or text.NOTHING
