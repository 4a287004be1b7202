"""Gold readers: annotated data of other people -> the package's own records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from quotelens.attribution.order import with_levels
from quotelens.errors import GoldError
from quotelens.exchange import brat
from quotelens.records import Article, Quote

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with one list of quotes for each annotator who read it (keyed by the annotator's id, sorted)."""

    article: Article
    versions: dict[str, tuple[Quote, ...]]


def read_brat(folder: str | Path, *, levels: bool = False) -> list[GoldArticle]:
    """Read brat stand-off attributions laid out as PolNeAR does, or as the brat tool has them.

    Args:
        folder: Holds `text/<article>.txt` and `attributions/<article>_<annotator>.ann`, in UTF-8. T lines of the
            types Source, Cue and Content carry spans (`start end[;start end]`, characters); E lines join them.
            Other lines and types (notes, Discard, Discuss, ...) are passed over, as are E lines that join no content.
            `<article>.txt` and `<article>.ann` side by side are read too, as annotated by "brat".
        levels: Whether an attribution that stands wholly inside a content of another is nested in it. By default all
            are at level 0, since PolNeAR's annotators were not asked for nested ones.

    Returns:
        One item an article, by article name; quotes in the order of the E lines. White space at the ends of a span
        is left out. Content is cut at line breaks; of a source or a cue in pieces the first is kept. `Quote.type` is
        left "indirect": brat does not say it.

    Raises:
        GoldError: a folder is missing or empty, an annotation has no article, a file is not UTF-8, or a line cannot be
            read, reaches beyond the text or joins what is not there; names the file and the line.

    References:
        Newell et al. (2018), An attribution relations corpus for political news, LREC.
    """
    gold = []
    for article, versions in brat.versions(Path(folder), GoldError):
        if levels:
            versions = {who: with_levels(article.text, quotes) for who, quotes in versions.items()}
        gold.append(GoldArticle(article, versions))
    return gold


def read_lines(path: str | Path, read: Callable[[Any], Item], complaint: str) -> list[Item]:
    """Each line of a JSON Lines file, read.

    Args:
        path: The file, in UTF-8.
        read: Makes an item of a line's value; what it raises (ValueError, KeyError or TypeError) is the line's fault.
        complaint: What is then wrong with the line; "{error!r}" in it stands for what was raised.

    Raises:
        GoldError: the file cannot be read, or a line; names the file and the line.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(read(json.loads(line)))
        except GoldError as error:
            raise GoldError(f"{path}, line {number}: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise GoldError(f"{path}, line {number}: {complaint.format(error=error)}") from error
    return found


def fingerprint(path: str | Path) -> str:
    """SHA-256 of annotated data: of a file, or of the names and bytes of a folder's files, its README left out."""
    path = Path(path)
    files = (
        [path]
        if path.is_file()
        else sorted(found for found in path.rglob("*") if found.is_file() and found.name != "README.md")
    )
    digest = hashlib.sha256()
    for file in files:
        if file != path:
            digest.update(f"{file.relative_to(path).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
