"""Which quotes corroborate or contradict each other, how many independent voices that makes, as tables for reading."""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quotelens.claims import effective_n, groups
from quotelens.claims import voices as voices_of
from quotelens.claims.independence import copies as copies_of
from quotelens.claims.signs import content as content_words
from quotelens.reliability.measures import Groups, share
from quotelens.report import facts, text
from quotelens.report.views.excerpt import Spans, excerpt
from quotelens.report.views.view import COLUMNS, LIMIT, View, share_cell

if TYPE_CHECKING:
    from quotelens.study import Study

SAID = 220  # characters of a quote shown beside another
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")

_WHY = {
    "originator": "passes on what {} said",
    "reporter": "who speaks is not named; known only through {}",
    "copy": "a copy, most of which name {}",
    "article": "nobody speaks; {}’s own word",
}
_PAIRED = {
    "Nos.": "The numbers of the two quotes, as in the table of quotes.",
    "One says": "The first of the two: its source, its number, and what is said.",
    "The other says": "The second of the two, likewise.",
    "Relation": "Whether the two corroborate or contradict each other.",
    "Probability": "The model’s probability of that relation, 0–100%. It says nothing of which of the two is true.",
    "What decides": "The sign that speaks for a contradiction, and its words in the one and in the other, which are "
    "marked: two outcomes of one event, opposites, a denial, another number or date. Where there is no such sign the "
    "model decided on the sentences as a whole.",
    "Voices": "Two: the one does not rest on the other, as far as the articles tell. One: copies of one text, or "
    "quotes that go back to one source. Where these agree they are no confirmation; where they do not, the source says "
    "otherwise elsewhere.",
    "Where": "Whether both stand in one article.",
}


def claims(study: Study, relation: str | None = None, scope: str | None = None, n: int = LIMIT) -> View:
    """The pairs of quotes that corroborate or contradict each other, side by side, with the words that decide marked.

    Args:
        study: The study.
        relation: "contradicts" or "corroborates"; by default both, contradictions first.
        scope: "within" (both in one article) or "across"; by default both.
        n: How many pairs are shown at most.

    Returns:
        Pairs of two voices first, then those of one; in these the most probable first.
    """
    kept = study.claims
    if relation is not None:
        kept = kept[kept["relation"] == relation]
    if scope is not None:
        kept = kept[kept["scope"] == scope]
    # "contradicts" comes before "corroborates"
    ordered = kept.sort_values(
        ["relation", "independent", "probability"], ascending=[True, False, False], kind="stable"
    )
    placed = len(study.articles) > 1 and scope is None
    paired = _Paired(study)
    rows = []
    marks: dict[tuple[int, str], Spans] = {}
    for k, row in enumerate(facts.rows(ordered.head(n))):
        cells, lit = paired.cells(row)
        marks |= {(k, name): runs for name, runs in lit.items()}
        rows.append(
            {
                **cells,
                **({} if relation else {"Relation": row.relation}),
                "Probability": text.percent(row.probability),
                **({} if relation == "corroborates" else {"What decides": paired.decides(row)}),
                "Voices": "two" if row.independent else "one",
                **({"Where": "one article" if row.scope == "within" else "two articles"} if placed else {}),
            }
        )
    words = {"contradicts": "contradict", "corroborates": "corroborate"}.get(
        relation or "", "corroborate or contradict"
    )
    where = {"within": " within an article", "across": " across articles"}.get(scope or "", "")
    shared = "Marked are the words that both share." if relation == "corroborates" else ""
    return View(
        pd.DataFrame(rows), f"Quotes that {words} each other{where}", len(kept), "pairs of quotes",
        numeric=("Nos.", "Probability"), long=("One says", "The other says"),
        empty=f"No two quotes were found to {words} each other{where}.",
        meanings={**_PAIRED, "The other says": f"{_PAIRED['The other says']} {shared}".strip()}, marks=marks,
    )  # fmt: skip


def contradictions(study: Study, scope: str | None = None, n: int = LIMIT) -> View:
    """The pairs of quotes that cannot both be so; see `claims`."""
    return claims(study, "contradicts", scope, n)


def corroborations(study: Study, scope: str | None = None, n: int = LIMIT) -> View:
    """The pairs of quotes that say the same; see `claims`."""
    return claims(study, "corroborates", scope, n)


