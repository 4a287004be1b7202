"""Files and tables in -> articles, and exclusions that say why a document is not among them.

A corpus is a folder (or a file, or what a glob matches) of `.txt` files, or a DataFrame with a column of texts. What
is known about the files (title, outlet, author, date, url) stands in a `datapackage.json` beside them.

Texts are decoded and otherwise left alone: no newline is translated, nothing is stripped or normalised. A byte order
mark says how a file is encoded and is not part of its text.
"""

from __future__ import annotations

import codecs
import contextlib
import dataclasses
import datetime
import difflib
import glob
import hashlib
import json
import math
import os
import posixpath
import re
import stat
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pandas as pd
from charset_normalizer import from_bytes

from quotelens import tables
from quotelens.errors import CorpusError, CorpusNotFoundError, TableError
from quotelens.records import Article, Exclusion, Reason
from quotelens.settings import ALIASES, CORRECTIONS, GRADES, CorpusSettings
from quotelens.settings import FILE as STUDY

ENDING = ".txt"
DATAPACKAGE = "datapackage.json"
STANDARD_INPUT = "-"

# what a datapackage.json or a table may say of a document; `date` is another name of `published`
METADATA = ("title", "outlet", "author", "published", "url")

# Encodings sought where a file is not UTF-8 and has no byte order mark; the first wins where the signs are even.
# Western first, as the share of web pages in each (W3Techs); DOS code pages are left out: on short texts they fit
# anything. iso8859_1, _7 and _9 read as their Windows supersets.
ENCODINGS = (
    "cp1252", "cp1251", "cp1250", "cp1254", "cp1253", "cp1256", "cp1255", "cp1257", "mac_roman",
    "koi8_r", "iso8859_2", "iso8859_5", "gb18030", "big5", "cp932", "euc_jp", "cp949",
)  # fmt: skip

# Bytes that no text has use for: C0 controls save those that file(1) counts as text (bell to carriage return,
# escape), and delete.
_CONTROL = bytes(byte for byte in range(0x20) if not 0x07 <= byte <= 0x0D and byte != 0x1B) + b"\x7f"
# A tenth of random bytes are such controls, so half of that tells compressed data from text. Whatever is valid UTF-8
# is hardly random: there only a flood counts (ASCII in UTF-16 without a mark has one byte in two).
MAX_CONTROL = 0.05
MAX_CONTROL_UTF8 = 0.3

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (or a DOCX, XLSX or EPUB document)"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
)

_HALF = "holds half a character (a \\ud800 to \\udfff without its partner)"
_MAGIC = re.compile(r"[*?\[]")


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
    source: str | os.PathLike[str] | pd.DataFrame, *, settings: CorpusSettings | None = None, text: str = "text"
) -> Corpus:
    """Read a corpus.

    Args:
        source: One of
            - a folder: every `.txt` file in it and in its subfolders. Names that start with a full stop,
              `study.toml`, a study's own `aliases.csv`, `grades.csv` and `corrections.jsonl`, and `datapackage.json`
              are no documents; any other file is an exclusion. Links are followed, once;
            - a file: `.txt`, or of no ending;
            - a glob (`seeds/*.txt`, `seeds/**/*.txt`): the files it matches, but not the folders;
            - `"-"`: one text from standard input;
            - a DataFrame: a text a row. Of its other columns `doc_id`, `title`, `outlet`, `author`, `published` (or
              `date`), `url` and `path` are used where they are there.
        settings: What counts as an article; `CorpusSettings()` where none are given.
        text: The DataFrame's column of texts.

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
    settings = settings or CorpusSettings()
    if isinstance(source, pd.DataFrame):
        return _collect(_of_rows(source, text, settings))
    if not isinstance(source, (str, os.PathLike)):
        raise CorpusError(f"a corpus is read from a path, a glob, '-' or a DataFrame, not from {type(source).__name__}")
    if source == STANDARD_INPUT:
        return _collect([_of_standard_input(settings)])
    return _collect(_of_files(os.fspath(source), settings))


def _collect(found: Iterable[Article | Exclusion]) -> Corpus:
    """Leave out what came before, and make the ids unique."""
    articles: list[Article] = []
    exclusions: list[Exclusion] = []
    first: dict[str, Article] = {}
    for item in found:
        if isinstance(item, Exclusion):
            exclusions.append(item)
        elif item.sha256 in first:
            before = first[item.sha256]
            detail = f"the same bytes as {before.path or before.doc_id}"
            exclusions.append(Exclusion(item.path, item.doc_id, "duplicate", detail))
        else:
            first[item.sha256] = item
            articles.append(item)
    return Corpus(tuple(_with_unique_ids(articles)), tuple(exclusions))


def _with_unique_ids(articles: list[Article]) -> Iterator[Article]:
    wanted = {article.doc_id for article in articles}  # an id that somebody gave is never taken for a number
    given: set[str] = set()
    for article in articles:
        doc_id, number = article.doc_id, 2
        while doc_id in given or (doc_id != article.doc_id and doc_id in wanted):
            doc_id, number = f"{article.doc_id}-{number}", number + 1
        given.add(doc_id)
        yield article if doc_id == article.doc_id else dataclasses.replace(article, doc_id=doc_id)


# --- files -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read: where it is, and its path within the corpus folder as it is shown."""

    real: str
    path: str

    @property
    def doc_id(self) -> str:
        ends = self.path.lower().endswith(ENDING) and len(self.path) > len(ENDING)
        return self.path[: -len(ENDING)] if ends else self.path


