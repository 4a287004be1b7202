"""Which pairs of quotes could speak of the same thing.

Statements that share a name, a number or rare words meet in blocks, and only there: the work grows with the number of
quotes, not with its square.
"""

from __future__ import annotations

import itertools
import json
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens import tables
from quotelens.claims import keys, statements
from quotelens.claims.keys import Casing, Key
from quotelens.errors import TableError
from quotelens.settings import ClaimsSettings

Pairs = npt.NDArray[np.int64]  # n rows of two places, the smaller one first

MIN_WORDS = 3  # a claim says something of something; "Isis" in a caption does neither
# nor does a question inside a sentence ("who wishes us harm", "what was in it"); longer ones may be whole sentences
# ("What we saw there was ...")
ASKING = frozenset(("who", "whom", "whose", "what", "which", "where", "why", "how", "whether"))
ASKED = 7
ENOUGH = 2  # what a pair must share: a name, a number, or two content words or small numbers; one word is little
# of 5,000 pairs among 10,000 made-up vectors of 384 numbers these found 95 % of those with a cosine of 0.7 and 99.7 %
# of those with 0.8, in five seconds; half as many trees found 79 % and 93 %
TREES = 32
LEAF = 64  # vectors that are compared with each other directly
SEED = 20140601  # any fixed number will do
_ROWS = 200_000  # pairs weighed at a time, for the memory's sake


def pairs(
    quotes: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    sources: pd.DataFrame | None = None,
    copies: Mapping[str, str] | None = None,
    vectors: npt.ArrayLike | None = None,
    settings: ClaimsSettings = ClaimsSettings(),
) -> pd.DataFrame:
    """Pairs of quotes, within an article and across articles, that could speak of the same thing.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`).
        articles: The `articles` table; holds every `doc_id` of `quotes`.
        sources: The `sources` table; where it is given, statements in the first person speak of their source too.
        copies: Of every quote the first quote of the same text, as `independence.copies` answers; by default no quote
            is a copy.
        vectors: One row of numbers a quote, in the order of `quotes`: the meaning of its statement.
        settings: `max_block`, `max_candidates`, `neighbours` and `min_likeness` are used.

    Returns:
        The `candidates` frame (see `tables.CANDIDATES`), no pair twice, in the order of `statements.in_order`; which
        of two is a and which b follows from that order too, not from the order of rows.

        A pair shares at least one word of a name, one number, or two content words (see `keys.of_text`); whole numbers
        below ten count as words do. A statement with "he" or "she", or with "it" or "they" and no name, also counts as
        speaking of whatever its sentence and the one before it name, since who is meant may stand only there (Hobbs
        1978, Resolving pronoun references, found 98 % of antecedents in these two).

        Blocks hold all statements that share a key. One of more than `max_block` is split: into those of one article,
        and into those that share a second such key; parts that are still larger are skipped. Of what a block brings
        together each statement keeps the `max_candidates` others with which it shares most, by the sum over shared
        keys of the inverse document frequency `ln((n + 1) / df)` (n statements, df of which hold the key); ties go to
        the first in order; a pair is kept if either of the two keeps it. To these come its `neighbours` nearest by the
        cosine of the vectors, if that is at least `min_likeness`, found with a forest of random projection trees.

        Copies are sought as one statement, and then paired in numbers that stay linear: every copy of one text with the
        first copy of the other, and with those in its own article; and every copy with the first of its own text.

        Never paired are a quote and what is quoted inside it, on any level, quotes whose contents overlap, and
        statements of fewer than `MIN_WORDS` words or of a subordinate question alone.

    Raises:
        TableError: a frame does not keep its schema, or `quotes` names an article that `articles` lacks.
        ValueError: there are not as many vectors as quotes.

    References:
        Papadakis, Koutrika, Palpanas and Nejdl (2014), Meta-blocking: taking entity resolution to the next level, IEEE
        TKDE 26, 1946-1960 (blocks, and pruning by node). Dasgupta and Freund (2008), Random projection trees and low
        dimensional manifolds, STOC, 537-546.
    """
    tables.check(quotes, tables.QUOTES)
    tables.check(articles, tables.ARTICLES)
    rows = _Rows(quotes, articles, sources)
    groups = _groups(rows, copies or {})
    held = [frozenset().union(*(rows.keys[k] for k in group)) for group in groups]
    docs = [sorted({rows.docs[k] for k in group}) for group in groups]
    found: dict[tuple[int, int], str] = {}
    incidence = _Incidence(held)
    for a, b in incidence.best(incidence.blocked(docs, settings.max_block), settings.max_candidates).tolist():
        found[a, b] = _shared(held[a] & held[b])
    if vectors is not None:
        for a, b in _neighbours(_in_place(vectors, quotes, rows, groups), settings).tolist():
            shared = _shared(held[a] & held[b])
            found[a, b] = f"{shared}; neighbours" if shared else "neighbours"
    answers: dict[tuple[int, int], str] = {}
    for (a, b), why in found.items():
        for pair in _spread(groups[a], groups[b], rows.docs):
            answers[pair] = why
    for group in groups:
        answers.update(((group[0], k), "copy") for k in group[1:])
    return tables.CANDIDATES.frame(
        [
            {"quote_id_a": rows.ids[a], "quote_id_b": rows.ids[b], "why": answers[a, b]}
            for a, b in sorted(answers)
            if not rows.nested(a, b)
        ]
    )


