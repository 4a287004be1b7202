"""A report on many articles: a page for each, a page of all sources, and what the index says of both.

Links go every way: from the index to an article, from an article to its sources, its neighbours and the quotes that
its own quotes corroborate or contradict, from a source to every article in which it speaks. Pages are named after the
articles' `doc_id`, which never becomes a path as it is.
"""

from __future__ import annotations

import calendar
import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd
from anyascii import anyascii
from markupsafe import Markup
from tqdm import tqdm

from quotelens import sentiment
from quotelens.report import cards, facts, templates, text
from quotelens.report.annotated import UNSURE, reader
from quotelens.report.facts import Share

if TYPE_CHECKING:
    from quotelens.study import Study

FOLDER = "articles"
SOURCES = "sources.html"
PAIRS = 30  # compared quotes shown of an article
SAID = 300  # characters of a quote shown in a table
_SLUG = 60  # characters of a file's name before its hash
_DIGITS = 10  # of the SHA-256 of a doc_id, in a name that is not the doc_id itself
# what Windows takes for a device, whatever its ending
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(10))}
_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)")
_SHARES = {"From named sources": "named_share", "In direct quotes": "direct_share", "Second-hand": "second_hand_share"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source of the corpus, or of one article.

    Attributes:
        number: Its place among all sources, the most quoted first, from 0; its anchor on the page of sources.
        share: Its part of all quotes, of the corpus or of the article.
        tone: The mean of the model's tone with its interval, in words; of an article's sources.
        articles: Where it speaks: the article's place in the corpus and how often, in the order of the corpus.
    """

    number: int
    name: str
    kind: str
    affiliation: str
    role: str
    share: Share
    tone: str
    articles: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the index and its own page name it.

    Attributes:
        row: Its place in the corpus, from 0.
        file: The name of its page.
        begins, ends: The first and the last day that its date may mean, in ISO 8601; empty where it gives none.
        url: Where it was published, if that is an address on the web; else empty.
        sources: Numbers of the sources that speak in it.
        shares: Indicators of its quotes, in words: label, share with interval.
    """

    row: int
    doc_id: str
    file: str
    title: str
    outlet: str
    author: str
    published: str
    begins: str
    ends: str
    url: str
    n_words: int
    n_quotes: int
    n_sources: int
    sources: tuple[int, ...]
    shares: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All that the pages of a report on many articles have in common."""

    entries: tuple[Entry, ...]
    speakers: tuple[Speaker, ...]
    level: str
    pages: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def outlets(self) -> list[tuple[str, int]]:
        """Each outlet and its number of articles, by name."""
        return _counted(entry.outlet for entry in self.entries if entry.outlet)

    @property
    def affiliations(self) -> list[str]:
        """Whom sources speak for, by name."""
        return sorted({speaker.affiliation for speaker in self.speakers})

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day of the articles' dates; empty where none has one."""
        begins, ends = (
            [entry.begins for entry in self.entries if entry.begins],
            [e.ends for e in self.entries if e.ends],
        )
        return min(begins, default=""), max(ends, default="")

    @property
    def undated(self) -> int:
        """Number of articles whose date is not known, or not in ISO 8601."""
        return sum(not entry.begins for entry in self.entries)


def index(study: Study) -> Index:
    """The articles and sources of a study, and the pages of both (`pages`: path beside the index -> HTML)."""
    spoken = _spoken(study)
    speakers = _speakers(study, spoken)
    entries = _entries(study, spoken, {source_id: k for k, source_id in enumerate(_ranked(study)["source_id"])})
    found = Index(entries, speakers, text.percent(study.settings.reliability.level))
    found.pages[SOURCES] = templates.render("sources.html.j2", title="Sources", index=found, folder=FOLDER)
    found.pages.update(_pages(study, found))
    return found


def file_names(doc_ids: Iterable[str]) -> list[str]:
    """A file name for each `doc_id`, without ending: small ASCII letters, digits, `-` and `_`, and no two the same.

    A `doc_id` that is such a name stays as it is, whatever else the corpus holds; any other is spelt in such letters,
    cut, and told apart by digits of its SHA-256.
    """
    doc_ids = list(doc_ids)
    slugs = {doc_id: re.sub(r"[^a-z0-9_]+", "-", anyascii(doc_id).lower()).strip("-") for doc_id in doc_ids}
    taken = {doc_id for doc_id in doc_ids if slugs[doc_id] == doc_id and _is_plain(doc_id)}
    names = []
    for doc_id in doc_ids:
        name = doc_id
        if doc_id not in taken:
            digest, digits = hashlib.sha256(doc_id.encode("utf-8", "surrogatepass")).hexdigest(), _DIGITS
            stem = slugs[doc_id][:_SLUG].strip("-") or "article"
            while (name := f"{stem}-{digest[:digits]}") in taken:
                digits += 1
            taken.add(name)
        names.append(name)
    return names


def _is_plain(doc_id: str) -> bool:
    return 0 < len(doc_id) <= _SLUG and doc_id not in _DEVICES


def days(published: Any) -> tuple[str, str]:
    """The first and the last day that a date in ISO 8601 may mean ("2021-03": all of March); empty for any other."""
    found = None if pd.isna(published) else _DATE.match(str(published))
    if not found:
        return "", ""
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        begins = datetime.date(year or 0, month or 1, day or 1)
        last = day or calendar.monthrange(begins.year, month or 12)[1]
        return begins.isoformat(), datetime.date(begins.year, month or 12, last).isoformat()
    except ValueError:  # a 13th month, a 31st of February
        return "", ""


def web_address(url: Any) -> str:
    """The address if it is one that a reader may follow (http or https, with a host), else nothing."""
    if pd.isna(url):
        return ""
    address = str(url).strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    safe = parts.scheme in ("http", "https") and host and not re.search(r"[\x00-\x20\x7f]", address)
    return address if safe else ""


def _spoken(study: Study) -> pd.DataFrame:
    """Who speaks where: `source_id`, `doc_id`, `quote_id`; a quote of several who speak together has a row for each."""
    columns = ["source_id", "doc_id", "quote_id"]
    both = pd.concat([study.quotes[columns], study.mentions[columns]], ignore_index=True)
    return both.dropna().drop_duplicates(["source_id", "quote_id"])


def _ranked(study: Study) -> pd.DataFrame:
    return facts.ranked_sources(study).query("n_quotes > 0").reset_index(drop=True)


def _speakers(study: Study, spoken: pd.DataFrame) -> tuple[Speaker, ...]:
    row = {doc_id: k for k, doc_id in enumerate(study.articles["doc_id"])}
    where: dict[str, list[tuple[int, int]]] = {}
    for own in facts.rows(spoken.groupby(["source_id", "doc_id"]).size().reset_index(name="n")):
        where.setdefault(own.source_id, []).append((row[own.doc_id], int(own.n)))
    shares = {own.source_id: own for own in facts.rows(facts.source_shares(study))}
    found = []
    for k, source in enumerate(facts.rows(_ranked(study))):
        own = shares[source.source_id]
        share = Share(int(source.n_quotes), len(study.quotes), own.share, own.low, own.high)
        found.append(_speaker(source, k, share, "", tuple(sorted(where.get(source.source_id, [])))))
    return tuple(found)


def _speaker(source: Any, number: int, share: Share, tone: str, articles: tuple[tuple[int, int], ...]) -> Speaker:
    affiliation = source.affiliation.replace("_", " ")
    role = text.shorten(text.plain(source.role), 120)
    return Speaker(number, text.visible(source.name), source.kind, affiliation, role, share, tone, articles)


def _entries(study: Study, spoken: pd.DataFrame, numbers: Mapping[str, int]) -> tuple[Entry, ...]:
    titles = facts.titles(study)
    n_quotes = study.quotes.groupby("doc_id").size()
    n_sources = study.quotes.groupby("doc_id")["source_id"].nunique()
    speak = {doc_id: own.map(numbers).dropna().unique() for doc_id, own in spoken.groupby("doc_id")["source_id"]}
    shares = {
        label: {row.id: row for row in facts.rows(facts.indicator(study, name, "article").reset_index())}
        for label, name in _SHARES.items()
    }
    entries = []
    names = file_names(study.articles["doc_id"])
    for row, (article, name) in enumerate(zip(facts.rows(study.articles), names, strict=True)):
        begins, ends = days(article.published)
        entries.append(
            Entry(
                row=row,
                doc_id=article.doc_id,
                file=f"{name}.html",
                title=text.shorten(titles[article.doc_id], 160),
                **{
                    part: "" if pd.isna(value := getattr(article, part)) else text.visible(value.strip())
                    for part in ("outlet", "author", "published")
                },
                begins=begins,
                ends=ends,
                url=web_address(article.url),
                n_words=int(article.n_words),
                n_quotes=int(n_quotes.get(article.doc_id, 0)),
                n_sources=int(n_sources.get(article.doc_id, 0)),
                sources=tuple(sorted(int(number) for number in speak.get(article.doc_id, ()))),
                shares=tuple((label, _share(values, article.doc_id)) for label, values in shares.items()),
            )
        )
    return tuple(entries)


def _share(values: dict[str, Any], doc_id: str) -> str:
    if doc_id not in values:
        return text.NOTHING
    row = values[doc_id]
    return text.with_interval(text.percent(row.value), text.percent_interval(row.low, row.high))


# --- a page an article -----------------------------------------------------------------------------------------------


def _pages(study: Study, found: Index) -> dict[str, str]:
    level = study.settings.reliability.level
    quotes = facts.numbered_quotes(study)
    by_article = dict(list(quotes.groupby("doc_id", sort=False)))
    place = {doc_id: row for row, doc_id in enumerate(study.articles["doc_id"])}
    number = {source_id: k for k, source_id in enumerate(_ranked(study)["source_id"])}
    sources = {source.source_id: source for source in facts.rows(study.sources)}
    tones = _tones(quotes, level)
    pairs = _pairs(study, quotes)
    links = cards.links(study)
    pages = {}
    for entry in tqdm(found.entries, desc="pages", unit="page", disable=None, leave=False):
        own = facts.rows(by_article.get(entry.doc_id, quotes.head(0)))
        spoken: dict[str, list[Any]] = {}
        for quote in own:
            if not pd.isna(quote.source_id):
                spoken.setdefault(quote.source_id, []).append(quote)
        speakers = [
            _speaker(
                sources[source_id],
                number[source_id],
                facts.share(len(said), len(own), level),
                tones.get((entry.doc_id, source_id), text.NOTHING),
                tuple(at for at in found.speakers[number[source_id]].articles if at[0] != entry.row),
            )
            for source_id, said in spoken.items()
        ]
        speakers.sort(key=lambda speaker: -speaker.share.part)  # stable: then by first quote
        pages[f"{FOLDER}/{entry.file}"] = templates.render(
            "article.html.j2",
            title=entry.title,
            entry=entry,
            before=found.entries[entry.row - 1] if entry.row else None,
            after=found.entries[entry.row + 1] if entry.row + 1 < len(found.entries) else None,
            n=len(found.entries),
            sentences=_sentences(own, speakers, found.level),
            speakers=speakers,
            reader=Markup(reader(study, entry.doc_id, links).html),
            quotes=[_quote(quote) for quote in own],
            pairs=[_pair(pair, entry.doc_id, found, place) for pair in pairs.get(entry.doc_id, ())[:PAIRS]],
            n_pairs=len(pairs.get(entry.doc_id, ())),
            compared="judge" in study.provenance or len(study.claims) > 0,
            level=found.level,
            sources_page=f"../{SOURCES}",
        )
    return pages


def _sentences(own: Sequence[Any], speakers: Sequence[Speaker], level: str) -> list[str]:
    if not own:
        return ["No quotes were found in this article."]
    n = len(own)
    said = [
        f"{text.plural(n, 'quote')} from {text.plural(len(speakers), 'source')} {'was' if n == 1 else 'were'} found."
    ]
    if speakers:
        most = speakers[0].share.part
        leaders = [speaker for speaker in speakers if speaker.share.part == most]
        share = leaders[0].share
        numbers = (
            f"{share.part:,} of {text.plural(n, 'quote')} ({text.percent(share.value)}, "
            f"{level} interval {text.percent_interval(share.low, share.high)})"
        )
        if len(leaders) == 1:
            said.append(f"{leaders[0].name} speaks most: {numbers}.")
        elif len(leaders) <= 3:
            names = ", ".join(speaker.name for speaker in leaders[:-1])
            said.append(f"{names} and {leaders[-1].name} speak most: {numbers} each.")
    nobody = sum(pd.isna(quote.source_id) for quote in own)
    if nobody:
        said.append(f"For {text.plural(nobody, 'quote')} the text gives no source.")
    return said


def _tones(quotes: pd.DataFrame, level: float) -> dict[tuple[str, str], str]:
    """The mean of the model's tone of each source's quotes in each article, with its interval, in words."""
    known = quotes.dropna(subset=["source_id"])
    keys = list(zip(known["doc_id"], known["source_id"], strict=True))
    codes = {key: f"{k}" for k, key in enumerate(dict.fromkeys(keys))}
    grouped = known.assign(group=pd.array([codes[key] for key in keys], dtype="string"))
    means = sentiment.summarise(grouped, "group", level, measures=["tone_score"])
    of_group = {row.group: row for row in facts.rows(means)}
    return {
        key: text.with_interval(text.tone(row.mean), text.tone_interval(row.low, row.high))
        for key, row in ((key, of_group[code]) for key, code in codes.items())
    }


def _quote(quote: Any) -> dict[str, Any]:
    return {
        "number": quote.number,
        "name": text.visible(quote.name),
        "said": text.shorten(quote.content, SAID),
        "type": quote.type if not quote.level else f"{quote.type}, inside another",
        "tone": text.NOTHING if pd.isna(quote.tone) else f"{quote.tone} ({text.tone(quote.tone_score)})",
        "check": "unsure" if quote.confidence < UNSURE else "",
    }


def _pairs(study: Study, quotes: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The compared quotes of each article, contradictions first, then the most probable."""
    if not len(study.claims):
        return {}
    by_id = {quote.quote_id: quote for quote in facts.rows(quotes)}
    ordered = study.claims.sort_values(["relation", "probability"], ascending=[False, False], kind="stable")
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in facts.rows(ordered):
        a, b = by_id[claim.quote_id_a], by_id[claim.quote_id_b]
        for one, other in ((a, b), (b, a)):
            if one is b and a.doc_id == b.doc_id:
                continue
            found.setdefault(one.doc_id, []).append({"claim": claim, "own": one, "other": other})
    return found


def _pair(pair: Mapping[str, Any], doc_id: str, found: Index, place: Mapping[str, int]) -> dict[str, Any]:
    claim, own, other = pair["claim"], pair["own"], pair["other"]
    elsewhere = other.doc_id != doc_id
    page = found.entries[place[other.doc_id]]
    return {
        "own": _quote(own),
        "other": _quote(other),
        "title": page.title if elsewhere else "",
        "href": f"{page.file if elsewhere else ''}#q-{other.number}",
        "relation": claim.relation,
        "probability": text.percent(claim.probability),
        "voices": "two voices" if claim.independent else "one voice",
    }


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: (item[0].casefold(), item[0]))