@dataclass(slots=True)
class _Folder:
    """What a walk through a folder finds."""

    files: list[_File] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)


def _of_files(source: str, settings: CorpusSettings) -> Iterator[Article | Exclusion]:
    found = _find(source)
    in_order: list[_File | Exclusion] = [*found.files, *found.exclusions]
    in_order.sort(key=lambda item: (item.path or "").split("/"))
    for item in in_order:
        yield item if isinstance(item, Exclusion) else _of_file(item, found.metadata.get(item.path, {}), settings)


def _find(source: str) -> _Folder:
    if not os.path.lexists(source):
        source = os.path.expanduser(source)
    if os.path.isdir(source):
        found = _walk(source)
        if not found.files and not found.exclusions:
            raise CorpusNotFoundError(f"{_short(source)}: the folder holds no files; articles are {ENDING} files")
        return found
    if os.path.lexists(source):
        return _named(source)
    if "\n" in source or any(len(part) > 255 for part in source.split("/")):
        hint = "this looks like a text, not a path; attribute(text) reads one"
        raise CorpusNotFoundError(f"{_short(source)}: {hint}")
    if _MAGIC.search(source):
        return _matched(source)
    raise CorpusNotFoundError(f"{_short(source)}: no such file or folder{_suggestion(source)}")


def _named(source: str) -> _Folder:
    """One file by its name: whoever names it may leave the ending off, and hide it."""
    parent, name = os.path.split(source)
    found = _Folder()
    if os.path.splitext(name)[1]:
        _sort_in(source, _shown(name), found)
    else:
        found.files.append(_File(source, _shown(name)))
    _read_metadata(parent or os.curdir, "", found)
    return found


def _matched(pattern: str) -> _Folder:
    """The files that a glob matches."""
    parts = Path(pattern).parts
    base = Path(*parts[: next(k for k, part in enumerate(parts) if _MAGIC.search(part))])
    found = _Folder()
    matches = sorted(set(map(os.path.normpath, glob.glob(pattern, recursive=True))))
    matched_folders = [match for match in matches if os.path.isdir(match)]
    folders = {base}
    for match in matches:
        if match in matched_folders or _is_apart(os.path.basename(match)):
            continue
        inner = Path(match).relative_to(os.path.normpath(base))
        _sort_in(match, _shown(inner.as_posix()), found)
        folders.update(base / parent for parent in inner.parents)
    if not found.files and not found.exclusions:
        hint = "" if base.is_dir() else _suggestion(str(base))
        if matched_folders:
            inside = os.path.join(matched_folders[0], f"*{ENDING}")
            hint = f", only folders; name the folder itself, or {_short(inside)}"
        raise CorpusNotFoundError(f"{_short(pattern)}: matches no file{hint}")
    for folder in sorted(folders, key=lambda folder: folder.parts):
        inside = folder.relative_to(base).as_posix()
        _read_metadata(str(folder), "" if inside == "." else _shown(inside) + "/", found)
    return found


