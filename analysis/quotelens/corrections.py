"""A person's corrections of quotes: kept in a study's `corrections.jsonl`, applied on every run, handed on as gold.

The file has one JSON object a line:

    {"action": "delete", "doc_id": "derna", "sha256": "5c...", "content": [[120, 164]]}
    {"action": "rebound", "doc_id": "derna", "sha256": "5c...", "content": [[201, 230]], "new_content": [[201, 244]]}
    {"action": "reattribute", "doc_id": "derna", "sha256": "5c...", "content": [[310, 342]],
     "source": {"source_id": null, "name": "Ann Lee"}, "by": "AB", "at": "2026-11-26", "note": "she is named above"}

(here cut over two lines). `accept` says that a quote is right. `sha256` is the article's: offsets mean nothing in
another text. `content` names the quote by its spans as they were extracted or as another line re-binds them, since
quote ids change with every quote that comes or goes. `by`, `at` and `note` may be left out.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime
import difflib
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens import marks, tables
from quotelens.attribution.labels import join_stretches
from quotelens.attribution.order import in_order, numbered
from quotelens.attribution.types import quotations_within, quote_type, without_marks
from quotelens.errors import CorrectionError
from quotelens.exchange import brat
from quotelens.exchange.annotated import Annotated
from quotelens.files import json_line, write_atomically
from quotelens.records import ACTIONS, Action, Article, NotApplied, Quote, Span, without_surrogates
from quotelens.settings import CORRECTIONS, FILE, beside, folder_of
from quotelens.sources import Told

if TYPE_CHECKING:
    from quotelens.study import Study

KEYS = ("action", "doc_id", "sha256", "content", "new_content", "source", "by", "at", "note")
ANNOTATOR = "corrected"  # of the gold data
Content = tuple[Span, ...]
_AT_A_CUT = " \t,;:–—"  # between a content and the cue or mention that is cut out of it


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the file (see the module). `new_content` is empty, and `told` `None`, where the action has none.

    `line` is the file's, from 1.
    """

    action: Action
    doc_id: str
    sha256: str
    content: Content
    new_content: Content = ()
    told: Told | None = None
    by: str | None = None
    at: str | None = None
    note: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a correction: applied to a quote (`quote_id` is `None` where that is deleted), or why not."""

    correction: Correction
    doc_id: str
    reason: NotApplied | None = None
    quote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """An article's quotes after corrections; `told` says by quote_id whom a person gave them to."""

    quotes: list[Quote]
    told: dict[str, Told] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()


# --- the file --------------------------------------------------------------------------------------------------------


def file_of(source: str | Path) -> Path:
    """The file that `analyse(source)` finds, or would: a new one belongs beside `study.toml`, else to the articles."""
    study = beside(source, FILE)
    return beside(source, CORRECTIONS) or (folder_of(source) if study is None else study.parent) / CORRECTIONS


def read(path: str | Path) -> tuple[Correction, ...]:
    """Read a `corrections.jsonl` (UTF-8; blank lines are passed over).

    Raises:
        CorrectionError: the file cannot be read, or a line is no correction: not JSON, an unknown key or action (the
            nearest known one is suggested), or a value that is missing or of another form; names the line and the mend.
    """
    path = Path(path)
    found = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            try:
                found.append(dataclasses.replace(from_row(json.loads(line, object_pairs_hook=_once)), line=number))
            except CorrectionError as error:
                raise CorrectionError(f"{path}, line {number}: {error}") from None
            except ValueError as error:
                raise CorrectionError(
                    f"{path}, line {number}: not JSON: {error}; mend the line or take it out"
                ) from None
    return tuple(found)


