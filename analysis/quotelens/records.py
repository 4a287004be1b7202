"""The records that travel through the walk: articles, spans, quotes and sources.

All are frozen. A span is a half-open `[start, end)` pair of Python string indices into `Article.text`, which is the
decoded text exactly as received; `span.of(article.text)` is always the span's own text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal, get_args

QuoteType = Literal["direct", "indirect", "mixed"]
Kind = Literal["person", "group", "organization", "document", "other"]
Affiliation = Literal[
    "government", "political", "armed_group", "media", "academic_expert", "advocacy", "corporate", "private", "unknown"
]
Anonymity = Literal["named", "by_choice", "unnamed", "generic"]
Pronouns = Literal["she", "he", "they", "none"]
Basis = Literal[
    "name", "description", "pronoun", "relative", "first_person", "joint", "own_words", "noun_in_cue", "corrected",
    "unresolved",
]  # fmt: skip
NamedKind = Literal["person", "organization", "place", "unclear"]
Tone = Literal["negative", "neutral", "positive"]
Stance = Literal["neutral", "doubting", "endorsing", "emotive"]
Reason = Literal[
    "unreadable",
    "unsupported",
    "missing",
    "empty",
    "too_long",
    "binary",
    "undecodable",
    "malformed",
    "encrypted",
    "unsafe",
    "duplicate",
    "language",
    "failed",
]

Action = Literal["accept", "delete", "rebound", "reattribute"]
NotApplied = Literal["no_article", "article_changed", "no_quote", "outside", "blank", "superseded"]

QUOTE_TYPES: tuple[str, ...] = get_args(QuoteType)
KINDS: tuple[str, ...] = get_args(Kind)
AFFILIATIONS: tuple[str, ...] = get_args(Affiliation)
ANONYMITIES: tuple[str, ...] = get_args(Anonymity)
PRONOUNS: tuple[str, ...] = get_args(Pronouns)
BASES: tuple[str, ...] = get_args(Basis)
NAMED_KINDS: tuple[str, ...] = get_args(NamedKind)
TONES: tuple[str, ...] = get_args(Tone)
STANCES: tuple[str, ...] = get_args(Stance)
REASONS: tuple[str, ...] = get_args(Reason)
ACTIONS: tuple[str, ...] = get_args(Action)
NOT_APPLIED: tuple[str, ...] = get_args(NotApplied)
UNKNOWN = "UNKNOWN"  # the name of a source whose mention leads to nobody

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*")


def count_words(text: str) -> int:
    """Number of words in `text`: runs of letters and digits; apostrophes, hyphens and inner full stops join."""
    return sum(1 for _ in _WORD.finditer(text))


def without_surrogates(text: str) -> str:
    """The text, of the same length, with lone surrogates, which UTF-8 cannot carry, as the replacement character."""
    return _LONE_SURROGATE.sub("\ufffd", text)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch `[start, end)` of an article's text, in characters (Python string indices).

    Raises:
        ValueError: `start` is negative or not below `end`; an empty span marks nothing.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The span's own text."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Number of characters the two spans share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass(frozen=True, slots=True)
class Article:
    """One document as received.

    `text` is never stripped, re-joined or normalised. Metadata that nobody gave is `None`. `sha256` is that of the
    bytes as received (of the UTF-8 encoding for text that never was a file); `encoding` says how they were decoded.
    `language` (ISO 639) is told from the text, `None` where it cannot be. `duplicate_of` is the doc_id of an earlier
    article with this text or nearly this text, `likeness` the share of word triples they have in common (0-1); both
    are `None` where there is none, or where nobody looked.
    """

    doc_id: str
    text: str = field(repr=False)
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    path: str | None = None
    sha256: str = ""
    encoding: str = "utf-8"
    language: str | None = None
    duplicate_of: str | None = None
    likeness: float | None = None

    @property
    def n_words(self) -> int:
        """Number of words in the text (see `count_words`)."""
        return count_words(self.text)

    @classmethod
    def from_text(cls, text: str, doc_id: str = "text", **metadata: str | None) -> Article:
        """An article from a string that never was a file."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return cls(doc_id=doc_id, text=text, sha256=digest, **metadata)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A document that was left out, and why.

    `path` and `doc_id` are those it has or would have had, `None` where it has none. `reason` is one of:
    `unreadable` (the operating system refused, or the file is damaged, cut short or not what its name says),
    `unsupported` (a kind of file that is not read, or not without a package that is absent), `missing` (listed by the
    metadata, a table or an export, but without a text), `empty` (no text in it), `too_long` (above
    `corpus.max_bytes`), `binary` (not text), `undecodable` (text in no encoding that could be told), `malformed` (a
    part of a file, such as a row, that is not in the file's form), `encrypted` (it needs a password), `unsafe` (an
    archive's member whose name leads out of the archive, that is no file, or that unpacks to far more than it should),
    `duplicate` (a link to what is read already), `language` (not in English) and `failed` (a later stage stopped on
    it). `detail` is the real error.
    """

    path: str | None
    doc_id: str | None
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Something that somebody is reported to have said, written, thought or shown: an attribution.

    `content` is one or more spans in text order; no span crosses a line break. `mention` (the source as written) is
    `None` where the text names nobody ("It is said that ..."), `cue` where a quotation stands without one, and
    `source_id` until `sources.resolve` has answered, or where there is no mention to resolve. `level` is 0 for the
    article's own attributions and one more for each quote around; `parent_quote_id` is the quote around, or `None`.
    `confidence` lies in [0, 1] and is the model's, whatever a person says; `checked` is whether a person has accepted,
    re-bound or re-attributed the quote.
    """

    quote_id: str
    doc_id: str
    position: int
    type: QuoteType
    content: tuple[Span, ...]
    cue: Span | None = None
    mention: Span | None = None
    level: int = 0
    parent_quote_id: str | None = None
    source_id: str | None = None
    confidence: float = 1.0
    checked: bool = False

    @property
    def start(self) -> int:
        """First character of the content."""
        return self.content[0].start

    @property
    def end(self) -> int:
        """One past the last character of the content."""
        return self.content[-1].end

    def content_text(self, text: str) -> str:
        """The content as one string: its spans joined by a space."""
        return " ".join(span.of(text) for span in self.content)


@dataclass(frozen=True, slots=True)
class Source:
    """Whoever speaks: a person, group, organization or document, within one article or across several.

    `name` is the fullest form the article gives, `UNKNOWN` where a mention leads to nobody; `aliases` are the other
    forms, as written, in order of appearance. `named` is False for "a spokesman" or "reports". `role` is the article's
    own description, as written, or `None`.

    `anonymity` is "named" just where `named` is True; else "by_choice" where the article says that the source would
    or may not be named, "generic" for a bare "sources", "officials" or "reports", "unnamed" for what is described
    ("a nurse in Oslo"). `pronouns` are those that the article itself uses of a person, honorifics (Mr, Ms) included;
    "none" where it shows none or both, `None` for what is no person. `members` are the source_ids of those who speak
    together, for a joint source. `wikidata` is an identifier that a study's aliases gave.
    """

    source_id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: Kind = "other"
    named: bool = False
    affiliation: Affiliation = "unknown"
    role: str | None = None
    doc_ids: tuple[str, ...] = ()
    anonymity: Anonymity = "unnamed"
    pronouns: Pronouns | None = None
    members: tuple[str, ...] = ()
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class SourceMention:
    """On what grounds a quote's source mention was taken for a source.

    `basis` says how: the mention holds the "name"; it is a "description" that singles a named source out, a "pronoun",
    a "relative" pronoun, a "first_person"; it is part of a "joint" source; it is known by its "own_words" alone, or by
    the "noun_in_cue"; a person's correction of the quote says so ("corrected"); or it stays "unresolved", and `reason`
    says why. `span` is the mention; `None` where a correction names the source of a quote that mentions none.

    `antecedent` is where the article names who is meant (the last place before the mention, else the first behind it),
    `role` where it describes them, `anonymity_span` what says that the source would or may not be named. A quote of a
    joint source has one such record for all together and one for each.
    """

    quote_id: str
    doc_id: str
    source_id: str
    basis: Basis
    span: Span | None
    antecedent: Span | None = None
    role: Span | None = None
    anonymity: Anonymity = "unnamed"
    anonymity_span: Span | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A place where an article names somebody or something, whether quoted or not.

    `name_id` is a slug of `name`, the fullest form that the article gives; a named source goes by the same id. `span`
    is this mention of it, without titles.
    """

    doc_id: str
    name_id: str
    name: str
    kind: NamedKind
    span: Span


@dataclass(frozen=True, slots=True)
class Merge:
    """Two sources of a corpus that were taken for one, and why.

    `source_id` and `name` are what both go by now, `merged_name` what the other went by in `doc_ids`. `reason` says
    what led to it in one or two words, `evidence` what they share.
    """

    source_id: str
    name: str
    merged_name: str
    reason: str
    evidence: str
    doc_ids: tuple[str, ...] = ()
