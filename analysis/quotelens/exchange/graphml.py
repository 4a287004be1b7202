"""GraphML of who says what and who bears whom out, for Gephi and other tools for graphs.

Columns of the nodes in Gephi's data laboratory; those that a table has as NA are left out for that node.

| column | of | means |
| --- | --- | --- |
| `Id` | all | `source:` and the source_id, or `quote:` and the quote_id |
| `Label` | all | the source's name, or the start of the quote's content |
| `node` | all | source or quote |
| `kind`, `affiliation`, `named`, `anonymity`, `role`, `n_quotes`, `n_articles` | sources | as in table `sources` |
| `grade` | sources | NATO's letter and figure, as in table `grades` |
| `quote_type` | quotes | `type` of table `quotes` |
| `doc_id`, `level`, `content`, `confidence`, `tone`, `tone_score`, `certainty` | quotes | as in table `quotes` |

Columns of the edges:

| column | means |
| --- | --- |
| `Label`, `relation` | says: source to quote; member: of one who speaks to those who speak together; corroborates, \
contradicts: between two quotes; compared: between two sources |
| `Weight` | the probability between two quotes, the number of pairs of quotes between two sources, else 1 |
| `probability`, `independent`, `scope` | between two quotes, as in table `claims` |
| `n_corroborates`, `n_contradicts` | between two sources, how many independent pairs of their quotes do so |

All edges are directed in the file, since it can only be all or none; between two quotes or two sources the direction
means nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens.exchange.plain import in_xml

if TYPE_CHECKING:
    from networkx import DiGraph

ENDING = ".graphml"
MAX_LABEL = 60  # characters of a quote, which a drawn graph still shows legibly

_OF_SOURCES = ("kind", "affiliation", "named", "anonymity", "role", "n_quotes", "n_articles")
_OF_QUOTES = ("doc_id", "level", "content", "confidence", "tone", "tone_score", "certainty")
_OF_CLAIMS = ("probability", "independent", "scope")


def of_study(sources: pd.DataFrame, quotes: pd.DataFrame, claims: pd.DataFrame, grades: pd.DataFrame) -> str:
    """A study's sources and quotes, and what they say of each other, as one GraphML document.

    Args:
        sources: The `sources` table; every source is a node.
        quotes: The `quotes` table; every quote is a node.
        claims: The `claims` table.
        grades: The `grades` table; a source that it lacks has no `grade`.

    Returns:
        The document, the same for the same tables, with nodes and edges in their order. White space is made single,
        and characters that XML has no way to write are U+FFFD.
    """
    import networkx as nx  # takes a while to import, and only a graph needs it

    graph = nx.DiGraph()
    _add_sources(graph, sources, grades)
    _add_quotes(graph, quotes)
    _add_claims(graph, quotes, claims)
    # keys by name, since Gephi takes a key with the id d3 or d7 for the label
    lines = nx.generate_graphml(graph, named_key_ids=True)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n"


def _add_sources(graph: DiGraph, sources: pd.DataFrame, grades: pd.DataFrame) -> None:
    graded = {
        row["source_id"]: {"grade": f"{row['reliability']}{row['information']}"}
        for row in _rows(grades, ("source_id", "reliability", "information"))
    }
    rows = list(_rows(sources, ("source_id", "name", "members", *_OF_SOURCES)))
    for row in rows:
        facts = {key: row[key] for key in _OF_SOURCES if key in row} | graded.get(row["source_id"], {})
        graph.add_node(f"source:{row['source_id']}", label=row["name"], node="source", **facts)
    for row in rows:
        for member in json.loads(row.get("members", "[]")):
            _join(graph, f"source:{in_xml(member)}", f"source:{row['source_id']}", "member", 1.0)


def _add_quotes(graph: DiGraph, quotes: pd.DataFrame) -> None:
    for row in _rows(quotes, ("quote_id", "source_id", "type", *_OF_QUOTES)):
        facts = {key: row[key] for key in _OF_QUOTES if key in row}
        name = f"quote:{row['quote_id']}"
        graph.add_node(name, label=_shortened(row["content"]), node="quote", quote_type=row["type"], **facts)
        if "source_id" in row:
            _join(graph, f"source:{row['source_id']}", name, "says", 1.0)


def _add_claims(graph: DiGraph, quotes: pd.DataFrame, claims: pd.DataFrame) -> None:
    spoken = (row for row in _rows(quotes, ("quote_id", "source_id")) if "source_id" in row)
    speaker = {row["quote_id"]: row["source_id"] for row in spoken}
    pairs: dict[tuple[str, str], Counter[str]] = {}
    for row in _rows(claims, ("quote_id_a", "quote_id_b", "relation", *_OF_CLAIMS)):
        a, b = row["quote_id_a"], row["quote_id_b"]
        facts = {key: row[key] for key in _OF_CLAIMS if key in row}
        _join(graph, f"quote:{a}", f"quote:{b}", row["relation"], row["probability"], **facts)
        if row["independent"] and a in speaker and b in speaker and speaker[a] != speaker[b]:
            first, second = sorted((speaker[a], speaker[b]))
            pairs.setdefault((first, second), Counter())[row["relation"]] += 1
    for (first, second), counts in pairs.items():
        ends = (f"source:{first}", f"source:{second}")
        facts = {f"n_{relation}": counts[relation] for relation in ("corroborates", "contradicts")}
        known = next((edge for edge in (ends, ends[::-1]) if graph.has_edge(*edge)), None)
        if known is None:
            _join(graph, *ends, "compared", float(counts.total()), **facts)
        else:  # one is a member of the other
            graph.edges[known].update(facts)


def _join(graph: DiGraph, origin: str, target: str, relation: str, weight: float, **facts: Any) -> None:
    graph.add_edge(origin, target, edgelabel=relation, relation=relation, weight=weight, **facts)


def _rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of the named columns as plain values, without those that are NA."""
    columns = [frame[name].tolist() for name in names]
    for values in zip(*columns, strict=True):
        yield {name: _plain(value) for name, value in zip(names, values, strict=True) if not pd.isna(value)}


def _plain(value: Any) -> Any:
    return in_xml(" ".join(value.split())) if isinstance(value, str) else value


def _shortened(line: str) -> str:
    return line if len(line) <= MAX_LABEL else line[: MAX_LABEL - 1].rstrip() + "…"
