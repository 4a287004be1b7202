"""The command line: parse, call study, report, evaluation or training, print.

Results go to standard output or the named folder, messages to standard error. Exit codes: 0 done; 1 done, but some
articles were excluded and `--strict` was given, a report under `--check` differs, or a score is below its floor
under `--gate`; 2 usage, or input that cannot be read.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from quotelens.errors import MissingExtraError, QuotelensError
from quotelens.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from quotelens.records import Article, Exclusion, Quote
    from quotelens.study import Study

app = typer.Typer(
    name="quotelens",
    help="Who is speaking in news articles, in what tone, and how far the sources can be relied on.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
train_app = typer.Typer(help="Train a model of one's own (extra `train`).", no_args_is_help=True)
app.add_typer(train_app, name="train")


class Task(StrEnum):
    """What `evaluate` can measure."""

    attribution = "attribution"
    sources = "sources"
    tone = "tone"
    certainty = "certainty"
    claims = "claims"
    truth = "truth"
    record = "record"


class Levels(StrEnum):
    """Which attributions `evaluate` counts."""

    flat = "flat"
    outer = "outer"
    nested = "nested"
    all = "all"


PathArgument = Annotated[str, typer.Argument(metavar="PATH", help="A file, a folder, a glob, or - for standard input.")]
OutOption = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the results; made if missing.")]
ModelOption = Annotated[
    Path | None, typer.Option("--model", metavar="DIR", help="A model folder; by default the one that ships.")
]
CorrectionsOption = Annotated[
    Path | None,
    typer.Option(
        "--corrections",
        metavar="FILE",
        help="Corrections of quotes; by default the corrections.jsonl of the study, if there is one.",
    ),
]
ColumnsOption = Mapping[str, str]  # seven options; see `_with_columns`
AnyLanguageOption = Annotated[
    bool, typer.Option("--any-language", help="Also read articles that are plainly not in English.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with 1 if any article was excluded.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, metavar="N", help="Processes to read articles with.")]


# what a table's columns hold, by the option that names the column
COLUMNS = {
    "text": "texts",
    "title": "headlines",
    "date": "dates of publication",
    "outlet": "publishers",
    "author": "authors",
    "url": "addresses",
    "id": "ids",
}


def _with_columns(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose `columns` are seven options, `--text` to `--id`; it gets those that were given, by name."""

    @functools.wraps(command)
    def with_options(**given: Any) -> None:
        named = {name: column for name in COLUMNS if (column := given.pop(name))}
        command(**given, columns=named)

    signature = inspect.signature(command, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "columns"]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_column_option(name, holds))
        for name, holds in COLUMNS.items()
    ]
    with_options.__signature__ = signature.replace(parameters=[*own, *options])  # type: ignore[attr-defined]
    with_options.__annotations__ = {}  # typer would read those of the command
    return with_options


