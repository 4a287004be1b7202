"""How an annotated article grows: twice the words should take twice the markup and about twice the time.

The sizes are asserted, for they don't hang on the machine; the seconds are shown. Run with
`pytest tests/benchmarks -s`.
"""

import time

import pytest

from quotelens import tables
from quotelens.records import Article, Quote, Source, Span
from quotelens.report import reader
from quotelens.settings import Settings
from quotelens.study import Study

LINE = (
    "“The tide will turn and the harbour will open again before the winter comes,” Person said. It was a late day.\n\n"
)
N_SOURCES = 200


def study_of(n_words: int) -> Study:
    """A quote in every twenty words or so, as news has them at most."""
    n, size = n_words // len(LINE.split()), LINE.index("”") + 1
    starts = [k * len(LINE) for k in range(n)]
    quotes = [
        Quote(f"a:{k}", "a", k, "direct", (Span(at, at + size),), Span(at + size + 8, at + size + 12),
              Span(at + size + 1, at + size + 7), source_id=f"s{k % N_SOURCES}")
        for k, at in enumerate(starts)
    ]  # fmt: skip
    article = Article.from_text(LINE * n, "a")
    frame = tables.of_quotes(article, quotes)
    return Study(
        articles=tables.of_articles([article]),
        exclusions=tables.EXCLUSIONS.empty(),
        quotes=frame,
        sources=tables.of_sources(
            [Source(f"s{k}", f"Person {k}", (), "person", True) for k in range(N_SOURCES)], frame
        ),
        reliability=tables.RELIABILITY.empty(),
        settings=Settings(),
    )


def test_markup_and_time_beside_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    sizes, seconds = [], []
    for n_words in (25_000, 50_000):
        study = study_of(n_words)
        began = time.perf_counter()
        shown = reader(study, "a").html
        seconds.append(time.perf_counter() - began)
        sizes.append(len(shown) / len(study.articles["text"][0]))
    with capsys.disabled():
        print(
            f"\na reader of 50,000 words in {seconds[1]:.2f} s ({seconds[1] / seconds[0]:.1f} times one of 25,000), "
            f"with {sizes[1]:.1f} characters of markup and data for one of the text"
        )
    assert sizes[1] < 6
    assert sizes[1] <= sizes[0] * 1.05
