"""How often the sources stage is right: resolved names, kinds, named or not, and affiliations against a gold file."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotelens.errors import GoldError
from quotelens.intervals import wilson
from quotelens.records import Article, Quote, Source, Span
from quotelens.sources import names, resolve, words

FIELDS: tuple[str, ...] = ("name", "kind", "named", "affiliation")
JOINT = " | "  # what the gold file puts between the names of a joint source
MIN_SHARED = 0.5  # of the words, for an unnamed source, whose wording is a matter of taste


@dataclass(frozen=True, slots=True)
class SourceCase:
    """One gold mention: what was expected of it (accepted answers), what came out, and which answers are right."""

    doc_id: str
    start: int
    mention: str
    expected: dict[str, tuple[Any, ...]]
    found: Source | None
    right: dict[str, bool]


@dataclass(frozen=True, slots=True)
class SourceScores:
    """Counts over gold mentions: `n` of them, and how many of each field came out right."""

    n: int
    right: dict[str, int]
    cases: tuple[SourceCase, ...]

    def share(self, field: str) -> float:
        """Share right of a field, 0-1; NaN where there are no mentions."""
        return self.right[field] / self.n if self.n else float("nan")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: per field n, right, share and its 95 % Wilson interval; `None` stands for NaN."""
        scores = []
        for field in FIELDS:
            low, high = wilson(self.share(field), self.n)
            share, *ends = (None if math.isnan(x) else float(x) for x in (self.share(field), low, high))
            scores.append({"field": field, "n": self.n, "right": self.right[field], "share": share, "interval": ends})
        return {"scores": scores}

    def to_text(self) -> str:
        """The scores as a table of plain text: percentages with one decimal, a dash where a score is undefined."""
        lines = [f"{'field':<12} {'share':>6}  {'95 % interval':<14} {'right':>6} {'n':>5}"]
        for row in self.as_dict()["scores"]:
            share, low, high = ("-" if x is None else f"{100 * x:.1f}" for x in (row["share"], *row["interval"]))
            lines.append(f"{row['field']:<12} {share:>6}  {f'{low} to {high}':<14} {row['right']:>6} {row['n']:>5}")
        return "\n".join(lines) + "\n"


def evaluate_sources(path: str | Path, text_folder: str | Path | None = None) -> SourceScores:
    """Resolve the gold mentions of a file and count the right answers.

    Args:
        path: JSON Lines, one attribution a line: `doc`, `source_start`, `source_end`, `cue`, `content`, and the
            accepted answers `speaker` (names), `kind`, `named`, `affiliation` (a value; a list where several are
            accepted; null where any is).
        text_folder: Holds `<doc>.txt`; by default `polnear/dev/text` beside the folder of `path`.

    Returns:
        Counts and single cases. The stage is given the gold mentions, cues and contents as quotes, so that its answers
        are measured apart from finding them.

    Raises:
        GoldError: the file is missing or holds no attribution, a line cannot be read, an article is missing, or a
            mention's span is not in it.
    """
    path = Path(path)
    folder = Path(text_folder) if text_folder is not None else path.parent.parent / "polnear" / "dev" / "text"
    rows = _read(path)
    cases: list[SourceCase] = []
    for doc_id in dict.fromkeys(row["doc"] for row in rows):
        text_path = folder / f"{doc_id}.txt"
        if not text_path.is_file():
            raise GoldError(f"{text_path}: missing, but {path} annotates it")
        article = Article.from_text(text_path.read_bytes().decode("utf-8"), doc_id=doc_id)
        cases += _score_article(article, [row for row in rows if row["doc"] == doc_id])
    right = {field: sum(case.right[field] for case in cases) for field in FIELDS}
    return SourceScores(len(cases), right, tuple(cases))