def _column_option(name: str, holds: str) -> Any:
    rest = "where a table's goes by no usual name" if name == "text" else "likewise"
    option = typer.Option(f"--{name}", metavar="COLUMN", help=f"The column of {holds}, {rest}.", show_default=False)
    return Annotated[str | None, option]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quotelens {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of every command."""


@app.command()
@_with_columns
def report(
    path: PathArgument,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Folder for the report; made if missing.")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="DIR", help="Write nothing; say what DIR says otherwise than a new report would."
        ),
    ] = None,
    format: Annotated[
        str, typer.Option(metavar="F[,F]", help="html, pdf, docx or md; all but html need the extra `export`.")
    ] = "html",
    model: ModelOption = None,
    corrections: CorrectionsOption = None,
    workers: WorkersOption = 1,
    strict: StrictOption = False,
    any_language: AnyLanguageOption = False,
    columns: ColumnsOption = {},  # noqa: B006 (nobody changes it)
) -> None:
    """Run the notebooks on PATH and write report, tables and figures to DIR; or --check one that is there.

    A study's own notebooks, in notebooks/ beside its study.toml, go before those of the package.
    """
    from quotelens.report import FORMATS, need_extras, pinned
    from quotelens.study import open_study

    formats = _formats(format, FORMATS)
    if (out is None) == (check is None):
        raise typer.BadParameter("give either -o DIR, to write a report, or --check DIR, to compare one")
    need_extras(formats)  # before any article is read
    own = pinned.of_study(path)
    if own is not None and (remark := pinned.remark(own)):
        _say(remark)
    study = open_study(
        path, model=model, corrections=corrections, workers=workers, any_language=any_language, **columns
    )
    _say_of_columns(study.provenance.get("columns", ()))
    if out is not None:
        _say(f"wrote {study.report(out, formats, notebooks_in=own)}")
    else:
        _compare(check or Path(), study, formats, own)
    _say_of_corrections(study.corrections)
    _finish(len(study.exclusions), strict)


def _compare(old: Path, study: Study, formats: list[str], notebooks: Path | None) -> None:
    from quotelens.report import differences

    with tempfile.TemporaryDirectory() as scratch:
        study.report(Path(scratch) / "report", formats, notebooks_in=notebooks)
        found = differences(old, Path(scratch) / "report")
    for line in found:
        _say(line)
    if found:
        _say(f"{old} says something else than a new report would ({len(found)} differences)")
        raise typer.Exit(1)
    _say(f"{old} says what a new report would")


@app.command()
@_with_columns
def analyse(
    path: PathArgument,
    out: OutOption,
    format: Annotated[str, typer.Option(metavar="F[,F]", help="parquet, csv, jsonl or xlsx.")] = "parquet",
    model: ModelOption = None,
    corrections: CorrectionsOption = None,
    workers: WorkersOption = 1,
    strict: StrictOption = False,
    any_language: AnyLanguageOption = False,
    columns: ColumnsOption = {},  # noqa: B006 (nobody changes it)
) -> None:
    """Write all tables of PATH to DIR, with a datapackage.json that says what every column means."""
    from quotelens.study import open_study
    from quotelens.tables import FORMATS

    formats = _formats(format, FORMATS)
    study = open_study(
        path, model=model, corrections=corrections, workers=workers, any_language=any_language, **columns
    )
    _say_of_columns(study.provenance.get("columns", ()))
    for written in study.save(out, formats):
        _say(f"wrote {written}")
    _say_of_corrections(study.corrections)
    _finish(len(study.exclusions), strict)


@app.command()
@_with_columns
def extract(
    path: PathArgument,
    format: Annotated[
        str,
        typer.Option(
            metavar="F[,F]",
            help="jsonl, quotationtool, citron, labelstudio, conll, webannotation or tei; with -o several of them, and "
            "brat and graphml.",
        ),
    ] = "jsonl",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="Folder for the files; made if missing.")
    ] = None,
    model: ModelOption = None,
    corrections: CorrectionsOption = None,
    workers: WorkersOption = 1,
    strict: StrictOption = False,
    any_language: AnyLanguageOption = False,
    columns: ColumnsOption = {},  # noqa: B006 (nobody changes it)
) -> None:
    """Print the quotes of PATH, a JSON line an article; or write them to DIR in any formats that other tools read."""
    from quotelens import exchange
    from quotelens.study import open_study
    from quotelens.tables import to_exclusions

    formats = _formats(format, exchange.FORMATS)
    if out is not None:
        exchange.need_room(out)  # before any article is read
        study = open_study(
            path, model=model, corrections=corrections, workers=workers, any_language=any_language, **columns
        )
        _say_of_columns(study.provenance.get("columns", ()))
        written = study.export(out, formats)
        for place, n in Counter(out / path.relative_to(out).parts[0] for path in written).items():
            many = f" ({n:,} file{'s' * (n > 1)})" if place.is_dir() else ""
            _say(f"wrote {place}{many}")
        excluded, applied = to_exclusions(study.exclusions), study.corrections
    elif len(formats) > 1 or formats[0] not in exchange.PRINTABLE:
        raise typer.BadParameter("several formats, or a folder of files, need -o DIR", param_hint="--format")
    else:
        excluded, applied = _print_quotes(path, formats[0], model, corrections, workers, any_language, columns)
    for row in excluded:
        _say(f"left out {row.path or row.doc_id}: {row.reason}: {row.detail}")
    _say_of_corrections(applied)
    _finish(len(excluded), strict)


def _print_quotes(
    path: str,
    format: str,
    model: Path | None,
    corrections: Path | None,
    workers: int,
    any_language: bool,
    columns: ColumnsOption,
) -> tuple[list[Exclusion], pd.DataFrame]:
    """Print each article as soon as it is read; returns those that were left out, and what became of corrections."""
    from quotelens import corpus, exchange
    from quotelens import corrections as correcting
    from quotelens.corpus.documents import Columns
    from quotelens.exchange.annotated import Annotated as WithQuotes
    from quotelens.records import Exclusion
    from quotelens.settings import CORRECTIONS, beside, find
    from quotelens.study import read

    settings = find(path).reading(any_language=any_language)
    corrections = corrections or beside(path, CORRECTIONS)
    corrected = () if corrections is None else correcting.read(corrections)
    excluded: list[Exclusion] = []
    used: dict[str | None, Columns] = {}
    found = corpus.stream(path, settings=settings.corpus, columns=Columns.named(**columns), told=used.__setitem__)
    own: dict[str, list[correcting.Correction]] = {}
    outcomes: list[correcting.Outcome] = []
    if corrected:  # whose each is, only all articles together can say
        items = list(found)
        own, outcomes = correcting.by_article((item for item in items if not isinstance(item, Exclusion)), corrected)
        found = iter(items)

    def articles() -> Iterator[Article]:
        for item in found:
            if isinstance(item, Exclusion):
                excluded.append(item)
            else:
                yield item

    def annotated() -> Iterator[WithQuotes]:
        reading = read(articles(), model=model, settings=settings, corrections=own, workers=workers)
        for article, answer in reading:
            if isinstance(answer, Exclusion):
                excluded.append(answer)
            else:
                outcomes.extend(answer.outcomes)
                known = answer.resolution
                yield WithQuotes(article, tuple(known.quotes), tuple(known.sources), tuple(known.named))

    try:
        for chunk in exchange.chunks(annotated(), format):
            sys.stdout.buffer.write(chunk.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # `quotelens extract ... | head` has read enough; typer would call it a failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from None
    _say_of_columns([{"path": path, "columns": columns.names()} for path, columns in used.items()])
    return excluded, correcting.table(corrected, outcomes)


@app.command("corrections")
@_with_columns
def list_corrections(
    path: PathArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Folder for the gold data; made if missing."),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Also articles of which not every quote was corrected or accepted.")
    ] = False,
    nested: Annotated[
        bool, typer.Option("--nested", help="Also attributions inside others' contents; not for training.")
    ] = False,
    model: ModelOption = None,
    corrections: CorrectionsOption = None,
    workers: WorkersOption = 1,
    columns: ColumnsOption = {},  # noqa: B006 (nobody changes it)
) -> None:
    """Print what becomes of PATH's corrections; with -o, write corrected articles as GOLD for evaluate and train."""
    from quotelens.corrections import doubtful, to_gold
    from quotelens.study import open_study

    study = open_study(path, model=model, corrections=corrections, workers=workers, **columns)
    _say_of_columns(study.provenance.get("columns", ()))
    for row in study.corrections.astype(object).where(study.corrections.notna(), None).to_dict("records"):
        became = f"not applied: {row['reason']}" if row["reason"] else f"applied {row['quote_id'] or ''}".rstrip()
        typer.echo(f"line {row['line']}: {row['doc_id']}: {row['action']}: {became}")
    if out is None:
        return
    for written in to_gold(study, out, partly=partly, nested=nested):
        _say(f"wrote {written}")
    for quote_id, mention in doubtful(study)[["quote_id", "mention"]].itertuples(index=False):
        _say(f"{quote_id} was given to somebody else, but its Source is still {mention!r}: look at it")


def _say_of_columns(tables: Iterable[Mapping[str, Any]]) -> None:
    """By which columns tables were read, those alike together; nobody should have to guess what was guessed."""
    alike: dict[str, list[str]] = {}
    for table in tables:
        names = ", ".join(f"{holds} from {name!r}" for holds, name in table["columns"].items())
        alike.setdefault(names, []).append(str(table["path"]))
    for names, paths in alike.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        _say(f"{paths[0]}{more}: {names}")


def _say_of_corrections(frame: pd.DataFrame) -> None:
    """Which corrections nothing came of; what a later line says otherwise is as it should be."""
    lost = frame[frame["reason"].fillna("superseded") != "superseded"]
    for line, doc_id, action, reason in lost[["line", "doc_id", "action", "reason"]].itertuples(index=False):
        _say(f"not applied: corrections, line {line}: {action} in {doc_id}: {reason}")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated data, laid out as its reader expects.")],
    task: Annotated[Task, typer.Option(help="What to measure.")] = Task.attribution,
    levels: Annotated[
        Levels,
        typer.Option(
            help="Attributions to count: flat takes the annotation without levels, as PolNeAR has it; the others take "
            "an attribution inside another's content as nested."
        ),
    ] = Levels.flat,
    gate: Annotated[
        bool, typer.Option("--gate", help="Compare with the floors for this data; exit with 1 if a score is below.")
    ] = False,
    floors: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Floors for --gate; by default those that ship.")
    ] = None,
    model: ModelOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Score against annotated data, with bootstrap intervals; with --gate, hold the scores to their floors."""
    from quotelens import evaluation
    from quotelens.study import attribute_resolved

    def quotes_of(article: Article) -> list[Quote]:
        return attribute_resolved(article, model=model).quotes

    if task is not Task.attribution and (gate or floors or levels is not Levels.flat):
        raise typer.BadParameter("--gate, --floors and --levels are for the task attribution")

    measures: dict[Task, Callable[[], Any]] = {
        Task.attribution: lambda: evaluation.evaluate_attribution(
            evaluation.read_brat(gold, levels=levels is not Levels.flat),
            quotes_of,
            levels=cast(Any, "outer" if levels is Levels.flat else levels.value),
        ),
        Task.sources: lambda: evaluation.evaluate_sources(gold, attribute=quotes_of),
        Task.tone: lambda: evaluation.tone.evaluate(gold, model),
        Task.certainty: lambda: evaluation.certainty.evaluate_certainty(gold, evaluation.certainty.of_model(model)),
        Task.claims: lambda: evaluation.claims.evaluate(gold, model),
        Task.truth: lambda: evaluation.truth.evaluate_truth(gold),
        Task.record: lambda: evaluation.truth.evaluate_liar(gold),
    }
    result = measures[task]()
    typer.echo(json.dumps(result.as_dict(), indent=1) if as_json else result.to_text().rstrip("\n"))
    if gate:
        limits = evaluation.gate.read_floors(floors or evaluation.gate.FLOORS)
        verdicts = evaluation.gate.judge(result.scores, evaluation.gold.fingerprint(gold), levels.value, limits)
        for verdict in verdicts:
            _say(verdict.to_text())
        if not all(verdict.passed for verdict in verdicts):
            raise typer.Exit(1)


@app.command("new")
def new_study(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The study's folder; a new or an empty one.")],
) -> None:
    """Write a new study: study.toml, seeds/, notebooks/, reports/, and a CI file that keeps its report in order."""
    from quotelens import scaffold

    _say(f"wrote {scaffold.new(folder)}; its README.md says how to go on")


@app.command("lab")
def open_lab(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The study; by default where you are.")] = Path(),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
    port: Annotated[int | None, typer.Option(min=1, max=65535, metavar="N", help="The port to serve on.")] = None,
) -> None:
    """Open JupyterLab on the study in DIR (extra `lab`)."""
    from quotelens import lab

    lab.start(folder, browser=browser, port=port)


@train_app.command("attribution")
def train_attribution(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Folders of brat annotations.")],
    out: OutOption,
    dev: Annotated[Path | None, typer.Option(help="Annotated articles to calibrate and score the model on.")] = None,
    credit: Annotated[str, typer.Option(help="Whose annotations these are, and their licence, for the card.")] = "",
    start: Annotated[Path | None, typer.Option(metavar="MODEL", help="A model trained here, to go on from.")] = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Articles (.txt) without annotations, for --teacher.")
    ] = None,
    teacher: Annotated[
        list[Path] | None, typer.Option(metavar="MODEL", help="A model to learn from on --texts; may be repeated.")
    ] = None,
    genres: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Annotated articles of other genres, for the card.")
    ] = None,
    protocol: Annotated[
        Path | None, typer.Option(metavar="FILE", help="sentence_protocol.json of `train sentences`, for the card.")
    ] = None,
    second: Annotated[
        bool, typer.Option("--second", help="The gentler recipe for going on: two epochs at half the rate.")
    ] = False,
) -> None:
    """Train an attribution model; DIR then works as --model anywhere. Interrupted training goes on where it was."""
    _need_training()
    command = importlib.import_module("quotelens.training.command")  # by name: nothing else may need torch
    recipe = command.SECOND if second else command.FIRST
    command.run(
        gold,
        out,
        dev,
        credit=credit,
        recipe=recipe,
        start=start,
        texts=texts,
        teachers=teacher or [],
        genres=genres,
        protocol=protocol,
        log=_say,
    )


@train_app.command("sentences")
def train_sentences(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Folders of brat annotations.")],
    out: OutOption,
    test: Annotated[Path, typer.Option(metavar="FILE", help="Instances in CofeNet's form to measure on.")],
    start: Annotated[Path | None, typer.Option(metavar="MODEL", help="A model trained here, to go on from.")] = None,
) -> None:
    """Train and measure on single sentences that hold an attribution, as Wang et al. (COLING 2022) do."""
    _need_training()
    protocol = importlib.import_module("quotelens.training.sentence_protocol")
    protocol.run(gold, test, out, start=None if start is None else start / "run", log=_say)


@train_app.command("judgement")
def train_judgement(
    gold: Annotated[
        Path,
        typer.Argument(metavar="GOLD", help="Holds certainty, nli and stance/fnc1, as they are published."),
    ],
    out: OutOption,
    start: Annotated[
        Path | None,
        typer.Option(metavar="MODEL", help="An attribution model whose table of words to share; else the shipped one."),
    ] = None,
    onward: Annotated[
        Path | None,
        typer.Option(metavar="MODEL", help="A judgement model to go on from, with the last of the recipes alone."),
    ] = None,
) -> None:
    """Train a model of certainty, relation and stance together, and measure it on what was held back."""
    _need_training()
    module = importlib.import_module("quotelens.training.judgement")
    recipes = module.RECIPES if onward is None else module.RECIPES[-1:]
    module.run(gold, out, start, recipes, onward=onward, log=_say)


@train_app.command("tone")
def train_tone(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="NewsMTSC's training file (JSON Lines).")],
    out: OutOption,
    start: Annotated[Path, typer.Option(metavar="MODEL", help="An attribution model, whose encoder to go on from.")],
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 9,
) -> None:
    """Train a model of the tone towards a target, and measure it on articles held back."""
    _need_training()
    module = importlib.import_module("quotelens.training.tone")
    module.run(data, start, out, module.ToneRecipe(seed=seed), log=_say)


def _need_training() -> None:
    absent = [
        name for name in ("torch", "transformers", "onnx", "safetensors") if importlib.util.find_spec(name) is None
    ]
    if absent:
        raise MissingExtraError("training", absent[0], "train")


def _formats(given: str, known: Sequence[str]) -> list[str]:
    """The formats of a list with commas, each once."""
    wanted = list(dict.fromkeys(name.strip() for name in given.split(",")))
    for name in wanted:
        if name not in known:
            raise typer.BadParameter(f"{name!r} is no format; known are {', '.join(known)}", param_hint="--format")
    return wanted


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _finish(excluded: int, strict: bool) -> None:
    if excluded:
        _say(f"{excluded} excluded; the exclusions table says why")
    if excluded and strict:
        raise typer.Exit(1)


def main() -> None:
    """The console script: an error on purpose becomes one line on standard error and exit code 2."""
    try:
        app()
    except QuotelensError as error:
        _say(f"quotelens: {error}")
        raise SystemExit(2) from None