def _walk(top: str) -> _Folder:
    """All that is in a folder and below. Links are followed, but no folder is read twice: links may run in circles."""
    found = _Folder()
    folders: list[tuple[str, str]] = [(top, "")]
    links: list[tuple[str, str]] = []
    seen = {os.path.realpath(folder) for folder in Path(os.path.realpath(top)).parents}  # a link up leads out of it
    while folders or links:
        # links come last, so that none takes the place of what it points to
        folder, prefix = folders.pop() if folders else links.pop(0)
        path = prefix.rstrip("/") or None
        place = os.path.realpath(folder)
        if place in seen:
            detail = "a link to a folder that is read already, or that lies around it"
            found.exclusions.append(Exclusion(path, None, "duplicate", detail))
            continue
        seen.add(place)
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            found.exclusions.append(Exclusion(path, None, "unreadable", _why(error)))
            continue
        _read_metadata(folder, prefix, found)
        for name in names:
            real, shown = os.path.join(folder, name), prefix + _shown(name)
            if _is_apart(name):
                continue
            if os.path.isdir(real):
                (links if os.path.islink(real) else folders).append((real, f"{shown}/"))
            else:
                _sort_in(real, shown, found)
        links.sort(key=lambda link: link[1])
    there = {file.path for file in found.files} | {exclusion.path for exclusion in found.exclusions}
    for listed in found.metadata:
        if listed not in there and not _is_there(top, listed):
            detail = f"{DATAPACKAGE} lists it, but there is no such file in the folder"
            found.exclusions.append(Exclusion(listed, _File("", listed).doc_id, "missing", detail))
    return found


def _is_apart(name: str) -> bool:
    """Whether a name within a folder belongs to the house rather than to the corpus."""
    return name.startswith(".") or name in (DATAPACKAGE, STUDY, ALIASES, GRADES, CORRECTIONS)


def _is_there(top: str, path: str) -> bool:
    inside = not posixpath.isabs(path) and ".." not in path.split("/") and not os.path.splitdrive(path)[0]
    return inside and os.path.lexists(os.path.join(top, path))


def _sort_in(real: str, path: str, found: _Folder) -> None:
    """A file becomes one to read, or an exclusion."""
    ending = posixpath.splitext(path)[1]
    if ending.lower() != ENDING:
        kind = f"{ending} files are not read" if ending else "files without an ending are not read"
        found.exclusions.append(Exclusion(path, None, "unsupported", f"{kind}; articles are {ENDING} files"))
        return
    file = _File(real, path)
    try:
        regular = stat.S_ISREG(os.stat(real).st_mode)
    except OSError as error:
        found.exclusions.append(Exclusion(path, file.doc_id, "unreadable", _why(error)))
        return
    if regular:
        found.files.append(file)
    else:  # reading a pipe or a device could wait for ever
        found.exclusions.append(Exclusion(path, file.doc_id, "unsupported", "a pipe, socket or device, not a file"))


def _of_file(file: _File, metadata: dict[str, str], settings: CorpusSettings) -> Article | Exclusion:
    try:
        with open(file.real, "rb") as stream:
            data = _bytes(stream, settings.max_bytes)
        text, encoding = _decode(data, metadata.get("encoding"))
    except OSError as error:
        return Exclusion(file.path, file.doc_id, "unreadable", _why(error))
    except _RefusedError as refused:
        return Exclusion(file.path, file.doc_id, refused.reason, refused.detail)
    known = {name: value for name, value in metadata.items() if name in METADATA}
    digest = hashlib.sha256(data).hexdigest()
    return Article(file.doc_id, text, path=file.path, sha256=digest, encoding=encoding, **known)


