"""Decoded stretches and links -> attributions with character spans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quotelens import marks
from quotelens.attribution.decoding import Scores, Stretch, link
from quotelens.records import Span

_JOINERS = frozenset("\u200d\ufe0e\ufe0f")  # zero-width joiner and variation selectors belong to what they follow
MIN_FURTHER = 0.2  # probability; 0.1 to 0.3 move dev F1 by half a point or less


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its source mention and content, in characters of the text that was read; `raw` in [0, 1]."""

    content: tuple[Span, ...]
    cue: Span | None
    mention: Span | None
    raw: float


def assemble(text: str, offsets: np.ndarray, scores: Scores, decoded: list[Stretch]) -> list[Attribution]:
    """A text's decoded stretches as attributions, in order of their content.

    Every cue that some content points to is an attribution, with the source that points to it. Content that has no
    cue in sight stands alone. Of several contents with one cue, those less sure than `MIN_FURTHER` are left out (never
    the surest). A cue without content, and a source without a cue, attribute nothing.
    """
    parts = [(span, place) for span in decoded if (place := _characters(text, offsets, span)) is not None]
    parts = _by_marks(text, offsets, parts)
    spans, places = [span for span, _ in parts], [place for _, place in parts]
    links = link(scores, spans)
    contents: dict[int, list[int]] = {}
    found: list[Attribution] = []
    for k, span in enumerate(spans):
        if k in links.cue_of:
            contents.setdefault(links.cue_of[k][0], []).append(k)
        elif span.role == "content":
            found.append(Attribution(_lines(text, [places[k]]), None, None, span.probability))
    for cue, members in contents.items():
        for k in _pulled(text, places, members, places[cue]):
            members.remove(k)
            found.append(Attribution(_lines(text, [places[k]]), None, None, spans[k].probability))
        surest = max(spans[k].probability for k in members)
        members = [k for k in members if spans[k].probability >= min(surest, MIN_FURTHER)]
        raw = spans[cue].probability
        for k in members:
            raw *= spans[k].probability * links.cue_of[k][1]
        mention = None
        if cue in links.source_of:
            source, chance = links.source_of[cue]
            mention = places[source]
            raw *= spans[source].probability * chance
        found.append(Attribution(_lines(text, [places[k] for k in members]), places[cue], mention, raw))
    return sorted(found, key=lambda attribution: (attribution.content[0], attribution.cue or Span(0, 1)))


def _pulled(text: str, places: list[Span], members: list[int], cue: Span) -> list[int]:
    """Contents of a cue that are pull quotes instead: in another paragraph, right beside a content in the cue's own.

    `_by_marks` has joined the paragraphs of one quotation, so that what still stands next to another is another's.
    """

    def with_cue(place: Span) -> bool:
        first, last = min(place.start, cue.start), max(place.end, cue.end)
        return not any(char in marks.LINE_BREAK for char in text[first:last])

    own = [places[k] for k in members if with_cue(places[k])]
    return [
        k
        for k in members
        if not with_cue(places[k])
        and any(
            text[min(places[k].end, place.end) : max(places[k].start, place.start)].strip() == ""
            and (places[k].end <= place.start or place.end <= places[k].start)
            for place in own
        )
    ]


def _characters(text: str, offsets: np.ndarray, span: Stretch) -> Span | None:
    """The stretch in characters, without white space at its ends; `None` where nothing else is left."""
    start, end = int(offsets[span.first, 0]), int(offsets[span.end - 1, 1])
    # the tokenizer drops combining marks at the end of a word; they belong to the letter before them
    while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _JOINERS):
        end += 1
    return marks.trimmed(text, Span(start, end)) if start < end else None


Part = tuple[Stretch, Span]  # a stretch and its characters


def _by_marks(text: str, offsets: np.ndarray, parts: list[Part]) -> list[Part]:
    """Stretches whose contents keep to the text's quotation marks; what is no content stays as it is.

    In PolNeAR's training part, of quotations that follow each other over a paragraph break, those that are closed are
    contents of different attributions in 240 of 262 cases, those that go on (see `marks`) are one in 30 of 40.
    """
    quotations = marks.quotations(text)
    if not quotations:
        return parts
    opened = {quotation.span.start: quotation for quotation in reversed(quotations)}  # of two, the outer
    closed = {quotation.span.end: quotation for quotation in reversed(quotations)}
    parts = [piece for part in parts for piece in _apart(text, offsets, part, opened, closed)]
    parts = _whole(text, parts, opened, closed)
    joined: list[Part] = []
    for span, place in parts:
        last = closed.get(joined[-1][1].end) if joined and joined[-1][0].role == "content" else None
        if last and last.continues and place.start in opened and not text[last.span.end : place.start].strip():
            before, start = joined.pop()
            span = Stretch(span.role, before.first, span.end, min(before.probability, span.probability))
            place = Span(start.start, place.end)
        joined.append((span, place))
    return joined


Marks = dict[int, marks.Quotation]  # the quotations of a text by where they start, or where they end


def _apart(text: str, offsets: np.ndarray, part: Part, opened: Marks, closed: Marks) -> Iterator[Part]:
    """A content cut where a quotation in it is closed at a paragraph's end and the next paragraph opens another."""
    span, place = part
    first, start = span.first, place.start
    if span.role == "content":
        for end in sorted(end for end in closed if place.start < end < place.end):
            gap = re.compile(r"\s*").match(text, end)
            after = gap.end() if gap else end
            broken = any(char in marks.LINE_BREAK for char in text[end:after])
            if broken and not closed[end].continues and after in opened and after < place.end:
                piece = int(np.searchsorted(offsets[:, 0], after))
                yield Stretch(span.role, first, piece, span.probability), Span(start, end)
                first, start = piece, after
    yield Stretch(span.role, first, span.end, span.probability), Span(start, place.end)


def _whole(text: str, parts: list[Part], opened: Marks, closed: Marks) -> list[Part]:
    """Contents that begin or end at one mark of a pair drawn out to the other, if no other stretch stands between.

    A comma or the like behind the closing mark of a content that is one quotation is not part of it.
    """
    drawn = []
    for k, (span, place) in enumerate(parts):
        start, end = place.start, place.end
        if span.role == "content":
            before = parts[k - 1][1].end if k else 0
            behind = parts[k + 1][1].start if k + 1 < len(parts) else len(text)
            opening, closing = opened.get(start), closed.get(end)
            if opening and end < opening.span.end <= behind:
                end = opening.span.end
            elif opening and end == opening.span.end + 1 and text[end - 1] in ",;":
                end -= 1
            if closing and before <= closing.span.start < start:
                start = closing.span.start
        drawn.append((span, Span(start, end)))
    return drawn


def _lines(text: str, spans: list[Span]) -> tuple[Span, ...]:
    return tuple(line for span in sorted(spans) for line in marks.lines(text, span))
