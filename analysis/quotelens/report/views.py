"""Tables as readers see them: rounded, in words, cut to a stated number of rows; the study's frames have all.

Every function takes a study and gives a `View`, which JupyterLab shows and the report takes over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from quotelens import sentiment
from quotelens.records import STANCES
from quotelens.report import facts, text
from quotelens.report.annotated import UNSURE
from quotelens.report.style import STYLE

if TYPE_CHECKING:
    from quotelens.study import Study

LIMIT = 50  # rows shown; a report is for reading, the tables are for computing
_CONTENT = 300  # characters of a quote shown

_SCORES = {"Model": "tone_score", "TextBlob polarity": "textblob_polarity", "VADER compound": "vader_compound"}
_SHORT = {"tone_score": "model", "textblob_polarity": "TextBlob", "vader_compound": "VADER"}
_AFFILIATIONS = {"armed_group": "armed group", "academic_expert": "academic or expert"}


@dataclass(frozen=True, slots=True)
class View:
    """A table for reading.

    Attributes:
        frame: What is shown: text only, at most `LIMIT` rows; its first column names the rows.
        caption: What the table holds.
        total: Number of rows there are.
        of: What a row is, in the plural, and the frame that has them all ("quotes", `study.quotes`).
        numeric: Columns set flush right.
        long: Columns that hold running text.
        empty: What is said instead where there is no row.
    """

    frame: pd.DataFrame = field(repr=False)
    caption: str
    total: int
    of: str
    numeric: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    empty: str = "Nothing to show."

    @property
    def note(self) -> str:
        """`Showing 50 of 143 quotes; ...` where rows were left out, else nothing."""
        if len(self.frame) >= self.total:
            return ""
        return f"Showing {len(self.frame)} of {self.total:,} {self.of}; the study's tables have them all."

    def _repr_html_(self) -> str:
        return STYLE + self.html()

    def html(self) -> str:
        """The table as safe HTML, scrolling within its own box where it is wider than the page."""
        if self.frame.empty:
            return f'<p class="ql-empty">{text.escape(self.empty)}</p>'
        head = "".join(f'<th scope="col"{self._kind(name)}>{text.escape(name)}</th>' for name in self.frame.columns)
        rows = []
        for first, *rest in self.frame.itertuples(index=False):
            cells = "".join(
                f"<td{self._kind(name)}><bdi>{text.escape(cell)}</bdi></td>"
                for name, cell in zip(self.frame.columns[1:], rest, strict=True)
            )
            kind = self._kind(self.frame.columns[0])
            rows.append(f'<tr><th scope="row"{kind}><bdi>{text.escape(first)}</bdi></th>{cells}</tr>')
        note = f'<p class="ql-note">{text.escape(self.note)}</p>' if self.note else ""
        label = text.escape(self.caption)
        return (
            f'<div class="ql-table"><div class="ql-scroll" role="region" aria-label="{label}" tabindex="0"><table>'
            f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>{note}</div>"
        )

    def _kind(self, name: str) -> str:
        if name in self.numeric:
            return ' class="ql-num"'
        return ' class="ql-long"' if name in self.long else ""


def articles(study: Study) -> View:
    """The articles, with what was found in each."""
    n_quotes = study.quotes.groupby("doc_id").size()
    n_sources = study.quotes.groupby("doc_id")["source_id"].nunique()
    titles = facts.titles(study)
    rows = [
        {
            "Article": titles[row.doc_id],
            "Outlet": text.plain(row.outlet),
            "Author": text.plain(row.author),
            "Published": text.plain(row.published),
            "Words": f"{row.n_words:,}",
            "Quotes": f"{n_quotes.get(row.doc_id, 0):,}",
            "Sources": f"{n_sources.get(row.doc_id, 0):,}",
        }
        for row in facts.rows(study.articles.head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Articles read", len(study.articles), "articles",
        numeric=("Words", "Quotes", "Sources"), long=("Article",), empty="No article could be read.",
    )  # fmt: skip


def exclusions(study: Study) -> View:
    """What was left out, and why."""
    rows = [
        {
            "File": text.plain(row.path if not pd.isna(row.path) else row.doc_id),
            "Reason": row.reason.replace("_", " ").replace("-", " "),
            "Detail": text.shorten(row.detail, _CONTENT),
        }
        for row in facts.rows(study.exclusions.head(LIMIT))
    ]
    return View(
        pd.DataFrame(rows), "Left out", len(study.exclusions), "files left out",
        long=("Detail",), empty="Nothing was left out.",
    )  # fmt: skip


def speakers(study: Study) -> View:
    """Each source's share of the quotes and of the quoted words, with intervals; the most quoted first."""
    shares = facts.source_shares(study).query("n_quotes > 0")
    words = facts.indicator(study, "share_of_words")
    rows = [
        {
            "Source": row.name,
            "Quotes": f"{row.n_quotes:,} of {row.n:,}",
            "Share of quotes": _share(row.share, row.low, row.high),
            "Share of quoted words": _share(*words.loc[row.source_id, ["value", "low", "high"]]),
        }
        for row in facts.rows(shares.head(LIMIT))
    ]
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"Shares of all quotes, with {level} intervals", len(shares), "sources",
        numeric=("Quotes", "Share of quotes", "Share of quoted words"), empty="No source was found.",
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
            "What is said": text.shorten(row.content, _CONTENT),
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
    )  # fmt: skip


