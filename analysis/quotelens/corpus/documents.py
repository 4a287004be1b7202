"""What is read: a document, on disk or in an archive, and what is asked of its reading."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

from quotelens.records import Reason
from quotelens.settings import CorpusSettings

DATAPACKAGE = "datapackage.json"

# what a datapackage.json or a table may say of a document; `date` is another name of `published`
METADATA = ("title", "outlet", "author", "published", "url")


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
    """

    path: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    metadata: Mapping[str, str] = field(default_factory=dict)
    real: str | None = None

    @property
    def ending(self) -> str:
        """Of its name, with the full stop, in small letters; "" where it has none."""
        return posixpath.splitext(self.path)[1].lower()

    @property
    def doc_id(self) -> str:
        """The path without its ending."""
        return posixpath.splitext(self.path)[0]

    @property
    def known(self) -> dict[str, str]:
        """What the metadata say of the article."""
        return {name: value for name, value in self.metadata.items() if name in METADATA}

    def content(self, limit: int) -> bytes:
        """All of its bytes.

        Raises:
            RefusedError: there are more than `limit` (no more than these are ever held).
            OSError: the operating system refused.
        """
        with self.open() as stream:
            return content(stream, limit)


def content(stream: IO[bytes], limit: int) -> bytes:
    """All of a stream; see `Document.content`."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise RefusedError("too_long", f"more than {limit:,} bytes (corpus.max_bytes)")
    return data


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns by name, where somebody gave them; `None` where they are to be found by their usual names."""

    text: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    doc_id: str | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of the reading: the study's settings, and the columns of its tables."""

    settings: CorpusSettings = CorpusSettings()
    columns: Columns = Columns()


def lone_surrogate(value: str) -> int | None:
    """Position of the first code point that no encoding, and so no table, can carry."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return error.start
    return None
