"""The annotated reader: an article with every quote marked where it stands.

A quote's content is tinted in its source's colour and carries the source's number, the mention is set bold, the cue
underlined; a quote inside a quote lies inside its box with a dashed line. All of it is HTML and CSS: choosing a source
in the legend fades the others without a script, and copying the text copies the article's characters and nothing else
(numbers are generated content).

Where a script may run, `reader.js` adds cards, lists, links between claims, keys and corrections: in a report's page,
and in a notebook with a kernel (see `widget`). What it needs lies in the attribute `data-ql` (see `cards`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import tables
from quotelens.errors import ReportError
from quotelens.records import Quote, Span
from quotelens.report import cards, facts, text
from quotelens.report.style import NO_MATHS, STYLE

if TYPE_CHECKING:
    from quotelens.report.widget import ReaderWidget
    from quotelens.study import Study

PALETTE = 7  # colours in style.css; sources beyond take them again, told apart by their numbers
UNSURE = 0.4  # confidence below which a quote is marked as worth a check: at best two in five of these are right
PART = 8_000  # characters of a long text that are laid out together; those out of sight wait until they are near
_NOBODY = 0


@dataclass(frozen=True, slots=True)
class Marking:
    """A stretch to mark with an element: its tag, classes and further attributes (safe HTML). `rank` says what is
    outside where two coincide: the lower."""

    span: Span
    tag: str
    classes: str = ""
    attributes: str = ""
    rank: int = 0


@dataclass(frozen=True)
class Reader:
    """Articles with their quotes marked; shown by JupyterLab and in the report.

    Attributes:
        n_shown, n_articles: how many articles are shown, of how many.
        html: Safe HTML; everything from the articles is escaped.
        doc_ids: The articles that are shown, in order.
    """

    n_shown: int
    n_articles: int
    html: str = field(repr=False)
    doc_ids: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def widget(self) -> ReaderWidget:
        """The same, live, for a notebook with a running kernel: cards, links, keys and corrections.

        One object however often it is asked for, so that `reader.widget.corrections` are those made where it is shown.

        Raises:
            MissingExtraError: anywidget is not installed (extra `lab`).
        """
        from quotelens.report import widget

        return widget.of(self.html)

    def _repr_html_(self) -> str:
        return STYLE + self.html

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, list[str]]]]:
        # the report finds which articles are shown (see `report.shown`) and sets them anew in its other formats
        data = {"text/html": self._repr_html_(), "text/plain": repr(self)}
        return data, {"quotelens": {"articles": list(self.doc_ids)}}

    def _ipython_display_(self) -> None:
        """Shows the widget where somebody watches who can use it; else IPython goes on to the HTML."""
        from quotelens.report import widget

        if not widget.watched():
            raise NotImplementedError
        widget.show(self.widget, self._repr_html_())


def reader(study: Study, doc_id: str, links: cards.Links | None = None) -> Reader:
    """One article of a study with its quotes marked.

    Args:
        study: The study.
        doc_id: The article's.
        links: What `cards.links` says of the study, for who shows many of its articles.

    Raises:
        ReportError: the study has no such article.
    """
    known = study.articles["doc_id"].tolist()
    if doc_id not in known:
        raise ReportError(f"no article {doc_id!r} in this study; it has {', '.join(map(str, known[:5])) or 'none'}")
    row = known.index(doc_id)
    return Reader(
        1, 1, _fading(study, [doc_id]) + _article(study, row, cards.links(study) if links is None else links), (doc_id,)
    )


def readers(study: Study, limit: int = 5) -> Reader:
    """The first `limit` articles that hold quotes, in the order of the corpus; says how many there are."""
    quoted = set(study.quotes["doc_id"])
    rows = [row for row, doc_id in enumerate(study.articles["doc_id"]) if doc_id in quoted]
    links = cards.links(study)
    parts = [_article(study, row, links) for row in rows[:limit]]
    if not parts:
        parts = ['<p class="ql-empty">No article holds a quote.</p>']
    elif len(rows) > limit:
        parts.append(
            f'<p class="ql-note">Showing {limit} of {len(rows):,} articles with quotes; '
            "<code>report.reader(study, doc_id)</code> shows any other.</p>"
        )
    shown = study.articles["doc_id"].iloc[rows[:limit]].tolist()
    return Reader(len(shown), len(rows), "\n".join([_fading(study, shown), *parts]), tuple(shown))


def annotate(body: str, markings: Iterable[Marking]) -> str:
    """The text as HTML with stretches marked; they may nest, cross or coincide.

    Every character of the text stands in the result exactly once and in order (see `text.visible` for those that HTML
    cannot carry). At each border the elements that end are closed, together with those opened after them, which are
    then opened again with the class `ql-on` ("goes on"); of what begins together the longer is the outer, then the
    lower rank, then the one given first.
    """
    inside = [m for m in markings if m.span.start < len(body)]
    within = [replace(m, span=Span(m.span.start, min(m.span.end, len(body)))) for m in inside]
    queue = sorted(within, key=lambda m: (m.span.start, -m.span.end, m.rank))  # stable: else as given
    borders = sorted({0, len(body), *(at for m in queue for at in (m.span.start, m.span.end))})
    out: list[str] = []
    stack: list[Marking] = []
    k = 0
    for here, there in zip(borders, [*borders[1:], len(body)], strict=True):
        reopened = _close(stack, here, out)
        begun = []
        while k < len(queue) and queue[k].span.start == here:
            begun.append(queue[k])
            k += 1
        again = {id(marking) for marking in reopened}
        for marking in sorted([*reopened, *begun], key=lambda m: (-m.span.end, m.rank)):
            classes = f"{marking.classes} ql-on" if id(marking) in again else marking.classes
            out.append(f'<{marking.tag} class="{classes}"{marking.attributes}>')
            stack.append(marking)
        out.append(text.escape(body[here:there]))
    _close(stack, len(body), out)
    return "".join(out)


def _close(stack: list[Marking], here: int, out: list[str]) -> list[Marking]:
    """Close what ends here; returns what had to be closed with it and goes on."""
    ended = [depth for depth, marking in enumerate(stack) if marking.span.end <= here]
    if not ended:
        return []
    closed = stack[ended[0] :]
    del stack[ended[0] :]
    out.extend(f"</{marking.tag}>" for marking in reversed(closed))
    return [marking for marking in closed if marking.span.end > here]


def _article(study: Study, row: int, links: cards.Links) -> str:
    article = study.articles.iloc[row]
    quotes = tables.to_quotes(study.quotes[study.quotes["doc_id"] == article["doc_id"]])
    order = list(dict.fromkeys(quote.source_id for quote in quotes if quote.source_id is not None))
    number = {source_id: k for k, source_id in enumerate(order, start=1)}
    by_id = facts.names(study)
    markings = [
        marking
        for k, quote in enumerate(quotes)
        for marking in _markings(
            quote,
            k,
            number.get(quote.source_id or "", _NOBODY),
            by_id.get(quote.source_id or ""),
            links.get(quote.quote_id, ()),
        )
    ]
    counted = Counter(quote.source_id for quote in quotes)
    title = facts.titles(study)[article["doc_id"]]
    known = [str(article[name]) for name in ("outlet", "author", "published", "url") if not pd.isna(article[name])]
    byline = " · ".join([*known, text.plural(int(article["n_words"]), "word")])
    legend = _legend(
        f"ql-pick-{row}",
        [by_id.get(source_id, source_id) for source_id in order],
        [counted[source_id] for source_id in order],
        counted[None],
    )
    data = cards.of_article(article, quotes, order, study, links)
    return (
        f'<article class="ql-reader {NO_MATHS}" id="ql-article-{row + 1}" data-ql=\'{data}\'>'
        f'<p class="ql-title"><bdi>{text.escape(title)}</bdi></p>'
        f'<p class="ql-byline"><bdi>{text.escape(byline)}</bdi></p>'
        f"{legend}"
        f'<div class="ql-text" dir="auto">{in_parts(article["text"], markings)}</div></article>'
    )


def in_parts(body: str, markings: Sequence[Marking], size: int = PART) -> str:
    """As `annotate`; a longer text in parts of at least `size` characters, each ending with a line break.

    A part is a block of its own, which a browser lays out only when it comes near. None ends within a marking.
    """
    queue = sorted(markings, key=lambda m: m.span.start)  # stable: else as given
    parts: list[str] = []
    begun = k = at = 0  # where the part begins, the first marking that begins behind `at`
    reach = 0  # where the markings that begin before `at` end
    while (at := body.find("\n", max(at, begun + size, reach - 1)) + 1) > 0:
        while k < len(queue) and queue[k].span.start < at:
            reach = max(reach, queue[k].span.end)
            k += 1
        if reach <= at < len(body):
            parts.append(_part(body, queue, begun, at))
            begun = at
    if not parts:
        return annotate(body, markings)
    return "".join(f'<div class="ql-part">{part}</div>' for part in [*parts, _part(body, queue, begun, len(body))])


def _part(body: str, queue: Sequence[Marking], start: int, end: int) -> str:
    first, last = (bisect_left(queue, at, key=lambda m: m.span.start) for at in (start, end))
    moved = [
        replace(m, span=Span(m.span.start - start, m.span.end - start)) for m in queue[first:last] if m.span.start < end
    ]
    return annotate(body[start:end], moved)


def _markings(quote: Quote, k: int, number: int, name: str | None, links: Sequence[Any]) -> list[Marking]:
    who = name or facts.NO_SOURCE
    unsure = " – unsure, worth a check" if quote.confidence < UNSURE else ""
    nested = f", level {quote.level}" if quote.level else ""
    against = list(dict.fromkeys(link["name"] for link in links if link["relation"] == "contradicts"))
    disputed = f"; contradicts a quote of {text.shorten(', '.join(against), 60)}" if against else ""
    colour = f"ql-s{(number - 1) % PALETTE + 1}" if number else "ql-s0"
    told = text.escape(f"{who}: {quote.type} quote{nested}{unsure}{disputed}")
    more = {"ql-inner": quote.level, "ql-unsure": unsure, "ql-against": against}
    box = " ".join(["ql-q", colour, *(name for name, is_so in more.items() if is_so)])
    source = f' data-s="{number}"'
    label = f'{source} data-q="{k}" title="{told}"'
    rank = 3 * quote.level
    found = [Marking(span, "mark", box, label, rank) for span in quote.content]
    if quote.mention:
        hint = text.escape(f"source: {who}")
        found.append(Marking(quote.mention, "b", f"ql-m {colour}", f'{source} title="{hint}"', rank + 1))
    if quote.cue:
        hint = text.escape(f"cue of a quote of {who}")
        found.append(Marking(quote.cue, "u", f"ql-c {colour}", f'{source} title="{hint}"', rank + 2))
    return found


def _legend(group: str, names: Sequence[str], counts: Sequence[int], nobody: int) -> str:
    entries = [(k, str(k), name, n) for k, (name, n) in enumerate(zip(names, counts, strict=True), start=1)]
    if nobody:
        entries.append((_NOBODY, "?", facts.NO_SOURCE, nobody))
    items = [
        f'<label><input type="radio" name="{group}" value="all" checked><span class="ql-who">All sources</span></label>'
    ]
    for value, chip, name, n in entries:
        colour = f"ql-s{(value - 1) % PALETTE + 1}" if value else "ql-s0"
        items.append(
            f'<label class="{colour}"><input type="radio" name="{group}" value="{value}">'
            f'<span class="ql-chip">{chip}</span>'
            f'<span class="ql-who"><bdi>{text.escape(text.shorten(name, 60))}</bdi></span> '
            f'<span class="ql-n">{text.plural(n, "quote")}</span></label>'
        )
    return f'<fieldset class="ql-legend"><legend>Who speaks</legend>{"".join(items)}</fieldset>'


def _fading(study: Study, shown: Sequence[str]) -> str:
    """Rules that fade the others when a source is chosen; only small whole numbers go into them.

    The one anchor of `:has` is the legend, which holds little: anchored around the text it makes a browser look through
    the whole article for every rule and change, which takes minutes in a long one.
    """
    quotes = study.quotes[study.quotes["doc_id"].isin(shown)]
    most = int(quotes.groupby("doc_id")["source_id"].nunique().max()) if len(quotes) else 0
    kept = ",".join(f'.ql-legend:has([value="{k}"]:checked)~.ql-text [data-s="{k}"]' for k in range(most + 1))
    return (
        '<style class="ql-fading">.ql-legend:has(:not([value="all"]):checked)~.ql-text [data-s]{'
        "--ql-now:transparent;--ql-bold:400;--ql-number:none}"
        f"{kept}{{--ql-now:initial;--ql-bold:initial;--ql-number:initial}}</style>"
    )
