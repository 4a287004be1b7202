"""How far others bear a source out, NATO's grades rule by rule, and one figure for whoever gives weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from quotelens import reliability
from quotelens.reliability.grades import CONFIRMATIONS, MOSTLY, OFTEN, SELDOM, USUALLY
from quotelens.reliability.measures import Scope
from quotelens.report import facts, text
from quotelens.report.views.view import LIMIT, View, number_cell, share_cell

if TYPE_CHECKING:
    from quotelens.study import Study


def corroboration(study: Study) -> View:
    """How many independent claims of others bear each source's out, and the share that they make, with its interval.

    Sources on whose claims nobody else speaks are left out, and counted in the caption.
    """
    every = facts.rows(study.corroboration)
    counts = {row.source_id: row for row in every if row.supporting + row.contradicting > 0}
    alone = len(every) - len(counts)
    left_out = f"; on {alone:,} of {text.plural(len(every), 'source')} nobody else speaks" if alone else ""
    ranked = [row for row in facts.rows(facts.ranked_sources(study)) if row.source_id in counts]
    rows = []
    for source in ranked[:LIMIT]:
        count = counts[source.source_id]
        rows.append(
            {
                "Source": source.name,
                "Quotes": f"{source.n_quotes:,}",
                "For": f"{count.supporting:.0f}",
                "Against": f"{count.contradicting:.0f}",
                "Effective n": text.number(count.n_effective),
                "Share borne out": share_cell(count.value, count.low, count.high),
            }
        )
    level = text.percent(study.settings.reliability.level)
    return View(
        pd.DataFrame(rows), f"How far others bear each source out, with {level} intervals{left_out}", len(ranked),
        "sources", numeric=("Quotes", "For", "Against", "Effective n", "Share borne out"),
        empty="On what the sources say nobody else speaks.",
        meanings={
            "For": "Independent claims of others that say the same as this source does (s); what it says twice counts "
            "once.",
            "Against": "Independent claims of others that contradict it (c).",
            "Effective n": "How many claims of equal weight these amount to, weighed by their probabilities; at most "
            "s + c.",
            "Share borne out": f"Mean of the posterior Beta(½ + s, ½ + c), and its {level} credible interval. "
            "Agreement is not truth.",
        },
    )  # fmt: skip


def grades(study: Study, track_record: pd.DataFrame | None = None) -> View:
    """The NATO grade of each source, and for its letter and its figure the rule that gave it.

    Args:
        study: The study; its own word (`grades.csv`) goes before the rules.
        track_record: What `reliability.track_record` answers for some of its sources, where there is one: then these
            are graded anew, and shown alone.
    """
    graded = study.grades
    if track_record is not None:
        graded = _again(study, track_record)
    known = {row.source_id: row for row in facts.rows(graded)}
    shown = known if track_record is None else set(track_record["source_id"])
    ranked = [row for row in facts.rows(facts.ranked_sources(study)) if row.source_id in shown]
    rows = []
    for source in ranked[:LIMIT]:
        grade = known[source.source_id]
        letter, figure, *own = (reason.partition(": ")[2] or reason for reason in json.loads(grade.reasons))
        rows.append(
            {
                "Source": source.name,
                "Grade": f"{grade.reliability}{grade.information}",
                "Why this letter": _sentence(letter),
                "Why this figure": _sentence(figure),
                **({"The study’s word": _sentence(own[0]) if own else ""} if graded["overruled"].any() else {}),
            }
        )
    return View(
        pd.DataFrame(rows), "NATO grades of the sources, with the rule that gave each", len(ranked), "sources",
        long=("Why this letter", "Why this figure"),
        empty="No source was graded." if track_record is None else "No source has a track record.",
        meanings={
            "Grade": "The letter grades the source by its past, A (completely reliable) to F (cannot be judged); the "
            "figure what it says here by what others say on it, 1 (confirmed) to 6 (cannot be judged).",
            "Why this letter": "The rule for the letter that applies, with the counts it rests on.",
            "Why this figure": "The rule for the figure that applies, with the counts it rests on; the share is that "
            "of the independent claims that speak for the source, its interval at 95%.",
            "The study’s word": "What the study’s grades.csv says instead, and why.",
        },
    )  # fmt: skip


def grade_rules() -> View:
    """The rules that grade, one a row: NATO's words, and what this package takes them to mean."""
    past = "the interval of the share of its checked claims that held lies"
    others = "the interval of the share of others’ independent claims that speak for it lies"
    ruled = [
        ("A", "completely reliable", f"{past} at or above {MOSTLY:.2f}"),
        ("B", "usually reliable", f"{past} at or above {USUALLY:.2f}"),
        ("C", "fairly reliable", f"{past} at or above {OFTEN:.2f}"),
        ("D", "not usually reliable", f"{past} below {OFTEN:.2f}"),
        ("E", "unreliable", f"{past} below {SELDOM:.2f}"),
        (
            "F",
            "cannot be judged",
            f"it is not named, nothing it said was checked, or the interval lies on both sides of {OFTEN:.2f}",
        ),
        ("1", "confirmed", f"as for 2, with {CONFIRMATIONS} or more independent confirmations and none against"),
        ("2", "probably true", f"{others} at or above {OFTEN:.2f}"),
        ("3", "possibly true", f"{others} on both sides of {OFTEN:.2f}"),
        ("4", "doubtful", f"{others} below {OFTEN:.2f}"),
        ("5", "improbable", f"{others} below {SELDOM:.2f}"),
        ("6", "cannot be judged", "nobody else speaks on what it says"),
    ]
    rows = [{"Grade": grade, "In NATO’s words": words, "Given where": _sentence(rule)} for grade, words, rule in ruled]
    return View(
        pd.DataFrame(rows), "The rules of the grades", len(rows), "rules", long=("Given where",),
        meanings={
            "Grade": "Letters grade the source, figures what it says.",
            "In NATO’s words": "The standard’s own (AJP-2.1, 2016).",
            "Given where": "The rule here. The standard leaves it to the analyst; the thresholds are conventions of "
            "this package.",
        },
    )  # fmt: skip


