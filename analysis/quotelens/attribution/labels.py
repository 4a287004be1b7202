"""The tag vocabulary of the attribution model, and quotes <-> tags.

One tag a word piece: outside, or the beginning or the inside of a source mention, a cue or a stretch of content
(BIO, Ramshaw and Marcus 1995). Training writes tags with `tag_pieces`; decoding reads them with `spans_of_tags`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from quotelens.records import Quote, Span

ROLES: tuple[str, ...] = ("source", "cue", "content")
TAGS: tuple[str, ...] = ("O", *(f"{prefix}-{role}" for role in ROLES for prefix in "BI"))
OUTSIDE = 0
IGNORED = -100  # the label that no loss counts


def begin(role: str) -> int:
    """Index in `TAGS` of the tag that begins `role`."""
    return 1 + 2 * ROLES.index(role)


def inside(role: str) -> int:
    """Index in `TAGS` of the tag that continues `role`."""
    return 2 + 2 * ROLES.index(role)


def legal_transitions() -> np.ndarray:
    """Which tag may follow which: bool array (len(TAGS) + 1, len(TAGS)); the last row is the start of the text.

    The inside of a role follows only its own beginning or inside.
    """
    n = len(TAGS)
    legal = np.ones((n + 1, n), dtype=bool)
    for role in ROLES:
        b, i = begin(role), inside(role)
        legal[:, i] = False
        legal[[b, i], i] = True
    return legal


def pieces_of(span: Span, offsets: np.ndarray) -> tuple[int, int] | None:
    """First and one-past-last piece whose characters overlap `span`, or `None` where no piece does.

    Args:
        span: Characters of the text.
        offsets: (n, 2) start and end of each piece, rising.
    """
    first = int(np.searchsorted(offsets[:, 1], span.start, side="right"))
    last = int(np.searchsorted(offsets[:, 0], span.end, side="left"))
    return (first, last) if first < last else None


def join_stretches(text: str, spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those with only white space between them made one.

    Brat splits an annotation at every line break; a content that runs over paragraphs is one stretch all the same.
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and (span.start <= joined[-1].end or text[joined[-1].end : span.start].isspace()):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def tag_pieces(
    text: str, quotes: Sequence[Quote], offsets: np.ndarray
) -> tuple[np.ndarray, list[tuple[int, int, int, int]]]:
    """Tags of an annotated article, and the links from sources and contents to their cues.

    Returns:
        `tags`: int64 array (n,). Where annotations overlap, cues win over sources and sources over content, since
        the shorter stretch would otherwise vanish.
        `links`: (role index, first piece, last piece, first piece of the cue), one for each source and each
        stretch of content; role index 0 is source, 2 is content, as in `ROLES`.
    """
    tags = np.zeros(len(offsets), dtype=np.int64)
    links: list[tuple[int, int, int, int]] = []
    for role in ("content", "source", "cue"):
        for quote in quotes:
            for span in _role_spans(text, quote, role):
                pieces = pieces_of(span, offsets)
                if pieces is None:
                    continue
                first, end = pieces
                tags[first] = begin(role)
                tags[first + 1 : end] = inside(role)
                cue = pieces_of(quote.cue, offsets) if quote.cue else None
                if role != "cue" and cue is not None:
                    links.append((ROLES.index(role), first, end - 1, cue[0]))
    _mend(tags)
    return tags, links


def _role_spans(text: str, quote: Quote, role: str) -> list[Span]:
    if role == "content":
        return join_stretches(text, quote.content)
    span = quote.cue if role == "cue" else quote.mention
    return [span] if span else []


def _mend(tags: np.ndarray) -> None:
    """Make tags legal, in place: an inside tag without its beginning before it becomes a beginning."""
    for role in ROLES:
        b, i = begin(role), inside(role)
        before = np.concatenate(([OUTSIDE], tags[:-1]))
        tags[(tags == i) & (before != b) & (before != i)] = b


def spans_of_tags(tags: Sequence[int] | np.ndarray) -> list[tuple[str, int, int]]:
    """Role, first and one-past-last piece of every tagged stretch, in order; tags must be legal."""
    spans: list[tuple[str, int, int]] = []
    for k, tag in enumerate(tags):
        if tag == OUTSIDE:
            continue
        role = ROLES[(int(tag) - 1) // 2]
        if tag == begin(role):
            spans.append((role, k, k + 1))
        else:
            spans[-1] = (role, spans[-1][1], k + 1)
    return spans
