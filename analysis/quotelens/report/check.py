"""Does a report still say what another one says? For CI: the committed report against one made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quotelens.errors import ReportError
from quotelens.tables import TABLES

PRINTED = 0.005  # half a step of the last of two printed decimals; processors differ in the ones behind
# what a network answers: activations of 8 bits round otherwise where a processor adds up in another order. Between an
# AMD processor with AVX2 and an Intel one with AMX confidences of one article differed by up to 0.018.
ANSWERED = 0.04
CERTAINTY = 0.2  # of the six units from -3 to 3, as much as `ANSWERED` is of probabilities
ANSWERS = ("confidence", "probability", "tone_negative", "tone_neutral", "tone_positive", "tone_score")
DERIVED = ("corroboration", "grades", "reliability")  # tables that count claims


def differences(old: str | Path, new: str | Path) -> list[str]:
    """What the report in `new` says otherwise than the one in `old`, one line each; empty where they agree.

    Compared are all tables (texts and whole numbers exactly, other numbers to two decimals: `PRINTED`; a network's
    probabilities to within `ANSWERED`, and the tone that it names unless another is about as likely; its certainty to
    within `CERTAINTY`; claims that are hardly probable enough to be told of may come and go, and where some do, what
    counts claims is not compared) and the manifest
    without its `environment` and without the notebooks' file hashes, whose outputs may differ in the third decimal.
    Pictures and pages are drawn from these and not compared themselves.

    Raises:
        ReportError: a folder holds no report.
    """
    manifests = _manifest(Path(old)), _manifest(Path(new))
    found = _of_manifests(*manifests)
    wavering = False
    for name in TABLES:
        before, after = _table(Path(old), name), _table(Path(new), name)
        if name == "claims":
            least = manifests[1]["settings"]["claims"]["min_probability"]
            before, after, wavering = _settled(before, after, least)
        elif name in DERIVED and wavering:
            continue
        found += _of_tables(name, before, after)
    return found


def _settled(old: pd.DataFrame, new: pd.DataFrame, least: float) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """The claims without those that one side has and another processor may leave out, and whether there were any.

    What is hardly more probable than `least`, from which on a pair is a claim, may fall below it.
    """
    doubtful = set(old["claim_id"]) ^ set(new["claim_id"])
    doubtful &= {
        claim_id
        for frame in (old, new)
        for claim_id in frame.loc[frame["probability"] < least + 2 * ANSWERED, "claim_id"]
    }
    kept = [frame[~frame["claim_id"].isin(doubtful)].reset_index(drop=True) for frame in (old, new)]
    return kept[0], kept[1], bool(doubtful)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{folder} holds no report that can be read: {path.name}: {error}") from error
    manifest.pop("environment", None)
    manifest.get("counts", {}).pop("claims", None)  # the table says it, but for those that may come and go
    for notebook in manifest.get("notebooks", []):
        notebook.pop("sha256", None)
    return manifest


def _of_manifests(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [
        f"manifest.json: {key} was {json.dumps(old.get(key))}, is {json.dumps(new.get(key))}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "tables" / f"{name}.parquet"
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise ReportError(f"{folder} holds no report that can be read: tables/{path.name}: {error}") from error


def _of_tables(name: str, old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    if list(old.columns) != list(new.columns):
        return [f"{name}: columns were {', '.join(old.columns)}, are {', '.join(new.columns)}"]
    if len(old) != len(new):
        return [f"{name}: had {len(old)} rows, has {len(new)}"]
    return [
        f"{name}: row {row}, {column}: was {_plain(old[column].iloc[row])!r}, is {_plain(new[column].iloc[row])!r}"
        for column in old.columns
        for row in np.flatnonzero(
            ~(_same(old[column], new[column], _tolerances(old, column)) | _undecided(old, column))
        )
    ]


def _plain(value: Any) -> Any:
    """A number of NumPy's as Python's own, for reading."""
    return value.item() if isinstance(value, np.generic) else value


def _undecided(frame: pd.DataFrame, column: str) -> np.ndarray:
    """Rows whose tone another processor may name otherwise: its probability is hardly above the next one's."""
    if column != "tone":
        return np.zeros(len(frame), dtype=bool)
    ranked = np.sort(frame[["tone_negative", "tone_neutral", "tone_positive"]].to_numpy(dtype=float), axis=1)
    return np.asarray(ranked[:, 2] - ranked[:, 1] < 2 * ANSWERED)


def _same(old: pd.Series, new: pd.Series, tolerances: np.ndarray) -> np.ndarray:
    both_empty = (old.isna() & new.isna()).to_numpy(dtype=bool)
    if pd.api.types.is_float_dtype(old.dtype):
        close = np.abs(old.to_numpy(dtype=float) - new.to_numpy(dtype=float)) <= tolerances
        return np.asarray(close | both_empty)
    equal = (old == new).fillna(False).to_numpy(dtype=bool)
    return np.asarray(equal | both_empty)


def _tolerances(frame: pd.DataFrame, column: str) -> np.ndarray:
    """How far each row's number may differ."""
    own = CERTAINTY if column == "certainty" else ANSWERED if column in ANSWERS else PRINTED
    found = np.full(len(frame), own)
    if "indicator" in frame:
        found[frame["indicator"].to_numpy(dtype=object) == "certainty"] = CERTAINTY
    return found
