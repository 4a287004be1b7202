"""Whose word a quote is in the end: copies of one text and quotes that go back to one source are one voice.

Two reports confirm each other only where neither rests on the other. What is printed seldom says so, and these rules
see only what is printed: that two unnamed sources of different articles are different people, and that two named ones
haven't read the same statement, is taken for granted.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from quotelens import intervals, resemblance, tables
from quotelens.claims import keys, statements
from quotelens.errors import TableError
from quotelens.settings import ClaimsSettings

MIN_WORDS = 8  # six shingles; shorter statements ("he was not there") are worded alike by chance


def voices(
    quotes: pd.DataFrame, articles: pd.DataFrame, sources: pd.DataFrame, *, settings: ClaimsSettings = ClaimsSettings()
) -> pd.DataFrame:
    """Give every quote the voice whose word it is.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`).
        articles: The `articles` table; holds every `doc_id` of `quotes`.
        sources: The `sources` table; holds every `source_id` of `quotes`.
        settings: `min_overlap` is used.

    Returns:
        The `voices` frame (see `tables.VOICES`), in the order of `quotes`, with a row for each voice that a quote rests
        on. Two quotes are independent where they have no voice in common.

        A quote is the word of its source; of a joint source, the word of each member. Where more than half of its
        characters are one quote inside it with that quote's mention and cue ("Reuters reported: officials said ..."),
        it is the word of that quote's source too, and so on inwards. An unnamed source inside a quote is known only
        through whoever reports it: it is the word of the nearest named source around, and its own only where nobody
        around is named. Where nobody speaks at all it is the outlet's word, or the article's where no outlet is given;
        an outlet that is itself a source by name (a news agency) is the same voice as that source.

        Copies (see `copies`) are also the word of the source that most of them name: named sources come before
        unnamed, those before outlets; ties go to the first by id. Where one article gives such a text to several
        sources, it tells them apart, and there each keeps to its own voice.

    Raises:
        TableError: a frame does not keep its schema, or `quotes` holds an id that `articles` or `sources` lacks.
    """
    for frame, table in ((quotes, tables.QUOTES), (articles, tables.ARTICLES), (sources, tables.SOURCES)):
        tables.check(frame, table)
    _known(quotes, "doc_id", articles, "articles")
    _known(quotes, "source_id", sources, "sources")
    cast = _Cast(articles, sources)
    origins = _origins(quotes, cast)
    answers = dict(origins)
    of_copy = copies(quotes, sources, settings=settings)
    docs = dict(zip(quotes["quote_id"], quotes["doc_id"], strict=True))
    for same in _grouped(of_copy).values():
        if len(same) > 1:
            answers |= _of_copies(same, origins, docs)
    return tables.VOICES.frame(
        [
            {"quote_id": quote_id, "voice_id": voice_id, "why": why}
            for quote_id in quotes["quote_id"]
            for voice_id, why in answers[quote_id].voices
        ]
    )


def effective_n(quote_ids: Collection[str], voices: pd.DataFrame, weights: Sequence[float] | None = None) -> float:
    """The effective number of independent sources of a set of claims.

    Without weights it is a number k of voices: quotes are gone through, those with fewest voices first, and each
    counts unless it shares a voice with one that has counted. (Where each quote has one voice, k is simply the number
    of different voices.) With weights each of the k weighs as much as the heaviest quote it stands for, since to say a
    thing again adds nothing, and the answer is Kish's `(sum w)² / sum w²` over the k: k where all weigh the same, near
    1 where one outweighs the rest.

    Args:
        quote_ids: The quotes that make the claims.
        voices: What `voices` answered for them.
        weights: One weight a quote, 0 or more (its probability or confidence).

    Returns:
        0.0 for no quotes, or where all weights are 0; else between 1 and the number of quotes.

    Raises:
        TableError: a quote has no voice.
        ValueError: there are not as many weights as quotes.

    References:
        Kish (1965), Survey sampling, Wiley, section 11.7.
    """
    quote_ids = list(quote_ids)
    if weights is not None and len(weights) != len(quote_ids):
        raise ValueError(f"one weight a quote, not {len(weights)} for {len(quote_ids)}")
    of_quote = by_quote(voices)
    silent = [quote_id for quote_id in quote_ids if quote_id not in of_quote]
    if silent:
        raise TableError(f"table voices: no row for quote {silent[0]} ({len(silent)} in all); pass the voices of all")
    heaviest: dict[int, float] = defaultdict(float)
    labels = told_apart([of_quote[quote_id] for quote_id in quote_ids])
    for label, weight in zip(labels, [1.0] * len(labels) if weights is None else weights, strict=True):
        heaviest[label] = max(heaviest[label], float(weight))
    return intervals.effective_n(list(heaviest.values()))


def copies(
    quotes: pd.DataFrame, sources: pd.DataFrame, *, settings: ClaimsSettings = ClaimsSettings()
) -> dict[str, str]:
    """Which quotes are copies of one text: syndicated articles, or the same sentence of an agency.

    Statements of `MIN_WORDS` words or more are copies where they share `settings.min_overlap` of their word triples
    (Jaccard's index of the sets of shingles, computed exactly; MinHash only finds the pairs worth it), and where the
    content words, numbers and pronouns of one are all in the other: a copy is cut or added to, whereas another word in
    the same place ("killed" for "captured", "nine" for "ten") makes another claim. For the same reason they must have
    as many negations. One with a personal pronoun ("I will resign") is a copy only of others with one by the same named
    source, or, where its source is not named, of others like it. Copies of copies are copies.

    Args:
        quotes: The `quotes` table.
        sources: The `sources` table.
        settings: `min_overlap` is used.

    Returns:
        Of every quote the first quote (by `statements.in_order`) of the same text; itself where it has no copy.

    References:
        See `quotelens.resemblance`.
    """
    named = set(sources.loc[sources["named"].fillna(False).to_numpy(dtype=bool), "source_id"])
    speakers = dict(zip(quotes["quote_id"], quotes["source_id"], strict=True))
    said = statements.of(quotes)
    found = {quote_id: quote_id for quote_id in said}
    alike: dict[_Sign, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for quote_id, statement in said.items():
        words = keys.words(statement.text)
        if len(words) >= MIN_WORDS:
            speaker = speakers[quote_id] if speakers[quote_id] in named else ""
            alike[_sign(words, speaker)][words].append(quote_id)
    order = {quote_id: k for k, quote_id in enumerate(found)}
    for of_text in alike.values():
        texts = list(of_text)
        edges = _resembling(texts, settings.min_overlap) if len(texts) > 1 else []
        groups: dict[int, list[str]] = defaultdict(list)
        for label, text in zip(components(len(texts), edges), texts, strict=True):
            groups[label] += of_text[text]
        for same in groups.values():
            first = min(same, key=order.__getitem__)
            found |= dict.fromkeys(same, first)
    return found


# --- one text --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sign:
    """What copies agree in; `speaker` is the named source ("": none) of a statement with personal pronouns."""

    negations: int
    speaker: str | None


def _sign(words: tuple[str, ...], speaker: str) -> _Sign:
    negations = sum(1 for word in words if word in keys.NEGATIONS or word.endswith("n't"))
    return _Sign(negations, speaker if _persons(words) else None)


def _resembling(texts: Sequence[tuple[str, ...]], min_overlap: float) -> list[tuple[int, int]]:
    """Pairs of texts that are copies, by their places."""
    shingled = [resemblance.shingles(text) for text in texts]
    found = resemblance.alike(shingled, min_overlap)
    return [(one, other) for one, other, _ in found if _is_cut(texts[one], texts[other])]


def _is_cut(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether all that one speaks of is in the other."""
    some, more = _about(one), _about(other)
    return some <= more or more <= some


def _about(words: tuple[str, ...]) -> set[str]:
    text = " ".join(words)
    return {*keys.content_words(text), *keys.numbers(text), *_persons(words)}


def _persons(words: tuple[str, ...]) -> frozenset[str]:
    return keys.pronouns(" ".join(words)) - {"it", "its", "itself"}


# --- one source ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Origin:
    voices: tuple[tuple[str, str], ...]  # voice_id and why
    rank: int  # 0: one of them is named; 1: none of them is; 2: the article's own word

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(voice_id for voice_id, _ in self.voices))


class _Cast:
    """Who the sources are: named or not, members of joint ones, and outlets that are sources themselves."""

    def __init__(self, articles: pd.DataFrame, sources: pd.DataFrame) -> None:
        rows = list(zip(*(sources[name].tolist() for name in ("source_id", "name", "named", "members")), strict=True))
        self._named = {source_id for source_id, _, named, _ in rows if named}
        self._members = {source_id: json.loads(members) for source_id, _, _, members in rows if not pd.isna(members)}
        by_name = {keys.words(name): source_id for source_id, name, named, _ in reversed(rows) if named}
        self._outlets = {
            doc_id: f"article:{doc_id}" if pd.isna(outlet) else by_name.get(keys.words(outlet), f"outlet:{outlet}")
            for doc_id, outlet in zip(articles["doc_id"], articles["outlet"], strict=True)
        }

    def members(self, source_id: str) -> tuple[str, ...]:
        """The source, or all who speak together."""
        return tuple(self._members.get(source_id) or (source_id,))

    def is_named(self, source_id: str | None) -> bool:
        return source_id is not None and (source_id in self._named or bool(self._named & {*self.members(source_id)}))

    def outlet(self, doc_id: str) -> str:
        """The voice of an article that names nobody."""
        return self._outlets[doc_id]


@dataclass(frozen=True, slots=True)
class _Layer:
    """A quote as part of the one around it."""

    quote_id: str
    doc_id: str
    parent: str | None
    source_id: str | None
    content: tuple[tuple[int, int], ...]
    around: tuple[tuple[int, int], ...]  # its mention and cue


def _origins(quotes: pd.DataFrame, cast: _Cast) -> dict[str, _Origin]:
    layers = {layer.quote_id: layer for layer in _layers(quotes)}
    children: dict[str, list[_Layer]] = defaultdict(list)
    for layer in layers.values():
        if layer.parent is not None:
            children[layer.parent].append(layer)
    return {layer.quote_id: _origin(layer, layers, children, cast) for layer in layers.values()}


def _layers(quotes: pd.DataFrame) -> Iterable[_Layer]:
    names = ["quote_id", "doc_id", "parent_quote_id", "source_id", "content_spans",
             "mention_start", "mention_end", "cue_start", "cue_end"]  # fmt: skip
    columns = [[None if pd.isna(value) else value for value in quotes[name].tolist()] for name in names]
    for quote_id, doc_id, parent, source_id, spans, *ends in zip(*columns, strict=True):
        around = tuple((start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if start is not None)
        content = tuple((start, end) for start, end in json.loads(spans))
        yield _Layer(quote_id, doc_id, parent, source_id, content, around)


def _origin(layer: _Layer, layers: dict[str, _Layer], children: dict[str, list[_Layer]], cast: _Cast) -> _Origin:
    inwards = [layer]
    while (inner := _most_of(inwards[-1], children.get(inwards[-1].quote_id, []))) is not None:
        inwards.append(inner)
    found: dict[str, str] = {}
    for one in inwards:
        if one.source_id is not None and cast.is_named(one.source_id):
            why = "source" if one is layer else "originator"
            found |= {voice_id: why for voice_id in cast.members(one.source_id) if voice_id not in found}
    if layer.source_id is None or not cast.is_named(layer.source_id):
        reporter = _named_around(layer, layers, cast)
        if reporter is not None:
            found |= {voice_id: "reporter" for voice_id in cast.members(reporter) if voice_id not in found}
    if found:
        return _Origin(tuple(found.items()), 0)
    speaking = [one.source_id for one in inwards if one.source_id is not None]
    if speaking:
        why = "source" if layer.source_id is not None else "originator"
        return _Origin(tuple((voice_id, why) for voice_id in cast.members(speaking[0])), 1)
    return _Origin(((cast.outlet(layer.doc_id), "article"),), 2)


def _named_around(layer: _Layer, layers: dict[str, _Layer], cast: _Cast) -> str | None:
    while layer.parent is not None and layer.parent in layers:
        layer = layers[layer.parent]
        if layer.source_id is not None and cast.is_named(layer.source_id):
            return layer.source_id
    return None


def _most_of(layer: _Layer, inside: Sequence[_Layer]) -> _Layer | None:
    """The quote inside, with its mention and cue, that is more than half of the quote; the longest, then the first."""
    whole = _characters(layer.content)
    best, most = None, len(whole) / 2
    for one in inside:
        shared = len(whole & _characters(one.content + one.around))
        if shared > most:
            best, most = one, shared
    return best


def _characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {k for start, end in spans for k in range(start, end)}


def _of_copies(same: Sequence[str], origins: dict[str, _Origin], docs: dict[str, str]) -> dict[str, _Origin]:
    told: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for quote_id in same:
        if origins[quote_id].rank < 2:
            told[docs[quote_id]].add(origins[quote_id].ids)
    count = Counter(origins[quote_id].ids for quote_id in same)
    best = min((origins[quote_id] for quote_id in same), key=lambda one: (one.rank, -count[one.ids], one.ids))
    answers = {}
    for quote_id in same:
        own = origins[quote_id]
        if len(told[docs[quote_id]]) > 1:
            continue
        found = dict(own.voices) if own.rank < 2 or own.ids == best.ids else {}
        found |= {voice_id: "copy" for voice_id in best.ids if voice_id not in found}
        answers[quote_id] = _Origin(tuple(found.items()), best.rank)
    return answers


# --- groups ----------------------------------------------------------------------------------------------------------


def by_quote(voices: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Each quote's voices."""
    found: dict[str, set[str]] = defaultdict(set)
    for quote_id, voice_id in zip(voices["quote_id"], voices["voice_id"], strict=True):
        found[quote_id].add(voice_id)
    return {quote_id: frozenset(some) for quote_id, some in found.items()}


def told_apart(sets: Sequence[Collection[str]]) -> list[int]:
    """Of each set of voices the number of the one that it counts for (see `effective_n`)."""
    counted: dict[str, int] = {}
    labels = [0] * len(sets)
    k = 0
    for place in sorted(range(len(sets)), key=lambda place: (len(sets[place]), sorted(sets[place]))):
        known = [counted[voice_id] for voice_id in sets[place] if voice_id in counted]
        if known:
            labels[place] = min(known)
            continue
        counted |= dict.fromkeys(sets[place], k)
        labels[place] = k
        k += 1
    return labels


def components(n: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Of each of n nodes the number of its connected component."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not edges:
        return list(range(n))
    rows, columns = np.array(edges).T
    graph = coo_array((np.ones(len(edges), dtype=np.int8), (rows, columns)), shape=(n, n))
    labels: list[int] = connected_components(graph, directed=False)[1].tolist()
    return labels


def _grouped(of_copy: dict[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for quote_id, first in of_copy.items():
        groups[first].append(quote_id)
    return groups


def _known(quotes: pd.DataFrame, column: str, other: pd.DataFrame, table: str) -> None:
    lacking: Any = quotes[column].notna() & ~quotes[column].isin(other[column])
    if lacking.any():
        first = quotes.loc[lacking].iloc[0]
        raise TableError(
            f"table quotes: column {column!r} holds {first[column]!r} (quote {first['quote_id']}; {int(lacking.sum())} "
            f"rows in all), which table {table} lacks; pass the {table} that belong to these quotes"
        )
