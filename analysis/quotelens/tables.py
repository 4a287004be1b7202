"""Every table's schema, and the one crossing from records to pandas.

Column names live here only. `check` holds a frame against its schema; `of_*` make frames from records; `write` and
`read` keep a folder of tables with a `datapackage.json` (Frictionless Table Schema) that says what each column means.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from quotelens.errors import TableError
from quotelens.files import write_atomically
from quotelens.records import (
    ACTIONS,
    AFFILIATIONS,
    ANONYMITIES,
    BASES,
    KINDS,
    NAMED_KINDS,
    NOT_APPLIED,
    PRONOUNS,
    QUOTE_TYPES,
    REASONS,
    STANCES,
    TONES,
    Article,
    Exclusion,
    Merge,
    Named,
    Quote,
    Source,
    SourceMention,
    Span,
    count_words,
    without_surrogates,
)

Dtype = Literal["string", "Int64", "float64", "boolean"]
Format = Literal["parquet", "csv", "jsonl", "xlsx"]
FORMATS: tuple[str, ...] = ("parquet", "csv", "jsonl", "xlsx")
_FRICTIONLESS = {"string": "string", "Int64": "integer", "float64": "number", "boolean": "boolean"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
XLSX_CELL = 32_767  # characters in a cell (Microsoft, Excel specifications and limits)
_CUT = " [cut here: a cell holds no more]"
_NO_TIME = datetime.datetime(1980, 1, 1)  # the first that ZIP knows; the day of writing would differ with every run


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its pandas dtype, what it means (with unit and range), and its closed vocabulary, if it has one."""

    name: str
    dtype: Dtype
    meaning: str
    values: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its key columns (unique together; empty where rows need no key) and its columns, in order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """A frame of no rows with the right columns and dtypes."""
        return self.frame([])

    def frame(self, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """A frame from rows; missing keys become NA. Unknown keys are a `TableError`."""
        unknown = sorted({key for row in rows for key in row} - set(self.names))
        if unknown:
            raise TableError(f"table {self.name}: unknown column {unknown[0]!r}; it has {', '.join(self.names)}")
        return pd.DataFrame(
            {
                column.name: pd.array([_storable(row.get(column.name)) for row in rows], dtype=column.dtype)
                for column in self.columns
            }
        )


def _storable(value: Any) -> Any:
    """The value; a text without the lone surrogates that no table format can carry."""
    return without_surrogates(value) if isinstance(value, str) else value


def _text(name: str, meaning: str, *, values: tuple[str, ...] = (), required: bool = False) -> Column:
    return Column(name, "string", meaning, values, required)


def _span_schema(name: str, what: str) -> tuple[Column, Column, Column]:
    return (
        _text(name, f"{what}, as written; NA where there is none."),
        Column(f"{name}_start", "Int64", "Its first character in the article."),
        Column(f"{name}_end", "Int64", "One past its last character."),
    )


def _tone_schema(what: str) -> tuple[Column, ...]:
    return (
        _text("tone", f"The likeliest tone of {what}; NA where it holds no word.", values=TONES),
        Column("tone_negative", "float64", "The model's probability that it is negative, 0-1."),
        Column("tone_neutral", "float64", "The model's probability that it is neutral, 0-1."),
        Column("tone_positive", "float64", "The model's probability that it is positive, 0-1."),
        Column("tone_score", "float64", "Probability of positive minus that of negative, -1 to 1."),
    )


ARTICLES = Table(
    "articles",
    ("doc_id",),
    (
        _text("doc_id", "Key of the article: its path without the ending, or the id it was given.", required=True),
        _text("title", "Headline, where the metadata or the file gives one."),
        _text("text", "The decoded text exactly as received; every span counts characters of it.", required=True),
        _text("outlet", "Publisher, as given."),
        _text("author", "Author or byline, as given."),
        _text("published", "Date of publication, as given (in ISO 8601 where a table held it as a date)."),
        _text("url", "Where it was published, as given."),
        _text("path", "The file it came from, relative to the corpus folder; NA for a text that was no file."),
        _text("sha256", "SHA-256 of the bytes as received, in hexadecimal.", required=True),
        _text("encoding", "How the bytes were decoded."),
        Column("n_words", "Int64", "Number of words in the text.", required=True),
        _text("language", "ISO 639 code of the language the text seems to be in; NA where it is too short to tell."),
        _text("duplicate_of", "The first earlier article with this text, or nearly; NA where there is none."),
        Column("likeness", "float64", "Share of word triples in common with it, 0 to 1; NA where there is none."),
    ),
)

EXCLUSIONS = Table(
    "exclusions",
    (),
    (
        _text("path", "The file that was left out, relative to the corpus folder."),
        _text("doc_id", "The id it would have had, where that is known."),
        _text(
            "reason",
            "unreadable: the operating system refused, or the file is damaged, cut short or not what its name says; "
            "unsupported: a kind of file that is not read, or not without a package that is absent; missing: listed, "
            "but without a text; empty: no text in it; too_long: above corpus.max_bytes; binary: not text; "
            "undecodable: in no encoding that could be told; malformed: a part of a file, such as a row, that is not "
            "in the file's form; encrypted: it needs a password; unsafe: an archive's member whose name leads out of "
            "the archive, that is no file, or that unpacks to far more than it should; duplicate: a link to what is "
            "read already; language: not in English (corpus.any_language keeps it); failed: a later stage stopped on "
            "it.",
            values=REASONS,
            required=True,
        ),
        _text("detail", "The real error, in words.", required=True),
    ),
)

QUOTES = Table(
    "quotes",
    ("quote_id",),
    (
        _text("quote_id", "Key of the quote: doc_id, a colon and its running number.", required=True),
        _text("doc_id", "The article it stands in.", required=True),
        Column("position", "Int64", "Order of the quotes in the article, from 0, by first character.", required=True),
        _text(
            "type",
            "direct: all of the content stands in quotation marks; indirect: none of it; mixed: part of it.",
            values=QUOTE_TYPES,
            required=True,
        ),
        Column(
            "level",
            "Int64",
            "0 for the article's own attributions, 1 for those inside a quote, and so on.",
            required=True,
        ),
        _text("parent_quote_id", "The quote around this one; NA at level 0."),
        _text("source_id", "Who speaks; NA where the text names nobody."),
        _text("mention", "The source as written at the quote."),
        Column("mention_start", "Int64", "First character of the mention."),
        Column("mention_end", "Int64", "One past the last character of the mention."),
        _text("cue", "The word or words that attribute (said, according to), as written."),
        Column("cue_start", "Int64", "First character of the cue."),
        Column("cue_end", "Int64", "One past the last character of the cue."),
        _text("content", "What is attributed, as written; several spans are joined by a space.", required=True),
        _text("content_spans", "JSON list of [start, end) character pairs of the content.", required=True),
        Column("n_words", "Int64", "Number of words in the content.", required=True),
        Column("confidence", "float64", "The model's probability that the attribution is right, 0-1.", required=True),
        Column(
            "textblob_polarity",
            "float64",
            "TextBlob polarity of the content, -1 to 1; NaN where no word is in its lexicon.",
        ),
        Column(
            "textblob_subjectivity",
            "float64",
            "TextBlob subjectivity of the content, 0 to 1; NaN where no word is in its lexicon.",
        ),
        Column(
            "vader_compound",
            "float64",
            "VADER compound score of the content, -1 to 1; NaN where no word is in its lexicon.",
        ),
        *_tone_schema("the content, the source's name and the cue left out"),
        _text(
            "cue_stance",
            "What the reporter's cue makes of what is said. neutral: no stand is taken (said); doubting: its truth is "
            "left to the source (claimed); endorsing: it is taken as true (admitted, pointed out); emotive: feeling or "
            "force is put into it (hailed, fumed). NA where there is no cue, or none of its words is in the list.",
            values=STANCES,
        ),
        Column(
            "certainty",
            "float64",
            "How certain the content is presented to be, -3 (certainly not) to 3 (certainly); NaN where no model read "
            "it. It says nothing of the source's reliability.",
        ),
        Column(
            "hedges",
            "float64",
            "Hedges (perhaps, may) per 100 words of the content; NaN where they were not counted or it has no word.",
        ),
        Column(
            "boosters",
            "float64",
            "Boosters (certainly, of course) per 100 words of the content; NaN where they were not counted or it has "
            "no word.",
        ),
        Column(
            "checked",
            "boolean",
            "Whether a person has accepted, re-bound or re-attributed it (corrections.jsonl); NA where nobody kept "
            "count. The confidence stays the model's.",
        ),
    ),
)

TARGETS = Table(
    "targets",
    ("quote_id", "target_start"),
    (
        _text("quote_id", "The quote, the innermost one around the target.", required=True),
        _text("doc_id", "The article.", required=True),
        _text("source_id", "Who speaks; NA where the text names nobody."),
        _text("target_id", "Key of who or what is spoken of: its source_id, or a slug of its name.", required=True),
        _text("target_source_id", "The source that is spoken of; NA where the corpus never quotes it."),
        _text("target_name", "The fullest form of its name that the article gives.", required=True),
        _text("target_kind", "What kind of name it is.", values=NAMED_KINDS, required=True),
        *_span_schema("target", "The target"),
        *_tone_schema("the sentence towards the target"),
    ),
)

NAMES = Table(
    "names",
    ("doc_id", "name_start"),
    (
        _text("doc_id", "The article.", required=True),
        _text("name_id", "Key of who or what is named: a slug of the full name.", required=True),
        _text("source_id", "The source that goes by the name; NA where the corpus never quotes it."),
        _text("full_name", "The fullest form of the name that the article gives.", required=True),
        _text("kind", "What kind of name it is.", values=NAMED_KINDS, required=True),
        *_span_schema("name", "The name, without titles"),
    ),
)

SOURCES = Table(
    "sources",
    ("source_id",),
    (
        _text("source_id", "Key of the source; the same in every article of the corpus.", required=True),
        _text("name", "The fullest form of its name that the articles give.", required=True),
        _text("aliases", "JSON list of the other forms, as written, in order of appearance.", required=True),
        _text("kind", "What kind of source it is.", values=KINDS, required=True),
        Column(
            "named",
            "boolean",
            "Whether the articles name it (False for a spokesman, officials, reports).",
            required=True,
        ),
        _text("affiliation", "Whom it speaks for, where the articles say so.", values=AFFILIATIONS, required=True),
        _text("role", "The articles' own description of it, as written."),
        Column(
            "n_quotes",
            "Int64",
            "Number of its quotes, at every level, those it shares with others included.",
            required=True,
        ),
        Column("n_articles", "Int64", "Number of articles it is quoted in.", required=True),
        _text(
            "anonymity",
            "named; by_choice: the article says that it would or may not be named; generic: a bare 'sources', "
            "'officials' or 'reports'; unnamed: described, but not named.",
            values=ANONYMITIES,
        ),
        _text(
            "pronouns",
            "Pronouns that the articles use of a person, honorifics (Mr, Ms) included; none: none seen, or both; NA "
            "for what is no person. Never guessed from a name.",
            values=PRONOUNS,
        ),
        _text("members", "JSON list of the source_ids of those who speak together; NA unless it is a joint source."),
        _text("wikidata", "Identifier that the study's aliases.csv gives."),
    ),
)

MENTIONS = Table(
    "mentions",
    ("quote_id", "source_id"),
    (
        _text("quote_id", "The quote.", required=True),
        _text("source_id", "Who speaks; a joint source has a row for all and one for each of them.", required=True),
        _text("doc_id", "The article.", required=True),
        _text(
            "basis",
            "How the mention was taken for the source: it holds the name; it is a description that singles a named "
            "source out, a pronoun, a relative pronoun or a first_person; it is part of a joint source; it is known by "
            "its own_words alone or by the noun_in_cue; it is corrected: a person says so in corrections.jsonl; or it "
            "is unresolved.",
            values=BASES,
            required=True,
        ),
        *_span_schema("mention", "The mention"),
        *_span_schema("antecedent", "Where the article names who is meant"),
        *_span_schema("role", "Where the article describes who is meant"),
        _text("anonymity", "As in sources, of this mention.", values=ANONYMITIES, required=True),
        *_span_schema("anonymity_evidence", "What says that the source would or may not be named, or is generic"),
        _text("reason", "Why the mention stays unresolved; NA where it is not."),
    ),
)

MERGES = Table(
    "merges",
    (),
    (
        _text("source_id", "The source that both are now.", required=True),
        _text("name", "What it goes by.", required=True),
        _text("merged_name", "What the merged one went by in its articles.", required=True),
        _text(
            "reason",
            "short form: one name is part of the other; nickname: of the first name; spelling: the same sounds; word "
            "order: family name first or last; acronym: of an organization; other form: the same words of an "
            "organization; same name in two scripts; or aliases.csv, where the study says so.",
            required=True,
        ),
        _text("evidence", "What the two share, in words.", required=True),
        _text("doc_ids", "JSON list of the articles that the merged name stands in.", required=True),
    ),
)

RELATIONS = ("corroborates", "contradicts")
CLAIMS = Table(
    "claims",
    ("claim_id",),
    (
        _text("claim_id", "Key of the pair: quote_id_a, a tilde between spaces, and quote_id_b.", required=True),
        _text("quote_id_a", "The one quote; of the two the first by doc_id and position.", required=True),
        _text("quote_id_b", "The other quote.", required=True),
        _text(
            "relation",
            "corroborates: both say the same, or one follows from the other; contradicts: they cannot both be so. It "
            "says nothing of which is true.",
            values=RELATIONS,
            required=True,
        ),
        Column("probability", "float64", "The model's probability of the relation, 0-1.", required=True),
        _text(
            "evidence",
            "JSON list of the signs that speak for the relation: their kind and, of a and b, the doc_id and the list "
            "of [start, end) character pairs in that article; an empty list where there is none, NA where none was "
            "sought.",
        ),
        Column(
            "independent",
            "boolean",
            "Whether the two are different voices: False for copies of one text and for quotes that go back to the "
            "same source. Only independent quotes corroborate each other.",
            required=True,
        ),
        _text(
            "scope",
            "within: both stand in one article; across: they stand in two.",
            values=("within", "across"),
            required=True,
        ),
    ),
)

RELIABILITY = Table(
    "reliability",
    ("scope", "id", "indicator"),
    (
        _text(
            "scope",
            "Whether the row is about a source, an article, an outlet or the corpus.",
            values=("source", "article", "outlet", "corpus"),
            required=True,
        ),
        _text("id", "The source_id, doc_id or outlet; corpus for the corpus.", required=True),
        _text("indicator", "Which measure this is; see the method of `reliability`.", required=True),
        Column(
            "value",
            "float64",
            "The measure: a count, a share 0-1, or what the indicator says; NaN where there is nothing to measure.",
        ),
        Column("low", "float64", "Lower end of the interval; NaN where none can be given."),
        Column("high", "float64", "Upper end of the interval; NaN where none can be given."),
        Column(
            "n",
            "Int64",
            "Number of quotes the value rests on; of articles for n_articles, of independent claims for corroboration.",
            required=True,
        ),
    ),
)

SILENT = Table(
    "silent",
    ("doc_id", "name"),
    (
        _text("doc_id", "The article.", required=True),
        _text("name", "Whom or what it names without quoting, by the fullest form it gives.", required=True),
        _text("kind", "Whether that is a person or an organization, as far as the name shows.", required=True),
        Column("n_mentions", "Int64", "How often the article names it, in any form.", required=True),
        Column("quoted_elsewhere", "boolean", "Whether another article of the corpus quotes it.", required=True),
        _text("source_id", "The source that it is there; NA where it is quoted nowhere."),
    ),
)

CORROBORATION = Table(
    "corroboration",
    ("source_id",),
    (
        _text("source_id", "The source.", required=True),
        Column(
            "supporting", "float64", "s: how many independent claims of others support what it says.", required=True
        ),
        Column("contradicting", "float64", "c: how many independent claims of others contradict it.", required=True),
        Column("n_effective", "float64", "Effective number of both, at most their sum; NaN where it was not counted."),
        Column("value", "float64", "Mean of the posterior Beta(a + s, b + c), 0-1; NaN where s and c are 0."),
        Column("low", "float64", "Lower end of its equal-tailed credible interval, 0-1; NaN where s and c are 0."),
        Column("high", "float64", "Upper end of its equal-tailed credible interval, 0-1; NaN where s and c are 0."),
    ),
)

GRADES = Table(
    "grades",
    ("source_id",),
    (
        _text("source_id", "The source.", required=True),
        _text(
            "reliability",
            "NATO's letter for the source, by its track record: A completely, B usually, C fairly, D not usually "
            "reliable, E unreliable, F cannot be judged.",
            values=tuple("ABCDEF"),
            required=True,
        ),
        Column(
            "information",
            "Int64",
            "NATO's figure for what it says, by independent claims: 1 confirmed, 2 probably true, 3 possibly true, "
            "4 doubtful, 5 improbable, 6 cannot be judged.",
            required=True,
        ),
        _text(
            "reasons", "JSON list of the rules that fired, in words; the study's own word comes last.", required=True
        ),
        _text("rules_reliability", "The letter that the rules give.", values=tuple("ABCDEF"), required=True),
        Column("rules_information", "Int64", "The figure that the rules give, 1-6.", required=True),
        Column("overruled", "boolean", "Whether the study's grades.csv gives the source a grade.", required=True),
        _text("overruled_by", "Who says so, as the file has it."),
        _text("overruled_why", "Why, as the file has it; NA where it is not overruled."),
    ),
)

CORRECTIONS = Table(
    "corrections",
    ("line",),
    (
        Column("line", "Int64", "Line of the study's corrections.jsonl, from 1.", required=True),
        _text("doc_id", "The article it is about; as the file names it where there is no such article.", required=True),
        _text(
            "action",
            "accept: the quote is right; delete: it is none; rebound: its content is another stretch; reattribute: "
            "somebody else says it.",
            values=ACTIONS,
            required=True,
        ),
        Column("applied", "boolean", "Whether the tables hold what it says.", required=True),
        _text(
            "reason",
            "Why it was not applied; NA where it was. no_article: the article was not read; article_changed: its bytes "
            "are others now; no_quote: no quote of that content is found in it; outside: the new content reaches "
            "beyond the text; blank: the new content holds no letter or digit beside the quote's cue and mention; "
            "superseded: a later line says otherwise.",
            values=NOT_APPLIED,
        ),
        _text("quote_id", "The quote as the tables have it; NA where it is deleted or the line was not applied."),
        _text("by", "Who says so, as the file has it."),
        _text("at", "The day, as the file has it."),
        _text("note", "The file's note."),
    ),
)

# what `reliability.composite` answers; not among a study's tables
COMPOSITE = Table(
    "composite",
    ("scope", "id"),
    (
        _text("scope", "As in reliability.", values=("source", "article", "outlet", "corpus"), required=True),
        _text("id", "As in reliability.", required=True),
        Column("value", "float64", "Weighted mean of the indicators, 0-1; NaN where one of them is undefined."),
        Column("low", "float64", "The same of the lower ends of their intervals; NaN where one has none."),
        Column("high", "float64", "The same of the upper ends of their intervals; NaN where one has none."),
        Column("n", "Int64", "The smallest n of the indicators; 0 where one is missing.", required=True),
        Column("rank", "Int64", "1 for the highest value; equal values share the better rank; NA without a value."),
        Column("rank_low", "Int64", "Best rank within the range that perturbed weights give; NA without a value."),
        Column("rank_high", "Int64", "Worst rank within that range; NA without a value."),
        Column(
            "first_share", "float64", "Share of the perturbed weights that rank it first, 0-1; ties count for each."
        ),
    ),
)

# the steps to `claims`; not among a study's tables
CANDIDATES = Table(
    "candidates",
    ("quote_id_a", "quote_id_b"),
    (
        _text("quote_id_a", "The one quote; of the two the first by doc_id and position.", required=True),
        _text("quote_id_b", "The other quote.", required=True),
        _text(
            "why",
            "What both speak of: names, numbers and words (stems) that they share, whether they are neighbours in "
            "meaning, or that one is a copy of the other.",
            required=True,
        ),
    ),
)

VOICES = Table(
    "voices",
    ("quote_id", "voice_id"),
    (
        _text("quote_id", "The quote.", required=True),
        _text(
            "voice_id",
            "Whose word it is: a source_id, or `outlet:` or `article:` and its name where nobody speaks. A quote "
            "that rests on several (who speak together, or pass on what another said) has a row for each.",
            required=True,
        ),
        _text(
            "why",
            "source: who is quoted; originator: the source of the quote inside that is most of this one; reporter: "
            "the named source around, since the one inside is not named; copy: the source that most copies of the same "
            "text name; article: nobody speaks, so it is the outlet's or the article's word.",
            values=("source", "originator", "reporter", "copy", "article"),
            required=True,
        ),
    ),
)

SUPPORT = Table(
    "support",
    ("quote_id",),
    (
        _text("quote_id", "The quote.", required=True),
        _text(
            "group_id",
            "What it says: the first of the quotes by which one voice says the same again; they share the figures.",
            required=True,
        ),
        Column("supporting", "Int64", "Number of independent voices that corroborate it.", required=True),
        Column("contradicting", "Int64", "Number of independent voices that contradict it.", required=True),
        Column(
            "n_effective",
            "float64",
            "Kish's effective number of both together, each weighted by the probability of its relation; at most their "
            "sum, and 0 where there are none.",
            required=True,
        ),
    ),
)

# what `evaluation` answers; not one of a study's tables
SCORES = Table(
    "scores",
    ("metric", "part", "type"),
    (
        _text(
            "metric",
            "exact: equal to the character; attribution: contents that overlap by half or more.",
            required=True,
        ),
        _text("part", "What has to agree.", required=True),
        _text("type", "Type of quote the row is about, or all.", values=("all", *QUOTE_TYPES), required=True),
        Column(
            "precision", "float64", "Share of the predicted ones that are right, 0-1; NaN where none was predicted."
        ),
        Column("recall", "float64", "Share of the annotated ones that were found, 0-1; NaN where none was annotated."),
        Column("f1", "float64", "Harmonic mean of precision and recall, 0-1; NaN where it is undefined."),
        Column("low", "float64", "Lower end of the interval of f1; NaN where none can be given."),
        Column("high", "float64", "Upper end of the interval of f1; NaN where none can be given."),
        Column(
            "n_gold", "float64", "Number annotated, a mean over annotators where an article has several.", required=True
        ),
        Column("n_predicted", "float64", "Number predicted.", required=True),
        Column("n_found", "float64", "Number of the annotated ones that were found.", required=True),
        Column(
            "n_right", "float64", "Number of the predicted ones that are right; n_found, save by type.", required=True
        ),
    ),
)

_OF_A_STUDY = (
    ARTICLES, EXCLUSIONS, QUOTES, SOURCES, TARGETS, MENTIONS, NAMES, MERGES, CLAIMS, RELIABILITY, SILENT,
    CORROBORATION, GRADES, CORRECTIONS,
)  # fmt: skip
TABLES: dict[str, Table] = {table.name: table for table in _OF_A_STUDY}


# --- records <-> frames ----------------------------------------------------------------------------------------------


def of_articles(articles: Iterable[Article]) -> pd.DataFrame:
    """The `articles` frame, in the order given."""
    return ARTICLES.frame(
        [
            {
                "doc_id": article.doc_id,
                "title": article.title,
                "text": article.text,
                "outlet": article.outlet,
                "author": article.author,
                "published": article.published,
                "url": article.url,
                "path": article.path,
                "sha256": article.sha256,
                "encoding": article.encoding,
                "n_words": article.n_words,
                "language": article.language,
                "duplicate_of": article.duplicate_of,
                "likeness": article.likeness,
            }
            for article in articles
        ]
    )


def to_articles(frame: pd.DataFrame) -> list[Article]:
    """The records of an `articles` frame."""
    names = [name for name in ARTICLES.names if name != "n_words"]
    return [Article(**dict(zip(names, row, strict=True))) for row in _plain_rows(frame, names)]


def of_exclusions(exclusions: Iterable[Exclusion]) -> pd.DataFrame:
    """The `exclusions` frame, in the order given."""
    return EXCLUSIONS.frame([dataclasses.asdict(exclusion) for exclusion in exclusions])


def to_exclusions(frame: pd.DataFrame) -> list[Exclusion]:
    """The records of an `exclusions` frame."""
    return [Exclusion(*row) for row in _plain_rows(frame, ["path", "doc_id", "reason", "detail"])]


def of_quotes(article: Article, quotes: Iterable[Quote]) -> pd.DataFrame:
    """The `quotes` frame of one article; tone and certainty columns are NaN until their stages fill them."""
    rows = []
    for quote in quotes:
        content = quote.content_text(article.text)
        rows.append(
            {
                "quote_id": quote.quote_id,
                "doc_id": quote.doc_id,
                "position": quote.position,
                "type": quote.type,
                "level": quote.level,
                "parent_quote_id": quote.parent_quote_id,
                "source_id": quote.source_id,
                **_span_columns("mention", quote.mention, article.text),
                **_span_columns("cue", quote.cue, article.text),
                "content": content,
                "content_spans": json.dumps([[span.start, span.end] for span in quote.content]),
                "n_words": count_words(content),
                "confidence": quote.confidence,
                "checked": quote.checked,
            }
        )
    return QUOTES.frame(rows)


def _span_columns(name: str, span: Span | None, text: str) -> dict[str, Any]:
    if span is None:
        return {}
    return {name: span.of(text), f"{name}_start": span.start, f"{name}_end": span.end}


def to_quotes(frame: pd.DataFrame) -> list[Quote]:
    """The records of a `quotes` frame."""
    names = [
        "quote_id", "doc_id", "position", "type", "level", "parent_quote_id", "source_id", "confidence",
        "mention_start", "mention_end", "cue_start", "cue_end", "content_spans", "checked",
    ]  # fmt: skip
    found = []
    for row in _plain_rows(frame, names):
        *plain, mention_start, mention_end, cue_start, cue_end, spans, checked = row
        found.append(
            Quote(
                **dict(zip(names[:8], plain, strict=True)),
                mention=None if mention_start is None else Span(mention_start, mention_end),
                cue=None if cue_start is None else Span(cue_start, cue_end),
                content=tuple(Span(start, end) for start, end in json.loads(spans)),
                checked=bool(checked),
            )
        )
    return found


def of_sources(sources: Iterable[Source], quotes: pd.DataFrame) -> pd.DataFrame:
    """The `sources` frame, with each source's numbers of quotes and articles counted in the `quotes` frame.

    A quote of a joint source counts for each of its members too.
    """
    sources = list(sources)
    spoken = quotes.loc[quotes["source_id"].notna(), ["source_id", "quote_id", "doc_id"]]
    parts = pd.DataFrame(
        [(source.source_id, member) for source in sources for member in source.members],
        columns=["source_id", "member"],
        dtype="string",
    )
    shared = spoken.merge(parts, on="source_id").drop(columns="source_id").rename(columns={"member": "source_id"})
    counted = pd.concat([spoken, shared]).groupby("source_id")
    n_quotes, n_articles = counted["quote_id"].nunique().to_dict(), counted["doc_id"].nunique().to_dict()
    return SOURCES.frame(
        [
            {
                "source_id": source.source_id,
                "name": source.name,
                "aliases": json.dumps(list(source.aliases), ensure_ascii=False),
                "kind": source.kind,
                "named": source.named,
                "affiliation": source.affiliation,
                "role": source.role,
                "n_quotes": n_quotes.get(source.source_id, 0),
                "n_articles": n_articles.get(source.source_id, 0),
                "anonymity": source.anonymity,
                "pronouns": source.pronouns,
                "members": json.dumps(list(source.members), ensure_ascii=False) if source.members else None,
                "wikidata": source.wikidata,
            }
            for source in sources
        ]
    )


def to_sources(frame: pd.DataFrame) -> list[Source]:
    """The records of a `sources` frame; `Source.doc_ids`, which the frame does not hold, are left empty."""
    names = ["source_id", "name", "kind", "named", "affiliation", "role", "anonymity", "pronouns", "wikidata"]
    found = []
    for row in _plain_rows(frame, [*names, "aliases", "members"]):
        *plain, aliases, members = row
        own = dict(zip(names, plain, strict=True))
        found.append(Source(**own, aliases=tuple(json.loads(aliases)), members=tuple(json.loads(members or "[]"))))
    return found


def of_mentions(article: Article, found: Iterable[SourceMention]) -> pd.DataFrame:
    """The `mentions` frame of one article, in the order given."""
    return MENTIONS.frame(
        [
            {
                "quote_id": mention.quote_id,
                "source_id": mention.source_id,
                "doc_id": mention.doc_id,
                "basis": mention.basis,
                **_span_columns("mention", mention.span, article.text),
                **_span_columns("antecedent", mention.antecedent, article.text),
                **_span_columns("role", mention.role, article.text),
                "anonymity": mention.anonymity,
                **_span_columns("anonymity_evidence", mention.anonymity_span, article.text),
                "reason": mention.reason,
            }
            for mention in found
        ]
    )


def of_names(article: Article, named: Iterable[Named]) -> pd.DataFrame:
    """The `names` frame of one article, in the order given; `source_id` is NA until the sources are linked."""
    return NAMES.frame(
        [
            {
                "doc_id": name.doc_id,
                "name_id": name.name_id,
                "full_name": name.name,
                "kind": name.kind,
                **_span_columns("name", name.span, article.text),
            }
            for name in named
        ]
    )


def to_names(frame: pd.DataFrame) -> list[Named]:
    """The records of a `names` frame; who is a source goes by its `source_id`, as within one article."""
    ids = frame["source_id"].fillna(frame["name_id"])
    return [
        Named(doc_id, name_id, name, kind, Span(start, end))
        for doc_id, name_id, name, kind, start, end in _plain_rows(
            frame.assign(name_id=ids), ["doc_id", "name_id", "full_name", "kind", "name_start", "name_end"]
        )
    ]


def of_merges(merges: Iterable[Merge]) -> pd.DataFrame:
    """The `merges` frame, in the order given."""
    return MERGES.frame(
        [
            {**dataclasses.asdict(merge), "doc_ids": json.dumps(list(merge.doc_ids), ensure_ascii=False)}
            for merge in merges
        ]
    )


def _plain_rows(frame: pd.DataFrame, names: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """Rows of the named columns as plain Python values, NA as `None`."""
    columns = [[None if pd.isna(value) else value for value in frame[name].tolist()] for name in names]
    return zip(*columns, strict=True)


# --- checks ----------------------------------------------------------------------------------------------------------


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Hold a frame against its schema; returns it unchanged. Columns beyond the schema are allowed.

    Raises:
        TableError: a column is missing, of another dtype, empty where it must not be, outside its vocabulary, or the
            key repeats; names the table, the column and the first offending rows.
    """
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        raise TableError(f"table {table.name}: column {missing[0]!r} is missing; it needs {', '.join(table.names)}")
    for column in table.columns:
        values = frame[column.name]
        if str(values.dtype) != column.dtype:
            raise TableError(
                f"table {table.name}: column {column.name!r} is {values.dtype}, not {column.dtype}; cast it with astype"
            )
        if column.required:
            _complain(values.isna(), frame, table, column.name, "is empty")
        if column.values:  # noqa: PD011
            outside = values.notna() & ~values.isin(column.values)
            _complain(outside, frame, table, column.name, f"holds something other than {', '.join(column.values)}")
    if table.key:
        repeated = frame.duplicated(list(table.key), keep=False)
        _complain(repeated, frame, table, " + ".join(table.key), "repeats (it is the key)")
    return frame


def _complain(bad: pd.Series, frame: pd.DataFrame, table: Table, column: str, what: str) -> None:
    if bad.any():
        rows = ", ".join(str(label) for label in frame.index[bad.to_numpy(dtype=bool)][:5])
        raise TableError(f"table {table.name}: column {column!r} {what} in rows {rows} ({int(bad.sum())} in all)")


# --- files -----------------------------------------------------------------------------------------------------------


def write(
    frames: Mapping[str, pd.DataFrame], folder: str | Path, formats: Sequence[str] = ("parquet",), **package: Any
) -> list[Path]:
    """Write tables and their `datapackage.json` to a folder; returns the paths, in order. Each write is atomic.

    Args:
        frames: Table name -> frame; each is checked against its schema.
        folder: Made if missing.
        formats: Any of `FORMATS`. In CSV and XLSX a cell that starts like a formula gets a leading apostrophe.
            XLSX cuts texts above `XLSX_CELL` characters, and says so in the cell; the other formats hold them all.
        package: Further top-level members of the data package.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise TableError(f"unknown format {unknown[0]!r}; known are {', '.join(FORMATS)}")
    paths, resources = [], []
    for name, frame in frames.items():
        table = TABLES[name]
        check(frame, table)
        for kind in formats:
            path = folder / f"{name}.{kind}"
            write_atomically(path, _encode(frame[table.names], kind))
            paths.append(path)
            resources.append(_resource(table, path.name, kind))
    descriptor = {"profile": "data-package", **package, "resources": resources}
    path = folder / "datapackage.json"
    write_atomically(path, (json.dumps(descriptor, indent=1, ensure_ascii=False) + "\n").encode())
    return [*paths, path]


def read(folder: str | Path) -> dict[str, pd.DataFrame]:
    """Read back the Parquet tables that `write` wrote; checks each.

    Raises:
        TableError: a table's file or a column of it is missing, or a frame does not keep its schema.
    """
    frames = {}
    for name, table in TABLES.items():
        path = Path(folder) / f"{name}.parquet"
        if not path.is_file():
            raise TableError(f"{path}: missing; write the tables with format parquet")
        frame = pd.read_parquet(path)
        lacking = [column for column in table.names if column not in frame.columns]
        if lacking:
            raise TableError(f"{path}: lacks column {lacking[0]!r}, as tables of another version do; analyse anew")
        frames[name] = check(frame.astype({column.name: column.dtype for column in table.columns}), table)
    return frames


def _resource(table: Table, path: str, kind: str) -> dict[str, Any]:
    fields = []
    for column in table.columns:
        item: dict[str, Any] = {"name": column.name, "type": _FRICTIONLESS[column.dtype], "description": column.meaning}
        constraints: dict[str, Any] = {}
        if column.required:
            constraints["required"] = True
        if column.values:  # noqa: PD011
            constraints["enum"] = list(column.values)
        if constraints:
            item["constraints"] = constraints
        fields.append(item)
    schema: dict[str, Any] = {"fields": fields}
    if table.key:
        schema["primaryKey"] = list(table.key)
    return {"name": f"{table.name}-{kind}", "path": path, "format": kind, "encoding": "utf-8", "schema": schema}


def _encode(frame: pd.DataFrame, kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "table"
        if kind == "parquet":
            frame.to_parquet(path, index=False, compression="zstd")
        elif kind == "csv":
            # all texts are quoted, since a carriage return alone would otherwise end a row
            harmless(frame).to_csv(
                path, index=False, encoding="utf-8", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC
            )
        elif kind == "jsonl":
            frame.to_json(path, orient="records", lines=True, force_ascii=False, double_precision=15)
        else:
            options = {"strings_to_formulas": False, "strings_to_urls": False}
            with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
                writer.book.set_properties({"created": _NO_TIME})
                _fitting(harmless(frame)).to_excel(writer, index=False, sheet_name="table")
        return path.read_bytes()


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would read as a formula."""
    safe = frame.copy()
    for name in safe.columns:
        if str(safe[name].dtype) == "string":
            starts = safe[name].str.startswith(_FORMULA_STARTS).fillna(False)
            safe[name] = safe[name].mask(starts, "'" + safe[name])
    return safe


def harmless_cell(text: str) -> str:
    """A text as `harmless` leaves it, without the lone surrogates that no table format can carry."""
    return "'" * text.startswith(_FORMULA_STARTS) + without_surrogates(text)


def _fitting(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text that a cell of XLSX cannot hold cut, and saying so."""
    for name in frame.columns:
        if str(frame[name].dtype) == "string":
            long = (frame[name].str.len() > XLSX_CELL).fillna(False)
            frame[name] = frame[name].mask(long, frame[name].str[: XLSX_CELL - len(_CUT)] + _CUT)
    return frame
