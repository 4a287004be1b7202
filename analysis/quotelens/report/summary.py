"""A study in plain sentences, with their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from quotelens.report import facts, text

if TYPE_CHECKING:
    from quotelens.study import Study


def headline(study: Study) -> str:
    """The report's title: the setting's, else the one article's headline, else what was read."""
    if study.settings.report.title:
        return study.settings.report.title
    if len(study.articles) == 1:
        return next(iter(facts.titles(study).values()))
    return f"Who speaks in {text.plural(len(study.articles), 'article')}"


def sentences(study: Study) -> list[str]:
    """How much was read, who speaks most, how many quotes come from named sources, in what tone, and what was left out.

    Plain text, not HTML. Sources with the same number of quotes are named together.
    """
    said = [_read(study)]
    if len(study.quotes):
        said += [_speaks(study), _named(study), *_tone(study)]
        nobody = int(study.quotes["source_id"].isna().sum())
        if nobody:
            said.append(f"For {text.plural(nobody, 'quote')} the text gives no source.")
        said += _claims(study)
    said += _corrected(study)
    if len(study.exclusions):
        n = len(study.exclusions)
        said.append(f"{text.plural(n, 'file')} {'was' if n == 1 else 'were'} left out; the reasons are given below.")
    return said


def _read(study: Study) -> str:
    if not len(study.articles):
        return "No article could be read."
    words = int(study.articles["n_words"].sum())
    where = f"{text.plural(len(study.articles), 'article')} of {text.plural(words, 'word')}"
    if len(study.articles) > 1:
        where = f"{text.plural(len(study.articles), 'article')} ({text.plural(words, 'word')})"
    n = len(study.quotes)
    if not n:
        return f"In {where}, no quotes were found."
    sources = text.plural(study.quotes["source_id"].nunique(), "source")
    return f"In {where}, {text.plural(n, 'quote')} from {sources} {'was' if n == 1 else 'were'} found."


def _speaks(study: Study) -> str:
    shares = facts.source_shares(study).query("n_quotes > 0")
    if not len(shares):
        return "None of them has a source."
    top = shares.iloc[0]
    leaders = shares[shares["n_quotes"] == top["n_quotes"]]
    level = text.percent(study.settings.reliability.level)
    each = "" if len(leaders) == 1 else " each"
    numbers = (
        f"{top['n_quotes']:,} of {text.plural(top['n'], 'quote')}{each} ({text.percent(top['share'])}, "
        f"{level} interval {text.percent_interval(top['low'], top['high'])})"
    )
    if len(leaders) == 1:
        after = shares[shares["n_quotes"] < top["n_quotes"]]
        follows = f", followed by {after.iloc[0]['name']} with {after.iloc[0]['n_quotes']:,}" if _clear(after) else ""
        return f"{top['name']} speaks most: {numbers}{follows}."
    if len(leaders) <= 3:
        named = ", ".join(leaders["name"][:-1]) + f" and {leaders['name'].iloc[-1]}"
        return f"{named} speak most: {numbers}."
    return f"No source stands out: {len(leaders)} have {numbers}."


def _claims(study: Study) -> list[str]:
    """What quotes say of each other: by name where there are few, else in numbers; nothing where there is nothing."""
    said = []
    contradicting = study.claims[study.claims["relation"] == "contradicts"]
    if len(contradicting) == 1:
        numbered = {row.quote_id: row for row in facts.rows(facts.numbered_quotes(study))}
        pair = contradicting.iloc[0]
        a, b = numbered[pair["quote_id_a"]], numbered[pair["quote_id_b"]]
        said.append(
            f"The model takes two quotes for a contradiction, no. {a.number} ({a.name}) and no. {b.number} ({b.name}), "
            f"with a probability of {text.percent(pair['probability'])}; which is right is not asked."
        )
    elif len(contradicting):
        said.append(
            f"The model takes {len(contradicting):,} pairs of quotes for contradictions; which are right is not asked."
        )
    independent = study.claims["independent"].to_numpy(dtype=bool)
    bearing_out = int(((study.claims["relation"] == "corroborates").to_numpy(dtype=bool) & independent).sum())
    if bearing_out:
        said.append(
            f"The model takes {text.plural(bearing_out, 'pair')} of quotes of different voices for saying the same."
        )
    if said:
        said.append("Of test pairs it is wrong in more than a quarter, so that each needs a look.")
    return said


def _corrected(study: Study) -> list[str]:
    """What a person has corrected, and how many corrections nothing came of; nothing where there are none."""
    rows = study.corrections
    applied = rows[rows["applied"].to_numpy(dtype=bool)]
    mended = set(applied.loc[applied["action"].isin(("rebound", "reattribute")), "quote_id"])
    deleted = int((applied["action"] == "delete").sum())
    confirmed = set(applied.loc[applied["action"] == "accept", "quote_id"]) - mended
    said = []
    done = [(len(mended), "corrected"), (deleted, "deleted"), (len(confirmed), "confirmed")]
    if any(n for n, _ in done):
        parts = [f"{text.plural(n, 'quote')} {'was' if n == 1 else 'were'} {what}" for n, what in done if n]
        said.append(f"By hand, {', '.join(parts[:-1])}{' and ' if parts[1:] else ''}{parts[-1]}.")
    lost = int((rows["reason"].fillna("superseded") != "superseded").sum())
    if lost:
        said.append(f"{text.plural(lost, 'correction')} could not be applied; the table of corrections says why.")
    return said


def _clear(after: pd.DataFrame) -> bool:
    """Whether one source alone comes next."""
    return len(after) > 0 and int((after["n_quotes"] == after["n_quotes"].iloc[0]).sum()) == 1


def _named(study: Study) -> str:
    shares = facts.corpus_shares(study)
    named, direct, second = shares["named"], shares["direct"], shares["second_hand"]
    said = (
        f"{named.part:,} of {text.plural(named.whole, 'quote')} come from a named source "
        f"({text.percent(named.value)}, interval {text.percent_interval(named.low, named.high)}); "
        f"{direct.part:,} {'stands' if direct.part == 1 else 'stand'} wholly in quotation marks ({_short(direct)})"
    )
    if second.part:
        verb = "reaches" if second.part == 1 else "reach"
        said += f", and {second.part:,} {verb} the reader through another source’s words ({_short(second)})"
    return said + "."


def _tone(study: Study) -> list[str]:
    """How many quotes the model takes for negative and positive; nothing where it judged none."""
    tones = study.quotes["tone"].dropna()
    if not len(tones):
        return []
    level = study.settings.reliability.level
    negative, positive = (
        facts.share(int((tones == tone).sum()), len(tones), level) for tone in ("negative", "positive")
    )
    return [
        f"The model takes the wording of {negative.part:,} of {text.plural(len(tones), 'quote')} for negative "
        f"({text.percent(negative.value)}, interval {text.percent_interval(negative.low, negative.high)}) and of "
        f"{positive.part:,} for positive ({_short(positive)}); it is wrong in about a quarter of sentences."
    ]


def _short(share: facts.Share) -> str:
    """`25%, 5–70%`: the share and its interval, within brackets that are there already."""
    return ", ".join(filter(None, (text.percent(share.value), text.percent_interval(share.low, share.high))))
