"""Articles printed twice: flagged, and never dropped, since who prints whose text is often the question."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from quotelens import resemblance
from quotelens.records import Article

MIN_LIKENESS = 0.8  # a wire story with another headline and a paragraph cut keeps that much of its word triples
_WORD = re.compile(r"\w+")


def flagged(articles: Sequence[Article]) -> list[Article]:
    """The articles, those that are copies of an earlier one marked as such.

    Where an article's text is that of earlier ones, or shares at least `MIN_LIKENESS` of its word triples with theirs
    (Jaccard's index), `duplicate_of` is the first of them and `likeness` the share; case and punctuation do not count.
    """
    first: dict[str, int] = {}
    texts = [first.setdefault(article.text, k) for k, article in enumerate(articles)]
    kept = sorted(set(texts))
    words = ([word.lower() for word in _WORD.findall(articles[k].text)] for k in kept)
    copies: dict[int, tuple[int, float]] = {}
    for a, b, overlap in resemblance.alike([resemblance.shingles(some) for some in words], MIN_LIKENESS):
        copies.setdefault(kept[b], (kept[a], overlap))
    found = []
    for k, article in enumerate(articles):
        original, likeness = copies.get(texts[k], (texts[k], 1.0))
        if original == k:
            found.append(article)
        else:
            doc_id = articles[original].doc_id
            found.append(dataclasses.replace(article, duplicate_of=doc_id, likeness=likeness))
    return found
