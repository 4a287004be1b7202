"""What formats are written from: articles with their own quotes, and the sources that those name."""

import pandas as pd

from quotelens import tables
from quotelens.exchange.annotated import Annotated, of_frames
from quotelens.records import Article, Quote, Source, Span

FIRST = Article.from_text("Ann and Bo said it rained. It did.", "a")
SECOND = Article.from_text("Nobody spoke.", "b")
QUOTES = [
    Quote("a:0", "a", 0, "indirect", (Span(16, 25),), source_id="ann-bo", mention=Span(0, 10)),
    Quote("a:1", "a", 1, "indirect", (Span(27, 33),)),
]
ANN, BO, OTHER = Source("ann", "Ann"), Source("bo", "Bo"), Source("eve", "Eve")
BOTH = Source("ann-bo", "Ann and Bo", kind="group", members=("ann", "bo"))


def test_an_article_comes_with_its_quotes_and_the_sources_they_name() -> None:
    quotes = pd.concat([tables.of_quotes(FIRST, QUOTES), tables.of_quotes(SECOND, [])], ignore_index=True)
    sources = tables.of_sources([ANN, BO, OTHER, BOTH], quotes)
    found = list(of_frames(tables.of_articles([FIRST, SECOND]), quotes, sources))
    assert found == [Annotated(FIRST, tuple(QUOTES), (BOTH, ANN, BO)), Annotated(SECOND)]
