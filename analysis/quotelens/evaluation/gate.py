"""The quality gate: scores against floors that are written down, for one exact set of annotated data each.

Floors stand in `floors.toml` beside this file (or in one of your own), a table `[[floor]]` each:

    [[floor]]
    gold = "PolNeAR 1.0.0, dev"      # what the data is, for people
    sha256 = "..."                   # `fingerprint` of the data; other data is not held to this floor
    score = "exact content all"      # metric, part and type, as `quotelens evaluate` prints them
    levels = "outer"                 # as in `--levels`; "flat" where the annotation is taken without levels
    figure = "f1"                    # f1, precision or recall
    floor = 0.69                     # 0-1
    margin = 0.005                   # noise: how far below the floor still passes
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pandas as pd

from quotelens.errors import GoldError
from quotelens.files import read_toml

FLOORS = Path(__file__).parent / "floors.toml"
FIGURES = ("f1", "precision", "recall")


@dataclass(frozen=True, slots=True)
class Floor:
    """One line of the gate; see the module for what the fields mean."""

    gold: str
    sha256: str
    score: str
    levels: str
    figure: str
    floor: float
    margin: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A floor and what was measured (0-1; NaN where the score is undefined)."""

    floor: Floor
    value: float

    @property
    def passed(self) -> bool:
        """Whether the value is at most the margin below the floor; an undefined value never passes."""
        return self.value >= self.floor.floor - self.floor.margin

    def to_text(self) -> str:
        """One line: verdict, score, figure, value, floor."""
        found = "undefined" if math.isnan(self.value) else f"{100 * self.value:.1f}"
        word = "passed" if self.passed else "FAILED"
        least = f"floor {100 * self.floor.floor:g}, margin {100 * self.floor.margin:g}"
        return f"{word}  {self.floor.score} {self.floor.figure}: {found} ({least})"


def read_floors(path: str | Path = FLOORS) -> list[Floor]:
    """The floors of a file.

    Raises:
        GoldError: the file cannot be read, is not TOML, or a floor lacks a field, has one too many or of the wrong
            type, or lies outside 0-1; names the file and the floor's place in it.
    """
    path = Path(path)
    raw = read_toml(path, GoldError)
    if list(raw) != ["floor"] or not isinstance(raw["floor"], list):
        raise GoldError(f"{path}: holds tables [[floor]] and nothing else")
    return [_floor(row, f"{path}, floor {number}") for number, row in enumerate(raw["floor"], start=1)]


def _floor(row: dict[str, Any], place: str) -> Floor:
    wanted = get_type_hints(Floor)
    for name, kind in wanted.items():
        if name not in row:
            raise GoldError(f"{place}: {name!r} is missing")
        if not isinstance(row[name], kind) and not (kind is float and type(row[name]) is int):
            raise GoldError(f"{place}: {name} must be {kind.__name__}, not {row[name]!r}")
    unknown = sorted(row.keys() - wanted.keys())
    if unknown:
        raise GoldError(f"{place}: {unknown[0]!r} is no field of a floor; known are {', '.join(wanted)}")
    floor = Floor(**row)
    if floor.figure not in FIGURES:
        raise GoldError(f"{place}: figure must be one of {', '.join(FIGURES)}, not {floor.figure!r}")
    if not (0 <= floor.floor <= 1 and 0 <= floor.margin <= 1):
        raise GoldError(f"{place}: floor and margin must lie in 0-1, not {floor.floor} and {floor.margin}")
    return floor


def judge(scores: pd.DataFrame, sha256: str, levels: str, floors: Sequence[Floor]) -> list[Verdict]:
    """Hold scores to the floors of the data they were measured on.

    Args:
        scores: As `tables.SCORES` says (`AttributionReport.scores`).
        sha256: `gold.fingerprint` of the annotated data.
        levels: What was counted, see `Floor`.
        floors: All floors; those of other data or levels are passed over.

    Raises:
        GoldError: none of the floors is of this data and these levels, so that passing would mean nothing, or one
            names a score that there is not.
    """
    own = [floor for floor in floors if floor.sha256 == sha256 and floor.levels == levels]
    if not own:
        raise GoldError(f"no floor is of this data (sha256 {sha256}, levels {levels}): there is nothing to pass")
    named = scores.assign(name=scores[["metric", "part", "type"]].agg(" ".join, axis=1)).set_index("name")
    verdicts = []
    for floor in own:
        if floor.score not in named.index:
            raise GoldError(f"{floor.score!r} is no score; there are {', '.join(named.index)}")
        verdicts.append(Verdict(floor, float(named[floor.figure].loc[floor.score])))
    return verdicts
