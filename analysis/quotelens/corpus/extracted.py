"""What a library draws out of a document -> an article: what the readers of pages and office documents share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.errors import QuotelensError
from quotelens.records import Article, without_surrogates

PICTURES = 10  # a document with pictures in it may be this many times corpus.max_bytes; its text may not


def content(document: Document, options: Options) -> bytes:
    """All bytes of a document that may hold pictures.

    Raises:
        RefusedError: there are more than `PICTURES` times `corpus.max_bytes`, or none at all.
        OSError: the operating system refused.
    """
    limit = options.settings.max_bytes * PICTURES
    try:
        data = document.content(limit)
    except RefusedError as refused:
        raise RefusedError(refused.reason, f"more than {limit:,} bytes ({PICTURES} times corpus.max_bytes)") from None
    if not data:
        raise RefusedError("empty", "no bytes")
    return data


@contextmanager
def reading(kind: str) -> Iterator[None]:
    """Around a library that reads strangers' files: whatever it stops on is told as this document's fault.

    Its warnings are not shown: they are about markup, which nobody here can mend.

    Args:
        kind: What the file should be, with its article: "a Word document".

    Raises:
        RefusedError: anything but an error of quotelens was raised; `detail` holds it, on one line.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (RefusedError, QuotelensError):
        raise
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise RefusedError("unreadable", f"damaged, or not {kind} ({said[:200]})") from error


def paired(text: str) -> str:
    """The text with the halves of characters beyond U+FFFF put together, and U+FFFD for a half on its own."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def article(
    document: Document,
    text: str,
    options: Options,
    *,
    sha256: str,
    encoding: str,
    found: Mapping[str, str | None] | None = None,
) -> Article:
    """The article of a document.

    Args:
        document: It; what a `datapackage.json` says of it goes before what was `found` in it.
        text: What its reader made of it.
        options: Its text may have `corpus.max_bytes` bytes in UTF-8.
        sha256: Of the file's bytes.
        encoding: How they were decoded.
        found: What the document says of itself: any of `documents.METADATA`; blank values are none.

    Raises:
        RefusedError: the text is over-long.
    """
    text = without_surrogates(text)
    limit = options.settings.max_bytes
    if len(text.encode("utf-8")) > limit:
        raise RefusedError("too_long", f"a text of more than {limit:,} bytes (corpus.max_bytes)")
    said = {name: " ".join(without_surrogates(value or "").split()) for name, value in (found or {}).items()}
    known: dict[str, Any] = {name: value for name, value in said.items() if value} | document.known
    return Article(document.doc_id, text, path=document.path, sha256=sha256, encoding=encoding, **known)
