"""Which of a table's columns holds what: those that somebody named, else those that go by a usual name."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Sequence

from quotelens.corpus.documents import Columns, called
from quotelens.errors import TableError

# Usual names, without their capitals, spaces, hyphens and underscores; the first that a table has is taken. They are
# those of the exports and data sets that researchers share: news-please and newspaper3k, Media Cloud, NewsAPI, The
# Guardian's and The New York Times's interfaces, Kaggle's All the News.
USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "article", "articletext", "articlebody", "bodytext", "fulltext", "maintext",
        "plaintext", "rawtext", "story", "storytext", "newstext",
    ),
    "title": ("title", "headline", "headlinemain", "articletitle", "heading"),
    "published": (
        "published", "date", "publishedat", "publishedon", "publisheddate", "publicationdate", "publishdate",
        "datepublished", "datepublish", "webpublicationdate", "pubdate", "articledate", "datetime", "timestamp",
    ),
    "outlet": (
        "outlet", "source", "publication", "publisher", "newspaper", "domain", "site", "sourcename", "sourcedomain",
        "sitename", "medianame", "newsoutlet", "journal",
    ),
    "author": ("author", "authors", "byline", "writer", "journalist"),
    "url": ("url", "link", "articleurl", "weburl", "permalink"),
    "doc_id": ("docid", "id", "key", "articleid", "documentid", "textid", "guid", "uuid"),
}  # fmt: skip
# A table with one of these is what quotelens found in articles: its texts are quotes and claims.
OWN = ("quote_id", "claim_id")


def choose(names: Sequence[str], wanted: Columns) -> Columns:
    """Which columns a table is read by.

    Args:
        names: Its columns' names, in order.
        wanted: Those that somebody named.

    Returns:
        The columns named, and of the others the first in the order of `USUAL` that the table has and that holds nothing
        else yet; `None` where it has none. Capitals, spaces, hyphens and underscores make no difference to a usual
        name: "Publication Date" is one.

    Raises:
        TableError: the table has no column of that name, none of texts, or two of one name; says which there are.
    """
    chosen: dict[str, str | None] = {}
    for field, name in dataclasses.asdict(wanted).items():
        if name is not None:
            if name not in names:
                raise TableError(f"the table has no column {name!r}{_used_for(field)}; {_there(names, field, name)}")
            chosen[field] = name
    own = wanted.text is None and any(name in names for name in OWN)
    for field, usual in USUAL.items():
        if field not in chosen and not own:
            free = [name for name in names if name not in chosen.values()]
            chosen[field] = next((name for one in usual for name in free if _folded(name) == one), None)
    if chosen.get("text") is None:
        hint = "it holds quotes, not articles" if own else _there(names, "text", "text")
        raise TableError(f"the table has no column 'text' to read texts from, nor one of another usual name; {hint}")
    for name in chosen.values():
        if name is not None and list(names).count(name) > 1:
            raise TableError(f"the table has {list(names).count(name)} columns {name!r}; rename or drop all but one")
    return Columns(**chosen)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _used_for(field: str) -> str:
    return " to read texts from" if field == "text" else f" ({called(field)})"


def _there(names: Sequence[str], field: str, name: str) -> str:
    """What a table has, and what may have been meant, as the end of a message."""
    folded = {other.casefold(): other for other in reversed(names)}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    hint = f"; did you mean {called(field)}={folded[near[0]]!r}?" if near else ""
    shown = [name if len(name) <= 40 else f"{name[:40]}..." for name in names[:30]]
    more = f" and {len(names) - 30} more" if len(names) > 30 else ""
    return f"it has {', '.join(shown) or 'no columns'}{more}{hint}"