def tone_by_quote(study: Study) -> View:
    """The model's tone of every quote beside both word lists' scores, and whether all three say the same."""
    rows = [
        {
            "No.": f"{row.number}",
            "Source": row.name,
            "What is said": text.shorten(row.content, 120),
            "Model": _judged(row.tone, row.tone_score),
            "TextBlob polarity": text.tone(row.textblob_polarity),
            "VADER compound": text.tone(row.vader_compound),
            "TextBlob subjectivity": text.tone(row.textblob_subjectivity).lstrip("+"),
            "Of one mind": _of_one_mind(list(marks)),
        }
        for row, marks in zip(
            facts.rows(facts.numbered_quotes(study).head(LIMIT)),
            sentiment.agreement_classes(study.quotes.head(LIMIT)).itertuples(index=False),
            strict=True,
        )
    ]
    return View(
        pd.DataFrame(rows), "Tone of single quotes, by three scores", len(study.quotes), "quotes",
        numeric=("No.", "TextBlob polarity", "VADER compound", "TextBlob subjectivity"), long=("What is said",),
        empty="No quotes were found.",
    )  # fmt: skip


def tone_by_source(study: Study) -> View:
    """Mean tone of each source's quotes, with intervals and the numbers of quotes that have a score."""
    rows = []
    for row in facts.source_tone(study).head(LIMIT).to_dict("records"):
        shown = {"Source": row["name"]}
        for label, measure in _SCORES.items():
            shown[label] = _mean(row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
            shown[f"Quotes scored by {label.split()[0]}"] = f"{row[f'{measure}_n']:,} of {row['n_quotes']:,}"
        rows.append(shown)
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Mean tone by source, with {level} intervals", len(study.sources), "sources",
        numeric=tuple(frame.columns[1:]), empty="No source was found.",
    )  # fmt: skip


def agreement(study: Study) -> View:
    """How far the three scores agree: Krippendorff's alpha with its interval."""
    level = study.settings.reliability.level
    rows = [
        {
            "Scores": " and ".join(_SHORT[name] for name in row.scores.split(" + ")),
            "Krippendorff’s alpha": text.with_interval(text.number(row.alpha), text.number_interval(row.low, row.high)),
            "Same class": text.percent(row.same),
            "Quotes compared": f"{row.n:,}",
        }
        for row in facts.rows(sentiment.agreement(study.quotes, level=level))
        if row.n
    ]
    return View(
        pd.DataFrame(rows), f"Agreement of the scores, with {text.percent(level)} intervals", len(rows), "rows",
        numeric=("Krippendorff’s alpha", "Same class", "Quotes compared"), empty="No quote has two scores to compare.",
    )  # fmt: skip


def disagreements(study: Study, n: int = 5) -> View:
    """The quotes that the scores differ on most, and the words behind each word list's score."""
    numbered = facts.numbered_quotes(study).set_index("quote_id")
    terms = study.settings.sentiment.terms
    rows = [
        {
            "No.": f"{numbered.loc[row.quote_id, 'number']}",
            "What is said": text.shorten(row.content, 160),
            "Model": text.tone(row.tone_score),
            "TextBlob": text.tone(row.textblob_polarity),
            "Its words": _driving(row.content, "textblob", terms),
            "VADER": text.tone(row.vader_compound),
            "Its words ": _driving(row.content, "vader", terms),
        }
        for row in facts.rows(sentiment.disagreements(study.quotes, n))
    ]
    return View(
        pd.DataFrame(rows), "Where the scores differ most, and which words the lists counted", len(rows), "quotes",
        numeric=("No.", "Model", "TextBlob", "VADER"), long=("What is said",),
        empty="No quote has two scores to compare.",
    )  # fmt: skip


def spoken_of(study: Study) -> View:
    """Who speaks of whom, how often, and in what tone."""
    found = sentiment.matrix(study.targets, level=study.settings.reliability.level)
    names = facts.names(study)
    order = found.sort_values("n", ascending=False, kind="stable")
    rows = [
        {
            "Who speaks": names.get(row.source_id, row.source_id),
            "Of whom": row.target_name,
            "Mentions": f"{row.n:,}",
            "Negative": f"{row.negative:,}",
            "Neutral": f"{row.neutral:,}",
            "Positive": f"{row.positive:,}",
            "Mean tone": _mean(row.mean, row.low, row.high),
        }
        for row in facts.rows(order.head(LIMIT))
    ]
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"Tone towards those whom the quotes name, with {level} intervals", len(found), "pairs",
        numeric=("Mentions", "Negative", "Neutral", "Positive", "Mean tone"), empty="No quote names anybody else.",
    )  # fmt: skip


