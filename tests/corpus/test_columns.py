"""Which column holds what: by the name that somebody gave, else by a usual one, in a fixed order."""

import pytest

from quotelens.corpus.columns import USUAL, choose
from quotelens.corpus.documents import Columns, called
from quotelens.errors import TableError


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (["text"], Columns("text")),
        # news-please
        (
            ["authors", "date_publish", "maintext", "source_domain", "title", "url"],
            Columns("maintext", "title", "date_publish", "source_domain", "authors", "url"),
        ),
        # All the News
        (
            ["id", "title", "publication", "author", "date", "year", "month", "url", "content"],
            Columns("content", "title", "date", "publication", "author", "url", "id"),
        ),
        # NewsAPI
        (
            ["source", "author", "title", "description", "url", "urlToImage", "publishedAt", "content"],
            Columns("content", "title", "publishedAt", "source", "author", "url"),
        ),
        # capitals, spaces, hyphens and underscores make no difference
        (
            ["Full Text", "HEADLINE", "Publication-Date", "News Outlet", "By_line", "Article URL", "Article ID"],
            Columns(*["Full Text", "HEADLINE", "Publication-Date", "News Outlet"], None, "Article URL", "Article ID"),
        ),
        # the order is that of the list, not of the table
        (["content", "story", "body", "text"], Columns("text")),
        (["body", "content", "date", "published"], Columns("body", published="published")),
        (["Text", "text"], Columns("Text")),  # of names that are the same but for capitals the first
    ],
)
def test_columns_are_found_by_their_usual_names(names: list[str], columns: Columns) -> None:
    if "By_line" in names:
        columns = columns.over(Columns(author="By_line"))
    assert choose(names, Columns()) == columns


def test_every_usual_name_is_written_as_it_is_sought_and_stands_for_one_thing() -> None:
    known = [name for names in USUAL.values() for name in names]
    assert [name for name in known if not (name.isalnum() and name == name.casefold())] == []
    assert len(known) == len(set(known))
    assert list(USUAL) == ["text", "title", "published", "outlet", "author", "url", "doc_id"]


def test_a_given_name_goes_before_a_usual_one_and_no_column_is_used_twice() -> None:
    names = ["text", "title", "summary", "source", "outlet"]
    found = choose(names, Columns(text="title", outlet="source"))
    assert found == Columns(text="title", outlet="source")
    assert choose(names, Columns(title="text", text="summary")) == Columns("summary", "text", outlet="outlet")


@pytest.mark.parametrize(
    ("names", "wanted", "message"),
    [
        (
            ["title", "clicks"],
            Columns(),
            r"no column 'text' to read texts from, nor .* usual name; it has title, clicks$",
        ),
        (["tekst", "title"], Columns(), r"it has tekst, title; did you mean text='tekst'\?"),
        ([], Columns(), "it has no columns$"),
        (["Body", "x"], Columns(text="body"), r"no column 'body' to read texts from; .* did you mean text='Body'\?"),
        (["text", "datum"], Columns(published="datun"), r"no column 'datun' \(date\); .* did you mean date='datum'\?"),
        (["text", "x"], Columns(doc_id="key"), r"no column 'key' \(id\); it has text, x$"),
        (["text", "text"], Columns(), "2 columns 'text'; rename or drop all but one"),
        (["text", "date", "date"], Columns(), "2 columns 'date'"),
        (["quote_id", "content"], Columns(), "it holds quotes, not articles"),
        ([f"column {k}" for k in range(40)], Columns(), r"column 29 and 10 more$"),
    ],
)
def test_what_is_not_there_is_an_error_that_names_what_is(names: list[str], wanted: Columns, message: str) -> None:
    with pytest.raises(TableError, match=message):
        choose(names, wanted)


def test_what_quotelens_wrote_can_be_read_by_whoever_says_so() -> None:
    assert choose(["quote_id", "content"], Columns(text="content")).text == "content"


def test_names_are_those_of_the_command_line() -> None:
    columns = Columns.named(text="body", date="published", id="key", title="")
    assert columns == Columns(text="body", published="published", doc_id="key")
    assert columns.names() == {"text": "body", "date": "published", "id": "key"}
    assert Columns(text="body").over(Columns("x", "y")) == Columns("body", "y")
    assert [called(field) for field in USUAL] == ["text", "title", "date", "outlet", "author", "url", "id"]
    with pytest.raises(TypeError, match="'txt'"):
        Columns.named(txt="body")  # type: ignore[call-arg]
