"""The only file that knows the order of the stages, and the Study object that holds all tables."""

from __future__ import annotations

import functools
import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack, overload

import pandas as pd
from tqdm import tqdm

from quotelens import certainty, claims, corpus, exchange, reliability, sentiment, sources, tables
from quotelens import corrections as correcting
from quotelens.attribution import attribute as attribute_article
from quotelens.attribution import attribute_together, groups
from quotelens.corpus.documents import ColumnNames, Columns
from quotelens.corrections import Correction, Outcome
from quotelens.encoder import Encoder, judgement_model, tone_model
from quotelens.errors import CorpusError, CorrectionError, QuotelensError
from quotelens.records import Article, Exclusion, Quote
from quotelens.settings import ALIASES, CORRECTIONS, GRADES, Settings, beside, find, from_dict
from quotelens.sources import Resolution
from quotelens.texts import Several, Texts
from quotelens.version import __version__


@functools.cache
def load_encoder(folder: Path | None = None, threads: int = 0) -> Encoder:
    """The encoder of a model folder (by default the shipped one), loaded once a process."""
    return Encoder(folder, threads=threads)


@overload
def attribute(  # type: ignore[overload-overlap]
    text: str, *, column: str = "text", model: str | Path | None = None, settings: Settings = Settings()
) -> list[Quote]: ...
@overload
def attribute(
    text: pd.Series, *, column: str = "text", model: str | Path | None = None, settings: Settings = Settings()
) -> pd.Series: ...
@overload
def attribute(
    text: pd.DataFrame, *, column: str = "text", model: str | Path | None = None, settings: Settings = Settings()
) -> pd.DataFrame: ...
@overload
def attribute(
    text: Iterable[str], *, column: str = "text", model: str | Path | None = None, settings: Settings = Settings()
) -> list[list[Quote]]: ...
def attribute(
    text: str | Several, *, column: str = "text", model: str | Path | None = None, settings: Settings = Settings()
) -> list[Quote] | list[list[Quote]] | pd.Series | pd.DataFrame:
    """The quotes of one text, in order, each with its source resolved; or those of several texts.

    Spans count characters of the text. `source_id` says who speaks ("jamal-zubia") within a text; for the sources'
    names, kinds and roles analyse the texts as a study: `analyse(pd.DataFrame({"text": texts})).sources`.

    Args:
        text: A text, several, a column of a frame, or a frame with a text a row, as `analyse` takes it.
        column: The frame's column that holds the texts.
        model: A model folder; by default the one that ships.
        settings: Those of attribution count, and for a frame those of the corpus.

    Returns:
        Of a text its quotes. Of several a list of these lists, in the order given, and of a column a column of them
        with its index; `doc_id` is then the text's number from 0, or its index label. Of a frame the `quotes` table
        (see `tables.QUOTES`) without tones and certainty, with the `quote_id`s that `analyse` gives; rows that
        `analyse` lists among its exclusions have no quotes there.

    Raises:
        TextError: something given is no text; names the row.
        TableError: the frame has no such column.
    """
    if isinstance(text, pd.DataFrame):
        articles = corpus.read(text, settings=settings.corpus, text=column).articles
        together = zip(articles, _quotes_of(articles, model, settings), strict=True)
        return _together((tables.of_quotes(article, quotes) for article, quotes in together), tables.QUOTES)
    given = Texts.of(text)
    if given.single:
        return _quotes_of([Article.from_text(given.each[0])], model, settings)[0]
    ids = map(str, given.index)
    found = _quotes_of([Article.from_text(*both) for both in zip(given.each, ids, strict=True)], model, settings)
    return pd.Series(found, index=given.index, name="quotes", dtype="object") if isinstance(text, pd.Series) else found


def _quotes_of(articles: Sequence[Article], model: str | Path | None, settings: Settings) -> list[list[Quote]]:
    encoder = load_encoder(None if model is None else Path(model))
    return [
        sources.examine(article, quotes).quotes
        for group in groups(articles, lambda article: len(article.text))
        for article, quotes in zip(group, attribute_together(group, encoder, settings.attribution), strict=True)
    ]