def cues(study: Study) -> View:
    """In which words the reporter passes each source's quotes on."""
    shares = sentiment.stances(study.quotes, level=study.settings.reliability.level)
    by_source = {source_id: facts.rows(own) for source_id, own in shares.groupby("group", sort=False)}
    written = study.quotes[study.quotes["cue_stance"].notna() & (study.quotes["cue_stance"] != "neutral")]
    rows = []
    for row in facts.rows(facts.ranked_sources(study).head(LIMIT)):
        own = by_source.get(row.source_id)
        if not own or not own[0].n:
            continue
        telling = written.loc[written["source_id"] == row.source_id, "cue"].drop_duplicates()
        rows.append(
            {
                "Source": row.name,
                **{of.stance.capitalize(): f"{of.count:,} ({text.percent(of.share)})" for of in own},
                "Cues": f"{own[0].n:,}",
                "Not neutral": text.shorten(" · ".join(telling), 120) if len(telling) else text.NOTHING,
            }
        )
    return View(
        pd.DataFrame(rows), "The reporter’s cues, by source", len(rows), "sources",
        numeric=(*(stance.capitalize() for stance in STANCES), "Cues"), empty="No cue has a class.",
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
    )  # fmt: skip


def source_indicators(study: Study) -> View:
    """The indicators of every source: value, interval and number of quotes."""
    names = {"direct_share": "In direct quotes", "second_hand_share": "Second-hand"}
    ranked = facts.ranked_sources(study).head(LIMIT)
    rows = [{"Source": name, "Quotes": str(n)} for name, n in zip(ranked["name"], ranked["n_quotes"], strict=True)]
    for indicator, label in names.items():
        values = facts.indicator(study, indicator)
        for shown, source_id in zip(rows, ranked["source_id"], strict=True):
            shown[label] = _share(*values.loc[source_id, ["value", "low", "high"]])
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Shares of each source’s quotes, with {level} intervals", len(study.sources), "sources",
        numeric=tuple(frame.columns[1:]), empty="No source was found.",
    )  # fmt: skip


def article_indicators(study: Study) -> View:
    """The indicators of every article that holds quotes: value, interval and number of quotes."""
    names = {
        "named_share": "From named sources",
        "direct_share": "In direct quotes",
        "second_hand_share": "Second-hand",
    }
    n_quotes, n_sources = (facts.indicator(study, name, "article") for name in ("n_quotes", "n_sources"))
    titles = facts.titles(study)
    ids = list(n_quotes.index[:LIMIT])
    rows = [
        {
            "Article": text.shorten(titles.get(doc_id, doc_id), 80),
            "Quotes": f"{n_quotes.loc[doc_id, 'value']:.0f}",
            "Sources": f"{n_sources.loc[doc_id, 'value']:.0f}",
        }
        for doc_id in ids
    ]
    for indicator, label in names.items():
        values = facts.indicator(study, indicator, "article")
        for shown, doc_id in zip(rows, ids, strict=True):
            shown[label] = _share(*values.loc[doc_id, ["value", "low", "high"]])
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Shares of each article’s quotes, with {level} intervals", len(n_quotes), "articles",
        numeric=tuple(frame.columns[1:]), empty="No article holds a quote.",
    )  # fmt: skip


def _share(value: float, low: float, high: float) -> str:
    return text.with_interval(text.percent(value), text.percent_interval(low, high))


def _mean(value: float, low: float, high: float) -> str:
    return text.with_interval(text.tone(value), text.tone_interval(low, high))


def _judged(tone: str, score: float) -> str:
    return text.NOTHING if pd.isna(tone) else f"{tone} ({text.tone(score)})"


def _of_one_mind(classes: list[float]) -> str:
    """Whether the scores that are defined fall into one class of negative, neutral and positive."""
    known = [value for value in classes if not pd.isna(value)]
    if len(known) < 2:
        return text.NOTHING
    return "yes" if len(set(known)) == 1 else ("opposed" if min(known) * max(known) < 0 else "no")


def _driving(content: str, name: str, terms: dict[str, float]) -> str:
    found = sentiment.words(content, terms)
    own = found[found["list"] == name]
    said = [f"{words} {text.tone(weight)}" for words, weight in zip(own["words"], own["weight"], strict=True)]
    return text.shorten(" · ".join(said), 120) if said else text.NOTHING
