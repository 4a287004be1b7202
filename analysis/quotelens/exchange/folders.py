"""Folders of files named after articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from quotelens.files import write_atomically

MAX_NAME = 50  # characters of a file name: at most 200 bytes of the 255 that most file systems hold


def free_name(doc_id: str, taken: set[str]) -> str:
    """A file's name, without an ending, for an article, and none of those taken, to which it is added.

    The doc_id with everything but letters, digits, full stops, hyphens and underscores replaced, so that no id leads
    out of a folder.
    """
    name = re.sub(r"[^\w.-]+", "-", doc_id).strip(".-")[:MAX_NAME] or "article"
    number, free = 2, name
    while free.casefold() in taken:  # some file systems don't tell capitals apart
        free, number = f"{name}-{number}", number + 1
    taken.add(free.casefold())
    return free


def write_files(files: Iterable[tuple[Path, str]]) -> list[Path]:
    """Write texts to files in UTF-8, and make the folders that are missing; returns the paths in order."""
    paths = []
    for path, text in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
        paths.append(path)
    return paths