def attribute_resolved(
    article: Article, *, model: str | Path | None = None, settings: Settings = Settings(), threads: int = 0
) -> Resolution:
    """One article's quotes with their sources, and the article's sources: a pure function of the article."""
    encoder = load_encoder(None if model is None else Path(model), threads)
    return sources.examine(article, attribute_article(article, encoder, settings.attribution))


@dataclass(frozen=True, slots=True)
class Reading:
    """One article read: its quotes, sources and their grounds, and what became of the corrections of it."""

    resolution: Resolution
    outcomes: tuple[Outcome, ...] = ()


def read(
    articles: Iterable[Article],
    *,
    model: str | Path | None = None,
    settings: Settings = Settings(),
    corrections: Mapping[str, Sequence[Correction]] | None = None,
    workers: int = 1,
) -> Iterator[tuple[Article, Reading | Exclusion]]:
    """Attribute, correct and resolve articles, in order; one that fails is an exclusion with the real error.

    Args:
        articles: What to read. They are taken as they are needed, some 100,000 characters ahead (for each of several
            workers twice that), so that a corpus larger than memory will do.
        model: A model folder; by default the one that ships.
        settings: The study's settings.
        corrections: By doc_id, a person's corrections of the article's quotes (`corrections.by_article`); looked up
            after the article is taken.
        workers: Processes. 1 reads in this process, with a thread for every processor.
    """
    job = functools.partial(_read_group, model=model, settings=settings, threads=0 if workers == 1 else 1)
    known = {} if corrections is None else corrections
    together = (
        (group, {article.doc_id: known[article.doc_id] for article in group if article.doc_id in known})
        for group in groups(articles, lambda article: len(article.text))
    )
    total = len(articles) if isinstance(articles, Sequence) else None
    with tqdm(total=total, desc="reading", unit="article", disable=None, leave=False) as bar:
        if workers == 1:
            yield from _answers(((group, job(group, own)) for group, own in together), bar)
        else:
            # a fork would inherit onnxruntime's threads in mid-air; spawning is the same on every platform
            with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
                yield from _answers(_in_pool(pool, job, together, 2 * workers), bar)


def _in_pool(
    pool: Executor,
    job: Callable[..., list[Reading | Exclusion]],
    together: Iterable[tuple[list[Article], Mapping[str, Sequence[Correction]]]],
    ahead: int,
) -> Iterator[tuple[list[Article], list[Reading | Exclusion]]]:
    """The groups with their answers, in order, of which no more than `ahead` are under way."""
    under_way: deque[tuple[list[Article], Future[list[Reading | Exclusion]]]] = deque()
    try:
        for group, own in together:
            under_way.append((group, pool.submit(job, group, own)))
            if len(under_way) == ahead:
                first, answer = under_way.popleft()
                yield first, answer.result()
        while under_way:
            first, answer = under_way.popleft()
            yield first, answer.result()
    finally:
        for _, answer in under_way:  # whoever stops listening, or an error, leaves the rest unread
            answer.cancel()


def _answers(
    answered: Iterable[tuple[list[Article], list[Reading | Exclusion]]], bar: tqdm[Any]
) -> Iterator[tuple[Article, Reading | Exclusion]]:
    for group, found in answered:
        for article, answer in zip(group, found, strict=True):
            yield article, answer
            bar.update()


def _read_group(
    articles: list[Article],
    corrections: Mapping[str, Sequence[Correction]],
    *,
    model: str | Path | None,
    settings: Settings,
    threads: int,
) -> list[Reading | Exclusion]:
    """Articles read together; where that fails, one by one, to learn which of them it was."""
    encoder = load_encoder(None if model is None else Path(model), threads)
    try:
        found: Sequence[list[Quote] | None] = attribute_together(articles, encoder, settings.attribution)
    except QuotelensError:
        raise  # a broken model or setting would fail on every article
    except Exception:
        found = [None] * len(articles)
    return [
        _read_one(article, quotes, corrections.get(article.doc_id, ()), encoder, settings)
        for article, quotes in zip(articles, found, strict=True)
    ]


