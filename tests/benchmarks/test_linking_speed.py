"""How linking grows with the corpus: twice the articles should take about twice as long, not four times.

Shown, not asserted: a busy machine must not fail the suite. Run with `pytest tests/benchmarks -s`.
"""

import random
import time

from quotelens.records import Source
from quotelens.sources import Linked, link

ARTICLES = 10_000
PER_ARTICLE = 8
FIRST = (
    "Ada",
    "Bob",
    "Cleo",
    "Dan",
    "Eve",
    "Finn",
    "Gail",
    "Hugo",
    "Ines",
    "Jon",
    "Kim",
    "Lee",
    "Mona",
    "Ned",
    "Olga",
    "Per",
)
SYLLABLES = (
    "ba",
    "ber",
    "chi",
    "dor",
    "el",
    "fan",
    "gu",
    "har",
    "ik",
    "jo",
    "kol",
    "lan",
    "mir",
    "nov",
    "or",
    "pet",
    "qua",
)


def corpus(articles: int) -> list[list[Source]]:
    """Articles whose sources are drawn from a population a tenth as large as they are many, some by surname alone."""
    dice = random.Random(7)
    people = [
        f"{dice.choice(FIRST)} {''.join(dice.choices(SYLLABLES, k=3)).capitalize()}" for _ in range(articles * 8 // 10)
    ]
    found = []
    for k in range(articles):
        names = dict.fromkeys(
            name if dice.random() < 0.8 else name.split()[1] for name in dice.choices(people, k=PER_ARTICLE)
        )
        found.append(
            [
                Source(
                    name.lower().replace(" ", "-"),
                    name,
                    (),
                    "person",
                    named=True,
                    doc_ids=(f"d{k}",),
                    anonymity="named",
                )
                for name in names
            ]
        )
    return found


def timed(articles: int) -> tuple[float, Linked]:
    sources = corpus(articles)
    began = time.perf_counter()
    linked = link(sources)
    return time.perf_counter() - began, linked


def test_twice_the_articles_take_about_twice_as_long() -> None:
    half, _ = timed(ARTICLES // 2)
    whole, linked = timed(ARTICLES)
    print(
        f"\nlinking {ARTICLES:,} articles of {PER_ARTICLE} sources: {whole:.1f} s, {whole / half:.1f} times "
        f"half as many; {len(linked.sources):,} sources, {len(linked.merges):,} merges"
    )
    assert len(linked.sources) < ARTICLES * PER_ARTICLE / 2
    assert linked.merges
