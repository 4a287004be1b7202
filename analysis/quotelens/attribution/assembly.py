"""Decoded stretches and links -> attributions with character spans."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from quotelens import marks
from quotelens.attribution.decoding import Scores, Stretch, link, stretches
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


def assemble(text: str, offsets: np.ndarray, scores: Scores) -> list[Attribution]:
    """Decode a text's scores into its attributions, in order of their content.

    Every cue that some content points to is an attribution, with the source that points to it. Content that has no
    cue in sight stands alone. Of several contents with one cue, those less sure than `MIN_FURTHER` are left out (never
    the surest). A cue without content, and a source without a cue, attribute nothing.
    """
    spans, places = [], []
    for span in stretches(scores.tags):
        place = _characters(text, offsets, span)
        if place is not None:
            spans.append(span)
            places.append(place)
    links = link(scores, spans)
    contents: dict[int, list[int]] = {}
    found: list[Attribution] = []
    for k, span in enumerate(spans):
        if k in links.cue_of:
            contents.setdefault(links.cue_of[k][0], []).append(k)
        elif span.role == "content":
            found.append(Attribution(_lines(text, [places[k]]), None, None, span.probability))
    for cue, members in contents.items():
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


def _characters(text: str, offsets: np.ndarray, span: Stretch) -> Span | None:
    """The stretch in characters, without white space at its ends; `None` where nothing else is left."""
    start, end = int(offsets[span.first, 0]), int(offsets[span.end - 1, 1])
    # the tokenizer drops combining marks at the end of a word; they belong to the letter before them
    while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _JOINERS):
        end += 1
    return marks.trimmed(text, Span(start, end)) if start < end else None


def _lines(text: str, spans: list[Span]) -> tuple[Span, ...]:
    return tuple(line for span in sorted(spans) for line in marks.lines(text, span))
