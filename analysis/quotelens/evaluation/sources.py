"""How often the sources stage is right: resolved names, kinds, named or not, and affiliations against a gold file."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quotelens.errors import GoldError
from quotelens.evaluation.gold import read_lines
from quotelens.intervals import wilson
from quotelens.records import Article, Quote, Source, Span
from quotelens.sources import names, resolve, words

FIELDS: tuple[str, ...] = ("name", "kind", "named", "affiliation")
JOINT = " | "  # what the gold file puts between the names of a joint source
MIN_SHARED = 0.5  # of the words, for an unnamed source, whose wording is a matter of taste


@dataclass(frozen=True, slots=True)
class SourceCase:
    """One gold mention: what was expected of it (accepted answers), what came out, and which answers are right.

    `whole` is what came out of the article as text, without being told where the mention is: the source of the quote
    whose mention overlaps it (of several, the one whose content overlaps most); `None` where no quote has it, or
    where nobody looked.
    """

    doc_id: str
    start: int
    mention: str
    expected: dict[str, tuple[Any, ...]]
    found: Source | None
    right: dict[str, bool]
    whole: Source | None = None
    whole_right: bool = False


@dataclass(frozen=True, slots=True)
class SourceScores:
    """By field how many of the gold mentions came out right, of how many: (right, n)."""

    counts: dict[str, tuple[int, int]]
    cases: tuple[SourceCase, ...]

    def share(self, field: str) -> float:
        """Share right of a field, 0-1; NaN where there are no mentions."""
        right, n = self.counts[field]
        return right / n if n else float("nan")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: per field n, right, share and its 95 % Wilson interval; `None` stands for NaN."""
        scores = []
        for field, (right, n) in self.counts.items():
            low, high = wilson(self.share(field), n)
            share, *ends = (None if math.isnan(x) else float(x) for x in (self.share(field), low, high))
            scores.append({"field": field, "n": n, "right": right, "share": share, "interval": ends})
        return {"scores": scores}

    def to_text(self) -> str:
        """The scores as a table of plain text: percentages with one decimal, a dash where a score is undefined."""
        lines = [f"{'field':<16} {'share':>6}  {'95 % interval':<14} {'right':>6} {'n':>5}"]
        for row in self.as_dict()["scores"]:
            share, low, high = ("-" if x is None else f"{100 * x:.1f}" for x in (row["share"], *row["interval"]))
            lines.append(f"{row['field']:<16} {share:>6}  {f'{low} to {high}':<14} {row['right']:>6} {row['n']:>5}")
        return "\n".join(lines) + "\n"


def evaluate_sources(
    path: str | Path,
    text_folder: str | Path | None = None,
    attribute: Callable[[Article], Sequence[Quote]] | None = None,
) -> SourceScores:
    """Resolve the gold mentions of a file and count the right answers.

    Args:
        path: JSON Lines, one attribution a line: `doc`, `source_start`, `source_end`, `cue`, `content`, and the
            accepted answers `speaker` (names), `kind`, `named`, `affiliation` (a value; a list where several are
            accepted; null where any is). `anonymity` may be there too, and is then counted.
        text_folder: Holds `<doc>.txt`; by default `text` beside the file, or else `polnear/dev/text` beside its folder.
        attribute: Finds an article's quotes.

    Returns:
        Counts and single cases. `name`, `kind`, `named` and `affiliation` are those of the stage alone, which is given
        the gold mentions, cues and contents as quotes; `pronoun_name` is `name` of mentions that are a pronoun. With
        `attribute`, `end_to_end` counts the mentions that it finds and that then have the right name.

    Raises:
        GoldError: the file is missing or holds no attribution, a line cannot be read, an article is missing, or a
            mention's span is not in it.
    """
    path = Path(path)
    beside = path.parent / "text"
    folder = (
        Path(text_folder)
        if text_folder is not None
        else beside
        if beside.is_dir()
        else path.parent.parent / "polnear" / "dev" / "text"
    )
    rows = read_lines(path, _row, "not a JSON object")
    if not rows:
        raise GoldError(f"{path}: holds no attribution")
    cases: list[SourceCase] = []
    for doc_id in dict.fromkeys(row["doc"] for row in rows):
        text_path = folder / f"{doc_id}.txt"
        if not text_path.is_file():
            raise GoldError(f"{text_path}: missing, but {path} annotates it")
        article = Article.from_text(text_path.read_bytes().decode("utf-8"), doc_id=doc_id)
        cases += _score_article(article, [row for row in rows if row["doc"] == doc_id], attribute)
    counts = {field: (sum(case.right[field] for case in cases), len(cases)) for field in FIELDS}
    told = [case for case in cases if case.expected["anonymity"]]
    if told:
        counts["anonymity"] = (sum(case.right["anonymity"] for case in told), len(told))
    pronouns = [case for case in cases if case.mention.strip().lower() in words.PRONOUNS]
    counts["pronoun_name"] = (sum(case.right["name"] for case in pronouns), len(pronouns))
    if attribute is not None:
        counts["end_to_end"] = (sum(case.whole_right for case in cases), len(cases))
    return SourceScores(counts, tuple(cases))


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


def _row(row: Any) -> dict[str, Any]:
    missing = [key for key in ("doc", "source_start", "source_end", "cue", "content", "speaker") if key not in row]
    if missing:
        raise GoldError(f"{missing[0]!r} is missing")
    return dict(row)


def _score_article(
    article: Article,
    rows: Sequence[Mapping[str, Any]],
    attribute: Callable[[Article], Sequence[Quote]] | None,
) -> list[SourceCase]:
    gold = [_quote(article, row, k) for k, row in enumerate(rows)]
    told = _sources(article, gold)
    found = list(attribute(article)) if attribute is not None else []
    own = _sources(article, found)
    cases = []
    for row, quote, source in zip(rows, gold, told, strict=True):
        match = _match(quote, found)
        cases.append(_case(article, row, source, own[match] if match is not None else None))
    return cases


def _sources(article: Article, quotes: Sequence[Quote]) -> list[Source | None]:
    resolved, sources = resolve(article, quotes)
    by_id = {source.source_id: source for source in sources}
    return [by_id.get(quote.source_id or "") for quote in resolved]


def _match(gold: Quote, found: Sequence[Quote]) -> int | None:
    """Index of the quote whose mention overlaps the gold one; of several, the one whose content overlaps most."""

    def shared(quote: Quote) -> int:
        return sum(ours.overlap(theirs) for ours in quote.content for theirs in gold.content)

    same = [
        (shared(quote), -k)
        for k, quote in enumerate(found)
        if quote.mention is not None and gold.mention is not None and quote.mention.overlap(gold.mention)
    ]
    return -max(same)[1] if same else None


def _case(article: Article, row: Mapping[str, Any], found: Source | None, whole: Source | None) -> SourceCase:
    expected = {
        "name": _accepted(row["speaker"]),
        **{field: _accepted(row.get(field)) for field in ("kind", "named", "affiliation", "anonymity")},
    }
    right = dict.fromkeys((*FIELDS, "anonymity"), False)
    if found is not None:
        right = {field: not expected[field] or getattr(found, field) in expected[field] for field in right}
        right["name"] = _right_name(found, expected)
    mention = article.text[row["source_start"] : row["source_end"]]
    whole_right = whole is not None and _right_name(whole, expected)
    return SourceCase(article.doc_id, row["source_start"], mention, expected, found, right, whole, whole_right)


def _right_name(source: Source, expected: Mapping[str, tuple[Any, ...]]) -> bool:
    named = False not in expected["named"]
    return any(names_agree(source.name, name, named=named) for name in expected["name"])


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
