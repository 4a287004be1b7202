"""GraphML as networkx reads it, and as Gephi shows it."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from quotelens import tables
from quotelens.exchange import graphml
from quotelens.records import Article, Quote, Source, Span

ARTICLE = Article.from_text("Ann: it rained. Bo: it did. Bo: no,\n<it>\x07 &  did not. Eve: dry!", "a")
QUOTES = [
    Quote("a:0", "a", 0, "indirect", (Span(5, 14),), source_id="ann", confidence=0.5),
    Quote("a:1", "a", 1, "indirect", (Span(20, 26),), source_id="bo"),
    Quote("a:2", "a", 2, "mixed", (Span(32, 53),), source_id="bo"),
    Quote("a:3", "a", 3, "direct", (Span(60, 64),)),
    Quote("a:4", "a", 4, "direct", (Span(0, 64),), source_id="both"),
]
SOURCES = [
    Source("ann", "Ann <&> 🎉", kind="person", named=True, affiliation="government", role="mayor"),
    Source("bo", "Bo", kind="person"),
    Source("both", "Ann and Bo", kind="group", members=("ann", "bo")),
]


def claim(a: str, b: str, relation: str, probability: float, independent: bool = True) -> dict[str, Any]:
    return {
        "claim_id": f"{a} ~ {b}", "quote_id_a": a, "quote_id_b": b, "relation": relation, "probability": probability,
        "independent": independent, "scope": "within",
    }  # fmt: skip


@pytest.fixture(scope="module")
def frames() -> tuple[pd.DataFrame, ...]:
    quotes = tables.of_quotes(ARTICLE, QUOTES)
    claims = tables.CLAIMS.frame(
        [
            claim("a:0", "a:1", "corroborates", 0.75),
            claim("a:0", "a:2", "contradicts", 0.5),
            claim("a:1", "a:2", "contradicts", 0.625),
            claim("a:1", "a:3", "contradicts", 0.625),
            claim("a:1", "a:4", "contradicts", 0.5),
            claim("a:2", "a:4", "corroborates", 0.5, independent=False),
        ]
    )
    grades = tables.GRADES.frame(
        [
            {
                "source_id": "ann", "reliability": "F", "information": 3, "reasons": "[]", "rules_reliability": "F",
                "rules_information": 3, "overruled": False,
            }
        ]
    )  # fmt: skip
    return tables.of_sources(SOURCES, quotes), quotes, claims, grades


@pytest.fixture(scope="module")
def graph(frames: tuple[pd.DataFrame, ...]) -> nx.DiGraph:
    return nx.parse_graphml(graphml.of_study(*frames))


def test_sources_and_quotes_are_nodes(graph: nx.DiGraph) -> None:
    assert list(graph) == [
        "source:ann", "source:bo", "source:both", "quote:a:0", "quote:a:1", "quote:a:2", "quote:a:3", "quote:a:4",
    ]  # fmt: skip
    assert graph.nodes["source:ann"] == {
        "label": "Ann <&> 🎉", "node": "source", "kind": "person", "affiliation": "government", "named": True,
        "anonymity": "unnamed", "role": "mayor", "n_quotes": 2, "n_articles": 1, "grade": "F3",
    }  # fmt: skip
    assert "grade" not in graph.nodes["source:bo"]
    assert graph.nodes["quote:a:0"] == {
        "label": "it rained", "node": "quote", "quote_type": "indirect", "doc_id": "a", "level": 0,
        "content": "it rained", "confidence": 0.5,
    }  # fmt: skip


def test_edges_say_who_says_what_and_what_quotes_and_sources_say_of_each_other(graph: nx.DiGraph) -> None:
    assert [(a, b, facts["relation"], facts["weight"]) for a, b, facts in graph.edges(data=True)] == [
        ("source:ann", "source:both", "member", 1.0),
        ("source:ann", "quote:a:0", "says", 1.0),
        ("source:ann", "source:bo", "compared", 2.0),
        ("source:bo", "source:both", "member", 1.0),
        ("source:bo", "quote:a:1", "says", 1.0),
        ("source:bo", "quote:a:2", "says", 1.0),
        ("source:both", "quote:a:4", "says", 1.0),
        ("quote:a:0", "quote:a:1", "corroborates", 0.75),
        ("quote:a:0", "quote:a:2", "contradicts", 0.5),
        ("quote:a:1", "quote:a:2", "contradicts", 0.625),
        ("quote:a:1", "quote:a:3", "contradicts", 0.625),
        ("quote:a:1", "quote:a:4", "contradicts", 0.5),
        ("quote:a:2", "quote:a:4", "corroborates", 0.5),
    ]
    assert graph.edges["quote:a:2", "quote:a:4"] == {
        "edgelabel": "corroborates", "relation": "corroborates", "weight": 0.5, "probability": 0.5,
        "independent": False, "scope": "within",
    }  # fmt: skip
    counts = {"n_corroborates": 1, "n_contradicts": 1}
    assert graph.edges["source:ann", "source:bo"].items() >= counts.items()
    counts = {"relation": "member", "n_corroborates": 0, "n_contradicts": 1}
    assert graph.edges["source:bo", "source:both"].items() >= counts.items()


def test_gephi_finds_labels_and_weights(frames: tuple[pd.DataFrame, ...]) -> None:
    root = ET.fromstring(graphml.of_study(*frames))
    keys = {(key.get("for"), key.get("attr.name")): key for key in root if key.tag.endswith("}key")}
    assert keys["node", "label"].get("attr.type") == "string"
    assert keys["edge", "edgelabel"].get("attr.type") == "string"
    assert keys["edge", "weight"].get("attr.type") == "double"
    ids = [key.get("id") for key in keys.values()]
    assert len(ids) == len(set(ids))
    assert not {"d3", "d7"} & set(ids)


def test_texts_are_on_one_line_and_of_characters_that_xml_has(graph: nx.DiGraph) -> None:
    assert graph.nodes["quote:a:2"]["content"] == "no, <it>\ufffd & did not."
    label = graph.nodes["quote:a:4"]["label"]
    assert (len(label) <= graphml.MAX_LABEL, label[:8], label[-1]) == (True, "Ann: it ", "…")


def test_the_same_tables_give_the_same_document_and_none_an_empty_graph(frames: tuple[pd.DataFrame, ...]) -> None:
    assert graphml.of_study(*frames) == graphml.of_study(*(frame.copy() for frame in frames))
    empty = [table.empty() for table in (tables.SOURCES, tables.QUOTES, tables.CLAIMS, tables.GRADES)]
    assert len(nx.parse_graphml(graphml.of_study(*empty))) == 0


def test_networkx_is_imported_by_nobody_but_a_graph() -> None:
    code = "import sys, quotelens.exchange.graphml; sys.exit('networkx' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
