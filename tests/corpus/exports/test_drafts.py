"""Dates as databases write them, and bylines."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotelens.corpus.exports import drafts


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("May 8, 2010", "2010-05-08"),
        ("08 May 2010", "2010-05-08"),
        ("Saturday, May 8th, 2010", "2010-05-08"),
        ("June 18, 2015 Thursday 4:05 PM GMT", "2015-06-18"),
        ("18 June 2015 Thursday", "2015-06-18"),
        ("Sept. 1, 2001", "2001-09-01"),
        ("2010-05-08", "2010-05-08"),
        ("June 18, 2015, that is 18 June 2015", "2015-06-18"),
        ("03/04/2015", None),  # the third of April, or the fourth of March
        ("May 8, 2010 to May 9, 2010", None),
        ("February 30, 2010", None),
        ("29 décembre 2011", None),
        ("Spring 2010", None),
        ("Mayor 8, 2010", None),
        ("", None),
    ],
)
def test_a_date_is_told_where_it_is_one_and_no_more(written: str, date: str | None) -> None:
    assert drafts.iso_date(written) == date
    assert drafts.published(written) == (date or written or None)


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)))
def test_every_date_in_words_is_read(date: datetime.date) -> None:
    month = drafts.MONTHS[date.month - 1]
    for written in (f"{month} {date.day}, {date.year}", f"{date.day:02} {month[:3]} {date.year}", date.isoformat()):
        assert drafts.iso_date(written) == date.isoformat()


@pytest.mark.parametrize(
    ("byline", "author"),
    [("By Jane Roe", "Jane Roe"), ("BY JANE ROE", "JANE ROE"), ("Byron Ash", "Byron Ash"), ("", None), (None, None)],
)
def test_a_byline_gives_the_author(byline: str | None, author: str | None) -> None:
    assert drafts.without_by(byline) == author
