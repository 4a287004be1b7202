"""How much of what was planted in a corpus a study finds again: contradictions, corroborations, copies, facts, records.

A made-up corpus tells what is true in it, which the world does not. What is found in it says what the method can do in
a corpus as clear as this one, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import intervals
from quotelens.errors import GoldError
from quotelens.reliability import discover, track_record

if TYPE_CHECKING:
    from quotelens.study import Study


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was found of what was planted.

    Attributes:
        rows: One a kind: `what`, `found`, `n`, `share` (0-1) and Wilson's 95 % interval, `low` and `high`.
        values: One an item: `item`, `truth`, `voted`, `probable` (the most probable value by `discover`) and its
            `probability`.
        records: One a source, by how often its claims were right: `source`, `right`, `wrong`, and the shrunken share
            with its interval, `value`, `low`, `high` (see `reliability.track_record`).
    """

    rows: pd.DataFrame
    values: pd.DataFrame
    records: pd.DataFrame


def recover(study: Study, path: str | Path) -> Recovered:
    """Look for what was planted in a study's articles.

    Args:
        study: The corpus, analysed.
        path: JSON with `contradictions`, `corroborations` and `one_voice` (pairs `a`, `b` of `doc_id` and `sentence`),
            and `items` (`item`, `truth`, and `claims` of `source` and `value`).

    Returns:
        See `Recovered`. A planted pair is found where a quote that lies in the one sentence and a quote that lies in
        the other are a row of `study.claims` with the relation; `one voice` where no such row calls them independent.
        What the items' sources say is taken as planted, not as extracted: it is the weighing that is tried.

    Raises:
        GoldError: the file cannot be read, or a sentence is not in its article.
    """
    try:
        planted = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise GoldError(f"{path}: {error}") from error
    lying = _Lying(study)
    related = {relation: _pairs(study.claims, relation) for relation in ("contradicts", "corroborates")}
    independent = study.claims[study.claims["independent"].to_numpy(dtype=bool)]
    as_two = _pairs(independent, "corroborates")
    values = _values(planted["items"])
    rows = [
        _row("contradictions", [lying.joined(pair, related["contradicts"]) for pair in planted["contradictions"]]),
        _row("corroborations", [lying.joined(pair, related["corroborates"]) for pair in planted["corroborations"]]),
        _row("one voice, not two", [not lying.joined(pair, as_two) for pair in planted["one_voice"]]),
        _row("facts, by votes", (values["voted"] == values["truth"]).tolist()),
        _row("facts, by sources and votes", (values["probable"] == values["truth"]).tolist()),
    ]
    return Recovered(pd.DataFrame(rows), values, _records(planted["items"]))


class _Lying:
    """Which quotes lie in a sentence of an article."""

    def __init__(self, study: Study) -> None:
        self._texts = dict(zip(study.articles["doc_id"], study.articles["text"], strict=True))
        self._spans = [
            (quote_id, doc_id, json.loads(spans))
            for quote_id, doc_id, spans in zip(
                study.quotes["quote_id"], study.quotes["doc_id"], study.quotes["content_spans"], strict=True
            )
        ]

    def joined(self, pair: dict[str, Any], related: set[tuple[str, str]]) -> bool:
        """Whether a quote in the one sentence and one in the other are related."""
        a, b = (self._in(pair[side]) for side in ("a", "b"))
        return any((x, y) in related or (y, x) in related for x in a for y in b)

    def _in(self, place: dict[str, str]) -> list[str]:
        start = self._texts.get(place["doc_id"], "").find(place["sentence"])
        if start < 0:
            raise GoldError(f"{place['doc_id']}: the planted sentence {place['sentence'][:60]!r} is not in the article")
        end = start + len(place["sentence"])
        return [
            quote_id
            for quote_id, doc_id, spans in self._spans
            if doc_id == place["doc_id"] and any(first < end and last > start for first, last in spans)
        ]


def _pairs(claims: pd.DataFrame, relation: str) -> set[tuple[str, str]]:
    own = claims[claims["relation"] == relation]
    return set(zip(own["quote_id_a"], own["quote_id_b"], strict=True))


def _row(what: str, found: Iterable[bool]) -> dict[str, Any]:
    answers = [bool(one) for one in found]
    share = sum(answers) / len(answers) if answers else float("nan")
    low, high = intervals.wilson(share, len(answers))
    return {
        "what": what,
        "found": sum(answers),
        "n": len(answers),
        "share": share,
        "low": float(low),
        "high": float(high),
    }


def _claims(items: Iterable[dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {"source_id": claim["source"], "item": item["item"], "value": claim["value"], "truth": item["truth"]}
        for item in items
        for claim in item["claims"]
    ]
    return pd.DataFrame(rows, columns=["source_id", "item", "value", "truth"])


def _values(items: list[dict[str, Any]]) -> pd.DataFrame:
    claims = _claims(items)
    best = discover(claims).truths.groupby("item", sort=False).head(1).set_index("item")
    votes = claims.drop_duplicates(["source_id", "item", "value"]).groupby(["item", "value"], sort=False).size()
    rows = []
    for item in dict.fromkeys(claims["item"]):
        counts = votes.loc[item].sort_values(ascending=False, kind="stable")
        even = len(counts) > 1 and counts.iloc[0] == counts.iloc[1]
        rows.append(
            {
                "item": item,
                "truth": claims.loc[claims["item"] == item, "truth"].iloc[0],
                "voted": None if even else counts.index[0],
                "probable": best.loc[item, "value"],
                "probability": float(best.loc[item, "probability"]),
            }
        )
    return pd.DataFrame(rows, columns=["item", "truth", "voted", "probable", "probability"])


def _records(items: list[dict[str, Any]]) -> pd.DataFrame:
    claims = _claims(items).drop_duplicates(["source_id", "item", "value"])
    right = claims["value"] == claims["truth"]
    counts = (
        claims.assign(right=right.astype(int), wrong=(~right).astype(int))
        .groupby("source_id", sort=False)[["right", "wrong"]]
        .sum()
        .reset_index()
    )
    record = counts.merge(track_record(counts), on="source_id")
    ordered = record.sort_values(["value", "right"], ascending=False, kind="stable").reset_index(drop=True)
    return ordered.rename(columns={"source_id": "source"})[["source", "right", "wrong", "value", "low", "high"]]