def append(path: str | Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add corrections at the end of a file, all of them or, where one is none, nothing.

    Args:
        path: Made if missing. What it holds stays as it is, byte for byte, and is not read.
        rows: As in the file (see the module).

    Raises:
        CorrectionError: a row is no correction, or the file cannot be written; says which and why.
    """
    path = Path(path)
    lines = []
    for number, row in enumerate(rows, start=1):
        try:
            lines.append(json_line(as_row(from_row(row))) + "\n")
        except CorrectionError as error:
            raise CorrectionError(f"correction {number} of those to add: {error}") from None
    if not lines:
        return
    try:
        before = path.read_bytes() if path.exists() else b""
        gap = b"" if not before or before.endswith(b"\n") else b"\n"
        write_atomically(path, before + gap + "".join(lines).encode("utf-8"))
    except OSError as error:
        raise CorrectionError(f"{path}: cannot be written: {error.strerror}") from error


def from_row(row: Any) -> Correction:
    """A correction from a line's object.

    Raises:
        CorrectionError: see `read`.
    """
    if not isinstance(row, Mapping):
        raise CorrectionError(f"must be an object with {', '.join(KEYS[:4])}, not {json.dumps(row)}")
    for key in row:
        _known("key", key, KEYS)
    for key in KEYS[:4]:
        _need(row.get(key) is not None, f"no {key!r}; a correction needs {', '.join(KEYS[:4])}")
    _known("action", row["action"], ACTIONS)
    action: Action = row["action"]
    doc_id, sha256 = row["doc_id"], row["sha256"]
    _need(isinstance(doc_id, str) and doc_id != "", f"'doc_id' must be a text, not {doc_id!r}")
    hexadecimal = isinstance(sha256, str) and re.fullmatch(r"[0-9a-fA-F]{64}", sha256)
    _need(bool(hexadecimal), f"'sha256' must be the article's, 64 hexadecimal digits, not {sha256!r}")
    for key, wanted in (("new_content", "rebound"), ("source", "reattribute")):
        given = row.get(key) is not None
        _need(given or action != wanted, f"no {key!r}; {wanted!r} needs it")
        _need(not given or action == wanted, f"{key!r} belongs to the action {wanted!r}, not to {action!r}")
    return Correction(
        action,
        doc_id,
        sha256.lower(),
        _spans("content", row["content"]),
        _spans("new_content", row["new_content"]) if action == "rebound" else (),
        _told(row["source"]) if action == "reattribute" else None,
        _note("by", row.get("by")),
        _day(row.get("at")),
        _note("note", row.get("note")),
    )


def as_row(correction: Correction) -> dict[str, Any]:
    """The object of a correction's line; `from_row` reads it back."""
    row: dict[str, Any] = {
        "action": correction.action,
        "doc_id": correction.doc_id,
        "sha256": correction.sha256,
        "content": [[span.start, span.end] for span in correction.content],
    }
    if correction.new_content:
        row["new_content"] = [[span.start, span.end] for span in correction.new_content]
    if correction.told:
        row["source"] = {"source_id": correction.told.source_id, "name": correction.told.name}
    return row | {"by": correction.by, "at": correction.at, "note": correction.note}


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CorrectionError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorrectionError(f"{path}: not UTF-8: {error}; save it anew as UTF-8") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise CorrectionError(f"key {twice!r} stands twice; keep one of them")
    return found


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise CorrectionError(message)


def _known(what: str, value: Any, known: Sequence[str]) -> None:
    if value not in known:
        near = difflib.get_close_matches(str(value), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        raise CorrectionError(f"unknown {what} {value!r}; {hint}")


def _spans(key: str, value: Any) -> Content:
    message = f"{key!r} must be a list of [start, end) pairs of characters, 0 <= start < end, not {json.dumps(value)}"
    _need(isinstance(value, list | tuple) and len(value) > 0, message)
    for pair in value:
        whole = isinstance(pair, list | tuple) and len(pair) == 2 and all(type(end) is int for end in pair)
        _need(whole and 0 <= pair[0] < pair[1], message)
    return tuple(sorted(Span(start, end) for start, end in value))


def _told(value: Any) -> Told:
    _need(isinstance(value, Mapping), f"'source' must be an object with source_id and name, not {json.dumps(value)}")
    for key in value:
        _known("key of 'source'", key, ("source_id", "name"))
    name, source_id = value.get("name"), value.get("source_id")
    _need(isinstance(name, str) and name.strip() != "", f"'source' needs a name, a text, not {json.dumps(name)}")
    is_id = source_id is None or (isinstance(source_id, str) and source_id != "")
    _need(is_id, f"'source_id' must be a text, or null for a new source, not {json.dumps(source_id)}")
    return Told(" ".join(name.split()), source_id)


def _note(key: str, value: Any) -> str | None:
    _need(value is None or isinstance(value, str), f"{key!r} must be a text or null, not {json.dumps(value)}")
    return value or None


def _day(value: Any) -> str | None:
    message = f"'at' must be a day like 2026-11-26 or null, not {json.dumps(value)}"
    _need(value is None or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None), message)
    try:
        return None if value is None else datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise CorrectionError(message) from None


# --- which article ---------------------------------------------------------------------------------------------------


def by_article(
    articles: Iterable[Article], corrections: Sequence[Correction]
) -> tuple[dict[str, list[Correction]], list[Outcome]]:
    """The corrections of each article, by its doc_id, and the outcomes of those that no article can take.

    An article is known by its bytes: one that was renamed, or read from another folder, keeps its corrections.
    """
    articles = list(articles)
    by_bytes = {article.sha256: article.doc_id for article in reversed(articles)}
    there = {without_surrogates(article.doc_id): article.doc_id for article in articles}
    same = {(without_surrogates(article.doc_id), article.sha256): article.doc_id for article in articles}
    own: dict[str, list[Correction]] = defaultdict(list)
    strays = []
    for correction in corrections:
        named = without_surrogates(correction.doc_id)
        doc_id = same.get((named, correction.sha256), by_bytes.get(correction.sha256))
        if doc_id is not None:
            own[doc_id].append(correction)
        else:
            strays.append(Outcome(correction, correction.doc_id, "article_changed" if named in there else "no_article"))
    return dict(own), strays


# --- applying --------------------------------------------------------------------------------------------------------


def apply(article: Article, quotes: Sequence[Quote], corrections: Sequence[Correction]) -> Corrected:
    """Correct an article's quotes, before anybody asks who their sources are.

    Args:
        article: The article.
        quotes: As `attribution.attribute` finds them, at every level.
        corrections: Those of this article (`by_article`), in the order of their lines.

    Returns:
        The quotes in order, numbered anew. Of several lines on one quote the last of each action counts, and a `delete`
        just where it is the last line of all; the order of lines on different quotes means nothing.

        - A deleted quote is gone; those nested in it belong to the quote around it, or to the article.
        - A re-bound content is cut at line breaks and around the quote's own mention and cue, which stay. A quote is
          nested in the smallest quote around all its parts that held it before or was itself re-bound; where there is
          none, it is the article's own. The type follows the quotation marks.
        - What is left of the quotes named is `checked`.

        Corrections of what is as they want it already change nothing. So applying them again doesn't either, but for
        contents that were cut at an end, that two quotes were given, or that were another's.
    """
    corrections = sorted(corrections, key=lambda correction: correction.line)
    meant = _meant(article.text, quotes, corrections)
    failed: dict[int, NotApplied] = {}
    lines: dict[int, list[int]] = defaultdict(list)  # quote -> its corrections, both by their places
    for k, correction in enumerate(corrections):
        if correction.content not in meant:
            failed[k] = "no_quote"
            continue
        q = meant[correction.content]
        if correction.action == "rebound":
            if correction.new_content[-1].end > len(article.text):
                failed[k] = "outside"
                continue
            if not _bounded(article.text, correction.new_content, quotes[q]):
                failed[k] = "blank"
                continue
        lines[q].append(k)

    changed = dict(enumerate(quotes))
    rebound, told = set[str](), dict[str, Told]()
    for q, places in lines.items():
        last = {corrections[k].action: k for k in places}
        if corrections[places[-1]].action == "delete":
            last = {"delete": places[-1]}
            del changed[q]
        else:
            last.pop("delete", None)
            changed[q] = dataclasses.replace(quotes[q], checked=True)
        for action, k in last.items():
            if action == "rebound":
                content = _bounded(article.text, corrections[k].new_content, quotes[q])
                if content != quotes[q].content:
                    changed[q] = dataclasses.replace(changed[q], content=content)
                    rebound.add(quotes[q].quote_id)
            word = corrections[k].told
            if word is not None:
                told[quotes[q].quote_id] = word
        failed.update({k: "superseded" for k in places if k not in last.values()})

    settled = in_order(_nested(article.text, quotes, [changed[q] for q in sorted(changed)], rebound))
    ordered = numbered(article.doc_id, settled)
    ids = {before.quote_id: after.quote_id for before, after in zip(settled, ordered, strict=True)}
    outcomes = []
    for k, correction in enumerate(corrections):
        kept = None if k in failed else ids.get(quotes[meant[correction.content]].quote_id)
        outcomes.append(Outcome(correction, article.doc_id, failed.get(k), kept))
    return Corrected(ordered, {ids[old]: word for old, word in told.items()}, tuple(outcomes))


def _meant(text: str, quotes: Sequence[Quote], corrections: Sequence[Correction]) -> dict[Content, int]:
    """Which quote each content means, by its place: one extracted so, re-bound to it, or that it was re-bound to.

    The last is a quote that is as the correction wants it already, since another model has found it so. Of several
    quotes the first is meant, whatever the order of the corrections.
    """
    meant: dict[Content, int] = {}
    for q, quote in enumerate(quotes):
        meant.setdefault(quote.content, q)
    rebinding = [c for c in corrections if c.new_content and c.new_content[-1].end <= len(text)]
    by_ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    for q, quote in enumerate(quotes):
        by_ends[quote.start, quote.end].append(q)
    while True:
        found: list[tuple[int, Content]] = []
        for correction in rebinding:
            content, new = correction.content, correction.new_content
            if content in meant:
                q = meant[content]
                found += [(q, other) for other in (new, _bounded(text, new, quotes[q])) if other]
            elif new in meant:
                found.append((meant[new], content))
            else:
                lines = _in_lines(text, new)
                alike = by_ends.get((lines[0].start, lines[-1].end), []) if lines else []
                found += [(q, content) for q in alike if _bounded(text, new, quotes[q]) == quotes[q].content]
        found = [(q, content) for q, content in found if content not in meant]
        if not found:
            return meant
        for q, content in sorted(found):
            meant.setdefault(content, q)


def _bounded(text: str, spans: Content, quote: Quote) -> Content:
    """The spans as a content of the quote: in lines, without its mention and cue; empty where no word is left."""
    apart = sorted(span for span in (quote.mention, quote.cue) if span is not None)
    pieces = [piece for line in _in_lines(text, spans) for piece in _without(text, line, apart)]
    return tuple(pieces) if any(char.isalnum() for piece in pieces for char in piece.of(text)) else ()


def _in_lines(text: str, spans: Content) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return [line for span in joined for line in marks.lines(text, span)]


def _without(text: str, span: Span, apart: Sequence[Span]) -> list[Span]:
    """What is left of a span around others: not the commas beside them, nor what holds no letter or digit."""
    holes = [hole for hole in apart if hole.overlap(span)]
    if not holes:
        return [span]
    starts = [span.start, *(hole.end for hole in holes)]
    ends = [*(hole.start for hole in holes), span.end]
    left = []
    for start, end in zip(starts, ends, strict=True):
        while start < end and start != span.start and text[start] in _AT_A_CUT:
            start += 1
        while start < end and end != span.end and text[end - 1] in _AT_A_CUT:
            end -= 1
        if any(char.isalnum() for char in text[start:end]):
            piece = marks.trimmed(text, Span(start, end))
            left += [piece] if piece else []
    return left


def _nested(text: str, before: Sequence[Quote], after: Sequence[Quote], rebound: set[str]) -> list[Quote]:
    """The quotes that are left with their parents, levels and types, as `apply` says."""
    if not rebound and len(after) == len(before):
        return list(after)
    parent_of = {quote.quote_id: quote.parent_quote_id for quote in before}
    kept = {quote.quote_id: quote for quote in after}
    stretches = {quote.quote_id: join_stretches(text, quote.content) for quote in after}
    drawn = sorted((stretch, holder) for holder in rebound & kept.keys() for stretch in stretches[holder])
    around: dict[str, tuple[str, Span]] = {}
    for quote in after:
        own = [span for span in (quote.mention, quote.cue, *quote.content) if span is not None]
        first, end = min(span.start for span in own), max(span.end for span in own)
        longest = max(map(len, stretches[quote.quote_id]))
        outer = [holder for holder in _ancestors(quote.quote_id, parent_of) if holder in kept]
        near = drawn[: bisect.bisect_right(drawn, first, key=lambda pair: pair[0].start)]
        holders = [
            (len(stretch), stretch, holder)
            for stretch, holder in (*((stretch, holder) for holder in outer for stretch in stretches[holder]), *near)
            # longer, so that no two quotes can hold each other
            if stretch.start <= first and end <= stretch.end and len(stretch) > longest
        ]
        if holders:
            _, place, holder = min(holders)
            around[quote.quote_id] = (holder, place)

    def level(quote_id: str) -> int:
        return level(around[quote_id][0]) + 1 if quote_id in around else 0

    whole = marks.quotations(text)
    settled = []
    for quote in after:
        parent, stretch = around.get(quote.quote_id, (None, None))
        quote = dataclasses.replace(quote, parent_quote_id=parent, level=level(quote.quote_id))
        if parent != parent_of[quote.quote_id] or rebound & {quote.quote_id, parent}:
            quotations = quotations_within(text, without_marks(text, stretch)) if stretch else whole
            quote = dataclasses.replace(quote, type=quote_type(text, quote.content, quotations))
        settled.append(quote)
    return settled


def _ancestors(quote_id: str, parent_of: Mapping[str, str | None]) -> Iterator[str]:
    parent = parent_of[quote_id]
    while parent is not None:
        yield parent
        parent = parent_of[parent]


# --- what became of them ---------------------------------------------------------------------------------------------


def table(corrections: Sequence[Correction], outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """The `corrections` frame, a row a line; what has no outcome is about an article that was not read to the end."""
    known = {outcome.correction.line: outcome for outcome in outcomes}
    rows = []
    for correction in corrections:
        outcome = known.get(correction.line, Outcome(correction, correction.doc_id, "no_article"))
        rows.append(
            {
                "line": correction.line,
                "doc_id": outcome.doc_id,
                "action": correction.action,
                "applied": outcome.reason is None,
                "reason": outcome.reason,
                "quote_id": outcome.quote_id,
                "by": correction.by,
                "at": correction.at,
                "note": correction.note,
            }
        )
    return tables.CORRECTIONS.frame(rows)


def fingerprint(path: str | Path) -> dict[str, str]:
    """A file of corrections for a study's provenance: its name and the SHA-256 of its bytes."""
    path = Path(path)
    return {"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


# --- gold ------------------------------------------------------------------------------------------------------------


def to_gold(study: Study, folder: str | Path, *, partly: bool = False, nested: bool = False) -> list[Path]:
    """Write corrected articles as annotated data, for `quotelens evaluate` and `quotelens train attribution`.

    Of each article its text, and its quotes after corrections in brat stand-off (`evaluation.read_brat` reads it),
    annotated by "corrected". What a correction cannot say, the data do not know: a quote that was never found is not
    there, so that the recall measured on them is too high; and a re-attributed quote keeps the mention that was found
    with it, which may be another's (`doubtful`).

    Args:
        study: With its corrections applied.
        folder: Made if missing. Files of other articles in it are left alone.
        partly: Also articles of which only a part was checked. By default those alone of which every quote written has
            been accepted, re-bound or re-attributed (or is gone).
        nested: Also attributions inside others' contents; `evaluate` tells them apart by `--levels`, training does not,
            and would take an inner content for the end of the outer one. By default only the article's own.

    Returns:
        The paths written.

    Raises:
        CorrectionError: there is no such article.
    """
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for quote in tables.to_quotes(study.quotes):
        if nested or quote.level == 0:
            quotes[quote.doc_id].append(quote)
    touched = set(study.corrections.loc[study.corrections["applied"].to_numpy(dtype=bool), "doc_id"])
    checked = [
        Annotated(article, tuple(quotes[article.doc_id]))
        for article in tables.to_articles(study.articles)
        if article.doc_id in touched and (partly or all(quote.checked for quote in quotes[article.doc_id]))
    ]
    if not checked:
        some = f"; of {len(touched)} a part is checked (partly)" if touched and not partly else ""
        raise CorrectionError(f"no article is checked as a whole: accept, mend or delete each of its quotes{some}")
    return brat.write_gold(checked, folder, ANNOTATOR)


def doubtful(study: Study) -> pd.DataFrame:
    """The re-attributed quotes whose mention names somebody, but not whom they were given to: rows of `study.quotes`.

    Their Source in gold data may be somebody else's name: look at it, and mend it in the annotation.
    """
    told = study.mentions.loc[study.mentions["basis"] == "corrected", "quote_id"]
    rows = study.quotes[study.quotes["quote_id"].isin(told) & study.quotes["mention"].notna()]
    beside = rows[["quote_id", "doc_id", "source_id", "mention_start", "mention_end"]].merge(
        study.names[["doc_id", "source_id", "name_start", "name_end"]], on="doc_id", suffixes=("", "_named")
    )
    inside = beside[(beside["mention_start"] <= beside["name_start"]) & (beside["name_end"] <= beside["mention_end"])]
    right = (inside["source_id"] == inside["source_id_named"]).fillna(False)
    others = set(inside["quote_id"]) - set(inside.loc[right.to_numpy(dtype=bool), "quote_id"])
    return rows[rows["quote_id"].isin(others)]
