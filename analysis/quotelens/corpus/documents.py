"""What is read: a document, on disk or in an archive, and what is asked of its reading."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypedDict

from quotelens.records import Reason
from quotelens.settings import CorpusSettings

if TYPE_CHECKING:
    from quotelens.corpus.limits import Allowance

DATAPACKAGE = "datapackage.json"

# what a datapackage.json or a table may say of a document; `date` is another name of `published`
METADATA = ("title", "outlet", "author", "published", "url")

# of these, what holds of each document of an archive, or each article of an export, where it says nothing itself
INHERITED = ("outlet", "author", "encoding")


class RefusedError(Exception):
    """A document is not to be an article; becomes an exclusion."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read.

    Attributes:
        path: Within the corpus, as it is shown: "2011/derna.txt"; of an archive's member "papers.zip/2011/derna.txt".
        open: Gives a new binary stream of it, from its beginning. A member's stream may not be able to seek.
        metadata: What a `datapackage.json` says of it: any of `METADATA`, and its encoding.
        real: Where it lies on disk; `None` within an archive.
        depth: How many archives it lies in.
        allowance: What may yet be unpacked of the archive on disk that it lies in; `None` outside of archives.
    """

    path: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict)
    real: str | None = None
    depth: int = 0
    allowance: Allowance | None = field(default=None, repr=False, compare=False)

    @property
    def ending(self) -> str:
        """Of its name, with the full stop, in small letters; "" where it has none."""
        return posixpath.splitext(self.path)[1].lower()

    @property
    def doc_id(self) -> str:
        """The path without its ending."""
        return posixpath.splitext(self.path)[0]

    @property
    def known(self) -> dict[str, Any]:
        """What the metadata say of the article."""
        return {name: value for name, value in self.metadata.items() if name in METADATA}

    @property
    def inherited(self) -> dict[str, str]:
        """What the metadata say that holds of everything in it, where it is an archive or an export."""
        return {name: value for name, value in self.metadata.items() if name in INHERITED}

    def content(self, limit: int) -> bytes:
        """All of its bytes.

        Raises:
            RefusedError: there are more than `limit` (no more than these are ever held).
            OSError: the operating system refused.
        """
        with self.open() as stream:
            return content(stream, limit)


def content(stream: IO[bytes], limit: int, head: bytes = b"") -> bytes:
    """All of a stream, of which `head` is read already; see `Document.content`."""
    data = head + stream.read(max(0, limit + 1 - len(head)))
    if len(data) > limit:
        raise RefusedError("too_long", f"more than {limit:,} bytes (corpus.max_bytes)")
    return data


class ColumnNames(TypedDict, total=False):
    """Which of a table's columns holds what, as it is said in Python, on the command line and in `study.toml`."""

    text: str | None
    title: str | None
    date: str | None
    outlet: str | None
    author: str | None
    url: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns by name, where somebody gave them; `None` where they are to be found by their usual names.

    Of a table that is read: those that are used; `None` where it has none for it.
    """

    text: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    doc_id: str | None = None

    @classmethod
    def named(
        cls,
        *,
        text: str | None = None,
        title: str | None = None,
        date: str | None = None,
        outlet: str | None = None,
        author: str | None = None,
        url: str | None = None,
        id: str | None = None,
    ) -> Columns:
        """From names as a person gives them (`ColumnNames`); an empty one is as good as none."""
        columns = cls(text, title, date, outlet, author, url, id)
        return cls(**{field: name or None for field, name in dataclasses.asdict(columns).items()})

    def over(self, others: Columns) -> Columns:
        """These, and where there is none the other's."""
        own = {field: name for field, name in dataclasses.asdict(self).items() if name is not None}
        return dataclasses.replace(others, **own)

    def names(self) -> dict[str, str]:
        """Those that there are, by what a person calls them (`ColumnNames`): {"text": "body", "date": "published"}."""
        own = dataclasses.asdict(self)
        return {called(field): name for field, name in own.items() if name is not None}


def called(field: str) -> str:
    """What a person calls a field of `Columns`."""
    return {"published": "date", "doc_id": "id"}.get(field, field)


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of the reading.

    Attributes:
        settings: The study's.
        columns: Of its tables, where somebody named them.
        alone: The path of the one document that is read, if it is one. Columns that it lacks are an error; those that
            a table among others lacks are an exclusion.
        told: Hears of each table, by its path (`None` for a DataFrame), which of its columns are used.
    """

    settings: CorpusSettings = CorpusSettings()
    columns: Columns = Columns()
    alone: str | None = None
    told: Callable[[str | None, Columns], None] = field(default=lambda path, columns: None, repr=False)


def lone_surrogate(value: str) -> int | None:
    """Position of the first code point that no encoding, and so no table, can carry."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return error.start
    return None
