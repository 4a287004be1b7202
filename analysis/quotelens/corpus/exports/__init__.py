"""Exports of news databases, several articles a file -> the articles, each with what the export says of it.

Nexis Uni (Word, Rich Text), Factiva (web page, Rich Text) and ProQuest (plain text, web page), each read in its own
module. Who reads a file of a kind makes it text or a page, and asks `split` before taking it for one article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from quotelens.corpus.documents import METADATA, Document, Options, RefusedError
from quotelens.corpus.exports import factiva, nexis, proquest
from quotelens.corpus.exports.drafts import Draft
from quotelens.records import Article, Exclusion, without_surrogates

__all__ = ["MAX_BYTES", "Draft", "begins", "found", "split"]

MAX_BYTES = 100_000_000  # of an export as a whole; `corpus.max_bytes` holds for each of its articles


def split(content: str, kind: Literal["text", "html"]) -> list[Draft] | None:
    """The articles of an export; `None` where the content is none, as any ordinary article.

    Args:
        content: A text (of a text file, or of a Word or Rich Text document with a line a paragraph) or a web page.
        kind: Which of the two.

    Returns:
        The articles in the export's order. Those without a text, and those that the end of the file cuts, are among
        them.
    """
    if kind == "html":
        if factiva.is_page(content):
            return factiva.page_articles(content)
        return proquest.page_articles(content) if proquest.is_page(content) else None
    if proquest.is_export(content):
        return proquest.articles(content)
    if nexis.is_export(content):
        return nexis.articles(content)
    return factiva.articles(content) if factiva.is_export(content) else None


def begins(head: bytes) -> bool:
    """Whether a text file that starts with these bytes may be an export, and so longer than an article may be."""
    return proquest.begins(head.decode("utf-8", "replace"))


def found(
    drafts: Sequence[Draft], document: Document, options: Options, encoding: str = "utf-8"
) -> Iterator[Article | Exclusion]:
    """An export's articles, and exclusions of those that can be none, each with its number in the export.

    Args:
        drafts: What `split` gave.
        document: The export.
        options: What is asked of the reading.
        encoding: How the export was decoded.

    Yields:
        `doc_id` is the export's with the database's own number of the article behind it, or else the article's number
        in the export, from 1 ("news/251439970", "news/2"); `path` is the export's, `sha256` that of the text's UTF-8.
        What the metadata of the export say of outlet and author holds where the article says nothing itself.
    """
    for n, draft in enumerate(drafts, 1):
        doc_id = f"{document.doc_id}/{draft.id or n}"
        known = {name: value for name, value in document.inherited.items() if name in METADATA}
        known |= {name: without_surrogates(value) for name in METADATA if (value := getattr(draft, name)) is not None}
        try:
            _admit(draft, options)
        except RefusedError as refused:
            detail = f"article {n} of {len(drafts)} {refused.detail}"
            yield Exclusion(document.path, doc_id, refused.reason, detail)
        else:
            text = without_surrogates(draft.text)
            yield Article.from_text(text, doc_id, path=document.path, encoding=encoding, **known)


def _admit(draft: Draft, options: Options) -> None:
    if draft.is_cut:
        raise RefusedError("unreadable", "is cut: the file ends in the middle of it; get the export anew")
    if not draft.text or draft.text.isspace():
        raise RefusedError("missing", "has no text in the export")
    size, limit = len(draft.text.encode("utf-8", "surrogatepass")), options.settings.max_bytes
    if size > limit:
        raise RefusedError("too_long", f"has {size:,} bytes, more than {limit:,} (corpus.max_bytes)")