# --- what each quote speaks of ---------------------------------------------------------------------------------------


class _Rows:
    """The quotes in order, with what each speaks of; `keys` of one too short to be a claim is `None`."""

    def __init__(self, quotes: pd.DataFrame, articles: pd.DataFrame, sources: pd.DataFrame | None) -> None:
        ordered = statements.in_order(quotes)
        self.said = list(statements.of(quotes).values())
        self.ids = [statement.quote_id for statement in self.said]
        self.docs = [statement.doc_id for statement in self.said]
        self._parents = {
            quote_id: parent
            for quote_id, parent in zip(ordered["quote_id"], ordered["parent_quote_id"], strict=True)
            if not pd.isna(parent)
        }
        self._spans = [json.loads(spans) for spans in ordered["content_spans"]]
        texts = _texts(articles, self.docs)
        casing = Casing.of(texts.values())
        contexts = {doc_id: _Context(text, casing) for doc_id, text in texts.items()}
        speakers = _speakers(ordered, sources)
        self.keys: list[frozenset[Key]] = []
        self.is_claim: list[bool] = []
        for statement, spans, speaker in zip(self.said, self._spans, speakers, strict=True):
            found = keys.of_text(statement.text, casing)
            pronouns = keys.pronouns(statement.text)
            is_named = any(key.kind == "name" for key in found)
            if pronouns & (keys.ONE_PERSON if is_named else keys.THIRD_PERSON):
                found |= contexts[statement.doc_id].names(spans[0][0], spans[-1][1])
            if pronouns & keys.FIRST_PERSON:
                found |= keys.names(speaker, casing)
            self.keys.append(found)
            self.is_claim.append(_claims_something(statement.text))

    def nested(self, a: int, b: int) -> bool:
        """Whether one is part of what the other says."""
        if self.docs[a] != self.docs[b]:
            return False
        overlap = any(
            max(one[0], other[0]) < min(one[1], other[1])
            for one, other in itertools.product(self._spans[a], self._spans[b])
        )
        return overlap or self.ids[a] in self._around(self.ids[b]) or self.ids[b] in self._around(self.ids[a])

    def _around(self, quote_id: str) -> set[str]:
        found: set[str] = set()
        while (parent := self._parents.get(quote_id)) is not None and parent not in found:
            found.add(parent)
            quote_id = parent
        return found


def _claims_something(text: str) -> bool:
    words = keys.words(text)
    short = len(words) < MIN_WORDS or (len(words) <= ASKED and words[0].lower() in ASKING)
    return not short


def _texts(articles: pd.DataFrame, docs: Sequence[str]) -> dict[str, str]:
    texts = dict(zip(articles["doc_id"], articles["text"], strict=True))
    lacking = [doc_id for doc_id in dict.fromkeys(docs) if doc_id not in texts]
    if lacking:
        raise TableError(
            f"table quotes: column 'doc_id' holds {lacking[0]!r} ({len(lacking)} in all), which table articles lacks; "
            "pass the articles that the quotes stand in"
        )
    return texts


