"""What a report holds, in the order of its notebooks, apart from any format; words as they are (see `tree`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import tables
from quotelens.records import Quote
from quotelens.report import facts, page, shown, summary, text
from quotelens.report.notebooks import Notebook

if TYPE_CHECKING:
    from quotelens.study import Study

SHOWN_INPUTS = 20  # articles named under "How this report was made"; the manifest has them all


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown as `mistune` reads it: a list of its tokens. HTML in it is text."""

    tokens: list[dict[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """A table with its number in the document."""

    number: int
    table: shown.Table


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    """A figure with its number in the document, the same as on the page."""

    number: int
    figure: page.Drawn


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of an article over which nothing changes.

    Attributes:
        words: Its characters.
        begins: Numbers of the sources whose quotes begin here, the outer first; 0 is a source not given.
        ends: How many quotes' spans end with it.
        source: Number of the source of the innermost quote around it; `None` outside of quotes.
        inner: Whether that quote stands inside another.
        mention, cue: Whether it names a source, and whether it attributes.
    """

    words: str
    begins: tuple[int, ...] = ()
    ends: int = 0
    source: int | None = None
    inner: bool = False
    mention: bool = False
    cue: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its quotes marked: `legend` has (number, name, number of quotes), 0 for no source given."""

    title: str
    byline: str
    legend: list[tuple[int, str, int]]
    paragraphs: list[list[Stretch]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plain:
    """Any other output, as it would stand on a screen."""

    words: str


Block = Prose | NumberedTable | NumberedFigure | Article | Plain


@dataclass(frozen=True, slots=True)
class Section:
    """A notebook, or an appendix."""

    title: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `explained`: the tables whose columns are explained; `made`: (what, value, SHA-256 or nothing)."""

    title: str
    summary: list[str]
    sections: list[Section]
    explained: list[NumberedTable]
    made: list[tuple[str, str, str]]


def gather(study: Study, ran: Sequence[Notebook], manifest: dict[str, Any]) -> Document:
    """The contents of a report (see `page.html`)."""
    found = shown.tables(ran)
    table_numbers = {key: k for k, key in enumerate((key for key, table in found.items() if table.rows), start=1)}
    figure_numbers = {figure.name: k for k, figure in enumerate(page.figures(ran), start=1)}
    sections = []
    for notebook in ran:
        title, blocks = notebook.name, list[Block]()
        for cell in notebook.node.cells:
            if cell.cell_type == "markdown":
                heading, tokens = _read(cell.source)
                title = heading or title
                blocks += [Prose(tokens)] if tokens else []
            for output in cell.get("outputs", ()):
                blocks += _blocks(study, output, found, table_numbers, figure_numbers)
        sections.append(Section(title, blocks))
    return Document(
        title=text.shorten(summary.headline(study), 160),
        summary=summary.sentences(study),
        sections=sections,
        explained=[NumberedTable(number, found[key]) for key, number in table_numbers.items() if found[key].explained],
        made=_made(manifest),
    )


def _read(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The heading of the first level that a cell starts with, if it does, and the tokens of the rest."""
    import mistune

    heading = re.match(r"# (.+)\n?", source)
    rest = source[heading.end() :] if heading else source
    tokens: Any = mistune.create_markdown(renderer="ast")(rest)
    return heading.group(1).strip() if heading else "", [token for token in tokens if token["type"] != "blank_line"]


def _blocks(
    study: Study,
    output: Any,
    found: dict[int, shown.Table],
    table_numbers: dict[int, int],
    figure_numbers: dict[str, int],
) -> list[Block]:
    figure = page.drawn(output)
    if figure is not None:
        return [NumberedFigure(figure_numbers[figure.name], figure)]
    table = found.get(id(output))
    if table is not None:
        number = table_numbers.get(id(output))
        return [Plain(table.empty)] if number is None else [NumberedTable(number, table)]
    articles = shown.articles(output)
    if articles is not None:
        return [_article(study, doc_id) for doc_id in articles] or [Plain("No article holds a quote.")]
    if output.output_type == "stream":
        return [Plain(output.text)]
    words = output.get("data", {}).get("text/plain", "")
    return [Plain(str(words))] if words else []


def _made(manifest: dict[str, Any]) -> list[tuple[str, str, str]]:
    analysed = manifest["analysed_with"]
    rows = [("Report made with", f"quotelens {manifest['quotelens']}", "")]
    if manifest["source"]:
        rows.append(("Read from", manifest["source"], ""))
    if analysed.get("quotelens"):
        rows.append(("Articles read with", f"quotelens {analysed['quotelens']}", ""))
    rows += [
        (what, model["name"], model["sha256"])
        for what, model in (("Model", analysed.get("model")), ("Model of tone", analysed.get("tone_model")))
        if model
    ]
    rows += [
        ("Notebook", f"{each['name']}, version {each['version']}", each["sha256"]) for each in manifest["notebooks"]
    ]
    inputs = manifest["inputs"]
    rows += [("Article", each["path"] or each["doc_id"], each["sha256"]) for each in inputs[:SHOWN_INPUTS]]
    if len(inputs) > SHOWN_INPUTS:
        rows.append(("Articles", f"{len(inputs) - SHOWN_INPUTS:,} more, in manifest.json", ""))
    return [(what, str(value), sha256) for what, value, sha256 in rows]


def _article(study: Study, doc_id: str) -> Article:
    row = study.articles[study.articles["doc_id"] == doc_id].iloc[0]
    quotes = tables.to_quotes(study.quotes[study.quotes["doc_id"] == doc_id])
    names = facts.names(study)
    order = list(dict.fromkeys(quote.source_id for quote in quotes if quote.source_id is not None))
    numbers = {source_id: k for k, source_id in enumerate(order, start=1)}
    told = [numbers.get(quote.source_id or "", 0) for quote in quotes]
    entries = [(k, names.get(source_id, source_id)) for source_id, k in numbers.items()]
    if 0 in told:
        entries.append((0, facts.NO_SOURCE))
    known = [str(row[name]) for name in ("outlet", "author", "published", "url") if not pd.isna(row[name])]
    return Article(
        title=facts.titles(study)[doc_id],
        byline=" · ".join([*known, text.plural(int(row["n_words"]), "word")]),
        legend=[(k, name, told.count(k)) for k, name in entries],
        paragraphs=mark(row["text"], list(zip(quotes, told, strict=True))),
    )


def mark(body: str, quotes: Sequence[tuple[Quote, int]]) -> list[list[Stretch]]:
    """An article's paragraphs (apart by blank lines), each in stretches over which nothing changes.

    Args:
        body: The text.
        quotes: Each quote with its source's number, 0 for none.

    Returns:
        The paragraphs. White space around a paragraph is left out, every other character stands in exactly one stretch,
        in order. A quote's span begins and ends with a character that is no white space (see `attribution`).
    """
    begins: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # start -> (level, end, number) of contents
    ends: Counter[int] = Counter()
    changes: dict[str, Counter[int]] = {"mention": Counter(), "cue": Counter()}  # where they begin (+1) and end (-1)
    for quote, number in quotes:
        for span in quote.content:
            begins[span.start].append((quote.level, span.end, number))
            ends[span.end] += 1
        for what, one in (("mention", quote.mention), ("cue", quote.cue)):
            if one is not None:
                changes[what].update({one.start: 1})
                changes[what].subtract({one.end: 1})
    paragraphs = _paragraphs(body)
    borders = {*begins, *ends, *(at for counts in changes.values() for at in counts)}
    queue = sorted(borders | {at for pair in paragraphs for at in pair})
    found: list[list[Stretch]] = [[] for _ in paragraphs]
    around: list[tuple[int, int, int]] = []
    depth = {"mention": 0, "cue": 0}
    here = 0
    for start, end in pairwise(queue):
        around = [one for one in around if one[1] > start] + begins.get(start, [])
        for what, counts in changes.items():
            depth[what] += counts[start]
        while here < len(paragraphs) and paragraphs[here][1] <= start:
            here += 1
        if here < len(paragraphs) and paragraphs[here][0] <= start:
            innermost = max(around, key=lambda one: one[0], default=None)
            found[here].append(
                Stretch(
                    words=body[start:end],
                    begins=tuple(number for _, _, number in sorted(begins.get(start, []), key=lambda one: one[0])),
                    ends=ends[end],
                    source=innermost[2] if innermost else None,
                    inner=bool(innermost and innermost[0]),
                    mention=depth["mention"] > 0,
                    cue=depth["cue"] > 0,
                )
            )
    return found


def _paragraphs(body: str) -> list[tuple[int, int]]:
    """Where the paragraphs begin and end: apart by blank lines, without the white space around them."""
    gaps = [(match.start(), match.end()) for match in re.finditer(r"\n\s*\n", body)]
    found = []
    for start, end in pairwise([0, *(at for gap in gaps for at in gap), len(body)]):
        words = body[start:end]
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            found.append((first, first + len(words.strip())))
    return found