def _of_standard_input(settings: CorpusSettings) -> Article | Exclusion:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise CorpusError("there is no standard input here; give a path, a glob or a DataFrame")
    try:
        data = _bytes(stream, settings.max_bytes)
        text, encoding = _decode(data, None)
    except _RefusedError as refused:
        return Exclusion(STANDARD_INPUT, "stdin", refused.reason, refused.detail)
    return Article("stdin", text, sha256=hashlib.sha256(data).hexdigest(), encoding=encoding)


def _bytes(stream: IO[bytes], limit: int) -> bytes:
    """All of a stream, unless that is more than `limit` bytes: no more than these are ever held."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise _RefusedError("too_long", f"more than {limit:,} bytes (corpus.max_bytes)")
    return data


def _shown(name: str) -> str:
    """A name as ids and reports write it: the same on file systems that compose accents and on those that don't.

    Bytes of a name that are not UTF-8 are written as backslash escapes, since no table could hold them.
    """
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "backslashreplace"))


def _why(error: OSError) -> str:
    link = os.path.islink(error.filename) if isinstance(error.filename, str) else False
    return f"{error.strerror or error}{' (it is a link)' if link else ''}"


def _suggestion(path: str) -> str:
    """The nearest name to the first part of `path` that does not exist, as the end of a message."""
    missing = Path(path)
    while missing.parent != missing and not os.path.exists(missing.parent):
        missing = missing.parent
    try:
        names = sorted(os.listdir(missing.parent))
    except OSError:
        return ""
    near = difflib.get_close_matches(missing.name, names, n=1)
    return f"; did you mean {_short(str(missing.parent / near[0]))}?" if near else ""


def _short(path: str) -> str:
    """A path for a message: on one line, and not longer than one."""
    return repr(path if len(path) <= 120 else f"{path[:120]}...")


# --- decoding --------------------------------------------------------------------------------------------------------


class _RefusedError(Exception):
    """A document is not to be an article; becomes an exclusion."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason
        self.detail = detail


