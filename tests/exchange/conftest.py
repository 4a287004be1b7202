"""A text with everything that formats stumble over, and any other: with quotes, for round trips."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from quotelens.exchange.annotated import Annotated
from quotelens.records import AFFILIATIONS, KINDS, QUOTE_TYPES, Article, Quote, Source, Span

TEXT = (
    "“We won 😀,” Mayor <Ann “A” & Co>\tsaid, “at last.”\r\n"
    "It is said that Bo told Ann 🎉 it rained.\n"
    "\n"
    "A bell\x07 rang; 'no' & \"yes\" ]]> were heard. “Go!”"
)
ARTICLE = Article.from_text(
    TEXT, "news/a 1", title="Mayor & <co>", outlet="The \"Post\"", author="", published="2026-11-26",
    url="https://example.org/a?b=1&c=2", path="news/a 1.txt",
)  # fmt: skip


def place(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


ANN = Source(
    "ann-lee", "Ann Lee", ("Mayor <Ann “A” & Co>",), "person", True, "government", "mayor & baker", anonymity="named",
    pronouns="she", wikidata="Q42",
)  # fmt: skip
BO = Source("bo", "Bo", kind="person", named=True, anonymity="named")
BOTH = Source("ann-lee-bo", "Ann Lee and Bo", kind="group", members=("ann-lee", "bo"))
QUOTES = (
    Quote(
        "news/a 1:0", "news/a 1", 0, "direct", (place("“We won 😀,”"), place("“at last.”")), place("said"),
        place("Mayor <Ann “A” & Co>"), source_id="ann-lee", confidence=0.875, checked=True,
    ),
    Quote("news/a 1:1", "news/a 1", 1, "indirect", (place("Bo told Ann 🎉 it rained"),), place("is said")),
    Quote(
        "news/a 1:2", "news/a 1", 2, "indirect", (place("it rained"),), place("told"), place("Bo"), 1, "news/a 1:1",
        "bo", 0.5,
    ),
    Quote("news/a 1:3", "news/a 1", 3, "mixed", (place("A bell\x07 rang"),), source_id="ann-lee-bo", confidence=0.25),
    Quote("news/a 1:4", "news/a 1", 4, "direct", (place("“Go!”"),), confidence=0.75),
)  # fmt: skip
ITEMS = (
    Annotated(ARTICLE, QUOTES, (ANN, BO, BOTH)),
    Annotated(Article.from_text("", "empty")),
    Annotated(Article.from_text("It rained.", "b")),
)


@pytest.fixture(scope="session")
def items() -> tuple[Annotated, ...]:
    return ITEMS


@st.composite
def annotated(draw: st.DrawFn) -> Annotated:
    """An article of any text, with quotes whose spans lie and overlap anyhow."""
    text = draw(st.text(st.characters() | st.sampled_from("\r\n\t\x00\x85<&>]“😀\ud800 ab"), min_size=1, max_size=30))
    sources = tuple(
        Source(f"s{k}", f"S {k}", kind=draw(st.sampled_from(KINDS)), affiliation=draw(st.sampled_from(AFFILIATIONS)))
        for k in range(draw(st.integers(0, 3)))
    )
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(
        lambda p: Span(p[0], max(p[0] + 1, p[1]))
    )
    quotes: list[Quote] = []
    spoken = []
    for k in range(draw(st.integers(0, 4))):
        ends = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        content = tuple(Span(ends[j], ends[j + 1]) for j in range(0, len(ends) - 1, draw(st.integers(1, 2))))
        parent = draw(st.none() | st.sampled_from(quotes)) if quotes else None
        source = draw(st.none() | st.sampled_from(sources)) if sources else None
        spoken.append(source)
        quotes.append(
            Quote(
                f"a:{k}", "a", k, draw(st.sampled_from(QUOTE_TYPES)), content,
                cue=draw(st.none() | spans), mention=draw(st.none() | spans),
                level=parent.level + 1 if parent else 0, parent_quote_id=parent.quote_id if parent else None,
                source_id=source.source_id if source else None,
                confidence=draw(st.floats(0, 1)), checked=draw(st.booleans()),
            )
        )  # fmt: skip
    known = tuple(dict.fromkeys(source for source in spoken if source is not None))
    return Annotated(Article.from_text(text, "a"), tuple(quotes), known)


@pytest.fixture(scope="session")
def any_annotated() -> st.SearchStrategy[Annotated]:
    return annotated()
