"""Who said what: an article -> its quotes, each with its source mention, cue and content, nested ones included."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quotelens import marks
from quotelens.attribution.assembly import Attribution, assemble
from quotelens.attribution.confidence import calibrated
from quotelens.attribution.labels import join_stretches
from quotelens.attribution.reading import read
from quotelens.attribution.types import quote_type
from quotelens.encoder import Encoder
from quotelens.records import Article, Quote, Span
from quotelens.settings import AttributionSettings

__all__ = ["attribute"]

MIN_NESTED = 20  # characters; a shorter content has no room for a source, a cue and a content of its own


def attribute(article: Article, encoder: Encoder, settings: AttributionSettings = AttributionSettings()) -> list[Quote]:
    """Find an article's quotes, in order of their first character (a quote before those nested in it).

    The content of every quote is read again, by itself, for attributions inside it; they become quotes with the
    outer one as `parent_quote_id` and one `level` more. Sources are not yet resolved (`sources.resolve`).
    """
    found = _read_texts(article.text, [Span(0, len(article.text))] if article.text else [], encoder)
    layer = [_Draft(attribution, 0, None, None) for part in found for attribution in part]
    drafts: list[_Draft] = []
    level = 0
    while layer:
        least = settings.min_nested_confidence if level else settings.min_confidence
        layer = [draft for draft in layer if calibrated(draft.attribution.raw, encoder.card) >= least]
        drafts += layer
        level += 1
        if level > settings.max_level:
            break
        layer = _nested(article.text, layer, level, encoder)
    return _records(article, drafts, encoder)


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """An attribution on its way to a record: its level, the draft around it, and the stretch it was read from."""

    attribution: Attribution
    level: int
    parent: _Draft | None
    within: Span | None


def _nested(text: str, layer: list[_Draft], level: int, encoder: Encoder) -> list[_Draft]:
    places = []
    for draft in layer:
        for stretch in join_stretches(text, draft.attribution.content):
            inner = _without_marks(text, stretch)
            if len(inner) >= MIN_NESTED:
                places.append((draft, inner))
    found = _read_texts(text, [inner for _, inner in places], encoder)
    return [
        _Draft(attribution, level, draft, inner)
        for (draft, inner), attributions in zip(places, found, strict=True)
        for attribution in attributions
        # content without a cue, and a reading that only repeats the quote itself, are nothing new
        if attribution.cue is not None and sum(map(len, attribution.content)) < 0.95 * len(inner)
    ]


def _without_marks(text: str, stretch: Span) -> Span:
    """The stretch without the quotation marks that enclose all of it, nor the comma that American style sets inside."""
    for quotation in marks.quotations(text[stretch.start : stretch.end]):
        if quotation.span == Span(0, len(stretch)):
            end = stretch.start + quotation.inner.end
            while text[end - 1] in ", " and end > stretch.start + quotation.inner.start + 1:
                end -= 1
            return Span(stretch.start + quotation.inner.start, end)
    return stretch


def _read_texts(text: str, places: list[Span], encoder: Encoder) -> list[list[Attribution]]:
    """Attributions of each place, read as a text of its own, in characters of the whole text."""
    texts = [place.of(text) for place in places]
    pieces = [encoder.pieces(part) for part in texts]
    found = []
    for place, part, piece, scores in zip(places, texts, pieces, read(pieces, encoder), strict=True):
        found.append([_shift(attribution, place.start) for attribution in assemble(part, piece.offsets, scores)])
    return found


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
    drafts = sorted(drafts, key=_order)
    names = {id(draft): f"{article.doc_id}:{position}" for position, draft in enumerate(drafts)}
    outer = marks.quotations(article.text)
    quotes = []
    for position, draft in enumerate(drafts):
        found = draft.attribution
        quotes.append(
            Quote(
                quote_id=names[id(draft)],
                doc_id=article.doc_id,
                position=position,
                type=quote_type(
                    article.text, found.content, outer if draft.within is None else _inner(article.text, draft.within)
                ),
                content=found.content,
                cue=found.cue,
                mention=found.mention,
                level=draft.level,
                parent_quote_id=None if draft.parent is None else names[id(draft.parent)],
                confidence=calibrated(found.raw, encoder.card),
            )
        )
    return quotes


def _order(draft: _Draft) -> tuple[int, ...]:
    """By the first character of the outermost quote (its mention and cue included), then by level, then by its own."""
    outermost = draft
    while outermost.parent is not None:
        outermost = outermost.parent
    return (_first(outermost), outermost.attribution.content[0].start, draft.level, _first(draft))


def _first(draft: _Draft) -> int:
    found = draft.attribution
    return min(span.start for span in (found.mention, found.cue, *found.content) if span is not None)


def _inner(text: str, within: Span) -> list[marks.Quotation]:
    """The quotations of a stretch read by itself, in characters of the whole text."""
    return [
        replace(
            quotation,
            span=Span(quotation.span.start + within.start, quotation.span.end + within.start),
            inner=Span(quotation.inner.start + within.start, quotation.inner.end + within.start),
        )
        for quotation in marks.quotations(within.of(text))
    ]
