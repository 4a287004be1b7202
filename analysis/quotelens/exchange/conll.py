"""CoNLL-style BIO: a token a line, a blank line after each sentence, columns apart by tabs.

    # columns = token start end source cue content quotes
    # doc_id = "ferry"
    # text = "“We won,” Lee said."

    “       0       1       O         O      B-Content  0:B-Content
    We      1       3       O         O      I-Content  0:I-Content
    ...
    Lee     10      13      B-Source  O      O          0:B-Source
    said    14      18      O         B-Cue  O          0:B-Cue

`start` and `end` are half-open character offsets into the article's text, which a comment holds as JSON, with the
doc_id. The columns `source`, `cue` and `content` are what a tagger is trained on: the article's own quotes (level 0)
alone, and every sentence legal BIO by itself, so that a stretch that goes on into the next sentence begins there anew.
The column `quotes` says it all, for every level: of which quotes (numbered by their position in the article) a token is
which part, apart by `|`; "_" where it is of none. There a stretch that goes on is inside it (I), whatever sentence or
paragraph it is in. `read` goes by that column.

Tokens are words and single marks. They end wherever a span starts or ends, within a word too, so that spans keep to the
character; the white space between tokens is in no token.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quotelens import marks
from quotelens.errors import ExchangeError
from quotelens.exchange.annotated import Annotated
from quotelens.exchange.reading import decoded, from_json, quote_of, settled
from quotelens.exchange.tokens import tokens
from quotelens.files import json_line
from quotelens.records import Article, Quote, Span, without_surrogates

ENDING = ".conll"
COLUMNS = ("token", "start", "end", "source", "cue", "content", "quotes")
ROLES = ("Source", "Cue", "Content")
_HEADER = f"# columns = {' '.join(COLUMNS)}\n"
_DOC_ID, _TEXT = "# doc_id = ", "# text = "
_PART = re.compile(r"(\d{1,9}):([BI])-(Source|Cue|Content)")


# --- out -------------------------------------------------------------------------------------------------------------


def chunks(items: Iterable[Annotated]) -> Iterator[str]:
    """The columns' names, then the articles, one after the other."""
    yield _HEADER
    for item in items:
        text = without_surrogates(item.article.text)
        yield f"{_DOC_ID}{json_line(item.article.doc_id)}\n{_TEXT}{json_line(text)}\n\n"
        yield "".join(_sentences(text, item.quotes))


def _sentences(text: str, quotes: Sequence[Quote]) -> Iterator[str]:
    spans = [(k, role, span) for k, quote in enumerate(quotes) for role, span in _spans(quote)]
    cuts = sorted({end for _, _, span in spans for end in (span.start, span.end)})
    sentences = [
        tokens(text, sentence, cuts)
        for paragraph in marks.paragraphs(text)
        for sentence in marks.sentences(text, paragraph)
    ]
    whole = list(itertools.chain.from_iterable(sentences))
    starts = [token.start for token in whole]
    plain = {role: ["O"] * len(whole) for role in ROLES}
    full: list[list[str]] = [[] for _ in whole]
    for k, role, span in sorted(spans, key=lambda found: (found[0], found[2])):
        first, end = (bisect.bisect_left(starts, place) for place in (span.start, span.end))
        for place in range(first, end):
            tag = f"{'B' if place == first else 'I'}-{role}"
            full[place].append(f"{k}:{tag}")
            if quotes[k].level == 0:
                plain[role][place] = tag
    place = 0
    for sentence in sentences:
        for number, token in enumerate(sentence):
            tags = [plain[role][place] for role in ROLES]
            if number == 0:
                tags = [re.sub("^I", "B", tag) for tag in tags]
            yield "\t".join((token.of(text), str(token.start), str(token.end), *tags, "|".join(full[place]) or "_"))
            yield "\n"
            place += 1
        yield "\n"


def _spans(quote: Quote) -> Iterator[tuple[str, Span]]:
    if quote.mention is not None:
        yield "Source", quote.mention
    if quote.cue is not None:
        yield "Cue", quote.cue
    for span in quote.content:
        yield "Content", span


# --- in --------------------------------------------------------------------------------------------------------------


