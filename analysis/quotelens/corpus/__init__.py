"""Files and tables in -> articles, and exclusions that say why a document is not among them.

A corpus is a folder (or a file, or what a glob matches) of `.txt` files, or a DataFrame with a column of texts. What
is known about the files (title, outlet, author, date, url) stands in a `datapackage.json` beside them.

Texts are decoded and otherwise left alone: no newline is translated, nothing is stripped or normalised. A byte order
mark says how a file is encoded and is not part of its text.
"""

from __future__ import annotations

import dataclasses
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from quotelens import tables
from quotelens.corpus.documents import Columns, Document, Options
from quotelens.corpus.finding import find
from quotelens.corpus.readers import read as read_document
from quotelens.corpus.rows import of_frame
from quotelens.errors import CorpusError
from quotelens.records import Article, Exclusion
from quotelens.settings import CorpusSettings

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a study, in order, and the documents that were left out, each with its reason.

    `doc_id` is unique among the articles, and so are their bytes.
    """

    articles: tuple[Article, ...]
    exclusions: tuple[Exclusion, ...] = ()

    def exclusions_frame(self) -> pd.DataFrame:
        """The exclusions as a frame of `tables.EXCLUSIONS`, in order."""
        return tables.of_exclusions(self.exclusions)


def read(
    source: str | os.PathLike[str] | pd.DataFrame,
    *,
    settings: CorpusSettings | None = None,
    text: str | None = None,
    title: str | None = None,
    date: str | None = None,
    outlet: str | None = None,
    author: str | None = None,
    url: str | None = None,
    id: str | None = None,
) -> Corpus:
    """Read a corpus.

    Args:
        source: One of
            - a folder: every file in it and in its subfolders whose ending is one of `readers.READERS`. Names that
              start with a full stop, `README.md`, `study.toml`, a study's own `aliases.csv`, `grades.csv` and
              `corrections.jsonl`, and `datapackage.json` are no documents; any other file is an exclusion. Links are
              followed, once;
            - a file: of one of these endings, or of none, which is read as text;
            - a glob (`seeds/*.txt`, `seeds/**/*.txt`): the files it matches, but not the folders;
            - `"-"`: one text from standard input;
            - a DataFrame: a text a row. Of its other columns `doc_id`, `title`, `outlet`, `author`, `published` (or
              `date`), `url` and `path` are used where they are there.
        settings: What counts as an article; `CorpusSettings()` where none are given.
        text: A table's column of texts, where it is none of the usual names ("text" before "body", "content", ...).
        title, date, outlet, author, url, id: Its other columns, likewise.

    Returns:
        The articles in the order of their paths (folder by folder, code point by code point, the same on every file
        system) or of their rows. `doc_id` is the path within the folder (for a glob: within the part of it before
        the first wildcard) without the ending, or the row's `doc_id`, or else the row's index label. Where two
        would be the same the later one gets the first free of "-2", "-3", ...
        `sha256` is that of the file's bytes, or of the UTF-8 encoding of a row's text.

        A document that cannot be read is an exclusion (`records.Exclusion` lists the reasons) and costs no other.

        Encodings: what a byte order mark says (UTF-8, UTF-16, UTF-32; recorded as "utf-8-sig", "utf-16", "utf-32"),
        else what the metadata's `encoding` says, else UTF-8 where it is that, else what charset-normalizer finds
        least messy among `ENCODINGS`: a guess from the letters, good for a paragraph and poor for a line, and
        Western where nothing speaks against it (Turkish passes for that). `Article.encoding` records it.

        Metadata: the `resources` of a Frictionless `datapackage.json`, matched by `path`, with `title`, `outlet`,
        `author`, `published` or `date`, `url` and `encoding`. Where folders within one another have one, the
        nearest wins, entry by entry. For a folder, an entry whose file is not there is an exclusion.

    Raises:
        CorpusNotFoundError: nothing is there; suggests the nearest name.
        CorpusError: a `datapackage.json` cannot be read; names the file, the place in it and the mend.
        TableError: the DataFrame has no such column, or has it twice; names the columns there are.

    References:
        Frictionless Data Package, https://specs.frictionlessdata.io/data-package/
    """
    columns = Columns(text=text, title=title, published=date, outlet=outlet, author=author, url=url, doc_id=id)
    articles: list[Article] = []
    exclusions: list[Exclusion] = []
    for item in stream(source, settings=settings, columns=columns):
        if isinstance(item, Article):
            articles.append(item)
        else:
            exclusions.append(item)
    return Corpus(tuple(articles), tuple(exclusions))


def stream(
    source: str | os.PathLike[str] | pd.DataFrame,
    *,
    settings: CorpusSettings | None = None,
    columns: Columns | None = None,
) -> Iterator[Article | Exclusion]:
    """The articles of a corpus and what was left out, one by one as they are read; see `read`."""
    options = Options(settings or CorpusSettings(), columns or Columns())
    return _told_apart(_found(source, options))


def _found(source: str | os.PathLike[str] | pd.DataFrame, options: Options) -> Iterator[Article | Exclusion]:
    if isinstance(source, pd.DataFrame):
        yield from of_frame(source, options)
    elif not isinstance(source, (str, os.PathLike)):
        raise CorpusError(f"a corpus is read from a path, a glob, '-' or a DataFrame, not from {type(source).__name__}")
    elif source == STANDARD_INPUT:
        yield from _of_standard_input(options)
    else:
        for item in find(os.fspath(source)):
            if isinstance(item, Exclusion):
                yield item
            else:
                yield from read_document(item, options)


def _of_standard_input(options: Options) -> Iterator[Article | Exclusion]:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise CorpusError("there is no standard input here; give a path, a glob or a DataFrame")
    data = io.BytesIO(stream.read(options.settings.max_bytes + 1))
    for item in read_document(Document("stdin", lambda: data), options):
        yield dataclasses.replace(item, path=None if isinstance(item, Article) else STANDARD_INPUT)


def _told_apart(found: Iterable[Article | Exclusion]) -> Iterator[Article | Exclusion]:
    """Leave out what came before, and make the ids unique."""
    first: dict[str, str] = {}
    given: set[str] = set()
    for item in found:
        if isinstance(item, Exclusion):
            yield item
        elif item.sha256 in first:
            yield Exclusion(item.path, item.doc_id, "duplicate", f"the same bytes as {first[item.sha256]}")
        else:
            doc_id, number = item.doc_id, 2
            while doc_id in given:
                doc_id, number = f"{item.doc_id}-{number}", number + 1
            given.add(doc_id)
            first[item.sha256] = item.path or doc_id
            yield item if doc_id == item.doc_id else dataclasses.replace(item, doc_id=doc_id)
