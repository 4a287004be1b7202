"""Who said what: an article -> its quotes, each with its source mention, cue and content, nested ones included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from quotelens import marks
from quotelens.attribution.assembly import Attribution, assemble
from quotelens.attribution.confidence import calibrated
from quotelens.attribution.decoding import stretches
from quotelens.attribution.labels import join_stretches
from quotelens.attribution.order import in_order, numbered
from quotelens.attribution.reading import read
from quotelens.attribution.types import quotations_within, quote_type, without_marks
from quotelens.encoder import Encoder
from quotelens.records import Article, Quote, Span
from quotelens.settings import AttributionSettings

__all__ = ["attribute", "attribute_together", "groups"]

Item = TypeVar("Item")

GROUP = 100_000  # characters read together; more gains nothing
MIN_NESTED = 20  # characters; a shorter content has no room for a source, a cue and a content of its own


def attribute(article: Article, encoder: Encoder, settings: AttributionSettings = AttributionSettings()) -> list[Quote]:
    """Find an article's quotes, in order of their first character (a quote before those nested in it).

    The content of every quote is read again, by itself, for attributions inside it; they become quotes with the
    outer one as `parent_quote_id` and one `level` more. Sources are not yet resolved (`sources.resolve`).
    """
    return attribute_together([article], encoder, settings)[0]


def attribute_together(
    articles: Sequence[Article], encoder: Encoder, settings: AttributionSettings = AttributionSettings()
) -> list[list[Quote]]:
    """The quotes of each article, just as `attribute` finds them one by one; faster, since they are read in step.

    Memory grows with the articles' length by little more than the quotes themselves: never more than `GROUP`
    characters are in the network at once.
    """
    texts = [article.text for article in articles]
    drafts: list[list[_Draft]] = [[] for _ in articles]
    places = [(k, block) for k, text in enumerate(texts) for block in _blocks(text)]
    layer = [
        (k, _Draft(attribution, 0, None, None))
        for (k, _), found in zip(places, _read(texts, places, encoder), strict=True)
        for attribution in found
    ]
    level = 0
    while layer:
        least = settings.min_nested_confidence if level else settings.min_confidence
        layer = [(k, draft) for k, draft in layer if calibrated(draft.attribution.raw, encoder.card) >= least]
        for k, draft in layer:
            drafts[k].append(draft)
        level += 1
        if level > settings.max_level:
            break
        layer = _nested(texts, layer, level, encoder)
    return [_records(article, own, encoder) for article, own in zip(articles, drafts, strict=True)]


def _blocks(text: str) -> list[Span]:
    """The text, cut at line breaks (or at white space, or anywhere) into parts of at most `GROUP` characters."""
    blocks, start = [], 0
    while len(text) - start > GROUP:
        cut = text.rfind("\n", start + 1, start + GROUP)
        if cut < 0:
            cut = text.rfind(" ", start + 1, start + GROUP)
        end = cut + 1 if cut >= 0 else start + GROUP
        blocks.append(Span(start, end))
        start = end
    if start < len(text):
        blocks.append(Span(start, len(text)))
    return blocks


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """An attribution on its way to a record: its level, the draft around it, and the stretch it was read from."""

    attribution: Attribution
    level: int
    parent: _Draft | None
    within: Span | None


def _nested(
    texts: Sequence[str], layer: list[tuple[int, _Draft]], level: int, encoder: Encoder
) -> list[tuple[int, _Draft]]:
    around, places = [], []
    for k, draft in layer:
        for stretch in join_stretches(texts[k], draft.attribution.content):
            inner = without_marks(texts[k], stretch)
            if len(inner) >= MIN_NESTED:
                around.append(draft)
                places.append((k, inner))
    return [
        (k, _Draft(attribution, level, draft, inner))
        for draft, (k, inner), found in zip(around, places, _read(texts, places, encoder), strict=True)
        for attribution in found
        # content without a cue, and a reading that only repeats the quote itself, are nothing new
        if attribution.cue is not None and sum(map(len, attribution.content)) < 0.95 * len(inner)
    ]


def _read(texts: Sequence[str], places: list[tuple[int, Span]], encoder: Encoder) -> list[list[Attribution]]:
    """Attributions of each place (text, stretch), read as a text of its own, in characters of the whole text."""
    found: list[list[Attribution]] = []
    for group in groups(places, lambda place: len(place[1])):
        parts = [span.of(texts[k]) for k, span in group]
        pieces = encoder.pieces(parts)
        scores = read(pieces, encoder)
        spans = stretches([one.tags for one in scores], scores[0].transitions)
        found += [
            [_shift(attribution, place.start) for attribution in assemble(part, piece.offsets, one, decoded)]
            for (_, place), part, piece, one, decoded in zip(group, parts, pieces, scores, spans, strict=True)
        ]
    return found


def groups(items: Iterable[Item], length: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Items in order, as many together as have at most `GROUP` characters in all; a longer one is alone."""
    group: list[Item] = []
    size = 0
    for item in items:
        if group and size + length(item) > GROUP:
            yield group
            group, size = [], 0
        group.append(item)
        size += length(item)
    if group:
        yield group


def _shift(attribution: Attribution, by: int) -> Attribution:
    def moved(span: Span | None) -> Span | None:
        return None if span is None else Span(span.start + by, span.end + by)

    return replace(
        attribution,
        content=tuple(Span(span.start + by, span.end + by) for span in attribution.content),
        cue=moved(attribution.cue),
        mention=moved(attribution.mention),
    )


def _records(article: Article, drafts: list[_Draft], encoder: Encoder) -> list[Quote]:
    names = {id(draft): str(k) for k, draft in enumerate(drafts)}
    outer = marks.quotations(article.text)
    quotes = [
        Quote(
            quote_id=names[id(draft)],
            doc_id=article.doc_id,
            position=k,
            type=quote_type(
                article.text,
                draft.attribution.content,
                outer if draft.within is None else quotations_within(article.text, draft.within),
            ),
            content=draft.attribution.content,
            cue=draft.attribution.cue,
            mention=draft.attribution.mention,
            level=draft.level,
            parent_quote_id=None if draft.parent is None else names[id(draft.parent)],
            confidence=calibrated(draft.attribution.raw, encoder.card),
        )
        for k, draft in enumerate(drafts)
    ]
    return numbered(article.doc_id, in_order(quotes))
