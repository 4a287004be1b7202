"""Markdown files -> articles: the text as received, and what a plain front matter says of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from quotelens.corpus.decoding import decode
from quotelens.corpus.documents import METADATA, Document, Options
from quotelens.corpus.extracted import article
from quotelens.records import Article, Exclusion

_FRONT = re.compile(r"---[ \t]*\r?\n(.{0,10000}?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_LINE = re.compile(r"^(\w+):[ \t]+(.+?)[ \t]*\r?$", re.MULTILINE)
# of a value: in quotation marks without any inside, or without what means something to YAML
_PLAIN = re.compile(
    r""" "([^"\\]*)" | '([^']*)' | ([^\s"'\[\]{}|>&*!%@`#,?:\-](?:[^\s:]|:(?=\S)|[ \t](?!\#))*) """, re.VERBOSE
)


def read(document: Document, options: Options) -> Iterator[Article | Exclusion]:
    """The article of a Markdown file. Nothing of its text is left out, neither marks of layout nor the front matter.

    Of a front matter (YAML between two lines "---" at the very top), the lines `title:`, `author:`, `date:` or
    `published:`, `outlet:` and `url:` are understood where their value is plain text; a `datapackage.json` goes
    before them. Whatever else stands there is passed over.
    """
    data = document.content(options.settings.max_bytes)
    text, encoding = decode(data, document.metadata.get("encoding"))
    digest = hashlib.sha256(data).hexdigest()
    yield article(document, text, options, sha256=digest, encoding=encoding, found=front_matter(text))


def front_matter(text: str) -> dict[str, str | None]:
    """What the front matter of a Markdown text says of the article; the first of two lines that say the same counts."""
    found: dict[str, str | None] = {}
    front = _FRONT.match(text)
    for name, value in _LINE.findall(front.group(1)) if front else ():
        plain = _PLAIN.fullmatch(value)
        name = "published" if name == "date" else name
        if plain and name in METADATA:
            found.setdefault(name, plain.group(1) or plain.group(2) or plain.group(3))
    return found
