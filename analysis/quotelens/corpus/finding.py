"""Paths -> the documents to read, in order, and exclusions of what cannot be one."""

from __future__ import annotations

import difflib
import glob
import os
import posixpath
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from quotelens.corpus.documents import DATAPACKAGE, Document
from quotelens.corpus.metadata import read_metadata
from quotelens.corpus.names import is_apart, short, shown
from quotelens.corpus.readers import unsupported, why
from quotelens.errors import CorpusNotFoundError
from quotelens.records import Exclusion

_MAGIC = re.compile(r"[*?\[]")


@dataclass(slots=True)
class _Folder:
    """What a walk through a folder finds."""

    files: list[Document] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    metadata: dict[str, dict[str, str]] = field(default_factory=dict)


def find(source: str) -> Iterator[Document | Exclusion]:
    """What a path or glob leads to, in the order of the paths, folder by folder.

    Raises:
        CorpusNotFoundError: nothing is there; suggests the nearest name.
        CorpusError: a `datapackage.json` cannot be read.
    """
    found = _find(source)
    in_order: list[Document | Exclusion] = [*_once(found.files), *found.exclusions]
    in_order.sort(key=lambda item: (item.path or "").split("/"))
    for item in in_order:
        known = isinstance(item, Document) and found.metadata.get(item.path)
        yield replace(item, metadata=known) if isinstance(item, Document) and known else item


def _once(files: list[Document]) -> Iterator[Document | Exclusion]:
    """The files, without links to one that is read already."""
    places = {file.path: os.path.realpath(file.real or "") for file in files}
    links = {file.path for file in files if os.path.islink(file.real or "")}
    seen = {place for path, place in places.items() if path not in links}
    for file in files:
        if file.path in links and places[file.path] in seen:
            yield Exclusion(file.path, file.doc_id, "duplicate", "a link to a file that is read already")
            continue
        seen.add(places[file.path])
        yield file


def _find(source: str) -> _Folder:
    if not os.path.lexists(source):
        source = os.path.expanduser(source)
    if os.path.isdir(source):
        found = _walk(source)
        if not found.files and not found.exclusions:
            raise CorpusNotFoundError(f"{short(source)}: the folder holds no files")
        return found
    if os.path.lexists(source):
        return _named(source)
    if "\n" in source or any(len(part) > 255 for part in source.split("/")):
        hint = "this looks like a text, not a path; attribute(text) reads one"
        raise CorpusNotFoundError(f"{short(source)}: {hint}")
    if _MAGIC.search(source):
        return _matched(source)
    raise CorpusNotFoundError(f"{short(source)}: no such file or folder{_suggestion(source)}")


def _named(source: str) -> _Folder:
    """One file by its name: whoever names it may leave the ending off, and hide it."""
    parent, name = os.path.split(source)
    found = _Folder()
    if os.path.splitext(name)[1]:
        _sort_in(source, _shown(name), found)
    else:
        found.files.append(_document(source, _shown(name)))
    read_metadata(parent or os.curdir, "", found.metadata)
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
        if match in matched_folders or is_apart(os.path.basename(match)):
            continue
        inner = Path(match).relative_to(os.path.normpath(base))
        _sort_in(match, _shown(inner.as_posix()), found)
        folders.update(base / parent for parent in inner.parents)
    if not found.files and not found.exclusions:
        hint = "" if base.is_dir() else _suggestion(str(base))
        if matched_folders:
            inside = os.path.join(matched_folders[0], "*.txt")
            hint = f", only folders; name the folder itself, or {short(inside)}"
        raise CorpusNotFoundError(f"{short(pattern)}: matches no file{hint}")
    for folder in sorted(folders, key=lambda folder: folder.parts):
        inside = folder.relative_to(base).as_posix()
        read_metadata(str(folder), "" if inside == "." else _shown(inside) + "/", found.metadata)
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
            found.exclusions.append(Exclusion(path, None, "unreadable", why(error)))
            continue
        read_metadata(folder, prefix, found.metadata)
        for name in names:
            real, shown = os.path.join(folder, name), prefix + _shown(name)
            if is_apart(name):
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
            found.exclusions.append(Exclusion(listed, posixpath.splitext(listed)[0], "missing", detail))
    return found


def _is_there(top: str, path: str) -> bool:
    inside = not posixpath.isabs(path) and ".." not in path.split("/") and not os.path.splitdrive(path)[0]
    return inside and os.path.lexists(os.path.join(top, path))


def _sort_in(real: str, path: str, found: _Folder) -> None:
    """A file becomes one to read, or an exclusion."""
    if (refused := unsupported(path)) is not None:
        found.exclusions.append(refused)
        return
    file = _document(real, path)
    try:
        regular = stat.S_ISREG(os.stat(real).st_mode)
    except OSError as error:
        found.exclusions.append(Exclusion(path, file.doc_id, "unreadable", why(error)))
        return
    if regular:
        found.files.append(file)
    else:  # reading a pipe or a device could wait for ever
        found.exclusions.append(Exclusion(path, file.doc_id, "unsupported", "a pipe, socket or device, not a file"))


def _document(real: str, path: str) -> Document:
    def opened() -> IO[bytes]:
        return open(real, "rb")

    return Document(path, opened, real=real)


def _shown(name: str) -> str:
    return shown(os.fsencode(name))


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
    return f"; did you mean {short(str(missing.parent / near[0]))}?" if near else ""