def names_agree(found: str, accepted: str, *, named: bool) -> bool:
    """Whether two names mean the same source.

    Case, titles, determiners and punctuation are dropped; the parts of a joint source may stand in any order. Where the
    source is not named, half of the words in common is enough (of the longer of the two, by distinct words).
    """
    if JOINT in accepted:
        wanted = sorted(_words(part) for part in accepted.split(JOINT))
        return sorted(_words(part) for part in re.split(r" and |, ", found)) == wanted
    ours, theirs = _words(found), _words(accepted)
    if ours == theirs:
        return True
    if named or not ours or not theirs:
        return False
    return len(set(ours) & set(theirs)) >= MIN_SHARED * max(len(set(ours)), len(set(theirs)))


def _words(name: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", names.strip_determiners(name)).replace("’s", "").replace("'s", "")
    parts = text.split()
    is_body = (
        bool(parts) and names.plain(parts[-1]) in words.BODIES
    )  # "Republican" in "... National Committee" is no title
    while (
        not is_body
        and len(parts) > 1
        and names.is_title(parts[0])
        and all(names.is_capital(part) for part in parts[1:])
    ):
        parts = parts[1:]
    return tuple(re.findall(r"\w+", re.sub(r"[.'’]", "", " ".join(parts)).casefold()))


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error.strerror}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            missing = [
                key for key in ("doc", "source_start", "source_end", "cue", "content", "speaker") if key not in row
            ]
        except (ValueError, TypeError) as error:
            raise GoldError(f"{path}, line {number}: not a JSON object") from error
        if missing:
            raise GoldError(f"{path}, line {number}: {missing[0]!r} is missing")
        rows.append(row)
    if not rows:
        raise GoldError(f"{path}: holds no attribution")
    return rows


def _score_article(article: Article, rows: Sequence[Mapping[str, Any]]) -> list[SourceCase]:
    quotes = [_quote(article, row, k) for k, row in enumerate(rows)]
    resolved, sources = resolve(article, quotes)
    by_id = {source.source_id: source for source in sources}
    return [_case(article, row, by_id.get(q.source_id or "")) for row, q in zip(rows, resolved, strict=True)]


def _case(article: Article, row: Mapping[str, Any], found: Source | None) -> SourceCase:
    expected = {
        "name": _accepted(row["speaker"]),
        **{field: _accepted(row.get(field)) for field in ("kind", "named", "affiliation")},
    }
    named = False not in expected["named"]
    right = dict.fromkeys(FIELDS, False)
    if found is not None:
        right = {field: not expected[field] or getattr(found, field) in expected[field] for field in FIELDS}
        right["name"] = any(names_agree(found.name, name, named=named) for name in expected["name"])
    mention = article.text[row["source_start"] : row["source_end"]]
    return SourceCase(article.doc_id, row["source_start"], mention, expected, found, right)


def _accepted(value: Any) -> tuple[Any, ...]:
    """The accepted answers; none where the annotators left it open (`null`: every answer is right)."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def _quote(article: Article, row: Mapping[str, Any], position: int) -> Quote:
    start, end = row["source_start"], row["source_end"]
    if not 0 <= start < end <= len(article.text):
        raise GoldError(f"{article.doc_id}: no mention at [{start}, {end}) of {len(article.text)} characters")
    mention = Span(start, end)
    content = [span for part in row["content"].split(" … ") if (span := _nearest(article.text, part, mention))]
    return Quote(
        quote_id=f"{article.doc_id}:{position}",
        doc_id=article.doc_id,
        position=position,
        type="indirect",
        content=tuple(sorted(content))
        or (mention,),  # wording that is not in the text as such; the stage reads places only
        cue=_nearest(article.text, row["cue"], mention),
        mention=mention,
    )


def _nearest(text: str, part: str, mention: Span) -> Span | None:
    """Where a wording stands nearest to the mention; the file gives contents as text."""
    if not part or not part.strip():
        return None
    starts = [match.start() for match in re.finditer(re.escape(part), text)]
    if not starts:
        return None
    start = min(starts, key=lambda s: min(abs(s - mention.end), abs(s + len(part) - mention.start)))
    return Span(start, start + len(part))
