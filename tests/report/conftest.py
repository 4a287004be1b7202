"""Studies put together by hand: what a report shows is then known beforehand."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import nbformat
import pandas as pd
import pytest

from quotelens import claims, reliability, sentiment, tables
from quotelens.records import Article, Exclusion, Quote, Source, Span
from quotelens.report import notebooks
from quotelens.report.notebooks import Notebook
from quotelens.settings import Settings
from quotelens.study import Study

TITLE = 'Mayor <script>alert("title")</script> & council'
TEXT = (
    "The bridge is safe, Ada Mora said.\n\n"
    '"It is a wonderful bridge," she said, "and some say it is terrible <b>indeed</b>."\n\n'
    "<script>alert('text')</script> Officials denied it.\n"
)


def span(text: str, part: str, after: int = 0) -> Span:
    """The first place of `part` in `text` at or behind `after`."""
    start = text.index(part, after)
    return Span(start, start + len(part))


def study_of(articles: list[Article], quotes: list[Quote], sources: list[Source], excluded: list[Exclusion]) -> Study:
    """A study from records, through the same stages that `quotelens.analyse` uses behind the model."""
    frames = [tables.of_quotes(a, [q for q in quotes if q.doc_id == a.doc_id]) for a in articles]
    frames = [frame for frame in frames if len(frame)]
    quote_frame = sentiment.score(pd.concat(frames, ignore_index=True) if frames else tables.QUOTES.empty())
    source_frame = tables.of_sources(sources, quote_frame)
    return Study(
        articles=tables.of_articles(articles),
        exclusions=tables.of_exclusions(excluded),
        quotes=quote_frame,
        sources=source_frame,
        reliability=reliability.estimate(quote_frame, source_frame),
        settings=Settings(),
        provenance={"quotelens": "9.9.9", "model": {"name": "by hand", "sha256": "ab" * 32}},
    )


@pytest.fixture(scope="session")
def study() -> Study:
    """One article: Ada Mora twice (once with a quote inside), "some" once, Officials once; one file left out."""
    said = TEXT.index('"It is')
    second = (span(TEXT, '"It is a wonderful bridge,"'), span(TEXT, '"and some say it is terrible <b>indeed</b>."'))
    first, nested = (span(TEXT, "The bridge is safe,"),), (span(TEXT, "it is terrible <b>indeed</b>"),)
    quotes = [
        Quote("a:0", "a", 0, "indirect", first, span(TEXT, "said"), span(TEXT, "Ada Mora"), source_id="ada"),
        Quote("a:1", "a", 1, "direct", second, span(TEXT, "said", said), span(TEXT, "she"), source_id="ada"),
        Quote("a:2", "a", 2, "indirect", nested, span(TEXT, "say"), span(TEXT, "some"),
              level=1, parent_quote_id="a:1", source_id="some", confidence=0.2),
        Quote("a:3", "a", 3, "indirect", (span(TEXT, "it", TEXT.index("denied")),), span(TEXT, "denied"), None),
    ]  # fmt: skip
    sources = [
        Source("ada", "Ada <i>Mora</i>", ("she", "She", "=cmd()"), "person", True, "government", "mayor"),
        Source("some", "some", (), "group", False),
    ]
    article = Article.from_text(TEXT, "a", title=TITLE, url="javascript:alert(1)", path="a.txt")
    return study_of([article], quotes, sources, [Exclusion("b.txt", "b", "empty", "0 bytes <script>")])


@pytest.fixture(scope="session")
def empty_study() -> Study:
    """No article at all."""
    return study_of([], [], [], [])


@pytest.fixture(scope="session")
def silent_study() -> Study:
    """Two articles in which nobody says anything."""
    return study_of([Article.from_text("Rain.", "a"), Article.from_text("Sun.", "b")], [], [], [])


@pytest.fixture(scope="session")
def hostile_study() -> Study:
    """Three articles that would act where they are shown.

    Ada (twice) and Bo Li (once) speak in the first, Bo Li in the second, nobody in the third.
    """
    acting = "<script>alert(\"x\")</script> & '<svg onload=alert(1)>'"
    bodies = {
        "../../etc/passwd": 'The dam will hold, Ada said. "It is safe," she said. Bo Li denied that.',
        'a" onclick="x': "It rains, Bo Li said.",
        "plain": "Nobody spoke.",
    }
    [first, second, _] = bodies
    a, b = bodies[first], bodies[second]
    quotes = [
        Quote(f"{first}:0", first, 0, "indirect", (span(a, "The dam will hold,"),), span(a, "said"), source_id="ada"),
        Quote(f"{first}:1", first, 1, "direct", (span(a, '"It is safe,"'),), span(a, "said", 40), source_id="ada"),
        Quote(f"{first}:2", first, 2, "indirect", (span(a, "that"),), span(a, "denied"), source_id="bo"),
        Quote(f"{second}:0", second, 0, "indirect", (span(b, "It rains,"),), span(b, "said"), source_id="bo"),
    ]
    sources = [
        Source("ada", acting, (), "person", True, "government", acting),
        Source("bo", "Bo Li", (), "person", True, "armed_group"),
    ]
    about = [
        {"title": acting, "outlet": acting, "author": acting, "published": "2021-03", "url": "javascript:alert(1)"},
        {"outlet": "The Post", "published": "2021-04-02T10:00", "url": "https://post.example/?a=1&b='2\""},
        {"title": "Silence", "outlet": "The Post", "published": "last May"},
    ]
    made = [Article.from_text(body, doc_id, **meta) for (doc_id, body), meta in zip(bodies.items(), about, strict=True)]
    return study_of(made, quotes, sources, [])


@pytest.fixture(scope="session")
def crowded_study() -> Study:
    """A hundred articles of one quote each, by a hundred sources with long names."""
    articles, quotes, sources = [], [], []
    for k in range(100):
        doc_id, body = f"d{k:03}", f"It rains, W{k} said."
        articles.append(Article.from_text(body, doc_id))
        cue, mention = span(body, "said"), span(body, f"W{k}")
        quotes.append(Quote(f"{doc_id}:0", doc_id, 0, "indirect", (Span(0, 9),), cue, mention, source_id=f"w{k}"))
        name = f"W{k} of the Ministry for the Interior & Very Many Other Affairs of the Republic"
        sources.append(Source(f"w{k}", name, (), "person", True))
    return study_of(articles, quotes, sources, [])


@pytest.fixture(scope="session")
def notebook_of() -> Callable[..., Notebook]:
    """Makes an executed notebook by hand: texts are Markdown cells, all else is shown by a code cell, as by IPython."""
    return _notebook_of


def _notebook_of(*cells: str | object, name: str = "01_hand") -> Notebook:
    made = []
    for k, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append(nbformat.v4.new_markdown_cell(cell, id=f"cell-{k}"))
            continue
        data, metadata = cell._repr_mimebundle_()  # type: ignore[attr-defined]
        output = nbformat.v4.new_output("execute_result", data=data, metadata=metadata, execution_count=k)
        made.append(nbformat.v4.new_code_cell("show()", id=f"cell-{k}", outputs=[output], execution_count=k))
    return notebooks.notebook(name, nbformat.v4.new_notebook(cells=made))


@pytest.fixture(scope="session")
def disputed_study() -> Study:
    """Two articles on one man: reports say that he was killed, Zed and the UN that he was captured.

    Zed says it in both articles, in the second within another's quote; somebody there is not named.
    """
    bodies = {
        "a": "Reports said that Kay <b>Q</b> had perhaps been killed. But Zed claimed that Kay Q had been captured.",
        "b": "The UN said that Kay Q was captured. Ann said: Zed told that Kay Q was captured. It rains, aides told.",
    }
    a, b = bodies.values()
    zed = b.index("Zed")
    last = b.index("aides")
    quotes = [
        Quote("a:0", "a", 0, "indirect", (span(a, "that Kay <b>Q</b> had perhaps been killed"),), span(a, "said"),
              span(a, "Reports"), source_id="reports"),
        Quote("a:1", "a", 1, "indirect", (span(a, "that Kay Q had been captured"),), span(a, "claimed"),
              span(a, "Zed"), source_id="zed"),
        Quote("b:0", "b", 0, "indirect", (span(b, "that Kay Q was captured"),), span(b, "said"),
              span(b, "The UN"), source_id="un"),
        Quote("b:1", "b", 1, "indirect", (span(b, "Zed told that Kay Q was captured"),),
              span(b, "said", b.index("Ann")), span(b, "Ann"), source_id="ann"),
        Quote("b:2", "b", 2, "indirect", (span(b, "that Kay Q was captured", zed),), span(b, "told"),
              span(b, "Zed"), level=1, parent_quote_id="b:1", source_id="zed"),
        Quote("b:3", "b", 3, "indirect", (span(b, "It rains,"),), span(b, "told", last), span(b, "aides"),
              source_id="aides"),
    ]  # fmt: skip
    sources = [
        Source("reports", "reports", (), "document", False),
        Source("zed", "Zed", (), "person", True),
        Source("un", "UN", (), "organization", True),
        Source("ann", "Ann", (), "person", True),
        Source("aides", "aides", (), "group", False, "government"),
    ]
    articles = [Article.from_text(text, doc_id, outlet=doc_id.upper()) for doc_id, text in bodies.items()]
    made = study_of(articles, quotes, sources, [])

    def pair(
        one: str, other: str, relation: str, probability: float, words: tuple[str, str] | None
    ) -> dict[str, object]:
        docs = [quote_id[0] for quote_id in (one, other)]
        starts = [quotes[[q.quote_id for q in quotes].index(quote_id)].content[0].start for quote_id in (one, other)]
        signs = []
        if words:
            places = [span(bodies[doc], word, start) for doc, word, start in zip(docs, words, starts, strict=True)]
            sides = [{"doc_id": doc, "spans": [[at.start, at.end]]} for doc, at in zip(docs, places, strict=True)]
            signs = [{"kind": "outcome", "a": sides[0], "b": sides[1]}]
        return {
            "claim_id": f"{one} ~ {other}", "quote_id_a": one, "quote_id_b": other, "relation": relation,
            "probability": probability, "evidence": json.dumps(signs), "independent": (one, other) != ("a:1", "b:2"),
            "scope": "within" if docs[0] == docs[1] else "across",
        }  # fmt: skip

    found = tables.CLAIMS.frame(
        [
            pair("a:0", "a:1", "contradicts", 0.9, ("killed", "captured")),
            pair("a:0", "b:0", "contradicts", 0.8, ("killed", "captured")),
            pair("a:1", "b:0", "corroborates", 0.75, None),
            pair("a:1", "b:2", "corroborates", 0.95, None),
        ]
    )
    told = dataclasses.replace(made, claims=found, quotes=made.quotes.assign(certainty=[1.4, 2.6, 3.0, 0.2, -1.0, 2.0]))
    support = claims.groups(found, told.quotes, claims.voices(told.quotes, told.articles, told.sources))
    counts = reliability.counts_by_source(support, told.quotes)
    corroboration = reliability.corroboration(counts)
    weighed = reliability.estimate(told.quotes, told.sources, articles=told.articles, claims=counts)
    grades = reliability.grades(told.sources, corroboration)
    return dataclasses.replace(told, corroboration=corroboration, reliability=weighed, grades=grades)


@pytest.fixture(scope="session")
def reprinted_study() -> Study:
    """One text in two outlets, and a third article that takes one of its two long quotes."""
    first, second = "that the bridge over the river is closed for good", "that nobody was told of it before the morning"
    bodies = {
        "a": f"Ada said {first}. Ada added {second}.",
        "b": f"Ada said {first}. Ada added {second}.",
        "c": f"It rains, Ada said. Ada said {first}.",
    }
    articles, quotes = [], []
    for doc_id, body in bodies.items():
        articles.append(Article.from_text(body, doc_id, title=f"Title {doc_id}", outlet=f"The {doc_id.upper()}"))
        for k, said in enumerate(said for said in ("It rains,", first, second) if said in body):
            cue = (
                span(body, "said", 0 if k == 0 else body.index("Ada", body.index(".") + 1)) if said != second else None
            )
            quotes.append(
                Quote(
                    f"{doc_id}:{k}", doc_id, k, "indirect", (span(body, said),), cue, span(body, "Ada"), source_id="ada"
                )
            )
    return study_of(articles, quotes, [Source("ada", "Ada", (), "person", True)], [])