def _speakers(ordered: pd.DataFrame, sources: pd.DataFrame | None) -> list[str]:
    """Of each quote its source's name, or its mention as written; empty where nobody is named."""
    names = {} if sources is None else dict(zip(sources["source_id"], sources["name"], strict=True))
    found = []
    for source_id, mention in zip(ordered["source_id"], ordered["mention"], strict=True):
        name = None if pd.isna(source_id) else names.get(source_id)
        found.append(name or ("" if pd.isna(mention) else mention))
    return found


class _Context:
    """An article's sentences."""

    def __init__(self, text: str, casing: Casing) -> None:
        self._text, self._casing = text, casing
        self._starts = sorted(set(keys.sentence_starts(text)))

    def names(self, start: int, end: int) -> frozenset[Key]:
        """Names in the sentence of `text[start:end]`, up to its end, and in the one before."""
        first = self._starts[max(bisect_right(self._starts, start) - 2, 0)]
        k = bisect_right(self._starts, end - 1)
        last = self._starts[k] if k < len(self._starts) else len(self._text)
        return keys.names(self._text[first:last], self._casing)


def _groups(rows: _Rows, copies: Mapping[str, str]) -> list[list[int]]:
    """Places of the quotes that are copies of one text, in order; quotes that claim nothing are left out."""
    groups: dict[str, list[int]] = defaultdict(list)
    for k, quote_id in enumerate(rows.ids):
        if rows.is_claim[k]:
            groups[copies.get(quote_id, quote_id)].append(k)
    return list(groups.values())


