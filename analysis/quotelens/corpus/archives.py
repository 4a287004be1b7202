"""ZIP and TAR archives -> the documents in them, read from where they lie: nothing is unpacked to disk.

An archive is read as a folder would be: the same files are no documents, a `datapackage.json` in it says what is known
of those beside and below it, and each document is named by its path ("papers.zip/2011/derna.txt"). One member is held
at a time. What the archive claims of itself (sizes, names, kinds) is not believed.
"""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import io
import lzma
import posixpath
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any, cast

from quotelens.corpus.documents import DATAPACKAGE, Document, RefusedError
from quotelens.corpus.limits import CHUNK, MAX_MEMBERS, Allowance, Counted, Unpacked, damage_told
from quotelens.corpus.metadata import add_metadata
from quotelens.corpus.names import is_apart, short, within
from quotelens.records import Exclusion, Reason

MAX_DEPTH = 2  # an archive in an archive is read, one in that is not: none that somebody made on purpose is deeper
MAX_INNER = 200_000_000  # bytes of an archive in an archive, which is held in memory
MAX_METADATA = 50_000_000  # bytes of a datapackage.json

ENDINGS = (".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")

_TAR = re.compile(r"\.(tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz))$", re.IGNORECASE)
_COMPRESSED: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
)

_UTF8 = 0x800  # the flag of a ZIP member whose name is UTF-8
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class _Member:
    """An entry of an archive: its name as written, how it is opened, and why it cannot be, where that is so."""

    name: str
    open: Callable[[], IO[bytes]] = field(repr=False)
    is_folder: bool = False
    fault: tuple[Reason, str] | None = None


@dataclass(slots=True)
class _Listing:
    """An archive's entries in its own order, and why there are no more, where it is damaged or too large."""

    members: list[_Member] = field(default_factory=list)
    fault: RefusedError | None = None
    by_path: bool = True  # whether its members can be read in any order


def members(document: Document) -> Iterator[Document | Exclusion]:
    """The documents in an archive, and exclusions of members that cannot be one.

    They come in the order of their paths, as those of a folder do; only those of a compressed TAR archive come in the
    archive's own order, since reading them in another would unpack it once for each. A name that the archive has twice
    gives two documents. Each document is to be read before the next is asked for.

    Raises:
        RefusedError: it is no archive, a damaged one, or lies too deep in others.
        OSError: the operating system refused.
        CorpusError: a `datapackage.json` in it cannot be read.
    """
    if document.depth >= MAX_DEPTH:
        raise RefusedError("unsupported", "an archive in an archive in an archive; unpack the outermost")
    with _seekable(document) as stream:
        allowance = document.allowance or Allowance.of_size(stream.seek(0, io.SEEK_END))
        stream.seek(0)
        with _listed(document, stream, allowance) as listing:
            yield from _in_order(document, listing, allowance)


@contextlib.contextmanager
def _seekable(document: Document) -> Iterator[IO[bytes]]:
    """The archive's bytes; those of one within another are held in memory, since a member cannot seek."""
    with document.open() as stream:
        if document.depth == 0:
            yield stream
            return
        data = stream.read(MAX_INNER + 1)
    if len(data) > MAX_INNER:
        raise RefusedError("too_long", f"an archive in an archive of more than {MAX_INNER:,} bytes; unpack the outer")
    yield io.BytesIO(data)


@contextlib.contextmanager
def _listed(document: Document, stream: IO[bytes], allowance: Allowance) -> Iterator[_Listing]:
    if document.ending == ".zip":
        with _zip(stream) as archive:
            yield _of_zip(archive, allowance)
    elif _TAR.search(document.path):
        yield from _of_tar(stream, allowance)
    else:
        raise RefusedError(
            "unsupported", f"{document.ending} is read of TAR archives only (.tar{document.ending}); unpack it"
        )


# --- ZIP -------------------------------------------------------------------------------------------------------------


def _zip(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        with damage_told():
            return zipfile.ZipFile(stream)
    except RefusedError as refused:
        hint = "the list of its members stands at its end, so a file cut short cannot be read; get it anew"
        raise RefusedError(refused.reason, f"{refused.detail}; {hint}") from refused


def _of_zip(archive: zipfile.ZipFile, allowance: Allowance) -> _Listing:
    listing = _Listing()
    for info in archive.infolist():
        if not _admitted(listing, allowance):
            break
        name = _zip_name(info)
        opened = functools.partial(_opened_zip, archive, info, allowance)
        listing.members.append(_Member(name, opened, name.endswith("/"), _zip_fault(info)))
    return listing


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so, which zipfile then takes for code page 437."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _zip_fault(info: zipfile.ZipInfo) -> tuple[Reason, str] | None:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where the archive was not made on Unix
    if kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        return "unsafe", "a link" if kind == stat.S_IFLNK else "a pipe, socket or device, not a file"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted", "it needs a password; unpack the archive and read the folder"
    return None


def _opened_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> IO[bytes]:
    with damage_told():
        inner = archive.open(info)
    # of these, zipfile unpacks all of what it reads at once, and 4 KiB is the least that it reads
    chunk = 4096 if info.compress_type in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) else CHUNK
    return io.BufferedReader(Counted(inner, allowance, chunk), CHUNK)


# --- TAR -------------------------------------------------------------------------------------------------------------


def _of_tar(stream: IO[bytes], allowance: Allowance) -> Iterator[_Listing]:
    head = stream.read(8)
    stream.seek(0)
    unpack = next((unpack for signature, unpack in _COMPRESSED if head.startswith(signature)), None)
    plain = unpack(stream) if unpack else stream
    with damage_told():
        archive = tarfile.TarFile(fileobj=cast(IO[bytes], Unpacked(plain, allowance)))
    with archive:
        listing = _Listing(by_path=unpack is None)
        try:
            with damage_told():
                _list_tar(archive, listing, allowance)
        except RefusedError as refused:
            listing.fault = refused
        yield listing


