"""Rows of a DataFrame -> articles, by the columns that are given or found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from quotelens import corpus
from quotelens.corpus.documents import Columns
from quotelens.errors import TableError
from quotelens.records import Article
from quotelens.settings import CorpusSettings

FRAME = pd.DataFrame(
    {
        "key": [7, 8],
        "headline": ["A", "B"],
        "body": ["one", "two"],
        "published": [pd.Timestamp("2015-06-09"), pd.NaT],
        "source": ["The Paper", None],
        "Byline": [np.array(["N. N.", "M. M."]), None],
        "link": ["u", ""],
    },
    index=["x", "y"],
)


def test_columns_are_found_by_their_usual_names() -> None:
    read = corpus.read(FRAME)
    first = Article.from_text(
        "one", "7", title="A", published="2015-06-09", outlet="The Paper", author="N. N., M. M.", url="u"
    )
    assert read.articles == (first, Article.from_text("two", "8", title="B"))
    assert read.columns == {
        None: Columns("body", "headline", "published", "source", "Byline", "link", "key"),
    }


def test_columns_are_those_that_were_given() -> None:
    named = {
        "text": "headline",
        "title": "body",
        "date": "source",
        "outlet": "link",
        "author": "key",
        "id": "published",
    }
    first, second = corpus.read(FRAME, **named).articles
    assert first == Article.from_text("A", "2015-06-09", title="one", published="The Paper", outlet="u", author="7")
    assert (second.doc_id, second.text) == ("y", "B")
    assert corpus.read(FRAME, settings=CorpusSettings(**named)).articles == (first, second)
    assert corpus.read(FRAME, settings=CorpusSettings(**named), text="body", title="headline").articles[0].text == "one"


def test_a_given_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(TableError, match=r"no column 'headlin' \(title\); it has .* did you mean title='headline'\?"):
        corpus.read(FRAME, title="headlin")


def test_labels_that_are_no_names_are_passed_over() -> None:
    frame = pd.DataFrame([["one", 5, 6]], columns=["text", 0, ("a", "b")])
    assert [article.text for article in corpus.read(frame).articles] == ["one"]
    with pytest.raises(TableError, match="it has no columns"):
        corpus.read(pd.DataFrame({0: ["one"]}))