def support(study: Study) -> View:
    """How many independent voices bear each claim out and contradict it, for those that others speak on at all."""
    heard = groups(study.claims, study.quotes, _voices(study))
    numbered = {row.quote_id: row for row in facts.rows(facts.numbered_quotes(study))}
    others = _others(study, dict(zip(heard["quote_id"], heard["group_id"], strict=True)))
    spoken_on = heard[(heard["supporting"] + heard["contradicting"]) > 0]
    said_by = spoken_on.groupby("group_id", sort=False)["quote_id"].agg(list)
    first = spoken_on.drop_duplicates("group_id")
    rows = []
    for row in facts.rows(first.head(LIMIT)):
        quotes = [numbered[quote_id] for quote_id in said_by[row.group_id]]
        rows.append(
            {
                "Nos.": ", ".join(str(quote.number) for quote in quotes[:6]) + (" …" if len(quotes) > 6 else ""),
                "Source": " · ".join(dict.fromkeys(quote.name for quote in quotes)),
                "What is said": text.shorten(quotes[0].content, SAID),
                "For": f"{row.supporting}",
                "Against": f"{row.contradicting}",
                "Effective n": text.number(row.n_effective),
                "Who": text.shorten(" · ".join(others.get(row.group_id, [])), 200) or text.NOTHING,
            }
        )
    return View(
        pd.DataFrame(rows), "Independent voices for and against each claim", len(first), "claims that others speak on",
        numeric=("Nos.", "For", "Against", "Effective n"), long=("What is said",),
        empty="On none of the quotes does another voice speak.",
        meanings={
            "Nos.": "The quotes by which one voice says this, more than one where it says it again or is copied.",
            "For": "Number of independent voices that say the same; its own, and copies of it, never count.",
            "Against": "Number of independent voices that say what cannot be so as well.",
            "Effective n": "How many voices of equal weight those for and against amount to, each weighed by the "
            "probability of its relation (Kish 1965); at most their sum.",
            "Who": "Who they are, with the numbers of their quotes.",
        },
    )  # fmt: skip


def voices(study: Study) -> View:
    """The quotes that are the word of somebody other than the source they name, or of nobody's but the outlet's."""
    names = facts.names(study)
    found = _voices(study)
    told: dict[str, tuple[str, str]] = {}
    for quote_id, rows_of in found[found["quote_id"].isin(found.loc[found["why"] != "source", "quote_id"])].groupby(
        "quote_id", sort=False
    ):
        called = [_voice_name(voice_id, names) for voice_id in rows_of["voice_id"]]
        whys = [_WHY[why].format(name) for why, name in zip(rows_of["why"], called, strict=True) if why != "source"]
        told[str(quote_id)] = " and ".join(dict.fromkeys(called)), " · ".join(dict.fromkeys(whys))
    quotes = [row for row in facts.rows(facts.numbered_quotes(study)) if row.quote_id in told]
    rows = [
        {
            "No.": f"{row.number}",
            "Source": row.name,
            "What is said": text.shorten(row.content, 120),
            "Whose word": told[row.quote_id][0],
            "Why": told[row.quote_id][1],
        }
        for row in quotes[:LIMIT]
    ]
    return View(
        pd.DataFrame(rows), "Quotes that rest on another’s word", len(quotes), "quotes",
        numeric=("No.",), long=("What is said", "Why"), empty="Every quote is its own source’s word.",
        meanings={
            "Whose word": "The voice that the quote counts for where voices are counted.",
            "Why": "The rule that says so.",
        },
    )  # fmt: skip


