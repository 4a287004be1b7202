"""Names of files, on disk and in archives: which belong to the corpus, how they are shown, and which are tricks."""

from __future__ import annotations

import re
import unicodedata

from quotelens.corpus.documents import DATAPACKAGE, RefusedError
from quotelens.settings import ALIASES, CORRECTIONS, GRADES
from quotelens.settings import FILE as STUDY

README = "README.md"  # about a folder, not in it
MACOS = "__MACOSX"  # where the archives that macOS makes keep icons and the like

MAX_NAME = 1_000  # characters of a member's name; file systems allow 255 for each of its parts

_DRIVE = re.compile(r"[A-Za-z]:")


def is_apart(name: str) -> bool:
    """Whether a name within a folder or an archive belongs to the house rather than to the corpus."""
    return name.startswith(".") or name in (DATAPACKAGE, README, STUDY, ALIASES, GRADES, CORRECTIONS, MACOS)


def shown(raw: bytes) -> str:
    """A name as ids and reports write it: the same on file systems that compose accents and on those that don't.

    Bytes of a name that are not UTF-8 are written as backslash escapes, since no table could hold them.
    """
    return unicodedata.normalize("NFC", raw.decode("utf-8", "backslashreplace"))


def short(path: str) -> str:
    """A path for a message: on one line, and not longer than one."""
    return repr(path if len(path) <= 120 else f"{path[:120]}...")


def within(name: str) -> str:
    """The path of an archive's member within the archive, as it is shown; "" for the archive's own folder.

    Args:
        name: As the archive writes it; bytes that are not UTF-8 as lone surrogates (PEP 383).

    Raises:
        RefusedError: `unsafe`: it leads out of the archive, or is none that a file could have.
    """
    if "\0" in name:
        raise RefusedError("unsafe", f"a member's name holds a zero byte: {short(name)}")
    if "\\" in name:  # Windows takes it for a slash, others for a letter
        raise RefusedError("unsafe", f"a member's name holds a backslash: {short(name)}; pack it anew with slashes")
    if len(name) > MAX_NAME:
        raise RefusedError("unsafe", f"a member's name is {len(name):,} characters long: {short(name)}")
    parts = [part for part in shown(_raw(name)).split("/") if part not in ("", ".")]
    if name.startswith("/") or (parts and _DRIVE.match(parts[0])):
        raise RefusedError("unsafe", f"a member's name starts at the root of a disk: {short(name)}")
    if ".." in parts:
        raise RefusedError("unsafe", f"a member's name leads out of its folder: {short(name)}")
    return "/".join(parts)


def _raw(name: str) -> bytes:
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character that stands for no byte
        return name.encode("utf-8", "backslashreplace")
