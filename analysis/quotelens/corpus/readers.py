"""Which reader reads a document: told by the ending of its name."""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Callable, Iterator

from quotelens.corpus import archives, delimited, exports, jsons, markdown, office, parquet, pdf, web, workbook
from quotelens.corpus.decoding import decode
from quotelens.corpus.documents import Document, Options, RefusedError, content
from quotelens.errors import MissingExtraError, TableError
from quotelens.records import Article, Exclusion

Found = Article | Exclusion
Reader = Callable[[Document, Options], Iterator[Found]]


def read(document: Document, options: Options) -> Iterator[Found]:
    """The articles of a document, and exclusions of what could not be one; a document that fails costs no other.

    Raises:
        TableError: a table has not the columns it should have, and is `options.alone`.
    """
    reader = READERS.get(document.ending, plain)  # of a file without an ending, or of standard input, a text
    try:
        yield from reader(document, options)
    except OSError as error:
        yield Exclusion(document.path, document.doc_id, "unreadable", why(error))
    except RefusedError as refused:
        yield Exclusion(document.path, document.doc_id, refused.reason, refused.detail)
    except MissingExtraError as error:  # the others are read all the same, and the detail is the command that mends it
        yield Exclusion(document.path, document.doc_id, "unsupported", str(error))
    except TableError as error:
        if options.alone == document.path:
            raise TableError(f"{document.path}: {error}") from None
        yield Exclusion(document.path, document.doc_id, "missing", str(error))


def plain(document: Document, options: Options) -> Iterator[Found]:
    """A text file is one article, or an export of several."""
    data = _content(document, options.settings.max_bytes)
    text, encoding = decode(data, document.metadata.get("encoding"))
    drafts = exports.split(text, "text")
    if drafts is not None:
        yield from exports.found(drafts, document, options, encoding)
        return
    if len(data) > options.settings.max_bytes:
        raise RefusedError("too_long", f"more than {options.settings.max_bytes:,} bytes (corpus.max_bytes)")
    digest = hashlib.sha256(data).hexdigest()
    yield Article(document.doc_id, text, path=document.path, sha256=digest, encoding=encoding, **document.known)


def _content(document: Document, limit: int) -> bytes:
    """All of a text file's bytes: as many as an article may have, or an export, where it begins as one."""
    with document.open() as stream:
        head = stream.read(min(limit + 1, 256))
        return content(stream, max(limit, exports.MAX_BYTES) if exports.begins(head) else limit, head)


def archive(document: Document, options: Options) -> Iterator[Found]:
    """An archive is whatever the documents in it are."""
    for member in archives.members(document):
        if isinstance(member, Exclusion):
            yield member
        elif (refused := unsupported(member.path)) is not None:
            yield refused
        else:
            yield from read(member, options)


READERS: dict[str, Reader] = {
    "": plain,
    ".csv": delimited.read,
    ".docx": office.read,
    ".htm": web.read,
    ".html": web.read,
    ".json": jsons.read,
    ".jsonl": jsons.read_lines,
    ".md": markdown.read,
    ".mht": web.read_archived,
    ".mhtml": web.read_archived,
    ".ndjson": jsons.read_lines,
    ".parquet": parquet.read,
    ".pdf": pdf.read,
    ".rtf": office.read,
    ".txt": plain,
    ".tsv": delimited.read,
    ".xhtml": web.read,
    **dict.fromkeys(archives.ENDINGS, archive),
    ".xlsx": workbook.read,
}

# What to do about files that hold text, but are not read.
INSTEAD = {
    ".doc": "save it as .docx",
    ".docm": "save it as .docx",
    ".dot": "save it as .docx",
    ".dotx": "save it as .docx",
    ".epub": "save its articles as .html or .txt",
    ".fodt": "save it as .docx",
    ".odt": "save it as .docx",
    ".pages": "export it from Pages as Word (.docx)",
    ".webarchive": "save the page as .html",
    ".wpd": "save it as .docx",
    ".wps": "save it as .docx",
    ".7z": "unpack it and read the folder, or pack it anew as ZIP",
    ".rar": "unpack it and read the folder, or pack it anew as ZIP",
}


def not_read(ending: str) -> str:
    """Why a file of an ending that has no reader is left out, and what to do about it."""
    if not ending:
        return "files without an ending are not read"
    mend = INSTEAD.get(ending.lower())
    return f"{ending} files are not read{f'; {mend}' if mend else ''}"


def unsupported(path: str) -> Exclusion | None:
    """The exclusion of a file in a folder or an archive whose ending has no reader; `None` where it has one."""
    ending = posixpath.splitext(path)[1]
    if ending and ending.lower() in READERS:
        return None
    return Exclusion(path, None, "unsupported", not_read(ending))


def why(error: OSError) -> str:
    """What the operating system said."""
    link = os.path.islink(error.filename) if isinstance(error.filename, str) else False
    return f"{error.strerror or error}{' (it is a link)' if link else ''}"
