"""Which reader reads a document: told by the ending of its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator

from quotelens.corpus.decoding import decode
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.records import Article, Exclusion

Found = Article | Exclusion
Reader = Callable[[Document, Options], Iterator[Found]]


def read(document: Document, options: Options) -> Iterator[Found]:
    """The articles of a document, and exclusions of what could not be one; a document that fails costs no other."""
    reader = READERS.get(document.ending, plain)  # of a file without an ending, or of standard input, a text
    try:
        yield from reader(document, options)
    except OSError as error:
        yield Exclusion(document.path, document.doc_id, "unreadable", why(error))
    except RefusedError as refused:
        yield Exclusion(document.path, document.doc_id, refused.reason, refused.detail)


def plain(document: Document, options: Options) -> Iterator[Found]:
    """A text file is one article."""
    data = document.content(options.settings.max_bytes)
    text, encoding = decode(data, document.metadata.get("encoding"))
    digest = hashlib.sha256(data).hexdigest()
    yield Article(document.doc_id, text, path=document.path, sha256=digest, encoding=encoding, **document.known)


READERS: dict[str, Reader] = {
    "": plain,
    ".md": plain,
    ".txt": plain,
}


def why(error: OSError) -> str:
    """What the operating system said."""
    link = os.path.islink(error.filename) if isinstance(error.filename, str) else False
    return f"{error.strerror or error}{' (it is a link)' if link else ''}"
