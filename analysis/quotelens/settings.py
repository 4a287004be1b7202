"""A study's settings: one frozen dataclass a stage, loaded once from `study.toml`.

A study without a file has the defaults below. In the file each stage is a table:

    [corpus]
    max_bytes = 5_000_000

    [attribution]
    min_confidence = 0.5
"""

from __future__ import annotations

import dataclasses
import difflib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from quotelens.errors import SettingsError
from quotelens.files import read_toml
from quotelens.records import STANCES, Stance

FILE = "study.toml"
ALIASES = "aliases.csv"  # a study's own word on who is who; `sources.read_aliases` reads it
GRADES = "grades.csv"  # a study's own grades of its sources; `reliability.read_overrules` reads it
CORRECTIONS = "corrections.jsonl"  # a study's own word on single quotes; `corrections.read` reads it


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise SettingsError(message)


@dataclass(frozen=True, slots=True)
class CorpusSettings:
    """What counts as an article: files above `max_bytes` bytes are excluded as over-long."""

    max_bytes: int = 5_000_000

    def __post_init__(self) -> None:
        _need(self.max_bytes > 0, f"corpus.max_bytes must be above 0, not {self.max_bytes}")


@dataclass(frozen=True, slots=True)
class AttributionSettings:
    """Quotes less sure than `min_confidence` (0-1) are left out, nested ones less sure than `min_nested_confidence`.

    Attributions are sought inside quotes down to `max_level` (0: none nested). On the development articles F1 hardly
    changes for a `min_confidence` of 0 to 0.3. Nested quotes are read out of their context, and nobody has annotated
    them in numbers; of a sample, most below 0.5 were none.
    """

    min_confidence: float = 0.2
    min_nested_confidence: float = 0.5
    max_level: int = 3

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

    terms: dict[str, float] = field(default_factory=dict)
    cues: dict[str, Stance] = field(default_factory=dict)

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

    `min_probability` (0-1): a pair is a claim where corroboration or contradiction is at least that probable;
    0.5 means more probable than everything else together. `max_block`: a name, number or word that more statements than
    that share says little about any two of them (100 is one in a hundred of a corpus of 10,000), and is left to
    narrower blocks. `max_candidates`: each statement is compared with that many others at most by what they share, and
    with `neighbours` more by likeness of meaning, where that is at least `min_likeness` (a cosine, 0-1; of pairs
    drawn from one corpus by chance one in ten is as alike as 0.3); together they bound the work at 8 comparisons
    a statement (and more only where others choose it). `min_overlap` (0-1): two quotes are copies of one text from that
    share of common word triples on; a half is what Broder (1997, On the resemblance and containment of documents) calls
    roughly the same, and lets a sentence of twenty words lose or gain seven at its end.
    """

    min_probability: float = 0.5
    max_block: int = 100
    max_candidates: int = 4
    neighbours: int = 4
    min_likeness: float = 0.3
    min_overlap: float = 0.5

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
    """Intervals cover `level` (0-1, exclusive) of repeated samples; 0.95 by default."""

    level: float = 0.95

    def __post_init__(self) -> None:
        _need(0 < self.level < 1, f"reliability.level must lie between 0 and 1, not {self.level}")


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """`title` heads the report; empty for one made from the articles."""

    title: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All stages' settings; each field is a table of `study.toml`."""

    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    attribution: AttributionSettings = field(default_factory=AttributionSettings)
    sentiment: SentimentSettings = field(default_factory=SentimentSettings)
    claims: ClaimsSettings = field(default_factory=ClaimsSettings)
    reliability: ReliabilitySettings = field(default_factory=ReliabilitySettings)
    report: ReportSettings = field(default_factory=ReportSettings)

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Plain nested dictionaries, in declaration order (for manifests)."""
        return dataclasses.asdict(self)


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
    for name, table in raw.items():
        _known(name, list(hints), "table")
        if not isinstance(table, dict):
            raise SettingsError(f"[{name}] must be a table of settings, not {table!r}")
        stages[name] = _stage(hints[name], name, table)
    return Settings(**stages)


def _stage(kind: Any, stage: str, table: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    values = {}
    for key, value in table.items():
        _known(key, list(hints), f"key in [{stage}]")
        wanted = hints[key]
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        kind_of = get_origin(wanted) or wanted
        if type(value) is not kind_of:
            raise SettingsError(f"{stage}.{key} must be {_called(kind_of)}, not {type(value).__name__} ({value!r})")
        values[key] = value
    return kind(**values)


def _called(kind: Any) -> str:
    return "a table" if kind is dict else str(kind.__name__)


def _known(name: str, known: list[str], what: str) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
    raise SettingsError(f"unknown {what}: {name!r}{hint}")
