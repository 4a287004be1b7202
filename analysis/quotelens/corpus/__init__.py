"""Files and tables in -> articles, and exclusions that say why a document is not among them.

A corpus is a folder (or a file, or what a glob matches) of documents and tables, or a DataFrame with a column of texts.
What is known about the files (title, outlet, author, date, url) stands in a `datapackage.json` beside them.

Texts are decoded and otherwise left alone: no newline is translated, nothing is stripped or normalised. A byte order
mark says how a file is encoded and is not part of its text.
"""

from __future__ import annotations

import dataclasses
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from quotelens import tables
from quotelens.corpus import duplicates, language
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

    `doc_id` is unique among the articles. Those that are copies of an earlier one say so (`Article.duplicate_of`).
    `columns` says by which of its columns each table was read: by its path (`None` for a DataFrame), in the order in
    which they were read.
    """

    articles: tuple[Article, ...]
    exclusions: tuple[Exclusion, ...] = ()
    columns: Mapping[str | None, Columns] = field(default_factory=dict, compare=False)

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
            - an archive, as a file or in a folder (`.zip`, `.tar`, `.tar.gz`, `.tar.bz2`, `.tar.xz` and their short
              forms): read as a folder, without unpacking it to disk, and one in it too, but none in that one;
            - a glob (`seeds/*.txt`, `seeds/**/*.txt`): the files it matches, but not the folders;
            - `"-"`: one text from standard input;
            - a DataFrame: a text a row, as in the tables among the files (`.csv`, `.tsv`, `.xlsx`, `.json`, `.jsonl`,
              `.ndjson`, `.parquet`). Its column `path` is used where it is there.
        settings: What counts as an article, and the names of tables' columns; `CorpusSettings()` where none are given.
        text: A table's column of texts, where it is none of the usual names ("text" before "body", "content", ...; all
            are in `columns.USUAL`). Goes before the settings' word.
        title, date, outlet, author, url, id: Its other columns, likewise.

    Returns:
        The articles in the order of their paths (folder by folder, code point by code point, the same on every file
        system) or of their rows. `doc_id` is the path within the folder (for a glob: within the part of it before
        the first wildcard) without the ending. Of a row it is the cell in the column of ids, else in a file
        the path without the ending, a colon and where the row begins ("news:17": its line in CSV and JSON Lines, its
        row in a spreadsheet, its place from 1 in JSON and Parquet), in a DataFrame the index label. Where two would be
        the same the later one gets the first free of "-2", "-3", ...
        `sha256` is that of the file's bytes, or of the UTF-8 encoding of a row's text. Copies of earlier articles are
        flagged and kept (`duplicate_of` and `likeness`); articles that are plainly not in English are exclusions,
        unless the settings' `any_language` is true.

        A text file that is an export of a news database (`exports`) gives an article for each of its articles; their
        `doc_id` is the file's with the database's number of the article behind it, or its place in the file.

        Archives: a member's path starts with the archive's ("papers.zip/2011/derna.txt"). Members come in the order
        of their paths, those of a compressed TAR archive in the archive's own. Of a damaged archive what can be read
        is read. `limits` and `archives` say how much one may unpack to.

        A document that cannot be read is an exclusion (`records.Exclusion` lists the reasons) and costs no other, nor
        does a row. `Corpus.columns` says by which columns tables were read.

        Encodings: what a byte order mark says (UTF-8, UTF-16, UTF-32; recorded as "utf-8-sig", "utf-16", "utf-32"),
        else what the metadata's `encoding` says, else UTF-8 where it is that, else what charset-normalizer finds
        least messy among `ENCODINGS`: a guess from the letters, good for a paragraph and poor for a line, and
        Western where nothing speaks against it (Turkish passes for that). `Article.encoding` records it.

        Metadata: the `resources` of a Frictionless `datapackage.json`, matched by `path`, with `title`, `outlet`,
        `author`, `published` or `date`, `url` and `encoding`. Where folders within one another have one, the
        nearest wins, entry by entry. For a folder or an archive, an entry whose file is not there is an exclusion.
        Where it says nothing, what a saved page, a Word, RTF or PDF document or a Markdown front matter says of itself
        is taken. What is said of an archive or an export itself as to outlet, author and encoding holds for all that
        is in it.

        Documents (`web`, `office`, `pdf`): the text is what their reader makes of them, a paragraph a line, and spans
        are offsets into that. They need the extras `web` and `documents`; without them they are exclusions.

    Raises:
        CorpusNotFoundError: nothing is there; suggests the nearest name.
        CorpusError: a `datapackage.json` cannot be read; names the file, the place in it and the mend.
        TableError: the DataFrame, or the one table that `source` is, has no such column, or has it twice; names the
            columns there are. A table in a folder that has not the columns is an exclusion.

    References:
        Frictionless Data Package, https://specs.frictionlessdata.io/data-package/
    """
    columns = Columns.named(text=text, title=title, date=date, outlet=outlet, author=author, url=url, id=id)
    articles: list[Article] = []
    exclusions: list[Exclusion] = []
    used: dict[str | None, Columns] = {}
    for item in stream(source, settings=settings, columns=columns, told=used.__setitem__):
        if isinstance(item, Article):
            articles.append(item)
        else:
            exclusions.append(item)
    return Corpus(tuple(duplicates.flagged(articles)), tuple(exclusions), used)


def stream(
    source: str | os.PathLike[str] | pd.DataFrame,
    *,
    settings: CorpusSettings | None = None,
    columns: Columns | None = None,
    told: Callable[[str | None, Columns], None] | None = None,
) -> Iterator[Article | Exclusion]:
    """The articles of a corpus and what was left out, one by one as they are read; see `read`.

    `told` hears of each table, by its path (`None` for a DataFrame), by which columns it is read. Nobody looks for
    duplicates here: that needs all of them.
    """
    settings = settings or CorpusSettings()
    names = (columns or Columns()).over(Columns.named(**settings.columns()))
    alone = None
    if isinstance(source, (str, os.PathLike)) and os.path.isfile(os.path.expanduser(source)):
        alone = os.path.basename(source)
    options = Options(settings, names, alone=alone, told=told or (lambda path, columns: None))
    return _admitted(_found(source, options), options.settings)


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


def _admitted(found: Iterable[Article | Exclusion], settings: CorpusSettings) -> Iterator[Article | Exclusion]:
    """Leave out what is in another language, and make the ids unique."""
    given: set[str] = set()
    for item in found:
        if isinstance(item, Exclusion):
            yield item
            continue
        told = language.told(item.text)
        if told.foreign and not settings.any_language:
            detail = f"seems to be in {told.language} ({told.probability:.2f}); --any-language keeps it"
            yield Exclusion(item.path, item.doc_id, "language", detail)
            continue
        doc_id, number = item.doc_id, 2
        while doc_id in given:
            doc_id, number = f"{item.doc_id}-{number}", number + 1
        given.add(doc_id)
        yield dataclasses.replace(item, doc_id=doc_id, language=told.language)
