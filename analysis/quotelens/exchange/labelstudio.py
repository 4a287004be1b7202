"""Label Studio's JSON: tasks with the model's quotes as predictions, and what annotators made of them back.

`chunks` writes a file to import into a project whose labelling interface is `CONFIG` (Settings, Labeling Interface,
Code). There quotes are regions and relations: a Content for every span of a quote's content, those after the first
related to it by `continues`; its Source and Cue are related to by `source` and `cue`.

Label Studio counts characters as Python does, by code points, and each half of CR LF by itself, since version 1.4
(November 2021, HumanSignal/label-studio issue 1008). Before, it counted UTF-16 units, of which a character beyond the
Basic Multilingual Plane has two; `read` tells by the regions' own texts which of the two an annotation counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.plain import article_record, source_record, to_article, to_source
from quotelens.exchange.reading import decoded, from_json, member, quote_of, settled
from quotelens.files import json_line
from quotelens.records import QUOTE_TYPES, Article, Quote, Span, without_surrogates
from quotelens.version import __version__

ENDING = ".json"

CONFIG = """\
<View>
  <Relations>
    <Relation value="source"/>
    <Relation value="cue"/>
    <Relation value="continues"/>
  </Relations>
  <Labels name="label" toName="text">
    <Label value="Source" background="#1f77b4" hotkey="1"/>
    <Label value="Cue" background="#ff7f0e" hotkey="2"/>
    <Label value="Content" background="#2ca02c" hotkey="3"/>
  </Labels>
  <Header value="$doc_id"/>
  <Text name="text" value="$text" saveTextResult="yes"/>