def _read_one(
    article: Article,
    quotes: list[Quote] | None,
    corrections: Sequence[Correction],
    encoder: Encoder,
    settings: Settings,
) -> Reading | Exclusion:
    try:
        if quotes is None:
            [quotes] = attribute_together([article], encoder, settings.attribution)
        if not corrections:
            return Reading(sources.examine(article, quotes))
        corrected = correcting.apply(article, quotes, corrections)
        return Reading(sources.examine(article, corrected.quotes, corrected.told), corrected.outcomes)
    except QuotelensError:
        raise
    except Exception as error:
        # one bad article never costs another; the table says which, and what went wrong
        return Exclusion(article.path, article.doc_id, "failed", f"{type(error).__name__}: {error}")


@dataclass(frozen=True)
class Study:
    """A corpus read, named, scored and weighed: one frame a table (schemas in `quotelens.tables`).

    `provenance` says what produced it: the package's version, name and SHA-256 of the models and, where there is one,
    of the file of corrections, and by which of its columns each table was read.
    """

    articles: pd.DataFrame
    exclusions: pd.DataFrame
    quotes: pd.DataFrame
    sources: pd.DataFrame
    reliability: pd.DataFrame
    targets: pd.DataFrame = field(default_factory=tables.TARGETS.empty)
    mentions: pd.DataFrame = field(default_factory=tables.MENTIONS.empty)
    names: pd.DataFrame = field(default_factory=tables.NAMES.empty)
    merges: pd.DataFrame = field(default_factory=tables.MERGES.empty)
    claims: pd.DataFrame = field(default_factory=tables.CLAIMS.empty)
    silent: pd.DataFrame = field(default_factory=tables.SILENT.empty)
    corroboration: pd.DataFrame = field(default_factory=tables.CORROBORATION.empty)
    grades: pd.DataFrame = field(default_factory=tables.GRADES.empty)
    corrections: pd.DataFrame = field(default_factory=tables.CORRECTIONS.empty)
    settings: Settings = field(default_factory=Settings)
    provenance: dict[str, Any] = field(default_factory=dict)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """All tables by name, in the order of `tables.TABLES`."""
        return {name: getattr(self, name) for name in tables.TABLES}

    def save(self, folder: str | Path, formats: Sequence[str] = ("parquet",)) -> list[Path]:
        """Write every table and a `datapackage.json` to a folder; `open_study` reads it back (format parquet)."""
        origin = {"settings": self.settings.as_dict(), "provenance": self.provenance}
        return tables.write(self.frames, folder, formats, quotelens=origin)

    def export(self, folder: str | Path, formats: Sequence[str] = ("jsonl",)) -> list[Path]:
        """Write the articles with their quotes for other tools: `exchange.write`, any of `exchange.FORMATS`."""
        return exchange.write(self, folder, formats)

    def report(
        self, folder: str | Path, formats: Sequence[str] = ("html",), *, notebooks_in: str | Path | None = None
    ) -> Path:
        """Run the notebooks on this study and write the report to a folder; returns the page's path.

        Args:
            folder: Made if missing.
            formats: Any of html, pdf, docx and md.
            notebooks_in: A folder of numbered notebooks, as the `notebooks/` of a study of one's own; by default those
                that came with the package.

        Raises:
            MissingExtraError: the packages that run notebooks (extra `lab`), or those that make documents (extra
                `export`), are absent.
            ReportError: a notebook failed; names it and the cell.
            SettingsError: the settings name a notebook or a parameter that there isn't; suggests the nearest.
        """
        from quotelens import report  # only a report needs the notebooks' machinery

        return report.render(self, folder, formats=formats, notebooks_in=notebooks_in)