def read(path: str | Path) -> list[Annotated]:
    """Read what `chunks` wrote, or people changed since: the column `quotes`; those that taggers learn from are not.

    Returns:
        One item an article, in order. Levels and types follow from spans and quotation marks (`reading.settled`);
        there are no sources beside the mentions. Of a source or a cue in pieces the first is kept.

    Raises:
        ExchangeError: a line cannot be read, a token stands elsewhere in the text, a part goes on that never began, or
            a quote has no content; names the file and the line.
    """
    path = Path(path)
    found = []
    lines = [(k, line.removesuffix("\r")) for k, line in enumerate(decoded(path).split("\n"), start=1)]
    beginnings = [k for k, (_, line) in enumerate(lines) if line.startswith(_DOC_ID)]
    for number, line in lines[: beginnings[0] if beginnings else len(lines)]:
        if line and not line.startswith("# "):
            raise ExchangeError(f"{path}, line {number}: stands before the first '{_DOC_ID}\"...\"'; put one there")
    for begin, end in itertools.pairwise([*beginnings, len(lines)]):
        found.append(_document(path, lines[begin:end]))
    return found


def _document(path: Path, lines: Sequence[tuple[int, str]]) -> Annotated:
    article = _article(path, lines)
    text = article.text
    parts: dict[int, dict[str, list[Span]]] = defaultdict(lambda: {role: [] for role in ROLES})
    first_line: dict[int, int] = {}
    going_on: set[tuple[int, str]] = set()  # the parts that the last token is of
    for number, line in lines:
        if not line or line.startswith("# "):
            continue
        place = f"{path}, line {number}"
        token, tags = _token(line, text, place)
        for quote, begins, role in tags:
            held = parts[quote][role]
            if begins:
                held.append(token)
            elif (quote, role) in going_on:
                held[-1] = Span(held[-1].start, token.end)
            else:
                raise ExchangeError(f"{place}: I-{role} of quote {quote} goes on what the token before is not of")
            first_line.setdefault(quote, number)
        going_on = {(quote, role) for quote, _, role in tags}
    quotes = []
    for k in sorted(parts):
        quote_found = quote_of(article, *(parts[k][role] for role in ("Content", "Cue", "Source")), position=k)
        if quote_found is None:
            raise ExchangeError(f"{path}, line {first_line[k]}: quote {k} has no Content; tag it or take the quote out")
        quotes.append(quote_found)
    return Annotated(article, settled(article, quotes))


def _article(path: Path, lines: Sequence[tuple[int, str]]) -> Article:
    number, line = lines[0]
    held = {_DOC_ID: from_json(line.removeprefix(_DOC_ID), f"{path}, line {number}")}
    for number, line in lines:
        if line.startswith(_TEXT):
            held[_TEXT] = from_json(line.removeprefix(_TEXT), f"{path}, line {number}")
            break
    for key in (_DOC_ID, _TEXT):
        if not isinstance(held.get(key), str):
            raise ExchangeError(f"{path}, line {lines[0][0]}: the article needs a line '{key}\"...\"', a JSON text")
    return Article.from_text(held[_TEXT], doc_id=held[_DOC_ID], path=str(path))


def _token(line: str, text: str, place: str) -> tuple[Span, list[tuple[int, bool, str]]]:
    fields = line.split("\t")
    if len(fields) != len(COLUMNS):
        raise ExchangeError(f"{place}: has {len(fields)} columns, not {len(COLUMNS)}: {', '.join(COLUMNS)}")
    word, start, end, *_, tagged = fields
    try:
        span = Span(int(start), int(end))
    except ValueError:
        raise ExchangeError(f"{place}: {start!r} and {end!r} are no [start, end) pair of characters") from None
    if span.of(text) != word:
        raise ExchangeError(f"{place}: the text at [{span.start}, {span.end}) is {span.of(text)!r:.60}, not {word!r}")
    tags = []
    for part in [] if tagged == "_" else tagged.split("|"):
        match = _PART.fullmatch(part)
        if match is None:
            raise ExchangeError(f"{place}: {part!r} is no tag like 0:B-Content or 0:I-Source, with | between several")
        tags.append((int(match[1]), match[2] == "B", match[3]))
    return span, tags