</View>
"""

LABELS = ("Source", "Cue", "Content")

# a region's own text has no line breaks, or "\n" spelt out for them, depending on the browser
_BLANK = re.compile(r"\s|\\n")


# --- out -------------------------------------------------------------------------------------------------------------


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """A JSON list with a task an article, as Label Studio imports it.

    A task's `data` are the article's text, doc_id and metadata, and its sources; its one prediction holds the quotes.
    The prediction's `score` is the least of the quotes' confidences (Label Studio can show the least sure first);
    each first Content has its own quote's, and in `meta` what no region shows. NUL and lone surrogates, which Label
    Studio's database refuses, become U+FFFD, one for one, so that all offsets hold.
    """
    start = "["
    for item in items:
        yield f"{start}\n{json_line(_task(item))}"
        start = ","
    yield "[]\n" if start == "[" else "\n]\n"


def _task(item: Annotated) -> dict[str, Any]:
    text = _storable(item.article.text)
    prediction: dict[str, Any] = {"model_version": f"quotelens {__version__}", "result": _result(item, text)}
    if item.quotes:
        prediction["score"] = min(quote.confidence for quote in item.quotes)
    return {
        "data": {"text": text, **article_record(item.article), "sources": [source_record(s) for s in item.sources]},
        "predictions": [prediction],
    }


def _storable(text: str) -> str:
    return without_surrogates(text).replace("\0", "\ufffd")


def _result(item: Annotated, text: str) -> list[dict[str, Any]]:
    names = {source.source_id: source.name for source in item.sources}
    shared: dict[tuple[str, Span, str | None], dict[str, Any]] = {}  # a Source or Cue of several quotes is one region
    regions, relations = [], []
    for k, quote in enumerate(item.quotes):
        parts = [_region(f"content-{k}-{n}", "Content", span, text) for n, span in enumerate(quote.content)]
        parts[0] |= {"score": quote.confidence, "meta": _meta(quote)}
        regions += parts
        relations += [_relation(part, parts[0], "continues") for part in parts[1:]]
        for label, span in (("Source", quote.mention), ("Cue", quote.cue)):
            if span is None:
                continue
            source_id = quote.source_id if label == "Source" else None
            if (label, span, source_id) not in shared:
                region = _region(f"{label.lower()}-{len(shared)}", label, span, text)
                if source_id is not None:
                    region["meta"] = {"text": [names[source_id]], "source_id": source_id}
                shared[label, span, source_id] = region
            relations.append(_relation(parts[0], shared[label, span, source_id], label.lower()))
    return [*regions, *shared.values(), *relations]


def _meta(quote: Quote) -> dict[str, Any]:
    known = {"quote_id": quote.quote_id, "type": quote.type, "level": quote.level, "checked": quote.checked}
    if quote.parent_quote_id is not None:
        known["parent_quote_id"] = quote.parent_quote_id
    if quote.mention is None and quote.source_id is not None:  # else the Source's region says whose it is
        known["source_id"] = quote.source_id
    return known


def _region(name: str, label: str, span: Span, text: str) -> dict[str, Any]:
    value = {"start": span.start, "end": span.end, "text": span.of(text), "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def _relation(origin: Mapping[str, Any], target: Mapping[str, Any], label: str) -> dict[str, Any]:
    ids = {"from_id": origin["id"], "to_id": target["id"]}
    return {"type": "relation", **ids, "direction": "right", "labels": [label]}


# --- in --------------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> list[Annotated]:
    """Read tasks that `chunks` wrote, or that Label Studio exported (as JSON, not JSON-MIN).

    Of a task's annotations that nobody cancelled, the one marked as ground truth counts, else the last; a task with
    none has its last prediction, and one of which all were cancelled is left out. Regions of other labels than Source,
    Cue and Content are passed over, as are other kinds of result.

    What a person annotated is `checked`, of a confidence of 1 but where a region keeps the model's, and numbered anew;
    levels follow from what stands inside what, types from the quotation marks (`exchange.reading`). Its `source_id` is
    that of the Source as the model had it, and None where a person drew the Source. Contents that relations join are
    one quote, whichever way the arrows point and whatever their labels say.

    Raises:
        ExchangeError: the file or a task cannot be read, a region reaches beyond the text or says another, a relation
            leads nowhere, a Source or Cue belongs to no Content, or a Content has two; names the file and the task.
    """
    path = Path(path)
    tasks = from_json(decoded(path), str(path))
    if not isinstance(tasks, list):
        raise ExchangeError(f"{path}: must be a list of tasks; export the project as JSON")
    found = [_read_task(task, f"{path}, task {number}") for number, task in enumerate(tasks, start=1)]
    return [item for item in found if item is not None]


def _read_task(task: Any, place: str) -> Annotated | None:
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        raise ExchangeError(f"{place}: has no 'data'; export the project as JSON, not JSON-MIN, CSV or TSV")
    data = task["data"]
    text = member(data, "text", str, place)
    article = to_article({"doc_id": f"task-{task.get('id')}", **data}, text, place)
    place = f"{place} ({article.doc_id})"
    by_person = _entries(task, "annotations")
    kept = [entry for entry in by_person if not entry.get("was_cancelled")]
    if by_person and not kept:
        return None
    truths = [entry for entry in kept if entry.get("ground_truth")]
    chosen = [*_entries(task, "predictions"), *kept, *truths][-1:]
    sources = tuple(to_source(record, place) for record in _sources(data, place))
    if not chosen:
        return Annotated(article, (), sources)
    drafts = _drafts(member(chosen[0], "result", list, place), text, place)
    quotes = _by_person(article, drafts, place) if kept else _by_model(article, drafts, place)
    known = {source.source_id for source in sources}
    for quote in quotes:
        if quote.source_id is not None and quote.source_id not in known:
            raise ExchangeError(f"{place}: source {quote.source_id!r} is not among the sources of the task's data")
    return Annotated(article, quotes, sources)


def _sources(data: Mapping[str, Any], place: str) -> list[Any]:
    found: list[Any] = member(data, "sources", list, place) if data.get("sources") is not None else []
    return found


def _entries(task: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    entries = task.get(key)  # some exports list ids alone
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


@dataclass(frozen=True, slots=True)
class _Region:
    name: str
    label: str
    span: Span
    meta: Mapping[str, Any]
    score: float | None

    def __str__(self) -> str:
        return f"{self.label} [{self.span.start}, {self.span.end})"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A quote's regions: of its content, the first of which comes first, its mention and its cue."""

    content: tuple[_Region, ...]
    mention: _Region | None
    cue: _Region | None

    @property
    def meta(self) -> Mapping[str, Any]:
        return next((region.meta for region in self.content if "quote_id" in region.meta), {})

    @property
    def confidence(self) -> float:
        return next((region.score for region in self.content if region.score is not None), 1.0)

    @property
    def source_id(self) -> str | None:
        source_id = (self.mention.meta if self.mention else self.meta).get("source_id")
        return source_id if isinstance(source_id, str) else None


def _by_model(article: Article, drafts: Sequence[_Draft], place: str) -> tuple[Quote, ...]:
    """The quotes as they were written; those of another tool as if a person had drawn them, but for `checked`."""
    ids = {draft.meta.get("quote_id") for draft in drafts}
    if len(ids) < len(drafts) or None in ids:
        return tuple(replace(quote, checked=False) for quote in _by_person(article, drafts, place))
    quotes = []
    for position, draft in enumerate(drafts):
        meta = draft.meta
        kind = meta.get("type")
        if kind not in QUOTE_TYPES or meta.get("parent_quote_id") not in {*ids, None}:
            raise ExchangeError(f"{place}: the meta of {draft.content[0]} is not as written; import the file anew")
        quotes.append(
            Quote(
                quote_id=member(meta, "quote_id", str, place),
                doc_id=article.doc_id,
                position=position,
                type=kind,
                content=tuple(region.span for region in draft.content),
                cue=draft.cue.span if draft.cue else None,
                mention=draft.mention.span if draft.mention else None,
                level=member(meta, "level", int, place),
                parent_quote_id=meta.get("parent_quote_id"),
                source_id=draft.source_id,
                confidence=draft.confidence,
                checked=meta.get("checked") is True,
            )
        )
    return tuple(quotes)