def analyse(
    source: str | Path | pd.DataFrame,
    *,
    model: str | Path | None = None,
    settings: Settings | None = None,
    aliases: str | Path | None = None,
    grades: str | Path | None = None,
    corrections: str | Path | None = None,
    judge: str | Path | None = None,
    workers: int = 1,
    any_language: bool = False,
    **columns: Unpack[ColumnNames],
) -> Study:
    """Read articles and answer who speaks, in what tone, and how far the sources can be relied on.

    Args:
        source: A file, a folder, a glob, or a DataFrame with one article a row (see `corpus.read`).
        model: A model folder; by default the one that ships.
        settings: By default those of the `study.toml` beside or above `source`, or the defaults.
        aliases: The study's own word on who is who (see `sources.read_aliases`); by default the `aliases.csv` beside
            or above `source`, if there is one.
        grades: The study's own grades of its sources (see `reliability.read_overrules`); by default the `grades.csv`
            beside or above `source`, if there is one.
        corrections: A person's corrections of quotes (see `corrections`); by default the `corrections.jsonl` beside or
            above `source`, if there is one. They are applied before sources are named, so that everything else follows
            from the corrected quotes; table `corrections` says what became of each.
        judge: A model of certainty and relation, as `quotelens train judgement` makes it; by default the one that
            ships.
        workers: Processes to read with.
        columns: Names of a table's columns, where they are none of the usual ones: `text="body"`, `title`, `date`,
            `outlet`, `author`, `url`, `id`. They go before those of the settings; `.provenance["columns"]` says which
            columns were used.

    Raises:
        CorpusError: `source` as a whole cannot be read. Single bad articles become rows of `.exclusions`.
        AliasError: the aliases cannot be read; names the line.
        GradeError: the grades cannot be read, or mean no source; names the line.
        CorrectionError: the corrections cannot be read; names the line.
        TableError: the table that `source` is has no such column; names those there are.
    """
    Columns.named(**columns)  # refuses a name that is none, before anything is read
    if aliases is None and not isinstance(source, pd.DataFrame):
        aliases = beside(source, ALIASES)
    own_word = () if aliases is None else sources.read_aliases(aliases)
    if grades is None and not isinstance(source, pd.DataFrame):
        grades = beside(source, GRADES)
    own_grades = () if grades is None else reliability.read_overrules(grades)
    if corrections is None and not isinstance(source, pd.DataFrame):
        corrections = beside(source, CORRECTIONS)
    corrected = () if corrections is None else correcting.read(corrections)
    if settings is None:
        settings = Settings() if isinstance(source, pd.DataFrame) else find(source)
    settings = settings.reading(any_language=any_language)
    found = corpus.read(source, settings=settings.corpus, **columns)
    exclusions = list(found.exclusions)
    articles, frames, mentions, names, found_sources = [], [], [], [], []
    elsewhere: set[tuple[str, str]] = set()
    by_article, outcomes = correcting.by_article(found.articles, corrected)
    reading = read(found.articles, model=model, settings=settings, corrections=by_article, workers=workers)
    for article, answer in reading:
        if isinstance(answer, Exclusion):
            exclusions.append(answer)
            continue
        articles.append(article)
        resolution = answer.resolution
        frames.append(tables.of_quotes(article, resolution.quotes))
        mentions.append(tables.of_mentions(article, resolution.mentions))
        names.append(tables.of_names(article, resolution.named))
        found_sources.append(resolution.sources)
        elsewhere |= {(article.doc_id, source_id) for source_id in resolution.elsewhere}
        outcomes += answer.outcomes
    linked = sources.link(found_sources, own_word, elsewhere)
    article_frame = tables.of_articles(articles)
    name_frame = _known(_together(names, tables.NAMES), linked)
    quotes = _linked(_together(frames, tables.QUOTES), linked.ids)
    quotes = sentiment.score(quotes, terms=settings.sentiment.terms, stances=settings.sentiment.cues)
    judging = judgement_model() if judge is None else load_encoder(Path(judge))
    quotes = certainty.of_quotes(quotes, article_frame, encoder=judging)
    source_frame = tables.of_sources(linked.sources, quotes)
    models = {
        "model": load_encoder(None if model is None else Path(model)),
        "tone_model": tone_model(),
        "judge": judging,
    }
    return Study(
        articles=article_frame,
        exclusions=tables.of_exclusions(exclusions),
        quotes=quotes,
        sources=source_frame,
        targets=sentiment.of_targets(quotes, name_frame, article_frame),
        mentions=_linked(_together(mentions, tables.MENTIONS), linked.ids),
        names=name_frame,
        merges=tables.of_merges(linked.merges),
        corrections=correcting.table(corrected, outcomes),
        settings=settings,
        provenance={
            "quotelens": __version__,
            **{part: {"name": used.card["name"], "sha256": used.sha256} for part, used in models.items()},
            **({} if corrections is None else {"corrections": correcting.fingerprint(corrections)}),
            **_origin_of_columns(found.columns),
        },
        **_weighed(quotes, source_frame, article_frame, name_frame, settings, own_grades, judging),
    )


