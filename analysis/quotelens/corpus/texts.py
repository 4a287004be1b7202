"""A table's file as text, read from front to back: never more of it is held than a row may be long."""

from __future__ import annotations

import codecs
import contextlib
import io
from collections.abc import Iterator
from typing import IO, TextIO

from quotelens.corpus.decoding import encoding_of
from quotelens.corpus.documents import Document, RefusedError
from quotelens.settings import CorpusSettings

SAMPLE = 256 * 1024  # bytes that a file's encoding, and its delimiter, are told from
MAX_HELD = 200_000_000  # bytes of a table inside an archive whose format must be read back and forth
BROKEN = "\udcff"  # stands for bytes that cannot be decoded: no text has it, so the row that holds it is refused
_MARK_BROKEN = "quotelens.mark_broken"

codecs.register_error(_MARK_BROKEN, lambda error: (BROKEN, error.end))  # type: ignore[attr-defined]


@contextlib.contextmanager
def opened(document: Document, newline: str) -> Iterator[tuple[TextIO, str]]:
    """A document's text, and the name of its encoding (see `encoding`).

    Args:
        document: A file on disk or in an archive; a stream that cannot seek will do.
        newline: What ends a line, as in `io.TextIOWrapper`; no line break is translated.

    Raises:
        RefusedError: it is no text, or in no encoding that can be told.
    """
    name = encoding(document)
    with document.open() as stream, io.TextIOWrapper(stream, name, _MARK_BROKEN, newline) as text:
        yield text, name


def encoding(document: Document) -> str:
    """How a file is encoded, as its first `SAMPLE` bytes tell that are not all ASCII.

    Raises:
        RefusedError: it is no text, or in no encoding that can be told.
    """
    with document.open() as stream:
        sample = first = stream.read(SAMPLE)
        # the first byte that tells one encoding from another may be far down
        while sample.isascii() and b"\x00" not in sample and (more := stream.read(SAMPLE)):
            sample = more
    if sample is not first and sample.isascii():
        sample = first
    return encoding_of(sample, document.metadata.get("encoding"))


def longest_row(settings: CorpusSettings) -> int:
    """How many characters of a file are held at most for one row: its text twice over, for marks that are doubled."""
    return 2 * settings.max_bytes + 1_000_000


@contextlib.contextmanager
def seekable(document: Document) -> Iterator[IO[bytes]]:
    """A stream that can go back and forth: the file itself, or all of a member of an archive.

    Raises:
        RefusedError: the member has more than `MAX_HELD` bytes.
    """
    with document.open() as stream:
        if document.real is not None:
            yield stream
            return
        data = stream.read(MAX_HELD + 1)
    if len(data) > MAX_HELD:
        hint = "take it out of the archive, or save it as CSV"
        raise RefusedError("too_long", f"more than {MAX_HELD:,} bytes, which must be held at once; {hint}")
    yield io.BytesIO(data)
