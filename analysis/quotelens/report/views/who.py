"""Who speaks: articles, quotes and sources as tables for reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from quotelens.report import facts, text
from quotelens.report.annotated import UNSURE
from quotelens.report.views.view import CONTENT, LIMIT, View, share_cell

if TYPE_CHECKING:
    from quotelens.study import Study

_AFFILIATIONS = {"armed_group": "armed group", "academic_expert": "academic or expert"}


def articles(study: Study) -> View:
    """The articles, with what was found in each."""
    n_quotes = study.quotes.groupby("doc_id").size()
    n_sources = study.quotes.groupby("doc_id")["source_id"].nunique()
    titles = facts.titles(study)
    no_copies = study.articles["duplicate_of"].isna().all()
    rows = [
        {
            "Article": titles[row.doc_id],
            "Outlet": text.plain(row.outlet),
            "Author": text.plain(row.author),
            "Published": text.plain(row.published),
            "Words": f"{row.n_words:,}",
            "Quotes": f"{n_quotes.get(row.doc_id, 0):,}",
            "Sources": f"{n_sources.get(row.doc_id, 0):,}",
            **({} if no_copies else {"Copy of": _original(row, titles)}),
        }
        for row in facts.rows(study.articles.head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Articles read", len(study.articles), "articles",
        numeric=("Words", "Quotes", "Sources"), long=("Article",), empty="No article could be read.",
        meanings={
            "Outlet": "Who published it, as the metadata or the study says.",
            "Author": "Its byline, likewise.",
            "Published": "When, likewise.",
            "Words": "Runs of letters and digits in its text.",
            "Sources": "Number of different sources that it quotes.",
            "Copy of": "An earlier article with this text, or nearly, and the share of word triples that they share.",
        },
    )  # fmt: skip


def _original(row: Any, titles: Mapping[str, str]) -> str:
    return "–" if pd.isna(row.duplicate_of) else f"{titles[row.duplicate_of]} ({row.likeness:.0%})"


def exclusions(study: Study) -> View:
    """What was left out, and why."""
    rows = [
        {
            "File": text.plain(row.path if not pd.isna(row.path) else row.doc_id),
            "Reason": row.reason.replace("_", " ").replace("-", " "),
            "Detail": text.shorten(row.detail, CONTENT),
        }
        for row in facts.rows(study.exclusions.head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Left out", len(study.exclusions), "files left out",
        long=("Detail",), empty="Nothing was left out.",
        meanings={
            "File": "What was left out.",
            "Reason": "Why, in one word.",
            "Detail": "The error itself.",
        },
    )  # fmt: skip


def speakers(study: Study) -> View:
    """Each source's share of the quotes and of the quoted words, with intervals; the most quoted first."""
    shares = facts.source_shares(study).query("n_quotes > 0")
    words = facts.indicator(study, "share_of_words")
    rows = [
        {
            "Source": row.name,
            "Quotes": f"{row.n_quotes:,} of {row.n:,}",
            "Share of quotes": share_cell(row.share, row.low, row.high),
            "Share of quoted words": share_cell(*words.loc[row.source_id, ["value", "low", "high"]]),
        }
        for row in facts.rows(shares.head(LIMIT))
    ]
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"Shares of all quotes, with {level} intervals", len(shares), "sources",
        numeric=("Quotes", "Share of quotes", "Share of quoted words"), empty="No source was found.",
        meanings={
            "Quotes": "The source’s quotes, of all.",
            "Share of quotes": "That share, with its interval (Wilson).",
            "Share of quoted words": "Its share of all quoted words; words of a quote inside another count once, for "
            "the outer speaker.",
        },
    )  # fmt: skip


def quotes(study: Study) -> View:
    """Every quote: who, with which words, what, and how."""
    several = len(study.articles) > 1
    every = facts.numbered_quotes(study)
    number = dict(zip(every["quote_id"], every["number"], strict=True))
    rows = [
        {
            "No.": f"{row.number}",
            **({"Article": text.shorten(row.title, 60)} if several else {}),
            "Source": row.name,
            "As written": text.plain(row.mention),
            "Cue": text.plain(row.cue),
            "What is said": text.shorten(row.content, CONTENT),
            "Type": row.type
            if pd.isna(row.parent_quote_id)
            else f"{row.type}, inside no. {number[row.parent_quote_id]}",
            "Check": "unsure" if row.confidence < UNSURE else "",
        }
        for row in facts.rows(every.head(LIMIT))
    ]
    frame = pd.DataFrame(rows)
    if len(frame) and not frame["Check"].any():
        frame = frame.drop(columns="Check")
    return View(
        frame, "Quotes, in the order of the text", len(study.quotes), "quotes",
        numeric=("No.",), long=("What is said",), empty="No quotes were found.",
        meanings={
            "As written": "The source as the article writes it at the quote; – where the text names nobody.",
            "Type": "Direct: all of it stands in quotation marks; mixed: a part; indirect: none.",
            "Check": f"Unsure where the model gives the attribution a probability below {UNSURE:g}.",
        },
    )  # fmt: skip


def sources(study: Study) -> View:
    """Who the sources are; the most quoted first."""
    rows = [
        {
            "Source": row.name,
            "Also called": " · ".join(facts.aliases(row.aliases)) or text.NOTHING,
            "Kind": row.kind,
            "Named": "yes" if row.named else "no",
            "Speaks for": _AFFILIATIONS.get(row.affiliation, row.affiliation),
            "Role, as written": text.plain(row.role),
            "Quotes": f"{row.n_quotes}",
            "Articles": f"{row.n_articles}",
        }
        for row in facts.rows(facts.ranked_sources(study).head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Every source, the most quoted first", len(study.sources), "sources",
        numeric=("Quotes", "Articles"), long=("Also called", "Role, as written"), empty="No source was found.",
        meanings={
            "Also called": "Its other names, descriptions and pronouns in the articles.",
            "Kind": "Person, group, organization or document.",
            "Named": "Whether the articles give a name; “a spokesman” or “reports” have none.",
            "Speaks for": "Whom it speaks for, from the articles’ own words; unknown where they do not tell.",
            "Role, as written": "How the articles describe it.",
            "Articles": "Number of articles that quote it.",
        },
    )  # fmt: skip