def composite(study: Study, weights: Mapping[str, float], scope: Scope = "source") -> View:
    """One figure out of several indicators, ranked, and how far the ranks hold under other weights.

    Args:
        study: The study.
        weights: Indicator -> weight; see `reliability.composite`. There is no default.
        scope: Whose indicators: source, article, outlet or corpus.
    """
    level = study.settings.reliability.level
    found = reliability.composite(study.reliability, weights, scope=scope, level=level)
    called = facts.names(study) | facts.titles(study)
    ordered = found.sort_values(["rank", "id"], kind="stable")
    rows = [
        {
            scope.capitalize(): text.shorten(called.get(row.id, row.id), 60),
            "Rank": text.plain(row.rank),
            "Ranks under other weights": text.NOTHING if pd.isna(row.rank) else f"{row.rank_low}–{row.rank_high}",
            "First in": text.percent(row.first_share),
            "Weighted mean": number_cell(row.value, row.low, row.high),
            "n": f"{row.n:,}",
        }
        for row in facts.rows(ordered.astype({"value": float, "low": float, "high": float}).head(LIMIT))
    ]
    said = ", ".join(f"{name} {weight:g}" for name, weight in weights.items())
    return View(
        pd.DataFrame(rows), f"One figure, by the weights given: {said}", len(found), f"{scope}s",
        numeric=("Rank", "Ranks under other weights", "First in", "Weighted mean", "n"), empty="Nothing to rank.",
        meanings={
            scope.capitalize(): f"The {scope}.",
            "Rank": "1 for the highest; – where one of the indicators is not defined.",
            "Ranks under other weights": f"The range of {text.percent(level)} of 2,000 sets of weights drawn around "
            "those given (Dirichlet).",
            "First in": "Share of these sets that rank it first.",
            "Weighted mean": "Of the indicators, 0–1, with the weighted means of their intervals’ ends.",
            "n": "The smallest number of quotes that one of the indicators rests on.",
        },
    )  # fmt: skip


def _again(study: Study, track_record: pd.DataFrame) -> pd.DataFrame:
    """The grades with a track record; sources that the study itself grades keep what it says."""
    ruled = study.grades[study.grades["overruled"].to_numpy(dtype=bool)]
    graded = reliability.grades(study.sources, study.corroboration, track_record)
    kept = graded[~graded["source_id"].isin(ruled["source_id"])]
    return pd.concat([kept, ruled], ignore_index=True)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
