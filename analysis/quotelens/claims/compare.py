"""Pairs of quotes -> the `claims` table, and what it says of each quote: who else supports and who contradicts it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens import intervals, tables
from quotelens.claims import candidates, independence, statements
from quotelens.claims.statements import Statement
from quotelens.errors import TableError
from quotelens.settings import ClaimsSettings

Judge = Callable[[Sequence[str], Sequence[str]], pd.DataFrame]
Sign = tuple[str, Any, Any]  # its kind and, in either text, a [start, end) pair of characters or None
Evidence = Callable[[str, str], Iterable[Sign]]


def compare(
    quotes: pd.DataFrame,
    articles: pd.DataFrame,
    sources: pd.DataFrame,
    *,
    judge: Judge,
    evidence: Evidence | None = None,
    vectors: npt.ArrayLike | None = None,
    settings: ClaimsSettings = ClaimsSettings(),
) -> pd.DataFrame:
    """Which quotes corroborate or contradict each other.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`).
        articles: The `articles` table; holds every `doc_id` of `quotes`.
        sources: The `sources` table; holds every `source_id` of `quotes`.
        judge: From two lists of n statements to a frame of n rows with `corroborates`, `contradicts` (probabilities,
            0-1) and `relation` (corroborates, contradicts or unrelated), as `relation.relate` with its encoder given.
            Called once at most, with all different pairs of texts, each in one direction: its answer must not depend on
            which is first.
        evidence: From two statements to the signs that decide: a kind and the characters `(start, end)` in each, `None`
            where one of the two has none; as `signs.evidence`. Without it no evidence is sought.
        vectors: One row of numbers a quote, for `candidates.pairs`.
        settings: All of `ClaimsSettings`.

    Returns:
        The `claims` table (see `tables.CLAIMS`), one row a pair of `candidates.pairs` that the judge relates with at
        least `settings.min_probability`, in the order of the candidates: neither rows nor ids depend on the order of
        the frames' rows. What is compared is the statement (see `Statement.clause`), not its sentence.

    Raises:
        TableError: a frame does not keep its schema or lacks a row that `quotes` refers to, or the judge's answer lacks
            a column, a row or a probability.
    """
    voices = independence.voices(quotes, articles, sources, settings=settings)
    copies = independence.copies(quotes, sources, settings=settings)
    found = candidates.pairs(quotes, articles, sources=sources, copies=copies, vectors=vectors, settings=settings)
    if found.empty:
        return tables.CLAIMS.empty()
    said = statements.of(quotes)
    voices_of = independence.by_quote(voices)
    ids = list(zip(found["quote_id_a"], found["quote_id_b"], strict=True))
    texts = [(said[a].clause, said[b].clause) for a, b in ids]
    asked = list(dict.fromkeys(texts))  # what is printed again and again is judged once
    answers = dict(zip(asked, _judged(judge(*map(list, zip(*asked, strict=True))), len(asked)), strict=True))
    rows = []
    for (a, b), (relation, probability) in zip(ids, map(answers.__getitem__, texts), strict=True):
        if relation not in tables.RELATIONS or probability < settings.min_probability:
            continue
        rows.append(
            {
                "claim_id": f"{a} ~ {b}",
                "quote_id_a": a,
                "quote_id_b": b,
                "relation": relation,
                "probability": probability,
                "evidence": None if evidence is None else _evidence(said[a], said[b], evidence),
                "independent": voices_of[a].isdisjoint(voices_of[b]),
                "scope": "within" if said[a].doc_id == said[b].doc_id else "across",
            }
        )
    return tables.CLAIMS.frame(rows)


def groups(claims: pd.DataFrame, quotes: pd.DataFrame, voices: pd.DataFrame) -> pd.DataFrame:
    """How many independent voices support and contradict each quote.

    Quotes by which one voice says the same again (claims that corroborate and are not independent; copies too) are
    one group, and what is known of one of them holds for all: of a source's quotes count each group once. A voice
    counts once for a group however often it speaks (see `independence.effective_n` for quotes that rest on several),
    on the side of its most probable claim, and on neither where its two sides are equally probable. A group's own
    voices never count, so that no source corroborates itself; nor do claims that are not independent.

    Args:
        claims: The `claims` table.
        quotes: The `quotes` table.
        voices: What `independence.voices` answered for these quotes.

    Returns:
        The `support` frame (see `tables.SUPPORT`), one row a quote, in the order of `quotes`. For a posterior
        Beta(a + s, b + c) of a source take `drop_duplicates("group_id")` of its quotes and add up.

    Raises:
        TableError: a frame does not keep its schema, or a quote of `claims` has no row in `quotes` or
            `voices`.
    """
    for frame, table in ((claims, tables.CLAIMS), (quotes, tables.QUOTES), (voices, tables.VOICES)):
        tables.check(frame, table)
    order = statements.in_order(quotes)["quote_id"].tolist()
    voices_of = independence.by_quote(voices)
    _complete(claims, set(order), voices_of)
    group_of = _groups(claims, order)
    own: dict[str, set[str]] = defaultdict(set)
    for quote_id, group_id in group_of.items():
        own[group_id] |= voices_of.get(quote_id, frozenset())
    heard: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    independent = claims[claims["independent"].to_numpy(dtype=bool)]
    columns = (independent[name] for name in ("quote_id_a", "quote_id_b", "relation", "probability"))
    for a, b, relation, probability in zip(*columns, strict=True):
        for one, other in ((a, b), (b, a)):
            if own[group_of[one]].isdisjoint(voices_of[other]):
                heard[group_of[one]].append((other, relation, float(probability)))
    answers = {group_id: _support(heard[group_id], voices_of) for group_id in set(group_of.values())}
    return tables.SUPPORT.frame(
        [{"quote_id": quote_id, "group_id": group_of[quote_id], **answers[group_of[quote_id]]}
         for quote_id in quotes["quote_id"]]
    )  # fmt: skip


# --- one pair --------------------------------------------------------------------------------------------------------


def _judged(answers: pd.DataFrame, n: int) -> list[tuple[str, float]]:
    """The relation of each pair and its probability; NaN where it is related to nothing."""
    lacking = [name for name in ("relation", *tables.RELATIONS) if name not in answers.columns]
    if lacking:
        raise TableError(f"the judge's answer: column {lacking[0]!r} is missing")
    if len(answers) != n:
        raise TableError(f"the judge's answer: {len(answers)} rows for {n} pairs")
    probabilities = {name: answers[name].tolist() for name in tables.RELATIONS}
    relations = answers["relation"].tolist()
    found = [
        (relation, float(probabilities[relation][k]) if relation in probabilities else np.nan)
        for k, relation in enumerate(relations)
    ]
    for k, (relation, probability) in enumerate(found):
        if relation in probabilities and not 0 <= probability <= 1:
            raise TableError(
                f"the judge's answer: row {k} gives {relation!r} the probability {probability}, not one of 0-1"
            )
    return found


def _evidence(one: Statement, other: Statement, evidence: Evidence) -> str:
    signs = [
        {"kind": kind, "a": _place(one, span_a), "b": _place(other, span_b)}
        for kind, span_a, span_b in evidence(one.text, other.text)
    ]
    return json.dumps(signs, ensure_ascii=False)


def _place(statement: Statement, span: Any) -> dict[str, Any]:
    start, end = (0, 0) if span is None else (span.start, span.end) if hasattr(span, "start") else span
    spans = [[place.start, place.end] for place in statement.in_article(start, end)]
    return {"doc_id": statement.doc_id, "spans": spans}


# --- all that is said of one quote -----------------------------------------------------------------------------------


def _groups(claims: pd.DataFrame, order: Sequence[str]) -> dict[str, str]:
    """Of each quote the first of those by which one voice says the same."""
    place = {quote_id: k for k, quote_id in enumerate(order)}
    again = claims[(claims["relation"] == "corroborates") & ~claims["independent"].to_numpy(dtype=bool)]
    edges = [(place[a], place[b]) for a, b in zip(again["quote_id_a"], again["quote_id_b"], strict=True)]
    first: dict[int, str] = {}
    return {
        quote_id: first.setdefault(label, quote_id)
        for label, quote_id in zip(independence.components(len(order), edges), order, strict=True)
    }


def _support(
    heard: Sequence[tuple[str, str, float]], voices_of: Mapping[str, frozenset[str]]
) -> dict[str, int | float]:
    sides: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys(tables.RELATIONS, 0.0))
    labels = independence.told_apart([voices_of[quote_id] for quote_id, _, _ in heard])
    for label, (_, relation, probability) in zip(labels, heard, strict=True):
        sides[label][relation] = max(sides[label][relation], probability)
    supporting = [side["corroborates"] for side in sides.values() if side["corroborates"] > side["contradicts"]]
    contradicting = [side["contradicts"] for side in sides.values() if side["contradicts"] > side["corroborates"]]
    return {
        "supporting": len(supporting),
        "contradicting": len(contradicting),
        "n_effective": intervals.effective_n(sorted(supporting + contradicting)),
    }


def _complete(claims: pd.DataFrame, known: set[str], voices_of: Mapping[str, frozenset[str]]) -> None:
    named = sorted({*claims["quote_id_a"], *claims["quote_id_b"]})
    for table, there in (("quotes", known), ("voices", voices_of)):
        lacking = [quote_id for quote_id in named if quote_id not in there]
        if lacking:
            raise TableError(
                f"table claims: quote {lacking[0]!r} ({len(lacking)} in all) has no row in table {table}; "
                f"pass the {table} that were compared"
            )
