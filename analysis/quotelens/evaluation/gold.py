"""Gold readers: annotated data of other people -> the package's own records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quotelens import marks
from quotelens.errors import GoldError
from quotelens.records import Article, Quote, Span

_LINE_BREAKS = re.compile(rf"\s*[{marks.LINE_BREAK}]\s*")


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An article with one list of quotes for each annotator who read it (keyed by the annotator's id, sorted)."""

    article: Article
    versions: dict[str, tuple[Quote, ...]]


def read_brat(folder: str | Path) -> list[GoldArticle]:
    """Read brat stand-off attributions laid out as PolNeAR does.

    Args:
        folder: Holds `text/<article>.txt` and `attributions/<article>_<annotator>.ann`. T lines of the types
            Source, Cue and Content carry spans (`start end[;start end]`, characters); E lines join them.
            Other types (Discard, Discuss, ...) are passed over, as are E lines that join no content.

    Returns:
        One item an article, by article name. `Quote.type` is left "indirect": brat does not say it.

    Raises:
        GoldError: a folder is missing or empty, an annotation has no article, or a line cannot be read.

    References:
        Newell et al. (2018), An attribution relations corpus for political news, LREC.
    """
    folder = Path(folder)
    annotations: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((folder / "attributions").glob("*.ann")):
        name, _, annotator = path.stem.rpartition("_")
        annotations[name][annotator] = path
    if not annotations:
        raise GoldError(f"{folder}: no attributions/*.ann found; expected text/*.txt and attributions/*.ann")
    gold = []
    for name, paths in sorted(annotations.items()):
        text_path = folder / "text" / f"{name}.txt"
        if not text_path.is_file():
            raise GoldError(f"{text_path}: missing, but {next(iter(paths.values())).name} annotates it")
        article = Article.from_text(text_path.read_bytes().decode("utf-8"), doc_id=name, path=str(text_path))
        versions = {who: tuple(_brat_quotes(path, article)) for who, path in sorted(paths.items())}
        gold.append(GoldArticle(article, versions))
    return gold


def _brat_quotes(path: Path, article: Article) -> Iterator[Quote]:
    spans: dict[str, list[Span]] = {}
    relations: list[list[tuple[str, str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        fields = line.split("\t")
        try:
            if re.fullmatch(r"T\d+", fields[0]):
                # discontinuous spans carry line breaks of the text into the file; only the offsets are read
                spans[fields[0]] = [
                    Span(int(start), int(end))
                    for start, end in (pair.split() for pair in fields[1].split(" ", 1)[1].split(";"))
                ]
            elif re.fullmatch(r"E\d+", fields[0]):
                pairs = [argument.split(":") for argument in fields[1].split()]
                relations.append([(role.rstrip("0123456789"), target) for role, target in pairs])
        except (IndexError, ValueError) as error:
            raise GoldError(f"{path}, line {number}: not a brat annotation: {line!r}") from error
    position = 0
    for relation in relations:
        content = [
            part for role, target in relation if role == "Content" for span in spans[target] for part in _lines(article.text, span)
        ]
        if not content:
            continue
        cues = sorted(span for role, target in relation if role == "Cue" for span in spans[target])
        mentions = sorted(span for role, target in relation if role == "Source" for span in spans[target])
        yield Quote(
            quote_id=f"{article.doc_id}:{position}",
            doc_id=article.doc_id,
            position=position,
            type="indirect",
            content=tuple(sorted(content)),
            cue=cues[0] if cues else None,
            mention=mentions[0] if mentions else None,
        )
        position += 1


def _lines(text: str, span: Span) -> list[Span]:
    """The span cut at the text's line breaks, as brat itself does on saving."""
    parts, start = [], span.start
    for match in [*_LINE_BREAKS.finditer(text, span.start, span.end), None]:
        stop = match.start() if match else span.end
        if start < stop:
            parts.append(Span(start, stop))
        start = match.end() if match else stop
    return parts
