"""The tone columns of quotes, and the `targets` table: who is spoken of in a quote, and how."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast, overload

import pandas as pd

from quotelens import cues, tables
from quotelens.encoder import Encoder
from quotelens.records import Span, Stance
from quotelens.sentences import sentences
from quotelens.sentiment import model
from quotelens.sentiment.lexicon import lexicon
from quotelens.texts import Several, Texts


@overload
def score(  # type: ignore[overload-overlap]
    quotes: str,
    *,
    encoder: Encoder | None = None,
    terms: Mapping[str, float] | None = None,
    stances: Mapping[str, Stance] | None = None,
) -> pd.Series: ...
@overload
def score(
    quotes: Several,
    *,
    encoder: Encoder | None = None,
    terms: Mapping[str, float] | None = None,
    stances: Mapping[str, Stance] | None = None,
) -> pd.DataFrame: ...
def score(
    quotes: str | Several,
    *,
    encoder: Encoder | None = None,
    terms: Mapping[str, float] | None = None,
    stances: Mapping[str, Stance] | None = None,
) -> pd.Series | pd.DataFrame:
    """Fill the tone columns of the `quotes` frame, or give those of any texts.

    Only the quote's `content` is scored, never the cue or the source, and the whole of it as one text, however long:
    VADER sums over all of its words, TextBlob averages over those that it knows, the model reads it as it stands.

    Args:
        quotes: The `quotes` table (see `tables.QUOTES`); what the tone columns hold before is not looked at. Or what
            was said, without a table: a string, several, or a column of a frame.
        encoder: A tone model; by default the one that ships.
        terms: A study's own words for the word lists (see `lexicon`).
        stances: A study's own classes of cues, which go before the package's (see `cues.stances`).

    Returns:
        A copy, rows and index as given, with `textblob_polarity` (-1 to 1), `textblob_subjectivity` (0 to 1) and
        `vader_compound` (-1 to 1), NaN where no word of the content is in that word list: nothing was measured,
        which isn't the same as a neutral tone (the two lists differ, so one may be NaN where the other isn't); with
        `tone`, `tone_negative`, `tone_neutral`, `tone_positive` and `tone_score`, the model's (see `whole`); and with
        `cue_stance`, NA where there is no cue or none of its words is in the list.

        Of texts a frame of these columns but `cue_stance`, one row a text, in the order given, numbered from 0 or with
        the column's index; of a single string that row.

    Raises:
        TableError: the frame does not keep the schema of `quotes`.
        TextError: something given is no text; names the row.
    """
    if not isinstance(quotes, pd.DataFrame):
        given = Texts.of(quotes)
        found: pd.Series | pd.DataFrame = given.rows(_measured(given.each, encoder, terms))
        return found
    tables.check(quotes, tables.QUOTES)
    scored = quotes.copy()
    measured = _measured(quotes["content"].tolist(), encoder, terms)
    for name in measured:
        scored[name] = measured[name].to_numpy() if name != "tone" else measured[name].array
    written = [None if pd.isna(cue) else cue for cue in quotes["cue"]]
    scored["cue_stance"] = cues.stances(written, stances or {})
    return scored


def _measured(texts: list[str], encoder: Encoder | None, terms: Mapping[str, float] | None) -> pd.DataFrame:
    """The tone columns of texts: the word lists', then the model's."""
    return pd.concat([lexicon(texts, terms), model.columns(model.whole(texts, encoder=encoder))], axis=1)


def of_targets(
    quotes: pd.DataFrame, names: pd.DataFrame, articles: pd.DataFrame, *, encoder: Encoder | None = None
) -> pd.DataFrame:
    """How each quote speaks of everybody and everything that it names.

    The network reads the article's sentence around the name, cue and source included, since "accused", the reporter's
    word for what was said, is often where the tone towards the target lies. A name inside a quote inside a quote is
    spoken of by the inner one. Speakers themselves are left out, and so are those who speak jointly with them, by id;
    pronouns and descriptions ("the president") are not followed.

    Args:
        quotes: The `quotes` table.
        names: The `names` table of the same articles.
        articles: The `articles` table.
        encoder: A tone model; by default the one that ships.

    Returns:
        The `targets` table, in the order of the quotes and then of the text. Probabilities are NaN and `tone` is NA
        where the name holds no word that the network reads.

    Raises:
        TableError: a frame does not keep its schema.
    """
    for frame, table in ((quotes, tables.QUOTES), (names, tables.NAMES), (articles, tables.ARTICLES)):
        tables.check(frame, table)
    texts = dict(zip(articles["doc_id"], articles["text"], strict=True))
    named = dict(iter(names.groupby("doc_id", sort=False)))
    none = names.iloc[:0]
    rows = [
        row
        for doc_id, own in quotes.groupby("doc_id", sort=False)
        for row in _in_article(own, named.get(doc_id, none), str(doc_id))
    ]
    borders = {doc_id: sentences(texts[doc_id]) for doc_id in dict.fromkeys(row["doc_id"] for row in rows)}
    read, spans = [], []
    for row in rows:
        target = Span(row["target_start"], row["target_end"])
        around = _sentence(borders[row["doc_id"]], target)
        read.append(around.of(texts[row["doc_id"]]))
        spans.append((target.start - around.start, target.end - around.start))
    found = model.columns(model.towards(read, spans, encoder=encoder))
    order = {quote_id: k for k, quote_id in enumerate(quotes["quote_id"])}
    tones = ({str(name): value for name, value in tone.items()} for tone in found.to_dict("records"))
    frame = tables.TARGETS.frame([row | tone for row, tone in zip(rows, tones, strict=True)])
    return frame.sort_values(
        ["quote_id", "target_start"], key=lambda column: column.map(order) if column.name == "quote_id" else column
    ).reset_index(drop=True)


def _in_article(quotes: pd.DataFrame, names: pd.DataFrame, doc_id: str) -> Iterator[dict[str, Any]]:
    """The names inside the article's quotes that are not the speaker's own, each with its innermost quote."""
    contents = [
        (level, quote_id, source_id, [Span(start, end) for start, end in json.loads(spans)])
        for level, quote_id, source_id, spans in zip(
            quotes["level"], quotes["quote_id"], quotes["source_id"], quotes["content_spans"], strict=True
        )
    ]
    contents.sort(key=lambda content: -int(content[0]))
    for name in cast(Any, names).itertuples(index=False):
        span = Span(name.name_start, name.name_end)
        around = next((content for content in contents if any(part.covers(span) for part in content[3])), None)
        if around is None:
            continue
        _, quote_id, source_id, _ = around
        target = name.name_id if pd.isna(name.source_id) else name.source_id
        if pd.isna(source_id) or source_id != target:
            yield {
                "quote_id": quote_id,
                "doc_id": doc_id,
                "source_id": source_id,
                "target_id": target,
                "target_source_id": name.source_id,
                "target_name": name.full_name,
                "target_kind": name.kind,
                "target": name.name,
                "target_start": span.start,
                "target_end": span.end,
            }


def _sentence(borders: list[Span], target: Span) -> Span:
    """The sentence that the target begins in, up to the end of the target at least; the target alone where none is."""
    inside = next((span for span in borders if span.start <= target.start < span.end), target)
    return Span(inside.start, max(inside.end, target.end))
