"""A study's settings: one frozen dataclass a stage, loaded once from `study.toml`.

A study without a file has the defaults below. In the file each stage is a table:

    [corpus]
    max_bytes = 5_000_000

    [attribution]
    min_confidence = 0.5

Each setting's field says in a line what it does (`metadata={ABOUT: ...}`); `to_toml` writes all of them out.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from quotelens.errors import SettingsError
from quotelens.files import read_toml, toml_key, toml_value
from quotelens.records import STANCES, Stance

FILE = "study.toml"
ALIASES = "aliases.csv"  # a study's own word on who is who; `sources.read_aliases` reads it
GRADES = "grades.csv"  # a study's own grades of its sources; `reliability.read_overrules` reads it
CORRECTIONS = "corrections.jsonl"  # a study's own word on single quotes; `corrections.read` reads it

TABLE_COLUMNS = ("text", "title", "date", "outlet", "author", "url", "id")  # what columns of tables hold, for [corpus]
ABOUT = "about"  # key of a field's metadata: one line on what the setting does, with its unit and range
NOTEBOOKS = "notebooks"  # the table of `study.toml` that is no stage's

_CALLED = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "text",
    dict: "a table",
    list: "a list",
}


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise SettingsError(message)


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What counts as an article, and what the columns of tables are called."""

    max_bytes: int = field(
        default=5_000_000, metadata={ABOUT: "Files of more bytes than this are left out as over-long (above 0)."}
    )
    any_language: bool = field(
        default=False,
        metadata={ABOUT: "Whether articles that are plainly in another language than English are read, too."},
    )
    text: str = field(default="", metadata={ABOUT: 'Tables: the column of texts; "" where it goes by a usual name.'})
    title: str = field(default="", metadata={ABOUT: "Tables: the column of headlines, likewise."})
    date: str = field(default="", metadata={ABOUT: "Tables: the column of dates of publication, likewise."})
    outlet: str = field(default="", metadata={ABOUT: "Tables: the column of publishers, likewise."})
    author: str = field(default="", metadata={ABOUT: "Tables: the column of authors, likewise."})
    url: str = field(default="", metadata={ABOUT: "Tables: the column of addresses, likewise."})
    id: str = field(default="", metadata={ABOUT: "Tables: the column of ids, likewise."})

    def __post_init__(self) -> None:
        _need(self.max_bytes > 0, f"corpus.max_bytes must be above 0, not {self.max_bytes}")

    def columns(self) -> dict[str, str]:
        """The columns of tables that are named, by what they hold (`corpus.documents.ColumnNames`)."""
        return {name: column for name in TABLE_COLUMNS if (column := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class AttributionSettings:
    """Which quotes are kept, and how deep they are sought.

    On the development articles F1 hardly changes for a `min_confidence` of 0 to 0.3. Nested quotes are read out of
    their context, and nobody has annotated them in numbers; of a sample, most below 0.5 were none.
    """

    min_confidence: float = field(
        default=0.2, metadata={ABOUT: "Quotes that the model is less sure of than this are left out (0 to 1)."}
    )
    min_nested_confidence: float = field(
        default=0.5, metadata={ABOUT: "The same for quotes inside other quotes (0 to 1)."}
    )
    max_level: int = field(
        default=3, metadata={ABOUT: "How many levels deep quotes are sought inside quotes (0 or more; 0: none)."}
    )

    def __post_init__(self) -> None:
        _need(0 <= self.min_confidence <= 1, f"attribution.min_confidence must lie in 0-1, not {self.min_confidence}")
        nested = self.min_nested_confidence
        _need(0 <= nested <= 1, f"attribution.min_nested_confidence must lie in 0-1, not {nested}")
        _need(self.max_level >= 0, f"attribution.max_level must be 0 or more, not {self.max_level}")


@dataclass(frozen=True, slots=True)
class SentimentSettings:
    """A study's own words: `terms` gives the word lists tones from -1 to 1 (0: none), `cues` gives cues their stance.

    In `study.toml`: `terms = { thuwar = 0.5, killed = 0 }`, `cues = { "went on record" = "endorsing" }`. Both go before
    the package's own lists; a term is a single word.
    """

    terms: dict[str, float] = field(
        default_factory=dict,
        metadata={ABOUT: "Words of your own and their tone, -1 to 1 (0: none), as in { thuwar = 0.5, killed = 0 }."},
    )
    cues: dict[str, Stance] = field(
        default_factory=dict,
        metadata={
            ABOUT: 'Cues of your own and their stance, as in { "went on record" = "endorsing" }: '
            f"{', '.join(STANCES[:-1])} or {STANCES[-1]}."
        },
    )

    def __post_init__(self) -> None:
        for word, tone in self.terms.items():
            _need(bool(word.strip()) and len(word.split()) == 1, f"sentiment.terms: {word!r} must be a single word")
            number = isinstance(tone, int | float) and not isinstance(tone, bool)
            _need(number and -1 <= tone <= 1, f"sentiment.terms: {word!r} must have a tone from -1 to 1, not {tone!r}")
        for cue, stance in self.cues.items():
            _need(stance in STANCES, f"sentiment.cues: {cue!r} must be one of {', '.join(STANCES)}, not {stance!r}")


@dataclass(frozen=True, slots=True)
class ClaimsSettings:
    """Which quotes are compared with each other, and which of the pairs are told of.

    A `min_probability` of 0.5 means more probable than everything else together. A name, number or word that more
    statements than `max_block` share says little about any two of them (100 is one in a hundred of a corpus of 10,000),
    and is left to narrower blocks. A `min_likeness` (a cosine) of 0.3 is reached by one in ten of pairs drawn from one
    corpus by chance. `max_candidates` and `neighbours` together bound the work at 8 comparisons a statement (and more
    only where others choose it). A `min_overlap` of a half is what Broder (1997, On the resemblance and containment of
    documents) calls roughly the same, and lets a sentence of twenty words lose or gain seven at its end.
    """

    min_probability: float = field(
        default=0.5,
        metadata={ABOUT: "A pair of quotes is a claim from this probability on (above 0, at most 1)."},
    )
    max_block: int = field(
        default=100,
        metadata={ABOUT: "What more statements than this share says too little to compare them for it (2 or more)."},
    )
    max_candidates: int = field(
        default=4,
        metadata={ABOUT: "With how many others a statement is compared at most by what they share (1 or more)."},
    )
    neighbours: int = field(
        default=4,
        metadata={ABOUT: "With how many more it is compared by likeness of meaning (0 or more)."},
    )
    min_likeness: float = field(
        default=0.3,
        metadata={ABOUT: "How alike in meaning those must be at least, as a cosine (0 to 1)."},
    )
    min_overlap: float = field(
        default=0.5,
        metadata={ABOUT: "Quotes that share this part of their word triples are copies (above 0, at most 1)."},
    )

    def __post_init__(self) -> None:
        for name in ("min_probability", "min_overlap"):
            value = getattr(self, name)
            _need(0 < value <= 1, f"claims.{name} must lie above 0 and at most at 1, not {value}")
        _need(0 <= self.min_likeness <= 1, f"claims.min_likeness must lie in 0-1, not {self.min_likeness}")
        _need(self.max_block >= 2, f"claims.max_block must be 2 or more, not {self.max_block}")
        _need(self.max_candidates >= 1, f"claims.max_candidates must be 1 or more, not {self.max_candidates}")
        _need(self.neighbours >= 0, f"claims.neighbours must be 0 or more, not {self.neighbours}")


@dataclass(frozen=True, slots=True)
class ReliabilitySettings:
    """How sure an interval is."""

    level: float = field(
        default=0.95, metadata={ABOUT: "The share of repeated samples that an interval covers (between 0 and 1)."}
    )

    def __post_init__(self) -> None:
        _need(0 < self.level < 1, f"reliability.level must lie between 0 and 1, not {self.level}")


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What the report is called."""

    title: str = field(default="", metadata={ABOUT: 'What heads the report; "" for a title made from the articles.'})


@dataclass(frozen=True, slots=True)
class Settings:
    """All stages' settings; each field is a table of `study.toml`.

    `notebooks` holds what a report puts in place of the notebooks' own parameters, by notebook and name
    (`{"05_sources_and_reliability": {"weights": {...}}}`). Which there are is known where they are run:
    `report.parameters.check` holds these to them.
    """

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    attribution: AttributionSettings = field(default_factory=AttributionSettings)
    sentiment: SentimentSettings = field(default_factory=SentimentSettings)
    claims: ClaimsSettings = field(default_factory=ClaimsSettings)
    reliability: ReliabilitySettings = field(default_factory=ReliabilitySettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    notebooks: dict[str, dict[str, Any]] = field(
        default_factory=dict,
        metadata={ABOUT: "What a report puts in place of the notebooks' own parameters: a table a notebook."},
    )

    def __post_init__(self) -> None:
        for notebook, values in self.notebooks.items():
            _need(isinstance(values, dict), f"[{NOTEBOOKS}.{notebook}] must be a table of parameters, not {values!r}")
            for name, value in values.items():
                kinds = "text, a number, true or false, a list or a table"
                _need(_plain(value), f"{NOTEBOOKS}.{notebook}.{name} must be {kinds}, not a {type(value).__name__}")

    def reading(self, *, any_language: bool) -> Settings:
        """These settings, in which articles of any language are read where that is asked for."""
        return replace(self, corpus=replace(self.corpus, any_language=True)) if any_language else self

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Plain nested dictionaries, in declaration order (for manifests).

        Columns of tables that nobody named are left out, and so are `notebooks` where they are empty.
        """
        found = dataclasses.asdict(self)
        for name in TABLE_COLUMNS:
            if not found["corpus"][name]:
                del found["corpus"][name]
        if not self.notebooks:
            del found[NOTEBOOKS]
        return found


def load(path: str | Path) -> Settings:
    """Read a `study.toml`.

    Raises:
        SettingsError: not TOML, an unknown table or key (the nearest known one is suggested), or a value of the
            wrong type or range; names the file and the key.
    """
    path = Path(path)
    raw = read_toml(path, SettingsError)
    try:
        return from_dict(raw)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def find(path: str | Path) -> Settings:
    """Settings of the study that `path` belongs to (see `beside`): those of its `study.toml`, else the defaults."""
    file = beside(path, FILE)
    return load(file) if file is not None else Settings()


def beside(path: str | Path, name: str) -> Path | None:
    """A study's file of that name: in the folder `path` or the one above; `None` where there is none.

    A file, a glob or a name that does not exist belongs to the nearest folder around it.
    """
    folder = folder_of(path)
    return next((file for file in (folder / name, folder.parent / name) if file.is_file()), None)


def folder_of(path: str | Path) -> Path:
    """The folder that `path` is, or the nearest one around it."""
    folder = Path(os.path.abspath(path))
    while not os.path.isdir(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def from_dict(raw: dict[str, Any]) -> Settings:
    """Settings from nested dictionaries, as TOML or JSON give them; see `load` for the errors."""
    stages: dict[str, Any] = {}
    hints = get_type_hints(Settings)
    homes = {key: stage for stage in hints if stage != NOTEBOOKS for key in get_type_hints(hints[stage])}
    for name, table in raw.items():
        if name not in hints and name in homes and not isinstance(table, dict):
            raise SettingsError(f"{name!r} stands outside of its table; put it under [{homes[name]}]")
        known(name, hints, "table")
        if not isinstance(table, dict):
            hint = f"; write [{name}], in single brackets" if isinstance(table, list) else ""
            raise SettingsError(f"[{name}] must be a table of settings, not {table!r}{hint}")
        stages[name] = dict(table) if name == NOTEBOOKS else _stage(hints[name], name, table, homes)
    return Settings(**stages)


def _stage(kind: Any, stage: str, table: dict[str, Any], homes: dict[str, str]) -> Any:
    hints = get_type_hints(kind)
    values = {}
    for key, value in table.items():
        if key not in hints and key in homes:
            raise SettingsError(f"unknown key in [{stage}]: {key!r}; it belongs under [{homes[key]}]")
        known(key, hints, f"key in [{stage}]")
        values[key] = of_kind(f"{stage}.{key}", value, get_origin(hints[key]) or hints[key])
    return kind(**values)


def of_kind(name: str, value: Any, kind: Any) -> Any:
    """A value that is of the wanted kind (int, float, bool, str, list or dict); a whole number will do for a `float`.

    Raises:
        SettingsError: it is of another; says which is wanted, and of what kind the one given is.
    """
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is kind:
        return value
    hint = ""
    if kind in (int, float) and isinstance(value, str) and re.fullmatch(r"\s*[-+]?[\d_]*\.?\d+\s*", value):
        hint = "; leave the quotation marks out"
    elif kind is bool and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        hint = f"; write {value.strip().lower()}, without quotation marks"
    elif kind is str:
        hint = "; put it in quotation marks"
    given = "a decimal number" if isinstance(value, float) else _CALLED.get(type(value), f"a {type(value).__name__}")
    shown = toml_value(value) if _plain(value) else value
    raise SettingsError(f"{name} must be {_CALLED[kind]}, not {given} ({shown}){hint}")


def known(name: str, names: Iterable[str], what: str) -> None:
    """Whether a name is one of those there are.

    Raises:
        SettingsError: it is not; suggests the nearest, or lists all where none is near.
    """
    names = list(names)
    if name in names:
        return
    folded = {other.casefold().replace("-", "_"): other for other in names}
    near = difflib.get_close_matches(name.casefold().replace("-", "_"), folded, n=1)
    all_known = f"known are {', '.join(names)}" if names else "none are known"
    hint = f"did you mean {folded[near[0]]!r}?" if near else all_known
    raise SettingsError(f"unknown {what}: {name!r}; {hint}")


def _plain(value: Any) -> bool:
    """Whether a value can stand in a manifest and in a notebook's cell; a date cannot."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _plain(inner) for key, inner in value.items())
    return all(map(_plain, value)) if isinstance(value, list) else type(value) in (bool, int, float, str)


def to_toml(settings: Settings = Settings()) -> str:
    """Settings as the text of a `study.toml`: every one with its value, below a line that says what it does.

    `load` reads it back as it was.
    """
    return "\n".join("\n".join(lines) + "\n" for lines in _tables(settings))


def _tables(settings: Settings) -> Iterator[list[str]]:
    for stage in dataclasses.fields(Settings):
        own = getattr(settings, stage.name)
        if stage.name != NOTEBOOKS:
            lines = [f"[{stage.name}]"]
            for one in dataclasses.fields(own):
                lines += [f"# {one.metadata[ABOUT]}", f"{one.name} = {toml_value(getattr(own, one.name))}"]
            yield lines
            continue
        yield [f"# {stage.metadata[ABOUT]}", f"[{stage.name}]"]
        for notebook, values in own.items():
            head = f"[{stage.name}.{toml_key(notebook)}]"
            yield [head, *(f"{toml_key(name)} = {toml_value(value)}" for name, value in values.items())]
