"""Saved web pages -> articles, through trafilatura: the article's text without menus, adverts and readers' comments.

The text is as trafilatura gives it: a paragraph, heading or list item a line. What the page says of itself (title,
author, date, outlet, url) is taken from its JSON-LD, OpenGraph and other meta elements, in trafilatura's order.

No link in a page is followed: trafilatura gets the page's characters and nothing else.

References:
    Barbaresi, Trafilatura: A web scraping library and command-line tool for text discovery and extraction, ACL 2021.
    WHATWG, Encoding Standard, https://encoding.spec.whatwg.org/
"""

from __future__ import annotations

import codecs
import email
import email.policy
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotelens.corpus import exports
from quotelens.corpus.decoding import decode
from quotelens.corpus.documents import Document, Options, RefusedError
from quotelens.corpus.extracted import article, content, reading
from quotelens.errors import MissingExtraError
from quotelens.records import Article, Exclusion

NO_ARTICLE = "no article text was found in the page"

# Of a page without an article trafilatura gives what there is: its menu, or headlines of other pages. None of their
# lines ends like a sentence.
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»›)\]」』]*\s*$", re.MULTILINE)

# Dates are sought in the markup only, not guessed from figures in the text, and between bounds that do not move with
# the day of the reading.
_DATES = {"original_date": True, "extensive_search": False, "min_date": "1700-01-01", "max_date": "2200-01-01"}
_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "readability")

# The encodings of the Encoding Standard that a page may declare, as Python names them; what a declaration of the key
# means is the superset. A page that says UTF-16 in letters is not UTF-16.
_SUPERSETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_CHARSETS = {
    *(f"cp{number}" for number in (866, 874, 932, 949, *range(1250, 1259))),
    *(f"iso8859-{number}" for number in (*range(2, 9), 10, 13, 14, 15, 16)),
    "utf-8", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "gb18030", "big5", "euc_jp", "iso2022_jp",
}  # fmt: skip
_SOUGHT = 16_384  # characters; declarations stand in the first 1,024, or should
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CHARSET = re.compile(
    r"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*>")
_HTML = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->")  # of browsers' "save page as"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's characters, how they were decoded, and where it was saved from (`None`: not told)."""

    html: str
    encoding: str
    url: str | None = None


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """The article of a saved page (`.html`, `.htm`, `.xhtml`), or the articles of an export of a news database.

    `Article.encoding` is that of a byte order mark, else that which the metadata give, else UTF-8 where the page is
    that beyond ASCII (a server's word, which is lost in saving, goes before the page's own), else that which the page
    declares, else a guess (`decoding.decode`).

    What the metadata say of the article goes before what the page says. `url` is the page's canonical address, else
    the one it was saved from.

    Raises:
        RefusedError: no article text was found (`empty`), trafilatura failed on it (`unreadable`), or it is no text.
        MissingExtraError: trafilatura is not installed.
    """
    data = document.content(options.settings.max_bytes)
    html, encoding = _decoded(data, document.metadata.get("encoding"))
    saved_from = _SAVED_FROM.search(html[:_SOUGHT])
    page = Page(html, encoding, saved_from.group(1) if saved_from else None)
    yield from _articles(page, document, options, hashlib.sha256(data).hexdigest())


def read_archived(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """The article of a page saved with its pictures in one file (`.mhtml`, `.mht`: RFC 2557); see `read`."""
    data = content(document, options)
    page = _unpacked(data, document.metadata.get("encoding"))
    if len(page.html) > options.settings.max_bytes:
        limit = options.settings.max_bytes
        raise RefusedError("too_long", f"a page of more than {limit:,} characters (corpus.max_bytes)")
    yield from _articles(page, document, options, hashlib.sha256(data).hexdigest())


def _articles(page: Page, document: Document, options: Options, sha256: str) -> Iterator[Article | Exclusion]:
    drafts = exports.split(page.html, "html")
    if drafts is not None:
        yield from exports.found(drafts, document, options, page.encoding)
    else:
        yield _article(page, document, options, sha256)


def _article(page: Page, document: Document, options: Options, sha256: str) -> Article:
    """The one article of a page."""
    text, found = _extracted(page)
    return article(document, text, options, sha256=sha256, encoding=page.encoding, found=found)


def _extracted(page: Page) -> tuple[str, dict[str, str | None]]:
    """The text of the page's article, and what the page says of it."""
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError("reading saved web pages", "trafilatura", "web") from error
    _hush()
    with reading("a web page"):
        found = trafilatura.bare_extraction(
            _whole(page.html),
            url=page.url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params=dict(_DATES),
        )
    if found is None or not found.text or not _SENTENCE_END.search(found.text):
        raise RefusedError("empty", NO_ARTICLE)
    said = {"title": found.title, "outlet": found.sitename, "author": found.author, "published": found.date}
    return found.text, {**said, "url": found.url or page.url}


def _whole(html: str) -> str:
    """The page as trafilatura takes it: an html element around, and no word of an encoding, which characters lack."""
    html = _XML_DECLARATION.sub("", html, count=1)
    return html if _HTML.search(html) else f"<html><body>{html}</body></html>"


def _hush() -> None:
    """Log what trafilatura and its parts have to say only where somebody has set up logging."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def _unpacked(data: bytes, given: str | None) -> Page:
    """The first page of an MHTML file."""
    with reading("an MHTML page"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                body = part.get_payload(decode=True)
                url = message.get("Snapshot-Content-Location") or part.get("Content-Location")
                header = _python_name(part.get_content_charset() or "")
                html, encoding = _decoded(body if isinstance(body, bytes) else b"", given, header)
                return Page(html, encoding, url if url and url.startswith(("http://", "https://")) else None)
    raise RefusedError("unreadable", "no web page in it: not an MHTML page, or a damaged one")


# --- encodings -------------------------------------------------------------------------------------------------------


def _decoded(data: bytes, given: str | None, header: str | None = None) -> tuple[str, str]:
    """The page's characters, and the name of their encoding.

    `given` is what the metadata say, and holds; `header` is what the message around the page says, before the page.
    """
    declared = given or (None if _is_utf8(data) else header or _declared(data))
    try:
        return decode(data, declared)
    except RefusedError as refused:
        if given or not declared or refused.reason != "undecodable":
            raise
    return decode(data, None)  # what the page declares it is not


def _is_utf8(data: bytes) -> bool:
    """Whether a page is UTF-8 beyond ASCII, which text in another encoding never is by chance."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def _declared(data: bytes) -> str | None:
    """The encoding that the page's XML declaration or a meta element names; `None` where none, or none to be had."""
    match = _CHARSET.search(_COMMENT.sub("", data[:_SOUGHT].decode("latin-1")))
    return _python_name(match.group(1) or match.group(2)) if match else None


def _python_name(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if name in _CHARSETS else None