def _origin_of_columns(used: Mapping[str | None, Columns]) -> dict[str, Any]:
    """By which columns tables were read, for a study's provenance; a DataFrame's `path` is `None`."""
    found = [{"path": path, "columns": columns.names()} for path, columns in used.items()]
    return {"columns": found} if found else {}


def _weighed(
    quotes: pd.DataFrame,
    source_frame: pd.DataFrame,
    articles: pd.DataFrame,
    names: pd.DataFrame,
    settings: Settings,
    overrules: Sequence[reliability.Overrule],
    judging: Encoder,
) -> dict[str, pd.DataFrame]:
    """The tables of what quotes say of each other and of how far sources can be relied on."""
    level = settings.reliability.level
    silent = reliability.silent(names, quotes, source_frame)
    compared = claims.compare(
        quotes,
        articles,
        source_frame,
        judge=lambda a, b: claims.relate(a, b, encoder=judging),
        evidence=claims.evidence,
        vectors=claims.vectors(quotes, encoder=judging) if judging.has_words else None,
        settings=settings.claims,
    )
    voices = claims.voices(quotes, articles, source_frame, settings=settings.claims)
    counts = reliability.counts_by_source(claims.groups(compared, quotes, voices), quotes)
    corroboration = reliability.corroboration(counts, level=level)
    return {
        "claims": compared,
        "reliability": reliability.estimate(quotes, source_frame, articles=articles, claims=counts, level=level),
        "silent": silent,
        "corroboration": corroboration,
        "grades": reliability.grades(source_frame, corroboration, overrules=overrules),
    }


def _together(frames: Iterable[pd.DataFrame], table: tables.Table) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else table.empty()


def _linked(frame: pd.DataFrame, ids: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """The frame with each source_id, which holds within its article, replaced by the corpus's."""
    pairs = zip(frame["doc_id"], frame["source_id"], strict=True)
    linked = [None if pd.isna(source_id) else ids[doc_id, source_id] for doc_id, source_id in pairs]
    return frame.assign(source_id=pd.array(linked, dtype="string"))


def _known(names: pd.DataFrame, linked: sources.Linked) -> pd.DataFrame:
    """The names with the source that goes by each: the article's own, else whoever has the same id in the corpus."""
    anywhere = {source.source_id for source in linked.sources}
    found = [
        linked.ids.get((doc_id, name_id), name_id if name_id in anywhere else None)
        for doc_id, name_id in zip(names["doc_id"], names["name_id"], strict=True)
    ]
    return names.assign(source_id=pd.array(found, dtype="string"))


def open_study(source: str | Path | pd.DataFrame, **options: Any) -> Study:
    """A study from wherever it is: a folder that `Study.save` wrote is loaded, anything else is analysed.

    Args:
        source: A saved study's folder, or what `analyse` takes.
        options: Passed on to `analyse`.

    Raises:
        TableError: a saved study's tables do not keep their schemas.
        CorrectionError: corrections are given for a saved study, whose quotes are what they are.
    """
    if not isinstance(source, pd.DataFrame):
        origin = _saved_origin(Path(source))
        if origin is not None:
            if options.get("corrections") is not None:
                raise CorrectionError(f"{source} is a saved study: give the corrections with the articles themselves")
            frames = tables.read(source)
            return Study(**frames, settings=from_dict(origin["settings"]), provenance=origin["provenance"])
    return analyse(source, **options)


def _saved_origin(folder: Path) -> dict[str, Any] | None:
    """What `Study.save` noted in the folder's data package; `None` where no study was saved."""
    path = folder / "datapackage.json"
    if not path.is_file():
        return None
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CorpusError(f"{path}: not valid JSON: {error}; mend it or move it out of the folder") from error
    origin = package.get("quotelens") if isinstance(package, dict) else None
    return origin if isinstance(origin, dict) else None
