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
        pairs: One a planted contradiction, corroboration or pair of one voice: `planted` (which of these), `about` (the
            item, or why it is one voice), `one` and `other` (the sentences), `quoted` (whether in both a quote was
            found) and `found`.
        values: One an item: `item`, `truth`, `voted`, `probable` (the most probable value by `discover`) and its
            `probability`.
        accuracies: One a source, who speaks on most items first: `source`, `accuracy` (by `discover`, which knows no
            truth), its interval `low`, `high`, and `n`, the number of items it speaks on.
        records: One a source, by how often its claims were right: `source`, `right`, `wrong`, and the shrunken share
            with its interval, `value`, `low`, `high` (see `reliability.track_record`).
        track_record: The same of those that are named sources of the study, as `reliability.grades` takes it:
            `source_id`, `value`, `low`, `high` and `n`.
    """

    rows: pd.DataFrame
    pairs: pd.DataFrame
    values: pd.DataFrame
    accuracies: pd.DataFrame
    records: pd.DataFrame
    track_record: pd.DataFrame

    @property
    def missed(self) -> pd.DataFrame:
        """The rows of `pairs` that were not found, without that column."""
        return self.pairs[~self.pairs["found"].astype(bool)].drop(columns="found").reset_index(drop=True)


MEANINGS = {
    "contradictions": "Pairs of sentences of different sources that cannot both be so.",
    "corroborations": "Pairs of sentences of independent sources that say the same in other words.",
    "one voice, not two": "Pairs that look like corroboration and are none, such as a reprint; found if not called so.",
    "parties never quoted": "Parties talked about and never quoted; found if among those named without a word.",
    "whom sources speak for": "Officials, experts and advocates; found if the source of that name is said to be one.",
    "sources without a name": "Quotes of sources that nobody names; found if quoted, and the source called unnamed.",
    "facts, by votes": "Facts of which most sources say what is true; even votes count as not found.",
    "facts, by sources and votes": "Facts of which what is true is the most probable value.",
    "what": "What was planted.",
    "found": "How many of them were found again.",
    "n": "How many were planted; for a source, on how many facts it speaks.",
    "share": "Share found, 0 to 1.",
    "low": "Lower end of the 95% interval (Wilson’s for shares found).",
    "high": "Its upper end.",
    "planted": "What the two sentences were planted as.",
    "about": "The fact that they are about, or why they are one voice.",
    "one": "The one sentence.",
    "other": "The other.",
    "quoted": "Whether in both a quote was found; if not, there was nothing to compare.",
    "item": "The fact.",
    "truth": "What is true of it, as planted.",
    "voted": "What most sources say; – where votes are even.",
    "probable": "What is most probable, by sources and votes.",
    "probability": "Its probability, 0 to 1.",
    "source": "The source, by its name in the corpus.",
    "accuracy": "Estimated probability that what it says of a fact is right, 0 to 1; worked out from who agrees with "
    "whom, without knowing what is true.",
    "right": "Its claims that are true.",
    "wrong": "Its claims that are not.",
    "value": "Share of right claims, drawn towards that of all sources, 0 to 1.",
}  # what the columns of `Recovered`’s frames mean, and the kinds that are its `rows`


def recover(study: Study, path: str | Path | None) -> Recovered:
    """Look for what was planted in a study's articles.

    Args:
        study: The corpus, analysed.
        path: JSON with `contradictions`, `corroborations` and `one_voice` (pairs `a`, `b` of `doc_id` and `sentence`),
            and `items` (`item`, `truth`, and `claims` of `source` and `value`). It may also name parties that are
            `never_quoted`, sources by `affiliation` (`officials`, `experts`, `advocacy`) and `anonymous` ones (`doc_id`
            and `sentence`). `None` or "": nothing was planted, and the frames have no rows.

    Returns:
        See `Recovered`. A planted pair is found where a quote that lies in the one sentence and a quote that lies in
        the other are a row of `study.claims` with the relation; `one voice` where no such row calls them independent.
        What the items' sources say is taken as planted, not as extracted: it is the weighing that is tried. A party is
        found among `study.silent` and nowhere among the sources, an affiliation at the source of that name, an
        anonymous source where a quote in the sentence has a source that is not named.

    Raises:
        GoldError: the file cannot be read, or a sentence is not in its article.
    """
    if path is None or path == "":
        planted: dict[str, Any] = {"contradictions": [], "corroborations": [], "one_voice": [], "items": []}
        return _recovered(study, planted)
    try:
        planted = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise GoldError(f"{path}: {error}") from error
    return _recovered(study, planted)


def _recovered(study: Study, planted: dict[str, Any]) -> Recovered:
    lying = _Lying(study)
    related = {relation: _pairs(study.claims, relation) for relation in ("contradicts", "corroborates")}
    independent = study.claims[study.claims["independent"].to_numpy(dtype=bool)]
    as_two = _pairs(independent, "corroborates")
    claims = _claims(planted["items"])
    weighed = discover(claims)
    values = _values(claims, weighed.truths)
    pairs = pd.DataFrame(
        [
            *(lying.tried("contradiction", pair, related["contradicts"]) for pair in planted["contradictions"]),
            *(lying.tried("corroboration", pair, related["corroborates"]) for pair in planted["corroborations"]),
            *(lying.tried("one voice", pair, as_two, wanted=False) for pair in planted["one_voice"]),
        ],
        columns=["planted", "about", "one", "other", "quoted", "found"],
    )
    rows = [
        _row("contradictions", pairs.loc[pairs["planted"] == "contradiction", "found"]),
        _row("corroborations", pairs.loc[pairs["planted"] == "corroboration", "found"]),
        _row("one voice, not two", pairs.loc[pairs["planted"] == "one voice", "found"]),
        *_cast(study, planted, lying),
        _row("facts, by votes", (values["voted"] == values["truth"]).tolist()),
        _row("facts, by sources and votes", (values["probable"] == values["truth"]).tolist()),
    ]
    tried = pd.DataFrame([row for row in rows if row["n"]], columns=["what", "found", "n", "share", "low", "high"])
    records = _records(claims)
    return Recovered(tried, pairs, values, _accuracies(weighed.sources), records, _track_record(records, study))


def _cast(study: Study, planted: dict[str, Any], lying: _Lying) -> list[dict[str, Any]]:
    """How much was found of who they are, as far as it was planted: the parties, the affiliations, the anonymous."""
    sources = study.sources.set_index("name")
    affiliations = sources["affiliation"].to_dict()
    unnamed = set(study.sources.loc[~study.sources["named"].to_numpy(dtype=bool), "source_id"])
    silent = set(study.silent["name"])
    spoken_for = [one for kind in ("officials", "experts", "advocacy") for one in planted.get(kind, ())]
    found = {
        "parties never quoted": [party in silent and party not in affiliations for party in planted["never_quoted"]]
        if "never_quoted" in planted
        else [],
        "whom sources speak for": [affiliations.get(one["source"]) == one["affiliation"] for one in spoken_for],
        "sources without a name": [bool(unnamed & lying.sources(one)) for one in planted.get("anonymous", ())],
    }
    return [_row(what, answers) for what, answers in found.items() if answers]


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
        self._sources = dict(zip(study.quotes["quote_id"], study.quotes["source_id"], strict=True))

    def tried(
        self, planted: str, pair: dict[str, Any], related: set[tuple[str, str]], *, wanted: bool = True
    ) -> dict[str, Any]:
        """A row of `pairs`; it is found where a quote in the one sentence is related to one in the other, or is not."""
        a, b = (self._in(pair[side]) for side in ("a", "b"))
        joined = any((x, y) in related or (y, x) in related for x in a for y in b)
        return {
            "planted": planted,
            "about": pair.get("on") or pair.get("why"),
            "one": pair["a"]["sentence"],
            "other": pair["b"]["sentence"],
            "quoted": bool(a and b),
            "found": joined == wanted,
        }

    def sources(self, place: dict[str, str]) -> set[str]:
        """The sources of the quotes in a sentence."""
        return {self._sources[quote_id] for quote_id in self._in(place) if not pd.isna(self._sources[quote_id])}

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


def _values(claims: pd.DataFrame, truths: pd.DataFrame) -> pd.DataFrame:
    best = truths.groupby("item", sort=False).head(1).set_index("item")
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


def _accuracies(sources: pd.DataFrame) -> pd.DataFrame:
    ordered = sources.sort_values(["n", "accuracy", "source_id"], ascending=[False, False, True], kind="stable")
    return ordered.rename(columns={"source_id": "source"}).reset_index(drop=True)


def _track_record(records: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The records of the study's own named sources; of a name that two of them bear, none."""
    named = study.sources[study.sources["named"].to_numpy(dtype=bool)].drop_duplicates("name", keep=False)
    known = records.merge(named[["source_id", "name"]], left_on="source", right_on="name")
    return known.assign(n=known["right"] + known["wrong"])[["source_id", "value", "low", "high", "n"]]


def _records(claims: pd.DataFrame) -> pd.DataFrame:
    claims = claims.drop_duplicates(["source_id", "item", "value"])
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
