"""Brat stand-off, laid out as PolNeAR does: what `evaluation.read_brat` reads and other annotation tools open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quotelens.files import write_atomically
from quotelens.records import Quote, Span

MAX_NAME = 50  # characters of a file name: at most 200 bytes of the 255 that most file systems hold


def write(
    articles: Iterable[tuple[str, str, Sequence[Quote]]], folder: str | Path, annotator: str = "gold"
) -> list[Path]:
    """Write articles and their attributions.

    Args:
        articles: doc_id, text and quotes of each.
        folder: Made if missing. `text/<article>.txt` and `attributions/<article>_<annotator>.ann` go into it, in
            UTF-8; `<article>` is the doc_id with everything but letters, digits, full stops, hyphens and underscores
            replaced, so that no id leads out of the folder.
        annotator: A name without underscores; others' annotations of the same articles can stand beside.

    Returns:
        The paths written, each text before its annotation.
    """
    folder = Path(folder)
    for part in ("text", "attributions"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    paths, taken = [], set[str]()
    for doc_id, text, quotes in articles:
        name = _free(_file_name(doc_id), taken)
        for path, content in (
            (folder / "text" / f"{name}.txt", text),
            (folder / "attributions" / f"{name}_{annotator}.ann", annotation(text, quotes)),
        ):
            write_atomically(path, content.encode("utf-8"))
            paths.append(path)
    return paths


def annotation(text: str, quotes: Sequence[Quote]) -> str:
    """The lines of an `.ann` file.

    Spans are T lines of the types Source, Cue and Content; each quote is an event (E line) that joins its own, with a T
    line of type Attribution at its cue, or its content where it has none, to carry it. Levels are not written: what
    stands inside another's content is nested (`read_brat(..., levels=True)`).
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


def _file_name(doc_id: str) -> str:
    return re.sub(r"[^\w.-]+", "-", doc_id).strip(".-")[:MAX_NAME] or "article"


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free.casefold() in taken:  # some file systems don't tell capitals apart
        free, number = f"{name}-{number}", number + 1
    taken.add(free.casefold())
    return free
