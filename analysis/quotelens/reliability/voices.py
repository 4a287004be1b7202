"""Who is talked about, but not quoted."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from typing import cast

import pandas as pd

from quotelens import tables

PARTIES = ("person", "organization")  # of the names' kinds; places don't speak, and unclear names are mostly places

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’][sS]\b")


def silent(names: pd.DataFrame, quotes: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """The persons and organizations that an article names and doesn't quote.

    Args:
        names: The `names` table: a row a mention.
        quotes: The `quotes` table; `doc_id` and `source_id` say who is quoted where, at every level.
        sources: The `sources` table; a name is a source where one of its forms is the source's name or one of its
            aliases, in any case and without the possessive ending.

    Returns:
        The `silent` table: articles by first appearance in `names`, and in each the most named first (ties as in
        `names`). Those who are quoted by another article are among them, with `quoted_elsewhere` True. Whoever speaks
        only as part of a joint source ("Roe and Poe said") is quoted.

        No more than a hint at whom to look for: names are found by their capitals, so some are no party to anything (a
        law, a newspaper that is cited), and a quote whose source stayed unknown may be one of theirs.

    Raises:
        TableError: a frame does not keep its schema.
    """
    tables.check(names, tables.NAMES)
    tables.check(quotes, tables.QUOTES)
    tables.check(sources, tables.SOURCES)
    meant = _forms(sources)
    speaking = _speaking(quotes, sources)
    everywhere = set().union(*speaking.values())
    rows = []
    for keys, own in names.groupby(["doc_id", "full_name"], sort=False):
        doc_id, name = map(str, cast(tuple[str, str], keys))
        kind = own["kind"].iloc[0]
        if kind not in PARTIES:
            continue
        ids = set(own["source_id"].dropna()).union(*(meant.get(_plain(form), ()) for form in (name, *own["name"])))
        if ids & speaking.get(doc_id, set()):
            continue
        elsewhere = sorted(ids & everywhere)
        rows.append(
            {
                "doc_id": doc_id,
                "name": name,
                "kind": kind,
                "n_mentions": len(own),
                "quoted_elsewhere": bool(elsewhere),
                "source_id": elsewhere[0] if elsewhere else None,
            }
        )
    order = {doc_id: k for k, doc_id in enumerate(names["doc_id"].drop_duplicates())}
    return tables.SILENT.frame(sorted(rows, key=lambda row: (order[row["doc_id"]], -row["n_mentions"])))


def _forms(sources: pd.DataFrame) -> dict[str, set[str]]:
    """Every form that a source goes by -> the source_ids it may mean."""
    meant: dict[str, set[str]] = defaultdict(set)
    for source_id, name, aliases in sources[["source_id", "name", "aliases"]].itertuples(index=False):
        for form in (name, *json.loads(aliases)):
            if _plain(form):
                meant[_plain(form)].add(source_id)
    return meant


def _speaking(quotes: pd.DataFrame, sources: pd.DataFrame) -> dict[str, set[str]]:
    """doc_id -> the sources it quotes, those who speak together one by one as well."""
    members = {
        source_id: json.loads(parts)
        for source_id, parts in zip(sources["source_id"], sources["members"], strict=True)
        if not pd.isna(parts)
    }
    speaking: dict[str, set[str]] = defaultdict(set)
    for doc_id, source_id in quotes.loc[quotes["source_id"].notna(), ["doc_id", "source_id"]].itertuples(index=False):
        speaking[doc_id].update((source_id, *members.get(source_id, ())))
    return speaking


def _plain(name: str) -> str:
    """A name's letters and digits in lower case without accents, leading "the" and possessive ending."""
    letters = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", name))
    words = _WORD.findall("".join(c for c in letters if not unicodedata.combining(c)).casefold())
    return " ".join(words[1:] if words[:1] == ["the"] else words)
