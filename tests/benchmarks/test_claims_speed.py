"""How the search for comparable quotes grows: twice the quotes should take about twice as long, not four times.

The number of pairs is asserted, for it doesn't hang on the machine; the seconds are shown. Run with
`pytest tests/benchmarks -s`.
"""

import random
import time

import numpy as np
import pandas as pd

from quotelens import tables
from quotelens.claims import candidates, independence
from quotelens.settings import ClaimsSettings

QUOTES = 10_000
PER_ARTICLE = 8
SYLLABLES = "ba ber chi dor el fan gu har ik jo kol lan mir nov or pet qua".split()  # noqa: SIM905
SOURCES = tables.SOURCES.frame(
    [
        {"source_id": f"s{k}", "name": f"Source {k}", "aliases": "[]", "kind": "person", "named": True}
        | {"affiliation": "unknown", "n_quotes": 0, "n_articles": 0}
        for k in range(200)
    ]
)


def corpus(n: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Statements of eight to twenty words drawn by Zipf's law from 20,000, a tenth of them names; a tenth copied."""
    dice = random.Random(7)
    words = list(dict.fromkeys("".join(dice.choices(SYLLABLES, k=4)) for _ in range(25_000)))[:20_000]
    words = [word.capitalize() if k % 10 == 3 else word for k, word in enumerate(words)]
    weights = list(np.cumsum(1 / (np.arange(len(words)) + 2.7)))
    contents: list[str] = []
    for k in range(n):
        if k % 10 == 9:
            contents.append(dice.choice(contents))
        else:
            contents.append("the " + " ".join(dice.choices(words, cum_weights=weights, k=dice.randint(8, 20))))
    quotes, articles = [], []
    for first in range(0, n, PER_ARTICLE):
        doc_id, text = f"d{first}", ""
        for k in range(first, min(first + PER_ARTICLE, n)):
            text += "He said that "
            quotes.append(
                {"quote_id": f"{doc_id}:{k - first}", "doc_id": doc_id, "position": k - first, "type": "indirect"}
                | {"level": 0, "source_id": f"s{dice.randrange(200)}", "content": contents[k], "confidence": 1.0}
                | {"content_spans": f"[[{len(text)}, {len(text) + len(contents[k])}]]", "n_words": 10}
            )
            text += contents[k] + ". "
        articles.append({"doc_id": doc_id, "text": text, "sha256": "x", "n_words": 100})
    return tables.QUOTES.frame(quotes), tables.ARTICLES.frame(articles)


def timed(n: int) -> tuple[float, int]:
    quotes, articles = corpus(n)
    vectors = np.random.default_rng(0).standard_normal((n, 384))
    began = time.perf_counter()
    copies = independence.copies(quotes, SOURCES)
    found = candidates.pairs(quotes, articles, sources=SOURCES, copies=copies, vectors=vectors)
    seconds = time.perf_counter() - began
    assert sum(first != quote_id for quote_id, first in copies.items()) >= n / 20
    return seconds, len(found)


def test_twice_the_quotes_take_about_twice_as_long() -> None:
    half, some = timed(QUOTES // 2)
    whole, found = timed(QUOTES)
    print(
        f"\n{QUOTES:,} quotes: {whole:.1f} s, {whole / half:.1f} times half as many; {found:,} pairs to compare, "
        f"{found / some:.1f} times"
    )
    settings = ClaimsSettings()
    assert found < 2.5 * some
    assert found < 2 * QUOTES * (settings.max_candidates + settings.neighbours)
