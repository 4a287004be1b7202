"""Brat stand-off: the folder that the brat tool opens, or one laid out as PolNeAR is, a version for each annotator."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.folders import free_name, write_files
from quotelens.exchange.reading import decoded, quote_of, settled
from quotelens.records import Article, Quote, Span, without_surrogates

CONFIGURATION = """[entities]
Source
Cue
Content

[relations]

[events]
Attribution\tSource?:Source, Cue?:Cue, Content+:Content

[attributes]
"""
ANNOTATOR = "brat"  # whoever annotated what says no name
_ROLES = ("Content", "Cue", "Source")


# --- out -------------------------------------------------------------------------------------------------------------


def write(items: Iterable[Annotated], folder: str | Path) -> list[Path]:
    """Write articles and their attributions as the brat tool opens them.

    Args:
        items: Articles with their quotes.
        folder: Made if missing. `<article>.txt` and `<article>.ann` go into it, in UTF-8, and the `annotation.conf`
            that says what may be annotated. `<article>` is the doc_id (`folders.free_name`).

    Returns:
        The paths written: the configuration, then each text before its annotation.
    """
    folder = Path(folder)
    pairs = _pairs(items, folder / "{}.txt", folder / "{}.ann")
    return write_files([(folder / "annotation.conf", CONFIGURATION), *pairs])


def write_gold(items: Iterable[Annotated], folder: str | Path, annotator: str = "gold") -> list[Path]:
    """Write articles and their attributions laid out as PolNeAR is, so that others' annotations can stand beside.

    Args:
        items: Articles with their quotes.
        folder: Made if missing. `text/<article>.txt` and `attributions/<article>_<annotator>.ann` go into it.
        annotator: A name without underscores.

    Returns:
        The paths written, each text before its annotation.
    """
    folder = Path(folder)
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    return write_files(_pairs(items, folder / "text" / "{}.txt", folder / "attributions" / f"{{}}_{annotator}.ann"))


def _pairs(items: Iterable[Annotated], text: Path, annotated: Path) -> Iterator[tuple[Path, str]]:
    taken = set[str]()
    for item in items:
        name = free_name(item.article.doc_id, taken)
        written = without_surrogates(item.article.text)
        yield text.with_name(text.name.format(name)), written
        yield annotated.with_name(annotated.name.format(name)), annotation(written, item.quotes)


def annotation(text: str, quotes: Sequence[Quote]) -> str:
    """The lines of an `.ann` file.

    Spans are T lines of the types Source, Cue and Content; each quote is an event (E line) that joins its own, with a T
    line of type Attribution at its cue, or its content where it has none, to carry it. Levels are not written: what
    stands inside another's content is nested.
    """
    return "".join(f"{line}\n" for line in _lines(text, quotes))


def _lines(text: str, quotes: Sequence[Quote]) -> Iterator[str]:
    number = 0
    for k, quote in enumerate(quotes, start=1):
        parts: list[tuple[str, Sequence[Span]]] = [("Content", quote.content)]
        parts[:0] = [("Cue", [quote.cue])] if quote.cue else []
        parts[:0] = [("Source", [quote.mention])] if quote.mention else []
        joined = []
        for role, spans in (*parts, ("Attribution", [quote.cue or quote.content[0]])):
            number += 1
            places = ";".join(f"{span.start} {span.end}" for span in spans)
            written = re.sub(r"\s", " ", " ".join(span.of(text) for span in spans))  # a line break would end the line
            yield f"T{number}\t{role} {places}\t{written}"
            joined.append(f"{role}:T{number}")
        yield f"E{k}\t{' '.join([joined[-1], *joined[:-1]])}"


# --- in --------------------------------------------------------------------------------------------------------------


def read(folder: str | Path, annotator: str | None = None) -> list[Annotated]:
    """Read what `write` or `write_gold` wrote, or people annotated.

    Args:
        folder: Holds `<article>.txt` and `<article>.ann` side by side, or `text/` and `attributions/` (see
            `write_gold`). T lines of the types Source, Cue and Content carry spans (`start end[;start end]`,
            characters); E lines join them. Other lines and types are passed over, as are E lines that join no content.
        annotator: Whose version to read; needed just where an article has several.

    Returns:
        One item an article, by file name, which is its doc_id; quotes in text order. Levels and types follow from
        spans and quotation marks (`reading.settled`), and there are no sources, since brat says neither.

    Raises:
        ExchangeError: there is nothing to read, a line cannot be read, or an article has several versions or not the
            one asked for; names the file and the line.
    """
    found = []
    for article, known in versions(Path(folder), ExchangeError):
        whose = annotator if annotator is not None or len(known) > 1 else next(iter(known))
        if whose not in known:
            there = ", ".join(known)
            raise ExchangeError(f"{folder}: {article.doc_id} is annotated by {there}: say whose version to read")
        found.append(Annotated(article, settled(article, known[whose])))
    return found


def versions(folder: Path, complaint: type[Exception]) -> Iterator[tuple[Article, dict[str, tuple[Quote, ...]]]]:
    """Every article of a folder (see `read`), by name, with its quotes by annotator as the E lines join them.

    Quotes come in the order of the E lines, all indirect and at level 0. White space at the ends of a span is left out;
    content is cut at line breaks; of a source or a cue in pieces the first is kept.

    Raises:
        complaint: a folder is missing or empty, an annotation has no article, a file is not UTF-8, or a line cannot be
            read, reaches beyond the text or joins what is not there; names the file and the line.
    """
    annotations: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, underscore, annotator = path.stem.rpartition("_")
        if not underscore:
            raise complaint(f"{path}: the name says no annotator; expected <article>_<annotator>.ann")
        annotations[name][annotator] = path
    texts = folder / "text" if annotations else folder
    if not annotations:
        annotations.update({path.stem: {ANNOTATOR: path} for path in folder.glob("*.ann")})
    if not annotations:
        raise complaint(
            f"{folder}: no attributions/*.ann found; expected text/*.txt and attributions/*.ann, or *.txt and *.ann"
        )
    for name, paths in sorted(annotations.items()):
        text_path = texts / f"{name}.txt"
        if not text_path.is_file():
            raise complaint(f"{text_path}: missing, but {next(iter(paths.values())).name} annotates it")
        article = Article.from_text(decoded(text_path, complaint), doc_id=name, path=str(text_path))
        yield article, {who: tuple(_quotes(path, article, complaint)) for who, path in sorted(paths.items())}


def _quotes(path: Path, article: Article, complaint: type[Exception]) -> Iterator[Quote]:
    spans: dict[str, list[Span]] = {}
    relations: list[tuple[str, list[tuple[str, str]]]] = []  # where in the file, (role, target) pairs
    for number, line in enumerate(decoded(path, complaint).split("\n"), start=1):
        fields = line.split("\t")
        where = f"{path}, line {number}"
        try:
            if re.fullmatch(r"T\d+", fields[0]):
                # discontinuous spans carry line breaks of the text into the file; only the offsets are read
                places = [place.split() for place in fields[1].split(" ", 1)[1].split(";")]
                spans[fields[0]] = [Span(int(start), int(end)) for start, end in places]
            elif re.fullmatch(r"E\d+", fields[0]):
                arguments = [part.split(":") for part in fields[1].split()]
                relations.append((where, [(role.rstrip("0123456789"), target) for role, target in arguments]))
                continue
        except (IndexError, ValueError) as error:
            raise complaint(f"{where}: not a brat annotation: {line!r}") from error
        if any(span.end > len(article.text) for span in spans.get(fields[0], ())):
            raise complaint(f"{where}: reaches beyond the {len(article.text)} characters of {article.doc_id}: {line!r}")
    position = 0
    for where, pairs in relations:
        joined: dict[str, list[Span]] = {role: [] for role in _ROLES}
        for role, target in pairs:
            if role in joined:
                if target not in spans:
                    raise complaint(f"{where}: joins {target}, which the file does not define")
                joined[role] += spans[target]
        quote = quote_of(article, *(joined[role] for role in _ROLES), position=position)
        if quote is not None:
            yield quote
            position += 1
