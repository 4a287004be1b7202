"""Documents of word processors -> articles: `.docx` through python-docx, `.rtf` through striprtf.

The text is the document's paragraphs, those of tables and content controls in their places, joined by line breaks.
Footnotes, comments, headers, footers and text boxes (where newspapers' pull quotes stand) are left out, and so is
what a tracked change deletes; what one inserts is there. Title and author are the document's own; the day of its
making is not taken for that of publication.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from quotelens.corpus import exports
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.corpus.extracted import PICTURES, article, content, paired, reading
from quotelens.errors import MissingExtraError
from quotelens.records import Article, Exclusion

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a container of older Office documents, and of encrypted newer ones
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
PROTECTED = "protected by a password: save a copy without one"

# a paragraph's runs of text, in hyperlinks, insertions and content controls too
_PARAGRAPHS = ".//w:p[not(ancestor::w:txbxContent)]"
_RUNS = (
    ".//w:r[not(ancestor::w:del) and not(ancestor::w:moveFrom) and not(ancestor::w:txbxContent)"
    " and not(ancestor::*[local-name() = 'Fallback'])]"
)

_RTF_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_RTF_HEAD = re.compile(rb"\\(mac|pca|pc)\b")
_RTF_CODE_PAGE = re.compile(rb"\\ansicpg(\d+)")
_RTF_PAGE = re.compile(r"\\ansicpg\d+")
_RTF_INFO = re.compile(r"\{\\info\b.{0,10000}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """What a document holds: its text, how it was decoded, and the title and author it names."""

    text: str
    encoding: str = "utf-8"
    found: dict[str, str | None] = field(default_factory=dict)


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """The article of a `.docx` or `.rtf` document, or the articles of one that is an export of a news database.

    Raises:
        RefusedError: there is no text in it (`empty`), it needs a password (`encrypted`), it is damaged or not what
            its ending says (`unreadable`), or it is too large, unpacked too (`too_long`).
        MissingExtraError: python-docx or striprtf is not installed.
    """
    data = content(document, options)
    text = _extracted(data, document, options)
    drafts = exports.split(text.text, "text")
    if drafts is not None:
        yield from exports.found(drafts, document, options, text.encoding)
    else:
        yield _article(text, document, options, hashlib.sha256(data).hexdigest())


def text_of(document: Document, options: Options) -> str:
    """The text of a `.docx` or `.rtf` document, its paragraphs joined by line breaks; raises what `read` does."""
    return _extracted(content(document, options), document, options).text


def _article(text: Text, document: Document, options: Options, sha256: str) -> Article:
    """The one article of a document."""
    return article(document, text.text, options, sha256=sha256, encoding=text.encoding, found=text.found)


def _extracted(data: bytes, document: Document, options: Options) -> Text:
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise RefusedError("encrypted", PROTECTED)
        raise RefusedError("unreadable", f"an old Microsoft Office document, not {document.ending}: save it as .docx")
    text = _of_rtf(data) if document.ending == ".rtf" else _of_docx(data, options.settings.max_bytes * PICTURES)
    if not text.text or text.text.isspace():
        raise RefusedError("empty", "no text in it; text boxes and pictures are not read")
    return text


# --- Word ------------------------------------------------------------------------------------------------------------


def _of_docx(data: bytes, limit: int) -> Text:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("reading Word documents", "python-docx", "documents") from error
    with reading("a Word document"):
        opened = docx.Document(_without_pictures(data, limit))
        body = opened.element.body
        lines = ["".join(run.text for run in paragraph.xpath(_RUNS)) for paragraph in body.xpath(_PARAGRAPHS)]
        said = opened.core_properties
        return Text("\n".join(lines), found={"title": said.title, "author": said.author})


def _without_pictures(data: bytes, limit: int) -> io.BytesIO:
    """The document, a ZIP archive, with its XML parts and nothing in the others: what is read is bounded, and checked.

    Raises:
        RefusedError: its parts unpack to more than `limit` bytes, are encrypted, or declare entities, which no word
            processor writes.
    """
    slim, names, left = io.BytesIO(), set(), limit
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(slim, "w") as kept:
        for member in whole.infolist():
            if member.flag_bits & 1:
                raise RefusedError("encrypted", PROTECTED)
            if member.filename in names:
                continue
            names.add(member.filename)
            part = b""
            if member.filename.lower().endswith((".xml", ".rels")):
                part = _part(whole, member, left)
                left -= len(part)
            if left < 0:
                raise RefusedError(
                    "too_long", f"unpacks to more than {limit:,} bytes ({PICTURES} times corpus.max_bytes)"
                )
            if b"<!DOCTYPE" in part.replace(b"\0", b""):
                raise RefusedError("unreadable", f"{member.filename} declares entities, which no Word document does")
            kept.writestr(member.filename, part)
    slim.seek(0)
    return slim


def _part(whole: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """A part of the document, or the first `limit` + 1 bytes of it, whatever size the archive says it has."""
    part = bytearray()
    with whole.open(member) as stream:
        while len(part) <= limit and (chunk := stream.read(min(65_536, limit + 1 - len(part)))):
            part += chunk
    return bytes(part)


# --- Rich Text Format ------------------------------------------------------------------------------------------------


def _of_rtf(data: bytes) -> Text:
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError as error:
        raise MissingExtraError("reading RTF documents", "striprtf", "documents") from error
    if not data.lstrip().startswith(b"{\\rtf"):
        raise RefusedError("unreadable", "not an RTF document, whatever its name says")
    encoding = _rtf_encoding(data)

    def plain(rtf: str) -> str:
        return paired(rtf_to_text(rtf, encoding=encoding, errors="replace"))

    with reading("an RTF document"):
        # bytes beyond ASCII stand in old files only; in newer ones every such letter is an escape
        rtf = data.decode(encoding, "replace").replace("\0", "")
        # the code page is told above, where striprtf does not know all of them
        rtf = _RTF_PAGE.sub(r"\\ansi", rtf)
        # striprtf writes a link's address into the text, where it finds one in this form
        text = plain(rtf.replace("\\fldinst{", "\\fldinst {"))
        info = _RTF_INFO.search(rtf)
        head = info.group() if info else ""
        said = {name: re.search(rf"\{{\\{name} ([^{{}}]*)\}}", head) for name in ("title", "author")}
        found = {name: plain(f"{{\\rtf1 {match.group(1)}}}") if match else None for name, match in said.items()}
    return Text(text, encoding, found)


def _rtf_encoding(data: bytes) -> str:
    """The code page that the document names for its escapes, where no font has another; Western where it names none."""
    page = _RTF_CODE_PAGE.search(data[:4096])
    if page:
        try:
            return codecs.lookup(f"cp{page.group(1).decode()}").name
        except LookupError:
            return "mac_roman" if page.group(1) == b"10000" else "cp1252"
    character_set = _RTF_HEAD.search(data[:200])
    return _RTF_SETS[character_set.group(1).decode()] if character_set else "cp1252"
