"""Decoded stretches and links -> attributions with character spans."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quotelens import marks
from quotelens.attribution.decoding import Scores, Stretch, link, stretches
from quotelens.records import Span

_LINES = re.compile(rf"[^{marks.LINE_BREAK}]+")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")  # zero-width joiner and variation selectors belong to what they follow


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its source mention and content, in characters of the text that was read; `raw` in [0, 1]."""

    content: tuple[Span, ...]
    cue: Span | None
    mention: Span | None
    raw: float


def assemble(text: str, offsets: np.ndarray, scores: Scores) -> list[Attribution]:
    """Decode a text's scores into its attributions, in order of their content.

    Every cue that some content points to is an attribution; of several sources that point to it the likeliest link
    wins (ties: the first). Content for which the text has no cue at all stands alone. A cue without content, and a
    source without a cue, attribute nothing and are left out.
    """
    spans = stretches(scores.tags)
    places = [_characters(text, offsets, span) for span in spans]
    links = link(scores, spans)
    groups: dict[int, list[int]] = {}
    alone: list[int] = []
    for k, span in enumerate(spans):
        answer = links[k]
        if span.role == "content" and places[k] is not None:
            if answer is None:
                alone.append(k)
            else:
                groups.setdefault(answer[0], []).append(k)
    found = [_attribution(text, spans, places, links, cue, contents) for cue, contents in groups.items()]
    found += [Attribution(_lines(text, [places[k]]), None, None, spans[k].probability) for k in alone]
    return sorted(found, key=lambda attribution: (attribution.content[0], attribution.cue or Span(0, 1)))


def _attribution(
    text: str,
    spans: Sequence[Stretch],
    places: Sequence[Span | None],
    links: Sequence[tuple[int, float] | None],
    cue: int,
    contents: Sequence[int],
) -> Attribution:
    raw = spans[cue].probability
    for k in contents:
        raw *= spans[k].probability * _chance(links[k])
    candidates = [
        (-_chance(links[k]), k)
        for k, span in enumerate(spans)
        if span.role == "source" and places[k] is not None and _points_to(links[k], cue)
    ]
    mention = None
    if candidates:
        chance, best = min(candidates)
        mention = places[best]
        raw *= spans[best].probability * -chance
    return Attribution(_lines(text, [places[k] for k in contents]), places[cue], mention, raw)


def _chance(answer: tuple[int, float] | None) -> float:
    return 0.0 if answer is None else answer[1]


def _points_to(answer: tuple[int, float] | None, cue: int) -> bool:
    return answer is not None and answer[0] == cue


def _characters(text: str, offsets: np.ndarray, span: Stretch) -> Span | None:
    """The stretch in characters, without white space at its ends; `None` where nothing else is left."""
    start, end = int(offsets[span.first, 0]), int(offsets[span.end - 1, 1])
    # the tokenizer drops combining marks at the end of a word; they belong to the letter before them
    while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _JOINERS):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _lines(text: str, spans: Sequence[Span | None]) -> tuple[Span, ...]:
    """The spans in order, cut at line breaks, white space at the ends of lines left out."""
    parts = []
    for span in sorted(span for span in spans if span is not None):
        for line in _LINES.finditer(text, span.start, span.end):
            stripped = line.group().strip()
            if stripped:
                start = line.start() + line.group().index(stripped)
                parts.append(Span(start, start + len(stripped)))
    return tuple(parts)
