"""Texts as people have them: one string, several, or a column of a frame; and answers in the shape of the question.

    one text             the answer for it: a number, a list, a row
    a list of texts      one answer a text, numbered from 0
    a column (Series)    the same, with the column's index, so that it joins the frame that the column is from
    a frame              the same for its column `text` (articles) or `content` (quotes)

Helpers of several stages share this, so that what one takes all take.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import pandas as pd

from quotelens.errors import TextError
from quotelens.records import Span

Several: TypeAlias = Iterable[str] | pd.Series | pd.DataFrame
Pair: TypeAlias = tuple[int, int] | Span
Pairs: TypeAlias = Iterable[Pair] | pd.DataFrame
Answer = TypeVar("Answer")

COLUMNS = ("text", "content")  # of a frame, where it is given as a whole: what `articles` and `quotes` call their texts


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What was given: its texts, in order, whether it was a single one, and the index that the answers have."""

    each: list[str]
    single: bool
    index: pd.Index

    @classmethod
    def of(cls, given: str | Several) -> Texts:
        """Read what was given.

        Raises:
            TextError: it holds something that is no text, or is a frame without a column of texts; names the row.
        """
        if isinstance(given, str):
            return cls([given], True, pd.RangeIndex(1))
        if isinstance(given, pd.DataFrame):
            given = _column(given)
        if given is None or not isinstance(given, Iterable):
            raise TextError(f"{given!r} is no text; give a text, a list or a column of texts")
        each = list(given)
        index = given.index if isinstance(given, pd.Series) else pd.RangeIndex(len(each))
        for row, text in enumerate(each):
            if not isinstance(text, str):
                raise TextError(f'row {row}: {text!r} is no text; leave it out, or put "" for it')
        return cls(each, False, index)

    def rows(self, answers: pd.DataFrame) -> Any:
        """A row for a single text, else the frame, with the index of what was given."""
        return answers.iloc[0].rename(None) if self.single else answers.set_axis(self.index, axis=0)

    def values(self, answers: pd.Series) -> Any:
        """A number for a single text, else the column, with the index of what was given."""
        return answers.iloc[0].item() if self.single else answers.set_axis(self.index)

    def lists(self, answers: list[Answer]) -> Any:
        """The answer for a single text, else all of them."""
        return answers[0] if self.single else answers


def pairs_of(
    a: str | Several, b: str | Several, *, called: str = "texts", others: str = "to compare them with"
) -> tuple[Texts, Texts]:
    """Two texts, or two lists of texts, that belong together row by row; answers have the first one's index.

    `called` and `others` are what the two are called where there are not as many.

    Raises:
        TextError: one is a single text and the other isn't, they differ in number, or hold what is no text.
    """
    one, other = Texts.of(a), Texts.of(b)
    if one.single != other.single:
        raise TextError("one text and a list of texts: give two texts, or two lists")
    if len(one.each) != len(other.each):
        raise TextError(f"{len(one.each)} {called} need as many {others}, not {len(other.each)}")
    return one, other


def spans_of(texts: Texts, given: Pair | Pairs | None) -> list[tuple[int, int]]:
    """The span of each text, as plain pairs of characters; of a single text's one pair, a list of one.

    Args:
        texts: What the spans are of.
        given: A pair `(start, end)` or a `Span`, for several texts one each; or a frame of two columns; or `None` for
            the whole of each text. Whether they lie in their texts is for the reader to say.

    Raises:
        TextError: there are not as many spans as texts, or something is no pair of whole numbers; names the row.
    """
    if given is None:
        return [(0, len(text)) for text in texts.each]
    if isinstance(given, pd.DataFrame):
        rows: Sequence[Any] = list(given.itertuples(index=False, name=None))
    elif texts.single:
        rows = [given]
    else:
        rows = list(given)  # type: ignore[arg-type]  # of several texts there are several
    if len(rows) != len(texts.each):
        raise TextError(f"{len(texts.each)} texts need as many spans, not {len(rows)}")
    return [_pair(row, pair) for row, pair in enumerate(rows)]


def _pair(row: int, given: Any) -> tuple[int, int]:
    try:
        start, end = (given.start, given.end) if isinstance(given, Span) else given
        return operator.index(start), operator.index(end)
    except (TypeError, ValueError):
        raise TextError(f"row {row}: {given!r} is no span; give the characters (start, end)") from None


def _column(frame: pd.DataFrame) -> pd.Series:
    for name in COLUMNS:
        if name in frame.columns:
            column = frame[name]
            if isinstance(column, pd.DataFrame):
                raise TextError(f"the frame has the column {name!r} twice; give one of them alone")
            return column
    known = ", ".join(map(str, frame.columns)) or "none"
    raise TextError(f"the frame has no column 'text' or 'content'; give the one that holds the texts: it has {known}")