_MARKS = (  # UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    """Bytes -> text and the name of its encoding; `_RefusedError` where it is no text, or none that can be told."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise _RefusedError("binary", f"{kind}, not text")
    text, encoding = _marked(data) or _declared(data, declared) or _utf8(data) or _utf16(data) or _guessed(data)
    if not text or text.isspace():
        raise _RefusedError("empty", "nothing but white space" if text else "no characters")
    return text, encoding


def _marked(data: bytes) -> tuple[str, str] | None:
    """Text with a byte order mark, which is taken off."""
    tried = [(mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)]
    for _, encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _controls(text.encode("utf-8")) > MAX_CONTROL_UTF8:
            raise _RefusedError("binary", "mostly control characters")
        return text, encoding
    if tried:
        _, encoding = tried[-1]
        raise _RefusedError("undecodable", f"not {encoding}, though it starts with the byte order mark of that")
    return None


def _declared(data: bytes, declared: str | None) -> tuple[str, str] | None:
    """Text in the encoding that the metadata names."""
    if declared is None:
        return None
    try:
        text = data.decode(declared)
        text.encode("utf-8")  # some codecs yield half characters, which no table can carry
        return text, declared
    except UnicodeError as error:
        raise _RefusedError("undecodable", f"not {declared}, as {DATAPACKAGE} says: {error}") from None


def _utf8(data: bytes) -> tuple[str, str] | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (text, "utf-8") if _controls(data) <= MAX_CONTROL_UTF8 else None


def _utf16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark, which every Latin letter gives away by its zero byte, mostly on one side."""
    if len(data) % 2:
        return None
    zeros = data[0::2].count(0), data[1::2].count(0)
    most = max(zeros)
    if most < 0.4 * len(data) / 2 or min(zeros) > 0.2 * most:
        return None
    encoding = "utf-16-be" if most == zeros[0] else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return (text, encoding) if _controls(text.encode("utf-8")) <= MAX_CONTROL else None


def _guessed(data: bytes) -> tuple[str, str]:
    """Text in one of `ENCODINGS`: the one with the least mess, or of several the one that comes first there.

    charset-normalizer's own ranking leaves even cases to its measure of coherence, which a letter or two mislead, and
    to the alphabet: English with curly marks would be cp1250, and "£30" be "Ł30".
    """
    share = _controls(data)
    if share > MAX_CONTROL:
        raise _RefusedError("binary", f"not text: {share:.0%} control bytes")
    _refuse_damaged_utf8(data)
    ranked = [
        (match.chaos, ENCODINGS.index(name))
        for match in from_bytes(data, cp_isolation=list(ENCODINGS), preemptive_behaviour=False)
        for name in (match.encoding, *(twin.encoding for twin in match.submatch))
        if name in ENCODINGS
    ]
    for _, k in sorted(ranked):
        try:
            return data.decode(ENCODINGS[k]), ENCODINGS[k]
        except UnicodeDecodeError:
            continue  # it was judged by samples
    raise _RefusedError("undecodable", f'no encoding fits; if you know it, {DATAPACKAGE} can say it ("encoding")')


def _refuse_damaged_utf8(data: bytes) -> None:
    """UTF-8 with a few broken bytes would pass for another encoding and turn every accent into two wrong characters."""
    # a byte that cannot be decoded becomes U+DC80 to U+DCFF (PEP 383)
    characters = [char for char in data.decode("utf-8", "surrogateescape") if char >= "\x80"]
    broken = sum("\udc80" <= char <= "\udcff" for char in characters)
    if broken <= len(characters) - broken:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            detail = f"UTF-8, but for {broken} broken byte(s), the first at offset {error.start}; mend or save it anew"
            raise _RefusedError("undecodable", detail) from None


def _controls(data: bytes) -> float:
    """Share of bytes that are control bytes; 0 for none at all."""
    return 1 - len(data.translate(None, _CONTROL)) / len(data) if data else 0.0


# --- metadata --------------------------------------------------------------------------------------------------------


def _read_metadata(folder: str, prefix: str, found: _Folder) -> None:
    """Add what the folder's datapackage.json says of its files, by path within the corpus."""
    file = os.path.join(folder, DATAPACKAGE)
    if not os.path.isfile(file):
        return
    listed: set[str] = set()
    for k, resource in enumerate(_resources(file)):
        where = f"{file}: resources[{k}]"
        if not isinstance(resource, dict):
            raise CorpusError(f'{where} must be an object such as {{"path": "a.txt"}}, not {_json_type(resource)}')
        if "data" in resource and "path" not in resource:
            continue  # data written into the package itself: no file of the corpus
        paths = resource.get("path")
        paths = paths if isinstance(paths, list) else [paths]
        if not paths or not all(isinstance(path, str) and path for path in paths):
            raise CorpusError(f'{where}.path must name the file, such as "path": "a.txt"')
        known = _known(resource, where)
        for path in paths:
            if _lone_surrogate(path) is not None:
                raise CorpusError(f"{where}.path {_HALF}")
            path = prefix + unicodedata.normalize("NFC", posixpath.normpath(path))
            if path in listed:
                raise CorpusError(f"{where}: {path!r} is listed twice; keep one of the entries")
            listed.add(path)
            found.metadata[path] = {**found.metadata.get(path, {}), **known}


def _resources(file: str) -> list[Any]:
    try:
        with open(file, encoding="utf-8-sig") as stream:
            package = json.load(stream)
    except OSError as error:
        raise CorpusError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{file}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise CorpusError(f"{file}, {place}: not valid JSON ({error.msg}); mend it, or move the file away") from error
    except ValueError as error:  # a number of thousands of digits
        raise CorpusError(f"{file}: not a data package ({error})") from error
    except RecursionError as error:
        raise CorpusError(f"{file}: nested too deeply to be a data package") from error
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        raise CorpusError(f'{file}: needs a list of files, {{"resources": [{{"path": "a.txt", "title": "..."}}]}}')
    return resources


def _known(resource: dict[str, Any], where: str) -> dict[str, str]:
    known = {}
    for key in ("date", *METADATA, "encoding"):
        value = resource.get(key)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise CorpusError(f"{where}.{key} must be a text in quotation marks, not {_json_type(value)}")
        if _lone_surrogate(value) is not None:
            raise CorpusError(f"{where}.{key} {_HALF}")
        known["published" if key == "date" else key] = value
    if "encoding" in known:
        known["encoding"] = _codec(known["encoding"], where)
    return known


def _codec(name: str, where: str) -> str:
    try:
        with contextlib.suppress(UnicodeError):
            b"a".decode(name)  # a codec that makes no text ("hex") is refused here, not by codecs.lookup
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise CorpusError(f'{where}.encoding: {name!r} is no known encoding; "utf-8" and "cp1252" are') from None


def _json_type(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


# --- tables ----------------------------------------------------------------------------------------------------------


def _of_rows(frame: pd.DataFrame, column: str, settings: CorpusSettings) -> Iterator[Article | Exclusion]:
    texts = _column(frame, column)
    if texts is None:
        columns = [str(name) for name in frame.columns]
        near = difflib.get_close_matches(column, columns, n=1)
        hint = f"; did you mean text={near[0]!r}?" if near else ""
        raise TableError(f"the table has no column {column!r} to read texts from; it has {', '.join(columns)}{hint}")
    names = [name for name in ("doc_id", "path", "date", *METADATA) if name != column]
    known = {name: values for name in names if (values := _column(frame, name)) is not None}
    for k, (label, text) in enumerate(zip(frame.index.tolist(), texts, strict=True)):
        row = {name: value for name, values in known.items() if (value := _as_text(values[k])) is not None}
        doc_id = row.pop("doc_id", None) or _label(label)
        if "date" in row:
            row.setdefault("published", row["date"])
            del row["date"]
        try:
            _admit(text, settings)
            for name, value in (("doc_id", doc_id), *row.items()):
                _refuse_surrogates(value, name)
        except _RefusedError as refused:
            path = _escaped(row["path"]) if "path" in row else None
            detail = _escaped(f"row {_label(label)}: {refused.detail}")
            yield Exclusion(path, _escaped(doc_id), refused.reason, detail)
            continue
        yield Article.from_text(text, doc_id, **row)


def _column(frame: pd.DataFrame, name: str) -> list[Any] | None:
    if name not in frame.columns:
        return None
    values = frame[name]
    if isinstance(values, pd.DataFrame):
        raise TableError(f"the table has {values.shape[1]} columns {name!r}; rename or drop all but one")
    return values.tolist()


def _admit(text: object, settings: CorpusSettings) -> None:
    """Hold a row's text to what a file's is held to."""
    if _is_missing(text):
        raise _RefusedError("missing", "has no text")
    if not isinstance(text, str):
        raise _RefusedError("unsupported", f"its text is of type {type(text).__name__}, not str")
    if not text or text.isspace():
        raise _RefusedError("empty", "nothing but white space" if text else "no characters")
    _refuse_surrogates(text, "text")
    size = len(text.encode("utf-8"))
    if size > settings.max_bytes:
        raise _RefusedError("too_long", f"{size:,} bytes, more than {settings.max_bytes:,} (corpus.max_bytes)")


def _refuse_surrogates(value: str, name: str) -> None:
    position = _lone_surrogate(value)
    if position is not None:
        raise _RefusedError("undecodable", f"character {position} of its {name} is half a character (a lone surrogate)")


def _lone_surrogate(value: str) -> int | None:
    """Position of the first code point that no encoding, and so no table, can carry."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return error.start
    return None


def _escaped(value: str) -> str:
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def _label(label: object) -> str:
    """An index label as an id; the parts of a label of several levels are joined by slashes."""
    return "/".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _as_text(value: object) -> str | None:
    """A cell as text: a date in ISO 8601 (without a time where it is midnight), a whole number without its ".0"."""
    if _is_missing(value) or (isinstance(value, str) and not value):
        return None
    if isinstance(value, datetime.datetime):  # a pandas Timestamp is one too
        midnight = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with a gap in it is one of floats
    return str(value)


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
