"""Gold readers: annotated data of other people -> the package's own records."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from quotelens import marks
from quotelens.attribution.labels import join_stretches
from quotelens.errors import GoldError
from quotelens.records import Article, Quote, Span

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with one list of quotes for each annotator who read it (keyed by the annotator's id, sorted)."""

    article: Article
    versions: dict[str, tuple[Quote, ...]]


def read_brat(folder: str | Path, *, levels: bool = False) -> list[GoldArticle]:
    """Read brat stand-off attributions laid out as PolNeAR does.

    Args:
        folder: Holds `text/<article>.txt` and `attributions/<article>_<annotator>.ann`, in UTF-8. T lines of the
            types Source, Cue and Content carry spans (`start end[;start end]`, characters); E lines join them.
            Other lines and types (notes, Discard, Discuss, ...) are passed over, as are E lines that join no content.
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
    folder = Path(folder)
    annotations: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, underscore, annotator = path.stem.rpartition("_")
        if not underscore:
            raise GoldError(f"{path}: the name says no annotator; expected <article>_<annotator>.ann")
        annotations[name][annotator] = path
    if not annotations:
        raise GoldError(f"{folder}: no attributions/*.ann found; expected text/*.txt and attributions/*.ann")
    gold = []
    for name, paths in sorted(annotations.items()):
        text_path = folder / "text" / f"{name}.txt"
        if not text_path.is_file():
            raise GoldError(f"{text_path}: missing, but {next(iter(paths.values())).name} annotates it")
        article = Article.from_text(_decoded(text_path), doc_id=name, path=str(text_path))
        versions = {who: tuple(_brat_quotes(path, article)) for who, path in sorted(paths.items())}
        if levels:
            versions = {who: _with_levels(article.text, quotes) for who, quotes in versions.items()}
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


def _with_levels(text: str, quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotes with levels: each is below the smallest other of which one stretch of content holds all of it."""
    whole = [[span for span in (quote.mention, quote.cue, *quote.content) if span] for quote in quotes]
    around: dict[int, int] = {}
    for k, spans in enumerate(whole):
        holders = [
            (len(stretch), j)
            for j, other in enumerate(quotes)
            if j != k
            for stretch in join_stretches(text, other.content)
            if all(stretch.covers(span) for span in spans)
            and around.get(j) != k  # of two that hold each other the first is the outer
        ]
        if holders:
            around[k] = min(holders)[1]
    levels: dict[int, int] = {}

    def level(k: int) -> int:
        if k not in levels:
            levels[k] = level(around[k]) + 1 if k in around else 0
        return levels[k]

    return tuple(
        replace(quote, level=level(k), parent_quote_id=quotes[around[k]].quote_id if k in around else None)
        for k, quote in enumerate(quotes)
    )


def _decoded(path: Path) -> str:
    # bytes, since reading as text would change line breaks and with them every offset after the first
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8: {error}") from error


def _brat_quotes(path: Path, article: Article) -> Iterator[Quote]:
    spans: dict[str, list[Span]] = {}
    relations: list[tuple[str, list[tuple[str, str]]]] = []  # where in the file, (role, target) pairs
    for number, line in enumerate(_decoded(path).split("\n"), start=1):
        fields = line.split("\t")
        place = f"{path}, line {number}"
        try:
            if re.fullmatch(r"T\d+", fields[0]):
                # discontinuous spans carry line breaks of the text into the file; only the offsets are read
                pairs = [pair.split() for pair in fields[1].split(" ", 1)[1].split(";")]
                spans[fields[0]] = [Span(int(start), int(end)) for start, end in pairs]
            elif re.fullmatch(r"E\d+", fields[0]):
                arguments = [part.split(":") for part in fields[1].split()]
                relations.append((place, [(role.rstrip("0123456789"), target) for role, target in arguments]))
                continue
        except (IndexError, ValueError) as error:
            raise GoldError(f"{place}: not a brat annotation: {line!r}") from error
        if any(span.end > len(article.text) for span in spans.get(fields[0], ())):
            raise GoldError(f"{place}: reaches beyond the {len(article.text)} characters of {article.doc_id}: {line!r}")
    for position, (content, cues, mentions) in enumerate(_joined(relations, spans, article.text)):
        yield Quote(
            quote_id=f"{article.doc_id}:{position}",
            doc_id=article.doc_id,
            position=position,
            type="indirect",
            content=content,
            cue=cues[0] if cues else None,
            mention=mentions[0] if mentions else None,
        )


def _joined(
    relations: list[tuple[str, list[tuple[str, str]]]], spans: dict[str, list[Span]], text: str
) -> Iterator[tuple[tuple[Span, ...], list[Span], list[Span]]]:
    """Content in lines, cues and source mentions of every relation that has content."""
    for place, pairs in relations:
        parts: dict[str, list[Span]] = {"Content": [], "Cue": [], "Source": []}
        for role, target in pairs:
            if role in parts:
                if target not in spans:
                    raise GoldError(f"{place}: joins {target}, which the file does not define")
                parts[role] += [span for span in (marks.trimmed(text, span) for span in spans[target]) if span]
        content = tuple(sorted(line for span in parts["Content"] for line in marks.lines(text, span)))
        if content:
            yield content, join_stretches(text, parts["Cue"]), join_stretches(text, parts["Source"])