def _spread(one: Sequence[int], other: Sequence[int], docs: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs of copies of one text with copies of another: each with the first, and with those in its own article."""
    beside: dict[str, list[int]] = defaultdict(list)
    for b in other:
        beside[docs[b]].append(b)
    chosen = {(one[0], b) for b in other} | {(a, other[0]) for a in one}
    chosen |= {(a, b) for a in one for b in beside.get(docs[a], ())}
    return {(min(pair), max(pair)) for pair in chosen}


def _shared(common: Iterable[Key]) -> str:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in sorted(common):
        by_kind[key.kind].append(key.value)
    kinds = [kind for kind in ("name", "number", "word") if kind in by_kind]
    return "; ".join(f"{kind}s: {', '.join(by_kind[kind])}" for kind in kinds)


# --- blocks ----------------------------------------------------------------------------------------------------------


class _Incidence:
    """Which statement holds which key, as a sparse matrix."""

    def __init__(self, held: Sequence[frozenset[Key]]) -> None:
        self._columns = {key: k for k, key in enumerate(sorted(set().union(*held)))}
        self._held = [sorted(self._columns[key] for key in some) for some in held]
        self._frequency = np.bincount(
            np.array([column for some in self._held for column in some], dtype=np.int64), minlength=len(self._columns)
        )
        self._weights = np.log((len(held) + 1) / np.maximum(self._frequency, 1))
        units = [1 if key.kind == "word" or (key.kind == "number" and keys.is_small(key.value)) else ENOUGH
                 for key in self._columns]  # fmt: skip
        self._units = np.array(units, dtype=np.float64)

    def blocked(self, docs: Sequence[Sequence[str]], max_block: int) -> Pairs:
        """Pairs that meet in a block of at most `max_block` statements."""
        blocks: dict[Any, list[int]] = defaultdict(list)
        for row, some in enumerate(self._held):
            large = [column for column in some if self._frequency[column] > max_block]
            for column in some:
                if 1 < self._frequency[column] <= max_block:
                    blocks[column].append(row)
            for column in large:
                for doc_id in docs[row]:
                    blocks[column, doc_id].append(row)
            for both in itertools.combinations(large, 2):
                blocks[both].append(row)
        return _met([rows for rows in blocks.values() if 1 < len(rows) <= max_block], len(self._held))

    def best(self, found: Pairs, most: int) -> Pairs:
        """Of the pairs that share enough those that one of the two has among its best."""
        units, weights = self._weighed(found)
        enough = units >= ENOUGH
        found, weights = found[enough], weights[enough]
        if not len(found):
            return found
        # every pair twice, once for each of the two; sums are rounded so that ties don't hang on their order
        ends, others = np.concatenate([found[:, 0], found[:, 1]]), np.concatenate([found[:, 1], found[:, 0]])
        order = np.lexsort((others, -np.round(np.tile(weights, 2), 9), ends))
        sizes = np.bincount(ends)
        firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        rank = np.empty(len(ends), dtype=np.int64)
        rank[order] = np.arange(len(ends)) - firsts[ends[order]]
        kept = rank < most
        return found[kept[: len(found)] | kept[len(found) :]]

    def _weighed(self, found: Pairs) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """How much the pairs share: units, and the sum of weights."""
        matrix = _sparse(self._held, len(self._columns))
        units, weights = [np.empty(0)], [np.empty(0)]
        for k in range(0, len(found), _ROWS):
            some = found[k : k + _ROWS]
            both = matrix[some[:, 0]].multiply(matrix[some[:, 1]])
            units.append(both @ self._units)
            weights.append(both @ self._weights)
        return np.concatenate(units), np.concatenate(weights)


def _sparse(rows: Sequence[Sequence[int]], n_columns: int) -> Any:
    from scipy.sparse import csr_array

    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    indices = np.array([column for row in rows for column in row], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csr_array((np.ones(len(indices)), indices, starts), shape=(len(rows), n_columns))


def _met(blocks: Sequence[Sequence[int]], n: int) -> Pairs:
    """Every pair of rows that share a block, once, in order."""
    from scipy.sparse import triu

    if not blocks:
        return np.empty((0, 2), dtype=np.int64)
    matrix = _sparse(blocks, n)
    rows, columns = triu(matrix.T @ matrix, k=1).nonzero()
    order = np.lexsort((columns, rows))
    return np.column_stack([rows[order], columns[order]]).astype(np.int64)


# --- neighbours ------------------------------------------------------------------------------------------------------


def _in_place(
    vectors: npt.ArrayLike, quotes: pd.DataFrame, rows: _Rows, groups: Sequence[Sequence[int]]
) -> npt.NDArray[np.float64]:
    """The vector of each group's first quote."""
    given = np.asarray(vectors, dtype=np.float64)
    if given.ndim != 2 or len(given) != len(quotes):
        raise ValueError(f"one vector a quote, not {given.shape} for {len(quotes)} quotes")
    place = {quote_id: k for k, quote_id in enumerate(quotes["quote_id"])}
    return given[[place[rows.ids[group[0]]] for group in groups]]


def _neighbours(vectors: npt.NDArray[np.float64], settings: ClaimsSettings) -> Pairs:
    """Each vector's nearest by cosine, as pairs; a vector of zeros or with NaN has none.

    Each tree halves the vectors at the median of a random direction until at most `LEAF` are left.
    """
    most = settings.neighbours
    lengths = np.linalg.norm(vectors, axis=1)
    usable = np.flatnonzero(np.isfinite(lengths) & (lengths > 0))
    if most < 1 or len(usable) < 2:
        return np.empty((0, 2), dtype=np.int64)
    unit = vectors[usable] / lengths[usable, None]
    rng = np.random.default_rng(SEED)
    near: list[dict[int, float]] = [{} for _ in usable]
    for _ in range(TREES if len(usable) > LEAF else 1):
        for leaf in _leaves(unit, rng):
            cosines = unit[leaf] @ unit[leaf].T
            np.fill_diagonal(cosines, -math.inf)
            closest = np.argsort(-np.round(cosines, 9), axis=1, kind="stable")[:, : min(most, len(leaf) - 1)]
            for k, row in enumerate(closest):
                near[leaf[k]].update((int(leaf[other]), float(cosines[k, other])) for other in row)
    chosen = set()
    for k, some in enumerate(near):
        for other in sorted(some, key=lambda other: (-round(some[other], 9), other))[:most]:
            if some[other] >= settings.min_likeness:
                chosen.add((min(k, other), max(k, other)))
    return usable[np.array(sorted(chosen), dtype=np.int64).reshape(-1, 2)].astype(np.int64)


def _leaves(unit: npt.NDArray[np.float64], rng: np.random.Generator) -> Iterable[npt.NDArray[np.int64]]:
    waiting = [np.arange(len(unit))]
    while waiting:
        some = waiting.pop()
        if len(some) <= LEAF:
            yield some
            continue
        heights = unit[some] @ rng.standard_normal(unit.shape[1])
        order = np.argsort(heights, kind="stable")
        half = len(some) // 2
        waiting += [np.sort(some[order[half:]]), np.sort(some[order[:half]])]
