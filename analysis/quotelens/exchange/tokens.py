"""Words and marks, for formats that count or list tokens."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from quotelens.records import Span

_TOKEN = re.compile(r"\w+(?:[’'\-.]\w+)*|[^\w\s]")


def tokens(text: str, stretch: Span, cuts: Sequence[int] = ()) -> list[Span]:
    """The tokens of a stretch: words as `count_words` counts them, and every other character but white space.

    Args:
        text: The text.
        stretch: Where to look.
        cuts: Characters, rising, before which a token ends in any case.
    """
    found = []
    wanted = cuts[bisect.bisect_right(cuts, stretch.start) : bisect.bisect_left(cuts, stretch.end)]
    for start, end in zip([stretch.start, *wanted], [*wanted, stretch.end], strict=True):
        found += [Span(*match.span()) for match in _TOKEN.finditer(text, start, end)]
    return found