def _list_tar(archive: tarfile.TarFile, listing: _Listing, allowance: Allowance) -> None:
    for info in archive:
        if not _admitted(listing, allowance):
            return
        fault: tuple[Reason, str] | None = None
        if not (info.isfile() or info.isdir()):
            fault = "unsafe", "a link" if info.issym() or info.islnk() else "a pipe or device, not a file"
        opened = functools.partial(_opened_tar, archive, info, allowance)
        listing.members.append(_Member(info.name, opened, info.isdir(), fault))
    _refuse_damaged_header(archive)


def _refuse_damaged_header(archive: tarfile.TarFile) -> None:
    """tarfile takes a damaged header after the first for the end of the archive, which is a block of zeros."""
    end = archive.offset
    stream = cast(IO[bytes], archive.fileobj)
    stream.seek(end)
    if any(stream.read(tarfile.BLOCKSIZE)):
        raise RefusedError("unreadable", f"damaged: the header at byte {end:,}")


def _opened_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, allowance: Allowance) -> IO[bytes]:
    with damage_told():
        inner = archive.extractfile(info)
    return io.BufferedReader(Counted(cast(IO[bytes], inner), allowance), CHUNK)


# --- both ------------------------------------------------------------------------------------------------------------


def _admitted(listing: _Listing, allowance: Allowance) -> bool:
    """Whether one more member can be listed."""
    allowance.members += 1
    if allowance.members <= MAX_MEMBERS:
        return True
    listing.fault = RefusedError("unsafe", f"more than {MAX_MEMBERS:,} members; unpack it and read the folder")
    return False


def _in_order(document: Document, listing: _Listing, allowance: Allowance) -> Iterator[Document | Exclusion]:
    found, metadata = _sorted_out(document, listing, allowance)
    if listing.by_path:
        found.sort(key=lambda item: (item.path or "").split("/"))
    if not found and listing.fault is None:
        yield Exclusion(document.path, document.doc_id, "empty", "the archive holds no documents")
    yield from _told(document, found, metadata, allowance)
    if listing.fault is not None:
        detail = f"{listing.fault.detail}; what comes after member {len(listing.members):,} is not read"
        yield Exclusion(document.path, None, listing.fault.reason, detail)


def _sorted_out(
    document: Document, listing: _Listing, allowance: Allowance
) -> tuple[list[Document | Exclusion], dict[str, dict[str, str]]]:
    """An archive's documents and exclusions in its own order, and what its metadata say of them by path."""
    found: list[Document | Exclusion] = []
    packages: dict[str, dict[str, dict[str, str]]] = {}
    there: set[str] = set()
    for member in listing.members:
        try:
            inner = within(member.name)
        except RefusedError as refused:
            found.append(Exclusion(document.path, None, refused.reason, refused.detail))
            continue
        path = f"{document.path}/{inner}"
        there.add(path)
        *folders, name = inner.split("/")
        if member.is_folder or not inner or any(map(is_apart, folders)):
            continue
        if name == DATAPACKAGE:
            try:
                packages[posixpath.dirname(path)] = _package(member, path)
            except RefusedError as refused:
                found.append(Exclusion(path, None, refused.reason, refused.detail))
        elif not is_apart(name):
            one = Document(path, member.open, depth=document.depth + 1, allowance=allowance)
            found.append(Exclusion(path, one.doc_id, *member.fault) if member.fault else one)
    metadata: dict[str, dict[str, str]] = {}
    for folder in sorted(packages, key=lambda folder: folder.split("/")):  # the nearest last: it wins
        for path, known in packages[folder].items():
            metadata[path] = {**metadata.get(path, {}), **known}
    found += [_missing(document, path) for path in metadata if path not in there]
    return found, metadata


def _package(member: _Member, path: str) -> dict[str, dict[str, str]]:
    """What a datapackage.json in the archive says, by path within the corpus."""
    if member.fault is not None:
        raise RefusedError(*member.fault)
    with member.open() as stream:
        data = stream.read(MAX_METADATA + 1)
    if len(data) > MAX_METADATA:
        raise RefusedError("too_long", f"a {DATAPACKAGE} of more than {MAX_METADATA:,} bytes")
    found: dict[str, dict[str, str]] = {}
    add_metadata(data, path, posixpath.dirname(path) + "/", found)
    return found


def _missing(document: Document, path: str) -> Exclusion:
    inner = path.removeprefix(f"{document.path}/")
    if inner.startswith("/") or ".." in inner.split("/"):
        return Exclusion(document.path, None, "unsafe", f"its {DATAPACKAGE} lists {short(inner)}, which lies outside")
    detail = f"{DATAPACKAGE} lists it, but there is no such file in the archive"
    return Exclusion(path, posixpath.splitext(path)[0], "missing", detail)


def _told(
    document: Document,
    found: list[Document | Exclusion],
    metadata: dict[str, dict[str, str]],
    allowance: Allowance,
) -> Iterator[Document | Exclusion]:
    """The documents with their metadata, until one of them unpacks to more than the archive may."""
    was_exceeded = allowance.exceeded  # by the listing alone: what is listed lies before that
    left = 0
    for item in found:
        if isinstance(item, Exclusion):
            yield item
        elif allowance.exceeded and not was_exceeded:
            left += 1
        else:
            yield replace(item, metadata={**document.inherited, **metadata.get(item.path, {})})
    if left:
        detail = f"it unpacks to more than {allowance.limit:,} bytes; the {left:,} documents left in it are not read"
        yield Exclusion(document.path, None, "unsafe", detail)