def independence(study: Study) -> View:
    """How many quotes, sources and independent voices there are, and how many pairs of quotes they make."""
    found = _voices(study)
    ids = study.quotes["quote_id"].tolist()
    heard = groups(study.claims, study.quotes, found)
    spoken_on = (heard["supporting"] + heard["contradicting"]).to_numpy(dtype="int64") > 0
    two = study.claims["independent"].to_numpy(dtype=bool)
    contradicts = (study.claims["relation"] == "contradicts").to_numpy(dtype=bool)
    counted: list[tuple[str, str, int, str]] = [
        ("Sources quoted", f"{study.quotes['source_id'].nunique():,}", len(ids), "Different sources, by name."),
        (
            "Independent voices", f"{effective_n(ids, found):,.0f}", len(ids),
            "The same with copies, unnamed sources inside a named one’s quote, and sources that only pass another’s "
            "word on, counted for whoever they rest on: the effective number of independent sources.",
        ),
        (
            "Quotes on which another voice speaks",
            _share(study, spoken_on), len(ids),
            "Share of the quotes that another independent voice corroborates or contradicts, with Wilson’s interval; "
            "over several articles n is divided by the design effect.",
        ),
        ("Contradictions", f"{(contradicts & two).sum():,}", len(two), "Pairs of quotes of two voices that cannot "
         "both be so; n is the number of related pairs."),
        ("Corroborations", f"{(~contradicts & two).sum():,}", len(two), "Pairs of quotes of two voices that say the "
         "same; n is the number of related pairs."),
        ("One voice twice", f"{(~contradicts & ~two).sum():,}", len(two), "Pairs of quotes that say the same and are "
         "one voice: copies, and quotes that go back to one source. They confirm nothing; n is the number of related "
         "pairs."),
        ("One voice against itself", f"{(contradicts & ~two).sum():,}", len(two), "Pairs of quotes of one voice that "
         "cannot both be so: it changed its word, or the model errs; n is the number of related pairs."),
    ]  # fmt: skip
    rows = [{"Measure": name, "Value": value, "n": f"{n:,}"} for name, value, n, _ in counted if len(ids)]
    return View(
        pd.DataFrame(rows), "Voices, and what they say of each other", len(rows), "measures",
        numeric=("Value", "n"), empty="Nothing to count: no quotes were found.",
        meanings={"n": COLUMNS["n"]} | {name: meaning for name, _, _, meaning in counted},
    )  # fmt: skip


def _share(study: Study, part: npt.NDArray[np.bool_]) -> str:
    """The share of the quotes, with the interval that shares of the corpus have (see `reliability.estimate`)."""
    article, _ = pd.factorize(study.quotes["doc_id"])
    corpus = Groups("corpus", ("corpus",), np.zeros(len(part), dtype=np.int64), article)
    found = share(corpus, part.astype(np.float64), np.ones(len(part)), study.settings.reliability.level)
    return share_cell(found.value[0], found.low[0], found.high[0])


def copies(study: Study) -> View:
    """Which articles hold the same quotes, word for word or nearly so: reprints, and sentences taken from an agency."""
    docs = dict(zip(study.quotes["quote_id"], study.quotes["doc_id"], strict=True))
    holding: dict[str, set[str]] = {}
    for quote_id, first in copies_of(study.quotes, study.sources, settings=study.settings.claims).items():
        holding.setdefault(first, set()).add(docs[quote_id])
    order = {doc_id: k for k, doc_id in enumerate(study.articles["doc_id"])}
    shared = Counter(
        pair for held in holding.values() for pair in itertools.combinations(sorted(held, key=order.__getitem__), 2)
    )
    n_quotes = Counter(docs.values())
    paired = _Paired(study)
    ranked = sorted(shared.items(), key=lambda item: (-item[1], *map(order.__getitem__, item[0])))
    rows = [
        {
            "One article": paired.article(one),
            "The other": paired.article(other),
            "Quotes in both": f"{n:,}",
            "Of": f"{min(n_quotes[one], n_quotes[other]):,}",
        }
        for (one, other), n in ranked[:LIMIT]
    ]
    return View(
        pd.DataFrame(rows), "Articles that share quotes", len(ranked), "pairs of articles",
        numeric=("Quotes in both", "Of"), empty="No two articles share a quote.",
        meanings={
            "One article": "The first of the two, with its outlet.",
            "The other": "The second.",
            "Quotes in both": "Quotes of eight words or more that are copies of each other. They are one voice.",
            "Of": "Number of quotes, short ones included, of the article that has fewer.",
        },
    )  # fmt: skip