def _by_person(article: Article, drafts: Sequence[_Draft], place: str) -> tuple[Quote, ...]:
    quotes = []
    for position, draft in enumerate(drafts):
        quote = quote_of(
            article,
            [region.span for region in draft.content],
            [draft.cue.span] if draft.cue else (),
            [draft.mention.span] if draft.mention else (),
            position=position,
            confidence=draft.confidence,
        )
        if quote is None:
            raise ExchangeError(f"{place}: {draft.content[0]} holds nothing but white space; delete it")
        quotes.append(replace(quote, source_id=draft.source_id, checked=True))
    return settled(article, quotes)


def _drafts(result: Sequence[Any], text: str, place: str) -> list[_Draft]:
    """The quotes that regions and relations say, in the order of their first regions."""
    regions = _regions(result, text, place)
    groups = {name: [region] for name, region in regions.items() if region.label == "Content"}
    beside: list[tuple[_Region, _Region]] = []
    for pair in _pairs(result, regions, place):
        first, second = sorted(pair, key=lambda region: region.label != "Content")
        if first.label != "Content":
            raise ExchangeError(f"{place}: a relation joins {first} and {second}; draw it from the Content to each")
        if second.label != "Content":
            beside.append((first, second))
        elif groups[first.name] is not groups[second.name]:
            groups[first.name] += groups[second.name]
            groups |= {region.name: groups[first.name] for region in groups[second.name]}
    parts: dict[int, dict[str, _Region]] = defaultdict(dict)  # by the identity of the group
    for content, other in beside:
        known = parts[id(groups[content.name])].setdefault(other.label, other)
        if known is not other:
            raise ExchangeError(f"{place}: {content} has two of one kind, {known} and {other}; delete one relation")
    used = {other.name for _, other in beside}
    for region in regions.values():
        if region.label != "Content" and region.name not in used:
            raise ExchangeError(
                f"{place}: {region} belongs to no Content; draw a relation from one to it, or delete it"
            )
    whole = {id(group): group for group in groups.values()}
    return [
        _Draft(tuple(sorted(group, key=lambda region: region.span)), parts[k].get("Source"), parts[k].get("Cue"))
        for k, group in whole.items()
    ]


def _pairs(result: Sequence[Any], regions: Mapping[str, _Region], place: str) -> Iterator[tuple[_Region, _Region]]:
    """Both ends of every relation between Sources, Cues and Contents."""
    known = {entry.get("id") for entry in result if isinstance(entry, dict) and isinstance(entry.get("id"), str)}
    for entry in result:
        if isinstance(entry, dict) and entry.get("type") == "relation":
            origin, target = (member(entry, key, str, place) for key in ("from_id", "to_id"))
            if not {origin, target} <= known:
                raise ExchangeError(f"{place}: a relation leads to no region; delete it and draw it anew")
            if origin in regions and target in regions:
                yield regions[origin], regions[target]


def _regions(result: Sequence[Any], text: str, place: str) -> dict[str, _Region]:
    found = []
    for entry in result:
        if not isinstance(entry, dict) or entry.get("type") != "labels":
            continue
        value = member(entry, "value", dict, place)
        label = next(iter(member(value, "labels", list, place)), None)
        if label in LABELS:
            found.append((entry, label, value))
    spans = _spans([value for _, _, value in found], text, place)
    regions = {}
    for (entry, label, _), span in zip(found, spans, strict=True):
        meta, score = entry.get("meta"), entry.get("score")
        if entry.get("origin") == "prediction-changed":  # another stretch may mean somebody else
            meta = None
        name = member(entry, "id", str, place)
        confidence = float(score) if isinstance(score, int | float) and 0 <= score <= 1 else None
        regions[name] = _Region(name, label, span, meta if isinstance(meta, dict) else {}, confidence)
    return regions


def _spans(values: Sequence[Mapping[str, Any]], text: str, place: str) -> list[Span]:
    """The regions' spans; all of an annotation count either code points or, before version 1.4, UTF-16 units."""
    pairs = [(member(value, "start", int, place), member(value, "end", int, place)) for value in values]
    wrong = [value for value, pair in zip(values, pairs, strict=True) if not _fits(pair, value, text)]
    if wrong:
        places = _code_points(text)
        pairs = [(places.get(start, -1), places.get(end, -1)) for start, end in pairs]
        if not all(_fits(pair, value, text) for value, pair in zip(values, pairs, strict=True)):
            start, end = wrong[0]["start"], wrong[0]["end"]
            raise ExchangeError(
                f"{place}: the text at [{start}, {end}) is {text[max(start, 0) : max(end, 0)]!r:.60}, not "
                f"{wrong[0].get('text')!r:.60}; export tasks and annotations together, from one project"
            )
    return [Span(start, end) for start, end in pairs]


def _fits(pair: tuple[int, int], value: Mapping[str, Any], text: str) -> bool:
    start, end = pair
    written = value.get("text")
    inside = 0 <= start < end <= len(text)
    return inside and (not isinstance(written, str) or _bare(written) == _bare(text[start:end]))


def _bare(text: str) -> str:
    return _BLANK.sub("", text)


def _code_points(text: str) -> dict[int, int]:
    """Every place between two characters, in UTF-16 units, with what it is in code points."""
    places, unit = {0: 0}, 0
    for k, char in enumerate(text, start=1):
        unit += 2 if char > "\uffff" else 1
        places[unit] = k
    return places
