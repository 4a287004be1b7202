"""What quotes say of each other, and how certain they are presented to be, as tables for reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import certainty
from quotelens.report import facts, text
from quotelens.report.views.view import LIMIT, View, number_cell

if TYPE_CHECKING:
    from quotelens.study import Study

SAID = 140  # characters of a quote shown beside another


def claims(study: Study) -> View:
    """The pairs of quotes that corroborate or contradict each other, with what decides; the most probable first."""
    numbered = {row.quote_id: row for row in facts.rows(facts.numbered_quotes(study))}
    texts = dict(zip(study.articles["doc_id"], study.articles["text"], strict=True))
    ordered = study.claims.sort_values(["relation", "probability"], ascending=[False, False], kind="stable")
    rows = []
    for row in facts.rows(ordered.head(LIMIT)):
        a, b = numbered[row.quote_id_a], numbered[row.quote_id_b]
        rows.append(
            {
                "Nos.": f"{a.number} and {b.number}",
                "One says": f"{a.name}: {text.shorten(a.content, SAID)}",
                "The other says": f"{b.name}: {text.shorten(b.content, SAID)}",
                "Relation": f"{row.relation} ({text.percent(row.probability)})",
                "What decides": _evidence(row.evidence, texts),
                "Voices": "two" if row.independent else "one",
            }
        )
    return View(
        pd.DataFrame(rows), "Quotes that corroborate or contradict each other", len(study.claims), "pairs",
        long=("One says", "The other says"),
        empty="No two quotes were found to corroborate or contradict each other.",
    )  # fmt: skip


def certainty_by_source(study: Study) -> View:
    """How certain each source's quotes are presented to be, and how much they hedge; the most quoted first."""
    names = {
        "Certainty, −3 to 3": "certainty",
        "Hedges in 100 words": "hedges",
        "Boosters in 100 words": "boosters",
    }
    ranked = facts.ranked_sources(study).query("n_quotes > 0").head(LIMIT)
    known = {label: facts.indicator(study, indicator) for label, indicator in names.items()}
    rows = []
    for source in facts.rows(ranked):
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
    )  # fmt: skip


def certainty_by_quote(study: Study) -> View:
    """How certain every quote is presented to be, with its words of estimative probability."""
    quotes = facts.numbered_quotes(study)
    found = certainty.estimative(quotes["content"].head(LIMIT))
    told = {row: facts.rows(own) for row, own in found.groupby("text")}
    rows = [
        {
            "No.": f"{row.number}",
            "Source": row.name,
            "Cue": text.plain(row.cue),
            "What is said": text.shorten(row.content, SAID),
            "Certainty": text.number(row.certainty),
            "Words of probability": _probabilities(told.get(k, [])),
        }
        for k, row in enumerate(facts.rows(quotes.head(LIMIT)))
    ]
    return View(
        pd.DataFrame(rows), "How certain each quote is presented to be, −3 to 3", len(quotes), "quotes",
        numeric=("No.", "Certainty"), long=("What is said",), empty="No quotes were found.",
    )  # fmt: skip


def _evidence(cell: Any, texts: dict[str, str]) -> str:
    if pd.isna(cell):
        return text.NOTHING
    said = [
        f"{sign['kind']}: {_words(sign['a'], texts) or text.NOTHING} / {_words(sign['b'], texts) or text.NOTHING}"
        for sign in json.loads(cell)
    ]
    return text.shorten(" · ".join(said), 160) if said else "the sentences as a whole"


def _words(place: dict[str, Any], texts: dict[str, str]) -> str:
    body = texts[place["doc_id"]]
    return " … ".join(body[start:end] for start, end in place["spans"])


def _probabilities(found: list[Any]) -> str:
    said = [
        f"{row.phrase} (negated)"
        if row.negated
        else f"{row.phrase}: {text.percent(row.probability)} ({text.percent_interval(row.low, row.high)})"
        for row in found
    ]
    return " · ".join(said) or text.NOTHING
