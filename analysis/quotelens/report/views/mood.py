"""In what tone: the three scores, tone towards others, and the reporters' cues as tables for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from quotelens import sentiment
from quotelens.records import STANCES
from quotelens.report import facts, text
from quotelens.report.views.view import LIMIT, View, tone_cell

if TYPE_CHECKING:
    from quotelens.study import Study

_SCORES = {"Model": "tone_score", "TextBlob polarity": "textblob_polarity", "VADER compound": "vader_compound"}
_LISTS = {
    "TextBlob polarity": "By TextBlob’s word list, −1 to +1; – where none of the words is in it.",
    "VADER compound": "By VADER’s word list, −1 to +1; – likewise.",
}
_MEANS = {
    "Model": "Mean of the model’s scores (probability of positive less that of negative), −1 to +1, with its interval.",
    "TextBlob polarity": "Mean of TextBlob’s scores, −1 to +1, over the quotes that hold a word of its list.",
    "VADER compound": "Mean of VADER’s scores, −1 to +1, likewise.",
}
_GROUPS = {
    "affiliation": "Whom the source speaks for.",
    "outlet": "Who published the article.",
    "month": "When the article was published.",
}
_SHORT = {"tone_score": "model", "textblob_polarity": "TextBlob", "vader_compound": "VADER"}


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
        meanings={
            "Model": "The likeliest tone by the model, and its score: probability of positive less that of negative.",
            **_LISTS,
            "TextBlob subjectivity": "By TextBlob’s list, 0 (objective) to 1 (subjective).",
            "Of one mind": "Whether the scores there are fall into one class of negative, neutral and positive; "
            "opposed where one is negative and one positive.",
        },
    )  # fmt: skip


def tone_by_source(study: Study) -> View:
    """Mean tone of each source's quotes, with intervals and the numbers of quotes that have a score."""
    rows = []
    for row in facts.source_tone(study).head(LIMIT).to_dict("records"):
        shown = {"Source": row["name"]}
        for label, measure in _SCORES.items():
            shown[label] = tone_cell(row[measure], row[f"{measure}_low"], row[f"{measure}_high"])
            shown[f"Quotes scored by {label.split()[0]}"] = f"{row[f'{measure}_n']:,} of {row['n_quotes']:,}"
        rows.append(shown)
    frame = pd.DataFrame(rows)
    level = text.percent(study.settings.reliability.level)
    return View(
        frame, f"Mean tone by source, with {level} intervals", len(study.sources), "sources",
        numeric=tuple(frame.columns[1:]), empty="No source was found.",
        meanings={
            **_MEANS,
            **{f"Quotes scored by {label.split()[0]}": "Of the source’s quotes those that have such a score: the n of "
               "the mean." for label in _SCORES},
        },
    )  # fmt: skip


def tone_by(study: Study, by: str) -> View:
    """Mean tone of the quotes by affiliation, outlet or month, with intervals that draw whole articles."""
    level = study.settings.reliability.level
    known = sentiment.in_context(study.quotes, study.sources, study.articles)
    means = sentiment.summarise(known, by, level)
    rows = []
    for group, own in means.groupby("group", sort=False):
        values = {row.measure: row for row in facts.rows(own)}
        shown = {by.capitalize(): str(group).replace("_", " ")}
        for label, measure in _SCORES.items():
            shown[label] = tone_cell(values[measure].mean, values[measure].low, values[measure].high)
        model = values["tone_score"]
        rows.append({**shown, "Quotes": f"{model.n:,}", "Articles": f"{model.n_articles:,}"})
    frame = pd.DataFrame(rows[:LIMIT])
    return View(
        frame, f"Mean tone by {by}, with {text.percent(level)} intervals", len(rows), "groups",
        numeric=tuple(frame.columns[1:]), empty=f"No {by} is known.",
        meanings={
            by.capitalize(): _GROUPS.get(by, "What the quotes are grouped by."),
            **_MEANS,
            "Quotes": "Number of the group’s quotes that the model scored: the n of its mean.",
            "Articles": "Number of articles that they stand in.",
        },
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
        meanings={
            "Scores": "Which scores are compared.",
            "Krippendorff’s alpha": "1 where they always fall into one class, 0 where as often as by chance, below 0 "
            "where less often.",
            "Same class": "Share of the quotes that all of them put into one class.",
            "Quotes compared": "Quotes that have all of these scores: the n.",
        },
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
        meanings={
            "Model": "The model’s score, −1 to +1.",
            "TextBlob": "TextBlob’s polarity, −1 to +1; – where none of the words is in its list.",
            "Its words": "The words that TextBlob counted, each with its weight after negation.",
            "VADER": "VADER’s compound score, −1 to +1; – likewise.",
            "Its words ": "The words that VADER counted, each with its weight after negation and “but” (−4 to +4).",
        },
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
            "Mean tone": tone_cell(row.mean, row.low, row.high),
        }
        for row in facts.rows(order.head(LIMIT))
    ]
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"Tone towards those whom the quotes name, with {level} intervals", len(found), "pairs",
        numeric=("Mentions", "Negative", "Neutral", "Positive", "Mean tone"), empty="No quote names anybody else.",
        meanings={
            "Who speaks": "The source.",
            "Of whom": "Whom or what its quotes name.",
            "Mentions": "How often they do: the n of the mean.",
            "Negative": "Mentions in a sentence that speaks ill of it, by the model.",
            "Neutral": "Mentions in a sentence that does neither.",
            "Positive": "Mentions in a sentence that speaks well of it.",
            "Mean tone": "Mean of the model’s scores, −1 to +1, with its interval.",
        },
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
        meanings={
            "Neutral": "Cues that take no stand (said), with their share.",
            "Doubting": "Cues that leave the truth to the source (claimed).",
            "Endorsing": "Cues that take what is said as true (admitted, pointed out).",
            "Emotive": "Cues that put feeling or force into it (hailed, fumed).",
            "Cues": "Number of the source’s cues that have a class: the n.",
            "Not neutral": "Those that take a stand, as written.",
        },
    )  # fmt: skip


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
