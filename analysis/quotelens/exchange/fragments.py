"""Spans that overlap anyhow as pieces that nest, as XML's elements must."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quotelens.records import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that becomes an element `tag`, one with all marks of the same `chain`.

    `part` counts the pieces of the chain in text order, from 0; None where the chain is one piece.
    """

    span: Span
    tag: str
    chain: str
    attributes: dict[str, str]
    part: int | None = None
    last: bool = False


def nested(marks: Sequence[Mark], stretches: Sequence[Span]) -> list[list[Mark]]:
    """For each stretch its marks, cut so that any two of them nest or don't touch, in the order in which they open.

    Args:
        marks: Of equal spans the earlier holds the later.
        stretches: Parts of the text in order, without gaps (paragraphs), at whose ends marks are cut too.

    Of two marks that overlap the one that starts first stays whole, and of two that start together the longer.
    """
    waiting = [(mark.span.start, -mark.span.end, k) for k, mark in enumerate(marks)]
    heapq.heapify(waiting)
    found: list[list[Mark]] = []
    sizes: dict[str, int] = defaultdict(int)
    for stretch in stretches:
        here = []
        ends = [stretch.end]  # of the stretch and of what is open in it; each is at most the one before
        while waiting and waiting[0][0] < stretch.end:
            start, negative, k = heapq.heappop(waiting)
            while ends[-1] <= start:
                ends.pop()
            end = min(-negative, ends[-1])
            if end < -negative:
                heapq.heappush(waiting, (end, negative, k))
            ends.append(end)
            here.append(replace(marks[k], span=Span(start, end), part=sizes[marks[k].chain]))
            sizes[marks[k].chain] += 1
        found.append(here)
    return [
        [
            replace(
                piece, part=piece.part if sizes[piece.chain] > 1 else None, last=piece.part == sizes[piece.chain] - 1
            )
            for piece in here
        ]
        for here in found
    ]