class _Paired:
    """What the two quotes of a pair say, ready for the cells of a table."""

    def __init__(self, study: Study) -> None:
        self._numbered = {row.quote_id: row for row in facts.rows(facts.numbered_quotes(study))}
        self._texts = dict(zip(study.articles["doc_id"], study.articles["text"], strict=True))
        outlets = zip(study.articles["doc_id"], study.articles["outlet"], strict=True)
        self._outlets = {doc_id: outlet for doc_id, outlet in outlets if not pd.isna(outlet)}
        self._several = len(study.articles) > 1
        self._titles = facts.titles(study)

    def article(self, doc_id: str) -> str:
        """The article's headline and outlet."""
        outlet = f" ({self._outlets[doc_id]})" if doc_id in self._outlets else ""
        return text.shorten(self._titles[doc_id], 60) + outlet

    def cells(self, pair: Any) -> tuple[dict[str, str], dict[str, Spans]]:
        """The first cells of a row of `claims`, and the marked words in them."""
        a, b = self._numbered[pair.quote_id_a], self._numbered[pair.quote_id_b]
        signs = _signs(pair.evidence)
        cells = {"Nos.": f"{a.number}\u00a0and\u00a0{b.number}"}
        marks: dict[str, Spans] = {}
        for name, quote, other, side in (("One says", a, b, "a"), ("The other says", b, a, "b")):
            if pair.relation == "contradicts":
                lit = [span for sign in signs for span in sign[side]["spans"]]
            else:
                lit = list(self._shared(quote, other))
            outlet = f", {self._outlets[quote.doc_id]}" if self._several and quote.doc_id in self._outlets else ""
            before = f"{text.shorten(quote.name, 60)} (no. {quote.number}{outlet}): "
            shown, runs = excerpt(self._texts[quote.doc_id], json.loads(quote.content_spans), lit, SAID)
            cells[name] = before + shown
            marks[name] = [(start + len(before), end + len(before)) for start, end in runs]
        return cells, marks

    def decides(self, pair: Any) -> str:
        """The signs that speak for a contradiction, in words."""
        if pd.isna(pair.evidence):
            return text.NOTHING
        said = [
            f"{sign['kind']}: {self._words(sign['a']) or text.NOTHING} / {self._words(sign['b']) or text.NOTHING}"
            for sign in _signs(pair.evidence)
        ]
        return text.shorten(" · ".join(said), 160) if said else "the sentences as a whole"

    def _words(self, place: dict[str, Any]) -> str:
        body = self._texts[place["doc_id"]]
        return " … ".join(body[start:end] for start, end in place["spans"])

    def _shared(self, quote: Any, other: Any) -> Iterator[tuple[int, int]]:
        """The words of a quote that the other holds too, in any form; of numbers the same ones."""
        stems, figures = _stems(other.content), set(_figures(other.content))
        for start, end in json.loads(quote.content_spans):
            for word in _WORD.finditer(self._texts[quote.doc_id], start, end):
                if _stems(word.group()) & stems or figures.intersection(_figures(word.group())):
                    yield word.span()


@functools.lru_cache(maxsize=10_000)  # the same words come back in every pair
def _stems(said: str) -> frozenset[str]:
    return content_words(said)


def _signs(cell: Any) -> list[dict[str, Any]]:
    return [] if pd.isna(cell) else list(json.loads(cell))


def _figures(said: str) -> Iterable[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", said)


def _voices(study: Study) -> pd.DataFrame:
    return voices_of(study.quotes, study.articles, study.sources, settings=study.settings.claims)


def _voice_name(voice_id: str, names: dict[str, str]) -> str:
    return names.get(voice_id, voice_id.partition(":")[2] or voice_id)


def _others(study: Study, group_of: dict[str, str]) -> dict[str, list[str]]:
    """group_id -> who speaks for and against it, in order; of quotes that are not independent nobody."""
    numbered = {row.quote_id: row for row in facts.rows(facts.numbered_quotes(study))}
    side = {"corroborates": "for", "contradicts": "against"}
    found: dict[str, dict[str, dict[str, list[int]]]] = {}
    for row in facts.rows(study.claims[study.claims["independent"].to_numpy(dtype=bool)]):
        for one, other in ((row.quote_id_a, row.quote_id_b), (row.quote_id_b, row.quote_id_a)):
            of_side = found.setdefault(group_of[one], {}).setdefault(side[row.relation], {})
            numbers = of_side.setdefault(numbered[other].name, [])
            if numbered[other].number not in numbers:
                numbers.append(numbered[other].number)
    return {
        group_id: [
            f"{which}: "
            + ", ".join(f"{name} ({', '.join(map(str, sorted(nos)))})" for name, nos in sides[which].items())
            for which in ("for", "against")
            if which in sides
        ]
        for group_id, sides in found.items()
    }
